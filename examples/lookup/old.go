package main

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/gem"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/mce"
)

// mapped adds what a diagnosis of ICD-10-CM was before, by the General
// Equivalence Mappings.
func (k *known) mapped(f *facts, code cm.Code) {
	if k.gem != nil {
		mappings(f, "ICD-9-CM", code, k.gem.DiagnosesBack, k.gem.Diagnoses, k.titleOf9)
	}
}

// mappings adds the answers of a map for a code, and the codes that the map
// the other way translates to it.
func mappings[S gem.Code[S], T gem.Code[T]](f *facts, to string, code S, m *gem.Map[S, T], back *gem.Map[T, S], title func(T) string) {
	if e, ok := m.Lookup(code); ok {
		var lines []string
		if e.NoMap() {
			lines = append(lines, "no equivalent")
		}
		n := 0
		for codes := range e.Alternatives() {
			if n++; n > mostAlternatives {
				lines = append(lines, fmt.Sprintf("… %d alternatives in all", e.CountAlternatives()))
				break
			}
			lines = append(lines, together(codes, title))
		}
		f.add("to "+to, lines...)
	}
	var lines []string
	for c := range back.Sources(code) {
		if len(lines) == mostAlternatives {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%v %s", c, title(c))))
	}
	f.add("from "+to, lines...)
}

// mostAlternatives is how many answers of a map a page shows.
const mostAlternatives = 12

// together writes the codes that stand for another together.
func together[T any](codes []T, title func(T) string) string {
	var all []string
	for _, c := range codes {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%v %s", c, title(c))))
	}
	return strings.Join(all, " + ")
}

func (k *known) titleOf9(c icd9.Diagnosis) string { return titleIn(k.diagnoses9(), c) }

func (k *known) titleOfOldProcedure(c icd9.Procedure) string { return titleIn(k.procedures9(), c) }

func titleIn[V icd9.Volume](l *icd9.List[V], c icd9.Code[V]) string {
	if l == nil {
		return ""
	}
	x, _ := l.Lookup(c)
	if x.Long == "" {
		return x.Short
	}
	return x.Long
}

func (k *known) diagnoses9() *icd9.List[icd9.Volume1] {
	if k.icd9 == nil {
		return nil
	}
	return k.icd9.Diagnoses
}

func (k *known) procedures9() *icd9.List[icd9.Volume3] {
	if k.icd9 == nil {
		return nil
	}
	return k.icd9.Procedures
}

func (k *known) titleOfCM(c cm.Code) string {
	if k.cm == nil {
		return ""
	}
	if x, ok := k.cm.Lookup(c); ok {
		return x.Title()
	}
	return ""
}

func (k *known) titleOfPCS(c pcs.Code) string {
	if k.pcs == nil {
		return ""
	}
	x, _ := k.pcs.Lookup(c)
	return x.Long
}

// oldCodes is the pages of ICD-9-CM, diagnoses and procedures. Codes without
// their dot may be of either.
func oldCodes(k *known, query string) []entry {
	var all []entry
	if c, err := icd9.ParseDiagnosis(query); err == nil {
		e, ok := old(k, "ICD-9-CM diagnosis", c, k.diagnoses9(), mce.ICD9Diagnoses)
		if k.gem != nil {
			_, mapped := k.gem.Diagnoses.Lookup(c)
			ok = ok || mapped
			mappings(&e.Facts, "ICD-10-CM", c, k.gem.Diagnoses, k.gem.DiagnosesBack, k.titleOfCM)
		}
		if ok {
			k.comorbid(&e.Facts, research.CM9(c))
			all = append(all, e)
		}
	}
	if c, err := icd9.ParseProcedure(query); err == nil {
		e, ok := old(k, "ICD-9-CM procedure", c, k.procedures9(), mce.ICD9Procedures)
		if k.gem != nil {
			_, mapped := k.gem.Procedures.Lookup(c)
			ok = ok || mapped
			mappings(&e.Facts, "ICD-10-PCS", c, k.gem.Procedures, k.gem.ProceduresBack, k.titleOfPCS)
		}
		if ok {
			all = append(all, e)
		}
	}
	return all
}

// old describes a code of ICD-9-CM by its list and the editor's table, which
// ends with September 2015.
func old[V icd9.Volume](k *known, system string, c icd9.Code[V], l *icd9.List[V], list mce.List) (e entry, ok bool) {
	e = entry{System: system, Code: c.String(), Title: titleIn(l, c)}
	ok = e.Title != ""
	if l != nil {
		v := l.Check(c.String())
		e.Facts.addf("status", "%s (version %s)", v.Status, k.icd9.Provenance().Release)
		var below []string
		for _, d := range l.Children(c) {
			below = append(below, strings.TrimSpace(d.String()+" "+titleIn(l, d)))
		}
		ok = ok || len(below) > 0
		e.Facts.add("divided into", below...)
	}
	for row := range k.editor.Rows(list) {
		if row.Code == c.Compact() {
			ok = true
			e.Facts.add("code editor", flagged(row))
		}
	}
	if ok && c.Chapter().Title != "" {
		e.Facts.add("chapter", c.Chapter().Title)
	}
	return e, ok
}
