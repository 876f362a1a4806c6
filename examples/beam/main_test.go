package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/mce"
)

func TestMain(m *testing.M) {
	beam.Init()
	os.Exit(m.Run())
}

// many returns the samples so many times, under other names.
func many(times int) string {
	var b strings.Builder
	for i := range times {
		b.WriteString(strings.ReplaceAll(samples, `{"id":"`, fmt.Sprintf(`{"id":"%d-`, i)))
	}
	return b.String()
}

// alone answers a file in this process, without Beam: the stays as they are
// read, each package called as its documentation says.
func alone(t testing.TB, text string) []string {
	r, err := stayfile.NewReader(strings.NewReader(text), "")
	require.NoError(t, err)
	elixhauser, charlson := research.CompiledElixhauser(), research.NewCharlson(research.Charlson1987)
	var names, lines []string
	for _, m := range elixhauser.Measures() {
		names = append(names, m.Name)
	}
	for rec, err := range r.All() {
		if err != nil {
			continue
		}
		s := &rec.Stay
		row := map[string]any{"id": s.ID, "discharge": s.Discharge.Compact()}
		g, err := msdrg.ForDischarge(s.Discharge)
		require.NoError(t, err)
		year, err := ipps.ForDischarge(s.Discharge)
		require.NoError(t, err)
		result := g.Group(s)
		a := result.Final
		row["version"], row["drg"], row["mdc"], row["title"], row["hacs"] = result.Version, a.DRG, a.MDC, a.Title, result.HACs
		row["drg"], row["severity"], row["returnCode"] = int(a.DRG), a.Level.String(), a.Code.String()
		if w, _ := year.Lookup(a.DRG); w.Relative != 0 {
			row["weight"] = w.Relative
		}
		claim := mce.Record{Discharge: s.Discharge, Age: s.Age, Sex: s.Sex, Status: s.Status, LengthOfStay: s.Discharge.DaysSince(s.Admission)}
		var dx []research.Diagnosis
		for i, d := range s.Diagnoses {
			claim.Diagnoses = append(claim.Diagnoses, d.Code.Compact())
			dx = append(dx, research.Diagnosis{Code: research.CM(d.Code), POA: d.POA, Principal: i == 0})
		}
		for _, p := range s.Procedures {
			claim.Procedures = append(claim.Procedures, p.Code.String())
		}
		edited := mce.Default().Edit(&claim)
		row["editType"] = edited.Type.String()
		var edits, comorbidities []string
		for e, n := range edited.Counts() {
			edits = append(edits, fmt.Sprintf("%s=%d", e, n))
		}
		c := elixhauser.Stay(dx)
		for i := range c.Measures.All() {
			comorbidities = append(comorbidities, names[i])
		}
		if len(edits) > 0 {
			row["edits"] = edits
		}
		if len(comorbidities) > 0 {
			row["comorbidities"] = comorbidities
		}
		if !c.NoPOA {
			row["indices"] = []int{c.Readmission, c.Mortality}
		}
		row["charlson"] = charlson.Of(dx, medcode.Period{}).Score
		line, err := json.Marshal(row)
		require.NoError(t, err)
		lines = append(lines, string(line))
	}
	return lines
}

// sortedLines returns the lines of files with their keys in order, themselves sorted.
func sortedLines(t testing.TB, lines []string) []string {
	var all []string
	for _, line := range lines {
		var v map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &v), "%s", line)
		b, err := json.Marshal(v)
		require.NoError(t, err)
		all = append(all, string(b))
	}
	slices.Sort(all)
	return all
}

func linesOf(t testing.TB, paths ...string) []string {
	var all []string
	for _, path := range paths {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		if text := strings.TrimSuffix(string(b), "\n"); text != "" {
			all = append(all, strings.Split(text, "\n")...)
		}
	}
	return all
}

// What the pipeline says on Beam's prism runner is what one process says.
func TestSameAsAlone(t *testing.T) {
	dir := t.TempDir()
	text := many(60)
	half := strings.Index(text, `{"id":"30-`)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(text[:half]), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.jsonl"), []byte(text[half:]+"{\"id\":\"bad\"}\nno stay\n"), 0o600))
	c := config{input: filepath.Join(dir, "*.jsonl"), output: filepath.Join(dir, "out"), bad: filepath.Join(dir, "bad"),
		summary: filepath.Join(dir, "months"), shards: 3}
	err := run(context.Background(), c)
	require.ErrorIs(t, err, command.ErrLeftOut)
	require.EqualError(t, err, "2 lines left out")

	parts, err := filepath.Glob(filepath.Join(dir, "out-0000?-of-00003"))
	require.NoError(t, err)
	require.Len(t, parts, 3)
	want := sortedLines(t, alone(t, text))
	require.Len(t, want, 480)
	require.Equal(t, want, sortedLines(t, linesOf(t, parts...)))

	bad := linesOf(t, c.bad)
	require.Len(t, bad, 2)
	require.Contains(t, strings.Join(bad, "\n"), "\tno stay")
	months := linesOf(t, c.summary)
	slices.Sort(months)
	require.Equal(t, wantMonths, strings.Join(months, "\n"))
}

const wantMonths = `{"month":"2026-04","stays":300,"caseMixIndex":1.7577}
{"month":"2026-05","stays":120,"caseMixIndex":4.4204}
{"month":"2026-06","stays":60,"caseMixIndex":0.6742}`

