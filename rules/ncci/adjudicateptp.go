package ncci

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// A table is the PTP edits of a quarter that a line of the claim falls in.
type table struct {
	ptp     *PTP
	program Program
}

// A member is a code of the claim in a PTP table, and a run of its lines.
type member struct {
	id  uint32
	run int
}

// pairs judges every two codes of one provider by the PTP edits: for each code,
// the claim's other codes in its row of the table.
func (d *desk) pairs() {
	for i := range d.lines {
		r := d.lines[i].release
		if r == nil || i > 0 && r == d.lines[i-1].release {
			continue
		}
		if t := r.PTP(d.service); t != nil && !slices.ContainsFunc(d.ptps, func(known table) bool { return known.ptp == t }) {
			d.ptps = append(d.ptps, table{t, r.program})
		}
	}
	for _, t := range d.ptps {
		d.gatherMembers(t.ptp)
		d.chosen.set(func(yield func(uint32) bool) {
			for same := range sameID(d.members) {
				yield(same[0].id)
			}
		})
		for ones := range sameID(d.members) {
			t.ptp.pairs.meet(ones[0].id, &d.chosen, func(column, e uint32) bool {
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

// gatherMembers takes the runs whose codes a table has, in order of the codes'
// numbers there.
func (d *desk) gatherMembers(t *PTP) {
	d.members = d.members[:0]
	for i := range d.runs {
		d.runs[i].listed = [lists]bool{} // what begins in the quarter differs by table
		if id, ok := t.ids.find(d.head(&d.runs[i]).code.Key()); ok {
			d.members = append(d.members, member{id, i})
		}
	}
	slices.SortFunc(d.members, func(a, b member) int {
		if a.id != b.id {
			return cmp.Compare(a.id, b.id)
		}
		return a.run - b.run
	})
}

// meet judges the lines of a pair that the table has, provider by provider.
func (d *desk) meet(t table, e uint32, ones, twos []member) {
	for len(ones) > 0 && len(twos) > 0 {
		one, two := &d.runs[ones[0].run], &d.runs[twos[0].run]
		a, b := d.head(one).provider, d.head(two).provider
		if a == b {
			for i := two.first; i < two.last; i++ {
				d.pair(t, e, ones[0].id, twos[0].id, one, i)
			}
		}
		if a <= b {
			ones = ones[1:]
		}
		if b <= a {
			twos = twos[1:]
		}
	}
}

// pair decides about a line with the column 2 code beside the lines with the
// column 1 code: it is denied on the first day on which one of them denies it,
// else bypassed on the first on which one would.
func (d *desk) pair(t table, e, id1, id2 uint32, one *run, two int) {
	l := &d.lines[two]
	out := Decision{Kind: ByPTP, Line: l.index}
	if k, ok := t.ptp.inForce(e, l.days.From); ok && d.in(l, t.ptp) {
		d.judge(&out, t, k, id1, id2, two, l.days.From, func(list int) (int, bool) { return d.beside(t, one, list, l.days.From) })
	}
	if l.days.To != l.days.From && out.Verdict != Denied {
		var single [1]uint32
		for _, k := range t.ptp.versions(e, &single) {
			in := medcode.Period{From: l.days.From.AddDays(1), To: l.days.To}
			for part := range epochs(t.ptp.terms[k].within(in)) {
				if out.Verdict == Denied {
					break
				}
				d.judge(&out, t, k, id1, id2, two, part.From, func(list int) (int, bool) { return d.begun(t, one, list, part) })
			}
		}
	}
	if out.Verdict == 0 {
		return
	}
	if out.Verdict == Bypassed {
		out.SameSite = d.sameSite(one, l)
	}
	l.denied = l.denied || out.Verdict == Denied
	d.out = append(d.out, out)
}

// judge decides by one edit about a line and a set of lines with the column 1
// code, of which found gives the first that is in a list. A denial replaces a
// bypass.
func (d *desk) judge(out *Decision, t table, k, id1, id2 uint32, two int, on medcode.Date, found func(list int) (int, bool)) {
	l := &d.lines[two]
	verdict, list := Denied, all
	var m hcpcs.Modifier
	if t.ptp.terms[k].indicator == Allowed {
		if m = d.bypassing(l.index, Column2, t.program, on); m.IsValid() {
			verdict = Bypassed
		} else {
			list = bare + epoch(on)
		}
	}
	i, ok := found(list)
	if !ok && list != all { // all lines have a modifier
		verdict = Bypassed
		i, ok = found(all)
	}
	if !ok || verdict == Bypassed && out.Verdict == Bypassed {
		return
	}
	a := &d.lines[i]
	out.Verdict, out.Other, out.PTP = verdict, a.index, t.ptp.edit(id1, id2, k)
	out.On, out.Modifier, out.On1 = l.days.From, m, false
	if a.days.From.After(out.On) {
		out.On = a.days.From
	}
	if verdict == Bypassed && !m.IsValid() {
		out.Modifier, out.On1 = d.bypassing(a.index, Column1, t.program, out.On), true
	}
}

// The lists of a run's lines: all whose first day is in the table's quarter, and
// those without a modifier that bypasses on column 1, in each epoch.
const (
	all   = 0
	bare  = 1
	lists = bare + 3
)

// epochStarts are the days from which rules of bypassing hold, see Bypasses.
var epochStarts = [lists - bare]medcode.Date{{}, medcode.NewDate(2015, time.January, 1), medcode.NewDate(2019, time.July, 1)}

// epoch returns which rules of bypassing hold on a day.
func epoch(on medcode.Date) int {
	e := 0
	for e+1 < len(epochStarts) && !on.Before(epochStarts[e+1]) {
		e++
	}
	return e
}

// epochs yields the parts of a period in which the same rules of bypassing hold.
func epochs(p medcode.Period) iter.Seq[medcode.Period] {
	return func(yield func(medcode.Period) bool) {
		for _, start := range epochStarts[1:] {
			if p.From.Before(start) && !p.To.Before(start) {
				if !yield(medcode.Period{From: p.From, To: start.AddDays(-1)}) {
					return
				}
				p.From = start
			}
		}
		if !p.To.Before(p.From) {
			yield(p)
		}
	}
}

// within returns the days of a period on which the term is in force; its end is
// before its start where there are none.
func (m *term) within(p medcode.Period) medcode.Period {
	if m.indicator == NotApplicable {
		return medcode.Period{From: p.From, To: p.From.AddDays(-1)}
	}
	if m.period.From.After(p.From) {
		p.From = m.period.From
	}
	if end := m.period.To; !end.IsZero() && end.Before(p.To) {
		p.To = end
	}
	return p
}

// versions returns the terms of a pair, in order of time.
func (t *PTP) versions(e uint32, single *[1]uint32) []uint32 {
	if e&several != 0 {
		return t.history(e)
	}
	single[0] = e
	return single[:]
}

// beside returns the line of a list that begins by a day and ends last, if it
// lasts to that day.
func (d *desk) beside(t table, r *run, list int, on medcode.Date) (int, bool) {
	d.list(t, r, list)
	n := r.begunBy(d.lines, on)
	if n == r.first {
		return 0, false
	}
	best := d.best[list][n-1]
	return int(best), best >= 0 && !d.lines[best].days.To.Before(on)
}

// begun returns the first line of a list that begins in a period.
func (d *desk) begun(t table, r *run, list int, in medcode.Period) (int, bool) {
	d.list(t, r, list)
	n := r.begunBy(d.lines, in.From.AddDays(-1))
	if n == r.last {
		return 0, false
	}
	next := d.next[list][n]
	return int(next), next >= 0 && !d.lines[next].days.From.After(in.To)
}

// begunBy returns the end of those lines of a run that begin by a day.
func (r *run) begunBy(lines []line, on medcode.Date) int {
	from, to := r.first, r.last
	for from < to {
		if mid := int(uint(from+to) >> 1); lines[mid].days.From.After(on) {
			to = mid
		} else {
			from = mid + 1
		}
	}
	return from
}

// list makes a list of a run's lines: for each line which one of those up to it
// ends last, and which one of those from it on begins first in the table's
// quarter; -1 for none.
func (d *desk) list(t table, r *run, list int) {
	if r.listed[list] {
		return
	}
	r.listed[list] = true
	best, next := room(&d.best[list], len(d.lines)), room(&d.next[list], len(d.lines))
	last, after := int32(-1), int32(-1)
	for i := r.first; i < r.last; i++ {
		l := &d.lines[i]
		next[i] = -1
		if list == all || !d.bypassing(l.index, Column1, t.program, epochStarts[list-bare]).IsValid() {
			if last < 0 || l.days.To.After(d.lines[last].days.To) {
				last = int32(i)
			}
			if d.in(l, t.ptp) {
				next[i] = int32(i)
			}
		}
		best[i] = last
	}
	for i := r.last - 1; i >= r.first; i-- {
		if next[i] >= 0 {
			after = next[i]
		}
		next[i] = after
	}
}

// in reports whether a table is the one of a line's first day.
func (d *desk) in(l *line, t *PTP) bool { return l.release != nil && l.release.PTP(d.service) == t }

// room returns a slice of n numbers in the room of another.
func room(s *[]int32, n int) []int32 {
	if cap(*s) < n {
		*s = make([]int32, n)
	}
	*s = (*s)[:n]
	return *s
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

// A site is what a line says by its anatomic modifiers, and its days.
type site struct {
	set      uint64
	from, to medcode.Date
}

// sameSite reports whether a line has anatomic modifiers, and no others that
// bypass, and a line of the run with a day in common has the same.
func (d *desk) sameSite(one *run, two *line) bool {
	set := d.siteOf(two.index)
	if set == 0 {
		return false
	}
	sites := d.sitesOf(one)
	// Those of the same set that begin by the line's last day come before n.
	n, _ := slices.BinarySearchFunc(sites, site{set: set, from: two.days.To.AddDays(1)}, compareSites)
	return n > 0 && sites[n-1].set == set && !sites[n-1].to.Before(two.days.From)
}

// sitesOf returns the sites of a run's lines in order of set and first day, each
// with the last day of those up to it.
func (d *desk) sitesOf(r *run) []site {
	if cap(d.sites) < len(d.lines) {
		d.sites = make([]site, len(d.lines))
	}
	sites := d.sites[:len(d.lines)][r.first:r.last]
	if r.sited {
		return sites
	}
	r.sited = true
	for i := range sites {
		l := &d.lines[r.first+i]
		sites[i] = site{d.siteOf(l.index), l.days.From, l.days.To}
	}
	slices.SortFunc(sites, compareSites)
	for i := 1; i < len(sites); i++ {
		if before := sites[i-1]; before.set == sites[i].set && before.to.After(sites[i].to) {
			sites[i].to = before.to
		}
	}
	return sites
}

func compareSites(a, b site) int { return cmp.Or(cmp.Compare(a.set, b.set), a.from.Compare(b.from)) }

// siteOf returns the set of a line's anatomic modifiers, by number among the
// associated ones, or nothing when it has another of these.
func (d *desk) siteOf(index int) (set uint64) {
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
