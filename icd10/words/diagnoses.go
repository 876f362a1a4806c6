package words

import (
	"strings"

	"github.com/medcode/medcode/icd10/cm"
)

// diagnoses gathers the texts of ICD-10-CM.
type diagnoses struct {
	builder
	release *cm.Release
	items   map[cm.Code]int32
}

// behind is the rank of codes that stand behind another: cause or manifestation.
const behind = 0.92

// put adds a text of an entry. What stands for other codes, as the cause or the
// manifestation, comes a little later.
func (b *diagnoses) put(e cm.Entry, src source, why, must, may string) {
	if !e.IsValid() {
		return
	}
	item, ok := b.items[e.Code()]
	if !ok {
		item = int32(len(b.codes))
		b.items[e.Code()] = item
		b.codes = append(b.codes, e.Code().Compact())
	}
	second := e.Manifestation() || strings.Contains(e.Title(), "as the cause of diseases")
	b.add(item, src, second, why, must, may)
}

// gather takes the texts of a release, and of the indexes of older ones.
func gather(r *cm.Release, older []*cm.Release) *texts {
	b := &diagnoses{release: r, items: map[cm.Code]int32{}, builder: newBuilder()}
	for _, e := range r.All() {
		if seventh, ok := e.SeventhCharacter(); ok && !tells(seventh.Meaning) {
			continue // the header says as much, and the phrase its encounter
		} else if ok {
			h, _ := e.Parent()
			b.put(e, fromTitle, "title", h.Title()+", "+seventh.Meaning, "")
			continue
		}
		b.put(e, fromTitle, "title", e.Title(), "")
		for n := range e.Notes() {
			if n.Kind == cm.InclusionTerm {
				b.put(e, fromInclusion, "inclusion term: "+n.Text, n.Text, "")
			}
		}
	}
	for k := range cm.IndexKind(4) {
		src := fromIndex
		switch k {
		case cm.Neoplasms:
			src = fromNeoplasms
		case cm.Drugs:
			src = fromDrugs
		}
		x, from := r.Index(k), r
		for i := 0; x == nil && i < len(older); i++ {
			x, from, src = older[i].Index(k), older[i], max(src, fromOlder)
		}
		if x != nil {
			b.index(from, x, src)
		}
	}
	return b.finish()
}

// tells reports whether a 7th character says something of the disease, as the
// stage of glaucoma, not of the encounter or the fetus.
func tells(meaning string) bool {
	return !strings.Contains(meaning, "encounter") && !strings.Contains(meaning, "sequela") && !strings.Contains(meaning, "fetus")
}

// columns are what the columns of the tables say, in the words of titles; may is
// what need not be said.
var columns = map[cm.IndexKind][8]struct{ must, may string }{
	cm.Neoplasms: {2: {"malignant neoplasm", "primary"}, 3: {"secondary malignant neoplasm", "metastatic"}, 4: {"carcinoma in situ", "neoplasm"},
		5: {"benign neoplasm", ""}, 6: {"neoplasm uncertain behavior", ""}, 7: {"neoplasm unspecified behavior", ""}},
	cm.Drugs: {2: {"poisoning", "accidental unintentional initial toxic effect ingestion"}, 3: {"poisoning intentional self harm", "initial ingestion suicide attempt"}, 4: {"poisoning assault", "initial"},
		5: {"poisoning undetermined", "initial"}, 6: {"adverse effect", "initial drug medication"}, 7: {"underdosing", "initial"}},
}

// index takes the terms of an index or table whose codes the release has.
func (b *diagnoses) index(from *cm.Release, x *cm.Index, src source) {
	why := x.Kind().String()
	if from != b.release {
		why += " of " + from.Provenance().Release
	}
	for t := range x.All() {
		must, may := path(t)
		if cells, ok := columns[x.Kind()]; ok {
			for c := 2; c <= 7; c++ {
				if l, ok := t.Cell(c); ok {
					b.put(b.find(l.Code), src, why+": "+t.String()+", "+x.Columns()[c], must+" "+cells[c].must, may+" "+cells[c].may)
				}
			}
			continue
		}
		if l, ok := t.Code(); ok {
			b.put(b.find(l.Code), src, why+": "+t.String(), must, may)
			continue
		}
		for _, to := range from.Follow(t) {
			if l, ok := to.Term.Code(); ok && to.Link.Kind == cm.LinkSee && to.Rest == "" {
				b.put(b.find(l.Code), src, why+": "+t.String()+", see "+to.Term.String(), must, may)
			}
		}
	}
}

// find returns the entry of a code, the zero Entry where the release has none.
func (b *diagnoses) find(c cm.Code) cm.Entry {
	e, _ := b.release.Lookup(c)
	return e
}

// path returns the words of a term and of those above it that must be in a
// phrase, and those in parentheses, which may. Of a main term with variants
// ("Diabetes, diabetic") the first must be.
func path(t cm.Term) (must, may string) {
	for _, title := range t.Path() {
		for title != "" {
			open := strings.IndexByte(title, '(')
			if open < 0 {
				break
			}
			end := strings.IndexByte(title[open:], ')')
			if end < 0 {
				break
			}
			may += " " + title[open+1:open+end]
			title = title[:open] + title[open+end+1:]
		}
		if first, variants, ok := strings.Cut(title, ","); ok && len(must) == 0 {
			title = first
			may += " " + variants
		}
		must += " " + title
	}
	return must, may
}
