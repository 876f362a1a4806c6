package screen_test

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/screen"
)

func ExampleScreener() {
	s := screen.NewScreener(screen.Options{})
	for i, id := range []string{"A", "B"} { // the claims of a patient together
		s.Add(&rules.Claim{ID: id, Setting: rules.Professional, RenderingNPI: "1234567893", From: medcode.MustParseDate("2026-05-01"),
			Patient: rules.Patient{ID: "1EG4TE5MK73"}, Lines: []rules.Line{{Code: "99213", Units: 1, Charge: 14000}, {Code: "93000", Units: float64(1 + i), Charge: 4500}}})
	}
	for _, l := range s.Report().Leads {
		fmt.Println(l.Screen, l.Provider, l.Message, l.Exposure)
		fmt.Println(l.Evidence[0].Claim, l.Evidence[0].Text)
	}
	// Output:
	// duplicates 1234567893 Lines or stays billed again, alike in patient, day, code, modifiers, units and charge: 1. 140.00
	// B 99213, as on claim A
}
