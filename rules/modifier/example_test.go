package modifier_test

import (
	"fmt"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/modifier"
)

// Without a fee schedule what it would decide is told as undecided.
func ExamplePack() {
	reg, err := rules.New(modifier.Pack(modifier.Options{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	found, undecided := reg.Check(claimtest.MustParse("professional | I10 | | 20610-25-RT>1"))
	fmt.Println(len(found), "findings,", len(undecided), "undecided")
	// Output: 0 findings, 2 undecided
}
