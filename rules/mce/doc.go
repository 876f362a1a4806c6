// Package mce is the Medicare Code Editor: the checks that a Medicare
// contractor runs on every hospital claim for an inpatient stay before it is
// grouped and paid.
//
// The editor asks whether each code exists on the day of discharge and whether
// it may stand where it does. A code for tetanus of the newborn contradicts a
// patient of forty; a code that names only the manifestation of a disease, or
// the cause of an injury, may not be the principal diagnosis; some procedures
// Medicare never covers, some only beside certain diagnoses, some only in
// certain hospitals. Each such objection is an [Edit]. Most are decided before
// payment and send the claim back; a few of the ICD-9 years only flagged it for
// review afterwards.
//
// CMS publishes the editor twice: as a manual with code lists, the Definitions
// of Medicare Code Edits, which [ReadDefinitions] reads, and as software whose
// table file mce.bin holds every code since 1985 with its dates and flags,
// which [Read] reads. [Default] is the release built into the package, compiled
// from CMS's file. One release serves every discharge date up to its end: the
// rows in force on the day decide, in ICD-10 and, before October 2015, ICD-9.
//
//	answer := mce.Default().Edit(&mce.Record{
//		Discharge: medcode.MustParseDate("2026-04-15"),
//		Age:       40, Sex: medcode.Male, Status: 1, LengthOfStay: 5,
//		Diagnoses: []string{"A33"},
//	})
//	fmt.Println(answer.Diagnoses[0]) // AGE_CONFLICT
//
// [Pack] makes rules of the edits, for package rules.
package mce
