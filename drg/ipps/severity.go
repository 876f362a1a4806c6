package ipps

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
)

// A SeverityCode is a diagnosis that counts as a CC or MCC, as Table 6K has it.
type SeverityCode struct {
	Code       cm.Code
	Level      drg.Level // drg.CC or drg.MCC
	Collection int       // number of its collection of excluding principal diagnoses; 0 when nothing excludes it
	AliveOnly  bool      // counts only if the patient was discharged alive
}

// A SelectExclusion is a list of diagnoses that don't count in some DRGs,
// because the DRGs' own logic uses them.
type SelectExclusion struct {
	MDC         string // "01"
	First, Last drg.Number
	Title       string
	Codes       []cm.Code // in order
}

// Severity is which secondary diagnoses raise the severity of a stay: tables 6I
// (every MCC), 6J (every CC) and 6K (which principal diagnoses exclude each). A
// grouper has the same from the Definitions Manual's Appendix C; here it is a
// second source to hold against it. It doesn't change and is safe for any
// number of goroutines.
type Severity struct {
	codes       []SeverityCode // by code
	collections [][]cm.Code    // by number; each in order
	selected    []SelectExclusion
}

// Lookup returns what the tables say of a code, and whether it is a CC or MCC.
func (s *Severity) Lookup(c cm.Code) (SeverityCode, bool) {
	i, ok := slices.BinarySearchFunc(s.codes, c, func(e SeverityCode, c cm.Code) int { return e.Code.Compare(c) })
	if !ok {
		return SeverityCode{}, false
	}
	return s.codes[i], true
}

// Len returns the number of CCs and MCCs.
func (s *Severity) Len() int { return len(s.codes) }

// All yields every CC and MCC in the order of codes.
func (s *Severity) All() iter.Seq2[cm.Code, SeverityCode] {
	return func(yield func(cm.Code, SeverityCode) bool) {
		for _, e := range s.codes {
			if !yield(e.Code, e) {
				return
			}
		}
	}
}

// Collection returns the principal diagnoses of a collection, in order; nothing
// for a number that is none.
func (s *Severity) Collection(number int) []cm.Code {
	if number < 0 || number >= len(s.collections) {
		return nil
	}
	return slices.Clone(s.collections[number])
}

// Excludes reports whether a secondary diagnosis counts as a non-CC beside that
// principal diagnosis (Table 6K, part 1).
func (s *Severity) Excludes(secondary, principal cm.Code) bool {
	e, ok := s.Lookup(secondary)
	if !ok || e.Collection == 0 {
		return false
	}
	_, ok = slices.BinarySearchFunc(s.collections[e.Collection], principal, cm.Code.Compare)
	return ok
}

// Selected returns the exclusions of DRGs' own logic (Table 6K, part 3).
func (s *Severity) Selected() []SelectExclusion {
	out := slices.Clone(s.selected)
	for i := range out {
		out[i].Codes = slices.Clone(out[i].Codes)
	}
	return out
}

// newSeverity joins what was read of tables 6I, 6J and 6K; any may be missing.
// Where the first two contradict the third, the third is right.
func newSeverity(mcc, cc, k *severityFile) (*Severity, []medcode.Diagnostic) {
	s := &Severity{}
	var diags []medcode.Diagnostic
	if k != nil {
		s.codes, s.collections, s.selected = k.codes, k.collections, k.selected
	}
	for _, f := range []*severityFile{mcc, cc} {
		if f == nil {
			continue
		}
		if k == nil {
			s.codes = append(s.codes, f.codes...)
			continue
		}
		diags = append(diags, f.contradictions(s)...)
	}
	slices.SortFunc(s.codes, func(a, b SeverityCode) int { return cmp.Or(a.Code.Compare(b.Code), cmp.Compare(b.Level, a.Level)) })
	s.codes = slices.CompactFunc(s.codes, func(a, b SeverityCode) bool { return a.Code == b.Code })
	return s, diags
}

// contradictions compares the list of one level with Table 6K, whose codes are
// in order.
func (f *severityFile) contradictions(k *Severity) []medcode.Diagnostic {
	var diags []medcode.Diagnostic
	listed := map[cm.Code]bool{}
	for i, e := range f.codes {
		listed[e.Code] = true
		if other, _ := k.Lookup(e.Code); other.Level != e.Level {
			diags = append(diags, medcode.Diagnostic{File: f.name, Line: f.lines[i], Kind: medcode.KindSeverity, Text: e.Code.String(),
				Message: fmt.Sprintf("listed as %v, but %v in Table 6K, which is followed", e.Level, other.Level)})
		}
	}
	for _, e := range k.codes {
		if e.Level == f.level && !listed[e.Code] {
			diags = append(diags, medcode.Diagnostic{File: f.name, Kind: medcode.KindSeverity, Text: e.Code.String(),
				Message: fmt.Sprintf("%v in Table 6K and not listed here; Table 6K is followed", e.Level)})
		}
	}
	return diags
}
