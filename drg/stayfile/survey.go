package stayfile

import (
	"fmt"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/columns"
)

// A Survey looks at the codes of a file as a whole, to tell one of another
// system, or one that a spreadsheet has changed.
type Survey struct {
	Stays     int
	Principal int // stays whose principal diagnosis was not recognised
	census    columns.Census
}

// Count counts the codes of a stay.
func (s *Survey) Count(rec *Record, r *drg.Result, sets CodeSets) {
	s.Stays++
	for i := range r.Diagnoses {
		if r.Diagnoses[i].Recognized || !sets.Diagnoses && rec.Diagnoses[i].Code.IsValid() {
			s.census.Known()
			continue
		}
		if i == 0 {
			s.Principal++
		}
		var room [mostText + 16]byte
		s.census.Add(string(rec.appendCode(room[:0], false, i)))
	}
}

// Add adds what another has counted.
func (s *Survey) Add(o Survey) {
	s.Stays += o.Stays
	s.Principal += o.Principal
	s.census.Sum(o.census)
}

// Notes returns what there is to say: stays without a principal diagnosis that is
// recognised, and what most codes look like if not what they should be.
func (s *Survey) Notes() []string {
	var notes []string
	if s.Principal > 0 {
		notes = append(notes, fmt.Sprintf("the principal diagnosis of %d stays is not recognised", s.Principal))
	}
	if told := s.census.Told(); told != "" {
		notes = append(notes, told)
	}
	return notes
}
