// Package poa checks present-on-admission indicators, the letters that say of
// each diagnosis of a hospital stay whether the patient brought it along.
//
// A patient who is admitted with pneumonia and one who catches it on the ward
// have the same diagnosis; what differs is the indicator: Y present at the time
// of the order for admission, N not present, U the record does not say, W the
// clinician cannot say. Since discharges of October 1, 2007 Medicare asks for
// one with every diagnosis, because a condition that the hospital caused does
// not raise what it is paid (hospital-acquired conditions). Codes for which the
// question makes no sense, histories and statuses and most external causes, are
// exempt: a list of them comes with each fiscal year, and they carry none.
// Critical access hospitals and others outside the prospective payment system
// are exempt themselves.
//
// [Pack] makes rules of what Appendix I of the ICD-10-CM Official Guidelines
// for Coding and Reporting says of the indicators, of what claims may carry,
// and of combinations that are hard to believe.
package poa
