package research

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

// A Diagnosis is one coded diagnosis of a person, or a procedure, which the
// system of its code tells. An [Index] that has procedures counts those in the
// window, whatever POA and Principal say.
type Diagnosis struct {
	Code      Code
	Date      medcode.Date // of the service or discharge; zero when unknown
	POA       cm.POA
	Principal bool // principal or first-listed of its stay
}

// LookBack returns the window of the days before an index date: with 365, the
// year that ends the day before it. It is how a study keeps a condition that
// follows its index event out of the comorbidities.
func LookBack(index medcode.Date, days int) medcode.Period {
	return medcode.Period{From: index.AddDays(-days), To: index.AddDays(-1)}
}

// Outside reports whether d doesn't count in a window. A diagnosis without a
// date lies in no window but the zero one, which holds all.
func (d Diagnosis) Outside(w medcode.Period) bool {
	return w != (medcode.Period{}) && (d.Date.IsZero() || !w.Contains(d.Date))
}

// Evidence says which diagnosis gave, or failed to give, which category.
type Evidence struct {
	Diagnosis int    // its place in the list given
	Category  string // abbreviation of the measure, or number of the category
	Counted   bool
	Points    float64 // of an Index: what the condition adds to the score, on the first diagnosis that counts for it
	Why       string  // why it was not counted: "not present on admission", "outside the window", "DIAB_CX excludes it"
}

// The reasons of an Evidence that several measures share.
const (
	whyPrincipal = "principal diagnosis"
	whyWindow    = "outside the look-back window"
	whyPOA       = "not present on admission"
	whyNoPOA     = "no diagnosis has a present-on-admission indicator"
)
