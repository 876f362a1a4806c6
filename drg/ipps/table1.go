package ipps

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// isTable1 reports whether text opens as the file of tables 1A to 1E does.
var isTable1 = regexp.MustCompile(`(?i)^\x{feff}?\s*"?\s*(?:FY|FISCAL YEAR)\s*20\d\d\b[^\n]{0,80}\bTABLES?\s+1A\b`).Match

var table1Title = regexp.MustCompile(`(?i)^\s*TABLE\s+1([A-E])\b`)

// A table1Reader reads tables 1A to 1E: under each title, a line of headings
// that say which hospitals an amount is for, each over a labor-related and a
// nonlabor-related amount, then the amounts.
type table1Reader struct {
	file  string
	csv   *csv.Reader
	rec   []string
	rates Rates

	table    string
	headings []string // of table, by column
}

// readTable1 returns the rates and the fiscal year they are for.
func readTable1(file string, data []byte) (Rates, int, error) {
	t := &table1Reader{file: file, csv: csv.NewReader(bytes.NewReader(data))}
	t.csv.Comma = '\t'
	t.csv.FieldsPerRecord = -1
	for {
		rec, err := t.csv.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return Rates{}, 0, csvError(file, err)
		}
		t.rec = rec
		if err := t.record(); err != nil {
			return Rates{}, 0, err
		}
	}
	if missing := t.rates.missing(); missing != "" {
		return Rates{}, 0, &medcode.FileError{File: file, Err: fmt.Errorf("no amount for %s: %w", missing, medcode.ErrSyntax)}
	}
	year, err := strconv.Atoi(string(fiscalYear.FindSubmatch(data)[1])) // isTable1 saw it
	return t.rates, year, err
}

// missing names the first amount that tables 1A to 1E have and r has not.
func (r *Rates) missing() string {
	amounts := []StandardizedAmount{r.PuertoRico[FullUpdate], r.PuertoRico[NoEHR], {r.Capital, r.Capital}, {r.LongTerm[0], r.LongTerm[1]}}
	names := []string{"Table 1C", "Table 1C", "Table 1D", "Table 1E"}
	for i := range r.HighWage {
		amounts = append(amounts, r.HighWage[i], r.LowWage[i])
		names = append(names, "Table 1A", "Table 1B")
	}
	for i, a := range amounts {
		if a.Labor == 0 || a.NonLabor == 0 {
			return names[i]
		}
	}
	return ""
}

// csvError says where a file breaks the rules of quoting.
func csvError(file string, err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return &medcode.FileError{File: file, Line: pe.Line, Column: pe.Column, Err: fmt.Errorf("%w: %w", pe.Err, medcode.ErrSyntax)}
	}
	return err
}

func (t *table1Reader) record() error {
	if m := table1Title.FindStringSubmatch(t.rec[0]); m != nil {
		t.table, t.headings = strings.ToUpper(m[1]), nil
		return nil
	}
	amounts := 0
	for i, cell := range t.rec {
		if !strings.HasPrefix(strings.TrimSpace(cell), "$") {
			continue
		}
		m, err := medcode.ParseCents(cell)
		if err != nil {
			return t.fail(i, err)
		}
		if err := t.amount(i, amounts, m); err != nil {
			return t.fail(i, err)
		}
		amounts++
	}
	if amounts == 0 && t.headings == nil && strings.TrimSpace(strings.Join(t.rec, "")) != "" {
		t.headings = t.rec
	}
	return nil
}

func (t *table1Reader) fail(cell int, err error) error {
	line, col := t.csv.FieldPos(cell)
	return &medcode.FileError{File: t.file, Line: line, Column: col, Text: t.rec[cell], Err: err}
}

// amount keeps the amount in a column, the nth of its record.
func (t *table1Reader) amount(column, nth int, m medcode.Cents) error {
	switch t.table {
	case "A":
		return t.standardized(&t.rates.HighWage, column, nth, m)
	case "B":
		return t.standardized(&t.rates.LowWage, column, nth, m)
	case "C":
		return t.standardized(&t.rates.PuertoRico, column, nth, m)
	case "D":
		return keepOnce(&t.rates.Capital, m)
	case "E":
		if nth < len(t.rates.LongTerm) {
			return keepOnce(&t.rates.LongTerm[nth], m)
		}
	}
	return fmt.Errorf("an amount that belongs to no table: %w", medcode.ErrLayout)
}

// standardized keeps one half of a pair of amounts under the heading of the
// pair's first column.
func (t *table1Reader) standardized(dst *[4]StandardizedAmount, column, nth int, m medcode.Cents) error {
	first := column - nth%2
	if first < 0 || first >= len(t.headings) || strings.TrimSpace(t.headings[first]) == "" {
		return fmt.Errorf("an amount in Table 1%s without a heading: %w", t.table, medcode.ErrLayout)
	}
	a := &dst[reporting(t.headings[first])]
	if nth%2 == 0 {
		return keepOnce(&a.Labor, m)
	}
	return keepOnce(&a.NonLabor, m)
}

// reporting reads a heading such as "Hospital Did NOT Submit Quality Data and
// is a Meaningful EHR User".
func reporting(heading string) UpdateReduction {
	h := strings.ToLower(strings.Join(strings.Fields(heading), " "))
	var r UpdateReduction
	if strings.Contains(h, "not submit") {
		r |= NoQuality
	}
	if strings.Contains(h, "not a meaningful") {
		r |= NoEHR
	}
	return r
}

func keepOnce(dst *medcode.Cents, m medcode.Cents) error {
	if *dst != 0 {
		return fmt.Errorf("a second amount where one stood, %v: %w", *dst, medcode.ErrLayout)
	}
	*dst = m
	return nil
}
