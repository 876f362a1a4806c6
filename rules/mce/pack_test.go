package mce_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/mce"
)

// claimOf reads a claim written in short: date, age, sex, status, days, then
// after bars the admitting diagnosis, the diagnoses and the procedures. A date
// ending in "/9" is coded in ICD-9.
func claimOf(t testing.TB, s string) *rules.Claim {
	part := strings.Split(s+"|||", "|")
	head := strings.Fields(part[0])
	require.Len(t, head, 5, s)
	date, nine := strings.CutSuffix(head[0], "/9")
	c := &rules.Claim{Setting: rules.Inpatient, Discharge: mce.ParseDate(date), DischargeStatus: head[3], Admitting: strings.TrimSpace(part[1])}
	if nine {
		c.ICD = rules.ICD9
	}
	if n, err := strconv.Atoi(head[1]); err == nil {
		c.Patient.Age = rules.YearsOld(n)
	}
	c.Patient.Sex, _ = medcode.ParseSex(head[2])
	if days, err := strconv.Atoi(head[4]); err == nil {
		c.Admission = c.Discharge.AddDays(-days)
	}
	for _, code := range strings.Fields(strings.ReplaceAll(part[2], ",", " ")) {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code})
	}
	for _, code := range strings.Fields(strings.ReplaceAll(part[3], ",", " ")) {
		c.Procedures = append(c.Procedures, rules.Procedure{Code: code})
	}
	return c
}

