// Package hcpcs reads the Healthcare Common Procedure Coding System: what a
// service, supply or drug is called on a claim.
//
// HCPCS has two levels. Level I is CPT, which the American Medical Association
// keeps and licenses (package cpt reads its files). Level II is what CPT does
// not name: ambulance rides, wheelchairs, drugs, prostheses, temporary codes of
// Medicare, Medicaid and private payers. CMS keeps it and publishes it every
// quarter: a text file of 320-character records, the same as a workbook, the
// corrections to it, a report of what changed, the list of "not otherwise
// classified" codes and the processing notes. A code of either level has five
// characters: five digits, four digits and a letter (Level I), or a letter and
// four digits (Level II).
//
// A modifier, two characters, says that a service differed from what its code
// says without being another service: the left side, the technical component,
// a repeat. Up to four stand behind a code on a claim line, and there are
// modifiers of both levels.
//
// A [Release] is one quarter, a [Library] several; [Release.Check] says whether
// a code may be billed on a date, and why not. The prices are in packages mpfs
// (physician fee schedule) and dmepos.
package hcpcs
