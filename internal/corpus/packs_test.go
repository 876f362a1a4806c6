package corpus_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/ncci"
)

// A spoiled record is one that is right but for a change which the notation of
// package claimtest can't say, or needs a release that the corpus has not.
type spoiled struct {
	rule, line string
	change     func(*rules.Claim)
}

const (
	inpatientLine = "inpatient F 60y 4d bill:0111 status:01 | I25.10:Y E11.9:Y | 027034Z | 0120*4"
	visitLine     = "professional F 60y pos:11 | I10 E11.9 | | 99213>1"
	edited        = "professional F 60y 2026-05-01 pos:11 | L97.511 |"
)

var spoiledClaims = []spoiled{
	{"claim.no-setting", inpatientLine, func(c *rules.Claim) { c.Setting = 0 }},
	{"claim.no-date", visitLine, func(c *rules.Claim) { c.From, c.Through = medcode.Date{}, medcode.Date{} }},
	{"claim.icd-revision", visitLine, func(c *rules.Claim) {
		c.From, c.Through = medcode.NewDate(2015, 9, 30), medcode.NewDate(2015, 9, 30)
	}},
	{"claim.statement-dates", visitLine, func(c *rules.Claim) { c.Through = c.From.AddDays(-1) }},
	{"claim.stay-dates", inpatientLine, func(c *rules.Claim) { c.Admission = c.Through.AddDays(1) }},
	{"claim.birth-date", inpatientLine, func(c *rules.Claim) { c.Patient.Birth = c.Admission.AddDays(1) }},
	{"claim.procedure-dates", inpatientLine, func(c *rules.Claim) { c.Procedures[0].Date = c.Admission.AddDays(-30) }},
	{"claim.line-dates", visitLine, func(c *rules.Claim) { c.Through = c.From; c.Lines[0].From = c.From.AddDays(-1) }},
	{"claim.units", visitLine, func(c *rules.Claim) { c.Lines[0].Units = math.NaN() }},
	{"claim.charges", visitLine, func(c *rules.Claim) { c.Lines[0].Charge = -1 }},
	{"claim.total-charge", visitLine, func(c *rules.Claim) { c.Lines[0].Charge, c.Charge = 100, 101 }},
	{"claim.modifiers", visitLine, func(c *rules.Claim) { c.Lines[0].Modifiers = []string{"59", "59"} }},
	{"claim.npi", visitLine, func(c *rules.Claim) { c.BillingNPI = "1234567890" }},
	{"claim.type-of-bill", inpatientLine, func(c *rules.Claim) { c.TypeOfBill = "0131" }},
	{"claim.place-of-service", visitLine, func(c *rules.Claim) { c.PlaceOfService = "1" }},
	{"claim.malformed-diagnosis", visitLine, func(c *rules.Claim) { c.Diagnoses[1].Code = "E11." }},
	{"claim.malformed-hcpcs", visitLine, func(c *rules.Claim) { c.Lines[0].Code = "9921" }},
	{"claim.malformed-revenue-code", inpatientLine, func(c *rules.Claim) { c.Lines[0].Revenue = "45X" }},
	{"claim.age", visitLine, func(c *rules.Claim) { c.Patient.Age = rules.YearsOld(-1) }},
	{"claim.no-id", visitLine, func(c *rules.Claim) { c.ID = "" }},
	{"claim.no-billing-npi", visitLine, func(c *rules.Claim) { c.BillingNPI = "" }},
	{"claim.unreadable-field", visitLine, func(c *rules.Claim) {
		c.Unreadable = []rules.Unreadable{{Place: rules.AtPatient("sex"), Text: "X", Problem: `sex "X": want M, F or U`}}
	}},
	{"mce.bilateral-procedure", "nine 2006-04-15 40y M 5d status:01 | 71535 | 8151 8154", nil},
	{"mce.invalid-discharge-date", inpatientLine, func(c *rules.Claim) {
		c.From, c.Through, c.Admission, c.Discharge = medcode.Date{}, medcode.Date{}, medcode.Date{}, medcode.Date{}
	}},
	{"drg.billed-differs", inpatientLine, func(c *rules.Claim) { c.DRG = drg.Number(1) }},
	{"audit.incomplete", visitLine, func(c *rules.Claim) { c.Charge = 0 }},
	{"ncci.ptp-not-allowed", edited + " | 11042>1 97602>1", nil},
	{"ncci.ptp-modifier-missing", edited + " | 11042>1 97597>1", nil},
	{"ncci.ptp-bypassed", edited + " | 11042>1 97597-59>1", nil},
	{"ncci.mue-line", edited + " | 88305*17>1", nil},
	{"ncci.mue-policy", edited + " | 20610*3>1", nil},
	{"ncci.mue-clinical", edited + " | 97110*7>1", nil},
	{"ncci.add-on-type-1", edited + " | 11045>1", nil},
	{"ncci.add-on-type-2", edited + " | 69990>1", nil},
	{"ncci.add-on-type-3", edited + " | 76937>1", nil},
}

