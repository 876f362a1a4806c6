package research

import (
	"fmt"
	"iter"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

// A Charlson counts Charlson's comorbidities by the codes of Quan and others,
// in ICD-9-CM and ICD-10: the index "charlson-quan" with constants for its
// conditions. NewCharlson makes one; it is safe for any number of goroutines.
type Charlson struct{ index *Index }

// CharlsonWeights is which weights score the conditions.
type CharlsonWeights uint8

// The weights.
const (
	Charlson1987 CharlsonWeights = iota // Charlson and others 1987, on the seventeen conditions
	Quan2011                            // updated by Quan and others 2011
)

// A CharlsonCondition is one of the seventeen conditions.
type CharlsonCondition uint8

// The conditions, in the order of Quan's table.
const (
	MyocardialInfarction CharlsonCondition = iota
	CongestiveHeartFailure
	PeripheralVascularDisease
	CerebrovascularDisease
	Dementia
	ChronicPulmonaryDisease
	RheumaticDisease
	PepticUlcerDisease
	MildLiverDisease
	DiabetesUncomplicated
	DiabetesComplicated
	Hemiplegia
	RenalDisease
	Malignancy
	SevereLiverDisease
	MetastaticTumor
	AIDS
	charlsonConditions
)

// charlsonIndex is Quan's table as data (indices/charlson-quan.txt), whose
// conditions stand in the order of the constants above.
var charlsonIndex = sync.OnceValue(func() *Index {
	x, err := CompiledIndex("charlson-quan")
	if err != nil {
		panic(err) // the file is part of the package and of its tests
	}
	return x
})

// String returns the condition in words.
func (c CharlsonCondition) String() string {
	if c >= charlsonConditions {
		return "no condition"
	}
	return charlsonIndex().conditions[c].Name
}

// Short returns a short name of the condition in small letters, which stands in
// the columns of the output: "chf". It stays the same from version to version.
func (c CharlsonCondition) Short() string {
	if c >= charlsonConditions {
		return ""
	}
	return charlsonIndex().conditions[c].Short
}

// Weight returns what the condition scores, 0 by weights that there are not.
func (c CharlsonCondition) Weight(w CharlsonWeights) int {
	if c >= charlsonConditions || w > Quan2011 {
		return 0
	}
	return int(charlsonIndex().conditions[c].Points[w])
}

// CharlsonConditions yields the seventeen conditions.
func CharlsonConditions() iter.Seq[CharlsonCondition] {
	return func(yield func(CharlsonCondition) bool) {
		for c := range charlsonConditions {
			if !yield(c) {
				return
			}
		}
	}
}

// A CharlsonSet is a set of conditions.
type CharlsonSet uint32

// Has reports whether c is in s.
func (s CharlsonSet) Has(c CharlsonCondition) bool { return s>>c&1 == 1 }

// A CharlsonScore is the result for one person.
type CharlsonScore struct {
	Conditions CharlsonSet // all that are coded, the milder beside the severer
	Score      int         // each disease once, by its severer form
}

// AgeAdjusted returns the score with a point for each decade from 50 years on:
// one at 50 to 59, two at 60 to 69, three at 70 to 79, four from 80 (Charlson
// M, Szatrowski TP, Peterson J, Gold J. Validation of a combined comorbidity
// index. J Clin Epidemiol 1994;47(11):1245–1251). That 90 gives no fifth point
// is the usual form of calculators.
func (s CharlsonScore) AgeAdjusted(years int) int {
	return s.Score + min(max(years/10-4, 0), 4)
}

// NewCharlson returns a Charlson with these weights; it panics when there are no
// such weights. Its codings are compiled here; a program makes one and keeps it.
func NewCharlson(w CharlsonWeights) *Charlson {
	if w > Quan2011 {
		panic(fmt.Sprintf("research: NewCharlson with weights %d, which there are not", w))
	}
	x, err := charlsonIndex().WithWeights([...]string{"charlson1987", "quan2011"}[w])
	if err != nil {
		panic(err)
	}
	return &Charlson{x}
}

// WithPrincipal returns c counting principal diagnoses too: for windows of past
// stays, where the reason of an earlier stay is a comorbidity now.
func (c *Charlson) WithPrincipal() *Charlson { return &Charlson{c.made().WithPrincipal(true)} }

// PresentOnAdmission returns c counting only what was present on admission; see
// [Index.PresentOnAdmission].
func (c *Charlson) PresentOnAdmission(exempt iter.Seq[cm.Code]) *Charlson {
	return &Charlson{c.made().PresentOnAdmission(exempt)}
}

// Index returns the index that c is.
func (c *Charlson) Index() *Index { return c.made() }

// Provenance returns what c is, Holds whether it has codes of a code's system.
func (c *Charlson) Provenance() medcode.Provenance { return c.made().Provenance() }

// Holds reports whether c has codes of the system of code.
func (c *Charlson) Holds(code Code) bool { return c.made().Holds(code) }

// Lookup returns the conditions of a code: of each code of the table that it
// begins with. Codes of WHO's ICD-10 are coded as those of ICD-10-CM are.
func (c *Charlson) Lookup(code Code) CharlsonSet { return CharlsonSet(c.made().Lookup(code)[0]) }

// Of returns the conditions and score of a person from the diagnoses in a
// window; the zero window holds all.
func (c *Charlson) Of(dx []Diagnosis, window medcode.Period) CharlsonScore {
	s := c.made().Of(dx, window)
	return CharlsonScore{CharlsonSet(s.Conditions[0]), int(s.Score)}
}

// Explain returns what Of makes of each diagnosis. A milder condition beside
// its severer form is a line that doesn't count.
func (c *Charlson) Explain(dx []Diagnosis, window medcode.Period) []Evidence {
	return c.made().Explain(dx, window)
}

// made returns the index of c, of the zero Charlson one without conditions.
func (c *Charlson) made() *Index {
	if c.index == nil {
		return &Index{}
	}
	return c.index
}
