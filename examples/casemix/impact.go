package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/internal/source"
)

// An impact holds two versions against each other: the same stays grouped by
// both. DRGs of both are weighed with the weights of the newer one, so that
// the difference is one of grouping.
type impact struct {
	old, new *edition                    // old is nil where each stay has that of its own day
	carriers map[*edition]*carry.Carrier // nil without -carry or -against
	deltas   []manual.Delta              // nil without the manuals
	manuals  bool
	a, b     drg.Result

	compared  int // stays that both group and weigh
	carried   int // codes put in place of those of another year
	stuck     int // codes that could not be carried
	refused   int // stays that one of them can't group
	unweighed int // stays in a DRG that the newer weights don't have
	Changed   int // DRGs that differ, among all that both group
	Higher    int // weights, among those compared
	Lower     int
	before    ipps.CaseMix   // old DRGs, new weights
	after     ipps.CaseMix   // new DRGs, new weights
	oldRates  ipps.CaseMix   // old DRGs, their own year's weights
	own       map[string]int // versions of the stays' own days, with their stays
	shifts    map[shiftKey]*shift
}

// A shiftKey is what shifts are told apart by.
type shiftKey struct {
	version  string // the older one
	old, new drg.Number
}

// A shift is stays that go from one DRG to another.
type shift struct {
	Old, New drg.Number
	from     *edition
	Stays    int
	Weight   ipps.Weight    // of all of them, after less before
	codes    map[string]int // those whose part in the DRG differs
	ids      []string       // of the first stays
	sample   sample         // the first of them
}

// newImpact takes the versions from the manuals or from the library: the latest
// and the latest of the year before, if nothing is said.
func newImpact(c *config, e *editions) (*impact, error) {
	i := &impact{shifts: map[shiftKey]*shift{}, own: map[string]int{}}
	if c.carry || c.against != "" {
		i.carriers = map[*edition]*carry.Carrier{}
	}
	if c.against != "" {
		g, err := msdrg.Library().Version(c.against)
		if err != nil {
			return nil, err
		}
		i.new = e.edition(g)
		return i, nil
	}
	if c.old != "" {
		return i, i.compile(c.old, c.new, e)
	}
	old, newer, ok := strings.Cut(c.versions, ",")
	if c.versions == "" {
		old, newer, ok = lastTwo()
	}
	if !ok {
		return nil, fmt.Errorf("-versions %q: want two, such as 42,43.1", c.versions)
	}
	for _, v := range []struct {
		name string
		to   **edition
	}{{old, &i.old}, {newer, &i.new}} {
		g, err := msdrg.Library().Version(strings.TrimSpace(v.name))
		if err != nil {
			return nil, err
		}
		*v.to = e.edition(g)
	}
	return i, nil
}

// lastTwo returns the latest embedded versions of two fiscal years.
func lastTwo() (old, newer string, ok bool) {
	for _, r := range slices.Backward(msdrg.Versions()) {
		switch {
		case !r.Embedded:
		case newer == "":
			newer = r.Version
		case fiscalYear(r.Version) < fiscalYear(newer):
			return r.Version, newer, true
		}
	}
	return "", newer, false
}

// compile makes both groupers of their manuals, and compares the manuals.
func (i *impact) compile(old, newer string, e *editions) error {
	a, err := readManual(old)
	if err != nil {
		return err
	}
	b, err := readManual(newer)
	if err != nil {
		return err
	}
	ga, errA := drg.Compile(a)
	gb, errB := drg.Compile(b)
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	i.old, i.new = e.edition(ga), e.edition(gb)
	i.deltas, i.manuals = manual.Diff(a, b), true
	return nil
}

func readManual(path string) (*manual.Manual, error) {
	files, err := source.Open(path)
	if err != nil {
		return nil, err
	}
	m, err := manual.Read(files)
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return m, err
}

// carry returns a stay in the codes of an edition.
func (i *impact) carry(e *edition, s *drg.Stay) (*drg.Stay, []carry.Change, error) {
	if i.carriers == nil || !s.Discharge.IsZero() && e.Effective().Contains(s.Discharge) {
		return s, nil, nil
	}
	c := i.carriers[e]
	if c == nil {
		var err error
		if c, err = carry.New(cmdata.Library(), pcsdata.Library(), e.Effective().From); err != nil {
			return nil, nil, err
		}
		i.carriers[e] = c
	}
	to, changes := c.Stay(s)
	for _, change := range changes {
		if change.Kind == carry.Replaced {
			i.carried++
		} else if change.Left() {
			i.stuck++
		}
	}
	return &to, changes, nil
}

