package msdrg_test

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
)

func ExampleForDischarge() {
	stay := drg.Stay{Age: 78, Sex: medcode.Female, Status: 1, Discharge: medcode.MustParseDate("2026-05-02"),
		Diagnoses: []drg.Diagnosis{{Code: cm.MustParse("I50.21"), POA: cm.POAYes}}}
	g, err := msdrg.ForDischarge(stay.Discharge)
	if err != nil {
		fmt.Println(err)
		return
	}
	final := g.Group(&stay).Final
	fmt.Println(g.Version(), final.DRG, final.Title)
	// Output: 43.1 293 Heart Failure and Shock without CC/MCC
}
