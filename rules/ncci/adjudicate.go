package ncci

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

// A Kind is which of the three tables decided.
type Kind uint8

// The kinds.
const (
	ByPTP Kind = iota + 1
	ByMUE
	ByAddOn
)

// A Verdict is what an edit means for a line.
type Verdict uint8

// The verdicts.
const (
	Denied   Verdict = iota + 1 // the line is not paid
	Bypassed                    // a PTP edit would deny it, but a modifier bypasses that
	Review                      // the contractor's own list of primary codes decides
)

// A Decision is what one edit decides about one line of a claim. Lines without
// a decision pass.
type Decision struct {
	Kind    Kind
	Verdict Verdict
	Line    int          // index in Claim.Lines: the column 2 code, the units, or the add-on code
	On      medcode.Date // the date of service

	PTP      PTPEdit        // ByPTP
	Other    int            // ByPTP: the line with the column 1 code; ByAddOn: a primary that is itself denied, or -1
	Modifier hcpcs.Modifier // Bypassed: by which modifier
	On1      bool           // Bypassed: the modifier is on the column 1 line
	SameSite bool           // Bypassed: by nothing but anatomic modifiers, the same on both lines

	MUE   MUEEdit // ByMUE
	Units float64 // ByMUE: what was compared with it: of the line, or of the day

	AddOn AddOnEdit // ByAddOn: the first edit in force of the add-on code
	Alone bool      // ByAddOn: the provider has no other service on the day that is paid
}

// Tables are a release or a library.
type tables interface {
	at(medcode.Date) *Release // or nil
	desks() *sync.Pool        // of *desk
}

func (r *Release) at(medcode.Date) *Release { return r }

func (r *Release) desks() *sync.Pool { return &r.pool }

func (l *Library) desks() *sync.Pool { return &l.pool }

func (l *Library) at(on medcode.Date) *Release {
	for _, r := range slices.Backward(l.releases) {
		if r.provenance.Effective.Contains(on) {
			return r
		}
	}
	return nil
}

// Adjudicate judges every line of a claim by the tables of r, whatever quarter
// they are for, and returns its decisions: by PTP, MUE and add-on code edits, in
// this order, each in order of line. s is whose tables apply; the zero Service
// follows the claim's setting: practitioner for professional, outpatient
// hospital for outpatient claims. There are no decisions on inpatient claims.
//
// NCCI edits hold between services of one provider for one patient on one day,
// so lines are compared where their days of service have one in common and
// their rendering provider is the same (a hospital is one provider). Of a line
// that spans days, the units are divided by the days and rounded; units that are
// minutes, not positive or no number are none. What was paid before on other
// claims is not known here: a primary code or further units may stand there.
//
// Each pair of codes is judged for itself: a column 2 code denied by one edit
// still denies its own column 2 codes. A line and the column 1 code of a pair
// have one decision, however many lines have that code: the edit in force on the
// first day in common decides, and the line is denied where it is beside one of
// them. An add-on code needs a primary that is not itself denied.
//
// Time and memory grow with the lines and the decisions.
func (r *Release) Adjudicate(c *rules.Claim, s Service) []Decision { return adjudicate(nil, r, c, s) }

// AppendDecisions is Adjudicate that appends to dst.
func (r *Release) AppendDecisions(dst []Decision, c *rules.Claim, s Service) []Decision {
	return adjudicate(dst, r, c, s)
}

// Adjudicate is [Release.Adjudicate] with the release that holds on each line's
// date. Lines on dates that no release holds on have no decisions.
func (l *Library) Adjudicate(c *rules.Claim, s Service) []Decision {
	return adjudicate(nil, l, c, s)
}

// AppendDecisions is Adjudicate that appends to dst.
func (l *Library) AppendDecisions(dst []Decision, c *rules.Claim, s Service) []Decision {
	return adjudicate(dst, l, c, s)
}

// A line is a claim's line that can be judged.
type line struct {
	code     hcpcs.Code
	index    int // in the claim
	provider int // number among the claim's
	days     medcode.Period
	units    float64  // per day, see countable
	release  *Release // of its first day, or nil
	denied   bool
}

// A run is the lines with one code of one provider, next to each other and in
// order of their days: from first up to last.
type run struct {
	first, last int
	listed      [lists]bool // which lists of its lines are made
	sited       bool        // whether its sites are
}

// A desk is one claim being judged.
type desk struct {
	claim   *rules.Claim
	tables  tables
	service Service
	out     []Decision
	base    int // decisions of dst

	lines     []line
	runs      []run
	providers []string
	numbers   map[string]int // of providers, where there are many
	spans     bool           // a line spans several days

	ptps    []table
	members []member // of one PTP table
	chosen  selection
	best    [lists][]int32 // by line, see list
	next    [lists][]int32
	sites   []site

	ends  []int32 // lines of a run in order of their last day
	overs []over

	named        []named
	living, dead []int32 // by line, see survey
	byDay        []int32
	others       []twoBest

	places []place
	sorted []Decision
}

