// Package corpus holds records that were written for the tests of rules: correct
// ones, in which nothing is to be found at warning or above, and wrong ones, with
// what is to be found at the end of the line.
package corpus

import (
	"bufio"
	"embed"
	"strings"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
)

//go:embed testdata
var files embed.FS

// Words are what every record says before its own words: what a claim must have
// and no coder looks at.
const Words = "id:1 npi:1234567893 "

// A Record is one record.
type Record struct {
	Line  string        // as it is written
	Claim *rules.Claim  // what it says
	Want  []Expectation // none of a correct record
}

// An Expectation is a rule and, where it is given, the section that it cites.
type Expectation struct{ Rule, Section string }

// Correct and Wrong return the records.
func Correct() ([]Record, error) { return read("testdata/correct.txt") }
func Wrong() ([]Record, error)   { return read("testdata/errors.txt") }

// read reads a file of one record a line in the notation of package claimtest,
// with expectations behind =>, as "guideline.excludes1 I.A.12.a".
func read(name string) (all []Record, err error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		line := strings.TrimSpace(in.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		text, want, _ := strings.Cut(line, "=>")
		c, err := claimtest.Parse(Words + text)
		if err != nil {
			return nil, err
		}
		r := Record{Line: line, Claim: c}
		for w := range strings.SplitSeq(want, ",") {
			rule, section, _ := strings.Cut(strings.TrimSpace(w), " ")
			if rule != "" {
				r.Want = append(r.Want, Expectation{rule, section})
			}
		}
		all = append(all, r)
	}
	return all, nil
}
