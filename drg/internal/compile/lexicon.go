package compile

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/medcode/medcode"
)

//go:embed lexicon.txt
var lexiconText string

// A lexicon is lexicon.txt, read. Its wordings, columns and names of sections
// are keys as [lexicon.key] makes them.
type lexicon struct {
	words    map[string]string // that are read as others
	headings map[string]meaning
	openings []opening
	logical  map[string]bool // words that no name of a section has
	columns  []columnRule
	joins    []phrase
	severity map[string]bool
	titles   []titleRule
	chapters []titleRule
	hac      map[string]string
}

// A meaning is what a wording between the lists of codes stands for.
type meaning struct {
	connective string // "and", "or", "with", "without" or ""
	kind       string // "list", "section", "note", a predicate, or "" for a bare connective
	role       string // of a list
	section    bool   // opens a section
}

// An opening is how a sentence begins that ends in a name.
type opening struct {
	words    string
	whatever bool // it may end in anything
	meaning
}

// A columnRule gives a column heading its expression.
type columnRule struct {
	column string
	expr   phrase
	row    string // only in rows with Yes under this column
	table  string // only in tables with this column
}

// A titleRule gives words of a title a meaning.
type titleRule struct {
	words   string
	meaning string
	numbers []int
}

var loadLexicon = sync.OnceValue(func() *lexicon {
	l, err := parseLexicon(lexiconText)
	if err != nil {
		panic(err) // a defect of the file in the repository, which a test finds
	}
	return l
})

func parseLexicon(text string) (*lexicon, error) {
	l := &lexicon{words: map[string]string{}, headings: map[string]meaning{}, logical: map[string]bool{}, severity: map[string]bool{}, hac: map[string]string{}}
	return l, l.read("lexicon.txt", text)
}

// lexiconWith returns the lexicon with more wordings.
func lexiconWith(more []string) (*lexicon, error) {
	if len(more) == 0 {
		return loadLexicon(), nil
	}
	l, err := parseLexicon(lexiconText)
	for _, text := range more {
		if err == nil {
			err = l.read("wordings", text)
		}
	}
	return l, err
}

// longestWording bounds a line, and with it how deep an expression nests.
const longestWording = 4096

func (l *lexicon) read(name, text string) error {
	for line := range dataLines(text) {
		if len(line.text) > longestWording {
			return &medcode.FileError{File: name, Line: line.n, Err: &medcode.LimitError{Reason: fmt.Sprintf("a line of more than %d bytes", longestWording)}}
		}
		if line.text == "" {
			continue
		}
		if err := l.add(line.block, line.text); err != nil {
			return &medcode.FileError{File: name, Line: line.n, Text: line.text, Err: fmt.Errorf("%w: %w", err, medcode.ErrSyntax)}
		}
	}
	return nil
}

func (l *lexicon) add(block, line string) error {
	switch block {
	case "joins":
		p, err := l.phrase(line)
		l.joins = append(l.joins, p)
		return err
	case "logical":
		for _, w := range strings.Fields(line) {
			l.logical[w] = true
		}
		return nil
	}
	key, value, ok := strings.Cut(line+" ", " = ")
	if !ok {
		return errors.New("want wording = meaning")
	}
	value = strings.TrimSpace(value)
	if value == "" && block != "words" {
		return errors.New("want a meaning behind the =")
	}
	switch block {
	case "words":
		if len(l.headings) > 0 {
			return errors.New("words stand before all else")
		}
		l.words[normal(key)] = normal(value)
	case "headings":
		key, _ = l.key(key)
		m := parseMeaning(value)
		if err := m.check(value); err != nil {
			return err
		}
		if words, ok := strings.CutSuffix(key, "…"); ok {
			words, whatever := strings.CutSuffix(words, "…")
			l.openings = append(l.openings, opening{words, whatever, m})
			return nil
		}
		if other, twice := l.headings[key]; twice && other != m {
			return fmt.Errorf("a wording with two meanings: %q", key)
		}
		l.headings[key] = m
	case "columns":
		return l.addColumn(key, value)
	case "severity":
		key, _ = l.key(key)
		l.severity[key] = true
	case "titles", "chapters":
		r := titleRule{}
		r.words, _ = l.key(key)
		words := strings.Fields(value)
		r.meaning = words[0]
		known := titleMeanings
		if block == "chapters" {
			known = chapterMeanings
		}
		if !slices.Contains(known, r.meaning) || (r.meaning == "status") != (len(words) > 1) {
			return fmt.Errorf("unknown meaning %q: want one of %s", value, strings.Join(known, ", "))
		}
		for _, w := range words[1:] {
			n, err := strconv.Atoi(w)
			if err != nil {
				return err
			}
			r.numbers = append(r.numbers, n)
		}
		if block == "titles" {
			l.titles = append(l.titles, r)
		} else {
			l.chapters = append(l.chapters, r)
		}
	case "hac":
		key, _ = l.key(key)
		if value == "procedures" {
			value = "procedure"
		}
		if !slices.Contains(hacMeanings, value) {
			return fmt.Errorf("unknown meaning %q: want one of %s", value, strings.Join(hacMeanings, ", "))
		}
		l.hac[key] = value
	default:
		return fmt.Errorf("unknown block %q", block)
	}
	return nil
}

