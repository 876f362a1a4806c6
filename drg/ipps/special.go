package ipps

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// Conditions of a claim that change what is paid (Medicare Claims Processing
// Manual, chapter 25; MLN Matters SE20015 for ZA).
const (
	conditionNoOutlier = "66" // the hospital wants no outlier payment
	conditionNoTest    = "ZA" // COVID-19 without a positive test on file: no higher weight
	conditionNoCost    = "ZB" // an immunotherapy that cost the hospital nothing
	conditionCost      = "ZC" // one in a trial of something else, which cost as ever
)

var (
	covid19       = cm.MustParse("U07.1")
	otherCorona   = cm.MustParse("B97.29")
	researchTrial = cm.MustParse("Z00.6")

	// The public health emergency's 20 percent (CARES Act, section 3710): by
	// B97.29 until U07.1 existed, to the emergency's last day.
	covidWeights = []struct {
		code     cm.Code
		from, to medcode.Date
	}{
		{otherCorona, medcode.MustParseDate("2020-01-27"), medcode.MustParseDate("2020-03-31")},
		{covid19, medcode.MustParseDate("2020-04-01"), medcode.MustParseDate("2023-05-11")},
	}

	// The treatments that get an add-on in a stay with COVID-19 (42 CFR part 412,
	// interim final rule CMS-9912-IFC, 85 FR 71142, II.A): remdesivir,
	// convalescent plasma, and baricitinib by the codes of its time.
	covidTreatments = []struct {
		codes    []pcs.Code
		from, to medcode.Date
	}{
		{procedures("XW033E5", "XW043E5", "XW13325", "XW14325"), medcode.MustParseDate("2020-11-02"), medcode.MustParseDate("2023-09-30")},
		{procedures("XW0DXF5", "3E0G7GC", "3E0H7GC"), medcode.MustParseDate("2020-11-19"), medcode.MustParseDate("2020-12-31")},
		{procedures("XW0DXM6", "XW0G7M6", "XW0H7M6"), medcode.MustParseDate("2021-01-01"), medcode.MustParseDate("2023-09-30")},
	}

	// Islet cells given in a trial (Medicare Claims Processing Manual, chapter
	// 32, section 70).
	isletCells = procedures("3E030U1", "3E033U1", "3E0J3U1", "3E0J7U1", "3E0J8U1")
)

// islets is paid for each infusion.
const islets medcode.Cents = 18_848_00

const (
	mostIslets   = 2    // that are paid
	trialDRG     = 18   // chimeric antigen receptor T-cell and other immunotherapies
	wholeWeight  = 1000 // of weightFactors
	covidPercent = 120
	covidAddOn   = 65 // percent, of the excess cost and of the fixed loss
	percent      = 100
)

func procedures(codes ...string) []pcs.Code {
	out := make([]pcs.Code, len(codes))
	for i, c := range codes {
		out[i] = pcs.MustParse(c)
	}
	return out
}

func (s *Stay) has(condition string) bool { return slices.Contains(s.Conditions, condition) }

// covid reports whether the stay has COVID-19 so that its weight is higher.
func (s *Stay) covid() bool {
	if len(s.Diagnoses) == 0 || s.Discharge.IsZero() || s.has(conditionNoTest) {
		return false
	}
	for _, w := range covidWeights {
		if within(s.Discharge, w.from, w.to) && slices.Contains(s.Diagnoses, w.code) {
			return true
		}
	}
	return false
}

// covidTreated reports whether the stay has COVID-19 and a treatment that gets an
// add-on.
func (s *Stay) covidTreated() bool {
	if len(s.Procedures) == 0 || s.Discharge.IsZero() || s.has(conditionNoTest) || !slices.Contains(s.Diagnoses, covid19) {
		return false
	}
	for _, t := range covidTreatments {
		if !within(s.Discharge, t.from, t.to) {
			continue
		}
		for _, c := range s.Procedures {
			if slices.Contains(t.codes, c) {
				return true
			}
		}
	}
	return false
}

// trial reports whether a stay in DRG 018 is paid without the product's cost: it
// cost nothing, or a secondary diagnosis says trial and no condition that it cost
// as ever (42 CFR 412.85).
func (s *Stay) trial() bool {
	return s.has(conditionNoCost) || !s.has(conditionCost) && len(s.Diagnoses) > 1 && slices.Contains(s.Diagnoses[1:], researchTrial)
}

// isletInfusions returns how many infusions of islet cells in a trial are paid.
func (s *Stay) isletInfusions() int64 {
	if len(s.Procedures) == 0 || !slices.Contains(s.Diagnoses, researchTrial) {
		return 0
	}
	var n int64
	for _, c := range s.Procedures {
		if slices.Contains(isletCells, c) {
			n++
		}
	}
	return min(n, mostIslets)
}

func within(d, from, to medcode.Date) bool { return !d.Before(from) && !d.After(to) }
