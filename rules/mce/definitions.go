package mce

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// Definitions is the manual of the editor, the Definitions of Medicare Code
// Edits, as far as it lists codes. It is immutable.
type Definitions struct {
	provenance  medcode.Provenance
	diagnostics []medcode.Diagnostic

	lists    []DefinedList
	changes  []DefinedList
	ages     []AgeRange
	statuses []int
}

// A DefinedList is one list of codes in the manual.
type DefinedList struct {
	Edit    int    // number of the edit, 1 to 20
	Part    string // letter of the part and number of the list in it, "A", "B2", as far as printed
	Heading string // the line above the list
	Line    int    // of the first code
	Codes   []DefinedCode
}

// A DefinedCode is a code as the manual lists it.
type DefinedCode struct {
	Code  string // without the dot
	Title string
}

// ReadDefinitions reads the manual in its text form. Files of other content are
// passed over.
func ReadDefinitions(fsys fs.FS) (*Definitions, error) {
	return ReadDefinitionsWith(fsys, medcode.ReadOptions{})
}

// ReadDefinitionsWith is ReadDefinitions with options.
func ReadDefinitionsWith(fsys fs.FS, opts medcode.ReadOptions) (*Definitions, error) {
	var d *Definitions
	in, err := intake.Read(fsys, opts, "the Definitions of Medicare Code Edits as text", func(e *source.Entry) (bool, error) {
		data, err := e.Bytes()
		if err != nil || !isDefinitions(data) {
			return false, err
		}
		if d != nil {
			return false, intake.Unused("a second text of the manual")
		}
		text, err := e.Text()
		if err != nil {
			return false, err
		}
		p := definitionsParser{forms: newGrammar(), file: e.Path, d: &Definitions{}}
		if err := p.parse(text); err != nil {
			return false, err
		}
		d = p.d
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	d.provenance.Files, d.diagnostics = in.Files, append(in.Diagnostics, d.diagnostics...)
	return d, nil
}

// Provenance says which file the manual was read from, and from when it holds.
func (d *Definitions) Provenance() medcode.Provenance { return d.provenance }

// Diagnostics returns the defects of the file that leave it usable.
func (d *Definitions) Diagnostics() []medcode.Diagnostic { return slices.Clone(d.diagnostics) }

// Lists returns the lists of chapter 1, in order.
func (d *Definitions) Lists() []DefinedList { return slices.Clone(d.lists) }

// Changes returns the lists of chapter 2, the codes that joined or left a list
// since the manual before; Heading says which.
func (d *Definitions) Changes() []DefinedList { return slices.Clone(d.changes) }

// A definedFlag is the flag of a table that a list of the manual stands for.
type definedFlag struct {
	edit  int
	part  string
	index int // among the lists of that part
	list  List
	flag  Flags
}

// definedFlags says which flag of which table each list of the manual is.
var definedFlags = []definedFlag{
	{4, "A", 0, ICD10Diagnoses, newborn},
	{4, "B", 0, ICD10Diagnoses, pediatric},
	{4, "C", 0, ICD10Diagnoses, maternity},
	{4, "D", 0, ICD10Diagnoses, adult},
	{5, "A", 0, ICD10Diagnoses, female},
	{5, "B", 0, ICD10Procedures, female},
	{5, "C", 0, ICD10Diagnoses, male},
	{5, "D", 0, ICD10Procedures, male},
	{6, "", 0, ICD10Diagnoses, manifestation},
	{8, "A", 0, ICD10Diagnoses, qadm},
	{8, "B1", 0, ICD10Procedures, csect},
	{8, "B2", 0, ICD10Procedures, vagdel},
	{8, "B3", 0, ICD10Diagnoses, delout},
	{9, "", 0, ICD10Diagnoses, reqsdx},
	{9, "", 1, ICD10Diagnoses, unacceptable},
	{11, "A", 0, ICD10Procedures, noncovered},
	{11, "B", 0, ICD10Diagnoses, diabtypeI},
	{11, "D", 0, ICD10Procedures, ncov6},
	{11, "D", 1, ICD10Diagnoses, ncov6},
	{11, "F", 0, ICD10Procedures, ncov12agele60},
	{11, "G", 0, ICD10Procedures, ncovZ302},
	{17, "A", 0, ICD10Procedures, lcov},
	{18, "", 0, ICD10Diagnoses, wrngproc},
	{19, "", 0, ICD10Procedures, los},
	{20, "", 0, ICD10Diagnoses, unspecified},
}

// A Disagreement is something that the manual and the table say differently.
type Disagreement struct {
	Edit    int    // number of the edit in the manual
	Part    string // of the edit
	What    string // the code, discharge status or age group
	Message string
}

// Compare returns where the manual and a release's table disagree on the day
// from which the manual holds: in the codes of each list, the discharge
// statuses, and the ages that headings give. It panics on a nil release.
func (d *Definitions) Compare(r *Release) []Disagreement {
	on := d.provenance.Effective.From
	seen := map[string]int{}
	matched := map[int]bool{}
	var all []Disagreement
	for _, l := range d.lists {
		id := fmt.Sprint(l.Edit, l.Part)
		i := slices.IndexFunc(definedFlags, func(f definedFlag) bool {
			return f.edit == l.Edit && f.part == l.Part && f.index == seen[id]
		})
		seen[id]++
		if i < 0 {
			all = append(all, Disagreement{l.Edit, l.Part, l.Heading, "a list of the manual that no flag of the table stands for"})
			continue
		}
		matched[i] = true
		all = append(all, l.compare(r, definedFlags[i].list, definedFlags[i].flag, on)...)
	}
	for i, f := range definedFlags {
		if !matched[i] && r.flags(f.list, f.flag, on) {
			all = append(all, Disagreement{f.edit, f.part, f.flag.String(), "a flag of the table for which the manual has no list"})
		}
	}
	return append(all, d.compareStatuses(r, on)...)
}

// flags reports whether a code of a list has a flag on a day.
func (r *Release) flags(list List, flag Flags, on medcode.Date) bool {
	for row := range r.Rows(list) {
		if row.Flags&flag != 0 && row.Period.Contains(on) {
			return true
		}
	}
	return false
}

func (l *DefinedList) compare(r *Release, list List, flag Flags, on medcode.Date) []Disagreement {
	in := map[string]bool{}
	for _, c := range l.Codes {
		in[c.Code] = true
	}
	var all []Disagreement
	for row := range r.Rows(list) {
		if row.Flags&flag == 0 || !row.Period.Contains(on) {
			continue
		}
		if !in[row.Code] {
			all = append(all, Disagreement{l.Edit, l.Part, row.Code, "flagged in the table, not listed in the manual"})
		}
		delete(in, row.Code)
	}
	for _, code := range slices.Sorted(maps.Keys(in)) {
		all = append(all, Disagreement{l.Edit, l.Part, code, "listed in the manual, not flagged in the table"})
	}
	return all
}

func (d *Definitions) compareStatuses(r *Release, on medcode.Date) []Disagreement {
	var all []Disagreement
	for code := range 100 {
		if listed := slices.Contains(d.statuses, code); listed != r.hasStatus(code, on) {
			all = append(all, Disagreement{16, "", fmt.Sprintf("%02d", code), fmt.Sprintf("valid in the manual: %t, in the table: %t", listed, !listed)})
		}
	}
	for _, a := range d.ages {
		same := func(b AgeRange) bool {
			return b.Group == a.Group && b.From == a.From && b.To == a.To && b.Period.Contains(on)
		}
		if !slices.ContainsFunc(r.ages, same) {
			all = append(all, Disagreement{4, "", a.Group, fmt.Sprintf("ages %d to %d in the manual, others in the table", a.From, a.To)})
		}
	}
	return all
}

const (
	definitionsTitle = "Definitions of Medicare Code Edits"
	chapterOne       = "Chapter 1: Edit code lists"
	chapterTwo       = "Chapter 2: Code list changes"
	definitionsIndex = "Index"
)

// A grammar is the forms of the manual's lines.
type grammar struct {
	version, edit, part, code, status, ended, ages *regexp.Regexp
}

func newGrammar() grammar {
	return grammar{
		version: regexp.MustCompile(`(?i)^v(?:ersion)?[. ]*(\d+(?:\.\d+)?),? +([a-z]+) (\d{4})$`),
		edit:    regexp.MustCompile(`^(\d{1,2})([A-Z]?)\. \S`),
		part:    regexp.MustCompile(`^([A-Z])\. \S`),
		code:    regexp.MustCompile(`^\*?([0-9A-Z]{3,7}) *\t+(.*\S)$`), // the star refers to a note
		status:  regexp.MustCompile(`^(\d\d) = (.*)$`),
		ended:   regexp.MustCompile(`valid until|only\)`),
		ages:    regexp.MustCompile(`^[A-Z]\. (\w+) diagnoses \(age (\d+) through (\d+)\)$`),
	}
}

// isDefinitions reports whether data begins as the manual does.
func isDefinitions(data []byte) bool {
	head := string(data[:min(len(data), 200)])
	return strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(head, "\ufeff")), definitionsTitle)
}

