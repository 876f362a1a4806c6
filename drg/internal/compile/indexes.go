package compile

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/codeword"
)

// The manual prints its codes twice: in the lists of the families, and in the
// indexes of Appendix B and E, which name the DRGs of each code. A code that an
// index names for a DRG and that no list of the DRG has was lost, or is in the
// list of another. Families that take any principal diagnosis, and those of MDCs
// with a condition of their own, are named for codes that they don't list.

// familyBits has a bit for each family.
type familyBits [8]uint64

func (b *familyBits) add(i int)      { b[i/64] |= 1 << (i % 64) }
func (b *familyBits) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// A tally counts, for each family, the codes that one of two places lacks.
type tally struct {
	n     int
	first string
}

func (t *tally) add(code string) {
	if t.n++; t.first == "" || code < t.first {
		t.first = code
	}
}

func (c *compiler) indexes() {
	if len(c.fams) > 64*len(familyBits{}) {
		c.odd(c.fams[0].src.Place, "too-many-families", "more than %d families", 64*len(familyBits{}))
		return
	}
	codes := map[uint64]*familyBits{}
	clusters := make([]familyBits, len(c.l.Clusters))
	index := map[*familySource]int{}
	for i, f := range c.fams {
		index[f] = i
		add := func(id logic.ListID) {
			for _, w := range c.l.Lists[id].Codes {
				if codes[w] == nil {
					codes[w] = &familyBits{}
				}
				codes[w].add(i)
			}
			for _, k := range c.l.Lists[id].Clusters {
				clusters[k].add(i)
			}
		}
		f.EachCond(func(k *logic.Cond) { each(k.Lists, add) })
		for k := range f.sections {
			f.sections[k].cond.EachList(add)
		}
	}
	named := map[uint64]*familyBits{} // by the indexes
	namedClusters := make([]familyBits, len(c.l.Clusters))
	anyNamed := make([]tally, len(c.fams)) // what Appendix B names for families that take any diagnosis
	told := map[string]bool{}              // one finding for a family and kind
	lacks := func(kind string, at manual.Place, code string, mdc int, drgs []manual.Range, in func(i int) bool, name func(i int)) (checked bool) {
		last := -1
		for _, r := range drgs {
			for n := r.First; n <= min(r.Last, 999); n++ {
				f := c.familyOf[n]
				if f == nil || c.l.Chapters[f.chapter].MDC != mdc {
					continue
				}
				name(index[f])
				if in(index[f]) {
					checked = true
					continue
				}
				if kind == "B" && c.takesAny(f) {
					if last != index[f] {
						last = index[f]
						anyNamed[last].add(code)
					}
					continue
				}
				checked = true
				if c.unlisted(n, code) {
					continue
				}
				if key := fmt.Sprint(kind, index[f]); !told[key] {
					told[key] = true
					c.odd(f.src.Place, medcode.DiagnosticKind(kind)+"-index-only", "no list of DRG %03d has %s, for which line %d of the index names it", n, code, at.Line)
				}
			}
		}
		return checked
	}
	c.once = map[string][]string{}
	single := func(kind string, e *manual.IndexEntry) {
		w := uint64(codeword.Pack(e.Code))
		in := codes[w]
		if e.MDC < 0 || !lacks(kind, manual.Place{Line: e.Line}, e.Code, e.MDC, e.DRGs, func(i int) bool { return in != nil && in.has(i) }, func(i int) {
			if named[w] == nil {
				named[w] = &familyBits{}
			}
			named[w].add(i)
		}) {
			c.once[kind] = append(c.once[kind], fmt.Sprint(e.Code, e.Star, e.MDC, e.DRGs))
		}
	}
	for i := range c.m.Diagnoses {
		single("B", &c.m.Diagnoses[i])
	}
	for i := range c.m.Procedures {
		single("E1", &c.m.Procedures[i])
	}
	for _, e := range c.m.Clusters {
		if slices.ContainsFunc(e.Choices, func(choice []manual.Item) bool { return len(choice) != 1 }) {
			for _, choice := range e.Choices { // a choice is a join of lists, not a cluster in one
				for _, it := range choice {
					in := codes[uint64(codeword.Pack(it.Code))]
					for _, u := range e.Uses {
						lacks("E2", u.Place, it.Code, u.MDC, u.DRGs, func(i int) bool { return in != nil && in.has(i) }, func(int) {})
					}
				}
			}
			continue
		}
		var words []uint64
		var names []string
		for _, choice := range e.Choices {
			words = append(words, uint64(codeword.Pack(choice[0].Code)))
			names = append(names, choice[0].Code)
		}
		slices.Sort(words)
		slices.Sort(names)
		id, ok := c.clusterIDs[fmt.Sprint(words)]
		for _, u := range e.Uses {
			lacks("E2", u.Place, strings.Join(names, "+"), u.MDC, u.DRGs, func(i int) bool { return ok && clusters[id].has(i) }, func(i int) {
				if ok {
					namedClusters[id].add(i)
				}
			})
		}
	}
	c.logicOnly(codes, named, clusters, namedClusters)
	for i, t := range anyNamed {
		if t.n > 0 {
			c.note(c.fams[i].src.Place, "B-index-only", "%s takes diagnoses that it doesn't list: Appendix B names %d, the first %s", drgsOf(c.fams[i].src), t.n, t.first)
		}
	}
}

