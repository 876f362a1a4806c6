package ncci

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/source"
)

// An AddOnType says who names the primary codes of an add-on code (NCCI Policy
// Manual, chapter I, sections R and W).
type AddOnType uint8

// The types.
const (
	Type1 AddOnType = 1 // CMS: a closed list
	Type2 AddOnType = 2 // each claims processing contractor
	Type3 AddOnType = 3 // CMS some, contractors others
)

// An AddOnEdit pairs an add-on code with a primary code that makes it payable.
type AddOnEdit struct {
	Type    AddOnType
	AddOn   hcpcs.Code
	Primary hcpcs.Code // the zero Code where contractors define the primaries

	Period         medcode.Period // of the edit, in dates of service; To is zero while it is not deleted
	AddOnDeleted   medcode.Date   // last day of the add-on code, zero while it is valid
	PrimaryDeleted medcode.Date   // last day of the primary code
	Notes          string         // special instructions
}

// InForce reports whether the edit holds on a date of service.
func (e AddOnEdit) InForce(on medcode.Date) bool {
	return e.Period.Contains(on) &&
		medcode.Period{To: e.AddOnDeleted}.Contains(on) && medcode.Period{To: e.PrimaryDeleted}.Contains(on)
}

// AddOns is the add-on code edits, in order of add-on code, type and primary
// code. It is immutable.
type AddOns struct {
	edits []AddOnEdit
	ids   index
	spans []span // of edits, by number of the add-on code
}

// Len returns the number of edits.
func (t *AddOns) Len() int { return len(t.edits) }

// Lookup returns the edits of an add-on code, those not in force included, or
// nothing where the code is no add-on. The caller must not change them.
func (t *AddOns) Lookup(addOn hcpcs.Code) []AddOnEdit {
	if i, ok := t.ids.find(addOn.Key()); ok {
		return t.edits[t.spans[i].from:t.spans[i].to]
	}
	return nil
}

// All yields the edits in order.
func (t *AddOns) All() iter.Seq[AddOnEdit] { return slices.Values(t.edits) }

// addOnColumns are the columns of the add-on code file as a workbook;
// addOnPlaces where they begin and end in its fixed-width text.
var (
	addOnColumns = []heading.Column{
		{Name: "Edit Type", Is: having("edittype")}, {Name: "Add-on Code", Is: having("addoncode")}, {Name: "AOC Del Date", Is: having("aocdel")},
		{Name: "Primary Code", Is: having("primarycode")}, {Name: "Primary Code Del Date", Is: having("primarycodedel")},
		{Name: "Edit Eff Date", Is: having("editeff")}, {Name: "Edit Del Date", Is: having("editdel")}, {Name: "Notes", Is: having("note")},
	}
	addOnPlaces = [...]int{0, 1, 6, 13, 18, 25, 32, 39, 1 << 20}
)

// contractorDefined stands in place of a primary code.
const contractorDefined = "CCCCC"

// addOnLine splits a line of the fixed-width text, and reports whether it has
// the form of one.
func addOnLine(line string) ([]string, bool) {
	cells := make([]string, len(addOnColumns))
	for i := range cells {
		cells[i] = strings.TrimSpace(line[min(addOnPlaces[i], len(line)):min(addOnPlaces[i+1], len(line))])
	}
	_, err := hcpcs.Parse(cells[1])
	return cells, err == nil && len(cells[0]) == 1 && cells[0] >= "1" && cells[0] <= "3" && len(cells[3]) == 5
}

// An addOnBuilder gathers the rows of the add-on file.
type addOnBuilder struct {
	file  string
	diags *[]medcode.Diagnostic
	edits []AddOnEdit
}

// text reads the fixed-width text. Lines before the first that has its form are
// a notice.
func (b *addOnBuilder) text(data []byte) error {
	begun := false
	for n, line := range source.Lines(data) {
		cells, ok := addOnLine(string(line))
		if begun = begun || ok; !begun || len(line) == 0 {
			continue
		}
		if err := b.row(n, cells); err != nil {
			return err
		}
	}
	return nil
}

func (b *addOnBuilder) row(line int, cells []string) error {
	var e AddOnEdit
	fail := func(i int, err error) error {
		return &medcode.FileError{File: b.file, Line: line, Text: cells[i], Err: err}
	}
	t, err := strconv.Atoi(strings.TrimSpace(cells[0]))
	if err != nil || t < 1 || t > 3 {
		return fail(0, fmt.Errorf("add-on type: want 1, 2 or 3: %w", medcode.ErrSyntax))
	}
	e.Type = AddOnType(t)
	if e.AddOn, err = hcpcs.Parse(cells[1]); err != nil {
		return fail(1, fmt.Errorf("add-on code: %w", err))
	}
	if s := strings.TrimSpace(cells[3]); s != contractorDefined {
		if e.Primary, err = hcpcs.Parse(s); err != nil {
			return fail(3, fmt.Errorf("primary code: %w", err))
		}
	}
	for _, d := range []struct {
		column int
		date   *medcode.Date
	}{{2, &e.AddOnDeleted}, {4, &e.PrimaryDeleted}, {5, &e.Period.From}, {6, &e.Period.To}} {
		if *d.date, err = ordinalDate(cells[d.column]); err != nil {
			return fail(d.column, err)
		}
	}
	e.Notes = strings.TrimSpace(cells[7])
	if e.Type == Type1 && !e.Primary.IsValid() {
		*b.diags = append(*b.diags, medcode.Diagnostic{File: b.file, Line: line, Kind: medcode.KindContractorDefined, Text: cells[1],
			Message: "a type 1 add-on whose primary codes contractors define; it is judged as type 2"})
		e.Type = Type2
	}
	b.edits = append(b.edits, e)
	return nil
}

// ordinalDate reads a year and the day's number in it, YYYYDDD; blank is no date.
func ordinalDate(s string) (medcode.Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return medcode.Date{}, nil
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if year, day := int(n/1000), int(n%1000); err == nil && len(s) == 7 && n > 0 {
		first := medcode.NewDate(year, time.January, 1)
		d := first.AddDays(day - 1)
		if in, _, _ := d.Date(); in == year && day > 0 {
			return d, nil
		}
	}
	return medcode.Date{}, fmt.Errorf("date %q: want a day of a year as YYYYDDD: %w", s, medcode.ErrSyntax)
}

func (b *addOnBuilder) build() *AddOns {
	slices.SortStableFunc(b.edits, compareAddOns)
	t := &AddOns{}
	var keys []uint64
	for i, e := range b.edits {
		if i == 0 || e.AddOn != b.edits[i-1].AddOn {
			keys = append(keys, e.AddOn.Key())
			t.spans = append(t.spans, span{from: uint32(i)})
		}
		t.spans[len(t.spans)-1].to = uint32(i + 1)
		if i > 0 && compareAddOns(e, b.edits[i-1]) == 0 {
			*b.diags = append(*b.diags, medcode.Diagnostic{File: b.file, Kind: medcode.KindDuplicateRow, Text: e.AddOn.String() + " " + e.Primary.String(),
				Message: "an add-on edit that the file has twice; both are kept"})
		}
	}
	t.edits, t.ids = slices.Clip(b.edits), newIndex(keys)
	return t
}

func compareAddOns(x, y AddOnEdit) int {
	return cmp.Or(x.AddOn.Compare(y.AddOn), cmp.Compare(x.Type, y.Type),
		x.Primary.Compare(y.Primary), x.Period.From.Compare(y.Period.From))
}
