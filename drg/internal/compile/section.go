package compile

import (
	"slices"
	"strings"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode/drg/manual"
)

// A section is a part of a family's body, under a heading that names it, or
// under none.
type section struct {
	name  string // normal; "" under no heading
	key   string // of the name, as the lexicon looks it up
	cond  logic.Cond
	bound bool // a column asks for it
	note  bool // asks nothing
	any   bool // says that nothing is asked
	rest  bool // says that the family takes what is left

	unknown bool // the lexicon doesn't have the name: it must be clear what it is for
	place   manual.Place
}

// An element is a list of a section, or a sentence that stands for one, with
// how it is joined to the one before.
type element struct {
	connective string // "" for a list under another without a word between
	role       string
	cond       logic.Cond
}

func (e element) procedural() bool { return e.role == "procedure" }

// sections reads the body of a family or the preface of a chapter.
func (c *compiler) sections(body []manual.Heading, mdc int) []section {
	var out []section
	var elements []element
	cur := section{}
	pending := manual.Heading{} // a connective that stands alone
	role := ""                  // of a heading that stands over the name of its section
	loose := func(h manual.Heading) { c.odd(h.Place, manual.KindLooseConnective, "%q joins nothing", h.Text) }
	flush := func() {
		if len(elements) > 0 || cur.any || cur.rest {
			cur.cond = join(elements)
			out = append(out, cur)
		}
		cur, elements = section{}, nil
	}
	for i, h := range body {
		if n, ok := statusLine(h.Text); ok && len(elements) > 0 && elements[len(elements)-1].role == "status" {
			k := &elements[len(elements)-1].cond
			k.Set = append(k.Set, n)
			continue
		}
		m, drgs, known := c.lex.heading(h.Text)
		if !known {
			if !c.names(body[i:]) {
				c.unknownWording(h.Place, h.Text)
				continue
			}
			m = parseMeaning("section")
		}
		if m.section {
			if p := c.meaningOf(pending); pending.Text != "" && (p.connective != "and" || len(elements) == 0) {
				loose(pending) // sections are asked together if nothing else is said
			}
			pending = manual.Heading{}
			flush()
			key, _ := c.lex.key(h.Text)
			cur = section{name: normal(h.Text), key: key, note: m.kind == "note", unknown: !known, place: h.Place}
			if len(h.Items) == 0 {
				continue
			}
			if role != "" && m.role == "codes" {
				m.role = role
			}
			role = ""
		}
		if m.kind == "" {
			pending = h
			continue
		}
		switch m.kind {
		case "any":
			cur.any = true
			continue
		case "rest":
			cur.rest = true
			continue
		case "note":
			if len(h.Items) > 0 && !cur.note {
				c.odd(h.Place, manual.KindListOfNote, "codes under a wording that asks nothing: %q", h.Text)
			}
			continue
		}
		if m.kind == "list" && len(h.Items) == 0 && i+1 < len(body) {
			if next := c.meaningOf(body[i+1]); next.kind == "any-or" || next.kind == "extensive" {
				continue // it stands over a sentence in place of a list
			} else if next.section && len(body[i+1].Items) > 0 {
				role = m.role
				continue
			}
		}
		e := element{connective: m.connective, role: m.role}
		if e.connective == "" {
			e.connective = c.meaningOf(pending).connective
		}
		pending = manual.Heading{}
		if len(elements) == 0 && e.connective != "" && e.connective != "or" {
			loose(h)
		}
		if cur.name != "" && e.connective == "" && e.role == "principal" && proceduresAlone(elements) {
			flush() // principal diagnoses that nothing joins to a section's procedures are the family's
		}
		c.section = cur.name
		c.element(&e, m, h, drgs, elements)
		elements = append(elements, e)
	}
	if pending.Text != "" {
		loose(pending)
	}
	flush()
	c.section = ""
	return out
}

// proceduresAlone reports whether there are elements, and all are procedures.
func proceduresAlone(elements []element) bool {
	return len(elements) > 0 && !slices.ContainsFunc(elements, func(e element) bool { return !e.procedural() })
}

func (c *compiler) meaningOf(h manual.Heading) meaning {
	m, _, _ := c.lex.heading(h.Text)
	return m
}

func (c *compiler) unknownWording(at manual.Place, text string) {
	c.odd(at, manual.KindUnknownWording, "no meaning for %q", text)
}

