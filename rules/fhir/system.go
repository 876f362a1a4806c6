package fhir

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/medcode/medcode"
)

// A System is a release of a code system.
type System struct {
	URL       string
	Version   string // of the release: "2026-04"
	Name      string // for machines: "ICD10CM"
	Title     string
	Publisher string
	Effective medcode.Period

	count      int // of concepts, 0 where that isn't known without counting
	properties []property
	concepts   func() iter.Seq[Concept]
	find       func(code string) (Concept, bool)
	family     func(code string) (parent string, children []string)

	base        *System  // without supplements
	supplements []string // their canonical urls
}

// A Concept is a code of a system.
type Concept struct {
	Code       string
	Display    string
	Abstract   bool // a header, which may not be reported
	Inactive   bool // no longer in use
	Properties []Property

	Designations []Designation // titles that supplements add

	depth int // how many concepts it is within
}

// A Property says something of a concept. Value is a string, bool, int, [Code],
// [Coding] or [medcode.Date].
type Property struct {
	Code  string
	Value any
}

// A property is the definition of one.
type property struct {
	Code        string `json:"code"`
	URI         string `json:"uri,omitempty"`
	Description string `json:"description,omitempty"`
	Type        string `json:"type"`
}

const conceptProperties = "http://hl7.org/fhir/concept-properties#"

var notSelectable = property{"notSelectable", conceptProperties + "notSelectable", "A header: more characters must follow", "boolean"}

// Concepts yields the concepts, each before those within it.
func (s *System) Concepts() iter.Seq[Concept] {
	if s.concepts == nil { // nobody made it
		return func(func(Concept) bool) {}
	}
	return s.concepts()
}

// made returns s, and of nil a system without codes.
func (s *System) made() *System {
	if s == nil {
		return &System{}
	}
	return s
}

// get is Find.
func (s *System) get(code string) (Concept, bool) {
	if s.find == nil {
		return Concept{}, false
	}
	return s.find(code)
}

// kin returns the code above another, and those below it.
func (s *System) kin(code string) (parent string, children []string) {
	if s.family == nil {
		return "", nil
	}
	return s.family(code)
}

// Find returns a concept by its code, and whether the system has it. Codes are
// as FHIR writes them, in capitals and with the dot of ICD.
func (s *System) Find(code string) (Concept, bool) { return s.get(code) }

// WriteTo writes the release as a CodeSystem. It streams: nothing but the concept
// at hand is held.
func (s *System) WriteTo(w io.Writer, _ Version) error {
	if s.base != nil {
		s = s.base
	}
	head := struct {
		ResourceType     string     `json:"resourceType"`
		ID               string     `json:"id"`
		URL              string     `json:"url"`
		Version          string     `json:"version,omitempty"`
		Name             string     `json:"name"`
		Title            string     `json:"title"`
		Status           string     `json:"status"`
		Experimental     bool       `json:"experimental"`
		Date             string     `json:"date,omitempty"`
		Publisher        string     `json:"publisher"`
		CaseSensitive    bool       `json:"caseSensitive"`
		HierarchyMeaning string     `json:"hierarchyMeaning,omitempty"`
		Compositional    bool       `json:"compositional"`
		VersionNeeded    bool       `json:"versionNeeded"`
		Content          string     `json:"content"`
		Count            int        `json:"count,omitempty"`
		Property         []property `json:"property,omitempty"`
	}{"CodeSystem", id(s.Name, s.Version), s.URL, s.Version, s.Name, s.Title, "active", false, s.Effective.From.String(), s.Publisher,
		true, "is-a", false, false, "complete", s.count, s.properties}
	out := &stream{w: bufio.NewWriter(w)}
	out.open(head, "concept")
	depth := -1 // of the last concept
	for c := range s.Concepts() {
		switch {
		case c.depth > depth && depth >= 0:
			out.text(`,"concept":[`)
		case depth >= 0:
			out.text(strings.Repeat("}]", depth-c.depth) + "},")
		}
		depth = c.depth
		out.unclosed(conceptJSON(c))
	}
	if depth >= 0 {
		out.text(strings.Repeat("}]", depth) + "}")
	}
	out.text("]}\n")
	return out.end()
}

type jsonConcept struct {
	Code     string         `json:"code"`
	Display  string         `json:"display,omitempty"`
	Property []jsonProperty `json:"property,omitempty"`

	Designation []Designation `json:"designation,omitempty"`
}

type jsonProperty Property

// MarshalJSON implements [json.Marshaler].
func (p jsonProperty) MarshalJSON() ([]byte, error) {
	kind, err := valueName(p.Value)
	if err != nil {
		return nil, err
	}
	code, err := json.Marshal(p.Code)
	if err != nil {
		return nil, err
	}
	value, err := json.Marshal(p.Value)
	return fmt.Appendf(nil, `{"code":%s,%q:%s}`, code, kind, value), err
}

func conceptJSON(c Concept) jsonConcept {
	out := jsonConcept{Code: c.Code, Display: c.Display, Designation: c.Designations}
	for _, p := range c.stated() {
		out.Property = append(out.Property, jsonProperty(p))
	}
	return out
}

// stated returns the properties with those that all systems have.
func (c *Concept) stated() []Property {
	var all []Property
	if c.Abstract {
		all = append(all, Property{"notSelectable", true})
	}
	if c.Inactive {
		all = append(all, Property{"inactive", true})
	}
	return append(all, c.Properties...)
}

// id makes the id of a resource, of letters, digits, dashes and dots.
func id(parts ...string) string {
	s := strings.ToLower(strings.Join(parts, "-"))
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return '-'
	}, s), "-")
}

// A stream writes JSON piece by piece.
type stream struct {
	w   *bufio.Writer
	err error
}

func (s *stream) text(t string) {
	if s.err == nil {
		_, s.err = s.w.WriteString(t)
	}
}

// unclosed writes an object but for the brace behind it.
func (s *stream) unclosed(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		s.err = err
		return
	}
	s.text(string(b[:len(b)-1]))
}

// open writes the head of a resource and begins a list in it.
func (s *stream) open(head any, list string) {
	s.unclosed(head)
	s.text(`,"` + list + `":[`)
}

// item writes an element of a list; first is for the comma.
func (s *stream) item(v any, first bool) {
	if !first {
		s.text(",")
	}
	s.unclosed(v)
	s.text("}")
}

func (s *stream) end() error {
	if s.err == nil {
		s.err = s.w.Flush()
	}
	return s.err
}
