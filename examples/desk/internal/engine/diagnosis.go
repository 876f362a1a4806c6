package engine

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
)

// diagnosisPage reads a code or header of ICD-10-CM. Known says whether a release
// has it.
func diagnosisPage(code cm.Code, on medcode.Date) (p *Page, known bool) {
	lib := cmdata.Library()
	p = &Page{System: "ICD-10-CM", Code: code.String(), On: on}
	v, err := lib.Check(code.String(), on)
	if err != nil {
		p.Verdict = err.Error()
	} else {
		p.Verdict, p.Holds = v.String(), v.Status == cm.Valid
		known = v.Status != cm.Unknown && v.Status != cm.Malformed && v.Status != cm.Incomplete
	}
	entry, release := entryOf(code, on)
	if entry.IsValid() {
		known = true
		p.Title = entry.Title()
		p.tree(entry)
	}
	var guesses []string
	for _, c := range v.Suggest {
		guesses = append(guesses, titled(c, on))
	}
	p.add("Perhaps meant", "", guesses...)
	p.severity(code, on)
	p.poa(code, on)
	p.history(code, on)
	if entry.IsValid() {
		p.sevenths(entry, code, release)
		p.notes(entry, release)
	}
	return p, known
}

// entryOf returns the entry of a code in the tabular list of the date, or in the
// codes of the date, or in the newest release that has it, and its release.
func entryOf(code cm.Code, on medcode.Date) (cm.Entry, string) {
	lib := cmdata.Library()
	if e, ok := lib.Noted(code, on); ok {
		return e, e.Release().Provenance().Release
	}
	if e, ok := lib.Lookup(code, on); ok {
		return e, e.Release().Provenance().Release
	}
	for _, r := range slices.Backward(slices.Collect(lib.Releases())) {
		if e, ok := r.Lookup(code); ok {
			return e, r.Provenance().Release
		}
	}
	return cm.Entry{}, ""
}

func titled(c cm.Code, on medcode.Date) string {
	e, _ := entryOf(c, on)
	if !e.IsValid() {
		return c.String()
	}
	return c.String() + " " + e.Title()
}

func (p *Page) tree(e cm.Entry) {
	for a := range e.Ancestors() {
		p.Above = append(p.Above, named(a))
	}
	slices.Reverse(p.Above)
	for c := range e.Children() {
		p.Below = append(p.Below, named(c))
	}
}

// notes adds the notes at the entry and those it inherits, kind by kind.
func (p *Page) notes(e cm.Entry, release string) {
	byKind := map[cm.NoteKind][]string{}
	for at, n := range e.AllNotes() {
		text := n.Text
		if at != e {
			if n.Kind == cm.InclusionTerm {
				continue // it is of the entry that it stands at
			}
			name := at.Name()
			if at.Kind() == cm.Chapter {
				name = "chapter " + name
			}
			text = "at " + name + ": " + text
		}
		byKind[n.Kind] = append(byKind[n.Kind], text)
	}
	for kind := cm.Includes; kind <= cm.SeventhNote; kind++ {
		name := kind.String()
		if kind == cm.SeventhNote {
			name += " note"
		}
		p.add(strings.ToUpper(name[:1])+name[1:], "tabular list "+release, byKind[kind]...)
	}
	if !e.Release().Parts().Tabular {
		p.add("Notes", "", "not known: no tabular list of this date is embedded")
	}
}

func (p *Page) sevenths(e cm.Entry, code cm.Code, release string) {
	own, _ := e.SeventhCharacter()
	var lines []string
	if code.IsValid() {
		for _, s := range e.SeventhCharacters() {
			line := fmt.Sprintf("%c %s", s.Char, s.Meaning)
			if s.Char == own.Char {
				line += " (this code)"
			}
			lines = append(lines, line)
		}
	}
	p.add("7th characters", "tabular list "+release, lines...)
}

func (p *Page) poa(code cm.Code, on medcode.Date) {
	exempt, known := cmdata.Library().POAExempt(code, on)
	switch {
	case !known || !p.Holds:
	case exempt:
		p.add("Present on admission", "list of exempt codes", "exempt from reporting")
	default:
		p.add("Present on admission", "list of exempt codes", "to be reported: Y, N, U or W")
	}
}

var levels = map[drg.Level]string{drg.NonCC: "neither CC nor MCC", drg.CC: "a CC", drg.MCC: "an MCC"}

// severity adds what the code does to a DRG.
func (p *Page) severity(code cm.Code, on medcode.Date) {
	g, err := msdrg.Library().On(on)
	if err != nil {
		p.add("Does to a DRG", "", "not known: "+err.Error())
		return
	}
	d, ok := g.Diagnosis(code)
	if !ok {
		return
	}
	level := "as a secondary diagnosis " + levels[d.Level]
	if d.AliveOnly {
		level += ", of patients discharged alive"
	}
	if d.Collection > 0 {
		level += fmt.Sprintf(", unless the principal diagnosis is in collection %04d", d.Collection)
	}
	lines := []string{level}
	for _, n := range d.MDCs {
		lines = append(lines, "as the principal diagnosis in "+mdc(g, n))
	}
	a := g.Group(&drg.Stay{Age: 50, Status: 1, Diagnoses: []drg.Diagnosis{{Code: code, POA: cm.POAYes}}}).Initial
	line := fmt.Sprintf("by itself DRG %s %s", a.DRG, a.Title)
	if a.Code != drg.OK {
		line += " (" + a.Code.String() + ")"
	}
	if y, err := ipps.ForDischarge(on); err == nil {
		if w, ok := y.Lookup(a.DRG); ok && w.Relative != 0 {
			line += ", weight " + w.Relative.String()
		}
	}
	p.add("Does to a DRG", manual(g), append(lines, line)...)
	p.acquired(g, d.HACs)
}

func (p *Page) acquired(g *drg.Grouper, hacs []drg.HAC) {
	var lines []string
	for _, h := range hacs {
		lines = append(lines, fmt.Sprintf("%02d %s", h.Number, h.Title))
	}
	p.add("Hospital-acquired condition", manual(g)+", Appendix I", lines...)
}

// history adds what the code was before and what it became.
func (p *Page) history(code cm.Code, on medcode.Date) {
	c := cmdata.Library().Conversions()
	if c == nil {
		return
	}
	var lines []string
	for _, row := range c.Of(code) {
		lines = append(lines, fmt.Sprintf("since %s; before: %s", row.Effective, row.Text))
	}
	for _, row := range c.From(code) {
		lines = append(lines, fmt.Sprintf("since %s there is %s", row.Effective, titled(row.Code, on)))
	}
	p.add("History", "conversion table", lines...)
	lines = nil
	for _, s := range cmdata.Library().Successors(code, on) {
		lines = append(lines, titled(s, on))
	}
	p.add("Successors on "+on.String(), "conversion table", lines...)
}
