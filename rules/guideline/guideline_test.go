package guideline_test

import (
	"io/fs"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/guideline"
)

// fixture returns the small releases of testdata, of fiscal year 2026.
func fixture(t testing.TB) guideline.Options {
	t.Helper()
	dx, err := cm.Read(sub(t, "icd10cm"))
	require.NoError(t, err)
	px, err := pcs.Read(sub(t, "icd10pcs"))
	require.NoError(t, err)
	return options(t, dx, px)
}

func options(t testing.TB, dx *cm.Release, px *pcs.Release) (o guideline.Options) {
	t.Helper()
	var err error
	o.CM, err = cm.NewLibrary(dx)
	require.NoError(t, err)
	o.PCS, err = pcs.NewLibrary(px)
	require.NoError(t, err)
	return o
}

func sub(t testing.TB, dir string) fs.FS {
	t.Helper()
	fsys, err := fs.Sub(os.DirFS("testdata"), dir)
	require.NoError(t, err)
	return fsys
}

func registry(t testing.TB, o guideline.Options) *rules.Registry {
	t.Helper()
	reg, err := rules.New(guideline.Pack(o))
	require.NoError(t, err)
	return reg
}

func outcome(t testing.TB, reg *rules.Registry, id string, c *rules.Claim) rules.Outcome {
	t.Helper()
	for _, o := range reg.Outcomes(c) {
		if o.Rule.ID == "guideline."+id {
			return o
		}
	}
	t.Fatalf("no rule %s", id)
	return rules.Outcome{}
}

// TestNine: no rule is about claims coded in ICD-9-CM.
func TestNine(t *testing.T) {
	for _, o := range registry(t, fixture(t)).Outcomes(claimtest.MustParse("nine | E119 E109 | 0DTJ8ZZ")) {
		require.Equal(t, rules.NotApplicable, o.Status, o.Rule.ID)
	}
}

// TestUndecided has claims that rules cannot judge.
func TestUndecided(t *testing.T) {
	reg := registry(t, fixture(t))
	for _, c := range [][2]string{
		{"excludes1", "|E119 Q999"},
		{"header-code", "|Q999"},
		{"seventh-character", "|Q999"},
		{"excludes1", "2020-01-15|E119 E109"},
		{"code-first-missing", "|Q999"},
		{"header-code", "2020-01-15|I50"},
		{"pcs-table", "2020-01-15||0DTJ8ZZ"},
		{"pcs-bilateral", "2020-01-15||0UT00ZZ 0UT10ZZ"},
		{"sepsis-sequence", "|J189 A419"},
		{"sepsis-sequence", "|J189 A419:X"},
		{"trimester-weeks", "|O26891"},
		{"trimester-weeks", "|O26891 Z3A00"},
		{"age-conflict", "|O80"},
		{"sex-conflict", "|N400"},
		{"uncertain-diagnosis", "outpatient|J189"},
	} {
		o := outcome(t, reg, c[0], claimtest.MustParse(c[1]))
		require.Equal(t, rules.Undecided, o.Status, "%s: %s: %v", c[0], c[1], o.Findings)
		require.NotEmpty(t, o.Reason)
	}
}

// TestLacks has procedures in the time of an update that is not embedded.
func TestLacks(t *testing.T) {
	reg := registry(t, guideline.Options{PCS: pcsdata.Library()})
	for text, want := range map[string]rules.Status{
		"2026-05-05||02HM3YZ 0F9D80E 0TXB4Z7": rules.Undecided,
		"2026-05-05||30243AZ":                 rules.Passed,
		"2026-02-05||02HM3YZ":                 rules.Found,
	} {
		o := outcome(t, reg, "pcs-table", claimtest.MustParse(text))
		require.Equal(t, want, o.Status, "%s: %v", text, o)
		if want == rules.Undecided {
			require.Contains(t, o.Reason, "the update of ICD-10-PCS of 2026-04-01 is not at hand")
		}
	}
}

// TestWithout checks with less than all releases.
func TestWithout(t *testing.T) {
	reg := registry(t, guideline.Options{})
	for _, id := range []string{"excludes1", "header-code", "pcs-table", "pcs-bilateral", "trimester-weeks", "sex-conflict", "manifestation-first"} {
		require.Equal(t, rules.Undecided, outcome(t, reg, id, claimtest.MustParse("|I509|0DTJ8ZZ")).Status, id)
	}
	require.Equal(t, rules.Found, outcome(t, reg, "external-cause-first", claimtest.MustParse("|W010XXA")).Status, "codes alone")
	require.Equal(t, rules.Found, outcome(t, reg, "diabetes-types", claimtest.MustParse("|E119 E109")).Status, "codes alone")

	order, err := cm.Read(os.DirFS("../../icd10/cm/testdata/2029"))
	require.NoError(t, err)
	codes, err := pcs.Read(os.DirFS("../../icd10/pcs/testdata/2026"))
	require.NoError(t, err)
	reg = registry(t, options(t, order.Dated("2026", medcode.Period{From: medcode.NewDate(2025, 10, 1)}), codes))
	for _, id := range []string{"excludes1"} {
		o := outcome(t, reg, id, claimtest.MustParse("|I509|0DTJ0ZZ"))
		require.Equal(t, rules.Undecided, o.Status, id)
		require.Contains(t, o.Reason, "has codes, and no tab", id)
	}
}

func TestSources(t *testing.T) {
	p := guideline.Pack(fixture(t))
	require.Len(t, p.Sources, 2)
	require.Equal(t, "ICD-10-CM", p.Sources[0].System)
	require.True(t, slices.ContainsFunc(p.Rules, func(r rules.Rule) bool { return r.Needs != "" }))
}
