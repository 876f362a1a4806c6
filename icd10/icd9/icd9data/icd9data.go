// Package icd9data has ICD-9-CM, version 32, compiled and embedded: the
// diagnoses and procedures of discharges and services up to September 30, 2015,
// the last that were coded so, with their titles.
//
// A program that doesn't import it doesn't grow. The codes are decoded at the
// first call of [Library].
//
// What is embedded is compiled by go generate from the files of CMS, works of
// the United States government; the provenance of the release names them.
package icd9data

import (
	_ "embed"
	"sync"

	"github.com/medcode/medcode/icd10/icd9"
)

//go:generate go run ./gen

//go:embed icd9.bin
var data []byte

var library = sync.OnceValue(func() *icd9.Library {
	l, err := icd9.Decode(data)
	if err != nil {
		panic(err) // a test decodes it
	}
	return l
})

// Library returns the releases that are embedded, which is version 32. Any
// number of goroutines may use it.
func Library() *icd9.Library { return library() }
