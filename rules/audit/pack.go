package audit

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// Pack makes a rule of [Complete], for package rules: one finding for a claim
// that lacks something its type requires.
func Pack() rules.Pack {
	return rules.Pack{Name: "audit", Title: "Chart audit", Rules: []rules.Rule{{
		ID: "audit.incomplete", Name: "Record incomplete",
		Says: "A claim has the data elements that its type requires: of the patient, the provider and the dates always; of a stay the admission, the discharge status, the DRG and present on admission; of each line what was done, when, how often and for how much.",
		Fails: []string{"id:17 npi:1234567893 F 70y 2026-05-05 4d bill:0111 admitting:R06.02 drg:291 charge:4500.00 | I50.21:Y E11.9:Y | | 0120*4=4500.00",
			"professional id:17 npi:1234567893 F 70y 2026-05-05 pos:11 charge:90.00 | I10 | | 99213=90.00"},
		Passes: []string{"id:17 npi:1234567893 F 70y 2026-05-05 4d bill:0111 status:01 admitting:R06.02 drg:291 charge:4500.00 | I50.21:Y E11.9:Y | | 0120*4=4500.00",
			"professional id:17 npi:1234567893 rendering:1245319599 F 70y 2026-05-05 pos:11 charge:90.00 | I10 | | 99213=90.00>1"},
		Citations: []rules.Citation{
			{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 25, section 75 (UB-04) and chapter 26, section 10 (CMS-1500)"},
			{Document: "ASC X12N 837 Health Care Claim implementation guides (45 CFR 162.1102)"},
		},
		Severity: rules.Warning, Disposition: rules.ReturnToProvider,
		Check: checkComplete,
	}}}
}

func checkComplete(c *rules.Claim, r rules.Reporter) {
	k := Complete(c)
	if len(k.Missing) == 0 {
		return
	}
	var names []string
	for _, m := range k.Missing {
		if n := len(names); n == 0 || !strings.HasPrefix(names[n-1], m.Element) {
			names = append(names, m.Element)
		}
	}
	r.Add(rules.Finding{
		Release:    transactions(c.Date()),
		Place:      k.Missing[0].Place,
		Related:    places(k.Missing[1:]),
		Message:    fmt.Sprintf("%d of %d required data elements are missing: %s.", len(k.Missing), k.Required, strings.Join(names, ", ")),
		Suggestion: "Complete the claim from the record.",
	})
}

// transactions names the version of the claim transactions whose elements are
// asked for: that of the time since January 1, 2012 (45 CFR 162.1102(c)).
func transactions(on medcode.Date) string {
	if on.Before(medcode.NewDate(2012, 1, 1)) {
		return ""
	}
	return "ASC X12N 005010"
}

func places(missing []Missing) []rules.Place {
	var all []rules.Place
	for _, m := range missing {
		all = append(all, m.Place)
	}
	return all
}