// A definitionsParser reads the manual line by line.
type definitionsParser struct {
	forms   grammar
	file    string
	d       *Definitions
	chapter int
	edit    int
	part    string // letter
	number  string // of the list in the part
	heading string
	list    *DefinedList // being filled; nil after other text
}

func (p *definitionsParser) parse(text []byte) error {
	if !utf8.Valid(text) {
		text, _ = charmap.Windows1252.NewDecoder().Bytes(text) // every byte has a character
	}
	for n, b := range source.Lines(text) {
		line := strings.TrimRight(string(b), " \t")
		switch {
		case strings.EqualFold(line, chapterOne), strings.EqualFold(line, chapterTwo) && p.chapter == 1:
			p.chapter++
			p.edit, p.part, p.number, p.heading = 0, "", "", ""
		case strings.EqualFold(line, definitionsIndex) && p.chapter == 2:
			p.chapter++
		case p.chapter == 0:
			p.front(line)
		case p.chapter < 3 && line != "":
			p.line(n, line)
		}
	}
	if p.d.provenance.Release == "" || p.chapter < 2 || len(p.d.lists) == 0 {
		return &medcode.FileError{File: p.file, Err: fmt.Errorf("want a version line, %q and %q: %w", chapterOne, chapterTwo, medcode.ErrLayout)}
	}
	return nil
}

