package guideline_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules"
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

// claimOf makes a claim of "words|diagnoses|procedures": the words are
// outpatient, professional, nine (ICD-9), a sex M or F, an age as 30y, a stay
// as 9d and a date in place of January 15, 2026; a diagnosis may have an
// indicator behind a colon, a procedure a date behind one.
func claimOf(s string) *rules.Claim {
	head, rest, _ := strings.Cut(s, "|")
	diagnoses, procedures, _ := strings.Cut(rest, "|")
	c := &rules.Claim{Setting: rules.Inpatient, Discharge: medcode.MustParseDate("2026-01-15")}
	days := 0
	for _, word := range strings.Fields(head) {
		switch {
		case word == "outpatient":
			c.Setting = rules.Outpatient
		case word == "professional":
			c.Setting = rules.Professional
		case word == "nine":
			c.ICD = rules.ICD9
		case word == "M", word == "F":
			c.Patient.Sex, _ = medcode.ParseSex(word)
		case strings.HasSuffix(word, "y"):
			n := 0
			for _, d := range word[:len(word)-1] {
				n = n*10 + int(d-'0')
			}
			c.Patient.Age = rules.YearsOld(n)
		case strings.HasSuffix(word, "d"):
			days = int(word[0]-'0') * 10
		default:
			c.Discharge = medcode.MustParseDate(word)
		}
	}
	c.From = c.Discharge
	if days > 0 {
		c.Admission = c.Discharge.AddDays(-days)
	}
	for _, f := range strings.Fields(diagnoses) {
		code, poa, _ := strings.Cut(f, ":")
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code, POA: poa})
	}
	for _, f := range strings.Fields(procedures) {
		code, day, _ := strings.Cut(f, ":")
		p := rules.Procedure{Code: code}
		p.Date, _ = medcode.ParseDate(day)
		c.Procedures = append(c.Procedures, p)
	}
	return c
}

