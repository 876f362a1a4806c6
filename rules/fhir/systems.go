package fhir

import (
	"iter"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
)

const (
	cms  = "Centers for Medicare & Medicaid Services (CMS)"
	nchs = "National Center for Health Statistics (NCHS)"
)

var shortTitle = property{"shortTitle", "", "The title of at most 60 characters of the order file", "string"}

func system(url, name, title, publisher string, p medcode.Provenance) *System {
	return &System{URL: url, Version: p.Release, Name: name, Title: title, Publisher: publisher, Effective: p.Effective}
}

// text adds a property unless it is empty.
func text(all []Property, code, value string) []Property {
	if value == "" {
		return all
	}
	return append(all, Property{code, value})
}

// ICD10CM returns a release of ICD-10-CM. Its concepts are the codes and the
// headers above them; chapters and sections are properties of the categories.
func ICD10CM(r *cm.Release) *System {
	s := system(ICD10CMURL, "ICD10CM", "International Classification of Diseases, 10th Revision, Clinical Modification (ICD-10-CM)", nchs, r.Provenance())
	s.count = r.Len() + r.Headers()
	s.properties = []property{notSelectable, shortTitle,
		{"longTitle", "", "The title of the order file, without accents, where it differs", "string"},
		{"poaExempt", "", "Exempt from reporting whether the condition was present on admission", "boolean"},
		{"chapter", "", "The chapter of a category", "string"},
		{"section", "", "The section (block) of a category", "string"}}
	concept := func(e cm.Entry) Concept {
		c := Concept{Code: e.Code().String(), Display: e.Title(), Abstract: !e.Billable()}
		c.Properties = text(nil, "shortTitle", e.ShortTitle())
		if long := e.LongTitle(); long != c.Display {
			c.Properties = text(c.Properties, "longTitle", long)
		}
		if e.POAExempt() {
			c.Properties = append(c.Properties, Property{"poaExempt", true})
		}
		for a := range e.Ancestors() {
			switch {
			case a.Code().IsValid():
				c.depth++
			case e.Kind() == cm.Category && a.Kind() == cm.Section:
				c.Properties = text(c.Properties, "section", a.Name())
			case e.Kind() == cm.Category:
				c.Properties = text(c.Properties, "chapter", a.Name())
			}
		}
		return c
	}
	entry := func(code string) (cm.Entry, bool) {
		c, err := cm.Parse(code)
		if err != nil || c.String() != code {
			return cm.Entry{}, false
		}
		return r.Lookup(c)
	}
	s.concepts = func() iter.Seq[Concept] {
		return func(yield func(Concept) bool) {
			for _, e := range r.All() {
				if !yield(concept(e)) {
					return
				}
			}
		}
	}
	s.find = func(code string) (Concept, bool) {
		e, ok := entry(code)
		if !ok {
			return Concept{}, false
		}
		return concept(e), true
	}
	s.family = func(code string) (parent string, children []string) {
		e, ok := entry(code)
		if !ok {
			return "", nil
		}
		if p, ok := e.Parent(); ok && p.Code().IsValid() {
			parent = p.Code().String()
		}
		for c := range e.Children() {
			children = append(children, c.Code().String())
		}
		return parent, children
	}
	return s
}

// ICD10PCS returns a release of ICD-10-PCS. Its concepts are the codes and the
// tables that they stand in, by their first three characters.
func ICD10PCS(r *pcs.Release) *System {
	s := system(ICD10PCSURL, "ICD10PCS", "International Classification of Diseases, 10th Revision, Procedure Coding System (ICD-10-PCS)", cms, r.Provenance())
	s.properties = []property{notSelectable, shortTitle}
	table := func(h pcs.Header) Concept {
		return Concept{Code: h.Table, Display: h.Long, Abstract: true, Properties: text(nil, "shortTitle", h.Short)}
	}
	code := func(e pcs.Entry) Concept {
		return Concept{Code: e.Code.String(), Display: e.Long, Properties: text(nil, "shortTitle", e.Short), depth: 1}
	}
	s.concepts = func() iter.Seq[Concept] {
		return func(yield func(Concept) bool) {
			last := ""
			for c, e := range r.All() {
				if id := c.String()[:3]; id != last {
					last = id
					h, ok := r.Header(id)
					if !ok {
						h = pcs.Header{Table: id}
					}
					if !yield(table(h)) {
						return
					}
				}
				if !yield(code(e)) {
					return
				}
			}
		}
	}
	s.find = func(text string) (Concept, bool) {
		if h, ok := r.Header(text); ok && h.Table == text {
			return table(h), true
		}
		c, err := pcs.Parse(text)
		if err != nil || c.String() != text {
			return Concept{}, false
		}
		e, ok := r.Lookup(c)
		return code(e), ok
	}
	s.family = func(text string) (parent string, children []string) {
		if len(text) == 7 {
			return text[:3], nil
		}
		for c := range r.All() {
			if strings.HasPrefix(c.String(), text) {
				children = append(children, c.String())
			}
		}
		return "", children
	}
	return s
}

