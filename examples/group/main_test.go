package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

var update = flag.Bool("update", false, "write the golden file anew")

// group runs the program.
func group(stdin string, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(args, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

// write writes a file and returns its path.
func write(t testing.TB, name, text string) string {
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func zipped(t testing.TB, text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.String()
}

func TestDefault(t *testing.T) {
	status, out, errs := group("")
	require.Zero(t, status)
	require.Empty(t, errs)
	const golden = "testdata/default.txt"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(out), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), out)
	for line := range strings.Lines(out) {
		require.LessOrEqual(t, len(line), 121)
	}
}

// The codes of the stays are codes of fiscal year 2026, all but the one that is
// meant to be none.
func TestSampleCodes(t *testing.T) {
	diagnoses, err := source.Open(official.Path(t, "releases/icd10cm/2026"))
	require.NoError(t, err)
	cms, err := cm.Read(diagnoses)
	require.NoError(t, err)
	procedures, err := source.Open(official.Path(t, "releases/icd10pcs/2026"))
	require.NoError(t, err)
	pcss, err := pcs.Read(procedures)
	require.NoError(t, err)
	r, err := stayfile.NewReader(strings.NewReader(samples), "stays.csv")
	require.NoError(t, err)
	var none []string
	for rec, err := range r.All() {
		require.NoError(t, err)
		for _, d := range rec.Diagnoses {
			if e, ok := cms.Lookup(d.Code); !ok || !e.Billable() {
				none = append(none, d.Code.String())
			}
		}
		for _, p := range rec.Procedures {
			_, ok := pcss.Lookup(p.Code)
			require.True(t, ok, "%s", p.Code)
		}
	}
	require.Equal(t, []string{"I50.2"}, none)
}

// The same stay in each format.
const (
	header = "id,age,sex,status,discharge,dx,px\n"
	inCSV  = "a1,70,M,6,2026-05-11,M16.12:Y I26.99:N,0SRB04A\n"
	inJSON = `{"id":"a1","age":70,"sex":"M","status":6,"discharge":"2026-05-11","dx":[{"code":"M16.12","poa":"Y"},"I26.99:N"],"px":["0SRB04A"]}` + "\n"
	inTSV  = "a1\t431\t70\tM\t6\tNON_EXEMPT\t-\tM1612:Y,I2699:N\t0SRB04A\n"

	head   = "id\tversion\tdrg\tmdc\ttype\tseverity\tweight\thac\treturn_code\ttitle\twhy\n"
	answer = "a1\tOK\t8\t469\tSURGICAL\tMCC\tOK\t8\t470\tSURGICAL\tNON_CC\tFINAL_DRG_CHANGES\t1\t" +
		"1/BOTH/NEITHER/NEITHER/POA_NOT_CHECKED/,1/BOTH/MCC/NEITHER/POA_RECOGNIZED_NOT_POA/10=HAC_CRITERIA_MET\t1/BOTH/1/HAC_10\n"
	row = "a1\t43.1\t470\t8\tSURGICAL\tNON_CC\t1.9289\tFINAL_DRG_CHANGES\tOK\t" +
		"Major Hip and Knee Joint Replacement or Reattachment of Lower Extremity without MCC\t" +
		"principal M16.12; no CC or MCC; procedure 0SRB04A; not 469: I26.99 (HAC 10) arose in the hospital\n"
)

func TestFormats(t *testing.T) {
	for name, text := range map[string]string{"a.csv": header + inCSV, "a.jsonl": inJSON, "a.tsv": inTSV, "a.csv.gz": zipped(t, header+inCSV), "a.tsv.gz": zipped(t, inTSV)} {
		path := write(t, name, text)
		for _, c := range []struct {
			stdin, file string
		}{{"", path}, {text, "-"}} {
			status, out, errs := group(c.stdin, c.file)
			require.Equal(t, head+row, out, name)
			require.Empty(t, errs)
			require.Zero(t, status)
			status, out, errs = group(c.stdin, "-answers", c.file)
			require.Equal(t, answer, out, name)
			require.Empty(t, errs)
			require.Zero(t, status)
		}
	}
	status, out, _ := group(inJSON, "-answers", write(t, "a", inTSV), "-", write(t, "b", header+inCSV))
	require.Zero(t, status)
	require.Equal(t, strings.Repeat(answer, 3), out)
}

func TestBadLines(t *testing.T) {
	input := write(t, "a.csv", header+inCSV+"b,x,M,6,2026-05-11,I10,\nc,1,M,6,2006-05-11,I10,\nd,1,M,6,2023-05-11,I10,\n"+inCSV)
	tsv := write(t, "a.tsv", strings.Replace(inTSV, "431", "401", 1)+inTSV+"x\n")
	status, out, errs := group("", "-answers", input, "no such file", tsv, write(t, "a.pdf", "%PDF-"))
	require.Equal(t, command.Failed, status)
	require.Equal(t, answer+answer+answer, out)
	for _, says := range []string{
		input + `:3:3: age: want a whole number of years: malformed: "x"`,
		input + `:4: MS-DRG: discharge on "2006-05-11"`,
		input + `:5: MS-DRG version "40.1" is not embedded`,
		"open no such file: ",
		tsv + `:1: MS-DRG version "40.1" is not embedded`,
		tsv + ":3:2: 1 columns, want 9",
		"want stays as CSV, JSON Lines, TSV or a workbook (.xlsx), found a PDF",
	} {
		require.Contains(t, errs, says)
	}
	require.Equal(t, 7, strings.Count(errs, "\n"))
}

// TestNoStays: a file that can't be read at all is told, and the others are read.
func TestNoStays(t *testing.T) {
	dir := t.TempDir()
	for says, name := range map[string]string{
		dir + " is a folder; name the files in it": dir,
		"want an ISA segment of 16 elements":       write(t, "a.837", "ISA*00*"),
		"id, age, sex, status, dx missing":         write(t, "a.json", "[{}]"),
		"header without id, age":                   write(t, "a.csv", "\xff\xfei\x00"),
	} {
		status, out, errs := group("", "-answers", name, write(t, "b", inTSV))
		require.Equal(t, command.Failed, status)
		require.Equal(t, answer, out)
		require.Contains(t, errs, says)
	}
}

func TestDamagedGzip(t *testing.T) {
	z := zipped(t, strings.Repeat(inTSV, 20_000))
	status, out, errs := group(z[:len(z)-9], "-answers", "-")
	require.Equal(t, command.Failed, status)
	require.Contains(t, errs, "standard input:20001: the file can't be read from here on, what follows is lost: gzip data damaged or cut short")
	require.Equal(t, 20_000, strings.Count(out, "\n"))
	status, _, errs = group(z[:len(z)/2], "-explain", "x", "-")
	require.Equal(t, command.Failed, status)
	require.Contains(t, errs, "what follows is lost")
}

func TestNotes(t *testing.T) {
	status, out, errs := group("id,age,sex,status,dx,payer\n1,1,M,1,I10,x\n2,1,M,1,I10,y\n", "-")
	require.Zero(t, status)
	require.Equal(t, 3, strings.Count(out, "\n"))
	require.Equal(t, "group: standard input: not looked at: payer\n"+
		"group: 2 stays without a day of discharge or a version; grouped with 43.1\n", errs)
}

// Codes that are not recognised are told with the stay, and counted.
func TestUnrecognized(t *testing.T) {
	const note = "group: 3 codes of 2 stays not recognised\n"
	stays := header + "1,78,F,1,2026-05-02,M1611:Y,0SR904\n2,78,F,1,2026-05-02,M1611:Y I99.99 x,\n" + inCSV
	status, out, errs := group(stays, "-")
	require.Equal(t, command.Reported, status)
	require.Equal(t, note, errs)
	require.Contains(t, out, "principal M16.11; no CC or MCC; not recognised: procedure 0SR904\n")
	require.Contains(t, out, "; not recognised: diagnosis I99.99, diagnosis x\n")
	status, out, errs = group(stays, "-answers", "-")
	require.Equal(t, command.Reported, status)
	require.Equal(t, note, errs)
	require.NotContains(t, out, "0SR904")
	status, _, errs = group(stays, "-explain", "1", "-")
	require.Equal(t, command.Reported, status)
	require.Equal(t, "group: 1 codes of 1 stays not recognised\n", errs)
}

// A file without stays is no input.
func TestEmpty(t *testing.T) {
	for _, args := range [][]string{{"-"}, {"-answers", "-"}} {
		status, _, errs := group(header, args...)
		require.Equal(t, command.Failed, status)
		require.Equal(t, "group: standard input: no stays\n", errs)
		status, _, errs = group(header+"a,x\n", args...)
		require.Equal(t, command.Failed, status)
		require.Contains(t, errs, "group: standard input: no stays: all its 1 lines are bad\n")
	}
}

func TestOutside(t *testing.T) {
	stays := header + inCSV + strings.Replace(inCSV, "2026-05-11", "2024-11-11", 1)
	for version, note := range map[string]string{
		"43.1": "group: 1 stay discharged outside 2026-04-01 to 2026-09-30, the time of version 43.1\n",
		"42":   "group: 1 stay discharged outside 2024-10-01 to 2025-03-31, the time of version 42\n",
		"40":   "group: 2 stays discharged outside 2022-10-01 to 2023-03-31, the time of version 40\n",
	} {
		status, _, errs := group(stays, "-version", version, "-")
		require.Zero(t, status)
		require.Equal(t, note, errs)
	}
}

func TestVersions(t *testing.T) {
	_, out, errs := group(inTSV, "-version", "40", "-")
	require.Empty(t, errs)
	require.Contains(t, out, "a1\t40\t470\t8\tSURGICAL\tNON_CC\t1.9119\t", "the weight of fiscal year 2023")
	_, out, _ = group(inTSV, "-version", "36", "-")
	require.Contains(t, out, "a1\t36\t470\t8\tSURGICAL\tNON_CC\t-\t", "no weights of that year are at hand")
	for _, v := range []string{"40", "40.0", "41.1", "43.1"} {
		status, _, _ := group(inTSV, "-version", v, "-")
		require.Zero(t, status)
	}
	status, _, errs := group(inTSV, "-version", "39", "-")
	require.Equal(t, command.Failed, status)
	require.Contains(t, errs, `MS-DRG version "39" is not embedded`)
	require.Contains(t, errs, "-manual PATH compiles it")
}

func TestExplain(t *testing.T) {
	status, out, errs := group("", "-explain", "hip-replacement-embolism")
	require.Zero(t, status)
	require.Empty(t, errs)
	require.True(t, strings.HasPrefix(out, "Stay hip-replacement-embolism, MS-DRG version 43.1\n"), out)
	for _, says := range []string{"DRG 469", "DRG 470", "I26.99", "HAC 10"} {
		require.Contains(t, out, says)
	}
	status, out, errs = group(header+"b,x\n"+"c,1,M,1,2006-01-01,I10,\n"+inCSV, "-explain", "c", "-")
	require.Equal(t, command.Reported, status)
	require.Empty(t, out)
	require.Contains(t, errs, `group: stay "c" is there and can't be grouped: standard input:3: MS-DRG: discharge on "2006-01-01"`)
	require.NotContains(t, errs, "no stay")
	require.NotContains(t, errs, "age", "a line that is another's is no matter")
	_, _, errs = group(header+"b,x\n"+inCSV, "-explain", "c", "-")
	require.Contains(t, errs, `standard input:2:3: age: want a whole number`)
	require.Contains(t, errs, `no stay "c" among those that can be read; it may be in the 1 line that can't`)

	_, out, errs = group("id,age,sex,status,dx\nu,1,M,1,I10\n", "-explain", "u", "-")
	require.Contains(t, out, "Stay u, MS-DRG version 43.1")
	require.Contains(t, errs, "1 stay without a day of discharge")
}

func TestExplainForms(t *testing.T) {
	const id = "hip-replacement-embolism"
	explain := func(form string) string {
		status, out, errs := group("", "-explain", id, "-form", form)
		require.Zero(t, status)
		require.Empty(t, errs)
		return out
	}
	full, short := explain("full"), explain("short")
	require.Greater(t, len(full), 3*len(short))
	_, plain, _ := group("", "-explain", id)
	require.Equal(t, plain, full)
	require.True(t, strings.HasPrefix(short, "Stay "+id+", MS-DRG version 43.1\n  Pre-MDC   none of the 11 families\n  MDC       principal diagnosis M16.12 "), short)
	require.True(t, strings.HasPrefix(explain("mermaid"), "flowchart TD\n"))
	var e struct {
		ID     string
		Result struct{ Final struct{ DRG string } }
	}
	require.NoError(t, json.Unmarshal([]byte(explain("json")), &e))
	require.Equal(t, id+" 470", e.ID+" "+e.Result.Final.DRG)
}

func TestManual(t *testing.T) {
	for _, path := range []string{"no such path", write(t, "a.zip", "PK"), t.TempDir()} {
		status, out, errs := group("", "-manual", path)
		require.Equal(t, command.Failed, status)
		require.Empty(t, out)
		require.Contains(t, errs, "group: ")
	}
	if testing.Short() {
		t.Skip("compiles a manual")
	}
	manual := official.Path(t, "releases/msdrg/msdrg-definitions-manual-v43.1.zip")
	status, out, errs := group("", "-manual", manual)
	require.Zero(t, status)
	require.Empty(t, errs)
	_, want, _ := group("")
	require.Equal(t, want, out)
}

func TestCodeFiles(t *testing.T) {
	const manual, diagnoses, procedures = "../../drg/manual/testdata/manual", "../../icd10/cm/testdata/2030", "../../icd10/pcs/testdata/2026"
	stay := write(t, "stay.csv", "id,age,sex,status,dx,px\n1,50,F,1,A15,\n") // made up: no real release has it as a code
	for _, c := range []struct {
		flags []string
		says  string
	}{
		{nil, "INVALID_PDX"},
		{[]string{"-icd10pcs", procedures}, "INVALID_PDX"},
		{[]string{"-icd10cm", diagnoses, "-icd10pcs", procedures}, "DX_CANNOT_BE_PDX"},
	} {
		_, out, errs := group("", append(append([]string{"-manual", manual}, c.flags...), stay)...)
		require.Empty(t, errs)
		require.Contains(t, out, "\t"+c.says+"\t", c.flags)
	}
	for _, c := range []struct{ flag, path, says string }{
		{"-icd10cm", procedures, "want a release of ICD-10-CM"},
		{"-icd10pcs", diagnoses, "want a release of ICD-10-PCS"},
		{"-icd10cm", filepath.Join(diagnoses, "poa-exempt.txt"), "a release without codes"},
		{"-icd10pcs", "../../icd10/pcs/testdata/2025/icd10pcs_definitions_2025.xml", "a release without codes"},
	} {
		status, out, errs := group("", "-manual", manual, c.flag, c.path, stay)
		require.Equal(t, command.Failed, status)
		require.Empty(t, out)
		require.Contains(t, errs, c.flag+" "+c.path+": "+c.says)
	}
}

func TestFindings(t *testing.T) {
	err := findings(&drg.CompileError{Version: "44", Diagnostics: diagnostics(12)})
	require.ErrorContains(t, err, "MS-DRG 44 does not compile, 12 findings")
	require.Equal(t, 11, strings.Count(err.Error(), "\n")+1)
	other := errors.New("other")
	require.Equal(t, other, findings(other))
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"-h"}, command.Done, "usage: group"},
		{[]string{"-colour"}, command.Failed, "flag provided but not defined"},
		{[]string{"-version", "40", "-manual", "x"}, command.Failed, "-version and -manual exclude each other"},
		{[]string{"-answers", "-explain", "x"}, command.Failed, "-answers and -explain exclude each other"},
		{[]string{"-explain", "x", "-form", "long"}, command.Failed, "-form long: want short, full, json or mermaid"},
		{[]string{"-icd10cm", "x"}, command.Failed, "-wordings, -icd10cm and -icd10pcs go with -manual"},
		{[]string{"-explain", ""}, command.Failed, "-explain: the id is empty; want that of a stay"},
		{[]string{"-form", "short"}, command.Failed, "-form goes with -explain"},
		{[]string{"-workers", "0"}, command.Failed, "-workers 0: want 1 to 1024"},
		{[]string{"a.csv", "-answers"}, command.Failed, "-answers stands behind a.csv; flags come first"},
		{[]string{"-manual", "testdata"}, command.Failed, "-manual testdata: want a Definitions Manual, its text files or their zip: "},
		{[]string{"-manual", "no such"}, command.Failed, "-manual: want a Definitions Manual, its text files or their zip: stat no such"},
		{[]string{"-workers", "1025"}, command.Failed, "-workers 1025: want 1 to 1024"},
	} {
		status, out, errs := group("", c.args...)
		require.Equal(t, c.status, status)
		require.Empty(t, out)
		require.Contains(t, errs, c.says)
	}
}

