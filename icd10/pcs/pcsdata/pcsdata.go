// Package pcsdata has ICD-10-PCS of the fiscal years since October 2015,
// compiled and embedded: the codes of each year with their titles, and the
// tables, index and definitions of the newest year that has them.
//
//	v, err := pcsdata.Library().Check("0SR90JZ", date)
//
// A program that doesn't import it doesn't grow. The codes are decoded at the
// first call of [Library], which takes some milliseconds; titles, tables and
// the index when they are first asked for, as much of them as is needed.
//
// What is embedded is compiled by go generate from the files of CMS, works of
// the United States government; the provenance of a release names them. The
// releases of October of fiscal years 2022 to 2024 are made from the files of the
// April updates and their addenda; two codes of April 2022 that its file hasn't, XW023X7
// and XW023Y7, have the titles of 2023. The release of 2021 has the codes that came on
// January 1, 2021, since its October files were not at hand. [pcs.Release.Parts]
// tells what a release has.
//
// The updates of August 1, 2020, April 1, 2025 and April 1, 2026 are not embedded.
// From those days to the end of their fiscal years [pcs.Library.Lacks] says so, as
// do Gaps and Through: a code that the release of the year has is said to be valid,
// though the update may have withdrawn it, and one that it hasn't is not judged.
package pcsdata

import (
	_ "embed"
	"sync"

	"github.com/medcode/medcode/icd10/pcs"
)

//go:generate go run ./gen

//go:embed pcs.bin
var data []byte

var library = sync.OnceValue(func() *pcs.Library {
	l, err := pcs.Decode(data)
	if err != nil {
		panic(err) // a test decodes it
	}
	return l
})

// Library returns the releases that are embedded. Any number of goroutines may
// use it.
func Library() *pcs.Library { return library() }
