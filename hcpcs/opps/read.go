package opps

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/quarters"
	csvtable "github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// A row is the cells of one row, valid until the next.
type row struct {
	line  int
	cells []string
}

// sheets yields the tables of a file with their names: one of a text, "", or
// each sheet of a workbook.
func sheets(file string, data []byte, limits medcode.Limits) iter.Seq2[string, iter.Seq2[row, error]] {
	return func(yield func(string, iter.Seq2[row, error]) bool) {
		if source.Sniff(data) != source.Zip {
			yield("", textRows(file, data))
			return
		}
		book, err := xlsx.Open(file, data, limits)
		if err != nil {
			if !errors.Is(err, xlsx.ErrNoWorkbook) {
				yield("", func(yield func(row, error) bool) { yield(row{}, err) })
			}
			return
		}
		for _, name := range book.Sheets() {
			rows := func(yield func(row, error) bool) {
				for r, err := range book.Rows(name) {
					if !yield(row{r.Number, r.Cells}, err) {
						return
					}
				}
			}
			if !yield(name, rows) {
				return
			}
		}
	}
}

// textRows yields the rows of text with tabs or commas between the cells, in
// UTF-8 or Windows-1252.
func textRows(file string, data []byte) iter.Seq2[row, error] {
	comma := ','
	if bytes.IndexByte(data[:min(len(data), 8192)], '\t') >= 0 {
		comma = '\t'
	}
	return func(yield func(row, error) bool) {
		for r, err := range csvtable.Separated(file, data, comma) {
			if !yield(row{r.Line, r.Cells}, err) {
				return
			}
		}
	}
}

// normal returns a heading in capitals with single blanks.
func normal(s string) string { return heading.Title(s) }

// A sheet is a table being read: where its columns stand.
type sheet struct {
	file    string
	name    string // of the sheet in a workbook
	head    heading.Row
	columns map[string]int
	row     row
}

// bound tells of the heading what nothing is known of; two columns of a name are an
// error.
func (s *sheet) bound() (told []medcode.Diagnostic, err error) {
	for i, cell := range s.head.Cells {
		name := normal(cell)
		short := normal(yearOfColumn.ReplaceAllString(name, ""))
		switch {
		case name == "" || len(name) >= 100:
		case s.columns[name] < i:
			return nil, s.head.Twice(i, name)
		case !slices.Contains(columnNames, name) && !slices.Contains(columnNames, short) && !strings.HasPrefix(name, "RECLASSIFICATION"):
			told = append(told, s.head.Unknown(i))
		}
	}
	return told, nil
}

// cell returns the text of the first of the columns that there is.
func (s *sheet) cell(names ...string) string {
	for _, name := range names {
		if i, ok := s.columns[name]; ok {
			if i < len(s.row.cells) {
				return strings.TrimSpace(s.row.cells[i])
			}
			return ""
		}
	}
	return ""
}

func (s *sheet) has(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { _, ok := s.columns[name]; return ok })
}

func (s *sheet) fail(text string, err error) error {
	return &medcode.FileError{File: s.file, Line: s.row.line, Text: text, Err: err}
}

// A table is an addendum, or a part of one.
type table int

const (
	noTable table = iota
	tableA
	tableB
	tableC
	tableD1
	tableD2
	tableE
	tableJRanks
	tableJComplexity
	tableJEvaluation
	tableJExclusions
	tableL
	tableM
	tableN
	tableP
	tablePOffsets
	tableQ
	tables
)

var tableNames = [tables]string{"", "Addendum A", "Addendum B", "Addendum C", "Addendum D1", "Addendum D2", "Addendum E", "Addendum J, ranks",
	"Addendum J, complexity adjustments", "Addendum J, evaluation", "Addendum J, exclusions", "Addendum L", "Addendum M", "Addendum N",
	"Addendum P, device-intensive list", "Addendum P, offsets", "Addendum Q"}

// What columns are called, over the years.
var (
	codeNames       = []string{"HCPCS CODE", "HCPCS", "CPT/HCPCS", "CPT/ HCPCS", "CY 2025 HCPCS CODE"}
	statusNamed     = []string{"SI", "STATUS INDICATOR", "STATUS"}
	descriptorNames = []string{"SHORT DESCRIPTOR", "DESCRIPTOR", "DESCRIPTION"}
	apcNames        = []string{"APC", "APC ASSIGNMENT"}
	yearOfColumn    = regexp.MustCompile(`\b(CY )?20\d\d\b|\bFINAL\b`)
)

