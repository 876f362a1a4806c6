package risk

import (
	"strings"

	"github.com/medcode/medcode/icd10/research"
)

// Scorer returns the segment, the categories between blanks, and the raw score,
// in columns that name the model: "V28_segment", "ESRD_V24_HCC".
// Who tells the demographics of a person; where it doesn't know one, the
// columns are missing.
func (m *Model) Scorer(who func(person string) (Beneficiary, bool)) research.Scorer {
	return modelScorer{m, who}
}

type modelScorer struct {
	*Model
	who func(string) (Beneficiary, bool)
}

func (m modelScorer) Columns() []string {
	return []string{m.id.column() + "_segment", m.id.column() + "_HCC", m.id.column() + "_score"}
}

func (m modelScorer) Score(u *research.Unit, row *research.Row) error {
	b, ok := m.who(string(u.Person))
	if !ok {
		row.Missing()
		row.Missing()
		row.Missing()
		return nil
	}
	s, err := m.Model.Score(b, u.Diagnoses, u.Window)
	if err != nil {
		return err
	}
	var names []string
	for _, c := range s.Categories {
		names = append(names, m.name(c))
	}
	row.Text(s.Segment)
	row.Text(strings.Join(names, " "))
	row.Float(s.Score)
	return nil
}

// Holds reports whether c is of the system that the model is for. The crosswalk
// has payment categories alone: a code without one may be valid.
func (m *Model) Holds(c research.Code) bool { return c.System() == research.ICD10CM }
