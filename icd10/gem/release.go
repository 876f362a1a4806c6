package gem

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// A Release is one year's mappings. It doesn't change, and any number of
// goroutines may use it.
type Release struct {
	// The four maps; empty, never nil, where the file was not there.
	Diagnoses      *Map[icd9.Diagnosis, cm.Code] // forward, to ICD-10-CM
	DiagnosesBack  *Map[cm.Code, icd9.Diagnosis]
	Procedures     *Map[icd9.Procedure, pcs.Code] // forward, to ICD-10-PCS
	ProceduresBack *Map[pcs.Code, icd9.Procedure]

	prov  medcode.Provenance
	diags []medcode.Diagnostic
}

// Provenance says where r comes from, and for which fiscal year's ICD-10 it
// was made.
func (r *Release) Provenance() medcode.Provenance { return r.prov }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string {
	return fmt.Sprintf("%v: mappings of %d diagnoses and %d procedures, and of %d and %d back", r.prov,
		r.Diagnoses.Len(), r.Procedures.Len(), r.DiagnosesBack.Len(), r.ProceduresBack.Len())
}

// Diagnostics returns the defects found in the files.
func (r *Release) Diagnostics() []medcode.Diagnostic { return slices.Clone(r.diags) }

// Read reads the mapping files as CMS published them, in any arrangement of
// folders and zips. Each is known by its content.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with limits and progress.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := &Release{
		Diagnoses:      &Map[icd9.Diagnosis, cm.Code]{direction: &forward},
		DiagnosesBack:  &Map[cm.Code, icd9.Diagnosis]{direction: &backward},
		Procedures:     &Map[icd9.Procedure, pcs.Code]{direction: &forward},
		ProceduresBack: &Map[pcs.Code, icd9.Procedure]{direction: &backward},
	}
	in, err := intake.Read(fsys, opts, "the General Equivalence Mappings", r.take)
	if err != nil {
		return nil, err
	}
	r.diags = append(in.Diagnostics, r.diags...)
	r.prov = medcode.Provenance{System: "GEM", Files: in.Files}
	r.date()
	return r, nil
}

func (r *Release) take(e *source.Entry) (bool, error) {
	data, err := e.Bytes()
	if err != nil || source.Sniff(data) != source.Text {
		return false, err
	}
	text, err := e.Text()
	if err != nil {
		return false, err
	}
	var whole intake.Shape
	switch s := string(text[:min(len(text), sniffed)]); {
	case fits(&forward, s, icd9.ParseProcedure, pcs.Parse):
		whole = shapes[0]
		err = read(r.Procedures, r, e, text, icd9.ParseProcedure, pcs.Parse)
	case fits(&forward, s, icd9.ParseDiagnosis, cm.Parse):
		whole = shapes[1]
		err = read(r.Diagnoses, r, e, text, icd9.ParseDiagnosis, cm.Parse)
	case fits(&backward, s, pcs.Parse, icd9.ParseProcedure):
		whole = shapes[2]
		err = read(r.ProceduresBack, r, e, text, pcs.Parse, icd9.ParseProcedure)
	case fits(&backward, s, cm.Parse, icd9.ParseDiagnosis):
		whole = shapes[3]
		err = read(r.DiagnosesBack, r, e, text, cm.Parse, icd9.ParseDiagnosis)
	default:
		return false, nil
	}
	r.diags = append(r.diags, whole.Cut(e.Path, text)...)
	return err == nil, err
}

// date finds the year in the names of files, which alone have it.
func (r *Release) date() {
	for _, f := range r.prov.Files {
		if years := intake.Years(f.Name); len(years) > 0 {
			year, _ := strconv.Atoi(years[0]) // of four digits
			r.prov.Release = years[0]
			r.prov.Effective = medcode.Period{From: medcode.NewDate(year-1, 10, 1), To: medcode.NewDate(year, 9, 30)}
			return
		}
	}
	r.diags = append(r.diags, medcode.Diagnostic{Kind: medcode.KindReleaseUnknown, Message: "no file name says the year; the release holds for every date"})
}

