package risk

import (
	"strings"

	"github.com/medcode/medcode/icd10/research"
)

// Scorer returns the segment, the categories between blanks, and the raw score.
// Who tells the demographics of a person; where it doesn't know one, the
// columns are missing.
func (h *HCC) Scorer(who func(person string) (Beneficiary, bool)) research.Scorer {
	return hccScorer{h, who}
}

type hccScorer struct {
	*HCC
	who func(string) (Beneficiary, bool)
}

func (h hccScorer) Columns() []string {
	return []string{h.version + "_segment", h.version + "_HCC", h.version + "_score"}
}

func (h hccScorer) Score(u *research.Unit, row *research.Row) error {
	b, ok := h.who(string(u.Person))
	if !ok {
		row.Missing()
		row.Missing()
		row.Missing()
		return nil
	}
	s, err := h.HCC.Score(b, u.Diagnoses, u.Window)
	if err != nil {
		return err
	}
	var names []string
	for _, c := range s.Categories {
		names = append(names, hccName(c))
	}
	row.Text(s.Segment)
	row.Text(strings.Join(names, " "))
	row.Float(s.Score)
	return nil
}
