package ioce_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/ioce"
)

// officialEditor has the addenda of 2025 and the I/OCE's flags of January 2025.
var officialEditor = sync.OnceValues(func() (*ioce.Editor, error) {
	fsys, err := source.Open(officialPath.opps)
	if err != nil {
		return nil, err
	}
	r, err := opps.Read(fsys)
	if err != nil {
		return nil, err
	}
	if fsys, err = source.Open(officialPath.tables); err != nil {
		return nil, err
	}
	t, err := opps.ReadTables(fsys)
	if err != nil {
		return nil, err
	}
	l, err := opps.NewLibrary(r)
	if err != nil {
		return nil, err
	}
	return ioce.New(ioce.Options{OPPS: l, Tables: t})
})

var officialPath struct{ opps, tables string }

func editor(tb testing.TB) *ioce.Editor {
	officialPath.opps = official.Path(tb, "releases/opps/2025")
	officialPath.tables = official.Path(tb, "opps/ioce-tables-26.0")
	e, err := officialEditor()
	require.NoError(tb, err)
	return e
}

// rows reads a table with a heading, gzip'ed or not.
func rows(tb testing.TB, name string) (all []map[string]string) {
	f, err := os.Open(official.Path(tb, name))
	require.NoError(tb, err)
	defer f.Close()
	in, err := source.Gunzip(f)
	require.NoError(tb, err)
	data, err := io.ReadAll(in)
	require.NoError(tb, err)
	var head []string
	for _, line := range source.Lines(data) {
		cells := strings.Split(string(line), "\t")
		if head == nil {
			head = cells
			continue
		}
		row := map[string]string{}
		for i, cell := range cells {
			row[head[i]] = cell
		}
		all = append(all, row)
	}
	return all
}

// claims reads claims with the condition codes of the table beside them.
func claims(tb testing.TB, dir, file, extra string) (all []*rules.Claim) {
	conditions := map[string][]string{}
	for _, r := range rows(tb, dir+"/"+extra) {
		conditions[r["claim"]] = strings.Fields(strings.ReplaceAll(r["condition_codes"], ",", " "))
	}
	f, err := os.Open(official.Path(tb, dir+"/"+file))
	require.NoError(tb, err)
	defer f.Close()
	for c, err := range claimfile.Read(file, bufio.NewReader(f)) {
		require.NoError(tb, err)
		c.Conditions = append(c.Conditions, conditions[c.ID]...)
		all = append(all, c)
	}
	return all
}

func edits(s opps.EditSet) string {
	var all []string
	for n := range s.All() {
		all = append(all, fmt.Sprint(n))
	}
	return strings.Join(all, ",")
}

// TestOracle measures agreement with the answers of an open port of the I/OCE.
func TestOracle(t *testing.T) {
	e := editor(t)
	answers := map[string][]map[string]string{}
	for _, r := range rows(t, "opps/oracle/answers-lines.tsv.gz") {
		answers[r["claim"]] = append(answers[r["claim"]], r)
	}
	disposed := map[string]string{}
	for _, r := range rows(t, "opps/oracle/answers-claims.tsv.gz") {
		disposed[r["claim"]] = r["disposition"]
	}
	var j ioce.Judgement
	var lines, equal, sameEdits, flags, all, sameDisposition int
	missed := map[string]int{}
	for _, c := range claims(t, "opps/oracle", "claims.jsonl.gz", "extra.tsv.gz") {
		e.Judge(c, &j)
		require.NotNil(t, j.Grouper, c.ID)
		all++
		if disposed[c.ID] == strconv.Itoa(int(j.Result.Disposition)) {
			sameDisposition++
		}
		for i := range j.Result.Lines {
			l, want := &j.Result.Lines[i], answers[c.ID][i]
			lines++
			packaged := map[bool]string{false: "0", true: "1"}[l.Packaged]
			if l.Status.String() == want["status"] && l.APC.String() == want["apc"] && packaged == want["packaging_flag"] && strconv.Itoa(int(l.Discount)) == want["discount_formula"] {
				equal++
			} else {
				missed[c.Lines[i].Code+" "+want["status"]+"→"+l.Status.String()]++
			}
			if edits(l.Edits) == want["edits"] {
				sameEdits++
			}
			composite := strconv.Itoa(int(l.Composite))
			if composite == "0" {
				composite = "00"
			}
			if strconv.Itoa(int(l.Adjustment)) == want["paf1"] && string(l.Method) == want["pmf"] && strconv.Itoa(int(l.Indicator)) == want["payment_indicator"] && composite == want["composite_flag"] && strconv.FormatInt(l.Units, 10) == want["units_out"] {
				flags++
			}
		}
	}
	share := func(n, of int) float64 { return float64(n) / float64(of) * 100 }
	t.Logf("%d lines: status, APC, packaging, discount %.2f %%; edits %.2f %%; payment flags and units %.2f %%; claims' dispositions %.2f %%", lines,
		share(equal, lines), share(sameEdits, lines), share(flags, lines), share(sameDisposition, all))
	if testing.Verbose() {
		for what, n := range missed {
			t.Log(n, what)
		}
	}
	assert.Greater(t, share(equal, lines), 99.7)
	assert.Greater(t, share(sameEdits, lines), 99.0)
	assert.Greater(t, share(flags, lines), 99.5)
	assert.Greater(t, share(sameDisposition, all), 98.5)
}

// TestGiven holds the claims that were worked by hand.
func TestGiven(t *testing.T) {
	e := editor(t)
	answers := map[string][]map[string]string{}
	for _, r := range rows(t, "opps/given/answers.tsv") {
		answers[r["claim"]] = append(answers[r["claim"]], r)
	}
	var j ioce.Judgement
	var p opps.Payments
	for _, c := range claims(t, "opps/given", "claims.jsonl", "extra.tsv") {
		e.Judge(c, &j)
		year, err := opps.YearOf(c.Date())
		require.NoError(t, err)
		j.Grouper.Price(&year, &j.Claim, &j.Result, opps.Provider{}, opps.Beneficiary{}, &p)
		for i := range j.Result.Lines {
			l, want, at := &j.Result.Lines[i], answers[c.ID][i], fmt.Sprintf("%s line %d", c.ID, i+1)
			assert.Equal(t, want["status"], l.Status.String(), at)
			assert.Equal(t, want["apc"], l.APC.String(), at)
			assert.Equal(t, want["packaged"] == "Y", l.Packaged, at)
			assert.Equal(t, want["discount_formula"], strconv.Itoa(int(l.Discount)), at)
			assert.Equal(t, want["edits"], edits(l.Edits), at)
			if text := want["payment"]; text != "" {
				cents, err := medcode.ParseCents(text)
				require.NoError(t, err)
				assert.Equal(t, cents, p.Lines[i].Payment, at)
			}
			if text := want["copay"]; text != "" {
				cents, err := medcode.ParseCents(text)
				require.NoError(t, err)
				assert.Equal(t, cents, p.Lines[i].Copay, at)
			}
		}
	}
}
