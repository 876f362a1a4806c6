package who_test

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/who"
)

// The list of another year may have a column more, named or not.
func TestMortalityOfOtherYears(t *testing.T) {
	for text, kinds := range map[string]int{
		"Valid codes 2019,,,,\nSTATUS , Code,ICD Title,,\nAdded in 2009,A09.0,\"Made up, one\",,\n,A09.9,Two,,\n,,,,\n":      0,
		"Valid codes 2021,,,\nStatus,Code,ICD Title,Note\n,A09.0,\"Made up, one\",\"new, see x\"\n,A09.9,Two,\n":             1,
		"Valid codes 2021\r\nStatus,Code,ICD Title\r\nMC ONLY,A09.0,\"Made up, one\"\r\nTitle updated in 2011,A09.9,Two\r\n": 0,
	} {
		r, err := who.Read(fstest.MapFS{"allvalid.csv": {Data: []byte(text)}})
		require.NoError(t, err)
		require.NotNil(t, r.Mortality)
		require.Equal(t, 2, r.Mortality.Len())
		require.Len(t, r.Mortality.Diagnostics(), kinds)
		c, ok := r.Mortality.Lookup(who.MustParse("A09.0"))
		require.True(t, ok)
		require.Equal(t, "Made up, one", c.Title)
		var b bytes.Buffer
		_, err = r.Mortality.WriteTo(&b)
		require.NoError(t, err)
		require.Equal(t, text, b.String())
	}
}
