package term

// hash returns a number that is equal for rows that look alike, and very
// probably different for others. The hash of a blank row is 0.
func (r *row) hash() uint64 {
	const mul = 0x9E3779B97F4A7C15
	var h uint64
	for i := range r.cells {
		c := &r.cells[i]
		if c.flags&cellRight != 0 {
			continue
		}
		v := uint64(c.style)*mul ^ uint64(c.text)
		switch {
		case c.flags&cellCluster != 0:
			v ^= hashString(r.clusters[c.text])
		case c.text == ' ':
			v ^= ' '
		}
		if c.ext != 0 {
			x := r.exts[c.ext-1]
			v += uint64(x.underline) << 8
			if x.link != nil {
				v += hashString(x.link.ID)*3 + hashString(x.link.URI)
			}
		}
		if v != 0 {
			h ^= (v + uint64(i)) * mul
			h = h<<29 | h>>35
			h *= mul
		} else {
			h = h<<29 | h>>35
		}
	}
	return h
}

// hashString is FNV-1a.
func hashString(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h
}

const noLimit = 1 << 30

// cost estimates the bytes it takes to write r where the receiver shows l. It
// does not look further when they reach limit.
func (r *row) cost(l *line, can *Profile, limit int) int {
	tail := r.blankFrom(can)
	cost, until := 0, -1 // until is the column where the last change ended
	style := packed(0)
	var have []cell // what is compared without a call
	if l.r != nil && l.shift == 0 {
		have = l.r.cells[:len(r.cells)]
	}
	for c := range r.cells {
		if have != nil {
			if want := &r.cells[c]; have[c] == *want && want.ext == 0 && want.flags&cellCluster == 0 {
				continue
			}
		}
		if l.shows(c, r) {
			continue
		}
		if c >= tail {
			return min(cost+3, limit)
		}
		if cost >= limit {
			return limit
		}
		want := &r.cells[c]
		switch {
		case until < 0:
			cost += 2 + min(3, c)
		case until != c:
			cost += min(4, c-until)
		}
		if want.style != style {
			cost += 6
			style = want.style
		}
		until = c + 1
		switch {
		case want.text < 0x80:
			cost++
		default:
			cost += 3
		}
	}
	return cost
}
