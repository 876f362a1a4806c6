package fhir

import "strings"

// english is the language of the titles of the releases.
const english = "en"

// A Designation is another title of a concept.
type Designation struct {
	Language string `json:"language,omitempty"` // as BCP 47 has it: "es", "es-MX"
	Use      Coding `json:"use,omitzero"`
	Value    string `json:"value"`
}

// designations returns the display and the other titles.
func (c *Concept) designations() []Designation {
	all := []Designation{{english, Coding{System: "http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra", Code: "preferredForLanguage"}, c.Display}}
	for _, p := range c.Properties {
		if title, ok := p.Value.(string); ok && (p.Code == "shortTitle" || p.Code == "longTitle") {
			all = append(all, Designation{english, Coding{System: titleUses, Code: p.Code}, title})
		}
	}
	return append(all, c.Designations...)
}

// titleUses is the system of the uses of titles: the properties of the code
// systems that hold them.
const titleUses = "https://github.com/medcode/medcode/title"

// in returns the title in a language, one of the same language elsewhere, or the
// display, and the language that it is in.
func (c *Concept) in(language string) (title, of string) {
	base := func(s string) string { b, _, _ := strings.Cut(strings.ToLower(s), "-"); return b }
	title, of = c.Display, english
	if language == "" || base(language) == english {
		return title, of
	}
	for _, d := range c.Designations {
		switch {
		case strings.EqualFold(d.Language, language):
			return d.Value, d.Language
		case of == english && base(d.Language) == base(language):
			title, of = d.Value, d.Language
		}
	}
	return title, of
}

func (d Designation) parameter() Parameter {
	p := Parameter{Name: "designation"}
	if d.Language != "" {
		p.Part = append(p.Part, Parameter{Name: "language", Value: Code(d.Language)})
	}
	if d.Use != (Coding{}) {
		p.Part = append(p.Part, Parameter{Name: "use", Value: d.Use})
	}
	p.Part = append(p.Part, Parameter{Name: "value", Value: d.Value})
	return p
}
