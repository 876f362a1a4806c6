package msdrg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

func TestKnown(t *testing.T) {
	g, err := msdrg.Version("43.1")
	require.NoError(t, err)

	d, ok := g.Diagnosis(cm.MustParse("I50.21"))
	require.True(t, ok)
	require.Equal(t, drg.MCC, d.Level)
	require.Equal(t, []int{5}, d.MDCs)
	require.NotZero(t, d.Collection)
	require.Empty(t, d.HACs)

	d, _ = g.Diagnosis(cm.MustParse("I46.9"))
	require.Equal(t, drg.MCC, d.Level)
	require.True(t, d.AliveOnly)

	d, _ = g.Diagnosis(cm.MustParse("L89.153"))
	require.Equal(t, 4, d.HACs[0].Number)

	d, _ = g.Diagnosis(cm.MustParse("I10"))
	require.Equal(t, drg.NonCC, d.Level)

	_, ok = g.Diagnosis(cm.MustParse("I50"))
	require.False(t, ok, "a header")

	p, ok := g.Procedure(pcs.MustParse("0SR90JZ"))
	require.True(t, ok)
	require.True(t, p.OperatingRoom)
	require.NotEmpty(t, p.HACs)
	p, ok = g.Procedure(pcs.MustParse("3E0H76Z"))
	require.True(t, ok)
	require.False(t, p.OperatingRoom)
	_, ok = g.Procedure(pcs.MustParse("0ZZZZZZ"))
	require.False(t, ok)
}

// TestKnownAgrees holds Diagnosis against Group: a stay with the diagnosis as
// the only one is in its MDC, and beside a harmless one it has its level.
func TestKnownAgrees(t *testing.T) {
	g, err := msdrg.Version("43.1")
	require.NoError(t, err)
	for _, text := range []string{"A021", "I5021", "J189", "N179", "E1165", "Z3800", "S72001A", "O80", "U071"} {
		c := cm.MustParse(text)
		d, ok := g.Diagnosis(c)
		require.True(t, ok, text)
		s := drg.Stay{Age: 30, Status: 1, Diagnoses: []drg.Diagnosis{{Code: cm.MustParse("Z00.00")}, {Code: c}}}
		level := map[drg.Severity]drg.Level{drg.IsCC: drg.CC, drg.CCExcluded: drg.CC, drg.IsMCC: drg.MCC, drg.MCCExcluded: drg.MCC}
		require.Equal(t, d.Level, level[g.Group(&s).Diagnoses[1].Initial], text)
		s.Diagnoses = s.Diagnoses[1:]
		if mdc := g.Group(&s).Initial.MDC; len(d.MDCs) == 1 && mdc > 0 {
			require.Equal(t, d.MDCs[0], mdc, text)
		}
	}
}
