package codes_test

import (
	"fmt"

	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/codes"
)

func ExamplePack() {
	reg, err := rules.New(codes.Pack(codes.Options{CM: cmdata.Library()}))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range reg.Findings(claimtest.MustParse("professional pos:11 | I10 B99.3 | | 99213>1")) {
		fmt.Println(f.Rule, f.Codes)
	}
	// Output:
	// code.diagnosis-unknown [B99.3]
}