// columnNames are the columns of all addenda and of the pricer's tables, those that
// nothing is taken from included.
var columnNames = slices.Concat(codeNames, statusNamed, descriptorNames, apcNames, []string{
	"ADDITIONS", "ADJUSTED BENEFICIARY COPAYMENT", "APC DEVICE OFFSET PERCENTAGE", "APC GEOMETRIC MEAN COST OF SINGLE J1 UNIT CLAIMS", "APC PAYMENT RATE",
	"APC TITLE", "CCN", "CI", "COMMENT INDICATOR", "COMPLEXITY ADJUSTED APC", "COMPLEXITY ADJUSTED APC ASSIGNMENT", "COMPLEXITY ADJUSTED HCPCS ASSIGNMENT",
	"COMPOSITE APC ASSIGNMENT", "COUNTY NAME", "DELETED CODE", "DEVICE OFFSET AMOUNT", "DEVICE OFFSET PERCENTAGE",
	"DRUG AND DEVICE PASS-THROUGH EXPIRATION DURING CALENDAR YEAR", "FIPS COUNTY CODE", "FULL CLAIM POPULATION SERVICE FREQUENCY", "GEOGRAPHIC CBSA",
	"GEOMETRIC MEAN COST OF SINGLE J1 UNIT CLAIMS", "GROUP TITLE", "HCPCS DESCRIPTOR", "IRA COINSURANCE PERCENTAGE", "ITEM/CODE/SERVICE",
	"MINIMUM UNADJUSTED COPAYMENT", "NATIONAL UNADJUSTED COPAYMENT", "NATIONAL UNADJUSTED COPAYMENT RATE", "NOTE", "OPPS PAYMENT STATUS",
	"OUT-MIGRATION ADJUSTMENT", "OVERLAP BYPASS CODES", "PASS", "PAYMENT RATE", "PRIMARY APC ASSIGNMENT", "PRIMARY HCPCS CODE", "PRIMARY SHORT DESCRIPTOR",
	"PRIMARY SI", "PROVIDER NUMBER", "QUALIFYING COMPLEXITY ADJUSTMENT", "RANK", "RANK USED FOR PRIMARY ASSIGNMENT", "RELATIVE WEIGHT",
	"SECONDARY APC ASSIGNMENT", "SECONDARY HCPCS CODE", "SECONDARY J1 OR ADD-ON HCPCS CODE", "SECONDARY SHORT DESCRIPTOR", "SECONDARY SI",
	"SINGLE CODE APC ASSIGNMENT", "SINGLE J1 UNIT CLAIM SERVICE FREQUENCY", "WEIGHT",
	// of the pricer
	"PAYMENTRATE", "STATUSINDICATOR", "EFFECTIVEDATE", "NATIONALCOINSURANCE", "MINIMUMCOINSURANCE", "CBSA", "NAME", "GEOGRAPHICWAGEINDEX",
	"RECLASSIFIEDWAGEINDEX", "IMPUTEDFLOORWAGEINDEX", "HCPCSCODE",
})

// kind tells a table by its headings.
func (s *sheet) kind() table {
	code, apc, si := s.has(codeNames...), s.has("APC"), s.has(statusNamed...)
	switch {
	case s.has("QUALIFYING COMPLEXITY ADJUSTMENT"):
		return tableJEvaluation
	case s.has("COMPLEXITY ADJUSTED APC ASSIGNMENT", "COMPLEXITY ADJUSTED APC") && s.has("PRIMARY HCPCS CODE"):
		return tableJComplexity
	case code && s.has("RANK USED FOR PRIMARY ASSIGNMENT", "RANK"):
		return tableJRanks
	case s.has("CCN", "PROVIDER NUMBER") && s.has("OUT-MIGRATION ADJUSTMENT"):
		return tableL
	case code && s.has("COMPOSITE APC ASSIGNMENT"):
		return tableM
	case code && s.has("OVERLAP BYPASS CODES"):
		return tableN
	case code && s.has("DEVICE OFFSET PERCENTAGE") && s.has("APC DEVICE OFFSET PERCENTAGE"):
		return tableP
	case code && s.has("DEVICE OFFSET PERCENTAGE"):
		return tablePOffsets
	case code && apc && s.has("GROUP TITLE"):
		return tableC
	case code && apc && si && s.has("PAYMENT RATE"):
		return tableB
	case apc && si && s.has("GROUP TITLE", "APC TITLE") && s.has("PAYMENT RATE"):
		return tableA
	case si && s.has("ITEM/CODE/SERVICE"):
		return tableD1
	case s.has("COMMENT INDICATOR") && s.has("DESCRIPTOR"):
		return tableD2
	case code && si && !apc:
		return tableE
	case code && !si && !apc && s.has("PAYMENT RATE"):
		return tableQ
	}
	return noTable
}

