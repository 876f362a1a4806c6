package audit_test

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
)

func ExampleCompare() {
	record := rules.Claim{Diagnoses: []rules.Diagnosis{{Code: "I5021"}, {Code: "N179"}, {Code: "E119"}}}
	again := rules.Claim{Diagnoses: []rules.Diagnosis{{Code: "N179"}, {Code: "I5021"}, {Code: "E1165"}, {Code: "I10"}}}
	c := audit.Compare(&record, &again, nil)
	fmt.Printf("precision %.2f, recall %.2f, same principal: %t, pairs in other order: %d\n",
		c.Diagnoses.Precision(), c.Diagnoses.Recall(), c.Principal, c.Reordered)
	// Output: precision 0.67, recall 0.50, same principal: false, pairs in other order: 1
}

func ExampleExtrapolate() {
	frame := []medcode.Cents{12000, 15000, 90000, 11000, 14000, 85000, 13000, 16000, 95000, 12500}
	bounds := audit.Strata(frame, 2)
	universe := make([]int, len(bounds))
	for _, paid := range frame {
		universe[audit.StratumOf(bounds, paid)]++
	}
	drawn, err := audit.Draw(2026, universe, []int{3, 2}) // keep the seed
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("strata to", bounds, "of", universe, "claims; review", drawn)

	e, err := audit.Extrapolate([]audit.Stratum{
		{Name: "low", Universe: universe[0], Sample: []audit.Reviewed{{Paid: 12000, Allowed: 12000}, {Paid: 11000, Allowed: 9000}, {Paid: 15000, Allowed: 14000}}},
		{Name: "high", Universe: universe[1], Sample: []audit.Reviewed{{Paid: 90000, Allowed: 60000}, {Paid: 95000, Allowed: 70000}}},
	}, audit.Confidence)
	fmt.Printf("%.2f found, %.2f projected, %s demanded, %v\n", e.Found/100, e.Point/100, e.Demand(), err)
	// Output:
	// strata to [151.99 950.00] of [6 4] claims; review [[5 2 4] [0 3]]
	// 580.00 found, 1160.00 projected, 1037.44 demanded, <nil>
}
