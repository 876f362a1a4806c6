package fhir

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
)

// An UnknownError says that a system has not a code. It wraps [medcode.ErrSyntax].
type UnknownError struct{ System, Version, Code string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("Unknown code '%s' in the CodeSystem '%s' version '%s'", e.Code, e.System, e.Version)
}

// Unwrap returns [medcode.ErrSyntax].
func (e *UnknownError) Unwrap() error { return medcode.ErrSyntax }

func (s *System) unknown(code string) error { return &UnknownError{s.URL, s.Version, code} }

// Lookup is CodeSystem/$lookup: name, version, code, system, display, abstract,
// the properties of the concept, and its parent and children as the properties
// parent and child. Names limit the properties that are returned; none means all.
// The error is an [*UnknownError].
func (s *System) Lookup(code string, names ...string) (Parameters, error) {
	c, ok := s.find(code)
	if !ok {
		return Parameters{}, s.unknown(code)
	}
	var p Parameters
	p.add("name", s.Title)
	p.add("version", s.Version)
	p.add("code", Code(c.Code))
	p.add("system", URI(s.URL))
	p.add("display", c.Display)
	p.add("abstract", c.Abstract)
	wanted := func(name string) bool {
		for _, n := range names {
			if n == name || n == "*" {
				return true
			}
		}
		return len(names) == 0
	}
	add := func(one Property) {
		if wanted(one.Code) {
			p.Parameter = append(p.Parameter, Parameter{Name: "property", Part: []Parameter{{Name: "code", Value: Code(one.Code)}, {Name: "value", Value: one.Value}}})
		}
	}
	for _, one := range c.stated() {
		add(one)
	}
	parent, children := s.family(c.Code)
	if parent != "" {
		add(Property{"parent", Code(parent)})
	}
	for _, child := range children {
		add(Property{"child", Code(child)})
	}
	return p, nil
}

// ValidateCode is CodeSystem/$validate-code: whether the system has a code, and
// if a display is given, whether it is the concept's, or one of its other titles,
// without regard to case and blanks. Headers are codes of the system.
func (s *System) ValidateCode(code, display string) Parameters {
	c, ok := s.find(code)
	var p Parameters
	wrong := ok && display != "" && !c.called(display)
	p.add("result", ok && !wrong)
	p.add("code", Code(code))
	p.add("system", URI(s.URL))
	p.add("version", s.Version)
	p.add("display", c.Display)
	switch {
	case !ok:
		p.add("message", s.unknown(code).Error())
	case wrong:
		p.add("message", fmt.Sprintf("Wrong Display Name '%s' for %s#%s. Valid display is '%s'", display, s.URL, code, c.Display))
	}
	if c.Inactive {
		p.add("inactive", true)
	}
	return p
}

// called reports whether a display is a title of c.
func (c *Concept) called(display string) bool {
	same := func(title string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(title), " "), strings.Join(strings.Fields(display), " "))
	}
	if same(c.Display) {
		return true
	}
	for _, p := range c.Properties {
		if title, ok := p.Value.(string); ok && (p.Code == "shortTitle" || p.Code == "longTitle") && same(title) {
			return true
		}
	}
	return false
}

// Subsumes is CodeSystem/$subsumes: the outcome is equivalent, subsumes (a is
// above b), subsumed-by or not-subsumed. The error is an [*UnknownError].
func (s *System) Subsumes(a, b string) (Parameters, error) {
	for _, code := range []string{a, b} {
		if _, ok := s.find(code); !ok {
			return Parameters{}, s.unknown(code)
		}
	}
	outcome := Code("not-subsumed")
	switch {
	case a == b:
		outcome = "equivalent"
	case s.within(b, a):
		outcome = "subsumes"
	case s.within(a, b):
		outcome = "subsumed-by"
	}
	return Parameters{[]Parameter{{Name: "outcome", Value: outcome}}}, nil
}

// within reports whether a code is below another.
func (s *System) within(code, above string) bool {
	for code != "" {
		if code, _ = s.family(code); code == above {
			return true
		}
	}
	return false
}
