package poa_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/poa"
)

// options know a few exempt and chronic codes, from October 2015 on.
func options() poa.Options {
	return poa.Options{
		Exempt: func(c cm.Code, on medcode.Date) (bool, bool) {
			return slices.Contains([]string{"Z85.51", "Z38.00", "I25.2"}, c.String()), on.After(medcode.MustParseDate("2015-09-30"))
		},
		Chronic: func(c cm.Code) bool { return c.String() == "I10" },
	}
}

func outcome(t testing.TB, reg *rules.Registry, id, claim string) rules.Outcome {
	for _, o := range reg.Outcomes(claimtest.MustParse(claim)) {
		if o.Rule.ID == "poa."+id {
			return o
		}
	}
	t.Fatalf("no rule %s", id)
	return rules.Outcome{}
}

// TestWhere: a finding is about an indicator and has a way out.
func TestWhere(t *testing.T) {
	reg := registry(t, options())
	for rule := range reg.Rules() {
		for _, f := range outcome(t, reg, strings.TrimPrefix(rule.ID, "poa."), rule.Fails[0]).Findings {
			require.Equal(t, "poa", f.Place.Field)
			require.NotEmpty(t, f.Suggestion)
		}
	}
}

func TestUndecided(t *testing.T) {
	for _, reg := range []*rules.Registry{registry(t, poa.Options{}), registry(t, options())} {
		for id, claim := range map[string]string{"missing": "I2510 J189:Y", "exempt-reported": "Z8551:Y", "one-not-exempt": "I2510:1"} {
			require.Equal(t, rules.Undecided, outcome(t, reg, id, "nine 2014-04-01|"+claim).Status, id)
		}
	}
	require.Equal(t, rules.Undecided, outcome(t, registry(t, poa.Options{}), "chronic-not-present", "2026-04-01|J189:Y I10:N").Status)
	require.Equal(t, rules.NotApplicable, outcome(t, registry(t, options()), "missing", "exempt 2026-04-01|I2510").Status)
	require.Equal(t, rules.NotApplicable, outcome(t, registry(t, options()), "one-not-exempt", "exempt 2026-04-01|I2510:1").Status)
	require.Empty(t, registry(t, options()).Findings(&rules.Claim{}))
}

func registry(t testing.TB, o poa.Options) *rules.Registry {
	reg, err := rules.New(poa.Pack(o))
	require.NoError(t, err)
	return reg
}

// TestFromLibrary reads the list of exempt codes of fiscal year 2026.
func TestFromLibrary(t *testing.T) {
	release, err := cm.Read(os.DirFS(official.Path(t, "releases/icd10cm/2026")))
	require.NoError(t, err)
	checkLibrary(t, release)
}

// TestFromFixture does the same with a small release in the official layout.
func TestFromFixture(t *testing.T) {
	sub, err := fs.Sub(os.DirFS("testdata"), "icd10cm")
	require.NoError(t, err)
	release, err := cm.Read(sub)
	require.NoError(t, err)
	checkLibrary(t, release)
}

func checkLibrary(t *testing.T, release *cm.Release) {
	require.True(t, release.Parts().POAExempt)
	lib, err := cm.NewLibrary(release)
	require.NoError(t, err)
	o := poa.FromLibrary(lib)
	require.Len(t, o.Sources, 1)
	reg := registry(t, o)
	require.Equal(t, rules.Found, outcome(t, reg, "missing", "2026-01-15|I2510 J189:Y").Status)
	require.Equal(t, rules.Passed, outcome(t, reg, "missing", "2026-01-15|Z8551 I2510:Y").Status)
	require.Equal(t, rules.Found, outcome(t, reg, "exempt-reported", "2026-01-15|Z8551:Y").Status)
	require.Equal(t, rules.Undecided, outcome(t, reg, "missing", "2020-01-15|I2510 J189:Y").Status)
	require.Equal(t, rules.Undecided, outcome(t, reg, "missing", "2026-01-15|Z99999 I2510:Y").Status)
}

func TestLibraryWithoutList(t *testing.T) {
	sub, err := fs.Sub(os.DirFS("testdata"), "icd10cm")
	require.NoError(t, err)
	order, err := fs.ReadFile(sub, "icd10cm-order-2026.txt")
	require.NoError(t, err)
	release, err := cm.Read(fstest.MapFS{"icd10cm-order-2026.txt": {Data: order}})
	require.NoError(t, err)
	lib, err := cm.NewLibrary(release)
	require.NoError(t, err)
	o := poa.FromLibrary(lib)
	require.Empty(t, o.Sources)
	require.Equal(t, rules.Undecided, outcome(t, registry(t, o), "missing", "2026-01-15|I2510").Status)
}

