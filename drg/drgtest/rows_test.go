package drgtest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/drgtest"
)

func TestEveryRowIsReached(t *testing.T) {
	for _, v := range versions(t) {
		t.Run(v, func(t *testing.T) {
			t.Parallel()
			g, m := maker(t, v)
			var missed []string
			for _, row := range m.Rows() {
				s, err := m.Row(row)
				if err != nil {
					var u *drgtest.UnreachableError
					require.ErrorAs(t, err, &u)
					require.NotEmpty(t, u.Reason)
					t.Log(err)
					missed = append(missed, fmt.Sprintf("%s %s", row.DRG, row.Place))
					continue
				}
				require.True(t, slices.ContainsFunc(g.Explain(&s).Initial, func(p drg.Step) bool {
					return p.Took && p.DRG == row.DRG && p.Row == row.Place
				}), "%v: %v", row, s)
			}
			require.Empty(t, missed)
		})
	}
}

func TestEachHACChangesADRG(t *testing.T) {
	g, m := maker(t, "43.1")
	for number := 1; number <= 14; number++ {
		s, err := m.HAC(number)
		require.NoError(t, err)
		r := g.Group(&s)
		require.Equal(t, drg.HACChanges, r.HACStatus)
		require.NotEqual(t, r.Initial.DRG, r.Final.DRG)
		require.True(t, slices.ContainsFunc(r.Diagnoses, func(d drg.DiagnosisResult) bool {
			return slices.ContainsFunc(d.HACs, func(k drg.HACMark) bool { return int(k.Number) == number && k.Verdict == drg.HACCriteriaMet })
		}))
	}
	s, err := m.ChangedByHAC(193)
	require.NoError(t, err)
	require.Equal(t, drg.Number(193), g.Group(&s).Initial.DRG)
	require.Equal(t, drg.HACChanges, g.Group(&s).HACStatus)
}
