package drg

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/internal/logic"
)

// The logic laid out for Group: lists are bits of sets, and what can be told of a
// family before there is a stay is told.

// A chapter is an MDC as Group goes through it.
type chapter struct {
	*logic.Chapter
	entry    *cond
	surgical []family
	gates    []gate // of surgical
	medical  []family
	early    []int  // the medical families tried before the unrelated procedures
	asked    []mask // the lists without which no surgical family holds
	open     bool   // one may hold without
}

// A gate is what lets a stay through to a family, the next that isn't listed or
// has a list of mask. What a chapter asks of each family lies together, so that
// most of the families aren't looked at.
type gate struct {
	mask
	family int32
	listed bool
}

// A family is a decision table as Group tries it.
type family struct {
	*logic.Family
	base       cond
	conds      []cond
	marks      bool // its base has something to mark
	rows       []row
	settled    *[3]settled // by level, where a level tells the row
	mdc        int
	rest       bool   // takes what the families before it left
	procedural bool   // can't hold without a procedure
	listed     bool   // can't hold without a procedure in one of the lists asked
	asked      []mask // the lists of its conditions
}

// A row leads to a DRG.
type row struct {
	drg        int
	cells      []cell
	hide, show bool    // of the severity, see [logic.Row]
	own        []mask  // the lists whose codes have no level in the DRG (Appendix C part 3)
	weight     int     // how much its cells want to hold
	marks      bool    // its cells have something to mark
	rivals     bool    // another row of the DRG wants as much, or more
	sum        *cond   // the first of the sums that it asks for
	beside     []*cond // what is counted together with what it asks for, and it doesn't ask for
}

// A settled row is the one that a level of the secondary diagnoses leads to, and
// the severity to show for it.
type settled struct {
	row   *row
	shown Level
}

// A cell asks that a condition holds, or that it doesn't.
type cell struct {
	cond     *cond
	yes      bool
	severity int  // the level that it asks for, see [logic.SeverityOf]
	decides  bool // the row needs it to lead to its DRG
	alone    bool // it counts codes of lists that another cell asks for by themselves
	within   bool // its lists are part of those of another cell
}

// A cond is a condition as Group asks it.
type cond struct {
	op    logic.Op
	more  bool // in is more than one
	n     int
	one   mask   // the first of in
	in    []mask // the lists together
	lists []int  // each, as a bit
	set   []int
	kids  []cond
	names []logic.ListID // the lists as the logic numbers them, in the order of lists
}

// plan lays out the chapters, and finds the MDCs that each class of principal
// diagnoses belongs to.
func (g *Grouper) plan() {
	l := g.l
	g.hoisted, g.unrelated = g.families(l.Hoisted), g.families(l.Unrelated)
	g.chapters = make([]chapter, len(l.Chapters))
	g.principals = make([]principal, len(l.DiagnosisClasses))
	for i := range l.Chapters {
		ch := &g.chapters[i]
		ch.Chapter = &l.Chapters[i]
		ch.surgical, ch.medical = g.families(ch.Surgical), g.families(ch.Medical)
		ch.askedBy()
		for k := range ch.medical {
			if ch.medical[k].BeforeUnrelated {
				ch.early = append(ch.early, k)
			}
		}
		if ch.Entry != nil {
			k := g.cond(ch.Entry)
			ch.entry = &k
			g.withEntry = append(g.withEntry, ch)
		}
		g.byMDC[ch.MDC] = ch
	}
	g.findHomes()
}

func (g *Grouper) findHomes() {
	assigned := make([]int, len(g.l.Lists)) // by list, one more than the index of the chapter
	for i := range g.chapters {
		if ch := &g.chapters[i]; ch.MDC != 0 {
			assigned[ch.Assignment] = i + 1
		}
	}
	for class, lists := range g.l.DiagnosisClasses {
		var at []int
		for _, id := range lists {
			if assigned[id] != 0 {
				at = append(at, assigned[id]-1)
			}
		}
		slices.Sort(at)
		to := &g.principals[class]
		for _, i := range at {
			ch := &g.chapters[i]
			to.homes = append(to.homes, home{ch.MDC, ch.openTo(lists)})
		}
		for _, ch := range g.withEntry {
			if !ruledOut(ch.Entry, lists) {
				to.entries = append(to.entries, ch)
			}
		}
	}
}

func (g *Grouper) families(all []logic.Family) []family {
	out := make([]family, len(all))
	for i := range all {
		out[i].Family = &all[i]
		g.lay(&out[i])
	}
	return out
}