// headingRows is how far down a heading may stand.
const headingRows = 25

// heading takes a row for a heading, if one of its cells is called like a
// column of a table. A column whose name bears the year or "final" stands under
// its name without them too.
func (s *sheet) heading(cells []string) {
	s.columns, s.head = map[string]int{}, heading.Row{File: s.file, Line: s.row.line, Cells: slices.Clone(cells)}
	for i := len(cells) - 1; i >= 0; i-- {
		if name := normal(cells[i]); name != "" && len(name) < 100 {
			s.columns[name] = i
			if short := normal(yearOfColumn.ReplaceAllString(name, "")); short != name && !s.has(short) {
				s.columns[short] = i
			}
		}
	}
}

// A reader gathers a release.
type reader struct {
	*Release
	limits medcode.Limits
	titles []string // of the tables, for the date
}

func newRelease() *Release {
	return &Release{
		grouped: map[APC][]hcpcs.Code{}, inpatient: map[hcpcs.Code]struct{}{}, ranks: map[hcpcs.Code]Rank{}, members: map[hcpcs.Code]Member{},
		offsets: map[hcpcs.Code]Offset{}, migrations: map[string]Migration{}, tribal: map[hcpcs.Code]TribalDrug{}, bypass: map[hcpcs.Code]Bypass{},
	}
}

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := &reader{limits: opts.Limits, Release: newRelease()}
	type book struct {
		entry *source.Entry
		data  []byte
	}
	var books []book
	in, err := intake.Read(fsys, opts, "OPPS addenda", func(e *source.Entry) (bool, error) {
		data, err := e.Bytes()
		if err != nil {
			return false, err
		}
		switch source.Sniff(data) {
		case source.Text:
			if err := source.CheckText(e.Path, data, opts.Limits); err != nil {
				return false, err
			}
			return r.file(e.Path, data)
		case source.Zip:
			books = append(books, book{e, data})
		}
		return false, nil
	})
	if err != nil && (len(books) == 0 || !errors.Is(err, medcode.ErrNoFile)) {
		return nil, err
	}
	if in != nil {
		r.provenance.Files, r.diags = in.Files, append(r.diags, in.Diagnostics...)
	}
	for _, b := range books {
		if !slices.Contains(r.has[1:], false) {
			break // the workbooks repeat the texts
		}
		switch taken, err := r.file(b.entry.Path, b.data); {
		case err != nil:
			return nil, err
		case taken:
			r.provenance.Files = append(r.provenance.Files, b.entry.File())
		}
	}
	if !r.has[tableB] {
		if err == nil {
			err = &medcode.FileError{File: source.Name(fsys), Err: fmt.Errorf("no Addendum B among the OPPS addenda: %w", medcode.ErrNoFile)}
		}
		return nil, err
	}
	return r.finish()
}

// file reads the tables of a file, and reports whether there were any.
func (r *reader) file(file string, data []byte) (bool, error) {
	taken := false
	for name, rows := range sheets(file, data, r.limits) {
		s := sheet{file: file, name: name}
		if name != "" {
			s.file += "!" + name
		}
		found, err := r.sheet(&s, rows)
		if err != nil {
			if !taken && s.columns == nil && source.Sniff(data) == source.Text {
				return false, nil // text that is no table
			}
			return taken, err
		}
		taken = taken || found
	}
	return taken, nil
}

