package research

import (
	"iter"
	"os"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

func conditions(s CharlsonSet) string {
	var names []string
	for c := range CharlsonConditions() {
		if s.Has(c) {
			names = append(names, c.String())
		}
	}
	return strings.Join(names, "; ")
}

// Number of codes and ranges, expanded, in table 1 of Quan and others 2005.
func TestCharlsonTable(t *testing.T) {
	count := func(s System, list string) (n int) {
		for range codesIn(s, list) {
			n++
		}
		return n
	}
	var icd9, icd10, original, updated []int
	for c := range CharlsonConditions() {
		icd9 = append(icd9, count(ICD9CM, charlsonTable[c].icd9))
		icd10 = append(icd10, count(ICD10CM, charlsonTable[c].icd10))
		original = append(original, c.Weight(Charlson1987))
		updated = append(updated, c.Weight(Quan2011))
	}
	require.Equal(t, []int{2, 17, 17, 10, 3, 21, 11, 4, 15, 6, 4, 11, 24, 73, 10, 4, 3}, icd9)
	require.Equal(t, []int{3, 14, 13, 13, 7, 21, 9, 4, 19, 25, 25, 12, 22, 83, 11, 4, 4}, icd10)
	require.Equal(t, []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 6, 6}, original)
	require.Equal(t, []int{0, 2, 0, 0, 2, 1, 1, 0, 2, 0, 1, 2, 1, 2, 4, 6, 4}, updated)
	require.Equal(t, "no condition", charlsonConditions.String())
	require.Zero(t, charlsonConditions.Weight(Quan2011))
	for range CharlsonConditions() {
		break
	}
	require.Equal(t, []string{"174", "175", "1760", "1761"}, expandRange("174", "1761"))
}

// How many codes of ICD-10-CM 2026, headers included, and of the last ICD-9-CM
// are of each condition. Another program's counts are the same but that it
// leaves 437.3 and 404.03, 404.13 and 404.93 out, which Quan's table has.
func TestOfficialCharlson(t *testing.T) {
	c := NewCharlson(Charlson1987)
	count := func(codes iter.Seq[Code]) (any int, each [charlsonConditions]int) {
		for code := range codes {
			s := c.Lookup(code)
			if s != 0 {
				any++
			}
			for condition := range CharlsonConditions() {
				if s.Has(condition) {
					each[condition]++
				}
			}
		}
		return any, each
	}
	now, err := cm.Read(os.DirFS(official.Path(t, "releases/icd10cm/2026")))
	require.NoError(t, err)
	n, each := count(func(yield func(Code) bool) {
		for code := range now.All() {
			if !yield(CM(code)) {
				return
			}
		}
	})
	require.Equal(t, 3458, n)
	require.Equal(t, [charlsonConditions]int{25, 42, 356, 528, 105, 94, 468, 40, 50, 72, 270, 55, 34, 1236, 19, 63, 1}, each)

	then, err := icd9.Read(os.DirFS(official.Path(t, "releases/icd9cm/v32")))
	require.NoError(t, err)
	n, each = count(func(yield func(Code) bool) {
		for code := range then.Diagnoses.All() {
			if !yield(CM9(code)) {
				return
			}
		}
	})
	require.Equal(t, 1131, n)
	require.Equal(t, [charlsonConditions]int{31, 30, 42, 70, 17, 48, 12, 72, 26, 24, 16, 38, 40, 629, 8, 31, 1}, each)
}

