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
	count := func(c CharlsonCondition, list int) (n int) {
		for _, item := range charlsonIndex().conditions[c].lists[list].codes {
			texts, err := codeTexts(item)
			require.NoError(t, err)
			n += len(texts)
		}
		return n
	}
	var icd9, icd10, original, updated []int
	for c := range CharlsonConditions() {
		icd9 = append(icd9, count(c, 0))
		icd10 = append(icd10, count(c, 1))
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
	require.Equal(t, []string{"1740"}, expandRange("174", "1740"))
	require.Equal(t, []string{"10"}, expandRange("1", "10"))
}

// Table 1 of Quan and others 2005 as it is printed, ICD-10 and enhanced
// ICD-9-CM; some copies print 447.1 as 47.1.
func TestCharlsonPrinted(t *testing.T) {
	plain := strings.NewReplacer(".", "", "x", "", ",", "")
	for c, printed := range [charlsonConditions][2]string{
		MyocardialInfarction:      {"I21.x, I22.x, I25.2", "410.x, 412.x"},
		CongestiveHeartFailure:    {"I09.9, I11.0, I13.0, I13.2, I25.5, I42.0, I42.5-I42.9, I43.x, I50.x, P29.0", "398.91, 402.01, 402.11, 402.91, 404.01, 404.03, 404.11, 404.13, 404.91, 404.93, 425.4-425.9, 428.x"},
		PeripheralVascularDisease: {"I70.x, I71.x, I73.1, I73.8, I73.9, I77.1, I79.0, I79.2, K55.1, K55.8, K55.9, Z95.8, Z95.9", "093.0, 437.3, 440.x, 441.x, 443.1-443.9, 447.1, 557.1, 557.9, V43.4"},
		CerebrovascularDisease:    {"G45.x, G46.x, H34.0, I60.x-I69.x", "362.34, 430.x-438.x"},
		Dementia:                  {"F00.x-F03.x, F05.1, G30.x, G31.1", "290.x, 294.1, 331.2"},
		ChronicPulmonaryDisease:   {"I27.8, I27.9, J40.x-J47.x, J60.x-J67.x, J68.4, J70.1, J70.3", "416.8, 416.9, 490.x-505.x, 506.4, 508.1, 508.8"},
		RheumaticDisease:          {"M05.x, M06.x, M31.5, M32.x-M34.x, M35.1, M35.3, M36.0", "446.5, 710.0-710.4, 714.0-714.2, 714.8, 725.x"},
		PepticUlcerDisease:        {"K25.x-K28.x", "531.x-534.x"},
		MildLiverDisease: {"B18.x, K70.0-K70.3, K70.9, K71.3-K71.5, K71.7, K73.x, K74.x, K76.0, K76.2-K76.4, K76.8, K76.9, Z94.4",
			"070.22, 070.23, 070.32, 070.33, 070.44, 070.54, 070.6, 070.9, 570.x, 571.x, 573.3, 573.4, 573.8, 573.9, V42.7"},
		DiabetesUncomplicated: {"E10.0, E10.1, E10.6, E10.8, E10.9, E11.0, E11.1, E11.6, E11.8, E11.9, E12.0, E12.1, E12.6, E12.8, E12.9, E13.0, E13.1, E13.6, E13.8, E13.9, E14.0, E14.1, E14.6, E14.8, E14.9", "250.0-250.3, 250.8, 250.9"},
		DiabetesComplicated:   {"E10.2-E10.5, E10.7, E11.2-E11.5, E11.7, E12.2-E12.5, E12.7, E13.2-E13.5, E13.7, E14.2-E14.5, E14.7", "250.4-250.7"},
		Hemiplegia:            {"G04.1, G11.4, G80.1, G80.2, G81.x, G82.x, G83.0-G83.4, G83.9", "334.1, 342.x, 343.x, 344.0-344.6, 344.9"},
		RenalDisease: {"I12.0, I13.1, N03.2-N03.7, N05.2-N05.7, N18.x, N19.x, N25.0, Z49.0-Z49.2, Z94.0, Z99.2",
			"403.01, 403.11, 403.91, 404.02, 404.03, 404.12, 404.13, 404.92, 404.93, 582.x, 583.0-583.7, 585.x, 586.x, 588.0, V42.0, V45.1, V56.x"},
		Malignancy:         {"C00.x-C26.x, C30.x-C34.x, C37.x-C41.x, C43.x, C45.x-C58.x, C60.x-C76.x, C81.x-C85.x, C88.x, C90.x-C97.x", "140.x-172.x, 174.x-195.8, 200.x-208.x, 238.6"},
		SevereLiverDisease: {"I85.0, I85.9, I86.4, I98.2, K70.4, K71.1, K72.1, K72.9, K76.5, K76.6, K76.7", "456.0-456.2, 572.2-572.8"},
		MetastaticTumor:    {"C77.x-C80.x", "196.x-199.x"},
		AIDS:               {"B20.x-B22.x, B24.x", "042.x-044.x"},
	} {
		require.Equal(t, plain.Replace(printed[0]), strings.Join(charlsonIndex().conditions[c].lists[1].codes, " "), CharlsonCondition(c))
		require.Equal(t, plain.Replace(printed[1]), strings.Join(charlsonIndex().conditions[c].lists[0].codes, " "), CharlsonCondition(c))
	}
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

// Names of columns are good in SQL and R, and no two are the same.
func TestColumnNames(t *testing.T) {
	seen := map[string]bool{}
	for _, scorer := range []Scorer{NewCharlson(Quan2011).Scorer(), DefinitionScorer(CommonDefinitions())} {
		for _, name := range scorer.Columns() {
			require.Regexp(t, `^[a-z][a-z0-9_]*$`, name)
			require.False(t, seen[name], name)
			seen[name] = true
		}
	}
	require.True(t, seen["charlson_chf"] && seen["charlson"] && seen["covid_19_first"])
	require.Equal(t, "chf", CongestiveHeartFailure.Short())
	require.Empty(t, CharlsonCondition(99).Short())
}

func TestUnknownWeights(t *testing.T) {
	require.PanicsWithValue(t, "research: NewCharlson with weights 77, which there are not", func() { NewCharlson(77) })
	require.Zero(t, AIDS.Weight(77))
	require.Equal(t, 6, AIDS.Weight(Charlson1987))
}
