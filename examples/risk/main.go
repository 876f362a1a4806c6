// Risk scores people by the risk adjustment models of CMS: CMS-HCC, ESRD and
// RxHCC for Medicare, HHS-HCC for the marketplaces. It writes a table with a row
// a person, and a page of HTML that says what made each score.
//
//	risk -release DIR [flags] persons.csv
//
// Releases are CMS's packages as published, zips or folders, or a tree of them:
// the right one for each model and year is found. Persons are a table, gzip'ed
// or not, with a heading and fields between commas or tabs: id, model,
// payment_year, age (on February 1 of that year), sex, orec (original reason for
// entitlement), dual (Medicaid dual status code), new_enrollee, snp, lti,
// low_income, esrd (0 or 1), graft_months, and dx, the diagnoses between blanks, or dx1, dx2 and so on.
// For the marketplaces they are id, model (HHS07), benefit_year, age_last,
// age_at_dx or birth, sex, metal, csr, months, dx_date, dx, ndc and hcpcs. With
// -dx the diagnoses come from tables of their own, long ones or claims in CMS's
// RIF, by the id of the person. With -claims they come from claims in any format
// (837, FHIR, RIF, CCLF, CSV, JSON Lines), by the patient, and CMS's filter of
// encounters says which count: -eligible gives its lists of procedure codes, a
// file for each year of service, with the year in its name.
//
//	risk -release releases/hcc -o scores.tsv -html scores.html persons.csv
//	risk -release releases/hcc -dx carrier.csv -dx inpatient.csv -model V28 -year 2026 persons.csv
//	risk -release releases/hcc -claims claims.837 -eligible eligible_2025.csv -model V28 -year 2026 persons.csv
//	risk -release releases/hcc -before last-year.csv persons.csv
//	risk -release releases/hcc -vectors persons.tsv.gz -o answers.tsv
//
// With -vectors the table has three columns alone: id, hccs, score.
//
// The exit status is 0 when all are scored, 1 when some are not or a release
// lacks something that its scores need, and 2 when nothing was written.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode/examples/internal/cells"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/examples/internal/outfile"
	"github.com/medcode/medcode/internal/source"
)

func main() {
	os.Exit(command.Status("risk", run(os.Args[1:], os.Stderr), os.Stderr))
}

const usage = `risk -release DIR [flags] persons.csv

Scores people by CMS's risk adjustment models. Releases are CMS's packages as published,
or trees of them. Persons are a table with a heading, fields between commas or tabs, gzip'ed
or not: id, model, payment_year, age, sex, orec, dual, new_enrollee, snp, lti, low_income,
esrd, graft_months, dx; for the marketplaces id, model, benefit_year, age_last, age_at_dx,
sex, metal, csr, months, dx_date, dx, ndc, hcpcs.`

// A config is what the command line asks for.
type config struct {
	releases, claims, billed, eligible    []string
	factors                               string
	persons, vectors, output, html, model string
	before                                string
	year                                  int
	noMCE                                 bool
}

func parse(args []string, stderr io.Writer) (*config, error) {
	var c config
	fs := flag.NewFlagSet("risk", flag.ContinueOnError)
	add := func(to *[]string) func(string) error {
		return func(s string) error { *to = append(*to, s); return nil }
	}
	fs.Func("release", "`folder` or zip of CMS's packages, or a tree of them; may be repeated", add(&c.releases))
	fs.Func("dx", "table of diagnoses, long or RIF, in the place of the column dx; `file`, may be repeated", add(&c.claims))
	fs.Func("claims", "claims in any format, of which CMS's filter of encounters takes the diagnoses; `file`, may be repeated", add(&c.billed))
	fs.Func("eligible", "list of procedure codes that make a diagnosis count, the year of service in its name; `file`, may be repeated", add(&c.eligible))
	fs.StringVar(&c.factors, "factors", "", "normalization and coding intensity beside those that are known: model, year, normalization, coding, share, source between tabs; `file`")
	fs.StringVar(&c.vectors, "vectors", "", "score the persons of this `file` and write id, hccs and score alone")
	fs.StringVar(&c.output, "o", "-", "write the table to this `file`, gzip'ed if it ends in .gz; - is the standard output")
	fs.StringVar(&c.html, "html", "", "write a page of HTML to this `file`")
	fs.StringVar(&c.before, "before", "", "persons of the year before, to tell what changed; `file`")
	fs.StringVar(&c.model, "model", "", "`model` of persons whose row doesn't say: V22, V24, V28, E21, E24, R08X3, R08T4")
	fs.IntVar(&c.year, "year", 0, "payment `year` of persons whose row doesn't say")
	fs.BoolVar(&c.noMCE, "no-mce", false, "without the age and sex edits of the Medicare Code Editor (CMS's switch SEDITS=0)")
	if err := command.Parse(fs, usage, args, stderr); err != nil {
		return nil, err
	}
	switch {
	case len(c.releases) == 0:
		return nil, errors.New("-release is missing: want a folder of CMS's packages; -h shows the flags")
	case (len(c.billed) > 0) != (len(c.eligible) > 0):
		return nil, errors.New("-claims and -eligible go together: the lists say which diagnoses count")
	case c.vectors != "" && fs.NArg() > 0, c.vectors == "" && fs.NArg() != 1:
		return nil, errors.New("want one file of persons, or -vectors; -h shows the flags")
	case c.vectors != "" && (c.html != "" || c.before != ""):
		return nil, errors.New("-vectors goes without -html and -before")
	}
	if c.persons = c.vectors; c.persons == "" {
		c.persons = fs.Arg(0)
	}
	return &c, nil
}

