// Package ioce judges outpatient claims of hospitals by the edits of CMS's
// Integrated Outpatient Code Editor (I/OCE).
//
// The editor takes a claim of a hospital's outpatient department (types of bill
// 12x, 13x, 14x and 76x) before it is paid. Each of its edits has a number and
// does one thing: it returns the claim to the provider, holds it, rejects or
// denies it, or rejects or denies one line. What it leaves is grouped: package
// hcpcs/opps gives each line its status, its APC, and says what is packaged.
//
// [Edits] is the table of all edits, with what decides each and what is missing;
// EDITS.md has it in print. An [Editor] judges a claim with the addenda of its
// date, the I/OCE's flags, PTP pairs, and the diagnoses of package mce; [Pack]
// makes rules of it. Medically unlikely edits are none of the I/OCE's:
// contractors' systems apply them, and rules/ncci does here.
package ioce
