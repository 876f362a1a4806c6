// Package audit is what a chart audit does with coded claims.
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
// What in a stream of claims deserves a chart audit at all, package screen finds.
//
// Literature: Medicare Program Integrity Manual (Pub. 100-08), chapter 8; W. G. Cochran, Sampling Techniques, third edition, 1977.
package audit
