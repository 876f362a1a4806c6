package ipps

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

func TestFixedPoint(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Weight
		text string
	}{
		{"1.5", 15000, "1.5000"}, {"28.0239", 280239, "28.0239"}, {"0", 0, "0.0000"}, {"0.0001", 1, "0.0001"}, {"214748.3647", 1<<31 - 1, "214748.3647"},
	} {
		w, err := ParseWeight(c.in)
		require.NoError(t, err)
		require.Equal(t, c.want, w)
		require.Equal(t, c.text, w.String())
	}
	for _, bad := range []string{"", ".", "1.", ".5", "-1", "+1", "1.23456", "1,5", "1 ", "1e3", "214748.3648", "99999999999999999999", "1.-5", "0x1", "1_0"} {
		_, err := ParseWeight(bad)
		require.ErrorIs(t, err, medcode.ErrSyntax, bad)
	}
	require.Equal(t, 1.5, Weight(15000).Float64())
	require.Equal(t, Weight(12141), Weight(19425).Times(0.625), "1.9425 × 0.625 = 1.2140625")
	require.Equal(t, Weight(8), Weight(15).Times(0.5), "half up")
	require.Equal(t, "-0.0001", Weight(-1).String())
	require.Equal(t, 4.5, Days(45).Float64())
	_, err := ParseDays("3276.8")
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func TestJSON(t *testing.T) {
	in := Weights{DRG: 10, MDC: "PRE", Type: Surgical, Title: "T", Relative: 71757, Uncapped: 30699, GeometricMean: 59, ArithmeticMean: 60, PostAcute: true}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `{"drg":"010","mdc":"PRE","type":"SURG","title":"T","relative":7.1757,"uncapped":3.0699,"geometricMean":5.9,"arithmeticMean":6.0,"postAcute":true,"specialPay":false}`, string(b))
	var out Weights
	require.NoError(t, json.Unmarshal(b, &out))
	require.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`{"relative":1e9}`), &out))
	require.Error(t, json.Unmarshal([]byte(`{"type":"M"}`), &out))
	require.NoError(t, json.Unmarshal([]byte(`{"type":""}`), &out))
	require.Equal(t, NoType, out.Type)
}

func FuzzParseFixed(f *testing.F) {
	f.Add("28.0239")
	f.Add("-0.5")
	f.Fuzz(func(t *testing.T, s string) {
		again(t, s, ParseWeight)
		again(t, s, ParseDays)
	})
}

// again parses s, and what it parses to once more.
func again[T interface {
	comparable
	String() string
}](t *testing.T, s string, parse func(string) (T, error)) {
	v, err := parse(s)
	if err != nil {
		require.ErrorIs(t, err, medcode.ErrSyntax)
		return
	}
	w, err := parse(v.String())
	require.NoError(t, err)
	require.Equal(t, v, w)
}
