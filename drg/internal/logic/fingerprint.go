package logic

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// Fingerprint returns the SHA-256 of what l says of stays: of its binary form
// without the places, the source and the findings, which the same logic, printed
// on other lines, has otherwise, and without the lists that nothing asks for.
func Fingerprint(l *Logic) [sha256.Size]byte {
	var plain bytes.Buffer
	(&coder{w: &plain, bare: true}).logic(asked(l))
	return sha256.Sum256(plain.Bytes())
}

// asked returns a copy of l with the lists alone that something asks for.
func asked(l *Logic) *Logic {
	var plain bytes.Buffer
	(&coder{w: &plain}).logic(l)
	out := &Logic{}
	(&coder{r: plain.Bytes()}).logic(out)

	used := make([]bool, len(out.Lists))
	out.eachAsked(func(id *ListID) { used[*id] = true })
	as := make([]ListID, len(out.Lists)) // what the lists that are used are called without the others
	var lists []List
	for id := range out.Lists {
		if used[id] {
			as[id] = ListID(len(lists))
			lists = append(lists, out.Lists[id])
		}
	}
	out.Lists = lists
	out.eachAsked(func(id *ListID) { *id = as[*id] })

	classes := func(sets *[][]ListID) (class func(uint16) uint16) {
		was := *sets
		*sets = nil
		known := map[string]uint16{}
		met := map[uint16]uint16{}
		class = func(n uint16) uint16 {
			if k, ok := met[n]; ok {
				return k
			}
			var set []ListID
			for _, id := range was[n] {
				if used[id] {
					set = append(set, as[id])
				}
			}
			key := fmt.Sprint(set)
			if _, ok := known[key]; !ok {
				known[key] = uint16(len(*sets))
				*sets = append(*sets, set)
			}
			met[n] = known[key]
			return met[n]
		}
		class(0) // the empty one
		return class
	}
	class := classes(&out.DiagnosisClasses)
	for i := range out.Diagnoses {
		out.Diagnoses[i].Class = class(out.Diagnoses[i].Class)
	}
	class = classes(&out.ProcedureClasses)
	for i := range out.Procedures {
		out.Procedures[i].Class = class(out.Procedures[i].Class)
	}
	return out
}

// eachAsked calls f for what names a list.
func (l *Logic) eachAsked(f func(*ListID)) {
	all := func(ids []ListID) {
		for i := range ids {
			f(&ids[i])
		}
	}
	l.EachFamily(func(x *Family) { x.EachCond(func(k *Cond) { all(k.Lists) }) })
	for i := range l.Chapters {
		f(&l.Chapters[i].Assignment)
		if e := l.Chapters[i].Entry; e != nil {
			e.EachOp(func(k *Cond) { all(k.Lists) })
		}
	}
	for i := range l.HACs {
		h := &l.HACs[i]
		f(&h.Secondary)
		if h.Has.Additional {
			f(&h.Additional)
		}
		if h.Has.Procedures {
			f(&h.Procedures)
		}
		if h.Has.Principal {
			f(&h.Principal)
		}
	}
	f(&l.NonExtensive)
	for i := range l.LogicCodes {
		all(l.LogicCodes[i].Lists)
	}
	for i := range l.LogicLabels {
		all(l.LogicLabels[i].Lists)
	}
}
