package orderfile

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/source"
)

// An Action is what an addendum does with a row.
type Action uint8

// The actions. A revision is two changes, from and to, of the same code.
const (
	NoAction Action = iota
	Add
	Delete
	ReviseFrom
	ReviseTo
)

var actionNames = [...]string{"", "Add:", "Delete:", "Revise from:", "Revise to:"}

// String returns the word that the files have for a.
func (a Action) String() string { return actionNames[a] }

func actionOf(line []byte) Action {
	if field := string(bytes.TrimRight(line[:min(13, len(line))], " ")); field != "" {
		for a, name := range actionNames {
			if field == name {
				return Action(a)
			}
		}
	}
	return NoAction
}

// A Change is one line of an addenda file.
type Change struct {
	Code   codeword.Word
	Action Action
	Header bool  // it is about a header, not a code
	Line   int32 // 1-based
	wide   bool  // columns count characters, not bytes
	indent bool  // a blank stands before the short title
	blanks int32
	Short  string // empty in codes addenda
	Long   string
}

// A Summary holds the counts at the end of an addenda file, for headers or for
// codes, as printed there.
type Summary struct {
	Of                    string // "headers", "codes"
	Before, After         int    // in the two order files
	BeforeFile, AfterFile string // their names, "icd10cm_order_2025.txt"
	Additions             int
	Deletions             int
	Revisions             int
	line                  int
}

// An AddendaFile is an addenda file of any kind.
type AddendaFile struct {
	Kind        Kind
	Changes     []Change
	Summaries   []Summary
	Diagnostics []medcode.Diagnostic
	ends        source.Ends
	trailer     string // from the blank line on, as it stands
}

// unchanged is how addenda without a change begin: with their counts. The
// updates of April 2024 and 2025 have such.
var unchanged = regexp.MustCompile(`^\s*(?i:(headers)|codes)\s+\d+ (?i:headers|codes) in (\S*)`)

// Unchanged tells the kind of addenda that say that nothing has changed, and
// the name of the order file they are about, or Unknown.
func Unchanged(text []byte) (kind Kind, file string) {
	m := unchanged.FindSubmatch(text)
	switch {
	case m == nil:
		return Unknown, ""
	case m[1] == nil:
		return CodesAddenda, string(m[2])
	}
	return Addenda, string(m[2])
}

// ReadAddenda reads an addenda file, which Sniff has recognised. Counts that
// don't agree with the rows are diagnostics.
func ReadAddenda(name string, text []byte, kind Kind, form Form) (*AddendaFile, error) {
	if kind != Addenda && kind != PCSAddenda && kind != CodesAddenda {
		return nil, &medcode.FileError{File: name, Err: fmt.Errorf("not an addenda file: %w", medcode.ErrLayout)}
	}
	f := &AddendaFile{Kind: kind}
	r := newReader(name, text, layouts[kind], form)
	for n, line := range source.Lines(text) {
		if len(bytes.TrimSpace(line)) == 0 {
			f.trailer = r.text[r.pos:]
			break
		}
		row, err := r.row(n, line)
		if err != nil {
			return nil, err
		}
		header := kind == Addenda && line[r.layout.flag] == '0' || kind == PCSAddenda && row.Code.Len() < 7
		f.Changes = append(f.Changes, Change{Code: row.Code, Action: actionOf(line), Header: header, Line: int32(n),
			blanks: row.blanks, wide: row.wide, indent: row.indent, Short: row.Short, Long: row.Long})
	}
	if kind, _ := Unchanged(text); len(f.Changes) == 0 && kind == Unknown {
		return nil, &medcode.FileError{File: name, Err: fmt.Errorf("no rows: %w", medcode.ErrLayout)}
	}
	compact(f.Changes, func(c *Change) (*string, *string) { return &c.Short, &c.Long })
	r.pairs(f.Changes)
	f.Summaries = r.summaries(f.trailer, len(f.Changes)+1)
	r.count(f)
	f.ends = source.EndsOf(bytes.TrimRight(text, "\x1a"))
	f.Diagnostics = append(r.diags, f.ends.Diagnostics(name, "\r\n")...)
	return f, nil
}

// pairs reports revisions of which one half is missing.
func (r *reader) pairs(changes []Change) {
	for i, c := range changes {
		switch c.Action {
		case ReviseFrom:
			if i+1 == len(changes) || changes[i+1].Action != ReviseTo || changes[i+1].Code != c.Code {
				r.report(int(c.Line), 1, medcode.KindRevision, c.Code.String(), "no \"Revise to\" of the same code follows")
			}
		case ReviseTo:
			if i == 0 || changes[i-1].Action != ReviseFrom || changes[i-1].Code != c.Code {
				r.report(int(c.Line), 1, medcode.KindRevision, c.Code.String(), "no \"Revise from\" of the same code before it")
			}
		}
	}
}

