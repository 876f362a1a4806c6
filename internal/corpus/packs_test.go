package corpus_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/ncci"
)

// TestCorrectPairs: correct records are silent by the edits of NCCI too.
func TestCorrectPairs(t *testing.T) {
	edits, err := ncci.Read(os.DirFS("../../rules/ncci/testdata/2026Q2"))
	require.NoError(t, err)
	library, err := ncci.NewLibrary(edits)
	require.NoError(t, err)
	reg, err := rules.New(ncci.Pack(library, 0))
	require.NoError(t, err)
	correct, err := corpus.Correct()
	require.NoError(t, err)
	for _, r := range correct {
		for _, f := range reg.Findings(r.Claim) {
			assert.Less(t, f.Severity, rules.Warning, "%s\n%v", r.Line, f)
		}
	}
}

// TestFees: no correct record has a finding of the rules that need the fee
// schedule, where it holds.
func TestFees(t *testing.T) {
	f, err := mpfs.Read(os.DirFS(official.Path(t, "releases/mpfs/2025-10")))
	require.NoError(t, err)
	fees, err := mpfs.NewLibrary(f)
	require.NoError(t, err)
	reg, err := rules.New(codes.Pack(codes.Options{CM: cmdata.Library(), HCPCS: hcpcsdata.Library(), Fees: fees}), modifier.Pack(modifier.Options{Fees: fees}))
	require.NoError(t, err)
	correct, err := corpus.Correct()
	require.NoError(t, err)
	for _, r := range correct {
		for _, f := range reg.Findings(r.Claim) {
			assert.Less(t, f.Severity, rules.Warning, "%s\n%v", r.Line, f)
		}
	}
}

// TestEditorCounts pins the findings by rule of the Medicare Code Editor over
// the reference vectors. Two fire on none of them, and on their samples.
func TestEditorCounts(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	counts, claims := map[string]int{}, 0
	for name, icd := range map[string]rules.ICD{"v43.1": rules.ICD10, "icd9": rules.ICD9} {
		file, err := os.Open(official.Path(t, "vectors/mce/"+name+".claims.tsv.gz"))
		require.NoError(t, err)
		defer file.Close()
		z, err := gzip.NewReader(file)
		require.NoError(t, err)
		in := bufio.NewScanner(z)
		for in.Buffer(nil, 1<<20); in.Scan(); claims++ {
			for _, f := range reg.Findings(vectorClaim(t, in.Text(), icd)) {
				counts[f.Rule]++
			}
		}
		require.NoError(t, in.Err())
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# findings by rule in the %d reference vectors of the Medicare Code Editor\n", claims)
	for rule := range reg.Rules() {
		fmt.Fprintf(&b, "%-45s %7d\n", rule.ID, counts[rule.ID])
	}
	if os.Getenv("UPDATE_COUNTS") != "" {
		require.NoError(t, os.WriteFile("testdata/mce-counts.txt", []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile("testdata/mce-counts.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), b.String(), "UPDATE_COUNTS=1 go test ./internal/corpus writes it again")
}

// vectorClaim reads a vector: number, discharge, age, sex, status, days,
// admitting diagnosis, diagnoses and procedures.
func vectorClaim(t *testing.T, line string, icd rules.ICD) *rules.Claim {
	col := strings.Split(line, "\t")
	require.Len(t, col, 9)
	c := &rules.Claim{Setting: rules.Inpatient, ICD: icd, Discharge: mce.ParseDate(col[1]), DischargeStatus: col[4], Admitting: strings.TrimPrefix(col[6], "-")}
	var age, days int
	_, err := fmt.Sscan(col[2]+" "+col[5], &age, &days)
	require.NoError(t, err)
	c.Patient.Age, c.Patient.Sex = rules.YearsOld(age), medcode.SexUnknown
	if s, err := medcode.ParseSex(col[3]); err == nil {
		c.Patient.Sex = s
	}
	if !c.Discharge.IsZero() {
		c.Admission = c.Discharge.AddDays(-days)
	}
	for i, cell := range col[7:] {
		for code := range strings.SplitSeq(strings.TrimPrefix(cell, "-"), ",") {
			if code, _, _ = strings.Cut(code, ":"); code == "" {
				continue
			}
			if i == 0 {
				c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code})
			} else {
				c.Procedures = append(c.Procedures, rules.Procedure{Code: code})
			}
		}
	}
	return c
}

// judgedByRelease reports whether the findings of a rule name a release at any time.
func judgedByRelease(rule string) bool {
	pack, _, _ := strings.Cut(rule, ".")
	return pack == "mce" || pack == "poa" || pack == "drg" || pack == "audit"
}

// TestFinding: a finding has the title of its rule, a place counted from 1 and,
// where a release judged, that release; the registry lists its sources, and
// Check tells what was not judged.
func TestFinding(t *testing.T) {
	reg := registry(t)
	wrong, err := corpus.Wrong()
	require.NoError(t, err)
	numbered := 0
	complete, err := rules.New(billed.Pack(group), audit.Pack())
	require.NoError(t, err)
	for _, r := range wrong {
		found, _ := reg.Check(r.Claim)
		for _, f := range found {
			rule, ok := reg.Rule(f.Rule)
			require.True(t, ok)
			require.Equal(t, rule.Name, f.Title)
			if strings.HasPrefix(f.Rule, "guideline.") && rule.InForce.Contains(r.Claim.Date()) && strings.Contains(rule.Needs, "a release") || judgedByRelease(f.Rule) {
				require.NotEmpty(t, f.Release, "%s\n%v", r.Line, f)
			}
			if f.Place.Part == rules.OfDiagnosis || f.Place.Part == rules.OfLine {
				numbered++
				text, err := json.Marshal(f)
				require.NoError(t, err)
				require.Contains(t, string(text), fmt.Sprintf(`"place":{"part":"%s","number":%d`, f.Place.Part, f.Place.Index+1))
				require.Contains(t, f.String(), fmt.Sprintf("%s %d", f.Place.Part, f.Place.Index+1))
			}
		}
	}
	require.Positive(t, numbered)
	for rule := range complete.Rules() { // of the DRG and of what is not complete
		for _, f := range complete.Findings(claimtest.MustParse(rule.Fails[0])) {
			require.NotEmpty(t, f.Release, "%v", f)
		}
	}
	sources := 0
	for range reg.Sources() {
		sources++
	}
	require.Greater(t, sources, 10)
	bare, err := rules.New(modifier.Pack(modifier.Options{}))
	require.NoError(t, err)
	found, undecided := bare.Check(claimtest.MustParse("professional | I10 | | 20610-25>1"))
	require.Empty(t, found)
	require.Len(t, undecided, 1)
	require.Contains(t, undecided[0].Reason, "fee schedule")
}
