// Package dmepos reads Medicare's fee schedule for durable medical equipment,
// prosthetics, orthotics and supplies (DMEPOS).
//
// Each item has a fee in every state, the higher for items delivered to rural
// areas, and for most categories a national ceiling and floor. A fee depends on
// up to two modifiers: NU (new), UE (used) or RR (rented by the month), and KU,
// KE and others that set the price. CMS publishes the schedule every quarter as
// a csv file or workbook with two columns for every state.
package dmepos

import (
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
	"github.com/medcode/medcode/hcpcs/internal/quarters"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/source"
)

// An Item is a row of the schedule: a code with its modifiers. Fees has its
// fees by state.
type Item struct {
	Code         hcpcs.Code        `json:"code"`
	Modifiers    [2]hcpcs.Modifier `json:"modifiers"`
	Jurisdiction Jurisdiction      `json:"jurisdiction"`
	Category     Category          `json:"category"`
	Ceiling      medcode.Cents     `json:"ceiling"` // 0 where there is none
	Floor        medcode.Cents     `json:"floor"`
	Description  string            `json:"description"`

	row int
}

// A Jurisdiction is who processes the claims of an item: "D" the DME
// contractors, "L" the local (part B) contractors, "J" either.
type Jurisdiction string

// A Category is how an item is paid.
type Category string

// Title explains the category, or is "".
func (c Category) Title() string {
	switch c {
	case "IN":
		return "inexpensive and routinely purchased"
	case "FS":
		return "frequently serviced"
	case "CR":
		return "capped rental"
	case "OX":
		return "oxygen and oxygen equipment"
	case "OS":
		return "ostomy, tracheostomy and urological supplies"
	case "SD":
		return "surgical dressings"
	case "PO":
		return "prosthetics and orthotics"
	case "SU":
		return "supplies"
	case "TE":
		return "transcutaneous electrical nerve stimulators"
	case "TS":
		return "therapeutic shoes"
	case "SC":
		return "splints and casts"
	case "IL":
		return "intraocular lenses"
	case "LT":
		return "labor of repairs"
	case "LC":
		return "lymphedema compression"
	}
	return ""
}

// A Fee is what Medicare allows for an item in a state.
type Fee struct {
	NonRural medcode.Cents `json:"nonRural"` // 0 where only rural areas have a fee
	Rural    medcode.Cents `json:"rural"`    // 0 where rural areas have no fee of their own
}

// An Outcome says whether the schedule has a fee for an item in a state, and
// why not.
type Outcome uint8

// The outcomes.
const (
	NotListed    Outcome = iota // the item is none of this release: look it up in the release that is asked
	UnknownState                // the schedule has no such state or territory: see Release.States
	NoFee                       // the schedule lists the item, and no fee in the state
	RuralOnly                   // there is a fee for deliveries to rural areas, and none for others
	Priced                      // there is a fee
)

// String says the outcome in words.
func (o Outcome) String() string {
	names := [...]string{"item not listed", "unknown state", "listed without a fee in the state", "priced in rural areas only", "priced"}
	if int(o) >= len(names) {
		return fmt.Sprintf("Outcome(%d)", uint8(o))
	}
	return names[o]
}

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// For returns the fee for delivery to a rural area or another, 0 where there is
// none.
func (f Fee) For(rural bool) medcode.Cents {
	if rural && f.Rural != 0 {
		return f.Rural
	}
	return f.NonRural
}

// A Release is the fee schedule of one quarter. It doesn't change and is safe
// for any number of goroutines.
type Release struct {
	provenance medcode.Provenance
	diags      []medcode.Diagnostic
	states     []string // of the columns of fees, 2 letters
	items      []Item
	fees       []Fee // len(states) for each item
	index      map[key]int32
}

type key struct {
	code      hcpcs.Code
	modifiers [2]hcpcs.Modifier
}

