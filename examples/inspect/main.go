// Inspect says what official release files are: which system, which release,
// how many codes, and which defects they have.
//
//	inspect [-json] [-all] file|zip|folder ...
//
// A folder of folders is taken folder by folder; the files of one folder are
// read together, as the parts of a release. With -json there is an object in a
// line for every release found, with the fields system, kind, release,
// effectiveFrom, effectiveTo, codes, headers, the counts that fit the kind, and
// diagnostics. Without it every kind of diagnostic is shown once, or with -all
// each of them.
//
// The exit status is 0 when all was recognised and read, 1 when something was
// damaged or unknown, 2 when the program was called wrongly.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/recognise"
	"github.com/medcode/medcode/internal/source"
)

// Exit statuses.
const (
	exitRead = iota
	exitNotRead
	exitUsage
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("inspect", flag.ContinueOnError)
	flags.SetOutput(stderr)
	asJSON := flags.Bool("json", false, "print an object in a line for every release found")
	all := flags.Bool("all", false, "print every diagnostic, not only the first of each kind")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: inspect [-json] [-all] file|zip|folder ...")
		flags.PrintDefaults()
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitRead
	case err != nil:
		return exitUsage
	case flags.NArg() == 0:
		flags.Usage()
		return exitUsage
	}
	out := bufio.NewWriter(stdout)
	var page printer = &text{w: out, all: *all}
	if *asJSON {
		page = lines{out}
	}
	status := exitRead
	for _, name := range flags.Args() {
		for _, err := range inspect(name, page) {
			status = exitNotRead
			fmt.Fprintf(stderr, "inspect: %s: %v\n", name, err)
		}
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(stderr, "inspect:", err)
		return exitNotRead
	}
	return status
}

// inspect prints what is at a path and returns what could not be read.
func inspect(name string, page printer) []error {
	fsys, err := source.Open(name)
	if err != nil {
		return []error{err}
	}
	report := recognise.Read(fsys, medcode.ReadOptions{})
	for i := range report.Sets {
		if err := page.set(name, &report.Sets[i]); err != nil {
			return append(report.Errors, err)
		}
	}
	return report.Errors
}
