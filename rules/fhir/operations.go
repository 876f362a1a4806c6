package fhir

import (
	"fmt"
	"slices"
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
// the other titles as designations, the properties of the concept, inactive among
// them, and its parent and children as the properties parent and child. Names, as
// the request's parameter property has them, limit what is returned of properties
// and designations ("designation"); none means all. The error is an
// [*UnknownError].
func (s *System) Lookup(code string, names ...string) (Parameters, error) {
	c, ok := s.get(code)
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
	if wanted("designation") {
		for _, d := range c.designations() {
			p.Parameter = append(p.Parameter, d.parameter())
		}
	}
	add := func(one Property) {
		if wanted(one.Code) {
			parts := []Parameter{{Name: "code", Value: Code(one.Code)}, {Name: "value", Value: one.Value}}
			if related, ok := one.Value.(Code); ok && (one.Code == "parent" || one.Code == "child") {
				if c, ok := s.get(string(related)); ok {
					parts = append(parts, Parameter{Name: "description", Value: c.Display})
				}
			}
			p.Parameter = append(p.Parameter, Parameter{Name: "property", Part: parts})
		}
	}
	add(Property{"inactive", c.Inactive})
	for _, one := range c.stated() {
		if one.Code != "inactive" {
			add(one)
		}
	}
	parent, children := s.kin(c.Code)
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
func (s *System) ValidateCode(code, display string) Parameters { return s.check(code, display, "") }

// check is ValidateCode; at is where the code stands, "Coding.".
func (s *System) check(code, display, at string) Parameters {
	c, ok := s.get(code)
	var p Parameters
	wrong := ok && display != "" && !c.called(display)
	p.add("result", ok && !wrong)
	p.add("code", Code(code))
	p.add("system", URI(s.URL))
	p.add("version", s.Version)
	p.add("display", c.Display)
	switch {
	case !ok:
		p.tell(Issue{"error", "code-invalid", "invalid-code", s.unknown(code).Error(), at + "code"})
	case wrong:
		p.tell(Issue{"error", "invalid", "invalid-display",
			fmt.Sprintf("Wrong Display Name '%s' for %s#%s. Valid display is '%s'", display, s.URL, code, c.Display), at + "display"})
	}
	if c.Inactive {
		p.add("inactive", true)
	}
	return p
}

// tell adds an issue to the parameters message and issues; of several issues the
// messages stand in one.
func (p *Parameters) tell(i Issue) {
	for k := range p.Parameter {
		if o, ok := p.Parameter[k].Value.(Outcome); ok {
			p.Parameter[k].Value = Outcome{append([]Issue{i}, o.Issues...)}
			for m := range p.Parameter {
				if p.Parameter[m].Name == "message" {
					p.Parameter[m].Value = i.Text + "; " + p.Parameter[m].Value.(string)
				}
			}
			return
		}
	}
	p.add("message", i.Text)
	p.add("issues", Outcome{[]Issue{i}})
}

// ValidateCoding is $validate-code of a Coding: its system and version must be
// those of s.
func (s *System) ValidateCoding(c Coding) Parameters { return s.coding(c, "Coding.") }

func (s *System) coding(c Coding, at string) Parameters {
	if issue := s.stranger(c); issue != nil {
		return c.refused(*issue, at)
	}
	return s.check(c.Code, c.Display, at)
}

// refused is the answer that a Coding isn't valid for what its system is.
func (c Coding) refused(issue Issue, at string) Parameters {
	var p Parameters
	p.add("result", false)
	p.add("code", Code(c.Code))
	if c.System != "" {
		p.add("system", URI(c.System))
	}
	p.add("version", c.Version)
	issue.Expression = at + "system"
	p.tell(issue)
	return p
}

// ValidateConcept is $validate-code of a CodeableConcept: it is valid if one of its
// Codings is. The answer has the code of the first that is valid, and what is wrong
// with the others, as a warning where one is valid.
func (s *System) ValidateConcept(codings []Coding) Parameters { return anyOf(codings, s.coding) }

// anyOf validates a CodeableConcept by its Codings.
func anyOf(codings []Coding, validate func(c Coding, at string) Parameters) Parameters {
	var best Parameters
	var issues []Issue
	valid := false
	for i, c := range codings {
		p := validate(c, fmt.Sprintf("CodeableConcept.coding[%d].", i))
		if ok := p.Get("result") == true; i == 0 || ok && !valid {
			best, valid = p, ok
		}
		if o, ok := p.Get("issues").(Outcome); ok {
			issues = append(issues, o.Issues...)
		}
	}
	if len(codings) == 0 {
		best.add("result", false)
		issues = []Issue{{"error", "invalid", "invalid-data", "The CodeableConcept has no coding", "CodeableConcept.coding"}}
	}
	best.Parameter = slices.DeleteFunc(slices.Clone(best.Parameter), func(p Parameter) bool { return p.Name == "message" || p.Name == "issues" })
	for _, issue := range slices.Backward(issues) {
		if valid {
			issue.Severity = "warning"
		}
		best.tell(issue)
	}
	return best
}

// stranger returns why a Coding is none of s, or nil.
func (s *System) stranger(c Coding) *Issue {
	switch {
	case c.System == "":
		return &Issue{"error", "invalid", "invalid-data", "Coding has no system. A code with no system has no defined meaning, and it cannot be validated. A system should be provided", ""}
	case c.System != s.URL:
		return &Issue{"error", "not-found", "not-found", "A definition for CodeSystem " + c.System + " could not be found, so the code cannot be validated", ""}
	case c.Version != "" && c.Version != s.Version:
		return &Issue{"error", "not-found", "not-found", "A definition for CodeSystem " + c.System + " version " + c.Version + " could not be found; the version at hand is " + s.Version, ""}
	}
	return nil
}

// SubsumesCoding is $subsumes of two Codings, both of the system. The error is an
// [*UnknownError] or a [*RequestError].
func (s *System) SubsumesCoding(a, b Coding) (Parameters, error) {
	for _, c := range []Coding{a, b} {
		if issue := s.stranger(c); issue != nil {
			return Parameters{}, &RequestError{*issue}
		}
	}
	return s.Subsumes(a.Code, b.Code)
}

// called reports whether a display is a title of c.
func (c *Concept) called(display string) bool {
	same := func(title string) bool {
		return strings.EqualFold(strings.Join(strings.Fields(title), " "), strings.Join(strings.Fields(display), " "))
	}
	return slices.ContainsFunc(c.designations(), func(d Designation) bool { return same(d.Value) })
}

// Subsumes is CodeSystem/$subsumes: the outcome is equivalent, subsumes (a is
// above b), subsumed-by or not-subsumed. The error is an [*UnknownError].
func (s *System) Subsumes(a, b string) (Parameters, error) {
	for _, code := range []string{a, b} {
		if _, ok := s.get(code); !ok {
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
		if code, _ = s.kin(code); code == above {
			return true
		}
	}
	return false
}