func TestOutput(t *testing.T) {
	in, out := write(t, "in", inTSV), filepath.Join(t.TempDir(), "out")
	status, stdout, errs := group("", "-answers", "-o", out, in)
	require.Zero(t, status)
	require.Empty(t, stdout+errs)
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, answer, string(got))

	status, stdout, errs = group("", "-answers", "-o", out+".gz", in)
	require.Zero(t, status)
	require.Empty(t, stdout+errs)
	f, err := os.Open(out + ".gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	got, err = io.ReadAll(z)
	require.NoError(t, err)
	require.Equal(t, answer, string(got))

	for _, c := range []struct{ out, says string }{
		{in, "would overwrite the input"},
		{filepath.Join(in, "x"), "not a directory"},
	} {
		status, _, errs := group("", "-o", c.out, in)
		require.Equal(t, command.Failed, status)
		require.Contains(t, errs, c.says)
	}
	got, err = os.ReadFile(in)
	require.NoError(t, err)
	require.Equal(t, inTSV, string(got))
}

// A full writer takes so many bytes.
type full struct{ room int }

func (f *full) Write(b []byte) (int, error) {
	if f.room -= len(b); f.room < 0 {
		return 0, errors.New("no space left")
	}
	return len(b), nil
}

func TestWriteFails(t *testing.T) {
	text := strings.Repeat(inTSV, 50_000)
	for _, args := range [][]string{{"-"}, {"-answers", "-"}, {"-explain", "a1", "-"}} {
		for _, room := range []int{0, 400_000} {
			var errs bytes.Buffer
			status := run(args, strings.NewReader(text), &full{room}, &errs)
			require.Equal(t, command.Failed, status)
			require.Equal(t, "group: writing: no space left\n", errs.String())
			if args[0] == "-explain" {
				break
			}
		}
	}
	require.ErrorIs(t, &writeError{io.ErrShortWrite}, io.ErrShortWrite)
}

