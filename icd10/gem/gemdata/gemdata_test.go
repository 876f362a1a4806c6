package gemdata_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/gem/gemdata"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
)

func Example() {
	entry, _ := gemdata.Release().Diagnoses.Lookup(icd9.MustParseDiagnosis("415.11"))
	for answer := range entry.Alternatives() {
		fmt.Println(answer)
	}
	// Output:
	// [T80.0XXA I26.90]
	// [T80.0XXA I26.99]
	// [T81.718A I26.90]
	// [T81.718A I26.99]
	// [T81.72XA I26.90]
	// [T81.72XA I26.99]
	// [T82.817A I26.90]
	// [T82.817A I26.99]
	// [T82.818A I26.90]
	// [T82.818A I26.99]
}

func TestRelease(t *testing.T) {
	r := gemdata.Release()
	require.Equal(t, "2018", r.Provenance().Release)
	require.Equal(t, 14567, r.Diagnoses.Len())
	require.Equal(t, 71704, r.DiagnosesBack.Len())
	require.Greater(t, r.Procedures.Len(), 3800)
	require.Greater(t, r.ProceduresBack.Len(), 78000)
	e, ok := r.ProceduresBack.Lookup(pcs.MustParse("0DTJ4ZZ"))
	require.True(t, ok)
	c, ok := e.First()
	require.True(t, ok)
	require.Equal(t, "47.01", c.String())
}
