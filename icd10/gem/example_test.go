package gem_test

import (
	"fmt"
	"os"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
)

func Example() {
	r, err := gem.Read(os.DirFS("testdata")) // a folder, or the zips as published
	if err != nil {
		fmt.Println(err)
		return
	}
	entry, _ := r.Diagnoses.Lookup(icd9.MustParseDiagnosis("415.11"))
	for answer := range entry.Alternatives() {
		fmt.Println(answer)
	}
	// Output:
	// [T80.0XXA I26.90]
	// [T80.0XXA I26.99]
	// [T81.718A I26.90]
	// [T81.718A I26.99]
}

func ExampleEntry_Scenarios() {
	r, _ := gem.Read(os.DirFS("testdata"))
	entry, _ := r.DiagnosesBack.Lookup(cm.MustParse("T42.6X4A"))
	for _, s := range entry.Scenarios() {
		fmt.Println("scenario", s.Number)
		for _, choices := range s.Choices {
			fmt.Print("  one of")
			for _, target := range choices {
				fmt.Print(" ", target.Code)
			}
			fmt.Println()
		}
	}
	// Output:
	// scenario 1
	//   one of 966.3 967.1
	//   one of E980.4
	// scenario 2
	//   one of 967.8
	//   one of E950.2
}

func ExampleTranslate() {
	r, _ := gem.Read(os.DirFS("testdata"))
	record := []icd9.Diagnosis{icd9.MustParseDiagnosis("414.01"), icd9.MustParseDiagnosis("411.1")}
	t := gem.Translate(record, r.Diagnoses, r.DiagnosesBack)
	for _, c := range t.Codes {
		fmt.Println(c.Source, c.Scenarios[0].Choices[0][0].Code)
	}
	for _, c := range t.Clusters {
		fmt.Println(c.Sources, "together", c.Target)
	}
	// Output:
	// 414.01 I25.10
	// 411.1 I20.0
	// [414.01 411.1] together I25.110
}
