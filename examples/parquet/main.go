// Parquet groups a file of inpatient stays and writes Parquet: for each stay its
// DRG, relative weight, severity, hospital-acquired conditions and
// comorbidities.
//
//	parquet [flags] [file ...]
//
// Files hold stays as CSV with a header, JSON Lines or TSV, gzip'ed or not, or
// as Parquet in the layout that -stays writes. Without files it groups a few
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
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "parquet:", err)
		os.Exit(1)
	}
}

// A config is what the command line asks for.
type config struct {
	output, version string
	stays           bool
	workers         int
	files           []string
}

func parse(args []string, stderr io.Writer) (*config, error) {
	var c config
	fs := flag.NewFlagSet("parquet", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.StringVar(&c.output, "o", "drgs.parquet", "write to this `file`")
	fs.StringVar(&c.version, "version", "", "group with this `version` of MS-DRG (43.1), whatever the stays say")
	fs.BoolVar(&c.stays, "stays", false, "write the stays themselves, not what they come to")
	fs.IntVar(&c.workers, "workers", runtime.GOMAXPROCS(0), "`number` of goroutines that group")
	if err := fs.Parse(args); err != nil {
		return nil, err
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
	if c.stays {
		written, bad, err = write(c, stderr, func() (converter[stayRow], error) { return stayOf, nil })
	} else {
		written, bad, err = write(c, stderr, func() (converter[row], error) { return newAnswerer(c.version) })
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%s: %d stays", c.output, written)
	if bad > 0 {
		fmt.Fprintf(stderr, ", %d left out", bad)
	}
	fmt.Fprintln(stderr)
	return nil
}