// TestSpoiled: the rules of packs that the corpus has no record for fire on a
// record spoiled for each, and on the same record before that only where they
// ask for more than it has.
func TestSpoiled(t *testing.T) {
	edits, err := ncci.Read(os.DirFS("../../rules/ncci/testdata/2026Q2"))
	require.NoError(t, err)
	library, err := ncci.NewLibrary(edits)
	require.NoError(t, err)
	reg, err := rules.New(claim.Pack(), billed.Pack(group), ncci.Pack(library, 0), audit.Pack(), mce.Pack(mce.Default()))
	require.NoError(t, err)
	fired := map[string]bool{}
	for _, s := range spoiledClaims {
		c := claimtest.MustParse(s.line)
		c.ID, c.BillingNPI = "1", "1234567893"
		has := func() bool {
			return slices.ContainsFunc(reg.Findings(c), func(f rules.Finding) bool { return f.Rule == s.rule })
		}
		if s.change != nil {
			if s.rule != "audit.incomplete" {
				assert.False(t, has(), "%s on %s", s.rule, s.line)
			}
			s.change(c)
		}
		fired[s.rule] = has()
		assert.True(t, fired[s.rule], "%s on %s", s.rule, s.line)
	}
	all := registry(t)
	wrong, err := corpus.Wrong()
	require.NoError(t, err)
	correct, err := corpus.Correct()
	require.NoError(t, err)
	for _, r := range slices.Concat(wrong, correct, samples(t, all)) {
		for _, f := range all.Findings(r.Claim) {
			fired[f.Rule] = true
		}
	}
	for rule := range reg.Rules() {
		if !strings.HasPrefix(rule.ID, "mce.") { // of which TestEditorCounts and TestRules of package mce see to all
			assert.True(t, fired[rule.ID], "%s has fired nowhere", rule.ID)
		}
	}
	// Correct records are silent by the edits of NCCI too.
	for _, r := range correct {
		for _, f := range reg.Findings(r.Claim) {
			if f.Rule != "audit.incomplete" { // the records lack what it asks for
				assert.Less(t, f.Severity, rules.Warning, "%s\n%v", r.Line, f)
			}
		}
	}
}

// TestFees: the rules that need the fee schedule fire on their samples, and no
// correct record that it holds for has a finding of them.
func TestFees(t *testing.T) {
	f, err := mpfs.Read(os.DirFS(official.Path(t, "releases/mpfs/2025-10")))
	require.NoError(t, err)
	fees, err := mpfs.NewLibrary(f)
	require.NoError(t, err)
	reg, err := rules.New(codes.Pack(codes.Options{CM: cmdata.Library(), HCPCS: hcpcsdata.Library(), Fees: fees}), modifier.Pack(modifier.Options{Fees: fees}))
	require.NoError(t, err)
	for rule := range reg.Rules() {
		if !needsFees(rule) && rule.ID != "code.cpt-unknown" {
			continue
		}
		fired := false
		for _, text := range rule.Fails {
			fired = slices.ContainsFunc(reg.Findings(claimtest.MustParse(text)), func(f rules.Finding) bool { return f.Rule == rule.ID }) || fired
		}
		assert.True(t, fired, "%s has fired nowhere", rule.ID)
	}
	correct, err := corpus.Correct()
	require.NoError(t, err)
	for _, r := range correct {
		for _, f := range reg.Findings(r.Claim) {
			assert.Less(t, f.Severity, rules.Warning, "%s\n%v", r.Line, f)
		}
	}
}

// TestEditorCounts pins the findings by rule of the Medicare Code Editor over
// the reference vectors. Two fire on none of them, and on a spoiled record.
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
	for rule := range reg.Rules() {
		spoilt := slices.ContainsFunc(spoiledClaims, func(s spoiled) bool { return s.rule == rule.ID })
		assert.True(t, spoilt || counts[rule.ID] > 0, "%s has fired nowhere", rule.ID)
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
	for _, s := range spoiledClaims { // of the DRG and of what is not complete
		if s.change == nil || !judgedByRelease(s.rule) {
			continue
		}
		c := claimtest.MustParse(s.line)
		if s.change(c); c.Date().IsZero() {
			continue // no release holds on no date
		}
		for _, f := range complete.Findings(c) {
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
