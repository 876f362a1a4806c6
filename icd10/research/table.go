package research

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/columns"
)

// A Format is how a table is written down.
type Format uint8

// The formats. Both are a record in a line: a quoted field of a CSV must not
// hold a line end.
const (
	CSV       Format = iota // a header, then fields between commas or another mark
	JSONLines               // an object in a line, whose values are strings, numbers or null
)

// A Table says where the diagnoses, and the procedures, stand in a table: one in a
// record (long), or many (wide, as on claims). The columns of a CSV are found whether written in
// capitals or not; the names of JSON must be as they are here.
type Table struct {
	Format    Format
	Comma     byte   // between the fields of a CSV; 0 is a comma
	Person    string // name of the column with the person
	Stay      string // of the column with the stay or claim; empty for none
	Date      string // of the column with the date of service or discharge; empty for none
	Diagnoses []DxColumns
	// Procedures are the columns of procedures, as ICD10PCS or ICD9Procedure: an
	// [Index] that has procedures counts them, and no other scorer looks at them.
	Procedures []PxColumns
	System     System // of diagnoses whose columns don't say
}

// DxColumns are the columns of one diagnosis.
type DxColumns struct {
	Code      string
	System    string // empty for none
	POA       string // empty for none
	Principal string // column with Y, 1 or true for the principal diagnosis; empty for none
	First     bool   // the code is the principal diagnosis of its record, and any other with the same code is it too
	Optional  bool   // a table without the Code column is right too
}

// PxColumns are the columns of one procedure. A table without them is right too.
// Where nothing says the system it follows the date: ICD-9-CM before October 1,
// 2015, ICD-10-PCS from then on and where there is no date.
type PxColumns struct {
	Code   string
	System string // empty for none; 9 and 0 are as on claims
	Date   string // of the procedure; empty, or an empty field, for the date of the record
}

// LongTable returns a table with the columns person, stay, date, code, system,
// poa and principal, of one diagnosis in a record. All but person and code may
// be missing; where nothing says which diagnosis is the principal one,
// all count as secondary.
func LongTable() Table {
	return Table{Person: "person", Stay: "stay", Date: "date",
		Diagnoses: []DxColumns{{Code: "code", System: "system", POA: "poa", Principal: "principal"}}}
}

// RIF returns the layout of CMS's research identifiable files, the claims of
// carriers, institutions and outpatient departments: fields between bars, many
// records for one claim, up to 25 diagnoses and 12 external causes with their
// version and present-on-admission columns, and up to 25 procedures with their
// version and date.
func RIF() Table {
	t := Table{Comma: '|', Person: "BENE_ID", Stay: "CLM_ID", Date: "CLM_THRU_DT",
		Diagnoses: []DxColumns{{Code: "PRNCPAL_DGNS_CD", System: "PRNCPAL_DGNS_VRSN_CD", First: true, Optional: true}}}
	for _, kind := range []struct {
		infix, poa string
		most       int
	}{{"", "CLM_POA_IND_SW", 25}, {"E_", "CLM_E_POA_IND_SW", 12}} {
		for i := range kind.most {
			n := strconv.Itoa(i + 1)
			t.Diagnoses = append(t.Diagnoses, DxColumns{Code: "ICD_DGNS_" + kind.infix + "CD" + n,
				System: "ICD_DGNS_" + kind.infix + "VRSN_CD" + n, POA: kind.poa + n, Optional: true})
		}
	}
	for i := range 25 {
		n := strconv.Itoa(i + 1)
		t.Procedures = append(t.Procedures, PxColumns{Code: "ICD_PRCDR_CD" + n, System: "ICD_PRCDR_VRSN_CD" + n, Date: "PRCDR_DT" + n})
	}
	return t
}

// A plan is a Table bound to a header: for each column of the file, which slot
// of a record it fills.
type plan struct {
	format Format
	comma  byte
	slots  []int16          // by column of a CSV; -1 for a column of no use
	names  map[string]int16 // by name, of JSON
	n      int              // slots
	person int
	stay   int // -1 for none
	date   int // -1 for none
	dx     []dxPlan
	px     []pxPlan
	system System
}

type dxPlan struct {
	code, system, poa, principal int // -1 for none
	first                        bool
}

type pxPlan struct{ code, system, date int } // -1 for none

