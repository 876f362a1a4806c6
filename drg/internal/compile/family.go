package compile

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/manual"
)

// How a family is compiled: what is asked of all its stays, what each column of
// its table asks, and which of its sections are asked by neither.

// chapters compiles the logic of the MDCs.
func (c *compiler) chapters() {
	c.clusterIDs = map[string]uint16{}
	c.familyOf = map[int]*familySource{}
	for i, src := range c.m.Chapters {
		ch := logic.Chapter{MDC: src.MDC, Title: src.Title, Place: toPlace(src.Place)}
		ch.Assignment = c.newList("Assignment of Diagnosis Codes", src.Assigned, src.Assignment, logic.DiagnosisList)
		if secs := c.sections(src.Preface, src.MDC); len(secs) > 0 {
			f := &familySource{Family: &logic.Family{Title: src.Title}, sections: secs}
			if e := c.base(f, src.Place); e.Op != logic.OpTrue {
				ch.Entry = &e
			}
		}
		if r, ok := c.lex.titled(c.lex.chapters, src.Title); ok {
			switch r.meaning {
			case "male":
				ch.Sex = medcode.Male
			case "female":
				ch.Sex = medcode.Female
			case "no-unrelated":
				ch.NoUnrelated = true
			}
		}
		c.l.Chapters = append(c.l.Chapters, ch)
		for k := range src.Families {
			f := &src.Families[k]
			fs := &familySource{Family: &logic.Family{}, src: f, chapter: i}
			for _, r := range f.Rows {
				if first, ok := c.familyOf[r.DRG]; ok && first != fs {
					c.odd(r.Place, manual.KindDRGTwice, "DRG %03d has a table already, at %s", r.DRG, c.m.Where(first.src.Place))
				}
				c.familyOf[r.DRG] = fs
			}
			c.fams = append(c.fams, fs)
		}
	}
	// Lists first: some families speak of the lists of others.
	for _, f := range c.fams {
		f.sections = c.sections(f.src.Body, c.l.Chapters[f.chapter].MDC)
	}
	for _, f := range c.fams {
		c.family(f)
	}
}

// family compiles the table of f over its sections.
func (c *compiler) family(f *familySource) {
	src := f.src
	fam := f.Family
	fam.Title, fam.Place, fam.MDC = src.Title, toPlace(src.Place), c.l.Chapters[f.chapter].MDC
	fam.Columns = src.Columns
	if r, ok := c.lex.titled(c.lex.titles, title(src)); ok && r.meaning == "before-unrelated" {
		fam.BeforeUnrelated = true
	}
	used, unknown := map[string]bool{}, map[int]bool{}
	for _, r := range src.Rows {
		c.knownDRG(r.Place, r.DRG)
		r.Cells = c.cells(src.Columns, r)
		out := logic.Row{DRG: r.DRG, Place: toPlace(r.Place)}
		for i, text := range r.Cells {
			if text != "Yes" && text != "No" {
				continue
			}
			k, ok := c.column(f, r, i, used)
			if !ok {
				if !unknown[i] {
					c.odd(r.Place, medcode.KindUnknownColumn, "no meaning for the column %q of %s", src.Columns[i], src.Title)
				}
				unknown[i] = true
				continue
			}
			out.Cells = append(out.Cells, logic.Cell{Column: uint8(i), Cond: uint8(addCond(fam, k)), Yes: text == "Yes"})
		}
		fam.Rows = append(fam.Rows, out)
	}
	for i := range f.sections {
		s := &f.sections[i]
		s.bound = used[s.key]
		if k := slices.IndexFunc(f.sections, func(o section) bool { return o.key == s.key }); k < i && (s.bound || s.key != "") {
			c.odd(s.place, manual.KindSectionTwice, "%s has two sections %q", src.Title, s.name)
		}
	}
	f.unclear = len(unknown) > 0
	fam.Base = c.base(f, src.Place)
	fam.Rest = c.titledRest(f)
	if fam.Base.Op == logic.OpTrue && isOpen(fam) && !anyAsked(f.sections) && !fam.Rest {
		c.odd(src.Place, manual.KindFamilyWithoutCondition, "nothing says which stays %s is for", src.Title)
	}
}

