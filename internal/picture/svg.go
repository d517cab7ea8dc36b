//go:build unix

package main

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// Sizes of the picture, in its units.
const (
	cellWidth  = 8.4
	lineHeight = 19
	margin     = 14
	bar        = 26 // title of a terminal
	paneWidth  = cols*cellWidth + 2*margin
	paneHeight = bar + rows*lineHeight + margin
	gap        = 16
	keyboard   = 34
	width      = paneWidth
	height     = 2*paneHeight + gap + keyboard + 40
)

// draw draws two recordings below each other, in their own time.
func draw(with, without *recording) string {
	length := max(with.frames[len(with.frames)-1].at, without.frames[len(without.frames)-1].at) + 1500*time.Millisecond
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" width="%.0f" height="%d" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14">
<title>Typing over a link with a round trip of %d ms: with prediction and without</title>
<rect width="0" height="0"><animate id="t" attributeName="x" from="0" to="0" dur="%s" begin="0s;t.end"/></rect>
`, width, height, width, height, 2*oneWay/time.Millisecond, seconds(length))
	keyRow(&b, with)
	y := float64(keyboard)
	pane(&b, y, "gomosh: a key is on the screen after "+milliseconds(median(with.waits)), "#3fb950", with, length)
	y += paneHeight + gap
	pane(&b, y, "without prediction, as over ssh: after "+milliseconds(median(without.waits)), "#d29922", without, length)
	fmt.Fprintf(&b, `<text x="%d" y="%d" font-size="12" fill="#8b949e" font-family="sans-serif">Recorded, not drawn: one round trip is %d ms.<tspan x="%d" dy="16">What is underlined the far side has not confirmed yet.</tspan></text>
</svg>
`, margin, height-24, 2*oneWay/time.Millisecond, margin)
	return b.String()
}

// keyRow shows the key that is pressed.
func keyRow(b *strings.Builder, r *recording) {
	fmt.Fprintf(b, `<text x="%d" y="22" font-size="13" fill="#8b949e" font-family="sans-serif">keys:</text>`+"\n", margin)
	names := map[rune]string{'\r': "Enter", '\x7f': "Backspace", ' ': "Space"}
	for i, key := range typed {
		name := names[key]
		if name == "" {
			name = string(key)
		}
		end := r.keys[i] + 80*time.Millisecond
		fmt.Fprintf(b, `<g opacity="0">%s<rect x="56" y="5" width="%.0f" height="24" rx="4" fill="#30363d"/><text x="66" y="22" fill="#e6edf3">%s</text></g>`+"\n",
			between(r.keys[i], end, 1), float64(len(name))*cellWidth+20, escape(name))
	}
}

// pane draws a terminal. Each row is drawn once for as long as it stays the same;
// without animation the last state is to be seen.
func pane(b *strings.Builder, y float64, title, color string, r *recording, length time.Duration) {
	fmt.Fprintf(b, `<g transform="translate(0 %.0f)"><rect width="%.0f" height="%d" rx="8" fill="#0d1117" stroke="#30363d"/><circle cx="%d" cy="14" r="5" fill="%s"/><text x="%d" y="19" font-size="13" fill="#e6edf3" font-family="sans-serif">%s</text>`+"\n",
		y, paneWidth, paneHeight, margin+2, color, margin+14, escape(title))
	for row := range rows {
		for i := 0; i < len(r.frames); {
			next := i + 1
			for next < len(r.frames) && r.frames[next].rows[row] == r.frames[i].rows[row] && r.frames[next].thin[row] == r.frames[i].thin[row] {
				next++
			}
			text, thin := r.frames[i].rows[row], r.frames[i].thin[row]
			from, to, last := r.frames[i].at, length, next == len(r.frames)
			if !last {
				to = r.frames[next].at
			}
			i = next
			if text == "" || to-from < 5*time.Millisecond {
				continue
			}
			opacity := 0
			if last {
				opacity = 1
			}
			base := bar + float64(row+1)*lineHeight - 4
			fmt.Fprintf(b, `<g opacity="%d">%s<text x="%d" y="%.0f" fill="#e6edf3" xml:space="preserve" textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`,
				opacity, shown(from, to, last), margin, base, float64(len([]rune(text)))*cellWidth, escape(text))
			for start := strings.IndexByte(thin, '_'); start >= 0; {
				end := start + len(thin[start:]) - len(strings.TrimLeft(thin[start:], "_"))
				fmt.Fprintf(b, `<path d="M%.1f %.1fh%.1f" stroke="%s"/>`, margin+float64(start)*cellWidth, base+3, float64(end-start)*cellWidth, color)
				if start = strings.IndexByte(thin[end:], '_'); start >= 0 {
					start += end
				}
			}
			b.WriteString("</g>\n")
		}
	}
	b.WriteString("</g>\n")
}

// shown animates a row: visible from one moment to another. The last state of a
// row, which pictures that do not move show, is hidden before its time.
func shown(from, to time.Duration, last bool) string {
	if last {
		if from == 0 {
			return ""
		}
		return between(0, from, 0)
	}
	return between(from, to, 1)
}

func between(from, to time.Duration, opacity int) string {
	return fmt.Sprintf(`<set attributeName="opacity" to="%d" begin="t.begin+%s" dur="%s"/>`, opacity, seconds(from), seconds(to-from))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3fs", d.Seconds()) }

func milliseconds(d time.Duration) string {
	if d < time.Millisecond {
		return "less than 1 ms"
	}
	return fmt.Sprintf("%d ms", d.Round(time.Millisecond)/time.Millisecond)
}

func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder does not fail
	return b.String()
}
