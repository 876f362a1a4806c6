// Package pcs is about ICD-10-PCS, the Procedure Coding System in which
// hospitals in the United States report inpatient procedures since October 1,
// 2015.
//
// A [Code] is always seven characters, and each is a value on its own axis: in
// the medical and surgical section they are section, body system, root
// operation, body part, approach, device and qualifier. The first three name a
// table; the rows of the table say which values of the other four go together.
package pcs
