// Command gen compiles the published tables of a fiscal year into the facts
// that package ipps embeds. Its argument is a folder or zip under the folder of
// official files (MEDCODE_SHARED, or shared beside the module).
package main

import (
	"bytes"
	"encoding/json"
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
	if err := run(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	out := flags.String("o", "", "file to write")
	fixedLoss := flags.String("fixed-loss", "", "fixed loss of an outlier, from the final rule's addendum")
	if err := flags.Parse(args); err != nil {
		return err
	}
	shared := os.Getenv("MEDCODE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared") // go generate runs in drg/ipps
	}
	data, err := compile(filepath.Join(shared, flags.Arg(0)), *fixedLoss)
	if err != nil {
		return err
	}
	return os.WriteFile(*out, data, 0o644)
}

// compile returns the facts of the release in a folder or zip. The same files
// give the same bytes.
func compile(path, fixedLoss string) ([]byte, error) {
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
	rates, ok := r.Rates()
	if !ok {
		return nil, fmt.Errorf("%s has no tables 1A to 1E", path)
	}
	if rates.FixedLoss, err = ipps.ParseMoney(fixedLoss); err != nil {
		return nil, err
	}
	text, err := json.Marshal(rates)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "ipps\t1\t%d\n", r.FiscalYear())
	for _, f := range r.Provenance().Files {
		fmt.Fprintf(&b, "file\t%s\t%d\t%s\n", f.Name, f.Size, f.SHA256)
	}
	fmt.Fprintf(&b, "rates\t%s\n", text)
	for n, w := range r.All() {
		fmt.Fprintf(&b, "drg\t%v\t%s\t%v\t%t\t%t\t%v\t%v\t%v\t%v\t%s\n",
			n, w.MDC, w.Type, w.PostAcute, w.SpecialPay, w.Uncapped, w.Relative, w.GeometricMean, w.ArithmeticMean, w.Title)
	}
	return b.Bytes(), nil
}
