// Package codes holds every code of a claim against its set on its date, in
// every setting: diagnoses, inpatient procedures, HCPCS and CPT codes and their
// modifiers, revenue codes, places of service, types of bill, discharge statuses,
// and the condition, occurrence and value codes of the UB-04.
//
// A code that a set doesn't have is an error on every claim, whoever pays (45 CFR
// 162.1002 and 162.1011): it is none, not yet one, one no longer, a header that
// is divided further, or one of another setting. What is said depends on the
// date of discharge or service. Where no set at hand holds on it, the code is
// not judged, and the rule says so: a code of April is not in January's file. So is
// one that the set hasn't on a day whose update is known to be lacking.
//
// The sets of the ICD, HCPCS and the fee schedule come from releases, given in
// [Options]. The short lists of the UB-04 and the CMS-1500 are facts and stand
// here, without the texts of those who keep them.
package codes
