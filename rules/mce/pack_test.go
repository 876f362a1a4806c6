package mce_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/mce"
)

func outcome(t testing.TB, reg *rules.Registry, id, claim string) rules.Outcome {
	for _, o := range reg.Outcomes(claimtest.MustParse(claim)) {
		if o.Rule.ID == id {
			return o
		}
	}
	t.Fatalf("no rule %s", id)
	return rules.Outcome{}
}

// TestMessages: what is found in the samples that fail is a sentence with a way out.
func TestMessages(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	for rule := range reg.Rules() {
		for _, f := range outcome(t, reg, rule.ID, rule.Fails[0]).Findings {
			require.NotEmpty(t, f.Suggestion)
			require.Regexp(t, `^[A-Z0-9].*\.$`, f.Message)
		}
	}
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
		for _, f := range reg.Findings(claimtest.MustParse(claim)) {
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
	}, check("2016-10-01 40y F 3d status:8 admitting:XXX | E10.321 A33 C61 | 5A1955Z"))
	require.Equal(t, []string{
		"error mce.invalid-age at patient birth: The patient's age is 130 years; it must be from 0 to 124.",
		"error mce.invalid-sex at patient sex: The patient's sex is not given (U).",
	}, check("2016-10-01 130y 3d status:1 | I252"))
	c := claimtest.MustParse("2016-10-01 40y M 3d status:1 | I252")
	c.Diagnoses[0].Code = ""
	require.Equal(t, "An empty code is not a valid code on the day of discharge, 2016-10-01.", reg.Findings(c)[0].Message)
}

// TestUndecided: what the claim lacks is neither passed nor found.
func TestUndecided(t *testing.T) {
	reg, err := rules.New(mce.Pack(mce.Default()))
	require.NoError(t, err)
	o := outcome(t, reg, "mce.age-conflict", "2026-04-15 M 5d status:01 | A33")
	require.Equal(t, rules.Undecided, o.Status)
	require.Equal(t, rules.Found, outcome(t, reg, "mce.invalid-age", "2026-04-15 M 5d status:01 | A33").Status)
	require.Equal(t, rules.Passed, outcome(t, reg, "mce.non-covered", "2026-04-15 M 5d status:01 | A33 | 0SR20JZ").Status)
	o = outcome(t, reg, "mce.inconsistent-length-of-stay", "2026-04-15 from: through: 40y M status:01 | I2510 | 5A1955Z")
	require.Equal(t, rules.Undecided, o.Status)
	o = outcome(t, reg, "mce.invalid-code", "from: through: discharged: 40y M status:01 | XXX")
	require.Equal(t, rules.Undecided, o.Status)
	c := claimtest.MustParse("2026-04-15 40y M 5d status:01 | XXX")
	c.Setting = rules.Outpatient
	for _, o := range reg.Outcomes(c) {
		require.Equal(t, rules.NotApplicable, o.Status)
	}
}

func TestRecordOf(t *testing.T) {
	c := claimtest.MustParse("2026-04-15 40y M 5d status:1x admitting:I50.21 | I25.10 I2510 | 5A1955Z")
	require.Equal(t, mce.Record{Discharge: medcode.MustParseDate("2026-04-15"), Age: 40, Sex: medcode.Male, Status: 0, LengthOfStay: 5,
		Admitting: "I5021", Diagnoses: []string{"I2510", "I2510"}, Procedures: []string{"5A1955Z"}}, mce.RecordOf(c))
	c = claimtest.MustParse("nine 2006-04-15 40y M 5d status:020 | E812.0 V70.7 .123 12. 1.2 | 81.51")
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
		for _, o := range reg.Outcomes(claimtest.MustParse("2026-04-15 40y M 5d status:01 | I2510")) {
			require.Equal(t, rules.Undecided, o.Status)
			require.Contains(t, o.Reason, "no table of the Medicare Code Editor is loaded")
			n++
		}
		require.Equal(t, len(mce.Pack(nil).Rules), n)
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
