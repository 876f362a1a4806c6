package guideline

import (
	"slices"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

// A view is a claim as the rules see it. It is reused.
type view struct {
	sets  sets
	claim *rules.Claim
	run   *rules.Run
	ix    *index // nil where no release holds
	pcs   *pcs.Release

	codes   []cm.Code
	facts   []*fact // by diagnosis; nil where the release has not the code
	of      []marks // by diagnosis
	marks   marks   // of all diagnoses
	missing bool    // a code of the claim is not in the release

	hits  []hit
	round uint32
	seen  []uint32 // by note: the round in which it last held for a diagnosis
	pairs [][2]int // scratch
}

// A hit is a diagnosis that is named by a note that holds for a diagnosis of
// the claim.
type hit struct {
	note  uint16
	index int
}

func (v *view) load(c *rules.Claim, run *rules.Run, ix *index, procedures *pcs.Release) {
	v.claim, v.run, v.ix, v.pcs = c, run, ix, procedures
	v.codes = run.Diagnoses()
	v.facts, v.of, v.hits, v.marks, v.missing = v.facts[:0], v.of[:0], v.hits[:0], 0, false
	for _, code := range v.codes {
		var f *fact
		var m marks
		switch {
		case !code.IsValid():
		case ix == nil:
			m = v.sets.of(code)
		default:
			if at, ok := ix.at[code]; ok {
				f = &ix.facts[at]
				m = f.marks
			} else {
				m, v.missing = v.sets.of(code), true
			}
		}
		v.facts, v.of = append(v.facts, f), append(v.of, m)
		v.marks |= m
	}
	if ix != nil {
		v.match()
	}
}

// match finds the hits, in the order of diagnoses.
func (v *view) match() {
	if len(v.seen) < len(v.ix.notes) {
		v.seen, v.round = make([]uint32, len(v.ix.notes)), 0
	}
	if v.round++; v.round == 0 {
		clear(v.seen)
		v.round = 1
	}
	for _, f := range v.facts {
		if f != nil {
			for _, k := range f.owns {
				v.seen[k] = v.round
			}
		}
	}
	for i, f := range v.facts {
		if f == nil {
			continue
		}
		for _, k := range v.ix.named[f.named[0]:f.named[1]] {
			if v.seen[k] == v.round {
				v.hits = append(v.hits, hit{k, i})
			}
		}
	}
}

// clear drops what the view holds of the claim.
func (v *view) clear() {
	clear(v.facts)
	v.claim, v.run, v.ix, v.pcs, v.codes, v.marks = nil, nil, nil, nil, nil, 0
}

// lacks returns what of the needs is not there, in a sentence, or "".
func (v *view) lacks(n needs) string {
	switch {
	case n&(aRelease|theTabular) != 0 && v.ix == nil:
		return "no release of ICD-10-CM is at hand that holds on the claim's date"
	case n&theTabular != 0 && !v.ix.tabular:
		return "the release of ICD-10-CM is without its tabular list"
	case n&(aPCSRelease|thePCSTables) != 0 && v.pcs == nil:
		return "no release of ICD-10-PCS is at hand that holds on the claim's date"
	case n&thePCSTables != 0 && !v.pcs.Parts().Tables:
		return "the release of ICD-10-PCS is without its tables"
	}
	return ""
}

// unknown tells r that codes which the release lacks were not judged.
func (v *view) unknown(r rules.Reporter) {
	if v.missing {
		r.Undecided("the release that holds on the claim's date has not every code of the claim")
	}
}

// holds reports whether a note holds for diagnosis i.
func (v *view) holds(k uint16, i int) bool {
	if v.facts[i] == nil {
		return false
	}
	_, ok := slices.BinarySearch(v.facts[i].owns, k)
	return ok
}

// is reports whether diagnosis i is in one of the sets.
func (v *view) is(i int, m marks) bool { return v.of[i]&m != 0 }

// first returns the first diagnosis from i on that is in one of the sets, or -1.
func (v *view) next(i int, m marks) int {
	for ; i < len(v.of); i++ {
		if v.of[i]&m != 0 {
			return i
		}
	}
	return -1
}

// text returns diagnosis i as the claim has it.
func (v *view) text(i int) string { return v.claim.Diagnoses[i].Code }

// each calls fn for the diagnoses that are in one of the sets.
func (v *view) each(m marks, fn func(i int)) {
	for i := range v.of {
		if v.of[i]&m != 0 {
			fn(i)
		}
	}
}

// find reports a finding about diagnosis i, and others that take part.
func (v *view) find(r rules.Reporter, message, suggestion string, i int, others ...int) {
	r.Add(v.finding(message, suggestion, i, others...))
}

func (v *view) finding(message, suggestion string, i int, others ...int) rules.Finding {
	f := rules.Finding{Place: rules.AtDiagnosis(i), Codes: []string{v.text(i)}, Message: message, Suggestion: suggestion}
	for _, o := range others {
		f.Related = append(f.Related, rules.AtDiagnosis(o))
		f.Codes = append(f.Codes, v.text(o))
	}
	return f
}

// firstWord is what the first diagnosis of the claim is called.
func (v *view) firstWord() string {
	if v.claim.Setting == rules.Inpatient {
		return "principal diagnosis"
	}
	return "first-listed diagnosis"
}

// pair reports whether the pair is new, and notes it.
func (v *view) pair(i, k int) bool {
	p := [2]int{min(i, k), max(i, k)}
	if slices.Contains(v.pairs, p) {
		return false
	}
	v.pairs = append(v.pairs, p)
	return true
}