// bind makes the plan of t for a CSV header, or for JSON, whose records have
// what they have.
func (t Table) bind(header []string) (*plan, error) {
	p := &plan{format: t.Format, comma: t.Comma, names: map[string]int16{}, system: t.System}
	if p.comma == 0 {
		p.comma = ','
	}
	var missing []string
	slot := func(name string, needed bool) int {
		if name == "" {
			return -1
		}
		if t.Format == CSV {
			column := spelled(header, name)
			if column == "" {
				if needed {
					missing = append(missing, name)
				}
				return -1
			}
			name = column
		}
		if i, ok := p.names[name]; ok {
			return int(i)
		}
		p.names[name] = int16(p.n)
		p.n++
		return p.n - 1
	}
	p.person, p.stay, p.date = slot(t.Person, true), slot(t.Stay, false), slot(t.Date, false)
	for _, d := range t.Diagnoses {
		x := dxPlan{code: slot(d.Code, !d.Optional), first: d.First}
		if x.code < 0 {
			continue
		}
		x.system, x.poa, x.principal = slot(d.System, false), slot(d.POA, false), slot(d.Principal, false)
		p.dx = append(p.dx, x)
	}
	for _, x := range t.Procedures {
		if code := slot(x.Code, false); code >= 0 {
			p.px = append(p.px, pxPlan{code, slot(x.System, false), slot(x.Date, false)})
		}
	}
	if len(missing) > 0 || len(p.dx) == 0 || p.person < 0 {
		among := strings.Join(header, ", ")
		if slices.ContainsFunc(header, func(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }) {
			among = fmt.Sprintf("the %d fields of the first line, which holds a record and no names", len(header)) // nor shall an error
		}
		return nil, fmt.Errorf("no column %s among %s: %w", strings.Join(missing, ", "), among, medcode.ErrLayout)
	}
	for _, name := range header {
		i, ok := p.names[name]
		if !ok {
			i = -1
		}
		p.slots = append(p.slots, i)
	}
	return p, nil
}

// spelled returns the column of a header that has the name, in these letters or
// else in capitals or small ones, or "".
func spelled(header []string, name string) string {
	if slices.Contains(header, name) {
		return name
	}
	if i := slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(h, name) }); i >= 0 {
		return header[i]
	}
	return ""
}

// A record holds the fields of one line that the plan wants. The fields are
// parts of the line or of scratch.
type record struct {
	fields  [][]byte
	scratch []byte
}

func (r *record) at(slot int) []byte {
	if slot < 0 {
		return nil
	}
	return r.fields[slot]
}

// split puts the wanted fields of a line into r.
func (p *plan) split(line []byte, r *record) error {
	if cap(r.fields) < p.n {
		r.fields = make([][]byte, p.n)
	}
	r.fields = r.fields[:p.n]
	clear(r.fields)
	r.scratch = r.scratch[:0]
	if p.format == JSONLines {
		return p.splitJSON(line, r)
	}
	return p.splitCSV(line, r)
}

func (p *plan) splitCSV(line []byte, r *record) error {
	for column := 0; ; column++ {
		if column >= len(p.slots) {
			if len(line) == 0 && p.comma == '|' { // CMS's own samples end a record in a bar
				return nil
			}
			return fmt.Errorf("more than the %d columns of the header: %w", len(p.slots), medcode.ErrSyntax)
		}
		var field []byte
		var err error
		end := -1
		if len(line) > 0 && line[0] == '"' {
			field, end, err = p.quoted(line, r)
			if err != nil {
				return err
			}
		} else if end = bytes.IndexByte(line, p.comma); end >= 0 {
			field = line[:end]
		} else {
			field, end = line, len(line)
		}
		if s := p.slots[column]; s >= 0 {
			r.fields[s] = field
		}
		if end == len(line) {
			if column+1 < len(p.slots) {
				return fmt.Errorf("%d columns, want %d: %w", column+1, len(p.slots), medcode.ErrSyntax)
			}
			return nil
		}
		line = line[end+1:]
	}
}

// quoted returns a field in quotes and where it ends.
func (p *plan) quoted(line []byte, r *record) ([]byte, int, error) {
	from := len(r.scratch)
	for i := 1; i < len(line); i++ {
		if line[i] != '"' {
			r.scratch = append(r.scratch, line[i])
			continue
		}
		if i++; i == len(line) || line[i] == p.comma {
			return r.scratch[from:len(r.scratch):len(r.scratch)], i, nil
		}
		if line[i] != '"' {
			break
		}
		r.scratch = append(r.scratch, '"')
	}
	return nil, 0, fmt.Errorf("a quote that doesn't close its field in the line: %w", medcode.ErrSyntax)
}

