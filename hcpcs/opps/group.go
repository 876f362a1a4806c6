package opps

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// A work is what the steps know about a line beside its result.
type work struct {
	*code
	mods   modBits
	day    medcode.Date
	billed Status
	known  bool // the code is valid
	dead   bool // rejected or denied: takes no part in later steps
	cond   bool // Q1 or Q2 that was paid
	comp   bool // in a composite
}

var unknown = code{ages: [2]int16{-1, -1}}

// A desk is a claim in work.
type desk struct {
	g       *Grouper
	claim   *Claim
	r       *Result
	lines   []LineResult
	work    []work
	primary int  // the J1 line, or -1
	ca      int  // the line with CA, or -1
	j2      int  // the line of comprehensive observation, or -1
	numbers int  // of composites
	php     bool // partial hospitalization or intensive outpatient
	iop     bool
	bill    uint16 // the first two digits of the type of bill
	oneDay  bool
	noSites bool // edit 101: nothing is paid as off-campus

	// What stands on any line, so that steps that nothing concerns are passed over.
	any     flagSet
	mods    modBits
	seen    uint32 // statuses as billed
	studies bool
}

// Group judges a claim into r, whose contents it replaces: status, APC,
// packaging and discount of every line, with the edits that follow from the
// tables at hand.
//
// The steps are those of the I/OCE in its order (Medicare Claims Processing
// Manual, chapter 4, sections 10 and 40; I/OCE specifications): what a step
// rejects takes no part in the steps behind it.
func (g *Grouper) Group(c *Claim, r *Result) {
	lines, w := r.Lines, r.work
	if cap(lines) < len(c.Lines) {
		lines, w = make([]LineResult, len(c.Lines)), make([]work, len(c.Lines))
	}
	lines, w = lines[:len(c.Lines)], w[:len(c.Lines)]
	*r = Result{Lines: lines, work: w}
	d := desk{g: g, claim: c, r: r, lines: lines, work: w, primary: -1, ca: -1, j2: -1, bill: c.TypeOfBill / 10}
	d.begin()
	if !d.processed() {
		for i := range d.lines {
			d.lines[i].CodeAPC, d.lines[i].APC = 0, 0
		}
		d.end()
		return
	}
	d.php = (d.bill == 13 || d.bill == 76) && (d.claim.Has("41") || d.claim.Has("92"))
	d.labs()
	d.therapy()
	if !d.educationOnly() && d.onlyPackaged() {
		d.end()
		return
	}
	d.findPrimary()
	d.inpatientOnly()
	d.lineEdits()
	d.procedurePairs()
	d.partBInpatient()
	d.incomplete()
	d.unprocessed()
	d.perDiem()
	d.mentalHealth()
	d.conditional()
	d.criticalCare()
	d.imaging()
	d.single()
	d.deviceEdits()
	d.comprehensive()
	d.packageClaim()
	d.sites()
	d.inherentTwice()
	d.discounts()
	d.claimEdits()
	d.nothingLeft()
	d.adjustments()
	d.end()
}

// begin gives every line what its code says.
func (d *desk) begin() {
	d.oneDay = true
	tables := d.g.tables != nil && len(d.g.tables.modifiers) > 0
	// The codes first: a short loop in which the look-ups of the lines overlap.
	for i := range d.claim.Lines {
		w := &d.work[i]
		*w = work{code: &unknown, day: d.claim.Lines[i].Date}
		if at := d.g.index.find(d.claim.Lines[i].Code); at >= 0 {
			w.code = &d.g.codes[at]
		}
	}
	for i := range d.claim.Lines {
		in, out, w := &d.claim.Lines[i], &d.lines[i], &d.work[i]
		*out = LineResult{Units: max(in.Units, 1), Discount: 1, Other: -1, Method: '0'}
		if w.day.IsZero() {
			w.day = d.claim.From
		}
		d.oneDay = d.oneDay && w.day == d.work[0].day
		if in.Units < 0 {
			d.negative(i)
			continue
		}
		for _, m := range in.Modifiers {
			x := d.g.modifiers[modifierKey(m)]
			w.mods |= x
			if x&modKnown == 0 && tables {
				w.mods |= modUnknown
			}
		}
		if w.status == D {
			w.code = &unknown
		}
		switch {
		case w.code != &unknown:
			w.known = true
			w.billed = w.status
			out.CodeAPC, out.APC = w.apc, w.apc
		case in.Code != (hcpcs.Code{}) || in.Malformed:
			w.billed = W
			out.Why = InvalidCode
			d.edit(i, 6)
		default:
			w.billed = d.revenueStatus(i)
		}
		out.Billed, out.Status = w.billed, w.billed
		d.any[0] |= w.has[0]
		d.any[1] |= w.has[1]
		d.mods |= w.mods
		d.seen |= 1 << w.billed
		d.studies = d.studies || w.family != noFamily
		if out.Status == N {
			out.Packaged, out.Why = true, AlwaysPackaged
		}
	}
}

// negative takes a line of fewer than 0 units out: no such number fits the field of
// the I/OCE's input, whose edits therefore say nothing of it. It bears on no other line.
func (d *desk) negative(i int) {
	w, out := &d.work[i], &d.lines[i]
	out.Billed, out.CodeAPC, out.Units = w.status, w.apc, 0
	w.code, w.billed = &unknown, W
	out.Status = W
	d.seen |= 1 << W
	d.kill(i, InvalidUnits)
}

