package ncci

import (
	"cmp"
	"iter"
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
// still denies its own column 2 codes. An add-on code needs a primary that is
// not itself denied.
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
	units    float64 // per day, see countable
	denied   bool
}

// A group is the lines with one code of one provider on the same days, next to
// each other: from first up to last.
type group struct {
	first, last int
	release     *Release
	ptp         *PTP
}

// A desk is one claim being judged.
type desk struct {
	claim   *rules.Claim
	tables  tables
	service Service
	out     []Decision
	base    int // decisions of dst

	lines     []line
	groups    []group
	providers []string
	spans     bool     // a line spans several days
	members   []member // of one PTP table
	chosen    selection
	places    []place
	sorted    []Decision
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
	clear(d.groups)
	clear(d.providers)
	*d = desk{lines: d.lines[:0], groups: d.groups[:0], providers: d.providers[:0],
		members: d.members[:0], chosen: selection{blocks: d.chosen.blocks[:0]}, places: d.places[:0], sorted: d.sorted[:0]}
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

// gather takes the lines that have a code and a date, sorted by provider and
// days, and groups them.
func (d *desk) gather() {
	c := d.claim
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
		d.lines = append(d.lines, line{code: code, index: i, provider: d.provider(l), days: days, units: units})
	}
	slices.SortFunc(d.lines, func(a, b line) int {
		switch {
		case a.provider != b.provider:
			return a.provider - b.provider
		case a.days.From != b.days.From:
			return a.days.From.Compare(b.days.From)
		case a.days.To != b.days.To:
			return a.days.To.Compare(b.days.To)
		case a.code != b.code:
			return a.code.Compare(b.code)
		}
		return a.index - b.index
	})
	d.group()
}

// countable returns a line's units, 0 where they are minutes, not positive or no
// number: such a line must not hide or cause what other lines of the day are
// denied for.
func countable(l *rules.Line) float64 {
	if l.Measure == "MJ" || !(l.Units > 0) || math.IsInf(l.Units, 1) {
		return 0
	}
	return l.Units
}

// group finds the runs of lines with one code of one provider on the same days.
func (d *desk) group() {
	var last medcode.Date
	var release *Release
	for i := range d.lines {
		l := &d.lines[i]
		if n := len(d.groups); n > 0 && d.same(l, &d.lines[d.groups[n-1].first]) {
			d.groups[n-1].last = i + 1
			continue
		}
		if l.days.From != last {
			last, release = l.days.From, d.tables.at(l.days.From)
		}
		g := group{first: i, last: i + 1, release: release}
		if release != nil {
			g.ptp = release.PTP(d.service)
		}
		d.groups = append(d.groups, g)
	}
}

func (d *desk) same(a, b *line) bool {
	return a.code == b.code && a.days == b.days && a.provider == b.provider
}

// provider returns the number of who rendered a line, in order of appearance.
func (d *desk) provider(l *rules.Line) int {
	npi := d.claim.BillingNPI
	if d.service != OutpatientHospital {
		npi = cmp.Or(l.RenderingNPI, d.claim.RenderingNPI, npi)
	}
	for i, known := range d.providers {
		if known == npi {
			return i
		}
	}
	d.providers = append(d.providers, npi)
	return len(d.providers) - 1
}

// A member is a code of the claim in a PTP table, and a group of its lines.
type member struct {
	id    uint32
	group int
}

// pairs judges every two groups with a day in common by the PTP edits: for each
// code, the claim's other codes in its row of the table.
func (d *desk) pairs() {
	for i := range d.groups {
		t := d.groups[i].ptp
		if t == nil || slices.ContainsFunc(d.groups[:i], func(g group) bool { return g.ptp == t }) {
			continue
		}
		d.gatherMembers(t)
		d.chosen.set(func(yield func(uint32) bool) {
			for same := range sameID(d.members) {
				yield(same[0].id)
			}
		})
		for ones := range sameID(d.members) {
			t.pairs.meet(ones[0].id, &d.chosen, func(column, e uint32) bool {
				d.meet(t, e, ones, withID(d.members, column))
				return true
			})
		}
	}
}

