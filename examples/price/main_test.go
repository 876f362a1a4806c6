package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/ippsvector"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules/claimfile"
)

const stay = `{"id":"A","setting":"inpatient","patient":{"birth":"1940-02-29","sex":"F"},"from":"2026-04-10","through":"2026-04-12","dischargeStatus":"03","diagnoses":[{"code":"A41.9","poa":"Y"},{"code":"J96.01","poa":"Y"}],"ccn":"010001","charge":150000.00}
`

func TestPage(t *testing.T) {
	dir := t.TempDir()
	claims, hospitals := filepath.Join(dir, "claims.jsonl"), filepath.Join(dir, "psf.csv")
	require.NoError(t, os.WriteFile(claims, []byte(stay+strings.Replace(stay, `"A"`, `"B"`, 1)), 0o600))
	require.NoError(t, os.WriteFile(hospitals, []byte("provider_ccn,effective_date,special_payment_indicator,special_wage_index,operating_ccr,capital_ccr,vbp_participant_indicator,hrr_participant_indicator,hospital_quality_indicator,capital_pps_payment_code\n"+
		"010001,20251001,1,0.9,0.25,0.02,N,0,1,B\n"), 0o600))
	for _, args := range [][]string{
		{"-hospitals", hospitals, claims},
		{"-hospital", `{"WageIndex":0.9,"OperatingCCR":0.25,"CapitalCCR":0.02}`, claims},
	} {
		var out bytes.Buffer
		require.NoError(t, run(args, nil, &out, io.Discard))
		require.Equal(t, 2, strings.Count(out.String(), "15121.55 (return code 42"), out.String())
		require.Contains(t, out.String(), "(42 CFR 412.4(f)(1))")
	}
	out := filepath.Join(dir, "page.txt")
	require.NoError(t, os.WriteFile(claims, []byte(strings.Replace(stay, `"03"`, `""`, 1)), 0o600))
	err := run([]string{"-hospitals", hospitals, "-o", out, claims}, nil, io.Discard, io.Discard)
	require.ErrorIs(t, err, command.ErrLeftOut)
	text, err := os.ReadFile(out)
	require.NoError(t, err, "what is to report doesn't lose the pages")
	require.Contains(t, string(text), "no price: missing: the patient discharge status")
}

const hospital = `{"WageIndex":0.9}`

type full struct{}

func (full) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// TestFullDisk: output that can't be written is never done.
func TestFullDisk(t *testing.T) {
	err := run([]string{"-hospital", hospital, "-"}, strings.NewReader(stay), full{}, io.Discard)
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.Equal(t, command.Failed, command.Status("price", err, io.Discard))
}

// TestStatus: what can't be read to its end is 2, what was left out is 1 and told.
func TestStatus(t *testing.T) {
	outpatient := strings.NewReplacer(`"inpatient"`, `"outpatient"`, `"A"`, `"O"`).Replace(stay)
	for _, c := range []struct {
		in, says string
		status   int
	}{
		{stay, "", command.Done},
		{"", "", command.Failed},
		{"\n\n", "", command.Failed},
		{"id,setting,from\n", "no claims\nprice: not every file was read to its end and has claims\n", command.Failed},
		{"a,b\n1,2\n", "", command.Failed},
		{"\x00\x01\xff\xfe\x80", "", command.Failed},
		{stay + stay[:60], "not every file was read to its end", command.Failed},
		{"{\"id\":7}\n" + stay, "price: 1 error of reading: claims may be missing, or other than they were sent\n", command.Reported},
		{strings.Replace(stay, `"03"`, `""`, 1), "1 claim without a price: left out", command.Reported},
		{stay + strings.Repeat(outpatient, 3), "3 claims left out: not inpatient", command.Reported},
		{outpatient, "1 claim left out: not inpatient", command.Reported},
	} {
		var out, errs bytes.Buffer
		status := command.Status("price", run([]string{"-hospital", hospital, "-o", "-", "-"}, strings.NewReader(c.in), &out, &errs), &errs)
		require.Equal(t, c.status, status, "%q: %s", c.in, errs.String())
		require.Contains(t, errs.String(), c.says)
		require.Equal(t, strings.Count(c.in, `"inpatient"`) > 0, strings.Contains(out.String(), "claim A"))
	}
	err := run([]string{"-hospital", hospital, t.TempDir()}, nil, io.Discard, io.Discard)
	require.ErrorContains(t, err, "is a folder")
}

