package claimfile

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/rules"
)

// csv reads claims in columns under a header.
func (f *file) csv(in *bufio.Reader, head []byte) error {
	t := &table{file: f, in: in, end: lineEnd(head), seen: newSeen()}
	return t.read(head)
}

// A table is a CSV file being read: rows under a header, each on one line or on as
// few as make a row of it, so that a quote that is never closed costs its own line
// and not the rest of the file.
type table struct {
	*file
	in        *bufio.Reader
	end       byte // of lines
	room      []byte
	separator byte
	columns   []column
	names     []string // of the columns
	id        int      // the column of the identifier, -1 for none
	lines     bool
	setting   rules.Setting // where no column says it
	icd       bool          // a column says the revision
	order     columns.Order // of dates
	census    columns.Census
	row       []string
	first     []string // the row with which the claim began
	parted    bool     // a blank line stands before the row

	c    *rules.Claim
	bad  error
	wide wide

	seen              seen
	begins            []byte         // the header's line
	short, procedures int            // of ICD-10-PCS: those that are cut, and all
	skipped           map[string]int // rows that are none, by what they are
	said              bool           // a column says the setting
	mixed             int            // rows with the identifier of the one before that are claims of their own
	before            string
	comma             bool // of decimals was met
	unjoined          int  // rows whose open quote no line behind closes
}

// A seen remembers identifiers of claims, the first million, to tell rows that
// stand apart.
type seen struct {
	seed maphash.Seed
	all  map[uint64]bool
}

func newSeen() seen { return seen{maphash.MakeSeed(), map[uint64]bool{}} }

// before reports whether an identifier was seen before, and remembers it.
func (s *seen) before(id string) bool {
	h := maphash.String(s.seed, id)
	had := s.all[h]
	if !had && len(s.all) < mostSeen {
		s.all[h] = true
	}
	return had
}

var errApart = errors.New("rows of this id stand apart and are read as several claims; sort the file by id")
var errRounded = errors.New("a spreadsheet has turned it into a number and cut its digits: rows of several claims may have it, and each is read as one; import the column as text")

// isRounded reports whether an identifier is one that a spreadsheet has turned
// into a number, 1.23E+11.
func isRounded(id string) bool {
	digits, exponent, ok := strings.Cut(id, "E+")
	return ok && digits != "" && len(exponent) >= 2 && strings.Trim(digits, "0123456789.,") == "" && strings.Trim(exponent, "0123456789") == ""
}

// A column is what one of a file holds.
type column struct {
	name   string // in the header
	field  string // "" to pass over
	n      int    // of a numbered column
	line   bool   // of a service line
	passed bool   // over, as the caller says
	claim  func(*table, *rules.Claim, string) error
	serve  func(*table, *rules.Line, string) error
}

// mostSeen is how many identifiers are remembered to tell rows that stand apart.
const mostSeen = 1 << 20

