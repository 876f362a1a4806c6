package drg

import (
	"github.com/medcode/medcode/drg/internal/logic"
)

// An Erratum is a place where CMS's grouper contradicts its manual, or the
// manual itself. Where it had a part in a decision, an Explanation names it.
type Erratum struct {
	Name      string
	Versions  string // "40-41.1", "*" for all
	Manual    string // the place
	Says      string // what is printed there
	Reference string // what the software does, or what is printed elsewhere
	Example   string // a claim: PDX secondary | procedures -> DRG
}

func erratum(x *logic.Erratum) Erratum {
	return Erratum{x.Name, x.Versions, x.Manual, x.Says, x.Reference, x.Example}
}
