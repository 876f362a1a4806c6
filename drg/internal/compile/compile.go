// Package compile makes the logic of a Definitions Manual: it gives each
// wording its meaning by the lexicon, each table column its expression over the
// sections of the family, and refuses what it can't be sure of.
package compile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/codeword"
)

// CodeFiles are the code sets of the year; package drg says what they are for.
type CodeFiles struct {
	Diagnoses  []cm.Code
	Procedures []pcs.Code
	Partial    bool // the files are older than the manual: they retire nothing
}

// Compile makes the logic of a manual, with wordings that the lexicon doesn't
// have, and those errata that hold for it. What stands in its way is in refused. A text of wordings that can't be
// read is a [*medcode.FileError].
func Compile(m *manual.Manual, codes CodeFiles, errata []logic.Erratum, wordings ...string) (l *logic.Logic, refused []medcode.Diagnostic, err error) {
	lex, err := lexiconWith(wordings)
	if err != nil {
		return nil, nil, err
	}
	c := &compiler{m: m, lex: lex, errata: slices.DeleteFunc(slices.Clone(errata), func(e logic.Erratum) bool { return !e.Holds(m.Version) }), l: &logic.Logic{Version: m.Version}, diags: slices.DeleteFunc(slices.Clone(m.Diagnostics), beside)}
	c.sources()
	c.fileCodes(codes)
	c.indexCodes()
	c.drgTable()
	c.chapters()
	c.appendixF()
	c.hacs()
	c.applyErrata()
	c.tables()
	c.indexes()
	c.printedTwice()
	c.severityLists()
	c.cutOff()
	c.order()
	c.complete()
	c.codeTables(codes)
	if len(c.diags) > 0 {
		return nil, c.diags, nil
	}
	c.forms()
	c.titles()
	c.l.Findings = slices.Concat(kept(m.Diagnostics), m.CheckAppendices(), c.found)
	for i := range c.l.Findings {
		d := &c.l.Findings[i]
		d.File = base(d.File)
	}
	return c.l, nil, nil
}

// base returns the name of a file without its folder or zip.
func base(name string) string { return name[strings.LastIndexAny(name, "!/")+1:] }

// beside reports whether a finding of the reader is about what stands beside the
// manual, and takes nothing from it.
func beside(d medcode.Diagnostic) bool {
	return d.Kind == "unread-file" || d.Kind == "duplicate-file" || d.Kind == "unknown-line"
}

// kept returns those of the reader's findings that beside lets pass.
func kept(all []medcode.Diagnostic) []medcode.Diagnostic {
	return slices.DeleteFunc(slices.Clone(all), func(d medcode.Diagnostic) bool { return !beside(d) })
}

type compiler struct {
	m      *manual.Manual
	lex    *lexicon
	errata []logic.Erratum // those that hold for the version
	l      *logic.Logic
	diags  []medcode.Diagnostic // what refuses the manual
	found  []medcode.Diagnostic // what doesn't

	filed       map[uint64]bool // the codes of the code files
	isDiagnosis map[string]bool
	isProcedure map[string]bool
	unindexed   map[string]bool // O.R. procedures that stand in lists but not in Appendix E
	keep        []string        // codes that an erratum keeps from being retired
	clusterIDs  map[string]uint16
	section     string                // the section being compiled
	familyOf    map[int]*familySource // of the logic chapters, by DRG
	severeCodes map[string]manual.Severity
	fams        []*familySource
	once        map[string][]string // codes that only an index prints, by index
}

// A familySource is a family with what later steps of the compile ask of it.
type familySource struct {
	*logic.Family
	src      *manual.Family
	chapter  int
	sections []section
	unclear  bool // the lexicon lacks one of its columns

	exempt  bool            // an erratum lets the codes of its logic keep their level
	hoisted bool            // an erratum has it tried for every principal diagnosis
	before  []*familySource // an erratum puts it before these
	labels  string          // an erratum changes which codes are shown as used by the logic: "none", "all"
}

// odd notes what refuses the manual.
func (c *compiler) odd(p manual.Place, kind, format string, args ...any) {
	c.diags = append(c.diags, c.diagnostic(p, kind, format, args))
}

// note notes what a reader of the manual should look at, and does not refuse it.
// The message has no line in it: it stays the same where the manual does.
func (c *compiler) note(p manual.Place, kind, format string, args ...any) {
	c.found = append(c.found, c.diagnostic(p, kind, format, args))
}

