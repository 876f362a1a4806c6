package drg

import (
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode/internal/codeword"
)

// eachFamily calls f for all families.
func (l *logic) eachFamily(f func(*family)) {
	each := func(all []family) {
		for i := range all {
			f(&all[i])
		}
	}
	for i := range l.chapters {
		each(l.chapters[i].surgical)
		each(l.chapters[i].medical)
	}
	each(l.hoisted)
	each(l.unrelated)
}

// eachCond calls f for all conditions of the family.
func (f *family) eachCond(do func(*cond)) {
	f.base.eachOp(do)
	for i := range f.conds {
		f.conds[i].eachOp(do)
	}
}

// eachOp calls f for k and all conditions below it.
func (k *cond) eachOp(f func(*cond)) {
	f(k)
	for i := range k.kids {
		k.kids[i].eachOp(f)
	}
}

// eachList calls f for the lists of k and of its kids.
func (k *cond) eachList(f func(listID)) {
	for _, id := range k.lists {
		f(id)
	}
	for i := range k.kids {
		k.kids[i].eachList(f)
	}
}

// asks reports whether f has a condition of a kind.
func (f *family) asks(op op) bool {
	found := false
	f.eachCond(func(k *cond) { found = found || k.op == op })
	return found
}

// needsProcedure reports whether f can't hold without a procedure, or without
// one in a list.
func (f *family) needsProcedure(listed bool) bool {
	if f.base.needsProcedure(listed) {
		return true
	}
	for i := range f.rows {
		needs := false
		for _, c := range f.rows[i].cells {
			needs = needs || c.yes && f.conds[c.cond].needsProcedure(listed)
		}
		if !needs {
			return false
		}
	}
	return true
}

func (k *cond) needsProcedure(listed bool) bool {
	switch k.op {
	case opAnyOR, opExtensive:
		return !listed
	case opProcedure:
		return true
	case opOccurs, opSum:
		return k.n > 0
	case opAnd:
		for i := range k.kids {
			if k.kids[i].needsProcedure(listed) {
				return true
			}
		}
	case opOr:
		for i := range k.kids {
			if !k.kids[i].needsProcedure(listed) {
				return false
			}
		}
		return true
	}
	return false
}

func clusterCodes(words []uint64) []string {
	var out []string
	for _, c := range words {
		out = append(out, codeword.Word(c).String())
	}
	return out
}

// holds reports whether a row of f leads to a DRG.
func (f *family) holds(n Number) bool {
	return slices.ContainsFunc(f.rows, func(r row) bool { return r.drg == n })
}

// compareVersions compares "40" and "41.1" as numbers.
func compareVersions(a, b string) int {
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
