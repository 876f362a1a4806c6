package claimfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// A Writer writes claims in one of the formats that it can: X12, JSONLines and
// CSV. What is written is read back equal, and what is not, since the format has no
// place for it, is told by Lost: in an 837 that is the payer's answer (allowed, paid,
// denied), specialty codes, ages, the CCN and what belongs to another guide.
//
// An 837 must say what no claim here does. In its place stand: SENDER and RECEIVER
// for who they are, in ISA and GS as in loops 1000A and 1000B, with the telephone
// 5555550100; usage T, a test; January 1, 2026, 12:00 for when it was made; NAME for
// providers, PAYER with the identifier 00000, MEMBER and PATIENT for people;
// 1 MAIN ST (a facility's 2 MAIN ST), TOWN and, for the biller, MD as addresses, with
// the ZIP codes that the claim has; 000000000 as the biller's tax number; Y, A, Y and Y for
// signature, assignment, benefits and release (CLM06 to 09). Control numbers count from 1.
type Writer struct {
	w      *bufio.Writer
	format Format
	head   bool // a header was written
	err    error

	sheet sheet
	x12   x12Writer
	lost  map[string]int
}

// NewWriter returns a writer. Close ends what is written. The error wraps
// [medcode.ErrLayout] for a format that is not written here.
func NewWriter(w io.Writer, format Format) (*Writer, error) {
	switch format {
	case X12, JSONLines, CSV:
		return &Writer{w: bufio.NewWriterSize(w, 64<<10), format: format}, nil
	}
	return nil, fmt.Errorf("claims are written as X12 837, JSON Lines or CSV, not as %s: %w", format, medcode.ErrLayout)
}

// Write writes a claim. An error about the claim, which wraps
// [medcode.ErrSyntax], leaves it out, and others can follow; an error of the
// output is the last.
func (w *Writer) Write(c *rules.Claim) error {
	if w.err != nil {
		return w.err
	}
	if w.w == nil {
		return fmt.Errorf("a Writer is made by NewWriter: %w", medcode.ErrLayout)
	}
	var text []byte
	var err error
	before := w.x12
	switch w.format {
	case JSONLines:
		if text, err = marshal(c); err == nil {
			text = append(text, '\n')
		}
	case CSV:
		text, err = w.sheet.rows(c, !w.head)
	case X12:
		text, err = w.x12.claim(c)
	}
	if err == nil && w.format != JSONLines {
		if err = w.proof(c, text); err != nil {
			w.x12 = before
		}
	}
	if err != nil {
		return fmt.Errorf("claim %q: %w", c.ID, err)
	}
	w.head = true
	_, w.err = w.w.Write(text)
	return w.err
}

// Lost returns the fields, by their names in JSON, that the format had no place for,
// and how many claims say something in each.
func (w *Writer) Lost() map[string]int { return maps.Clone(w.lost) }

// proof reads back what a claim was written as, and takes down what is lost.
func (w *Writer) proof(c *rules.Claim, text []byte) error {
	if w.format == CSV && w.head {
		text = append(w.sheet.header(), bytes.TrimPrefix(text, []byte{'\n'})...)
	} else if w.format == X12 {
		if i := bytes.Index(text, []byte("ST*")); i > 0 { // behind what begins the file
			text = text[i:]
		}
		text = append(append([]byte(isaSegment), text...), "IEA*1*000000001~"...)
	}
	f := &file{name: "written", src: bytes.NewReader(text), limits: medcode.Limits{ClaimLines: math.MaxInt, ClaimCodes: math.MaxInt, LineBytes: math.MaxInt, EntryBytes: math.MaxInt64}}
	var again *rules.Claim
	var bad error
	f.yield = func(c *rules.Claim, err error) bool {
		if c != nil {
			again = c
		} else if !errors.Is(err, ErrControl) {
			bad = err
		}
		return true
	}
	f.read()
	if again == nil || bad != nil {
		return fmt.Errorf("it can't be written so that it is read back (%v): %w", bad, medcode.ErrSyntax)
	}
	seen := map[string]bool{}
	differences(reflect.ValueOf(c).Elem(), reflect.ValueOf(again).Elem(), "", seen)
	for field := range seen {
		if w.lost == nil {
			w.lost = map[string]int{}
		}
		w.lost[field]++
	}
	return nil
}

// differences adds to a set the fields, by their names in JSON, in which two claims
// differ. Lists of other lengths differ as a whole.
func differences(a, b reflect.Value, path string, to map[string]bool) {
	t := a.Type()
	switch {
	case t.Kind() == reflect.Struct && t.PkgPath() == claimPackage && t.NumField() > 0 && t.Field(0).IsExported():
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			differences(a.Field(i), b.Field(i), strings.TrimPrefix(path+"."+name, "."), to)
		}
	case t.Kind() == reflect.Slice && a.Len() == b.Len():
		for i := range a.Len() {
			differences(a.Index(i), b.Index(i), path, to)
		}
	case path == "typeOfBill" && strings.TrimLeft(a.String(), "0") == strings.TrimLeft(b.String(), "0"):
		// with the leading zero or without, as both are written
	case !reflect.DeepEqual(a.Interface(), b.Interface()):
		to[path] = true
	}
}

var claimPackage = reflect.TypeFor[rules.Claim]().PkgPath()

// marshal writes a claim in JSON. The revision is not left out where the day of
// the claim says another.
func marshal(c *rules.Claim) ([]byte, error) {
	if c.ICD == rules.ICD10 && beforeICD10(c) {
		return json.Marshal(struct {
			*rules.Claim
			ICD rules.ICD `json:"icd"`
		}{c, c.ICD})
	}
	return json.Marshal(c)
}

// Close ends the file and writes what is left. The writer beneath is not closed.
func (w *Writer) Close() error {
	if w.err != nil || w.w == nil {
		return w.err
	}
	switch {
	case w.format == X12:
		_, w.err = w.w.Write(w.x12.end())
	case w.format == CSV && !w.head:
		_, w.err = w.w.Write(w.sheet.header())
	}
	if err := w.w.Flush(); w.err == nil {
		w.err = err
	}
	if w.err == nil {
		w.err = errClosed
		return nil
	}
	return w.err
}

var errClosed = errors.New("the writer is closed")
