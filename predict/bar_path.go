package predict

import (
	"fmt"
	"strings"
	"time"
)

// pathTime is how long the bar tells that the session goes another way.
const pathTime = 3 * time.Second

// Path says which way the session goes if it is not the usual one, such as
// "ssh"; empty for UDP. The bar tells it once, unless the time is zero, and from
// then on whenever it shows something else.
func (b *Bar) Path(now time.Time, name string) {
	if name == b.path {
		return
	}
	b.path = name
	switch {
	case now.IsZero():
		return
	case name == "":
		b.Notice(now, textUsualPath)
	default:
		b.Notice(now, fmt.Sprintf(textOtherPath, name))
	}
}

// Notice shows text for three seconds, but not in the place of what stays or of
// the help.
func (b *Bar) Notice(now time.Time, text string) {
	if b.text != "" && b.until.IsZero() {
		return
	}
	b.Clear()
	b.text, b.until = text, now.Add(pathTime)
}

// over returns text with the name of the path in its last sentence, if it is to
// be told.
func (b *Bar) over(text string) string {
	if b.path == "" {
		return text
	}
	return strings.TrimSuffix(text, ".") + fmt.Sprintf(textOver, b.path)
}
