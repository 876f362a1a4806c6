// Package gemdata has the General Equivalence Mappings of fiscal year 2018, the
// last that CMS published, compiled and embedded: diagnoses and procedures, both
// ways.
//
//	entry, ok := gemdata.Release().Diagnoses.Lookup(icd9.MustParseDiagnosis("415.11"))
//
// A program that doesn't import it doesn't grow. A map is decoded when it is
// first asked.
//
// What is embedded is compiled by go generate from the files of CMS, works of
// the United States government; the provenance of the release names them.
package gemdata

import (
	_ "embed"
	"sync"

	"github.com/medcode/medcode/icd10/gem"
)

//go:generate go run ./gen

//go:embed gem.bin
var data []byte

var release = sync.OnceValue(func() *gem.Release {
	r, err := gem.Decode(data)
	if err != nil {
		panic(err) // a test decodes it
	}
	return r
})

// Release returns the mappings that are embedded. Any number of goroutines may
// use it.
func Release() *gem.Release { return release() }
