package guideline

import (
	"strings"

	"github.com/medcode/medcode/rules"
)

func deviceInfection(b *book) rule {
	infected := b.titled("T82-T85", func(title string) bool {
		return strings.HasPrefix(title, "Infection and inflammatory reaction") && !strings.HasSuffix(title, "sequela")
	})
	infection := b.set("A00-B99 G00-G02 G04-G07 I30 I33 I38-I40 J12-J18 K65 L01-L08 M00-M01 M46.2-M46.5 M86 N10 N15.1 N30 N39.0 N41 N45 N49 N70-N77 R65.2 R78.81")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.device-infection", Name: "Infection of a device without the infection",
			Says:      "The codes of an infection due to a device (T82 to T85) have a note to report the infection too, where the record names it.",
			Fails:     []string{"| T82.7XXA:Y Y84.1"},
			Passes:    []string{"| T82.7XXA:Y A41.01:Y", "| T84.51XA:Y B95.61:Y", "| T83.511A:Y N39.0:Y"},
			Citations: []rules.Citation{tabular("T82.6, T82.7, T83.5, T83.6, T84.5 to T84.7, T85.7, Use additional code")},
			InForce:   icd10,
			Severity:  rules.Note,
			Needs:     "a release of ICD-10-CM that holds on the claim's date",
		},
		with:  []set{infected},
		needs: aRelease,
		check: without(infected, infection, "%s is reported without the infection.", "Report the infection, or its organism, where the record names it."),
	}
}
