package codeword_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/codeword"
)

func TestWord(t *testing.T) {
	for _, s := range []string{"", "A", "I50", "I5021", "W2189XA", "12345678"} {
		w := codeword.Pack(s)
		require.Equal(t, s, w.String())
		require.Equal(t, len(s), w.Len())
		require.Equal(t, "x"+s, string(w.Append([]byte("x"))))
		for i := range 9 {
			if i < len(s) {
				require.Equal(t, s[i], w.At(i))
			}
			if i <= len(s) {
				require.Equal(t, s[:i], w.First(i).String())
				require.True(t, w.HasPrefix(codeword.Pack(s[:i])))
			}
		}
	}
	w := codeword.Pack("I50")
	require.Equal(t, "I502", w.With(3, '2').String())
	require.Equal(t, "J50", w.With(0, 'J').String())
	require.Zero(t, w.At(3))
	require.False(t, w.HasPrefix(codeword.Pack("I5X")))
	require.Less(t, codeword.Pack("A00"), codeword.Pack("A000"))
	require.Less(t, codeword.Pack("A0099"), codeword.Pack("A01"))
}

func TestBytes(t *testing.T) {
	s, before := codeword.Trim(" \t a b\r\n")
	require.Equal(t, "a b", s)
	require.Equal(t, 3, before)
	b, before := codeword.Trim([]byte("  "))
	require.Empty(t, b)
	require.Equal(t, 2, before)
	require.Equal(t, byte('Z'), codeword.Upper('z'))
	require.Equal(t, byte('{'), codeword.Upper('{'))
	require.True(t, codeword.IsDigit('0') && codeword.IsDigit('9') && !codeword.IsDigit('A'))
	require.True(t, codeword.IsUpper('A') && codeword.IsUpper('Z') && !codeword.IsUpper('a'))
}

func parse(s string) (int, error) {
	if s == "bad" {
		return 0, fmt.Errorf("bad")
	}
	return len(s), nil
}

func TestMethods(t *testing.T) {
	n := 7
	require.NoError(t, codeword.Scan(&n, "abc", parse))
	require.Equal(t, 3, n)
	require.NoError(t, codeword.Scan(&n, []byte("ab"), parse))
	require.Equal(t, 2, n)
	require.Error(t, codeword.Scan(&n, "bad", parse))
	require.Equal(t, 2, n, "an error leaves it alone")
	require.Error(t, codeword.Scan(&n, 3.5, parse))
	require.NoError(t, codeword.Scan(&n, nil, parse))
	require.Zero(t, n)
	n = 7
	require.NoError(t, codeword.Unmarshal(&n, "", parse))
	require.Zero(t, n)

	v, err := codeword.Value(0)
	require.NoError(t, err)
	require.Nil(t, v)
	v, err = codeword.Value(codeword.Pack("I10"))
	require.NoError(t, err)
	require.Equal(t, "I10", v)
}