// ruleCases has for each rule a claim that fails it, one that is as near and
// passes, and one on whose date the rule is not in force.
var ruleCases = map[string][3]string{
	"invalid-code":                           {"20161001 40 M 01 5||E10321", "20160930 40 M 01 5||E10321", "20261001 40 M 01 5||XXX"},
	"invalid-admitting-diagnosis":            {"20260415 40 M 01 5|I50|I2510", "20260415 40 M 01 5|000|I2510", "20261001 40 M 01 5|I50|I2510"},
	"external-cause-as-principal":            {"20260415 40 M 01 5||W1830XA", "20260415 40 M 01 5||I2510,W1830XA", "20261001 40 M 01 5||W1830XA"},
	"duplicate-of-principal":                 {"20260415 40 M 01 5||I2510,I2510", "20260415 40 M 01 5||I2510,I252,I252", "20261001 40 M 01 5||I2510,I2510"},
	"age-conflict":                           {"20191001 65 F 01 5||A34", "20191001 64 F 01 5||A34", "20261001 40 M 01 5||A33"},
	"sex-conflict":                           {"20240930 40 F 01 5||C61", "20240930 40 M 01 5||C61", "20241001 40 F 01 5||C61"},
	"manifestation-as-principal":             {"20260415 40 M 01 5||D630", "20260415 40 M 01 5||C9000,D630", "20261001 40 M 01 5||D630"},
	"nonspecific-principal":                  {"20060415/9 40 M 01 5||7999", "20060415/9 40 M 20 5||7999", "20161001 40 M 01 5||I2510"},
	"questionable-admission":                 {"20260415 40 M 01 5||I10", "20260415 40 M 01 5||I2510,I10", "20261001 40 M 01 5||I10"},
	"questionable-obstetric-admission":       {"20260415 30 F 01 5||O80|10E0XZZ", "20260415 30 F 01 5||O80,Z370|10E0XZZ", "20180930 30 F 01 5||O80|10E0XZZ"},
	"unacceptable-principal":                 {"20260415 30 F 01 5||Z370", "20260415 30 F 01 5||Z5189,I2510", "20261001 30 F 01 5||Z370"},
	"requires-secondary":                     {"20260415 40 M 01 5||Z5189", "20260415 40 M 01 5||Z5189,I2510", "20261001 40 M 01 5||Z5189"},
	"nonspecific-or-procedure":               {"20060415/9 40 M 01 5||4280|8100", "20060415/9 40 M 01 5||4280|8100,8101", "20161001 40 M 01 5||I2510"},
	"non-covered":                            {"20260415 61 M 01 5||I2510|0SR20JZ", "20260415 60 M 01 5||I2510|0SR20JZ", "20261001 61 M 01 5||I2510|0SR20JZ"},
	"open-biopsy":                            {"20090415/9 40 M 01 5||4280|0112", "20090415/9 40 M 01 5||4280|0113", "20161001 40 M 01 5||I2510"},
	"bilateral-procedure":                    {"20060415/9 40 M 01 5||71535|8151,8154", "20060415/9 40 M 01 5||71535|8151,8151", "20161001 40 M 01 5||I2510"},
	"invalid-age":                            {"20260415 125 M 01 5||I252", "20260415 124 M 01 5||I252", "20261001 125 M 01 5||I252"},
	"invalid-sex":                            {"20240930 40 U 01 5||I2510", "20241001 40 U 01 5||I2510", "20261001 40 U 01 5||I2510"},
	"invalid-discharge-status":               {"20051001 40 M 08 5||I2510", "20050930 40 M 08 5||I2510", "20261001 40 M 08 5||I2510"},
	"limited-coverage":                       {"20260415 40 M 01 5||E1010|0FYG0Z0", "20260415 40 M 01 5||I2510|0FYG0Z0", "20261001 40 M 01 5||I2510|02YA0Z0"},
	"limited-coverage-artificial-heart":      {"20090415/9 40 M 01 5||4280,V707|3752", "20090415/9 40 M 01 5||4280|3752", "20161001 40 M 01 5||I2510"},
	"limited-coverage-heart-lung-transplant": {"20090415/9 40 M 01 5||4280|336", "20090415/9 40 M 01 5||4280|3751", "20161001 40 M 01 5||I2510"},
	"limited-coverage-heart-implant":         {"20090415/9 40 M 01 5||4280|3766", "20090415/9 40 M 01 5||4280|3751", "20161001 40 M 01 5||I2510"},
	"limited-coverage-heart-transplant":      {"20090415/9 40 M 01 5||4280|3751", "20090415/9 40 M 01 5||4280|3766", "20161001 40 M 01 5||I2510"},
	"limited-coverage-intestine-transplant":  {"20090415/9 40 M 01 5||4280|4697", "20090415/9 40 M 01 5||4280|3751", "20161001 40 M 01 5||I2510"},
	"limited-coverage-kidney-transplant":     {"20090415/9 40 M 01 5||4280|5569", "20090415/9 40 M 01 5||4280|3751", "20161001 40 M 01 5||I2510"},
	"limited-coverage-liver-transplant":      {"20090415/9 40 M 01 5||5712|5059", "20090415/9 40 M 01 5||4280|3751", "20161001 40 M 01 5||I2510"},
	"limited-coverage-lung-transplant":       {"20090415/9 40 M 01 5||4280|3350", "20090415/9 40 M 01 5||4280|3751", "20161001 40 M 01 5||I2510"},
	"limited-coverage-lung-volume-reduction": {"20090415/9 40 M 01 5||4280|3222", "20090415/9 40 M 01 5||4280|3751", "20161001 40 M 01 5||I2510"},
	"limited-coverage-pancreas-transplant":   {"20090415/9 40 M 01 5||25001|5280", "20090415/9 40 M 01 5||4280|5280", "20161001 40 M 01 5||I2510"},
	"wrong-procedure":                        {"20260415 40 M 01 5||I2510,Y6551", "20260415 40 M 01 5||I2510,Y658", "20261001 40 M 01 5||Y6551"},
	"inconsistent-length-of-stay":            {"20260415 40 M 01 4||I2510|5A1955Z", "20260415 40 M 01 5||I2510|5A1955Z", "20261001 40 M 01 4||I2510|5A1955Z"},
	"unspecified-code":                       {"20220401 40 M 01 5||H05019", "20220401 40 M 01 5||H05011", "20220331 40 M 01 5||H05019"},
	"secondary-payer":                        {"19990415/9 40 M 01 5||8500", "19990415/9 40 M 01 5||4280", "20161001 40 M 01 5||I2510"},
	"invalid-discharge-date":                 {"none 40 M 01 5||I2510", "20260930 40 M 01 5||I2510", "20261001 40 M 01 5||I2510"},
}

