package decimal_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "6.13": 613, " 6.1 ": 610, ".10": 10, "6.": 600, "6.1300": 613, "$1,234.50": 123450, "1,234,567": 123456700, "12,345.6": 1234560, "0000.05": 5,
	} {
		n, err := decimal.Parse(text, 2)
		require.NoError(t, err, text)
		require.Equal(t, want, n, text)
	}
	for _, text := range []string{"", ".", "$", "1.234", "1.2.3", "-1", "1e3", ",1", "1.0,0", "1,23", "12,34", "1,2345", "1234,567", "1,23.4", "1,,234", "1,234,", "x", "9999999999999999"} {
		_, err := decimal.Parse(text, 2)
		require.ErrorIs(t, err, medcode.ErrSyntax, text)
	}
	n, err := decimal.Parse("32.3465", 4)
	require.NoError(t, err)
	require.Equal(t, int64(323465), n)
}

func TestAppend(t *testing.T) {
	for want, n := range map[string]int64{"0.00": 0, "0.05": 5, "6.13": 613, "-0.05": -5, "123.45": 12345} {
		require.Equal(t, want, string(decimal.Append(nil, n, 2)))
	}
	require.Equal(t, "7", string(decimal.Append(nil, 7, 0)))
}

func TestScale(t *testing.T) {
	const most = math.MaxInt64
	require.Equal(t, []int64{most, most, -most, most, -1, 4}, []int64{decimal.Scale(most, 3, 3), decimal.Scale(most, 2, 1), decimal.Scale(math.MinInt64, most, 1), decimal.Scale(most, most, most), decimal.Scale(-1, 1, 2), decimal.Scale(most, 4, most)})
	require.Equal(t, []int64{1360, 1, 0, 3}, []int64{decimal.Scale(8500, 16, 100), decimal.Scale(1, 1, 2), decimal.Scale(1, 1, 3), decimal.Scale(5, 5, 10)})
}

func FuzzParse(f *testing.F) {
	f.Add("6.13", 2)
	f.Fuzz(func(t *testing.T, s string, places int) {
		places &= 7
		n, err := decimal.Parse(s, places)
		if err != nil {
			return
		}
		again, err := decimal.Parse(string(decimal.Append(nil, n, places)), places)
		if n < 0 || len(s) <= 15-places && (err != nil || again != n) {
			t.Fatalf("%q is %d, then %d, %v", s, n, again, err)
		}
	})
}