// many returns n stays, some of them bad lines.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		age := fmt.Sprint(i % 124)
		if i%1000 == 999 {
			age = "?"
		}
		fmt.Fprintf(&b, "c%d\t%d\t%s\tF\t1\tNON_EXEMPT\t-\tI5021:Y,J9601:Y,E119:N\t5A1955Z\n", i, []int{431, 420}[i%2], age)
	}
	return b.String()
}

// However many workers there are, the output is the same, in the order of the
// file.
func TestOrder(t *testing.T) {
	n := 60_000
	if testing.Short() {
		n = 20_000
	}
	text := many(n)
	var want, complaints string
	for _, workers := range []int{1, 2, 7} {
		status, out, errs := group(text, "-workers", fmt.Sprint(workers), "-answers", "-")
		require.Equal(t, command.Reported, status)
		if workers == 1 {
			want, complaints = out, errs
			require.Equal(t, n-n/1000, strings.Count(out, "\n"))
			require.Equal(t, n/1000, strings.Count(errs, "\n"))
			continue
		}
		require.True(t, want == out, "%d workers", workers)
		require.Equal(t, complaints, errs)
	}
}

// A repeated reader gives a text again and again.
type repeated struct {
	text string
	left int
	rest string
}

func (r *repeated) Read(b []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.text
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// A stay makes no garbage: a file of ten times the length makes hardly more
// objects for each stay.
func TestGarbage(t *testing.T) {
	if testing.Short() {
		t.Skip("groups 200,000 stays")
	}
	text := strings.ReplaceAll(many(900), "\t420\t", "\t431\t")
	objects := func(times int) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		require.Zero(t, run([]string{"-answers", "-workers", "2", "-"}, &repeated{text: text, left: times}, io.Discard, io.Discard))
		runtime.ReadMemStats(&after)
		return after.Mallocs - before.Mallocs
	}
	objects(1)
	few, lots := objects(20), objects(220)
	require.Less(t, float64(lots)-float64(few), 0.05*200*900)
}

