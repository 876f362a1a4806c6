package cm

import (
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/source"
)

// form checks the code field of a row.
func form(code []byte) (codeword.Word, error) {
	c, err := parse(code)
	return c.w, err
}

// sniff tells the layout of a text, if it is one of ICD-10-CM: ICD-10-PCS has
// the same, but only codes of seven characters, and headers of three.
func sniff(text []byte) orderfile.Kind {
	if kind, file := orderfile.Unchanged(text); strings.Contains(strings.ToLower(file), "cm") {
		return kind
	}
	own := false
	kind := orderfile.Sniff(text, func(code []byte) bool {
		_, err := parse(code)
		own = own || len(code) > 3 && len(code) < 7
		return err == nil && !strings.ContainsRune(string(code), '.')
	})
	if !own || kind == orderfile.PCSAddenda {
		return orderfile.Unknown
	}
	return kind
}

// An OrderFile is an order file, in which every code and header has a row, or
// a codes file, which has the codes alone and only their long titles. It
// doesn't change.
type OrderFile struct {
	name string
	file orderfile.File
}

// An OrderRow is a row of an order or codes file.
type OrderRow struct {
	Number   int // from 1; in a codes file the line
	Code     Code
	Billable bool   // a code, not a header
	Short    string // at most 60 characters; empty in a codes file
	Long     string
}

// ReadOrder reads an order or a codes file by itself. The name is for errors,
// which are [*medcode.FileError].
func ReadOrder(name string, r io.Reader) (*OrderFile, error) {
	return ReadOrderWith(name, r, medcode.ReadOptions{})
}

// ReadOrderWith is ReadOrder with options, of which EntryBytes limits the file.
func ReadOrderWith(name string, r io.Reader, opts medcode.ReadOptions) (*OrderFile, error) {
	text, kind, err := readAll(name, r, opts.Limits)
	if err != nil {
		return nil, err
	}
	return readOrder(name, text, kind)
}

func readAll(name string, r io.Reader, limits medcode.Limits) ([]byte, orderfile.Kind, error) {
	if r == nil {
		return nil, orderfile.Unknown, &medcode.FileError{File: name, Err: fmt.Errorf("nothing to read, the io.Reader is nil: %w", medcode.ErrNoFile)}
	}
	text, err := source.ReadAll(r, limits)
	if err != nil {
		return nil, orderfile.Unknown, &medcode.FileError{File: name, Err: err}
	}
	if err := source.CheckText(name, text, limits); err != nil {
		return nil, orderfile.Unknown, err
	}
	return text, sniff(text), nil
}

func readOrder(name string, text []byte, kind orderfile.Kind) (*OrderFile, error) {
	f, err := orderfile.Read(name, text, kind, form)
	if err != nil {
		return nil, err
	}
	return &OrderFile{name, *f}, nil
}

// Len returns the number of rows.
func (f *OrderFile) Len() int { return len(f.file.Rows) }

// Rows yields the rows in their order.
func (f *OrderFile) Rows() iter.Seq[OrderRow] {
	return func(yield func(OrderRow) bool) {
		for _, r := range f.file.Rows {
			if !yield(OrderRow{Number: int(r.Number), Code: Code{r.Code}, Billable: r.Valid, Short: r.Short, Long: r.Long}) {
				return
			}
		}
	}
}

// Diagnostics returns the defects of the file.
func (f *OrderFile) Diagnostics() []medcode.Diagnostic { return f.file.Diagnostics }

// WriteTo writes the file in its official layout: what was read, byte for byte.
func (f *OrderFile) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(f.file.AppendText(nil))
	return int64(n), err
}

// An Addenda is an addenda file: what changed from one order file, or codes
// file, to the next. It doesn't change.
type Addenda struct {
	name string
	file orderfile.AddendaFile
}

// An Action is what an addendum does to a row.
type Action string

// The actions, in the words of the files. A revision is two rows.
const (
	Add        Action = "Add:"
	Delete     Action = "Delete:"
	ReviseFrom Action = "Revise from:"
	ReviseTo   Action = "Revise to:"
)

