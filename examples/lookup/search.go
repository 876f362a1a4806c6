package main

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/words"
	"github.com/medcode/medcode/icd10/words/wordsdata"
)

// search finds words in the releases, and in the titles of the DRGs, which are
// built in.
func (k *known) search(query string, most int) page {
	p := page{Query: query, On: k.on}
	var procedures []words.Procedure
	var titles []hit
	var searching sync.WaitGroup
	searching.Go(func() {
		if f := k.procedureFinder(); f != nil {
			procedures = f.Find(query, most)
		}
		titles = slices.Concat(titles9(k.diagnoses9(), query, most), titles9(k.procedures9(), query, most), k.titles(query, most))
	})
	if f := k.finder(); f != nil {
		for _, a := range f.Find(query, most) {
			p.Hits = append(p.Hits, diagnosisHit(a))
		}
	}
	searching.Wait()
	for _, a := range procedures {
		if a.Score >= likely || len(p.Hits) == 0 {
			p.Hits = append(p.Hits, hit{System: "ICD-10-PCS", Code: a.Entry.Code.String(), Text: a.Entry.Long, Score: a.Score})
		}
	}
	p.Hits = append(p.Hits, titles...)
	if len(p.Hits) == 0 {
		p.Note = "not found"
		if k.cm == nil {
			p.Note += " among the titles of the DRGs; for others point -release at release files"
		}
	}
	return p
}

// likely is the score from which a procedure is worth telling beside diagnoses.
const likely = 0.5

// sure is the score from which a code is meant by what looks like another.
const sure = 0.8

// abbreviation finds the diagnoses that a text which looks like a code may mean.
func (k *known) abbreviation(query string, most int) []hit {
	var hits []hit
	if f := k.finder(); f != nil {
		for _, a := range f.Find(query, most) {
			if len(hits) == 0 && a.Score < sure {
				break
			}
			hits = append(hits, diagnosisHit(a))
		}
	}
	return hits
}

func diagnosisHit(a words.Answer) hit {
	return hit{System: "ICD-10-CM", Code: a.Entry.Name(), Text: a.Entry.Title(), Why: a.Why, Assumed: a.Assumed, Score: a.Score}
}

// finder returns the finder of diagnoses for the date: the embedded one where
// its release is the one, else one that is made of the releases at hand.
func (k *known) finder() *words.Finder {
	if k.cm == nil {
		return nil
	}
	if k.diagnosesByWords == nil {
		if f := wordsdata.Finder(); f.Release() == k.cm {
			k.diagnosesByWords = f
		} else {
			k.diagnosesByWords = words.New(k.cm, words.Options{Older: newestFirst(k.cms)})
		}
	}
	return k.diagnosesByWords
}

func (k *known) procedureFinder() *words.ProcedureFinder {
	if k.pcs == nil {
		return nil
	}
	if k.proceduresByWords == nil {
		if f := wordsdata.Procedures(); f.Release() == k.pcs {
			k.proceduresByWords = f
		} else {
			k.proceduresByWords = words.NewProcedures(k.pcs)
		}
	}
	return k.proceduresByWords
}

// newestFirst returns the releases with the newest first: their indexes serve
// where a later one has none.
func newestFirst(releases []*cm.Release) []*cm.Release {
	all := slices.Clone(releases)
	slices.SortStableFunc(all, func(a, b *cm.Release) int {
		return b.Provenance().Effective.From.Compare(a.Provenance().Effective.From)
	})
	return all
}

// titles9 finds the codes of a list of ICD-9-CM whose titles have all the words.
func titles9[V icd9.Volume](l *icd9.List[V], query string, most int) []hit {
	if l == nil {
		return nil
	}
	// Mostly none has; to look is faster than to make the index of a search.
	any := false
	for _, e := range l.All() {
		if any = hasAll(cmp.Or(e.Long, e.Short), query); any {
			break
		}
	}
	if !any {
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
