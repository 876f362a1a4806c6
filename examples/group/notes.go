package main

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/stayfile"
)

// notes are what is told of all stays at the end.
type notes struct {
	undated   int    // stays
	latest    string // the version that they were grouped with
	outside   int    // stays
	effective medcode.Period
	fixed     string // the version that holds in that time
	unknown   stayfile.Unrecognized
}

// chosen adds up the stays for which a chooser had no version of their own.
func (n *notes) chosen(c *chooser) {
	if c.undated > 0 {
		n.undated += c.undated
		n.latest = c.byName[""].Version()
	}
	if c.outside > 0 {
		n.outside += c.outside
		n.fixed, n.effective = c.fixed.Version(), c.fixed.effective
	}
}

// all returns the notes that there is something to say of.
func (n *notes) all() []string {
	var said []string
	if n.undated > 0 {
		said = append(said, fmt.Sprintf("%d stays name neither a day of discharge nor a version; grouped with %s", n.undated, n.latest))
	}
	if n.outside > 0 {
		said = append(said, fmt.Sprintf("%d stays discharged outside %s, the time of version %s", n.outside, n.effective, n.fixed))
	}
	if n.unknown.Codes > 0 {
		said = append(said, n.unknown.String())
	}
	return said
}
