//go:build ignore

// Gen writes tables_gen.go, the code tables of the HCPCS record, from the
// record layout that CMS publishes with a release. It finds the layout below
// MEDCODE_SHARED, or ../../shared.
package main

import (
	"log"
	"os"
	"path/filepath"

	"github.com/medcode/medcode/hcpcs/internal/recordlayout"
)

func main() {
	dir := os.Getenv("MEDCODE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	text, err := os.ReadFile(filepath.Join(dir, "releases", "hcpcs", "2025-01", "HCPC2025_recordlayout.txt"))
	if err != nil {
		log.Fatal(err)
	}
	src, err := recordlayout.Generate(text)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("tables_gen.go", src, 0o644); err != nil {
		log.Fatal(err)
	}
}
