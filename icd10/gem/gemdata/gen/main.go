// Command gen compiles the files of a folder of releases into what package
// gemdata embeds. It is run by go generate:
//
//	go run ./gen -releases ../../../../shared/releases
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/medcode/medcode/icd10/gem"
)

func main() {
	releases := flag.String("releases", "../../../../shared/releases", "folder of the official releases")
	out := flag.String("o", "gem.bin", "file to write")
	flag.Parse()
	if err := run(filepath.Join(*releases, "gem", "2018"), *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	data, err := compile(dir)
	if err != nil {
		return err
	}
	fmt.Printf("%s\t%d bytes\n", out, len(data))
	return os.WriteFile(out, data, 0o644)
}

// compile reads the release of a folder and returns its compiled form.
func compile(dir string) ([]byte, error) {
	r, err := gem.Read(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	fmt.Println(r)
	return r.MarshalBinary()
}
