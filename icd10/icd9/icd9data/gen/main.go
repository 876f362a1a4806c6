// Command gen compiles the files of a folder of releases into what package
// icd9data embeds. It is run by go generate:
//
//	go run ./gen -releases ../../../../shared/releases
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/medcode/medcode/icd10/icd9"
)

func main() {
	releases := flag.String("releases", "../../../../shared/releases", "folder of the official releases")
	out := flag.String("o", "icd9.bin", "file to write")
	flag.Parse()
	if err := run(filepath.Join(*releases, "icd9cm", "v32"), *out); err != nil {
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
	r, err := icd9.Read(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	fmt.Println(r)
	l, err := icd9.NewLibrary(r)
	if err != nil {
		return nil, err
	}
	return l.MarshalBinary()
}
