package cpt

import (
	"errors"
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx"
)

// A heading is the columns of a file with a heading row.
type heading struct {
	code    int // -1 where there is none: no heading
	columns []column
	unknown []string
}

type column struct {
	at  int
	set setter
}

// A setter sets a field of an entry from a cell.
type setter func(b *builder, e *Entry, v, file string, line int)

// setterOf returns the setter of a column by its heading in capitals, or nil.
func setterOf(name string) setter {
	switch name {
	case "CONCEPT ID":
		return textual("concept", func(e *Entry) *string { return &e.Concept })
	case "LONG":
		return textual("long descriptor", func(e *Entry) *string { return &e.Long })
	case "MEDIUM":
		return textual("medium descriptor", func(e *Entry) *string { return &e.Medium })
	case "SHORT":
		return textual("short descriptor", func(e *Entry) *string { return &e.Short })
	case "CONSUMER", "CONSUMER FRIENDLY DESCRIPTOR":
		return textual("consumer descriptor", func(e *Entry) *string { return &e.Consumer })
	case "SPANISH CONSUMER":
		return textual("Spanish descriptor", func(e *Entry) *string { return &e.Spanish })
	case "TEST NAME":
		return textual("test", func(e *Entry) *string { return &e.Test })
	case "LAB NAME":
		return textual("laboratory", func(e *Entry) *string { return &e.Laboratory })
	case "MANUFACTURER NAME":
		return textual("manufacturer", func(e *Entry) *string { return &e.Manufacturer })
	case "CURRENT DESCRIPTOR EFFECTIVE DATE":
		return setEffective
	case "CLINICIAN DESCRIPTOR ID":
		return addClinicianID
	case "CLINICIAN DESCRIPTOR":
		return addClinician
	case "ADD-ON":
		return mark(AddOn)
	case "UNLISTED":
		return mark(Unlisted)
	case "MODIFIER 51 EXEMPT":
		return mark(Modifier51Exempt)
	case "TELEMEDICINE":
		return mark(VideoTelehealth)
	case "AUDIO-ONLY":
		return mark(AudioTelehealth)
	case "RESEQUENCED":
		return mark(Resequenced)
	}
	return nil
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

// newHeading tells whether cells are a heading: one is CPT Code.
func newHeading(cells []string) heading {
	h := heading{code: -1}
	for i, c := range cells {
		name := strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(c, "_", " ")), " "))
		switch set := setterOf(name); {
		case name == "CPT CODE":
			h.code = i
		case set != nil:
			h.columns = append(h.columns, column{i, set})
		case name != "":
			h.unknown = append(h.unknown, name)
		}
	}
	return h
}

// table reads the rows of a text file with a heading, which follow line n.
func (b *builder) table(file string, n int, lines []string, sep string, h heading) error {
	b.unknownColumns(file, n, h)
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := b.row(file, n+i+1, strings.Split(line, sep), h); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) unknownColumns(file string, line int, h heading) {
	for _, u := range h.unknown {
		b.diag(medcode.Diagnostic{File: file, Line: line, Kind: medcode.KindUnknownColumn, Text: u, Message: "a column that the reader doesn't know was left out"})
	}
}

func (b *builder) row(file string, line int, cells []string, h heading) error {
	cell := func(i int) string {
		if i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	c, err := Parse(cell(h.code))
	if err != nil {
		return &medcode.FileError{File: file, Line: line, Text: cell(h.code), Err: err}
	}
	e := b.at(c)
	for _, col := range h.columns {
		col.set(b, e, strings.Clone(cell(col.at)), file, line)
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
	var h *heading
	n := 0
	for row, err := range book.Rows("") {
		if err != nil {
			return false, err
		}
		if h == nil {
			if got := newHeading(row.Cells); got.code >= 0 {
				h = &got
				b.unknownColumns(file, row.Number, got)
			} else if n++; n > 40 {
				return false, nil
			}
			continue
		}
		if row.Empty() {
			continue
		}
		if err := b.row(file, row.Number, row.Cells, *h); err != nil {
			return false, err
		}
	}
	return h != nil, nil
}
