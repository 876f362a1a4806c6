package guideline

import (
	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func strokeScale(b *book) rule {
	score := b.set("R29.7")
	stroke := b.set("I60-I63")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.stroke-scale", Name: "Stroke scale without a stroke",
			Says:      "The score of the NIH stroke scale, R29.7, is reported with the code of the acute stroke, which comes first.",
			Fails:     []string{"| I10 R29.712"},
			Passes:    []string{"| I63.411 R29.712", "| I61.9 R29.705"},
			Citations: section("I.C.18.i"),
			InForce:   medcode.Period{From: medcode.NewDate(2016, 10, 1)},
			Severity:  rules.Error,
		},
		with:  []set{score},
		check: without(score, stroke, "%s is reported without the code of an acute stroke.", "Report the stroke before it, or leave the score out."),
	}
}
