// Package guideline checks the diagnoses and procedures of a claim against the
// rules of the classification itself: the notes of ICD-10-CM's tabular list and
// the Official Guidelines for Coding and Reporting.
//
// A code is seldom right or wrong alone. Dementia in Parkinson's disease is two
// codes, the disease first; a fall explains a fracture and never stands for it;
// a type 1 diabetic is not a type 2 diabetic; a pregnant patient's diabetes is
// coded as a complication of pregnancy before it is coded as diabetes. The
// tabular list says much of this in notes: Excludes1 (not coded here), Code
// first, Use additional code. They hold for the entry that has them and for
// all below it. The Official Guidelines, which the four Cooperating Parties
// (AHA, AHIMA, CMS, NCHS) approve for each fiscal year and whose use HIPAA
// requires, say the rest, in sections that every coder knows by number.
//
// [Pack] makes the rules. Those that rest on notes look them up in the release
// that holds on the claim's date, through an index that is made once for each
// release, so that a claim costs microseconds. What a claim does not say, the
// words of the record above all, no rule can judge; each says what it needs,
// and is undecided where that is lacking.
package guideline
