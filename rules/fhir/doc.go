// Package fhir speaks of code sets in FHIR, the resources in which health
// software exchanges data: releases as CodeSystems, mappings as ConceptMaps,
// lists of codes as ValueSets, in release 4 or 5, and the operations that a
// terminology server offers, as functions that return Parameters. A server needs
// but HTTP around it.
//
//	sys := fhir.ICD10CM(release)
//	err := sys.WriteTo(w, fhir.R4)        // the CodeSystem, streamed
//	p, err := sys.Lookup("I50.21")        // $lookup
//	p := sys.ValidateCode("I50.21", "")   // $validate-code
//	p, err := sys.Subsumes("I50", "I50.21")
//	p := fhir.DiagnosisGEM(mappings, titles9, release).Translate("415.11", fhir.R4)
//	set := &fhir.ValueSet{URL: url, Name: "HeartFailure", Include: []fhir.Include{{System: sys, Below: []string{"I50"}}}}
//	err = set.Expand(w, fhir.Expansion{Filter: "acute", Count: 20})
//	sys, err = sys.With(supplement) // titles and properties of your own
//
// A [System] is one release of a code system, under the url that HL7's terminology
// (THO) gives the system and with the release's name as version. Codes are written
// as FHIR wants them: those of ICD with the dot. Headers, which may not be
// reported, are concepts that are not selectable; codes stand within them.
//
// It stands on the floor of the rules, since it imports code sets of all rooms
// (icd10, hcpcs, drg), which know nothing of one another.
package fhir

// The urls of the code systems, as HL7 Terminology (THO) names them.
const (
	ICD10CMURL  = "http://hl7.org/fhir/sid/icd-10-cm"
	ICD10PCSURL = "http://www.cms.gov/Medicare/Coding/ICD10"
	ICD9CMURL   = "http://hl7.org/fhir/sid/icd-9-cm"
	HCPCSURL    = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
	MSDRGURL    = "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software"
)

// A Version is a release of FHIR.
type Version uint8

// The releases that resources can be written in.
const (
	R4 Version = 4
	R5 Version = 5
)
