package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/internal/ippsvector"
	"github.com/medcode/medcode/rules"
)

func conformance(args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = command.Status("conformance", run(args, &out, &errs), &errs)
	return status, out.String(), errs.String()
}

// The grouper of examples/group, as any program, is run against the stays of one
// version, and then with an error planted in one cell of its answers.
func TestGroup(t *testing.T) {
	if _, err := exec.LookPath("sed"); err != nil {
		t.Skip("no sed")
	}
	dir := t.TempDir()
	group := filepath.Join(dir, "group")
	out, err := exec.Command("go", "build", "-o", group, "../group").CombinedOutput()
	require.NoError(t, err, "%s", out)
	archive := filepath.Join(dir, "s.zip")
	status, stdout, stderr := conformance("-zip", archive, "-only", "msdrg/43.1")
	require.Zero(t, status, stderr)
	require.Regexp(t, `^msdrg/43.1 +1\d\d\d claims\n$`, stdout)

	status, stdout, stderr = conformance("-suite", archive, "-run", group+" -answers -")
	require.Zero(t, status, "%s%s", stdout, stderr)
	require.Regexp(t, `final_drg +1\d\d\d equal +0 different +0 missing`, stdout)

	status, stdout, _ = conformance("-suite", archive, "-run", group+" -answers - | sed '3s/SURGICAL/MEDICAL/'")
	require.Equal(t, command.Reported, status)
	require.Regexp(t, `initial_type +\d+ equal +1 different +0 missing`, stdout)
	require.Regexp(t, `\n  all +\d+ equal +1 different +0 missing\n  drg-003: initial_type is "MEDICAL", want "SURGICAL"\n`, stdout)

	status, stdout, _ = conformance("-suite", archive, "-run", group+" -answers - | sed 2d")
	require.Equal(t, command.Reported, status)
	require.Regexp(t, `\n  all +\d+ equal +0 different +14 missing\n`, stdout)

	status, _, stderr = conformance("-suite", archive, "-run", "exit 3")
	require.Equal(t, command.Failed, status)
	require.Contains(t, stderr, "msdrg/43.1: exit 3: exit status 3")
}

// The stays lead where their names say.
func TestStays(t *testing.T) {
	v, err := stays("msdrg/42.1", "42.1")
	require.NoError(t, err)
	a, err := parse(v.answers, v.columns)
	require.NoError(t, err)
	n, hacs := 0, 0
	for _, id := range a.ids {
		kind, number, _ := strings.Cut(id, "-")
		switch kind {
		case "drg":
			n++
			want, err := strconv.Atoi(number)
			require.NoError(t, err)
			got, _ := a.cell(id, "final_drg")
			require.Equal(t, strconv.Itoa(want), got)
		case "hac":
			hacs++
			got, _ := a.cell(id, "hac_status")
			require.Equal(t, "FINAL_DRG_CHANGES", got, id)
		}
	}
	g, err := msdrg.Version("42.1")
	require.NoError(t, err)
	require.Equal(t, len(g.DRGs()), n)
	require.Equal(t, 14, hacs)
}

// What is written is whole, the same at every run, and what is read; a file that
// was changed is told.
func TestArchive(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "1.zip"), filepath.Join(dir, "2.zip")
	for _, name := range []string{one, two} {
		status, _, stderr := conformance("-zip", name, "-only", "ipps/2026")
		require.Zero(t, status, stderr)
	}
	a, err := os.ReadFile(one)
	require.NoError(t, err)
	b, err := os.ReadFile(two)
	require.NoError(t, err)
	require.True(t, bytes.Equal(a, b))
	made, err := build(func(name string) bool { return name == "ipps/2026" })
	require.NoError(t, err)
	again, err := read(one)
	require.NoError(t, err)
	require.Equal(t, made, again)

	status, _, stderr := conformance("-o", dir, "-only", "ipps/2026")
	require.Zero(t, status, stderr)
	status, stdout, stderr := conformance("-suite", dir, "-run", "cat "+strings.ReplaceAll(filepath.Join(dir, folder), " ", `\ `)+"/$MEDCODE_VECTORS.answers.tsv")
	require.Zero(t, status, "%s%s", stdout, stderr)
	status, _, stderr = conformance("-o", dir, "-only", "ipps/2026")
	require.Equal(t, command.Failed, status)
	require.Contains(t, stderr, "exists")

	changed := filepath.Join(dir, folder, "ipps", "2026.claims.tsv")
	text, err := os.ReadFile(changed)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(changed, bytes.Replace(text, []byte("1.0432"), []byte("1.0433"), 1), 0o600))
	status, _, stderr = conformance("-suite", dir, "-run", "true")
	require.Equal(t, command.Failed, status)
	require.Contains(t, stderr, "ipps/2026.claims.tsv is not as it was written")
}

