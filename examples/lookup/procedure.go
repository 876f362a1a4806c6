package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules/mce"
)

// procedure is the page of ICD-10-PCS.
func procedure(k *known, query string) []entry {
	code, err := pcs.Parse(query)
	if err != nil {
		return beginning(k, query)
	}
	e := entry{System: "ICD-10-PCS", Code: code.String()}
	found := false
	if k.pcs != nil {
		found = k.built(&e, code)
	}
	if k.grouper != nil {
		if p, ok := k.grouper.Procedure(code); ok {
			found = true
			what := "not an operating-room procedure"
			if p.OperatingRoom {
				what = "an operating-room procedure"
			}
			e.Facts.add(k.logicName(), what)
			k.acquired(&e.Facts, p.HACs)
		}
	}
	if k.edited(&e.Facts, mce.ICD10Procedures, code.String()) {
		found, e.none = true, false
	}
	if k.gem != nil {
		mappings(&e.Facts, "ICD-9-CM", code, k.gem.ProceduresBack, k.gem.Procedures, k.titleOfOldProcedure)
	}
	if !found {
		return nil
	}
	return []entry{e}
}

// beginning is the page of the first characters of codes of ICD-10-PCS, from
// those that name a table on. It counts only where nothing else is known.
func beginning(k *known, query string) []entry {
	begin := strings.ToUpper(strings.TrimSpace(query))
	if len(begin) < 3 || len(begin) > 6 || strings.ContainsAny(begin, "IO.") { // which no code has
		return nil
	}
	e := entry{System: "ICD-10-PCS", Code: begin, guess: true}
	if !k.category(&e.Facts, mce.ICD10Procedures, begin, strings.Clone) {
		return nil
	}
	return []entry{e}
}

// built adds what the release says: the title, and the words of each character,
// or what is wrong with it.
func (k *known) built(e *entry, code pcs.Code) bool {
	v := k.pcs.Check(code.String())
	x, _ := k.pcs.Lookup(code)
	e.Title = x.Long
	if p := k.pcs.Provenance(); p.Effective != (medcode.Period{}) && !p.Effective.Contains(k.on) {
		e.Facts.addf("on "+k.on.String(), "not judged: release %s holds %s, and there %s is %s", p.Release, dates(p.Effective), code, v.Status)
	} else if lacks := k.lacksPCS(v); lacks != (medcode.Period{}) {
		e.Facts.addf("status", "not judged: the update of ICD-10-PCS of %v is not at hand, and release %s has no such code", lacks.From, p.Release)
		v.Problems = nil
	} else {
		e.Facts.addf("status", "%s (release %s)", v.Status, p.Release)
		e.none = v.Status == pcs.Unknown
	}
	if x.Short != x.Long {
		e.Facts.add("short title", x.Short)
	}
	for _, p := range v.Problems {
		e.Facts.add("wrong", p.Error())
	}
	var suggested []string
	for _, c := range v.Suggestions {
		suggested = append(suggested, c.String()+" "+k.titleOfPCS(c))
	}
	e.Facts.add("perhaps", suggested...)
	k.characters(&e.Facts, code)
	return v.Status == pcs.Valid || len(v.Suggestions) > 0
}

// lacksPCS returns the period of the update that may have a code which the release
// hasn't: one that began after the release and is not built in.
func (k *known) lacksPCS(v pcs.Verdict) medcode.Period {
	lacks, _ := pcsdata.Library().Lacks(k.on)
	if from := k.pcs.Provenance().Effective.From; v.Status != pcs.Unknown || from.IsZero() || !from.Before(lacks.From) {
		return medcode.Period{}
	}
	return lacks
}

// characters adds the words of each character, by the tables of the release or,
// where it has none, by those of the newest that is built in and has the code.
func (k *known) characters(f *facts, code pcs.Code) {
	name := "characters"
	words, ok := k.pcs.Words(code)
	if !ok && !k.pcs.Parts().Tables {
		for _, r := range slices.Backward(slices.Collect(pcsdata.Library().Releases())) {
			if words, ok = r.Words(code); ok {
				name += " (" + r.Provenance().Release + ")"
				break
			}
		}
	}
	if !ok {
		return
	}
	var lines []string
	for i, w := range words {
		lines = append(lines, fmt.Sprintf("%s %s: %s", code.At(i+1), w.Axis, w.Label))
	}
	f.add(name, lines...)
}
