package ipps

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/source"
)

// How tables 6I, 6J and 6K open.
var (
	isTable6I = regexp.MustCompile(`(?i)^\x{feff}?\s*"?\s*TABLE\s+6I\b[^\n]*MCC LIST`).Match
	isTable6J = regexp.MustCompile(`(?i)^\x{feff}?\s*"?\s*TABLE\s+6J\b[^\n]*CC LIST`).Match
	isTable6K = regexp.MustCompile(`(?i)^\x{feff}?\s*"?\s*TABLE\s+6K\b[^\n]*EXCLUSIONS`).Match
)

// A severityFile is what one of the tables says.
type severityFile struct {
	name        string
	level       drg.Level // of all codes of a list
	codes       []SeverityCode
	lines       []int // of codes, in a list
	collections [][]cm.Code
	parts       int // of Table 6K
	selected    []SelectExclusion
	diags       []medcode.Diagnostic
}

func (f *severityFile) fail(line int, text []byte, err error) error {
	return &medcode.FileError{File: f.name, Line: line, Text: string(text), Err: err}
}

// readSeverityList reads Table 6I or 6J: a title, a line of headings, a code
// and its description between a tab, then notes.
func readSeverityList(file string, data []byte, level drg.Level) (*severityFile, error) {
	f := &severityFile{name: file, level: level}
	notes := false
	for n, line := range source.Lines(data) {
		first, _, _ := bytes.Cut(line, []byte("\t"))
		text := strings.TrimSpace(string(first))
		switch {
		case n == 1:
		case n == 2:
			if words := strings.Fields(strings.ToLower(text)); len(words) < 2 || words[len(words)-1] != "code" {
				return nil, f.fail(n, line, fmt.Errorf("want the heading Diagnosis Code: %w", medcode.ErrLayout))
			}
		case notes:
		case text == "":
			notes = bytes.Contains(line, []byte("Notes:"))
		default:
			c, err := cm.Parse(text)
			if err != nil {
				return nil, f.fail(n, line, err)
			}
			f.codes, f.lines = append(f.codes, SeverityCode{Code: c, Level: level}), append(f.lines, n)
		}
	}
	if !notes { // which end the lists of recent years
		f.diags = append(f.diags, medcode.Diagnostic{File: file, Kind: medcode.KindCutShort, Message: "the list ends without the line of notes, and may be cut short"})
	}
	return f, nil
}

// A table6KReader reads Table 6K: in part 1 the codes with their collections,
// then the collections; in part 2 the codes that count for the living; in part
// 3, since fiscal year 2025, exclusions in select DRGs.
type table6KReader struct {
	f     *severityFile
	part  int
	sizes map[int]int // of collections, as part 1 says
	open  *[]cm.Code  // the list that lines of codes belong to
	alive []cm.Code   // part 2
	blank bool        // the last line was
}

var (
	partLine       = regexp.MustCompile(`^K Part ([123])\b`)
	collectionLine = regexp.MustCompile(`(?i)^PDX collection (\d{1,5})$`)
	selectLine     = regexp.MustCompile(`^MDC (\d\d) DRGs? (\d{3})(?:-(\d{3}))? (.+)$`)
	codeLine       = regexp.MustCompile(`^ ([0-9A-Z]{3,7}) +(CC|MCC) +(?:\d\d +)*(?:No ?Excl|(\d{1,5}):([\d,]{1,7}) codes?)(?: |$)`)
)

func readTable6K(file string, data []byte) (*severityFile, error) {
	t := &table6KReader{f: &severityFile{name: file}, sizes: map[int]int{}}
	last := 0
	for n, line := range source.Lines(data) {
		if err := t.line(n, line); err != nil {
			return nil, err
		}
		last = n
	}
	if t.part < 2 || !t.blank {
		return nil, t.f.fail(last, nil, fmt.Errorf("the table ends in part %d, without the blank line after it, it is cut short: %w", t.part, medcode.ErrSyntax))
	}
	t.f.parts = t.part
	return t.f, t.finish()
}

// partsOf returns how many parts Table 6K of a fiscal year has.
func partsOf(year int) int {
	if year >= 2025 {
		return 3
	}
	return 2
}

func (t *table6KReader) line(n int, line []byte) error {
	t.blank = len(bytes.TrimSpace(line)) == 0
	if m := partLine.FindSubmatch(line); m != nil {
		part := int(m[1][0] - '0')
		if part != t.part+1 {
			return t.f.fail(n, line, fmt.Errorf("part %d after part %d: %w", part, t.part, medcode.ErrSyntax))
		}
		t.part, t.open = part, nil
		if part == 2 {
			t.open = &t.alive
		}
		return nil
	}
	switch {
	case t.part == 0 || t.blank: // the explanation at the top
		return nil
	case bytes.HasPrefix(line, []byte("  ")):
		return t.listed(n, line)
	case t.part == 1 && bytes.HasPrefix(line, []byte(" I10 Dx ")):
		return nil
	case t.part == 1 && line[0] == ' ':
		return t.code(n, line)
	case t.part == 1:
		return t.collection(n, line)
	case t.part == 3:
		return t.selected(n, line)
	}
	return t.f.fail(n, line, fmt.Errorf("a line of no known kind in part %d: %w", t.part, medcode.ErrLayout))
}

