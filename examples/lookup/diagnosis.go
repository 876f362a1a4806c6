package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/oncology"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/mce"
)

// diagnosis is the page of ICD-10-CM.
func diagnosis(k *known, query string) []entry {
	code, err := cm.Parse(query)
	if err != nil {
		return nil
	}
	e := entry{System: "ICD-10-CM", Code: code.String()}
	found := k.tabular(&e, code)
	found = k.severity(&e.Facts, code) || found
	found = k.edited(&e.Facts, mce.ICD10Diagnoses, code.Compact()) || found
	if !found {
		return nil
	}
	k.mapped(&e.Facts, code)
	k.comorbid(&e.Facts, research.CM(code))
	if b, ok := oncology.BlockOf(code); ok && b.Behavior.IsValid() {
		e.Facts.addf("neoplasm block", "%s-%s, %s", b.First, b.Last, b.Behavior)
	}
	return []entry{e}
}

// tabular adds what the release says, and reports whether it knows the code.
func (k *known) tabular(e *entry, code cm.Code) bool {
	v, err := k.byDate.Check(code.String(), k.on)
	if err != nil { // none holds on the date
		v = k.cm.Check(code.String(), k.on)
	}
	if v.Status == cm.Unknown && len(v.Suggest)+len(v.Follow) == 0 {
		return false
	}
	e.Facts.addf("on "+k.on.String(), "%s (release %s)", v, v.Released)
	k.history(&e.Facts, code)
	x, ok := k.withNotes().Lookup(code)
	if !ok {
		x, ok = k.cm.Lookup(code)
	}
	if !ok && v.Status == cm.Valid { // came between two releases
		x, ok = v.Entry, true
	}
	if !ok { // it ended before, or begins later: what it means, it means still
		for _, r := range slices.Backward(k.cms) {
			if x, ok = r.Lookup(code); ok {
				e.Title = x.Title()
				e.Facts.add("title", "of release "+r.Provenance().Release)
				return true
			}
		}
		e.guess = v.Status == cm.Unknown
		e.none = e.guess
		return true
	}
	if r := x.Release(); r != k.cm && r.Parts().Tabular {
		e.Facts.addf("notes and tree", "of release %s, since %s has no tabular list", r.Provenance().Release, k.cm.Provenance().Release)
	}
	e.Title = x.Title()
	if short := x.ShortTitle(); !strings.EqualFold(short, e.Title) {
		e.Facts.add("short title", short)
	}
	var above []string
	for a := range x.Ancestors() {
		above = append(above, a.Name()+" "+a.Title())
	}
	slices.Reverse(above)
	e.Facts.add("within", above...)
	if !x.Billable() {
		var below []string
		for c := range x.Children() {
			below = append(below, c.Name()+" "+c.Title())
		}
		e.Facts.add("divided into", below...)
	}
	if s, ok := x.SeventhCharacter(); ok {
		e.Facts.addf("7th character", "%c %s", s.Char, s.Meaning)
	}
	k.notes(&e.Facts, x)
	k.exempt(&e.Facts, code)
	if x.Manifestation() {
		e.Facts.add("manifestation", "never the first diagnosis, always after its cause")
	}
	return true
}

// withNotes returns the release of the date, or where that has no tabular list
// the best one that has.
func (k *known) withNotes() *cm.Release {
	if k.cm.Parts().Tabular {
		return k.cm
	}
	for _, r := range slices.Backward(k.cms) {
		if r.Parts().Tabular {
			return r
		}
	}
	return k.cm
}

// history adds when the code came, by the first conversion table at hand.
func (k *known) history(f *facts, code cm.Code) {
	for _, r := range slices.Backward(k.cms) {
		c := r.Conversions()
		if c == nil {
			continue
		}
		var rows []string
		for _, row := range c.Of(code) {
			rows = append(rows, fmt.Sprintf("since %s; before: %s", row.Effective, row.Text))
		}
		for _, row := range c.From(code) {
			rows = append(rows, fmt.Sprintf("since %s also %s", row.Effective, row.Code))
		}
		f.add("history", rows...)
		return
	}
}

// notes adds the notes that stand at an entry and those that it inherits.
func (k *known) notes(f *facts, x cm.Entry) {
	byKind := map[cm.NoteKind][]string{}
	for at, n := range x.AllNotes() {
		text := n.Text
		if at != x {
			if n.Kind == cm.InclusionTerm || n.Kind == cm.SeventhNote {
				continue // of the entry that it stands at
			}
			text = at.Name() + ": " + text
		}
		byKind[n.Kind] = append(byKind[n.Kind], text)
	}
	for kind := cm.Includes; kind <= cm.SeventhNote; kind++ {
		f.add(strings.ToLower(kind.String()), byKind[kind]...)
	}
}

