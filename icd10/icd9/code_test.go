package icd9_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/icd9"
)

func TestParseDiagnosis(t *testing.T) {
	for text, want := range map[string]struct{ dotted, category, parent string }{
		"250.00":    {"250.00", "250", "250.0"},
		" 25000\n":  {"250.00", "250", "250.0"},
		"0010":      {"001.0", "001", "001"},
		"250":       {"250", "250", ""},
		"v30.00":    {"V30.00", "V30", "V30.0"},
		"V30":       {"V30", "V30", ""},
		"E812.0":    {"E812.0", "E812", "E812"},
		"e8120":     {"E812.0", "E812", "E812"},
		"E812":      {"E812", "E812", ""},
		"99999":     {"999.99", "999", "999.9"},
		"\tE000.9 ": {"E000.9", "E000", "E000"},
	} {
		c, err := icd9.ParseDiagnosis(text)
		require.NoError(t, err, text)
		require.Equal(t, want.dotted, c.String())
		require.Equal(t, strings.ReplaceAll(want.dotted, ".", ""), c.Compact())
		require.Equal(t, want.category, c.Category().String())
		require.Equal(t, want.parent, c.Parent().String())
		require.True(t, c.IsValid())
		require.Equal(t, c, icd9.MustParseDiagnosis(text))
	}
}

func TestParseProcedure(t *testing.T) {
	for text, want := range map[string]string{"36.10": "36.10", "3610": "36.10", "361": "36.1", "00.10": "00.10", "47": "47", "47.0": "47.0"} {
		c, err := icd9.ParseProcedure(text)
		require.NoError(t, err, text)
		require.Equal(t, want, c.String())
		require.Equal(t, want[:2], c.Category().String())
		require.Equal(t, c, icd9.MustParseProcedure(text))
	}
}

func TestParseErrors(t *testing.T) {
	for text, want := range map[string]struct {
		offset int
		reason string
	}{
		"":        {0, "too few characters for a category"},
		"25":      {2, "too few characters for a category"},
		"E81":     {3, "too few characters for a category"},
		"V3":      {2, "too few characters for a category"},
		"250.":    {3, "want digits, a dot only after the category"},
		"25.000":  {2, "want digits, a dot only after the category"},
		"E81.20":  {3, "want digits, a dot only after the category"},
		"E812..0": {5, "want digits, a dot only after the category"},
		"2500V":   {4, "want digits, a dot only after the category"},
		" 250000": {6, "too many characters"},
		"A00":     {0, "want a digit, V or E first"},
		".250":    {0, "want a digit, V or E first"},
	} {
		_, err := icd9.ParseDiagnosis(text)
		var ce *medcode.CodeError
		require.ErrorAs(t, err, &ce, text)
		require.Equal(t, medcode.CodeError{System: "ICD-9-CM diagnosis", Text: text, Offset: want.offset, Reason: want.reason}, *ce)
		require.Panics(t, func() { icd9.MustParseDiagnosis(text) })
	}
	for text, reason := range map[string]string{
		"3":      "too few",
		"36101":  "too many",
		"V3":     "want digits",
		"361.0":  "want digits",
		"36.10.": "too many",
		".3610":  "want digits",
	} {
		_, err := icd9.ParseProcedure(text)
		require.ErrorIs(t, err, medcode.ErrSyntax)
		require.ErrorContains(t, err, "ICD-9-CM procedure")
		require.ErrorContains(t, err, reason, text)
		require.Panics(t, func() { icd9.MustParseProcedure(text) })
	}
}

func TestCode(t *testing.T) {
	c := icd9.MustParseDiagnosis("250.00")
	require.True(t, icd9.MustParseDiagnosis("250").Contains(c))
	require.True(t, c.Contains(c))
	require.False(t, icd9.MustParseDiagnosis("251").Contains(c))
	require.False(t, icd9.Diagnosis{}.Contains(c))
	require.True(t, icd9.MustParseDiagnosis("E812").IsExternalCause())
	require.True(t, icd9.MustParseDiagnosis("V30").IsSupplementary())
	require.False(t, c.IsExternalCause() || c.IsSupplementary())
	require.Equal(t, 5, c.Len())
	require.Equal(t, -1, c.Compare(icd9.MustParseDiagnosis("E800")))
	require.Equal(t, -1, icd9.MustParseDiagnosis("E999").Compare(icd9.MustParseDiagnosis("V01")))
	require.Less(t, c.Key(), icd9.MustParseDiagnosis("25001").Key())
	var zero icd9.Procedure
	require.False(t, zero.IsValid())
	require.Empty(t, zero.String())
	require.Equal(t, zero, zero.Category())
	require.Equal(t, zero, zero.Parent())
}

func TestChapters(t *testing.T) {
	for text, want := range map[string]string{
		"001.0": "1", "139.8": "1", "140": "2", "250.00": "3", "386.00": "6", "799": "16", "800": "17", "999.9": "17", "E812.0": "E", "V30": "V", "000": "", "V00": "",
	} {
		require.Equal(t, want, icd9.MustParseDiagnosis(text).Chapter().Number, text)
	}
	for text, want := range map[string]string{"00.10": "0", "01": "1", "17.11": "3A", "36.10": "7", "47.01": "9", "99.99": "16"} {
		require.Equal(t, want, icd9.MustParseProcedure(text).Chapter().Number, text)
	}
	require.Len(t, icd9.Chapters[icd9.Volume1](), 19)
	require.Len(t, icd9.Chapters[icd9.Volume3](), 18)
	require.Equal(t, "390", icd9.MustParseDiagnosis("401.9").Chapter().First.String())
	// Chapters follow one another without a gap.
	for i, ch := range icd9.Chapters[icd9.Volume3]()[1:] {
		before := icd9.Chapters[icd9.Volume3]()[i]
		require.Equal(t, before.Last.Compact(), decrement(ch.First.Compact()))
	}
}

func decrement(two string) string {
	if two[1] == '0' {
		return string(two[0]-1) + "9"
	}
	return two[:1] + string(two[1]-1)
}

func TestCodeForms(t *testing.T) {
	type record struct {
		Dx icd9.Diagnosis
		Pr icd9.Procedure
		No icd9.Procedure
	}
	in := record{Dx: icd9.MustParseDiagnosis("0010"), Pr: icd9.MustParseProcedure("0010")}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	require.JSONEq(t, `{"Dx":"001.0","Pr":"00.10","No":""}`, string(b))
	var out record
	require.NoError(t, json.Unmarshal(b, &out))
	require.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`{"Dx":"00.10"}`), &out))

	bin, err := in.Pr.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, "0010", string(bin))
	var c icd9.Procedure
	require.NoError(t, c.UnmarshalBinary(bin))
	require.Equal(t, in.Pr, c)
	v, err := c.Value()
	require.NoError(t, err)
	require.Equal(t, "0010", v)
	require.NoError(t, c.Scan(nil))
	require.False(t, c.IsValid())
	require.Error(t, c.Scan(1))
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"250.00", "V3000", "e812.0", "36.10", "", "....", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if c, err := icd9.ParseDiagnosis(s); err == nil {
			again, err := icd9.ParseDiagnosis(c.String())
			require.NoError(t, err)
			require.Equal(t, c, again)
			compact, err := icd9.ParseDiagnosis(c.Compact())
			require.NoError(t, err)
			require.Equal(t, c, compact)
		}
		if c, err := icd9.ParseProcedure(s); err == nil {
			again, err := icd9.ParseProcedure(c.String())
			require.NoError(t, err)
			require.Equal(t, c, again)
			require.True(t, c.Category().Contains(c))
		}
	})
}