// names reports whether a heading that the lexicon doesn't have reads as the
// name of a section: it stands over procedures or over the heading of a list, and
// has no word that would tell what is asked.
func (c *compiler) names(body []manual.Heading) bool {
	key, _ := c.lex.key(body[0].Text)
	if !c.lex.nameable(key) {
		return false
	}
	if items := body[0].Items; len(items) > 0 {
		return c.kindOf(items) == logic.ProcedureList
	}
	return len(body) > 1 && len(body[1].Items) > 0 && c.meaningOf(body[1]).kind == "list"
}

// statusLine reads "02 = Short term hospital".
func statusLine(s string) (int, bool) {
	if len(s) < 5 || s[2:5] != " = " {
		return 0, false
	}
	n := atoi(s[:2])
	return n, n > 0
}

// element gives e its condition.
func (c *compiler) element(e *element, m meaning, h manual.Heading, drgs []int, before []element) {
	if m.kind == "list" && len(h.Items) == 0 {
		c.odd(h.Place, manual.KindHeadingWithoutList, "no codes under %q", h.Text)
	}
	if m.kind != "list" && len(h.Items) > 0 {
		c.odd(h.Place, manual.KindListOfSentence, "codes under a sentence: %q", h.Text)
	}
	newList := func(kind logic.ListKind) []logic.ListID {
		return []logic.ListID{c.newList(h.Text, h.Place, h.Items, kind)}
	}
	switch m.kind {
	case "any-or":
		e.role, e.cond = "procedure", logic.Cond{Op: logic.OpAnyOR}
		return
	case "extensive":
		e.role, e.cond = "procedure", logic.Cond{Op: logic.OpExtensive}
		return
	case "not-principal-of", "codes-of":
		e.role = "principal"
		lists := c.listsOf(h, drgs, m.kind == "not-principal-of")
		if m.kind == "codes-of" {
			e.role = "either"
			e.cond = lists
			return
		}
		e.cond = logic.Cond{Op: logic.OpNot, Kids: []logic.Cond{lists}}
		return
	case "status":
		e.role, e.cond = "status", logic.Cond{Op: logic.OpStatus}
		return
	}
	if m.role == "codes" {
		e.role = "either"
		if c.kindOf(h.Items) == logic.ProcedureList {
			e.role = "procedure"
		}
	}
	switch e.role {
	case "procedure":
		e.cond = logic.Cond{Op: logic.OpProcedure, Lists: newList(logic.ProcedureList)}
	case "any-or-except":
		e.role, e.cond = "procedure", logic.Cond{Op: logic.OpAnyOR, Lists: newList(logic.ProcedureList)}
	case "only-procedure":
		outside := logic.Cond{Op: logic.OpAnyOR, Lists: newList(logic.ProcedureList)}
		e.role, e.cond = "procedure", logic.Cond{Op: logic.OpAnd, Kids: []logic.Cond{{Op: logic.OpAnyOR}, {Op: logic.OpNot, Kids: []logic.Cond{outside}}}}
	case "principal":
		e.cond = logic.Cond{Op: logic.OpPrincipal, Lists: newList(logic.DiagnosisList)}
	case "not-principal":
		e.role, e.cond = "principal", logic.Cond{Op: logic.OpNot, Kids: []logic.Cond{{Op: logic.OpPrincipal, Lists: newList(logic.DiagnosisList)}}}
	case "secondary":
		e.cond = logic.Cond{Op: logic.OpSecondary, Lists: newList(logic.DiagnosisList)}
	case "either":
		e.cond = logic.Cond{Op: logic.OpEither, Lists: newList(logic.DiagnosisList)}
	case "only-secondary":
		k := logic.Cond{Op: logic.OpOnlySecondary, Lists: newList(logic.DiagnosisList)}
		for _, b := range before {
			b.cond.EachList(func(id logic.ListID) { k.Lists = append(k.Lists, id) })
		}
		e.role, e.cond = "secondary", k
	case "across":
		k := logic.Cond{Op: logic.OpAcross}
		if len(before) > 0 {
			before[len(before)-1].cond.EachList(func(id logic.ListID) { k.Lists = append(k.Lists, id) })
		}
		k.Lists = append(k.Lists, newList(logic.DiagnosisList)...)
		if len(k.Lists) != 2 {
			c.odd(h.Place, manual.KindAcrossWithoutList, "%q needs one list before it", h.Text)
		}
		e.cond = k
	}
}

