package compile

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/codeword"
)

// codeTables gathers what the version knows of each code.
func (c *compiler) codeTables(files CodeFiles) {
	valid := files.Diagnoses
	if valid == nil {
		valid = externalCauses()
	}
	c.diagnosisTable(valid, files.Diagnoses != nil && !files.Partial)
	c.procedureTable(files.Procedures, files.Procedures != nil && !files.Partial)
	for i := range c.m.NonOR {
		if it := c.m.NonOR[i]; !it.And {
			c.l.NonOR = append(c.l.NonOR, nil)
		} else if len(c.l.NonOR) == 0 {
			continue
		}
		last := len(c.l.NonOR) - 1
		c.l.NonOR[last] = append(c.l.NonOR[last], uint64(codeword.Pack(c.m.NonOR[i].Code)))
	}
}

func (c *compiler) diagnosisTable(valid []cm.Code, retire bool) {
	classes := c.classes(logic.DiagnosisList)
	excluders := c.collections()
	aliveOnly := map[string]bool{}
	for _, it := range c.m.AliveOnly {
		aliveOnly[it.Code] = true
	}
	inFile := map[uint64]bool{}
	for _, code := range valid {
		inFile[code.Key()] = true
	}
	add := func(code string, word uint64) {
		d := logic.Diagnosis{Code: word, Class: classes[word], Excluder: excluders[word], Retired: retire && !inFile[word]}
		if s, ok := c.severeCodes[code]; ok {
			d.Level = logic.CC
			if s.Major {
				d.Level = logic.MCC
			}
			d.AliveOnly = aliveOnly[code]
			d.Collection = c.collectionOf(s)
		}
		c.l.Diagnoses = append(c.l.Diagnoses, d)
	}
	for code := range c.isDiagnosis {
		add(code, uint64(codeword.Pack(code)))
	}
	for _, code := range valid {
		if s := code.Compact(); !c.isDiagnosis[s] {
			add(s, code.Key())
		}
	}
	slices.SortFunc(c.l.Diagnoses, func(a, b logic.Diagnosis) int { return cmp.Compare(a.Code, b.Code) })
}

// classes gives each code of the lists of a kind a number that stands for the
// set of lists that hold it, from 1, and keeps the sets in the logic.
func (c *compiler) classes(kind logic.ListKind) map[uint64]uint16 {
	held := map[uint64][]logic.ListID{}
	for id, l := range c.l.Lists {
		if l.Kind == kind {
			for _, code := range l.Codes {
				held[code] = append(held[code], logic.ListID(id))
			}
		}
	}
	sets := &c.l.DiagnosisClasses
	if kind == logic.ProcedureList {
		sets = &c.l.ProcedureClasses
	}
	return intern(held, sets)
}

// intern numbers the distinct values of m from 1 in the order of its keys, and
// appends them to sets, whose index 0 is the empty one.
func intern[T cmp.Ordered](m map[uint64][]T, sets *[][]T) map[uint64]uint16 {
	keys := make([]uint64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	*sets = append((*sets)[:0], nil)
	number := map[string]uint16{}
	out := make(map[uint64]uint16, len(m))
	for _, k := range keys {
		key := fmt.Sprint(m[k])
		n, ok := number[key]
		if !ok {
			n = uint16(len(*sets))
			number[key] = n
			*sets = append(*sets, m[k])
		}
		out[k] = n
	}
	return out
}

// collections numbers the principal diagnoses by the collections that hold
// them, and writes the collections in those numbers.
func (c *compiler) collections() map[uint64]uint16 {
	c.l.Collections = []logic.Collection{{}}
	held := map[uint64][]uint16{}
	for _, src := range c.m.Exclusions {
		id := uint16(len(c.l.Collections))
		c.l.Collections = append(c.l.Collections, logic.Collection{Number: uint16(src.Number), Place: toPlace(src.Place)})
		for _, it := range src.Items {
			w := uint64(codeword.Pack(it.Code))
			if n := len(held[w]); n == 0 || held[w][n-1] != id {
				held[w] = append(held[w], id)
			}
		}
	}
	var sets [][]uint16
	classes := intern(held, &sets)
	for class, ids := range sets {
		for _, id := range ids {
			c.l.Collections[id].Excluder = append(c.l.Collections[id].Excluder, uint16(class))
		}
	}
	c.l.Excluders = len(sets)
	return classes
}

func (c *compiler) collectionOf(s manual.Severity) uint16 {
	if s.Collection == 0 {
		return 0
	}
	i := slices.IndexFunc(c.m.Exclusions, func(x manual.Collection) bool { return x.Number == s.Collection })
	if i < 0 {
		c.odd(s.Place, "unknown-collection", "Appendix C has no collection %04d", s.Collection)
		return 0
	}
	if n := len(c.m.Exclusions[i].Items); n != s.Count {
		c.odd(s.Place, "collection-count", "collection %04d has %d codes, not the %d printed", s.Collection, n, s.Count)
	}
	return uint16(i + 1)
}

func (c *compiler) procedureTable(valid []pcs.Code, retire bool) {
	classes := c.classes(logic.ProcedureList)
	starred := map[string]bool{} // by Appendix E part 1
	indexed := map[string]bool{}
	for _, e := range c.m.Procedures {
		indexed[e.Code] = true
		starred[e.Code] = starred[e.Code] || e.Star
	}
	for _, h := range c.m.Obstetric { // part 4 adds O.R. procedures that part 1 lacks
		key, _ := c.lex.key(h.Text)
		nonOR := c.lex.headings[key].kind == "list" && key != "OPERATING ROOM PROCEDURES"
		for _, it := range h.Items {
			if !indexed[it.Code] {
				indexed[it.Code] = true
				starred[it.Code] = it.Star || nonOR
			}
		}
	}
	inFile := map[uint64]bool{}
	for _, code := range valid {
		inFile[code.Key()] = true
	}
	for code := range c.isProcedure {
		w := uint64(codeword.Pack(code))
		c.l.Procedures = append(c.l.Procedures, logic.Procedure{Code: w, Class: classes[w],
			OR: (indexed[code] || c.unindexed[code]) && !starred[code], Retired: retire && !inFile[w] && !slices.Contains(c.keep, code)})
	}
	for _, code := range valid {
		if !c.isProcedure[code.String()] {
			c.l.Procedures = append(c.l.Procedures, logic.Procedure{Code: code.Key()})
		}
	}
	slices.SortFunc(c.l.Procedures, func(a, b logic.Procedure) int { return cmp.Compare(a.Code, b.Code) })
}
