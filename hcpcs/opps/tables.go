package opps

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// Tables are the facts about codes, revenue codes and modifiers that the
// addenda don't print and the I/OCE works by: CMS publishes them in the
// quarterly I/OCE data files. They don't change and are safe for any number of
// goroutines.
//
// They are read from tables of six kinds, tab-separated, gzip'ed or not, which
// are told apart by their headings:
//
//	code     flag         value          flags of HCPCS codes, see Flag; value of dates, ages and limits
//	revenue  …  status_indicator  not_recognized  therapy  bypass_e48  statutory_exclusion  bundled_in_biological  part_b_billable_inpatient
//	modifier …  date_activated  ncci  therapy  non_discount  died_transferred  device_req_exclusion  telehealth
//	column1  column2      modifier       PTP pairs of hospitals; 1 where a modifier bypasses
//	addon    type         primary        add-on codes
//
// True and False are written so. Columns that are not named here are left out and
// told.
//
// CMS's own tables are taken beside them as far as their form is known. The data
// files of version 24.0 are quoted, with commas and a heading, and each row has the
// first and the last version (LO_VERSION, HI_VERSION) that it holds in; File_Layout.txt
// of version 21.2 lists the tables. Of both no more than the beginning was seen, and
// not how the columns of DATA_HCPCS are called. So a table with those two columns and
// one HCPCS, MODIFIER or REVENUE_CODE is read by the names of its columns, in any
// case: those of flags, or of the tables above. Columns that aren't known are told
// ([Tables.Diagnostics]), and a table beside them may say what they are:
//
//	column    value        flag           BILATERAL  2  bilateral_inherent; no value is any but none
type Tables struct {
	provenance medcode.Provenance
	diags      []medcode.Diagnostic

	codes     index
	flags     []flagSet
	ages      map[hcpcs.Code][2]int16 // least and greatest; -1 none
	dates     map[hcpcs.Code]medcode.Period
	revenues  map[uint16]Revenue
	modifiers map[hcpcs.Modifier]Modifier
	limits    map[hcpcs.Code]Mills // of non-opioid products
	pairs     *pairTable
	addOns    map[hcpcs.Code][]hcpcs.Code
	renames   map[string][]rename // by column
}

// A flagSet is flags of a code.
type flagSet [2]uint64

func (s flagSet) has(f Flag) bool { return s[f>>6]>>(f&63)&1 != 0 }

func (s *flagSet) set(f Flag) { s[f>>6] |= 1 << (f & 63) }

// A Revenue is a revenue code as the I/OCE treats a line that has no HCPCS code.
type Revenue struct {
	Code                string `json:"code"` // four digits
	Status              Status `json:"status"`
	NotRecognized       bool   `json:"notRecognized,omitempty"` // edit 65
	Therapy             bool   `json:"therapy,omitempty"`
	BypassEdit48        bool   `json:"bypassEdit48,omitempty"`
	Statutory           bool   `json:"statutory,omitempty"` // edit 50
	BundledInBiological bool   `json:"bundledInBiological,omitempty"`
	PartBInpatient      bool   `json:"partBInpatient,omitempty"` // billable on 12x without edit 127
}

// A Modifier is a modifier as the I/OCE treats it.
type Modifier struct {
	Modifier    hcpcs.Modifier `json:"modifier"`
	Activated   medcode.Date   `json:"activated,omitzero"`
	NCCI        bool           `json:"ncci,omitempty"`        // bypasses PTP pairs
	Therapy     bool           `json:"therapy,omitempty"`     // GN, GO, GP
	NonDiscount bool           `json:"nonDiscount,omitempty"` // exempts from the discount: 76 to 79
	NoDevice    bool           `json:"noDevice,omitempty"`    // no device is needed: 52, 73, 74
	Telehealth  bool           `json:"telehealth,omitempty"`
}

// ReadTables reads the tables from a folder, a zip or a file. Errors are
// [*medcode.FileError].
func ReadTables(fsys fs.FS) (*Tables, error) { return ReadTablesWith(fsys, medcode.ReadOptions{}) }

