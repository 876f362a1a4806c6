package research

import (
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// A CCIR is a release of AHRQ's Chronic Condition Indicator Refined for
// ICD-10-CM. It is immutable and safe for any number of goroutines.
type CCIR struct {
	prov  medcode.Provenance
	diags []medcode.Diagnostic
	codes map[Code]Chronicity
}

// A Chronicity is what the indicator says of a code.
type Chronicity uint8

// The indicators. AHRQ's file writes the last as 9.
const (
	ChronicityUnknown Chronicity = iota // the code is not in the release
	NotChronic                          // acute
	Chronic                             // lasts a year or more, and limits or needs ongoing care
	NotDetermined                       // neither can be said: external causes, most factors of health status
)

// String returns the indicator in words.
func (c Chronicity) String() string {
	return [...]string{"not in the release", "not chronic", "chronic", "no determination"}[min(c, NotDetermined)]
}

// ReadCCIR reads AHRQ's file CCIR_vYYYY-N.csv from a folder or zip.
func ReadCCIR(fsys fs.FS) (*CCIR, error) { return ReadCCIRWith(fsys, medcode.ReadOptions{}) }

// ReadCCIRWith is ReadCCIR with options.
func ReadCCIRWith(fsys fs.FS, opts medcode.ReadOptions) (*CCIR, error) {
	c := &CCIR{codes: map[Code]Chronicity{}}
	c.prov = medcode.Provenance{System: "Chronic Condition Indicator Refined for ICD-10-CM"}
	there := false
	in, err := intake.Read(fsys, opts, "AHRQ's chronic condition indicator (csv)", func(e *source.Entry) (bool, error) {
		t, err := openQuoted(e, ccirColumns)
		if t == nil || err != nil {
			return false, err
		}
		if err = intake.Once(&there, e.Path, "file"); err != nil {
			return false, err
		}
		c.prov.Release = versionNamed(t.titles, e.Path)
		return true, c.read(t)
	})
	if err != nil {
		return nil, err
	}
	c.prov.Files, c.diags = in.Files, append(in.Diagnostics, c.diags...)
	return c, nil
}

var ccirColumns = []heading.Column{describing: description, coding: codeColumn,
	{Name: "CCIR", Is: func(t string) bool { return strings.Contains(t, "INDICATOR") || t == "CCIR" }}}

func (c *CCIR) read(t *quotedTable) error {
	at := t.columns.At[len(ccirColumns)-1]
	c.diags = append(append(c.diags, t.told...), shape.Whole(t.head.File, t.data)...)
	return t.rows(func(n int, code Code, fields []string) error {
		indicator, ok := indicators[fields[at]]
		if !ok {
			return fmt.Errorf("want an indicator of 0, 1 or 9: %w", medcode.ErrSyntax)
		}
		if _, twice := c.codes[code]; twice {
			c.diags = append(c.diags, medcode.Diagnostic{File: t.head.File, Line: n, Kind: medcode.KindDuplicateCode, Text: code.String(),
				Message: "a code in two rows; the last counts"})
		}
		c.codes[code] = indicator
		return nil
	})
}

var indicators = map[string]Chronicity{"0": NotChronic, "1": Chronic, "9": NotDetermined}

// Provenance returns where c came from.
func (c *CCIR) Provenance() medcode.Provenance { return c.prov }

// String names the release for people: its system, name, period and size.
func (c *CCIR) String() string { return fmt.Sprintf("%v: %d codes", c.prov, c.Len()) }

// Diagnostics returns the defects of the file.
func (c *CCIR) Diagnostics() []medcode.Diagnostic { return c.diags }

// Len returns the number of codes.
func (c *CCIR) Len() int { return len(c.codes) }

// Lookup returns the indicator of a code.
func (c *CCIR) Lookup(code Code) Chronicity { return c.codes[code] }

// All yields the codes with their indicators, in no order.
func (c *CCIR) All() iter.Seq2[Code, Chronicity] {
	return func(yield func(Code, Chronicity) bool) {
		for code, x := range c.codes {
			if !yield(code, x) {
				return
			}
		}
	}
}

// Of returns the places in dx of the chronic conditions in a window.
func (c *CCIR) Of(dx []Diagnosis, window medcode.Period) (chronic []int) {
	for i := range dx {
		if !dx[i].Outside(window) && c.codes[dx[i].Code] == Chronic {
			chronic = append(chronic, i)
		}
	}
	return chronic
}

// shape is that of AHRQ's files by diagnosis, of CCIR since 2021 and of CCSR
// since 2019.
var shape = intake.Shape{Fewest: 70_000, Last: regexp.MustCompile(`^['"]*(Z99|U)`)}

// Holds reports whether the release has c.
func (c *CCIR) Holds(code Code) bool { _, ok := c.codes[code]; return ok }
