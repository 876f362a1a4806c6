package main

import (
	"slices"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/icd9"
)

// search finds words in the releases, and in the titles of the DRGs, which are
// built in.
func (k *known) search(query string, most int) page {
	p := page{Query: query, On: k.on}
	if k.cm != nil {
		release := k.cm
		for _, r := range slices.Backward(k.cms) { // one with an index finds more
			if release.Parts().Index {
				break
			}
			if r.Parts().Index {
				release = r
			}
		}
		for _, h := range release.Search(query, most) {
			x := hit{System: "ICD-10-CM", Text: h.Text, Score: h.Score}
			if h.Entry.Code().IsValid() && release != k.cm { // an older index
				if h.Entry, _ = k.cm.Lookup(h.Entry.Code()); !h.Entry.IsValid() {
					continue
				}
				x.System += " (index of " + release.Provenance().Release + ")"
			}
			if h.Entry.IsValid() {
				x.Code, x.Title = h.Entry.Name(), h.Entry.Title()
			}
			p.Hits = append(p.Hits, distinct(x))
		}
	}
	if k.pcs != nil {
		for _, h := range k.pcs.Search(query, most) {
			x := hit{System: "ICD-10-PCS", Text: h.Entry.Long, Score: h.Score}
			if h.Path != nil {
				x.Text = strings.Join(h.Path, ", ")
				for _, r := range h.Term.Links[:min(len(h.Term.Links), 1)] {
					x.Title = r.String()
				}
			} else {
				x.Code = h.Entry.Code.String()
			}
			if hasAll(x.Text, query) {
				p.Hits = append(p.Hits, distinct(x))
			}
		}
	}
	p.Hits = append(p.Hits, titles9(k.diagnoses9(), query, most)...)
	p.Hits = append(p.Hits, titles9(k.procedures9(), query, most)...)
	p.Hits = append(p.Hits, k.titles(query, most)...)
	if len(p.Hits) == 0 {
		p.Note = "not found"
		if k.cm == nil {
			p.Note += " among the titles of the DRGs; for others point -release at release files"
		}
	}
	return p
}

// titles9 finds the codes of a list of ICD-9-CM whose titles have all the words.
func titles9[V icd9.Volume](l *icd9.List[V], query string, most int) []hit {
	if l == nil {
		return nil
	}
	var hits []hit
	for _, e := range l.Search(query, most) {
		if title := titleIn(l, e.Code); hasAll(title, query) {
			hits = append(hits, hit{System: "ICD-9-CM", Code: e.Code.String(), Text: title})
		}
	}
	return hits
}

// hasAll reports whether a title has all the words of a query.
func hasAll(title, query string) bool {
	title = strings.ToLower(title)
	for w := range strings.FieldsSeq(strings.ToLower(query)) {
		if !strings.Contains(title, w) {
			return false
		}
	}
	return true
}

// distinct leaves out a title that says the same as the text.
func distinct(h hit) hit {
	if h.Title == h.Text {
		h.Title = ""
	}
	return h
}

// titles finds the entries whose title has all the words: of DRGs and of HCPCS.
func (k *known) titles(query string, most int) []hit {
	var hits []hit
	add := func(system, code, title string) {
		if hasAll(title, query) {
			hits = append(hits, hit{System: system, Code: code, Text: title})
		}
	}
	var drgs []drg.KnownDRG
	if k.grouper != nil {
		drgs = k.grouper.DRGs()
	}
	for _, d := range drgs {
		add("MS-DRG", d.DRG.String(), d.Title)
	}
	hits = hits[:min(len(hits), most)]
	if k.hcpcs != nil {
		before := len(hits)
		for c, r := range k.hcpcs.All() {
			add("HCPCS", c.String(), r.Long)
		}
		hits = hits[:min(len(hits), before+most)]
	}
	return hits
}
