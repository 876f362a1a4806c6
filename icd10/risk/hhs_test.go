package risk

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

func enrollee(tb testing.TB, row map[string]string) (Enrollee, []research.Diagnosis) {
	number := func(name string) int {
		n, err := strconv.Atoi(row[name])
		require.NoError(tb, err)
		return n
	}
	sex, err := medcode.ParseSex(row["sex"])
	require.NoError(tb, err)
	e := Enrollee{Age: number("age_last"), AgeAtDiagnosis: number("age_at_dx"), Sex: sex, Metal: Metal(row["metal"][0]), CSR: number("csr"), Months: number("months")}
	var dx []research.Diagnosis
	for code := range strings.FieldsSeq(row["dx"]) {
		dx = append(dx, research.Diagnosis{Code: icd10(code), Date: medcode.MustParseDate(row["dx_date"])})
	}
	return e, dx
}

// TestOfficialHHSVectors holds the model to the answers of HHS's own SAS text,
// whose adjusted scores have six digits.
func TestOfficialHHSVectors(t *testing.T) {
	h, err := ReadHHS(os.DirFS(official.Path(t, "releases/hhshcc/2021")))
	require.NoError(t, err)
	require.Equal(t, 2021, h.BenefitYear())
	answers := map[string]map[string]string{}
	for _, a := range rowsOf(t, "vectors/hcc/hhs.answers.tsv.gz") {
		answers[a["id"]] = a
	}
	agree, all := 0, 0
	for _, row := range rowsOf(t, "vectors/hcc/hhs.claims.tsv.gz") {
		a := answers[row["id"]]
		e, dx := enrollee(t, row)
		s, err := h.Score(e, dx, strings.Fields(row["ndc"]), strings.Fields(row["hcpcs"]))
		require.NoError(t, err)
		all++
		got := []string{s.Model.String(), strings.Join(s.Categories, " "), fmt.Sprintf("%.3f", s.Score), strconv.FormatFloat(s.CSRScore, 'g', 6, 64), termsOf(Score{Terms: s.Terms})}
		csr, err := strconv.ParseFloat(a["csr_score"], 64)
		require.NoError(t, err)
		score, err := strconv.ParseFloat(a["score"], 64)
		require.NoError(t, err)
		want := []string{a["model"], a["hccs"], fmt.Sprintf("%.3f", score), strconv.FormatFloat(csr, 'g', 6, 64), sortedWords(a["terms"])}
		if fmt.Sprint(got) == fmt.Sprint(want) {
			agree++
		} else if all-agree < 6 {
			t.Logf("%v\n got %q\nwant %q", row, got, want)
		}
	}
	t.Logf("HHS-HCC: %d of %d agree", agree, all)
	require.Equal(t, all, agree)
}
