package drg

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/internal/logic"
)

// What Group asks of the chapters and families, beside what the logic says.

// A chapter is an MDC as Group goes through it.
type chapter struct {
	*logic.Chapter
	surgical []family
	medical  []family
	early    []int    // the medical families tried before the unrelated procedures
	asked    []uint64 // the lists without which no surgical family holds; nil if one may
}

// A family is a decision table as Group tries it.
type family struct {
	logic.Family
	procedural bool  // can't hold without a procedure
	asked      []int // by row, how much its cells want to hold
}

func (g *Grouper) families(all []logic.Family) []family {
	out := make([]family, len(all))
	for i := range all {
		f := &out[i]
		f.Family = all[i]
		f.procedural = f.NeedsProcedure(false) && !f.Asks(logic.OpStatus) && !f.Asks(logic.OpAlive)
		f.asked = make([]int, len(f.Rows))
		for k := range f.Rows {
			f.asked[k] = weigh(g.l, &f.Family, &f.Rows[k])
		}
	}
	return out
}

// plan lays out the chapters, and finds the MDCs that each class of principal
// diagnoses belongs to.
func (g *Grouper) plan() {
	l := g.l
	g.hoisted, g.unrelated = g.families(l.Hoisted), g.families(l.Unrelated)
	g.chapters = make([]chapter, len(l.Chapters))
	g.homesOf = make([][]home, len(l.DiagnosisClasses))
	for i := range l.Chapters {
		ch := &g.chapters[i]
		ch.Chapter = &l.Chapters[i]
		ch.surgical, ch.medical = g.families(ch.Surgical), g.families(ch.Medical)
		ch.asked = g.askedBy(ch.surgical)
		for k := range ch.medical {
			if ch.medical[k].BeforeUnrelated {
				ch.early = append(ch.early, k)
			}
		}
		if ch.Entry != nil {
			g.withEntry = append(g.withEntry, ch)
		}
		g.byMDC[ch.MDC] = ch
		for class, lists := range l.DiagnosisClasses {
			if ch.MDC != 0 && slices.Contains(lists, ch.Assignment) {
				g.homesOf[class] = append(g.homesOf[class], home{ch.MDC, ch.openTo(lists)})
			}
		}
	}
}

// askedBy returns the lists of procedures that the families ask for, or nil if
// one of them may hold without a procedure in a list, or asks for the discharge
// status, which shows if it is not valid.
func (g *Grouper) askedBy(families []family) []uint64 {
	asked := make([]uint64, g.words)
	for i := range families {
		if f := &families[i]; !f.NeedsProcedure(true) || f.Asks(logic.OpStatus) || f.Asks(logic.OpAlive) {
			return nil
		}
		families[i].EachCond(func(k *logic.Cond) {
			for _, id := range k.Lists {
				asked[id/64] |= 1 << (id % 64)
			}
		})
	}
	return asked
}

// A home is an MDC that a principal diagnosis belongs to, with the medical
// families, as indexes, that it doesn't rule out.
type home struct {
	mdc     int
	medical []int
}

// openTo returns the medical families that a principal diagnosis in these lists
// doesn't rule out.
func (ch *chapter) openTo(lists []logic.ListID) []int {
	var open []int
	for i := range ch.medical {
		if !ruledOut(&ch.medical[i].Base, lists) {
			open = append(open, i)
		}
	}
	return open
}

// ruledOut reports whether k can't hold with a principal diagnosis in these
// lists, and that shows before it asks for the discharge status.
func ruledOut(k *logic.Cond, lists []logic.ListID) bool {
	switch k.Op {
	case logic.OpPrincipal:
		return !slices.ContainsFunc(k.Lists, func(id logic.ListID) bool { return slices.Contains(lists, id) })
	case logic.OpAnd:
		return ruledOut(&k.Kids[0], lists)
	case logic.OpOr:
		return !slices.ContainsFunc(k.Kids, func(kid logic.Cond) bool { return !ruledOut(&kid, lists) })
	}
	return false
}

// ownMDC returns the MDC of a principal diagnosis among its homes, and whether
// the patient's sex tells which. A few diagnoses belong to the male or to the
// female reproductive system by it.
func (g *Grouper) ownMDC(homes []home, sex medcode.Sex) (mdc int, ok bool) {
	if len(homes) == 1 {
		return homes[0].mdc, true
	}
	if sex != medcode.SexUnknown {
		for _, want := range []medcode.Sex{sex, medcode.SexUnknown} {
			for _, h := range homes {
				if g.byMDC[h.mdc].Sex == want {
					return h.mdc, true
				}
			}
		}
	}
	return slices.MaxFunc(homes, func(a, b home) int { return cmp.Compare(a.mdc, b.mdc) }).mdc, false
}