// summaries reads the counts; lines it doesn't know are breakdowns of the
// revisions, or remarks, which only the trailer keeps.
func (r *reader) summaries(trailer string, line int) []Summary {
	var all []Summary
	for n, text := range source.Lines([]byte(trailer)) {
		words := strings.Fields(strings.TrimRight(string(text), "\x1a"))
		if len(words) == 1 {
			all = append(all, Summary{Of: strings.ToLower(words[0]), line: line + n - 1})
			continue
		}
		if len(words) < 2 || len(all) == 0 {
			continue
		}
		count := number([]byte(words[0]))
		s := &all[len(all)-1]
		switch {
		case len(words) == 4 && words[1] == s.Of && words[2] == "in" && s.BeforeFile == "":
			s.Before, s.BeforeFile = count, words[3]
		case len(words) == 4 && words[1] == s.Of && words[2] == "in":
			s.After, s.AfterFile = count, words[3]
		case len(words) == 2 && words[1] == "additions":
			s.Additions = count
		case len(words) == 2 && words[1] == "deletions":
			s.Deletions = count
		case len(words) == 2 && words[1] == "revisions":
			s.Revisions = count
		}
	}
	return all
}

// count compares the summaries with the rows.
func (r *reader) count(f *AddendaFile) {
	if len(f.Summaries) == 0 {
		r.report(len(f.Changes), 0, medcode.KindCutShort, "", "no counts at the end; the file may be cut short")
	}
	for _, s := range f.Summaries {
		var n [len(actionNames)]int
		for _, c := range f.Changes {
			if c.Header == (s.Of == "headers") {
				n[c.Action]++
			}
		}
		if s.Additions != n[Add] || s.Deletions != n[Delete] || s.Revisions != n[ReviseTo] {
			r.report(s.line, 0, medcode.KindCount, s.Of, fmt.Sprintf("the summary counts %d additions, %d deletions and %d revisions, the rows are %d, %d and %d",
				s.Additions, s.Deletions, s.Revisions, n[Add], n[Delete], n[ReviseTo]))
		}
		if s.After != s.Before+s.Additions-s.Deletions {
			r.report(s.line, 0, medcode.KindCount, s.Of, "the counts before and after don't differ by the additions and deletions")
		}
	}
}

// AppendText appends the file to b as its publisher wrote it.
func (f *AddendaFile) AppendText(b []byte) []byte {
	w := writer{b: b, layout: layouts[f.Kind], ends: f.ends}
	for i := range f.Changes {
		c := &f.Changes[i]
		w.line()
		w.b = append(w.b, c.Action.String()...)
		if f.Kind == Addenda {
			w.pad(w.layout.flag)
			w.b = append(w.b, '0'+bit(!c.Header))
		}
		w.field(w.layout.code, c.Code)
		w.titles(c.Short, c.Long, c.indent, int(c.blanks), c.wide)
	}
	return w.finish(f.trailer)
}

// A Misfit is a change that an order file doesn't admit.
type Misfit struct {
	Change
	Reason string
}

// Apply returns the rows of an order file with changes made to them, numbered
// anew, and the changes that don't fit: an addition of what is there, a
// deletion or revision of what is not, or stands there with other titles.
// What is there is changed all the same, since the addendum is the later word.
//
// A code and the header of the same text are the same row: deleting the one
// and adding the other turns it. Additions are placed by compare, which must
// agree with the order of rows; a row that keeps its code keeps its place.
func Apply(rows []Row, changes []Change, compare func(a, b codeword.Word) int) ([]Row, []Misfit) {
	at := make(map[codeword.Word]int, len(rows))
	for i, row := range rows {
		at[row.Code] = i
	}
	a := application{rows: slices.Clone(rows), gone: make([]bool, len(rows)), at: at, added: map[codeword.Word]int{}}
	for _, c := range changes {
		a.apply(c)
	}
	slices.SortStableFunc(a.additions, func(x, y Row) int { return compare(x.Code, y.Code) })
	out := make([]Row, 0, len(rows)+len(a.additions))
	for i, row := range a.rows {
		for len(a.additions) > 0 && compare(a.additions[0].Code, row.Code) < 0 {
			out, a.additions = append(out, a.additions[0]), a.additions[1:]
		}
		if !a.gone[i] {
			out = append(out, row)
		}
	}
	out = append(out, a.additions...)
	for i := range out {
		out[i].Number = int32(i + 1)
	}
	return out, a.misfits
}

type application struct {
	rows      []Row
	gone      []bool
	at        map[codeword.Word]int // index in rows
	added     map[codeword.Word]int // index in additions
	additions []Row
	misfits   []Misfit
}

func (a *application) apply(c Change) {
	row := Row{Code: c.Code, Valid: !c.Header, Short: c.Short, Long: c.Long}
	i, known := a.at[c.Code]
	switch {
	case c.Action == Add && known:
		if !a.gone[i] {
			a.misfit(c, "is there already")
		}
		a.rows[i], a.gone[i] = row, false
	case c.Action == Add:
		if j, twice := a.added[c.Code]; twice {
			a.misfit(c, "is added twice")
			a.additions[j] = row
			return
		}
		a.added[c.Code] = len(a.additions)
		a.additions = append(a.additions, row)
	case !known || a.gone[i]:
		a.misfit(c, "is not there")
	case c.Action == ReviseTo:
		a.rows[i] = row
	default: // Delete, ReviseFrom
		if old := a.rows[i]; old.Valid != row.Valid || old.Short != row.Short || old.Long != row.Long {
			a.misfit(c, "stands there with other titles or flag")
		}
		a.gone[i] = c.Action == Delete
	}
}

func (a *application) misfit(c Change, reason string) {
	a.misfits = append(a.misfits, Misfit{c, reason})
}
