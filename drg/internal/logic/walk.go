package logic

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode/internal/codeword"
)

// eachFamily calls f for all families.
func (l *Logic) EachFamily(f func(*Family)) {
	each := func(all []Family) {
		for i := range all {
			f(&all[i])
		}
	}
	for i := range l.Chapters {
		each(l.Chapters[i].Surgical)
		each(l.Chapters[i].Medical)
	}
	each(l.Hoisted)
	each(l.Unrelated)
}

// eachCond calls f for all conditions of the family.
func (f *Family) EachCond(do func(*Cond)) {
	f.Base.EachOp(do)
	for i := range f.Conds {
		f.Conds[i].EachOp(do)
	}
}

// eachOp calls f for k and all conditions below it.
func (k *Cond) EachOp(f func(*Cond)) {
	f(k)
	for i := range k.Kids {
		k.Kids[i].EachOp(f)
	}
}

// eachList calls f for the lists of k and of its kids.
func (k *Cond) EachList(f func(ListID)) {
	for _, id := range k.Lists {
		f(id)
	}
	for i := range k.Kids {
		k.Kids[i].EachList(f)
	}
}

// asks reports whether f has a condition of a kind.
func (f *Family) Asks(op Op) bool {
	found := false
	f.EachCond(func(k *Cond) { found = found || k.Op == op })
	return found
}

// needsProcedure reports whether f can't hold without a procedure, or without
// one in a list.
func (f *Family) NeedsProcedure(listed bool) bool {
	if f.Base.NeedsProcedure(listed) {
		return true
	}
	for i := range f.Rows {
		needs := false
		for _, c := range f.Rows[i].Cells {
			needs = needs || c.Yes && f.Conds[c.Cond].NeedsProcedure(listed)
		}
		if !needs {
			return false
		}
	}
	return true
}

func (k *Cond) NeedsProcedure(listed bool) bool {
	switch k.Op {
	case OpAnyOR, OpExtensive:
		return !listed
	case OpProcedure:
		return true
	case OpOccurs, OpSum:
		return k.N > 0
	case OpAnd:
		for i := range k.Kids {
			if k.Kids[i].NeedsProcedure(listed) {
				return true
			}
		}
	case OpOr:
		for i := range k.Kids {
			if !k.Kids[i].NeedsProcedure(listed) {
				return false
			}
		}
		return true
	}
	return false
}

func ClusterCodes(words []uint64) []string {
	var out []string
	for _, c := range words {
		out = append(out, codeword.Word(c).String())
	}
	return out
}

// holds reports whether a row of f leads to a DRG.
func (f *Family) Holds(n int) bool {
	return slices.ContainsFunc(f.Rows, func(r Row) bool { return r.DRG == n })
}

// compareVersions compares "40" and "41.1" as numbers.
func CompareVersions(a, b string) int {
	am, an, _ := strings.Cut(a, ".")
	bm, bn, _ := strings.Cut(b, ".")
	if d := versionPart(am) - versionPart(bm); d != 0 {
		return d
	}
	return versionPart(an) - versionPart(bn)
}

func versionPart(s string) int {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

// SeverityOf returns the N of the OpSeverity in k, or 0.
func SeverityOf(k *Cond) int {
	if k.Op == OpSeverity {
		return k.N
	}
	if k.Op == OpOr && k.Kids[0].Op == OpSeverity {
		return k.Kids[0].N
	}
	return 0
}

// Diagnosis returns what the version knows of a code of ICD-10-CM, or nil.
func (l *Logic) Diagnosis(code uint64) *Diagnosis {
	k, ok := slices.BinarySearchFunc(l.Diagnoses, code, func(d Diagnosis, code uint64) int { return cmp.Compare(d.Code, code) })
	if !ok || l.Diagnoses[k].Retired {
		return nil
	}
	return &l.Diagnoses[k]
}

// Procedure returns what the version knows of a code of ICD-10-PCS, or nil.
func (l *Logic) Procedure(code uint64) *Procedure {
	k, ok := slices.BinarySearchFunc(l.Procedures, code, func(p Procedure, code uint64) int { return cmp.Compare(p.Code, code) })
	if !ok || l.Procedures[k].Retired {
		return nil
	}
	return &l.Procedures[k]
}
