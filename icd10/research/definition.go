package research

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A Definition says which diagnoses make a person a case of a disease: a named
// set of codes, with the dates in which each part of the set holds, and how
// often the disease must be coded. Definitions are data: ParseDefinitions reads
// the user's own.
type Definition struct {
	Name    string   `json:"name"`
	Title   string   `json:"title,omitempty"`
	Source  string   `json:"source,omitempty"` // who defines it so
	Include []Codes  `json:"include"`
	Exclude []Codes  `json:"exclude,omitempty"` // a diagnosis of these is none of the disease, whatever Include says
	Unless  []string `json:"unless,omitempty"`  // names of other definitions: a case of one is no case of this
	Times   int      `json:"times,omitempty"`   // on how many different days it must be coded; 0 is 1
	Apart   int      `json:"apart,omitempty"`   // days that must lie between the first and the last of them
}

// Codes are a run of codes of a system that a definition names.
type Codes struct {
	System System
	First  Code
	Last   Code           // of a range, which holds all codes that Last begins; First itself where there is one code
	Ends   string         // characters of which one must end the code, behind those of First
	When   medcode.Period // of the dates of diagnosis in which they count
}

// The JSON form of Codes: {"system": "ICD-10-CM", "codes": "E10, E13-E14", "ends": "13"}.
type codesJSON struct {
	System string       `json:"system"`
	Codes  string       `json:"codes"`
	Ends   string       `json:"ends,omitempty"`
	From   medcode.Date `json:"from,omitzero"`
	To     medcode.Date `json:"to,omitzero"`
}

type definitionJSON struct {
	Definition
	Include []codesJSON `json:"include"`
	Exclude []codesJSON `json:"exclude"`
}

//go:embed definitions.json
var commonDefinitions []byte

// CommonDefinitions returns some definitions to begin with: diabetes by type,
// measles, and others, each with its source.
func CommonDefinitions() []Definition {
	all, err := ParseDefinitions(strings.NewReader(string(commonDefinitions)))
	if err != nil {
		panic(err) // the file is part of the package and of its tests
	}
	return all
}

// ParseDefinitions reads definitions from JSON: a list of objects with the
// fields of Definition. Include and exclude are lists of objects with a system,
// codes and ranges of codes in one text ("B05, E10-E14"), and where needed the
// dates from and to which they count, and ends, the digits one of which must
// end the code. A code stands for all codes that it begins.
func ParseDefinitions(r io.Reader) ([]Definition, error) {
	return ParseDefinitionsWith(r, medcode.ReadOptions{})
}

// ParseDefinitionsWith is ParseDefinitions with options, of which EntryBytes
// limits the text.
func ParseDefinitionsWith(r io.Reader, opts medcode.ReadOptions) ([]Definition, error) {
	text, err := source.ReadAll(r, opts.Limits)
	if err != nil {
		return nil, &medcode.FileError{File: "case definitions", Err: err}
	}
	var raw []definitionJSON
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&raw); err != nil {
		return nil, fmt.Errorf("case definitions: %w: %w", err, medcode.ErrSyntax)
	}
	all := make([]Definition, len(raw))
	for i, j := range raw {
		fail := func(err error) ([]Definition, error) {
			return nil, fmt.Errorf("case definition %d, %q: %w", i+1, j.Name, err)
		}
		all[i] = j.Definition
		var err, err2 error
		all[i].Include, err = expandCodes(j.Include)
		all[i].Exclude, err2 = expandCodes(j.Exclude)
		if err := errors.Join(err, err2); err != nil {
			return fail(err)
		}
		known := func(name string) bool {
			return slices.ContainsFunc(all[:i], func(d Definition) bool { return d.Name == name })
		}
		switch {
		case j.Name == "" || len(j.Include) == 0 || j.Times < 0 || j.Apart < 0:
			return fail(fmt.Errorf("want a name, codes to include, and no negative numbers: %w", medcode.ErrSyntax))
		case known(j.Name):
			return fail(fmt.Errorf("a second definition of that name: %w", medcode.ErrSyntax))
		}
		for _, u := range j.Unless {
			if !known(u) {
				return fail(fmt.Errorf("unless %q: no definition of that name comes before: %w", u, medcode.ErrSyntax))
			}
		}
	}
	return all, nil
}

