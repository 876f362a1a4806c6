package pcs_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"0DTJ4ZZ":        "0DTJ4ZZ",
		" 0dtj4zz\r\n\t": "0DTJ4ZZ",
		"ZZZZZZZ":        "ZZZZZZZ",
		"0000000":        "0000000",
	} {
		c, err := pcs.Parse(text)
		require.NoError(t, err, text)
		require.Equal(t, want, c.String())
		require.True(t, c.IsValid())
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]struct {
		offset int
		reason string
	}{
		"":           {0, "want 7 characters"},
		"  ":         {2, "want 7 characters"},
		"0DT":        {3, "want 7 characters"},
		" 0DTJ4ZZ0 ": {8, "more than 7 characters"},
		"0DTI4ZZ":    {3, "the letters I and O are not used; 1 or 0?"},
		"oDTJ4ZZ":    {0, "the letters I and O are not used; 1 or 0?"},
		"0DT.J4ZZ":   {3, "want digits and letters"},
		"0DTJ4Zé":    {6, "want digits and letters"},
	} {
		c, err := pcs.Parse(text)
		var ce *medcode.CodeError
		require.ErrorAs(t, err, &ce, text)
		require.ErrorIs(t, err, medcode.ErrSyntax)
		require.Equal(t, medcode.CodeError{System: "ICD-10-PCS", Text: text, Offset: want.offset, Reason: want.reason}, *ce)
		require.Zero(t, c)
		require.Panics(t, func() { pcs.MustParse(text) })
	}
}

func TestCode(t *testing.T) {
	c := pcs.MustParse("0DTJ4ZZ")
	require.Equal(t, pcs.Char('0'), c.At(1))
	require.Equal(t, pcs.Char('4'), c.At(5))
	require.Equal(t, "0DT", c.Table())
	require.Equal(t, "0DTJ4ZZ", c.Compact())
	require.Equal(t, "x0DTJ4ZZ", string(c.AppendCompact([]byte("x"))))
	require.Equal(t, +1, c.Compare(pcs.MustParse("0DTJ4Z0")))
	require.Less(t, pcs.MustParse("09Z0000").Key(), pcs.MustParse("0A00000").Key())
	require.False(t, pcs.Code{}.IsValid())
	require.Empty(t, pcs.Code{}.String())
}

func TestCodeForms(t *testing.T) {
	type record struct {
		Code pcs.Code
		None pcs.Code
		Map  map[pcs.Code]int
	}
	in := record{Code: pcs.MustParse("0DTJ4ZZ"), Map: map[pcs.Code]int{pcs.MustParse("XW03325"): 1}}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `{"Code":"0DTJ4ZZ","None":"","Map":{"XW03325":1}}`, string(b))
	var out record
	require.NoError(t, json.Unmarshal(b, &out))
	require.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`{"Code":"0DT"}`), &out))

	bin, err := in.Code.MarshalBinary()
	require.NoError(t, err)
	var c pcs.Code
	require.NoError(t, c.UnmarshalBinary(bin))
	require.Equal(t, in.Code, c)

	v, err := c.Value()
	require.NoError(t, err)
	require.Equal(t, "0DTJ4ZZ", v)
	v, err = pcs.Code{}.Value()
	require.NoError(t, err)
	require.Nil(t, v)
	for src, want := range map[any]pcs.Code{"0dtj4zz": in.Code, "": {}, nil: {}} {
		c := pcs.MustParse("XW03325")
		require.NoError(t, c.Scan(src))
		require.Equal(t, want, c)
	}
	require.NoError(t, c.Scan([]byte("XW03325")))
	require.Error(t, c.Scan(7))
	require.Error(t, c.Scan("7"))
	require.Equal(t, pcs.MustParse("XW03325"), c, "a failed Scan changes nothing")
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"0DTJ4ZZ", "0dtj4zz ", "0DT", "IOIOIOI", "", "0DTJ4ZZZ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := pcs.Parse(s)
		if err != nil {
			require.ErrorIs(t, err, medcode.ErrSyntax)
			require.Zero(t, c)
			return
		}
		require.Len(t, c.String(), 7)
		require.Equal(t, strings.ToUpper(strings.Trim(s, " \t\r\n")), c.String())
		again, err := pcs.Parse(c.String())
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}

func TestCompareIsOrderOfTexts(t *testing.T) {
	texts := []string{"XY0VX83", "0DTJ4ZZ", "0016070", "0DTJ4ZG", "F07Z9ZZ"}
	codes := make([]pcs.Code, len(texts))
	for i, s := range texts {
		codes[i] = pcs.MustParse(s)
	}
	slices.Sort(texts)
	slices.SortFunc(codes, pcs.Code.Compare)
	for i, c := range codes {
		require.Equal(t, texts[i], c.String())
	}
}
