package fhir

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/medcode/medcode"
)

// A Supplement says more of the concepts of a system: titles in other languages or
// for other readers, properties of the user's own. It is a CodeSystem whose content
// is "supplement" (FHIR R4 and R5, CodeSystem, 4.8.7 Code System Supplements).
type Supplement struct {
	URL     string // its own
	Version string
	Name    string // for machines
	Title   string
	Of      *System
	Adds    []Addition
}

// An Addition is what a supplement says of a concept.
type Addition struct {
	Code         string // as FHIR writes it
	Designations []Designation
	Properties   []Property
}

// check returns an error where the supplement is of no system, or of a code that
// its system has not.
func (s *Supplement) check() error {
	for _, a := range s.Adds {
		if _, ok := s.Of.made().get(a.Code); !ok {
			return fmt.Errorf("supplement %s: %w", s.URL, s.Of.made().unknown(a.Code))
		}
	}
	return nil
}

// definitions returns the definitions of the properties, by their values. The error
// names a property whose values are of two types, or of none that FHIR has.
func (s *Supplement) definitions() ([]property, error) {
	var all []property
	for _, a := range s.Adds {
		for _, p := range a.Properties {
			kind := propertyType(p.Value)
			if kind == "" {
				return nil, fmt.Errorf("supplement %s, property %s of %s: a value of type %T: %w", s.URL, p.Code, a.Code, p.Value, medcode.ErrSyntax)
			}
			def := property{Code: p.Code, Type: kind}
			i := slices.IndexFunc(all, func(d property) bool { return d.Code == p.Code })
			switch {
			case i < 0:
				all = append(all, def)
			case all[i] != def:
				return nil, fmt.Errorf("supplement %s, property %s of %s: a %s, and a %s before: %w", s.URL, p.Code, a.Code, def.Type, all[i].Type, medcode.ErrSyntax)
			}
		}
	}
	return all, nil
}

// propertyType returns FHIR's name of the type of a property's value, "" for none.
func propertyType(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case int:
		return "integer"
	case Code:
		return "code"
	case Coding:
		return "Coding"
	case medcode.Date:
		return "dateTime"
	}
	return ""
}

// WriteTo writes the supplement as a CodeSystem. The error names a code that the
// system has not.
func (s *Supplement) WriteTo(w io.Writer, _ Version) error {
	if err := s.check(); err != nil {
		return err
	}
	properties, err := s.definitions()
	if err != nil {
		return err
	}
	of := s.Of.made()
	head := struct {
		ResourceType  string     `json:"resourceType"`
		ID            string     `json:"id"`
		URL           string     `json:"url"`
		Version       string     `json:"version,omitempty"`
		Name          string     `json:"name"`
		Title         string     `json:"title,omitempty"`
		Status        string     `json:"status"`
		Experimental  bool       `json:"experimental"`
		CaseSensitive bool       `json:"caseSensitive"`
		Content       string     `json:"content"`
		Supplements   string     `json:"supplements"`
		Property      []property `json:"property,omitempty"`
	}{"CodeSystem", id(s.Name, s.Version), s.URL, s.Version, s.Name, s.Title, "active", false, true, "supplement", of.canonical(), properties}
	out := &stream{w: bufio.NewWriter(w)}
	if len(s.Adds) == 0 {
		out.item(head, true)
		out.text("\n")
		return out.end()
	}
	out.open(head, "concept")
	for i, a := range s.Adds {
		out.item(conceptJSON(Concept{Code: a.Code, Designations: a.Designations, Properties: a.Properties}), i == 0)
	}
	out.text("]}\n")
	return out.end()
}

// With returns s that answers with supplements: Lookup, ValidateCode and expansions
// know their titles and properties. WriteTo writes the system without them. The
// error names a supplement of another system, or a code that the system has not.
func (s *System) With(supplements ...*Supplement) (*System, error) {
	t := *s
	t.base = cmp.Or(s.base, s)
	adds := map[string]Addition{}
	for _, x := range supplements {
		if of := x.Of.made(); of.canonical() != s.canonical() {
			return nil, fmt.Errorf("supplement %s is of %s, not of %s: %w", x.URL, of.canonical(), s.canonical(), medcode.ErrSyntax)
		}
		if err := x.check(); err != nil {
			return nil, err
		}
		if _, err := x.definitions(); err != nil {
			return nil, err
		}
		t.supplements = append(slices.Clip(t.supplements), canonical(x.URL, x.Version))
		for _, a := range x.Adds {
			b := adds[a.Code]
			b.Designations = append(b.Designations, a.Designations...)
			b.Properties = append(b.Properties, a.Properties...)
			adds[a.Code] = b
		}
	}
	more := func(c Concept) Concept {
		a := adds[c.Code]
		c.Designations = slices.Concat(c.Designations, a.Designations)
		c.Properties = slices.Concat(c.Properties, a.Properties)
		return c
	}
	t.concepts = func() iter.Seq[Concept] {
		return func(yield func(Concept) bool) {
			for c := range s.Concepts() {
				if !yield(more(c)) {
					return
				}
			}
		}
	}
	t.find = func(code string) (Concept, bool) {
		c, ok := s.get(code)
		if !ok {
			return c, false
		}
		return more(c), true
	}
	return &t, nil
}