func (c *compiler) diagnostic(p manual.Place, kind, format string, args []any) medcode.Diagnostic {
	d := medcode.Diagnostic{Kind: kind, Message: fmt.Sprintf(format, args...), Line: int(p.Line)}
	if files := c.m.Files(); int(p.File) < len(files) {
		d.File = files[p.File].Name
	}
	return d
}

func (c *compiler) sources() {
	h := sha256.New()
	for _, f := range c.m.Files() {
		c.l.Files = append(c.l.Files, base(f.Name))
		h.Write([]byte(f.SHA256))
	}
	c.l.SHA256 = hex.EncodeToString(h.Sum(nil))
}

func (c *compiler) fileCodes(codes CodeFiles) {
	c.filed = make(map[uint64]bool, len(codes.Diagnoses)+len(codes.Procedures))
	for _, d := range codes.Diagnoses {
		c.filed[d.Key()] = true
	}
	for _, p := range codes.Procedures {
		c.filed[p.Key()] = true
	}
}

// indexCodes notes which codes are diagnoses and which are procedures: a
// diagnosis of seven characters looks like a procedure.
func (c *compiler) indexCodes() {
	c.isDiagnosis = map[string]bool{}
	for _, e := range c.m.Diagnoses {
		c.isDiagnosis[e.Code] = true
	}
	c.severeCodes = map[string]manual.Severity{}
	for _, s := range c.m.Severity {
		c.isDiagnosis[s.Code] = true
		c.severeCodes[s.Code] = s
	}
	c.isProcedure, c.unindexed = map[string]bool{}, map[string]bool{}
	for _, e := range c.m.Procedures {
		c.isProcedure[e.Code] = true
	}
	for _, e := range c.m.Clusters {
		for _, choice := range e.Choices {
			for _, it := range choice {
				c.isProcedure[it.Code] = true
			}
		}
	}
	for _, h := range c.m.HACs { // some of their procedures define no DRG
		for _, b := range h.Body {
			for _, it := range b.Items {
				if c.hacRole(b) == "procedure" {
					c.isProcedure[it.Code] = true
				}
			}
		}
	}
	for _, h := range c.m.Obstetric {
		for _, it := range h.Items {
			c.isProcedure[it.Code] = true
		}
	}
}

func toPlace(p manual.Place) logic.Place {
	return logic.Place{File: uint32(p.File), Line: uint32(p.Line)}
}

func (c *compiler) drgTable() {
	for _, d := range c.m.DRGs {
		info := logic.DRG{Number: d.Number, MDC: d.MDC, Kind: logic.Medical, Title: d.Title, Place: toPlace(d.Place)}
		if d.Surgical {
			info.Kind = logic.Surgical
		}
		c.l.DRGs = append(c.l.DRGs, info)
	}
	slices.SortFunc(c.l.DRGs, func(a, b logic.DRG) int { return cmp.Compare(a.Number, b.Number) })
	for i, d := range c.l.DRGs {
		if d.Number == logic.Ungroupable || d.Number == logic.InvalidDischarge {
			c.l.DRGs[i].Kind = logic.NoKind
		}
	}
}

func (c *compiler) knownDRG(p manual.Place, n int) {
	_, ok := slices.BinarySearchFunc(c.l.DRGs, n, func(d logic.DRG, n int) int { return cmp.Compare(d.Number, n) })
	if !ok {
		c.odd(p, "unknown-drg", "DRG %03d is not in Appendix A", n)
	}
}

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
					c.odd(r.Place, "drg-twice", "DRG %03d has a table already, at %s", r.DRG, c.m.Where(first.src.Place))
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
					c.odd(r.Place, "unknown-column", "no meaning for the column %q of %s", src.Columns[i], src.Title)
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
			c.odd(s.place, "section-twice", "%s has two sections %q", src.Title, s.name)
		}
	}
	f.unclear = len(unknown) > 0
	fam.Base = c.base(f, src.Place)
	fam.Rest = c.titledRest(f)
	if fam.Base.Op == logic.OpTrue && isOpen(fam) && !anyAsked(f.sections) && !fam.Rest {
		c.odd(src.Place, "family-without-condition", "nothing says which stays %s is for", src.Title)
	}
}

