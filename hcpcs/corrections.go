package hcpcs

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx"
)

// A Correction is a row of the corrections file: what CMS changed in the
// release after it first published it.
type Correction struct {
	Code      Code         `json:"code,omitzero"`
	Modifier  Modifier     `json:"modifier,omitzero"`
	Action    string       `json:"action"` // in CMS's words: "Revise LD", "Terminate", "Remove code"
	Short     string       `json:"short,omitempty"`
	Long      string       `json:"long,omitempty"`
	Effective medcode.Date `json:"effective,omitzero"`
	Coverage  Coverage     `json:"coverage,omitempty"`
	Pricing   Pricing      `json:"pricing,omitempty"`
	BETOS     BETOS        `json:"betos,omitempty"`
	TOS       string       `json:"tos,omitempty"`
	Comments  string       `json:"comments,omitempty"`
	// Changed reports whether the correction changed the records. The later of
	// CMS's postings already have in the main file what they list.
	Changed bool `json:"changed"`

	file    string
	line    int
	undated string // what stands in place of the date
}

func (b *builder) readCorrections(t *table) error {
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		c, err := correction(t, row)
		if err != nil && b.remark(t, row, t.cell(row, "HCPCS/MOD CODE")) {
			continue
		}
		if err != nil {
			return err
		}
		if c.undated != "" {
			b.diag(medcode.Diagnostic{File: t.file, Line: row.Number, Kind: medcode.KindMalformedValue, Text: c.undated, Message: "the date of a correction was left out"})
		}
		b.corrections = append(b.corrections, c)
	}
	return nil
}

func correction(t *table, row xlsx.Row) (Correction, error) {
	cell := func(heading string) string { return t.cell(row, heading) }
	text := cell("HCPCS/MOD CODE")
	code, mod, err := subject(text)
	if err != nil {
		return Correction{}, &medcode.FileError{File: t.file, Line: row.Number, Text: text, Err: err}
	}
	c := Correction{Code: code, Modifier: mod, Action: cell("ACTION"), Short: cell("SHORT DESCRIPTION"), Long: cell("LONG DESCRIPTION"),
		Coverage: Coverage(cmp.Or(cell("COVERAGE"), cell("COV"))), Pricing: Pricing(cmp.Or(cell("PRICING"), cell("PRICE"))), BETOS: BETOS(cell("BETOS")), TOS: cell("TOS"),
		Comments: cell("COMMENTS"), file: t.file, line: row.Number}
	if d := cell("EFFECTIVE DATE"); d != "" {
		if c.Effective, err = medcode.ParseDate(d); err != nil { // "01/0/12019" in those of 2019
			c.undated = d
		}
	}
	return c, nil
}

// applyCorrections applies what the text file or workbook doesn't have yet.
func (b *builder) applyCorrections() {
	removed := map[[2]uint64]bool{}
	for i := range b.corrections {
		c := &b.corrections[i]
		rec := b.record(c)
		if strings.EqualFold(c.Action, "Remove code") {
			c.Changed = rec != nil
			removed[[2]uint64{c.Code.Key(), uint64(c.Modifier.Key())}] = true
			continue
		}
		if rec == nil {
			if !strings.HasPrefix(strings.ToLower(c.Action), "add") {
				b.doubt(c, "a correction of a code that the release doesn't have was left out")
				continue
			}
			rec, _ = b.begin(c.file, c.line, c.Code.String()+c.Modifier.String(), c.kind()) // parsed before: no error
		}
		before := *rec
		if !correct(rec, c) {
			b.doubt(c, "a correction that the reader doesn't understand was left out")
		}
		c.Changed = len(changedFields(&before, rec)) > 0
		rec.breaks = ""
		if before.Long == rec.Long {
			rec.breaks = before.breaks
		}
	}
	b.codes = without(b.codes, removed)
	b.modifiers = without(b.modifiers, removed)
}

func without(records []Record, removed map[[2]uint64]bool) []Record {
	return slices.DeleteFunc(records, func(r Record) bool {
		return removed[[2]uint64{r.Code.Key(), uint64(r.Modifier.Key())}]
	})
}

func (c *Correction) kind() byte {
	if c.Modifier.IsValid() {
		return '7'
	}
	return '3'
}

func (b *builder) doubt(c *Correction, message string) {
	b.diag(medcode.Diagnostic{File: c.file, Line: c.line, Kind: medcode.KindCorrection, Text: c.Code.String() + c.Modifier.String() + " " + c.Action, Message: message})
}

func (b *builder) record(c *Correction) *Record {
	if i, ok := b.modAt[c.Modifier]; ok {
		return &b.modifiers[i]
	}
	if i, ok := b.at[c.Code]; ok {
		return &b.codes[i]
	}
	return nil
}

var actionDate = regexp.MustCompile(`(?i)^Action effective date should be (\d{8})(?: and action code "([A-Z])")?`)

// correct does to a record what a correction says, and reports whether it is
// understood.
func correct(rec *Record, c *Correction) bool {
	action := strings.ToLower(c.Action)
	dated := actionDate.FindStringSubmatch(c.Action)
	switch {
	case dated != nil:
		d, err := medcode.ParseDate(dated[1])
		if err != nil {
			return false
		}
		rec.Effective = d
		if dated[2] != "" {
			rec.Action = Action(dated[2])
		}
	case action == "do not terminate":
		rec.Terminated = medcode.Date{}
	case (action == "terminate" || strings.HasPrefix(action, "discontinue")) && !c.Effective.IsZero():
		// The effective date is the first day the code may not be used, the
		// termination date of the record the last on which it may.
		rec.Terminated = c.Effective.AddDays(-1)
	case strings.HasPrefix(action, "change") && (c.Coverage != "" || c.Pricing != "" || c.TOS != "" || c.BETOS != ""):
		revise(rec, c, false)
	case strings.HasPrefix(action, "add") && !strings.Contains(action, `"`), strings.HasPrefix(action, "revise"):
		revise(rec, c, strings.HasPrefix(action, "add"))
	default:
		return false
	}
	return true
}

// revise sets what the columns of a correction have.
func revise(rec *Record, c *Correction, added bool) {
	if c.Short != "" {
		rec.Short = c.Short
	}
	if c.Long != "" {
		rec.Long = c.Long
	}
	if c.Coverage != "" {
		rec.Coverage = c.Coverage
	}
	if c.Pricing != "" {
		rec.Pricing = []Pricing{c.Pricing}
	}
	if c.BETOS != "" {
		rec.BETOS = c.BETOS
	}
	if c.TOS != "" {
		rec.TypesOfService = nil
		for _, t := range strings.FieldsFunc(c.TOS, func(r rune) bool { return r == ',' || r == ' ' }) {
			rec.TypesOfService = append(rec.TypesOfService, TypeOfService(t))
		}
	}
	if added {
		rec.Added, rec.Effective, rec.Action = c.Effective, c.Effective, Added
	}
}
