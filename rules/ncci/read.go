package ncci

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// Read reads the files of a quarter, in folders or zips as published, with any
// of: PTP edits of practitioners and outpatient hospitals (text or xlsx, in one
// part or several), MUE tables (csv, text or xlsx), add-on code edits
// (fixed-width text or xlsx; give one of the two). Medicare's files and
// Medicaid's both; not together. PTP and MUE files of several quarters are
// refused: read one release at a time, and put them in a [Library]. Add-on codes
// of another quarter are taken, with a diagnostic.
//
// Files are known by their headings. Two things the files don't say inside, and
// are taken from the path: for whom a PTP file is (a name with pra,
// practitioner, oph, hospital or dme) and the quarter. A file without known
// headings, such as a notice, is passed over with a diagnostic. The error is a
// [*medcode.FileError].
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is [Read] with limits and progress.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := &reader{release: &Release{}, opts: opts}
	in, err := intake.Read(fsys, opts, "the National Correct Coding Initiative", r.take)
	if err != nil {
		return nil, err
	}
	r.release.provenance.Files, r.release.diags = in.Files, append(in.Diagnostics, r.release.diags...)
	return r.finish()
}

// A dated is a file whose path tells the quarter.
type dated struct {
	file    string
	quarter medcode.Period
	addOns  bool // add-on codes alone, which a quarter may take over from an earlier one
}

type reader struct {
	release  *Release
	opts     medcode.ReadOptions
	programs [Medicaid + 1]string // a file of each
	ptp      [DME + 1]*ptpBuilder
	mue      [DME + 1]*mueBuilder
	addOns   *addOnBuilder
	read     []string // paths of the tables, without extension
	quarters []dated
}

func (r *reader) take(e *source.Entry) (known bool, err error) {
	stem := strings.TrimSuffix(e.Path, path.Ext(e.Path))
	if slices.Contains(r.read, stem) {
		return false, intake.Unused("a table already read in another format")
	}
	had := r.addOns
	switch strings.ToLower(path.Ext(e.Path)) {
	case ".xlsx":
		if known, err = r.workbook(e); err == nil && !known {
			r.note(e.Path, medcode.KindUnreadFile, "not read: a workbook without the headings of an NCCI table")
		}
	case ".txt", ".csv":
		known, err = r.text(e)
	}
	if err != nil || !known {
		return false, err
	}
	r.read = append(r.read, stem)
	if q := quarterOf(e.Path); q != (medcode.Period{}) {
		r.quarters = append(r.quarters, dated{e.Path, q, r.addOns != had})
	}
	return true, nil
}

func (r *reader) note(file string, kind medcode.DiagnosticKind, message string) {
	r.release.diags = append(r.release.diags, medcode.Diagnostic{File: file, Kind: kind, Message: message})
}

// Headings stand within this many lines, and rows of a workbook.
const mostHeadings = 25

func (r *reader) text(e *source.Entry) (known bool, err error) {
	data, err := e.Text()
	if err != nil {
		return false, err
	}
	defer func() {
		if known && err == nil {
			r.release.diags = append(r.release.diags, shapeOf(e.Path, data).Whole(e.Path, data)...)
		}
	}()
	for n, line := range source.Lines(data) {
		if n > mostHeadings {
			break
		}
		if _, ok := addOnLine(string(line)); ok {
			b, err := r.addOnBuilder(e.Path)
			if err != nil {
				return false, err
			}
			return true, b.text(data)
		}
		h := heading.Row{File: e.Path, Line: n, Cells: strings.Split(string(line), "\t")}
		if !isPTP(h.Cells) {
			continue
		}
		b, err := r.ptpBuilder(h, len(data))
		if err != nil {
			return false, err
		}
		return true, b.text(data, h)
	}
	return r.delimited(e, data)
}

var (
	mueShape = intake.Shape{Fewest: 9_000, Last: regexp.MustCompile(`^"?V\d{4}`)}
	dmeShape = intake.Shape{Fewest: 1_500, Last: regexp.MustCompile(`^"?V\d{4}`)}
	ptpShape = intake.Shape{Fewest: 50_000} // since the files are split in four
)

// shapeOf returns what the official files like this one are like.
func shapeOf(file string, data []byte) intake.Shape {
	switch {
	case bytes.Contains(data[:min(len(data), 4096)], []byte("\t")) && serviceOf(file) != DME:
		return ptpShape
	case bytes.Contains(data[:min(len(data), 4096)], []byte("\t")):
		return intake.Shape{Fewest: 10_000}
	case serviceOf(file) == DME:
		return dmeShape
	}
	return mueShape
}

var mueHeadings = regexp.MustCompile(`(?im)^"?hcpcs`)

