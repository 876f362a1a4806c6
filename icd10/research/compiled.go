package research

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

//go:generate go run ./internal/gen -out elixhauser.txt

//go:embed elixhauser.txt
var elixhauserText []byte

// CompiledElixhauser returns the release of AHRQ's measures that is compiled
// into this package, with the codes that CMS exempts from present-on-admission
// reporting in the same fiscal year; Provenance says which. It reads a text of
// some 40 kB: a program calls it once and keeps the result.
func CompiledElixhauser() *Elixhauser {
	e := new(Elixhauser)
	if err := e.UnmarshalText(elixhauserText); err != nil {
		panic(err) // the file is part of the package and of its tests
	}
	return e
}

// The compiled form of an Elixhauser is lines, of which the first word says
// what they are:
//
//	release 2026.1
//	file    size sha256 name
//	measure AIDS No Acquired immune deficiency syndrome
//	codes   HF+HTN_CX I110 …
//	exempt  I6900 …

// MarshalText implements [encoding.TextMarshaler]: a compact form, which
// UnmarshalText reads much faster than the workbook.
func (e *Elixhauser) MarshalText() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintln(&b, "release", e.prov.Release)
	for _, f := range e.prov.Files {
		fmt.Fprintln(&b, "file", f.Size, f.SHA256, f.Name)
	}
	for _, m := range e.measures {
		poa := "No"
		if m.POA {
			poa = "Yes"
		}
		fmt.Fprintln(&b, "measure", m.Name, poa, m.Description)
	}
	by := map[string][]string{}
	for c, f := range e.codes {
		var names []string
		for ; f != 0; f &= f - 1 {
			names = append(names, e.name(f&-f))
		}
		key := strings.Join(names, "+")
		by[key] = append(by[key], c.Compact())
	}
	for _, key := range slices.Sorted(maps.Keys(by)) {
		writeCodes(&b, "codes "+key, by[key])
	}
	var exempt []string
	for c := range e.exempt {
		exempt = append(exempt, c.Compact())
	}
	writeCodes(&b, "exempt", exempt)
	return b.Bytes(), nil
}

func writeCodes(b *bytes.Buffer, head string, codes []string) {
	slices.Sort(codes)
	fmt.Fprintln(b, head, strings.Join(codes, " "))
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (e *Elixhauser) UnmarshalText(text []byte) error {
	n := Elixhauser{codes: map[Code]flags{}, exempt: map[Code]bool{}}
	n.prov.System = elixhauserSystem
	for i, line := range source.Lines(text) {
		kind, rest, _ := strings.Cut(string(line), " ")
		if err := n.line(kind, rest); err != nil {
			return fmt.Errorf("compiled Elixhauser measures, line %d: %w", i, err)
		}
	}
	if len(n.measures) == 0 || len(n.codes) == 0 {
		return fmt.Errorf("compiled Elixhauser measures: no measures or no codes: %w", medcode.ErrLayout)
	}
	*e = n
	return nil
}

func (e *Elixhauser) line(kind, rest string) error {
	word, more, _ := strings.Cut(rest, " ")
	switch kind {
	case "release":
		e.prov.Release = rest
	case "file":
		size, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return fmt.Errorf("size %q: %w", word, medcode.ErrSyntax)
		}
		sum, name, _ := strings.Cut(more, " ")
		e.prov.Files = append(e.prov.Files, medcode.File{Name: name, Size: size, SHA256: sum})
	case "measure":
		if len(e.measures) == mostMeasures {
			return fmt.Errorf("more than %d measures: %w", mostMeasures, medcode.ErrLayout)
		}
		poa, description, _ := strings.Cut(more, " ")
		m := Measure{Name: word, Description: description, POA: poa == "Yes"}
		w, _ := weightsOf(e.prov.Release, word)
		m.Readmission, m.Mortality = w[0], w[1]
		e.measures = append(e.measures, m)
		e.compile()
	case "codes":
		return e.addCodes(word, more)
	case "exempt":
		for text := range strings.FieldsSeq(rest) {
			c, err := ParseCode(ICD10CM, text)
			if err != nil {
				return err
			}
			e.addExempt(c)
		}
	default:
		return fmt.Errorf("a line of kind %q: %w", kind, medcode.ErrLayout)
	}
	return nil
}

func (e *Elixhauser) addCodes(names, codes string) error {
	var all flags
	for name := range strings.SplitSeq(names, "+") {
		f, ok := e.place(name)
		if !ok {
			return fmt.Errorf("measure %q: %w", name, medcode.ErrSyntax)
		}
		all |= f
	}
	for text := range strings.FieldsSeq(codes) {
		c, err := ParseCode(ICD10CM, text)
		if err != nil {
			return err
		}
		e.codes[c] = all
	}
	return nil
}
