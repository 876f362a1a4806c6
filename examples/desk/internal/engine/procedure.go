package engine

import (
	"fmt"
	"slices"

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
	if g, err := msdrg.ForDischarge(on); err != nil {
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

// characters spells the code out, by the tables of the date or, where none are
// embedded, those of the newest release that has them.
func (p *Page) characters(code pcs.Code, on medcode.Date) {
	has := func(parts pcs.Parts) bool { return parts.Tables }
	r, err := pcsdata.Library().Part(on, has)
	if err != nil {
		for _, other := range slices.Backward(slices.Collect(pcsdata.Library().Releases())) {
			if has(other.Parts()) {
				r = other
				break
			}
		}
	}
	if r == nil {
		return
	}
	words, ok := r.Words(code)
	if !ok {
		return
	}
	var lines []string
	for i, w := range words {
		lines = append(lines, fmt.Sprintf("%s %s: %s", code.At(i+1), w.Axis, w.Label))
	}
	p.add("Characters", "tables "+r.Provenance().Release, lines...)
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
