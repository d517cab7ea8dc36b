package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"slices"
	"strings"
)

// The picture: for each kind of link, which share of the keystrokes was on the
// screen after how long, on a logarithmic axis.
const (
	panelWidth, panelHeight = 400, 210
	marginLeft, marginTop   = 48, 64
	gapX, gapY              = 56, 72
	leastMS, mostMS         = 0.3, 10000.0
)

// strokes are the colours of the ways, readable on white and on black.
var strokes = map[string]string{
	"ssh":                   "#8a8f98",
	"mosh, no prediction":   "#e0a030",
	"gomosh, no prediction": "#4a90d9",
	"mosh":                  "#d9480f",
	"gomosh":                "#2b8a3e",
}

// dashed are the ways without prediction.
func dashed(name string) string {
	if strings.HasSuffix(name, "no prediction") {
		return ` stroke-dasharray="5 3"`
	}
	return ""
}

// plot writes the picture.
func (r *report) plot(file string) error {
	var out strings.Builder
	const width = 2*marginLeft + 2*panelWidth + gapX
	height := marginTop + 2*(panelHeight+gapY)
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
<rect width="%d" height="%d" fill="#ffffff"/>
<text x="%d" y="22" font-size="15">How soon a keystroke is on the screen</text>
`, width, height, width, height, marginLeft)
	x := marginLeft
	for _, w := range ways {
		fmt.Fprintf(&out, `<line x1="%d" y1="38" x2="%d" y2="38" stroke="%s" stroke-width="2.5"%s/><text x="%d" y="42">%s</text>
`, x, x+24, strokes[w.name], dashed(w.name), x+30, w.name)
		x += 64 + 7*len(w.name)
	}
	for i, sc := range scenes() {
		left := marginLeft + (i%2)*(panelWidth+gapX)
		top := marginTop + (i/2)*(panelHeight+gapY) + 12
		fmt.Fprintf(&out, `<g transform="translate(%d %d)">
`, left, top)
		panel(&out, sc.name, r.Keys[sc.name])
		out.WriteString("</g>\n")
	}
	out.WriteString("</svg>\n")
	return os.WriteFile(file, []byte(out.String()), 0o644)
}

// panel draws one kind of link.
func panel(out *strings.Builder, title string, samples keySamples) {
	fmt.Fprintf(out, `<text y="-6" font-weight="bold">%s</text>
<rect width="%d" height="%d" fill="none" stroke="#bbbbbb"/>
`, html.EscapeString(title), panelWidth, panelHeight)
	for ms := 1.0; ms <= mostMS; ms *= 10 {
		fmt.Fprintf(out, `<line x1="%.1f" y1="0" x2="%.1f" y2="%d" stroke="#e5e5e5"/><text x="%.1f" y="%d" text-anchor="middle">%s</text>
`, across(ms), across(ms), panelHeight, across(ms), panelHeight+16, axis(ms))
	}
	for _, share := range []int{0, 50, 100} {
		y := panelHeight - panelHeight*share/100
		fmt.Fprintf(out, `<line x1="0" y1="%d" x2="%d" y2="%d" stroke="#e5e5e5"/><text x="-6" y="%d" text-anchor="end">%d %%</text>
`, y, panelWidth, y, y+4, share)
	}
	for _, w := range ways {
		values := slices.Sorted(slices.Values(samples[w.name]))
		if len(values) == 0 {
			continue
		}
		var path strings.Builder
		fmt.Fprintf(&path, "M%.1f %d", across(values[0]), panelHeight)
		for i, v := range values {
			fmt.Fprintf(&path, "H%.1fV%.1f", across(v), panelHeight*(1-float64(i+1)/float64(len(values))))
		}
		fmt.Fprintf(out, `<path d="%s" fill="none" stroke="%s" stroke-width="2"%s/>
`, path.String(), strokes[w.name], dashed(w.name))
	}
}

// across is where a time lies on the axis.
func across(ms float64) float64 {
	ms = min(max(ms, leastMS), mostMS)
	return panelWidth * math.Log(ms/leastMS) / math.Log(mostMS/leastMS)
}

func axis(ms float64) string {
	if ms >= 1000 {
		return fmt.Sprintf("%.0f s", ms/1000)
	}
	return fmt.Sprintf("%.0f ms", ms)
}
