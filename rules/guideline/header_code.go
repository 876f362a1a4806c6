package guideline

import (
	"slices"
	"strings"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func headerCode() rule {
	return rule{
		Rule: rules.Rule{
			ID: "guideline.header-code", Name: "Header in place of a code",
			Says:      "A diagnosis is reported with all the characters that the classification has for it; a category or subcategory that is divided further is a header and no code.",
			Fails:     []string{"| I50", "| I50.2", "professional | Z86.010"},
			Passes:    []string{"| I509", "| S72.001", "| ?", "| Q999"},
			Citations: section("I.B.2"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		needs: aRelease,
		when:  lacking | header,
		check: func(v *view, r rules.Reporter) {
			v.invalid(func(i int, verdict cm.Verdict) {
				if verdict.Status == cm.Header || divided(verdict) {
					v.find(r, v.text(i)+" is a header; more characters must follow"+follow(verdict)+".", "Report one of the codes below it.", i)
				}
			})
			v.unknown(r)
		},
	}
}

// divided reports whether a code of six characters that lacks its seventh is a
// header like any other: what is below it are conditions of their own, and not
// its own title with the encounter.
func divided(verdict cm.Verdict) bool {
	return verdict.Status == cm.Incomplete && verdict.Entry.IsValid() && slices.ContainsFunc(verdict.Follow, func(f cm.Follow) bool {
		return !strings.HasPrefix(f.Title, verdict.Entry.Title())
	})
}

// invalid calls fn for the diagnoses that have the form of a code and are none
// of the release.
func (v *view) invalid(fn func(i int, verdict cm.Verdict)) {
	for i, code := range v.codes {
		if f := v.facts[i]; code.IsValid() && (f == nil || !f.entry.Billable()) {
			verdict, err := v.lib.Check(v.text(i), v.run.Date())
			if err == nil {
				fn(i, verdict)
			}
		}
	}
}

// follow says what may follow a header: "1 right, 2 left".
func follow(verdict cm.Verdict) string {
	const most = 4
	var all []string
	for _, f := range verdict.Follow {
		if len(all) == most {
			all = append(all, "and others")
			break
		}
		all = append(all, f.Code.String()+" "+f.Title)
	}
	if all == nil {
		return ""
	}
	return ", as in " + strings.Join(all, "; ")
}