// Amounts are near those of exact arithmetic, every part of a payment comes up,
// and so does every return code but those of areas and waivers.
func TestPayments(t *testing.T) {
	seen, codes := map[string]bool{}, map[string]bool{}
	all, err := paymentVectors(func(string) bool { return true })
	require.NoError(t, err)
	for _, v := range all {
		a, err := parse(v.answers, v.columns)
		require.NoError(t, err)
		require.Equal(t, v.count(), len(a.ids))
		in, err := ippsvector.NewReader(v.name, bytes.NewReader(v.claims))
		require.NoError(t, err)
		for {
			c, err := in.Read()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
			year, err := ipps.ForDischarge(c.Stay.Discharge)
			require.NoError(t, err)
			code, _ := a.cell(c.ID, "return_code")
			codes[code] = true
			exact, err := c.PayExact(year)
			if err != nil {
				require.GreaterOrEqual(t, code, "50", c.ID)
				continue
			}
			text, _ := a.cell(c.ID, "total")
			total, err := medcode.ParseCents(text)
			require.NoError(t, err)
			require.LessOrEqual(t, math.Abs((total - exact.Total()).Dollars()), max(5, total.Dollars()/1000), c.ID)
			for _, column := range ippsvector.Amounts {
				if text, _ := a.cell(c.ID, column); text != "0.00" {
					seen[column] = true
				}
			}
		}
	}
	for _, column := range ippsvector.Amounts {
		// The stays have no codes, of which two hang, and no hospital a bundle's discount.
		if column != "new_technology" && column != "islet" && column != "bundle" {
			require.True(t, seen[column], column)
		}
	}
	for _, code := range []string{"00", "02", "03", "05", "06", "10", "12", "14", "16", "54", "55", "57", "61", "65"} {
		require.True(t, codes[code], code)
	}
}

// What the records are written for is among what is found, and the claims are
// what they were.
func TestClaims(t *testing.T) {
	all, err := claimVectors(func(string) bool { return true })
	require.NoError(t, err)
	require.Len(t, all, 2)
	claims, err := parse(all[0].claims, nil)
	require.NoError(t, err)
	answers, err := parse(all[0].answers, claimColumns)
	require.NoError(t, err)
	wrong, err := corpus.Wrong()
	require.NoError(t, err)
	missed := 0
	for i, r := range wrong {
		id := "wrong-" + strconv.Itoa(10000 + i + 1)[1:]
		text, ok := claims.cell(id, "claim")
		require.True(t, ok)
		var c rules.Claim
		require.NoError(t, json.Unmarshal([]byte(text), &c))
		c.ID = r.Claim.ID
		require.Equal(t, r.Claim, &c)
		row := strings.Join(answers.rows[id][1:], " ")
		for _, w := range r.Want {
			if !strings.Contains(row, w.Rule+"@") {
				missed++
				t.Log(r.Line)
			}
		}
	}
	require.LessOrEqual(t, missed, 3, "records whose rule wants AHRQ's chronic conditions, which are not embedded")
	for id, row := range answers.rows {
		require.Len(t, row, len(claimColumns), id)
		if strings.HasPrefix(id, "correct-") {
			require.Empty(t, row[1]+row[2], id)
		}
	}
}

func TestCommandLine(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "want -o or -zip"},
		{[]string{"-zip", "a", "-o", "b"}, "want -o or -zip"},
		{[]string{"-suite", "a"}, "-suite goes with -run alone"},
		{[]string{"-zip", "a", "-only", "drg"}, "-only leaves nothing"},
		{[]string{"-suite", "testdata", "-run", "true"}, "testdata"},
		{[]string{"x"}, "want no words"},
	} {
		status, _, stderr := conformance(c.args...)
		require.Equal(t, command.Failed, status)
		require.Contains(t, stderr, c.says)
	}
	_, err := parse([]byte("a\t1\na\t2\n"), groupColumns)
	require.EqualError(t, err, `line 2: "a" is answered twice`)
}

// TestForm: answers of another form are told as such.
func TestForm(t *testing.T) {
	v := &vectors{columns: []string{"id", "drg", "mdc"}, answers: []byte("a\t1\t2\nb\t3\t4\n")}
	for got, want := range map[string]string{
		"":                                   "the command answered nothing",
		"id\tdrg\tmsdrg\na\t1\t2\nb\t3\t4\n": "columns that the vectors don't have: msdrg",
		"a\t1\t2\t9\nb\t3\n":                 "2 lines of another number of cells than the 3 columns",
	} {
		c, err := v.compare([]byte(got), 5)
		require.NoError(t, err)
		require.Equal(t, []string{want}, c.notes, got)
		require.NotZero(t, c.total.different+c.total.missing+c.unasked+len(c.notes))
	}
	c, err := v.compare(v.answers, 5)
	require.NoError(t, err)
	require.Empty(t, c.notes)
}
