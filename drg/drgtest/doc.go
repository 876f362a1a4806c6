// Package drgtest is the inverse of the grouper: it makes the stays that a
// version of the MS-DRG logic groups to a given DRG, to a given row of one of its
// tables, or to a DRG that a hospital-acquired condition changes. It is for
// people who test claim logic and need a case for each branch of it.
//
//	m, err := drgtest.New(grouper)
//	stay, err := m.DRG(470)
//
// The stays are small: no diagnosis but the principal one, and no procedure,
// can be left out. They are the same at every call and in every process. Where
// several would do, those are taken that the Medicare Code Editor has least
// against: a principal diagnosis that may be one, a patient whose sex and age fit
// the codes. They are made for tests, and say nothing about what patients have or
// how their stays should be coded.
//
// Each stay was grouped before it is returned. What can't be reached is an
// [UnreachableError], which says what was in the way.
package drgtest