// ReadTablesWith is ReadTables with options.
func ReadTablesWith(fsys fs.FS, opts medcode.ReadOptions) (*Tables, error) {
	t := &Tables{ages: map[hcpcs.Code][2]int16{}, dates: map[hcpcs.Code]medcode.Period{}, revenues: map[uint16]Revenue{},
		modifiers: map[hcpcs.Modifier]Modifier{}, addOns: map[hcpcs.Code][]hcpcs.Code{}, limits: map[hcpcs.Code]Mills{}, renames: map[string][]rename{}}
	t.provenance.System = "I/OCE tables"
	flagged := map[hcpcs.Code]flagSet{}
	var quarterly []quarterlyFile
	in, err := intake.Read(fsys, opts, "I/OCE tables", func(e *source.Entry) (bool, error) {
		data, err := e.Bytes()
		if err != nil {
			return false, err
		}
		if data, err = source.Decompress(e.Path, data, opts.Limits); err != nil {
			return false, err
		}
		if source.Sniff(data) == source.Text {
			if err := source.CheckText(e.Path, data, opts.Limits); err != nil {
				return false, err
			}
		}
		taken, err := t.file(e.Path, data, flagged)
		if err == nil && !taken && isQuarterly(e.Path, data) {
			quarterly, taken = append(quarterly, quarterlyFile{e.Path, data}), true
		}
		return taken, err
	})
	if err != nil {
		return nil, err
	}
	for _, f := range quarterly {
		if err := t.quarterly(f, flagged); err != nil {
			return nil, err
		}
	}
	t.provenance.Files, t.diags = in.Files, append(in.Diagnostics, t.diags...)
	codes := make([]hcpcs.Code, 0, len(flagged))
	for c := range flagged {
		codes = append(codes, c)
	}
	slices.SortFunc(codes, hcpcs.Code.Compare)
	for _, c := range codes {
		t.flags = append(t.flags, flagged[c])
	}
	t.codes = newIndex(len(codes), func(i int) hcpcs.Code { return codes[i] })
	if t.pairs != nil {
		t.pairs.sort()
	}
	return t, nil
}

// A tableKind is a table by the columns that it must have, and those it may.
type tableKind struct {
	columns []heading.Column
	take    func(*lineOf) error
}

func columnsOf(required []string, optional ...string) (columns []heading.Column) {
	for _, name := range required {
		columns = append(columns, heading.Column{Name: name})
	}
	for _, name := range optional {
		columns = append(columns, heading.Column{Name: name, Need: heading.Optional})
	}
	return columns
}

// kinds are the tables of our own layout.
func (t *Tables) kinds(flagged map[hcpcs.Code]flagSet) []tableKind {
	modifiers := columnsOf([]string{"modifier", "ncci", "non_discount"}, "date_activated", "therapy", "died_transferred", "device_req_exclusion", "telehealth", "lo_version", "hi_version", "assistant_surgeon")
	modifiers[0].Many = true // the table of version 26.0 has it twice
	return []tableKind{
		{columnsOf([]string{"code", "flag", "value"}), func(s *lineOf) error { return t.flag(s, flagged) }},
		{columnsOf([]string{"revenue", "status_indicator", "bypass_e48"}, "not_recognized", "therapy", "statutory_exclusion", "bundled_in_biological", "part_b_billable_inpatient", "lo_version", "hi_version", "revenue_code"), t.revenue},
		{modifiers, t.modifier},
		{columnsOf([]string{"column1", "column2", "modifier"}), t.pair},
		{columnsOf([]string{"addon", "type", "primary"}), t.addOn},
		{columnsOf([]string{"column", "value", "flag"}), t.column},
	}
}

