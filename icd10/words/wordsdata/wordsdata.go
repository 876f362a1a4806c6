// Package wordsdata finds codes by words in the embedded code sets: it has the
// texts of the newest embedded releases of ICD-10-CM and ICD-10-PCS in the
// compiled form of package words.
//
//	for _, a := range wordsdata.Finder().Find("heart attack", 5) {
//		fmt.Println(a.Entry.Code(), a.Entry.Title())
//	}
//
// A program that doesn't import it doesn't grow. The texts are those of the
// releases that cmdata and pcsdata embed, works of the United States government.
package wordsdata

import (
	_ "embed"
	"sync"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/icd10/words"
)

//go:generate go run ./gen

//go:embed cm.bin
var diagnoses []byte

//go:embed pcs.bin
var procedures []byte

var finder = sync.OnceValue(func() *words.Finder {
	var last *cm.Release
	for r := range cmdata.Library().Releases() {
		last = r
	}
	f, err := words.Decode(diagnoses, last)
	if err != nil {
		panic(err) // a test decodes it
	}
	return f
})

var procedureFinder = sync.OnceValue(func() *words.ProcedureFinder {
	var last *pcs.Release
	for r := range pcsdata.Library().Releases() {
		last = r
	}
	f, err := words.DecodeProcedures(procedures, last)
	if err != nil {
		panic(err)
	}
	return f
})

// Finder returns the finder of diagnoses, of the newest release of ICD-10-CM
// that is embedded. Any number of goroutines may use it.
func Finder() *words.Finder { return finder() }

// Procedures returns the finder of procedures, of the newest release of
// ICD-10-PCS that is embedded. Any number of goroutines may use it.
func Procedures() *words.ProcedureFinder { return procedureFinder() }
