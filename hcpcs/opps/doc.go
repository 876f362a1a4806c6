// Package opps reads the addenda of Medicare's hospital outpatient prospective
// payment system (OPPS), groups outpatient claims by them, and prices the lines.
//
// Hospital outpatient care is paid by the service (42 CFR part 419). Each HCPCS
// code has a status indicator, which says how it is paid, and where it is paid
// under OPPS an ambulatory payment classification (APC) with a relative weight
// and a rate. What a line of a claim is paid follows from the other lines:
//
//   - most supplies, drugs and laboratory tests are packaged (N, Q1, Q2, Q4):
//     their cost is in the rates of what they are done with;
//   - a comprehensive procedure (J1), or observation with its visit (J2), pays
//     for the whole claim;
//   - imaging of one family, critical care and a day of mental health services
//     are paid as one (composite APCs, Q3);
//   - of several procedures with status T on a day the lower are paid half.
//
// CMS's Integrated Outpatient Code Editor (I/OCE) does this on a claim, and its
// outpatient pricer computes the payment. A [Release] is the addenda of the
// final rule or of a quarter: A (APCs), B (codes), C (codes by APC), D1 and D2
// (indicators), E (inpatient-only procedures), J (comprehensive APCs), L
// (out-migration), M (composites), N (bypass codes), P (device offsets), Q
// (drugs of tribal hospitals). [Tables] are the facts about codes that no
// addendum prints. [NewGrouper] joins both; [Grouper.Group] judges a claim and
// [Price] prices what came of it.
package opps
