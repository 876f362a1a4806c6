package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
)

// audited runs the program and returns its page.
func audited(t *testing.T, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page.html")
	var stderr bytes.Buffer
	require.NoError(t, run(append([]string{"-o", out}, args...), &stderr), stderr.String())
	page, err := os.ReadFile(out)
	require.NoError(t, err)
	return string(page)
}

// written writes claims as JSON Lines.
func written(t *testing.T, claims []*rules.Claim) string {
	t.Helper()
	var b bytes.Buffer
	for _, c := range claims {
		require.NoError(t, json.NewEncoder(&b).Encode(c))
	}
	name := filepath.Join(t.TempDir(), "claims.jsonl")
	require.NoError(t, os.WriteFile(name, b.Bytes(), 0o666))
	return name
}

func TestMadeUpClaims(t *testing.T) {
	page := audited(t, "-ncci", "../../rules/ncci/testdata/2026Q2")
	require.Contains(t, page, "Audit of made-up claims")
	for _, want := range []string{ // whom the population makes unlike the others, and how
		`(?s)visit-levels</td><td class="nowrap">clinician-04`, `modifier-25</td><td class="nowrap">clinician-08`,
		`duplicates</td><td class="nowrap">clinician-12`, `long-days</td><td class="nowrap">clinician-18`, `charges</td><td class="nowrap">clinician-21`,
		`stay-severity</td><td class="nowrap">hospital-05`, `one-day-stays</td><td class="nowrap">hospital-09`, `transfers</td><td class="nowrap">hospital-13`,
	} {
		require.Regexp(t, regexp.MustCompile(want), page)
	}
	require.NotContains(t, page, "no NCCI edits were given")
	require.NotContains(t, page, "<script")
	require.NotContains(t, page, "%!")
	require.NotContains(t, page, "NaN")
	charts := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(page, -1)
	require.GreaterOrEqual(t, len(charts), 7)
	for _, svg := range charts {
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); err != nil {
				require.ErrorIs(t, err, io.EOF, svg)
				break
			}
		}
	}
	require.Equal(t, page, audited(t, "-ncci", "../../rules/ncci/testdata/2026Q2"), "the same page again")
}

func TestReviewedAndRecoded(t *testing.T) {
	claims := population()
	file := written(t, claims)
	var review strings.Builder
	review.WriteString("claim,paid,allowed\n")
	for i, c := range claims {
		fmt.Fprintf(&review, "%s,100.00,%d\n", c.ID, 100-i%3*10)
	}
	reviewed := filepath.Join(t.TempDir(), "review.csv")
	require.NoError(t, os.WriteFile(reviewed, []byte(review.String()), 0o666))

	var again []*rules.Claim
	for i, c := range claims {
		if c.Setting == rules.Inpatient && i%10 == 0 {
			d := *c
			d.Diagnoses = []rules.Diagnosis{{Code: "I5021", POA: "Y"}, {Code: "I10", POA: "Y"}}
			again = append(again, &d)
		}
	}
	again = append(again, &rules.Claim{ID: "unknown"})
	page := audited(t, "-sample", "80", "-seed", "7", "-reviewed", reviewed, "-recoded", written(t, again), file)
	require.Contains(t, page, "Overpayment projected")
	require.Contains(t, page, "lower limit of the one-sided 90 % confidence interval $")
	require.Contains(t, page, "1 more are not among the claims")
	require.Contains(t, page, "Same principal diagnosis in 0")
	require.NotContains(t, page, "%!")

	require.NoError(t, os.WriteFile(reviewed, []byte("C000001,1,1\n"), 0o666))
	require.ErrorContains(t, run([]string{"-o", filepath.Join(t.TempDir(), "x"), "-reviewed", reviewed}, io.Discard), "want all")
	for _, bad := range []string{"C000001,1\n", "C000001,1,one\n", "C000001,1,1\nC000002,x,1\n", "\"C"} {
		require.NoError(t, os.WriteFile(reviewed, []byte(bad), 0o666))
		require.Error(t, run([]string{"-o", filepath.Join(t.TempDir(), "x"), "-reviewed", reviewed}, io.Discard), bad)
	}
}

func TestSmallFiles(t *testing.T) {
	c := population()[:3]
	page := audited(t, written(t, c))
	require.Contains(t, page, "Nothing stands out.")
	require.NotContains(t, page, "A sample to review")
	c[0].Patient.ID = "<script>alert(1)</script>"
	c[0].BillingNPI = `"><b>`
	twice := *c[0]
	twice.ID = "again"
	page = audited(t, "-sample", "0", written(t, []*rules.Claim{c[0], &twice}))
	require.NotContains(t, page, "<script")
	require.NotContains(t, page, `"><b>`)

	empty := filepath.Join(t.TempDir(), "claims.jsonl")
	for text, want := range map[string]string{"{\"id\": 5}\n": ":1: id: number, want a string", "": "no claims", "<!DOCTYPE html>": "found an HTML page"} {
		require.NoError(t, os.WriteFile(empty, []byte(text), 0o666))
		for _, args := range [][]string{{empty}, {"-recoded", empty}} {
			var stderr strings.Builder
			err := run(args, &stderr)
			require.ErrorContains(t, err, empty+": no claims")
			require.Contains(t, stderr.String()+err.Error(), want)
		}
	}
	require.NoFileExists(t, "audit.html")
}