// ICD9CM returns a release of ICD-9-CM: diagnoses and procedures, which are
// told apart by the place of the dot.
func ICD9CM(r *icd9.Release) *System {
	s := system(ICD9CMURL, "ICD9CM", "International Classification of Diseases, 9th Revision, Clinical Modification (ICD-9-CM)", cms, r.Provenance())
	s.count = r.Diagnoses.Len() + r.Procedures.Len()
	s.properties = []property{shortTitle, {"volume", "", "diagnosis (volume 1) or procedure (volume 3)", "code"}}
	s.concepts = func() iter.Seq[Concept] {
		return func(yield func(Concept) bool) {
			for _, e := range r.Diagnoses.All() {
				if !yield(old(e, "diagnosis")) {
					return
				}
			}
			for _, e := range r.Procedures.All() {
				if !yield(old(e, "procedure")) {
					return
				}
			}
		}
	}
	s.find = func(code string) (Concept, bool) {
		if c, err := icd9.ParseProcedure(code); err == nil && c.String() == code {
			if e, ok := r.Procedures.Lookup(c); ok {
				return old(e, "procedure"), true
			}
		}
		if c, err := icd9.ParseDiagnosis(code); err == nil && c.String() == code {
			if e, ok := r.Diagnoses.Lookup(c); ok {
				return old(e, "diagnosis"), true
			}
		}
		return Concept{}, false
	}
	s.family = func(string) (string, []string) { return "", nil } // the files have no headers
	return s
}

func old[V icd9.Volume](e icd9.Entry[V], volume Code) Concept {
	return Concept{Code: e.Code.String(), Display: e.Long, Properties: append(text(nil, "shortTitle", e.Short), Property{"volume", volume})}
}

// HCPCS returns a release of HCPCS Level II: codes and modifiers. Those that
// ended before the release are inactive.
func HCPCS(r *hcpcs.Release) *System {
	s := system(HCPCSURL, "HCPCSLevelII", "Healthcare Common Procedure Coding System (HCPCS) Level II", cms, r.Provenance())
	s.properties = []property{shortTitle,
		{"inactive", conceptProperties + "inactive", "Ended before the release", "boolean"},
		{"effectiveDate", conceptProperties + "effectiveDate", "The first day of use", "dateTime"},
		{"deprecationDate", conceptProperties + "deprecationDate", "The last day of use", "dateTime"},
		{"coverage", "", "Medicare's coverage", "code"},
		{"betos", "", "Berenson-Eggers type of service", "code"},
		{"kind", "", "code or modifier", "code"}}
	from := r.Provenance().Effective.From
	concept := func(rec hcpcs.Record) Concept {
		c := Concept{Code: rec.Code.String(), Display: rec.Long, Inactive: !rec.Terminated.IsZero() && rec.Terminated.Before(from)}
		kind := Code("code")
		if rec.Modifier.IsValid() {
			c.Code, kind = rec.Modifier.String(), "modifier"
		}
		c.Properties = text(nil, "shortTitle", rec.Short)
		for _, d := range []struct {
			code string
			date medcode.Date
		}{{"effectiveDate", rec.Added}, {"deprecationDate", rec.Terminated}} {
			if !d.date.IsZero() {
				c.Properties = append(c.Properties, Property{d.code, d.date})
			}
		}
		for _, v := range []struct{ code, value string }{{"coverage", string(rec.Coverage)}, {"betos", string(rec.BETOS)}} {
			if v.value != "" {
				c.Properties = append(c.Properties, Property{v.code, Code(v.value)})
			}
		}
		c.Properties = append(c.Properties, Property{"kind", kind})
		return c
	}
	s.concepts = func() iter.Seq[Concept] {
		return func(yield func(Concept) bool) {
			for _, rec := range r.All() {
				if !yield(concept(rec)) {
					return
				}
			}
			for _, rec := range r.Modifiers() {
				if !yield(concept(rec)) {
					return
				}
			}
		}
	}
	s.find = func(code string) (Concept, bool) {
		if m, err := hcpcs.ParseModifier(code); err == nil && m.String() == code {
			rec, ok := r.Modifier(m)
			return concept(rec), ok
		}
		c, err := hcpcs.Parse(code)
		if err != nil || c.String() != code {
			return Concept{}, false
		}
		rec, ok := r.Lookup(c)
		return concept(rec), ok
	}
	s.family = func(string) (string, []string) { return "", nil }
	return s
}

// MSDRG returns the DRGs of a version of the MS-DRG logic.
func MSDRG(g *drg.Grouper) *System {
	s := &System{URL: MSDRGURL, Version: g.Version(), Name: "MSDRG", Title: "Medicare Severity Diagnosis Related Groups (MS-DRG)", Publisher: cms, Effective: g.Effective()}
	s.properties = []property{{"mdc", "", "The major diagnostic category, none where stays of several may come here", "integer"},
		{"type", "", "medical or surgical", "string"}}
	drgs := g.DRGs()
	s.count = len(drgs)
	concepts := make([]Concept, len(drgs))
	at := map[string]int{}
	for i, d := range drgs {
		c := Concept{Code: d.DRG.String(), Display: d.Title}
		if d.MDC > 0 {
			c.Properties = append(c.Properties, Property{"mdc", d.MDC})
		}
		c.Properties = text(c.Properties, "type", d.Kind.String())
		concepts[i], at[c.Code] = c, i
	}
	s.concepts = func() iter.Seq[Concept] {
		return func(yield func(Concept) bool) {
			for _, c := range concepts {
				if !yield(c) {
					return
				}
			}
		}
	}
	s.find = func(code string) (Concept, bool) {
		i, ok := at[code]
		if !ok {
			return Concept{}, false
		}
		return concepts[i], true
	}
	s.family = func(string) (string, []string) { return "", nil }
	return s
}
