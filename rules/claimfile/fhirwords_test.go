package claimfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// TestFHIRWords: the words of FHIR, of CARIN and of CMS's variables, one by one.
func TestFHIRWords(t *testing.T) {
	claim := func(kind, rest string) string {
		return `{"resourceType":"ExplanationOfBenefit","id":"x","status":"active","type":{"coding":[{"code":"` + kind + `"}]}` + rest + `}`
	}
	info := func(category, code, rest string) string {
		if 'A' <= category[0] && category[0] <= 'Z' { // a code system of NUBC's
			return `,"supportingInfo":[{"sequence":1,"code":{"coding":[{"system":"https://www.nubc.org/CodeSystem/` + category + `","code":"` + code + `"}]}` + rest + `}]`
		}
		return `,"supportingInfo":[{"sequence":1,"category":{"coding":[{"code":"` + category + `"}]},"code":{"coding":[{"code":"` + code + `"}]}` + rest + `}]`
	}
	cms := func(name, value string) string {
		return `,"extension":[{"url":"https://bluebutton.cms.gov/resources/variables/` + name + `",` + value + `}]`
	}
	line := func(category, value string) string {
		return `,"item":[{"sequence":1,"adjudication":[{"category":{"coding":[{"code":"` + category + `"}]},` + value + `}]}]`
	}
	for _, c := range []struct{ kind, rest, path, want string }{
		{"institutional", info("typeofbill", "131", ""), "typeOfBill", "0131"},
		{"institutional", info("typeofbill", "0111", ""), "setting", "inpatient"},
		{"institutional", info("admtype", "1", ""), "admissionType", "1"},
		{"institutional", info("pointoforigin", "7", ""), "admissionSource", "7"},
		{"institutional", info("discharge-status", "1", ""), "dischargeStatus", "01"},
		{"institutional", info("drg", "291", ""), "drg", "291"},
		{"institutional", info("drg", "291", ""), "setting", "inpatient"},
		{"institutional", info("medicalrecordnumber", "", `,"valueString":"MRN"`), "medicalRecord", "MRN"},
		{"institutional", info("medicalrecordnumber", "", `,"valueIdentifier":{"value":"MRN"}`), "medicalRecord", "MRN"},
		{"institutional", info("ConditionCodes", "42", ""), "conditions.0", "42"},
		{"institutional", info("OccurrenceCodes", "11", `,"timingDate":"2026-04-01"`), "occurrences.0.date", "2026-04-01"},
		{"institutional", info("OccurrenceSpanCode", "74", `,"timingPeriod":{"start":"2026-04-01","end":"2026-04-03"}`), "spans.0.through", "2026-04-03"},
		{"institutional", info("ValueCode", "80", `,"valueQuantity":{"value":3}`), "values.0.amount", "3"},
		{"oral", info("missingtoothnumber", "14", ""), "teeth.0.number", "14"},
		{"oral", "", "setting", "dental"},
		{"vision", "", "setting", "professional"},
		{"pharmacy", info("dayssupply", "", `,"valueQuantity":{"value":30}`) + `,"item":[{"sequence":1}]`, "lines.0.daysSupply", "30"},
		{"professional", `,"insurer":{"display":"Medicare Advantage of X"}`, "payer", "medicare-advantage"},
		{"professional", `,"insurer":{"display":"Ohio Medicaid"}`, "payer", "medicaid"},
		{"professional", `,"insurer":{"display":"CMS"}`, "payer", "medicare"},
		{"professional", `,"insurer":{"display":"Federal Medicare"}`, "payer", "medicare"},
		{"professional", `,"related":[{"relationship":{"coding":[{"code":"prior"}]},"reference":{"value":"ICN"}}]`, "originalReference", "ICN"},
		{"professional", cms("carr_clm_pmt_dnl_cd", `"valueCoding":{"code":"D"}`), "denialReason", "D"},
		{"professional", cms("carr_clm_pmt_dnl_cd", `"valueCoding":{"code":"1"}`), "denied", ""},
		{"institutional", cms("clm_mdcr_non_pmt_rsn_cd", `"valueCoding":{"code":"B"}`), "denialReason", "B"},
		{"professional", `,"total":[{"category":{"coding":[{"code":"eligible"}]},"amount":{"value":7}}]`, "allowed", "7"},
		{"professional", `,"total":[{"category":{"coding":[{"code":"paidtoprovider"}]},"amount":{"value":6}}]`, "paid", "6"},
		{"professional", line("submitted", `"amount":{"value":5}`), "lines.0.charge", "5"},
		{"professional", line("eligible", `"amount":{"value":4}`), "lines.0.allowed", "4"},
		{"professional", line("paidtoprovider", `"amount":{"value":3}`), "lines.0.paid", "3"},
		{"professional", line("noncovered", `"amount":{"value":2}`), "lines.0.nonCovered", "2"},
		{"professional", line("denialreason", `"reason":{"coding":[{"code":"45"}]}`), "lines.0.denialReason", "45"},
		{"professional", `,"contained":[{"resourceType":"Coverage","id":"c","relationship":{"coding":[{"code":"child"}]},"subscriberId":"S1"}],"insurance":[{"focal":true,"coverage":{"reference":"#c"}}]`, "relationship", "19"},
		{"professional", `,"contained":[{"resourceType":"Coverage","id":"c","relationship":{"coding":[{"code":"spouse"}]}}],"insurance":[{"focal":true,"coverage":{"reference":"#c"}}]`, "relationship", "01"},
		{"professional", `,"contained":[{"resourceType":"Coverage","id":"c","relationship":{"coding":[{"code":"parent"}]}}],"insurance":[{"focal":true,"coverage":{"reference":"#c"}}]`, "relationship", "G8"},
		{"professional", `,"patient":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p","gender":"other"}]`, "patient.sex", "U"},
		{"professional", `,"patient":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p","gender":"male"}]`, "patient.sex", "M"},
		{"institutional", `,"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]},"onAdmission":{"coding":[{"code":"Yes"}]}}]`, "diagnoses.0.poa", "Y"},
		{"institutional", `,"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"I10"}]},"onAdmission":{"coding":[{"code":"no"}]}}]`, "diagnoses.0.poa", "N"},
		{"institutional", `,"procedure":[{"sequence":2,"procedureCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-9-cm/vol3","code":"3950"}]}},{"sequence":1}]`, "procedures.0.code", "3950"},
		{"professional", `,"identifier":[{"value":"a\"\\\u00e9b"}]`, "id", `a"\éb`},
	} {
		got, told := all(claim(c.kind, c.rest))
		assert.Empty(t, told, c.rest)
		require.Len(t, got, 1)
		assert.Equal(t, c.want, field(t, got[0], c.path), "%s %s", c.kind, c.rest)
	}
	for rest, want := range map[string]string{
		info("drg", "29111", ""): "/drg", info("dayssupply", "", `,"valueQuantity":{"value":1.5}`): "/daysSupply", `,"billablePeriod":{"start":"2026-13-01"}`: "/from",
		`,"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":"x"}}]`: "/charge",
	} {
		_, told := all(claim("professional", rest))
		assert.Contains(t, told, want, rest)
	}
	for _, text := range []string{bundle(entry("", claim("professional", "")), entry("", claim("professional", ""))), claim("oral", "") + "\n" + claim("oral", ""), "[" + claim("oral", "") + "]",
		`{"resourceType":"Parameters","parameter":[` + entry("", claim("oral", "")) + "]}"} {
		for range claimfile.Read("f", strings.NewReader(text)) {
			break
		}
	}
	got, errs := collect(claim("oral", "")+"\n"+claim("oral", `,"x":"`+strings.Repeat("x", 9<<20)+`"`)+"\n"+claim("oral", "")+"\n", medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 1000, EntryBytes: 1 << 30}})
	require.NotEmpty(t, got)
	require.LessOrEqual(t, len(errs), 1)
}

