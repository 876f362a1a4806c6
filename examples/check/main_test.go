package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
)

// call runs the program and returns its exit status and what it printed.
func call(stdin string, args ...string) (status int, stdout, stderr string) {
	var out, diag bytes.Buffer
	status = run(args, strings.NewReader(stdin), &out, &diag)
	return status, out.String(), diag.String()
}

func TestWithoutArguments(t *testing.T) {
	status, out, diag := call("")
	require.Equal(t, exitError, status)
	require.Empty(t, diag)
	for _, want := range []string{
		"STAY-1        warning  mce.limited-coverage                  procedure 2          0FYG0Z0",
		"NEWBORN       error    poa.newborn-at-birth ",
		"DELIVERY      error    mce.questionable-obstetric-admission ",
		"WOUND-1       error    ncci.ptp-modifier-missing ",
		"9 claims: ",
	} {
		require.Contains(t, out, want)
	}
	require.NotContains(t, out, "CLEAN")
	_, again, _ := call("")
	require.Equal(t, out, again)
}

func TestExitStatus(t *testing.T) {
	claim := func(poa, more string) string {
		return `{"id":"A","setting":"inpatient","typeOfBill":"0111","dischargeStatus":"01","patient":{"birth":"1950-01-01","sex":"M"},"admission":"2026-04-01","discharge":"2026-04-05","diagnoses":[{"code":"I214","poa":"` + poa + `"}` + more + `]}`
	}
	status, out, _ := call(claim("Y", ""), "-")
	require.Equal(t, exitClean, status)
	require.Equal(t, "1 claims: 0 errors, 0 warnings, 0 notes\n", out)
	status, _, _ = call(claim("U", ""), "-")
	require.Equal(t, exitClean, status, "a note")
	status, _, _ = call(claim("N", ""), "-")
	require.Equal(t, exitWarning, status)
	status, _, _ = call(claim("Y", `,{"code":"I214","poa":"Y"}`), "-")
	require.Equal(t, exitError, status)
	status, out, diag := call(claim("Y", "")+"\n{bad}\n"+claim("N", ""), "-")
	require.Equal(t, exitFailed, status)
	require.Contains(t, diag, "check: stdin:2: ")
	require.Contains(t, out, "2 claims: 0 errors, 1 warnings, 0 notes; 1 could not be read\n")
}

func TestBadArguments(t *testing.T) {
	for _, c := range [][]string{
		{"-nonsense"}, {"-icd", "8"}, {"-answers"}, {"-format", "xml"}, {"-profile", "mine"}, {"-explain", "no.rule"},
		{"no such file"}, {"-mce", "no such file"}, {"-mce", "main.go"}, {"-icd10cm", "no such"}, {"-icd10cm", "main.go"},
		{"-ncci", "no such"}, {"-ncci", "main.go"}, {"-o", "no/such/folder"}, {"-answers", "no such"},
		{"-answers", "-mce", "no such", "-"}, {"-answers", "-o", "no/such/folder", "-"},
	} {
		status, _, diag := call("", c...)
		require.Equal(t, exitFailed, status, c)
		require.Contains(t, diag, "check: ", c)
	}
	status, _, diag := call("", "-h")
	require.Equal(t, exitClean, status)
	require.Contains(t, diag, "medicare-inpatient")
}

func TestExplainAndProfile(t *testing.T) {
	status, out, _ := call("", "-explain", "mce.age-conflict")
	require.Equal(t, exitClean, status)
	require.True(t, strings.HasPrefix(out, "### mce.age-conflict\n"))
	_, out, _ = call("", "-explain", "all")
	require.Contains(t, out, "- [mce](#mce): ")
	_, out, _ = call("", "-profile", "medicare-professional")
	require.Contains(t, out, "ncci.")
	require.NotContains(t, out, "mce.")
	status, out, _ = call("", "-profile", "research-quality")
	require.Equal(t, exitWarning, status)
	require.Contains(t, out, " 0 errors")
}

func TestJSON(t *testing.T) {
	_, out, _ := call("", "-format", "json")
	found := map[string]int{}
	for line := range strings.Lines(out) {
		var r struct {
			File, Claim string
			Findings    []rules.Finding
		}
		require.NoError(t, json.Unmarshal([]byte(line), &r))
		require.NotEmpty(t, r.Findings)
		require.True(t, strings.HasPrefix(r.File, "sample/claims"))
		found[r.Claim] = len(r.Findings)
	}
	require.Equal(t, 3, found["WOUND-1"])
	require.Zero(t, found["CLEAN-1"])
}

