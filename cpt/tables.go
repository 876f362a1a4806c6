package cpt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/xlsx"
)

// A setter sets a field of an entry from a cell.
type setter func(b *builder, e *Entry, v, file string, line int)

// columns are those of files with a heading row, the code first.
var columns = []struct {
	name string
	set  setter
}{
	{"CPT CODE", nil},
	{"CONCEPT ID", textual("concept", func(e *Entry) *string { return &e.Concept })},
	{"LONG", textual("long descriptor", func(e *Entry) *string { return &e.Long })},
	{"MEDIUM", textual("medium descriptor", func(e *Entry) *string { return &e.Medium })},
	{"SHORT", textual("short descriptor", func(e *Entry) *string { return &e.Short })},
	{"CONSUMER", textual("consumer descriptor", func(e *Entry) *string { return &e.Consumer })},
	{"CONSUMER FRIENDLY DESCRIPTOR", textual("consumer descriptor", func(e *Entry) *string { return &e.Consumer })},
	{"SPANISH CONSUMER", textual("Spanish descriptor", func(e *Entry) *string { return &e.Spanish })},
	{"TEST NAME", textual("test", func(e *Entry) *string { return &e.Test })},
	{"LAB NAME", textual("laboratory", func(e *Entry) *string { return &e.Laboratory })},
	{"MANUFACTURER NAME", textual("manufacturer", func(e *Entry) *string { return &e.Manufacturer })},
	{"CURRENT DESCRIPTOR EFFECTIVE DATE", setEffective},
	{"CLINICIAN DESCRIPTOR ID", addClinicianID},
	{"CLINICIAN DESCRIPTOR", addClinician},
	{"ADD-ON", mark(AddOn)},
	{"UNLISTED", mark(Unlisted)},
	{"MODIFIER 51 EXEMPT", mark(Modifier51Exempt)},
	{"TELEMEDICINE", mark(VideoTelehealth)},
	{"AUDIO-ONLY", mark(AudioTelehealth)},
	{"RESEQUENCED", mark(Resequenced)},
}

var headings = headingsOf()

func headingsOf() []heading.Column {
	list := make([]heading.Column, len(columns))
	for i, c := range columns {
		list[i] = heading.Column{Name: c.name, Need: heading.Optional}
	}
	list[0].Need = heading.Required
	return list
}

func textual(what string, at func(*Entry) *string) setter {
	return func(b *builder, e *Entry, v, file string, line int) { b.put(at(e), v, what, file, line) }
}

// addClinicianID and addClinician take the two columns of a clinician
// descriptor, the id first.
func addClinicianID(_ *builder, e *Entry, v, _ string, _ int) {
	if v != "" {
		e.Clinician = append(e.Clinician, Descriptor{ID: v})
	}
}

func addClinician(_ *builder, e *Entry, v, _ string, _ int) {
	if n := len(e.Clinician); n > 0 && e.Clinician[n-1].Text == "" {
		e.Clinician[n-1].Text = v
	} else if v != "" {
		e.Clinician = append(e.Clinician, Descriptor{Text: v})
	}
}

// mark sets a mark where a cell says yes.
func mark(m Marks) setter {
	return func(_ *builder, e *Entry, v, _ string, _ int) {
		switch strings.ToUpper(v) {
		case "Y", "YES", "X", "1", "TRUE", "*":
			e.Marks |= m
		}
	}
}

func setEffective(b *builder, e *Entry, v, file string, line int) {
	if v == "" {
		return
	}
	d, err := medcode.ParseDate(v)
	if m := strings.Split(v, "/"); err != nil && len(m) == 3 && len(m[2]) == 4 {
		d, err = medcode.ParseDate(fmt.Sprintf("%s%02s%02s", m[2], m[0], m[1]))
	}
	if err != nil {
		b.diag(medcode.Diagnostic{File: file, Line: line, Kind: medcode.KindMalformedValue, Text: v, Message: "the effective date of the descriptor was left out"})
		return
	}
	e.Effective = d
}

// table reads the rows of a text file below its heading.
func (b *builder) table(h heading.Row, lines []string, sep string) error {
	of, err := b.bind(h)
	rows := 0
	for i, line := range lines {
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) != "" {
			rows++
			err = b.row(h.File, h.Line+i+1, strings.Split(line, sep), of)
		}
	}
	if err == nil && rows == 0 {
		b.diag(h.NoRows())
	}
	return err
}

// bind returns the column of each cell of a heading.
func (b *builder) bind(h heading.Row) ([]int, error) {
	found, told, err := h.Bind(headings)
	b.diags = append(b.diags, told...)
	return found.Of, err
}

func (b *builder) row(file string, line int, cells []string, of []int) error {
	cell := func(i int) string {
		if i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	code := cell(slices.Index(of, 0))
	c, err := Parse(code)
	if err != nil {
		return &medcode.FileError{File: file, Line: line, Text: code, Err: err}
	}
	e := b.at(c)
	for i, column := range of {
		if column > 0 {
			columns[column].set(b, e, strings.Clone(cell(i)), file, line)
		}
	}
	return nil
}

// workbook reads the Consolidated Code List as a workbook.
func (b *builder) workbook(file string, data []byte) (bool, error) {
	book, err := xlsx.Open(file, data, b.limits)
	if errors.Is(err, xlsx.ErrNoWorkbook) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var of []int // nil above the heading
	var h heading.Row
	n, rows := 0, 0
	for row, err := range book.Rows("") {
		if err != nil {
			return false, err
		}
		if of == nil {
			if h = (heading.Row{File: file, Line: row.Number, Cells: row.Cells}); h.Is(headings) {
				if of, err = b.bind(h); err != nil {
					return false, err
				}
			} else if n++; n > 40 {
				return false, nil
			}
			continue
		}
		if row.Empty() {
			continue
		}
		rows++
		if err := b.row(file, row.Number, row.Cells, of); err != nil {
			return false, err
		}
	}
	if of != nil && rows == 0 {
		b.diag(h.NoRows())
	}
	return of != nil, nil
}
