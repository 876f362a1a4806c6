package risk

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

// rowsOf yields the rows of a gzipped table between tabs, by column.
func rowsOf(tb testing.TB, name string) []map[string]string {
	f, err := os.Open(official.Path(tb, name))
	require.NoError(tb, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(tb, err)
	var heading []string
	var all []map[string]string
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if heading == nil {
			heading = fields
			continue
		}
		row := map[string]string{}
		for i, name := range heading {
			row[name] = fields[i]
		}
		all = append(all, row)
	}
	require.NoError(tb, lines.Err())
	return all
}

func vectorPerson(tb testing.TB, row map[string]string) (Beneficiary, []research.Diagnosis) {
	number := func(name string) int {
		if row[name] == "" {
			return 0
		}
		n, err := strconv.Atoi(row[name])
		require.NoError(tb, err)
		return n
	}
	sex, err := medcode.ParseSex(row["sex"])
	require.NoError(tb, err)
	dual, err := ParseDual(row["dual"])
	require.NoError(tb, err)
	b := Beneficiary{Age: number("age"), Sex: sex, Entitlement: Entitlement(number("orec")), Dual: dual,
		Institutional: row["lti"] == "1", NewEnrollee: row["new_enrollee"] == "1", ChronicSNP: row["snp"] == "1",
		LowIncome: row["low_income"] == "1", ESRD: row["esrd"] == "1", GraftMonths: number("graft_months")}
	var dx []research.Diagnosis
	for code := range strings.FieldsSeq(row["dx"]) {
		dx = append(dx, research.Diagnosis{Code: research.MustParseCode(research.ICD10CM, code)})
	}
	return b, dx
}

// TestOfficialVectors holds the models to the answers of CMS's own SAS text, for
// persons of every kind: categories, score, terms and the name of the score,
// with the code editor's edits and without them.
func TestOfficialVectors(t *testing.T) {
	p := officialPackages(t)
	models := map[string]*Model{}
	answers := map[string]map[string]string{}
	for _, a := range rowsOf(t, "vectors/hcc/hcc.answers.tsv.gz") {
		answers[a["id"]] = a
	}
	agree, all := map[string]int{}, map[string]int{}
	for _, row := range rowsOf(t, "vectors/hcc/hcc.claims.tsv.gz") {
		a := answers[row["id"]]
		if a["open"] == "1" {
			continue
		}
		name := row["model"]
		m := models[name]
		if m == nil {
			id, err := ParseID(name)
			require.NoError(t, err)
			year, err := strconv.Atoi(row["payment_year"])
			require.NoError(t, err)
			m, err = p.Model(id, year)
			require.NoError(t, err)
			models[name] = m
		}
		all[name]++
		b, dx := vectorPerson(t, row)
		s, err := m.Score(b, dx, medcode.Period{})
		if err != nil {
			t.Logf("%s %s: %v", row["id"], name, err)
			continue
		}
		slow := *m
		slow.ascending = false // the hierarchy step by step
		if s2, err := slow.Score(b, dx, medcode.Period{}); err != nil || !reflect.DeepEqual(s, s2) {
			t.Fatalf("%s: %v, step by step %v, %v", row["id"], s, s2, err)
		}
		plain, err := m.WithoutMCE().Score(b, dx, medcode.Period{})
		require.NoError(t, err)
		got := []string{strings.ToLower(s.Name), listed(s.Categories), fmt.Sprintf("%.3f", s.Score), termsOf(s), listed(plain.Categories), fmt.Sprintf("%.3f", plain.Score)}
		want := []string{a["score_name"], a["hccs"], a["score"], sortedWords(a["terms"]), a["hccs_nomce"], a["score_nomce"]}
		if slices.Equal(got, want) {
			agree[name]++
		} else if all[name]-agree[name] < 4 {
			t.Logf("%s %s %+v %s\n got %q\nwant %q", row["id"], name, b, row["dx"], got, want)
		}
	}
	for name, n := range all {
		t.Logf("%s: %d of %d agree; %s", name, agree[name], n, models[name].Release())
		require.Equal(t, n, agree[name], name)
	}
}

func listed(categories []uint16) string {
	var words []string
	for _, c := range categories {
		words = append(words, strconv.Itoa(int(c)))
	}
	return strings.Join(words, " ")
}

func termsOf(s Score) string {
	var words []string
	for _, t := range s.Terms {
		words = append(words, strings.ToLower(t.Name)+"="+strconv.FormatFloat(t.Value, 'f', -1, 64))
	}
	return sortedWords(strings.Join(words, " "))
}

func sortedWords(s string) string {
	words := strings.Fields(s)
	slices.Sort(words)
	return strings.Join(words, " ")
}