// code reads a line of part 1: code, level, collection and its size.
func (t *table6KReader) code(n int, line []byte) error {
	m := codeLine.FindSubmatch(line)
	if m == nil {
		return t.f.fail(n, line, fmt.Errorf("want a code, CC or MCC, and its exclusions: %w", medcode.ErrSyntax))
	}
	c, err := cm.Parse(string(m[1]))
	if err != nil {
		return t.f.fail(n, line, err)
	}
	e := SeverityCode{Code: c, Level: drg.CC}
	if string(m[2]) == "MCC" {
		e.Level = drg.MCC
	}
	if len(m[3]) > 0 {
		e.Collection, _ = strconv.Atoi(string(m[3]))
		t.sizes[e.Collection], _ = strconv.Atoi(strings.ReplaceAll(string(m[4]), ",", ""))
	}
	t.f.codes = append(t.f.codes, e)
	return nil
}

// collection opens a collection.
func (t *table6KReader) collection(n int, line []byte) error {
	m := collectionLine.FindSubmatch(bytes.TrimSpace(line))
	if m == nil {
		return t.f.fail(n, line, fmt.Errorf("a line of no known kind in part 1: %w", medcode.ErrLayout))
	}
	number, _ := strconv.Atoi(string(m[1]))
	if number >= len(t.f.collections) {
		t.f.collections = append(t.f.collections, make([][]cm.Code, number+1-len(t.f.collections))...)
	}
	if number == 0 || t.f.collections[number] != nil {
		return t.f.fail(n, line, fmt.Errorf("a collection numbered 0 or twice: %w", medcode.ErrSyntax))
	}
	t.open = &t.f.collections[number]
	return nil
}

// selected opens a list of part 3.
func (t *table6KReader) selected(n int, line []byte) error {
	m := selectLine.FindSubmatch(bytes.TrimSpace(line))
	if m == nil {
		return t.f.fail(n, line, fmt.Errorf("want MDC, DRGs and a title: %w", medcode.ErrLayout))
	}
	first, err := drg.ParseNumber(string(m[2]))
	if err != nil {
		return t.f.fail(n, line, err)
	}
	x := SelectExclusion{MDC: string(m[1]), First: first, Last: first, Title: string(m[4])}
	if len(m[3]) > 0 {
		if x.Last, err = drg.ParseNumber(string(m[3])); err != nil || x.Last < first {
			return t.f.fail(n, line, fmt.Errorf("want DRGs in order: %w", medcode.ErrSyntax))
		}
	}
	t.f.selected = append(t.f.selected, x)
	t.open = &t.f.selected[len(t.f.selected)-1].Codes
	return nil
}

// listed reads a code of the open list, with its description.
func (t *table6KReader) listed(n int, line []byte) error {
	if t.open == nil {
		return t.f.fail(n, line, fmt.Errorf("a code that is in no list: %w", medcode.ErrSyntax))
	}
	text, _, _ := bytes.Cut(line[2:], []byte(" "))
	c, err := cm.Parse(string(text))
	if err != nil {
		return t.f.fail(n, line, err)
	}
	*t.open = append(*t.open, c)
	return nil
}

// finish puts the parts together and checks that they agree.
func (t *table6KReader) finish() error {
	f := t.f
	for _, e := range f.codes {
		if e.Collection >= len(f.collections) || e.Collection > 0 && f.collections[e.Collection] == nil {
			return f.fail(0, []byte(e.Code.String()), fmt.Errorf("its collection %d is missing: %w", e.Collection, medcode.ErrSyntax))
		}
	}
	for number, codes := range f.collections {
		if want, used := t.sizes[number]; used && want != len(codes) {
			f.diagnose(medcode.KindCount, strconv.Itoa(number), fmt.Sprintf("a collection of %d codes where part 1 says %d; kept as listed", len(codes), want))
		}
		slices.SortFunc(codes, cm.Code.Compare)
	}
	slices.SortFunc(f.codes, func(a, b SeverityCode) int { return a.Code.Compare(b.Code) })
	for i := 1; i < len(f.codes); i++ {
		if f.codes[i].Code == f.codes[i-1].Code {
			return f.fail(0, []byte(f.codes[i].Code.String()), fmt.Errorf("the code stands twice in part 1: %w", medcode.ErrSyntax))
		}
	}
	for _, c := range t.alive {
		i, ok := slices.BinarySearchFunc(f.codes, c, func(e SeverityCode, c cm.Code) int { return e.Code.Compare(c) })
		if !ok {
			f.diagnose(medcode.KindAliveOnly, c.String(), "counts only for the living by part 2, but part 1 hasn't it; ignored")
			continue
		}
		f.codes[i].AliveOnly = true
	}
	for i := range f.selected {
		slices.SortFunc(f.selected[i].Codes, cm.Code.Compare)
	}
	return nil
}

func (f *severityFile) diagnose(kind medcode.DiagnosticKind, text, message string) {
	f.diags = append(f.diags, medcode.Diagnostic{File: f.name, Kind: kind, Text: text, Message: message})
}
