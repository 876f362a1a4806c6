package claimtest_test

import (
	"fmt"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimtest"
)

func ExampleParse() {
	c, err := claimtest.Parse("inpatient F 30y 5d | O34.211:Y Z3A.39 | 10D00Z1 | 0120*5")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Setting, c.Diagnoses[0].Code, c.Procedures[0].Code, c.Lines[0].Revenue)
	// Output:
	// inpatient O34.211 10D00Z1 0120
}

// A valid claim, and what is found when one thing is wrong with it: lines for a
// golden file.
func ExampleWith() {
	reg, err := rules.New(claim.Pack())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(reg.Findings(claimtest.Inpatient())), "findings")
	wrong := claimtest.With(claimtest.Inpatient(), func(c *rules.Claim) { c.BillingNPI = "" })
	for _, f := range reg.Findings(wrong) {
		fmt.Println(f.Severity, f.Rule, f.Place)
	}
	// Output:
	// 0 findings
	// error claim.no-billing-npi claim billingNPI
}