// file reads a table, and reports whether it is one.
func (t *Tables) file(file string, data []byte, flagged map[hcpcs.Code]flagSet) (bool, error) {
	var s lineOf
	s.file = file
	var take func(*lineOf) error
	rows := 0
	for n, line := range source.Lines(data) {
		s.n = n
		s.cells = cut(s.cells[:0], line)
		switch {
		case n == 1:
			h := heading.Row{File: file, Line: n, Cells: strings.Split(string(line), "\t")}
			kinds := t.kinds(flagged)
			i := slices.IndexFunc(kinds, func(k tableKind) bool { return h.Is(k.columns) })
			if i < 0 {
				return false, nil
			}
			take = kinds[i].take
			if err := t.bind(&s, h, kinds[i].columns); err != nil {
				return false, err
			}
			if s.is("column1") {
				t.pairs = &pairTable{pairs: make([]pair, 0, bytes.Count(data, []byte("\n")))}
			}
		case len(line) > 0:
			rows++
			if err := take(&s); err != nil {
				return false, err
			}
		}
	}
	if take != nil && rows == 0 {
		t.diags = append(t.diags, s.head.NoRows())
	}
	return take != nil, nil
}

// bind finds the columns of a heading.
func (t *Tables) bind(s *lineOf, h heading.Row, columns []heading.Column) error {
	found, told, err := h.Bind(columns)
	t.diags = append(t.diags, told...)
	s.head, s.columns = h, map[string]int{}
	for i, at := range found.At {
		if at >= 0 {
			s.columns[columns[i].Name] = at
		}
	}
	return err
}

// A lineOf is a line of a table.
type lineOf struct {
	file    string
	n       int
	cells   [][]byte
	head    heading.Row
	columns map[string]int
	second  int // a column whose name stands before it too; 0 for none
}

func cut(cells [][]byte, line []byte) [][]byte {
	for {
		cell, rest, more := bytes.Cut(line, []byte{'\t'})
		cells = append(cells, cell)
		if !more {
			return cells
		}
		line = rest
	}
}

func (s *lineOf) is(names ...string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { _, ok := s.columns[name]; return !ok })
}

func (s *lineOf) cell(name string) []byte {
	if i, ok := s.columns[name]; ok && i < len(s.cells) {
		return s.cells[i]
	}
	return nil
}

func (s *lineOf) true(name string) bool {
	c := s.cell(name)
	return bytes.EqualFold(c, []byte("true")) || string(c) == "1"
}

func (s *lineOf) fail(text []byte, err error) error {
	return &medcode.FileError{File: s.file, Line: s.n, Text: string(text), Err: err}
}

func (s *lineOf) code(name string) (hcpcs.Code, error) {
	c, err := hcpcs.Parse(string(s.cell(name)))
	if err != nil {
		return c, s.fail(s.cell(name), err)
	}
	return c, nil
}

func (t *Tables) flag(s *lineOf, flagged map[hcpcs.Code]flagSet) error {
	c, err := s.code("code")
	if err != nil {
		return err
	}
	name, value := string(s.cell("flag")), string(s.cell("value"))
	f := Flag(slices.Index(flagNames[:], name))
	if f >= flags {
		t.diags = append(t.diags, medcode.Diagnostic{File: s.file, Line: s.n, Kind: medcode.KindUnknownFlag, Text: name, Message: "a flag that is not known; it was left out"})
		return nil
	}
	return t.set(s, flagged, c, f, value)
}

// set sets a flag of a code, with its value where it has one.
func (t *Tables) set(s *lineOf, flagged map[hcpcs.Code]flagSet, c hcpcs.Code, f Flag, value string) error {
	set := flagged[c]
	set.set(f)
	flagged[c] = set
	switch f {
	case FlagLoAge, FlagHiAge:
		years, err := strconv.Atoi(cmp.Or(value, "0"))
		if err != nil || years < 0 || years > 150 {
			return s.fail([]byte(value), fmt.Errorf("age: want years: %w", medcode.ErrSyntax))
		}
		ages, ok := t.ages[c]
		if !ok {
			ages = [2]int16{-1, -1}
		}
		if f == FlagLoAge {
			ages[0] = int16(years)
		} else {
			ages[1] = int16(years)
		}
		t.ages[c] = ages
	case FlagDateApproved, FlagDateTerminated:
		d, err := medcode.ParseDate(value)
		if err != nil {
			return s.fail([]byte(value), err)
		}
		p := t.dates[c]
		if f == FlagDateApproved {
			p.From = d
		} else {
			p.To = d
		}
		t.dates[c] = p
	case FlagNonopioidLimit:
		n, err := fixed(value, 3)
		if err != nil {
			return s.fail([]byte(value), err)
		}
		t.limits[c] = Mills(n)
	}
	return nil
}

