// Command price says what Medicare pays for inpatient stays, with the reasons.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/internal/ippsvector"
)

const usage = `price [-hospitals FILE] [-ccn CCN] [-hospital JSON] [-o OUT] FILE...
       price -vectors FILE.claims.tsv[.gz] [-o OUT.tsv]

The first prints a page for each inpatient claim of the files (X12 837, FHIR, RIF,
CCLF, Synthea's CSV, JSON Lines or CSV, gzip'ed or not; - is the standard input): what
Medicare pays and how it comes about. The hospital is that of the claim's CCN, or of
-ccn, in CMS's provider-specific file, or given by its parameters as JSON, as package
ipps names them: '{"WageIndex":1.0432}'. Where both are given the parameters count.

The second prices the stays of a file in the layout of the reference vectors of
CMS's inpatient pricer and writes the pricer's answers, one line a stay.`

func main() {
	os.Exit(command.Status("price", run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr), os.Stderr))
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("price", flag.ContinueOnError)
	vectors := flags.String("vectors", "", "file of stays in the layout of the reference vectors")
	hospitals := flags.String("hospitals", "", "provider-specific file of CMS: csv, records of fixed length, or a zip or folder of them")
	hospital := flags.String("hospital", "", "parameters of the hospital as JSON, in place of a file")
	ccn := flags.String("ccn", "", "CMS certification number of the hospital, where claims have none")
	out := flags.String("o", "", "`file` to write; standard output without it, and where it is -")
	if err := command.Parse(flags, usage, args, stderr); err != nil {
		return err
	}
	if *vectors == "" {
		if flags.NArg() == 0 {
			return errors.New("want files of claims, or -vectors and a file; -h shows the flags")
		}
		facts, err := readFacts(*hospitals, *hospital, *ccn)
		if err != nil {
			return err
		}
		return write(*out, stdout, func(w io.Writer) error { return priceClaims(flags.Args(), facts, stdin, w, stderr) }, append(flags.Args(), *hospitals)...)
	}
	if flags.NArg() > 0 {
		return errors.New("-vectors takes no further files; -h shows the flags")
	}
	return write(*out, stdout, func(w io.Writer) error { return priceVectors(*vectors, w) }, *vectors)
}

// write writes to a file, whole or not at all, or to standard output where it has
// no name.
func write(name string, stdout io.Writer, to func(io.Writer) error, inputs ...string) error {
	if name == "" || name == "-" {
		return to(stdout)
	}
	f, err := outfile.Create(name, inputs...)
	if err != nil {
		return err
	}
	defer f.Discard()
	err = to(f)
	if err != nil && !errors.Is(err, command.ErrTold) && !errors.Is(err, command.ErrLeftOut) {
		return err
	}
	if e := f.Commit(); e != nil {
		return e
	}
	return err
}

// priceVectors writes the answers to a file of claims.
func priceVectors(name string, w io.Writer) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := ippsvector.NewReader(name, f)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, strings.Join(ippsvector.AnswerColumns, "\t"))
	for {
		c, err := r.Read()
		if err == io.EOF {
			return b.Flush()
		}
		if err != nil {
			return err
		}
		year, err := ipps.ForDischarge(c.Stay.Discharge)
		if err != nil && !errors.Is(err, medcode.ErrDate) {
			return err
		}
		h, p, err := c.Pay(year)
		a, err := c.Answer(h, p, err)
		if err != nil {
			return err
		}
		for i, column := range ippsvector.AnswerColumns {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(a[column])
		}
		b.WriteByte('\n')
	}
}
