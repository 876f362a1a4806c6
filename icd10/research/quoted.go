package research

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
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
	titles []string
	header []string // in capitals
	line   int      // of the header
}

// openQuoted finds the header: the first line of those at the beginning whose
// first field begins as said.
func openQuoted(data []byte, first string) (*quotedTable, bool) {
	t := &quotedTable{}
	for n, line := range source.Lines(data) {
		if n > 20 {
			break
		}
		fields := splitQuoted(nil, strings.ToUpper(string(line)))
		if strings.HasPrefix(fields[0], first) && len(fields) > 1 {
			t.header, t.line = fields, n
			return t, true
		}
		t.titles = append(t.titles, strings.Trim(string(bytes.TrimSpace(line)), ",\""))
	}
	return nil, false
}

// column returns the place of a column, or -1.
func (t *quotedTable) column(is func(string) bool) int {
	for i, h := range t.header {
		if is(h) {
			return i
		}
	}
	return -1
}

// unknown reports the columns that are neither the first, nor of those known,
// nor a description of another.
func (t *quotedTable) unknown(file string, known ...int) []medcode.Diagnostic {
	var all []medcode.Diagnostic
	for i, h := range t.header {
		if i != 0 && h != "" && !strings.Contains(h, "DESCRIPTION") && !slices.Contains(known, i) {
			all = append(all, medcode.Diagnostic{File: file, Line: t.line, Column: i + 1, Kind: medcode.KindUnknownColumn, Text: h,
				Message: "a column that the reader doesn't know was left out"})
		}
	}
	return all
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