// open reports whether a row of f asks for nothing but severity and what is not
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
	c.odd(s.place, "list-not-asked", "no column, join or title of %s asks for %q: it is no condition", f.src.Title, s.name)
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

// newList adds a list of codes to the logic.
func (c *compiler) newList(name string, at manual.Place, items []manual.Item, kind logic.ListKind) logic.ListID {
	out := logic.List{Section: c.section, Name: name, Place: toPlace(at), Kind: kind}
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].And {
			j++
		}
		if j == i+1 {
			out.Codes = append(out.Codes, c.word(items[i], at, kind))
		} else {
			out.Clusters = append(out.Clusters, c.cluster(items[i:j], at))
		}
		i = j
	}
	slices.Sort(out.Codes)
	out.Codes = slices.Compact(out.Codes)
	slices.Sort(out.Clusters)
	out.Clusters = slices.Compact(out.Clusters)
	c.l.Lists = append(c.l.Lists, out)
	return logic.ListID(len(c.l.Lists) - 1)
}

// word packs a code of a list. Codes that neither index has are known if the
// code files have them. Up to version 40.1 lists have procedures that Appendix E
// lacks: they are known in any case, and O.R. procedures if they have no star.
func (c *compiler) word(it manual.Item, at manual.Place, kind logic.ListKind) uint64 {
	w := uint64(codeword.Pack(it.Code))
	switch {
	case kind == logic.DiagnosisList && c.isDiagnosis[it.Code], kind == logic.ProcedureList && c.isProcedure[it.Code]:
	case c.isDiagnosis[it.Code], c.isProcedure[it.Code]:
		at.Line = it.Line
		c.odd(at, "code-of-other-kind", "the code %s is among codes of the other kind", it.Code)
	case kind == logic.ProcedureList && len(it.Code) == 7 && (c.filed[w] || logic.CompareVersions(c.m.Version, "41") < 0):
		c.isProcedure[it.Code] = true
		c.unindexed[it.Code] = !it.Star
	case kind == logic.DiagnosisList && c.filed[w]:
		c.isDiagnosis[it.Code] = true
	default:
		at.Line = it.Line
		c.odd(at, "code-without-index", "the code %s is in neither Appendix B nor Appendix E, nor in the code files given", it.Code)
	}
	return w
}

func (c *compiler) cluster(items []manual.Item, at manual.Place) uint16 {
	words := make([]uint64, len(items))
	for i, it := range items {
		words[i] = c.word(it, at, logic.ProcedureList)
	}
	slices.Sort(words)
	key := fmt.Sprint(words)
	id, ok := c.clusterIDs[key]
	if !ok {
		id = uint16(len(c.l.Clusters))
		c.clusterIDs[key] = id
		at.Line = items[0].Line
		c.l.Clusters = append(c.l.Clusters, logic.Cluster{Codes: words, Place: toPlace(at)})
	}
	return id
}

// kindOf tells a list of diagnoses from one of procedures by its codes.
func (c *compiler) kindOf(items []manual.Item) logic.ListKind {
	for _, it := range items {
		if it.And || it.Star || c.isProcedure[it.Code] && !c.isDiagnosis[it.Code] {
			return logic.ProcedureList
		}
	}
	return logic.DiagnosisList
}

func (c *compiler) appendixF() {
	for i := range c.m.Unrelated {
		f := &familySource{Family: &logic.Family{}, src: &c.m.Unrelated[i]}
		f.sections = c.sections(f.src.Body, 0)
		c.family(f)
		f.Surgical = true
		c.l.Unrelated = append(c.l.Unrelated, *f.Family)
	}
	found := false
	for _, f := range c.l.Unrelated {
		f.Base.EachOp(func(k *logic.Cond) {
			if k.Op == logic.OpAnd && len(k.Kids) == 2 && k.Kids[1].Op == logic.OpNot && k.Kids[1].Kids[0].Op == logic.OpAnyOR && !found {
				c.l.NonExtensive = k.Kids[1].Kids[0].Lists[0]
				found = true
			}
		})
	}
	if !found {
		c.diags = append(c.diags, medcode.Diagnostic{Kind: "no-non-extensive", Message: "Appendix F has no list of the only O.R. procedures"})
	}
}

// hacRole returns what the codes under a wording of a hospital-acquired
// condition are, "" where the lexicon doesn't have it.
func (c *compiler) hacRole(h manual.Heading) string {
	key, _ := c.lex.key(h.Text)
	return c.lex.hac[key]
}

