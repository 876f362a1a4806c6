package ncci_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/ncci"
)

func ExampleRead() {
	r, err := ncci.Read(os.DirFS("testdata/2026Q2")) // or a zip as published
	if err != nil {
		fmt.Println(err)
		return
	}
	on := medcode.MustParseDate("2026-05-01")
	e, ok := r.PTP(ncci.Practitioner).Lookup(hcpcs.MustParse("97597"), hcpcs.MustParse("11042"), on)
	fmt.Println(ok, e.Column1, "is paid,", e.Column2, "denied; modifier indicator", e.Indicator)

	m, _ := r.MUE(ncci.Practitioner).Lookup(hcpcs.MustParse("20610"))
	fmt.Println("at most", m.Units, "units of", m.Code, "on a day")
	// Output:
	// true 11042 is paid, 97597 denied; modifier indicator 1
	// at most 2 units of 20610 on a day
}

func ExamplePack() {
	r, err := ncci.Read(os.DirFS("testdata/2026Q2"))
	if err != nil {
		fmt.Println(err)
		return
	}
	edits, err := ncci.NewLibrary(r)
	if err != nil {
		fmt.Println(err)
		return
	}
	reg, err := rules.New(ncci.Pack(edits, 0))
	if err != nil {
		fmt.Println(err)
		return
	}
	claim := rules.Claim{Setting: rules.Professional, From: medcode.MustParseDate("2026-05-01"), Lines: []rules.Line{
		{Code: "11042", Units: 1},
		{Code: "97597", Units: 1},
		{Code: "20610", Units: 3, Modifiers: []string{"RT"}},
	}}
	for _, f := range reg.Findings(&claim) {
		fmt.Println(f)
	}
	// Output:
	// error ncci.ptp-modifier-missing at line 2: 97597 is not paid beside 11042 on line 1, of the same day and provider, without a modifier that says why (Misuse of Column Two code with Column One code; modifier indicator 1).
	// error ncci.mue-policy at line 3 units: 3 units of 20610 on 2026-05-01; the medically unlikely edit is 2 (Anatomic Consideration), a limit by policy.
}
