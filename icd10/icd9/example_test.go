package icd9_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode/icd10/icd9"
)

func Example() {
	r, err := icd9.Read(os.DirFS("testdata")) // a folder, or the zip as published
	if err != nil {
		fmt.Println(err)
		return
	}
	dx := icd9.MustParseDiagnosis("0010")
	pr := icd9.MustParseProcedure("0010")
	d, _ := r.Diagnoses.Lookup(dx)
	p, _ := r.Procedures.Lookup(pr)
	fmt.Println(dx, d.Long)
	fmt.Println(pr, p.Long)
	fmt.Println(dx.Chapter().Title)
	// Output:
	// 001.0 Cholera due to vibrio cholerae
	// 00.10 Implantation of chemotherapeutic agent
	// Infectious and Parasitic Diseases
}

func ExampleList_Check() {
	r, _ := icd9.Read(os.DirFS("testdata"))
	for _, text := range []string{"250.00", "250.0", "401.91", "25.0"} {
		v := r.Diagnoses.Check(text)
		fmt.Println(text, v.Status, v.Suggestions)
	}
	// Output:
	// 250.00 valid []
	// 250.0 incomplete [250.00 250.01]
	// 401.91 too long [401.9]
	// 25.0 malformed []
}
