package words

import (
	"github.com/medcode/medcode/icd10/pcs"
)

// A ProcedureFinder finds the codes of one release of ICD-10-PCS. It doesn't
// change, and any number of goroutines may use it.
type ProcedureFinder struct {
	engine
	release *pcs.Release
}

// NewProcedures returns a finder of the codes of a release by their titles. It
// reads all of them once, which takes a part of a second.
func NewProcedures(r *pcs.Release) *ProcedureFinder {
	f := &ProcedureFinder{release: r}
	b := newBuilder()
	for c, e := range r.All() {
		b.add(int32(len(b.codes)), fromTitle, false, "title", e.Long, "")
		b.codes = append(b.codes, c.Compact())
	}
	f.engine.start(b.finish(), procedureLists)
	return f
}

// Release returns the release whose codes are found.
func (f *ProcedureFinder) Release() *pcs.Release { return f.release }

// A Procedure is a code that a phrase may mean.
type Procedure struct {
	Entry pcs.Entry
	Score float64 // as in Answer
}

// Find returns at most limit codes for a phrase, the best first. What a phrase
// does not say, such as the approach, the codes say in all ways that there are.
func (f *ProcedureFinder) Find(phrase string, limit int) []Procedure {
	if f.texts == nil { // nobody made it
		return nil
	}
	var found []Procedure
	seen := map[int32]bool{}
	for _, h := range f.engine.find(phrase, limit) {
		if len(found) == limit {
			break
		}
		if seen[h.item] {
			continue
		}
		seen[h.item] = true
		if c, err := pcs.Parse(f.texts.code(h.item)); err == nil {
			if e, ok := f.release.Lookup(c); ok {
				found = append(found, Procedure{e, float64(h.score)})
			}
		}
	}
	return found
}
