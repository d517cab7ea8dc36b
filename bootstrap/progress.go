package bootstrap

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// progressStep is the least time between two pictures of the bar.
const progressStep = 100 * time.Millisecond

// progress draws how much of an upload is done, on a terminal only. It may be
// used from several goroutines.
type progress struct {
	mu    sync.Mutex
	w     io.Writer // nil: draw nothing
	name  string
	total int64
	done  int64
	last  time.Time
	shown bool
}

func newProgress(o *Options, total int64) *progress {
	p := &progress{name: o.Name, total: total}
	if o.StderrIsTerminal {
		p.w = o.Stderr
	}
	return p
}

// add counts n more bytes.
func (p *progress) add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done += int64(n)
	if p.w == nil || p.total == 0 || time.Since(p.last) < progressStep && p.done < p.total {
		return
	}
	p.last, p.shown = time.Now(), true
	const width = 30
	full := int(width * p.done / p.total)
	fmt.Fprintf(p.w, "\r%s: [%s%s] %3d %% of %s", p.name, strings.Repeat("#", full), strings.Repeat(".", width-full), 100*p.done/p.total, megabytes(p.total))
}

// end takes the bar away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	p.w = nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
