// Package cmdata has ICD-10-CM of the fiscal years since October 2015, compiled
// and embedded: codes and headers with their titles, which of them could be
// reported on which day, what is exempt from reporting of presence on admission,
// what new codes were before, and the tabular list, indexes and tables as far
// as they were at hand.
//
//	v, err := cmdata.Library().Check("T40.4X1A", date)
//
// A program that doesn't import it doesn't grow. The codes are decoded at the
// first call of [Library], which takes some milliseconds; titles, notes and
// indexes when they are first asked for, as much of them as is needed.
//
// What is embedded is compiled by go generate from the files of CMS and the
// National Center for Health Statistics, works of the United States government;
// the provenance of a release names them. Releases that were not at hand, or of
// which parts are missing, are told by [cm.Release.Parts].
package cmdata

import (
	_ "embed"
	"sync"

	"github.com/medcode/medcode/icd10/cm"
)

//go:generate go run ./gen

//go:embed cm.bin
var data []byte

var library = sync.OnceValue(func() *cm.Library {
	l, err := cm.Decode(data)
	if err != nil {
		panic(err) // a test decodes it
	}
	return l
})

// Library returns the releases that are embedded. Any number of goroutines may
// use it.
func Library() *cm.Library { return library() }
