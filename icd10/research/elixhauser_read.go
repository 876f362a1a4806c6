package research

import (
	"fmt"
	"io/fs"
	"math/bits"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

const (
	elixhauserSystem = "Elixhauser Comorbidity Software Refined for ICD-10-CM"
	mostMeasures     = 60 // that fit in flags, with the two columns beside them
)

// ReadElixhauser reads AHRQ's reference file, the workbook
// CMR-Reference-File-vYYYY-N.xlsx, from a folder, zip or the file alone.
func ReadElixhauser(fsys fs.FS) (*Elixhauser, error) {
	return ReadElixhauserWith(fsys, medcode.ReadOptions{})
}

// ReadElixhauserWith is ReadElixhauser with options.
func ReadElixhauserWith(fsys fs.FS, opts medcode.ReadOptions) (*Elixhauser, error) {
	e := &Elixhauser{codes: map[Code]flags{}, exempt: map[Code]bool{}}
	e.prov = medcode.Provenance{System: elixhauserSystem}
	there := false
	in, err := intake.Read(fsys, opts, "AHRQ's comorbidity measures (workbook)", func(f *source.Entry) (bool, error) {
		book, err := bookOf(f, opts.Limits, "Comorbidity_Measures", "DX_to_Comorb_Mapping")
		if book == nil {
			return false, err
		}
		if err := intake.Once(&there, f.Path, "workbook"); err != nil {
			return false, err
		}
		if err := e.readMeasures(book, f.Path); err != nil {
			return false, err
		}
		return true, e.readMapping(book, f.Path)
	})
	if err != nil {
		return nil, err
	}
	e.prov.Files, e.diags = in.Files, append(in.Diagnostics, e.diags...)
	return e, nil
}

func (e *Elixhauser) readMeasures(book *xlsx.Book, file string) error {
	for row, err := range book.Rows("Comorbidity_Measures") {
		if err != nil {
			return err
		}
		name, is := strings.CutPrefix(row.Cell(0), "CMR_")
		if !is {
			if row.Number == 1 {
				e.prov.Release = versionIn(row.Cell(0))
			}
			continue
		}
		poa := strings.TrimSpace(row.Cell(2))
		m := Measure{Name: strings.TrimSpace(name), Description: strings.TrimSpace(row.Cell(1)), POA: poa == "Yes"}
		if !m.POA && poa != "No" {
			return row.Errorf(file, 2, "want Yes or No: %w", medcode.ErrSyntax)
		}
		w, ok := weightsOf(e.prov.Release, m.Name)
		if !ok {
			e.diag(file, row.Number, medcode.KindNoWeight, name, "a measure without a known index weight; it counts 0")
		}
		m.Readmission, m.Mortality = w[0], w[1]
		e.measures = append(e.measures, m)
	}
	switch release := e.prov.Release; {
	case release == "" || release > lastIndices:
		e.diag(file, 1, medcode.KindOtherRelease, release, "the index weights are those of "+lastIndices+", the latest known")
	case release < firstIndices:
		e.diag(file, 1, medcode.KindNoIndices, release, "AHRQ has indices since "+firstIndices+"; all weights are 0")
	}
	if len(e.measures) == 0 || len(e.measures) > mostMeasures {
		return &medcode.FileError{File: file, Err: fmt.Errorf("%d comorbidity measures, want 1 to %d: %w", len(e.measures), mostMeasures, medcode.ErrLayout)}
	}
	return nil
}

func (e *Elixhauser) diag(file string, line int, kind medcode.DiagnosticKind, text, message string) {
	e.diags = append(e.diags, medcode.Diagnostic{File: file, Line: line, Kind: kind, Text: text, Message: message})
}

// place returns the flag of a measure or column.
func (e *Elixhauser) place(name string) (flags, bool) {
	for i, m := range e.measures {
		if m.Name == name {
			return 1 << i, true
		}
	}
	switch name {
	case cbvdNow:
		return 1 << len(e.measures), true
	case cbvdSequela:
		return 2 << len(e.measures), true
	}
	return 0, false
}

// compile turns the rules by name into rules by place.
func (e *Elixhauser) compile() {
	r := &e.rules
	r.cbvd, _ = e.place(cbvd)
	r.cbvdNow, _ = e.place(cbvdNow)
	r.cbvdSequela, _ = e.place(cbvdSequela)
	r.poa = r.cbvdNow | r.cbvdSequela
	for i, m := range e.measures {
		if m.POA {
			r.poa |= 1 << i
		}
		r.readmission[i], r.mortality[i] = int8(m.Readmission), int8(m.Mortality)
	}
	for i, x := range exclusions {
		r.severer[i], _ = e.place(x.severer)
		r.milder[i], _ = e.place(x.milder)
	}
}

func (e *Elixhauser) readMapping(book *xlsx.Book, file string) error {
	e.compile()
	var columns []flags // by the place of the cell; nil before the header
	var head heading.Row
	for row, err := range book.Rows("DX_to_Comorb_Mapping") {
		switch {
		case err != nil:
			return err
		case columns == nil:
			if strings.HasPrefix(strings.ToUpper(row.Cell(0)), "ICD-10-CM ") {
				head = heading.Row{File: file, Line: row.Number, Cells: row.Cells}
				if columns, err = e.columns(head); err != nil {
					return err
				}
			}
			continue
		case row.Empty() || row.Cell(0) == endOfContent:
			continue
		}
		if err := e.addCode(row, columns, file); err != nil {
			return err
		}
	}
	switch {
	case columns == nil:
		return &medcode.FileError{File: file, Err: fmt.Errorf("no heading in the sheet DX_to_Comorb_Mapping: %w", medcode.ErrLayout)}
	case len(e.codes) == 0:
		return head.Empty()
	}
	return nil
}

// firstColumn is where the measures begin, after code, title and count.
const firstColumn = 3

func (e *Elixhauser) columns(h heading.Row) ([]flags, error) {
	columns := make([]flags, len(h.Cells))
	var all flags
	for i := firstColumn; i < len(columns); i++ {
		name := strings.TrimSpace(h.Cells[i])
		f, ok := e.place(name)
		switch {
		case ok && all&f != 0:
			return nil, h.Twice(i, name)
		case !ok && name != "":
			e.diags = append(e.diags, h.Unknown(i))
		}
		columns[i] = f
		all |= f
	}
	for i, m := range e.measures {
		if all>>i&1 == 0 && m.Name != cbvd {
			return nil, h.Lacks(m.Name)
		}
	}
	return columns, nil
}

func (e *Elixhauser) addCode(row xlsx.Row, columns []flags, file string) error {
	c, err := ParseCode(ICD10CM, row.Cell(0))
	if err != nil {
		return row.Errorf(file, 0, "%w", err)
	}
	var f flags
	for i := firstColumn; i < len(columns); i++ {
		if columns[i] == 0 {
			continue
		}
		switch strings.TrimSpace(row.Cell(i)) {
		case "1":
			f |= columns[i]
		case "0", "":
		default:
			return row.Errorf(file, i, "want 0 or 1: %w", medcode.ErrSyntax)
		}
	}
	if _, twice := e.codes[c]; twice {
		e.diag(file, row.Number, medcode.KindDuplicateCode, row.Cell(0), "a code in two rows; both count")
	}
	if n := fmt.Sprint(bits.OnesCount64(uint64(f))); n != row.Cell(2) {
		e.diag(file, row.Number, medcode.KindCount, row.Cell(2), "the row has "+n+" comorbidities")
	}
	e.codes[c] |= f
	return nil
}