// A direction is the layout of its files, columns 0-based: source from 0,
// target, five flags. A row is 19 characters.
type direction struct{ sourceWidth, target, targetWidth int }

var (
	forward  = direction{5, 6, 7}
	backward = direction{7, 8, 5}
)

const (
	flagsAt  = 14
	rowWidth = 19
)

// noMapWords stand in place of a target; the first is none.
var noMapWords = [...]string{"", "NoDx", "NoPCS", "NoI9"}

// sniffed is how many bytes fits looks at.
const sniffed = 200 * (rowWidth + 2)

// fits reports whether text begins as a file from codes S to codes T. A row in
// ten may be damaged: it is for read to say which.
func fits[S Code[S], T Code[T]](d *direction, text string, parseS func(string) (S, error), parseT func(string) (T, error)) bool {
	rows, bad := 0, 0
	for _, line := range source.Lines([]byte(text)) {
		if len(line) < rowWidth && rows > 0 {
			break // cut off by sniffed
		}
		rows++
		if _, wrong := parse(d, strings.TrimRight(string(line), " "), parseS, parseT); wrong != nil {
			bad++
		}
	}
	return bad*10 < rows || bad == 1 && rows > 3
}

// parse reads a row.
func parse[S Code[S], T Code[T]](d *direction, line string, parseS func(string) (S, error), parseT func(string) (T, error)) (r row[S, T], bad *rowError) {
	if len(line) != rowWidth || line[d.sourceWidth] != ' ' || line[flagsAt-1] != ' ' {
		return r, &rowError{1, fmt.Errorf("want %d characters, source, target and flags between blanks: %w", rowWidth, medcode.ErrSyntax)}
	}
	var err error
	if r.source, err = parseS(line[:d.sourceWidth]); err != nil {
		return r, codeError(0, err)
	}
	target := line[d.target : d.target+d.targetWidth]
	if r.noMap = noMapWord(target); r.noMap == 0 {
		if r.target, err = parseT(target); err != nil {
			return r, codeError(d.target, err)
		}
	}
	for i := range r.flags {
		c := line[flagsAt+i]
		if c < '0' || c > '9' || i < scenario && c > '1' {
			return r, &rowError{flagsAt + i + 1, fmt.Errorf("want a flag of 0 or 1, or the digit of a scenario or choice list: %w", medcode.ErrSyntax)}
		}
		r.flags[i] = c - '0'
	}
	return r, nil
}

type rowError struct {
	column int
	err    error
}

// codeError is the error of a code in a field that begins at byte at.
func codeError(at int, err error) *rowError {
	var ce *medcode.CodeError
	if errors.As(err, &ce) {
		at += ce.Offset
	}
	return &rowError{at + 1, err}
}

func noMapWord(target string) uint8 {
	target = strings.TrimRight(target, " ")
	for i, word := range noMapWords {
		if i > 0 && strings.EqualFold(target, word) {
			return uint8(i)
		}
	}
	return 0
}