// logicOnly notes the codes of lists for which the index doesn't name the DRGs of
// the family. The published manuals have some: lists of exceptions, lists that
// only count with others, and what the indexes forgot.
func (c *compiler) logicOnly(codes, named map[uint64]*familyBits, clusters, namedClusters []familyBits) {
	var b, e1, e2 = make([]tally, len(c.fams)), make([]tally, len(c.fams)), make([]tally, len(c.fams))
	less := func(to []tally, has, other *familyBits, code func() string) {
		for k := range has {
			rest := has[k]
			if other != nil {
				rest &^= other[k]
			}
			for ; rest != 0; rest &= rest - 1 {
				to[k*64+bits.TrailingZeros64(rest)].add(code())
			}
		}
	}
	for w, has := range codes {
		code := codeword.Word(w).String()
		to := e1
		if c.isDiagnosis[code] && !c.isProcedure[code] {
			to = b
		}
		less(to, has, named[w], func() string { return code })
	}
	for i := range clusters {
		less(e2, &clusters[i], &namedClusters[i], func() string { return strings.Join(logic.ClusterCodes(c.l.Clusters[i].Codes), "+") })
	}
	for i, f := range c.fams {
		for _, x := range []struct {
			kind medcode.DiagnosticKind
			of   tally
		}{{"B-logic-only", b[i]}, {"E1-logic-only", e1[i]}, {"E2-logic-only", e2[i]}} {
			if x.of.n > 0 {
				c.note(f.src.Place, x.kind, "%s: the index doesn't name them for %d codes of their lists, the first %s", drgsOf(f.src), x.of.n, x.of.first)
			}
		}
	}
}

// drgsOf names the DRGs of a family.
func drgsOf(f *manual.Family) string {
	var all []string
	for _, r := range f.Rows {
		if n := fmt.Sprintf("%03d", r.DRG); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return "DRGs " + strings.Join(all, " ")
}

// printedTwice holds Appendices G and H against Appendix C, which print the same
// codes, and the MDCs' principal diagnoses against Appendix B.
func (c *compiler) printedTwice() {
	cc, mcc, alive := map[string]bool{}, map[string]bool{}, codeSet(c.m.AliveOnly)
	for _, s := range c.m.Severity {
		if s.Major {
			mcc[s.Code] = true
		} else {
			cc[s.Code] = true
		}
	}
	same := func(kind medcode.DiagnosticKind, what string, a, b map[string]bool) {
		for _, pair := range [][2]map[string]bool{{a, b}, {b, a}} {
			for code := range pair[0] {
				if !pair[1][code] {
					at := c.severeCodes[code].Place
					if at.Line == 0 && len(c.m.Severity) > 0 {
						at = c.m.Severity[0].Place // of the part of Appendix C that lacks it
					}
					c.odd(at, kind, "%s and Appendix C differ: one of them lacks %s", what, code)
					return
				}
			}
		}
	}
	same("G-differs", "Appendix G", codeSet(c.m.CC), cc)
	same("H-differs", "Appendix H", codeSet(c.m.MCC, c.m.MCCAlive), mcc)
	same("H-differs", "Appendix H part 2", codeSet(c.m.MCCAlive), alive)
	type home struct {
		code string
		mdc  int
	}
	indexed, inB := make(map[home]bool, len(c.m.Diagnoses)), make(map[string]bool, len(c.m.Diagnoses))
	for i := range c.m.Diagnoses {
		inB[c.m.Diagnoses[i].Code] = true
		indexed[home{c.m.Diagnoses[i].Code, c.m.Diagnoses[i].MDC}] = true
	}
	for _, ch := range c.m.Chapters {
		for _, it := range ch.Assignment {
			known := !inB[it.Code] && c.filed[uint64(codeword.Pack(it.Code))] // a code newer than the index
			if !indexed[home{it.Code, ch.MDC}] && !known {
				c.odd(manual.Place{File: ch.Assigned.File, Line: it.Line}, "B-lacks-code", "Appendix B lacks %s in MDC %02d", it.Code, ch.MDC)
				break
			}
			delete(indexed, home{it.Code, ch.MDC})
		}
	}
	// What is left Appendix B names for an MDC whose list of principal diagnoses
	// lacks it, as those that take diagnoses of other MDCs do.
	left := make([]tally, 26)
	for h := range indexed {
		if 0 <= h.mdc && h.mdc < len(left) {
			left[h.mdc].add(h.code)
		}
	}
	for _, ch := range c.m.Chapters {
		if t := left[ch.MDC]; t.n > 0 {
			c.note(ch.Assigned, "B-not-assigned", "MDC %02d: Appendix B names %d codes that are not among its principal diagnoses, the first %s", ch.MDC, t.n, t.first)
		}
	}
}

func codeSet(lists ...[]manual.Item) map[string]bool {
	out := map[string]bool{}
	for _, list := range lists {
		for _, it := range list {
			out[it.Code] = true
		}
	}
	return out
}

func each[T any](all []T, f func(T)) {
	for _, x := range all {
		f(x)
	}
}

// takesAny reports whether a family takes principal diagnoses that it doesn't list.
func (c *compiler) takesAny(f *familySource) bool {
	return c.l.Chapters[f.chapter].Entry != nil || anyAsked(f.sections) || f.Rest || f.Base.Op == logic.OpTrue && !f.Asks(logic.OpPrincipal)
}

// unlisted reports whether an erratum says that the index names a DRG for a code
// by mistake.
func (c *compiler) unlisted(n int, code string) bool {
	for _, ch := range c.changes("unlisted") {
		if ch.N == n && slices.Contains(ch.Codes, code) {
			return true
		}
	}
	return false
}
