package risk

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/stretchr/testify/require"
)

func TestScorer(t *testing.T) {
	h, err := hccFixture(t)
	require.NoError(t, err)
	const in = "person,code\n1,E11.9\n2,I50.9\n3,E11.9\n"
	score := func(who func(string) (Beneficiary, bool)) (string, error) {
		var out bytes.Buffer
		_, err := research.Run(context.Background(), strings.NewReader(in), research.LongTable(),
			[]research.Scorer{h.Scorer(who)}, &out, research.Options{Order: research.SortedByText})
		return out.String(), err
	}
	got, err := score(func(person string) (Beneficiary, bool) {
		return Beneficiary{Age: 72, Sex: medcode.Female}, person != "3"
	})
	require.NoError(t, err)
	require.Equal(t, "person,V28_segment,V28_HCC,V28_score\n1,CNA,HCC38,0.4\n2,CNA,,0.4\n3,,,\n", got)
	_, err = score(func(string) (Beneficiary, bool) { return Beneficiary{}, true })
	require.ErrorContains(t, err, "want")
}

// A score of new enrollees has no coefficients of categories, so none is missing;
// procedures are no diagnoses of another system.
func TestNothingMissing(t *testing.T) {
	h, err := hccFixture(t)
	require.NoError(t, err)
	codes := append(dx(t, "E11.9", "9:25000"), research.Diagnosis{Code: research.MustParseCode(research.ICD10PCS, "0DTJ4ZZ")})
	b := Beneficiary{Age: 72, Sex: medcode.Female}
	s, err := h.Score(b, codes, medcode.Period{})
	require.NoError(t, err)
	require.Equal(t, []string{"CNA_HCC38"}, s.Missing)
	require.Equal(t, []int{0, 1}, []int{s.NoCategory, s.OtherSystem})

	b.Age, b.NewEnrollee = 67, true
	s, err = h.Score(b, codes, medcode.Period{})
	require.NoError(t, err)
	require.Equal(t, []uint16{38}, s.Categories)
	require.Empty(t, s.Missing)

	b.GraftMonths = -3
	_, err = h.Score(b, codes, medcode.Period{})
	require.ErrorContains(t, err, "-3 months since a transplant")
}
