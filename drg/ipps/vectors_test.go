package ipps_test

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/internal/ippsvector"
	"github.com/medcode/medcode/internal/official"
)

// vectorYears are the fiscal years of the reference vectors.
var vectorYears = []int{2014, 2015, 2017, 2018, 2019, 2020, 2021}

func readVectors(t testing.TB, year int) (claims []*ippsvector.Claim, answers []map[string]string) {
	t.Helper()
	name := fmt.Sprintf("vectors/ipps/ipps%d", year)
	f, err := os.Open(official.Path(t, name+".claims.tsv.gz"))
	require.NoError(t, err)
	defer f.Close()
	r, err := ippsvector.NewReader(f.Name(), f)
	require.NoError(t, err)
	for {
		c, err := r.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		claims = append(claims, c)
	}
	g, err := os.Open(official.Path(t, name+".answers.tsv.gz"))
	require.NoError(t, err)
	defer g.Close()
	answers, err = ippsvector.ReadAnswers(g.Name(), g)
	require.NoError(t, err)
	require.Len(t, answers, len(claims))
	return claims, answers
}

// Every component of every stay, and the return code, is what CMS's pricer
// answers, to the cent; so are the steps that lead there.
func TestAgreesWithPricer(t *testing.T) {
	for _, year := range vectorYears {
		t.Run(fmt.Sprint(year), func(t *testing.T) {
			claims, answers := readVectors(t, year)
			release, err := ipps.ForDischarge(claims[0].Stay.Discharge)
			if year < 2021 { // the claims have all that is known of those years
				require.ErrorIs(t, err, medcode.ErrDate)
				release = nil
			}
			differs := map[string]int{}
			first := map[string]string{}
			for i, c := range claims {
				h, p, err := c.Pay(release)
				got, err := c.Answer(h, p, err)
				require.NoError(t, err)
				for _, column := range slices.Concat([]string{"id", "return_code", "total"}, ippsvector.Amounts, ippsvector.Steps) {
					if want := answers[i][column]; !ippsvector.Same(got[column], want) {
						if differs[column]++; differs[column] == 1 {
							first[column] = fmt.Sprintf("%s (%s): %s, want %s", c.ID, c.Kind, got[column], want)
						}
					}
				}
			}
			t.Logf("%d stays", len(claims))
			for _, column := range slices.Sorted(maps.Keys(differs)) {
				if slices.Contains(ippsvector.Steps, column) {
					t.Logf("%s differs in %d: %s", column, differs[column], first[column])
					continue
				}
				t.Errorf("%s differs in %d: %s", column, differs[column], first[column])
			}
		})
	}
}

// The embedded weights, rates and wage indexes of 2021 are those that the pricer
// used.
func TestFactsOf2021(t *testing.T) {
	claims, answers := readVectors(t, 2021)
	release, err := ipps.ForDischarge(medcode.MustParseDate("2021-01-15"))
	require.NoError(t, err)
	rates, _ := release.Rates()
	areas := 0
	for i, c := range claims {
		if w, ok := release.Lookup(c.Weights.DRG); c.InTable {
			require.True(t, ok)
			require.Equal(t, c.Weights, w)
			require.Equal(t, c.Rates.Capital, rates.Capital)
			require.Equal(t, c.Rates.FixedLoss, rates.FixedLoss)
		}
		if answers[i]["return_code"] >= "50" && answers[i]["return_code"] != "52" {
			continue
		}
		w, err := release.Areas().Of(&c.Provider)
		if answers[i]["return_code"] == "52" {
			require.Error(t, err, c.ID)
			continue
		}
		require.NoError(t, err, c.ID)
		if c.Provider.County == "00000" || c.Provider.WageIndexRule != "" { // no table of commuting is at hand for 2021
			require.InDelta(t, c.WageIndex, w.Value, 1e-9, "%s: %+v", c.ID, w)
			if !w.Special {
				areas++
			}
		}
		if !w.Special {
			require.Equal(t, c.Urban, release.Areas().Urban(&c.Provider), c.ID)
		}
		h := ipps.Hospital{WageIndex: c.WageIndex}
		if c.Provider.QualityFlag != "1" {
			h.Update |= ipps.NoQuality
		}
		if c.Provider.EHRFlag == "Y" {
			h.Update |= ipps.NoEHR
		}
		all := rates.LowWage
		if h.WageIndex > 1 {
			all = rates.HighWage
		}
		require.Equal(t, c.Rates.LowWage[0], all[h.Update], c.ID)
	}
	require.Greater(t, areas, 400)
}
