package research

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/source"
)

// splitQuoted splits a line of AHRQ's csv files, whose fields may stand in
// single quotes, in double quotes or in none, and appends them to fields
// without quotes and the blanks around them. A quote closes its field before a
// comma or the end of the line only: titles have apostrophes.
func splitQuoted(fields []string, line string) []string {
	for {
		line = strings.TrimLeft(line, " \t")
		field, rest, more := strings.Cut(line, ",")
		if f, r, m, ok := quotedField(line); ok {
			field, rest, more = f, r, m
		}
		fields = append(fields, strings.Trim(field, " \t'"))
		if !more {
			return fields
		}
		line = rest
	}
}

// quotedField cuts the field in quotes that line begins with.
func quotedField(line string) (field, rest string, more, ok bool) {
	if line == "" || line[0] != '\'' && line[0] != '"' {
		return "", "", false, false
	}
	for i := 1; i < len(line); i++ {
		if line[i] != line[0] {
			continue
		}
		if line[0] == '"' && i+1 < len(line) && line[i+1] == '"' {
			i++ // a quote written twice stands for itself
			continue
		}
		behind := strings.TrimLeft(line[i+1:], " \t")
		if behind == "" || behind[0] == ',' {
			field = line[1:i]
			if line[0] == '"' {
				field = strings.ReplaceAll(field, `""`, `"`)
			}
			return field, behind[min(1, len(behind)):], behind != "", true
		}
	}
	return "", "", false, false
}

// A quotedTable is a csv file of AHRQ: perhaps titles, a header, and rows.
type quotedTable struct {
	titles  []string
	head    heading.Row
	columns heading.Columns
	told    []medcode.Diagnostic
	data    []byte
}

// The first columns that are looked for in AHRQ's tables: of a code, and of the
// descriptions that stand behind some.
const (
	describing = iota
	coding
)

var (
	description = heading.Column{Name: "description", Is: func(t string) bool { return strings.Contains(t, "DESCRIPTION") }, Need: heading.Optional, Many: true}
	codeColumn  = heading.Column{Name: "ICD-10-CM code", Is: func(t string) bool { return strings.HasPrefix(t, "ICD-10-CM ") }}
)

// openQuoted opens a file where it is a csv with the columns that are required, in
// one of the lines at its beginning, and returns nil where it isn't.
func openQuoted(e *source.Entry, columns []heading.Column) (*quotedTable, error) {
	data, err := e.Bytes()
	if err != nil || source.Sniff(data) != source.Text {
		return nil, err
	}
	t := &quotedTable{}
	for n, line := range source.Lines(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))) {
		if n > 20 {
			break
		}
		t.head = heading.Row{File: e.Path, Line: n, Cells: splitQuoted(nil, string(line))}
		if t.head.Is(columns) {
			if t.data, err = e.Text(); err == nil {
				t.columns, t.told, err = t.head.Bind(columns)
			}
			return t, err
		}
		t.titles = append(t.titles, strings.Trim(string(bytes.TrimSpace(line)), ",\""))
	}
	return nil, nil
}

// rows calls row with the code and the fields of each line; of a file without rows
// nothing can be made.
func (t *quotedTable) rows(row func(n int, code Code, fields []string) error) error {
	var fields []string
	any := false
	for n, line := range source.Lines(t.data) {
		if n <= t.head.Line || len(bytes.Trim(line, ", \t\x1a")) == 0 {
			continue
		}
		any = true
		var err error
		var code Code
		if fields = splitQuoted(fields[:0], string(line)); len(fields) != len(t.head.Cells) {
			err = fmt.Errorf("%d fields under a heading of %d: %w", len(fields), len(t.head.Cells), medcode.ErrSyntax)
		} else if code, err = ParseCode(ICD10CM, fields[t.columns.At[coding]]); err == nil {
			err = row(n, code, fields)
		}
		if err != nil {
			return &medcode.FileError{File: t.head.File, Line: n, Text: string(line), Err: err}
		}
	}
	if !any {
		return t.head.Empty()
	}
	return nil
}

var versionName = regexp.MustCompile(`(?i)v(20\d\d)[-._](\d)`)

// versionNamed returns the version in a title, or else in the name of the
// file: "DXCCSR_v2026-1.csv".
func versionNamed(titles []string, file string) string {
	for _, title := range titles {
		if v := versionIn(title); v != "" {
			return v
		}
	}
	if m := versionName.FindStringSubmatch(file[strings.LastIndexAny(file, "/!")+1:]); m != nil {
		return m[1] + "." + m[2]
	}
	return ""
}
