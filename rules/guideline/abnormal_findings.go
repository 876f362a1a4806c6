package guideline

import (
	"github.com/medcode/medcode/rules"
)

func abnormalFindings(b *book) rule {
	abnormal := b.set("Z00.01 Z00.121 Z01.01 Z01.110 Z01.118 Z01.31 Z01.411")
	finding := b.set("A00-Y99 U07-U09 Z13-Z22 Z28 Z30 Z63-Z68 Z71 Z72 Z80-Z99 Z79")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.abnormal-findings", Name: "Examination with abnormal findings and none",
			Says:      "An examination with abnormal findings is reported with codes for them.",
			Fails:     []string{"professional | Z00.121", "professional F | Z01.411"},
			Passes:    []string{"professional | Z00.121 H66.91", "professional | Z00.129"},
			Citations: section("I.C.21.c.12"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with:  []set{abnormal},
		check: without(abnormal, finding, "%s says that there were abnormal findings, and none is reported.", "Report the findings."),
	}
}
