package fhir

import (
	"bufio"
	"io"
	"iter"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Map is a mapping from the codes of one system to those of another.
type Map struct {
	URL    string // its own
	Name   string // for machines
	Title  string
	From   *System
	To     *System
	Period medcode.Period

	all   func() iter.Seq[mapped]
	find  func(code string) (mapped, bool)
	whole bool // codes without a mapping keep theirs

	once sync.Once
	back map[string][]target // by code of the other system: what leads to it
}

// A mapped is what a code becomes. Without targets, the other system has
// nothing for it.
type mapped struct {
	Code    string
	Targets []target
}

// A target is one answer: a code, or several that stand together.
type target struct {
	Code  string
	With  []string // the other codes of a combination
	Exact bool     // it means the same
}

// mappings yields them in the order of the codes.
func (m *Map) mappings() iter.Seq[mapped] {
	if m.all == nil { // nobody made it
		return func(func(mapped) bool) {}
	}
	return m.all()
}

// DiagnosisGEM returns the mapping of diagnoses of ICD-9-CM to ICD-10-CM. The
// systems may be nil: then codes have no displays.
func DiagnosisGEM(r *gem.Release, from *icd9.Release, to *cm.Release) *Map {
	return general(r, "ICD9CMToICD10CM", r.Diagnoses, icd9.ParseDiagnosis, old9(from), new10(to))
}

// DiagnosisGEMBack returns the mapping of ICD-10-CM to ICD-9-CM.
func DiagnosisGEMBack(r *gem.Release, from *cm.Release, to *icd9.Release) *Map {
	return general(r, "ICD10CMToICD9CM", r.DiagnosesBack, cm.Parse, new10(from), old9(to))
}

// ProcedureGEM returns the mapping of procedures of ICD-9-CM to ICD-10-PCS.
func ProcedureGEM(r *gem.Release, from *icd9.Release, to *pcs.Release) *Map {
	return general(r, "ICD9CMToICD10PCS", r.Procedures, icd9.ParseProcedure, old9(from), newPCS(to))
}

// ProcedureGEMBack returns the mapping of ICD-10-PCS to procedures of ICD-9-CM.
func ProcedureGEMBack(r *gem.Release, from *pcs.Release, to *icd9.Release) *Map {
	return general(r, "ICD10PCSToICD9CM", r.ProceduresBack, pcs.Parse, newPCS(from), old9(to))
}

func old9(r *icd9.Release) *System {
	if r == nil {
		return nameless(ICD9CMURL)
	}
	return ICD9CM(r)
}

func new10(r *cm.Release) *System {
	if r == nil {
		return nameless(ICD10CMURL)
	}
	return ICD10CM(r)
}

func newPCS(r *pcs.Release) *System {
	if r == nil {
		return nameless(ICD10PCSURL)
	}
	return ICD10PCS(r)
}

// nameless is a system of which only the url is known.
func nameless(url string) *System {
	return &System{URL: url, find: func(string) (Concept, bool) { return Concept{}, false }}
}

func general[S gem.Code[S], T gem.Code[T]](r *gem.Release, name string, m *gem.Map[S, T], parse func(string) (S, error), from, to *System) *Map {
	p := r.Provenance()
	mapping := func(c S, e gem.Entry[S, T]) mapped {
		out := mapped{Code: c.String()}
		for set := range e.Alternatives() {
			t := target{Code: set[0].String(), Exact: e.Identical()}
			for _, other := range set[1:] {
				t.With = append(t.With, other.String())
			}
			out.Targets = append(out.Targets, t)
		}
		return out
	}
	return &Map{
		URL: "https://www.cms.gov/Medicare/Coding/ICD10/GEM/" + name, Name: "GEM" + name,
		Title: "General Equivalence Mapping " + p.Release, From: from, To: to, Period: p.Effective,
		all: func() iter.Seq[mapped] {
			return func(yield func(mapped) bool) {
				for c, e := range m.All() {
					if !yield(mapping(c, e)) {
						return
					}
				}
			}
		},
		find: func(code string) (mapped, bool) {
			c, err := parse(code)
			if err != nil {
				return mapped{}, false
			}
			e, ok := m.Lookup(c)
			return mapping(c, e), ok
		},
	}
}

// YearToYear returns what became of the codes of an earlier release of ICD-10-CM
// that a later one lacks, by a conversion table: through any number of steps, the
// codes that the later one has. Other codes keep theirs.
func YearToYear(from, to *cm.Release, history *cm.Conversions) *Map {
	mapping := func(c cm.Code) mapped {
		m := mapped{Code: c.String()}
		seen := map[cm.Code]bool{c: true}
		for next := []cm.Code{c}; len(next) > 0; next = next[1:] {
			for _, row := range history.From(next[0]) {
				named := slices.ContainsFunc(row.Previous, func(r cm.Ref) bool { return r.First == next[0] && r.Last == next[0] })
				if !named || seen[row.Code] {
					continue
				}
				seen[row.Code] = true
				if e, ok := to.Lookup(row.Code); ok && e.Billable() {
					m.Targets = append(m.Targets, target{Code: row.Code.String()})
				} else {
					next = append(next, row.Code)
				}
			}
		}
		return m
	}
	gone := func(e cm.Entry) bool {
		now, ok := to.Lookup(e.Code())
		return e.Billable() && (!ok || !now.Billable())
	}
	p, q := from.Provenance(), to.Provenance()
	return &Map{
		URL: ICD10CMURL + "/conversion-" + p.Release + "-" + q.Release, Name: "ICD10CMConversion",
		Title: "ICD-10-CM " + p.Release + " to " + q.Release, From: ICD10CM(from), To: ICD10CM(to), Period: q.Effective, whole: true,
		all: func() iter.Seq[mapped] {
			return func(yield func(mapped) bool) {
				for c, e := range from.All() {
					if gone(e) && !yield(mapping(c)) {
						return
					}
				}
			}
		},
		find: func(code string) (mapped, bool) {
			c, err := cm.Parse(code)
			if err != nil {
				return mapped{}, false
			}
			e, ok := from.Lookup(c)
			switch {
			case !ok || !e.Billable():
				return mapped{}, false
			case !gone(e):
				return mapped{Code: code, Targets: []target{{Code: code, Exact: true}}}, true
			}
			return mapping(c), true
		},
	}
}

// relation names how a target relates to its source: the equivalence of R4, the
// relationship of R5.
func (t target) relation(v Version) string {
	switch {
	case t.Exact:
		return "equivalent"
	case v == R4:
		return "relatedto"
	}
	return "related-to"
}

func (s *System) display(code string) string {
	c, _ := s.get(code)
	return c.Display
}

// canonical returns the url of all codes of a system, with its version.
func (s *System) canonical() string { return canonical(s.URL, s.Version) }

// canonical returns a url with the version behind a bar, if there is one.
func canonical(url, version string) string {
	if version == "" {
		return url
	}
	return url + "|" + version
}

// WriteTo writes the mapping as a ConceptMap. It streams: nothing but the code at
// hand is held. Codes that stand together are the products of the first of them.
func (m *Map) WriteTo(w io.Writer, v Version) error {
	head := struct {
		ResourceType        string `json:"resourceType"`
		ID                  string `json:"id"`
		URL                 string `json:"url"`
		Version             string `json:"version,omitempty"`
		Name                string `json:"name"`
		Title               string `json:"title"`
		Status              string `json:"status"`
		Experimental        bool   `json:"experimental"`
		Date                string `json:"date,omitempty"`
		AdditionalAttribute any    `json:"additionalAttribute,omitempty"`
	}{ResourceType: "ConceptMap", ID: id(m.Name, m.From.made().Version, m.To.made().Version), URL: m.URL, Version: m.To.made().Version, Name: m.Name, Title: m.Title,
		Status: "active", Date: m.Period.From.String()}
	if v == R5 {
		head.AdditionalAttribute = []map[string]string{{"code": "with", "type": "Coding", "description": "another code of a combination"}}
	}
	group := map[string]any{"source": m.From.made().URL, "target": m.To.made().URL}
	if v == R4 {
		if m.From.made().Version != "" {
			group["sourceVersion"] = m.From.made().Version
		}
		if m.To.made().Version != "" {
			group["targetVersion"] = m.To.made().Version
		}
	} else {
		group["source"], group["target"] = m.From.made().canonical(), m.To.made().canonical()
	}
	if m.whole {
		mode := map[Version]string{R4: "provided", R5: "use-source-code"}[v]
		group["unmapped"] = map[string]string{"mode": mode}
	}
	out := &stream{w: bufio.NewWriter(w)}
	out.open(head, "group")
	out.open(group, "element")
	first := true
	for one := range m.mappings() {
		out.item(m.element(one, v), first)
		first = false
	}
	out.text("]}]}\n")
	return out.end()
}

type jsonElement struct {
	Code    string       `json:"code"`
	Display string       `json:"display,omitempty"`
	NoMap   bool         `json:"noMap,omitempty"`
	Target  []jsonTarget `json:"target,omitempty"`
}

type jsonTarget struct {
	Code         string           `json:"code,omitempty"`
	Display      string           `json:"display,omitempty"`
	Equivalence  string           `json:"equivalence,omitempty"`
	Relationship string           `json:"relationship,omitempty"`
	Product      []map[string]any `json:"product,omitempty"`
}

func (m *Map) element(one mapped, v Version) jsonElement {
	e := jsonElement{Code: one.Code, Display: m.From.made().display(one.Code)}
	for _, t := range one.Targets {
		out := jsonTarget{Code: t.Code, Display: m.To.made().display(t.Code)}
		if v == R4 {
			out.Equivalence = t.relation(v)
		} else {
			out.Relationship = t.relation(v)
		}
		for _, code := range t.With {
			c := Coding{System: m.To.made().URL, Code: code, Display: m.To.made().display(code)}
			if v == R4 {
				out.Product = append(out.Product, map[string]any{"property": m.URL + "#with", "system": c.System, "value": c.Code, "display": c.Display})
			} else {
				out.Product = append(out.Product, map[string]any{"attribute": "with", "valueCoding": c})
			}
		}
		e.Target = append(e.Target, out)
	}
	if len(e.Target) == 0 {
		if v == R4 {
			e.Target = []jsonTarget{{Equivalence: "unmatched"}}
		} else {
			e.NoMap = true
		}
	}
	return e
}

// Translate is ConceptMap/$translate: result, and a match for each answer, with
// its equivalence (R4) or relationship (R5), the concept, and for a combination
// the codes that stand with it as products.
func (m *Map) Translate(code string, v Version) Parameters {
	var one mapped
	ok := false
	if m.find != nil {
		one, ok = m.find(code)
	}
	one.Code = code
	return m.matches(one, ok, m.From.made(), m.To.made(), v, "product")
}

// Reverse is ConceptMap/$translate against the direction of the map (the parameter
// reverse of R4, targetCode of R5): a match for each code that the map leads to
// the one given. Codes that must stand with the one given, since the map leads to
// a combination, are dependsOn in R5, and products in R4, whose answers have no
// other place for them. For what a classification itself maps backwards, use
// the map that is made for it: [DiagnosisGEMBack].
func (m *Map) Reverse(code string, v Version) Parameters {
	m.once.Do(func() {
		m.back = map[string][]target{}
		for one := range m.mappings() {
			for _, t := range one.Targets {
				all := append([]string{t.Code}, t.With...)
				for i, code := range all {
					m.back[code] = append(m.back[code], target{Code: one.Code, With: slices.Delete(slices.Clone(all), i, i+1), Exact: t.Exact})
				}
			}
		}
	})
	one := mapped{Code: code, Targets: m.back[code]}
	if m.whole {
		if same, ok := m.find(code); ok && len(same.Targets) == 1 && same.Targets[0].Code == code {
			one.Targets = append(same.Targets, one.Targets...)
		}
	}
	_, known := m.To.made().get(code)
	name := "dependsOn"
	if v == R4 {
		name = "product"
	}
	return m.matches(one, known || len(one.Targets) > 0, m.To.made(), m.From.made(), v, name)
}

// matches is the answer of a translation: with is the name of the codes beside that
// of a target, which are always of the map's own target system.
func (m *Map) matches(one mapped, ok bool, from, to *System, v Version, with string) Parameters {
	var p Parameters
	p.add("result", len(one.Targets) > 0)
	switch {
	case !ok:
		p.add("message", from.unknown(one.Code).Error())
	case len(one.Targets) == 0:
		p.add("message", "The code '"+one.Code+"' has no equivalent in '"+to.URL+"'")
	}
	coding := func(s *System, code string) Coding {
		return Coding{System: s.URL, Version: s.Version, Code: code, Display: s.display(code)}
	}
	name, origin, attribute, value := "equivalence", "source", "element", "concept"
	if v != R4 {
		name, origin, attribute, value = "relationship", "originMap", "attribute", "value"
	}
	for _, t := range one.Targets {
		match := Parameter{Name: "match", Part: []Parameter{{Name: name, Value: Code(t.relation(v))}, {Name: "concept", Value: coding(to, t.Code)}}}
		for _, code := range t.With {
			match.Part = append(match.Part, Parameter{Name: with, Part: []Parameter{
				{Name: attribute, Value: URI(m.URL + "#with")}, {Name: value, Value: coding(m.To.made(), code)}}})
		}
		match.Part = append(match.Part, Parameter{Name: origin, Value: URI(m.URL)})
		p.Parameter = append(p.Parameter, match)
	}
	return p
}
