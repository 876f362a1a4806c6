package cpt_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
)

// TestNoModifiers leaves tables alone whose rows begin with a short number.
func TestNoModifiers(t *testing.T) {
	_, err := cpt.Read(fstest.MapFS{"t.txt": {Data: []byte("36 B001 a\n36 B002 b\n36 B003 c\n36 B004 d\n")}})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	r, err := cpt.Read(fstest.MapFS{"m.txt": {Data: []byte("26 Made up\n   goes on\n59 Made up\n")}})
	require.NoError(t, err)
	require.Equal(t, 2, r.Counts()["modifiers"])
}

// TestOtherTables leaves tables alone whose rows begin with a code: pairs of
// codes of NCCI, and tables of numbers.
func TestOtherTables(t *testing.T) {
	for _, text := range []string{
		"0001A\t0591T\t\t20210101\t*\t1\tMisuse of Column Two code\n0001A\t0593T\t\t20210101\t*\t1\tMisuse of Column Two code\n",
		"99213\t12\n99214\t13\n",
		"99213 12.5\n99214 13.5\n",
	} {
		_, err := cpt.Read(fstest.MapFS{"t.txt": {Data: []byte(text)}})
		require.ErrorIs(t, err, medcode.ErrNoFile)
		require.ErrorIs(t, err, medcode.ErrLayout)
		require.ErrorContains(t, err, "t.txt")
	}
}