func (r *reader) sheet(s *sheet, rows iter.Seq2[row, error]) (bool, error) {
	kind, n, title, below := noTable, 0, "", 0
	for row, err := range rows {
		if err != nil {
			return false, err
		}
		s.row = row
		if kind != noTable {
			below++
			if err := r.row(kind, s); err != nil {
				return false, err
			}
			continue
		}
		if n++; n > headingRows {
			return false, nil
		}
		text := normal(strings.Join(row.cells, " "))
		switch {
		case strings.Contains(text, "COMPREHENSIVE APC PAYMENT POLICY EXCLUSIONS"), strings.Contains(text, "C-APC EXCLUSIONS"):
			kind = tableJExclusions
		default:
			s.heading(row.cells)
			if kind = s.kind(); kind == noTable {
				title += " " + text
				continue
			}
		}
		if kind == tableJEvaluation {
			r.has[kind] = true
			return true, nil // how the pairs were chosen: nothing that a claim needs
		}
		if r.has[kind] {
			if s.name == "" {
				return false, s.fail("", fmt.Errorf("a second %s; read one release at a time: %w", tableNames[kind], medcode.ErrLayout))
			}
			return true, nil // as the text has it
		}
		told, err := s.bound()
		if err != nil {
			return false, err
		}
		r.diags = append(r.diags, told...)
		r.has[kind] = true
		r.titles = append(r.titles, title+" "+text)
	}
	if kind != noTable && below == 0 {
		r.diags = append(r.diags, s.head.NoRows())
	}
	return kind != noTable, nil
}

var (
	calendarYear = regexp.MustCompile(`(?:CY ?|CALENDAR YEAR )(20\d\d)`)
	monthOfYear  = regexp.MustCompile(`\b(JANUARY|APRIL|JULY|OCTOBER|JAN|APR|JUL|OCT)[ _.-]*(?:\d{1,2},? *)?(20\d\d)\b`)
	yearMonth    = regexp.MustCompile(`\b(20\d\d)[ _.-]+(JANUARY|APRIL|JULY|OCTOBER|JAN|APR|JUL|OCT)\b`)
	dated        = regexp.MustCompile(`(20\d\d)`)
)

// date names the quarter. The titles of a quarter's addenda say the month
// ("January 2025"); those of a final rule the year alone, which they hold for.
func (r *reader) date() {
	var names []string
	for _, f := range r.provenance.Files {
		names = append(names, strings.ToUpper(strings.ReplaceAll(f.Name, "_", " ")))
	}
	all := strings.Join(r.titles, "\n") + "\n" + strings.Join(names, "\n")
	if m := monthOfYear.FindStringSubmatch(all); m != nil {
		r.provenance.Release, r.provenance.Effective = quarters.Named(m[2], m[1][:3])
		return
	}
	if m := yearMonth.FindStringSubmatch(all); m != nil {
		r.provenance.Release, r.provenance.Effective = quarters.Named(m[1], m[2][:3])
		return
	}
	m := calendarYear.FindStringSubmatch(all)
	if m == nil {
		m = dated.FindStringSubmatch(all)
	}
	if m == nil {
		r.diags = append(r.diags, medcode.Diagnostic{Kind: medcode.KindReleaseUnknown, Message: "neither titles nor file names say the year: the release holds on every date"})
		return
	}
	r.provenance.Release, r.provenance.Effective = quarters.Named(m[1], "A")
	year, _ := strconv.Atoi(m[1])
	r.provenance.Effective.To = medcode.NewDate(year, 12, 31)
}

func (r *reader) finish() (*Release, error) {
	r.provenance.System = "OPPS addenda"
	r.date()
	slices.SortFunc(r.entries, func(a, b Entry) int { return a.Code.Compare(b.Code) })
	slices.SortFunc(r.groups, func(a, b Group) int { return a.APC.Compare(b.APC) })
	for i, g := range r.groups {
		r.groupAt[g.APC] = int16(i + 1)
	}
	r.index = newIndex(len(r.entries), func(i int) hcpcs.Code { return r.entries[i].Code })
	for _, codes := range r.grouped {
		slices.SortFunc(codes, hcpcs.Code.Compare)
	}
	return r.Release, nil
}
