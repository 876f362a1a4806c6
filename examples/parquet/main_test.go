package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
)

// do runs the program and returns what it wrote and said.
func do(t *testing.T, args ...string) ([]byte, string) {
	out := filepath.Join(t.TempDir(), "out.parquet")
	var stderr bytes.Buffer
	err := run(append([]string{"-o", out}, args...), &stderr)
	if err != nil {
		require.Equal(t, command.Reported, command.Status("", err, io.Discard))
		fmt.Fprintln(&stderr, err)
	}
	data, err := os.ReadFile(out)
	require.NoError(t, err)
	return data, strings.ReplaceAll(stderr.String(), out, "out")
}

func rowsOf[T any](t *testing.T, data []byte) []T {
	rows, err := parquet.Read[T](bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	return rows
}

func put(t *testing.T, name, text string) string {
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestSamples(t *testing.T) {
	data, said := do(t)
	require.Equal(t, "out: 8 stays\nparquet: the principal diagnosis of 1 stays is not recognised\ntold before\n", said)
	var lines []string
	for _, r := range rowsOf[row](t, data) {
		lines = append(lines, fmt.Sprintf("%s %03d %s %s %s %v %d %d %d", r.ID, r.DRG, show(r.Weight), r.Severity, r.HACStatus, r.Comorbidities,
			r.Charlson, r.MDC, r.HACs))
		require.Equal(t, "43.1", r.Version)
	}
	require.Equal(t, wantSamples, strings.Join(lines, "\n"))
}

func show(n *int32) string {
	if n == nil {
		return "-"
	}
	return fmt.Sprint(*n)
}

const wantSamples = `heart-failure 293 5660 NON_CC NOT_APPLICABLE [HF] 1 5 0
heart-failure-mcc 291 12838 MCC NOT_APPLICABLE [DIAB_CX HF RENLFL_MOD] 5 5 0
hip-replacement-embolism 470 19289 NON_CC FINAL_DRG_CHANGES [HTN_UNCX] 0 8 1
sepsis-ventilated 870 69118 NON_CC NOT_APPLICABLE [] 0 18 0
delivery 807 6742 NON_CC NOT_APPLICABLE [] 0 14 0
bypass 234 54627 NON_CC NOT_APPLICABLE [DIAB_UNCX HTN_UNCX] 1 5 0
no-indicators 194 8059 CC NOT_APPLICABLE [CANCER_SOLID DIAB_UNCX] 4 4 0
incomplete-code 999 - NON_CC NOT_APPLICABLE [HTN_UNCX RENLFL_SEV] 2 0 0`

// Stays written as Parquet come to the same.
func TestStays(t *testing.T) {
	want, _ := do(t)
	stays, said := do(t, "-stays")
	require.Equal(t, "out: 8 stays\n", said)
	file := put(t, "stays.parquet", string(stays))
	got, _ := do(t, file)
	require.Equal(t, want, got)
	again, _ := do(t, "-stays", file)
	require.Equal(t, stays, again)
}

// The answers are those of the grouper called one stay at a time, and the bytes
// are the same for any number of workers.
func TestWorkers(t *testing.T) {
	var text strings.Builder
	header, lines, _ := strings.Cut(samples, "\n")
	text.WriteString(header + "\n")
	for i := range 2000 {
		for n, line := range strings.Split(strings.TrimSpace(lines), "\n") {
			fmt.Fprintf(&text, "%d-%d-%s\n", i, n, line)
		}
	}
	file := put(t, "stays.csv", text.String())
	one, said := do(t, "-workers", "1", file)
	require.Equal(t, "out: 16000 stays\nparquet: the principal diagnosis of 2000 stays is not recognised\ntold before\n", said)
	for _, n := range []string{"2", "7"} {
		many, _ := do(t, "-workers", n, file)
		require.True(t, bytes.Equal(one, many), "%s workers", n)
	}
	stays, _ := do(t, "-stays", file)
	through, _ := do(t, put(t, "stays.parquet", string(stays)))
	require.True(t, slices.EqualFunc(rowsOf[row](t, one), rowsOf[row](t, through), func(a, b row) bool {
		return a.ID == b.ID && a.DRG == b.DRG && slices.Equal(a.Comorbidities, b.Comorbidities)
	}))

	g, err := msdrg.Library().Version("43.1")
	require.NoError(t, err)
	r, err := stayfile.NewReader(strings.NewReader(text.String()), "")
	require.NoError(t, err)
	i := 0
	rows := rowsOf[row](t, one)
	for rec, err := range r.All() {
		require.NoError(t, err)
		require.Equal(t, rec.ID, rows[i].ID)
		require.EqualValues(t, g.Group(&rec.Stay).Final.DRG, rows[i].DRG)
		i++
	}
}

func TestVersions(t *testing.T) {
	const stays = "id,version,age,sex,status,discharge,dx\n" +
		"a,,66,M,1,2026-04-22,J18.9:Y\nb,42,66,M,1,2026-04-22,J18.9:Y\nc,40,66,M,1,,J18.9:Y\nd,,66,M,1,,J18.9:Y\ne,,66,M,1,1999-01-01,J18.9:Y\n"
	file := put(t, "stays.csv", stays)
	data, said := do(t, file)
	require.Contains(t, said, "stay d: neither a day of discharge nor a version")
	require.Contains(t, said, "out: 3 stays\n2 stays left out\n")
	var versions []string
	rows := rowsOf[row](t, data)
	for _, r := range rows {
		versions = append(versions, r.Version)
	}
	require.Equal(t, []string{"43.1", "42", "40"}, versions)
	require.NotNil(t, rows[0].Weight)
	require.Nil(t, rows[2].Weight, "no day of discharge, no weight")
	data, _ = do(t, "-version", "41", file)
	for _, r := range rowsOf[row](t, data) {
		require.Equal(t, "41", r.Version)
	}
}

func TestBadRows(t *testing.T) {
	day := int32(20_000)
	good := stayRow{ID: "good", Age: 50, Sex: "F", Status: 1, Discharge: &day, Diagnoses: []diagnosis{{"J189", "Y"}, {"", "*"}}, Procedures: []procedure{{"x", nil}}}
	sex, hospital := good, good
	sex.Sex, hospital.Hospital = "X", "CLOSED"
	var file bytes.Buffer
	require.NoError(t, parquet.Write(&file, []stayRow{good, sex, hospital}))
	data, said := do(t, "-version", "42", put(t, "stays.parquet", file.String()))
	require.Contains(t, said, "out: 1 stays\nparquet: 2 codes of 1 stays not recognised\n2 stays left out\n")
	require.EqualValues(t, 195, rowsOf[row](t, data)[0].DRG)
	rec, err := good.record()
	require.NoError(t, err)
	require.Equal(t, "2024-10-04", rec.Discharge.String())
	require.EqualValues(t, '*', rec.Diagnoses[1].POA)
	require.False(t, rec.Procedures[0].Code.IsValid())
	again, err := stayOf(rec)
	require.NoError(t, err)
	require.Equal(t, day, *again.Discharge)

	bad := put(t, "stays.csv", samples+strings.Repeat("x,old,F,1,,,J18.9,\n", 12))
	_, said = do(t, bad)
	require.Contains(t, said, bad+":10:")
	require.Contains(t, said, "out: 8 stays\nparquet: the principal diagnosis of 1 stays is not recognised\n12 stays left out\n")
	require.Equal(t, mostComplaints+3, strings.Count(said, "\n"))
}

// Codes that are not recognised are counted; malformed ones stay as they are
// written when stays are.
func TestUnrecognized(t *testing.T) {
	file := put(t, "stays.csv", "id,age,sex,status,discharge,dx,px\n1,78,F,1,2026-05-02,M1611:Y I99.99 ?,0SR904\n")
	data, said := do(t, file)
	require.Equal(t, "out: 1 stays\nparquet: 3 codes of 1 stays not recognised\ntold before\n", said)
	require.EqualValues(t, 554, rowsOf[row](t, data)[0].DRG)
	data, said = do(t, "-stays", file)
	require.Equal(t, "out: 1 stays\n", said)
	s := rowsOf[stayRow](t, data)[0]
	require.Equal(t, []diagnosis{{"M1611", "Y"}, {"I9999", ""}, {"?", ""}}, s.Diagnoses)
	require.Equal(t, "0SR904", s.Procedures[0].Code)
}

func TestBadCommands(t *testing.T) {
	type other struct {
		ID int64 `parquet:"id"`
	}
	type some struct {
		ID string `parquet:"id"`
	}
	var wrong, few bytes.Buffer
	require.NoError(t, parquet.Write(&wrong, []other{{1}}))
	require.NoError(t, parquet.Write(&few, []some{{"1"}}))
	out := filepath.Join(t.TempDir(), "x.parquet")
	for want, args := range map[string][]string{
		"want at least 1":       {"-workers", "0"},
		"not embedded":          {"-version", "12"},
		"compressed inside":     {"-o", "x.parquet.gz"},
		"nothing.csv":           {"nothing.csv"},
		"flags come first":      {"nothing.csv", "-stays"},
		"is a folder":           {t.TempDir()},
		"flag provided but not": {"-sideways"},
		"no stays":              {put(t, "empty.csv", "id,age,sex,status,dx\n")},
		"nowhere":               {"-o", filepath.Join("nowhere", "x.parquet")},
		"no column version":     {put(t, "few.parquet", few.String())},
		"column id is":          {put(t, "wrong.parquet", wrong.String())},
		"torn.parquet":          {put(t, "torn.parquet", "PAR1"+few.String())},
		"nothing.csv.gz":        {put(t, "nothing.csv.gz", "what is this")},
	} {
		err := run(append([]string{"-o", out}, args...), io.Discard)
		require.ErrorContains(t, err, want, "%v", args)
		require.NoFileExists(t, out)
	}
	require.ErrorIs(t, run([]string{"-h"}, io.Discard), flag.ErrHelp)

	file := put(t, "stays.csv", samples)
	require.ErrorContains(t, run([]string{"-o", file, file}, io.Discard), "overwrite")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, samples, string(text))
}

// When the rows can't be taken any more, nothing is left behind running.
func TestStop(t *testing.T) {
	fail := errors.New("disk full")
	endless := func(yield func(batch) bool) {
		for yield(func(yield func(*stayfile.Record, error) bool) { yield(&stayfile.Record{}, nil) }) {
		}
	}
	one := func(*stayfile.Record) (int, error) { return 1, nil }
	err := inOrder(endless, []converter[int]{one, one, one}, func([]int, []error) error { return fail })
	require.ErrorIs(t, err, fail)
}

// A file that can't be read to its end is an error, not a short file.
func TestTorn(t *testing.T) {
	torn := io.MultiReader(strings.NewReader(samples), failing{})
	_, err := text("torn", torn, func(batch) bool { return true })
	require.ErrorContains(t, err, "torn cable")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, fmt.Errorf("torn cable: %w", medcode.ErrSyntax) }

func BenchmarkAnswer(b *testing.B) {
	a, err := newAnswerer("")
	require.NoError(b, err)
	var recs []*stayfile.Record
	r, err := stayfile.NewReader(strings.NewReader(samples), "")
	require.NoError(b, err)
	for rec, err := range r.All() {
		require.NoError(b, err)
		c := *rec
		c.Diagnoses, c.Procedures = slices.Clone(c.Diagnoses), slices.Clone(c.Procedures)
		recs = append(recs, &c)
	}
	for b.Loop() {
		for _, rec := range recs {
			if _, err := a.answer(rec); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(recs))/b.Elapsed().Seconds(), "stays/s")
}

// BenchmarkWrite is the whole way from a file of lines to Parquet, with a
// single worker.
func BenchmarkWrite(b *testing.B) {
	header, lines, _ := strings.Cut(samples, "\n")
	const times = 2000
	dir := b.TempDir()
	in, out := filepath.Join(dir, "stays.csv"), filepath.Join(dir, "out.parquet")
	require.NoError(b, os.WriteFile(in, []byte(header+"\n"+strings.Repeat(lines, times)), 0o600))
	for b.Loop() {
		require.NoError(b, run([]string{"-workers", "1", "-o", out, in}, io.Discard))
	}
	b.ReportMetric(float64(b.N*times*strings.Count(lines, "\n"))/b.Elapsed().Seconds(), "stays/s")
}

// TestClaims: the stays among claims are rows, and the claims that are none are told.
func TestClaims(t *testing.T) {
	const claims = "id,setting,birth,sex,from,through,discharge_status,dx,poa1\nA,inpatient,1940-01-01,F,2026-02-01,2026-02-03,1,I5021:Y bad?,\n" +
		"B,professional,1940-01-01,F,2026-02-01,2026-02-03,1,I10,\nC,inpatient,1940-01-01,F,2026-02-01,2026-02-03,1,J189:Y,\n"
	dir := t.TempDir()
	in, out := filepath.Join(dir, "claims.csv"), filepath.Join(dir, "x.parquet")
	text := strings.NewReplacer(",poa1", "", "bad?,", "bad?", "I10,", "I10", "J189:Y,", "J189:Y").Replace(claims)
	require.NoError(t, os.WriteFile(in, []byte(text), 0o600))
	var errs bytes.Buffer
	require.ErrorIs(t, run([]string{"-stays", "-o", out, in}, &errs), command.ErrTold)
	require.Contains(t, errs.String(), "2 stays")
	require.Contains(t, errs.String(), "1 claim left out: not inpatient")
	rows, err := parquet.ReadFile[stayRow](out)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, []string{"A", "C"}, []string{rows[0].ID, rows[1].ID})
	require.Equal(t, []diagnosis{{"I5021", "Y"}, {"bad?", ""}}, rows[0].Diagnoses)
	require.NoError(t, os.WriteFile(in, []byte(strings.ReplaceAll(text, "inpatient", "outpatient")), 0o600))
	require.ErrorContains(t, run([]string{"-o", out, in}, &errs), "no stays among its 3 claims")
}
