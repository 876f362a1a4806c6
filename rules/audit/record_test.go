package audit

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func day(s string) medcode.Date { return medcode.MustParseDate(s) }

func fullStay() *rules.Claim {
	return &rules.Claim{ID: "S1", Setting: rules.Inpatient, BillingNPI: "1", TypeOfBill: "0111", DischargeStatus: "01", DRG: 291, Charge: 1000,
		From: day("2026-01-01"), Through: day("2026-01-05"), Admission: day("2026-01-01"), Admitting: "R0602",
		Patient:    rules.Patient{ID: "P", Birth: day("1950-01-01"), Sex: medcode.Female},
		Diagnoses:  []rules.Diagnosis{{Code: "I5021", POA: "Y"}, {Code: "N179", POA: "N"}},
		Procedures: []rules.Procedure{{Code: "5A1955Z", Date: day("2026-01-02")}},
		Lines:      []rules.Line{{Revenue: "0120", Units: 4, Charge: 1000}}}
}

func fullVisit() *rules.Claim {
	return &rules.Claim{ID: "V1", Setting: rules.Professional, BillingNPI: "1", RenderingNPI: "2", PlaceOfService: "11", Charge: 100,
		From: day("2026-01-01"), Patient: rules.Patient{Age: rules.YearsOld(40), Sex: medcode.Male},
		Diagnoses: []rules.Diagnosis{{Code: "I10"}}, Lines: []rules.Line{{Code: "99213", Units: 1, Charge: 100, Pointers: []int{1}}}}
}

func TestComplete(t *testing.T) {
	for _, c := range []*rules.Claim{fullStay(), fullVisit()} {
		k := Complete(c)
		require.Empty(t, k.Missing)
		require.Equal(t, 1.0, k.Share())
	}
	for element, spoil := range map[string]func(*rules.Claim){
		"patient control number": func(c *rules.Claim) { c.ID = "" },
		"billing provider":       func(c *rules.Claim) { c.BillingNPI = "" },
		"patient's birth date":   func(c *rules.Claim) { c.Patient.Birth = medcode.Date{} },
		"patient's sex":          func(c *rules.Claim) { c.Patient.Sex = 0 },
		"total charge":           func(c *rules.Claim) { c.Charge = 0 },
		"statement from":         func(c *rules.Claim) { c.From = medcode.Date{} },
		"statement through":      func(c *rules.Claim) { c.Through = medcode.Date{} },
		"type of bill":           func(c *rules.Claim) { c.TypeOfBill = "" },
		"discharge status":       func(c *rules.Claim) { c.DischargeStatus = "" },
		"admission date":         func(c *rules.Claim) { c.Admission = medcode.Date{} },
		"admitting diagnosis":    func(c *rules.Claim) { c.Admitting = "" },
		"DRG":                    func(c *rules.Claim) { c.DRG = 0 },
		"present on admission":   func(c *rules.Claim) { c.Diagnoses[1].POA = "" },
		"procedure date":         func(c *rules.Claim) { c.Procedures[0].Date = medcode.Date{} },
		"revenue code":           func(c *rules.Claim) { c.Lines[0].Revenue = "" },
		"units":                  func(c *rules.Claim) { c.Lines[0].Units = 0 },
		"line charge":            func(c *rules.Claim) { c.Lines[0].Charge = 0 },
		"service lines":          func(c *rules.Claim) { c.Lines = nil },
	} {
		c := fullStay()
		spoil(c)
		k := Complete(c)
		require.Len(t, k.Missing, 1, element)
		require.Equal(t, element, k.Missing[0].Element)
		require.Less(t, k.Share(), 1.0)
	}
	for element, spoil := range map[string]func(*rules.Claim){
		"first diagnosis":    func(c *rules.Claim) { c.Diagnoses = nil },
		"procedure code":     func(c *rules.Claim) { c.Lines[0].Code = "" },
		"date of service":    func(c *rules.Claim) { c.From = medcode.Date{} },
		"rendering provider": func(c *rules.Claim) { c.RenderingNPI = "" },
		"place of service":   func(c *rules.Claim) { c.PlaceOfService = "" },
		"diagnosis pointer":  func(c *rules.Claim) { c.Lines[0].Pointers = nil },
	} {
		c := fullVisit()
		spoil(c)
		k := Complete(c)
		require.Len(t, k.Missing, 1, element)
		require.Equal(t, element, k.Missing[0].Element)
	}
	exempt := fullStay()
	exempt.POAExempt, exempt.Diagnoses[0].POA = true, ""
	require.Empty(t, Complete(exempt).Missing)
	require.Equal(t, 1.0, Completeness{}.Share())
	require.NotEmpty(t, Complete(&rules.Claim{}).Missing)
}

