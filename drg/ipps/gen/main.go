// Command gen compiles the published tables of a fiscal year into the facts
// that package ipps embeds. Its arguments are a folder under the folder of
// official files (MEDCODE_SHARED, or shared beside the module) and the files in
// it to read.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
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
	if flags.NArg() < 2 {
		return errors.New("want a folder and the files in it to read")
	}
	shared := os.Getenv("MEDCODE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared") // go generate runs in drg/ipps
	}
	data, err := compile(filepath.Join(shared, flags.Arg(0)), *fixedLoss, flags.Args()[1:])
	if err != nil {
		return err
	}
	return os.WriteFile(*out, data, 0o644)
}

// compile returns the facts in the files of a folder. The same files give the
// same bytes.
func compile(folder, fixedLoss string, names []string) ([]byte, error) {
	fsys := fstest.MapFS{}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		fsys[name] = &fstest.MapFile{Data: data}
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
		return nil, errors.New("no tables 1A to 1E")
	}
	if rates.FixedLoss, err = medcode.ParseCents(fixedLoss); err != nil {
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