func TestManyBad(t *testing.T) {
	file := written(t, population()[:3])
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, append([]byte(strings.Repeat("{bad}\n", 25)), text...), 0o666))
	var stderr bytes.Buffer
	err = run([]string{"-o", filepath.Join(t.TempDir(), "page.html"), file}, &stderr)
	require.EqualError(t, err, "25 claims could not be read and are left out")
	require.Equal(t, 10, strings.Count(stderr.String(), "invalid character"))
	require.Contains(t, stderr.String(), file+": 15 more\n")
}

// TestOtherInput: input of another kind is named, with what to do.
func TestOtherInput(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "page.html")
	utf16 := filepath.Join(dir, "review.csv")
	require.NoError(t, os.WriteFile(utf16, []byte("\xff\xfeI\x00"), 0o666))
	for want, args := range map[string][]string{
		"is a folder; name the files in it":      {dir},
		"-sample stands behind x; flags come":    {"x", "-sample", "3"},
		"found UTF-16 text":                      {"-reviewed", utf16},
		"want a quarter of NCCI edits: ":         {"-ncci", dir},
		"want a physician fee schedule, the rel": {"-mpfs", dir},
	} {
		require.ErrorContains(t, run(append([]string{"-o", out}, args...), io.Discard), want)
	}
}

// Counts of an 837's envelopes that are wrong leave no claim out.
func TestControl(t *testing.T) {
	text, err := os.ReadFile("../../rules/claimfile/testdata/professional.837")
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "claims.837")
	const trailer = "'SE|30|"
	require.Contains(t, string(text), trailer)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(string(text), trailer, "'SE|31|", 1)), 0o666))
	var stderr bytes.Buffer
	err = run([]string{"-o", filepath.Join(t.TempDir(), "page.html"), file}, &stderr)
	require.Equal(t, command.Reported, command.Status("audit", err, &stderr))
	require.Contains(t, stderr.String(), "audit: 1 times an 837's envelope is not what its counts or numbers say, claims may be missing\n")
	require.NotContains(t, stderr.String(), "left out")
}

func TestLostClaims(t *testing.T) {
	file := written(t, population()[:3])
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, append([]byte("{bad}\n"), text...), 0o666))
	out := filepath.Join(t.TempDir(), "page.html")
	err = run([]string{"-o", out, file}, io.Discard)
	require.ErrorIs(t, err, command.ErrLeftOut)
	require.ErrorContains(t, err, "1 claims could not be read")
	require.FileExists(t, out)
}

func TestInputIsKept(t *testing.T) {
	file := written(t, population()[:3])
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(file, link))
	for _, args := range [][]string{{"-o", file, file}, {"-o", link, file}, {"-o", file, "-recoded", file}, {"-o", file, "-reviewed", link}} {
		require.ErrorContains(t, run(args, io.Discard), "would overwrite the input", args)
	}
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestNegative(t *testing.T) {
	for _, flag := range []string{"-sample", "-cases", "-peers"} {
		out := filepath.Join(t.TempDir(), "page.html")
		require.ErrorContains(t, run([]string{"-o", out, flag, "-1"}, io.Discard), flag+" -1: want 0 or more")
		require.NoFileExists(t, out)
	}
}

func TestErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	for _, args := range [][]string{
		{missing}, {"-ncci", missing}, {"-mpfs", missing}, {"-ncci", t.TempDir()}, {"-mpfs", t.TempDir()}, {"-recoded", missing},
		{"-reviewed", missing}, {"-o", filepath.Join(missing, "x")}, {"-nonsense"},
	} {
		out := []string{"-o", filepath.Join(t.TempDir(), "x.html")}
		require.Error(t, run(append(out, args...), io.Discard), args)
	}
	require.ErrorIs(t, run([]string{"-h"}, io.Discard), flag.ErrHelp)
}

func TestCharts(t *testing.T) {
	require.Equal(t, "−$1,234,568", dollars(-123456789))
	require.Equal(t, "$0", dollars(0))
	require.Equal(t, 1.0, scaleFor(0.9))
	require.Equal(t, "start", anchor(0))
	e := audit.Estimate{Point: 100, Lower: -50}
	require.Contains(t, string(estimateChart(e)), "lower limit −$0")
}
