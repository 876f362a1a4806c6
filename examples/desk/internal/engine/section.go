package engine

import (
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
)

// named returns the name by which an entry is read, and its title.
func named(e cm.Entry) Named {
	if e.Kind() == cm.Chapter {
		return Named{"chapter " + e.Name(), e.Title()}
	}
	return Named{e.Name(), e.Title()}
}

// sectionPage reads a chapter or section of ICD-10-CM.
func sectionPage(text string, on medcode.Date) (*Page, bool) {
	name, chapter := strings.CutPrefix(text, "CHAPTER")
	if !chapter && !strings.Contains(name, "-") {
		return nil, false
	}
	r, err := cmdata.Library().Part(on, func(parts cm.Parts) bool { return parts.Tabular })
	if err != nil {
		return nil, false
	}
	e, ok := r.Section(strings.TrimSpace(name))
	if !ok {
		return nil, false
	}
	n := named(e)
	p := &Page{System: "ICD-10-CM", Code: n.Name, Title: n.Title, On: on, Verdict: "A " + strings.ToLower(e.Kind().String()) + " of the classification: no code to report."}
	p.tree(e)
	p.notes(e, r.Provenance().Release)
	return p, true
}
