package research

import (
	"bytes"
	"fmt"
	"io/fs"
	"iter"
	"regexp"
	"strings"

	"github.com/medcode/medcode"
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
		t, data, err := quotedOf(e, isIndicator)
		if t == nil {
			return false, err
		}
		if err := intake.Once(&there, e.Path, "file"); err != nil {
			return false, err
		}
		c.prov.Release = versionNamed(t.titles, e.Path)
		return true, c.read(e.Path, t, data)
	})
	if err != nil {
		return nil, err
	}
	c.prov.Files, c.diags = in.Files, append(in.Diagnostics, c.diags...)
	return c, nil
}

// quotedOf opens a file where it is a csv of codes with a column of that name,
// and returns nil where it isn't.
func quotedOf(e *source.Entry, column func(heading string) bool) (*quotedTable, []byte, error) {
	data, err := e.Bytes()
	if err != nil || source.Sniff(data) != source.Text {
		return nil, nil, err
	}
	t, ok := openQuoted(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), "ICD-10-CM CODE")
	if !ok || t.column(column) < 0 {
		return nil, nil, nil
	}
	if data, err = e.Text(); err != nil {
		return nil, nil, err
	}
	return t, data, nil
}

func isIndicator(heading string) bool {
	return strings.Contains(heading, "INDICATOR") || heading == "CCIR"
}

func (c *CCIR) read(file string, t *quotedTable, data []byte) error {
	at := t.column(isIndicator)
	c.diags = append(c.diags, t.unknown(file, at)...)
	c.diags = append(c.diags, shape.Whole(file, data)...)
	var fields []string
	for n, line := range source.Lines(data) {
		fail := func(format string, a ...any) error {
			return &medcode.FileError{File: file, Line: n, Text: string(line), Err: fmt.Errorf(format, a...)}
		}
		if n <= t.line || len(bytes.Trim(line, ", \t\x1a")) == 0 {
			continue
		}
		if fields = splitQuoted(fields[:0], string(line)); len(fields) != len(t.header) {
			return fail("%d fields under a heading of %d: %w", len(fields), len(t.header), medcode.ErrSyntax)
		}
		code, err := ParseCode(ICD10CM, fields[0])
		if err != nil {
			return fail("%w", err)
		}
		indicator, ok := indicators[fields[at]]
		if !ok {
			return fail("want an indicator of 0, 1 or 9: %w", medcode.ErrSyntax)
		}
		if _, twice := c.codes[code]; twice {
			c.diags = append(c.diags, medcode.Diagnostic{File: file, Line: n, Kind: medcode.KindDuplicateCode, Text: code.String(),
				Message: "a code in two rows; the last counts"})
		}
		c.codes[code] = indicator
	}
	if len(c.codes) == 0 {
		return &medcode.FileError{File: file, Err: fmt.Errorf("no rows: %w", medcode.ErrLayout)}
	}
	return nil
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
