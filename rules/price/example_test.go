package price_test

import (
	"fmt"

	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/price"
)

func ExampleInpatient() {
	claim := claimtest.MustParse("inpatient medicare F 86y 2d 2026-04-12 status:03 | A41.9:Y J96.01:Y")
	p, err := price.Inpatient(claim, price.Facts{Hospital: &ipps.Hospital{WageIndex: 0.9, OperatingCCR: 0.25, CapitalCCR: 0.02}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Group.DRG, p.Payment.Total())
	// Output:
	// 871 8281.87
}
