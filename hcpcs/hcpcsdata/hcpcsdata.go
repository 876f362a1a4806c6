// Package hcpcsdata has HCPCS Level II of the quarters that were at hand (January
// 2019, October 2020, January 2025), compiled and embedded: codes and modifiers
// with their descriptions, the days on which they may be used, and what Medicare
// says of their payment.
//
//	r := hcpcsdata.Library()
//
// A program that doesn't import it doesn't grow. A quarter is decoded when it is
// first asked for.
//
// What is embedded is compiled by go generate from the files of CMS, works of
// the United States government; the provenance of a release names them. The
// descriptions of CPT modifiers and of dental codes, which belong to the American
// Medical and Dental Associations, are not in it.
package hcpcsdata

import (
	_ "embed"
	"sync"

	"github.com/medcode/medcode/hcpcs"
)

//go:generate go run ./gen

//go:embed hcpcs.bin
var data []byte

var library = sync.OnceValue(func() *hcpcs.Library {
	l, err := hcpcs.Decode(data)
	if err != nil {
		panic(err) // a test decodes it
	}
	return l
})

// Library returns the releases that are embedded. Any number of goroutines may
// use it.
func Library() *hcpcs.Library { return library() }
