package claim

import "github.com/medcode/medcode/rules"

// Pack returns the rules.
func Pack() rules.Pack {
	return rules.Pack{
		Name: "claim", Title: "Well-formed claims",
		Rules: []rules.Rule{
			setting(), noDate(), noDiagnosis(), noLine(), revision(), statementDates(), stayDates(), birthDate(),
			procedureDates(), lineDates(), units(), charges(), total(), pointers(), modifiers(), npi(), typeOfBill(), placeOfService(),
			malformedDiagnosis(), malformedHCPCS(), malformedRevenue(), age(),
			noID(), noBillingNPI(), unreadableField(),
			statusFrequency(), accommodationDays(), drugLine(), bothSides(),
			originalReference(), beneficiary(), newbornAdmission(), wholeUnits(), visitPlace(), visitAge(), procedureSex(),
		},
	}
}

var (
	chapter25 = rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 25, section 75"}
	chapter26 = rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 26, section 10"}
	guide     = rules.Citation{Document: "ASC X12N 837 implementation guides (005010X222A1, 005010X223A2)"}
)

// guides cites a part of the guides.
func guides(section string) rules.Citation {
	return rules.Citation{Document: guide.Document, Section: section}
}

// rule returns a rule of this package: an error that gets the claim rejected.
func rule(id, name, says string, cite ...rules.Citation) rules.Rule {
	return rules.Rule{ID: "claim." + id, Name: name, Says: says, Citations: cite,
		Severity: rules.Error, Disposition: rules.Reject}
}

// institutional and professional split the settings by the form they use.
var (
	institutional = rules.In(rules.Inpatient, rules.Outpatient)
	professional  = rules.In(rules.Professional)
)
