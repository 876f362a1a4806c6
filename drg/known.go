package drg

import (
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A KnownDiagnosis is what a version of the logic says of a diagnosis by
// itself, before it meets the other codes of a stay.
type KnownDiagnosis struct {
	Level      Level          `json:"level"`                // as a secondary diagnosis (Appendix C part 1)
	AliveOnly  bool           `json:"aliveOnly,omitempty"`  // the level holds for patients discharged alive (part 2)
	Collection int            `json:"collection,omitempty"` // the collection of principal diagnoses that take the level; 0 for none
	MDCs       []int          `json:"mdcs,omitempty"`       // whose assignment lists hold it as the principal diagnosis; several where sex decides
	HACs       []HACCondition `json:"hacs,omitempty"`       // whose lists hold it as a secondary diagnosis (Appendix I)
}

// A KnownProcedure is what a version of the logic says of a procedure by itself.
type KnownProcedure struct {
	OperatingRoom bool           `json:"operatingRoom"`
	HACs          []HACCondition `json:"hacs,omitempty"` // that ask for it beside a diagnosis
}

// A HACCondition is a hospital-acquired condition of the manual.
type HACCondition struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
}

// Diagnosis returns what the version says of a diagnosis, and whether it has it.
func (g *Grouper) Diagnosis(c cm.Code) (KnownDiagnosis, bool) {
	e := g.diagnosisTable.find(c.Key())
	if e == nil {
		return KnownDiagnosis{}, false
	}
	lists := g.diagnosisClasses[e.class]
	var mdcs []int
	for _, h := range g.homesOf[e.class] {
		mdcs = append(mdcs, h.mdc)
	}
	return KnownDiagnosis{
		Level: e.level, AliveOnly: e.flag, Collection: int(g.collections[e.ref].number), MDCs: mdcs,
		HACs: g.hacsWith(func(h *hac) bool {
			return slices.Contains(lists, h.secondary) || h.has.additional && slices.Contains(lists, h.additional)
		}),
	}, true
}

// Procedure returns what the version says of a procedure, and whether it has it.
func (g *Grouper) Procedure(c pcs.Code) (KnownProcedure, bool) {
	e := g.procedureTable.find(c.Key())
	if e == nil {
		return KnownProcedure{}, false
	}
	lists := g.procedureClasses[e.class]
	return KnownProcedure{
		OperatingRoom: e.flag,
		HACs:          g.hacsWith(func(h *hac) bool { return h.has.procedures && slices.Contains(lists, h.procedures) }),
	}, true
}

func (g *Grouper) hacsWith(is func(*hac) bool) []HACCondition {
	var all []HACCondition
	for i := range g.hacs {
		if h := &g.hacs[i]; is(h) {
			all = append(all, HACCondition{int(h.number), h.title})
		}
	}
	return all
}
