package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules"
)

// A rowWriter writes the diagnoses and procedures of claims as research.LongTable
// has them, one in a row, codes and indicators as the claim writes them:
// research.Run counts those that it can't read.
type rowWriter struct{ w *csv.Writer }

func newRowWriter(w io.Writer) (*rowWriter, error) {
	r := &rowWriter{csv.NewWriter(w)}
	return r, r.w.Write([]string{"person", "stay", "date", "code", "system", "poa", "principal"})
}

// Write writes the rows of a claim. The error wraps medcode.ErrSyntax where it can't
// have any.
func (r *rowWriter) Write(c *rules.Claim) error {
	person := c.Person()
	switch {
	case person == "":
		return fmt.Errorf("claim %q: it doesn't say who the patient is, and rows are of persons: %w", c.ID, medcode.ErrSyntax)
	case len(c.Diagnoses)+len(c.Procedures) == 0:
		return fmt.Errorf("claim %q: it has neither diagnoses nor procedures, and so no row: %w", c.ID, medcode.ErrSyntax)
	case strings.ContainsAny(person+c.ID, "\r\n"):
		return fmt.Errorf("claim %q: a line break in an identifier, which no row can hold: %w", c.ID, medcode.ErrSyntax)
	}
	dx, px := research.ICD10CM, research.ICD10PCS
	if c.ICD != rules.ICD10 {
		dx, px = research.ICD9CM, research.ICD9Procedure
	}
	principal := "Y"
	for i, row := range c.Coded() {
		var err error
		if i < len(c.Diagnoses) {
			d := c.Diagnoses[i]
			err = r.w.Write([]string{person, c.ID, day(row.Date), oneLine(d.Code), dx.String(), oneLine(d.POA), principal})
		} else {
			err = r.w.Write([]string{person, c.ID, day(row.Date), oneLine(c.Procedures[i-len(c.Diagnoses)].Code), px.String(), "", ""})
		}
		if err != nil {
			return err
		}
		principal = ""
	}
	return nil
}

func (r *rowWriter) Close() error {
	r.w.Flush()
	return r.w.Error()
}

// Lost returns nothing: rows hold codes alone, which is what they are asked for.
func (r *rowWriter) Lost() map[string]int { return nil }

func day(d medcode.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// oneLine returns a text without line breaks, which a row can't hold.
func oneLine(s string) string { return strings.NewReplacer("\r", " ", "\n", " ").Replace(s) }
