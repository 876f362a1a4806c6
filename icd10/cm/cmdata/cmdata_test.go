package cmdata_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
)

func Example() {
	for _, day := range []string{"2018-05-02", "2024-05-02"} {
		v, err := cmdata.Library().Check("T40.4X1A", medcode.MustParseDate(day))
		if err != nil {
			fmt.Println(err) // the day is outside what is embedded
			return
		}
		fmt.Println(v)
	}
	// Output:
	// T40.4X1A is a code: Poisoning by other synthetic narcotics, accidental (unintentional), initial encounter
	// T40.4X1A is not in force then; it ended 2020-09-30; try T40.411A, T40.421A, T40.491A
}

func ExampleLibrary() {
	r, err := cmdata.Library().On(medcode.MustParseDate("2026-05-02"))
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := r.Lookup(cm.MustParse("I50.2"))
	for c := range e.Children() {
		fmt.Println(c)
	}
	fmt.Println(r.Check("I50.2", medcode.Date{}).Status)
	// Output:
	// I50.20 Unspecified systolic (congestive) heart failure
	// I50.21 Acute systolic (congestive) heart failure
	// I50.22 Chronic systolic (congestive) heart failure
	// I50.23 Acute on chronic systolic (congestive) heart failure
	// header
}

// The numbers of codes that CMS and NCHS published with each release.
func TestReleases(t *testing.T) {
	want := map[string]int{
		"2017": 71486, "2018": 71704, "2019": 71932, "2020": 72184, "2021-01": 72621, "2022": 72748, "2022-04": 72750,
		"2023": 73639, "2023-04": 73674, "2024": 74044, "2024-04": 74044, "2025": 74260, "2025-04": 74260, "2026": 74719, "2026-04": 74719,
	}
	got := map[string]int{}
	for r := range cmdata.Library().Releases() {
		got[r.Provenance().Release] = r.Len()
		n := 0
		for _, e := range r.All() {
			require.NotEmpty(t, e.Title(), e.Name())
			if e.Billable() {
				n++
			}
		}
		require.Equal(t, r.Len(), n)
		require.NotEmpty(t, r.Provenance().Files)
		for _, f := range r.Provenance().Files {
			require.Len(t, f.SHA256, 64)
		}
	}
	for name, n := range want {
		require.Equal(t, n, got[name], name)
	}
}

func TestByDate(t *testing.T) {
	for _, c := range []struct {
		code, day string
		want      cm.Status
	}{
		{"U07.1", "2019-12-01", cm.NotInForce},
		{"U07.1", "2021-12-01", cm.Valid},
		{"Z28.310", "2021-11-15", cm.NotInForce},
		{"Z28.310", "2022-04-01", cm.Valid},
		{"J12.82", "2020-11-01", cm.NotInForce},
		{"J12.82", "2021-01-01", cm.Valid},
		{"I50.2", "2026-05-01", cm.Header},
		{"S72.001", "2026-05-01", cm.Incomplete},
		{"I50.21", "2016-10-01", cm.Valid},
		{"I99.9Z", "2026-05-01", cm.Unknown},
		{"R50.99", "2026-05-01", cm.Unknown},
	} {
		v, err := cmdata.Library().Check(c.code, medcode.MustParseDate(c.day))
		require.NoError(t, err)
		require.Equal(t, c.want, v.Status, "%s on %s: %v", c.code, c.day, v)
	}
}

// Any number of goroutines may be the first to ask.
func TestRace(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			r, err := cmdata.Library().On(medcode.MustParseDate("2026-05-02"))
			if err != nil {
				t.Error(err)
				return
			}
			e, _ := r.Lookup(cm.MustParse("I50.21"))
			_, _, _ = e.Title(), r.Index(cm.Drugs), r.Conversions()
			for range e.AllNotes() {
			}
		})
	}
	wg.Wait()
}

func BenchmarkTitle(b *testing.B) {
	r, err := cmdata.Library().On(medcode.MustParseDate("2026-05-02"))
	if err != nil {
		b.Fatal(err)
	}
	c := cm.MustParse("I50.21")
	for b.Loop() {
		e, _ := r.Lookup(c)
		_ = e.Title()
	}
}