func (t *table) read(head []byte) error {
	if err := t.header(head); err != nil {
		return err
	}
	for {
		wrong, err := t.next()
		if errors.Is(err, io.EOF) {
			if err := t.flush(); err != nil {
				return err
			}
			t.conclude()
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.take(wrong); err != nil {
			return err
		}
	}
}

// take takes a row. Rows that follow one another with the same identifier are one
// claim where the file has columns of service lines, until a blank line. A malformed row makes the
// claim of its identifier wrong; where that can't be read, the row is told alone.
func (t *table) take(wrong error) error {
	if t.noRow() {
		return nil
	}
	id := ""
	if 0 <= t.id && t.id < len(t.row) {
		id = t.row[t.id]
	}
	parted := t.parted
	t.parted = false
	if t.c != nil && (id == "" || id != t.c.ID || !t.lines || parted || isRounded(id)) {
		if err := t.flush(); err != nil {
			return err
		}
	}
	if !t.lines && id != "" && id == t.before {
		t.mixed++
	}
	t.before = id
	if t.c == nil {
		t.c, t.bad, t.first = &rules.Claim{ID: id, Setting: t.setting}, nil, t.first[:0]
		if wrong == nil {
			t.begin(id, parted)
		}
	} else if wrong == nil && t.bad == nil {
		t.repeat()
	}
	if wrong != nil {
		t.bad = cmp.Or(t.bad, wrong)
		return nil
	}
	if t.bad == nil && t.lines {
		if len(t.c.Lines) >= t.limits.ClaimLines {
			t.bad = t.wrap(over("ClaimLines", "more than %d service lines", t.limits.ClaimLines), "")
			return nil
		}
		t.service()
	}
	return nil
}

// noRow reports whether the row is none, and counts it. Most rows that are one are
// told from the others by their identifier.
func (t *table) noRow() bool {
	if len(t.row) == 0 {
		return false
	}
	if t.id >= 0 && len(t.row) == len(t.columns) && t.row[t.id] != "" && '0' <= t.row[t.id][0] && t.row[t.id][0] <= '9' {
		return false
	}
	what := columns.NoRow(t.row, t.names)
	if what == "" {
		for _, cell := range t.row {
			if cell != "" {
				return false
			}
		}
		what = "rules of dashes, or have nothing but words for nothing"
	}
	if t.skipped == nil {
		t.skipped = map[string]int{}
	}
	t.skipped[what]++
	return true
}

// begin takes what a claim's first row says of the claim.
func (t *table) begin(id string, parted bool) {
	c := t.c
	t.first = append(t.first[:0], t.row...)
	t.wide.reset()
	for i := range t.columns {
		if col := &t.columns[i]; col.claim != nil && t.row[i] != "" {
			if err := col.claim(t, c, t.row[i]); err != nil {
				unreadable(&c.Unreadable, placeOf(col.field), t.row[i], err)
			}
		}
	}
	t.wide.into(t, c)
	if bill := c.TypeOfBill; !t.said && c.Setting == 0 && (len(bill) == 4 || len(bill) == 3 && bill[0] != '0') {
		c.Setting = settingOf(("0" + bill)[len(bill)-3:], "")
	}
	if id == "" {
		return
	}
	switch {
	case isRounded(id):
		unreadable(&c.Unreadable, rules.AtField("id"), id, errRounded)
	case t.seen.before(id) && t.lines && !parted:
		unreadable(&c.Unreadable, rules.AtField("id"), id, errApart)
	}
}

// firstICD10 is the first day of ICD-10-CM and ICD-10-PCS (45 CFR 162.1002).
var firstICD10 = medcode.MustParseDate("2015-10-01")

// beforeICD10 reports whether a claim is of a day before that.
func beforeICD10(c *rules.Claim) bool {
	on := c.Date()
	return !on.IsZero() && on.Before(firstICD10)
}

// repeat holds a further row of a claim against the first: what it says otherwise
// of the claim is told.
func (t *table) repeat() {
	for i := range t.columns {
		if col := &t.columns[i]; col.claim != nil && t.row[i] != "" && t.row[i] != t.first[i] && len(t.c.Unreadable) <= t.limits.ClaimCodes {
			unreadable(&t.c.Unreadable, placeOf(col.field), t.row[i], fmt.Errorf("another row of the claim says %q", t.first[i]))
		}
	}
}

// service adds the row's line, if it has one.
func (t *table) service() {
	l, any := rules.Line{Units: 1}, false
	at := rules.AtLine(len(t.c.Lines))
	for i := range t.columns {
		if col := &t.columns[i]; col.serve != nil && t.row[i] != "" {
			any = true
			if err := col.serve(t, &l, t.row[i]); err != nil {
				unreadable(&t.c.Unreadable, at.In(lineField(col.field)), t.row[i], err)
			}
		}
	}
	if any {
		t.c.Lines = append(t.c.Lines, l)
	}
}

// flush hands over the claim being read.
func (t *table) flush() error {
	c := t.c
	t.c = nil
	if c == nil {
		return nil
	}
	t.system(c)
	agree(c)
	return t.give(c, t.bad, "")
}

// system decides of which system a claim's codes are where no column says it, by its
// day, which may stand on its lines alone, and counts what they look like.
func (t *table) system(c *rules.Claim) {
	if !t.icd && beforeICD10(c) {
		c.ICD = rules.ICD9
	}
	if c.ICD != rules.ICD10 {
		return
	}
	for i := range c.Diagnoses {
		t.census.Add(c.Diagnoses[i].Code)
	}
	for i := range c.Procedures {
		if t.procedures++; len(c.Procedures[i].Code) < 7 {
			t.short++
		}
	}
}

// agree holds a stated age against the birth date.
func agree(c *rules.Claim) {
	stated, ok := c.Patient.Age.Years()
	if !ok || c.Patient.Birth.IsZero() || c.IsUnreadable(rules.AtPatient("age")) {
		return
	}
	known := *c
	known.Patient.Age = rules.Age{}
	if years, ok := known.Years(); ok && (years > stated+1 || years < stated-1) {
		unreadable(&c.Unreadable, rules.AtPatient("age"), c.Patient.Age.String(), fmt.Errorf("the birth date, %s, makes it %d", c.Patient.Birth, years))
	}
}

// conclude says what is odd with the codes of the file as a whole.
func (t *table) conclude() {
	if t.mixed > 0 {
		t.note(medcode.KindRepeatedID, "", "%d rows have the id of the row before, and are read as claims of their own, since no column is of a service line", t.mixed)
	}
	if t.short > 0 {
		t.note(medcode.KindOtherSystem, "", "%d of %d procedures have fewer than 7 characters, as codes of ICD-10-PCS have: a spreadsheet has cut zeros in front, or they are of another system", t.short, t.procedures)
	}
	for _, what := range sortedKeys(t.skipped) {
		t.note(medcode.KindNoRow, "", "%d rows are %s, and passed over", t.skipped[what], what)
	}
	if t.comma {
		t.note(medcode.KindDecimalComma, "", "amounts and numbers such as 12,50 are read with a decimal comma")
	}
	if told := t.census.Told(); told != "" {
		t.note(medcode.KindOtherSystem, "", "%s", told)
	}
}
