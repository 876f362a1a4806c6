package manual

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// CrossCheck holds what the manual prints twice against each other: the indexes
// of Appendix B and E against the lists of the chapters, the surgical hierarchy
// of Appendix D against the order and the tables of the chapters, Appendix G, H
// and the column of hospital-acquired conditions against Appendix C. A kind is
// named after the appendix:
//
//   - "B-index-only", "E1-index-only", "E2-index-only": the index names a DRG for
//     codes that no list of the DRG holds;
//   - "B-logic-only", "E1-logic-only", "E2-logic-only": a list of the DRG holds
//     codes for which the index doesn't name it;
//   - "B-lacks-code": the index lacks a principal diagnosis of an MDC;
//   - "D-order": families that are not printed in the order of the hierarchy;
//   - "D-drg-without-table": the hierarchy names a DRG that the MDC has no table of;
//   - "C-collection-twice", "C-collection-count": the collections of principal
//     diagnoses are not those that Appendix C says;
//   - "G-differs", "H-differs": the lists of CC and MCC are not those of Appendix C;
//   - "C-column-lacks", "I-lacks": the column has not the number of a condition
//     that lists the code, or the condition doesn't list a code of the column.
//
// The manuals that CMS published have differences of the kinds -index-only,
// -logic-only, D-order and C-column-lacks, by their nature: some DRGs take any
// diagnosis of their MDC, some lists are exceptions. They are no defects, and
// stay much the same from version to version; what a new version adds deserves
// a look. The place is that of the family, or of the line of Appendix C, D or I;
// there is none for codes that Appendix C hasn't.
func (m *Manual) CrossCheck() []medcode.Diagnostic {
	c := m.checker()
	c.diagnosisIndex()
	c.procedureIndex()
	c.clusterIndex()
	return append(c.found, m.CheckAppendices()...)
}

// CheckAppendices is the part of [Manual.CrossCheck] that leaves the indexes, B
// and E, alone, and takes next to no time.
func (m *Manual) CheckAppendices() []medcode.Diagnostic {
	c := m.checker()
	c.hierarchy()
	c.collections()
	c.severityLists()
	c.conditionColumn()
	return c.found
}

func (m *Manual) checker() *checker {
	c := &checker{m: m, drgs: map[int]bool{}, family: map[int]*Family{}}
	for _, d := range m.DRGs {
		c.drgs[d.Number] = true
	}
	for i := range m.Chapters {
		for k := range m.Chapters[i].Families {
			f := &m.Chapters[i].Families[k]
			for _, r := range f.Rows {
				c.family[r.DRG] = f
			}
		}
	}
	return c
}

type checker struct {
	m      *Manual
	drgs   map[int]bool    // of Appendix A
	family map[int]*Family // by DRG
	found  []medcode.Diagnostic
}

func (c *checker) odd(at Place, kind medcode.DiagnosticKind, format string, args ...any) {
	d := medcode.Diagnostic{Kind: kind, Message: fmt.Sprintf(format, args...), Line: int(at.Line)}
	if at.Line > 0 && int(at.File) < len(c.m.files) {
		d.File = c.m.files[at.File].Name
	}
	c.found = append(c.found, d)
}

// A pair is a code in an MDC.
type pair struct {
	code string
	mdc  int
}

// uses are the DRGs for which a code is used in an MDC.
type uses map[pair]*drgSet

// A drgSet has a bit for each DRG.
type drgSet [1000/64 + 1]uint64

func (s *drgSet) has(n int) bool { return s != nil && s[n/64]&(1<<(n%64)) != 0 }

func (u uses) of(code string, mdc int) *drgSet {
	s := u[pair{code, mdc}]
	if s == nil {
		s = &drgSet{}
		u[pair{code, mdc}] = s
	}
	return s
}

func (s *drgSet) add(n int) {
	if 0 <= n && n < 1000 {
		s[n/64] |= 1 << (n % 64)
	}
}

func (s *drgSet) addRows(f *Family) {
	for _, r := range f.Rows {
		s.add(r.DRG)
	}
}

func (c *checker) addRanges(s *drgSet, ranges []Range) {
	for _, r := range ranges {
		for n := r.First; n <= r.Last; n++ {
			if c.drgs[n] {
				s.add(n)
			}
		}
	}
}

