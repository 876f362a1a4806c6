package ipps_test

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

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

// release2021 is the year of which the pricer's own tables are at hand.
func release2021(t testing.TB) *ipps.Release {
	t.Helper()
	r, err := ipps.ReadPricer(os.DirFS(official.Path(t, "releases/ipps/pricer")), 2021)
	require.NoError(t, err)
	return r
}

// Every component of every stay, and the return code, is what CMS's pricer
// answers, to the cent; so are the steps that lead there.
func TestAgreesWithPricer(t *testing.T) {
	for _, year := range vectorYears {
		t.Run(fmt.Sprint(year), func(t *testing.T) {
			claims, answers := readVectors(t, year)
			var release *ipps.Release
			if year == 2021 {
				release = release2021(t)
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