// TestHospital: parameters that can't be meant so are refused.
func TestHospital(t *testing.T) {
	for text, says := range map[string]string{
		`{"WageIndex":1} junk`:                   `"junk" stands behind the parameters`,
		`{"WageIndex":1,"Beds":2,"wageindex":2}`: "wageindex stands twice",
		`{"WageIndex":1,"OperatingCCR":50}`:      "out of range",
		`{"WageIndex":0.01}`:                     "out of range",
		`{}`:                                     "WageIndex",
		`null`:                                   "WageIndex",
		`{"WageIndex":1,"Nothing":2}`:            "unknown field",
	} {
		err := run([]string{"-hospital", text, "-"}, strings.NewReader(stay), io.Discard, io.Discard)
		require.ErrorContains(t, err, says, text)
		require.Equal(t, command.Failed, command.Status("price", err, io.Discard))
	}
	err := run([]string{"-hospital", hospital, "-hospitals", "absent", "-"}, strings.NewReader(stay), io.Discard, io.Discard)
	require.ErrorContains(t, err, "-hospitals")
	var help bytes.Buffer
	require.ErrorIs(t, run([]string{"-h"}, nil, io.Discard, &help), flag.ErrHelp)
	for _, format := range []string{"837", "FHIR", "RIF", "CCLF", "Synthea"} {
		require.Contains(t, help.String(), format)
	}
}

func TestBadCommands(t *testing.T) {
	for _, args := range [][]string{{}, {"-vectors", "a", "b"}, {"absent.jsonl"}, {"-hospital", "x", "a"}, {"-hospitals", "absent", "a"}, {"-vectors", "absent"}} {
		require.Error(t, run(args, nil, io.Discard, io.Discard), args)
	}
	empty := filepath.Join(t.TempDir(), "empty.tsv")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	require.ErrorContains(t, run([]string{"-vectors", empty}, nil, io.Discard, io.Discard), "no line of headings")
}

func TestVectors(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run([]string{"-vectors", official.Path(t, "vectors/ipps/ipps2015.claims.tsv.gz")}, nil, &out, io.Discard))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Equal(t, strings.Join(ippsvector.AnswerColumns, "\t"), lines[0])
	require.Len(t, lines, 3958)
	require.True(t, strings.HasPrefix(lines[1], "B2015-00001\t02\t161627.63\t142229.51\t0.00\t7426.44\t"), lines[1])
}

// TestWrongCount: a file whose end counts its segments wrongly is told as that; its
// claim has its price.
func TestWrongCount(t *testing.T) {
	var file bytes.Buffer
	w, err := claimfile.NewWriter(&file, claimfile.X12)
	require.NoError(t, err)
	for c, err := range claimfile.NewReader("stay", strings.NewReader(strings.Replace(stay, `"setting"`, `"typeOfBill":"0111","setting"`, 1)), claimfile.Options{}).All() {
		require.NoError(t, err)
		require.NoError(t, w.Write(c))
	}
	require.NoError(t, w.Close())
	right := file.String()
	wrong := regexp.MustCompile(`SE\*\d+\*`).ReplaceAllString(right, "SE*99*")
	require.NotEqual(t, right, wrong)
	for text, want := range map[string]int{right: command.Done, wrong: command.Reported} {
		var out, errs bytes.Buffer
		status := command.Status("price", run([]string{"-hospital", hospital, "-"}, strings.NewReader(text), &out, &errs), &errs)
		require.Equal(t, want, status, errs.String())
		require.Contains(t, out.String(), "(return code")
		require.NotContains(t, errs.String(), "without a price")
		require.Equal(t, text == wrong, strings.Contains(errs.String(), "price: 1 error of reading: "), errs.String())
	}
}
