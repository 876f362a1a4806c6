package research

import (
	"encoding/json"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/who"
	"github.com/stretchr/testify/require"
)

func TestCode(t *testing.T) {
	for _, c := range []struct {
		system           System
		in, out, compact string
	}{
		{ICD10CM, "i5021", "I50.21", "I5021"},
		{ICD9CM, "428", "428", "428"},
		{ICD9CM, " 428.0 ", "428.0", "4280"},
		{ICD9CM, "V434", "V43.4", "V434"},
		{ICD9CM, "e8120", "E812.0", "E8120"},
		{ICD9CM, "E812.0", "E812.0", "E8120"},
		{ICD10, "B05.9", "B05.9", "B059"},
		{ICD9Procedure, "3751", "37.51", "3751"},
		{ICD10PCS, "02ya0z0", "02YA0Z0", "02YA0Z0"},
	} {
		got, err := ParseCode(c.system, c.in)
		require.NoError(t, err)
		require.Equal(t, c.out, got.String())
		require.Equal(t, c.compact, got.Compact())
		require.Equal(t, c.system, got.System())
		require.True(t, got.IsValid())
		b, err := json.Marshal(got)
		require.NoError(t, err)
		require.Equal(t, `"`+c.out+`"`, string(b))
	}
	for _, c := range []struct {
		system System
		in     string
	}{{ICD10CM, "4280"}, {ICD9CM, "I50"}, {ICD9CM, "42"}, {ICD9CM, "428000"}, {ICD9CM, "4.28"}, {ICD9CM, "E81"}, {ICD9CM, "428."}, {ICD10, "I50.211"}} {
		_, err := ParseCode(c.system, c.in)
		require.ErrorIs(t, err, medcode.ErrSyntax, c.in)
		require.Panics(t, func() { MustParseCode(c.system, c.in) })
	}
	require.Equal(t, CM(cm.MustParse("I50.9")), icd10("I50.9"))
	require.Equal(t, WHO(who.MustParse("I50.9")), MustParseCode(ICD10, "I50.9"))
	require.Equal(t, CM9(icd9.MustParseDiagnosis("428.0")), MustParseCode(ICD9CM, "428.0"))
	require.NotEqual(t, MustParseCode(ICD9CM, "V43.4"), icd10("V43.4"))
	require.Equal(t, icd10("I50"), icd10("I50.21").First(3))
	require.Equal(t, icd10("I50"), icd10("I50").First(9))
	require.True(t, icd10("I50").Contains(icd10("I50.21")))
	require.False(t, icd10("V43").Contains(MustParseCode(ICD9CM, "V43.4")))
	require.False(t, WHO(who.Code{}).IsValid())
	require.Equal(t, -1, icd10("Z99").Compare(MustParseCode(ICD9CM, "001")))
	require.Equal(t, -1, icd10("A00").Compare(icd10("A00.0")))
}

func TestSystem(t *testing.T) {
	for in, want := range map[string]System{"ICD-10-CM": ICD10CM, "icd10cm": ICD10CM, "0": ICD10CM, "10": ICD10CM, "9": ICD9CM, "ICD-9-CM": ICD9CM,
		"icd_9": ICD9CM, "ICD-10-PCS": ICD10PCS, "ICD-9-CM procedure": ICD9Procedure, "ICD-10": ICD10, "WHO": ICD10} {
		s, err := ParseSystem(in)
		require.NoError(t, err)
		require.Equal(t, want, s, in)
		again, err := ParseSystem(s.String())
		require.NoError(t, err)
		require.Equal(t, s, again)
	}
	for _, in := range []string{"", "CPT", "ICD-10-CM with something behind it"} {
		_, err := ParseSystem(in)
		require.ErrorIs(t, err, medcode.ErrSyntax, in)
	}
}

func TestLookBack(t *testing.T) {
	w := LookBack(medcode.MustParseDate("2024-06-01"), 365)
	require.Equal(t, "2023-06-02 to 2024-05-31", w.String())
	d := dx(t, "I50.9 2024-06-01", "I50.9 2024-05-31", "I50.9")
	require.True(t, d[0].Outside(w))
	require.False(t, d[1].Outside(w))
	require.True(t, d[2].Outside(w), "without a date")
	require.False(t, d[2].Outside(medcode.Period{}))
}
