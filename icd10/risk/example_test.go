package risk_test

import (
	"fmt"

	"github.com/medcode/medcode/icd10/risk"
)

// What Medicare pays by in 2026 of a raw score of 1.2.
func ExampleFactorTable_Paid() {
	paid, err := risk.KnownFactors().Paid(2026, risk.Score{Model: risk.V28, Score: 1.2})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(paid)
	// Output:
	// 1.059
}
