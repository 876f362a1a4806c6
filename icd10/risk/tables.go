package risk

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// tables are those with a heading, by its beginning.
var tables = map[string]func(*builder, []string) error{
	"diagnosis_code,cc,model_name":                                      (*builder).mappingRow,
	"cc_parent,cc_child,model_domain,model_version":                     nil, // of all rows together
	"cc,label,model_domain,model_version":                               (*builder).labelRow,
	"coefficient,value,model_domain,model_version":                      (*builder).coefficientRow,
	"icd10,edit_type,sex,age_min,age_max,action,cc_override,model_name": (*builder).editRow,
}

// readTables takes what CMS's own files left open from tables and workbooks.
func (b *builder) readTables() error {
	ranks, labels, coefficients := len(b.ranks) > 0, len(b.labels) > 0, len(b.coefficients) > 0
	below := map[uint16][]uint16{}
	for i := range b.p.parts {
		x := &b.p.parts[i]
		switch x.kind {
		case aTable:
			line, _, _ := bytes.Cut(x.data, []byte("\n"))
			var row func(*builder, []string) error
			name := ""
			for heading, r := range tables {
				if bytes.HasPrefix(line, []byte(heading)) {
					name, row = strings.Split(heading, ",")[0], r
				}
			}
			if name == "cc_parent" {
				row = func(b *builder, f []string) error { return b.rankRow(f, below) }
			}
			if ranks && name == "cc_parent" || labels && name == "cc" || coefficients && name == "coefficient" {
				continue
			}
			b.take(x, name == "coefficient" || name == "diagnosis_code" && len(b.codes) == 0)
			unknown := map[string]int{}
			counted := func(b *builder, f []string) error {
				if words, ok := modelOf(name, f); !ok {
					unknown[words]++
				}
				return row(b, f)
			}
			if err := b.csv(x.data, counted); err != nil {
				return err
			}
			for _, words := range slices.Sorted(maps.Keys(unknown)) {
				b.diag(medcode.KindUnknownModel, words, fmt.Sprintf("%d rows are of a model that the package doesn't know", unknown[words]))
			}
		case aWorkbook:
			b.path = x.path
			took, err := b.workbook(x.data)
			if err != nil {
				return err
			}
			if took {
				b.take(x, false)
			} else {
				b.p.met = append(b.p.met, x.path)
			}
		}
	}
	if !ranks {
		b.ranks = sortedRanks(below)
	}
	return nil
}

// modelOf returns the words by which a row of a table names its model, and whether
// they are those of a model that the package knows.
func modelOf(table string, f []string) (words string, ok bool) {
	switch table {
	case "diagnosis_code":
		return f[2], known(f[2], ID.mapping)
	case "icd10":
		return f[7], known(f[7], ID.mapping)
	case "coefficient":
		return f[3], known(f[3], ID.tableVersion)
	}
	return f[3], known(f[3], ID.tableRanks)
}

// lines calls fn with the fields between tabs of each line that isn't blank.
func (b *builder) lines(data []byte, fn func([]string) error) error {
	for n, line := range source.Lines(data) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := fn(strings.Split(string(line), "\t")); err != nil {
			return b.errorf(n, string(line), "%w", err)
		}
	}
	return nil
}

// csv calls row with the fields of each record below the header.
func (b *builder) csv(data []byte, row func(*builder, []string) error) error {
	c := csv.NewReader(bytes.NewReader(data))
	c.ReuseRecord = true
	for first := true; ; first = false {
		f, err := c.Read()
		if p := (*csv.ParseError)(nil); errors.As(err, &p) {
			return b.errorf(p.Line, "", "%w: %w", p.Err, medcode.ErrSyntax)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if first {
			continue
		}
		if err := row(b, f); err != nil {
			line, _ := c.FieldPos(0)
			return b.errorf(line, strings.Join(f, ","), "%w", err)
		}
	}
}

func (b *builder) category(s string) (uint16, error) {
	t := strings.TrimPrefix(strings.TrimSpace(s), "Rx")
	n, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimPrefix(t, "RX"), "HCC"), 10, 16)
	if err != nil || n == 0 {
		return 0, fmt.Errorf("category %q: want a number: %w", s, medcode.ErrSyntax)
	}
	return uint16(n), nil
}

func wholeNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("%q: want a number: %w", s, medcode.ErrSyntax)
	}
	return n, nil
}

