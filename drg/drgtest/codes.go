package drgtest

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/rules/mce"
)

// A patient is whom a stay may be of. Neither age nor, but in MDC 12 and 13, sex
// moves the DRG; they are chosen to fit the codes.
type patient struct {
	age int
	sex medcode.Sex
}

// The patients in order of preference, as bits of fit.
var patients = []patient{{67, medcode.Male}, {67, medcode.Female}, {31, medcode.Female}, {31, medcode.Male},
	{9, medcode.Female}, {9, medcode.Male}, {0, medcode.Female}, {0, medcode.Male}}

const anybody = 1<<8 - 1

// A diagnosis is one that the version knows.
type diagnosis struct {
	*logic.Diagnosis
	code    cm.Code
	home    bool  // it belongs to an MDC, so that it may be a principal one
	fit     uint8 // the patients who may have it
	against uint8 // what the Medicare Code Editor has against it as a principal one
}

// An item is a procedure, or a combination of them that counts as one.
type item struct {
	codes   []pcs.Code
	lists   []uint64 // that hold it, as bits
	size    int      // how many they are
	or      bool
	fit     uint8
	against uint8
	same    []int // of a procedure the others in the same lists
}

// Codes are the codes of a version, and those of them that stand for all that
// the logic treats alike, the best first.
type codes struct {
	words      int
	dx         []diagnosis
	dxBits     []uint64 // words for each class
	dxSize     []int    // by class, the lists
	items      []item
	principals []int    // of dx
	secondary  []int    // of dx
	severe     [3][]int // of dx, by level
	treatments []int    // of items
}

// Usual are secondary diagnoses that are tried before others when one of their
// level is wanted: common ones, which few principal diagnoses take.
var usual = []string{"J9601", "N170", "E43", "R6521", "D62", "E871", "N179", "I4820"}

func newCodes(l *logic.Logic, day medcode.Date) codes {
	c := codes{words: (len(l.Lists) + 63) / 64}
	c.dxBits = c.bitsOf(l.DiagnosisClasses)
	c.dxSize = make([]int, len(l.DiagnosisClasses))
	for i, lists := range l.DiagnosisClasses {
		c.dxSize[i] = len(lists)
	}
	v := vetting{editor: mce.Default(), rec: mce.Record{Discharge: day, Status: 1, LengthOfStay: 4}}
	c.addDiagnoses(l, &v)
	c.addProcedures(l, &v)
	c.choose()
	return c
}

func (c *codes) bitsOf(sets [][]logic.ListID) []uint64 {
	all := make([]uint64, c.words*len(sets))
	for i, set := range sets {
		for _, id := range set {
			all[i*c.words+int(id/64)] |= 1 << (id % 64)
		}
	}
	return all
}

func (c *codes) addDiagnoses(l *logic.Logic, v *vetting) {
	var homes []logic.ListID
	for _, ch := range l.Chapters {
		if ch.MDC != 0 {
			homes = append(homes, ch.Assignment)
		}
	}
	for i := range l.Diagnoses {
		d := &l.Diagnoses[i]
		code, err := cm.Parse(codeword.Word(d.Code).String())
		if d.Retired || err != nil {
			continue
		}
		fit, against := v.diagnosis(codeword.Word(d.Code).String())
		c.dx = append(c.dx, diagnosis{d, code, c.dxIn(d.Class, homes), fit, against})
	}
}

func (c *codes) addProcedures(l *logic.Logic, v *vetting) {
	bits := c.bitsOf(l.ProcedureClasses)
	at := make(map[uint64]int, len(l.Procedures))
	for i := range l.Procedures {
		p := &l.Procedures[i]
		text := codeword.Word(p.Code).String()
		code, err := pcs.Parse(text)
		if p.Retired || err != nil {
			continue
		}
		at[p.Code] = len(c.items)
		fit, against := v.procedure(text)
		c.items = append(c.items, item{codes: []pcs.Code{code}, lists: bits[int(p.Class)*c.words:][:c.words],
			size: len(l.ProcedureClasses[p.Class]), or: p.OR, fit: fit, against: against})
	}
	for i := range l.Clusters {
		if x, ok := c.clusterOf(l, i, at); ok {
			c.items = append(c.items, x)
		}
	}
}

// clusterOf returns a cluster as an item, if the version knows all its codes.
func (c *codes) clusterOf(l *logic.Logic, i int, at map[uint64]int) (item, bool) {
	x := item{lists: make([]uint64, c.words), or: true, fit: anybody}
	for _, code := range l.Clusters[i].Codes {
		k, ok := at[code]
		if !ok {
			return x, false
		}
		m := &c.items[k]
		x.codes = append(x.codes, m.codes[0])
		x.fit &= m.fit
		x.against = max(x.against, m.against)
		for w, b := range m.lists {
			x.lists[w] |= b
		}
	}
	for id := range l.Lists {
		if slices.Contains(l.Lists[id].Clusters, uint16(i)) {
			x.lists[id/64] |= 1 << (id % 64)
			x.size++
		}
	}
	return x, true
}

