// Package gem is about the General Equivalence Mappings (GEMs), which say what
// a code of ICD-9-CM is in ICD-10-CM or ICD-10-PCS, and the other way round.
// CMS and NCHS published them from 2007 to 2018, for analysis of data that
// span October 1, 2015.
//
// There are four maps, two each for diagnoses and procedures, and they are no
// inverses of each other: each starts from the meaning of its source code and
// looks for what the target system has for it. Few answers are one code that
// means the same. A code may have several targets of which one is to be
// picked; it may take several codes together to say what one said (an acute
// and a chronic condition, a procedure on three vessels); it may have no target
// at all.
//
// The files say this by five digits a row: approximate, no map, combination,
// scenario, choice list. Rows of a source without the combination flag are
// alternatives. Rows with it belong together: in each scenario, one code of
// each choice list makes a complete answer. Here that is a structure: an
// [Entry] has [Scenario]s, a scenario has choice lists, and
// [Entry.Alternatives] gives the answers, each a set of codes.
//
// Source: CMS and NCHS, "Diagnosis Code Set General Equivalence Mappings:
// ICD-10-CM to ICD-9-CM and ICD-9-CM to ICD-10-CM, Documentation and User's
// Guide", and the same for procedures.
package gem
