package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/command"
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
	require.Equal(t, command.Reported, status)
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
		return `{"id":"A","setting":"inpatient","typeOfBill":"0111","billingNPI":"1234567893","dischargeStatus":"01","patient":{"birth":"1950-01-01","sex":"M"},"admission":"2026-04-01","discharge":"2026-04-05","diagnoses":[{"code":"I214","poa":"` + poa + `"}` + more + `]}`
	}
	status, out, _ := call(claim("Y", ""), "-")
	require.Equal(t, command.Done, status)
	require.True(t, strings.HasPrefix(out, "1 claim: 0 errors, 0 warnings, 0 notes\nnot judged: "), out)
	status, _, _ = call(claim("U", ""), "-")
	require.Equal(t, command.Done, status, "a note")
	status, _, _ = call(claim("N", ""), "-")
	require.Equal(t, command.Reported, status)
	status, _, _ = call(claim("Y", `,{"code":"I214","poa":"Y"}`), "-")
	require.Equal(t, command.Reported, status)
	status, out, diag := call(claim("Y", "")+"\n{bad}\n"+claim("N", ""), "-")
	require.Equal(t, command.Reported, status)
	require.Contains(t, diag, "check: standard input:2: ")
	require.Contains(t, out, "2 claims: 0 errors, 1 warning, 0 notes; 1 could not be read\n")
}

func TestBadArguments(t *testing.T) {
	for _, c := range [][]string{
		{"-nonsense"}, {"-icd", "8"}, {"-answers"}, {"-format", "xml"}, {"-profile", "mine"}, {"-explain", "no.rule"},
		{"no such file"}, {"-mce", "no such file"}, {"-mce", "main.go"}, {"-icd10cm", "no such"}, {"-icd10cm", "main.go"},
		{"-ncci", "no such"}, {"-icd10pcs", "no such"}, {"-icd10pcs", "main.go"}, {"-ncci", "main.go"}, {"-o", "no/such/folder"}, {"-answers", "no such"},
		{"-answers", "-mce", "no such", "-"}, {"-answers", "-o", "no/such/folder", "-"},
	} {
		status, _, diag := call("", c...)
		require.Equal(t, command.Failed, status, c)
		require.Contains(t, diag, "check: ", c)
	}
	status, _, diag := call("", "-h")
	require.Equal(t, command.Done, status)
	require.Contains(t, diag, "medicare-inpatient")
}

func TestExplainAndProfile(t *testing.T) {
	status, out, _ := call("", "-explain", "mce.age-conflict")
	require.Equal(t, command.Done, status)
	require.True(t, strings.HasPrefix(out, "### mce.age-conflict\n"))
	_, out, _ = call("", "-explain", "ncci")
	require.Regexp(t, `(?m)^ncci\.ptp-modifier-missing +Code pair without a modifier$`, out)
	require.Equal(t, 9, strings.Count(out, "\n"))
	_, out, _ = call("", "-explain", "all")
	require.Contains(t, out, "- [mce](#mce): ")
	_, out, _ = call("", "-profile", "medicare-professional")
	require.Contains(t, out, "ncci.")
	require.NotContains(t, out, "mce.")
	status, out, _ = call("", "-profile", "research-quality")
	require.Equal(t, command.Reported, status)
	require.Contains(t, out, " 0 errors")
}

func TestJSON(t *testing.T) {
	_, out, _ := call("", "-format", "json")
	found := map[string]int{}
	lines := strings.SplitAfter(strings.TrimSuffix(out, "\n"), "\n")
	last := len(lines) - 1
	require.Contains(t, lines[last], `{"notJudged":[{"pack":"`)
	for _, line := range lines[:last] {
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
			Results     []sarifResult
			Invocations []struct {
				ExecutionSuccessful        bool
				ToolExecutionNotifications []struct{ Message text }
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(out), &log))
	require.Equal(t, "2.1.0", log.Version)
	require.Len(t, log.Runs, 1)
	driver := log.Runs[0].Tool.Driver
	require.True(t, log.Runs[0].Invocations[0].ExecutionSuccessful)
	require.Contains(t, log.Runs[0].Invocations[0].ToolExecutionNotifications[0].Message.Text, "not judged: ")
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
	require.Equal(t, command.Reported, status, diag)
	require.Contains(t, out, "ncci.")
	_, out, _ = call("", "sample/claims.jsonl")
	require.NotContains(t, out, "ncci.", "no edits at hand")
}