// TestNoCode: messages about a diagnosis whose code is empty are sentences.
func TestNoCode(t *testing.T) {
	for id, c := range map[string]struct{ claim, want string }{
		"illegal-value":              {"2026-04-01|:X", `A diagnosis without a code carries "X", which is no present-on-admission indicator.`},
		"not-inpatient":              {"outpatient 2026-04-01|:Y", "A diagnosis without a code carries a present-on-admission indicator, and the claim is for no inpatient stay."},
		"insufficient-documentation": {"2026-04-01|:U", "A diagnosis without a code carries indicator U, which Medicare treats as not present."},
		"obsolete-one":               {"2026-04-01|:1", "A diagnosis without a code carries indicator 1, which version 5010 claims do not have."},
	} {
		found := outcome(t, registry(t, options()), id, c.claim).Findings
		require.Len(t, found, 1, id)
		require.Equal(t, c.want, found[0].Message)
	}
}

// TestNoSetting: where the type of claim isn't known, no indicator is judged.
func TestNoSetting(t *testing.T) {
	c := claimtest.MustParse("2026-04-01|I2510:X I10")
	c.Setting = 0
	require.Empty(t, registry(t, options()).Findings(c))
}

func ExamplePack() {
	reg, err := rules.New(poa.Pack(options()))
	if err != nil {
		fmt.Println(err)
		return
	}
	claim := rules.Claim{
		Setting: rules.Inpatient, Discharge: medcode.MustParseDate("2026-04-15"),
		Diagnoses: []rules.Diagnosis{{Code: "I25.10", POA: "Y"}, {Code: "J18.9"}, {Code: "Z85.51", POA: "Y"}},
	}
	for _, f := range reg.Findings(&claim) {
		fmt.Println(f)
	}
	// Output:
	// error poa.missing at diagnosis 2 poa: J18.9 has no present-on-admission indicator and is not exempt.
	// warning poa.exempt-reported at diagnosis 3 poa: Z85.51 is exempt from reporting and carries indicator Y.
}

func FuzzCheck(f *testing.F) {
	reg := registry(f, options())
	for rule := range reg.Rules() {
		_, rest, _ := strings.Cut(rule.Fails[0], "|")
		f.Add(rest, uint8(1), uint8(0), int32(9600))
	}
	f.Fuzz(func(t *testing.T, diagnoses string, setting, icd uint8, days int32) {
		c, err := claimtest.Parse("|" + diagnoses)
		if err != nil {
			return
		}
		c.Setting, c.ICD = rules.Setting(setting), rules.ICD(icd)
		c.Discharge = medcode.MustParseDate("2000-01-01").AddDays(int(days) % 20000)
		for _, f := range reg.Findings(c) {
			require.Less(t, f.Place.Index, len(c.Diagnoses))
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	reg := registry(b, options())
	c := claimtest.MustParse("2026-04-01|I2510:Y J189:Y I10:Y Z8551 E119:Y N179:N L89152:Y I252 K219:Y J449:Y")
	var findings []rules.Finding
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		findings = reg.AppendFindings(findings[:0], c)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
}

func TestNoLibrary(t *testing.T) {
	o := poa.FromLibrary(nil)
	require.Nil(t, o.Exempt)
	require.Empty(t, o.Sources)
}

// TestReporting: indicators are asked of acute care hospitals alone.
func TestReporting(t *testing.T) {
	reg := registry(t, options())
	for _, c := range []struct {
		bill, ccn, taxonomy string
		want                rules.Status
	}{
		{"0111", "050001", "", rules.Found},
		{"0111", "", "282N00000X", rules.Found},
		{"0211", "", "", rules.NotApplicable},       // nursing facility
		{"0181", "", "", rules.NotApplicable},       // swing bed
		{"0111", "051301", "", rules.NotApplicable}, // critical access
		{"0111", "052001", "", rules.NotApplicable}, // long-term
		{"0111", "053025", "", rules.NotApplicable}, // rehabilitation
		{"0111", "054001", "", rules.NotApplicable}, // psychiatric
		{"0111", "053300", "", rules.NotApplicable}, // children's
		{"0111", "05S001", "", rules.NotApplicable}, // psychiatric unit
		{"0111", "450076", "", rules.NotApplicable}, // cancer
		{"0111", "", "283X00000X", rules.NotApplicable},
		{"0111", "", "", rules.Undecided},
		{"", "", "", rules.Undecided},
	} {
		claim := claimtest.MustParse("2026-04-01|I2510")
		claim.TypeOfBill, claim.CCN, claim.BillingTaxonomy = c.bill, c.ccn, c.taxonomy
		for _, o := range reg.Outcomes(claim) {
			if o.Rule.ID == "poa.missing" {
				require.Equal(t, c.want, o.Status, c)
			}
		}
	}
}
