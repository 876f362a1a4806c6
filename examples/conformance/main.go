// Conformance writes vectors that another grouper, editor or pricer can be run
// against, and runs one against them.
//
//	conformance -zip medcode-conformance.zip
//	conformance -o DIR
//	conformance -suite medcode-conformance.zip -only msdrg -run 'group -answers -'
//	conformance -suite DIR -only ipps/2026 -run 'price -vectors /dev/stdin'
//
// The archive has stays for each DRG, each row and each hospital-acquired condition
// of every embedded version of MS-DRG, stays of made-up hospitals for every embedded
// year of the inpatient pricer, and claims with what the rules and the Medicare Code
// Editor find in them: claims and answers as tab-separated text, a README.md that
// says what the columns are, and MANIFEST.sha256 for sha256sum -c. All of it is
// made by this library from embedded tables; it is the same at every run.
//
// With -run the command, by the shell, gets the claims of each file on its
// standard input and writes its answers to its standard output; their cells are
// counted, column by column, as equal, different or missing. MEDCODE_VECTORS tells
// it which file, as msdrg/43.1. Lines may come in any order; columns too, if a line
// of headings begins with id.
//
// The exit status is 0 where all is equal or written, 1 where something differs or
// is missing, 2 where the archive can't be read or is not whole, or the command
// fails.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/medcode/medcode/examples/internal/command"
)

func main() {
	os.Exit(command.Status("conformance", run(os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

const usage = `conformance [flags]

Writes vectors for other groupers, editors and pricers with -o or -zip; runs a
program against them with -suite and -run.`

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	folder := flags.String("o", "", "write the suite into a new `folder`")
	archive := flags.String("zip", "", "write it as a zip `file`")
	from := flags.String("suite", "", "`zip` or folder of a suite to run a program against")
	program := flags.String("run", "", "`command` of the shell that reads claims and writes answers")
	only := flags.String("only", "", "vectors whose `name` is this or begins with it and a slash, as msdrg or ipps/2026")
	show := flags.Int("show", 10, "`number` of differences to show for each of the vectors")
	if err := command.Parse(flags, usage, args, stderr); err != nil {
		return err
	}
	wants := func(name string) bool {
		return *only == "" || name == *only || strings.HasPrefix(name, strings.TrimSuffix(*only, "/")+"/")
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("%s: want no words; -h shows the flags", flags.Arg(0))
	case *from != "":
		if *program == "" || *folder != "" || *archive != "" {
			return errors.New("-suite goes with -run alone; -h shows the flags")
		}
		s, err := read(*from)
		if err != nil {
			return err
		}
		return s.try(*program, wants, *show, stdout, stderr)
	case *program != "" || (*folder == "") == (*archive == ""):
		return errors.New("want -o or -zip to write a suite, or -suite and -run to try a program; -h shows the flags")
	}
	s, err := build(wants)
	if err != nil {
		return err
	}
	if *folder != "" {
		err = s.writeFolder(*folder)
	} else {
		err = s.writeZip(*archive)
	}
	if err != nil {
		return err
	}
	for _, v := range s.vectors {
		fmt.Fprintf(stdout, "%-14s %6d claims\n", v.name, v.count())
	}
	return nil
}
