// Package risk scores people as CMS does to pay health plans: hierarchical
// condition categories, of CMS-HCC for Medicare Advantage and PACE, of the ESRD
// models, and of RxHCC for Part D.
//
// A model is read from CMS's own software packages, as published ([Read],
// [ReadPackages]): the main macro says which variables each score adds, the
// driver program which categories there are, the format library which diagnosis
// gives which category and at which age and sex it is valid, and other macros
// the hierarchy, labels and the model's own edits. Nothing of a model is written
// in Go but the cells of age and sex (macros AGESEXV2, AGESEXV4) and which score
// is whose. Where the tables of a year come without the program, that of the
// last package known is taken, as it is compiled into this package.
//
// Parts that are missing, or are there and say nothing, are diagnostics of the
// model: coefficients that no term adds, terms without a coefficient, a format
// library without the edits of the Medicare Code Editor.
package risk
