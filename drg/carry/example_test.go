package carry_test

import (
	"fmt"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
)

func ExampleCarrier_Group() {
	g, err := msdrg.Version("38.1")
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := carry.New(cmdata.Library(), pcsdata.Library(), g.Effective().From)
	if err != nil {
		fmt.Println(err)
		return
	}
	stay := drg.Stay{Age: 70, Status: 1, Diagnoses: []drg.Diagnosis{{Code: cm.MustParse("M54.50"), POA: cm.POAYes}}}
	for _, change := range c.Group(g, &stay).Carried {
		fmt.Println(change)
	}
	// Output: M54.50, diagnosis 1: carried to M54.5 (conversion table, 2021-10-01)
}