const stay2035 = `{"id":"A","setting":"inpatient","typeOfBill":"0111","billingNPI":"1234567893","dischargeStatus":"01","patient":{"birth":"1950-01-01","sex":"M"},"admission":"2035-04-01","discharge":"2035-04-05","diagnoses":[{"code":"I214","poa":"Y"}]}`

func TestNotJudged(t *testing.T) {
	status, out, _ := call(stay2035, "-")
	require.Equal(t, command.Reported, status, out)
	require.Contains(t, out, "0 errors, 0 warnings, 0 notes; no table at hand covers 1\n")
	require.Regexp(t, `(?m)^not judged: mce, \d+ rules on 1 claim: in force .* only$`, out)
	require.Regexp(t, `(?m)^not judged: drg, 3 rules on 1 claim: `, out)
	require.NotContains(t, out, "ncci", "not a rule for stays")
	_, out, _ = call(stay2035, "-format", "json", "-")
	require.Contains(t, out, `"claimsOutsideTables":1}`)

	visit := `{"id":"B","setting":"professional","patient":{"birth":"1950-01-01","sex":"M"},"from":"2035-04-01","diagnoses":[{"code":"I10"}],"lines":[{"code":"99213","units":1,"pointers":[1]}]}`
	_, out, _ = call(visit+"\n"+strings.Replace(visit, "2035-04-01", "2035-04-02", 1), "-")
	require.Contains(t, out, "not judged: ncci, 9 rules on 2 claims: no release was given (-ncci)\n")
	require.NotContains(t, out, "no table at hand covers")
	_, out, _ = call(visit, "-ncci", "sample/ncci", "-")
	require.Contains(t, out, "not judged: ncci, 9 rules on 1 claim: no release of NCCI edits holds on 2035-04-01, the date of line 1\n")
	require.Contains(t, out, "; no table at hand covers 1\n")
}

// TestLacks: procedures of an update that is not embedded are no errors of codes.
func TestLacks(t *testing.T) {
	claim := strings.NewReplacer("2035-04", "2026-05", `"diagnoses"`, `"procedures":[{"code":"02HM3YZ","date":"2026-05-01"},{"code":"0F9D80E","date":"2026-05-01"},{"code":"0TXB4Z7","date":"2026-05-01"}],"diagnoses"`).Replace(stay2035)
	_, out, _ := call(claim, "-")
	require.NotContains(t, out, "code.procedure-unknown")
	require.NotContains(t, out, "guideline.pcs-table")
	require.Contains(t, out, "the update of ICD-10-PCS of 2026-04-01 is not at hand")
	_, out, _ = call(strings.ReplaceAll(claim, "2026-05", "2026-02"), "-")
	require.Contains(t, out, "code.procedure-unknown")
	require.Contains(t, out, "guideline.pcs-table")
}

func TestGuidelines(t *testing.T) {
	claim := strings.NewReplacer("2035", "2026", `{"code":"I214","poa":"Y"}`, `{"code":"W010XXA","poa":"Y"}`).Replace(stay2035)
	_, out, _ := call(claim, "-icd10cm", "sample/icd10cm", "-")
	require.Contains(t, out, "guideline.external-cause-first")
	claim = strings.Replace(claim, `"diagnoses"`, `"procedures":[{"code":"0DTJ4ZZ"}],"diagnoses"`, 1)
	status, out, diag := call(claim, "-icd10pcs", "../../rules/guideline/testdata/icd10pcs", "-")
	require.Equal(t, command.Reported, status, diag)
	require.NotContains(t, out, "no release of ICD-10-PCS")
}

// TestOrderFileAlone: without the tables of ICD-10-PCS codes are judged all the
// same, and the releases built in judge the other years.
func TestOrderFileAlone(t *testing.T) {
	order := filepath.Join(t.TempDir(), "icd10pcs_order_2026.txt")
	require.NoError(t, os.WriteFile(order, []byte(fmt.Sprintf("%-5s %-7s %d %-60s %s\r\n%-5s %-7s %d %-60s %s\r\n",
		"00001", "0DT", 0, "Resection", "Resection", "00002", "0DTJ4ZZ", 1, "Resection of appendix", "Resection of appendix")), 0o600))
	claim := strings.NewReplacer("2035-04", "2026-02", `"diagnoses"`, `"procedures":[{"code":"0DTJ8ZZ"}],"diagnoses"`).Replace(stay2035)
	_, out, diag := call(claim, "-icd10pcs", order, "-")
	require.Contains(t, out, "0DTJ8ZZ is no code: character 5 is 8", diag)
	_, out, _ = call(strings.ReplaceAll(claim, "2026", "2024"), "-icd10pcs", order, "-")
	require.NotContains(t, out, "0DTJ8ZZ is no code")
}

