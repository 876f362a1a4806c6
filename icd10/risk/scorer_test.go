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
