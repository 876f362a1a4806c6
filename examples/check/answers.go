package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/mce"
)

// writeAnswers reads claims in the columns id, discharge date, age, sex,
// status, length of stay, admitting diagnosis or -, diagnoses as CODE:POA
// separated by commas, procedures or -, separated by tabs, and writes the
// editor's answer to each, in the columns of [mce.Answer.AppendTSV].
func (c *config) writeAnswers(stdin io.Reader, w io.Writer) error {
	editor, err := c.editor()
	if err != nil {
		return err
	}
	name := c.files[0]
	in := stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	lines, err := scan(in)
	if err != nil {
		return err
	}
	var a mce.Answer
	rec := mce.Record{ICD: rules.ICD10}
	if c.icd == 9 {
		rec.ICD = rules.ICD9
	}
	out := bufio.NewWriter(w)
	var buf []byte
	n := 0
	for lines.Scan() {
		n++
		id, err := readRecord(&rec, lines.Text())
		if err != nil {
			return &medcode.FileError{File: name, Line: n, Text: lines.Text(), Err: err}
		}
		editor.EditInto(&a, &rec)
		buf = append(a.AppendTSV(buf[:0], id), '\n')
		if _, err := out.Write(buf); err != nil {
			return err
		}
	}
	if n == 0 && lines.Err() == nil {
		return fmt.Errorf("%s: no claims", name)
	}
	return errors.Join(lines.Err(), out.Flush())
}

// scan returns the lines of r, gzip'ed or not.
func scan(r io.Reader) (*bufio.Scanner, error) {
	in := bufio.NewReader(r)
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		in = bufio.NewReader(z)
	}
	s := bufio.NewScanner(in)
	s.Buffer(nil, 1<<20)
	return s, nil
}

// readRecord reads one claim into rec, whose slices and ICD it keeps.
func readRecord(rec *mce.Record, line string) (id string, err error) {
	f := strings.Split(strings.TrimSuffix(line, "\r"), "\t")
	if len(f) != 9 {
		return "", fmt.Errorf("%d columns, want 9: %w", len(f), medcode.ErrSyntax)
	}
	rec.Discharge = mce.ParseDate(f[1])
	if rec.Sex, err = medcode.ParseSex(f[3]); err != nil {
		return "", err
	}
	for _, n := range []struct {
		column int
		to     *int
	}{{3, &rec.Age}, {5, &rec.Status}, {6, &rec.LengthOfStay}} {
		if *n.to, err = strconv.Atoi(f[n.column-1]); err != nil {
			return "", fmt.Errorf("column %d: %w: %w", n.column, err, medcode.ErrSyntax)
		}
	}
	rec.Admitting = f[6]
	if f[6] == "-" {
		rec.Admitting = ""
	}
	rec.Diagnoses = codes(rec.Diagnoses[:0], f[7])
	rec.Procedures = codes(rec.Procedures[:0], f[8])
	return f[0], nil
}

// codes appends the codes of a column to dst, without their indicators.
func codes(dst []string, s string) []string {
	if s == "-" {
		return dst
	}
	for one := range strings.SplitSeq(s, ",") {
		code, _, _ := strings.Cut(one, ":")
		dst = append(dst, code)
	}
	return dst
}
