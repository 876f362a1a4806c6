package drg

import (
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A KnownDiagnosis is what a version of the logic says of a diagnosis by
// itself, before it meets the other codes of a stay.
type KnownDiagnosis struct {
	Level      Level `json:"level"`                // as a secondary diagnosis (Appendix C part 1)
	AliveOnly  bool  `json:"aliveOnly,omitempty"`  // the level holds for patients discharged alive (part 2)
	Collection int   `json:"collection,omitempty"` // the collection of principal diagnoses that take the level; 0 for none
	MDCs       []int `json:"mdcs,omitempty"`       // whose assignment lists hold it as the principal diagnosis; several where sex decides
	HACs       []HAC `json:"hacs,omitempty"`       // whose lists hold it as a secondary diagnosis (Appendix I)
}

// A KnownProcedure is what a version of the logic says of a procedure by itself.
type KnownProcedure struct {
	OperatingRoom bool  `json:"operatingRoom"`
	HACs          []HAC `json:"hacs,omitempty"` // that ask for it beside a diagnosis
}

// A HAC is a hospital-acquired condition of the manual.
type HAC struct {
	Number int    `json:"number"`
	Title  string `json:"title"`
}

// Diagnosis returns what the version says of a diagnosis, and whether it has it.
func (g *Grouper) Diagnosis(c cm.Code) (KnownDiagnosis, bool) {
	if g.l == nil {
		return KnownDiagnosis{}, false
	}
	n := g.diagnosisTable.find(c.Key())
	if n == 0 {
		return KnownDiagnosis{}, false
	}
	e := &g.diagnosisKinds[n]
	lists := g.l.DiagnosisClasses[e.class]
	var mdcs []int
	for _, h := range g.principals[e.class].homes {
		mdcs = append(mdcs, h.mdc)
	}
	return KnownDiagnosis{
		Level: e.level, AliveOnly: e.aliveOnly, Collection: int(g.l.Collections[e.collection].Number), MDCs: mdcs,
		HACs: g.hacsWith(func(h *logic.HAC) bool {
			return slices.Contains(lists, h.Secondary) || h.Has.Additional && slices.Contains(lists, h.Additional)
		}),
	}, true
}

// Procedure returns what the version says of a procedure, and whether it has it.
func (g *Grouper) Procedure(c pcs.Code) (KnownProcedure, bool) {
	if g.l == nil {
		return KnownProcedure{}, false
	}
	n := g.procedureTable.find(c.Key())
	if n == 0 {
		return KnownProcedure{}, false
	}
	e := &g.procedureKinds[n]
	lists := g.l.ProcedureClasses[e.class]
	return KnownProcedure{
		OperatingRoom: e.or,
		HACs:          g.hacsWith(func(h *logic.HAC) bool { return h.Has.Procedures && slices.Contains(lists, h.Procedures) }),
	}, true
}

func (g *Grouper) hacsWith(is func(*logic.HAC) bool) []HAC {
	var all []HAC
	for i := range g.l.HACs {
		if h := &g.l.HACs[i]; is(h) {
			all = append(all, HAC{int(h.Number), h.Title})
		}
	}
	return all
}
