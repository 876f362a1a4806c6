package encounter_test

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/encounter"
)

func ExampleEligible_Filter() {
	list, err := encounter.ReadEligible(2025, strings.NewReader("code\n99213\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	visit := claimtest.MustParse("professional 2025-03-02 | E11.9 | | 99213>1")
	for _, d := range list.Filter(visit, encounter.Options{}) {
		fmt.Printf("%+v\n", d)
	}
	// Output:
	// {Code:E11.9 Index:0 Date:2025-03-02 Counts:true Reason:eligible procedure code on the claim Line:0}
}
