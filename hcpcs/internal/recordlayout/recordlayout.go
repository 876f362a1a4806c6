// Package recordlayout reads the record layout that CMS publishes with every
// HCPCS release (HCPC2025_recordlayout.txt): the fields of the 320-character
// record with their places, and the tables of the codes they hold. The tables
// of package hcpcs are generated from it, and its field places tested by it.
package recordlayout

import (
	"regexp"
	"strconv"
	"strings"
)

// A Layout is the fields and the code tables of a record layout.
type Layout struct {
	Fields []Field
	Tables []Table // the appendix: BETOS_TB, CMS_TYPE_SRVC_TB
}

// A Field is one numbered element. Begin and End are the 1-based columns of
// its first occurrence.
type Field struct {
	Number             int
	Name               string
	Length, Begin, End int
	Max                int // how often it occurs
	Values             []Value
}

// A Table is a code table of the appendix.
type Table struct {
	Name   string
	Values []Value
}

// A Value is one code and what it means.
type Value struct{ Code, Title string }

var (
	heading   = regexp.MustCompile(`^ {1,4}(\d{1,2})\. +(\S.*)$`)
	place     = regexp.MustCompile(`^\s+(\d+)\s+(\d+)\s+(\d+)(\s+[A-Z]+)?\s*$`)
	value     = regexp.MustCompile(`^\s+'?([0-9A-Z]{1,3})'?\s*= ?(.+)$`)
	occurs    = regexp.MustCompile(`OCCURS MIN: \d+ OCCURS MAX: (\d+)`)
	tableName = regexp.MustCompile(`^\s?([A-Z_]+_TB)\s{2,}`)
	section   = regexp.MustCompile(`^\s+(CODES|EDIT RULES|COMMENTS|OCCURS|LENGTH|CODE TABLE|SOURCE)\b`)
	// A note of the layout's editors at the end of a title: "(eff 1/1/2024)".
	since = regexp.MustCompile(`(?i)\s*\(eff(ec)?\.? [^)]*\)$`)
)

// Parse reads the text of a record layout.
func Parse(text string) Layout {
	var l Layout
	var values *list // where values go; nil outside a list of codes
	for line := range strings.Lines(text) {
		line = strings.TrimRight(strings.ReplaceAll(line, "\t", "        "), " \r\n")
		switch m := heading.FindStringSubmatch(line); {
		case m != nil:
			n, _ := strconv.Atoi(m[1])
			name := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(m[2]), "CHAR"))
			l.Fields = append(l.Fields, Field{Number: n, Name: name, Max: 1})
			values = nil
		case tableName.MatchString(line):
			l.Tables = append(l.Tables, Table{Name: tableName.FindStringSubmatch(line)[1]})
			values = &list{to: &l.Tables[len(l.Tables)-1].Values}
		case len(l.Fields) == 0:
		default:
			values = l.detail(line, values)
		}
	}
	return l
}

// A list is codes being read: a title goes on in lines indented deeper than its
// own, while a heading between groups of codes ("Digestive") is not.
type list struct {
	to     *[]Value
	indent int // of the value last read
}

// detail reads a line below a field's or table's heading.
func (l *Layout) detail(line string, values *list) *list {
	f := &l.Fields[len(l.Fields)-1]
	if m := place.FindStringSubmatch(line); m != nil && f.Begin == 0 {
		f.Length, _ = strconv.Atoi(m[1])
		f.Begin, _ = strconv.Atoi(m[2])
		f.End, _ = strconv.Atoi(m[3])
		return values
	}
	if m := occurs.FindStringSubmatch(line); m != nil {
		f.Max, _ = strconv.Atoi(m[1])
		return nil
	}
	if strings.Contains(line, "CODES         :") {
		return &list{to: &f.Values}
	}
	if values == nil || len(l.Tables) == 0 && section.MatchString(line) {
		return nil
	}
	values.read(line)
	return values
}

func (v *list) read(line string) {
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	if m := value.FindStringSubmatch(line); m != nil {
		*v.to = append(*v.to, Value{m[1], title(m[2])})
		v.indent = indent
	} else if n := len(*v.to); n > 0 && indent > v.indent && !strings.HasPrefix(text, "-") {
		last := &(*v.to)[n-1]
		last.Title = title(last.Title + " " + text)
	}
}

func title(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return since.ReplaceAllString(s, "")
}
