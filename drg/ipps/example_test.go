package ipps_test

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
)

func ExampleForDischarge() {
	year, err := ipps.ForDischarge(medcode.MustParseDate("2026-02-14"))
	if err != nil {
		panic(err)
	}
	w, _ := year.Lookup(470)
	fmt.Println(w.Title)
	fmt.Println("weight", w.Relative, "- mean stay", w.GeometricMean, "days")
	// Output:
	// MAJOR HIP AND KNEE JOINT REPLACEMENT OR REATTACHMENT OF LOWER EXTREMITY WITHOUT MCC
	// weight 1.9289 - mean stay 1.9 days
}

func ExampleRelease_Weight() {
	day := medcode.MustParseDate("2026-05-02")
	grouper, err := msdrg.ForDischarge(day)
	if err != nil {
		panic(err)
	}
	year, err := ipps.ForDischarge(day)
	if err != nil {
		panic(err)
	}
	stay := drg.Stay{Age: 78, Sex: medcode.Female, Status: 1, Diagnoses: []drg.Diagnosis{
		{Code: cm.MustParse("I50.21"), POA: cm.POAYes},
		{Code: cm.MustParse("J96.01"), POA: cm.POAYes},
	}}
	for _, c := range grouper.WhatIf(&stay, year.Weight) {
		fmt.Printf("%s %s: %s -> %s, weight %+.4f\n", c.Kind, c.Code, c.Before.DRG, c.After.DRG, c.Weight)
	}
	_, known := year.Weight(998)
	fmt.Println(known)
	// Output:
	// DROP_DIAGNOSIS J96.01: 291 -> 293, weight -0.7178
	// REACH_SEVERITY NON_CC: 291 -> 293, weight -0.7178
	// REACH_SEVERITY CC: 291 -> 292, weight -0.4348
	// EXCHANGE_PRINCIPAL J96.01: 291 -> 189, weight -0.0484
	// false
}

func ExampleCaseMix() {
	year, err := ipps.ForDischarge(medcode.MustParseDate("2026-02-14"))
	if err != nil {
		panic(err)
	}
	var mix ipps.CaseMix
	for _, stay := range []drg.Number{470, 291, 871, 871} {
		w, _ := year.Lookup(stay)
		mix.Add(w.Relative)
	}
	index, _ := mix.Index()
	fmt.Printf("%.4f\n", index)
	// Output: 1.7744
}

func ExampleRelease_Pay() {
	year, err := ipps.ForDischarge(medcode.MustParseDate("2026-02-14"))
	if err != nil {
		panic(err)
	}
	hospital := ipps.Hospital{WageIndex: 0.9, OperatingCCR: 0.25, CapitalCCR: 0.02}
	payment, err := year.Pay(871, hospital, ipps.Stay{
		Days:        2,
		Destination: ipps.DestinationOf(3), // a skilled nursing facility
		Charges:     150_000_00,
	})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%v, %.4f of the full payment (%s)\n", payment.TransferRule, payment.TransferPart, payment.TransferRule.Citation())
	for component, amount := range payment.All() {
		if amount != 0 {
			fmt.Printf("%10v  %v (%s)\n", amount, component, component.Citation())
		}
	}
	fmt.Printf("%10v\n", payment.Total())
	// Output:
	// transfer, per diem, 0.6250 of the full payment (42 CFR 412.4(f)(1))
	//    7689.81  operating payment (42 CFR 412.64(g), (h))
	//    6305.38  operating outlier (42 CFR 412.80, 412.84)
	//     592.06  capital payment (42 CFR 412.308, 412.312(a), 412.316)
	//     534.30  capital outlier (42 CFR 412.312(c))
	//   15121.55
}
