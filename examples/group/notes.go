package main

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/claimset"
)

// notes are what is told of all stays at the end.
type notes struct {
	undated   int    // stays
	latest    string // the version that they were grouped with
	outside   int    // stays
	effective medcode.Period
	fixed     string // the version that holds in that time
	carried   int    // codes
	stuck     int    // codes that could not be carried
	unknown   stayfile.Unrecognized
	survey    stayfile.Survey
	odd       odd
	left      claimset.Left // claims that are no stays
}

// chosen adds up the stays for which a chooser had no version of their own.
func (n *notes) chosen(c *chooser) {
	if c.undated > 0 {
		n.undated += c.undated
		n.latest = c.byName[""].Version()
	}
	n.carried, n.stuck = n.carried+c.carried, n.stuck+c.left
	if c.outside > 0 {
		n.outside += c.outside
	}
	if c.fixed != nil {
		n.fixed, n.effective = c.fixed.Version(), c.fixed.effective
	}
}

// all returns the notes that there is something to say of.
func (n *notes) all() []string {
	var said []string
	if n.undated > 0 {
		said = append(said, fmt.Sprintf("%s without a day of discharge or a version; grouped with %s", stays(n.undated), n.latest))
	}
	if n.outside > 0 {
		said = append(said, fmt.Sprintf("%s discharged outside %s, the time of version %s", stays(n.outside), n.effective, n.fixed))
	}
	if n.carried+n.stuck > 0 {
		said = append(said, fmt.Sprintf("%d codes carried into those of version %s, %d could not be", n.carried, n.fixed, n.stuck))
	}
	if n.unknown.Codes > 0 {
		said = append(said, n.unknown.String())
	}
	said = append(said, n.left.Notes()...)
	said = append(said, n.odd.notes()...)
	return append(said, n.survey.Notes()...)
}

// wanting reports whether something of the input could not be used.
func (n *notes) wanting() bool {
	return n.unknown.Codes > 0 || n.survey.Principal > 0 || n.odd.any() || len(n.left) > 0
}