func (t *Tables) revenue(s *lineOf) error {
	n, ok := revenueNumber(string(s.cell("revenue")))
	if !ok {
		return s.fail(s.cell("revenue"), fmt.Errorf("revenue code: want digits: %w", medcode.ErrSyntax))
	}
	r := Revenue{Code: fmt.Sprintf("%04d", n), NotRecognized: s.true("not_recognized"), Therapy: s.true("therapy"), BypassEdit48: s.true("bypass_e48"),
		Statutory: s.true("statutory_exclusion"), BundledInBiological: s.true("bundled_in_biological"), PartBInpatient: s.true("part_b_billable_inpatient")}
	var err error
	if r.Status, err = ParseStatus(string(s.cell("status_indicator"))); err != nil {
		return s.fail(s.cell("status_indicator"), err)
	}
	t.revenues[n] = r
	return nil
}

// revenueNumber returns a revenue code as a number, and whether it is one.
func revenueNumber(text string) (uint16, bool) {
	n, err := strconv.ParseUint(text, 10, 16)
	return uint16(n), err == nil && n < 10000
}

func (t *Tables) modifier(s *lineOf) error {
	m, err := hcpcs.ParseModifier(string(s.cell("modifier")))
	if err != nil {
		return s.fail(s.cell("modifier"), err)
	}
	x := Modifier{Modifier: m, NCCI: s.true("ncci"), Therapy: s.true("therapy"), NonDiscount: s.true("non_discount"), NoDevice: s.true("device_req_exclusion"), Telehealth: s.true("telehealth")}
	if text := strings.TrimSpace(string(s.cell("date_activated"))); len(text) == 8 {
		if x.Activated, err = medcode.ParseDate(text); err != nil {
			return s.fail([]byte(text), err)
		}
	}
	t.modifiers[m] = x
	return nil
}

func (t *Tables) addOn(s *lineOf) error {
	a, err := s.code("addon")
	if err != nil {
		return err
	}
	if len(s.cell("primary")) == 0 {
		return nil // type 2 and 3 leave the primary to the contractor
	}
	b, err := s.code("primary")
	t.addOns[a] = append(t.addOns[a], b)
	return err
}

// Provenance says which files the tables came from.
func (t *Tables) Provenance() medcode.Provenance { return t.provenance }

// Diagnostics returns the defects of the files. The caller must not change them.
func (t *Tables) Diagnostics() []medcode.Diagnostic { return t.diags }

// Counts returns how many of each thing the tables have, for people and tests.
func (t *Tables) Counts() map[string]int {
	return map[string]int{"codes": len(t.flags), "revenue codes": len(t.revenues), "modifiers": len(t.modifiers), "PTP pairs": t.pairs.len(), "add-on codes": len(t.addOns)}
}

// Has reports whether a code has a flag.
func (t *Tables) Has(c hcpcs.Code, f Flag) bool {
	i := t.codes.find(c)
	return i >= 0 && f < flags && t.flags[i].has(f)
}

// Flags yields the flags of a code.
func (t *Tables) Flags(c hcpcs.Code) iter.Seq[Flag] {
	return func(yield func(Flag) bool) {
		for f := range flags {
			if t.Has(c, f) && !yield(f) {
				return
			}
		}
	}
}

// Revenue returns how a revenue code is treated, and whether it is known.
func (t *Tables) Revenue(code string) (Revenue, bool) {
	n, ok := revenueNumber(code)
	r, known := t.revenues[n]
	return r, ok && known
}

// Modifier returns how a modifier is treated, and whether it is known.
func (t *Tables) Modifier(m hcpcs.Modifier) (Modifier, bool) {
	x, ok := t.modifiers[m]
	return x, ok
}
