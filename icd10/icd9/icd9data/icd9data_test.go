package icd9data_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
)

func Example() {
	r, err := icd9data.Library().On(medcode.MustParseDate("2015-09-30"))
	if err != nil {
		fmt.Println(err)
		return
	}
	e, _ := r.Diagnoses.Lookup(icd9.MustParseDiagnosis("415.11"))
	fmt.Println(e.Long)
	// Output: Iatrogenic pulmonary embolism and infarction
}

// The numbers of codes that CMS published.
func TestRelease(t *testing.T) {
	r, err := icd9data.Library().On(medcode.MustParseDate("2015-09-30"))
	require.NoError(t, err)
	require.Equal(t, 14567, r.Diagnoses.Len())
	require.Equal(t, 3882, r.Procedures.Len())
	require.Len(t, r.Provenance().Files, 6)
	for c, e := range r.Diagnoses.All() {
		require.True(t, e.Long != "" && e.Short != "", c)
	}
}