func (c *compiler) hacs() {
	for _, src := range c.m.HACs {
		h := logic.HAC{Number: uint8(src.Number), Title: src.Title, Place: toPlace(src.Place)}
		items := map[string][]manual.Item{}
		for _, b := range src.Body {
			role := c.hacRole(b)
			if role == "" {
				c.odd(b.Place, "unknown-wording", "no meaning for %q in the list of hospital-acquired conditions", b.Text)
			}
			items[role] = append(items[role], b.Items...)
		}
		name := fmt.Sprintf("HAC %02d ", src.Number)
		h.Secondary = c.newList(name+"secondary diagnosis", src.Place, items["secondary"], logic.DiagnosisList)
		if h.Has.Additional = len(items["additional"]) > 0; h.Has.Additional {
			h.Additional = c.newList(name+"additional diagnosis", src.Place, items["additional"], logic.DiagnosisList)
		}
		if h.Has.Procedures = len(items["procedure"]) > 0; h.Has.Procedures {
			h.Procedures = c.newList(name+"procedure", src.Place, items["procedure"], logic.ProcedureList)
		}
		if h.Has.Principal = len(items["principal"]) > 0; h.Has.Principal {
			h.Principal = c.newList(name+"principal diagnosis", src.Place, items["principal"], logic.DiagnosisList)
		}
		if c.l.HACs = append(c.l.HACs, h); len(c.l.HACs) == logic.MaxHACs+1 {
			c.odd(src.Place, "too-many-hacs", "more than %d hospital-acquired conditions", logic.MaxHACs)
		}
	}
}

// severityLists finds the secondary diagnoses that have no level in a DRG
// because its logic uses them: those of Appendix C part 3, or, in the versions
// without it, those that families with a column of severity ask for.
func (c *compiler) severityLists() {
	for _, p := range c.m.LogicCodes {
		id := c.newList("Appendix C part 3, "+p.Title, p.Place, p.Items, logic.DiagnosisList)
		c.l.LogicCodes = append(c.l.LogicCodes, logic.DRGList{First: p.DRGs.First, Last: p.DRGs.Last, Lists: []logic.ListID{id}, Place: toPlace(p.Place)})
	}
	for _, f := range c.fams {
		lists := c.usedAsSecondary(f)
		if len(lists) == 0 {
			continue
		}
		for _, r := range f.Rows {
			d := logic.DRGList{First: r.DRG, Last: r.DRG, Lists: lists, Place: f.Place}
			c.l.LogicLabels = append(c.l.LogicLabels, d)
			if len(c.m.LogicCodes) == 0 && f.Asks(logic.OpSeverity) && !f.exempt {
				c.l.LogicCodes = append(c.l.LogicCodes, d)
			}
		}
	}
}