func outcome(t testing.TB, reg *rules.Registry, id, claim string) rules.Outcome {
	for _, o := range reg.Outcomes(claimOf(t, claim)) {
		if o.Rule.ID == id {
			return o
		}
	}
	t.Fatalf("no rule %s", id)
	return rules.Outcome{}
}

func TestRules(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	n := 0
	for rule := range reg.Rules() {
		n++
		cases, ok := ruleCases[strings.TrimPrefix(rule.ID, "mce.")]
		require.True(t, ok, "no cases for %s", rule.ID)
		o := outcome(t, reg, rule.ID, cases[0])
		require.Equal(t, rules.Found, o.Status, "%s: %s", rule.ID, cases[0])
		for _, f := range o.Findings {
			require.NotEmpty(t, f.Suggestion)
			require.Regexp(t, `^[A-Z0-9].*\.$`, f.Message)
		}
		o = outcome(t, reg, rule.ID, cases[1])
		require.Equal(t, rules.Passed, o.Status, "%s: %s: %v %s", rule.ID, cases[1], o.Findings, o.Reason)
		o = outcome(t, reg, rule.ID, cases[2])
		require.Equal(t, rules.NotInForce, o.Status, "%s: %s: %v", rule.ID, cases[2], o.Findings)
		require.NotEmpty(t, o.Reason)
	}
	require.Len(t, ruleCases, n)
}

func TestInForce(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	for id, want := range map[string]string{
		"mce.age-conflict":                     "1985-10-01 to 2026-09-30",
		"mce.sex-conflict":                     "1985-10-01 to 2024-09-30",
		"mce.unspecified-code":                 "2022-04-01 to 2026-09-30",
		"mce.questionable-obstetric-admission": "2018-10-01 to 2026-09-30",
		"mce.open-biopsy":                      "1985-10-01 to 2010-09-30",
	} {
		rule, ok := reg.Rule(id)
		require.True(t, ok)
		require.Equal(t, want, rule.InForce.String(), id)
	}
}

func TestFindings(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	check := func(claim string) (lines []string) {
		for _, f := range reg.Findings(claimOf(t, claim)) {
			lines = append(lines, f.String())
		}
		return lines
	}
	require.Equal(t, []string{
		"error mce.invalid-code at diagnosis 1: E10.321 is not a valid code on the day of discharge, 2016-10-01.",
		"warning mce.invalid-admitting-diagnosis at admitting diagnosis: XXX is not a valid code on the day of discharge, 2016-10-01.",
		"error mce.age-conflict at diagnosis 2: A33 does not occur at the patient's age, 40 years.",
		"error mce.sex-conflict at diagnosis 3: C61 does not occur in the patient's sex, F.",
		"error mce.invalid-discharge-status at claim dischargeStatus: Discharge status \"8\" is none that was in use on 2016-10-01.",
		"error mce.inconsistent-length-of-stay at procedure 1: 5A1955Z takes longer than the stay lasted, 3 days.",
	}, check("20161001 40 F 8 3|XXX|E10.321 A33 C61|5A1955Z"))
	require.Equal(t, []string{
		"error mce.invalid-age at patient birth: The patient's age is 130 years; it must be from 0 to 124.",
		"error mce.invalid-sex at patient sex: The patient's sex is not given (U).",
	}, check("20161001 130 U 1 3||I252"))
	c := claimOf(t, "20161001 40 M 1 3||I252")
	c.Diagnoses[0].Code = ""
	require.Equal(t, "An empty code is not a valid code on the day of discharge, 2016-10-01.", reg.Findings(c)[0].Message)
}

