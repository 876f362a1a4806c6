package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/official"
)

var update = flag.Bool("update", false, "write the golden files anew")

// call runs the program and returns its exit status and what it printed.
func call(args ...string) (status int, stdout, stderr string) {
	var out, diag bytes.Buffer
	status = run(args, &out, &diag)
	return status, out.String(), diag.String()
}

// fixtures are the releases of the readers' own tests.
var fixtures = []string{
	"icd10/cm/testdata/2030", "icd10/pcs/testdata", "icd10/gem/testdata", "icd10/icd9/testdata", "icd10/who/testdata",
	"icd10/oncology/testdata", "hcpcs/testdata/2025-01", "hcpcs/mpfs/testdata/2025-10", "hcpcs/dmepos/testdata",
	"cpt/testdata/2026", "rules/ncci/testdata/2026Q2",
}

// A day of the fixture of ICD-10-CM, so that it stands before what is built in.
const fixtureDay = "2029-11-01"

func withFixtures(args ...string) []string {
	all := []string{"-on", fixtureDay}
	for _, f := range fixtures {
		all = append(all, "-release", "../../"+f)
	}
	return append(all, args...)
}

func TestGolden(t *testing.T) {
	for name, args := range map[string][]string{
		"default.txt":   nil,
		"default.jsonl": {"-json"},
		"releases.txt": withFixtures("I50.21", "I50", "S06.1X1", "A00.0", "0DTJ0ZZ", "0DTJ0ZA", "250.60", "36.11", "C18.1", "8140/3", "1A03",
			"A0001", "J9990", "E9990", "92133", "99213", "0042T", "27447", "20600", "LT", "26", "470", "heart", "failure"),
		"releases.jsonl": withFixtures("-json", "-n", "3", "I50.21", "appendix"),
	} {
		t.Run(name, func(t *testing.T) {
			status, out, diag := call(args...)
			require.Equal(t, command.Done, status, diag)
			require.Empty(t, diag)
			golden := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(out), 0o600))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), out)
		})
	}
}

func TestJSON(t *testing.T) {
	_, out, _ := call("-json", "I50.21", "470")
	type answer struct {
		Query   string
		Entries []struct {
			System, Code, Title string
			Facts               map[string][]string
		}
	}
	var pages []answer
	for line := range strings.Lines(out) {
		var p answer
		require.NoError(t, json.Unmarshal([]byte(line), &p))
		pages = append(pages, p)
	}
	require.Len(t, pages, 2)
	require.Equal(t, "I50.21", pages[0].Query)
	require.Equal(t, "ICD-10-CM", pages[0].Entries[0].System)
	require.Contains(t, pages[0].Entries[0].Facts["MS-DRG 43.1"][0], "an MCC")
	require.Equal(t, "MS-DRG", pages[1].Entries[0].System)
}

func TestDates(t *testing.T) {
	status, out, _ := call("-on", "2019-03-01", "U07.1", "I50.21")
	require.Equal(t, command.Done, status)
	require.Contains(t, out, "a code since 2020-04-01, not on 2019-03-01")
	require.Contains(t, out, "MS-DRG 36 ")

	_, out, _ = call("-on", "1990-01-01", "I50.21", "250.00")
	require.NotContains(t, out, "MS-DRG ")
	require.Contains(t, out, "1985-10-01 to ")

	// Of two releases, the one that holds on the date.
	cm := []string{"-release", "../../icd10/cm/testdata"}
	_, out, _ = call(append(cm, "-on", "2029-01-01", "I50.21")...)
	require.Contains(t, out, "(release 2029)")
	_, out, _ = call(append(cm, "-on", "2030-01-01", "I50.21")...)
	require.Contains(t, out, "(release 2030)")
	require.Contains(t, out, "code first")
}

func TestNearestLogic(t *testing.T) {
	_, out, _ := call("-on", "2016-01-15", "I50.21", "470")
	require.Equal(t, 2, strings.Count(out, " (nearest) "))
}

func TestDatesInWords(t *testing.T) {
	a, b := medcode.MustParseDate("2020-01-01"), medcode.MustParseDate("2020-12-31")
	for want, p := range map[string]medcode.Period{
		"on every date": {}, "since 2020-01-01": {From: a}, "until 2020-12-31": {To: b}, "2020-01-01 to 2020-12-31": {From: a, To: b},
	} {
		require.Equal(t, want, dates(p))
	}
}