const control837 = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260420*1200*^*00501*000000001*0*T*:~" +
	"ST*837*1*005010X222A2~CLM*A*1***11:B:1~SE*9*1~IEA*1~"

// TestControl: an 837 whose counts don't fit is no unreadable claim.
func TestControl(t *testing.T) {
	status, out, diag := call(control837, "-")
	require.Equal(t, command.Reported, status)
	require.Contains(t, diag, "check: standard input:4: SE says")
	require.Regexp(t, `^(?s).*1 claim: \d+ errors?, \d+ warnings, \d+ notes; [1-9] times an 837's envelope`, out)
	require.NotContains(t, out, "could not be read")
	_, out, _ = call(control837, "-format", "json", "-")
	require.Regexp(t, `"controlErrors":[1-9]`, out)
	require.NotContains(t, out, "claimsUnreadable")
	_, out, _ = call(control837, "-format", "sarif", "-")
	require.Contains(t, out, `"executionSuccessful":false`)
}

// TestManyBad: of many bad claims the first are shown and all are counted.
func TestManyBad(t *testing.T) {
	status, out, diag := call(strings.Repeat("{bad}\n", 25)+"{}\n", "-")
	require.Equal(t, command.Reported, status)
	require.Equal(t, 11, strings.Count(diag, "\n"))
	require.Contains(t, diag, "check: standard input: 15 more\n")
	require.Contains(t, out, "; 25 could not be read")
}

// TestBadBesideEmpty: a file that yields no claim doesn't take back what was
// counted of another.
func TestBadBesideEmpty(t *testing.T) {
	dir := t.TempDir()
	some, none := filepath.Join(dir, "some.jsonl"), filepath.Join(dir, "none.837")
	require.NoError(t, os.WriteFile(some, []byte("{bad}\n{}\n"), 0o600))
	envelope := control837[:strings.Index(control837, "ST*")] + "IEA*2*000000001~"
	require.NoError(t, os.WriteFile(none, []byte(envelope), 0o600))
	status, out, _ := call("", some, none)
	require.Equal(t, command.Failed, status)
	require.Contains(t, out, "; 1 files yield no claim; 1 could not be read")
	_, out, _ = call("", "-format", "json", some, none)
	require.Contains(t, out, `"filesWithoutClaims":1,"claimsUnreadable":1`)
}

// TestOtherInput: input of another kind is named, with what to do.
func TestOtherInput(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "page.html")
	require.NoError(t, os.WriteFile(page, []byte("<!DOCTYPE html><html>"), 0o600))
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{page}, "found an HTML page"},
		{[]string{dir}, "is a folder; name the files in it"},
		{[]string{"-answers", dir}, "is a folder"},
		{[]string{page, "-format", "json"}, "-format stands behind " + page + "; flags come first"},
		{[]string{"-icd10cm", page}, "-icd10cm " + page + ": want a release of ICD-10-CM: "},
		{[]string{"-icd10cm", filepath.Join(dir, "no")}, "-icd10cm: want a release of ICD-10-CM: stat "},
		{[]string{"-icd10pcs", "sample/icd10cm"}, "-icd10pcs sample/icd10cm: want a release of ICD-10-PCS: "},
		{[]string{"-ncci", page}, "-ncci " + page + ": want a quarter of NCCI edits: "},
		{[]string{"-mce", page}, "-mce " + page + ": want the table of the Medicare Code Editor, mce.bin: "},
		{[]string{"-icd10cm", page}, "examples/inspect PATH tells what a file or folder is"},
	} {
		status, _, diag := call("", c.args...)
		require.Equal(t, command.Failed, status, c.args)
		require.Contains(t, diag, c.want)
	}
	_, _, diag := call("A\t20260415\tx\tM\t1\t3\t-\t-\t-\n", "-answers", "-")
	require.Contains(t, diag, "standard input:1: column 3, the age: want a whole number: malformed")
}

func TestNoClaims(t *testing.T) {
	for _, args := range [][]string{{"-"}, {"-answers", "-"}} {
		status, _, diag := call("", args...)
		require.Equal(t, command.Failed, status, args)
		require.Contains(t, diag, "no claims", args)
	}
	empty := filepath.Join(t.TempDir(), "claims.csv")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	status, out, diag := call("", empty, "sample/claims.jsonl")
	require.Equal(t, command.Failed, status)
	require.Equal(t, "check: "+empty+": no claims\n", diag)
	require.Contains(t, out, "2 claims: ", "the others are checked")
}

