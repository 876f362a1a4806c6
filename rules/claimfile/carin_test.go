package claimfile_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// carin is an ExplanationOfBenefit as CARIN for Blue Button has outpatient ones, of
// our own making: providers contained, money by category, the reason for visit among
// the diagnoses.
const carin = `{"resourceType":"ExplanationOfBenefit","id":"o1","meta":{"profile":["http://hl7.org/fhir/us/carin-bb/StructureDefinition/C4BB-ExplanationOfBenefit-Outpatient-Institutional|2.0.0"]},
"identifier":[{"type":{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType","code":"uc"}]},"system":"https://payer/claims","value":"PAY1"}],"status":"active",
"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"institutional"}]},"subType":{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBInstitutionalClaimSubType","code":"outpatient"}]},"use":"claim",
"patient":{"reference":"Patient/p1"},"billablePeriod":{"start":"2026-01-02","end":"2026-01-02"},"insurer":{"reference":"Organization/i"},"provider":{"reference":"#org"},"outcome":"complete",
"contained":[{"resourceType":"Organization","id":"org","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]},{"resourceType":"Practitioner","id":"pr","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1245319599"}]}],
"careTeam":[{"sequence":1,"provider":{"reference":"#pr"},"role":{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimCareTeamRole","code":"attending"}]}}],
"supportingInfo":[{"sequence":1,"category":{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType","code":"typeofbill"}]},"code":{"coding":[{"system":"https://www.nubc.org/CodeSystem/TypeOfBill","code":"0131"}]}},
{"sequence":2,"category":{"coding":[{"code":"patientaccountnumber"}]},"valueString":"ACC7"},{"sequence":3,"category":{"coding":[{"code":"medicalrecordnumber"}]},"valueString":"MRN9"},{"sequence":4,"category":{"coding":[{"code":"discharge-status"}]},"code":{"coding":[{"system":"https://www.nubc.org/CodeSystem/PatDischargeStatus","code":"01"}]}},{"sequence":5,"category":{"coding":[{"code":"pointoforigin"}]},"code":{"coding":[{"code":"1"}]}}],
"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"S93.401A"}]},"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/ex-diagnosistype","code":"principal"}]}]},{"sequence":2,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M25.571"}]},"type":[{"coding":[{"system":"http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimDiagnosisType","code":"patientreasonforvisit"}]}]}],
"insurance":[{"focal":true,"coverage":{"reference":"Coverage/c"}}],
"item":[{"sequence":1,"revenue":{"coding":[{"system":"https://www.nubc.org/CodeSystem/RevenueCodes","code":"0450"}]},"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99283"}]},"modifier":[{"coding":[{"code":"25"}]}],"servicedDate":"2026-01-02","quantity":{"value":1},"adjudication":[{"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/adjudication","code":"submitted"}]},"amount":{"value":500.5}},{"category":{"coding":[{"code":"eligible"}]},"amount":{"value":400}},{"category":{"coding":[{"code":"paidtoprovider"}]},"amount":{"value":320}},{"category":{"coding":[{"code":"noncovered"}]},"amount":{"value":100.5}}]}],
"total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":500.5}},{"category":{"coding":[{"code":"eligible"}]},"amount":{"value":400}},{"category":{"coding":[{"code":"paidtoprovider"}]},"amount":{"value":320}}],"payment":{"type":{"coding":[{"code":"complete"}]},"amount":{"value":320},"date":"2026-02-01"}}`

// TestCARIN: each field of it is where the claim has it, as one resource, in a Bundle
// and in a line.
func TestCARIN(t *testing.T) {
	for _, text := range []string{carin, strings.ReplaceAll(carin, "\n", ""), `{"resourceType":"Bundle","entry":[{"resource":` + carin + `}]}`} {
		require.Equal(t, "PAY1 outpatient 0131 1234567893 1245319599 p1 MRN9 2026-01-02 1 01 M25.571 S93.401A  99283 25 0450 500.5 100.5 400 320 500.5 true 400 320",
			said(t, text, strings.Fields("id setting typeOfBill billingNPI renderingNPI patient.id medicalRecord from admissionSource dischargeStatus reasons.0 diagnoses.0.code diagnoses.1.code lines.0.code lines.0.modifiers.0 lines.0.revenue lines.0.charge lines.0.nonCovered lines.0.allowed lines.0.paid charge adjudicated allowed paid")...))
	}
}
