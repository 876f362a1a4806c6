package risk

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
)

// Explain returns what a model makes of each diagnosis of a person: the
// categories it gives, and why one doesn't count.
func (m *Model) Explain(b Beneficiary, dx []research.Diagnosis, window medcode.Period) ([]research.Evidence, error) {
	p, err := m.person(b)
	if err != nil {
		return nil, err
	}
	m.gather(&p, dx, window)
	before := p.cats
	by := m.dropped(&p)
	var lines []research.Evidence
	for i, d := range dx {
		e, ok := m.codes[d.Code]
		if !ok {
			continue
		}
		given, why := m.categoriesOf(e), ""
		if to, ok := m.edited(e, &p); ok {
			if to == noCategory {
				why = "not valid at this age or sex"
			} else {
				given = []uint16{m.list[to]}
			}
		}
		if d.Outside(window) {
			why = "outside the look-back window"
		}
		for _, c := range given {
			line := research.Evidence{Diagnosis: i, Category: m.name(c), Why: why}
			at, _ := slices.BinarySearch(m.list, c)
			switch place := uint8(at); {
			case why != "":
			case by[place] != 0:
				line.Why = m.name(by[place]) + " takes its place"
			case before.has(place) && !p.cats.has(place):
				line.Why = "the program sets it to 0 for want of another category of its disease"
			}
			line.Counted = line.Why == ""
			lines = append(lines, line)
		}
	}
	return lines, nil
}

// dropped applies patches and hierarchy to p, and returns for each place the
// category that took it.
func (m *Model) dropped(p *person) (by [mostCategories]uint16) {
	ranks := m.ranks
	n := *m
	n.ranks, n.ascending = nil, false
	n.rank(p)
	for i := range ranks {
		if r := &ranks[i]; p.cats.has(r.above) {
			r.below.each(func(c uint8) {
				if p.cats.has(c) {
					by[c] = m.list[r.above]
				}
			})
			p.cats.drop(&r.below)
		}
	}
	return by
}

// A Contribution is a coefficient of a score with the diagnoses that gave it:
// those of its category, or of all categories of an interaction or count. It is
// empty for a coefficient of demographics.
type Contribution struct {
	Term
	Diagnoses []int // places in the list
}

// A Dropped is a category that doesn't count, with the one that took its place,
// 0 where the program set it to 0 for another reason.
type Dropped struct {
	Category, By uint16
}

// A Report is a score with what made it.
type Report struct {
	Score         Score
	Contributions []Contribution
	Dropped       []Dropped // by category
	Evidence      []research.Evidence
}

// Report returns the score of a person with the diagnoses behind each term, and
// what the hierarchy dropped. Nothing is guessed: a disease without a code isn't
// there.
func (m *Model) Report(b Beneficiary, dx []research.Diagnosis, window medcode.Period) (Report, error) {
	s, err := m.Score(b, dx, window)
	if err != nil {
		return Report{}, err
	}
	r := Report{Score: s}
	if r.Evidence, err = m.Explain(b, dx, window); err != nil {
		return Report{}, err
	}
	p, err := m.person(b)
	if err != nil {
		return Report{}, err
	}
	m.gather(&p, dx, window)
	by := m.dropped(&p)
	for i, c := range m.list {
		if by[i] != 0 {
			r.Dropped = append(r.Dropped, Dropped{c, by[i]})
		}
	}
	f := m.scores[s.Segment+"_"]
	for _, t := range s.Terms {
		c := Contribution{Term: t}
		if f != nil {
			of := f.categoriesOf(t.Name)
			for _, e := range r.Evidence {
				if !e.Counted {
					continue
				}
				i := slices.IndexFunc(m.list, func(x uint16) bool { return m.name(x) == e.Category })
				if i >= 0 && of.has(uint8(i)) && !slices.Contains(c.Diagnoses, e.Diagnosis) {
					c.Diagnoses = append(c.Diagnoses, e.Diagnosis)
				}
			}
		}
		r.Contributions = append(r.Contributions, c)
	}
	return r, nil
}

// categoriesOf returns the categories that a term asks about.
func (f *scoreForm) categoriesOf(name string) (s set) {
	for _, list := range [][]term{f.before, f.categories, f.after, f.ofCount[:]} {
		for i := range list {
			if list[i].name == name {
				gatherSet(list[i].when, &s)
			}
		}
	}
	return s
}

func gatherSet(n node, s *set) {
	join := func(t *set) {
		for i := range s {
			s[i] |= t[i]
		}
	}
	switch n := n.(type) {
	case one:
		s.add(uint8(n))
	case anyOf:
		join(&n.set)
	case howMany:
		join(&n.set)
	case allOf:
		for i := range n {
			join(&n[i])
		}
	case product:
		for _, f := range n {
			gatherSet(f, s)
		}
	case equal:
		gatherSet(n.a, s)
		gatherSet(n.b, s)
	case binary:
		gatherSet(n.a, s)
		gatherSet(n.b, s)
	case call:
		for _, f := range n.args {
			gatherSet(f, s)
		}
	}
}
