package mce

import (
	_ "embed"
	"sync"
)

//go:generate go run gen.go

// compactTable is the compact form of the release of April 2026, made by gen.go
// from CMS's mce.bin, whose SHA-256 is in it; see Release.Provenance.
//
//go:embed mce.bin.gz
var compactTable []byte

var builtIn = sync.OnceValue(func() *Release {
	r, err := unpack(compactTable)
	if err != nil {
		panic("mce: the built-in release: " + err.Error())
	}
	return r
})

// Default returns the release built into the package, v43.1 of April 2026: for
// discharges from October 1, 1985 to September 30, 2026. It is unpacked when
// first asked for, a table when it is. Programs that need a later one read it with
// [Read].
func Default() *Release { return builtIn() }
