package main

import (
	"fmt"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/rules"
)

// groupedRule is what the note of the DRG is called.
const groupedRule = "drg.grouped"

// grouped returns a note that tells the DRG of a stay, or why it has none; of
// other claims nothing.
func grouped(c *rules.Claim) []rules.Finding {
	if c.Setting != rules.Inpatient {
		return nil
	}
	note := func(message string, codes ...string) []rules.Finding {
		return []rules.Finding{{Rule: groupedRule, Severity: rules.Note, Place: rules.AtField("drg"), Codes: codes, Message: message,
			Citation: rules.Citation{Document: "ICD-10 MS-DRG Definitions Manual", Section: "of the version in force on discharge"}}}
	}
	stay := c.Stay()
	if stay.Age < 0 {
		return note("The stay is not grouped: the claim gives no age.")
	}
	group, err := msdrg.Library().On(stay.Discharge)
	if err != nil {
		return note("The stay is not grouped: " + err.Error() + ".")
	}
	r := group.Group(&stay)
	if r.Final.Code != drg.OK {
		return note(fmt.Sprintf("The stay groups to DRG %s, %s: %s (version %s).", r.Final.DRG, r.Final.Title, r.Final.Code, r.Version), r.Final.DRG.String())
	}
	return note(fmt.Sprintf("The stay groups to DRG %s, %s (version %s).", r.Final.DRG, r.Final.Title, r.Version), r.Final.DRG.String())
}