// TestUndecided: what the claim lacks is neither passed nor found.
func TestUndecided(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	o := outcome(t, reg, "mce.age-conflict", "20260415 - M 01 5||A33")
	require.Equal(t, rules.Undecided, o.Status)
	require.Equal(t, rules.Found, outcome(t, reg, "mce.invalid-age", "20260415 - M 01 5||A33").Status)
	require.Equal(t, rules.Passed, outcome(t, reg, "mce.non-covered", "20260415 - M 01 5||A33|0SR20JZ").Status)
	o = outcome(t, reg, "mce.inconsistent-length-of-stay", "20260415 40 M 01 -||I2510|5A1955Z")
	require.Equal(t, rules.Undecided, o.Status)
	o = outcome(t, reg, "mce.invalid-code", "none 40 M 01 -||XXX")
	require.Equal(t, rules.Undecided, o.Status)
	c := claimOf(t, "20260415 40 M 01 5||XXX")
	c.Setting = rules.Outpatient
	for _, o := range reg.Outcomes(c) {
		require.Equal(t, rules.NotApplicable, o.Status)
	}
}

func TestRecordOf(t *testing.T) {
	c := claimOf(t, "20260415 40 M 1x 5|I50.21|I25.10 I2510|5A1955Z")
	require.Equal(t, mce.Record{Discharge: medcode.MustParseDate("2026-04-15"), Age: 40, Sex: medcode.Male, Status: 0, LengthOfStay: 5,
		Admitting: "I5021", Diagnoses: []string{"I2510", "I2510"}, Procedures: []string{"5A1955Z"}}, mce.RecordOf(c))
	c = claimOf(t, "20060415/9 40 M 020 5||E812.0 V70.7 .123 12. 1.2|81.51")
	require.Equal(t, []string{"E8120", "V707", ".123", "12.", "1.2"}, mce.RecordOf(c).Diagnoses)
	require.Equal(t, []string{"8151"}, mce.RecordOf(c).Procedures)
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]string{
		"20260415": "2026-04-15", " 20260415 ": "2026-04-15", "20250229": "2025-02-28", "20240231": "2024-02-29",
		"20240931": "2024-09-30", "": "", "0": "", "abc": "", "2025-01-01": "", "2025010": "", "202501011": "",
		"20251301": "", "20251032": "", "20250000": "", "20230232": "", "2025010a": "", "2025/101": "",
	} {
		require.Equal(t, want, mce.ParseDate(in).String(), in)
	}
}

// TestNothingLoaded: rules without a table are undecided.
func TestNothingLoaded(t *testing.T) {
	for _, r := range []*mce.Release{nil, new(mce.Release)} {
		reg, err := rules.New(mce.Pack(r))
		require.NoError(t, err)
		n := 0
		for _, o := range reg.Outcomes(claimOf(t, "20260415 40 M 01 5||I2510")) {
			require.Equal(t, rules.Undecided, o.Status)
			require.Contains(t, o.Reason, "no table of the Medicare Code Editor is loaded")
			n++
		}
		require.Equal(t, len(ruleCases), n)
	}
	unknown := mce.List(200)
	require.Zero(t, mce.Default().Len(unknown))
	for range mce.Default().Rows(unknown) {
		t.Fatal("rows of a list that there is not")
	}
}

// TestOtherPayer: what Medicare covers says nothing of another payer.
func TestOtherPayer(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	for payer, want := range map[string]bool{"": true, "medicare": true, "advantage": true, "medicaid": false, "commercial": false} {
		c := claimtest.MustParse("F 30y 3d status:01 " + payer + " | O82:Y Z30.2 | 0UL70ZZ")
		require.Equal(t, want, slices.ContainsFunc(reg.Findings(c), func(f rules.Finding) bool { return f.Rule == "mce.non-covered" }), payer)
	}
}

// TestRemark: a remark answers edit 20.
func TestRemark(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	c := claimtest.MustParse("F 50y 3d status:01 | H05.019:Y")
	found := func() bool {
		return slices.ContainsFunc(reg.Findings(c), func(f rules.Finding) bool { return f.Rule == "mce.unspecified-code" })
	}
	require.True(t, found())
	c.Remarks = []string{"Unable to det  LAT 2"}
	require.False(t, found())
}