// The meanings that a block may give.
var (
	titleMeanings   = []string{"status", "rest", "before-unrelated"}
	chapterMeanings = []string{"male", "female", "no-unrelated"}
	hacMeanings     = []string{"secondary", "additional", "procedure", "principal", "note"}
	kindMeanings    = []string{"", "list", "note", "any-or", "extensive", "not-principal-of", "codes-of", "status", "any", "rest"}
	listRoles       = []string{"procedure", "principal", "secondary", "either", "codes", "any-or-except", "not-principal",
		"across", "only-secondary", "only-procedure"}
)

// check reports whether m, read from s, is a meaning that the compiler knows.
func (m meaning) check(s string) error {
	switch {
	case !slices.Contains(kindMeanings, m.kind) || m.kind == "" && m.connective == "":
		return fmt.Errorf("unknown meaning %q", s)
	case m.kind == "list" && !slices.Contains(listRoles, m.role):
		return fmt.Errorf("unknown list %q: want list and one of %s", s, strings.Join(listRoles, ", "))
	case m.kind != "list" && m.role != "" || m.String() != strings.Join(strings.Fields(s), " "):
		return fmt.Errorf("words behind the meaning: %q", s)
	}
	return nil
}

// String returns m as the lexicon writes it.
func (m meaning) String() string {
	words := []string{m.connective, "", m.kind, m.role}
	if m.section {
		words[1] = "section"
		if m.kind == "list" && m.role == "codes" {
			words[2], words[3] = "", ""
		}
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

func parseMeaning(s string) meaning {
	var m meaning
	words := strings.Fields(s)
	switch words[0] {
	case "and", "or", "with", "without":
		m.connective = words[0]
		words = words[1:]
	}
	if len(words) > 0 && words[0] == "section" {
		m.section = true
		words = words[1:]
		if len(words) == 0 {
			words = []string{"list", "codes"}
		}
	}
	if len(words) > 0 {
		m.kind = words[0]
	}
	if len(words) > 1 {
		m.role = words[1]
	}
	return m
}

func (l *lexicon) addColumn(key, value string) error {
	r := columnRule{}
	r.column, _ = l.key(key)
	parts := strings.Split(value, " ; ")
	var err error
	if r.expr, err = l.phrase(parts[0]); err != nil {
		return err
	}
	for _, p := range parts[1:] {
		what, name, _ := strings.Cut(p, " ")
		name, _ = l.key(name)
		switch what {
		case "row":
			r.row = name
		case "table":
			r.table = name
		default:
			return fmt.Errorf("unknown limit %q", p)
		}
	}
	l.columns = append(l.columns, r)
	return nil
}

// phrase reads an expression, with the names of its sections as keys.
func (l *lexicon) phrase(s string) (phrase, error) {
	p, err := parsePhrase(s)
	p.rename(func(name string) string { key, _ := l.key(name); return key })
	return p, err
}