func expandCodes(list []codesJSON) ([]Codes, error) {
	var all []Codes
	for _, j := range list {
		system, err := ParseSystem(j.System)
		if err != nil {
			return nil, err
		}
		for item := range strings.FieldsFuncSeq(j.Codes, func(r rune) bool { return r == ',' || r == ' ' }) {
			c := Codes{System: system, Ends: j.Ends, When: medcode.Period{From: j.From, To: j.To}}
			first, last, isRange := strings.Cut(item, "-")
			if !isRange {
				last = first
			}
			var err2 error
			c.First, err = ParseCode(system, first)
			c.Last, err2 = ParseCode(system, last)
			if err := errors.Join(err, err2); err != nil {
				return nil, err
			}
			if c.Last.Compare(c.First) < 0 {
				return nil, fmt.Errorf("range %s runs backwards: %w", item, medcode.ErrSyntax)
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// MarshalJSON implements [encoding/json.Marshaler]: the form that
// ParseDefinitions reads.
func (c Codes) MarshalJSON() ([]byte, error) {
	j := codesJSON{System: c.System.String(), Codes: c.First.String(), Ends: c.Ends, From: c.When.From, To: c.When.To}
	if c.Last != c.First {
		j.Codes += "-" + c.Last.String()
	}
	return json.Marshal(j)
}

// Contains reports whether c holds a diagnosis: its code, on its date. Where c
// has dates, a diagnosis without one is not held.
func (c Codes) Contains(d Diagnosis) bool {
	if d.Code.System() != c.System || !d.Code.IsValid() || !c.When.Contains(d.Date) {
		return false
	}
	if d.Code.Compare(c.First) < 0 || d.Code.Compare(c.Last) > 0 && !c.Last.Contains(d.Code) {
		return false
	}
	w := d.Code.word()
	return c.Ends == "" || w.Len() > c.First.word().Len() && strings.IndexByte(c.Ends, w.At(w.Len()-1)) >= 0
}

// Matches reports whether a diagnosis is one of the disease, however often it
// must be coded.
func (d *Definition) Matches(dx Diagnosis) bool {
	holds := func(c Codes) bool { return c.Contains(dx) }
	return slices.ContainsFunc(d.Include, holds) && !slices.ContainsFunc(d.Exclude, holds)
}

// A Case is what a definition says about a person.
type Case struct {
	Is    bool
	First medcode.Date // of the earliest dated diagnosis that counts, case or not
	Days  int          // different days with such a diagnosis
	Dx    []int        // the places of the diagnoses that count
}

// Of returns what the definition makes of a person's diagnoses in a window. It
// doesn't look at Unless, for which there is Cases. Several diagnoses without a
// date count as one day.
func (d *Definition) Of(dx []Diagnosis, window medcode.Period) Case {
	var c Case
	var days []medcode.Date
	for i, x := range dx {
		if x.Outside(window) || !d.Matches(x) {
			continue
		}
		c.Dx = append(c.Dx, i)
		days = append(days, x.Date)
	}
	slices.SortFunc(days, medcode.Date.Compare)
	days = slices.Compact(days)
	c.Days = len(days)
	if len(days) == 0 {
		return c
	}
	dated := days
	if days[0].IsZero() {
		dated = days[1:]
	}
	apart := 0
	if len(dated) > 0 {
		c.First = dated[0]
		apart = dated[len(dated)-1].DaysSince(dated[0])
	}
	c.Is = c.Days >= max(d.Times, 1) && apart >= d.Apart
	return c
}

// Cases returns what each definition says about a person, with Unless applied:
// the definitions in it must come before, as ParseDefinitions sees to.
func Cases(definitions []Definition, dx []Diagnosis, window medcode.Period) []Case {
	cases := make([]Case, len(definitions))
	for i := range definitions {
		d := &definitions[i]
		cases[i] = d.Of(dx, window)
		for j := range i {
			if cases[j].Is && slices.Contains(d.Unless, definitions[j].Name) {
				cases[i].Is = false
			}
		}
	}
	return cases
}