// withID returns the members of one number, of members in order.
func withID(members []member, id uint32) []member {
	from, _ := slices.BinarySearchFunc(members, id, func(m member, id uint32) int { return cmp.Compare(m.id, id) })
	for same := range sameID(members[from:]) {
		return same
	}
	return nil
}

// sameID yields the members of each number, of members in order.
func sameID(members []member) iter.Seq[[]member] {
	return func(yield func([]member) bool) {
		for from, to := 0, 0; from < len(members); from = to {
			for to < len(members) && members[to].id == members[from].id {
				to++
			}
			if !yield(members[from:to]) {
				return
			}
		}
	}
}

// gatherMembers takes the groups whose codes a table has, in order of the codes'
// numbers there.
func (d *desk) gatherMembers(t *PTP) {
	d.members = d.members[:0]
	for i := range d.groups {
		if id, ok := t.ids.find(d.lines[d.groups[i].first].code.Key()); ok {
			d.members = append(d.members, member{id, i})
		}
	}
	slices.SortFunc(d.members, func(a, b member) int {
		if a.id != b.id {
			return cmp.Compare(a.id, b.id)
		}
		return a.group - b.group
	})
}

// meet judges the groups of a pair that the table has.
func (d *desk) meet(t *PTP, e uint32, ones, twos []member) {
	for _, one := range ones {
		for _, two := range twos {
			if one.group == two.group {
				continue
			}
			g, h := &d.groups[one.group], &d.groups[two.group]
			a, b := &d.lines[g.first], &d.lines[h.first]
			if a.provider != b.provider || !a.days.Overlaps(b.days) {
				continue
			}
			on, later := a.days.From, g // the first day in common
			if b.days.From.After(on) {
				on, later = b.days.From, h
			}
			if k, ok := t.inForce(e, on); ok && later.ptp == t {
				d.pair(g, h, t.edit(one.id, two.id, k), on)
			}
		}
	}
}

// pair decides about each line of the column 2 group.
func (d *desk) pair(one, two *group, e PTPEdit, on medcode.Date) {
	for i := two.first; i < two.last; i++ {
		l := &d.lines[i]
		out := Decision{Kind: ByPTP, Verdict: Denied, Line: l.index, Other: d.lines[one.first].index, On: on, PTP: e}
		if e.Indicator == Allowed {
			d.bypass(&out, one, l, two.release.program)
		}
		if out.Verdict == Denied {
			l.denied = true
		}
		d.out = append(d.out, out)
	}
}

// bypass makes a decision Bypassed when a modifier of the column 2 line does
// it, or one of every line with the column 1 code.
func (d *desk) bypass(out *Decision, one *group, two *line, p Program) {
	on2 := d.bypassing(two.index, Column2, p, out.On)
	out.Modifier = on2
	for i := one.first; i < one.last; i++ {
		on1 := d.bypassing(d.lines[i].index, Column1, p, out.On)
		if !on2.IsValid() {
			out.Other, out.Modifier, out.On1 = d.lines[i].index, on1, on1.IsValid()
		}
		if !out.Modifier.IsValid() {
			return
		}
		out.SameSite = out.SameSite || d.sameSite(two.index, d.lines[i].index)
	}
	out.Verdict = Bypassed
}

// bypassing returns the first modifier of a line that bypasses an edit there.
func (d *desk) bypassing(index int, column Column, p Program, on medcode.Date) hcpcs.Modifier {
	for _, text := range d.claim.Lines[index].Modifiers {
		if m, err := hcpcs.ParseModifier(text); err == nil && Bypasses(m, column, p, d.service, on) {
			return m
		}
	}
	return hcpcs.Modifier{}
}

// sameSite reports whether two lines have anatomic modifiers, the same, and
// none of the other groups.
func (d *desk) sameSite(i, j int) bool {
	a, b := d.sites(i), d.sites(j)
	return a != 0 && a == b
}

