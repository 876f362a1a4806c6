package stayfile_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/internal/official"
)

var result = drg.Result{
	Initial:   drg.Assignment{Code: drg.OK, MDC: 8, DRG: 470, Kind: drg.Surgical, Level: drg.CC},
	Final:     drg.Assignment{Code: drg.HACMissingPOA, DRG: 999},
	HACStatus: drg.HACUngroupable, HACs: 2,
	Diagnoses: []drg.DiagnosisResult{
		{Recognized: true, Impact: drg.ImpactBoth, POA: drg.POANotChecked},
		{Impact: drg.ImpactInitial, Initial: drg.IsMCC, Final: drg.MCCExcluded, POA: drg.POANo, HACs: []drg.HACMark{
			{Number: 5, Verdict: drg.HACExclusion}, {Number: 1}, {Number: 5}, {Number: 10, Verdict: drg.HACNotOnList}}},
	},
	Procedures: []drg.ProcedureResult{
		{Recognized: true, OperatingRoom: true, HACs: []drg.HACMark{{Number: 12}, {Number: 8}}},
		{Impact: drg.ImpactFinal},
	},
}

func TestAnswer(t *testing.T) {
	require.Equal(t, "old\nc 1\tOK\t8\t470\tSURGICAL\tCC\tHAC_MISSING_ONE_POA\t0\t999\tNONE\tNON_CC\tFINAL_DRG_UNGROUPABLE\t2\t"+
		"1/BOTH/NEITHER/NEITHER/POA_NOT_CHECKED/,"+
		"0/INITIAL/MCC/MCC_EXCLUDED/POA_RECOGNIZED_NOT_POA/10=NOT_ON_HAC_LIST+1=HAC_CRITERIA_MET+5=HAC_CRITERIA_MET+5=HAC_NOT_APPLICABLE_EXCLUSION\t"+
		"1/NONE/1/HAC_08+HAC_12,0/FINAL/0/\n",
		string(stayfile.AppendAnswer([]byte("old\n"), "c 1", &result)))
	require.Equal(t, drg.HACExclusion, result.Diagnoses[1].HACs[0].Verdict, "the result is left as it is")
}

func gunzip(tb testing.TB, name string) *gzip.Reader {
	f, err := os.Open(official.Path(tb, name))
	require.NoError(tb, err)
	tb.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	require.NoError(tb, err)
	return z
}

// The answers of the reference vectors are written as they stand there. What
// the grouper says differently is not the concern of this test.
func TestAnswersOfVectors(t *testing.T) {
	if testing.Short() {
		t.Skip("75,000 stays")
	}
	for version, name := range map[string]string{"40": "400", "41": "410", "41.1": "411", "42": "420", "43.1": "431"} {
		r, err := stayfile.NewReader(gunzip(t, "vectors/msdrg/"+name+".claims.tsv.gz"), name)
		require.NoError(t, err)
		want := bufio.NewScanner(gunzip(t, "vectors/msdrg/"+name+".answers.tsv.gz"))
		want.Buffer(nil, 1<<20)
		g, err := msdrg.Version(version)
		require.NoError(t, err)

		var res drg.Result
		var line []byte
		stays, same := 0, 0
		for rec, err := range r.All() {
			require.NoError(t, err)
			require.True(t, want.Scan())
			require.Equal(t, version, rec.Version)
			g.GroupInto(&rec.Stay, &res)
			line = stayfile.AppendAnswer(line[:0], rec.ID, &res)
			stays++
			if want.Text() == string(line[:len(line)-1]) {
				same++
			}
		}
		require.False(t, want.Scan())
		require.Equal(t, 15_000, stays)
		require.Greater(t, same, stays*95/100)
	}
}

func TestAnswerAllocations(t *testing.T) {
	res := result
	res.Diagnoses, res.Procedures = res.Diagnoses[:1], res.Procedures[1:]
	b := make([]byte, 0, 1000)
	require.Zero(t, testing.AllocsPerRun(100, func() { b = stayfile.AppendAnswer(b[:0], "c", &res) }))
}
