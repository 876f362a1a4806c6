package cm_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

// TestOrderLimits: a file alone is bounded by EntryBytes, to the byte.
func TestOrderLimits(t *testing.T) {
	const text = "A00     Cholera\nA000    Cholera due to Vibrio cholerae 01, biovar cholerae\n"
	read := func(most int64) error {
		_, err := cm.ReadOrderWith("codes.txt", strings.NewReader(text), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: most}})
		return err
	}
	require.NoError(t, read(0))
	require.NoError(t, read(math.MaxInt64))
	require.NoError(t, read(int64(len(text))))
	err := read(int64(len(text)) - 1)
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.ErrorContains(t, err, "codes.txt")
	require.ErrorContains(t, err, "raise Limits.EntryBytes")
	_, err = cm.ReadAddendaWith("a.txt", strings.NewReader(text), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = cm.ReadOrder("nil", nil)
	require.ErrorIs(t, err, medcode.ErrNoFile)
}