// choose finds the codes that stand for all alike.
func (c *codes) choose() {
	type likeDiagnosis struct {
		class, collection uint16
		level             uint8
	}
	byRank := make([]int, len(c.dx))
	rank := make([]int, len(c.dx))
	for i := range byRank {
		byRank[i], rank[i] = i, len(usual)
		if k := slices.Index(usual, codeword.Word(c.dx[i].Code).String()); k >= 0 {
			rank[i] = k
		}
	}
	slices.SortStableFunc(byRank, func(i, k int) int {
		a, b := &c.dx[i], &c.dx[k]
		return cmp.Or(cmp.Compare(rank[i], rank[k]), cmp.Compare(b.fit&1, a.fit&1), cmp.Compare(b.fit, a.fit),
			cmp.Compare(c.dxSize[a.Class], c.dxSize[b.Class]))
	})
	seen := map[likeDiagnosis]bool{}
	once := func(k likeDiagnosis) bool {
		first := !seen[k]
		seen[k] = true
		return first
	}
	for _, i := range byRank {
		if d := &c.dx[i]; once(likeDiagnosis{d.Class, 0, d.Level + 10}) {
			c.secondary = append(c.secondary, i)
		}
		if d := &c.dx[i]; d.Level > 0 && once(likeDiagnosis{d.Class, d.Collection, d.Level}) {
			c.severe[d.Level] = append(c.severe[d.Level], i)
		}
	}
	slices.SortStableFunc(byRank, func(i, k int) int {
		a, b := &c.dx[i], &c.dx[k]
		return cmp.Or(cmp.Compare(a.against, b.against), cmp.Compare(b.fit&1, a.fit&1),
			cmp.Compare(c.dxSize[a.Class], c.dxSize[b.Class]), cmp.Compare(i, k))
	})
	for _, i := range byRank {
		if d := &c.dx[i]; d.home && once(likeDiagnosis{d.Class, 0, 20}) {
			c.principals = append(c.principals, i)
		}
	}
	c.chooseItems()
}

func (c *codes) chooseItems() {
	order := make([]int, len(c.items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int {
		a, b := &c.items[i], &c.items[k]
		return cmp.Or(cmp.Compare(len(a.codes), len(b.codes)), cmp.Compare(a.against, b.against),
			cmp.Compare(b.fit&1, a.fit&1), cmp.Compare(a.size, b.size))
	})
	type alike struct {
		lists *uint64
		or    bool
	}
	first := map[alike]int{}
	for _, i := range order {
		x := &c.items[i]
		if len(x.codes) > 1 {
			c.treatments = append(c.treatments, i)
			continue
		}
		k := alike{&x.lists[0], x.or}
		if f, ok := first[k]; ok {
			c.items[f].same = append(c.items[f].same, i)
			continue
		}
		first[k] = i
		c.treatments = append(c.treatments, i)
	}
}

func anyOf(set []uint64, lists []logic.ListID) bool {
	for _, id := range lists {
		if set[id/64]&(1<<(id%64)) != 0 {
			return true
		}
	}
	return false
}

func (c *codes) dxIn(class uint16, lists []logic.ListID) bool {
	return anyOf(c.dxBits[int(class)*c.words:][:c.words], lists)
}

// A vetting asks the Medicare Code Editor about single codes.
type vetting struct {
	editor *mce.Release
	rec    mce.Record
	answer mce.Answer
}

// diagnosis returns the patients that a diagnosis fits, and what is said against
// it as a principal one: 2 for what it may not be, 1 for what is doubtful.
func (v *vetting) diagnosis(code string) (fit, against uint8) {
	v.rec.Diagnoses, v.rec.Procedures = []string{code}, nil
	var e mce.Edits
	for i := range patients {
		v.edit(i)
		e = v.answer.Diagnoses[0]
		conflict := e.Has(mce.AgeConflict) || e.Has(mce.SexConflict)
		if !conflict {
			fit |= 1 << i
		}
		if i == 0 {
			against = objection(e)
			if !conflict {
				fit = v.others(fit)
			}
		}
		if i == 0 && !conflict && fit == anybody {
			break
		}
	}
	return fit, against
}

// others completes the fit of a code that fits the first patient: most codes
// with a rule of age or sex are known by the newborn girl, the rest asked one by one.
func (v *vetting) others(fit uint8) uint8 {
	v.edit(6)
	if e := v.answer.Diagnoses[0]; e.Has(mce.AgeConflict) || e.Has(mce.SexConflict) {
		return fit
	}
	return anybody
}

func objection(e mce.Edits) uint8 {
	switch {
	case e.Has(mce.UnacceptablePrincipal), e.Has(mce.ManifestationAsPrincipal), e.Has(mce.ExternalCauseAsPrincipal), e.Has(mce.InvalidCode):
		return 2
	case e.Has(mce.QuestionableAdmission), e.Has(mce.QuestionableObstetric), e.Has(mce.RequiresSecondary), e.Has(mce.Unspecified):
		return 1
	}
	return 0
}

func (v *vetting) edit(patient int) {
	v.rec.Age, v.rec.Sex = patients[patient].age, patients[patient].sex
	v.editor.EditInto(&v.answer, &v.rec)
}

// procedure returns the patients that a procedure fits, and whether Medicare
// doesn't cover it (2), or only in some hospitals (1).
func (v *vetting) procedure(code string) (fit, against uint8) {
	v.rec.Diagnoses, v.rec.Procedures = []string{"I10"}, []string{code}
	for i := range 2 { // of age nothing is asked
		v.edit(i)
		e := v.answer.Procedures[0]
		if !e.Has(mce.SexConflict) {
			for k, p := range patients {
				if p.sex == patients[i].sex {
					fit |= 1 << k
				}
			}
		}
		switch {
		case e.Has(mce.InvalidCode), e.Has(mce.NonCovered):
			against = 2
		case e.Has(mce.LimitedCoverage):
			against = max(against, 1)
		}
	}
	return fit, against
}