func BenchmarkGroup(b *testing.B) {
	text := strings.ReplaceAll(many(900), "\t420\t", "\t431\t")
	const times = 50
	for name, args := range map[string][]string{"answers": {"-answers", "-"}, "rows": {"-"}} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text) * times))
			for b.Loop() {
				if run(args, &repeated{text: text, left: times}, io.Discard, io.Discard) != command.Done {
					b.Fatal("bad")
				}
			}
			b.ReportMetric(float64(b.N)*900*times/b.Elapsed().Seconds(), "stays/s")
		})
	}
}

// TestClaims: stays are grouped out of files of claims, whatever they are.
func TestClaims(t *testing.T) {
	const line = `{"id":"a1","setting":"inpatient","patient":{"birth":"1958-01-01","sex":"F"},"from":"2026-04-05","through":"2026-04-09","dischargeStatus":"01","diagnoses":[{"code":"I5021","poa":"Y"}]}`
	const x12 = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260420*1200*^*00501*000000001*0*T*:~GS*HC*A*B*20260420*1200*7*X*005010X223A2~" +
		"ST*837*0001*005010X223A2~HL*1**20~HL*2*1*22~SBR*P*18*******MA~NM1*IL*1*D*J****MI*M1~DMG*D8*19580101*F~CLM*a1*1***11:A:1~DTP*434*RD8*20260405-20260409~CL1*1*1*01~HI*ABK:I5021:::::::Y~CLM*o*1***13:A:1~SE*12*0001~GE*1*7~IEA*1*000000001~"
	const table = "id,setting,birth,sex,from,through,discharge_status,diagnoses\na1,inpatient,1958-01-01,F,2026-04-05,2026-04-09,1,I5021:Y\n"
	want := head + "a1\t43.1\t293\t5\tMEDICAL\tNON_CC\t"
	for name, text := range map[string]string{"a.jsonl": line, "a.837": x12, "b.csv": table, "c.csv.gz": zipped(t, table)} {
		status, out, errs := group("", write(t, name, text))
		require.True(t, strings.HasPrefix(out, want), "%s: %s %s", name, out, errs)
		if name == "a.837" {
			require.Equal(t, command.Reported, status)
			require.Equal(t, "group: 1 claim left out: not inpatient\n", errs)
			continue
		}
		require.Zero(t, status, errs)
	}
	_, out, _ := group(line, "-explain", "a1", "-form", "short", "-")
	require.Contains(t, out, "293")
	status, _, errs := group(strings.Replace(x12, "***11:A", "***13:A", 1), "-")
	require.Equal(t, command.Failed, status)
	require.Contains(t, errs, "no stays among its 2 claims")
	require.Contains(t, group3(group(strings.Replace(line, `"I5021"`, `"x"`, 1), "-")), "principal diagnosis of 1 stays is not recognised")
}

