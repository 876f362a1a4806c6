package claimfile_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// synthea is a Bundle as Synthea's exporter of FHIR R4 lays one out, of our own
// making: what was sent, and what answers it, with urn:uuid references.
const synthea = `{"resourceType":"Bundle","type":"transaction","entry":[
{"fullUrl":"urn:uuid:p","resource":{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1970-05-06","identifier":[{"system":"https://github.com/synthetichealth/synthea","value":"p"}]}},
{"fullUrl":"urn:uuid:e","resource":{"resourceType":"Encounter","id":"e","class":{"code":"AMB"}}},
{"fullUrl":"urn:uuid:k","resource":{"resourceType":"Condition","id":"k","code":{"coding":[{"system":"http://snomed.info/sct","code":"59621000"}]}}},
{"fullUrl":"urn:uuid:m","resource":{"resourceType":"MedicationRequest","id":"m","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"314076"}]}}},
{"fullUrl":"urn:uuid:c1","resource":{"resourceType":"Claim","id":"c1","status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},"use":"claim","patient":{"reference":"urn:uuid:p"},
 "billablePeriod":{"start":"2021-03-01T10:00:00-05:00","end":"2021-03-01T10:15:00-05:00"},"provider":{"reference":"Organization?identifier=x"},"insurance":[{"sequence":1,"focal":true,"coverage":{"display":"Medicare"}}],
 "diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"urn:uuid:k"}}],"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"162673000"}]}}],"total":{"value":129.16,"currency":"USD"}}},
{"fullUrl":"urn:uuid:x1","resource":{"resourceType":"ExplanationOfBenefit","id":"x1","contained":[{"resourceType":"ServiceRequest","id":"referral","requester":{"reference":"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999999999"}},{"resourceType":"Coverage","id":"coverage","type":{"text":"Medicare"},"payor":[{"display":"Medicare"}]}],
 "identifier":[{"system":"https://bluebutton.cms.gov/resources/variables/clm_id","value":"c1"},{"system":"https://bluebutton.cms.gov/resources/identifier/claim-group","value":"99999999999"}],"status":"active",
 "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},"use":"claim","patient":{"reference":"urn:uuid:p"},"billablePeriod":{"start":"2021-03-01T10:15:00-05:00","end":"2022-03-01T10:15:00-05:00"},
 "insurer":{"display":"Medicare"},"provider":{"reference":"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1234567893"},"referral":{"reference":"#referral"},"claim":{"reference":"urn:uuid:c1"},"outcome":"complete",
 "careTeam":[{"sequence":1,"provider":{"reference":"Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1234567893"},"role":{"coding":[{"code":"primary"}]}}],
 "diagnosis":[{"sequence":1,"diagnosisReference":{"reference":"urn:uuid:k"},"type":[{"coding":[{"code":"principal"}]}]}],"insurance":[{"focal":true,"coverage":{"reference":"#coverage","display":"Medicare"}}],
 "item":[{"sequence":1,"category":{"coding":[{"system":"https://bluebutton.cms.gov/resources/variables/line_cms_type_srvc_cd","code":"1"}]},"productOrService":{"coding":[{"system":"http://snomed.info/sct","code":"162673000"}]},"servicedPeriod":{"start":"2021-03-01T10:00:00-05:00","end":"2021-03-01T10:15:00-05:00"},"locationCodeableConcept":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/ex-serviceplace","code":"19"}]}}],
 "total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":129.16}}],"payment":{"amount":{"value":103.33}}}},
{"fullUrl":"urn:uuid:c2","resource":{"resourceType":"Claim","id":"c2","status":"active","type":{"coding":[{"code":"pharmacy"}]},"use":"claim","patient":{"reference":"urn:uuid:p"},"billablePeriod":{"start":"2021-03-01T10:00:00-05:00"},"prescription":{"reference":"urn:uuid:m"},
 "item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"314076"}]}}],"total":{"value":263.49}}}
]}`

// TestSyntheaFHIR: of a Claim and its answer the answer; conditions by reference,
// providers by the identifier that a conditional reference asks for.
func TestSyntheaFHIR(t *testing.T) {
	got, _ := claims(t, synthea)
	require.Len(t, got, 2)
	c := got[0]
	require.Equal(t, &rules.Claim{ID: "c1", Setting: rules.Professional, Payer: rules.Medicare, PlaceOfService: "19", BillingNPI: "1234567893", RenderingNPI: "1234567893", ReferringNPI: "9999999999",
		Patient: rules.Patient{ID: "p", Birth: day("1970-05-06"), Sex: 2}, From: day("2021-03-01"), Through: day("2022-03-01"), Diagnoses: []rules.Diagnosis{{Code: "59621000"}},
		Lines: []rules.Line{{Code: "162673000", CodeList: "SCT", PlaceOfService: "19", From: day("2021-03-01")}}, Charge: 12916, Adjudicated: true, Paid: 10333}, c)
	require.Equal(t, rules.Pharmacy, got[1].Setting)
	require.Equal(t, "c2", got[1].ID)
}

// TestDentalAndPharmacyFHIR: oral and pharmacy claims, as CARIN for Blue Button has them.
func TestDentalAndPharmacyFHIR(t *testing.T) {
	got, _ := claims(t, `{"resourceType":"ExplanationOfBenefit","id":"d","type":{"coding":[{"code":"oral"}]},"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://www.ada.org/cdt","code":"D2392"}]},"bodySite":{"coding":[{"code":"3"}]},"subSite":[{"coding":[{"code":"M"}]},{"coding":[{"code":"O"}]}],"quantity":{"value":1}}]}
{"resourceType":"ExplanationOfBenefit","id":"r","type":{"coding":[{"code":"pharmacy"}]},"supportingInfo":[{"category":{"coding":[{"code":"dayssupply"}]},"valueQuantity":{"value":30}}],"item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://hl7.org/fhir/sid/ndc","code":"50242004001"}]},"servicedDate":"2021-03-01","quantity":{"value":60}}]}
{"resourceType":"ExplanationOfBenefit","id":"v","type":{"coding":[{"code":"vision"}]},"item":[{"sequence":1,"productOrService":{"coding":[{"system":"https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets","code":"V2020"}]}}]}
`)
	require.Len(t, got, 3)
	require.Equal(t, rules.Dental, got[0].Setting)
	require.Equal(t, []rules.Line{{Code: "D2392", CodeList: "AD", Units: 1, Teeth: []rules.Tooth{{Number: "3", Surfaces: []string{"M", "O"}}}}}, got[0].Lines)
	require.Equal(t, rules.Pharmacy, got[1].Setting)
	require.Equal(t, []rules.Line{{NDC: "50242004001", NDCQuantity: 60, Units: 1, DaysSupply: 30, From: day("2021-03-01")}}, got[1].Lines)
	require.Equal(t, rules.Professional, got[2].Setting)
	require.Equal(t, claimfile.FHIR, claimfile.FormatOf([]byte(synthea)))
}