// formatLine takes a line of a format file: code and category. A code of
// several categories has several lines, those after the first marked D.
func (b *builder) formatLine(f []string) error {
	f = strings.Fields(strings.Join(f, " "))
	if len(f) < 2 || len(f) > 3 || len(f) == 3 && f[2] != "D" {
		return fmt.Errorf("want a code, a category and perhaps a D: %w", medcode.ErrSyntax)
	}
	return b.addCode(b.codes, f[0], f[1])
}

func (b *builder) mappingRow(f []string) error {
	if f[2] != b.id.mapping() {
		return nil
	}
	return b.addCode(b.table, f[0], f[1])
}

func (b *builder) addCode(to map[research.Code][]uint16, code, category string) error {
	c, err := research.ParseCode(research.ICD10CM, code)
	if err != nil {
		return err
	}
	cc, err := b.category(category)
	if err != nil {
		return err
	}
	if slices.Contains(to[c], cc) {
		b.diag(medcode.KindDuplicateRow, code, "the same code and category twice")
		return nil
	}
	to[c] = append(to[c], cc)
	return nil
}

// ranksOf reports whether a row of a table is of the model being read.
func (b *builder) ranksOf(domain, version string) bool {
	return domain == b.id.domain() && version == b.id.tableRanks()
}

func (b *builder) rankRow(f []string, below map[uint16][]uint16) error {
	if !b.ranksOf(f[2], f[3]) {
		return nil
	}
	above, err := b.category(f[0])
	if err != nil {
		return err
	}
	under, err := b.category(f[1])
	if err != nil {
		return err
	}
	if above == under {
		return fmt.Errorf("a category below itself: %w", medcode.ErrSyntax)
	}
	if !slices.Contains(below[above], under) {
		below[above] = append(below[above], under)
	}
	return nil
}

func (b *builder) labelRow(f []string) error {
	if !b.ranksOf(f[2], f[3]) {
		return nil
	}
	c, err := b.category(f[0])
	b.labels[c] = f[1]
	return err
}

func (b *builder) coefficientRow(f []string) error {
	if f[2] != b.id.domain() || f[3] != b.id.tableVersion() {
		return nil
	}
	return b.addCoefficient(f[0], f[1])
}

func (b *builder) addCoefficient(name, value string) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(v >= -100 && v <= 100) {
		return fmt.Errorf("coefficient %q: want a number of -100 to 100: %w", value, medcode.ErrSyntax)
	}
	name = strings.TrimSpace(name)
	key := strings.ToUpper(name)
	if old, ok := b.coefficients[key]; ok && old != v {
		return fmt.Errorf("coefficient %s is %v and %v: %w", name, old, v, medcode.ErrSyntax)
	}
	b.coefficients[key], b.spelled[key] = v, name
	return nil
}

func (b *builder) editRow(f []string) error {
	if f[7] != b.id.mapping() {
		return nil
	}
	c, err := research.ParseCode(research.ICD10CM, f[0])
	if err != nil {
		return err
	}
	sex, err := medcode.ParseSex(f[2])
	if err != nil {
		return err
	}
	lo, hi := 0, oldest
	for i, to := range []*int{&lo, &hi} {
		if f[3+i] == "" {
			continue
		}
		if *to, err = strconv.Atoi(f[3+i]); err != nil {
			return fmt.Errorf("age %q: want a number: %w", f[3+i], medcode.ErrSyntax)
		}
	}
	when := between0(lo, hi)
	if lo > hi { // outside of the ages between
		when = call{"MAX", []node{between0(lo, oldest), between0(0, hi)}}
	}
	switch sex {
	case medcode.Male:
		when = times([]node{equal{input(inSex), number(1)}, when})
	case medcode.Female:
		when = times([]node{equal{input(inSex), number(2)}, when})
	}
	e := edit{when: when, mce: strings.HasPrefix(f[1], "mce")}
	switch f[5] {
	case "invalid":
	case "override":
		if e.to, err = b.category(f[6]); err != nil {
			return err
		}
	default:
		return fmt.Errorf("action %q: want invalid or override: %w", f[5], medcode.ErrSyntax)
	}
	b.tableEdits[c] = append(b.tableEdits[c], e)
	return nil
}

