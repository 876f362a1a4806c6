package medcode_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

func TestCents(t *testing.T) {
	for in, want := range map[string]string{
		"12": "12.00", " 12.5 ": "12.50", "-12.50": "-12.50", "+3": "3.00", ".5": "0.50", "-.5": "-0.50", "7.": "7.00", "0": "0.00",
		"$4,456.72": "4456.72", "-$40,397": "-40397.00", "1,234,567.8": "1234567.80", "92233720368547758.07": "92233720368547758.07",
	} {
		c, err := medcode.ParseCents(in)
		require.NoError(t, err, in)
		require.Equal(t, want, c.String(), in)
	}
	for _, in := range []string{"", ".", "$", "-", "1.234", "x", "1.x", "1.-5", "--1", "+-1", "$-1", "1e3", "1,23", ",123", "12345,678", "0x10", "92233720368547758.08", "99999999999999999999"} {
		_, err := medcode.ParseCents(in)
		require.ErrorIs(t, err, medcode.ErrSyntax, in)
	}
	require.Equal(t, "-92233720368547758.08", medcode.Cents(math.MinInt64).String())
	b, err := medcode.Cents(0).MarshalText()
	require.NoError(t, err)
	require.Equal(t, "0.00", string(b))
	require.Equal(t, -3.05, medcode.Cents(-305).Dollars())
}

func TestCentsJSON(t *testing.T) {
	type row struct{ Fee, Paid medcode.Cents }
	b, err := json.Marshal(row{1250, -5})
	require.NoError(t, err)
	require.Equal(t, `{"Fee":12.50,"Paid":-0.05}`, string(b))
	var again row
	require.NoError(t, json.Unmarshal(b, &again))
	require.Equal(t, row{1250, -5}, again)
	require.NoError(t, json.Unmarshal([]byte(`{"Fee":null}`), &again))
	require.Equal(t, medcode.Cents(1250), again.Fee)
	for _, bad := range []string{`{"Fee":"12.50"}`, `{"Fee":1.005}`, `{"Fee":1e2}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &again), bad)
	}
}

func FuzzParseCents(f *testing.F) {
	for _, s := range []string{"12.50", "-$4,456.72", ".5", "7."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := medcode.ParseCents(s)
		if err != nil {
			return
		}
		again, err := medcode.ParseCents(c.String())
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}