// revenueStatus is the status of a line without a code.
func (d *desk) revenueStatus(i int) Status {
	rev := &d.g.revenues[d.claim.Lines[i].Revenue%10000]
	switch {
	case rev.known:
		return rev.status
	case d.g.tables != nil && len(d.g.tables.revenues) > 0:
		d.edit(i, 41)
		return W
	}
	return N
}

func (d *desk) edit(i int, n uint8) { d.lines[i].Edits.Add(n) }

// reject adds an edit that rejects or denies a line.
func (d *desk) reject(i int, n uint8) {
	d.edit(i, n)
	d.kill(i, Rejected)
}

func (d *desk) kill(i int, why Reason) {
	d.work[i].dead = true
	d.lines[i].Rejection = 1
	d.lines[i].Why = why
}

func (d *desk) pack(i int, why Reason, other int) {
	out := &d.lines[i]
	out.Status, out.Packaged, out.APC, out.Why, out.Other = N, true, 0, why, int16(other)
	out.Discount, out.Units, out.Adjustment = 1, max(d.claim.Lines[i].Units, 1), 0
}

// processed reports whether the claim's type of bill and dates are such as are
// processed.
func (d *desk) processed() bool {
	switch d.bill {
	case 12, 13, 14, 76:
	case 22, 23, 34, 71, 72, 74, 75, 77, 81, 82: // not paid under OPPS
		d.r.NotProcessed = true
		d.otherBills()
	default:
		d.r.ClaimEdits.Add(118)
		d.r.NotProcessed = true
		return false
	}
	from, through := d.claim.From, d.claim.Through
	if !from.IsZero() && !through.IsZero() {
		for i := range d.work {
			if day := d.work[i].day; day.Before(from) || day.After(through) {
				d.edit(i, 23)
				d.r.NotProcessed = true
			}
		}
	}
	if d.claim.Has("41") && (d.bill == 12 || d.bill == 14) {
		d.r.ClaimEdits.Add(46)
		d.r.NotProcessed = true
	}
	return !d.r.NotProcessed
}

// saw reports whether a line has one of the statuses as billed.
func (d *desk) saw(statuses ...Status) bool {
	for _, s := range statuses {
		if d.seen>>s&1 != 0 {
			return true
		}
	}
	return false
}

// labs decides about laboratory tests: status Q4 (Claims Processing Manual,
// chapter 16, section 30.3; Addendum D1).
func (d *desk) labs() {
	if !d.saw(Q4) {
		return
	}
	packs := -1
	for i := range d.work {
		switch d.work[i].billed {
		case J1, J2, S, T, V, Q1, Q2, Q3:
			if packs < 0 {
				packs = i
			}
		}
	}
	for i := range d.work {
		if d.work[i].billed != Q4 {
			continue
		}
		if packs >= 0 && d.bill != 14 && d.bill != 12 {
			d.pack(i, LabPackaged, packs)
		} else {
			d.lines[i].Status, d.lines[i].Why, d.lines[i].APC = A, LabAlone, 0
		}
	}
}

// therapy makes services that are sometimes therapy those of a therapy plan,
// where a modifier (GN, GO, GP) or the revenue code says so. There are no plans on
// bills of a laboratory for patients of others (14x).
func (d *desk) therapy() {
	if !d.any.has(FlagTherapyConditionallyPaid) || d.bill == 14 {
		return
	}
	for i := range d.work {
		w := &d.work[i]
		if !w.is(FlagTherapyConditionallyPaid) {
			continue
		}
		rev := d.claim.Lines[i].Revenue / 10
		if w.mods&modTherapy != 0 || rev == 42 || rev == 43 || rev == 44 {
			out := &d.lines[i]
			out.Status, out.APC, out.Why = A, 0, Therapy
		}
	}
}

// onlyPackaged reports whether nothing on the claim is separately paid (edit 27).
func (d *desk) onlyPackaged() bool {
	if len(d.lines) == 0 {
		return false
	}
	for i := range d.lines {
		if s := d.lines[i].Status; s != N && s != W {
			return false
		}
	}
	if !slices.ContainsFunc(d.lines, func(l LineResult) bool { return l.Status == N }) {
		return false
	}
	d.r.ClaimEdits.Add(27)
	for i := range d.lines {
		if d.lines[i].Status == N {
			d.lines[i].Why = OnlyPackaged
		}
	}
	return true
}

// comprehends reports whether comprehensive payment applies to the bill: to
// hospitals' outpatient claims, not to Part B services of inpatients or to those
// of a laboratory for patients of others.
func (d *desk) comprehends() bool { return d.bill != 12 && d.bill != 14 }

// findPrimary picks the comprehensive service that pays for the claim: the J1
// code of the best rank (Addendum J).
func (d *desk) findPrimary() {
	if !d.comprehends() || !d.saw(J1) {
		return
	}
	for i := range d.lines {
		if d.lines[i].Status == J1 && (d.primary < 0 || d.work[i].rank < d.work[d.primary].rank) {
			d.primary = i
		}
	}
}
