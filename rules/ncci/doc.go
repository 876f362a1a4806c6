// Package ncci reads the National Correct Coding Initiative's edits and applies
// them to the lines of a claim.
//
// Medicare pays most outpatient and clinicians' services by the line: one
// HCPCS or CPT code, so many units. The trade's oldest abuse is to bill the
// parts of a service beside the whole, or more units of it than a person can
// have in a day. The National Correct Coding Initiative (NCCI) is CMS's answer,
// three tables renewed every quarter:
//
//   - Procedure-to-procedure edits (PTP) are pairs of codes that one provider
//     does not report together for one patient on one day. The column 1 code is
//     paid, the column 2 code denied. The pair's modifier indicator says whether
//     a modifier, where the services were in truth distinct, lets both be paid:
//     0 never, 1 with an NCCI PTP-associated modifier; 9 marks an edit deleted
//     on the day it took effect. See [PTP] and [BypassModifiers].
//   - Medically unlikely edits (MUE) are the most units of a code that are
//     plausible for one patient and one provider on one day. The adjudication
//     indicator says how units are counted and how firm the limit is: by line;
//     by date of service, as a matter of policy; by date of service, as a
//     clinical benchmark. See [MUE].
//   - Add-on code edits (AOC) are the codes that are paid only beside a primary
//     service, with the primaries that qualify: a closed list (type 1), a list
//     that each contractor makes (type 2), or both (type 3). See [AddOns].
//
// Practitioners, outpatient hospitals and suppliers of durable medical
// equipment have tables of their own, and so has Medicaid. A [Release] is a
// quarter's tables, as far as they are there; a [Library] holds several and
// picks by date of service. [Adjudicate] judges all lines of a claim at once and
// returns [Decision] values; [Pack] makes rules of it for package rules.
//
// Sources: National Correct Coding Initiative Policy Manual for Medicare
// Services, chapter I; Medicare Claims Processing Manual (Pub. 100-04), chapter
// 23, section 20.9; the tables' own headings.
package ncci