func TestCharlsonLookup(t *testing.T) {
	c := NewCharlson(Charlson1987)
	for code, want := range map[string]string{
		"I21.4": "myocardial infarction", "I25.2": "myocardial infarction", "I25.10": "", "I50.9": "congestive heart failure",
		"I42.5": "congestive heart failure", "I42.4": "", "I69.398": "cerebrovascular disease", "F03.90": "dementia", "J44.1": "chronic pulmonary disease",
		"E11.9": "diabetes without chronic complication", "E11.22": "diabetes with chronic complication", "E11.69": "diabetes without chronic complication",
		"G81.91": "hemiplegia or paraplegia", "G83.4": "hemiplegia or paraplegia", "G83.5": "", "N18.6": "renal disease",
		"C50.912": "any malignancy, including lymphoma and leukemia, except malignant neoplasm of skin", "C44.90": "", "C79.51": "metastatic solid tumor",
		"K76.6": "moderate or severe liver disease", "K76.0": "mild liver disease", "B20": "AIDS/HIV", "B23.0": "", "Z94.4": "mild liver disease",
		"9:410.71": "myocardial infarction", "9:428.0": "congestive heart failure", "9:404.03": "congestive heart failure; renal disease",
		"9:456.20": "moderate or severe liver disease", "9:250.42": "diabetes with chronic complication", "9:V43.4": "peripheral vascular disease",
		"9:173.0": "", "9:195.8": "any malignancy, including lymphoma and leukemia, except malignant neoplasm of skin", "9:196.0": "metastatic solid tumor", "9:E812.0": "",
		"9:714.81": "rheumatic disease", "9:714.30": "", "9:044.9": "AIDS/HIV",
	} {
		require.Equal(t, want, conditions(c.Lookup(dx(t, code)[0].Code)), code)
	}
	require.Equal(t, c.Lookup(icd10("I21")), c.Lookup(MustParseCode(ICD10, "I21.9")))
}

func TestCharlsonScore(t *testing.T) {
	for _, c := range []struct {
		name              string
		dx                []string
		original, updated int
	}{
		{"nothing", nil, 0, 0},
		{"one of each weight", []string{"I21.4", "E11.22", "K76.6", "C79.51"}, 1 + 2 + 3 + 6, 0 + 1 + 4 + 6},
		{"a condition counts once", []string{"I50.9", "I50.21", "I42.5"}, 1, 2},
		{"the severer form counts", []string{"E11.9", "E11.22", "C50.912", "C79.51", "K76.0", "K76.6"}, 2 + 6 + 3, 1 + 6 + 4},
		{"the principal diagnosis doesn't", []string{"*I21.4", "B20"}, 6, 4},
		{"both systems", []string{"9:428.0", "J44.1"}, 2, 3},
	} {
		d := dx(t, c.dx...)
		require.Equal(t, c.original, NewCharlson(Charlson1987).Of(d, medcode.Period{}).Score, c.name)
		require.Equal(t, c.updated, NewCharlson(Quan2011).Of(d, medcode.Period{}).Score, c.name)
	}
	require.Equal(t, 1, NewCharlson(Charlson1987).WithPrincipal().Of(dx(t, "*I21.4"), medcode.Period{}).Score)

	s := CharlsonScore{Score: 3}
	for age, want := range map[int]int{0: 3, 49: 3, 50: 4, 59: 4, 60: 5, 79: 6, 80: 7, 103: 7} {
		require.Equal(t, want, s.AgeAdjusted(age), age)
	}
}

func TestCharlsonExplain(t *testing.T) {
	c := NewCharlson(Charlson1987)
	d := dx(t, "*I21.4 2024-02-01", "E11.9 2024-02-01", "E11.22 2024-02-01", "J44.1 2020-01-01", "Z00.00 2024-02-01")
	require.Equal(t, []string{
		"myocardial infarction of I21.4: principal diagnosis",
		"diabetes without chronic complication of E11.9: diabetes with chronic complication takes its place",
		"diabetes with chronic complication of E11.22: counted",
		"chronic pulmonary disease of J44.1: outside the look-back window",
	}, reasons(d, c.Explain(d, LookBack(medcode.MustParseDate("2024-06-01"), 365))))
}

func BenchmarkCharlson(b *testing.B) {
	c := NewCharlson(Quan2011)
	stays := randomStays(CompiledElixhauser(), 1000)
	i := 0
	for b.Loop() {
		c.Of(stays[i%len(stays)], medcode.Period{})
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "stays/s")
}
