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
	claims := vectorClaims(t, "431", 20_000)
	require.NotEmpty(t, claims)
	for _, c := range claims {
		for _, f := range reg.Check(c) {
			require.NotEmpty(t, f.Message)
			count[f.Rule]++
		}
	}
	t.Log(len(claims), "claims:", count)
	require.Greater(t, len(count), 15)
}

func BenchmarkVectors(b *testing.B) {
	o := april(b)
	reg := registry(b, o).For(rules.Profile{Packs: []string{"guideline"}, Settings: rules.In(rules.Inpatient)})
	claims := vectorClaims(b, "431", 20_000)
	findings := reg.Check(claims[0]) // makes the index
	n, found := 0, 0
	b.ReportAllocs()
	for b.Loop() {
		findings = reg.AppendCheck(findings[:0], claims[n%len(claims)])
		n++
		found += len(findings)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
	b.ReportMetric(float64(found)/float64(n), "findings/claim")
}

// BenchmarkIndex makes the index of a release.
func BenchmarkIndex(b *testing.B) {
	o := april(b)
	c := claimOf("|I509")
	b.ReportAllocs()
	for b.Loop() {
		if len(registry(b, o).Check(c)) == 0 {
			b.Fatal("an unspecified first diagnosis is not found")
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/release")
}