// delimited reads an MUE table, whose headings and notice may have line breaks
// in quotes.
func (r *reader) delimited(e *source.Entry, data []byte) (known bool, err error) {
	found := mueHeadings.FindIndex(data[:min(len(data), 8192)])
	if found == nil {
		return false, nil
	}
	at := found[0]
	comma := ','
	if heading := data[at:min(len(data), at+400)]; bytes.IndexByte(heading, '\t') >= 0 {
		comma = '\t'
	}
	h := heading.Row{File: e.Path, Line: bytes.Count(data[:at], []byte("\n")) + 1}
	if h.Cells, err = records(data[at:], comma).Read(); err != nil || !h.Is(mueColumns) {
		return false, nil
	}
	b, err := r.mueBuilder(h)
	if err != nil {
		return false, err
	}
	return true, b.csv(data, comma, h)
}

func (r *reader) workbook(e *source.Entry) (known bool, err error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	book, err := xlsx.Open(e.Path, data, r.opts.Limits)
	if err != nil {
		return false, err
	}
	for _, sheet := range book.Sheets() {
		read := func(int, []string) error { return nil }
		found, rows := false, 0
		var h heading.Row
		for row, err := range book.Rows(sheet) {
			if err != nil {
				return false, err
			}
			switch {
			case found:
				err = read(row.Number, row.Cells)
				rows++
			case row.Number > mostHeadings:
			default:
				h = heading.Row{File: e.Path, Line: row.Number, Cells: row.Cells}
				read, err = r.heading(h)
				found = read != nil
			}
			if err != nil {
				return false, err
			}
		}
		if found && rows == 0 {
			r.release.diags = append(r.release.diags, h.NoRows())
		}
		known = known || found
	}
	return known, nil
}

// heading returns what reads the rows under a workbook's headings, or nil when
// the row is not headings.
func (r *reader) heading(h heading.Row) (func(line int, cells []string) error, error) {
	n := len(h.Cells)
	switch {
	case isPTP(h.Cells):
		b, err := r.ptpBuilder(h, 0)
		return func(line int, cells []string) error { return ptpRow(b, line, padded(cells, b.cells)) }, err
	case h.Is(mueColumns):
		b, err := r.mueBuilder(h)
		return func(line int, cells []string) error { return b.row(line, padded(cells, n)) }, err
	case h.Is(addOnColumns):
		at, err := r.bind(h, addOnColumns)
		if err != nil {
			return nil, err
		}
		b, err := r.addOnBuilder(h.File)
		return func(line int, cells []string) error {
			all, cells := make([]string, len(at)), padded(cells, n)
			for i := range all {
				all[i] = cells[at[i]]
			}
			return b.row(line, all)
		}, err
	}
	return nil, nil
}

func (r *reader) bind(h heading.Row, columns []heading.Column) ([]int, error) {
	found, told, err := h.Bind(columns)
	r.release.diags = append(r.release.diags, told...)
	return found.At, err
}

// padded returns cells with the blank ones that a workbook leaves out at a
// row's end.
func padded(cells []string, n int) []string {
	for len(cells) < n {
		cells = append(cells, "")
	}
	return cells
}

func (r *reader) ptpBuilder(h heading.Row, size int) (*ptpBuilder, error) {
	for len(h.Cells) > 2 && strings.TrimSpace(h.Cells[len(h.Cells)-1]) == "" {
		h.Cells = h.Cells[:len(h.Cells)-1]
	}
	at, err := r.bind(h, ptpColumns)
	if err != nil {
		return nil, err
	}
	s := serviceOf(h.File)
	if s == 0 {
		return nil, &medcode.FileError{File: h.File, Err: fmt.Errorf("a PTP file, whose name tells neither practitioner (pra), hospital (oph) nor DME: %w", medcode.ErrLayout)}
	}
	program := Medicare
	if at[ptpExisted] < 0 {
		program = Medicaid
	}
	r.programs[program] = h.File
	if r.ptp[s] == nil {
		r.ptp[s] = newPTPBuilder(&r.release.diags)
	}
	r.ptp[s].begin(h, at, size)
	return r.ptp[s], nil
}

