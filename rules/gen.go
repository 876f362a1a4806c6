//go:build ignore

// Gen writes CATALOG.md.
package main

import (
	"bytes"
	"log"
	"os"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/internal/catalog"
)

func main() {
	log.SetFlags(0)
	reg, err := rules.New(catalog.Packs()...)
	if err != nil {
		log.Fatal(err)
	}
	var b bytes.Buffer
	if err := rules.WriteCatalog(&b, reg); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("CATALOG.md", b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
