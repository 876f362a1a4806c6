package claim_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimtest"
)

var day = medcode.MustParseDate

// clean returns claims that pass every rule.
func clean(s rules.Setting) *rules.Claim {
	c := &rules.Claim{
		ID: "1", Setting: s, BillingNPI: "1234567893", RenderingNPI: "1245319599",
		Patient: rules.Patient{Birth: day("1960-02-29"), Sex: medcode.Female},
		From:    day("2026-05-01"), Through: day("2026-05-05"),
		Diagnoses: []rules.Diagnosis{{Code: "I2510", POA: "Y"}, {Code: "E119", POA: "Y"}},
	}
	switch s {
	case rules.Inpatient:
		c.TypeOfBill, c.Admission, c.DischargeStatus = "0111", day("2026-05-01"), "01"
		c.Procedures = []rules.Procedure{{Code: "027034Z", Date: day("2026-05-02")}}
	case rules.Outpatient:
		c.TypeOfBill = "131"
		c.Lines = []rules.Line{{Code: "99213", Revenue: "0510", Units: 1, Charge: 5000}, {Revenue: "0001", Units: 1, Charge: 5000}}
		c.Charge = 5000
	case rules.Professional:
		c.PlaceOfService = "11"
		c.Lines = []rules.Line{
			{Code: "99213", Modifiers: []string{"25"}, Units: 1, Charge: 5000, Pointers: []int{1, 2}},
			{Code: "J1100", Units: 2.5, Charge: 1250, From: day("2026-05-02"), Pointers: []int{2}, PlaceOfService: "22", RenderingNPI: "1234567893"},
		}
		c.Charge = 6250
	}
	return c
}

func registry(t testing.TB) *rules.Registry {
	reg, err := rules.New(claim.Pack())
	require.NoError(t, err)
	return reg
}

func outcomes(reg *rules.Registry, c *rules.Claim) map[string]rules.Outcome {
	all := map[string]rules.Outcome{}
	for _, o := range reg.Outcomes(c) {
		all[strings.TrimPrefix(o.Rule.ID, "claim.")] = o
	}
	return all
}

func TestCleanClaims(t *testing.T) {
	for _, s := range []rules.Setting{rules.Inpatient, rules.Outpatient, rules.Professional} {
		require.Empty(t, registry(t).Findings(clean(s)))
	}
}

// TestCounts: each fault of a claim is a finding of its own.
func TestCounts(t *testing.T) {
	reg := registry(t)
	for text, want := range map[string]int{
		"professional | I10 E11.9 | | 99213>3,0,1,1,2 99213":                                 5, // diagnosis-pointers
		"professional | I10 | | 99213-59-59-X-é-25>1":                                        4, // modifiers
		"professional npi:1234567890 rendering:3234567893 | I10 | | 99213>1":                 2, // npi
		"professional charge:-2.00 | I10 | | 99213=-2.00>1":                                  2, // charges
		"professional 2026-05-01 pos:1 | I10 | | 99213>1":                                    1, // place-of-service
		"outpatient admitting:E11. reason:R51.9,? | 25000 | | 0510/99213 45X/99213 45/99213": 5, // malformed codes
	} {
		found := 0
		for _, f := range reg.Findings(claimtest.MustParse(text)) {
			if f.Rule != "claim.no-id" && f.Rule != "claim.no-billing-npi" {
				found++
			}
		}
		require.Equal(t, want, found, text)
	}
	c := clean(rules.Professional)
	c.Lines[0].Through = day("2026-04-01")
	c.Lines[0].From = day("2026-05-01")
	require.Len(t, outcomes(reg, c)["statement-dates"].Findings, 1)
	c = clean(rules.Professional)
	c.Lines[0].PlaceOfService, c.Lines[0].RenderingNPI = "1x", "123456789X"
	require.Len(t, reg.Findings(c), 2)
}

func TestOtherStatuses(t *testing.T) {
	reg := registry(t)
	c := clean(rules.Professional)
	c.From, c.Through = medcode.Date{}, medcode.Date{}
	require.Equal(t, rules.Passed, outcomes(reg, c)["no-date"].Status, "the lines have dates")
	require.Equal(t, rules.Passed, outcomes(reg, c)["icd-revision"].Status)
	c.Lines = nil
	require.Equal(t, rules.Found, outcomes(reg, c)["no-date"].Status)
	require.Equal(t, rules.Undecided, outcomes(reg, c)["icd-revision"].Status)
	c = clean(rules.Professional)
	c.Charge = 0
	require.Equal(t, rules.Undecided, outcomes(reg, c)["total-charge"].Status)
	c = clean(rules.Outpatient)
	c.TypeOfBill = ""
	require.Equal(t, rules.Undecided, outcomes(reg, c)["type-of-bill"].Status)
	for bill, want := range map[string]rules.Status{"0121": rules.Passed, "131": rules.Passed, "0111": rules.Found, "13": rules.Found, "1331": rules.Found, "x31": rules.Found, "13-": rules.Found} {
		c.TypeOfBill = bill
		require.Equal(t, want, outcomes(reg, c)["type-of-bill"].Status, bill)
	}
}