func TestInputIsKept(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "claims.jsonl"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(file, []byte(stay2035), 0o600))
	require.NoError(t, os.Symlink(file, link))
	for _, args := range [][]string{{"-o", file, file}, {"-o", link, file}, {"-o", file, link}, {"-answers", "-o", file, file}, {"-o", file, "-mce", file}} {
		status, _, diag := call("", args...)
		require.Equal(t, command.Failed, status, args)
		require.Contains(t, diag, "would overwrite the input", args)
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, stay2035, string(text))
	out := filepath.Join(dir, "findings")
	status, _, _ := call("", "-o", out, "-format", "xml", file)
	require.Equal(t, command.Failed, status)
	require.NoFileExists(t, out)
}

func TestControlCharacters(t *testing.T) {
	claim := strings.NewReplacer(`"A"`, `"\u001b[31mA"`, "2035", "2026", `{"code":"I214","poa":"Y"}`, `{"code":"\u001b[2J","poa":"Y"}`).Replace(stay2035)
	_, out, _ := call(claim, "-")
	require.Contains(t, out, `"\x1b[31mA"   error`)
	require.NotContains(t, out, "\x1b")
}

const vectorLine = "A\t20260415\t40\tM\t1\t3\t-\tI2510:Y,A33:Y\t5A1955Z\n"
const vectorAnswer = "A\t431\tPREPAYMENT\tAGE_CONFLICT=1+INCONSISTENT_WITH_LENGTH_OF_STAY=1\t,AGE_CONFLICT\tINCONSISTENT_WITH_LENGTH_OF_STAY\n"

func TestAnswers(t *testing.T) {
	status, out, diag := call(vectorLine, "-answers", "-")
	require.Equal(t, command.Done, status, diag)
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
	require.Equal(t, command.Done, status, diag)
	require.Equal(t, vectorAnswer, unzip(t, to))

	for _, bad := range []string{
		"A\n", strings.Replace(vectorLine, "40", "x", 1), strings.Replace(vectorLine, "\tM\t", "\tX\t", 1), "\x1f\x8bx", strings.Repeat("x", 2<<20),
	} {
		status, _, _ = call(bad, "-answers", "-")
		require.Equal(t, command.Failed, status)
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
		require.Equal(t, command.Done, status, diag)
		want := unzip(t, official.Path(t, "vectors/mce/"+c.name+".answers.tsv.gz"))
		require.True(t, want == out, "%s differ", c.name)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestOutputFull(t *testing.T) {
	for _, args := range [][]string{nil, {"-format", "json"}, {"-format", "sarif"}, {"-explain", "all"}, {"-answers", "-"}} {
		require.Equal(t, command.Failed, run(args, strings.NewReader(strings.Repeat(vectorLine, 100)), full{}, io.Discard), args)
	}
}

// TestDRG: the DRG of each stay is told where it is asked for, from any file of claims or stays.
func TestDRG(t *testing.T) {
	stay := strings.Replace(stay2035, "2035", "2026", -1)
	_, out, _ := call(stay, "-drg", "-")
	require.Contains(t, out, "The stay groups to DRG 282, ")
	_, out, _ = call(stay, "-")
	require.NotContains(t, out, "drg.grouped")
	_, out, diag := call("id,age,sex,status,discharge,dx\nA,76,M,1,2026-04-05,I214:Y\n", "-drg", "-")
	require.Contains(t, out, "The stay groups to DRG 282")
	require.Contains(t, diag, "the claims are read as inpatient")
	_, _, diag = call("id,sex,from,dx,icd\nA,M,2026-04-05,4280,10\n", "-")
	require.Contains(t, diag, "look like ICD-9-CM")
	_, out, _ = call("id,sex,status,discharge,dx\nA,M,1,2026-04-05,I214:Y\n", "-drg", "-")
	require.Contains(t, out, "the claim gives no age")
}

// TestColumns: -columns says what the columns of a file hold.
func TestColumns(t *testing.T) {
	_, plain, _ := call("id,setting,from,birth,sex,dx,hcpcs\nA,professional,2026-04-05,1950-01-31,F,ZZZ,99213\n", "-")
	status, out, errs := call("Fall,setting,from,geboren,sex,Diag,hcpcs\nA,professional,2026-04-05,1950-01-31,F,ZZZ,99213\n", "-columns", "Fall=id,geboren=birth,Diag=dx", "-")
	require.Equal(t, command.Reported, status, errs)
	require.Equal(t, plain, out)
	require.NotContains(t, errs, "passed over")
}
