// Package pcs is about ICD-10-PCS, the Procedure Coding System in which
// hospitals in the United States report inpatient procedures since October 1,
// 2015.
//
// A [Code] is always seven characters, and each is a value on its own axis: in
// the medical and surgical section they are section, body system, root
// operation, body part, approach, device and qualifier. 0DTJ4ZZ is medical and
// surgical (0), gastrointestinal (D), resection (T), appendix (J), percutaneous
// endoscopic (4), no device (Z), no qualifier (Z): a laparoscopic appendectomy.
// There is no list of procedures to look one up in: a code is built. The first
// three characters name a table; each row of it says which values of the other
// four go together, and nothing else is a code.
//
// A [Release] is a year's system, read from the files that CMS publishes: the
// order file has all codes with their titles, the tables the words of every
// character, the index leads from a physician's word ("appendectomy") to a
// table, the definitions say what operations mean and which structures and
// products the values include. [Release.Check] tells which character of a code
// is wrong and what may stand there, [Release.Build] builds a code, and
// [Release.Words] spells one out. A release holds for a fiscal year of
// discharges, from October 1, or from April 1 for an update; a [Library] picks.
package pcs
