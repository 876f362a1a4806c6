package drg

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

func TestKnown(t *testing.T) {
	g := compiledFixture(t)

	d, ok := g.Diagnosis(cm.MustParse("B59"))
	require.True(t, ok)
	require.Equal(t, MCC, d.Level)
	require.Equal(t, 7, d.Collection)

	d, ok = g.Diagnosis(cm.MustParse("E10.11"))
	require.True(t, ok)
	require.Equal(t, MCC, d.Level)
	require.Zero(t, d.Collection)
	require.Len(t, d.HACs, 1)
	require.Equal(t, 9, d.HACs[0].Number)
	require.Equal(t, "Manifestations of Poor Glycemic Control", d.HACs[0].Title)

	d, ok = g.Diagnosis(cm.MustParse("I46.9"))
	require.True(t, ok)
	require.True(t, d.AliveOnly)

	d.MDCs = append(d.MDCs, 99) // a copy, so that nobody can change the grouper
	again, _ := g.Diagnosis(cm.MustParse("I46.9"))
	require.NotContains(t, again.MDCs, 99)

	_, ok = g.Diagnosis(cm.MustParse("Q99.9"))
	require.False(t, ok)
	_, ok = g.Procedure(pcs.MustParse("0ZZZZZZ"))
	require.False(t, ok)

	var operating, asked int
	_, procedures := g.Codes()
	for _, text := range procedures {
		p, ok := g.Procedure(pcs.MustParse(text))
		require.True(t, ok, text)
		if p.OperatingRoom {
			operating++
		}
		asked += len(p.HACs)
	}
	require.Positive(t, operating)
	require.Less(t, operating, len(procedures))
	require.Positive(t, asked)
}