// front reads the version from the title page.
func (p *definitionsParser) front(line string) {
	m := p.forms.version.FindStringSubmatch(line)
	if m == nil || p.d.provenance.Release != "" {
		return
	}
	from, err := time.Parse("January 2006", m[2]+" "+m[3])
	if err != nil {
		return
	}
	p.d.provenance = medcode.Provenance{System: definitionsTitle, Release: m[1],
		Effective: medcode.Period{From: medcode.NewDate(from.Year(), from.Month(), 1)}}
}

func (p *definitionsParser) line(n int, line string) {
	if m := p.forms.code.FindStringSubmatch(line); m != nil {
		p.add(n, DefinedCode{m[1], m[2]})
		return
	}
	if m := p.forms.status.FindStringSubmatch(line); m != nil && p.edit == 16 {
		if code, _ := strconv.Atoi(m[1]); !p.forms.ended.MatchString(m[2]) {
			p.d.statuses = append(p.d.statuses, code)
		}
		return
	}
	p.list, p.heading = nil, line
	if m := p.forms.edit.FindStringSubmatch(line); m != nil {
		p.numbered(m)
	} else if m := p.forms.part.FindStringSubmatch(line); m != nil {
		p.part, p.number = m[1], ""
	}
	if m := p.forms.ages.FindStringSubmatch(line); m != nil && p.chapter == 1 {
		from, _ := strconv.Atoi(m[2])
		to, _ := strconv.Atoi(m[3])
		p.d.ages = append(p.d.ages, AgeRange{Group: m[1], From: from, To: to})
	}
}

// numbered takes a numbered heading: of the next edit, or, out of turn, of a
// list within a part. In chapter 2 any edit may follow, with its part's letter.
func (p *definitionsParser) numbered(m []string) {
	number, _ := strconv.Atoi(m[1])
	inTurn := number == p.edit+1 || number == 1 && p.part == "" // chapter 1 begins with a list of the edits
	switch {
	case p.chapter == 2, m[2] == "" && inTurn && (p.part == "" || m[1] != next(p.number)):
		p.edit, p.part, p.number = number, m[2], ""
	case p.part != "":
		p.number = m[1]
	}
}

// next returns the number after that of a list in a part.
func next(number string) string {
	n, _ := strconv.Atoi(number)
	return strconv.Itoa(n + 1)
}

func (p *definitionsParser) add(n int, c DefinedCode) {
	if p.list == nil {
		lists := &p.d.lists
		if p.chapter == 2 {
			lists = &p.d.changes
		}
		*lists = append(*lists, DefinedList{Edit: p.edit, Part: p.part + p.number, Heading: p.heading, Line: n})
		p.list = &(*lists)[len(*lists)-1]
	}
	if slices.Contains(p.list.Codes, c) {
		p.d.diagnostics = append(p.d.diagnostics, medcode.Diagnostic{File: p.file, Line: n, Kind: medcode.KindDuplicateCode, Text: c.Code, Message: "a code that its list has already"})
	}
	p.list.Codes = append(p.list.Codes, c)
}
