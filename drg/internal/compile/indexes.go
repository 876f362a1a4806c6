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

// told is a family with a kind of finding.
type told struct {
	kind   medcode.DiagnosticKind
	family int
}

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
		c.odd(c.fams[0].src.Place, manual.KindTooManyFamilies, "more than %d families", 64*len(familyBits{}))
		return
	}
	codes, named := make([]familyBits, len(c.codes.words)), make([]familyBits, len(c.codes.words)) // by the lists, by the indexes
	clusters := make([]familyBits, len(c.l.Clusters))
	for i, f := range c.fams {
		f.index = i
		add := func(id logic.ListID) {
			for _, w := range c.l.Lists[id].Codes {
				if n, ok := c.codes.find(w); ok {
					codes[n].add(i)
				}
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
	namedClusters := make([]familyBits, len(c.l.Clusters))
	anyNamed := make([]tally, len(c.fams)) // what Appendix B names for families that take any diagnosis
	toldOf := map[told]bool{}              // one finding for a family and kind
	lacks := func(kind medcode.DiagnosticKind, at manual.Place, code string, mdc int, drgs []manual.Range, in func(i int) bool, name func(i int)) (checked bool) {
		last := -1
		for _, r := range drgs {
			for n := r.First; n <= min(r.Last, 999); n++ {
				f := c.familyOf[n]
				if f == nil || c.l.Chapters[f.chapter].MDC != mdc {
					continue
				}
				name(f.index)
				if in(f.index) {
					checked = true
					continue
				}
				if kind == manual.KindBIndexOnly && c.takesAny(f) {
					if last != f.index {
						last = f.index
						anyNamed[last].add(code)
					}
					continue
				}
				checked = true
				if c.unlisted(n, code) {
					continue
				}
				if key := (told{kind, f.index}); !toldOf[key] {
					toldOf[key] = true
					c.odd(f.src.Place, kind, "no list of DRG %03d has %s, for which line %d of the index names it", n, code, at.Line)
				}
			}
		}
		return checked
	}
	c.once = map[medcode.DiagnosticKind][]string{}
	single := func(kind medcode.DiagnosticKind, e *manual.IndexEntry) {
		n := c.codes.number(pack(e.Code)) // which it has: it is in an index
		if e.MDC < 0 || !lacks(kind, manual.Place{Line: e.Line}, e.Code, e.MDC, e.DRGs, codes[n].has, named[n].add) {
			c.once[kind] = append(c.once[kind], fmt.Sprint(e.Code, e.Star, e.MDC, e.DRGs))
		}
	}
	for i := range c.m.Diagnoses {
		single(manual.KindBIndexOnly, &c.m.Diagnoses[i])
	}
	for i := range c.m.Procedures {
		single(manual.KindE1IndexOnly, &c.m.Procedures[i])
	}
	for _, e := range c.m.Clusters {
		if slices.ContainsFunc(e.Choices, func(choice []manual.Item) bool { return len(choice) != 1 }) {
			for _, choice := range e.Choices { // a choice is a join of lists, not a cluster in one
				for _, it := range choice {
					in := &codes[c.codes.number(pack(it.Code))]
					for _, u := range e.Uses {
						lacks(manual.KindE2IndexOnly, u.Place, it.Code, u.MDC, u.DRGs, in.has, func(int) {})
					}
				}
			}
			continue
		}
		var words []uint64
		var names []string
		for _, choice := range e.Choices {
			words = append(words, pack(choice[0].Code))
			names = append(names, choice[0].Code)
		}
		slices.Sort(words)
		slices.Sort(names)
		id, ok := c.clusterIDs[fmt.Sprint(words)]
		for _, u := range e.Uses {
			lacks(manual.KindE2IndexOnly, u.Place, strings.Join(names, "+"), u.MDC, u.DRGs, func(i int) bool { return ok && clusters[id].has(i) }, func(i int) {
				if ok {
					namedClusters[id].add(i)
				}
			})
		}
	}
	c.logicOnly(codes, named, clusters, namedClusters)
	for i, t := range anyNamed {
		if t.n > 0 {
			c.note(c.fams[i].src.Place, manual.KindBIndexOnly, "%s takes diagnoses that it doesn't list: Appendix B names %d, the first %s", drgsOf(c.fams[i].src), t.n, t.first)
		}
	}
}

// logicOnly notes the codes of lists for which the index doesn't name the DRGs of
// the family. The published manuals have some: lists of exceptions, lists that
// only count with others, and what the indexes forgot.
func (c *compiler) logicOnly(codes, named, clusters, namedClusters []familyBits) {
	var b, e1, e2 = make([]tally, len(c.fams)), make([]tally, len(c.fams)), make([]tally, len(c.fams))
	less := func(to []tally, has, other *familyBits, code func() string) {
		for k := range has {
			for rest := has[k] &^ other[k]; rest != 0; rest &= rest - 1 {
				to[k*64+bits.TrailingZeros64(rest)].add(code())
			}
		}
	}
	for n := range codes {
		to := e1
		if c.codes.marks[n]&(diagnosis|procedure) == diagnosis {
			to = b
		}
		less(to, &codes[n], &named[n], func() string { return codeword.Word(c.codes.words[n]).String() })
	}
	for i := range clusters {
		less(e2, &clusters[i], &namedClusters[i], func() string { return strings.Join(logic.ClusterCodes(c.l.Clusters[i].Codes), "+") })
	}
	for i, f := range c.fams {
		for _, x := range []struct {
			kind medcode.DiagnosticKind
			of   tally
		}{{manual.KindBLogicOnly, b[i]}, {manual.KindE1LogicOnly, e1[i]}, {manual.KindE2LogicOnly, e2[i]}} {
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
					at := manual.Place{}
					if n, ok := c.codes.find(pack(code)); ok && c.severityOf(n) != nil {
						at = c.severityOf(n).Place
					} else if len(c.m.Severity) > 0 {
						at = c.m.Severity[0].Place // of the part of Appendix C that lacks it
					}
					c.odd(at, kind, "%s and Appendix C differ: one of them lacks %s", what, code)
					return
				}
			}
		}
	}
	same(manual.KindGDiffers, "Appendix G", codeSet(c.m.CC), cc)
	same(manual.KindHDiffers, "Appendix H", codeSet(c.m.MCC, c.m.MCCAlive), mcc)
	same(manual.KindHDiffers, "Appendix H part 2", codeSet(c.m.MCCAlive), alive)
	inMDC, assigned := make([]uint32, len(c.codes.words)), make([]uint32, len(c.codes.words)) // a bit for each MDC: by Appendix B, by the MDCs
	for i := range c.m.Diagnoses {
		if e := &c.m.Diagnoses[i]; e.MDC >= 0 {
			inMDC[c.codes.number(pack(e.Code))] |= 1 << e.MDC
		}
	}
	for _, ch := range c.m.Chapters {
		for _, it := range ch.Assignment {
			n, ok := c.codes.find(pack(it.Code))
			if ok && inMDC[n]&^assigned[n]>>ch.MDC&1 == 1 {
				assigned[n] |= 1 << ch.MDC
			} else if !ok || c.codes.marks[n]&inB != 0 || c.codes.marks[n]&filed == 0 { // and no code newer than the index
				c.odd(manual.Place{File: ch.Assigned.File, Line: it.Line}, manual.KindBLacksCode, "Appendix B lacks %s in MDC %02d", it.Code, ch.MDC)
				break
			}
		}
	}
	// What is left Appendix B names for an MDC whose list of principal diagnoses
	// lacks it, as those that take diagnoses of other MDCs do.
	left := make([]tally, 26)
	for n := range inMDC {
		for rest := inMDC[n] &^ assigned[n]; rest != 0; rest &= rest - 1 {
			if mdc := bits.TrailingZeros32(rest); mdc < len(left) {
				left[mdc].add(codeword.Word(c.codes.words[n]).String())
			}
		}
	}
	for _, ch := range c.m.Chapters {
		if t := left[ch.MDC]; t.n > 0 {
			c.note(ch.Assigned, manual.KindBNotAssigned, "MDC %02d: Appendix B names %d codes that are not among its principal diagnoses, the first %s", ch.MDC, t.n, t.first)
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
