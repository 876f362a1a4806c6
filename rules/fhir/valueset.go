package fhir

import (
	"bufio"
	"io"
	"iter"
	"strings"

	"github.com/medcode/medcode"
)

// A ValueSet is a list of codes of a release: of a rule, of a case definition, or
// all of it, where both Codes and Below are nil.
type ValueSet struct {
	URL    string
	Name   string // for machines
	Title  string
	System *System

	Codes []string // as FHIR writes them
	Below []string // codes that stand for themselves and all below them
}

// Concepts yields the concepts of the set, in the order of the system for a whole
// system or codes with all below them, else in the order of the list. Codes that
// the release has not are passed over.
func (v *ValueSet) Concepts() iter.Seq[Concept] {
	return func(yield func(Concept) bool) {
		for _, code := range v.Codes {
			if c, ok := v.system().get(code); ok && !yield(c) {
				return
			}
		}
		if v.Codes != nil && len(v.Below) == 0 {
			return
		}
		listed := map[string]bool{}
		for _, code := range v.Codes {
			listed[code] = true
		}
		inside := -1 // the depth of the concept that all now belong to
		for c := range v.system().Concepts() {
			if inside >= 0 && c.depth <= inside {
				inside = -1
			}
			if inside < 0 && (v.whole() || has(v.Below, c.Code)) {
				inside = c.depth
			}
			if inside >= 0 && !listed[c.Code] && !yield(c) {
				return
			}
		}
	}
}

// system returns the system of v, one without codes where there is none.
func (v *ValueSet) system() *System { return v.System.made() }

func (v *ValueSet) whole() bool { return v.Codes == nil && v.Below == nil }

func has(all []string, s string) bool {
	for _, one := range all {
		if one == s {
			return true
		}
	}
	return false
}

// Contains reports whether the set has a code.
func (v *ValueSet) Contains(code string) bool {
	if _, ok := v.system().get(code); !ok {
		return false
	}
	if v.whole() || has(v.Codes, code) || has(v.Below, code) {
		return true
	}
	for _, above := range v.Below {
		if v.system().within(code, above) {
			return true
		}
	}
	return false
}

// ValidateCode is ValueSet/$validate-code: whether the set has a code, and if a
// display is given, whether it is a title of it.
func (v *ValueSet) ValidateCode(code, display string) Parameters {
	p := v.system().ValidateCode(code, display)
	if !v.Contains(code) {
		p.Parameter[0].Value = false
		set := v.URL
		if v.system().Version != "" {
			set += "|" + v.system().Version
		}
		p.tell(Issue{"error", "code-invalid", "not-in-vs", "The provided code '" + v.system().URL + "#" + code + "' was not found in the value set '" + set + "'", "code"})
	}
	return p
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
	return valueSetHead{"ValueSet", id(v.Name, v.system().Version), v.URL, v.system().Version, v.Name, v.Title, "active", false, nil}
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
	var all []include
	if len(v.Codes) > 0 {
		in := include{System: v.system().URL, Version: v.system().Version}
		for _, code := range v.Codes {
			c, _ := v.system().get(code)
			in.Concept = append(in.Concept, jsonConcept{Code: code, Display: c.Display})
		}
		all = append(all, in)
	}
	for _, code := range v.Below {
		all = append(all, include{v.system().URL, v.system().Version, nil, []filter{{"concept", "is-a", code}}})
	}
	if all == nil {
		all = []include{{System: v.system().URL, Version: v.system().Version}}
	}
	head := v.head()
	compose := map[string]any{"include": all}
	if !v.whole() && len(v.Codes)+len(v.Below) == 0 { // FHIR has no other form for an empty set
		compose["exclude"] = all
	}
	head.Compose = compose
	out := &stream{w: bufio.NewWriter(w)}
	out.item(head, true)
	out.text("\n")
	return out.end()
}

// Expansion says what of a set to list.
type Expansion struct {
	Filter     string       // words, each of which a title must have a word that begins so
	Offset     int          // how many to pass over
	Count      int          // how many at most; 0 for all
	TotalOnly  bool         // no concepts, as the request parameter count of 0 means
	ActiveOnly bool         // without headers and what is no longer in use
	Date       medcode.Date // of the expansion, for its timestamp

	Designations bool   // with the other titles
	Language     string // asked for, as "en" or "de-AT"; all titles are English, and the expansion says so
}

// Expand is ValueSet/$expand: it writes the ValueSet with the concepts that it
// has. The total counts all that the filter admits.
func (v *ValueSet) Expand(w io.Writer, e Expansion) error {
	words := strings.Fields(strings.ToLower(e.Filter))
	admitted := func(c Concept) bool {
		if e.ActiveOnly && (c.Abstract || c.Inactive) {
			return false
		}
		return matches(c, words)
	}
	type contained struct {
		System   string `json:"system"`
		Version  string `json:"version,omitempty"`
		Abstract bool   `json:"abstract,omitempty"`
		Inactive bool   `json:"inactive,omitempty"`
		Code     string `json:"code"`
		Display  string `json:"display,omitempty"`

		Designation []designation `json:"designation,omitempty"`
	}
	total := 0
	var found []contained
	for c := range v.Concepts() {
		if !admitted(c) {
			continue
		}
		if total++; total > e.Offset && !e.TotalOnly && (e.Count == 0 || len(found) < e.Count) {
			one := contained{v.system().URL, v.system().Version, c.Abstract, c.Inactive, c.Code, c.Display, nil}
			if e.Designations {
				one.Designation = c.designations()
			}
			found = append(found, one)
		}
	}
	var parameters []Parameter
	if e.Filter != "" {
		parameters = append(parameters, Parameter{Name: "filter", Value: e.Filter})
	}
	if e.Count > 0 || e.TotalOnly || e.Offset > 0 {
		parameters = append(parameters, Parameter{Name: "offset", Value: e.Offset})
	}
	if e.Count > 0 || e.TotalOnly {
		parameters = append(parameters, Parameter{Name: "count", Value: e.Count})
	}
	if e.Designations {
		parameters = append(parameters, Parameter{Name: "includeDesignations", Value: true})
	}
	if e.Language != "" {
		parameters = append(parameters, Parameter{Name: "displayLanguage", Value: Code(english)})
	}
	if e.ActiveOnly {
		parameters = append(parameters, Parameter{Name: "activeOnly", Value: true})
	}
	used := v.system().URL
	if v.system().Version != "" {
		used += "|" + v.system().Version
	}
	parameters = append(parameters, Parameter{Name: "used-codesystem", Value: URI(used)})
	out := &stream{w: bufio.NewWriter(w)}
	out.unclosed(v.head())
	out.text(`,"expansion":`)
	date := e.Date
	if date.IsZero() {
		date = v.system().Effective.From
	}
	out.unclosed(struct {
		Timestamp string      `json:"timestamp"`
		Total     int         `json:"total"`
		Offset    int         `json:"offset"`
		Parameter []Parameter `json:"parameter,omitempty"`
	}{date.String(), total, e.Offset, parameters})
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
