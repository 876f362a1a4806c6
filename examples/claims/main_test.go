package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/claimfile"
)

func call(stdin string, args ...string) (status int, out, errs string) {
	var o, e bytes.Buffer
	status = run(args, strings.NewReader(stdin), &o, &e)
	return status, o.String(), e.String()
}

const table = "id,setting,pos,birth,sex,dx,hcpcs,units\nA,professional,11,1950-01-31,F,I10,99213,1\n"

// TestConvert: from any format to any other and back.
func TestConvert(t *testing.T) {
	status, jsonl, errs := call(table, "-")
	require.Equal(t, command.Done, status, errs)
	require.Equal(t, "claims: standard input: 1 claim with 1 line as CSV\n", errs)
	require.Contains(t, jsonl, `"id":"A","setting":"professional"`)
	for _, to := range []string{"837", "csv", "jsonl"} {
		_, there, errs := call(jsonl, "-to", to, "-")
		require.Contains(t, errs, "1 claim ")
		_, back, _ := call(there, "-")
		require.Equal(t, strings.Replace(jsonl, `"units":1`, `"units":1`, 1), back, to)
	}
	dir := t.TempDir()
	for _, name := range []string{"a.837", "a.csv", "a.jsonl", "a.csv.gz"} {
		to := filepath.Join(dir, name)
		status, out, errs := call(jsonl, "-o", to, "-")
		require.Equal(t, command.Done, status, errs)
		require.Empty(t, out)
		_, back, _ := call("", to)
		require.Equal(t, jsonl, back)
	}
}

// TestTold: what could not be read, and what was chosen.
func TestTold(t *testing.T) {
	for text, want := range map[string]string{
		"id,setting,sex,hcpcs\nA,professional,X,1\n":               `claim "A", patient sex: sex "X"`,
		"id,setting,hcpcs\nA,professional,1,2\nB,professional,1\n": `claim "A": 4 cells under 3 columns`,
		"id,hcpcs,shoe\nA,1,2\n":                                   "a column that says nothing of a claim",
		"id,from,hcpcs\nA,04/05/2026,1\n":                          "with the month first",
	} {
		_, _, errs := call(text, "-")
		require.Contains(t, errs, want)
	}
	status, _, errs := call("id,setting,hcpcs\nA,professional,1,2\nB,professional,1\n", "-")
	require.Equal(t, command.Reported, status, errs)
	status, _, errs = call("id,hcpcs\nA,1\n", "-to", "837", "-")
	require.Equal(t, command.Reported, status)
	require.Contains(t, errs, "not written")
	_, out, _ := call("Fall;Code\nA;99213\n", "-columns", "Fall=id,Code=hcpcs", "-")
	require.Contains(t, out, `"id":"A"`)
}

// TestSummary: the last line says of errors no more than that there were some, and
// names no format where there is none.
func TestSummary(t *testing.T) {
	_, file, errs := call(table, "-to", "837", "-")
	wrong := regexp.MustCompile(`SE\*\d+\*`).ReplaceAllString(file, "SE*99*")
	require.NotEqual(t, file, wrong, errs)
	status, _, errs := call(wrong, "-")
	require.Equal(t, command.Reported, status)
	require.Contains(t, errs, "1 claim with 1 line as X12 837; 1 error of reading or writing\n")
	status, _, errs = call("", "-")
	require.Equal(t, command.Failed, status)
	require.Contains(t, errs, "0 claims with 0 lines")
	require.NotContains(t, errs, "lines as")
	_, _, errs = call("id,setting,sex,hcpcs\nA,professional,X,1\n", "-")
	require.Contains(t, errs, "; 1 field could not be read\n")
}