func group3(_ int, _, errs string) string { return errs }

// TestPrincipalNotRecognized: a file of another system, or that a spreadsheet has
// changed, is told, and ends with a status.
func TestPrincipalNotRecognized(t *testing.T) {
	for dx, want := range map[string]string{"4280": "look like ICD-9-CM", "8E+01": "a spreadsheet has turned codes into numbers", "44054006": "look like SNOMED CT", "I99.99": ""} {
		status, _, errs := group(header+"b,67,M,1,2026-05-11,"+dx+",\n", "-")
		require.Equal(t, command.Reported, status)
		require.Contains(t, errs, "the principal diagnosis of 1 stays is not recognised")
		require.Contains(t, errs, want)
	}
}

// TestWritesCSV where the output is named so.
func TestWritesCSV(t *testing.T) {
	in, dir := write(t, "a.csv", header+inCSV), t.TempDir()
	for _, name := range []string{"x.csv", "y.CSV", "z.tsv"} {
		to := filepath.Join(dir, name)
		status, _, errs := group("", "-o", to, in)
		require.Zero(t, status, errs)
		text, err := os.ReadFile(to)
		require.NoError(t, err)
		if name == "z.tsv" {
			require.Equal(t, head+row, string(text))
			continue
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err)
		var back strings.Builder
		for _, r := range rows {
			back.WriteString(strings.Join(r, "\t") + "\n")
		}
		require.Equal(t, head+row, back.String())
	}
}