// isOpen reports whether a row of f asks for nothing but severity and what is not
// there: without a base, it would take any stay.
func isOpen(f *logic.Family) bool {
	return slices.ContainsFunc(f.Rows, func(r logic.Row) bool {
		return !slices.ContainsFunc(r.Cells, func(c logic.Cell) bool {
			op := f.Conds[c.Cond].Op
			return c.Yes && op != logic.OpSeverity && op != logic.OpAlive
		})
	})
}

func title(f *manual.Family) string {
	t := f.Title
	for _, d := range f.DRGs {
		t += " / " + d.Title
	}
	return t
}

func anyAsked(secs []section) bool {
	for _, s := range secs {
		if s.any {
			return true
		}
	}
	return false
}

func (c *compiler) titledRest(f *familySource) bool {
	r, ok := c.lex.titled(c.lex.titles, title(f.src))
	return ok && r.meaning == "rest"
}

func addCond(f *logic.Family, k logic.Cond) int {
	for i := range f.Conds {
		if equalCond(f.Conds[i], k) {
			return i
		}
	}
	f.Conds = append(f.Conds, k)
	return len(f.Conds) - 1
}

func equalCond(a, b logic.Cond) bool {
	return a.Op == b.Op && a.N == b.N && slices.Equal(a.Lists, b.Lists) && slices.Equal(a.Set, b.Set) &&
		slices.EqualFunc(a.Kids, b.Kids, equalCond)
}

// column resolves what a cell asks.
func (c *compiler) column(f *familySource, r manual.Row, i int, used map[string]bool) (logic.Cond, bool) {
	var p phrase
	var k logic.Cond
	ok := false
	for _, p = range c.lex.column(f.src.Columns[i], f.src.Columns, r.Cells) {
		if k, ok = c.resolve(p, f); ok {
			break
		}
	}
	if !ok {
		if p, ok = c.lex.like(f.src.Columns[i], f.src.Title, f.sections); ok {
			k, ok = c.resolve(p, f)
		}
	}
	if !ok {
		return k, false
	}
	p.names(func(s string) { used[s] = true })
	if p.op == "severity" && k.N == logic.MCC {
		for _, s := range f.sections {
			if c.lex.severity[s.key] {
				k = logic.Cond{Op: logic.OpOr, Kids: []logic.Cond{k, s.cond}}
			}
		}
	}
	return k, true
}

// resolve turns a phrase into a condition over the sections of f.
func (c *compiler) resolve(p phrase, f *familySource) (logic.Cond, bool) {
	switch p.op {
	case "name", "list":
		for i := range f.sections {
			if s := &f.sections[i]; s.key == p.name {
				return s.cond, true
			}
		}
		return logic.Cond{}, false
	case "any":
		return logic.Cond{}, true
	case "alive":
		return logic.Cond{Op: logic.OpAlive}, true
	case "severity":
		return logic.Cond{Op: logic.OpSeverity, N: map[string]int{"MCC": logic.MCC, "CC": logic.CC, "CC or MCC": logic.LevelOrMore}[p.name]}, true
	}
	out := logic.Cond{N: p.n}
	for _, kid := range p.kids {
		k, ok := c.resolve(kid, f)
		if !ok {
			return k, false
		}
		out.Kids = append(out.Kids, k)
	}
	switch p.op {
	case "&":
		out.Op = logic.OpAnd
	case "|":
		out.Op = logic.OpOr
	case "!":
		out.Op = logic.OpNot
	case "atleast":
		out.Op = logic.OpAtLeast
	case "occurs", "sum", "extensive":
		lists := []logic.ListID{}
		for _, k := range out.Kids {
			if k.Op != logic.OpProcedure && p.op != "extensive" {
				return out, false
			}
			k.EachList(func(id logic.ListID) { lists = append(lists, id) })
		}
		out.Op = map[string]logic.Op{"occurs": logic.OpOccurs, "sum": logic.OpSum, "extensive": logic.OpExtensive}[p.op]
		out.Lists, out.Kids = lists, nil
		if p.op == "sum" && len(lists) != len(p.kids) {
			return out, false
		}
	}
	return out, true
}