func adjudicate(dst []Decision, from tables, c *rules.Claim, s Service) []Decision {
	if s == 0 {
		s = serviceFor(c.Setting)
	}
	if s == 0 || s > DME || c.Setting == rules.Inpatient {
		return dst
	}
	d, _ := from.desks().Get().(*desk)
	if d == nil {
		d = new(desk)
	}
	d.claim, d.tables, d.service, d.out, d.base, d.spans = c, from, s, dst, len(dst), false
	d.gather()
	d.pairs()
	d.units()
	d.addOns()
	d.sort()
	dst = d.out
	d.clear()
	from.desks().Put(d)
	return dst
}

// clear drops what the desk holds of the claim and keeps its room.
func (d *desk) clear() {
	clear(d.lines)
	clear(d.providers)
	clear(d.numbers)
	clear(d.ptps)
	d.claim, d.tables, d.out = nil, nil, nil
	d.lines, d.runs, d.providers, d.ptps = d.lines[:0], d.runs[:0], d.providers[:0], d.ptps[:0]
}

func serviceFor(s rules.Setting) Service {
	switch s {
	case rules.Professional:
		return Practitioner
	case rules.Outpatient:
		return OutpatientHospital
	}
	return 0
}

// gather takes the lines that have a code and a date, sorted by provider, code
// and days.
func (d *desk) gather() {
	c := d.claim
	var last medcode.Date
	var release *Release
	for i := range c.Lines {
		l := &c.Lines[i]
		code, err := hcpcs.Parse(l.Code)
		from := c.LineDate(i)
		if err != nil || from.IsZero() {
			continue
		}
		days := medcode.Period{From: from, To: l.Through}
		if !days.To.After(from) {
			days.To = from
		}
		units := countable(l)
		if days.To != from {
			d.spans = true
			units = math.Round(units / float64(days.To.DaysSince(from)+1))
		}
		if from != last {
			last, release = from, d.tables.at(from)
		}
		d.lines = append(d.lines, line{code: code, index: i, provider: d.provider(l), days: days, units: units, release: release})
	}
	slices.SortFunc(d.lines, func(a, b line) int {
		switch {
		case a.provider != b.provider:
			return a.provider - b.provider
		case a.code != b.code:
			return a.code.Compare(b.code)
		case a.days.From != b.days.From:
			return a.days.From.Compare(b.days.From)
		case a.days.To != b.days.To:
			return a.days.To.Compare(b.days.To)
		}
		return a.index - b.index
	})
	for i := range d.lines {
		if n := len(d.runs); n > 0 && d.sameRun(i-1, i) {
			d.runs[n-1].last = i + 1
		} else {
			d.runs = append(d.runs, run{first: i, last: i + 1})
		}
	}
}

func (d *desk) sameRun(i, j int) bool {
	return d.lines[i].code == d.lines[j].code && d.lines[i].provider == d.lines[j].provider
}

// head is a line of a run, which tells its code and provider.
func (d *desk) head(r *run) *line { return &d.lines[r.first] }

// countable returns a line's units, 0 where they are minutes, not positive or no
// number: such a line must not hide or cause what other lines of the day are
// denied for.
func countable(l *rules.Line) float64 {
	if l.Measure == "MJ" || !(l.Units > 0) || math.IsInf(l.Units, 1) {
		return 0
	}
	return l.Units
}

// fewProviders are found by looking at each.
const fewProviders = 8

// provider returns the number of who rendered a line, in order of appearance.
func (d *desk) provider(l *rules.Line) int {
	npi := d.claim.BillingNPI
	if d.service != OutpatientHospital {
		npi = cmp.Or(l.RenderingNPI, d.claim.RenderingNPI, npi)
	}
	for i, known := range d.providers[:min(len(d.providers), fewProviders)] {
		if known == npi {
			return i
		}
	}
	if n, ok := d.numbers[npi]; ok {
		return n
	}
	n := len(d.providers)
	d.providers = append(d.providers, npi)
	if n >= fewProviders {
		if d.numbers == nil {
			d.numbers = map[string]int{}
		}
		d.numbers[npi] = n
	}
	return n
}

// A place is where a decision comes among others: by kind and line, then by the
// other line, then as they were made.
type place struct{ line, then uint64 }

// sort puts the decisions of this claim in order. Decisions are large, so their
// places are sorted, and each decision is moved once.
func (d *desk) sort() {
	out := d.out[d.base:]
	d.places, d.sorted = d.places[:0], d.sorted[:0]
	for i := range out {
		o := &out[i]
		d.places = append(d.places, place{uint64(o.Kind)<<32 | uint64(o.Line), uint64(o.Other+1)<<32 | uint64(i)})
	}
	slices.SortFunc(d.places, func(a, b place) int {
		if a.line != b.line {
			return cmp.Compare(a.line, b.line)
		}
		return cmp.Compare(a.then, b.then)
	})
	for _, p := range d.places {
		d.sorted = append(d.sorted, out[p.then&math.MaxUint32])
	}
	copy(out, d.sorted)
	clear(d.sorted)
}