// TestWords of CSV: what people write for settings, revisions, flags and ages.
func TestWords(t *testing.T) {
	for _, c := range []struct{ column, cell, path, want, told string }{
		{"setting", "IP", "setting", "inpatient", ""}, {"setting", "o", "setting", "outpatient", ""}, {"setting", "Physician", "setting", "professional", ""},
		{"setting", "D", "setting", "dental", ""}, {"setting", "Rx", "setting", "pharmacy", ""}, {"setting", "x", "setting", "", "/setting"},
		{"icd", "ICD-9-CM", "icd", "9", ""}, {"icd", "0", "icd", "", ""}, {"icd", "x", "icd", "", "/icd"},
		{"poa_exempt", "Yes", "poaExempt", "true", ""}, {"poa_exempt", "n", "poaExempt", "", ""}, {"poa_exempt", "TRUE", "poaExempt", "true", ""}, {"poa_exempt", "x", "poaExempt", "", "/poaExempt"},
		{"hospital", "exempt", "poaExempt", "true", ""}, {"hospital", "NON_EXEMPT", "poaExempt", "", ""}, {"hospital", "x", "poaExempt", "", "/hospital"},
		{"age_days", "12", "patient.age", "0", ""}, {"age_days", "400", "patient.age", "", ""}, {"age_days", "x", "patient.age", "", "/patient/age"},
		{"payer", "Medicare", "payer", "medicare", ""}, {"payer", "x", "payer", "", "/payer"},
		{"remarks", `"[""a"",""b""]"`, "remarks.1", "b", ""}, {"remarks", "[x", "remarks", "", "/remarks: want a list in JSON"}, {"unreadable", "x", "unreadable.0.place.field", "unreadable", "/unreadable"},
		{"teeth", "14:M 1:E", "teeth.1.status", "E", ""}, {"line_teeth", "3:MO", "lines.0.teeth.0.surfaces.1", "O", ""}, {"line_areas", "10 20", "lines.0.areas.1", "20", ""},
		{"ortho_months", "36.0", "orthodontics.months", "36", ""}, {"ortho_months", "1.5", "orthodontics.months", "", "/orthodontics/months"}, {"ortho_remaining", "27", "orthodontics.remaining", "27", ""},
		{"ortho_treatment", "y", "orthodontics.treatment", "true", ""}, {"ortho_placed", "2026-01-05", "orthodontics.placed", "2026-01-05", ""},
		{"days_supply", "30", "lines.0.daysSupply", "30", ""}, {"days_supply", "x", "lines.0.daysSupply", "", "/lines/0/daysSupply"},
		{"occurrences", "11:2026-04-01 A1", "occurrences.0.date", "2026-04-01", ""}, {"spans", "74:2026-04-01:2026-04-03 75", "spans.0.through", "2026-04-03", ""}, {"spans", "74:x", "spans.0.code", "74", "/spans"},
		{"values", "80:3 54", "values.0.amount", "3", ""}, {"modifier1", "25", "lines.0.modifiers.0", "25", ""}, {"line_pointers", "1:2", "lines.0.pointers.1", "2", ""},
		{"admitting", "-", "admitting", "", ""}, {"px1", "-", "procedures", "", ""}, {"dx1", "I10:Y", "diagnoses.0.poa", "Y", ""}, {"version", "43", "version", "", ""},
		{"line_denied", "yes", "lines.0.denied", "true", ""}, {"adjudicated", "no", "adjudicated", "", ""}, {"denied", "1", "denied", "true", ""},
	} {
		got, told := all("id,member," + c.column + "\nA,M," + c.cell + "\n")
		require.Len(t, got, 1, c.column)
		assert.Equal(t, c.want, field(t, got[0], c.path), "%s %s", c.column, c.cell)
		if c.told == "" {
			told = strings.ReplaceAll(told, "f:1: no column says the setting; the claims are read as inpatient", "")
			assert.Empty(t, told, c.column)
		}
		assert.Contains(t, told, c.told, "%s %s", c.column, c.cell)
	}
	require.Equal(t, "Format(99)", claimfile.Format(99).String())
	require.Empty(t, claimfile.Format(0).String())
	require.Zero(t, claimfile.FormatOf(nil))
	require.Zero(t, claimfile.FormatOf([]byte("PK\x03\x04")))
	require.False(t, claimfile.IsPart([]byte("id\n")))
	var w claimfile.Writer
	require.ErrorIs(t, w.Write(&rules.Claim{ID: "A"}), medcode.ErrLayout)
	require.NoError(t, w.Close())
}
