package main

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/icd10/who"
)

// international is the pages of ICD-10 as WHO and NCHS publish it, and of ICD-11.
func international(k *known, query string) []entry {
	var all []entry
	if c, err := who.Parse(query); err == nil {
		all = append(all, k.tenth(c)...)
	}
	if c, err := who.Parse11(query); err == nil && k.icd11 != nil {
		if x, ok := k.icd11.Lookup(c); ok {
			all = append(all, k.eleventh(c, x))
		}
	}
	return all
}

func (k *known) tenth(c who.Code) []entry {
	e := entry{System: "ICD-10 (WHO)", Code: c.String()}
	if k.claml != nil {
		if x, ok := k.claml.Lookup(c); ok {
			e.Title = x.Title()
			for _, r := range x.Rubrics {
				if r.Text != e.Title {
					e.Facts.add(r.Kind, r.Text)
				}
			}
		}
	}
	if k.deaths != nil {
		if m, ok := k.deaths.Lookup(c); ok {
			if e.Title == "" {
				e.Title = m.Title
			}
			year, _, _ := k.on.Date()
			state := "not valid"
			switch {
			case m.UnderlyingIn(year):
				state = "valid as the underlying cause of death"
			case m.ValidIn(year):
				state = "valid as a multiple cause of death only"
			}
			e.Facts.addf("mortality", "%s in %d (list of %s)", state, year, k.deaths.Provenance().Release)
		}
	}
	if k.maps != nil {
		var lines []string
		for _, m := range k.maps.AllTo11(c) {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s", m.ICD11.Code, m.ICD11.Title)))
			if e.Title == "" {
				e.Title = m.ICD10.Title
			}
		}
		e.Facts.add("to ICD-11", lines...)
	}
	if e.Title == "" {
		return nil
	}
	return []entry{e}
}

func (k *known) eleventh(c who.Code11, x who.Entity) entry {
	e := entry{System: "ICD-11 MMS", Code: c.String(), Title: x.Title}
	if p, ok := k.icd11.Parent(x); ok {
		e.Facts.add("within", strings.TrimSpace(p.Code.String()+" "+p.Title))
	}
	var below []string
	for child := range k.icd11.Children(x) {
		below = append(below, child.Code.String()+" "+child.Title)
	}
	e.Facts.add("divided into", below...)
	if k.maps != nil {
		if m, ok := k.maps.To10(c); ok {
			e.Facts.add("to ICD-10", strings.TrimSpace(m.ICD10.Text+" "+m.ICD10.Title))
		}
	}
	return e
}

// tumour is the pages of ICD-O-3: a site, or a morphology as 8140/3 or M8140/3.
func tumour(k *known, query string) []entry {
	if k.icdo == nil {
		return nil
	}
	if t, err := oncology.ParseTopography(query); err == nil {
		g, ok := k.icdo.GroupOf(t)
		if !ok {
			return nil
		}
		e := entry{System: "ICD-O-3 site", Code: t.String(), Title: g.Name}
		e.Facts.add("sites", g.Sites)
		return []entry{e}
	}
	m, err := oncology.ParseMorphology(strings.TrimLeft(query, "Mm-"))
	if err != nil {
		return nil
	}
	r, ok := k.icdo.Lookup(m.WithoutGrade())
	if !ok {
		return nil
	}
	e := entry{System: "ICD-O-3 morphology", Code: m.String(), Title: r.Term}
	e.Facts.add("histology", r.HistologyCode+" "+r.HistologyName)
	e.Facts.add("behavior", m.Behavior().String())
	var sites []string
	for c, row := range k.icdo.All() {
		if c == m.WithoutGrade() {
			sites = append(sites, row.Group.Name)
		}
	}
	e.Facts.add("occurs at", strings.Join(sites, ", "))
	return []entry{e}
}