// cases has for each rule claims that fail it and claims that are near and pass.
var cases = map[string]struct{ found, passed []string }{
	"header-code":                 {[]string{"|I50", "|I50.2"}, []string{"|I509", "|S72.001", "|?", "|Q999"}},
	"seventh-character":           {[]string{"|S72.001", "|S72.001Q", "|J189XA", "|J18.9XXA"}, []string{"|S72001A W010XXA", "|I50", "|Q99.9"}},
	"same-code-twice":             {[]string{"|I509 I10 I50.9"}, []string{"|I509 I5022", "|? ?"}},
	"excludes1":                   {[]string{"|E109 E119", "|E11.9 I10 E10.9", "|E1165 O24414", "|B20 Z21", "|G65 E119"}, []string{"|E119 E1165", "|B20 R75", "|E109 E109"}},
	"code-first-order":            {[]string{"|F0280 G309", "|D631 N186", "|I509 I110", "|R6520 A419"}, []string{"|G309 F0280", "|N186 D631", "|N186 D631 N189", "|I509 I10"}},
	"code-first-missing":          {[]string{"|I10 D631"}, []string{"|N186 D631", "|I10 F0280", "|I10 I509", "|D631 N186"}},
	"code-first-principal":        {[]string{"|D631 I10", "|B948 I10"}, []string{"|N186 D631", "|F0280", "|R6520 A419", "|I509", "|A419", "|?", "|"}},
	"manifestation-first":         {[]string{"|F0280 G309", "outpatient|G63"}, []string{"|G309 F0280", "|D631"}},
	"use-additional-missing":      {[]string{"|I110", "|E11621 L97"}, []string{"|I110 I509", "|E11621 L97411", "|E119", "|O26891", "|?"}},
	"side-unspecified":            {[]string{"|H2510 H2511", "|H2513 H2510", "|M1710 M1712"}, []string{"|H2511 H2512", "|H2510", "|M1710 H2511"}},
	"side-beside-bilateral":       {[]string{"|H2511 H2513", "|H2513 H2512", "|M170 M1711"}, []string{"|H2510 H2513", "|H2511 H2512", "|H2513 M1711", "|M170 H2511"}},
	"sides-not-bilateral":         {[]string{"|H2511 H2512", "|M1712 M1711"}, []string{"|H2511 M1712", "|S72001A S72002A", "|H2511 H2513"}},
	"unspecified-beside-specific": {[]string{"|I509 I5022", "|N189 N186"}, []string{"|I509 I110", "|I5022", "|J189 J9601", "|N8320 N186"}},
	"unspecified-code":            {[]string{"|I509", "|J189 A419"}, []string{"|I5022 J189", "|? I509"}},
	"combination-code":            {[]string{"|I10 I509", "|I10 N186", "|I110 N189", "|E119 N189", "|E119 E1165", "|J449 J189", "|J441 J189"}, []string{"|J441 J440 J189", "|I10 I2510", "|I110 I509", "|E1165 N186"}},
	"sequela-first":               {[]string{"|S72001S", "|B948"}, []string{"|S72001A", "|M1711 S72001S", "|W010XXS", "|I509 B948"}},
	"sequela-with-acute":          {[]string{"|S72001A S72001S", "|S72001S S72001D"}, []string{"|S72001S S72002A", "|S72001A S72001D"}},
	"encounters-mixed":            {[]string{"|S72001A S72001D"}, []string{"|S72001A S72002D", "|S72001A S72001S"}},
	"external-cause-first":        {[]string{"|W010XXA S72001A"}, []string{"|S72001A W010XXA"}},
	"external-cause-encounter":    {[]string{"|S72001A W010XXD", "|S72001D W010XXA"}, []string{"|S72001A W010XXA", "|S72001A S72002D W010XXD", "|I10 W010XXA", "|S72001A Y92"}},
	"underdosing-first":           {[]string{"|T383X6A I10", "|T45526D"}, []string{"|I10 T383X6A", "|T383X5A", "|T451X1A"}},
	"first-only":                  {[]string{"|P0718 Z3800", "outpatient|Z020 Z5111", "|I10 Z020"}, []string{"|Z3800 P0718", "|Z510 Z5111 C61", "|Z020 Z020"}},
	"hiv-status-conflict":         {[]string{"|B20 Z21", "|R75 B20"}, []string{"|B20", "|Z21"}},
	"hiv-related-first":           {[]string{"|B59 B20"}, []string{"|B20 B59", "|J189 B20"}},
	"hiv-in-pregnancy":            {[]string{"|O26891 B20", "|O26891 Z21", "|O26891 B20 O98711"}, []string{"|O98711 B20", "|O26891", "|B20"}},
	"severe-sepsis-first":         {[]string{"|R6520 A419", "|T8112XA A419"}, []string{"|A419 R6520", "|T8144XA T8112XA"}},
	"severe-sepsis-infection":     {[]string{"|J189 R6520"}, []string{"|A419 R6520 J9601", "|T8144XA R6520"}},
	"severe-sepsis-organ":         {[]string{"|A419 R6520"}, []string{"|A419 R6520 J9601", "|A419 R6521"}},
	"sepsis-sequence":             {[]string{"|J189:Y A419:Y"}, []string{"|A419:Y J189:Y", "|J189:Y A419:N", "|I10 A419:Y"}},
	"postprocedural-shock":        {[]string{"|T8112XA R6521"}, []string{"|A419 R6521", "|T8112XA R6520"}},
	"therapy-without-neoplasm":    {[]string{"|Z5111 I10"}, []string{"|Z5111 C61"}},
	"history-beside-current":      {[]string{"|C50911 Z853"}, []string{"|C61 Z853", "|Z853", "|Z8589 C61"}},
	"diabetes-types":              {[]string{"|E109 E119", "|E119 E1165 E139"}, []string{"|E119 E1165"}},
	"gestational-diabetes":        {[]string{"|O24414 Z794", "|O24414 O24111"}, []string{"|O24111 Z794", "|O24414"}},
	"diabetes-in-pregnancy":       {[]string{"|O26891 E119", "|E119 O24111"}, []string{"|O24111 E119", "|E119"}},
	"obstetric-first":             {[]string{"|J189 O26891"}, []string{"|O26891 J189", "|I10 O94", "|Z3800 O26891"}},
	"trimester-weeks":             {[]string{"|O26891 Z3A30", "|O26893 Z3A10"}, []string{"|O26891 Z3A10", "|O26893 Z3A30", "9d|O26892 Z3A13", "|O26891 Z3A10 Z3A13"}},
	"normal-delivery":             {[]string{"|O80 O701 Z370", "|O80 Z372", "|I10 O80"}, []string{"|O80 Z370", "|O701 Z372"}},
	"outcome-of-delivery":         {[]string{"|O80", "|O82 I10", "|O701|10E0XZZ"}, []string{"|O80 Z370", "|O701", "|O701 Z370|10E0XZZ", "|O701|0DTJ0ZZ"}},
	"mother-and-newborn":          {[]string{"|O80 Z3800", "|P0718 Z370"}, []string{"|O80 Z370", "|P0718 Z3800"}},
	"age-conflict":                {[]string{"30y|Z3800", "70y|O80", "1y|Z6851", "19y|Z6841"}, []string{"0y|Z3800", "30y|O80", "2y|Z6851", "20y|Z6841", "64y|O80 Z0000"}},
	"sex-conflict":                {[]string{"F|N400", "M|O80", "M|N8320"}, []string{"M|N400 C61", "F|O80 N8320", "F|C50911"}},
	"uncertain-diagnosis":         {[]string{"outpatient|Z03810 A221", "professional|A221 Z03810"}, []string{"outpatient|Z03810 J189", "outpatient|Z0389 A221"}},
	"pcs-table":                   {[]string{"||0DTJ8ZZ", "||0DTN0ZX", "||ZZZZZZZ"}, []string{"||0DTJ0ZZ", "||?"}},
	"pcs-inspection":              {[]string{"||0DJD8ZZ 0DBN8ZX", "||0DBD8ZX:2026-01-12 0DJD8ZZ:2026-01-12"}, []string{"||0DJD0ZZ 0DBD8ZX", "||0DJD8ZZ:2026-01-12 0DBD8ZX:2026-01-13", "||0DJD8ZZ", "||0DJD8ZZ 0DB68ZX"}},
	"pcs-excision":                {[]string{"||0DBN0ZZ 0DTN0ZZ"}, []string{"||0DBN0ZX 0DTN0ZZ", "||0DBN0ZZ:2026-01-12 0DTN0ZZ:2026-01-13", "||0DBN0ZZ 0DTJ0ZZ"}},
	"pcs-bilateral":               {[]string{"||0UT00ZZ 0UT10ZZ", "||0UT10ZZ 0DTJ0ZZ 0UT00ZZ"}, []string{"||0QB60ZZ 0QB70ZZ", "||0UT00ZZ:2026-01-12 0UT10ZZ:2026-01-13", "||0UT00ZZ 0UT20ZZ", "||0UT00ZZ 0UT00ZZ", "||0ZZ10ZZ 0ZZ20ZZ", "||? 0UT00ZZ", "||0UT00ZZ 0UTA0ZZ"}},
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

func TestRules(t *testing.T) {
	reg := registry(t, fixture(t))
	n := 0
	for rule := range reg.Rules() {
		n++
		id := strings.TrimPrefix(rule.ID, "guideline.")
		c, ok := cases[id]
		if !ok { // TestSamples has its samples
			require.NotEmpty(t, rule.Fails, "no cases for %s", id)
			require.NotEmpty(t, rule.Passes, "no cases for %s", id)
			n--
			continue
		}
		require.NotEmpty(t, c.passed, id)
		for _, text := range c.found {
			o := outcome(t, reg, id, claimOf(text))
			require.Equal(t, rules.Found, o.Status, "%s: %s: %s", id, text, o.Reason)
			for _, f := range o.Findings {
				require.NotEmpty(t, f.Message, id)
				require.NotEmpty(t, f.Codes, id)
				require.NotEmpty(t, f.Citation.Section, id)
				require.Regexp(t, `\.$`, f.Message, id)
			}
			early := claimOf(text)
			early.From, early.Discharge = medcode.MustParseDate("2015-09-30"), medcode.MustParseDate("2015-09-30")
			o = outcome(t, reg, id, early)
			require.Equal(t, rules.NotInForce, o.Status, "%s: %s", id, text)
			nine := claimOf(text)
			nine.ICD = rules.ICD9
			require.Equal(t, rules.NotApplicable, outcome(t, reg, id, nine).Status, "%s: %s", id, text)
		}
		for _, text := range c.passed {
			o := outcome(t, reg, id, claimOf(text))
			require.Contains(t, []rules.Status{rules.Passed, rules.Undecided}, o.Status, "%s: %s: %v", id, text, o.Findings)
		}
	}
	require.Len(t, cases, n)
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
		o := outcome(t, reg, c[0], claimOf(c[1]))
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
		o := outcome(t, reg, "pcs-table", claimOf(text))
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
		require.Equal(t, rules.Undecided, outcome(t, reg, id, claimOf("|I509|0DTJ8ZZ")).Status, id)
	}
	require.Equal(t, rules.Found, outcome(t, reg, "external-cause-first", claimOf("|W010XXA")).Status, "codes alone")
	require.Equal(t, rules.Found, outcome(t, reg, "diabetes-types", claimOf("|E119 E109")).Status, "codes alone")

	order, err := cm.Read(os.DirFS("../../icd10/cm/testdata/2029"))
	require.NoError(t, err)
	codes, err := pcs.Read(os.DirFS("../../icd10/pcs/testdata/2026"))
	require.NoError(t, err)
	reg = registry(t, options(t, order.Dated("2026", medcode.Period{From: medcode.NewDate(2025, 10, 1)}), codes))
	for _, id := range []string{"excludes1"} {
		o := outcome(t, reg, id, claimOf("|I509|0DTJ0ZZ"))
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