// compare notes what an index has and the logic has not, and the other way round.
func (c *checker) compare(index, logic uses, indexOnly, logicOnly medcode.DiagnosticKind) {
	only := func(kind medcode.DiagnosticKind, a, b uses) {
		type key struct{ mdc, drg int }
		codes := map[key][]string{}
		for p, drgs := range a {
			if other := b[p]; other != nil && *other == *drgs {
				continue
			}
			for n := range 1000 {
				if drgs.has(n) && !b[p].has(n) {
					k := key{p.mdc, n}
					codes[k] = append(codes[k], p.code)
				}
			}
		}
		for _, k := range slices.SortedFunc(maps.Keys(codes), func(a, b key) int { return a.mdc*1000 + a.drg - b.mdc*1000 - b.drg }) {
			at := Place{}
			if f := c.family[k.drg]; f != nil {
				at = f.Place
			}
			c.odd(at, kind, "MDC %02d, DRG %03d: %d codes, the first %s", k.mdc, k.drg, len(codes[k]), slices.Min(codes[k]))
		}
	}
	only(indexOnly, index, logic)
	only(logicOnly, logic, index)
}

// lists calls f for each list of codes of a chapter.
func (c *checker) lists(f func(mdc int, fam *Family, h Heading)) {
	for _, ch := range c.m.Chapters {
		for i := range ch.Families {
			for _, h := range ch.Families[i].Body {
				f(ch.MDC, &ch.Families[i], h)
			}
		}
	}
}

// units calls f for each code that stands alone in a list and each cluster.
func units(items []Item, f func(codes []string)) {
	for i := 0; i < len(items); {
		codes := []string{items[i].Code}
		for i++; i < len(items) && items[i].And; i++ {
			codes = append(codes, items[i].Code)
		}
		f(codes)
	}
}

func (m *Manual) isDiagnosis() map[string]bool {
	out := map[string]bool{}
	for _, e := range m.Diagnoses {
		out[e.Code] = true
	}
	return out
}

// diagnosisIndex holds Appendix B against the chapters.
func (c *checker) diagnosisIndex() {
	index, logic := uses{}, uses{}
	is := c.m.isDiagnosis()
	for _, e := range c.m.Diagnoses {
		if e.MDC >= 0 {
			c.addRanges(index.of(e.Code, e.MDC), e.DRGs)
		}
	}
	for _, ch := range c.m.Chapters {
		for _, it := range ch.Assignment {
			if index[pair{it.Code, ch.MDC}] == nil {
				c.odd(Place{ch.Assigned.File, it.Line}, KindBLacksCode, "the index lacks %s in MDC %02d", it.Code, ch.MDC)
			}
		}
	}
	c.lists(func(mdc int, f *Family, h Heading) {
		for _, it := range h.Items {
			if is[it.Code] {
				logic.of(it.Code, mdc).addRows(f)
			}
		}
	})
	c.compare(index, logic, KindBIndexOnly, KindBLogicOnly)
}

// procedureIndex holds Appendix E part 1 against the chapters.
func (c *checker) procedureIndex() {
	index, logic := uses{}, uses{}
	isDiagnosis := c.m.isDiagnosis()
	for _, e := range c.m.Procedures {
		if e.MDC >= 0 {
			c.addRanges(index.of(e.Code, e.MDC), e.DRGs)
		}
	}
	c.lists(func(mdc int, f *Family, h Heading) {
		units(h.Items, func(codes []string) {
			if len(codes) == 1 && !isDiagnosis[codes[0]] {
				logic.of(codes[0], mdc).addRows(f)
			}
		})
	})
	c.compare(index, logic, KindE1IndexOnly, KindE1LogicOnly)
}

// clusterIndex holds Appendix E part 2 against the chapters. A choice of lists
// stands for all its combinations.
func (c *checker) clusterIndex() {
	index, logic := uses{}, uses{}
	name := func(codes ...string) string { return strings.Join(slices.Sorted(slices.Values(codes)), "+") }
	for _, e := range c.m.Clusters {
		combinations := [][]string{nil}
		for _, choice := range e.Choices {
			var longer [][]string
			for _, c := range combinations {
				for _, it := range choice {
					longer = append(longer, append(slices.Clone(c), it.Code))
				}
			}
			combinations = longer
		}
		for _, codes := range combinations {
			for _, u := range e.Uses {
				c.addRanges(index.of(name(codes...), u.MDC), u.DRGs)
			}
		}
	}
	var before Heading // "One of", or what stands for it
	c.lists(func(mdc int, f *Family, h Heading) {
		switch strings.ToLower(h.Text) {
		case "one of", "extensive fusion part a1", "extensive fusion part b1":
			before = h
		case "with one of", "extensive fusion part a2", "extensive fusion part b2":
			for _, a := range before.Items {
				for _, b := range h.Items {
					logic.of(name(a.Code, b.Code), mdc).addRows(f)
				}
			}
		}
		units(h.Items, func(codes []string) {
			if len(codes) > 1 {
				logic.of(name(codes...), mdc).addRows(f)
			}
		})
	})
	c.compare(index, logic, KindE2IndexOnly, KindE2LogicOnly)
}