func TestPack(t *testing.T) {
	reg, err := rules.New(Pack())
	require.NoError(t, err)
	require.Empty(t, reg.Findings(fullStay()))
	c := fullStay()
	c.Diagnoses[0].POA, c.Diagnoses[1].POA, c.DRG = "", "", 0
	f := reg.Findings(c)
	require.Len(t, f, 1)
	require.Equal(t, "3 of 20 required data elements are missing: DRG, present on admission.", f[0].Message)
	require.Len(t, f[0].Related, 2)
}

func claimOf(dx ...string) *rules.Claim {
	c := &rules.Claim{ID: "1"}
	for _, d := range dx {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: d, POA: "Y"})
	}
	return c
}

func TestCompare(t *testing.T) {
	a := claimOf("I50.21", "N17.9", "E119", "J189")
	b := claimOf("n179", "I5021", "E1165", "R65.20", "J189")
	b.Diagnoses[4].POA = "N"
	a.Procedures = []rules.Procedure{{Code: "5A1955Z"}, {Code: "5A1955Z"}}
	b.Procedures = []rules.Procedure{{Code: "5A1955Z"}}
	a.Lines = []rules.Line{{Code: "11042", Modifiers: []string{"59", "LT"}}, {Revenue: "0120"}}
	b.Lines = []rules.Line{{Code: "11042", Modifiers: []string{"LT", "59"}}}
	c := Compare(a, b, nil)
	require.Equal(t, Match{Both: 3, Extra: 1, Lacks: 2}, c.Diagnoses)
	require.Equal(t, Match{Both: 4, Extra: 0, Lacks: 1}, c.Categories)
	require.Equal(t, Match{Both: 1, Extra: 1}, c.Procedures)
	require.Equal(t, Match{Both: 1}, c.Services)
	require.Equal(t, Match{Both: 2, Extra: 1}, c.POA)
	require.False(t, c.Principal)
	require.Equal(t, 1, c.Reordered)
	require.InDelta(t, 0.75, c.Diagnoses.Precision(), 1e-12)
	require.InDelta(t, 0.60, c.Diagnoses.Recall(), 1e-12)
	require.InDelta(t, 2.0/3, c.Diagnoses.F1(), 1e-12)
	require.False(t, c.Priced)

	same := Compare(a, a, nil)
	require.Equal(t, Match{Both: 4}, same.Diagnoses)
	require.True(t, same.Principal)
	require.Zero(t, same.Reordered)
	empty := Compare(&rules.Claim{}, &rules.Claim{}, nil)
	require.True(t, empty.Principal)
	require.Equal(t, 1.0, empty.Diagnoses.F1())
	require.Equal(t, 3, Compare(claimOf("A000", "A001", "A009"), claimOf("A009", "A001", "A000"), nil).Reordered)
}

func TestAgreement(t *testing.T) {
	price := func(c *rules.Claim) (Priced, bool) {
		switch c.Diagnoses[0].Code {
		case "I5021":
			return Priced{291, 1.3, 900_000}, true
		case "I509":
			return Priced{293, 0.6, 400_000}, true
		case "J189":
			return Priced{195, 0.7, 480_000}, true
		}
		return Priced{}, false
	}
	var a Agreement
	require.Equal(t, 1.0, a.DRGAccuracy())
	a.Add(Compare(claimOf("I5021"), claimOf("I5021"), price))
	a.Add(Compare(claimOf("I5021"), claimOf("I509"), price))
	a.Add(Compare(claimOf("I509"), claimOf("J189"), price))
	a.Add(Compare(claimOf("Z000"), claimOf("I509"), price))
	require.Equal(t, 4, a.Records)
	require.Equal(t, Match{Both: 1, Extra: 3, Lacks: 3}, a.Diagnoses)
	require.Equal(t, 1, a.Exact)
	require.Equal(t, 1, a.Principal)
	require.Equal(t, 3, a.Priced)
	require.Equal(t, 2, a.Changed)
	require.Equal(t, 1, a.Higher)
	require.Equal(t, 1, a.Lower)
	require.InDelta(t, -0.6, a.Weight, 1e-9)
	require.InDelta(t, 0.8, a.AbsoluteWeight, 1e-9)
	require.Equal(t, medcode.Cents(-420_000), a.Payment)
	require.InDelta(t, 1.0/3, a.DRGAccuracy(), 1e-12)
}
