// Package who is about the International Classification of Diseases as the
// World Health Organization publishes it, and as the National Center for Health
// Statistics (NCHS) uses it for causes of death.
//
// Every country codes deaths in the same classification so that they can be
// compared: ICD-10 since the 1990s, ICD-11 as countries adopt it. ICD-10 codes
// ([Code]) are a letter and two digits, the category, and mostly one digit more
// (A01.0, typhoid fever). They look like the codes of ICD-10-CM, the clinical
// modification that American hospitals bill with, but they are another set: a
// death certificate says I50.0, a claim I50.21. The certificate names one
// underlying cause of death and others that contributed; NCHS's yearly list
// tells which codes may be either, and since when ([Mortality]).
//
// ICD-11 ([Code11]) renumbered everything (1A07, typhoid fever) and lets codes
// be combined: a [Cluster] such as 1A00&XN8P1 is a stem code with an extension
// code, here cholera by its agent. Its linearization for mortality and
// morbidity statistics is published as a table ([MMS]), with tables that map
// ICD-10 to it and back ([Maps]). ICD-10 itself is published in ClaML, an XML
// form for classifications ([Classification]).
//
// WHO's texts are not free to redistribute: nothing of them is in this package,
// which reads the user's copies. [Read] takes what it finds of these files, by
// content.
package who