func TestSamples(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	require.NoError(t, run(context.Background(), config{output: out, shards: 1}))
	lines := linesOf(t, out)
	require.Equal(t, sortedLines(t, alone(t, samples)), sortedLines(t, lines))
	all := strings.Join(lines, "\n")
	require.Contains(t, all, `"id":"hip-replacement-embolism","discharge":"20260511","version":"43.1","drg":470`)
	require.Contains(t, all, `"edits":["AGE_CONFLICT=1"]`)
	require.Contains(t, all, `"weight":1.2838`)
}

func TestCSV(t *testing.T) {
	dir := t.TempDir()
	header := "id,version,age,sex,status,discharge,dx"
	file := filepath.Join(dir, "stays.csv")
	require.NoError(t, os.WriteFile(file, []byte(header+"\na,,66,M,1,2026-04-22,J18.9:Y x\nb,42,66,M,1,,J18.9:Y\nc,,66,M,1,,J18.9\n"), 0o600))
	for version, want := range map[string][]string{"": {"43.1", "42", ""}, "40": {"40", "40", "40"}} {
		c := config{input: file, header: header, version: version, output: filepath.Join(dir, "out"+version), shards: 1}
		err := run(context.Background(), c)
		if version == "" {
			require.ErrorIs(t, err, command.ErrTold, "a stay without day and version")
		} else {
			require.NoError(t, err)
		}
		lines := linesOf(t, c.output)
		slices.Sort(lines)
		require.Len(t, lines, 3)
		for i, line := range lines {
			var r struct{ Version, Problem string }
			require.NoError(t, json.Unmarshal([]byte(line), &r))
			require.Equal(t, want[i], r.Version, line)
			require.Equal(t, want[i] == "", r.Problem != "", line)
		}
	}
}

// Without input there is no output to be content with.
func TestNoInput(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.jsonl")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for input, want := range map[string]string{empty: "no stays", filepath.Join(dir, "none*.jsonl"): "no such file", filepath.Join(dir, "none.jsonl"): "no"} {
		err := run(context.Background(), config{input: input, output: filepath.Join(dir, "out"), shards: 1})
		require.ErrorContains(t, err, want)
		require.Equal(t, command.Failed, command.Status("beam", err, os.Stderr))
	}
}

func TestBadCommands(t *testing.T) {
	for want, c := range map[string]config{
		"want at least 1": {output: "x"},
		"-output":         {shards: 1},
		"not embedded":    {output: "x", shards: 1, version: "12"},
		"-header":         {output: "x", shards: 1, header: "a,b"},
	} {
		require.ErrorContains(t, run(context.Background(), c), want)
	}
}

// A stay that has been through the pipeline's form is the same to the grouper.
func TestStayForm(t *testing.T) {
	r, err := stayfile.NewReader(strings.NewReader(samples+`{"id":"x","age":0,"ageDays":3,"sex":"U","status":7,"hospital":"EXEMPT","admit":"R06.02","dx":["?","J18.9:*"],"px":["0"]}`), "")
	require.NoError(t, err)
	for rec, err := range r.All() {
		require.NoError(t, err)
		for i := range rec.Procedures {
			rec.Procedures[i].Date = medcode.Date{} // not carried: it has no influence
		}
		var got drg.Stay
		s := stayOf(rec)
		s.into(&got)
		require.Equal(t, rec.ID, got.ID)
		require.Equal(t, len(rec.Diagnoses), len(got.Diagnoses))
		for i := range rec.Diagnoses {
			require.Equal(t, rec.Diagnoses[i], got.Diagnoses[i])
		}
		got.Diagnoses, rec.Diagnoses = nil, nil
		require.Equal(t, len(rec.Procedures), len(got.Procedures))
		got.Procedures, rec.Procedures = nil, nil
		require.Equal(t, rec.Stay, got)
	}
}

// BenchmarkWorker is what a worker does, without a runner: the transforms in a
// row on one core.
func BenchmarkWorker(b *testing.B) {
	lines := strings.Split(strings.TrimSpace(samples), "\n")
	decode, group, edit, comorbidity := &decodeFn{}, &groupFn{}, &editFn{}, &comorbidityFn{}
	require.NoError(b, decode.Setup())
	require.NoError(b, group.Setup())
	edit.Setup()
	comorbidity.Setup()
	ctx := context.Background()
	for b.Loop() {
		for _, line := range lines {
			decode.ProcessElement(ctx, line, func(r Row) {
				if _, err := (formatFn{}).ProcessElement(comorbidity.ProcessElement(edit.ProcessElement(group.ProcessElement(ctx, r)))); err != nil {
					b.Fatal(err)
				}
			}, func(string) {})
		}
	}
	b.ReportMetric(float64(b.N*len(lines))/b.Elapsed().Seconds(), "stays/s")
}

// BenchmarkPrism is a whole pipeline on the prism runner, its start included.
func BenchmarkPrism(b *testing.B) {
	dir := b.TempDir()
	const times = 2500
	require.NoError(b, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(many(times)), 0o600))
	for b.Loop() {
		require.NoError(b, run(context.Background(), config{input: filepath.Join(dir, "a.jsonl"), output: filepath.Join(dir, "out"), shards: 1}))
	}
	b.ReportMetric(float64(b.N*times*8)/b.Elapsed().Seconds(), "stays/s")
}
