package mpfs

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/quarters"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/shelf"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A Release is the fee schedule of one quarter. It doesn't change and is safe
// for any number of goroutines.
type Release struct {
	provenance medcode.Provenance
	diags      []medcode.Diagnostic
	header     []string // of the text file
	rows       []Row    // by code and modifier
	index      map[uint64]int32
	localities []Locality
	counties   []County
	anesthesia ConversionFactor // national
	// national, of participants in an alternative payment model; 0 where there is one for all
	anesthesiaQualifying ConversionFactor
	qualifying           ConversionFactor // conversion factor of participants in an alternative payment model; 0 where there is one for all
}

// Read reads a release as CMS publishes it: the zip, or a folder with its
// files. Of relative values in several formats it reads the text, else the csv,
// else the workbook; of another table the csv, whose heading names the columns.
// Cost indices, counties and anesthesia factors may be missing, and so may the
// relative values of qualifying participants (QPP), which since 2026 stand
// beside those of all others. Errors are [*medcode.FileError].
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	b := &builder{limits: opts.Limits, found: map[role][]input{}}
	b.index = map[uint64]int32{}
	in, err := intake.Read(fsys, opts, "the physician fee schedule", b.take)
	if err != nil {
		return nil, err
	}
	b.in, b.diags = in, in.Diagnostics
	if err := b.read(); err != nil {
		return nil, err
	}
	return b.release()
}

// Provenance says where the release came from; its Effective is the quarter.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string {
	return fmt.Sprintf("%v: %d rows, %d localities", r.provenance, len(r.rows), len(r.localities))
}

// Diagnostics returns the defects of the files, which left them usable. The
// caller must not change them.
func (r *Release) Diagnostics() []medcode.Diagnostic { return r.diags }

// Counts returns how many of each thing the release has, for people and tests.
func (r *Release) Counts() map[string]int {
	return map[string]int{"rows": len(r.rows), "localities": len(r.localities), "counties": len(r.counties)}
}

// Notice returns the header of the text file, a copyright notice.
func (r *Release) Notice() string { return strings.Join(r.header, "\n") }

// Lookup returns the row of a code with a modifier (26, TC, 53, or the zero
// Modifier), and whether the release has it.
func (r *Release) Lookup(c hcpcs.Code, m hcpcs.Modifier) (Row, bool) {
	i, ok := r.index[key(c, m)]
	if !ok {
		return Row{}, false
	}
	return r.rows[i], true
}

// row is Lookup without a copy.
func (r *Release) row(c hcpcs.Code, m modKey) *Row {
	if i, ok := r.index[c.Key()|uint64(m)]; ok {
		return &r.rows[i]
	}
	return nil
}

// key packs a code, five characters in the upper bytes, and a modifier.
func key(c hcpcs.Code, m hcpcs.Modifier) uint64 { return c.Key() | uint64(m.Key()) }

// All yields the rows by code and modifier.
func (r *Release) All() iter.Seq2[hcpcs.Code, Row] {
	return func(yield func(hcpcs.Code, Row) bool) {
		for i := range r.rows {
			if !yield(r.rows[i].Code, r.rows[i]) {
				return
			}
		}
	}
}

// Codes yields the codes once each, in order. The file lists the CPT and HCPCS
// codes of its quarter, CDT excepted: without AMA's files it is the nearest
// there is to a list of valid CPT codes.
func (r *Release) Codes() iter.Seq[hcpcs.Code] {
	return func(yield func(hcpcs.Code) bool) {
		for i := range r.rows {
			if i > 0 && r.rows[i].Code == r.rows[i-1].Code {
				continue
			}
			if !yield(r.rows[i].Code) {
				return
			}
		}
	}
}

// Has reports whether the release lists a code, be it with a modifier only.
func (r *Release) Has(c hcpcs.Code) bool {
	_, ok := slices.BinarySearchFunc(r.rows, c, func(row Row, c hcpcs.Code) int { return row.Code.Compare(c) })
	return ok
}

// A role is what a file of the release is.
type role uint8

const (
	rvus role = iota
	qualifyingRVUs
	gpcis
	localities
	anesthesia
)

// An input is a file found, to be read when all are known.
type input struct {
	entry  *source.Entry
	data   []byte
	head   string
	format int // the order of preference: text of relative values, csv, workbook, other text
}

type builder struct {
	Release
	limits            medcode.Limits
	in                *intake.Intake
	found             map[role][]input
	anesthesiaFactors []anesthesiaFactor
	bound             heading.Row // of the table being read
	sample            bool        // the first row will do
}