// Read reads the schedule, csv or workbook, from a zip as published, a folder,
// or the file alone. Errors are [*medcode.FileError].
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := &Release{index: map[key]int32{}}
	read := ""
	err := source.Walk(fsys, opts, func(e *source.Entry) error {
		data, err := e.Bytes()
		if err != nil {
			return err
		}
		kind := source.Sniff(data)
		switch kind {
		case source.PDF:
			return nil // the documentation
		case source.Text, source.Zip:
		default:
			r.diag(medcode.Diagnostic{File: e.Path, Kind: "unknown-file", Message: "it is " + string(kind) + ", no DMEPOS fee schedule; it was left out"})
			return nil
		}
		before := len(r.items)
		found, err := r.read(e.Path, data, opts.Limits)
		switch {
		case err != nil:
			return err
		case found && before > 0:
			return &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second fee schedule, beside %s: a release has one: %w", read, medcode.ErrLayout)}
		case found:
			read = e.Path
			if kind == source.Text {
				r.diags = append(r.diags, source.Unfinished(e.Path, data)...)
			}
			r.provenance.Files = append(r.provenance.Files, e.File())
		default:
			r.diag(medcode.Diagnostic{File: e.Path, Kind: "unknown-file", Message: "no DMEPOS fee schedule; it was left out"})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(r.items) == 0 {
		return nil, table.Missing("DMEPOS fee schedule", r.diags)
	}
	r.provenance.System = "DMEPOS fee schedule"
	if r.provenance.Release == "" {
		r.diag(medcode.Diagnostic{File: read, Kind: "release-unknown", Message: "the titles don't say the quarter: it holds on every date"})
	}
	return r, nil
}

func (r *Release) diag(d medcode.Diagnostic) { r.diags = append(r.diags, d) }

// Provenance says where the schedule came from; its Effective is the quarter.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// Diagnostics returns the defects of the file, which left it usable. The
// caller must not change them.
func (r *Release) Diagnostics() []medcode.Diagnostic { return r.diags }

// Counts returns how many of each thing the release has, for people and tests.
func (r *Release) Counts() map[string]int {
	return map[string]int{"items": len(r.items), "states": len(r.states)}
}

// Lookup returns the item of a code with its modifiers, and whether the
// schedule has it.
func (r *Release) Lookup(c hcpcs.Code, modifiers ...hcpcs.Modifier) (Item, bool) {
	k := key{code: c}
	if len(modifiers) > len(k.modifiers) {
		return Item{}, false
	}
	copy(k.modifiers[:], modifiers)
	i, ok := r.index[k]
	if !ok {
		return Item{}, false
	}
	return r.items[i], true
}

// Fee returns the fee of an item of this release in a state, by its two
// letters in capitals, and whether there is one, or why not.
func (r *Release) Fee(item Item, state string) (Fee, Outcome) {
	if item.row >= len(r.items) || r.items[item.row] != item {
		return Fee{}, NotListed
	}
	i := slices.Index(r.states, state)
	if i < 0 {
		return Fee{}, UnknownState
	}
	switch fee := r.fees[item.row*len(r.states)+i]; {
	case fee == (Fee{}):
		return fee, NoFee
	case fee.NonRural == 0:
		return fee, RuralOnly
	default:
		return fee, Priced
	}
}

// States returns the states and territories of the schedule, in its order.
func (r *Release) States() []string { return slices.Clone(r.states) }

// All yields the items in the order of the file.
func (r *Release) All() iter.Seq2[hcpcs.Code, Item] {
	return func(yield func(hcpcs.Code, Item) bool) {
		for _, it := range r.items {
			if !yield(it.Code, it) {
				return
			}
		}
	}
}

var (
	title    = regexp.MustCompile(`(?i)\b(JAN|APR|JUL|OCT)[a-z]* (20\d\d) (?:DMEPOS )?fee schedule`)
	feeTitle = regexp.MustCompile(`^([A-Z]{2}) \((NR|R)\)$`)
)

// columns are where the fields of an item stand.
type columns struct {
	n     int    // of the heading
	fixed [8]int // code, two modifiers, jurisdiction, category, ceiling, floor, description
	fees  []feeColumn
}

type feeColumn struct {
	column, state int
	rural         bool
}

var headings = [...]string{"HCPCS", "MOD", "MOD2", "JURIS", "CATG", "CEILING", "FLOOR", "DESCRIPTION"}

// read reads one file, and reports whether it is a schedule: whether one of
// its first rows is the heading.
func (r *Release) read(file string, data []byte, limits medcode.Limits) (bool, error) {
	var cols *columns
	n := 0
	for row, err := range table.Rows(file, data, limits) {
		if err != nil {
			if cols == nil && source.Sniff(data) == source.Text {
				return false, nil // text that is no csv
			}
			return false, err
		}
		if cols == nil {
			if n++; n > 40 {
				return false, nil
			}
			if m := title.FindStringSubmatch(strings.Join(row.Cells, " ")); m != nil {
				r.provenance.Release, r.provenance.Effective = quarters.Named(m[2], m[1])
			}
			if strings.EqualFold(row.Cell(0), "HCPCS") {
				if cols, err = r.heading(file, row); err != nil {
					return false, err
				}
			}
			continue
		}
		if strings.TrimSpace(strings.Join(row.Cells, "")) != "" {
			if err := r.item(file, row, cols); err != nil {
				return false, err
			}
		}
	}
	return cols != nil, nil
}

// heading finds the columns.
func (r *Release) heading(file string, row table.Row) (*columns, error) {
	c := &columns{n: len(row.Cells)}
	for i, h := range headings {
		c.fixed[i] = slices.IndexFunc(row.Cells, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), h) })
		if c.fixed[i] < 0 {
			return nil, &medcode.FileError{File: file, Line: row.Line, Text: strings.Join(row.Cells, "|"), Err: fmt.Errorf("no column %q: %w", h, medcode.ErrLayout)}
		}
	}
	for i := range row.Cells {
		cell := strings.ToUpper(row.Cell(i))
		m := feeTitle.FindStringSubmatch(cell)
		switch {
		case m != nil:
			at := slices.Index(r.states, m[1])
			if at < 0 {
				at = len(r.states)
				r.states = append(r.states, strings.Clone(m[1]))
			}
			c.fees = append(c.fees, feeColumn{i, at, m[2] == "R"})
		case cell != "" && !slices.Contains(c.fixed[:], i):
			r.diag(medcode.Diagnostic{File: file, Line: row.Line, Column: i + 1, Kind: "unknown-column", Text: cell, Message: "a column that the reader doesn't know was left out"})
		}
	}
	if len(c.fees) == 0 {
		return nil, &medcode.FileError{File: file, Line: row.Line, Err: fmt.Errorf("no columns of fees by state: %w", medcode.ErrLayout)}
	}
	return c, nil
}

