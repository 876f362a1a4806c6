package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

// A view is a claim as the rules see it. It is reused.
type view struct {
	sets  *sets
	book  *book
	lib   *cm.Library  // nil where there is none
	shelf *pcs.Library // that pcs is of
	claim *rules.Claim
	run   *rules.Run
	ix    *index // nil where no release holds
	pcs   *pcs.Release

	codes   []cm.Code
	before  []int32 // by diagnosis: the first that has the same code, or -1
	facts   []*fact // by diagnosis; nil where the release has not the code, or it has come before
	of      []marks // by diagnosis
	marks   marks   // of all diagnoses
	tags    []*bits // by diagnosis; shared
	all     bits    // of all diagnoses
	missing bool    // a code of the claim is not in the release

	round  uint32
	marked []marked // by note
	owners []owner
	hits   []hit
	pairs  []pair // scratch
	long   long

	bodyParts map[titledPart]part // of procedures met so far

	held held // of the claim before: those of one day come together
}

// held are the releases that hold on a day.
type held struct {
	day   medcode.Date
	known bool
	ix    *index
	pcs   *pcs.Release
}

// marked is what the claim has to do with a note. It holds for one claim, whose
// round it says.
type marked struct {
	round         uint32
	least         int32 // the first diagnosis that it holds for
	owner         int32 // the last of them, in view.owners
	first, second int32 // the first two diagnoses that it names, or -1
}

// An owner is a diagnosis that a note holds for, and the one before it in
// view.owners, or -1.
type owner struct{ index, before int32 }

// A hit is a diagnosis that is named by an Excludes1 note that holds for a
// diagnosis of the claim.
type hit struct {
	note  uint32
	index int32
}

// A pair is two diagnoses.
type pair struct{ earlier, later int32 }

func (v *view) load(c *rules.Claim, run *rules.Run, ix *index, procedures *pcs.Release) {
	v.claim, v.run, v.ix, v.pcs = c, run, ix, procedures
	v.codes = run.Diagnoses()
	v.facts, v.of, v.hits, v.marks, v.missing = v.facts[:0], v.of[:0], v.hits[:0], 0, false
	v.tags, v.all = v.tags[:0], bits{}
	v.same()
	for i, code := range v.codes {
		var f *fact
		var m marks
		t := &noBits
		if ix != nil && code.IsValid() {
			f = ix.find(code)
		}
		switch {
		case !code.IsValid():
		case f != nil:
			m, t = f.marks, f.tags
			if v.before[i] >= 0 {
				f = nil
				v.marks |= repeated
			}
		default: // by its characters alone
			tags := v.book.of(code)
			m, t, v.missing = v.sets.of(code), &tags, ix != nil
			if v.before[i] >= 0 {
				v.marks |= repeated
			}
		}
		v.facts, v.of, v.tags = append(v.facts, f), append(v.of, m), append(v.tags, t)
		v.marks |= m
		v.all.join(t)
	}
	if ix != nil {
		v.match()
	}
	v.whole()
}

// noBits are the sets of what is no code.
var noBits bits

// whole adds the marks that the claim has as a whole.
func (v *view) whole() {
	if v.missing {
		v.marks |= lacking
	}
	if len(v.hits) > 0 {
		v.marks |= paired
	}
	if len(v.claim.Procedures) > 0 {
		v.marks |= operated
	}
	if len(v.claim.Lines) > 0 {
		v.marks |= itemized
	}
	if v.ix != nil && !v.ix.tabular { // there may be notes
		v.marks |= codeFirsts | additions | paired
	}
}

// match finds which notes hold for which diagnoses, and which of them name others.
func (v *view) match() {
	if len(v.marked) < len(v.ix.notes) {
		v.marked, v.round = make([]marked, len(v.ix.notes)), 0
	}
	if v.round++; v.round == 0 {
		clear(v.marked)
		v.round = 1
	}
	v.owners = v.owners[:0]
	for i, f := range v.facts {
		if f == nil {
			continue
		}
		for _, k := range f.owns {
			m := &v.marked[k]
			if m.round != v.round {
				*m = marked{v.round, int32(i), -1, -1, -1}
			}
			v.owners = append(v.owners, owner{int32(i), m.owner})
			m.owner = int32(len(v.owners) - 1)
		}
	}
	for i, f := range v.facts {
		if f == nil {
			continue
		}
		for _, k := range v.ix.named[f.named[0]:f.named[1]] {
			if m := &v.marked[k]; m.round == v.round {
				v.hit(m, k, int32(i))
			}
		}
	}
}

func (v *view) hit(m *marked, k uint32, i int32) {
	switch {
	case v.ix.notes[k].kind == cm.Excludes1:
		v.hits = append(v.hits, hit{k, i})
		if m.first < 0 {
			m.first = i
		}
	case m.first < 0:
		m.first = i
	case m.second < 0:
		m.second = i
	}
}

// clear drops what the view holds of the claim.
func (v *view) clear() {
	clear(v.facts)
	v.claim, v.run, v.ix, v.pcs, v.codes, v.marks, v.all = nil, nil, nil, nil, nil, 0, bits{}
	v.long.clear()
}

// lacks returns what of the needs is not there, in a sentence, or "".
func (v *view) lacks(n needs) string {
	switch {
	case n&(aRelease|theTabular) != 0 && v.ix == nil:
		return "no release of ICD-10-CM is at hand that holds on the claim's date"
	case n&theTabular != 0 && !v.ix.tabular:
		return "the release of ICD-10-CM has codes, and no tabular list (icd10cm-tabular-*.xml) by whose notes the rule judges"
	case n&(aPCSRelease|thePCSTables) != 0 && v.pcs == nil:
		return "no release of ICD-10-PCS is at hand that holds on the claim's date"
	case n&thePCSTables != 0 && !v.pcs.Parts().Tables:
		return "the release of ICD-10-PCS has codes, and no tables (icd10pcs_tables_*.xml) by whose rows the rule judges"
	}
	return ""
}

// unknown tells r that codes which the release lacks were not judged.
func (v *view) unknown(r rules.Reporter) {
	if v.missing {
		r.Undecided("the release that holds on the claim's date has not every code of the claim")
	}
}

// is reports whether diagnosis i is in one of the sets.
func (v *view) is(i int, m marks) bool { return v.of[i]&m != 0 }

// next returns the first diagnosis from i on that is in one of the sets, or -1.
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
