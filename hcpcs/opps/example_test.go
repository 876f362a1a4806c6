package opps_test

import (
	"fmt"

	"github.com/medcode/medcode/hcpcs/opps"
)

func ExampleParseAPC() {
	apc, err := opps.ParseAPC("5115")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(apc)
	// Output: 5115
}
