package guideline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

// ofDrugs are words in the titles of conditions that a drug or a substance makes.
var ofDrugs = []string{"drug", "medicament", "chemotherapy", "steroid", "due to toxi", "toxic liver disease", "anticoagulant", "medication-induced", "neuroleptic", "drug-induced", "to chemical"}

func drugMissing(b *book) rule {
	induced := b.titled("D50-D89 E00-E90 F30-F99 G00-G99 H00-H95 I00-I99 J00-J99 K00-K95 L00-L99 M00-M99 N00-N99 R00-R99", func(title string) bool {
		title, _, _ = strings.Cut(strings.ToLower(title), "without")
		return hasAny(title, ofDrugs) && !strings.Contains(title, "not induced by drugs") && !strings.Contains(title, "resistant")
	})
	// Titles without such a note, as those of chemotherapy, for which I.C.2.c.2 asks.
	therapeutic := b.titled("D50-D89", func(title string) bool {
		return strings.Contains(title, "rug-induced") || strings.Contains(title, "chemotherapy")
	})
	substance := b.set("T36-T65 T80 F11-F16 F18 F19")
	taken := b.set("Z79")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.drug-missing", Name: "Condition due to a drug without the drug",
			Says:      "A condition that a drug or a substance has made is reported with the code that says which: of an adverse effect or of a poisoning, T36 to T65. A note of the condition asks for it, and the guidelines do for chemotherapy.",
			Fails:     []string{"professional | E09.65 Z79.52", "professional | L27.0", "professional | E09.9", "professional | D68.32 Z79.01", "professional | D61.810 C50.911", "professional | D64.81 C18.7"},
			Passes:    []string{"professional | E09.65 T38.0X5A Z79.52", "professional | L27.0 T36.0X5A", "professional | E11.65", "professional | D84.821 Z79.621"},
			Citations: section("I.C.19.e.5.a", "I.C.2.c.2", "I.A.13"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "a release of ICD-10-CM with its tabular list that holds on the claim's date; the record, where the drug is not known",
		},
		with:  []set{induced},
		needs: theTabular,
		check: func(v *view, r rules.Reporter) {
			if v.has(substance) {
				return
			}
			for i := v.from(0, induced); i >= 0; i = v.from(i+1, induced) {
				if f := v.facts[i]; f != nil {
					if at, ok := drugNote(f.entry); ok && !(v.has(taken) && longTerm(f.entry)) {
						v.find(r, fmt.Sprintf("%s is reported without the drug or substance that the notes at %s ask for.", v.text(i), at.Name()), "Report the code of T36 to T65 too.", i)
					} else if !ok && v.in(i, therapeutic) {
						v.find(r, v.text(i)+" is an effect of a drug, and the drug is not reported.", "Report the code of T36 to T50 with the intent adverse effect too.", i)
					}
				}
			}
			v.unknown(r)
		},
	}
}

var drugs = parseSpan("T36-T65")

// drugNote returns the entry whose Use additional code or Code first note names
// drugs, for an entry.
func drugNote(e cm.Entry) (cm.Entry, bool) {
	for at, n := range e.AllNotes() {
		if n.Kind != cm.UseAdditional && n.Kind != cm.CodeFirst || at.Kind() == cm.Section || at.Kind() == cm.Chapter {
			continue
		}
		if slices.ContainsFunc(n.Refs, func(ref cm.Ref) bool {
			return drugs.contains(ref.First)
		}) {
			return at, true
		}
	}
	return cm.Entry{}, false
}

// longTerm reports whether a note for an entry also asks for long-term drug
// therapy, Z79, which then says which drug it is.
func longTerm(e cm.Entry) bool {
	for _, n := range e.AllNotes() {
		if n.Kind == cm.UseAdditional && strings.Contains(n.Text, "drug therapy") {
			return true
		}
	}
	return false
}