// read reads a file into m.
func read[S Code[S], T Code[T]](m *Map[S, T], r *Release, e *source.Entry, text []byte, parseS func(string) (S, error), parseT func(string) (T, error)) error {
	if m.rows != nil {
		return &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second, different file of the same mapping as %s; read one release at a time: %w", m.file.Name, medcode.ErrLayout)}
	}
	m.rows = make([]row[S, T], 0, len(text)/rowWidth)
	var scratch [rowWidth]byte
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			r.report(e.Path, n, medcode.KindBlankLine, "", "a blank line, passed over")
			continue
		}
		if strings.Trim(line, "\x1a") == "" {
			r.report(e.Path, n, medcode.KindEndOfFileMark, "", "the DOS end-of-file mark (0x1A) was left out")
			continue
		}
		one, bad := parse(m.direction, strings.TrimRight(line, " "), parseS, parseT)
		if bad != nil {
			return &medcode.FileError{File: e.Path, Line: n, Column: bad.column, Text: line, Err: bad.err}
		}
		if word := one.noMap != 0; word != (one.flags[noMap] == 1) {
			r.report(e.Path, n, medcode.KindFlag, line, "target and no-map flag disagree; the target stands")
		}
		if !one.combined() && one.flags[combination]+one.flags[scenario]+one.flags[choiceList] > 0 {
			r.report(e.Path, n, medcode.KindFlag, line, "combination flag and numbers of scenario and choice list disagree; the row is taken to stand alone")
		}
		if line != string(m.appendRow(scratch[:0], &one)) {
			if m.verbatim == nil {
				m.verbatim = map[row[S, T]]string{}
				r.report(e.Path, n, medcode.KindSpelling, line, "not written as elsewhere, in capitals from the left without blanks behind; this row and others of the kind are read as if they were")
			}
			m.verbatim[one] = line
		}
		m.rows = append(m.rows, one)
	}
	m.file, m.ends = e.File(), source.EndsOf(text)
	r.diags = append(r.diags, m.ends.Diagnostics(e.Path, "\r\n")...)
	if !m.index() {
		r.report(e.Path, 0, medcode.KindOrder, "", "rows are not in the order of their sources; sorted")
	}
	for c, count := range m.repeated() {
		r.report(e.Path, 0, medcode.KindDuplicateRow, c.String(), fmt.Sprintf("%d rows of the code occur before", count))
	}
	return nil
}

// repeated yields the sources with rows that occur more than once, and how many.
func (m *Map[S, T]) repeated() iter.Seq2[S, int] {
	return func(yield func(S, int) bool) {
		seen := map[row[S, T]]bool{}
		for i, c := range m.sources {
			rows := m.entry(i).rows
			clear(seen)
			for _, r := range rows {
				seen[r] = true
			}
			if count := len(rows) - len(seen); count > 0 && !yield(c, count) {
				return
			}
		}
	}
}

func (r *Release) report(file string, line int, kind medcode.DiagnosticKind, text, message string) {
	r.diags = append(r.diags, medcode.Diagnostic{File: file, Line: line, Kind: kind, Text: text, Message: message})
}

// AppendFile appends the map to b as a mapping file: the one that it was read
// from, byte for byte.
func (m *Map[S, T]) AppendFile(b []byte) []byte {
	m = m.full()
	for i := range m.rows {
		r := &m.rows[i]
		if line, ok := m.verbatim[*r]; ok {
			b = append(b, line...)
		} else {
			b = m.appendRow(b, r)
		}
		b = m.ends.Append(b, i == len(m.rows)-1, "\r\n")
	}
	return b
}

func (m *Map[S, T]) appendRow(b []byte, r *row[S, T]) []byte {
	start := len(b)
	b = pad(r.source.AppendCompact(b), start+m.direction.target)
	if r.noMap != 0 {
		b = append(b, noMapWords[r.noMap]...)
	} else {
		b = r.target.AppendCompact(b)
	}
	b = pad(b, start+flagsAt)
	for _, f := range r.flags {
		b = append(b, '0'+f)
	}
	return b
}

func pad(b []byte, to int) []byte {
	for len(b) < to {
		b = append(b, ' ')
	}
	return b
}

// shapes are those of the official files, procedures and diagnoses from ICD-9,
// then to it, of the years 2009 to 2018.
var shapes = [...]intake.Shape{
	{Fewest: 60_000, Last: regexp.MustCompile(`^99`)}, {Fewest: 20_000, Last: regexp.MustCompile(`^V91`)},
	{Fewest: 60_000, Last: regexp.MustCompile(`^[HX]`)}, {Fewest: 68_000, Last: regexp.MustCompile(`^Z99`)},
}