// TestSplitMaps reads the mappings of diagnoses and of procedures from
// different places, in either order, with the titles of both sides.
func TestSplitMaps(t *testing.T) {
	dx, pr := t.TempDir(), t.TempDir()
	for name, dir := range map[string]string{"2018_I10gem.txt": dx, "2018_I9gem.txt": dx, "gem_i9pcs.txt": pr, "gem_pcsi9.txt": pr} {
		data, err := os.ReadFile("../../icd10/gem/testdata/" + name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	for _, order := range [][]string{{dx, pr}, {pr, dx}} {
		status, out, diag := call("-release", order[0], "-release", order[1], "-release", "../../icd10/cm/testdata/2030",
			"-release", "../../icd10/pcs/testdata", "-release", "../../icd10/icd9/testdata", "001.0", "47.09", "A00.0", "0DTJ4ZZ")
		require.Equal(t, command.Done, status, diag)
		for _, want := range []string{
			"to ICD-10-CM          A00.0 Cholera due to Vibrio cholerae 01, biovar cholerae",
			"to ICD-10-PCS         0DTJ0ZZ Resection of Appendix, Open Approach",
			"to ICD-9-CM           001.0 Cholera due to vibrio cholerae",
			"to ICD-9-CM           47.01 Laparoscopic appendectomy",
		} {
			require.Contains(t, out, want)
		}
	}
}

func TestForms(t *testing.T) {
	_, want, _ := call("470")
	for _, same := range []string{"DRG470", "drg 470", "MS-DRG 470"} {
		_, got, _ := call(same)
		require.Contains(t, got, "MS-DRG 470\n", same)
		require.Contains(t, want, got, same)
	}
	_, dotted, _ := call("-json", "I50.21")
	_, plain, _ := call("-json", "i5021")
	require.Equal(t, dotted, strings.Replace(plain, "i5021", "I50.21", 1))
}

// TestForm: a CPT code of which only the form is known says so.
func TestForm(t *testing.T) {
	status, out, _ := call("99999")
	require.Equal(t, command.Done, status)
	require.Contains(t, out, "known by              its form alone: no list of CPT codes is at hand")
	_, out, _ = call(withFixtures("99213")...)
	require.NotContains(t, out, "known by")
}

// TestNoWeight: a DRG without a weight has none, not one of 0.
func TestNoWeight(t *testing.T) {
	_, out, _ := call("999")
	require.Contains(t, out, "weight FY 2026        none\n")
	require.NotContains(t, out, "0.0")
}

// TestMorphology: as registries write it, with the M in front.
func TestMorphology(t *testing.T) {
	_, want, _ := call(withFixtures("8140/3")...)
	for _, query := range []string{"M8140/3", "M-8140/3", "m8140/3"} {
		status, out, _ := call(withFixtures(query)...)
		require.Equal(t, command.Done, status, query)
		require.Equal(t, want, out)
	}
}

func TestNothingAsked(t *testing.T) {
	for _, args := range [][]string{{""}, {" "}, {"I10", ""}} {
		status, out, errs := call(args...)
		require.Equal(t, command.Failed, status)
		require.Empty(t, out)
		require.Contains(t, errs, "one of them is empty")
	}
}

func TestNotFound(t *testing.T) {
	for query, says := range map[string]string{
		"1Z":       "1Z: nothing at hand knows it; CPT, fees, edits and ICD-11 come from release files: -release PATH",
		"ZZZ9.999": "nothing at hand knows it",
		"zyzzyva":  "zyzzyva: not found",
	} {
		status, out, diag := call(query)
		require.Equal(t, command.Reported, status, query)
		require.Contains(t, out, says)
		require.Empty(t, diag)
	}
}

// TestHeaders: headers have what is below them.
func TestHeaders(t *testing.T) {
	for query, says := range map[string][]string{
		"A00":   {"ICD-10-CM A00 Cholera", "A00 is a header; one of 0, 1, 9 must follow", "A00.9 Cholera, unspecified"},
		"M54.5": {"M54.5 is a header", "M54.50 Low back pain, unspecified"},
		"0dtj":  {"ICD-10-PCS 0DTJ\n", "no code to report: 5 codes begin so", "0DTJ0ZZ"},
		"I10":   {"Essential (primary) hypertension"},
	} {
		status, out, diag := call(query)
		require.Equal(t, command.Done, status, query)
		require.Empty(t, diag)
		for _, want := range says {
			require.Contains(t, strings.Join(strings.Fields(out), " "), strings.Join(strings.Fields(want), " "), query)
		}
	}
	_, out, _ := call("-on", "2014-01-01", "A00")
	require.Contains(t, out, "which holds")
	_, out, _ = call("-on", "2099-01-01", "0SR90JZ")
	require.Contains(t, out, "not judged: release")
	_, out, _ = call("-on", "2026-05-05", "02HM3YZ")
	require.Contains(t, out, "not judged: the update of ICD-10-PCS of 2026-04-01 is not at hand")
	require.NotContains(t, out, "unknown")
	_, out, _ = call("-on", "2026-05-05", "30233AZ")
	require.Contains(t, out, "valid (release 2026)")
	_, out, _ = call("470")
	require.NotContains(t, out, "PCS")
}

// TestBuiltIn: titles, validity by date, mappings and words need no release.
func TestBuiltIn(t *testing.T) {
	for query, says := range map[string]string{
		"I50.23":       "Acute on chronic systolic (congestive) heart failure",
		"T40.4X1A":     "it ended 2020-09-30; try T40.411A",
		"0SR90JZ":      "Replacement of Right Hip Joint with Synthetic Substitute, Open Approach",
		"J1885":        "Injection, ketorolac tromethamine, per 15 mg",
		"415.11":       "Iatrogenic pulmonary embolism and infarction",
		"heart attack": "ICD-10-CM   I21.9     Acute myocardial infarction, unspecified",
	} {
		status, out, diag := call(query)
		require.Equal(t, command.Done, status, query)
		require.Empty(t, diag)
		require.Contains(t, out, says)
	}
	for day, says := range map[string]string{"2019-05-01": "it begins 2020-04-01", "2020-05-01": "U07.1 is a code: COVID-19"} {
		_, out, _ := call("-on", day, "U07.1")
		require.Contains(t, out, says)
	}
	_, out, _ := call("-on", "2025-01-01", "0SR90JZ")
	require.Contains(t, out, "0 Section: Medical and Surgical", "each character stands before its words")
	require.Contains(t, out, "Z Qualifier: No Qualifier")
	_, out, _ = call("-on", "2026-01-01", "0SR90JZ")
	require.Contains(t, out, "characters (2025)", "no tables of 2026 are built in")
}

// TestWrongProcedure: what is wrong with a code of ICD-10-PCS is told, with what it
// could be; an add-on code has its primaries.
func TestWrongProcedure(t *testing.T) {
	_, out, _ := call(withFixtures("0DTJ1ZZ")...)
	require.Contains(t, out, "wrong")
	require.Contains(t, out, "perhaps")
	_, out, _ = call(withFixtures("11045", "69990")...)
	require.Contains(t, out, "add-on to")
	require.Contains(t, out, "what the contractor says")
}

func TestBadArguments(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "page.zip")
	require.NoError(t, os.WriteFile(page, []byte("<html>licence"), 0o600))
	for says, args := range map[string][]string{
		"not defined":       {"-nonsense"},
		"want 1 or more":    {"-n", "0", "I10"},
		"invalid value":     {"-on", "yesterday", "I10"},
		"no such file":      {"-release", "no such", "I10"},
		"but it is an HTML": {"-release", page, "I10"},
		"-json stands":      {"I10", "-json"},
	} {
		status, out, diag := call(args...)
		require.Equal(t, command.Failed, status, args)
		require.Empty(t, out)
		require.Contains(t, diag, says)
	}
	status, _, diag := call("-h")
	require.Equal(t, command.Done, status)
	require.Contains(t, diag, "usage: lookup")
}

// TestPartlyRead tells what can't be read among the releases, and uses the rest.
func TestPartlyRead(t *testing.T) {
	dir := t.TempDir()
	order, err := os.ReadFile("../../icd10/cm/testdata/2029/order-2029.txt")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "order-2029.txt"), order, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other.zip"), []byte("<html>licence"), 0o600))
	status, out, diag := call("-release", dir, "-on", "2028-11-01", "I50.21")
	require.Equal(t, command.Reported, status)
	require.Contains(t, out, "(release 2029)")
	require.Contains(t, diag, "other.zip: named .zip but it is an HTML page")
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestFullDisk(t *testing.T) {
	var diag bytes.Buffer
	require.Equal(t, command.Failed, run([]string{"I10"}, full{}, &diag))
	require.Contains(t, diag.String(), "disk full")
	require.Error(t, printText(full{}, page{}))
	require.Error(t, printJSON(full{}, page{}))
}

func TestLooksLikeCode(t *testing.T) {
	for s, want := range map[string]bool{"I10": true, "i10": true, "0DTJ0ZZ": true, "LT": true, "470": true, "DRG470": true,
		"heart": false, "failure": false, "of": false, "type 2 diabetes": false, "DRG 470": true} {
		require.Equal(t, want, looksLikeCode(s), s)
	}
}

// TestOfficial looks some codes up in the official releases.
func TestOfficial(t *testing.T) {
	args := []string{"-on", "2026-01-15"}
	for _, name := range []string{"icd10cm/2026", "icd10cm/2026-04", "icd10pcs/2026", "gem/2018", "icd9cm/v32", "ahrq", "hcc/derived-2026", "hcpcs/2025-01", "mpfs", "ipps"} {
		args = append(args, "-release", official.Path(t, "releases/"+name))
	}
	args = append(args, "E11.65", "W21.89A", "0SR90JZ", "81.51", "J1885", "99213", "291", "acute systolic heart failure")
	status, out, diag := call(args...)
	require.Equal(t, command.Done, status, diag)
	require.Empty(t, diag)
	for _, want := range []string{
		"Type 2 diabetes mellitus with hyperglycemia", "E11: type 1 diabetes mellitus (E10.-)", "POA reporting         required (list of 2026)",
		"250.80 Diabetes with other specified manifestations", "DIAB_CX Diabetes with chronic complications", "HCC 18 Diabetes with Chronic Complications",
		"END003 Diabetes mellitus with complication", "try W21.89XA",
		"Replacement of Right Hip Joint with Synthetic Substitute, Open Approach", "81.51 Total hip replacement",
		"Injection, ketorolac tromethamine, per 15 mg", "total 2.75 (1.97)", "Heart Failure and Shock with MCC",
		"ICD-10-CM   I50.2",
	} {
		require.Contains(t, out, want)
	}
}

func FuzzLookup(f *testing.F) {
	k, _, err := open(nil, medcode.Date{}, true, io.Discard)
	require.NoError(f, err)
	for _, s := range append(samples, "99213", "LT", "250.00", "8140/3", "drg 1", "é") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		c := config{queries: []string{query}, most: 3}
		for _, p := range c.pages(k) {
			require.NoError(t, printText(io.Discard, p))
			require.NoError(t, printJSON(io.Discard, p))
		}
	})
}

