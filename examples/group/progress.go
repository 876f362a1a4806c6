package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// A progress draws a bar while files are read. It draws on terminals only.
type progress struct {
	w     io.Writer // nil for none
	total int64     // bytes of all files; 0 when not known
	done  atomic.Int64
	stays int
	start time.Time
	drawn time.Time
}

func newProgress(stderr io.Writer, total int64) *progress {
	p := &progress{total: total, start: time.Now()}
	if isTerminal(stderr) {
		p.w = stderr
	}
	return p
}

// isTerminal reports whether w is a terminal, as far as the standard library
// can tell: a character device.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// reader counts what is read of r.
func (p *progress) reader(r io.Reader) io.Reader { return counting{r, &p.done} }

type counting struct {
	io.Reader
	n *atomic.Int64
}

func (c counting) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// add counts stays and draws the bar, ten times a second.
func (p *progress) add(stays int) {
	p.stays += stays
	if p.w != nil && time.Since(p.drawn) > 100*time.Millisecond {
		p.drawn = time.Now()
		fmt.Fprintf(p.w, "\r%s\x1b[K", p.line(p.drawn))
	}
}

// clear takes the bar away, for other lines to be written.
func (p *progress) clear() {
	if p.w != nil && !p.drawn.IsZero() {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = time.Time{}
	}
}

// line returns the bar: "[#####-----]  50 %  1200000 stays, 400000/s".
func (p *progress) line(now time.Time) string {
	var b strings.Builder
	if p.total > 0 {
		const width = 30
		part := min(float64(p.done.Load())/float64(p.total), 1)
		full := int(part * width)
		fmt.Fprintf(&b, "[%s%s] %3.0f %%  ", strings.Repeat("#", full), strings.Repeat("-", width-full), part*100)
	}
	rate := float64(p.stays) / max(now.Sub(p.start).Seconds(), 1e-3)
	fmt.Fprintf(&b, "%d stays, %.0f/s", p.stays, rate)
	return b.String()
}
