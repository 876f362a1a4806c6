package pcsdata_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
)

func Example() {
	r, err := pcsdata.Library().On(medcode.MustParseDate("2026-05-02"))
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := r.Lookup(pcs.MustParse("0SR90JZ"))
	fmt.Println(e.Long)
	// Output: Replacement of Right Hip Joint with Synthetic Substitute, Open Approach
}

// The numbers of codes that CMS published with each release.
func TestReleases(t *testing.T) {
	want := map[string]int{
		"2016": 71974, "2017": 75789, "2018": 78705, "2019": 78881, "2020": 77559, "2021": 78136, "2022": 78220, "2022-04": 78229,
		"2023": 78496, "2023-04": 78530, "2024": 78603, "2024-04": 78638, "2025": 78948, "2026": 79115,
	}
	got := map[string]int{}
	for r := range pcsdata.Library().Releases() {
		got[r.Provenance().Release] = r.Len()
		n := 0
		for c, e := range r.All() {
			require.NotEmpty(t, e.Long, c)
			n++
		}
		require.Equal(t, r.Len(), n)
		require.NotEmpty(t, r.Provenance().Files)
	}
	require.Equal(t, want, got)
}

func TestByDate(t *testing.T) {
	for _, c := range []struct {
		code, day string
		want      pcs.Status
	}{
		{"XW013V7", "2022-03-31", pcs.Unknown},
		{"XW013V7", "2022-04-01", pcs.Valid},
		{"XW023X7", "2022-03-31", pcs.Unknown},
		{"XW023X7", "2022-04-01", pcs.Valid},
		{"XW023Y7", "2022-09-30", pcs.Valid},
		{"0SR90JZ", "2015-10-01", pcs.Valid},
		{"0SR90", "2026-05-01", pcs.Incomplete},
	} {
		v, err := pcsdata.Library().Check(c.code, medcode.MustParseDate(c.day))
		require.NoError(t, err)
		require.Equal(t, c.want, v.Status, "%s on %s: %v", c.code, c.day, v)
	}
}

// Of three updates the library says that it lacks them: what the release of the
// year hasn't is not judged in their time.
func TestLacks(t *testing.T) {
	l := pcsdata.Library()
	last, open := l.Through()
	require.False(t, open)
	require.Equal(t, "2026-03-31", last.String())
	require.Equal(t, []medcode.Period{
		{From: medcode.MustParseDate("2020-08-01"), To: medcode.MustParseDate("2020-09-30")},
		{From: medcode.MustParseDate("2025-04-01"), To: medcode.MustParseDate("2025-09-30")},
	}, l.Gaps())
	for _, c := range []struct {
		code, day string
		want      pcs.Status
		lacks     string
	}{
		{"02HM3YZ", "2026-05-05", pcs.Unknown, "2026-04-01 to 2026-09-30"},
		{"0F9D80E", "2026-05-05", pcs.Unknown, "2026-04-01 to 2026-09-30"},
		{"0TXB4Z7", "2026-05-05", pcs.Unknown, "2026-04-01 to 2026-09-30"},
		{"0TXB4Z7", "2026-03-31", pcs.Unknown, ""},
		{"30243AZ", "2026-05-05", pcs.Valid, ""}, // withdrawn by the update
		{"0SR90", "2026-05-05", pcs.Incomplete, ""},
		{"XW033E5", "2020-07-31", pcs.Unknown, ""},
		{"XW033E5", "2020-08-01", pcs.Unknown, "2020-08-01 to 2020-09-30"},
		{"XW033E5", "2020-10-01", pcs.Valid, ""},
	} {
		v, err := l.Check(c.code, medcode.MustParseDate(c.day))
		require.NoError(t, err)
		require.Equal(t, c.want, v.Status, "%s on %s: %v", c.code, c.day, v)
		lacks := ""
		if v.Lacks != (medcode.Period{}) {
			lacks = v.Lacks.String()
			require.Contains(t, v.String(), "not judged")
		}
		require.Equal(t, c.lacks, lacks, "%s on %s", c.code, c.day)
	}
}

// Tables, index and definitions are those of 2025.
func TestParts(t *testing.T) {
	r, err := pcsdata.Library().On(medcode.MustParseDate("2025-05-02"))
	require.NoError(t, err)
	words, ok := r.Words(pcs.MustParse("0SR90JZ"))
	require.True(t, ok)
	require.Equal(t, "Hip Joint, Right", words[3].Label)
	term, ok := r.Term("Hallux")
	require.True(t, ok)
	require.NotEmpty(t, term.Links)
	require.NotEmpty(t, r.BodyParts("Hallux"))
}

// Any number of goroutines may be the first to ask.
func TestRace(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			r, err := pcsdata.Library().On(medcode.MustParseDate("2025-05-02"))
			if err != nil {
				t.Error(err)
				return
			}
			e, _ := r.Lookup(pcs.MustParse("0SR90JZ"))
			_, _ = r.Words(e.Code)
			_, _ = r.Term("Hallux")
		})
	}
	wg.Wait()
}
