package cm_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func TestWith(t *testing.T) {
	full := sample(t)
	l, err := cm.NewLibrary(full)
	require.NoError(t, err)
	both, err := l.WithTree(os.DirFS("testdata"), medcode.ReadOptions{})
	require.NoError(t, err)
	var names []string
	for r := range both.Releases() {
		names = append(names, r.Provenance().Release)
		require.NotSame(t, full, r, "the one read stands in its place")
	}
	require.Equal(t, []string{"2029", "2030"}, names)

	exempt := sample(t, "poa-exempt.txt")
	with, err := l.With(exempt)
	require.NoError(t, err)
	n := 0
	for range with.Releases() {
		n++
	}
	require.Equal(t, 2, n, "a list alone stands beside")
	_, err = l.With(nil)
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = l.WithTree(os.DirFS("no such folder"), medcode.ReadOptions{})
	require.Error(t, err)
}
