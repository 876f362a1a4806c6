package ncci

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/heading"
)

// An MAI says how units are counted against a medically unlikely edit and how
// firm it is (MUE adjudication indicator; NCCI Policy Manual, chapter I,
// section V).
type MAI uint8

// The adjudication indicators.
const (
	// LineEdit compares each line's units alone. Units beyond the value that
	// were medically necessary may be reported on further lines with modifiers.
	// All of Medicaid's edits are line edits.
	LineEdit MAI = 1
	// DayPolicy compares the units of all lines of a date of service. More is
	// impossible by statute, regulation or instruction; contractors don't
	// override it.
	DayPolicy MAI = 2
	// DayClinical compares the units of all lines of a date of service. More is
	// unlikely; contractors may pay it on review or appeal.
	DayClinical MAI = 3
)

// An MUEEdit is one medically unlikely edit.
type MUEEdit struct {
	Code      hcpcs.Code
	Units     int // the most units; 0 is a value: the code is not payable to this kind of provider
	MAI       MAI
	Rationale string
}

// MUE is the medically unlikely edits for one service, in order of code. It is
// immutable. CMS keeps some values confidential: a code without an edit here
// may have one.
type MUE struct {
	edits []MUEEdit
	ids   index
}

// Len returns the number of edits.
func (t *MUE) Len() int { return len(t.edits) }

// Lookup returns the edit of a code.
func (t *MUE) Lookup(c hcpcs.Code) (MUEEdit, bool) {
	if i, ok := t.ids.find(c.Key()); ok {
		return t.edits[i], true
	}
	return MUEEdit{}, false
}

// All yields the edits in order of code.
func (t *MUE) All() iter.Seq[MUEEdit] { return slices.Values(t.edits) }

// The columns of an MUE table; Medicaid's has no indicator.
const (
	mueCode = iota
	mueValue
	mueMAI
	mueReason
)

var mueColumns = []heading.Column{
	mueCode:   {Name: "HCPCS/CPT Code", Is: func(t string) bool { return strings.HasPrefix(t, "HCPCS") }},
	mueValue:  {Name: "MUE Values", Is: having("mueval")},
	mueMAI:    {Name: "MUE Adjudication Indicator", Is: having("adjudication"), Need: heading.Optional},
	mueReason: {Name: "MUE Rationale", Is: having("rationale"), Need: heading.Optional},
}

// An mueBuilder gathers the rows of one service's MUE table.
type mueBuilder struct {
	at    []int // of mueColumns
	cells int   // of the headings
	file  string
	diags *[]medcode.Diagnostic
	edits []MUEEdit
	lines map[hcpcs.Code]int
}

// csv reads the rows of a table, comma- or tab-separated, behind its heading.
func (b *mueBuilder) csv(data []byte, comma rune, h heading.Row) error {
	r := records(data, comma)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			if len(b.edits) == 0 {
				*b.diags = append(*b.diags, h.NoRows())
			}
			return nil
		}
		if pe := (*csv.ParseError)(nil); errors.As(err, &pe) {
			return &medcode.FileError{File: b.file, Line: pe.Line, Column: pe.Column, Err: fmt.Errorf("%w: %w", pe.Err, medcode.ErrSyntax)}
		}
		line, _ := r.FieldPos(0)
		if line <= h.Line {
			continue
		}
		if err := b.row(line, cells); err != nil {
			return err
		}
	}
}

func records(data []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = comma, -1, true, true
	return r
}

func (b *mueBuilder) row(line int, cells []string) error {
	for len(cells) > b.cells && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 || strings.TrimSpace(strings.Join(cells, "")) == "" {
		return nil
	}
	bad := func(text string, err error) error {
		return &medcode.FileError{File: b.file, Line: line, Text: text, Err: err}
	}
	if len(cells) != b.cells {
		return bad(cells[0], fmt.Errorf("%d cells where the headings have %d: %w", len(cells), b.cells, medcode.ErrSyntax))
	}
	code, value := cells[b.at[mueCode]], cells[b.at[mueValue]]
	c, err := hcpcs.Parse(code)
	if err != nil {
		return bad(code, err)
	}
	units, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31)
	if err != nil {
		return bad(value, fmt.Errorf("MUE value: want a whole number: %w", medcode.ErrSyntax))
	}
	e := MUEEdit{Code: c, Units: int(units), MAI: LineEdit}
	if at := b.at[mueMAI]; at >= 0 {
		s := strings.TrimSpace(cells[at])
		if s == "" || s[0] < '1' || s[0] > '3' || len(s) > 1 && s[1] != ' ' {
			return bad(s, fmt.Errorf("MUE adjudication indicator: want 1, 2 or 3: %w", medcode.ErrSyntax))
		}
		e.MAI = MAI(s[0] - '0')
	}
	if at := b.at[mueReason]; at >= 0 {
		e.Rationale = strings.TrimSpace(cells[at])
	}
	if first, ok := b.lines[c]; ok {
		*b.diags = append(*b.diags, medcode.Diagnostic{File: b.file, Line: line, Kind: medcode.KindDuplicateCode, Text: c.String(),
			Message: fmt.Sprintf("a code that line %d has too; the first is taken", first)})
		return nil
	}
	b.lines[c] = line
	b.edits = append(b.edits, e)
	return nil
}

func (b *mueBuilder) build() *MUE {
	slices.SortFunc(b.edits, func(x, y MUEEdit) int { return x.Code.Compare(y.Code) })
	keys := make([]uint64, len(b.edits))
	reasons := map[string]string{}
	for i := range b.edits {
		e := &b.edits[i]
		keys[i] = e.Code.Key()
		if s, ok := reasons[e.Rationale]; ok {
			e.Rationale = s
		} else {
			e.Rationale = strings.Clone(e.Rationale)
			reasons[e.Rationale] = e.Rationale
		}
	}
	return &MUE{edits: slices.Clip(b.edits), ids: newIndex(keys)}
}