// An Addendum is a row of an addenda file. A header that becomes a code, or
// the other way, is deleted and added.
type Addendum struct {
	Action   Action
	Code     Code
	Billable bool   // about a code, not a header
	Short    string // empty in the addenda of a codes file
	Long     string
}

// ReadAddenda reads an addenda file by itself. The name is for errors, which
// are [*medcode.FileError].
func ReadAddenda(name string, r io.Reader) (*Addenda, error) {
	return ReadAddendaWith(name, r, medcode.ReadOptions{})
}

// ReadAddendaWith is ReadAddenda with options, of which EntryBytes limits the file.
func ReadAddendaWith(name string, r io.Reader, opts medcode.ReadOptions) (*Addenda, error) {
	text, kind, err := readAll(name, r, opts.Limits)
	if err != nil {
		return nil, err
	}
	return readAddenda(name, text, kind)
}

func readAddenda(name string, text []byte, kind orderfile.Kind) (*Addenda, error) {
	f, err := orderfile.ReadAddenda(name, text, kind, form)
	if err != nil {
		return nil, err
	}
	return &Addenda{name, *f}, nil
}

// Rows yields the rows in their order.
func (a *Addenda) Rows() iter.Seq[Addendum] {
	return func(yield func(Addendum) bool) {
		for _, c := range a.file.Changes {
			if !yield(addendum(c)) {
				return
			}
		}
	}
}

func addendum(c orderfile.Change) Addendum {
	return Addendum{Action: Action(c.Action.String()), Code: Code{c.Code}, Billable: !c.Header, Short: c.Short, Long: c.Long}
}

// Diagnostics returns the defects of the file.
func (a *Addenda) Diagnostics() []medcode.Diagnostic { return a.file.Diagnostics }

// WriteTo writes the file in its official layout: what was read, byte for byte.
func (a *Addenda) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(a.file.AppendText(nil))
	return int64(n), err
}

// afterFiles names the order file that the addenda lead to.
func (a *Addenda) afterFiles() (names []string) {
	for _, s := range a.file.Summaries {
		names = append(names, s.AfterFile)
	}
	return names
}

// Apply returns the order file that the addenda lead to, and a diagnostic for
// each row of them that doesn't fit: an addition of what is there, a deletion
// or revision of what is not, or stands there with other titles. The row is
// obeyed all the same, being the later word.
//
// The rows are those of the next file. Their order can differ, since addenda
// don't say where an addition goes: it is put behind the siblings that sort
// before it, but the book has some letters among the digits (2026: L98.A
// before L98.5, Y93.L before Y93.8).
func (f *OrderFile) Apply(a *Addenda) (*OrderFile, []medcode.Diagnostic) {
	next := f.file
	rows, misfits := orderfile.Apply(f.file.Rows, a.file.Changes, bookOrder(f.file.Rows, a.file.Changes))
	next.Rows, next.Diagnostics = rows, nil
	var diags []medcode.Diagnostic
	for _, m := range misfits {
		diags = append(diags, medcode.Diagnostic{File: a.name, Line: int(m.Line), Kind: medcode.KindMisfit, Text: Code{m.Code}.String(),
			Message: "\"" + m.Action.String() + "\", but the code " + m.Reason})
	}
	return &OrderFile{file: next}, diags
}

// OrderFile returns the order file of r, or nil.
func (r *Release) OrderFile() *OrderFile { return r.order }

// CodesFile returns the codes file of r, or nil.
func (r *Release) CodesFile() *OrderFile { return r.list }

// Addenda returns the addenda to the order file before, or nil.
func (r *Release) Addenda() *Addenda { return r.addenda }

// CodesAddenda returns the addenda to the codes file before, or nil.
func (r *Release) CodesAddenda() *Addenda { return r.codeAddenda }

// Order files and codes files end in chapter 21 or, since 2021, in 22. That of
// fiscal year 2016 has 91,737 rows, 69,823 of them codes.
var (
	orderShape = intake.Shape{Fewest: 91_000, Last: regexp.MustCompile(`^\d+ (Z99|U)`)}
	codesShape = intake.Shape{Fewest: 69_000, Last: regexp.MustCompile(`^(Z99|U)`)}
)