func (b *builder) diag(d medcode.Diagnostic) { b.diags = append(b.diags, d) }

// take finds out what a file is, by its first lines.
func (b *builder) take(e *source.Entry) (bool, error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	kind := source.Sniff(data)
	if kind == source.Text {
		if data, err = e.Text(); err != nil {
			return false, err
		}
		if isRVUText(data) {
			b.found[rvus] = append(b.found[rvus], input{e, data, strings.ToUpper(string(data[:min(len(data), 300)])), 0})
			return true, nil
		}
	}
	if kind != source.Text && kind != source.Zip {
		return false, nil
	}
	head, err := b.head(e.Path, data)
	if errors.Is(err, xlsx.ErrNoWorkbook) {
		err = nil // the documentation
	}
	if err != nil {
		return false, err
	}
	in := input{e, data, head, 1}
	if kind == source.Zip {
		in.format = 2
	}
	switch {
	case strings.Contains(head, "RELATIVE VALUE FILE"), strings.Contains(head, "FACTOR") && strings.Contains(head, "GLOB"):
		b.found[rvus] = append(b.found[rvus], in)
	case anesthesiaText.Match(data[:min(len(data), 200)]):
		in.format = 3
		b.found[anesthesia] = append(b.found[anesthesia], in)
	case strings.Contains(head, "ANES") && (strings.Contains(head, "FACTOR") || strings.Contains(head, "CF")):
		b.found[anesthesia] = append(b.found[anesthesia], in)
	case strings.Contains(head, "GEOGRAPHIC PRACTICE COST IND"), strings.Contains(head, "GPCI"):
		if isColumns(data, 4) {
			in.format = 3
		}
		b.found[gpcis] = append(b.found[gpcis], in)
	case strings.Contains(head, "COUNTIES INCLUDED"), strings.Contains(head, "FEE SCHEDULE AREA"):
		if isColumns(data, 100) { // counties stand in a list

			in.format = 3
		}
		b.found[localities] = append(b.found[localities], in)
	case strings.Contains(head, "PROCSTAT"), capText.Match(data[:min(len(data), 200)]):
		return false, intake.Unused("payment caps of imaging (OPPSCAP); the caps are worked out from the relative values instead")
	default:
		return false, nil
	}
	return true, nil
}

// head returns the first rows of a table in capitals; of text that is no csv,
// as far as it goes.
func (b *builder) head(file string, data []byte) (string, error) {
	var s strings.Builder
	n := 0
	for row, err := range table.Rows(file, data, b.limits) {
		if err != nil && source.Sniff(data) != source.Text {
			return "", err
		}
		s.WriteString(strings.ToUpper(strings.Join(row.Cells, " ")) + "\n")
		if n++; n == 15 {
			break
		}
	}
	return s.String(), nil
}

// read reads the best file for each role.
func (b *builder) read() error {
	if err := b.readRVUs(); err != nil {
		return err
	}
	for _, t := range []struct {
		role role
		read func(string, iter.Seq2[table.Row, error]) error
		text func([]byte) iter.Seq2[table.Row, error] // of a file of columns
	}{{gpcis, b.readGPCI, gpciText}, {localities, b.readCounties, countyText}, {anesthesia, b.readAnesthesia, factorText}} {
		in, err := b.choose(t.role)
		if err == nil && in.entry != nil {
			rows := table.Rows(in.entry.Path, in.data, b.limits)
			if in.format == 3 {
				rows = t.text(in.data)
			}
			err = t.read(in.entry.Path, rows)
		}
		if err != nil {
			return err
		}
		if t.role == anesthesia && in.entry != nil {
			b.joinAnesthesia(in.entry.Path)
		}
	}
	return nil
}

// readRVUs reads the relative values, and the conversion factor of qualifying
// participants where a file gives one.
func (b *builder) readRVUs() error {
	b.sortQualifying()
	in, err := b.choose(rvus)
	if err != nil {
		return err
	}
	if in.entry == nil {
		return b.noRVUs()
	}
	if err := b.readRVUsOf(in); err != nil {
		return err
	}
	if in, err = b.choose(qualifyingRVUs); err != nil || in.entry == nil {
		return err
	}
	return b.readQualifying(in)
}

func (b *builder) readRVUsOf(in input) error {
	b.provenance.Release, b.provenance.Effective = quarterOf(in)
	if b.provenance.Release == "" {
		b.diag(medcode.Diagnostic{File: in.entry.Path, Kind: medcode.KindReleaseUnknown, Message: "neither the file's name nor its title says its quarter: it holds on every date"})
	}
	if in.format == 0 {
		return b.readRVUText(in.entry.Path, in.data)
	}
	return b.readRVUTable(in.entry.Path, table.Rows(in.entry.Path, in.data, b.limits))
}

