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
