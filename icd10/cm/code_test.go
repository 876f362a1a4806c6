package cm_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, dotted, compact string }{
		{"I10", "I10", "I10"},
		{"I50.21", "I50.21", "I5021"},
		{"i5021", "I50.21", "I5021"},
		{" w21.89xa\r\n", "W21.89XA", "W2189XA"},
		{"C7A.091", "C7A.091", "C7A091"},
		{"QA0.0101", "QA0.0101", "QA00101"},
		{"z3a.49", "Z3A.49", "Z3A49"},
	} {
		code, err := cm.Parse(c.text)
		require.NoError(t, err)
		require.Equal(t, c.dotted, code.String())
		require.Equal(t, c.compact, code.Compact())
		require.Equal(t, c.compact, string(code.AppendCompact(nil)))
		require.True(t, code.IsValid())
		require.Equal(t, len(c.compact), code.Len())
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		text   string
		offset int
	}{
		{"", 0}, {"   ", 3}, {"I1", 2}, {"110", 0}, {".I10", 0}, {"I10.", 3}, {"I.10", 1}, {"I5.021", 2}, {"I502.1", 4},
		{"I50.2.1", 5}, {"I50..21", 4}, {"S72.001AX", 8}, {"S72001AX", 7}, {"I50-21", 3}, {"I50,21", 3}, {"É10", 0},
		{"I50.21 I10", 6}, {"I5\x0021", 2}, {strings.Repeat("I", 1000), 1}, {"I" + strings.Repeat("1", 1000), 7}, {"NOP.CS", 1}, {"OrdFY25", 1},
	} {
		_, err := cm.Parse(c.text)
		var ce *medcode.CodeError
		require.ErrorAs(t, err, &ce, "%q", c.text)
		require.ErrorIs(t, err, medcode.ErrSyntax)
		require.Equal(t, "ICD-10-CM", ce.System)
		require.Equal(t, c.text, ce.Text)
		require.Equal(t, c.offset, ce.Offset, "%q", c.text)
		require.Panics(t, func() { cm.MustParse(c.text) })
	}
}

func TestCodeParts(t *testing.T) {
	c := cm.MustParse("I50.21")
	require.Equal(t, cm.MustParse("I50"), c.Category())
	require.Equal(t, cm.MustParse("I50.2"), c.Parent())
	require.Equal(t, cm.Code{}, cm.MustParse("I50").Parent())
	require.True(t, cm.MustParse("I50").Contains(c))
	require.True(t, c.Contains(c))
	require.False(t, c.Contains(cm.MustParse("I50")))
	require.False(t, cm.Code{}.Contains(c))

	var zero cm.Code
	require.False(t, zero.IsValid())
	require.Zero(t, zero.Len())
	require.Empty(t, zero.String())
	require.Zero(t, zero.Key())
}

func TestCodeOrder(t *testing.T) {
	codes := []string{"A00", "A00.0", "A00.9", "A01", "C7A", "C80", "I5A", "Z99.89"}
	var got []cm.Code
	for _, s := range slices.Backward(codes) {
		got = append(got, cm.MustParse(s))
	}
	slices.SortFunc(got, cm.Code.Compare)
	for i, c := range got {
		require.Equal(t, codes[i], c.String())
		require.True(t, i == 0 || got[i-1].Key() < c.Key())
	}
	require.Zero(t, got[0].Compare(got[0]))
}

func TestCodeEncodings(t *testing.T) {
	c := cm.MustParse("I50.21")
	b, err := json.Marshal(map[cm.Code]cm.Code{c: c})
	require.NoError(t, err)
	require.JSONEq(t, `{"I50.21": "I50.21"}`, string(b))
	var back map[cm.Code]cm.Code
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, map[cm.Code]cm.Code{c: c}, back)
	require.Error(t, json.Unmarshal([]byte(`"I5"`), &c))
	require.Equal(t, "I50.21", c.String(), "an error leaves it alone")

	bin, err := c.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, "I5021", string(bin))
	var d cm.Code
	require.NoError(t, d.UnmarshalBinary(bin))
	require.Equal(t, c, d)
	require.NoError(t, d.UnmarshalText(nil))
	require.Zero(t, d)

	v, err := c.Value()
	require.NoError(t, err)
	require.Equal(t, "I5021", v)
	v, err = cm.Code{}.Value()
	require.NoError(t, err)
	require.Nil(t, v)
	for _, src := range []any{"I50.21", []byte("I5021")} {
		require.NoError(t, d.Scan(src))
		require.Equal(t, c, d)
	}
	require.NoError(t, d.Scan(nil))
	require.Zero(t, d)
	require.Error(t, d.Scan(5021))
}

func TestCodeAllocs(t *testing.T) {
	c := cm.MustParse("S72.001A")
	buf := make([]byte, 0, 16)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		d, err := cm.Parse("s72.001a")
		if err != nil || d != c || d.Compare(c) != 0 || !d.Category().Contains(d) {
			t.Fail()
		}
		buf, _ = d.AppendText(buf[:0])
	}))
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"I50.21", "w2189xa", "", "I10.", " C7A ", "QA0.0101", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := cm.Parse(s)
		if err != nil {
			var ce *medcode.CodeError
			if !errors.As(err, &ce) || ce.Offset < 0 || ce.Offset > len(s) || c.IsValid() {
				t.Fatal(err)
			}
			return
		}
		for _, text := range []string{c.String(), c.Compact(), strings.ToLower(c.String())} {
			if d, err := cm.Parse(text); err != nil || d != c {
				t.Fatalf("%q: %v %v", text, d, err)
			}
		}
	})
}

func TestPOA(t *testing.T) {
	for text, want := range map[string]cm.POA{
		"": cm.POABlank, " ": cm.POABlank, "Y": cm.POAYes, "n": cm.POANo, "U": cm.POAUnknown, "w": cm.POAClinical, "1": cm.POAExempt,
	} {
		p, err := cm.ParsePOA(text)
		require.NoError(t, err)
		require.Equal(t, want, p)
		b, err := p.MarshalText()
		require.NoError(t, err)
		require.Equal(t, strings.ToUpper(strings.TrimSpace(text)), string(b))
		var back cm.POA
		require.NoError(t, back.UnmarshalText(b))
		require.Equal(t, want, back)
	}
	for _, text := range []string{"0", "YY", "E", "é"} {
		_, err := cm.ParsePOA(text)
		require.ErrorIs(t, err, medcode.ErrSyntax)
		p := cm.POAYes
		require.Error(t, p.UnmarshalText([]byte(text)))
		require.Equal(t, cm.POAYes, p)
	}
}
