// Command gen compiles the published tables of a fiscal year into the facts
// that package ipps embeds. Its argument is a folder or zip under the folder of
// official files (MEDCODE_SHARED, or shared beside the module).
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/internal/source"
)

func main() {
	log.SetFlags(0)
	out := flag.String("o", "", "file to write")
	flag.Parse()
	shared := os.Getenv("MEDCODE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared") // go generate runs in drg/ipps
	}
	data, err := compile(filepath.Join(shared, flag.Arg(0)))
	if err == nil {
		err = os.WriteFile(*out, data, 0o644)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// compile returns the facts of the release in a folder or zip. The same files
// give the same bytes.
func compile(path string) ([]byte, error) {
	fsys, err := source.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := ipps.Read(fsys)
	if err != nil {
		return nil, err
	}
	if d := r.Diagnostics(); len(d) > 0 {
		return nil, fmt.Errorf("%d diagnostics, the first: %v", len(d), d[0])
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "ipps\t1\t%d\n", r.FiscalYear())
	for _, f := range r.Provenance().Files {
		fmt.Fprintf(&b, "file\t%s\t%d\t%s\n", f.Name, f.Size, f.SHA256)
	}
	for n, w := range r.All() {
		fmt.Fprintf(&b, "drg\t%v\t%s\t%v\t%t\t%t\t%v\t%v\t%v\t%v\t%s\n",
			n, w.MDC, w.Type, w.PostAcute, w.SpecialPay, w.Uncapped, w.Relative, w.GeometricMean, w.ArithmeticMean, w.Title)
	}
	return b.Bytes(), nil
}