// base joins the sections of f that no column asks for.
func (c *compiler) base(f *familySource, at manual.Place) logic.Cond {
	if f.src != nil {
		if r, ok := c.lex.titled(c.lex.titles, title(f.src)); ok {
			switch {
			case r.meaning == "rest":
				return logic.Cond{}
			case r.meaning == "status" && !statusAsked(f.sections):
				return logic.Cond{Op: logic.OpStatus, Set: r.numbers}
			}
		}
	}
	joined := map[string]bool{}
	var all []logic.Cond
	for _, p := range c.lex.joins {
		k, ok := c.resolve(p, f)
		if !ok {
			continue
		}
		more := false
		p.names(func(s string) { more, joined[s] = more || !joined[s], true })
		if more {
			all = append(all, k)
		}
	}
	var free []section
	for _, s := range f.sections {
		if s.rest {
			return logic.Cond{}
		}
		if !s.bound && !joined[s.key] && !s.note {
			free = append(free, s)
		}
	}
	if c.ambiguous(f, free, len(all)) {
		for _, s := range f.sections {
			if s.unknown {
				c.unknownWording(s.place, s.name)
			}
		}
	}
	for _, s := range free {
		if !c.asked(f, &s) {
			c.unasked(f, &s)
			continue
		}
		all = append(all, s.cond)
	}
	return and(all)
}

// asked reports whether something asks for a section that no column and no join
// names: it is all that the family has, or the family's title names it. Lists
// under no section are the family's own.
func (c *compiler) asked(f *familySource, s *section) bool {
	return s.key == "" || f.src == nil || f.unclear || s.unknown || len(f.sections) == 1 || c.lex.titleNames(f.src.Title, s.key)
}

// unasked passes over a section that nothing asks for, if an erratum says that
// the manual prints it by mistake, and finds fault with it otherwise.
func (c *compiler) unasked(f *familySource, s *section) {
	for _, ch := range c.changes("unasked") {
		if c.familyOf[ch.N] == f && slices.Contains(ch.Sections, s.name) {
			return
		}
	}
	c.odd(s.place, manual.KindListNotAsked, "no column, join or title of %s asks for %q: it is no condition", f.src.Title, s.name)
}

// ambiguous reports whether a section of f that the lexicon doesn't have may be
// asked for in more than one way. It is clear if it is the family's only one, if
// the title says that it goes with the other, or if a column asks for it and the
// rest of the family could not mean it, too.
func (c *compiler) ambiguous(f *familySource, free []section, joined int) bool {
	if f.src == nil || f.unclear {
		return true
	}
	for _, s := range f.sections {
		if s.unknown && s.bound && slices.ContainsFunc(free, func(o section) bool { return c.mayAdd(&s.cond, &o.cond) }) {
			return true
		}
	}
	return slices.ContainsFunc(free, func(s section) bool { return s.unknown }) && len(f.sections) > 1 &&
		!(len(free) == len(f.sections) && c.lex.joinedByTitle(f.src.Title, free, joined))
}

// mayAdd reports whether a lists codes of the kind that b lists, and not only
// such as b has: it may stand beside b, or be asked with it.
func (c *compiler) mayAdd(a, b *logic.Cond) bool {
	kinds, codes := map[logic.ListKind]bool{}, map[uint64]bool{}
	b.EachList(func(id logic.ListID) {
		kinds[c.l.Lists[id].Kind] = true
		for _, code := range c.l.Lists[id].Codes {
			codes[code] = true
		}
	})
	adds := false
	a.EachList(func(id logic.ListID) {
		l := &c.l.Lists[id]
		adds = adds || kinds[l.Kind] && (len(l.Clusters) > 0 || slices.ContainsFunc(l.Codes, func(code uint64) bool { return !codes[code] }))
	})
	return adds
}

func statusAsked(secs []section) bool {
	for _, s := range secs {
		if s.cond.Op == logic.OpStatus {
			return true
		}
	}
	return false
}

// and joins conditions, leaving out those that always hold.
func and(all []logic.Cond) logic.Cond {
	all = slices.DeleteFunc(all, func(k logic.Cond) bool { return k.Op == logic.OpTrue })
	switch len(all) {
	case 0:
		return logic.Cond{}
	case 1:
		return all[0]
	}
	return logic.Cond{Op: logic.OpAnd, Kids: all}
}

func or(all []logic.Cond) logic.Cond {
	if len(all) == 1 {
		return all[0]
	}
	return logic.Cond{Op: logic.OpOr, Kids: all}
}
