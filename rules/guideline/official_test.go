package guideline_test

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/guideline"
)

// april is ICD-10-CM with the tabular list of April 2026, and ICD-10-PCS 2026,
// dated so that they hold for every discharge since October 2015: the claims
// of the vectors are of all years.
func april(t testing.TB) guideline.Options {
	t.Helper()
	dx, err := cm.Read(os.DirFS(official.Path(t, "releases/icd10cm/2026-04")))
	require.NoError(t, err)
	px, err := pcs.Read(os.DirFS(official.Path(t, "releases/icd10pcs/2026")))
	require.NoError(t, err)
	always := medcode.Period{From: medcode.NewDate(2015, 10, 1)}
	return options(t, dx.Dated("2026-04", always), px.Dated("2026", always))
}

// vectorClaims reads the claims of a file of the DRG vectors: name, version,
// age, sex, discharge status, exemption, length of stay, admitting diagnosis,
// diagnoses with indicators, procedures.
func vectorClaims(t testing.TB, version string, most int) (all []*rules.Claim) {
	t.Helper()
	f, err := os.Open(official.Path(t, "vectors/msdrg/"+version+".claims.tsv.gz"))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	for in := bufio.NewScanner(z); in.Scan() && len(all) < most; {
		all = append(all, vectorClaim(t, in.Text()))
	}
	return all
}

func vectorClaim(t testing.TB, line string) *rules.Claim {
	t.Helper()
	field := strings.Split(line, "\t")
	require.Len(t, field, 9, line)
	c := &rules.Claim{ID: field[0], Setting: rules.Inpatient, Discharge: medcode.MustParseDate("2026-04-15"), DischargeStatus: field[4]}
	n := 0
	_, err := fmt.Sscan(field[2], &n)
	require.NoError(t, err)
	c.Patient.Age = rules.YearsOld(n)
	c.Patient.Sex, _ = medcode.ParseSex(field[3])
	c.Admitting = strings.Trim(field[6], "-")
	for _, d := range words(field[7]) {
		code, poa, _ := strings.Cut(d, ":")
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code, POA: poa})
	}
	for _, p := range words(field[8]) {
		c.Procedures = append(c.Procedures, rules.Procedure{Code: p})
	}
	return c
}

func words(list string) []string {
	if list == "-" || list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// TestVectors checks many claims with the releases as published.
func TestVectors(t *testing.T) {
	o := april(t)
	reg := registry(t, o)
	count := map[string]int{}
	var claims []*rules.Claim
	for _, version := range []string{"400", "410", "411", "420", "431"} {
		claims = append(claims, vectorClaims(t, version, 20_000)...)
	}
	require.NotEmpty(t, claims)
	for _, c := range claims {
		for _, f := range reg.Findings(c) {
			require.NotEmpty(t, f.Message)
			count[f.Rule]++
		}
	}
	t.Log(len(claims), "claims:", count)
	require.Greater(t, len(count), 15)
}

// TestSkippedVectors is TestSkipped over the vectors.
func TestSkippedVectors(t *testing.T) {
	indexed, all := guideline.PairOf(t, april(t))
	for _, version := range []string{"400", "431"} {
		for _, c := range vectorClaims(t, version, 5_000) {
			require.Equal(t, all.Findings(c), indexed.Findings(c), c)
		}
	}
}

func BenchmarkVectors(b *testing.B) {
	o := april(b)
	reg, err := registry(b, o).For(rules.Profile{Packs: []string{"guideline"}, Settings: rules.In(rules.Inpatient)})
	require.NoError(b, err)
	claims := vectorClaims(b, "431", 20_000)
	var findings []rules.Finding
	for _, c := range claims { // makes the index, of all categories
		findings = reg.AppendFindings(findings[:0], c)
	}
	n, found := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		findings = reg.AppendFindings(findings[:0], claims[n%len(claims)])
		n++
		found += len(findings)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
	b.ReportMetric(float64(found)/float64(n), "findings/claim")
}

// BenchmarkIndex makes the index of a release.
func BenchmarkIndex(b *testing.B) {
	o := april(b)
	c := claimtest.MustParse("|I509")
	b.ReportAllocs()
	for b.Loop() {
		if len(registry(b, o).Findings(c)) == 0 {
			b.Fatal("an unspecified first diagnosis is not found")
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/release")
}

// TestWards has claims as hospitals send them, and what is to be found in them
// beside unspecified codes: rule and diagnosis.
func TestWards(t *testing.T) {
	reg := registry(t, april(t))
	for _, c := range []struct{ claim, want string }{
		{"F 70y|A4151:Y R6521:Y N390:Y J9601:Y N179:Y I110:Y I5033:Y E1122:Y N1830:Y Z794", "combination-code 5"},
		{"F 70y|A4151:Y R6521:Y N390:Y J9601:Y N179:Y I130:Y I5033:Y E1122:Y N1830:Y Z794", ""},
		{"M 55y|I214:Y I2510:Y I10:Y E785:Y F17210:Y Z7982 Z955|027034Z", ""},
		{"F 28y|O80 Z370 Z3A39|10E0XZZ", ""},
		{"F 31y|O34211:Y O9962 K219 Z370 Z3A39|10D00Z1", ""},
		{"F 34y|O24410 O99214 E669 Z6835 O1414 Z370 Z3A36|10D00Z1", "body-mass-in-pregnancy 3"},
		{"M 0y|Z3801 P0718 P590 Z23", ""},
		{"F 81y|S72001A:Y W010XXA:Y Y92009 I480:Y I10:Y Z7901|0SRR0JZ", ""},
		{"M 24y|S270XXA S2241XA V4352XA Y929 F10129 S36039A", "place-of-occurrence 3"},
		{"M 67y|J441:Y J440:Y J189:Y J9621:Y F17210 Z9981 I2720", ""},
		{"M 67y|J449:Y J189:Y J9601:Y Z87891", "combination-code 0"},
		{"F 45y|C50911:Y Z170 C7951:Y G893:Y Z5111 D6481 T451X5A", "first-only 4"},
		{"F 45y|Z5111 C50911:Y Z170 C7951:Y D6481:N T451X5A:N Z9013", ""},
		{"M 60y|E11621:Y L97511:Y E1142:Y E1165:Y I10 Z794|0Y6N0Z0", ""},
		{"M 60y|G20A1:Y F0280:Y F329 R1310", ""},
		{"M 30y|B20 B59 J9601 B370", ""},
		{"F 77y|I132 I5043 N186 Z992 D631 E1122 E875|5A1D70Z", ""},
		{"F 77y|I130 I5043 N186 Z992 D631 E1122 E875|5A1D70Z", "use-additional-missing 0"}, // of stages 1 to 4, so I13.2
		{"F 77y|N186 I120 Z992 D631 E1122", "code-first-order 0"},
		{"M 60y|M1711 E669 Z6835 M1712|0SRC0J9 0SRD0J9", "sides-not-bilateral 0"},
		{"F 60y|U071 J1282 J9601 E119 I10", ""},
	} {
		var got []string
		for _, f := range reg.Findings(claimtest.MustParse(c.claim)) {
			if f.Rule != "guideline.unspecified-code" {
				got = append(got, fmt.Sprintf("%s %d", strings.TrimPrefix(f.Rule, "guideline."), f.Place.Index))
			}
		}
		require.Equal(t, c.want, strings.Join(got, ", "), c.claim)
	}
}
