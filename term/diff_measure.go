package term

import "unicode/utf8"

// measures are the modes that say how wide a terminal takes text to be. They
// are part of the screen; but cells can be on it that were printed while they
// were others, so that a frame may have to change them for a moment.
type measures struct {
	clusters      bool // mode 2027
	wideAmbiguous bool // mode 8840
}

func measuresOf(s *Screen) measures {
	return measures{s.Modes.Clusters, s.Modes.WideAmbiguous}
}

// measure makes the receiver measure in the given way.
func (o *output) measure(m measures) {
	if o.measures.clusters != m.clusters {
		o.mode(2027, m.clusters)
	}
	if o.measures.wideAmbiguous != m.wideAmbiguous && o.real == nil {
		o.mode(8840, m.wideAmbiguous)
	}
	o.measures = m
}

// measuresFor returns how the receiver must measure so that c, a cell of r, gets
// the width it has: as it does, if that does not matter.
func (o *output) measuresFor(r *row, c *cell) measures {
	m := o.measures
	first := rune(c.text)
	if c.flags&cellCluster != 0 {
		text := r.clusters[c.text]
		first, _ = utf8.DecodeRuneInString(text)
		whole := r.clustered(c)
		if o.can.Clusters && selectsWidth(text) {
			m.clusters = whole
		}
		if whole {
			first = 0
		}
	}
	if maybeAmbiguous(first) {
		m.wideAmbiguous = c.width() == 2
	}
	return m
}

// selectsWidth reports whether it depends on the mode what a terminal makes of
// text: it has several characters that would stand alone, or one that joins or
// selects the presentation of others.
func selectsWidth(text string) bool {
	for i, v := range text {
		switch {
		case v == 0x200D, v >= 0xFE00 && v <= 0xFE0F, i > 0 && RuneWidth(v) != 0:
			return true
		}
	}
	return false
}

// clustered reports whether c, a cell of r with a cluster, exists only where
// mode 2027 is set.
func (r *row) clustered(c *cell) bool {
	text := r.clusters[c.text]
	for i, v := range text {
		if w := RuneWidth(v); i == 0 && w != c.width() && !maybeAmbiguous(v) || i > 0 && w != 0 {
			return true
		}
	}
	return false
}

// joinsBack reports whether a receiver that has grapheme clusters may join c, a
// cell of r, to the one before.
func (r *row) joinsBack(c *cell) bool {
	first := rune(c.text)
	if c.flags&cellCluster != 0 {
		first, _ = utf8.DecodeRuneInString(r.clusters[c.text])
	}
	switch clusterClass(first) {
	case classOther, classPicture, classControl, classLV, classLVT:
		return false
	}
	return true
}

// joinsOn reports whether it may join what comes next to c.
func (r *row) joinsOn(c *cell) bool {
	last := rune(c.text)
	if c.flags&cellCluster != 0 {
		last, _ = utf8.DecodeLastRuneInString(r.clusters[c.text])
	}
	switch clusterClass(last) {
	case classPrepend, classL, classJoiner:
		return true
	}
	return false
}

// maybeAmbiguous reports whether mode 8840 may make r wide.
func maybeAmbiguous(r rune) bool {
	return uint32(r) > 0xA0 && widthClass(r)&(widthAmbiguous|widthMask) == widthAmbiguous|1
}
