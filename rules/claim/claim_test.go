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

type change func(*rules.Claim)

// cases has for each rule a setting, a change that makes its clean claim fail,
// and one that brings it as near without failing.
var cases = map[string]struct {
	setting    rules.Setting
	fail, near change
}{
	"no-setting":   {rules.Inpatient, func(c *rules.Claim) { c.Setting = 0 }, func(*rules.Claim) {}},
	"no-date":      {rules.Outpatient, func(c *rules.Claim) { c.From, c.Through = medcode.Date{}, medcode.Date{} }, func(c *rules.Claim) { c.From = medcode.Date{} }},
	"no-diagnosis": {rules.Inpatient, func(c *rules.Claim) { c.Diagnoses = nil }, func(c *rules.Claim) { c.Diagnoses = c.Diagnoses[:1] }},
	"no-line":      {rules.Professional, func(c *rules.Claim) { c.Lines = nil }, func(c *rules.Claim) { c.Lines = c.Lines[:1] }},
	"icd-revision": {rules.Inpatient, func(c *rules.Claim) { c.Through, c.Discharge = day("2015-09-30"), day("2015-09-30") },
		func(c *rules.Claim) { c.Discharge = day("2015-10-01") }},
	"statement-dates": {rules.Outpatient, func(c *rules.Claim) { c.Through = day("2026-04-30") }, func(c *rules.Claim) { c.Through = c.From }},
	"stay-dates":      {rules.Inpatient, func(c *rules.Claim) { c.Admission = day("2026-05-06") }, func(c *rules.Claim) { c.Admission = day("2026-05-05") }},
	"birth-date":      {rules.Inpatient, func(c *rules.Claim) { c.Patient.Birth = day("2026-05-02") }, func(c *rules.Claim) { c.Patient.Birth = day("2026-05-01") }},
	"procedure-dates": {rules.Inpatient, func(c *rules.Claim) { c.Procedures[0].Date = day("2026-04-27") }, func(c *rules.Claim) { c.Procedures[0].Date = day("2026-04-28") }},
	"line-dates":      {rules.Professional, func(c *rules.Claim) { c.Lines[0].From = day("2026-04-30") }, func(c *rules.Claim) { c.Lines[0].From = day("2026-05-05") }},
	"units":           {rules.Professional, func(c *rules.Claim) { c.Lines[0].Units = math.NaN() }, func(c *rules.Claim) { c.Lines[0].Units = 0.1 }},
	"charges":         {rules.Professional, func(c *rules.Claim) { c.Lines[0].Charge, c.Charge = -1, -2 }, func(c *rules.Claim) { c.Lines[0].Charge = 0 }},
	"total-charge":    {rules.Outpatient, func(c *rules.Claim) { c.Charge++ }, func(*rules.Claim) {}},
	"diagnosis-pointers": {rules.Professional, func(c *rules.Claim) {
		c.Lines[0].Pointers = []int{3, 0, 1, 1, 2}
		c.Lines[1].Pointers = nil
	}, func(c *rules.Claim) { c.Lines[0].Pointers = []int{2} }},
	"modifiers": {rules.Professional, func(c *rules.Claim) { c.Lines[0].Modifiers = []string{"59", "59", "X", "é", "25"} },
		func(c *rules.Claim) { c.Lines[0].Modifiers = []string{"59", "25", "xs", "RT"} }},
	"npi": {rules.Professional, func(c *rules.Claim) {
		c.BillingNPI, c.RenderingNPI = "1234567890", "3234567893"
		c.Lines[0].RenderingNPI = "123456789X"
	}, func(c *rules.Claim) { c.BillingNPI = "" }},
	"type-of-bill":     {rules.Inpatient, func(c *rules.Claim) { c.TypeOfBill = "0131" }, func(c *rules.Claim) { c.TypeOfBill = "18A" }},
	"place-of-service": {rules.Professional, func(c *rules.Claim) { c.PlaceOfService, c.Lines[0].PlaceOfService = "1", "1x" }, func(c *rules.Claim) { c.PlaceOfService = "99" }},
	"malformed-diagnosis": {rules.Outpatient, func(c *rules.Claim) {
		c.Diagnoses[1].Code, c.Admitting, c.Reasons = "25000", "E11.", []string{"R51", "?"}
	}, func(c *rules.Claim) { c.Diagnoses[1].Code, c.Admitting, c.Reasons = "e11.9", "R079", []string{"R51"} }},
	"malformed-hcpcs": {rules.Professional, func(c *rules.Claim) { c.Lines[0].Code, c.Lines[1].Code = "9921", "" },
		func(c *rules.Claim) { c.Lines[0].Code = "0042T" }},
	"malformed-revenue-code": {rules.Outpatient, func(c *rules.Claim) { c.Lines[0].Revenue, c.Lines[1].Revenue = "45X", "45" },
		func(c *rules.Claim) { c.Lines[0].Revenue = "450" }},
	"no-id":          {rules.Inpatient, func(c *rules.Claim) { c.ID = " " }, func(c *rules.Claim) { c.ID = "0" }},
	"no-billing-npi": {rules.Professional, func(c *rules.Claim) { c.BillingNPI = "" }, func(c *rules.Claim) { c.BillingNPI = "1" }},
	"unreadable-field": {rules.Inpatient, func(c *rules.Claim) {
		c.Unreadable = []rules.Unreadable{{Place: rules.AtPatient("sex"), Text: "X", Problem: `sex "X": want M, F or U`}}
	}, func(c *rules.Claim) { c.Patient.Sex = medcode.SexUnknown }},
	"age": {rules.Professional, func(c *rules.Claim) { c.Patient.Age = rules.YearsOld(-1) }, func(c *rules.Claim) { c.Patient.Age = rules.YearsOld(124) }},
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

func TestRules(t *testing.T) {
	reg := registry(t)
	n := 0
	for rule := range reg.Rules() {
		n++
		id := strings.TrimPrefix(rule.ID, "claim.")
		test, ok := cases[id]
		if !ok && len(rule.Fails) > 0 { // TestSamples has its samples
			n--
			continue
		}
		require.True(t, ok, "no cases for %s", id)
		c := clean(test.setting)
		test.fail(c)
		o := outcomes(reg, c)[id]
		require.Equal(t, rules.Found, o.Status, id)
		for _, f := range o.Findings {
			require.Regexp(t, `\.$`, f.Message)
		}
		c = clean(test.setting)
		test.near(c)
		require.Equal(t, rules.Passed, outcomes(reg, c)[id].Status, id)
		if from := rule.InForce.From; !from.IsZero() {
			c := clean(test.setting)
			test.fail(c)
			c.From, c.Through, c.Discharge = from, from, from
			require.Equal(t, rules.Found, outcomes(reg, c)[id].Status, id)
			c.From, c.Through, c.Discharge = from.AddDays(-1), from.AddDays(-1), from.AddDays(-1)
			c.Lines = nil
			require.Equal(t, rules.NotInForce, outcomes(reg, c)[id].Status, id)
		}
		if rule.Settings != 0 { // the others hold for all
			for _, s := range []rules.Setting{rules.Inpatient, rules.Outpatient, rules.Professional} {
				if !rule.Settings.Contains(s) {
					require.Equal(t, rules.NotApplicable, outcomes(reg, clean(s))[id].Status, id)
				}
			}
		}
	}
	require.Len(t, cases, n)
}

func TestCleanClaims(t *testing.T) {
	for _, s := range []rules.Setting{rules.Inpatient, rules.Outpatient, rules.Professional} {
		require.Empty(t, registry(t).Findings(clean(s)))
	}
}

func TestCounts(t *testing.T) {
	reg := registry(t)
	for id, want := range map[string]int{"diagnosis-pointers": 5, "modifiers": 4, "npi": 3, "charges": 2, "place-of-service": 2} {
		c := clean(cases[id].setting)
		cases[id].fail(c)
		require.Len(t, outcomes(reg, c)[id].Findings, want, id)
	}
	c := clean(rules.Professional)
	c.Lines[0].Through = day("2026-04-01")
	c.Lines[0].From = day("2026-05-01")
	require.Len(t, outcomes(reg, c)["statement-dates"].Findings, 1)
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

// TestSamples holds the samples of rules against them.
func TestSamples(t *testing.T) {
	reg := registry(t)
	status := func(id, text string) rules.Outcome {
		for _, o := range reg.Outcomes(claimtest.MustParse(text)) {
			if o.Rule.ID == id {
				return o
			}
		}
		return rules.Outcome{}
	}
	for rule := range reg.Rules() {
		for _, text := range rule.Fails {
			require.Equal(t, rules.Found, status(rule.ID, text).Status, "%s: %s", rule.ID, text)
		}
		for _, text := range rule.Passes {
			o := status(rule.ID, text)
			require.NotEqual(t, rules.Found, o.Status, "%s: %s: %v", rule.ID, text, o.Findings)
		}
	}
}
