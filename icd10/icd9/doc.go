// Package icd9 is about ICD-9-CM, the classification in which the United
// States coded diagnoses and inpatient procedures until September 30, 2015,
// and in which all data from before that day stand.
//
// It is two code sets. Volume 1 classifies diagnoses: a category of three
// digits (250 diabetes), and up to two digits of detail behind a dot (250.00),
// in 17 chapters by cause and organ. Two supplements have a letter in front: V
// codes for circumstances other than disease (V30.00, liveborn), and E codes
// for the external causes of injury, whose dot stands one place later (E812.0).
// Volume 3 classifies procedures: two digits, a dot, one or two more (36.10).
// Only the codes without further subdivision may be reported: 250.0 needs its
// fifth digit. Both volumes have a code 0010, written 001.0 and 00.10, which
// are different things; so [Diagnosis] and [Procedure] are different types.
//
// CMS published the codes with a short and a long title, without headings.
// What a code belongs to is told by its digits: [List.Children] goes down,
// [Code.Parent] up to the category, [Code.Chapter] names the chapter. For what
// a code means in ICD-10 see package gem.
package icd9
