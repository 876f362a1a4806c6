// Package claimfile reads claims from the files that hold them: the X12 837
// transactions that providers send (professional and institutional, version
// 5010), JSON Lines, and CSV.
//
// An 837 file is an envelope (ISA, GS, ST) around a tree of loops: a billing
// provider, under it a subscriber, perhaps a patient, under those claims (CLM)
// with diagnoses (HI), and under each claim its service lines (SV1 or SV2). The
// reader follows the loops and takes from them what a [rules.Claim] holds;
// segments that say nothing of that kind are passed over.
//
// What an 837 or a CSV file says of a claim is kept as written, however wrong:
// finding that is the rules' work. Where a field can't hold what is written (a
// date that is no day of the calendar, a charge of three decimals, a DRG of four
// digits) it is zero, and the text is in [rules.Claim.Unreadable], which rule
// claim.unreadable-field reports. What costs a claim is an error that names it:
// a CSV row with other cells than its header, JSON of another form than below.
//
// JSON Lines is one claim a line, as [encoding/json] writes a [rules.Claim]: the
// fields that its documentation names, settings and payers by name, dates as
// "2026-04-10", charges as numbers of dollars, DRGs as strings. A field that no
// claim has is an error, and so is one that stands twice.
//
//	{"id":"A","setting":"inpatient","patient":{"birth":"1960-02-29","sex":"F"},
//	 "from":"2026-04-10","through":"2026-04-15","diagnoses":[{"code":"I214","poa":"Y"}],
//	 "lines":[{"revenue":"0100","units":5,"charge":1250.00}],"drg":"282","charge":1250.00}
//
// (on one line). CSV has a header of any of these columns, in any order and case,
// and as many cells in every row, each row on one line:
//
//	id setting payer icd type_of_bill place_of_service billing_npi rendering_npi
//	poa_exempt patient birth age sex from through admission discharge
//	discharge_status admitting reasons diagnoses procedures drg charge
//	hcpcs modifiers revenue units measure line_charge line_from line_through
//	line_pos line_npi line_pointers
//
// Lists (reasons, diagnoses, procedures, modifiers, line_pointers) are separated
// by blanks. A diagnosis has its present-on-admission indicator behind a colon,
// "I10:Y E119:N", a procedure its date, "5A1955Z:2026-04-11". Dates are
// 2026-04-10 or 20260410, charges dollars, units 1 where the cell is empty. The
// columns from hcpcs on are of a service line: rows that follow one another with
// the same id are lines of one claim, and of the others' columns the first row's
// count. A row that can't be read as cells is an error with its line, and makes
// the claim of its id one.
//
// [Read] tells the formats apart by content and streams: memory does not grow
// with the file.
package claimfile