// exempt adds whether POA reporting is exempted, by the newest list at hand.
func (k *known) exempt(f *facts, code cm.Code) {
	for _, r := range slices.Backward(k.cms) {
		if !r.Parts().POAExempt {
			continue
		}
		if x, ok := r.Lookup(code); ok && x.POAExempt() {
			f.addf("POA reporting", "exempt (list of %s)", r.Provenance().Release)
		} else if ok {
			f.addf("POA reporting", "required (list of %s)", r.Provenance().Release)
		}
		return
	}
}

// severity adds what the MS-DRG logic says of a diagnosis.
func (k *known) severity(f *facts, code cm.Code) bool {
	if k.grouper == nil {
		return false
	}
	d, ok := k.grouper.Diagnosis(code)
	if !ok {
		return false
	}
	var lines []string
	level := "as a secondary diagnosis " + map[drg.Level]string{drg.NonCC: "neither CC nor MCC", drg.CC: "a CC", drg.MCC: "an MCC"}[d.Level]
	if d.AliveOnly {
		level += ", of patients discharged alive"
	}
	if d.Collection > 0 {
		level += fmt.Sprintf(", unless the principal diagnosis is in collection %04d", d.Collection)
	}
	lines = append(lines, level)
	for _, mdc := range d.MDCs {
		lines = append(lines, fmt.Sprintf("as the principal diagnosis in MDC %02d, %s", mdc, k.grouper.MDCTitle(mdc)))
	}
	if alone := k.grouper.Group(&drg.Stay{Age: 50, Status: 1, Diagnoses: []drg.Diagnosis{{Code: code}}}).Initial; alone.DRG != 0 {
		lines = append(lines, fmt.Sprintf("by itself DRG %s, %s%s", alone.DRG, alone.Title, k.weight(alone.DRG)))
	}
	f.add(k.logicName(), lines...)
	k.acquired(f, d.HACs)
	return true
}

func (k *known) acquired(f *facts, hacs []drg.HAC) {
	var lines []string
	for _, h := range hacs {
		lines = append(lines, fmt.Sprintf("%02d %s", h.Number, h.Title))
	}
	f.add("hospital-acquired", lines...)
}

// edited adds the rows of the Medicare Code Editor's table, and reports whether
// there are any.
func (k *known) edited(f *facts, list mce.List, code string) bool {
	row, ok := k.editor.Lookup(list, code, k.on)
	if !ok {
		for r := range k.editor.Rows(list) {
			if r.Code == code {
				f.addf("code editor", "a code %s, not on %s", dates(r.Period), k.on)
				return true
			}
		}
		return false
	}
	f.add("code editor", flagged(row))
	return true
}

// flagged says the flags of a row and when they hold.
func flagged(row mce.Row) string {
	flags := strings.Join(row.Flags.Names(), ", ")
	if flags == "" {
		flags = "no flags"
	}
	return fmt.Sprintf("%s (%s)", flags, dates(row.Period))
}

// dates says a period in words.
func dates(p medcode.Period) string {
	switch {
	case p.From.IsZero() && p.To.IsZero():
		return "on every date"
	case p.To.IsZero():
		return "since " + p.From.String()
	case p.From.IsZero():
		return "until " + p.To.String()
	}
	return p.String()
}

// comorbid adds the categories that researchers count a diagnosis in.
func (k *known) comorbid(f *facts, code research.Code) {
	if set, ok := k.elix.Lookup(code); ok {
		var names []string
		for i, m := range k.elix.Measures() {
			if set.Has(i) {
				names = append(names, m.Name+" "+m.Description+map[bool]string{true: ", if present on admission"}[m.POA])
			}
		}
		f.add("Elixhauser "+k.elix.Provenance().Release, names...)
	}
	set := k.charls.Lookup(code)
	var names []string
	for c := range research.CharlsonConditions() {
		if set.Has(c) {
			names = append(names, fmt.Sprintf("%s, weight %d (1987) or %d (2011)", c, c.Weight(research.Charlson1987), c.Weight(research.Quan2011)))
		}
	}
	f.add("Charlson", names...)
	if k.ccsr != nil {
		names = nil
		for _, i := range k.ccsr.Lookup(code) {
			c := k.ccsr.Category(i)
			names = append(names, c.Name+" "+c.Description)
		}
		f.add("CCSR "+k.ccsr.Provenance().Release, names...)
	}
	if k.ccir != nil {
		if c := k.ccir.Lookup(code); c != research.ChronicityUnknown {
			f.add("CCIR "+k.ccir.Provenance().Release, c.String())
		}
	}
	for _, h := range k.hccs {
		names = nil
		for _, c := range h.Lookup(code) {
			label, _ := h.Label(c)
			names = append(names, strings.TrimSpace(fmt.Sprintf("HCC %d %s", c, label)))
		}
		f.add("CMS-HCC "+h.Version(), names...)
	}
}