func (r *reader) mueBuilder(h heading.Row) (*mueBuilder, error) {
	at, err := r.bind(h, mueColumns)
	if err != nil {
		return nil, err
	}
	file, service := h.File, cmp.Or(serviceOf(h.Cells[at[mueValue]]), serviceOf(h.File))
	switch {
	case service == 0:
		return nil, &medcode.FileError{File: file, Err: fmt.Errorf("an MUE table that tells neither practitioner, hospital nor DME: %w", medcode.ErrLayout)}
	case r.mue[service] != nil:
		return nil, &medcode.FileError{File: file, Err: fmt.Errorf("a second MUE table for %s; the first is %s: %w", service, r.mue[service].file, medcode.ErrLayout)}
	}
	program := Medicare
	if at[mueMAI] < 0 {
		program = programOf(file)
	}
	r.programs[program] = file
	r.mue[service] = &mueBuilder{at: at, cells: len(h.Cells), file: file, diags: &r.release.diags, lines: map[hcpcs.Code]int{}}
	return r.mue[service], nil
}

var programName = regexp.MustCompile(`(?i)(MCR_|medicare)|MCD_|medicaid`)

// programOf tells whose an MUE table without adjudication indicator is: Medicaid's
// tables have none, and Medicare's before 2013 neither, which name it. The last
// word of the path that tells counts.
func programOf(file string) Program {
	names := programName.FindAllStringSubmatch(file, -1)
	if len(names) > 0 && names[len(names)-1][1] != "" {
		return Medicare
	}
	return Medicaid
}

func (r *reader) addOnBuilder(file string) (*addOnBuilder, error) {
	if r.addOns != nil {
		return nil, &medcode.FileError{File: file, Err: fmt.Errorf("a second file of add-on codes; the first is %s: %w", r.addOns.file, medcode.ErrLayout)}
	}
	r.addOns = &addOnBuilder{file: file, diags: &r.release.diags}
	return r.addOns, nil
}

// finish builds the tables and says what the release is.
func (r *reader) finish() (*Release, error) {
	rel := r.release
	if medicare, medicaid := r.programs[Medicare], r.programs[Medicaid]; medicare != "" && medicaid != "" {
		return nil, &medcode.FileError{File: medicaid, Err: fmt.Errorf("a file of Medicaid's beside %s, which is Medicare's: %w", medicare, medcode.ErrLayout)}
	} else if medicaid != "" {
		rel.program = Medicaid
	} else if medicare != "" {
		rel.program = Medicare
	}
	if err := r.mixed(); err != nil {
		return nil, err
	}
	for s := Practitioner; s <= DME; s++ {
		if b := r.ptp[s]; b != nil {
			rel.ptp[s] = b.build()
		}
		if b := r.mue[s]; b != nil {
			rel.mue[s] = b.build()
		}
	}
	if r.addOns != nil {
		rel.addOns = r.addOns.build()
	}
	r.date()
	return rel, nil
}

// mixed returns an error when PTP and MUE files are of several quarters.
func (r *reader) mixed() error {
	var first dated
	for _, d := range r.quarters {
		switch {
		case d.addOns:
		case first.file == "":
			first = d
		case d.quarter != first.quarter:
			return &medcode.FileError{File: d.file, Err: fmt.Errorf("a file for %s beside %s for %s; read one release at a time: %w",
				d.quarter, first.file, first.quarter, medcode.ErrLayout)}
		}
	}
	return nil
}

// date sets the quarter: the latest that a file's name tells.
func (r *reader) date() {
	p := &r.release.provenance
	p.System = strings.TrimSpace(r.release.program.String() + " NCCI")
	for _, d := range r.quarters {
		if d.quarter.From.After(p.Effective.From) {
			p.Effective = d.quarter
		}
	}
	if len(r.quarters) == 0 {
		r.note("", medcode.KindReleaseUnknown, "no file's name tells the quarter; the release is taken to hold on every date")
		return
	}
	year, month, _ := p.Effective.From.Date()
	p.Release = fmt.Sprintf("%dQ%d", year, (month+2)/3)
	for _, d := range r.quarters {
		if d.quarter != p.Effective {
			r.note(d.file, medcode.KindOtherRelease, fmt.Sprintf("a file for %s in a release for %s", d.quarter, p.Effective))
		}
	}
}

// serviceOf tells from a name or heading which kind of provider is meant; the
// last word that does counts.
func serviceOf(s string) Service {
	words := []struct {
		text string
		is   Service
	}{
		{"practitioner", Practitioner}, {"ccipra", Practitioner}, {"-pra-", Practitioner}, {"_pra_", Practitioner},
		{"hospital", OutpatientHospital}, {"ccioph", OutpatientHospital}, {"-oph-", OutpatientHospital}, {"_oph_", OutpatientHospital},
		{"outpatient", OutpatientHospital}, {"facility", OutpatientHospital},
		{"dme", DME}, {"durable", DME},
	}
	s = strings.ToLower(s)
	at, is := -1, Service(0)
	for _, w := range words {
		if i := strings.LastIndex(s, w.text); i > at {
			at, is = i, w.is
		}
	}
	return is
}
