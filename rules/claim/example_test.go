package claim_test

import (
	"fmt"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimtest"
)

func ExamplePack() {
	reg, err := rules.New(claim.Pack())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range reg.Findings(claimtest.MustParse("bill:0111 status:30 | I50.9")) {
		fmt.Println(f.Severity, f.Rule)
	}
	// Output:
	// error claim.no-id
	// error claim.no-billing-npi
	// error claim.status-frequency
}
