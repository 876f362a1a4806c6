// Package audit is what a chart audit and a payer's integrity unit do with
// coded claims.
//
// A chart audit takes a sample of records, has each coded again by someone
// else, and asks three things. Is the record complete? [Complete] holds a claim
// against what its type requires. Do the two codings agree, and what does the
// difference weigh and pay? [Compare] answers for one record, [Agreement] for
// many. And what do the errors of the sample say of all claims? [SampleSize],
// [Strata] and [Draw] make a random sample whose drawing can be repeated, and
// [Extrapolate] projects its overpayment: the point estimate, and the lower
// limit of a one-sided 90 percent confidence interval, which is what Medicare
// contractors demand (Medicare Program Integrity Manual, chapter 8, section
// 8.4.5).
//
// An integrity unit cannot read charts until it knows which. [Screener] takes
// a stream of claims, of any length, and ranks what stands out: duplicates,
// pairs that NCCI unbundles, units beyond medically unlikely edits, days with
// more work than hours, levels of visits and severities of stays unlike those
// of peers, modifiers, charges, one-day stays, readmissions and transfers. What
// it gives is a [Lead]: figures and claims to look at. There are good reasons
// for most of what stands out, a hard case mix first among them; a lead is no
// accusation, and no sample for an overpayment either.
//
// Literature: Medicare Program Integrity Manual (Pub. 100-08), chapters 3 and
// 8; W. G. Cochran, Sampling Techniques, third edition, 1977.
package audit
