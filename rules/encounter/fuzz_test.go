package encounter_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules/encounter"
)

func FuzzReadEligible(f *testing.F) {
	f.Add([]byte("code,name\n99213,Visit\nG0438,Visit\n"))
	f.Add([]byte("\ufeff\"99213\";Visit\r\n"))
	f.Add([]byte("99213\tx\nTotal\t1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := encounter.ReadEligible(2026, bytes.NewReader(data))
		if err != nil {
			require.True(t, errors.Is(err, medcode.ErrSyntax) || errors.Is(err, medcode.ErrLayout) || errors.Is(err, medcode.ErrLimit), "%v", err)
			return
		}
		require.Positive(t, e.Len())
		require.LessOrEqual(t, e.Len(), len(data)/5)
	})
}