// lay lays out a family.
func (g *Grouper) lay(f *family) {
	l := f.Family
	f.mdc, f.rest = l.MDC, l.Rest
	f.base = g.cond(&l.Base)
	f.marks = marksSome(&f.base)
	f.conds = make([]cond, len(l.Conds))
	for i := range l.Conds {
		f.conds[i] = g.cond(&l.Conds[i])
	}
	if !l.Asks(logic.OpStatus) && !l.Asks(logic.OpAlive) { // else it shows if the status isn't valid
		f.procedural, f.listed = l.NeedsProcedure(false), l.NeedsProcedure(true)
	}
	var lists []logic.ListID
	l.EachCond(func(k *logic.Cond) { lists = append(lists, k.Lists...) })
	f.asked = g.px.masks(lists)

	f.rows = make([]row, len(l.Rows))
	for i := range l.Rows {
		from := &l.Rows[i]
		r := &f.rows[i]
		*r = row{drg: from.DRG, hide: from.HideSeverity, show: from.ShowSeverity, own: g.dx.masks(g.logicOf[from.DRG]), weight: weigh(g.l, l, from)}
		r.cells = make([]cell, len(from.Cells))
		for k, c := range from.Cells {
			at := &l.Conds[c.Cond]
			r.cells[k] = cell{
				cond: &f.conds[c.Cond], yes: c.Yes, severity: logic.SeverityOf(at), decides: decides(l, from, c),
				alone: c.Yes && at.Op == logic.OpOccurs && asksAlone(l, from, at.Lists),
			}
			if r.sum == nil && c.Yes && at.Op == logic.OpOr && at.Kids[0].Op == logic.OpSum {
				r.sum = &f.conds[c.Cond].kids[0]
			}
		}
	}
	for i := range f.rows {
		g.layMarks(f, &f.rows[i], &l.Rows[i])
		f.rows[i].marks = f.rows[i].marksSome()
		for k := range f.rows {
			a, b := &f.rows[i], &f.rows[k]
			a.rivals = a.rivals || i != k && a.drg == b.drg && b.weight >= a.weight
		}
	}
	f.settle()
}

// settle finds the row of each level, if the rows ask for nothing but levels, and
// all of them count the same.
func (f *family) settle() {
	if len(f.rows) == 0 {
		return
	}
	for i := range f.rows {
		r := &f.rows[i]
		if !slices.Equal(r.own, f.rows[0].own) {
			return
		}
		for _, c := range r.cells {
			if c.cond.op != logic.OpSeverity {
				return
			}
		}
	}
	var by [3]settled
	for level := range by {
		w := work{force: true, forced: Level(level)}
		by[level].row, by[level].shown = w.matchRow(f)
	}
	f.settled = &by
}

// cond lays out a condition.
func (g *Grouper) cond(k *logic.Cond) cond {
	out := cond{op: k.Op, n: k.N, set: k.Set, names: k.Lists}
	s := &g.dx
	switch k.Op {
	case logic.OpProcedure, logic.OpAnyOR, logic.OpExtensive, logic.OpOccurs, logic.OpSum:
		s = &g.px
	}
	out.in = s.masks(k.Lists)
	if len(out.in) > 0 {
		out.one, out.more = out.in[0], len(out.in) > 1
	}
	for _, id := range k.Lists {
		out.lists = append(out.lists, s.bit[id])
	}
	if k.Op == logic.OpAtLeast {
		var lists []logic.ListID // of all: what isn't in one needn't be looked for
		k.EachList(func(id logic.ListID) { lists = append(lists, id) })
		out.in = s.masks(lists)
	}
	if len(k.Kids) > 0 {
		out.kids = make([]cond, len(k.Kids))
		for i := range k.Kids {
			out.kids[i] = g.cond(&k.Kids[i])
		}
	}
	return out
}

// askedBy gathers the lists of procedures that the surgical families ask for.
func (ch *chapter) askedBy() {
	for i := range ch.surgical {
		f := &ch.surgical[i]
		if !f.listed {
			ch.gates = append(ch.gates, gate{family: int32(i)})
		} else {
			for _, m := range f.asked {
				ch.gates = append(ch.gates, gate{m, int32(i), true})
			}
		}
		ch.open = ch.open || !f.listed
		for _, m := range f.asked {
			k := slices.IndexFunc(ch.asked, func(n mask) bool { return n.word == m.word })
			if k < 0 {
				ch.asked = append(ch.asked, m)
			} else {
				ch.asked[k].bits |= m.bits
			}
		}
	}
}

// A principal is what is known of the principal diagnoses of a class.
type principal struct {
	homes   []home
	entries []*chapter // the MDCs that take stays of others by a condition that it doesn't rule out
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
	for i := range ch.Medical {
		if !ruledOut(&ch.Medical[i].Base, lists) {
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
		for _, id := range k.Lists {
			if slices.Contains(lists, id) {
				return false
			}
		}
		return true
	case logic.OpAnd:
		for i := range k.Kids {
			if ruledOut(&k.Kids[i], lists) {
				return true
			}
			if asksStatus(&k.Kids[i]) {
				return false
			}
		}
		return false
	case logic.OpOr:
		for i := range k.Kids {
			if !ruledOut(&k.Kids[i], lists) {
				return false
			}
		}
		return true
	}
	return false
}

func asksStatus(k *logic.Cond) bool {
	asks := false
	k.EachOp(func(k *logic.Cond) { asks = asks || k.Op == logic.OpStatus || k.Op == logic.OpAlive })
	return asks
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
