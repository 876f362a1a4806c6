package hcpcsdata_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
)

func Example() {
	r, err := hcpcsdata.Library().On(medcode.MustParseDate("2025-02-01"))
	if err != nil {
		fmt.Println(err)
		return
	}
	rec, _ := r.Lookup(hcpcs.MustParse("J1885"))
	fmt.Println(rec.Long)
	// Output: Injection, ketorolac tromethamine, per 15 mg
}

// No text of AMA or ADA is in it, and all else has its description.
func TestLicensed(t *testing.T) {
	for r := range hcpcsdata.Library().Releases() {
		require.Greater(t, r.Counts()["codes"], 6000)
		for m, rec := range r.Modifiers() {
			require.Equal(t, m.Level() == hcpcs.LevelI, rec.Long == "", m)
		}
		for c, rec := range r.All() {
			require.NotEqual(t, hcpcs.LevelI, c.Level())
			require.False(t, c.IsDental(), c)
			require.NotEmpty(t, rec.Long, c)
		}
	}
}

// Any number of goroutines may be the first to ask.
func TestRace(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			r, err := hcpcsdata.Library().On(medcode.MustParseDate("2025-02-01"))
			if err != nil {
				t.Error(err)
				return
			}
			_ = r.Check(hcpcs.MustParse("J1885"), medcode.MustParseDate("2025-02-01"))
			_ = r.Note("0013")
		})
	}
	wg.Wait()
}
