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
	"cmp"
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/enum"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/shelf"
	"github.com/medcode/medcode/internal/source"
)

// An Item is a row of the schedule: a code with its modifiers. Its fees by
// state are for [Release.Fee] to say.
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

// An Outcome says whether the schedule has a fee for an item in a state, or why
// not.
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
func (o Outcome) String() string { return enum.Name(o, outcomeNames[:]) }

var outcomeNames = [...]string{"item not listed", "unknown state", "listed without a fee in the state", "priced in rural areas only", "priced"}

// MarshalText implements [encoding.TextMarshaler].
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (o *Outcome) UnmarshalText(b []byte) error { return enum.Parse(o, b, outcomeNames[:]) }

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
// or the file alone. The schedule of parenteral and enteral nutrition, a file of
// its own in the same zip, is read with it. Errors are [*medcode.FileError].
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := &Release{index: map[key]int32{}}
	var found []*schedule
	in, err := intake.Read(fsys, opts, "the DMEPOS fee schedule", func(e *source.Entry) (bool, error) {
		data, err := e.Bytes()
		kind := source.Sniff(data)
		if err != nil || kind != source.Text && kind != source.Zip {
			return false, err
		}
		s := &schedule{entry: e, kind: kind, index: map[key]int32{}}
		switch known, err := s.read(data, opts.Limits); {
		case err != nil || !known:
			return false, err
		case len(s.cols.fees) == 0:
			return false, intake.Unused("a table of items without fees by state, as that of former competitive bidding areas")
		default:
			if kind == source.Text {
				s.diags = append(s.diags, table.Unfinished(e.Path, data)...)
				s.diags = append(s.diags, shape.Cut(e.Path, data)...)
			}
			found = append(found, s)
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	r.diags = in.Diagnostics
	// Csv before workbooks, the longest first.
	slices.SortStableFunc(found, func(a, b *schedule) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(len(b.items), len(a.items)))
	})
	if err := r.merge(found); err != nil {
		return nil, err
	}
	if len(r.items) == 0 {
		return nil, in.Missing("items")
	}
	r.provenance.System = "DMEPOS fee schedule"
	if r.provenance.Release == "" {
		r.diag(medcode.Diagnostic{File: found[0].entry.Path, Kind: medcode.KindReleaseUnknown, Message: "neither the titles nor the file's name say the quarter: it holds on every date"})
	}
	return r, nil
}

func (r *Release) diag(d medcode.Diagnostic) { r.diags = append(r.diags, d) }

// Provenance says where the schedule came from; its Effective is the quarter.
func (r *Release) Provenance() medcode.Provenance { return r.provenance }

// String names the release for people: its system, name, period and size.
func (r *Release) String() string { return fmt.Sprintf("%v: %d items", r.provenance, len(r.items)) }

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

func cents(s string) (medcode.Cents, error) {
	if s == "" {
		return 0, nil
	}
	n, err := decimal.Parse(s, 2)
	return medcode.Cents(n), err
}

// A Library is schedules of several quarters, which picks by date of service.
// It doesn't change and is safe for any number of goroutines.
type Library struct{ releases []*Release }

// NewLibrary makes a library. It is an error to give two releases of a quarter.
func NewLibrary(releases ...*Release) (*Library, error) {
	all, err := shelf.Sort(releases)
	if err != nil {
		return nil, err
	}
	return &Library{all}, nil
}

// On returns the release of the quarter of a date of service. The error wraps
// [medcode.ErrDate].
func (l *Library) On(date medcode.Date) (*Release, error) {
	return shelf.On(l.releases, "DMEPOS fee schedule", date)
}

// Releases yields the releases, the earliest first.
func (l *Library) Releases() iter.Seq[*Release] { return slices.Values(l.releases) }

// Gaps returns the days between the first release and the last for which none
// holds.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.releases) }

// Through returns the last day that l knows; open is true where a release holds
// without end.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.releases) }

// With returns a library that has those releases, too, each in place of one that
// begins on the same day.
func (l *Library) With(releases ...*Release) (*Library, error) {
	return NewLibrary(shelf.With(l.releases, releases)...)
}

// WithTree is [Library.With] for the releases of a tree of folders: every folder
// that holds files, zips as published among them, is a quarter. Folders without
// files of the fee schedule are passed over; in a tree without any the error wraps
// [medcode.ErrNoFile].
func (l *Library) WithTree(fsys fs.FS, opts medcode.ReadOptions) (*Library, error) {
	return shelf.WithTree(fsys, opts, ReadWith, l.With)
}

// shape is that of the csv files, which end in vision services.
var shape = intake.Shape{Fewest: 2_000, Last: regexp.MustCompile(`^"?V\d{4}`)}
