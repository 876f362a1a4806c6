package screen

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode"
)

// A Screen is one thing that a [Screener] looks for.
type Screen string

// The screens.
const (
	Duplicates    Screen = "duplicates"      // the same service or stay billed twice
	Overlaps      Screen = "overlaps"        // stays, or services and stays, that exclude one another
	Unbundling    Screen = "unbundling"      // column 2 codes without a bypassing modifier (NCCI PTP)
	Units         Screen = "units"           // units beyond a medically unlikely edit
	LongDays      Screen = "long-days"       // more time or work in a day than is plausible
	VisitLevels   Screen = "visit-levels"    // visits of high level, against peers
	StaySeverity  Screen = "stay-severity"   // stays of high severity, against peers
	Modifier25    Screen = "modifier-25"     // visits with modifier 25, against peers
	Modifier59    Screen = "modifier-59"     // lines with 59 or X{EPSU}, against peers
	Charges       Screen = "charges"         // charges far above what others charge for the code
	OneDayStays   Screen = "one-day-stays"   // stays of at most one day, against peers
	Readmissions  Screen = "readmissions"    // stays followed by another within thirty days, against peers
	SameDayReturn Screen = "same-day-return" // discharged and admitted again to the same hospital on one day
	GlobalDays    Screen = "global-days"     // visits in the days that are paid with an operation, without modifier 24
	Transfers     Screen = "transfers"       // admitted elsewhere on the day of discharge, not billed as a transfer
)

// A Lead is something that stands out: whom it is about, how much, and what to
// look at. It is not a finding of error.
type Lead struct {
	Screen   Screen
	Provider string
	Message  string // in a sentence
	Cases    int    // lines, stays or days that it rests on
	// Exposure is the charges that are in question: of the cases, or, where a
	// share is compared with peers, of the excess over theirs.
	Exposure medcode.Cents
	Score    float64 // standard deviations from peers, or the ratio to a limit; 0 where neither
	Evidence []Evidence
}

// An Evidence is one case of a lead.
type Evidence struct {
	Claim   string // its ID
	Patient string
	Date    medcode.Date
	Text    string
	Charge  medcode.Cents
}

// A subject is what a tally is about.
type subject struct {
	screen   Screen
	provider uint32
}

// A tally counts cases and keeps those with the highest charges.
type tally struct {
	cases    int
	exposure medcode.Cents
	kept     []Evidence
	score    float64
}

// add counts a case; text is called only if the case is kept.
func (t *tally) add(most int, e Evidence, text func() string) {
	t.cases++
	t.exposure = t.exposure.Add(e.Charge)
	switch {
	case most <= 0:
		return
	case len(t.kept) == most && e.Charge <= t.kept[most-1].Charge:
		return
	case len(t.kept) == most:
		t.kept = t.kept[:most-1]
	}
	e.Text = text()
	i, _ := slices.BinarySearchFunc(t.kept, e, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(b.Charge, a.Charge), -1) // behind its equals
	})
	t.kept = slices.Insert(t.kept, i, e)
}

// rank puts leads in order: by exposure, then score, then cases.
func rank(leads []Lead) {
	slices.SortFunc(leads, func(a, b Lead) int {
		return cmp.Or(cmp.Compare(b.Exposure, a.Exposure), cmp.Compare(b.Score, a.Score),
			cmp.Compare(b.Cases, a.Cases), cmp.Compare(a.Screen, b.Screen), cmp.Compare(a.Provider, b.Provider))
	})
}
