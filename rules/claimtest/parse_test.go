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
		"id:17 drg:291 charge:4500.00 rendering:1 discharged:2026-03-03 from: through: admitted:2026-03-01 born:1950-01-31 npi:1 npi: unread:birth=x unread:charge=1.234 | I10 | | 0120*2=-12.50@2026-03-02": {
			ID: "17", Setting: rules.Inpatient, DRG: 291, Charge: 4500_00, RenderingNPI: "1", Discharge: day("2026-03-03"), Admission: day("2026-03-01"), Patient: rules.Patient{Birth: day("1950-01-31")},
			Unreadable: []rules.Unreadable{{Place: rules.AtPatient("birth"), Text: "x", Problem: `birth "x": want another`}, {Place: rules.AtField("charge"), Text: "1.234", Problem: `charge "1.234": want another`}},
			Diagnoses:  []rules.Diagnosis{{Code: "I10"}}, Lines: []rules.Line{{Revenue: "0120", Units: 2, Charge: -12_50, From: day("2026-03-02")}},
		},
		"setting: 2026-03-02": {From: day("2026-03-02"), Through: day("2026-03-02")},
		"dental medicare":     {Setting: rules.Dental, Payer: rules.Medicare, From: claimtest.Day, Through: claimtest.Day},
		"pharmacy advantage":  {Setting: rules.Pharmacy, Payer: rules.MedicareAdvantage, From: claimtest.Day, Through: claimtest.Day},
	} {
		got, err := claimtest.Parse(line)
		require.NoError(t, err, line)
		require.Equal(t, &want, got, line)
		require.Equal(t, &want, claimtest.MustParse(line))
	}
	for _, line := range []string{"| | | | x", "hotel", "x:1", "| | 5A1955Z:2026-13-01", "| | | 99213>x", "| | | 99213@x", "| | | 99213*x", "| | | 99213=x", "drg:x", "charge:1.234", "setting:inpatient", "from:x", "born:2026-02-30", "unread:birth"} {
		_, err := claimtest.Parse(line)
		require.ErrorContains(t, err, "claimtest: ", line)
		require.Panics(t, func() { claimtest.MustParse(line) })
	}
}