func TestFailures(t *testing.T) {
	page := filepath.Join(t.TempDir(), "a.html")
	require.NoError(t, os.WriteFile(page, []byte("<!DOCTYPE html>"), 0o600))
	for _, args := range [][]string{nil, {"-to", "xml", "-"}, {"-columns", "x", "-"}, {"-"}, {"no such file"}, {page}, {"-o", page, page}, {"-no"}} {
		status, _, errs := call("", args...)
		require.Equal(t, command.Failed, status, args)
		require.NotEmpty(t, errs)
	}
	status, _, _ := call("", "-h")
	require.Equal(t, command.Done, status)
	require.Equal(t, command.Failed, run([]string{"-"}, strings.NewReader(table), full{}, &bytes.Buffer{}))
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

// TestLost: what the format written has no place for is told, by field.
func TestLost(t *testing.T) {
	_, _, errs := call(table[:len(table)-1]+"\n", "-to", "837", "-")
	require.NotContains(t, errs, "no place")
	status, _, errs := call("id,setting,type_of_bill,birth,sex,admission,discharge,status,dx,poa\nA,inpatient,111,1950-01-31,F,2026-01-05,2026-01-08,01,I50.21,Y\n", "-to", "837", "-")
	require.NotContains(t, errs, "typeOfBill")
	require.Equal(t, command.Done, status, errs)
	status, _, errs = call("id,setting,pos,birth,sex,dx,hcpcs,units,paid,line_specialty\nA,professional,11,1950-01-31,F,I10,99213,1,5.00,11\n", "-to", "837", "-")
	require.Contains(t, errs, "X12 837 has no place for lines.specialty of 1 claim")
	require.Contains(t, errs, "X12 837 has no place for paid of 1 claim")
	require.Equal(t, command.Reported, status)
}

// TestRows: codes of claims of any format are rows that research.Run takes to what
// the claims themselves come to, those that can't be read among them.
func TestRows(t *testing.T) {
	const stays = "id,setting,patient,from,through,dx1,poa1,dx2,poa2,dx3,poa3,px1,pxdate1\n" +
		"A,inpatient,P1,2026-04-05,2026-04-10,I214,Y,I5021,Y,E1122,N,02703ZZ,2026-04-06\n" +
		"B,inpatient,P1,2026-05-05,2026-05-10,J189,Y,bad?,Y,K7460,Y,,\n" +
		"C,inpatient,P2,2014-05-05,2014-05-10,4280,Y,25040,Y,,,3950,\n" +
		"D,inpatient,,2026-05-05,2026-05-10,J189,Y,,,,,,\n" +
		"E,inpatient,P3,2026-05-05,2026-05-10,,,,,,,,\n"
	status, out, errs := call(stays, "-to", "rows", "-")
	require.Equal(t, command.Reported, status)
	require.Contains(t, errs, `claim "D": it doesn't say who the patient is`)
	require.Contains(t, errs, `claim "E": it has neither diagnoses nor procedures`)
	require.Equal(t, `person,stay,date,code,system,poa,principal
P1,A,2026-04-10,I214,ICD-10-CM,Y,Y
P1,A,2026-04-10,I5021,ICD-10-CM,Y,
P1,A,2026-04-10,E1122,ICD-10-CM,N,
P1,A,2026-04-06,02703ZZ,ICD-10-PCS,,
P1,B,2026-05-10,J189,ICD-10-CM,Y,Y
P1,B,2026-05-10,bad?,ICD-10-CM,Y,
P1,B,2026-05-10,K7460,ICD-10-CM,Y,
P2,C,2014-05-10,4280,ICD-9-CM,Y,Y
P2,C,2014-05-10,25040,ICD-9-CM,Y,
P2,C,2014-05-10,3950,ICD-9-CM procedure,,
`, out)

	index := research.NewCharlson(research.Charlson1987)
	var table bytes.Buffer
	report, err := research.Run(t.Context(), strings.NewReader(out), research.LongTable(), []research.Scorer{index.Scorer()}, &table, research.Options{Per: research.PerStay})
	require.NoError(t, err)
	require.EqualValues(t, 10, report.Records)
	require.EqualValues(t, 1, report.BadCodes)
	require.EqualValues(t, 2, report.Procedures)
	got := strings.Split(strings.TrimSpace(table.String()), "\n")[1:]
	var want []string
	for c, err := range claimfile.Read("f", strings.NewReader(stays)) {
		require.NoError(t, err)
		if c.ID < "D" {
			want = append(want, strconv.Itoa(index.Of(c.Coded(), medcode.Period{}).Score))
		}
	}
	require.Len(t, got, len(want))
	for i, line := range got {
		require.Equal(t, want[i], line[strings.LastIndexByte(line, ',')+1:], line)
	}

	_, out, errs = call(`{"id":"A\nB","setting":"professional","patient":{"id":"P"},"diagnoses":[{"code":"I10"}]}`, "-to", "rows", "-")
	require.NotContains(t, out, "I10")
	require.Contains(t, errs, "a line break in an identifier")
	var bad full
	require.Equal(t, command.Failed, run([]string{"-to", "rows", "-"}, strings.NewReader(stays), bad, &bytes.Buffer{}))
}
