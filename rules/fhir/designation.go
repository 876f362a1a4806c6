package fhir

// english is the language of all titles.
const english = "en"

// A designation is another title of a concept.
type designation struct {
	Language string `json:"language"`
	Use      Coding `json:"use"`
	Value    string `json:"value"`
}

// designations returns the display and the other titles.
func (c *Concept) designations() []designation {
	all := []designation{{english, Coding{System: "http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra", Code: "preferredForLanguage"}, c.Display}}
	for _, p := range c.Properties {
		if title, ok := p.Value.(string); ok && (p.Code == "shortTitle" || p.Code == "longTitle") {
			all = append(all, designation{english, Coding{System: titleUses, Code: p.Code}, title})
		}
	}
	return all
}

// titleUses is the system of the uses of titles: the properties of the code
// systems that hold them.
const titleUses = "https://github.com/medcode/medcode/title"

func (d designation) parameter() Parameter {
	return Parameter{Name: "designation", Part: []Parameter{{Name: "language", Value: Code(d.Language)}, {Name: "use", Value: d.Use}, {Name: "value", Value: d.Value}}}
}
