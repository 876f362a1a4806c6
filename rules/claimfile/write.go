package claimfile

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// A Writer writes claims in one of the formats that it can: X12, JSONLines and
// CSV. What is written is read back equal; of an 837 that is so as far as the
// transaction has places for what a claim says: the payer's answer (allowed, paid,
// denied), specialty codes, ages and CCN have none there and are left out, and the
// names and addresses that it must have are made up.
type Writer struct {
	w      *bufio.Writer
	format Format
	head   bool // a header was written
	err    error

	sheet sheet
	x12   x12Writer
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
	var text []byte
	var err error
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
	if err != nil {
		return fmt.Errorf("claim %q: %w", c.ID, err)
	}
	w.head = true
	_, w.err = w.w.Write(text)
	return w.err
}

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
	if w.err != nil {
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