// hierarchy holds Appendix D against the families.
func (c *checker) hierarchy() {
	placed := map[int]bool{}
	for _, ch := range c.m.Chapters {
		last := -1
		for i := range ch.Families {
			f := &ch.Families[i]
			rank := slices.IndexFunc(c.m.Hierarchy, func(k Class) bool {
				return k.MDC == ch.MDC && slices.ContainsFunc(f.Rows, func(r Row) bool { return k.DRGs.Contains(r.DRG) })
			})
			if rank < 0 {
				continue
			}
			for _, r := range f.Rows {
				placed[r.DRG] = true
			}
			if rank < last {
				c.odd(f.Place, KindDOrder, "MDC %02d: %03d is printed behind lower families", ch.MDC, f.Rows[0].DRG)
			}
			last = max(last, rank)
		}
	}
	for _, k := range c.m.Hierarchy {
		for n := k.DRGs.First; n <= k.DRGs.Last; n++ {
			if !placed[n] && c.drgs[n] {
				c.odd(k.Place, KindDDRGWithoutTable, "DRG %03d is in no table of MDC %02d", n, k.MDC)
			}
		}
	}
}

// collections holds the collections of Appendix C part 1 against its lines.
func (c *checker) collections() {
	size := map[int]int{}
	for _, k := range c.m.Exclusions {
		if _, twice := size[k.Number]; twice {
			c.odd(k.Place, KindCCollectionTwice, "collection %04d is there twice", k.Number)
		}
		size[k.Number] = len(k.Items)
	}
	for _, s := range c.m.Severity {
		if size[s.Collection] != s.Count {
			c.odd(s.Place, KindCCollectionCount, "%s: collection %04d has %d codes, not the %d printed", s.Code, s.Collection, size[s.Collection], s.Count)
		}
	}
}

// severityLists holds Appendices G and H against Appendix C.
func (c *checker) severityLists() {
	cc, mcc := map[string]bool{}, map[string]bool{}
	for _, s := range c.m.Severity {
		if s.Major {
			mcc[s.Code] = true
		} else {
			cc[s.Code] = true
		}
	}
	c.sameCodes(KindGDiffers, "Appendix G, CC", codeSet(c.m.CC), "Appendix C part 1", cc)
	c.sameCodes(KindHDiffers, "Appendix H, MCC", codeSet(c.m.MCC, c.m.MCCAlive), "Appendix C part 1", mcc)
	c.sameCodes(KindHDiffers, "Appendix H part 2", codeSet(c.m.MCCAlive), "Appendix C part 2", codeSet(c.m.AliveOnly))
}

func codeSet(lists ...[]Item) map[string]bool {
	out := map[string]bool{}
	for _, list := range lists {
		for _, it := range list {
			out[it.Code] = true
		}
	}
	return out
}

func (c *checker) sameCodes(kind medcode.DiagnosticKind, a string, inA map[string]bool, b string, inB map[string]bool) {
	only := func(a string, inA map[string]bool, b string, inB map[string]bool) {
		codes := slices.Collect(maps.Keys(inA))
		if codes = slices.DeleteFunc(codes, func(code string) bool { return inB[code] }); len(codes) > 0 {
			at := Place{}
			if i := slices.IndexFunc(c.m.Severity, func(s Severity) bool { return s.Code == slices.Min(codes) }); i >= 0 {
				at = c.m.Severity[i].Place
			}
			c.odd(at, kind, "%d codes of %s are not in %s, the first %s", len(codes), a, b, slices.Min(codes))
		}
	}
	only(a, inA, b, inB)
	only(b, inB, a, inA)
}

// conditionColumn holds the column of hospital-acquired conditions of Appendix C,
// which the manual has since version 43.1, against their lists.
func (c *checker) conditionColumn() {
	column, at := map[int]map[string]bool{}, map[string]Place{}
	for _, s := range c.m.Severity {
		at[s.Code] = s.Place
		for _, n := range s.HACs {
			if column[n] == nil {
				column[n] = map[string]bool{}
			}
			column[n][s.Code] = true
		}
	}
	if len(column) == 0 {
		return
	}
	for _, h := range c.m.HACs {
		listed := map[string]bool{}
		for _, b := range h.Body {
			if strings.Contains(strings.ToUpper(b.Text), "SECONDARY DIAGNOSIS") {
				maps.Copy(listed, codeSet(b.Items))
			}
		}
		var lacks []string
		for code := range listed {
			if !column[h.Number][code] {
				lacks = append(lacks, code)
			}
		}
		if len(lacks) > 0 {
			c.odd(h.Place, KindCColumnLacks, "HAC %02d: %d codes, the first %s", h.Number, len(lacks), slices.Min(lacks))
		}
		for _, code := range slices.Sorted(maps.Keys(column[h.Number])) {
			if !listed[code] {
				c.odd(at[code], KindILacks, "HAC %02d doesn't list %s", h.Number, code)
			}
		}
	}
}