// listsOf returns a condition over the lists of other families that a sentence
// names by their DRGs.
func (c *compiler) listsOf(h manual.Heading, drgs []int, principal bool) logic.Cond {
	var lists []logic.ListID
	for _, n := range drgs {
		f, ok := c.familyOf[n]
		if !ok {
			c.odd(h.Place, manual.KindUnknownDRG, "%q speaks of DRG %03d, which no family has", h.Text, n)
			continue
		}
		for _, b := range f.src.Body {
			m := c.meaningOf(b)
			if len(b.Items) == 0 || c.kindOf(b.Items) != logic.DiagnosisList || principal && m.role != "principal" {
				continue
			}
			id := c.sameList(b)
			if !slices.Contains(lists, id) {
				lists = append(lists, id)
			}
		}
	}
	if len(lists) == 0 {
		c.odd(h.Place, manual.KindNoLists, "the DRGs that %q names have no such lists", h.Text)
	}
	if principal {
		return logic.Cond{Op: logic.OpPrincipal, Lists: lists}
	}
	return logic.Cond{Op: logic.OpEither, Lists: lists}
}

// sameList returns the list made of h, and makes it if it isn't yet.
func (c *compiler) sameList(h manual.Heading) logic.ListID {
	for id, l := range c.l.Lists {
		if l.Place == toPlace(h.Place) && strings.EqualFold(l.Name, h.Text) {
			return logic.ListID(id)
		}
	}
	return c.newList(h.Text, h.Place, h.Items, logic.DiagnosisList)
}

// join makes one condition of the elements of a section. Its rules are those
// by which the manual is read:
//
//   - lists under one another without a word between are alternatives if both
//     are of procedures or both of diagnoses, and otherwise both are asked;
//   - "with" and "without" go to the list just before;
//   - "and" before diagnoses goes to the list just before, "and" before
//     procedures to all the diagnoses just before;
//   - "or" opens an alternative, except between two lists of a role of which
//     the second stands alone: then it extends the first.
func join(elements []element) logic.Cond {
	type alternative struct {
		factors  []logic.Cond
		diagOnly bool
	}
	var alts []alternative
	for i, e := range elements {
		k := e.cond
		if i == 0 {
			alts = append(alts, alternative{[]logic.Cond{k}, !e.procedural()})
			continue
		}
		prev := elements[i-1]
		last := &alts[len(alts)-1]
		extend := func() {
			n := len(last.factors) - 1
			last.factors[n] = union(last.factors[n], k)
		}
		switch e.connective {
		case "without":
			last.factors = append(last.factors, logic.Cond{Op: logic.OpNot, Kids: []logic.Cond{k}})
		case "with":
			last.factors = append(last.factors, k)
			last.diagOnly = last.diagOnly && !e.procedural()
		case "or":
			alone := i+1 == len(elements) || elements[i+1].connective == "" || elements[i+1].connective == "or" ||
				elements[i+1].connective == "and" && elements[i+1].procedural() == e.procedural() && e.procedural()
			if e.role == prev.role && alone && (len(last.factors) > 1 || e.procedural()) {
				extend()
			} else {
				alts = append(alts, alternative{[]logic.Cond{k}, !e.procedural()})
			}
		case "", "and":
			if e.connective == "" && e.procedural() == prev.procedural() {
				extend()
				continue
			}
			if !e.procedural() {
				last.factors = append(last.factors, k)
				continue
			}
			// All diagnoses just before go together with the procedures.
			j := len(alts)
			var diags []logic.Cond
			for j > 0 && alts[j-1].diagOnly {
				j--
				diags = append([]logic.Cond{and(alts[j].factors)}, diags...)
			}
			if len(diags) == 0 {
				last.factors = append(last.factors, k)
				continue
			}
			alts = append(alts[:j], alternative{[]logic.Cond{or(diags), k}, false})
		}
	}
	if len(alts) == 0 {
		return logic.Cond{}
	}
	out := make([]logic.Cond, len(alts))
	for i, a := range alts {
		out[i] = and(a.factors)
	}
	return or(out)
}

// union joins two alternatives, in one condition where they differ in their
// lists alone.
func union(a, b logic.Cond) logic.Cond {
	if a.Op == b.Op && (a.Op == logic.OpProcedure || a.Op == logic.OpPrincipal || a.Op == logic.OpSecondary || a.Op == logic.OpEither) {
		return logic.Cond{Op: a.Op, Lists: append(slices.Clone(a.Lists), b.Lists...)}
	}
	return logic.Cond{Op: logic.OpOr, Kids: []logic.Cond{a, b}}
}
