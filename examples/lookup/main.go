// Lookup prints a page of what is known of codes, in every system that has
// them, and finds codes by words.
//
//	lookup [-release path] [-on date] [-json] [-n number] code|words ...
//
// Built in are ICD-10-CM and ICD-10-PCS since October 2015, the last ICD-9-CM and
// its mappings, HCPCS Level II of some quarters, the MS-DRG logic and weights, the
// tables of the Medicare Code Editor, and the comorbidities of Elixhauser and
// Charlson. Of CPT only the form of codes is built in, their sections, and what
// visits take. Point it at release files for the rest: fees, edits, CPT, other
// releases. A release is a file, a zip or a folder; -release may be repeated, and
// the program finds out what each is. Of two that hold on the date the one given
// stands before the one built in.
//
//	lookup I50.21 0SR90JZ 291
//	lookup -release releases/icd10cm -release releases/gem -on 2026-01-15 E11.65
//	lookup -release releases/icd10cm/2026-04 fracture of the femur shaft
//
// Words are searched in the titles, inclusion terms and indexes of the releases.
// Without arguments it shows some codes of what is built in. The exit status is
// 0 when all was found, 1 when something was not or a file of a release could not
// be read, and 2 when the program was called wrongly or nothing of a release could
// be read.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// samples are looked up when nothing is asked: an acute heart failure, a
// pressure ulcer, a hip replacement, its DRG.
var samples = []string{"I50.21", "L89.153", "0SR90JZ", "470"}

func main() {
	command.Short()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// A config is what the command line asks for.
type config struct {
	releases []string
	on       medcode.Date
	asJSON   bool
	most     int
	queries  []string
}

func parseArgs(args []string, stderr io.Writer) (*config, error) {
	var c config
	flags := flag.NewFlagSet("lookup", flag.ContinueOnError)
	flags.Func("release", "`file`, zip or folder of releases; may be repeated", func(s string) error {
		c.releases = append(c.releases, s)
		return nil
	})
	flags.Func("on", "`date` of service or discharge, as 2026-01-15; default the newest that is found", func(s string) (err error) {
		c.on, err = medcode.ParseDate(s)
		return err
	})
	flags.BoolVar(&c.asJSON, "json", false, "print JSON, an object in a line for every code or search")
	flags.IntVar(&c.most, "n", 10, "how many answers a search prints at most")
	if err := command.Parse(flags, usage, args, stderr); err != nil {
		return nil, err
	}
	if c.most < 1 {
		return nil, errors.New("-n: want 1 or more")
	}
	if c.queries = flags.Args(); len(c.queries) == 0 {
		c.queries = samples
	}
	if slices.ContainsFunc(c.queries, func(q string) bool { return strings.TrimSpace(q) == "" }) {
		return nil, errors.New("want codes or words; one of them is empty")
	}
	var each []string
	for _, q := range c.queries {
		each = append(each, codesIn(q)...)
	}
	c.queries = each
	return &c, nil
}

// apart is a code that was written apart: "I50 .23", "I50. 23".
var apart = regexp.MustCompile(`^(\w{3}) *\. *(\w{1,4})$`)

// codesIn returns the codes in a query that is nothing but codes, each by itself and
// without what a sentence puts behind one ("I50.23."), and any other query as it is.
func codesIn(q string) []string {
	text := apart.ReplaceAllString(strings.Trim(q, " .,;"), "$1.$2")
	each := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) })
	for i, one := range each {
		each[i] = strings.TrimRight(one, ".")
		if !isCode(each[i]) {
			return []string{q}
		}
	}
	if len(each) == 0 {
		return []string{q}
	}
	return each
}

// isCode reports whether a text has the form of a code that has a digit.
func isCode(s string) bool {
	if !strings.ContainsAny(s, "0123456789") {
		return false
	}
	if _, err := cm.Parse(s); err == nil {
		return true
	}
	if _, err := pcs.Parse(s); err == nil {
		return true
	}
	_, err := hcpcs.Parse(s)
	return err == nil
}

const usage = `lookup [-release path] [-on date] [-json] [-n number] code|words ...

Prints what is known of codes, and finds codes by words. Built in are ICD-10-CM and
ICD-10-PCS since October 2015, the last ICD-9-CM and its mappings, HCPCS Level II of
some quarters, the MS-DRGs and their weights, the Medicare Code Editor and
comorbidities; CPT, fees and edits come from release files.`

func run(args []string, stdout, stderr io.Writer) int {
	c, err := parseArgs(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return command.Done
	}
	if err == nil {
		var found bool
		if found, err = c.run(stdout, stderr); err == nil && !found {
			return command.Reported
		}
	}
	return command.Status("lookup", err, stderr)
}

// run answers the queries, and reports whether all was found and read.
func (c *config) run(stdout, stderr io.Writer) (found bool, err error) {
	k, found, err := open(c.releases, c.on, slices.ContainsFunc(c.queries, looksLikeCode), stderr)
	if err != nil {
		return false, err
	}
	out := bufio.NewWriter(stdout)
	for i, p := range c.pages(k) {
		if !c.asJSON && i > 0 {
			fmt.Fprintln(out)
		}
		print := printText
		if c.asJSON {
			print = printJSON
		}
		if err := print(out, p); err != nil {
			return false, err
		}
		found = found && (len(p.Hits) > 0 || slices.ContainsFunc(p.Entries, func(e entry) bool { return !e.none }))
	}
	return found, out.Flush()
}

// pages answers the queries. Words that stand together are one search.
func (c *config) pages(k *known) []page {
	var pages []page
	var words []string
	search := func() {
		if len(words) > 0 {
			pages = append(pages, k.search(strings.Join(words, " "), c.most))
			words = nil
		}
	}
	for _, q := range c.queries {
		if !looksLikeCode(q) {
			words = append(words, q)
			continue
		}
		search()
		p := k.page(q)
		if !p.knows() { // "T2DM", "MS": words after all
			if p.Hits = k.abbreviation(q, c.most); len(p.Hits) > 0 {
				p.Note = ""
			}
		}
		pages = append(pages, p)
	}
	search()
	return pages
}

// knows reports whether the page has a code; two letters that are a modifier may
// be an abbreviation as well.
func (p page) knows() bool {
	return slices.ContainsFunc(p.Entries, func(e entry) bool { return e.System != "HCPCS modifier" })
}

// looksLikeCode reports whether a text is to be looked up rather than searched:
// codes have a digit, or are two capitals as modifiers are, and have no blank
// but behind "DRG".
func looksLikeCode(s string) bool {
	s = strings.TrimSpace(s)
	if word, _, ok := strings.Cut(s, " "); ok && !strings.HasSuffix(strings.ToUpper(word), "DRG") {
		return false
	}
	return strings.ContainsAny(s, "0123456789") || len(s) == 2 && s == strings.ToUpper(s)
}