// TestColumns: -columns says what the columns of a file hold, of stays and of claims.
func TestColumns(t *testing.T) {
	want := "1,78,F,1,I5021:Y J9601:Y,5A1935Z\n"
	_, plain, _ := group("id,age,sex,status,dx,px\n"+want, "-")
	for _, header := range []string{"Fall,Alter,m/w,Entlassung,Diagnosen,OPS", "Fall,Alter,sex,status,Diagnosen,px"} {
		status, out, errs := group(header+"\n"+want, "-columns", "fall=id,Alter=age,m/w=sex,Entlassung=status,Diagnosen=dx,OPS=px", "-")
		require.Zero(t, status, errs)
		require.Equal(t, plain, out)
	}
	status, out, errs := group("Fall,geboren,sex,status,from,through,Diagnosen\n1,1948-01-01,F,1,2026-04-05,2026-04-08,I5021:Y J9601:Y\n", "-columns", "Fall=id,geboren=birth,Diagnosen=dx", "-")
	require.Zero(t, status, errs)
	require.Contains(t, out, "\n1\t")
	status, _, errs = group("a\n", "-columns", "a", "-")
	require.Equal(t, command.Failed, status)
	require.Contains(t, errs, "want name=field")
}

// TestOdd: values that no stay has are told, and what can't be read or grouped is not
// called absent.
func TestOdd(t *testing.T) {
	const file = "id,age,sex,status,discharge,diagnoses\n" +
		"a,200,F,1,2026-05-02,I50.21\nb,50,7,1,2026-05-02,I50.21\nc,50,F,99,2026-05-02,I50.21\n" +
		"d,50,F,1,2036-05-02,I50.21\ne,50,F,1,2026-05-02,I50.21:Q\nf,50,F,1,2026-05-02,I50.21:Y\n"
	name := filepath.Join(t.TempDir(), "odd.csv")
	require.NoError(t, os.WriteFile(name, []byte(file), 0o644))
	status, _, errs := group("", name)
	require.Equal(t, command.Reported, status)
	for _, want := range []string{"sex: want M, F or U", "2036-05-02", "1 stay: the age is outside 0 to 124 years", `stay "c": 99`, `stay "e": Q`} {
		require.Contains(t, errs, want)
	}
	require.NotContains(t, errs, `"f"`)
	_, _, errs = group("", "-explain", "d", name)
	require.Contains(t, errs, `stay "d" is there and can't be grouped`)
	require.NotContains(t, errs, "no stay")
	_, _, errs = group("", "-explain", "b", name)
	require.Contains(t, errs, `no stay "b" among those that can be read; it may be in the 1 line that can't`)
	status, _, errs = group("", "-explain", "f", name)
	require.Equal(t, command.Done, status)
	require.Empty(t, errs, "another stay's line is no matter")
}

