// Package drg assigns inpatient stays to diagnosis-related groups, the MS-DRGs
// by which Medicare and many other payers pay hospitals.
//
// A diagnosis-related group (DRG) gathers stays that are alike clinically and
// in what they cost. Which one a stay belongs to depends on its principal
// diagnosis, which gives the major diagnostic category (MDC); on the operating
// room procedures, which make the stay surgical; on the secondary diagnoses,
// of which some are complications or comorbidities (CC) or major ones (MCC);
// and now and then on the patient's sex or discharge status. Conditions that
// arose in the hospital, which the present-on-admission (POA) indicators tell,
// don't raise the DRG. The rules are the Definitions Manual of the Centers for
// Medicare & Medicaid Services (CMS), a book of decision tables and code lists.
//
// [Compile] makes a [Grouper] of that book, which package manual reads; package
// msdrg has the groupers of most versions ready. [Grouper.Group] gives the
// [Result] of a [Stay] in about a microsecond. [Grouper.Explain] gives the same
// and says how, with file and line of the manual. [Grouper.WhatIf] says which
// single changes would move the DRG, and [Grouper.Compare] which difference
// between two codings did.
//
// Every stay is answered. What can't be grouped has DRG 999 and a [ReturnCode];
// codes that the version doesn't know count for nothing. As in CMS's own
// software the age has no influence and is not checked; the discharge status is
// checked where the logic asks for it. Where CMS's software contradicts its
// manual, the software is followed, by the list of [Errata].
package drg
