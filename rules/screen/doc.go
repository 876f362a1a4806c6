// Package screen ranks what stands out in a stream of claims.
//
// A payer's integrity unit cannot read charts until it knows which. [Screener] takes
// a stream of claims, of any length, and ranks what stands out: duplicates,
// pairs that NCCI unbundles, units beyond medically unlikely edits, days with
// more work than hours, visits in the days that an operation's payment covers,
// levels of visits and severities of stays unlike those of peers, modifiers,
// charges, one-day stays, readmissions and transfers. What
// it gives is a [Lead]: figures and claims to look at. There are good reasons
// for most of what stands out, a hard case mix first among them; a lead is no
// accusation, and no sample for an overpayment either.
//
// Claims are taken as their type of bill and frequency say (NUBC, UB-04 FL 4): a
// void and what it voids count for nothing, of a claim and its replacement the
// replacement counts, interim bills of one admission are one stay, and a stay in
// a nursing facility or a swing bed is none in a hospital.
//
// Literature: Medicare Program Integrity Manual (Pub. 100-08), chapter 3;
// Medicare Claims Processing Manual (Pub. 100-04), chapter 3, section 50, and
// chapter 25, section 75.1; 42 CFR 412.4.
package screen
