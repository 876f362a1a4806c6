package claimtest_test

import (
	"fmt"

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
