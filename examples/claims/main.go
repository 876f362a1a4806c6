// Claims reads claims in any format and writes them in one.
//
//	claims [flags] FILE …
//
// Files are X12 837 (professional, institutional, dental), FHIR (Claim,
// ExplanationOfBenefit, Bundles, NDJSON), CMS's RIF, DE-SynPUF and CCLF, Synthea's
// CSV, JSON Lines, CSV or a workbook, plain or compressed with gzip; - is the standard input. Files
// that hold claims together, 1 to 4 of CCLF or Synthea's claims and transactions, are
// joined. What is written are JSON Lines, unless -to or the name behind -o says otherwise;
// -to rows writes diagnoses and procedures alone, one in a row, as research.LongTable
// has them.
//
//	claims eob.ndjson
//	claims -to 837 claims.csv > claims.837
//	claims -to rows -o codes.csv carrier.txt inpatient.txt eob.ndjson
//	claims -columns "Case=id,Main DX=dx1" -o claims.jsonl.gz cases.csv
//
// How many claims were read, what could not be read and what the format written has
// no place for is told on the standard error. The exit status is 0 when all was read, 1 when claims, or fields of
// them, could not be, and 2 when the command was wrong, a file could not be read
// or has no claims, or nothing could be written.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/claimset"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

const usage = `claims [flags] FILE …

Reads claims as X12 837 (professional, institutional, dental), FHIR (Claim,
ExplanationOfBenefit, Bundles, NDJSON), RIF, DE-SynPUF, CCLF, Synthea's CSV, JSON Lines, CSV
or a workbook (.xlsx), plain or gzip, and writes them as JSON Lines, 837 or CSV, or their
codes as rows; - is the standard input. Files 1 to 4 of CCLF, or Synthea's claims and
transactions, are joined. go doc ./rules/claimfile says
which field of which format goes where.`

// formats are those that are written, by what -to says.
var formats = map[string]claimfile.Format{"jsonl": claimfile.JSONLines, "837": claimfile.X12, "csv": claimfile.CSV}

// rows is what -to says for codes alone.
const rows = "rows"

// A writer writes claims, and tells which of their fields it had no place for.
type writer interface {
	Write(*rules.Claim) error
	Close() error
	Lost() map[string]int
}

func (c *config) writer(out io.Writer) (writer, error) {
	if c.to == rows {
		return newRowWriter(out)
	}
	return claimfile.NewWriter(out, formats[c.to])
}

// A config is what the command line asks for.
type config struct {
	to, output string
	columns    command.Columns
	files      []string
}

func parseArgs(args []string, stderr io.Writer) (*config, error) {
	var c config
	fs := flag.NewFlagSet("claims", flag.ContinueOnError)
	fs.StringVar(&c.to, "to", "", "write jsonl, 837 or csv, or rows: codes one in a row with person, stay and day; default what the name behind -o says, else jsonl")
	fs.StringVar(&c.output, "o", "", "write to this `file` in place of the standard output; .gz compresses")
	fs.Var(&c.columns, "columns", command.ColumnsUsage)
	if err := command.Parse(fs, usage, args, stderr); err != nil {
		return nil, err
	}
	if c.files = fs.Args(); len(c.files) == 0 {
		return nil, errors.New("want files of claims, or - for the standard input; -h shows the flags")
	}
	if c.to == "" {
		c.to = "jsonl"
		for to := range formats {
			if strings.HasSuffix(strings.TrimSuffix(strings.ToLower(c.output), ".gz"), "."+to) {
				c.to = to
			}
		}
	}
	if formats[c.to] == 0 && c.to != rows {
		return nil, fmt.Errorf("-to %s: want jsonl, 837, csv or rows", c.to)
	}
	return &c, nil
}

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c, err := parseArgs(args, stderr)
	if err != nil {
		return command.Status("claims", err, stderr)
	}
	if c.output == "" {
		status, err := c.convert(stdin, stdout, stderr)
		return max(status, command.Status("claims", err, stderr))
	}
	out, err := outfile.Create(c.output, c.files...)
	if err != nil {
		return command.Status("claims", err, stderr)
	}
	defer out.Discard()
	status, err := c.convert(stdin, out, stderr)
	if err == nil {
		err = out.Commit()
	}
	return max(status, command.Status("claims", err, stderr))
}

// convert converts every file; the error is one of writing.
func (c *config) convert(stdin io.Reader, out, stderr io.Writer) (status int, err error) {
	w, err := c.writer(out)
	if err != nil {
		return command.Failed, err
	}
	for _, names := range claimset.Group(c.files) {
		one, err := c.set(names, stdin, w, stderr)
		if status = max(status, one); err != nil {
			return command.Failed, err
		}
	}
	if err := w.Close(); err != nil {
		return status, err
	}
	lost := w.Lost()
	for _, field := range slices.Sorted(maps.Keys(lost)) {
		fmt.Fprintf(stderr, "claims: %s has no place for %s of %s\n", formats[c.to], field, command.Count(lost[field], "claim"))
		status = max(status, command.Reported)
	}
	return status, nil
}

// set converts a file, or several that hold claims together.
func (c *config) set(names []string, stdin io.Reader, w writer, stderr io.Writer) (status int, err error) {
	r, closing, err := claimset.Open(names, stdin, claimfile.Options{Columns: c.columns})
	if err != nil {
		fmt.Fprintln(stderr, "claims:", err)
		return command.Failed, nil
	}
	defer closing()
	label := claimset.Label(names)
	bad := command.Complaints{Program: "claims", File: label, To: stderr}
	fields := command.Complaints{Program: "claims", File: label, To: stderr}
	read, lines := 0, 0
	for claim, err := range r.All() {
		if err != nil {
			bad.Add(err)
			continue
		}
		read++
		lines += len(claim.Lines)
		for _, u := range claim.Unreadable {
			fields.Add(unreadable(claim, u))
		}
		if err := w.Write(claim); err != nil {
			if !errors.Is(err, medcode.ErrSyntax) {
				return command.Failed, err
			}
			bad.Add(fmt.Errorf("%s: not written: %w", label, err))
		}
	}
	bad.End()
	fields.End()
	for _, n := range r.Notes() {
		fmt.Fprintln(stderr, "claims:", n)
	}
	fmt.Fprintf(stderr, "claims: %s: %s with %s", label, command.Count(read, "claim"), command.Count(lines, "line"))
	if f := r.Format().String(); f != "" {
		fmt.Fprintf(stderr, " as %s", f)
	}
	for _, part := range []struct {
		n    int
		what string
	}{{bad.N, command.Count(bad.N, "error") + " of reading or writing"}, {fields.N, command.Count(fields.N, "field") + " could not be read"}} {
		if part.n > 0 {
			fmt.Fprintf(stderr, "; %s", part.what)
			status = command.Reported
		}
	}
	fmt.Fprintln(stderr)
	if read == 0 || r.Cut() {
		status = command.Failed
	}
	return status, nil
}

// unreadable says of a field what is wrong with it.
func unreadable(c *rules.Claim, u rules.Unreadable) error {
	return fmt.Errorf("claim %q, %s: %s", c.ID, u.Place, u.Problem)
}
