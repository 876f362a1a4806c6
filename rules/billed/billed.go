// Package billed groups the stay of a claim, and holds the DRG that the claim
// states against the result.
package billed

import (
	"cmp"
	"fmt"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// Pack returns the rules that group a stay and hold the DRG on the claim
// against the result. Group is that of a library of groupers, such as
// msdrg.Library().Group, which takes the one of the claim's discharge date; its
// error, that there is none for that date, leaves the rules undecided, as a nil
// group does.
func Pack(group func(*drg.Stay) (drg.Result, error)) rules.Pack {
	manual := rules.Citation{Document: "ICD-10 MS-DRG Definitions Manual", Section: "of the version in force on discharge"}
	all := []rules.Rule{
		{ID: "drg.ungroupable", Name: "Stay can't be grouped",
			Says:     "A stay whose principal diagnosis is none (DRG 998) or whose data contradict themselves (DRG 999) has no DRG, and is not paid by one.",
			Fails:    []string{"70y status:01 | Y65.51", "70y status:01 | O80"},
			Passes:   []string{"70y status:01 | I50.21 E11.9"},
			Severity: rules.Error, Disposition: rules.ReturnToProvider},
		{ID: "drg.billed-differs", Name: "Billed DRG differs",
			Says:     "The DRG on the claim (UB-04 FL 71) is the one that its codes group to. Medicare pays by its own grouping, so a difference shows that the claim's codes are not those that were grouped, or that another version grouped them.",
			Fails:    []string{"70y status:01 drg:291 | I50.21 E11.9"},
			Passes:   []string{"70y status:01 drg:293 | I50.21 E11.9", "70y status:01 | I50.21 E11.9"},
			Severity: rules.Warning, Disposition: rules.Warn},
		{ID: "drg.hospital-acquired", Name: "Hospital-acquired condition lowers the DRG",
			Says:     "A condition that was not present on admission and is on the list of hospital-acquired conditions does not count as a complication; without it the stay groups to a lower DRG.",
			Fails:    []string{"70y status:01 | I50.21:Y L89.153:N"},
			Passes:   []string{"70y status:01 | I50.21:Y L89.153:Y", "70y status:01 exempt | I50.21:Y L89.153:N", "70y status:01 | I50.21:Y L89.153:N J96.01:Y"},
			Severity: rules.Note, Disposition: rules.Warn},
	}
	for i := range all {
		all[i].Citations = []rules.Citation{manual}
		all[i].Settings = rules.In(rules.Inpatient)
		all[i].Needs = "the grouper of the discharge date, and the patient's age"
	}
	return rules.Pack{Name: "drg", Title: "DRG validation", Rules: all, Check: func(c *rules.Claim, run *rules.Run) { checkDRG(c, run, group) }}
}

// invalidPrincipal is the first of the two DRGs that pay nothing, 998 and 999.
const invalidPrincipal = 998

func checkDRG(c *rules.Claim, run *rules.Run, group func(*drg.Stay) (drg.Result, error)) {
	ungroupable, differs, acquired := run.Rule(0), run.Rule(1), run.Rule(2)
	undecided := func(reason string) {
		for _, r := range []rules.Reporter{ungroupable, differs, acquired} {
			r.Undecided(reason)
		}
	}
	stay := c.Stay()
	switch {
	case group == nil:
		undecided("no grouper is at hand")
		return
	case stay.Age < 0:
		undecided(noAge(c))
		return
	}
	result, err := group(&stay)
	if err != nil {
		undecided(err.Error())
		return
	}
	final, release := result.Final, "MS-DRG "+result.Version
	if final.Code != drg.OK || final.DRG >= invalidPrincipal {
		undecided("the stay groups to no DRG")
		why := final.Title
		if final.Code != drg.OK {
			why += ", " + final.Code.String()
		}
		ungroupable.Add(rules.Finding{Release: release, Codes: []string{final.DRG.String()}, Message: fmt.Sprintf("The stay groups to no DRG that pays (%s, %s).", final.DRG, why)})
		return
	}
	switch {
	case c.DRG == 0:
		differs.NotApplicable("the claim states no DRG")
	case c.DRG != final.DRG:
		differs.Add(rules.Finding{Release: release, Place: rules.AtField("drg"), Codes: []string{c.DRG.String(), final.DRG.String()},
			Message:    fmt.Sprintf("The claim states DRG %s, and its codes group to %s, %s (version %s).", c.DRG, final.DRG, final.Title, result.Version),
			Suggestion: "Group the claim as it is sent, with the version of its discharge date."})
	}
	if final.DRG != result.Initial.DRG {
		acquired.Add(rules.Finding{Release: release, Codes: []string{final.DRG.String(), result.Initial.DRG.String()},
			Message: fmt.Sprintf("Without its hospital-acquired conditions the stay groups to DRG %s, not %s.", final.DRG, result.Initial.DRG)})
	}
}

// noAge says why a claim gives no age that there is.
func noAge(c *rules.Claim) string {
	years, known := c.Years()
	switch birth, on := c.Patient.Birth, cmp.Or(c.Admission, c.From, c.Through, c.Discharge); {
	case known && (birth.IsZero() || on.IsZero()):
		return fmt.Sprintf("the claim states an age of %d", years)
	case known:
		return fmt.Sprintf("the birth date, %s, is after the first day of care, %s", birth, on)
	case !birth.IsZero():
		return "the claim gives a birth date and no day of care"
	case c.IsUnreadable(rules.AtPatient("birth")), c.IsUnreadable(rules.AtPatient("age")):
		return "the patient's birth date or age can't be read"
	}
	return "the claim gives neither birth date nor age"
}
