package compile

import (
	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
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
		c.l.NonOR[last] = append(c.l.NonOR[last], pack(c.m.NonOR[i].Code))
	}
}

func (c *compiler) diagnosisTable(valid []cm.Code, retire bool) {
	for _, code := range valid {
		c.codes.marks[c.codes.number(code.Key())] |= ofTheYear
	}
	for _, it := range c.m.AliveOnly {
		c.codes.mark(it.Code, aliveOnly)
	}
	excluders := c.collections()
	classes := c.classes(logic.DiagnosisList)
	all := c.codes.inOrder(diagnosis | ofTheYear)
	c.l.Diagnoses = make([]logic.Diagnosis, 0, len(all))
	for _, n := range all {
		is := c.codes.marks[n]
		d := logic.Diagnosis{Code: c.codes.words[n], Class: classes[n], Excluder: excluders[n], Retired: retire && is&ofTheYear == 0}
		if s := c.severityOf(n); s != nil {
			d.Level = logic.CC
			if s.Major {
				d.Level = logic.MCC
			}
			d.AliveOnly = is&aliveOnly != 0
			d.Collection = c.collectionOf(s)
		}
		c.l.Diagnoses = append(c.l.Diagnoses, d)
	}
	for n := range c.codes.marks {
		c.codes.marks[n] &^= ofTheYear
	}
}

// classes gives each code of the lists of a kind a number that stands for the
// set of lists that hold it, from 1, and keeps the sets in the logic.
func (c *compiler) classes(kind logic.ListKind) (class []uint16) {
	var held relation[logic.ListID]
	for id, l := range c.l.Lists {
		if l.Kind == kind {
			for _, code := range l.Codes {
				held.add(c.codes.number(code), logic.ListID(id))
			}
		}
	}
	sets := &c.l.DiagnosisClasses
	if kind == logic.ProcedureList {
		sets = &c.l.ProcedureClasses
	}
	class, *sets = held.intern(&c.codes)
	return class
}

// collections numbers the principal diagnoses by the collections that hold
// them, and writes the collections in those numbers.
func (c *compiler) collections() (class []uint16) {
	c.l.Collections = []logic.Collection{{}}
	c.collection = map[int]uint16{}
	var held relation[uint16]
	var last []uint16 // of each code, the last collection that has it
	for _, src := range c.m.Exclusions {
		id := uint16(len(c.l.Collections))
		c.l.Collections = append(c.l.Collections, logic.Collection{Number: uint16(src.Number), Place: toPlace(src.Place)})
		if c.collection[src.Number] == 0 {
			c.collection[src.Number] = id
		}
		for _, it := range src.Items {
			n := c.codes.number(pack(it.Code))
			if n >= len(last) {
				last = append(last, make([]uint16, len(c.codes.words)-len(last))...)
			}
			if last[n] != id {
				last[n] = id
				held.add(n, id)
			}
		}
	}
	class, sets := held.intern(&c.codes)
	for class, ids := range sets {
		for _, id := range ids {
			c.l.Collections[id].Excluder = append(c.l.Collections[id].Excluder, uint16(class))
		}
	}
	c.l.Excluders = len(sets)
	return class
}

func (c *compiler) collectionOf(s *manual.Severity) uint16 {
	if s.Collection == 0 {
		return 0
	}
	id := c.collection[s.Collection]
	if id == 0 {
		c.odd(s.Place, manual.KindUnknownCollection, "Appendix C has no collection %04d", s.Collection)
		return 0
	}
	if n := len(c.m.Exclusions[id-1].Items); n != s.Count {
		c.odd(s.Place, manual.KindCollectionCount, "collection %04d has %d codes, not the %d printed", s.Collection, n, s.Count)
	}
	return id
}

func (c *compiler) procedureTable(valid []pcs.Code, retire bool) {
	for _, code := range valid {
		c.codes.marks[c.codes.number(code.Key())] |= ofTheYear
	}
	classes := c.classes(logic.ProcedureList)
	all := c.codes.inOrder(procedure | ofTheYear)
	c.l.Procedures = make([]logic.Procedure, 0, len(all))
	for _, n := range all {
		p := logic.Procedure{Code: c.codes.words[n]}
		if is := c.codes.marks[n]; is&procedure != 0 {
			p.Class = classes[n]
			p.OR = is&(indexed|unindexed) != 0 && is&starred == 0
			p.Retired = retire && is&(ofTheYear|stays) == 0
		}
		c.l.Procedures = append(c.l.Procedures, p)
	}
}
