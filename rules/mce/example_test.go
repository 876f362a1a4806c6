package mce_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/mce"
)

func ExampleRelease_Edit() {
	answer := mce.Default().Edit(&mce.Record{
		Discharge: medcode.MustParseDate("2026-04-15"),
		Age:       40, Sex: medcode.Male, Status: 1, LengthOfStay: 3,
		Diagnoses:  []string{"I2510", "A33", "I2510"},
		Procedures: []string{"5A1955Z"},
	})
	fmt.Println(answer.Type)
	for edit, n := range answer.Counts() {
		fmt.Println(edit, n)
	}
	fmt.Println(answer.Diagnoses[1])
	// Output:
	// PREPAYMENT
	// AGE_CONFLICT 1
	// DUPLICATE_OF_PDX 1
	// INCONSISTENT_WITH_LENGTH_OF_STAY 1
	// AGE_CONFLICT
}

func ExamplePack() {
	reg, err := rules.New(mce.Pack(mce.Default()))
	if err != nil {
		fmt.Println(err)
		return
	}
	claim := rules.Claim{
		Setting:   rules.Inpatient,
		Patient:   rules.Patient{Birth: medcode.MustParseDate("1986-01-31"), Sex: medcode.Female},
		Admission: medcode.MustParseDate("2026-04-10"), Discharge: medcode.MustParseDate("2026-04-15"), DischargeStatus: "01",
		Diagnoses: []rules.Diagnosis{{Code: "Z37.0", POA: "1"}, {Code: "O80", POA: "Y"}},
	}
	if reg, err = reg.For(rules.MedicareInpatient()); err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range reg.Findings(&claim) {
		fmt.Println(f)
		fmt.Println(f.Disposition, "-", f.Citation)
	}
	// Output:
	// error mce.unacceptable-principal at diagnosis 1: Z37.0 is not acceptable as principal diagnosis.
	// return-to-provider - Definitions of Medicare Code Edits v43.1, chapter 1, edit 9
}

func TestNames(t *testing.T) {
	var names []string
	for e := range mce.AllEdits() {
		names = append(names, e.String())
		text, err := e.MarshalText()
		require.NoError(t, err)
		require.Equal(t, e.String(), string(text))
	}
	require.True(t, slices.IsSorted(names), "edits order as their names do")
	require.Equal(t, "UNKNOWN_EDIT", mce.Edit(99).String())
	require.Equal(t, "UNKNOWN_TYPE", mce.Type(99).String())
	text, _ := mce.Both.MarshalText()
	require.Equal(t, "BOTH", string(text))
	set := mce.Edits(1<<mce.AgeConflict | 1<<mce.SexConflict)
	require.Equal(t, "AGE_CONFLICT+SEX_CONFLICT", set.String())
	require.Equal(t, 2, set.Len())
	require.True(t, set.Has(mce.SexConflict))
	text, _ = set.MarshalText()
	require.Equal(t, set.String(), string(text))
	for range set.All() {
		break
	}
	a := mce.Default().Edit(&mce.Record{Discharge: medcode.MustParseDate("2026-04-15"), Admitting: "A34", Age: 70, Sex: medcode.Male, Status: 1, Diagnoses: []string{"I252"}})
	require.Equal(t, mce.None, a.Type)
	require.Equal(t, "AGE_CONFLICT", a.Admitting.String())
	a = mce.Default().Edit(&mce.Record{Age: 70, Diagnoses: []string{"I252"}})
	for range a.Counts() {
		t.Fatal("counts without a date")
	}
	a = mce.Default().Edit(&mce.Record{Discharge: medcode.MustParseDate("2026-04-15"), Age: 200})
	for range a.Counts() {
		break
	}
}

// TestConcurrentUse has many goroutines on one release and one registry.
func TestConcurrentUse(t *testing.T) {
	r := mce.Default()
	reg, err := rules.New(mce.Pack(r))
	require.NoError(t, err)
	want := len(reg.Findings(claimtest.MustParse("2019-10-01 65y F 5d status:01 | A34")))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var a mce.Answer
			for range 200 {
				c := claimtest.MustParse("2019-10-01 65y F 5d status:01 | A34")
				rec := mce.RecordOf(c)
				r.EditInto(&a, &rec)
				if a.Count(mce.AgeConflict) != 1 || len(reg.Findings(c)) != want {
					t.Error("another answer")
					return
				}
			}
		})
	}
	wg.Wait()
}