// add groups a stay with both versions. Own is the edition of its own day.
func (i *impact) add(rec *stayfile.Record, own *edition) error {
	old := i.old
	if old == nil {
		old = own
		i.own[own.Version()]++
	}
	before, _, err := i.carry(old, &rec.Stay)
	if err != nil {
		return err
	}
	after, carried, err := i.carry(i.new, &rec.Stay)
	if err != nil {
		return err
	}
	old.GroupInto(before, &i.a)
	i.new.GroupInto(after, &i.b)
	a, b := &i.a.Final, &i.b.Final
	if a.Code != drg.OK || b.Code != drg.OK {
		i.refused++
		return nil
	}
	wa, wb := i.new.weight(a.DRG), i.new.weight(b.DRG)
	if wa == 0 || wb == 0 {
		i.unweighed++
		wa, wb = 0, 0
	} else {
		i.compared++
		i.before.Add(wa)
		i.after.Add(wb)
		i.oldRates.Add(old.weight(a.DRG))
	}
	if a.DRG != b.DRG {
		i.move(rec, wb-wa, old, before, after, carried)
	}
	return nil
}

// move counts a stay that changes its DRG.
func (i *impact) move(rec *stayfile.Record, w ipps.Weight, old *edition, before, after *drg.Stay, carried []carry.Change) {
	const examples = 3
	i.Changed++
	switch {
	case w > 0:
		i.Higher++
	case w < 0:
		i.Lower++
	}
	key := shiftKey{old.Version(), i.a.Final.DRG, i.b.Final.DRG}
	s := i.shifts[key]
	if s == nil {
		s = &shift{Old: key.old, New: key.new, from: old, codes: map[string]int{}, sample: newSample(before, after, carried)}
		i.shifts[key] = s
	}
	s.Stays++
	s.Weight += w
	if len(s.ids) < examples {
		s.ids = append(s.ids, strings.Clone(rec.ID))
	}
	for n, d := range rec.Diagnoses {
		a, b := &i.a.Diagnoses[n], &i.b.Diagnoses[n]
		if n == 0 || a.Impact|b.Impact != 0 || a.Final != b.Final || a.Recognized != b.Recognized {
			s.codes[d.Code.Compact()]++
		}
	}
	for n, p := range rec.Procedures {
		a, b := &i.a.Procedures[n], &i.b.Procedures[n]
		if a.Impact|b.Impact != 0 || a.OperatingRoom != b.OperatingRoom || a.Recognized != b.Recognized {
			s.codes[p.Code.String()]++
		}
	}
}

// sorted returns the shifts, those of the most stays first.
func (i *impact) sorted() []*shift {
	return slices.SortedFunc(maps.Values(i.shifts), func(a, b *shift) int {
		return cmp.Or(b.Stays-a.Stays, cmp.Compare(a.Old, b.Old), cmp.Compare(a.New, b.New), strings.Compare(a.from.Version(), b.from.Version()))
	})
}

// A reason is a change of the manual that has to do with a shift, and which of
// the shift's codes it names.
type reason struct {
	manual.Delta
	Adds, Takes, About string
}

// What is the change in words, not too many of them.
func (r reason) What() string { return short(r.Delta.What, 180) }

// reasons returns the changes of the manual that have to do with a shift: those
// of its DRGs as such, and those that name one of its codes in a list of its
// DRGs or in one of all DRGs.
func (i *impact) reasons(s *shift) []reason {
	var found []reason
	for _, d := range i.deltas {
		about := within(d.DRGs, s.Old) || within(d.DRGs, s.New)
		if len(d.Added)+len(d.Removed)+len(d.For) == 0 {
			if about {
				found = append(found, reason{Delta: d})
			}
			continue
		}
		r := reason{d, s.among(d.Added), s.among(d.Removed), s.among(d.For)}
		if (about || d.DRGs == "") && r.Adds+r.Takes+r.About != "" && (len(d.For) == 0 || r.About != "" && r.Adds+r.Takes != "") {
			found = append(found, r)
		}
	}
	return found
}

// among returns the entries that name a code of the shift. An entry is a code,
// or several with "and" between them.
func (s *shift) among(entries []string) string {
	var found []string
	for _, e := range entries {
		for c := range strings.SplitSeq(e, " and ") {
			if s.codes[c] > 0 {
				found = append(found, e)
				break
			}
		}
	}
	return strings.Join(found, ", ")
}

// within reports whether a DRG is in a range such as 321-322.
func within(drgs string, n drg.Number) bool {
	first, last, ok := strings.Cut(drgs, "-")
	if !ok {
		last = first
	}
	a, err := drg.ParseNumber(first)
	b, err2 := drg.ParseNumber(last)
	return err == nil && err2 == nil && a <= n && n <= b
}