// sites returns the set of a line's anatomic modifiers, by number among the
// associated ones, or nothing when it has another of these.
func (d *desk) sites(index int) (set uint64) {
	for _, text := range d.claim.Lines[index].Modifiers {
		m, _ := hcpcs.ParseModifier(text)
		switch i, ok := find(m); {
		case ok && associated[i].group != Anatomic:
			return 0
		case ok:
			set |= 1 << i
		}
	}
	return set
}

// units judges every line by the MUE.
func (d *desk) units() {
	for i := range d.groups {
		g := &d.groups[i]
		if g.release == nil || g.release.MUE(d.service) == nil {
			continue
		}
		first := &d.lines[g.first]
		e, ok := g.release.MUE(d.service).Lookup(first.code)
		if !ok {
			continue
		}
		if e.MAI == LineEdit {
			for k := g.first; k < g.last; k++ {
				d.over(k, e, d.lines[k].units, first.days.From)
			}
			continue
		}
		total := 0.0
		d.sameDay(i, func(k int) { total += d.lines[k].units })
		d.sameDay(i, func(k int) { d.over(k, e, total, first.days.From) })
	}
}

// sameDay calls fn for the lines with the code of group i that contain its
// first day.
func (d *desk) sameDay(i int, fn func(k int)) {
	g := &d.groups[i]
	first := &d.lines[g.first]
	if !d.spans {
		for k := g.first; k < g.last; k++ {
			fn(k)
		}
		return
	}
	for k := range d.lines {
		l := &d.lines[k]
		if l.code == first.code && l.provider == first.provider && l.days.Contains(first.days.From) {
			fn(k)
		}
	}
}

// over denies a line with units where the compared units are more than the edit's.
func (d *desk) over(k int, e MUEEdit, units float64, on medcode.Date) {
	l := &d.lines[k]
	if units <= float64(e.Units) || l.units == 0 {
		return
	}
	if d.spans && slices.ContainsFunc(d.out[d.base:], func(o Decision) bool { return o.Kind == ByMUE && o.Line == l.index }) {
		return
	}
	l.denied = true
	d.out = append(d.out, Decision{Kind: ByMUE, Verdict: Denied, Line: l.index, Other: -1, On: on, MUE: e, Units: units})
}

// addOns judges add-on codes until none more is denied: a primary may itself
// be an add-on code.
func (d *desk) addOns() {
	start := len(d.out)
	for again := true; again; {
		again = false
		d.out = d.out[:start]
		for i := range d.groups {
			g := &d.groups[i]
			if g.release == nil || g.release.addOns == nil {
				continue
			}
			if edits := g.release.addOns.Lookup(d.lines[g.first].code); edits != nil {
				again = d.addOn(i, edits) || again
			}
		}
	}
}

// addOn decides about the lines of one group, whose code has add-on edits, and
// reports whether lines were denied that were not before.
func (d *desk) addOn(i int, edits []AddOnEdit) (more bool) {
	g := &d.groups[i]
	first := &d.lines[g.first]
	out := Decision{Kind: ByAddOn, Verdict: Denied, Other: -1, On: first.days.From, Alone: true}
	for _, e := range slices.Backward(edits) {
		if e.InForce(out.On) {
			out.AddOn = e
			if e.Type != Type1 {
				out.Verdict = Review
			}
		}
	}
	if out.AddOn.Type == 0 {
		return false
	}
	for k := range d.lines {
		l := &d.lines[k]
		if l.code == first.code || l.provider != first.provider || !l.days.Overlaps(first.days) {
			continue
		}
		out.Alone = out.Alone && l.denied
		switch {
		case !isPrimary(edits, l.code, out.On):
		case !l.denied:
			return false
		default:
			out.Other = l.index
		}
	}
	for k := g.first; k < g.last; k++ {
		out.Line = d.lines[k].index
		d.out = append(d.out, out)
		if out.Verdict == Denied && !d.lines[k].denied {
			d.lines[k].denied, more = true, true
		}
	}
	return more
}

// isPrimary reports whether an edit in force names a code as primary.
func isPrimary(edits []AddOnEdit, code hcpcs.Code, on medcode.Date) bool {
	for i := range edits {
		if edits[i].Primary == code && edits[i].InForce(on) {
			return true
		}
	}
	return false
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