// workbook reads the mappings of the version from a workbook, if one of its
// sheets has a heading with them.
func (b *builder) workbook(data []byte) (bool, error) {
	book, err := xlsx.Open(b.path, data, b.p.limits)
	if errors.Is(err, xlsx.ErrNoWorkbook) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	columns := b.mappingColumns()
	for _, sheet := range book.Sheets() {
		code, category := -1, -1
		for row, err := range book.Rows(sheet) {
			if err != nil {
				return false, err
			}
			if category < 0 {
				if h := (heading.Row{File: b.path, Line: row.Number, Cells: row.Cells}); h.Is(columns) {
					found, _, err := h.Bind(columns) // beside those of other models, of which nothing is told
					if err != nil {
						return false, err
					}
					code, category = found.At[0], found.At[1]
				}
				continue
			}
			// A row without a category is a diagnosis that is not in the model, or a
			// note below the table.
			for one := range strings.FieldsFuncSeq(row.Cell(category), func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
				if err := b.addCode(b.book, strings.TrimSpace(row.Cell(code)), one); err != nil {
					return false, row.Errorf(b.path, code, "%w", err)
				}
			}
		}
		if category >= 0 {
			return true, nil
		}
	}
	return false, nil
}

// mappingColumns are the columns of the diagnosis and of the category of the
// version: "CMS-HCC Model Category V28", beside those of other models and of what
// each pays in the year.
func (b *builder) mappingColumns() []heading.Column {
	system := "CMS-HCC"
	if b.id.rx() {
		system = "RXHCC"
	}
	return []heading.Column{
		{Name: "diagnosis code", Is: func(t string) bool { return heading.Has(t, "DIAGNOSIS") && heading.Has(t, "CODE") }},
		{Name: system + " category", Is: func(t string) bool {
			words := strings.Fields(t)
			return slices.Contains(words, system) && slices.Contains(words, b.id.Version()) && slices.Contains(words, "ESRD") == b.id.esrd() && !slices.Contains(words, "PAYMENT")
		}},
	}
}

var (
	hccLabel = regexp.MustCompile(`(?i)\b(?:RX)?HCC(\d+)\s*=\s*(?:"([^"]*)"|'([^']*)')`)

	// the name of a coefficient, by segment and variable: CNA_F70_74
	coefficientName = regexp.MustCompile(`(?i)^"?[A-Z]+\d*_\w+"?$`)
)

// wideCoefficients reports whether a line is the heading of all coefficients in
// one row, rather than the first line of a program.
func wideCoefficients(line []byte) bool {
	for name := range bytes.SplitSeq(line, []byte(",")) {
		if !coefficientName.Match(bytes.TrimSpace(name)) {
			return false
		}
	}
	return true
}

var coefficientColumns = []heading.Column{{Name: "name", Called: "name|variable|coefficientname"}, {Name: "value", Called: "value|coeff|coefficient|col1"}, {Name: "label", Need: heading.Optional}}

// coefficientFile reads a file of coefficients: csv with a heading and one row
// of all values, or a column of names beside one of values; or a name, a label
// and a value between tabs.
func (b *builder) coefficientFile(data []byte) error {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(first, []byte("\t")) == 2 {
		return b.lines(data, func(f []string) error { return b.addCoefficient(f[0], f[len(f)-1]) })
	}
	c := csv.NewReader(bytes.NewReader(data))
	c.FieldsPerRecord, c.LazyQuotes = -1, true // labels have commas
	rows, err := c.ReadAll()
	if len(rows) == 1 {
		return heading.Row{File: b.path, Line: 1}.Empty()
	}
	if err != nil || len(rows) == 0 {
		return b.errorf(0, "", "coefficients: want a heading and rows: %w", medcode.ErrSyntax)
	}
	name, value := -1, -1
	if h := (heading.Row{File: b.path, Line: 1, Cells: rows[0]}); h.Is(coefficientColumns) {
		found, told, err := h.Bind(coefficientColumns)
		if err != nil {
			return err
		}
		b.m.diags = append(b.m.diags, told...)
		name, value = found.At[0], found.At[1]
	}
	for n, row := range rows[1:] {
		switch {
		case name >= 0:
			if max(name, value) >= len(row) {
				err = fmt.Errorf("%d fields: %w", len(row), medcode.ErrSyntax)
			} else {
				err = b.addCoefficient(row[name], row[value])
			}
		case len(rows) == 2 && len(row) == len(rows[0]):
			for i := range row {
				if err == nil {
					err = b.addCoefficient(rows[0][i], row[i])
				}
			}
		default:
			return b.errorf(1, strings.Join(rows[0], ","), "coefficients: want columns of names and values: %w", medcode.ErrLayout)
		}
		if err != nil {
			return b.errorf(n+2, strings.Join(row, ","), "%w", err)
		}
	}
	return nil
}
