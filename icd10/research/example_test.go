package research_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/research"
)

// diagnosis returns an ICD-10-CM diagnosis of a day.
func diagnosis(code string, poa cm.POA, date string) research.Diagnosis {
	return research.Diagnosis{Code: research.CM(cm.MustParse(code)), POA: poa, Date: medcode.MustParseDate(date)}
}

func ExampleElixhauser_Stay() {
	e := research.CompiledElixhauser()
	stay := []research.Diagnosis{
		diagnosis("A41.9", cm.POAYes, "2025-11-03"), // sepsis, the reason of the stay
		diagnosis("I50.9", cm.POAYes, "2025-11-03"),
		diagnosis("E11.9", cm.POAYes, "2025-11-03"),
		diagnosis("E11.22", cm.POAYes, "2025-11-03"),
		diagnosis("I63.9", cm.POANo, "2025-11-03"), // a stroke in hospital
	}
	stay[0].Principal = true
	c := e.Stay(stay)
	fmt.Println("readmission", c.Readmission, "mortality", c.Mortality)
	for _, line := range e.Explain(stay, medcode.Period{}) {
		why := line.Why
		if line.Counted {
			why = "counted"
		}
		fmt.Printf("%s %s: %s\n", stay[line.Diagnosis].Code, line.Category, why)
	}
	// Output:
	// readmission 11 mortality 12
	// I50.9 HF: counted
	// E11.9 DIAB_UNCX: DIAB_CX takes its place
	// E11.22 DIAB_CX: counted
	// I63.9 CBVD: not present on admission
}

// The comorbidities of a person of 72 in the year before an operation.
func ExampleCharlson() {
	c := research.NewCharlson(research.Quan2011).WithPrincipal()
	year := research.LookBack(medcode.MustParseDate("2024-06-01"), 365)
	score := c.Of([]research.Diagnosis{
		diagnosis("I50.22", 0, "2024-01-20"),
		diagnosis("J44.9", 0, "2023-09-02"),
		diagnosis("C50.912", 0, "2019-04-11"), // too long ago
	}, year)
	fmt.Println(score.Score, score.AgeAdjusted(72), score.Conditions.Has(research.Malignancy))
	// Output: 3 6 false
}

func ExampleParseDefinitions() {
	definitions, err := research.ParseDefinitions(strings.NewReader(`[{
		"name": "heart failure", "times": 2, "apart": 30,
		"include": [{"system": "ICD-10-CM", "codes": "I50, I11.0, I13.0, I13.2"}]
	}]`))
	if err != nil {
		fmt.Println(err)
		return
	}
	c := definitions[0].Of([]research.Diagnosis{
		diagnosis("I50.22", 0, "2024-01-20"),
		diagnosis("I11.0", 0, "2024-03-02"),
	}, medcode.Period{})
	fmt.Println(c.Is, "since", c.First, "on", c.Days, "days")
	// Output: true since 2024-01-20 on 2 days
}

// The complex chronic conditions of a child, from diagnoses and a procedure.
func ExampleIndex_Explain() {
	x, err := research.CompiledIndex("pccc")
	if err != nil {
		fmt.Println(err)
		return
	}
	stay := []research.Diagnosis{
		diagnosis("E84.0", 0, "2025-03-01"), // cystic fibrosis
		diagnosis("J18.9", 0, "2025-03-01"),
		{Code: research.PCS(pcs.MustParse("0DH63UZ")), Date: medcode.MustParseDate("2025-03-02")}, // a feeding tube
	}
	for _, line := range x.Explain(stay, medcode.Period{}) {
		fmt.Println(stay[line.Diagnosis].Code, line.Category, line.Points)
	}
	fmt.Println(x.Of(stay, medcode.Period{}).Score, "categories")
	// Output:
	// E84.0 respiratory 1
	// 0DH63UZ gastrointestinal 1
	// 0DH63UZ technology dependence 0
	// 2 categories
}

// A long table in, a row per person out. The columns of Elixhauser are many;
// here is one definition.
func ExampleRun() {
	in := strings.NewReader(`person,date,code
1,2024-01-20,E11.9
1,2024-02-20,I50.9
2,2024-03-01,J44.9
2,2024-03-01,???
`)
	var diabetes []research.Definition
	for _, d := range research.CommonDefinitions() {
		if d.Name == "diabetes-type-2" {
			d.Unless = nil
			diabetes = append(diabetes, d)
		}
	}
	report, err := research.Run(context.Background(), in, research.LongTable(),
		[]research.Scorer{research.DefinitionScorer(diabetes)}, os.Stdout, research.Options{Order: research.SortedByText})
	fmt.Println(report.Units, "persons,", report.BadCodes, "bad code:", report.First[0], err)
	// Output:
	// person,diabetes_type_2,diabetes_type_2_first
	// 1,1,2024-01-20
	// 2,0,
	// 2 persons, 1 bad code: line 5: no code; the diagnosis is passed over: "???" <nil>
}