// TestStatementReversed: a claim whose statement ends before it begins is grouped, and told.
func TestStatementReversed(t *testing.T) {
	const claim = `{"id":"A","setting":"inpatient","patient":{"birth":"1940-02-29","sex":"F"},"admission":"2026-04-28","from":"2026-04-28","through":"2026-05-02","dischargeStatus":"01","diagnoses":[{"code":"I50.21","poa":"Y"}]}` + "\n"
	status, _, errs := group(claim, "-")
	require.Equal(t, command.Done, status, errs)
	turned := strings.Replace(claim, `"from":"2026-04-28","through":"2026-05-02"`, `"from":"2026-05-02","through":"2026-04-28"`, 1)
	status, out, errs := group(turned, "-")
	require.Equal(t, command.Reported, status)
	require.Contains(t, out, "\nA\t")
	require.Contains(t, errs, `1 stay: the statement's through date comes before its from date; grouped as given (stay "A": 2026-05-02 to 2026-04-28)`)
}

// TestWorkbooks: stays and claims of a workbook, and stays of a list, are grouped as
// those of CSV.
func TestWorkbooks(t *testing.T) {
	dir := t.TempDir()
	stays := [][]string{{"id", "age", "sex", "status", "dx"}, {"a", "78", "F", "1", "I5021:Y J9601:Y"}, {"b", "50", "M", "1", "J189:Y"}}
	claims := [][]string{{"id", "setting", "birth", "sex", "from", "through", "discharge status", "dx1", "poa1"}, {"a", "inpatient", "1948-01-01", "F", "2026-02-01", "2026-02-03", "1", "I5021", "Y"}}
	for _, rows := range [][][]string{stays, claims} {
		var text strings.Builder
		for _, row := range rows {
			text.WriteString(strings.Join(row, ",") + "\n")
		}
		_, want, _ := group(text.String(), "-")
		require.Contains(t, want, "\na\t")
		book, err := os.Create(filepath.Join(dir, "x.xlsx"))
		require.NoError(t, err)
		_, err = book.Write(xlsxtest.Sheets(t, xlsxtest.Sheet{Name: "data", Rows: rows}, xlsxtest.Sheet{Name: "legend"}))
		require.NoError(t, err)
		require.NoError(t, book.Close())
		_, out, errs := group("", book.Name())
		require.Equal(t, want, out)
		require.Contains(t, errs, "the first sheet with rows is read, not legend")
	}
	_, want, _ := group("id,age,sex,status,dx\na,78,F,1,I5021:Y\n", "-")
	_, out, errs := group(`[ {"id":"a","age":78,"sex":"F","status":1,"dx":["I5021:Y"]} ]`, "-")
	require.Equal(t, want, out, errs)
	_, out, errs = group(`[{"id":"a","setting":"inpatient","patient":{"birth":"1948-01-01","sex":"F"},"from":"2026-02-01","through":"2026-02-03","dischargeStatus":"01","diagnoses":[{"code":"I5021","poa":"Y"}]}]`, "-")
	require.Contains(t, out, "\na\t", errs)
}