func (r *Release) item(file string, row table.Row, c *columns) error {
	fail := func(column int, err error) error {
		return &medcode.FileError{File: file, Line: row.Line, Column: column + 1, Text: row.Cell(column), Err: err}
	}
	if err := row.Over(file, c.n); err != nil {
		return err
	}
	if n := len(row.Cells); n < c.n {
		r.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: "short-row", Text: row.Cell(c.fixed[0]), Message: fmt.Sprintf("%d cells under a heading of %d; what is missing was read as empty", n, c.n)})
	}
	it := Item{row: len(r.items), Jurisdiction: Jurisdiction(strings.Clone(row.Cell(c.fixed[3]))),
		Category: Category(strings.Clone(row.Cell(c.fixed[4]))), Description: strings.Clone(row.Cell(c.fixed[7]))}
	var err error
	if it.Code, err = hcpcs.Parse(row.Cell(c.fixed[0])); err != nil {
		return fail(c.fixed[0], err)
	}
	for i := range it.Modifiers {
		if text := row.Cell(c.fixed[1+i]); text != "" {
			if it.Modifiers[i], err = hcpcs.ParseModifier(text); err != nil {
				return fail(c.fixed[1+i], err)
			}
		}
	}
	for i, at := range [...]*medcode.Cents{&it.Ceiling, &it.Floor} {
		if *at, err = cents(row.Cell(c.fixed[5+i])); err != nil {
			return fail(c.fixed[5+i], err)
		}
	}
	k := key{it.Code, it.Modifiers}
	if _, twice := r.index[k]; twice {
		r.diag(medcode.Diagnostic{File: file, Line: row.Line, Kind: "duplicate-code", Text: it.Code.String(), Message: "a second row of the code and its modifiers was left out"})
		return nil
	}
	fees := make([]Fee, len(r.states))
	for _, f := range c.fees {
		amount, err := cents(row.Cell(f.column))
		if err != nil {
			return fail(f.column, err)
		}
		if f.rural {
			fees[f.state].Rural = amount
		} else {
			fees[f.state].NonRural = amount
		}
	}
	r.index[k] = int32(len(r.items))
	r.items = append(r.items, it)
	r.fees = append(r.fees, fees...)
	return nil
}

func cents(s string) (medcode.Cents, error) {
	if s == "" {
		return 0, nil
	}
	n, err := decimal.Parse(s, 2)
	return medcode.Cents(n), err
}

// A Library is schedules of several quarters, which picks by date of service.
// It doesn't change and is safe for any number of goroutines.
type Library struct{ set quarters.Set[*Release] }

// NewLibrary makes a library. It is an error to give two releases of a quarter.
func NewLibrary(releases ...*Release) (*Library, error) {
	set, err := quarters.New(releases)
	if err != nil {
		return nil, err
	}
	return &Library{set}, nil
}

// On returns the release of the quarter of a date of service. The error wraps
// [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) { return l.set.On("dmepos", date) }

// All yields the releases by quarter.
func (l *Library) All() iter.Seq2[medcode.Period, *Release] { return l.set.All() }
