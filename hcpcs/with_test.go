package hcpcs_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

func TestWith(t *testing.T) {
	first := read(t, january)
	l, err := hcpcs.NewLibrary(first)
	require.NoError(t, err)
	both, err := l.WithTree(os.DirFS("testdata"), medcode.ReadOptions{})
	require.NoError(t, err)
	n := 0
	for r := range both.Releases() {
		n++
		require.NotSame(t, first, r)
	}
	require.Equal(t, 2, n)
	_, err = l.With(nil)
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = l.WithTree(os.DirFS("no such folder"), medcode.ReadOptions{})
	require.Error(t, err)
}
