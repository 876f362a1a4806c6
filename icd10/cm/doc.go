// Package cm is about ICD-10-CM, the International Classification of Diseases,
// 10th Revision, Clinical Modification: the codes for diagnoses and reasons of
// encounter on every claim in the United States since October 1, 2015.
//
// A [Code] is three to seven characters. The first three are the category
// (I50, heart failure); each further one narrows it (I50.2, systolic; I50.21,
// acute), and in some chapters the seventh tells the encounter (A initial, D
// subsequent, S sequela), with the placeholder X where there are fewer than six
// before it (W21.89XA). Only the finest codes may be reported; what is above
// them are headers.
//
// CDC's National Center for Health Statistics keeps the classification, and
// CMS and CDC publish a release each year for October 1, and in most years an
// update for April 1. A [Release] is read from those files as they are
// published: the order file lists all codes and headers with their titles; the
// tabular list (XML) is the book itself, with chapters, sections and the notes
// that say what is coded where; the alphabetic index and the tables of
// neoplasms and of drugs lead from words to codes; the addenda say what
// changed, the conversion table what a new code was before, and a list which
// codes are exempt from reporting whether they were present on admission. Which
// of them were there, [Release.Parts] says. A [Library] of releases picks the
// one that holds for a date of service.
//
// From an [Entry] of the tree lead parents, children and leaves, and the notes
// that hold for it, its own and those it inherits. A [Note] has the codes that
// it names as references: [Entry.Excludes1] and [Entry.NoteFor] answer whether
// a note of one code speaks of another. [Release.Check] says whether a code may
// be reported and, if not, why and what instead. [Release.Search] finds codes
// by words, [Index.Find] a term of an index by its path.
package cm
