package main

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/internal/source"
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
	f, err := command.Open(name, stdin)
	if err != nil {
		return err
	}
	defer f.Close()
	name = command.Label(name)
	in, err := source.Gunzip(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<20)
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
	if err := lines.Err(); err != nil {
		return &medcode.FileError{File: name, Line: n + 1, Err: err}
	}
	return out.Flush()
}

// readRecord reads one claim into rec, whose slices and ICD it keeps.
func readRecord(rec *mce.Record, line string) (id string, err error) {
	f := strings.Split(strings.TrimSuffix(line, "\r"), "\t")
	if len(f) != 9 {
		return "", fmt.Errorf("%d columns, want the 9 of the reference vectors, separated by tabs: %w", len(f), medcode.ErrSyntax)
	}
	rec.Discharge = mce.ParseDate(f[1])
	if rec.Sex, err = medcode.ParseSex(f[3]); err != nil {
		return "", err
	}
	for _, n := range []struct {
		column int
		what   string
		to     *int
	}{{3, "the age", &rec.Age}, {5, "the discharge status", &rec.Status}, {6, "the length of stay", &rec.LengthOfStay}} {
		if *n.to, err = strconv.Atoi(f[n.column-1]); err != nil {
			return "", fmt.Errorf("column %d, %s: want a whole number: %w", n.column, n.what, medcode.ErrSyntax)
		}
	}
	rec.Admitting = f[6]
	if f[6] == "-" {
		rec.Admitting = ""
	}
	rec.Diagnoses = appendCodes(rec.Diagnoses[:0], f[7])
	rec.Procedures = appendCodes(rec.Procedures[:0], f[8])
	return f[0], nil
}

// appendCodes appends the codes of a column to dst, without their indicators.
func appendCodes(dst []string, s string) []string {
	if s == "-" {
		return dst
	}
	for one := range strings.SplitSeq(s, ",") {
		code, _, _ := strings.Cut(one, ":")
		dst = append(dst, code)
	}
	return dst
}
