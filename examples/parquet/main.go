// Parquet groups a file of inpatient stays and writes Parquet: for each stay its
// DRG, relative weight, severity, hospital-acquired conditions and
// comorbidities.
//
//	parquet [flags] [file ...]
//
// Files hold stays as CSV with a header, JSON Lines, TSV or a workbook, or claims in
// any format that group takes, of which the inpatient ones are stays, gzip'ed or not;
// or stays as Parquet in the layout that -stays writes. Without files it groups a few
// stays of its own.
//
//	parquet -o drgs.parquet stays.csv.gz
//	parquet -stays -o stays.parquet stays.csv.gz
//	parquet -version 42 -o drgs-v42.parquet stays.parquet
//
// Each stay is grouped with the version in force on its day of discharge, or
// that it names. The rows stand in the order of the stays for any number of
// workers. Other programs read the file as it is:
//
//	select drg, count(*), avg(weight) from 'drgs.parquet' group by drg -- DuckDB
//
// The exit status is 0 when the file has every stay, 1 when some were left out or
// codes were not recognised, and 2 when there is no file, as without stays.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/claimset"
	"github.com/medcode/medcode/examples/internal/command"
)

func main() {
	os.Exit(command.Status("parquet", run(os.Args[1:], os.Stderr), os.Stderr))
}

const usage = `parquet [flags] [file ...]

Groups inpatient stays and writes Parquet. Files hold stays as CSV with a header, JSON
Lines, TSV or a workbook (group -h says how), or claims (X12 837, FHIR, RIF, CCLF, JSON
Lines, CSV), whose stays are taken; gzip'ed or not; or stays as Parquet that -stays wrote.
Without files it groups a few stays of its own.`

// A config is what the command line asks for.
type config struct {
	output, version string
	stays           bool
	workers         int
	files           []string

	left  claimset.Left // claims that are no stays
	notes []string      // on how files were read
}

func parse(args []string, stderr io.Writer) (*config, error) {
	c := config{left: claimset.Left{}}
	fs := flag.NewFlagSet("parquet", flag.ContinueOnError)
	fs.StringVar(&c.output, "o", "drgs.parquet", "write to this `file`")
	fs.StringVar(&c.version, "version", "", "group with this `version` of MS-DRG (43.1), whatever the stays say")
	fs.BoolVar(&c.stays, "stays", false, "write the stays themselves, not what they come to")
	fs.IntVar(&c.workers, "workers", runtime.GOMAXPROCS(0), "`number` of goroutines that group")
	if err := command.Parse(fs, usage, args, stderr); err != nil {
		return nil, err
	}
	if strings.HasSuffix(strings.ToLower(c.output), ".gz") {
		return nil, fmt.Errorf("-o %s: Parquet is compressed inside; name it without .gz", c.output)
	}
	if c.workers < 1 {
		return nil, fmt.Errorf("-workers %d: want at least 1", c.workers)
	}
	c.files = fs.Args()
	return &c, nil
}

func run(args []string, stderr io.Writer) error {
	c, err := parse(args, stderr)
	if err != nil {
		return err
	}
	var written, bad int
	var answerers []*answerer
	if c.stays {
		written, bad, err = write(c, stderr, func() (converter[stayRow], error) { return stayOf, nil })
	} else {
		written, bad, err = write(c, stderr, func() (converter[row], error) {
			a, err := newAnswerer(c.version)
			answerers = append(answerers, a)
			return a.answer, err
		})
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%s: %d stays\n", c.output, written)
	for _, note := range c.notes {
		fmt.Fprintln(stderr, "parquet:", note)
	}
	for _, note := range c.left.Notes() {
		fmt.Fprintln(stderr, "parquet:", note)
		err = command.ErrTold
	}
	var unknown stayfile.Unrecognized
	var survey stayfile.Survey
	for _, a := range answerers {
		unknown.Add(a.unknown)
		survey.Add(a.survey)
	}
	if unknown.Codes > 0 {
		fmt.Fprintln(stderr, "parquet:", unknown)
		err = command.ErrTold
	}
	for _, note := range survey.Notes() {
		fmt.Fprintln(stderr, "parquet:", note)
		err = command.ErrTold
	}
	if bad > 0 {
		err = fmt.Errorf("%d stays %w", bad, command.ErrLeftOut)
	}
	return err
}