// usedAsSecondary returns the lists that the logic of f looks secondary
// diagnoses up in, those of its chapter's entry included.
func (c *compiler) usedAsSecondary(f *familySource) []logic.ListID {
	var out []logic.ListID
	add := func(k *logic.Cond) {
		switch {
		case k.Op == logic.OpSecondary, k.Op == logic.OpEither, k.Op == logic.OpAcross, k.Op == logic.OpPrincipal && f.labels == "all":
			for _, id := range k.Lists {
				if !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		}
	}
	if f.labels == "none" {
		return nil
	}
	f.EachCond(add)
	for i := range f.sections {
		f.sections[i].cond.EachOp(add)
	}
	if e := c.l.Chapters[f.chapter].Entry; e != nil {
		e.EachOp(add)
	}
	return out
}

// order places the families of the chapters: surgical ones by the surgical
// hierarchy, the others as they stand.
func (c *compiler) order() {
	c.orderClusters()
	for _, f := range c.fams {
		f.Surgical = c.rank(f) >= 0
		f.Clusters = c.familyClusters(f)
		ch := &c.l.Chapters[f.chapter]
		if ch.MDC == 0 {
			continue
		}
		for _, id := range f.Clusters {
			c.l.Clusters[id].MDCs |= 1 << ch.MDC
		}
	}
	sorted := slices.Clone(c.fams)
	slices.SortStableFunc(sorted, func(a, b *familySource) int { return cmp.Compare(c.rank(a), c.rank(b)) })
	for _, f := range c.fams {
		if len(f.before) > 0 {
			sorted = slices.DeleteFunc(sorted, func(g *familySource) bool { return g == f })
			first := slices.IndexFunc(sorted, func(g *familySource) bool { return slices.Contains(f.before, g) })
			sorted = slices.Insert(sorted, max(first, 0), f)
		}
	}
	for _, f := range sorted {
		ch := &c.l.Chapters[f.chapter]
		switch {
		case f.hoisted:
			c.l.Hoisted = append(c.l.Hoisted, *f.Family)
		case f.Surgical || len(f.before) > 0:
			ch.Surgical = append(ch.Surgical, *f.Family)
		default:
			ch.Medical = append(ch.Medical, *f.Family)
		}
	}
}

// orderClusters puts the clusters in the order of Appendix E part 2, which is
// that in which the reference marks them; those that it lacks stand last.
func (c *compiler) orderClusters() {
	rank := map[string]int{}
	for i, e := range c.m.Clusters {
		var words []uint64
		for _, choice := range e.Choices {
			for _, it := range choice {
				words = append(words, uint64(codeword.Pack(it.Code)))
			}
		}
		slices.Sort(words)
		if key := fmt.Sprint(words); rank[key] == 0 {
			rank[key] = i + 1
		}
	}
	from := make([]uint16, len(c.l.Clusters))
	for i := range from {
		from[i] = uint16(i)
	}
	place := func(i uint16) int {
		if n := rank[fmt.Sprint(c.l.Clusters[i].Codes)]; n > 0 {
			return n
		}
		return len(c.m.Clusters) + 1
	}
	slices.SortStableFunc(from, func(a, b uint16) int { return cmp.Compare(place(a), place(b)) })
	sorted, to := make([]logic.Cluster, len(from)), make([]uint16, len(from))
	for i, k := range from {
		sorted[i], to[k] = c.l.Clusters[k], uint16(i)
	}
	c.l.Clusters = sorted
	for i := range c.l.Lists {
		l := &c.l.Lists[i]
		l.Clusters = slices.Clone(l.Clusters)
		for k, id := range l.Clusters {
			l.Clusters[k] = to[id]
		}
		slices.Sort(l.Clusters)
	}
}

// rank returns the place of f in Appendix D, the first entry that has one of
// its DRGs; -1 where none has.
func (c *compiler) rank(f *familySource) int {
	for i, class := range c.m.Hierarchy {
		if class.MDC != c.l.Chapters[f.chapter].MDC {
			continue
		}
		for _, r := range f.src.Rows {
			if class.DRGs.Contains(r.DRG) {
				return i
			}
		}
	}
	return -1
}

// complete looks for what the appendices name and the chapters lack, as in a
// manual that was cut short: DRGs without a table, surgical ones without a place
// in the hierarchy, hospital-acquired conditions without a list.
func (c *compiler) complete() {
	inTable, unrelated := map[int]bool{}, map[int]bool{}
	for n := range c.familyOf {
		inTable[int(n)] = true
	}
	for _, f := range c.l.Unrelated {
		for _, r := range f.Rows {
			inTable[int(r.DRG)], unrelated[int(r.DRG)] = true, true
		}
	}
	for _, d := range c.m.DRGs {
		inHierarchy := slices.ContainsFunc(c.m.Hierarchy, func(k manual.Class) bool { return k.DRGs.Contains(d.Number) })
		switch {
		case !inTable[d.Number] && d.Number != logic.Ungroupable:
			c.odd(d.Place, "drg-without-table", "DRG %03d is in no table", d.Number)
		case d.Surgical && !inHierarchy && !unrelated[d.Number]:
			c.odd(d.Place, "drg-without-class", "DRG %03d is surgical, but not in the surgical hierarchy", d.Number)
		}
	}
	for _, s := range c.m.Severity {
		for _, n := range s.HACs {
			if !slices.ContainsFunc(c.m.HACs, func(h manual.HAC) bool { return h.Number == n }) {
				c.odd(s.Place, "unknown-hac", "no hospital-acquired condition has number %02d", n)
			}
		}
	}
}

func (c *compiler) familyClusters(f *familySource) []uint16 {
	var out []uint16
	f.EachCond(func(k *logic.Cond) {
		for _, id := range k.Lists {
			out = append(out, c.l.Lists[id].Clusters...)
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}
