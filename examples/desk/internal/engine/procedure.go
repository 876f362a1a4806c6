package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
)

// procedurePage reads a code of ICD-10-PCS. Known says whether a release has it.
func procedurePage(code pcs.Code, on medcode.Date) (p *Page, known bool) {
	p = &Page{System: "ICD-10-PCS", Code: code.String(), On: on}
	v, err := pcsdata.Library().Check(code.String(), on)
	if err != nil {
		p.Verdict = err.Error()
	} else {
		p.Verdict, p.Holds = v.String(), v.Status == pcs.Valid
		known = p.Holds || len(v.Others) > 0
	}
	p.Title = procedureTitle(code, on)
	p.characters(code, on)
	var lines []string
	for _, c := range v.Suggestions {
		lines = append(lines, c.String()+" "+procedureTitle(c, on))
	}
	p.add("Perhaps meant", "", lines...)
	if g, err := msdrg.Library().On(on); err != nil {
		p.add("Does to a DRG", "", "not known: "+err.Error())
	} else if k, ok := g.Procedure(code); ok {
		what := "not an operating-room procedure"
		if k.OperatingRoom {
			what = "an operating-room procedure"
		}
		p.add("Does to a DRG", manual(g)+", Appendix E", what)
		p.acquired(g, k.HACs)
	}
	return p, known
}

// tablesOf returns the release whose tables hold on a date or, where none of that
// date are embedded, the newest that has some; nil without any.
func tablesOf(on medcode.Date) *pcs.Release {
	has := func(parts pcs.Parts) bool { return parts.Tables }
	if r, err := pcsdata.Library().Part(on, has); err == nil {
		return r
	}
	for _, r := range slices.Backward(slices.Collect(pcsdata.Library().Releases())) {
		if has(r.Parts()) {
			return r
		}
	}
	return nil
}

// characters spells the code out, and says the table that it is of.
func (p *Page) characters(code pcs.Code, on medcode.Date) {
	r := tablesOf(on)
	if r == nil {
		return
	}
	words, ok := r.Words(code)
	if !ok {
		return
	}
	id := code.String()[:3]
	if t, ok := r.Table(id); ok {
		p.Above = append(p.Above, Named{"table " + id, tableTitle(t)})
	}
	var lines []string
	for i, w := range words {
		lines = append(lines, fmt.Sprintf("%s %s: %s", code.At(i+1), w.Axis, w.Label))
	}
	p.add("Characters", "tables "+r.Provenance().Release, lines...)
}

func tableTitle(t *pcs.Table) string {
	var labels []string
	for _, a := range t.Axes {
		labels = append(labels, a.Values[0].Label)
	}
	return strings.Join(labels, ", ")
}

// tablePage reads a table of ICD-10-PCS: "0SR", "TABLE 0SR".
func tablePage(text string, on medcode.Date) (*Page, bool) {
	id := strings.TrimSpace(strings.TrimPrefix(text, "TABLE"))
	r := tablesOf(on)
	if r == nil {
		return nil, false
	}
	t, ok := r.Table(id)
	if !ok {
		return nil, false
	}
	p := &Page{System: "ICD-10-PCS", Code: "table " + id, Title: tableTitle(t), On: on, Verdict: "A table: a value of each axis of one row makes a code."}
	source := "tables " + r.Provenance().Release
	if t.Definition != "" {
		p.add(t.Axes[2].Values[0].Label, source, t.Definition)
	}
	for i := range t.Rows {
		var lines []string
		for _, a := range t.Rows[i].Axes {
			var values []string
			for _, v := range a.Values {
				values = append(values, v.String())
			}
			lines = append(lines, a.Title+": "+strings.Join(values, "; "))
		}
		p.add(fmt.Sprintf("Row %d of %d, %s", i+1, len(t.Rows), count(t.Rows[i].Len(), "code")), source, lines...)
	}
	return p, true
}

// procedureTitle returns the title of a code on a date, or in the newest release
// that has it.
func procedureTitle(code pcs.Code, on medcode.Date) string {
	if r, err := pcsdata.Library().On(on); err == nil {
		if e, ok := r.Lookup(code); ok {
			return e.Long
		}
	}
	for _, r := range slices.Backward(slices.Collect(pcsdata.Library().Releases())) {
		if e, ok := r.Lookup(code); ok {
			return e.Long
		}
	}
	return ""
}
