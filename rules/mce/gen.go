//go:build ignore

// Gen makes mce.bin.gz, the release built into package mce, from the folder
// with CMS's mce.bin: its argument, or releases/mce/v43.1 in the folder that
// MEDCODE_SHARED names, or in ../shared beside the module.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules/mce"
)

func main() {
	log.SetFlags(0)
	shared := os.Getenv("MEDCODE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(shared, "releases", "mce", "v43.1")
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	fsys, err := source.Open(dir)
	if err != nil {
		log.Fatal(err)
	}
	release, err := mce.Read(fsys)
	if err != nil {
		log.Fatal(err)
	}
	data, err := release.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("mce.bin.gz", data, 0o644); err != nil {
		log.Fatal(err)
	}
}