// TestRevenueLines: what an inpatient claim's lines must satisfy.
func TestRevenueLines(t *testing.T) {
	reg := registry(t)
	for units, want := range map[float64]rules.Status{-1: rules.Found, 1e8: rules.Found, math.Inf(1): rules.Found, 0: rules.Passed, 5: rules.Passed} {
		c := clean(rules.Inpatient)
		c.Lines = []rules.Line{{Revenue: "0100", Units: units}}
		require.Equal(t, want, outcomes(reg, c)["units"].Status, "%g units", units)
	}
	for pointer, want := range map[int]rules.Status{-1: rules.Found, 0: rules.Found, 3: rules.Found, 2: rules.Passed} {
		c := clean(rules.Inpatient)
		c.Lines = []rules.Line{{Revenue: "0100", Units: 1, Pointers: []int{pointer}}}
		require.Equal(t, want, outcomes(reg, c)["diagnosis-pointers"].Status, "pointer %d", pointer)
	}
	c := clean(rules.Outpatient)
	c.Lines[1].Units = 0
	require.Equal(t, rules.Passed, outcomes(reg, c)["units"].Status, "the line of the total")
	c.Lines[0].Units = 0
	require.Equal(t, rules.Found, outcomes(reg, c)["units"].Status)
}

// TestPointerMessages: each fault of a pointer has its own sentence.
func TestPointerMessages(t *testing.T) {
	c := clean(rules.Professional)
	c.Lines[0].Pointers = []int{3, 1, 1}
	for len(c.Diagnoses) < 14 {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: "I10"})
	}
	c.Lines[1].Pointers = []int{13, 15}
	var got []string
	for _, f := range outcomes(registry(t), c)["diagnosis-pointers"].Findings {
		got = append(got, f.Message)
	}
	require.Equal(t, []string{
		"Line 1 points to diagnosis 1 more than once.",
		"Line 2 points to diagnosis 13; lines point to the first 12 alone.",
		"Line 2 points to diagnosis 15, and the claim has 14.",
	}, got)
}

// TestUnreadable: a field that can't be read is one finding, not several.
func TestUnreadable(t *testing.T) {
	reg := registry(t)
	c := clean(rules.Professional)
	c.Lines[0].Charge, c.Lines[0].Units, c.Lines[0].Pointers = 0, 0, nil
	for _, field := range []string{"charge", "units", "pointers"} {
		c.Unreadable = append(c.Unreadable, rules.Unreadable{Place: rules.AtLine(0).In(field), Text: "x", Problem: `"x": want something else`})
	}
	found := reg.Findings(c)
	require.Len(t, found, 3)
	for _, f := range found {
		require.Equal(t, "claim.unreadable-field", f.Rule)
	}
	require.Equal(t, `error claim.unreadable-field at line 1 charge: What the file says at line 1 charge can't be read: "x": want something else.`, found[0].String())
	require.Equal(t, rules.Undecided, outcomes(reg, c)["total-charge"].Status)

	for _, at := range []rules.Place{rules.AtLine(2), rules.AtDiagnosis(-1), rules.AtProcedure(0), rules.AtReason(0)} {
		c.Unreadable = []rules.Unreadable{{Place: at, Problem: "gone"}}
		f := outcomes(reg, c)["unreadable-field"].Findings[0]
		require.Equal(t, rules.Place{}, f.Place, "the claim has no %s", at)
		require.Equal(t, "The file does not say the "+at.String()+": gone.", f.Message)
	}
}

// TestCodesAndAges: what the rules of malformed codes and ages turn on.
func TestCodesAndAges(t *testing.T) {
	reg := registry(t)
	c := clean(rules.Outpatient)
	c.Lines[0].Revenue, c.Lines[0].Code = "0022", "KC1AX"
	require.Equal(t, rules.Passed, outcomes(reg, c)["malformed-hcpcs"].Status, "a HIPPS code")
	c.Lines[0].Revenue = "0450"
	require.Equal(t, rules.Found, outcomes(reg, c)["malformed-hcpcs"].Status)
	c.ICD, c.Diagnoses = rules.ICD9, []rules.Diagnosis{{Code: "25000"}, {Code: "V270"}}
	require.Equal(t, rules.Passed, outcomes(reg, c)["malformed-diagnosis"].Status)
	c.Diagnoses[0].Code = "E119X12"
	require.Equal(t, rules.Found, outcomes(reg, c)["malformed-diagnosis"].Status)
	for birth, want := range map[string]rules.Status{"1901-05-02": rules.Passed, "1901-05-01": rules.Found, "1801-05-01": rules.Found} {
		c := clean(rules.Outpatient)
		c.Patient.Birth = day(birth)
		require.Equal(t, want, outcomes(reg, c)["age"].Status, birth)
	}
	c = clean(rules.Outpatient)
	c.Patient.Birth, c.Patient.Age = medcode.Date{}, rules.YearsOld(125)
	require.Equal(t, rules.Found, outcomes(reg, c)["age"].Status)
}

func FuzzCheck(f *testing.F) {
	reg := registry(f)
	f.Add(uint8(1), "0111", "1234567893", "59", "11", 1.0, int64(5), 1, int32(0), int32(5))
	f.Fuzz(func(t *testing.T, setting uint8, bill, npi, modifier, place string, units float64, charge int64, pointer int, from, through int32) {
		c := clean(rules.Setting(setting % 5))
		c.TypeOfBill, c.BillingNPI, c.PlaceOfService, c.Charge = bill, npi, place, medcode.Cents(charge)
		c.From = c.From.AddDays(int(from % 100000))
		c.Through = c.Through.AddDays(int(through % 100000))
		c.Lines = append(c.Lines, rules.Line{Modifiers: []string{modifier}, Units: units, Charge: medcode.Cents(charge), Pointers: []int{pointer}})
		reg.Findings(c)
	})
}