// choose returns the file to read for a role, or none.
func (b *builder) choose(r role) (input, error) {
	var best input
	for _, in := range b.found[r] {
		switch {
		case best.entry == nil || in.format < best.format:
			best = in
		case in.format == best.format:
			return input{}, &medcode.FileError{File: in.entry.Path, Err: fmt.Errorf("the same table as %s: a release has one: %w", best.entry.Path, medcode.ErrLayout)}
		}
	}
	if best.entry != nil {
		b.provenance.Files = append(b.provenance.Files, best.entry.File())
		if source.Sniff(best.data) == source.Text {
			b.diags = append(b.diags, table.Unfinished(best.entry.Path, best.data)...)
			if r == rvus {
				b.diags = append(b.diags, shape.Cut(best.entry.Path, best.data)...)
			}
		}
	}
	return best, nil
}

func (b *builder) add(file string, line int, row Row) error {
	k := key(row.Code, row.Modifier)
	if _, twice := b.index[k]; twice {
		b.diag(medcode.Diagnostic{File: file, Line: line, Kind: medcode.KindDuplicateCode, Text: row.Code.String() + row.Modifier.String(), Message: "a second row of the code and modifier was left out"})
		return nil
	}
	if row.Work+row.NonFacilityPE+row.MP != row.TotalNonFacility || row.Work+row.FacilityPE+row.MP != row.TotalFacility {
		b.diag(medcode.Diagnostic{File: file, Line: line, Kind: medcode.KindTotal, Text: row.Code.String() + row.Modifier.String(), Message: "work, practice expense and malpractice don't add up to the total; they were kept"})
	}
	b.index[k] = int32(len(b.rows))
	b.rows = append(b.rows, row)
	if b.sample {
		return errSampled
	}
	return nil
}

func (b *builder) release() (*Release, error) {
	if len(b.rows) == 0 {
		return nil, &medcode.FileError{Err: fmt.Errorf("no row of relative values: %w", medcode.ErrNoFile)}
	}
	r := &b.Release
	byKey := func(x, y Row) int { return cmp.Compare(key(x.Code, x.Modifier), key(y.Code, y.Modifier)) }
	if !slices.IsSortedFunc(r.rows, byKey) {
		slices.SortFunc(r.rows, byKey)
		for i := range r.rows {
			r.index[key(r.rows[i].Code, r.rows[i].Modifier)] = int32(i)
		}
	}
	r.provenance.System = "Medicare Physician Fee Schedule"
	return r, nil
}

var (
	monthName   = regexp.MustCompile(`(?i)PPRRVU(20\d\d|\d\d)_?(?:V\d+)?_?(` + quarters.Months + `)`)
	letterName  = regexp.MustCompile(`(?i)RVU(\d\d)([A-D])`)
	titleOfYear = regexp.MustCompile(`(20\d\d) NATIONAL PHYSICIAN FEE SCHEDULE RELATIVE VALUE FILE (` + quarters.Months + `)`)
)

// quarterOf returns the name and the days of the quarter of a file of relative
// values, from its title, or its name (PPRRVU2025_Oct.txt, rvu25d.zip).
func quarterOf(in input) (string, medcode.Period) {
	for _, m := range [][]string{
		titleOfYear.FindStringSubmatch(in.head),
		monthName.FindStringSubmatch(path.Base(in.entry.Path)),
		letterName.FindStringSubmatch(in.entry.Path),
	} {
		if m != nil {
			return quarters.Named(m[1], m[2])
		}
	}
	return "", medcode.Period{}
}

// A Library is releases of several quarters, which picks by date of service.
// It doesn't change and is safe for any number of goroutines.
type Library struct{ releases []*Release }

// NewLibrary makes a library. It is an error to give two releases of a quarter.
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{all}, nil
}

// On returns the release of the quarter of a date of service. The error wraps
// [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "physician fee schedule", date)
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// Gaps returns the days between the first release and the last for which none
// holds.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.releases) }

// Through returns the last day that l knows; open is true where a release holds
// without end.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.releases) }

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	return NewLibrary(shelf.With(l.releases, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a quarter. Folders without
// files of the fee schedule are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile].
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}

// shape is that of the relative values, which end in hearing services.
var shape = intake.Shape{Fewest: 14_000, Last: regexp.MustCompile(`^"?V\d{4}`)}
