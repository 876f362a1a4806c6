// Casemix reads a file of inpatient stays and writes a page of HTML about them:
// the case-mix index by month, the DRGs and MDCs that make it, how many stays of
// each family reach a complication level, hospital-acquired conditions and the
// quality of present-on-admission reporting, and what another version of MS-DRG
// would change. The page has its charts inside and needs nothing else.
//
//	casemix [flags] [file ...]
//
// Files hold stays as CSV with a header, JSON Lines, TSV or a workbook, or claims in
// any format that group takes, of which the inpatient ones are stays; gzip'ed or not; -
// is standard input. Without files it makes up a year of stays.
//
//	casemix -o casemix.html stays.csv.gz
//	casemix -against 43.1 stays-2025.csv.gz
//	casemix -versions 41.1,43.1 stays.jsonl
//	casemix -old msdrg-definitions-manual-v42.zip -new msdrg-definitions-manual-v43.1.zip stays.csv
//	casemix -weights fy-2025-tables stays-2025.csv stays-2026.csv
//
// For each change of DRG the page says by which lines of each version's manual a
// stay of it was grouped. With the Definitions Manuals of both versions it also
// says which of their lines changed. With -against each stay is grouped by the
// version of its own day and by another one, into whose codes it is carried.
// Stays are read one by one, and but one for each change of DRG none is kept.
//
// The exit status is 0 when the page has every stay, 1 when some could not be
// read or grouped and are not in it, or codes were not recognised, and 2 when
// there is no page, as of a file that is cut off.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/claimset"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
)

func main() {
	os.Exit(command.Status("casemix", run(os.Args[1:], os.Stdin, os.Stderr), os.Stderr))
}

const usage = `casemix [flags] [file ...]

Writes a page of HTML about inpatient stays: the case mix by month, DRGs, complications,
and what another version of MS-DRG would change. Files hold stays as CSV with a header,
JSON Lines, TSV or a workbook (group -h says how), or claims (X12 837, FHIR, RIF, CCLF,
JSON Lines, CSV), whose stays are taken; gzip'ed or not; - is the standard input. Without
files it makes stays up.`

// A config is what the command line asks for.
type config struct {
	output, versions, old, new string
	against                    string
	carry                      bool
	weights                    []string
	top                        int
	files                      []string
	left                       bool // claims that are no stays
}

func parse(args []string, stderr io.Writer) (*config, error) {
	var c config
	fs := flag.NewFlagSet("casemix", flag.ContinueOnError)
	fs.StringVar(&c.output, "o", "casemix.html", "write the page to this `file`, gzip'ed if it ends in .gz")
	fs.StringVar(&c.versions, "versions", "", "compare these two embedded `versions`, older first; 42,43.1 without")
	fs.StringVar(&c.against, "against", "", "compare the version of each stay's own day with this embedded `version`, its codes carried into those of the version")
	fs.BoolVar(&c.carry, "carry", false, "carry codes of another year into those of the versions that are compared; -against always does")
	fs.StringVar(&c.old, "old", "", "Definitions Manual (`zip` or folder) of the older version to compare")
	fs.StringVar(&c.new, "new", "", "Definitions Manual (`zip` or folder) of the newer version to compare")
	fs.Func("weights", "`folder` or zip of a final rule's tables, for another year's weights; may be repeated",
		func(s string) error { c.weights = append(c.weights, s); return nil })
	fs.IntVar(&c.top, "top", 15, "how many DRGs, families and shifts to show")
	if err := command.Parse(fs, usage, args, stderr); err != nil {
		return nil, err
	}
	c.files = fs.Args()
	switch {
	case (c.old == "") != (c.new == ""):
		return nil, errors.New("-old and -new go together")
	case c.old != "" && c.versions != "":
		return nil, errors.New("-versions and -old exclude each other")
	case c.against != "" && c.versions+c.old != "":
		return nil, errors.New("-against and -versions or -old exclude each other")
	case c.top < 1:
		return nil, fmt.Errorf("-top %d: want at least 1", c.top)
	}
	return &c, nil
}

func run(args []string, stdin io.Reader, stderr io.Writer) error {
	c, err := parse(args, stderr)
	if err != nil {
		return err
	}
	out, err := outfile.Create(c.output, slices.Concat(c.files, c.weights, []string{c.old, c.new})...)
	if err != nil {
		return err
	}
	defer out.Discard()
	e, err := newEditions(c.weights)
	if err != nil {
		return err
	}
	p := &page{Title: strings.Join(c.files, ", "), top: c.top, tally: newTally(e)}
	if p.impact, err = newImpact(c, e); err != nil {
		return err
	}
	lost, err := c.read(stdin, stderr, p.add)
	if err != nil {
		return err
	}
	if p.Stays() == 0 {
		return errors.New("no stays")
	}
	if err := p.write(out); err != nil {
		return err
	}
	if err := out.Commit(); err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%s: %d stays, case-mix index %s\n", c.output, p.Stays(), p.Index())
	if p.unknown.Codes > 0 {
		fmt.Fprintln(stderr, "casemix:", p.unknown)
		err = command.ErrTold
	}
	if c.left {
		err = command.ErrTold
	}
	if len(c.files) == 0 {
		p.survey = stayfile.Survey{} // made-up stays are of codes of all years
	}
	for _, note := range p.survey.Notes() {
		fmt.Fprintln(stderr, "casemix:", note)
		err = command.ErrTold
	}
	if lost > 0 {
		err = fmt.Errorf("%d stays %w", lost, command.ErrLeftOut)
	}
	return err
}

// read hands on the stays of the files, or made-up ones, and reports and counts
// those that can't be.
func (c *config) read(stdin io.Reader, stderr io.Writer, use func(*stayfile.Record) error) (lost int, err error) {
	if len(c.files) == 0 {
		for rec := range madeUp() {
			if err := use(rec); err != nil {
				return 0, err
			}
		}
		return 0, nil
	}
	left := claimset.Left{}
	for _, set := range claimset.Group(c.files) {
		label := claimset.Label(set)
		stays, notes, closing, err := claimset.OpenStays(set, stdin, left)
		if err != nil {
			return lost, err
		}
		bad := command.Complaints{Program: "casemix", File: label, To: stderr}
		var ends error
		for rec, err := range stays {
			if errors.Is(err, stayfile.ErrRest) {
				ends = err
				break
			}
			if err == nil {
				if err = use(rec); err != nil {
					if rec.Line == 0 { // of a claim
						err = fmt.Errorf("claim %q: %w", rec.ID, err)
					}
					err = &medcode.FileError{File: label, Line: rec.Line, Err: err}
				}
			}
			if err != nil {
				bad.Add(err)
			}
		}
		bad.End()
		lost += bad.N
		for _, note := range notes() {
			fmt.Fprintln(stderr, "casemix:", note)
		}
		if err := errors.Join(ends, closing()); err != nil {
			return lost, err
		}
	}
	for _, note := range left.Notes() {
		fmt.Fprintln(stderr, "casemix:", note)
	}
	c.left = len(left) > 0
	return lost, nil
}