// splitJSON reads a flat object. It is a small scanner since encoding/json
// would allocate every value.
func (p *plan) splitJSON(line []byte, r *record) error {
	bad := func(what string) error { return fmt.Errorf("not a flat JSON object: %s: %w", what, medcode.ErrSyntax) }
	s := bytes.TrimSpace(line)
	if len(s) < 2 || s[0] != '{' || s[len(s)-1] != '}' {
		return bad("want { and } around it")
	}
	s = bytes.TrimSpace(s[1 : len(s)-1])
	for len(s) > 0 {
		name, rest, ok := p.jsonString(s, r)
		if !ok {
			return bad("want a name in quotes")
		}
		if rest = bytes.TrimLeft(rest, " \t"); len(rest) == 0 || rest[0] != ':' {
			return bad("want a colon after a name")
		}
		rest = bytes.TrimLeft(rest[1:], " \t")
		slot, wanted := p.names[string(name)]
		value, rest, ok := p.jsonValue(rest, r)
		if !ok {
			return bad("want a string, number, true, false or null for " + string(name))
		}
		if wanted {
			r.fields[slot] = value
		}
		rest = bytes.TrimLeft(rest, " \t")
		if len(rest) == 0 {
			return nil
		}
		if rest[0] != ',' {
			return bad("want a comma between values")
		}
		if s = bytes.TrimLeft(rest[1:], " \t"); len(s) == 0 {
			return bad("want a name after a comma")
		}
	}
	return nil
}

func (p *plan) jsonValue(s []byte, r *record) (value, rest []byte, ok bool) {
	if len(s) > 0 && s[0] == '"' {
		return p.jsonString(s, r)
	}
	end := bytes.IndexAny(s, ", \t")
	if end < 0 {
		end = len(s)
	}
	value, rest = s[:end], s[end:]
	if string(value) == "null" {
		return nil, rest, true
	}
	return value, rest, len(value) > 0 && value[0] != '[' && value[0] != '{' && json.Valid(value)
}

func (p *plan) jsonString(s []byte, r *record) (value, rest []byte, ok bool) {
	if len(s) == 0 || s[0] != '"' {
		return nil, nil, false
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			return p.jsonEscaped(s, r)
		case s[i] == '"':
			return s[1:i], s[i+1:], true
		case s[i] < ' ':
			return nil, nil, false
		}
	}
	return nil, nil, false
}

func (p *plan) jsonEscaped(s []byte, r *record) (value, rest []byte, ok bool) {
	for i := 1; i < len(s); i++ {
		if s[i] == '\\' {
			i++
		} else if s[i] == '"' {
			var text string
			if json.Unmarshal(s[:i+1], &text) != nil {
				return nil, nil, false
			}
			from := len(r.scratch)
			r.scratch = append(r.scratch, text...)
			return r.scratch[from:len(r.scratch):len(r.scratch)], s[i+1:], true
		}
	}
	return nil, nil, false
}

// parseDay reads the dates of tables as people write them (internal/columns), of
// which 2015-05-30 and 20150530 are read here, since most are written so.
func parseDay(b []byte, order columns.Order) (medcode.Date, bool) {
	short := b
	if len(b) > 10 && (b[10] == 'T' || b[10] == ' ') {
		short = b[:10]
	}
	switch {
	case len(short) == 10 && short[4] == '-' && short[7] == '-':
		if d, ok := day(short[:4], short[5:7], short[8:]); ok {
			return d, true
		}
	case len(b) == 8:
		if d, ok := day(b[:4], b[4:6], b[6:]); ok {
			return d, true
		}
	}
	d, err := columns.Date(string(b), order)
	return d, err == nil
}

func day(year, month, dayOf []byte) (medcode.Date, bool) {
	y, ok := number(year)
	m, ok2 := number(month)
	d, ok3 := number(dayOf)
	date := medcode.NewDate(y, time.Month(m), d)
	return date, ok && ok2 && ok3 && !date.IsZero()
}

func number(b []byte) (n int, ok bool) {
	for _, c := range b {
		if !codeword.IsDigit(c) {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(b) > 0
}

// parseIndicator is cm.ParsePOA on bytes.
func parseIndicator(b []byte) (cm.POA, bool) {
	switch len(b) {
	case 0:
		return cm.POABlank, true
	case 1:
		switch c := codeword.Upper(b[0]); c {
		case 'Y', 'N', 'U', 'W', '1':
			return cm.POA(c), true
		case ' ':
			return cm.POABlank, true
		}
	}
	return cm.POABlank, false
}

// isTrue reads the flag of a principal diagnosis.
func isTrue(b []byte) bool {
	return len(b) > 0 && (b[0] == 'Y' || b[0] == 'y' || b[0] == '1' || b[0] == 'T' || b[0] == 't' || b[0] == 'P' || b[0] == 'p')
}
