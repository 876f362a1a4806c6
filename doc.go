// Package medcode is the vocabulary shared by a family of packages for the
// medical code sets of the United States and the rules that go with them.
//
// Hospitals and insurers speak in codes: a diagnosis is an ICD-10-CM code, an
// inpatient procedure an ICD-10-PCS code, a service a CPT or HCPCS code, and
// what an inpatient stay is paid depends on its diagnosis-related group (DRG).
// The agencies that keep these systems (CMS, CDC, AHRQ, AMA, WHO) publish them
// as files. The packages here read those files as published into immutable
// sets, and answer questions with pure functions over them.
//
// Which package for which question:
//
//	is this diagnosis code valid on that date, what does it mean?      icd10/cm, icd10/cm/cmdata
//	which code is meant by these words?                                icd10/words, icd10/words/wordsdata
//	is this procedure code valid, what may stand at its 5th character? icd10/pcs, icd10/pcs/pcsdata
//	what does a code of before October 2015 mean today?                icd10/icd9, icd10/gem
//	what do other countries, or death certificates, code?              icd10/who
//	does this histology occur at that site?                            icd10/oncology
//	which comorbidities does this person have?                         icd10/research
//	what is this person's risk score?                                  icd10/risk, rules/encounter
//	what is this service, and what does Medicare pay for it?           cpt, hcpcs, hcpcs/mpfs, hcpcs/dmepos
//	how is this outpatient claim grouped, edited and priced?           hcpcs/opps, rules/ioce
//	which DRG has this stay, and why?                                  drg, drg/msdrg
//	what does that DRG weigh, and what does the stay pay?              drg/ipps, rules/price
//	what is in this file of claims or stays?                           rules/claimfile, drg/stayfile
//	is this claim clean?                                               rules and its subpackages
//	how do I speak of all this in FHIR?                                rules/fhir
//
// Three ideas run through all of them. A code is a small comparable value; its
// Parse checks form only. A release is an immutable set read from an [io/fs.FS]
// (a folder, or the zip as published), valid for a span of dates of service,
// and safe for any number of goroutines. And the date of service is the first
// question of the trade, so the packages that hold several releases choose one
// by a [Date].
//
// Nothing in the library logs, downloads, reads the environment or keeps
// global state. A defect of the data that leaves it usable is a [Diagnostic]
// on the release; one that does not is an error that says where.
package medcode
