package fhir

import (
	"bufio"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// A ValueSet is a list of codes: of a rule, of a case definition, or all of a
// release; of one system or of several. What it includes it has once; without
// anything included it is empty.
type ValueSet struct {
	URL     string
	Name    string // for machines
	Title   string
	Include []Include
}

// An Include is codes of a release: all of it where both Codes and Below are nil.
type Include struct {
	System *System
	Codes  []string // as FHIR writes them
	Below  []string // codes that stand for themselves and all below them
}

// Concepts yields the concepts of the set, include by include: in the order of the
// system for a whole system or codes with all below them, else in the order of the
// list. Codes that the release has not are passed over.
func (v *ValueSet) Concepts() iter.Seq[Concept] {
	return func(yield func(Concept) bool) {
		for _, c := range v.members() {
			if !yield(c) {
				return
			}
		}
	}
}

// members yields the concepts with their systems, each once.
func (v *ValueSet) members() iter.Seq2[*System, Concept] {
	return func(yield func(*System, Concept) bool) {
		for i, in := range v.Include {
			before := func(code string) bool {
				return slices.ContainsFunc(v.Include[:i], func(o Include) bool {
					return o.System.made().canonical() == in.System.made().canonical() && o.contains(code)
				})
			}
			for c := range in.concepts() {
				if !before(c.Code) && !yield(in.System.made(), c) {
					return
				}
			}
		}
	}
}

func (in *Include) concepts() iter.Seq[Concept] {
	return func(yield func(Concept) bool) {
		listed := map[string]bool{}
		for _, code := range in.Codes {
			if c, ok := in.System.made().get(code); ok && !listed[code] {
				listed[code] = true
				if !yield(c) {
					return
				}
			}
		}
		if in.Codes != nil && len(in.Below) == 0 {
			return
		}
		inside := -1 // the depth of the concept that all now belong to
		for c := range in.System.made().Concepts() {
			if inside >= 0 && c.depth <= inside {
				inside = -1
			}
			if inside < 0 && (in.whole() || slices.Contains(in.Below, c.Code)) {
				inside = c.depth
			}
			if inside >= 0 && !listed[c.Code] && !yield(c) {
				return
			}
		}
	}
}

func (in *Include) whole() bool { return in.Codes == nil && in.Below == nil }

func (in *Include) empty() bool { return !in.whole() && len(in.Codes)+len(in.Below) == 0 }

func (in *Include) contains(code string) bool {
	s := in.System.made()
	if _, ok := s.get(code); !ok {
		return false
	}
	return in.whole() || slices.Contains(in.Codes, code) || slices.ContainsFunc(in.Below, func(above string) bool { return code == above || s.within(code, above) })
}

// Contains reports whether the set has a code, of any of its systems.
func (v *ValueSet) Contains(code string) bool {
	return slices.ContainsFunc(v.Include, func(in Include) bool { return in.contains(code) })
}

// ValidateCode is ValueSet/$validate-code with inferSystem: whether the set has a
// code, of whichever of its systems, and if a display is given, whether it is a
// title of it.
func (v *ValueSet) ValidateCode(code, display string) Parameters {
	in := func(has func(in *Include) bool) *System {
		for i := range v.Include {
			if has(&v.Include[i]) {
				return v.Include[i].System.made()
			}
		}
		return nil
	}
	s := in(func(in *Include) bool { return in.contains(code) })
	if s == nil {
		s = in(func(in *Include) bool { _, ok := in.System.made().get(code); return ok })
	}
	if s == nil {
		s = in(func(*Include) bool { return true })
	}
	return v.check(s.made(), code, display, "")
}

// ValidateCoding is ValueSet/$validate-code of a Coding.
func (v *ValueSet) ValidateCoding(c Coding) Parameters { return v.coding(c, "Coding.") }

// ValidateConcept is ValueSet/$validate-code of a CodeableConcept, as
// [System.ValidateConcept] is.
func (v *ValueSet) ValidateConcept(codings []Coding) Parameters { return anyOf(codings, v.coding) }

func (v *ValueSet) coding(c Coding, at string) Parameters {
	var issue *Issue
	for _, in := range v.Include {
		if issue = in.System.made().stranger(c); issue == nil {
			return v.check(in.System.made(), c.Code, c.Display, at)
		}
		if c.System == in.System.made().URL { // of another version
			break
		}
	}
	if issue == nil {
		issue = (&System{}).stranger(c)
	}
	p := Parameters{}
	if issue != nil {
		p = c.refused(*issue, at)
	}
	if c.System != "" {
		p.tell(v.lacks(c.System, c.Code, at))
	}
	return p
}

// check validates a code of a system of the set.
func (v *ValueSet) check(s *System, code, display, at string) Parameters {
	p := s.check(code, display, at)
	if !slices.ContainsFunc(v.Include, func(in Include) bool { return in.System.made().canonical() == s.canonical() && in.contains(code) }) {
		p.Parameter[0].Value = false
		p.tell(v.lacks(s.URL, code, at))
	}
	return p
}

// lacks is the issue that a code is not in the set.
func (v *ValueSet) lacks(system, code, at string) Issue {
	return Issue{"error", "code-invalid", "not-in-vs", "The provided code '" + system + "#" + code + "' was not found in the value set '" + canonical(v.URL, v.version()) + "'", at + "code"}
}

// version returns the version of the set: that of its release, none where it has
// codes of several.
func (v *ValueSet) version() string {
	if len(v.Include) == 0 {
		return ""
	}
	first := v.Include[0].System.made()
	if slices.ContainsFunc(v.Include, func(in Include) bool { return in.System.made().canonical() != first.canonical() }) {
		return ""
	}
	return first.Version
}

type valueSetHead struct {
	ResourceType string `json:"resourceType"`
	ID           string `json:"id"`
	URL          string `json:"url"`
	Version      string `json:"version,omitempty"`
	Name         string `json:"name"`
	Title        string `json:"title"`
	Status       string `json:"status"`
	Experimental bool   `json:"experimental"`
	Compose      any    `json:"compose,omitempty"`
}

func (v *ValueSet) head() valueSetHead {
	return valueSetHead{"ValueSet", id(v.Name, v.version()), v.URL, v.version(), v.Name, v.Title, "active", false, nil}
}

type include struct {
	System  string        `json:"system"`
	Version string        `json:"version,omitempty"`
	Concept []jsonConcept `json:"concept,omitempty"`
	Filter  []filter      `json:"filter,omitempty"`
}

type filter struct {
	Property string `json:"property"`
	Op       string `json:"op"`
	Value    string `json:"value"`
}

// WriteTo writes the set as a ValueSet with its definition.
func (v *ValueSet) WriteTo(w io.Writer, _ Version) error {
	compose := map[string]any{}
	var all []include
	for _, in := range v.Include {
		if !in.empty() {
			all = append(all, in.composed()...)
		}
	}
	if all == nil { // FHIR has no other form for an empty set
		for _, in := range v.Include {
			s := in.System.made()
			all = append(all, include{System: s.URL, Version: s.Version})
		}
		compose["exclude"] = all
	}
	head := v.head()
	if compose["include"] = all; all != nil {
		head.Compose = compose
	}
	out := &stream{w: bufio.NewWriter(w)}
	out.item(head, true)
	out.text("\n")
	return out.end()
}

// composed returns in as a definition has it.
func (in *Include) composed() (all []include) {
	s := in.System.made()
	if len(in.Codes) > 0 {
		listed := include{System: s.URL, Version: s.Version}
		for _, code := range in.Codes {
			c, _ := s.get(code)
			listed.Concept = append(listed.Concept, jsonConcept{Code: code, Display: c.Display})
		}
		all = append(all, listed)
	}
	for _, code := range in.Below {
		all = append(all, include{s.URL, s.Version, nil, []filter{{"concept", "is-a", code}}})
	}
	if in.whole() {
		all = append(all, include{System: s.URL, Version: s.Version})
	}
	return all
}

// Expansion says what of a set to list.
type Expansion struct {
	Filter     string       // words, each of which a title must have a word that begins so
	Offset     int          // how many to pass over
	Count      int          // how many at most; 0 for all
	TotalOnly  bool         // no concepts, as the request parameter count of 0 means
	ActiveOnly bool         // without what is no longer in use
	ForUI      bool         // without headers, which may not be reported (the request parameter excludeNotForUI)
	Date       medcode.Date // of the expansion, for its timestamp

	Designations bool   // with the other titles
	Language     string // of the displays, as "en" or "es-MX": titles are English but for those of supplements, and the expansion says which it has
}

type contained struct {
	System   string `json:"system"`
	Version  string `json:"version,omitempty"`
	Abstract bool   `json:"abstract,omitempty"`
	Inactive bool   `json:"inactive,omitempty"`
	Code     string `json:"code"`
	Display  string `json:"display,omitempty"`

	Designation []Designation `json:"designation,omitempty"`
}

// Expand is ValueSet/$expand: it writes the ValueSet with the concepts that it
// has. The total counts all that the filter admits.
func (v *ValueSet) Expand(w io.Writer, e Expansion) error {
	words := strings.Fields(strings.ToLower(e.Filter))
	total, language := 0, english
	var found []contained
	for s, c := range v.members() {
		var in string
		if c.Display, in = c.in(e.Language); in != english {
			language = in
		}
		if e.ActiveOnly && c.Inactive || e.ForUI && c.Abstract || !matches(c, words) {
			continue
		}
		if total++; total > e.Offset && !e.TotalOnly && (e.Count == 0 || len(found) < e.Count) {
			one := contained{s.URL, s.Version, c.Abstract, c.Inactive, c.Code, c.Display, nil}
			if e.Designations {
				one.Designation = c.designations()
			}
			found = append(found, one)
		}
	}
	out := &stream{w: bufio.NewWriter(w)}
	out.unclosed(v.head())
	out.text(`,"expansion":`)
	date := e.Date
	if date.IsZero() && len(v.Include) > 0 {
		date = v.Include[0].System.made().Effective.From
	}
	out.unclosed(struct {
		Timestamp string      `json:"timestamp"`
		Total     int         `json:"total"`
		Offset    int         `json:"offset"`
		Parameter []Parameter `json:"parameter,omitempty"`
	}{date.String(), total, e.Offset, v.told(e, language)})
	if len(found) > 0 {
		out.text(`,"contains":[`)
		for i, c := range found {
			out.item(c, i == 0)
		}
		out.text("]")
	}
	out.text("}}\n")
	return out.end()
}

// told returns the parameters that an expansion was made with.
func (v *ValueSet) told(e Expansion, language string) (all []Parameter) {
	add := func(when bool, name string, value any) {
		if p := (Parameter{Name: name, Value: value}); when && !slices.ContainsFunc(all, func(o Parameter) bool { return o.Name == name && o.Value == value }) {
			all = append(all, p)
		}
	}
	paged := e.Count > 0 || e.TotalOnly
	add(e.Filter != "", "filter", e.Filter)
	add(paged || e.Offset > 0, "offset", e.Offset)
	add(paged, "count", e.Count)
	add(e.Designations, "includeDesignations", true)
	add(e.Language != "", "displayLanguage", Code(language))
	add(e.ActiveOnly, "activeOnly", true)
	add(e.ForUI, "excludeNotForUI", true)
	for _, in := range v.Include {
		s := in.System.made()
		add(true, "used-codesystem", URI(s.canonical()))
		for _, supplement := range s.supplements {
			add(true, "used-supplement", URI(supplement))
		}
	}
	return all
}

// matches reports whether the code begins as the first word does, or the title has
// a word that begins so for each of the words.
func matches(c Concept, words []string) bool {
	if len(words) == 1 && strings.HasPrefix(strings.ToLower(c.Code), words[0]) {
		return true
	}
	title := strings.FieldsFunc(strings.ToLower(c.Display), func(r rune) bool { return strings.ContainsRune(" ,;:()[]/-", r) })
	for _, w := range words {
		found := false
		for _, t := range title {
			if found = strings.HasPrefix(t, w); found {
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}
