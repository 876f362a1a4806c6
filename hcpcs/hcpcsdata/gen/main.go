// Command gen compiles the HCPCS files of a folder of releases into the library
// that package hcpcsdata embeds. It is run by go generate:
//
//	go run ./gen -releases ../../../shared/releases
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/medcode/medcode/hcpcs"
)

func main() {
	releases := flag.String("releases", "../../../shared/releases", "folder of the official releases")
	out := flag.String("o", "hcpcs.bin", "file to write")
	flag.Parse()
	if err := run(filepath.Join(*releases, "hcpcs"), *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// The quarters to be embedded.
var quarters = []string{"2019-01", "2020-10", "2025-01"}

func run(dir, out string) error {
	releases, err := readAll(dir)
	if err != nil {
		return err
	}
	for _, r := range releases {
		fmt.Println(r)
	}
	data, err := compile(releases)
	if err != nil {
		return err
	}
	fmt.Printf("%s\t%d bytes\n", out, len(data))
	return os.WriteFile(out, data, 0o644)
}

// readAll reads the releases, the earliest first.
func readAll(dir string) ([]*hcpcs.Release, error) {
	var all []*hcpcs.Release
	for _, name := range quarters {
		r, err := hcpcs.Read(os.DirFS(filepath.Join(dir, name)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if r.Provenance().Release != name {
			return nil, fmt.Errorf("%s: the files are of %s", name, r.Provenance().Release)
		}
		all = append(all, r)
	}
	return all, nil
}

// compile returns the compiled library of releases.
func compile(releases []*hcpcs.Release) ([]byte, error) {
	l, err := hcpcs.NewLibrary(releases...)
	if err != nil {
		return nil, err
	}
	return l.MarshalBinary()
}
