package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules"
)

// TestCoded: diagnoses and procedures keep their places, days, indicators and system.
func TestCoded(t *testing.T) {
	c := rules.Claim{
		Setting: rules.Inpatient, From: medcode.NewDate(2026, 4, 5), Through: medcode.NewDate(2026, 4, 10), Admitting: "R079",
		Diagnoses:  []rules.Diagnosis{{Code: "I21.4", POA: "Y"}, {Code: "bad?", POA: "N"}, {Code: "e119", POA: "w"}, {Code: "I10", POA: "Q"}},
		Procedures: []rules.Procedure{{Code: "02703ZZ", Date: medcode.NewDate(2026, 4, 6)}, {Code: "02703Z"}, {Code: "5A1955Z"}},
	}
	end, day := medcode.NewDate(2026, 4, 10), medcode.NewDate(2026, 4, 6)
	code := research.MustParseCode
	require.Equal(t, []research.Diagnosis{
		{Code: code(research.ICD10CM, "I214"), Date: end, POA: cm.POAYes, Principal: true},
		{Date: end, POA: cm.POANo},
		{Code: code(research.ICD10CM, "E119"), Date: end, POA: cm.POAClinical},
		{Code: code(research.ICD10CM, "I10"), Date: end},
		{Code: code(research.ICD10PCS, "02703ZZ"), Date: day},
		{Date: end},
		{Code: code(research.ICD10PCS, "5A1955Z"), Date: end},
	}, c.Coded())

	visit := rules.Claim{Setting: rules.Professional, ICD: rules.ICD9, Lines: []rules.Line{{From: day}, {From: end}},
		Diagnoses: []rules.Diagnosis{{Code: "V434"}, {Code: "4280"}}, Procedures: []rules.Procedure{{Code: "3950"}}}
	require.Equal(t, []research.Diagnosis{
		{Code: code(research.ICD9CM, "V43.4"), Date: day, Principal: true},
		{Code: code(research.ICD9CM, "428.0"), Date: day},
		{Code: code(research.ICD9Procedure, "39.50"), Date: day},
	}, visit.Coded())
	require.Empty(t, (&rules.Claim{}).Coded())

	// Measures pass the malformed code over, and keep what is beside it.
	got := research.CompiledElixhauser().Stay(c.Coded())
	c.Diagnoses = append(c.Diagnoses[:1], c.Diagnoses[2:]...)
	require.Equal(t, got, research.CompiledElixhauser().Stay(c.Coded()))
	require.NotZero(t, got.Measures)
}
