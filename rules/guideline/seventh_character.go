package guideline

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func seventhCharacter() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.seventh-character", Name: "7th character or placeholder wrong",
			Says:      "A code of a category with 7th characters has one of those that the category lists, always in seventh place, with the placeholder X in the places before it that are empty. Other codes have none.",
			Fails:     []string{"| S72.001", "| J189XA", "| J18.9XXA"},
			Passes:    []string{"| S72001A W010XXA", "| I50", "| Q99.9"},
			Citations: section("I.A.4", "I.A.5"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		needs: aRelease,
		when:  lacking | header,
		check: func(v *view, r rules.Reporter) {
			v.invalid(func(i int, verdict cm.Verdict) {
				var suggestion string
				if len(verdict.Suggest) == 1 {
					suggestion = "Report " + verdict.Suggest[0].String() + "."
				}
				switch entry := verdict.Entry; {
				case divided(verdict): // a header
				case verdict.Status == cm.Incomplete:
					v.find(r, v.text(i)+" lacks its 7th character, or the placeholder X before it.", suggestion, i)
				case verdict.Status != cm.Unknown || !entry.IsValid() || !onlyEncounter(entry, verdict.Code):
				case entry.Billable():
					v.find(r, fmt.Sprintf("%s has characters that %s does not take.", v.text(i), entry.Name()), suggestion, i)
				case verdict.Code.Len() == 7 && entry.SeventhCharacters() != nil:
					v.find(r, v.text(i)+" has a 7th character, or a placeholder, that the classification does not have there.", suggestion, i)
				}
			})
			v.unknown(r)
		},
	}
}

// onlyEncounter reports whether what a code has beyond an entry above it is
// placeholders and a letter, as the 7th character that tells the encounter.
func onlyEncounter(above cm.Entry, c cm.Code) bool {
	rest := strings.TrimPrefix(c.Compact(), above.Code().Compact())
	if rest == "" || rest[len(rest)-1] < 'A' {
		return false
	}
	return strings.Trim(rest[:len(rest)-1], "X") == ""
}