// TestByNumber says what a CPT code is by its number, where nothing else is
// known of it, and not beside a code that is.
func TestByNumber(t *testing.T) {
	status, out, _ := call("33533")
	require.Equal(t, command.Done, status)
	require.Contains(t, out, "CPT 33533\n  section               surgery, cardiovascular system")
	_, out, _ = call("25000")
	require.Contains(t, out, "ICD-9-CM diagnosis 250.00")
	require.NotContains(t, out, "CPT 25000")
}

// TestCodesIn: codes as people write them, and several at once.
func TestCodesIn(t *testing.T) {
	for q, want := range map[string][]string{
		"I50 .23": {"I50.23"}, "I50. 23": {"I50.23"}, "I5023.": {"I5023"}, "J1885;": {"J1885"},
		"I50.23 J96.01": {"I50.23", "J96.01"}, "I50.23, 0SR90JZ": {"I50.23", "0SR90JZ"},
		"type 2 diabetes.": {"type 2 diabetes."}, "vitamin B12": {"vitamin B12"}, "DRG 470": {"DRG 470"}, "8140/3": {"8140/3"}, " ; ": {" ; "},
	} {
		require.Equal(t, want, codesIn(q), q)
	}
	_, out, _ := call("I50.23 J96.01")
	require.Contains(t, out, "ICD-10-CM I50.23\n")
	require.Contains(t, out, "ICD-10-CM J96.01\n")
}

// A code that has ended has the title that it had.
func TestEndedTitle(t *testing.T) {
	_, out, _ := call("-on", "2026-05-02", "T40.4X1A")
	require.Contains(t, out, "ICD-10-CM T40.4X1A\n  Poisoning by other synthetic narcotics, accidental")
	require.Contains(t, out, "it ended 2020-09-30")
}

// What is no code of a set at hand is told, and the exit status says so.
func TestNoCode(t *testing.T) {
	for q, want := range map[string]string{
		"I50.24":  "after I50.2 one of 0, 1, 2, 3 may follow",
		"D01.20":  "is not in ICD-10-CM 2026; try D01.2",
		"0DTJ4ZX": "character 7 is X",
	} {
		status, out, _ := call("-on", "2026-01-15", q)
		require.Equal(t, command.Reported, status, q)
		require.Contains(t, strings.Join(strings.Fields(out), " "), want)
	}
	for _, q := range []string{"I50.23", "0DTJ4ZZ", "99213"} {
		status, _, _ := call("-on", "2026-05-01", q)
		require.Equal(t, command.Done, status, q)
	}
}