func run(args []string, stderr io.Writer) error {
	c, err := parse(args, stderr)
	if err != nil {
		return err
	}
	var folders []fs.FS
	for _, r := range c.releases {
		f, err := source.Open(r)
		if err != nil {
			return fmt.Errorf("-release %s: %w", r, err)
		}
		folders = append(folders, f)
	}
	inputs := slices.Concat(c.releases, c.claims, c.billed, c.eligible, []string{c.persons, c.before, c.factors})
	out, err := outfile.Create(c.output, inputs...)
	if err != nil {
		return err
	}
	defer out.Discard()
	s, err := newScoring(folders, c)
	if err != nil {
		return err
	}
	bad := command.Complaints{Program: "risk", File: c.persons, To: stderr}
	people, err := s.score(c.persons, bad.Add)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		return fmt.Errorf("%s: no persons", c.persons)
	}
	bad.End()
	for _, n := range s.notes {
		fmt.Fprintf(stderr, "risk: %s\n", n)
	}
	if bad.N == len(people) {
		return fmt.Errorf("%s: none of %s was scored; nothing is written", c.persons, command.Count(len(people), "person"))
	}
	if c.vectors != "" {
		err = writeAnswers(out, people)
	} else {
		err = writeTable(out, people)
	}
	if err == nil {
		err = out.Commit()
	}
	if err != nil {
		return err
	}
	if c.html != "" {
		if err := s.page(c, people, inputs, stderr); err != nil {
			return err
		}
	}
	told := s.tell(stderr)
	told = s.filter.tell(stderr, people) || told
	fmt.Fprintf(stderr, "risk: %s, %d scored\n", command.Count(len(people), "person"), len(people)-bad.N)
	switch {
	case bad.N > 0:
		return fmt.Errorf("%s %w", command.Count(bad.N, "person"), command.ErrLeftOut)
	case told:
		return command.ErrTold
	}
	return nil
}

// writeAnswers writes the form of reference answers.
func writeAnswers(w io.Writer, people []*scored) error {
	var b strings.Builder
	b.WriteString("id\thccs\tscore\n")
	for _, p := range people {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", p.row.get("id"), strings.Join(p.categories, " "), p.printed())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeTable writes a row a person that names model, release and year.
func writeTable(w io.Writer, people []*scored) error {
	var b strings.Builder
	b.WriteString("id\tmodel\trelease\tyear\tscore_name\thccs\tscore\tadjusted\tterms\tno_category\tother_system\tmissing\tleft_out\tproblem\n")
	for _, p := range people {
		problem := ""
		if p.err != nil {
			problem = strings.Join(strings.Fields(p.err.Error()), " ")
		}
		adjusted, year := "", ""
		if p.year != 0 {
			year = strconv.Itoa(p.year)
		}
		if p.adjusted != 0 {
			adjusted = fmt.Sprintf("%.3f", p.adjusted)
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%s\t%d\t%s\n", cells.One(p.row.get("id")), p.model, p.release, year, p.name,
			strings.Join(p.categories, " "), p.printed(), adjusted, p.termList(), p.noCategory, p.otherSystem, cells.One(strings.Join(p.missing, " ")), p.leftOut, cells.One(problem))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
