package claimtest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
)

var day = medcode.MustParseDate

// TestParse: every word and part of the notation says what it is for.
func TestParse(t *testing.T) {
	for line, want := range map[string]rules.Claim{
		"": {Setting: rules.Inpatient, From: claimtest.Day, Through: claimtest.Day, Discharge: claimtest.Day},
		"inpatient F 12days 5d 2026-03-02 exempt | P07.30:Y P22.0 | 5A1955Z:2026-03-01 0BH17EZ | 0120*5": {
			Setting: rules.Inpatient, POAExempt: true, Patient: rules.Patient{Sex: medcode.Female, Birth: day("2026-02-13")},
			From: day("2026-02-25"), Through: day("2026-03-02"), Admission: day("2026-02-25"), Discharge: day("2026-03-02"),
			Diagnoses: []rules.Diagnosis{{Code: "P07.30", POA: "Y"}, {Code: "P22.0"}}, Procedures: []rules.Procedure{{Code: "5A1955Z", Date: day("2026-03-01")}, {Code: "0BH17EZ"}},
			Lines: []rules.Line{{Revenue: "0120", Units: 5}},
		},
		"outpatient nine medicaid M 30y 2014-03-02 5d bill:0131 status:01 type:4 source:5 ccn:050001 taxonomy:282N00000X cond:42,44 occ:11 span:74 val:54,80 admitting:786.05 reason:786.05,784.0 npi:1": {
			Setting: rules.Outpatient, ICD: rules.ICD9, Payer: rules.Medicaid, Patient: rules.Patient{Sex: medcode.Male, Age: rules.YearsOld(30)}, From: day("2014-03-02"), Through: day("2014-03-02"),
			TypeOfBill: "0131", DischargeStatus: "01", AdmissionType: "4", AdmissionSource: "5", CCN: "050001", BillingTaxonomy: "282N00000X", BillingNPI: "1",
			Conditions: []string{"42", "44"}, Occurrences: []rules.Occurrence{{Code: "11"}}, Spans: []rules.Span{{Code: "74"}}, Values: []rules.Value{{Code: "54"}, {Code: "80"}},
			Admitting: "786.05", Reasons: []string{"786.05", "784.0"},
		},
		"professional commercial pos:11 freq:7 specialty:11 | M25.561 | | 0450/73562-RT-59*2.5@2026-01-14>1,2 73562": {
			Setting: rules.Professional, Payer: rules.Commercial, PlaceOfService: "11", FrequencyCode: "7", Specialty: "11", From: claimtest.Day, Through: claimtest.Day, Diagnoses: []rules.Diagnosis{{Code: "M25.561"}},
			Lines: []rules.Line{{Revenue: "0450", Code: "73562", Modifiers: []string{"RT", "59"}, Units: 2.5, From: day("2026-01-14"), Pointers: []int{1, 2}}, {Code: "73562", Units: 1}},
		},
		"dental medicare":    {Setting: rules.Dental, Payer: rules.Medicare, From: claimtest.Day, Through: claimtest.Day},
		"pharmacy advantage": {Setting: rules.Pharmacy, Payer: rules.MedicareAdvantage, From: claimtest.Day, Through: claimtest.Day},
	} {
		got, err := claimtest.Parse(line)
		require.NoError(t, err, line)
		require.Equal(t, &want, got, line)
		require.Equal(t, &want, claimtest.MustParse(line))
	}
	for _, line := range []string{"| | | | x", "hotel", "x:1", "| | 5A1955Z:2026-13-01", "| | | 99213>x", "| | | 99213@x", "| | | 99213*x"} {
		_, err := claimtest.Parse(line)
		require.ErrorContains(t, err, "claimtest: ", line)
		require.Panics(t, func() { claimtest.MustParse(line) })
	}
}
