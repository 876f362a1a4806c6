package codes_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/codes"
)

// outcome returns what a rule of the sets that are embedded says of a claim.
func outcome(t *testing.T, o codes.Options, rule string, c *rules.Claim) rules.Outcome {
	t.Helper()
	reg, err := rules.New(codes.Pack(o))
	require.NoError(t, err)
	for _, o := range reg.Outcomes(c) {
		if o.Rule.ID == rule {
			return o
		}
	}
	t.Fatal(rule)
	return rules.Outcome{}
}

// TestNine: claims in ICD-9-CM are judged by it, where a release is at hand.
func TestNine(t *testing.T) {
	o := codes.Options{CM: cmdata.Library(), ICD9: icd9data.Library()}
	for line, want := range map[string]string{
		"nine 2015-09-15 status:01 | 41401 25000":        "",
		"nine 2015-09-15 status:01 | 41401 99999":        "code.diagnosis-unknown",
		"nine 2015-09-15 status:01 | 40190":              "code.diagnosis-unknown",
		"nine 2015-09-15 status:01 | 4140":               "code.diagnosis-header",
		"nine 2015-09-15 status:01 admitting:250 | 4140": "code.diagnosis-header",
		"nine 2015-09-15 status:01 | ?":                  "",
		"nine 2015-09-15 status:01 | 41401 | 0000":       "code.procedure-unknown",
		"nine 2015-09-15 status:01 | 41401 | 3961":       "",
	} {
		c := claimtest.MustParse(line)
		for _, rule := range []string{"code.diagnosis-unknown", "code.diagnosis-header", "code.diagnosis-not-in-force", "code.procedure-unknown"} {
			got := outcome(t, o, rule, c)
			require.Equal(t, rule == want, got.Status == rules.Found, "%s: %s: %v", line, rule, got)
			for _, f := range got.Findings {
				require.NotEmpty(t, f.Release)
			}
		}
	}
	// Without a release, or of a date of none, nothing is judged, and told.
	for _, o := range []codes.Options{{CM: cmdata.Library()}, {}} {
		got := outcome(t, o, "code.diagnosis-unknown", claimtest.MustParse("nine 2015-09-15 | 99999"))
		require.Equal(t, rules.Undecided, got.Status)
		require.Contains(t, got.Reason, "ICD-9-CM")
	}
}

// TestAbsent: without a set, or a date, or of a date that no release holds on,
// codes are not judged, and it is told.
func TestAbsent(t *testing.T) {
	undated := claimtest.MustParse("professional | B99.3 | 0DTJ9ZZ | 99999>1")
	undated.From, undated.Through = medcode.Date{}, medcode.Date{}
	for line, want := range map[string][2]string{
		"professional | B99.3":                       {"code.diagnosis-unknown", "no release of ICD-10-CM"},
		"professional 1999-01-05 | B99.3":            {"code.diagnosis-unknown", "no release of ICD-10-CM"},
		"status:01 | I10 | 0DTJ9ZZ":                  {"code.procedure-unknown", "ICD-10-PCS"},
		"professional 2025-02-03 | I10 | | C1111>1":  {"code.hcpcs-unknown", "HCPCS"},
		"professional 2025-02-03 | I10 | | 99998>1":  {"code.cpt-unknown", ""},
		"professional 2025-02-03 | I10 | | A0425-ZZ": {"code.modifier-unknown", "HCPCS"},
	} {
		got := outcome(t, codes.Options{}, want[0], claimtest.MustParse(line))
		require.Equal(t, rules.Undecided, got.Status, line)
		require.Contains(t, got.Reason, want[1], line)
	}
	o := codes.Options{CM: cmdata.Library()}
	got := outcome(t, o, "code.diagnosis-unknown", undated)
	require.Equal(t, rules.Undecided, got.Status)
	require.Contains(t, got.Reason, "no date")
	got = outcome(t, o, "code.diagnosis-unknown", claimtest.MustParse("professional 1999-01-05 | B99.3"))
	require.Equal(t, rules.Undecided, got.Status)
}

// TestLacks: a procedure that the release hasn't is not judged while an update is
// known to be lacking, in force or not; one that it has, and one of another day, are.
func TestLacks(t *testing.T) {
	o := codes.Options{PCS: pcsdata.Library()}
	for _, c := range []struct {
		line            string
		unknown, ofTime rules.Status
	}{
		{"2026-05-05 | I50.9 | 02HM3YZ 0F9D80E 0TXB4Z7", rules.Undecided, rules.Undecided},
		{"2026-05-05 | I50.9 | 30233AZ 0DTJ4ZZ", rules.Passed, rules.Passed},
		{"2026-05-05 | I50.9 | 0SG604Z", rules.Undecided, rules.Undecided},
		{"2026-02-05 | I50.9 | 02HM3YZ", rules.Found, rules.Passed},
		{"2025-11-15 | I50.9 | 0SG604Z", rules.Passed, rules.Found},
	} {
		claim := claimtest.MustParse(c.line)
		for rule, want := range map[string]rules.Status{"code.procedure-unknown": c.unknown, "code.procedure-not-in-force": c.ofTime} {
			got := outcome(t, o, rule, claim)
			require.Equal(t, want, got.Status, "%s: %s: %v", c.line, rule, got)
			if want == rules.Undecided {
				require.Contains(t, got.Reason, "the update of ICD-10-PCS of "+c.line[:4]+"-04-01 is not at hand")
			}
		}
	}
}

// TestLicensed: a licensee's list of CPT codes answers before the fee schedule.
func TestLicensed(t *testing.T) {
	o := codes.Options{Known: func(c hcpcs.Code, on medcode.Date) (is, known bool) { return c.String() == "99213", true }}
	require.Equal(t, rules.Found, outcome(t, o, "code.cpt-unknown", claimtest.MustParse("professional | I10 | | 99998>1")).Status)
	require.Equal(t, rules.Passed, outcome(t, o, "code.cpt-unknown", claimtest.MustParse("professional | I10 | | 99213>1")).Status)
}
