// Package ipps holds what Medicare's inpatient prospective payment system
// publishes about DRGs for each federal fiscal year (what each weighs, how long
// its stays last, which rules for transfers it falls under) and works out what
// a stay is paid.
//
// Since 1983 Medicare pays an acute care hospital for a stay, not for its days
// or services: the DRG's relative weight times a base rate. A weight of 1 is
// the average stay's cost; a heart transplant weighs nearly 30, a chest pain
// well under 1. Each August the final rule for the year that begins in October
// gives new weights in its Table 5, with two mean lengths of stay. The
// arithmetic mean is what people call the average; the geometric mean is what
// the transfer policy divides by, when a patient goes on to another hospital
// or, in DRGs marked post-acute, to a nursing home or home care. Since fiscal
// year 2023 a weight falls by at most a tenth from one year to the next, so
// the table has each weight before and after that cap; the later one pays.
//
// A hospital's case-mix index is the mean weight of its stays: [CaseMix].
//
// What a stay is paid starts at two base rates, for operating and for capital
// costs. The hospital's place adjusts them (wage index, cost of living in Alaska
// and Hawaii), then its burdens add to them: teaching (indirect medical
// education) and many poor patients (disproportionate share, uncompensated
// care). Programs for quality add or take away a little. A transfer is paid by
// the day, and a case that cost far more than its payment, an outlier, most of
// the excess. [Release.Pay] shows each of these with the section of the Code of
// Federal Regulations that it follows.
//
// A [Release] is one fiscal year. [Read] takes it from the files as published;
// [ForDischarge] gives a year compiled into the library. A release read from
// files may also have the year's complications and comorbidities: [Severity].
package ipps

// Fixed losses stand in the final rules' addenda and not in their tables: that of
// 2026, $40,397, in CMS-1833-F, II.A.4; those of 2023 (with the capital rate as
// corrected), 2024 and 2025 in the attachments of CMS's change requests that
// implement the rules. The capital rates of 2024, $503.83, and of 2025, $512.14
// (interim final rule CMS-1808-IFC), are those of two notices each of the Michigan
// Health & Hospital Association about the rules of the year and the next, not of
// CMS itself: what the same notices say of standardized amounts, fixed losses and
// the capital rate of 2026 is what CMS's tables say. Both of 2022 are not known
// here: notices from before the rule's correction (86 FR 58019) have $472.60 and
// $30,988.
//
// The codes of new technologies of 2024 and 2025 are those of 2026, for what keeps
// its name until then: codes of ICD-10-PCS don't change their meaning, and a test
// holds them against the year's own. The codes of what ended before are not known.
//
//go:generate go run ./gen -o data/fy2021.tsv -pricer 2021 releases/ipps/pricer drg2021.tsv rates2021.tsv newtech2021.tsv wageindex2021.tsv
//go:generate go run ./gen -o data/fy2022.tsv -pricer 2022 releases/ipps/pricer drgstable-2022.csv ratex-2022.csv
//go:generate go run ./gen -o data/fy2023.tsv -pricer 2023 -capital 483.79 -fixed-loss 38788 releases/ipps/pricer drgstable-2023.csv ratex-2023.csv newtech-costs-2023.csv
//go:generate go run ./gen -o data/fy2024.tsv -pricer 2024 -capital 503.83 -fixed-loss 42750 -codes claim-codes-2026.csv releases/ipps/pricer drgstable-2024.csv ratex-2024.csv newtech-costs-2024.csv
//go:generate go run ./gen -o data/fy2025.tsv -pricer 2025 -capital 512.14 -fixed-loss 46217 -codes claim-codes-2026.csv releases/ipps/pricer drgstable-2025.csv ratex-2025.csv newtech-costs-2025.csv
//go:generate go run ./gen -o data/fy2026.tsv -fixed-loss 40397 releases/ipps "fy2026/CMS-1833-F Table 5.txt" "fy2026/CMS-1833-F Tables 1A - 1E.txt" pricer/newtech-costs-2026.csv pricer/claim-codes-2026.csv pricer/cbsa-wage-index-2026.csv pricer/outmigration-2026.csv
