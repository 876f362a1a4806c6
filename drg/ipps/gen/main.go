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
	"io/fs"
	"log"
	"os"
	"path"
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
	f := facts{}
	flags.IntVar(&f.pricer, "pricer", 0, "fiscal year whose tables of CMS's pricer stand in for a final rule's")
	flags.StringVar(&f.fixedLoss, "fixed-loss", "", "fixed loss of an outlier, from the final rule's addendum")
	flags.StringVar(&f.capital, "capital", "", "capital standard federal rate, where no table has it")
	flags.StringVar(&f.codes, "codes", "", "table of the codes of new technologies, of a later year, for those that have none in their own")
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
	data, err := compile(filepath.Join(shared, flags.Arg(0)), f, flags.Args()[1:])
	if err != nil {
		return err
	}
	return os.WriteFile(*out, data, 0o644)
}

// facts are what the command line says beside the files.
type facts struct {
	pricer                    int
	fixedLoss, capital, codes string
}

// compile returns the facts in the files of a folder. The same files give the
// same bytes.
func compile(folder string, f facts, names []string) ([]byte, error) {
	fsys := fstest.MapFS{}
	later := fmt.Sprintf("claim-codes-%d.csv", f.pricer) // the pricer's tables are of the year in their names
	if f.codes != "" {
		data, err := os.ReadFile(filepath.Join(folder, f.codes))
		if err != nil {
			return nil, err
		}
		fsys[later] = &fstest.MapFile{Data: data}
	}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		fsys[path.Base(name)] = &fstest.MapFile{Data: data}
	}
	read := ipps.Read
	if f.pricer != 0 {
		read = func(fsys fs.FS) (*ipps.Release, error) { return ipps.ReadPricer(fsys, f.pricer) }
	}
	r, err := read(fsys)
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
	for text, to := range map[string]*medcode.Cents{f.fixedLoss: &rates.FixedLoss, f.capital: &rates.Capital} {
		if text == "" {
			continue
		}
		if *to, err = medcode.ParseCents(text); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(rates)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "ipps\t1\t%d\n", r.FiscalYear())
	for _, file := range r.Provenance().Files {
		if file.Name == later && f.codes != "" {
			file.Name = f.codes
		}
		fmt.Fprintf(&b, "file\t%s\t%d\t%s\n", file.Name, file.Size, file.SHA256)
	}
	fmt.Fprintf(&b, "rates\t%s\n", text)
	for n, w := range r.All() {
		fmt.Fprintf(&b, "drg\t%v\t%s\t%v\t%t\t%t\t%v\t%v\t%v\t%v\t%s\n",
			n, w.MDC, w.Type, w.PostAcute, w.SpecialPay, w.Uncapped, w.Relative, w.GeometricMean, w.ArithmeticMean, w.Title)
	}
	for _, a := range r.Areas().List() {
		fmt.Fprintf(&b, "area\t%s\t%t\t%.4f\t%.4f\t%.4f\t%s\n", a.CBSA, a.Large, a.Geographic, a.Reclassified, a.Floor, a.Name)
	}
	for county, adjustment := range r.Areas().Counties() {
		fmt.Fprintf(&b, "commuting\t%s\t%.4f\n", county, adjustment)
	}
	if q := r.Areas().Quartile(); q > 0 {
		fmt.Fprintf(&b, "quartile\t%.4f\n", q)
	}
	if w := r.Areas().IndianHealth(false); w > 0 {
		fmt.Fprintf(&b, "indian-health\t%.4f\t%.4f\n", r.Areas().IndianHealth(true), w)
	}
	for _, t := range r.Technologies().List() {
		text, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "technology\t%s\n", text)
	}
	return b.Bytes(), nil
}
