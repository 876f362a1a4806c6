// Package claimfile reads claims from the files that hold them: the X12 837
// transactions that providers send (professional and institutional, version
// 5010), JSON Lines, and CSV.
//
// An 837 file is an envelope (ISA, GS, ST) around a tree of loops: a billing
// provider, under it a subscriber, perhaps a patient, under those claims (CLM)
// with diagnoses (HI), and under each claim its service lines (SV1 or SV2). The
// reader follows the loops and takes from them what a [rules.Claim] holds;
// segments that say nothing of that kind are passed over. What is on the claim
// is kept as written, however wrong: finding that is the rules' work.
//
// [Read] tells the formats apart by content and streams: memory does not grow
// with the file.
package claimfile