func TestSARIF(t *testing.T) {
	_, out, _ := call("", "-format", "sarif")
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []sarifRule
				}
			}
			Results []sarifResult
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &log))
	require.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	driver := log.Runs[0].Tool.Driver
	for _, r := range log.Runs[0].Results {
		require.Equal(t, r.Rule, driver.Rules[r.Index].ID)
		require.Contains(t, []string{"note", "warning", "error"}, r.Level)
		require.NotEmpty(t, r.Locations[0].Logical[0].Name)
		require.NotEmpty(t, r.Properties.Citation)
	}
	require.Contains(t, out, `"fullyQualifiedName":"NEWBORN/diagnoses/1/poa"`)
	require.NotContains(t, out, "\u0000")
}

func TestReleasesFromFiles(t *testing.T) {
	status, out, diag := call("", "-icd10cm", "sample/icd10cm", "-ncci", "sample/ncci", "sample/claims.csv", "sample/claims.jsonl")
	require.Equal(t, exitError, status, diag)
	require.Contains(t, out, "ncci.")
	_, out, _ = call("", "sample/claims.jsonl")
	require.NotContains(t, out, "ncci.", "no edits at hand")
}

const vectorLine = "A\t20260415\t40\tM\t1\t3\t-\tI2510:Y,A33:Y\t5A1955Z\n"
const vectorAnswer = "A\t431\tPREPAYMENT\tAGE_CONFLICT=1+INCONSISTENT_WITH_LENGTH_OF_STAY=1\t,AGE_CONFLICT\tINCONSISTENT_WITH_LENGTH_OF_STAY\n"

func TestAnswers(t *testing.T) {
	status, out, diag := call(vectorLine, "-answers", "-")
	require.Equal(t, exitClean, status, diag)
	require.Equal(t, vectorAnswer, out)
	_, out, _ = call("B\t20060415\t40\tM\t1\t3\t7999\t7999\t-\n", "-answers", "-icd", "9", "-")
	require.Equal(t, "B\t431\tPOSTPAYMENT\tNONSPECIFIC_PDX=1\tNONSPECIFIC_PDX\t\n", out)

	dir := t.TempDir()
	in, to := filepath.Join(dir, "claims.tsv.gz"), filepath.Join(dir, "answers.tsv.gz")
	f, err := os.Create(in)
	require.NoError(t, err)
	z := gzip.NewWriter(f)
	_, err = z.Write([]byte(vectorLine))
	require.NoError(t, errors.Join(err, z.Close(), f.Close()))
	status, _, diag = call("", "-answers", "-o", to, in)
	require.Equal(t, exitClean, status, diag)
	require.Equal(t, vectorAnswer, unzip(t, to))

	for _, bad := range []string{
		"A\n", strings.Replace(vectorLine, "40", "x", 1), strings.Replace(vectorLine, "\tM\t", "\tX\t", 1), "\x1f\x8bx", strings.Repeat("x", 2<<20),
	} {
		status, _, _ = call(bad, "-answers", "-")
		require.Equal(t, exitFailed, status)
	}
}

func unzip(t *testing.T, name string) string {
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	return string(text)
}

// TestVectors runs the reference vectors through the program.
func TestVectors(t *testing.T) {
	for _, c := range []struct{ name, icd string }{{"v43.1", "10"}, {"icd9", "9"}} {
		claims := official.Path(t, "vectors/mce/"+c.name+".claims.tsv.gz")
		status, out, diag := call("", "-mce", official.Path(t, "releases/mce/v43.1/mce.bin"), "-icd", c.icd, "-answers", claims)
		require.Equal(t, exitClean, status, diag)
		want := unzip(t, official.Path(t, "vectors/mce/"+c.name+".answers.tsv.gz"))
		require.True(t, want == out, "%s differ", c.name)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestOutputFull(t *testing.T) {
	for _, args := range [][]string{nil, {"-format", "json"}, {"-format", "sarif"}, {"-explain", "all"}, {"-answers", "-"}} {
		require.Equal(t, exitFailed, run(args, strings.NewReader(strings.Repeat(vectorLine, 100)), full{}, io.Discard), args)
	}
}
