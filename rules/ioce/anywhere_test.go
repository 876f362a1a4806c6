package ioce_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/ioce"
	"github.com/medcode/medcode/rules/ncci"
)

// april makes of the corpus' excerpt of addenda those of April 2026.
func april(t *testing.T) *opps.Library {
	files := fstest.MapFS{}
	for _, name := range []string{"A", "B", "M", "J ranks"} {
		data, err := os.ReadFile("../../internal/corpus/testdata/outpatient/addenda/2025 Addendum " + name + ".txt")
		require.NoError(t, err)
		files["April 2026 Addendum "+name+".txt"] = &fstest.MapFile{Data: bytes.ReplaceAll(data, []byte("2025"), []byte("2026"))}
	}
	r, err := opps.Read(files)
	require.NoError(t, err)
	l, err := opps.NewLibrary(r)
	require.NoError(t, err)
	return l
}

// TestAnywhere judges without official files: by the pairs of a quarter of NCCI
// for those of the tables, without tables, and claims of which much is wrong.
func TestAnywhere(t *testing.T) {
	tables, err := opps.ReadTables(os.DirFS("../../internal/corpus/testdata/outpatient/tables"))
	require.NoError(t, err)
	const table = "ccioph-v321r0-f1.txt"
	data, err := os.ReadFile("../ncci/testdata/2026Q2/" + table)
	require.NoError(t, err)
	quarter, err := ncci.Read(fstest.MapFS{table: {Data: append(data, "11042\t97597\t\t20100101\t*\t1\tof this test\r\n"...)}})
	require.NoError(t, err)
	pairs, err := ncci.NewLibrary(quarter)
	require.NoError(t, err)
	for _, c := range []struct {
		options ioce.Options
		claim   string
		want    string
	}{
		{ioce.Options{Tables: tables}, "outpatient 2026-05-01 70y bill:0131 | L97.511 | | 0360/11042 0360/97597", "40"},
		{ioce.Options{Tables: tables, NCCI: pairs}, "outpatient 2026-05-01 70y bill:0131 | L97.511 | | 0360/11042 0360/97597", "40"},
		{ioce.Options{Tables: tables, NCCI: pairs}, "outpatient 2026-05-01 70y bill:0131 | L97.511 | | 0360/11042 0360/97597-59", ""},
		{ioce.Options{}, "outpatient 2026-05-01 70y bill:0131 | L97.511 | | 0360/11042 0360/97597", ""},
		{ioce.Options{}, "outpatient 2026-05-01 70y bill:0131 | I47.20 | | 0481/33249 0450/99291 0360/15271 0360/36430", "43"},
		{ioce.Options{Tables: tables}, "outpatient 2026-05-01 70y bill:0131 | K62.5 | | 0750/45378-5-ABC 0750/4537 0001", "6,22,41"},
		{ioce.Options{Tables: tables}, "outpatient 2026-05-01 bill:0131 | O80 | | 0750/45378", ""},
		{ioce.Options{Tables: tables}, "outpatient 2026-05-01 70y bill:0131 | O80 | | 0750/45378*0", "2"},
		{ioce.Options{Tables: tables}, "outpatient 2026-05-01 70y bill:0711 | K62.5 | | 0762/G0378 0750/45378-ZZ", "22,53"},
		{ioce.Options{Tables: tables}, "outpatient nine 2015-05-01 70y bill:0131 | 5693 | | 0750/45378", "none"},
	} {
		c.options.OPPS = april(t)
		e, err := ioce.New(c.options)
		require.NoError(t, err)
		var j ioce.Judgement
		e.Judge(claimtest.MustParse(c.claim), &j)
		if c.want == "none" {
			assert.Nil(t, j.Grouper)
			continue
		}
		require.NotNil(t, j.Grouper, c.claim)
		assert.Equal(t, c.want, edits(j.Result.Edits), c.claim)
		reg, err := rules.New(ioce.Pack(e))
		require.NoError(t, err)
		assert.Equal(t, c.want != "", len(reg.Findings(claimtest.MustParse(c.claim))) > 0, c.claim)
	}
	_, err = ioce.New(ioce.Options{OPPS: onlyB(t)})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	assert.Empty(t, ioce.State(99).String())
	assert.Equal(t, "done", ioce.Done.String())
	for n := range 2 {
		require.Error(t, ioce.WriteEdits(&full{n}))
	}
}

// onlyB is a library with an Addendum B alone, which can't group.
func onlyB(t *testing.T) *opps.Library {
	data, err := os.ReadFile("../../internal/corpus/testdata/outpatient/addenda/2025 Addendum B.txt")
	require.NoError(t, err)
	r, err := opps.Read(fstest.MapFS{"2025 Addendum B.txt": {Data: data}})
	require.NoError(t, err)
	l, err := opps.NewLibrary(r)
	require.NoError(t, err)
	return l
}

// A full writer takes so many writes and no more.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, errors.New("full")
	}
	return len(b), nil
}

// TestInvalidUnits: units below 0, beyond all claims or that can't be read are not paid
// as one.
func TestInvalidUnits(t *testing.T) {
	var c opps.Claim
	for units, want := range map[float64]int64{-1: -1, -0.3: -1, -200: -1, math.Inf(-1): -1, math.Inf(1): -1, 1e16: -1, math.NaN(): -1, 0: 0, 2: 2} {
		ioce.Convert(&c, &rules.Claim{Lines: []rules.Line{{Code: "J9271", Units: units}}})
		assert.Equal(t, want, c.Lines[0].Units, units)
	}
	file := "id,setting,type_of_bill,hcpcs,units\nA,outpatient,131,J9271,x\nA,outpatient,131,J9271,\nA,outpatient,131,J9271,3\n"
	for claim, err := range claimfile.NewReader("claims", strings.NewReader(file), claimfile.Options{}).All() {
		require.NoError(t, err)
		ioce.Convert(&c, claim)
		require.Len(t, c.Lines, 3)
		assert.Equal(t, []int64{-1, 1, 3}, []int64{c.Lines[0].Units, c.Lines[1].Units, c.Lines[2].Units})
	}
}
