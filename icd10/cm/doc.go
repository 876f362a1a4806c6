// Package cm is about ICD-10-CM, the International Classification of Diseases,
// 10th Revision, Clinical Modification: the codes for diagnoses and reasons of
// encounter on every claim in the United States since October 1, 2015.
//
// A [Code] is three to seven characters. The first three are the category
// (I50, heart failure); each further one narrows it (I50.2, systolic; I50.21,
// acute), and in some chapters the seventh tells the encounter (A initial, D
// subsequent, S sequela), with the placeholder X where there are fewer than six
// before it (W21.89XA). Only the finest codes may be reported.
package cm
