package opps

import (
	"slices"

	"github.com/medcode/medcode/hcpcs"
)

var (
	clinicVisit      = hcpcs.MustParse("G0463")
	collagenMeniscus = hcpcs.MustParse("G0428") // which edit 9 leaves alone (CMS's table of edits, version 24.0)
)

// A Class is what an edit does.
type Class uint8

// The classes. The zero Class is that of numbers that are no edit.
const (
	ReturnsClaim Class = iota + 1
	SuspendsClaim
	RejectsClaim
	DeniesClaim
	RejectsLine
	DeniesLine
	Informs // listed as a line rejection, without effect on payment
)

var classNames = [...]string{"", "return to provider", "suspend", "reject claim", "deny claim", "reject line", "deny line", "inform"}

// String says the class in words.
func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return ""
}

// ClassOf returns what the edit of a number does.
func ClassOf(edit uint8) Class { return classes[edit] }

const (
	returns      = ReturnsClaim
	suspends     = SuspendsClaim
	rejectsClaim = RejectsClaim
	deniesClaim  = DeniesClaim
	rejectsLine  = RejectsLine
	deniesLine   = DeniesLine
	informs      = Informs
)

// classes are those of the edits (I/OCE specifications, table of edits).
var classes = [256]Class{
	1: returns, 2: returns, 3: returns, 5: returns, 6: returns, 7: informs, 8: returns, 9: deniesLine, 10: deniesClaim, 11: suspends, 12: suspends,
	13: rejectsLine, 17: rejectsLine, 18: deniesLine, 20: rejectsLine, 21: returns, 22: returns, 23: returns, 24: suspends, 25: returns, 26: returns,
	27: rejectsClaim, 28: rejectsLine, 29: returns, 35: returns, 37: returns, 38: returns, 40: rejectsLine, 41: returns, 42: returns, 43: returns,
	44: returns, 45: rejectsLine, 46: returns, 47: rejectsLine, 48: returns, 49: deniesLine, 50: returns, 51: returns, 53: rejectsLine, 55: returns,
	57: suspends, 58: returns, 60: returns, 61: returns, 62: returns, 63: returns, 64: rejectsLine, 65: rejectsLine, 66: suspends, 67: deniesLine,
	68: deniesLine, 69: deniesLine, 70: returns, 72: returns, 73: returns, 74: returns, 76: rejectsLine, 79: returns, 80: returns, 81: returns,
	82: returns, 83: deniesLine, 86: returns, 87: returns, 91: rejectsLine, 92: returns, 93: rejectsLine, 95: informs, 98: returns, 99: returns,
	100: returns, 101: returns, 102: returns, 103: deniesLine, 105: deniesLine, 106: deniesLine, 107: deniesLine, 108: deniesLine, 109: returns,
	110: rejectsLine, 111: rejectsLine, 112: rejectsLine, 113: returns, 116: returns, 117: rejectsLine, 118: returns, 120: returns, 121: deniesLine,
	124: returns, 125: returns, 126: returns, 127: rejectsLine, 128: informs, 129: informs, 131: informs, 132: returns, 133: returns,
	134: rejectsLine, 135: returns, 136: rejectsLine, 137: informs, 138: informs, 190: returns, 191: returns,
}

// Dispose gathers the edits of the lines and of the claim, and disposes of the
// claim, after edits were added to a result from outside.
func (r *Result) Dispose(c *Claim) {
	r.Edits = r.ClaimEdits
	for i := range r.Lines {
		r.Edits.Or(r.Lines[i].Edits)
	}
	r.Disposition = disposition(r.Edits, c.From == c.Through)
	if r.Disposition == Clean && slices.ContainsFunc(r.Lines, func(l LineResult) bool { return l.Why == InvalidUnits }) {
		r.Disposition = LinesRejected
	}
}

// end gathers the edits of the lines and disposes of the claim.
func (d *desk) end() {
	if d.r.NotProcessed || d.r.ClaimEdits.Has(27) {
		d.adjustments()
	}
	d.numberComposites()
	d.r.Dispose(d.claim)
}

// disposition is the heaviest that an edit asks for. An inpatient-only procedure
// denies its day, which is the claim where it has no other.
func disposition(edits EditSet, oneDay bool) Disposition {
	switch {
	case edits.meets(&whole), edits.Has(18) && oneDay:
		return WholeSuspended
	case edits.Has(18):
		return LinesDenied
	case edits.meets(&lineWise):
		return LinesRejected
	}
	return Clean
}

// The edits that return a claim, that concern it as a whole, and that reject or
// deny lines.
var (
	returning = edited(returns)
	whole     = edited(returns, suspends, rejectsClaim, deniesClaim)
	lineWise  = edited(rejectsLine, deniesLine)
)

// edited are the edits of some classes.
func edited(of ...Class) (s EditSet) {
	for n, class := range classes {
		if slices.Contains(of, class) {
			s.Add(uint8(n))
		}
	}
	return s
}

// numberComposites numbers the composites of a claim by their days.
func (d *desk) numberComposites() {
	if d.numbers < 2 || d.oneDay {
		return
	}
	var order [256]uint8
	next := uint8(0)
	for range d.numbers {
		first := -1
		for i := range d.lines {
			if n := d.lines[i].Composite; n != 0 && order[n] == 0 && (first < 0 || d.work[i].day.Before(d.work[first].day) || d.work[i].day == d.work[first].day && n < d.lines[first].Composite) {
				first = i
			}
		}
		if first < 0 {
			break
		}
		next++
		order[d.lines[first].Composite] = next
	}
	for i := range d.lines {
		d.lines[i].Composite = order[d.lines[i].Composite]
	}
}
