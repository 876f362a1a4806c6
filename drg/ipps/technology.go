package ipps

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Technology is a new technology that gets an add-on payment in a fiscal year
// (42 CFR 412.87, 412.88): a part of the cost above the full payment, up to an
// amount.
type Technology struct {
	Name string        `json:"name"`
	Most medcode.Cents `json:"most"` // the most that is added
	Part int64         `json:"part"` // of the excess cost, in percent: 65, or 75 for antibiotics

	// Needs are the codes that a stay must have: one out of each group. None:
	// the codes are not known, and the technology is never met.
	Needs []CodeGroup `json:"needs,omitempty"`
}

// A CodeGroup is codes of which a stay needs one.
type CodeGroup struct {
	Procedures []pcs.Code `json:"procedures,omitempty"`
	Diagnoses  []cm.Code  `json:"diagnoses,omitempty"`
}

// Technologies are the new technologies of a fiscal year, ready for pricing.
type Technologies struct {
	list       []Technology
	procedures map[pcs.Code][]need
	diagnoses  map[cm.Code][]need
}

// A need is a group of a technology that a code meets.
type need struct{ technology, group uint8 }

const (
	mostTechnologies = 128
	mostGroups       = 8
)

// NewTechnologies makes the technologies of a year, at most 128 with at most 8
// groups each; more wrap [medcode.ErrLimit].
func NewTechnologies(list []Technology) (*Technologies, error) {
	t := &Technologies{list: slices.Clone(list), procedures: map[pcs.Code][]need{}, diagnoses: map[cm.Code][]need{}}
	if len(list) > mostTechnologies {
		return nil, &medcode.LimitError{Reason: fmt.Sprintf("ipps: %d new technologies, at most %d", len(list), mostTechnologies)}
	}
	for i, x := range list {
		if len(x.Needs) > mostGroups {
			return nil, &medcode.LimitError{Reason: fmt.Sprintf("ipps: new technology %s needs codes of %d groups, at most %d", x.Name, len(x.Needs), mostGroups)}
		}
		for g, group := range x.Needs {
			n := need{uint8(i), uint8(g)}
			for _, c := range group.Procedures {
				t.procedures[c] = append(t.procedures[c], n)
			}
			for _, c := range group.Diagnoses {
				t.diagnoses[c] = append(t.diagnoses[c], n)
			}
		}
	}
	return t, nil
}

// List returns the technologies.
func (t *Technologies) List() []Technology {
	if t == nil {
		return nil
	}
	return slices.Clone(t.list)
}

// met calls add for each technology all of whose groups the stay meets, in the
// order of the list.
func (t *Technologies) met(s *Stay, add func(*Technology)) {
	if t == nil || len(s.Procedures) == 0 && len(s.Diagnoses) == 0 {
		return
	}
	var groups [mostTechnologies]uint8 // by technology, the groups met
	any := false
	for _, c := range s.Procedures {
		for _, n := range t.procedures[c] {
			groups[n.technology] |= 1 << n.group
			any = true
		}
	}
	if !any && len(t.diagnoses) == 0 {
		return
	}
	for _, c := range s.Diagnoses {
		for _, n := range t.diagnoses[c] {
			groups[n.technology] |= 1 << n.group
		}
	}
	for i := range t.list {
		if n := len(t.list[i].Needs); n > 0 && groups[i] == 1<<n-1 {
			add(&t.list[i])
		}
	}
}

// addOn returns what new technologies add to a stay that cost that much more
// than its full payment: for each its part of the excess up to its most, all
// together no more than the excess.
func (t *Technologies) addOn(s *Stay, excess Nanos) medcode.Cents {
	if excess <= 0 {
		return 0
	}
	var sum medcode.Cents
	t.met(s, func(x *Technology) { sum = sum.Add(min(x.Most, excess.times(x.Part, 100).Cents())) })
	return min(sum, excess.Cents())
}
