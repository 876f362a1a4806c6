// Package oncology is about ICD-O-3, the International Classification of
// Diseases for Oncology, third edition: how cancer registries and pathologists
// code a tumour.
//
// A tumour has two codes. The [Topography] says where it is: C50.4, the upper
// outer quadrant of the breast, much like the categories of malignant neoplasms
// in ICD-10. The [Morphology] says what it is: 8500/3, an infiltrating duct
// carcinoma, of a histology of four digits and, after the slash, the
// [Behavior]: benign, uncertain, in situ, or malignant. A further digit may
// give the [Grade]. ICD-10-CM, in contrast, has one code, whose block in the
// neoplasm chapter implies the behaviour ([BlockOf]).
//
// Not every histology occurs at every site. The National Cancer Institute's
// SEER program publishes which ones do, as a list that registries check their
// records with; [Read] takes it, and [Release.Check] says what is odd about a
// pair and what would not be. A pair outside the list is not impossible: a
// registrar confirms it by an override.
package oncology
