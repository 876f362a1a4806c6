package drg

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/codeword"
)

func compileWith(m *manual.Manual, codes CodeFiles, lex *lexicon) (*Grouper, error) {
	c := &compiler{m: m, lex: lex, l: &logic{version: m.Version}, diags: slices.DeleteFunc(slices.Clone(m.Diagnostics), beside)}
	c.sources()
	c.fileCodes(codes)
	c.indexCodes()
	c.drgTable()
	c.chapters()
	c.appendixF()
	c.hacs()
	c.applyErrata()
	c.tables()
	c.severityLists()
	c.cutOff()
	c.order()
	c.complete()
	c.codeTables(codes)
	if len(c.diags) > 0 {
		return nil, &CompileError{m.Version, c.diags}
	}
	return newGrouper(c.l), nil
}

// beside reports whether a finding of the reader is about what stands beside the
// manual, and takes nothing from it.
func beside(d medcode.Diagnostic) bool {
	return d.Kind == "unread-file" || d.Kind == "duplicate-file" || d.Kind == "unknown-line"
}

type compiler struct {
	m     *manual.Manual
	lex   *lexicon
	l     *logic
	diags []medcode.Diagnostic

	filed       map[uint64]bool // the codes of the code files
	isDiagnosis map[string]bool
	isProcedure map[string]bool
	unindexed   map[string]bool // O.R. procedures that stand in lists but not in Appendix E
	keep        []string        // codes that an erratum keeps from being retired
	clusterIDs  map[string]uint16
	section     string                   // the section being compiled
	familyOf    map[Number]*familySource // of the logic chapters, by DRG
	severeCodes map[string]manual.Severity
	fams        []*familySource
}

// A familySource is a family with what later steps of the compile ask of it.
type familySource struct {
	*family
	src      *manual.Family
	chapter  int
	sections []section
	unclear  bool // the lexicon lacks one of its columns

	exempt  bool            // an erratum lets the codes of its logic keep their level
	hoisted bool            // an erratum has it tried for every principal diagnosis
	before  []*familySource // an erratum puts it before these
	labels  string          // an erratum changes which codes are shown as used by the logic: "none", "all"
}

func (c *compiler) odd(p manual.Place, kind, format string, args ...any) {
	d := medcode.Diagnostic{Kind: kind, Message: fmt.Sprintf(format, args...), Line: int(p.Line)}
	if files := c.m.Files(); int(p.File) < len(files) {
		d.File = files[p.File].Name
	}
	c.diags = append(c.diags, d)
}

func (c *compiler) sources() {
	h := sha256.New()
	for _, f := range c.m.Files() {
		c.l.files = append(c.l.files, f.Name[strings.LastIndexAny(f.Name, "!/")+1:])
		h.Write([]byte(f.SHA256))
	}
	c.l.sha256 = hex.EncodeToString(h.Sum(nil))
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

func toPlace(p manual.Place) place { return place{uint32(p.File), uint32(p.Line)} }

func (c *compiler) drgTable() {
	for _, d := range c.m.DRGs {
		info := drgInfo{number: Number(d.Number), mdc: d.MDC, kind: Medical, title: d.Title, place: toPlace(d.Place)}
		if d.Surgical {
			info.kind = Surgical
		}
		c.l.drgs = append(c.l.drgs, info)
	}
	slices.SortFunc(c.l.drgs, func(a, b drgInfo) int { return cmp.Compare(a.number, b.number) })
	for i, d := range c.l.drgs {
		if d.number == ungroupable || d.number == invalidDischarge {
			c.l.drgs[i].kind = NoKind
		}
	}
}

func (c *compiler) knownDRG(p manual.Place, n int) {
	_, ok := slices.BinarySearchFunc(c.l.drgs, Number(n), func(d drgInfo, n Number) int { return cmp.Compare(d.number, n) })
	if !ok {
		c.odd(p, "unknown-drg", "DRG %03d is not in Appendix A", n)
	}
}

// chapters compiles the logic of the MDCs.
func (c *compiler) chapters() {
	c.clusterIDs = map[string]uint16{}
	c.familyOf = map[Number]*familySource{}
	for i, src := range c.m.Chapters {
		ch := chapter{mdc: src.MDC, title: src.Title, place: toPlace(src.Place)}
		ch.assignment = c.newList("Assignment of Diagnosis Codes", src.Assigned, src.Assignment, diagnosisList)
		if secs := c.sections(src.Preface, src.MDC); len(secs) > 0 {
			f := &familySource{family: &family{title: src.Title}, sections: secs}
			if e := c.base(f, src.Place); e.op != opTrue {
				ch.entry = &e
			}
		}
		if r, ok := c.lex.titled(c.lex.chapters, src.Title); ok {
			switch r.meaning {
			case "male":
				ch.sex = medcode.Male
			case "female":
				ch.sex = medcode.Female
			case "no-unrelated":
				ch.noUnrelated = true
			}
		}
		c.l.chapters = append(c.l.chapters, ch)
		for k := range src.Families {
			f := &src.Families[k]
			fs := &familySource{family: &family{}, src: f, chapter: i}
			for _, r := range f.Rows {
				if first, ok := c.familyOf[Number(r.DRG)]; ok && first != fs {
					c.odd(r.Place, "drg-twice", "DRG %03d has a table already, at %s", r.DRG, c.m.Where(first.src.Place))
				}
				c.familyOf[Number(r.DRG)] = fs
			}
			c.fams = append(c.fams, fs)
		}
	}
	// Lists first: some families speak of the lists of others.
	for _, f := range c.fams {
		f.sections = c.sections(f.src.Body, c.l.chapters[f.chapter].mdc)
	}
	for _, f := range c.fams {
		c.family(f)
	}
}

// family compiles the table of f over its sections.
func (c *compiler) family(f *familySource) {
	src := f.src
	fam := f.family
	fam.title, fam.place, fam.mdc = src.Title, toPlace(src.Place), c.l.chapters[f.chapter].mdc
	fam.columns = src.Columns
	if r, ok := c.lex.titled(c.lex.titles, title(src)); ok && r.meaning == "before-unrelated" {
		fam.beforeUnrelated = true
	}
	used, unknown := map[string]bool{}, map[int]bool{}
	for _, r := range src.Rows {
		c.knownDRG(r.Place, r.DRG)
		r.Cells = c.cells(src.Columns, r)
		out := row{drg: Number(r.DRG), place: toPlace(r.Place)}
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
			out.cells = append(out.cells, cell{uint8(i), uint8(fam.addCond(k)), text == "Yes"})
		}
		fam.rows = append(fam.rows, out)
	}
	for i := range f.sections {
		s := &f.sections[i]
		s.bound = used[s.key]
		if k := slices.IndexFunc(f.sections, func(o section) bool { return o.key == s.key }); k < i && (s.bound || s.key != "") {
			c.odd(s.place, "section-twice", "%s has two sections %q", src.Title, s.name)
		}
	}
	f.unclear = len(unknown) > 0
	fam.base = c.base(f, src.Place)
	fam.rest = c.titledRest(f)
	if fam.base.op == opTrue && fam.open() && !anyAsked(f.sections) && !fam.rest {
		c.odd(src.Place, "family-without-condition", "nothing says which stays %s is for", src.Title)
	}
}

// open reports whether a row of f asks for nothing but severity and what is not
// there: without a base, it would take any stay.
func (f *family) open() bool {
	return slices.ContainsFunc(f.rows, func(r row) bool {
		return !slices.ContainsFunc(r.cells, func(c cell) bool {
			op := f.conds[c.cond].op
			return c.yes && op != opSeverity && op != opAlive
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

func (f *family) addCond(k cond) int {
	for i := range f.conds {
		if equalCond(f.conds[i], k) {
			return i
		}
	}
	f.conds = append(f.conds, k)
	return len(f.conds) - 1
}

func equalCond(a, b cond) bool {
	return a.op == b.op && a.n == b.n && slices.Equal(a.lists, b.lists) && slices.Equal(a.set, b.set) &&
		slices.EqualFunc(a.kids, b.kids, equalCond)
}

// column resolves what a cell asks.
func (c *compiler) column(f *familySource, r manual.Row, i int, used map[string]bool) (cond, bool) {
	var p phrase
	var k cond
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
	if p.op == "severity" && k.n == int(MCC) {
		for _, s := range f.sections {
			if c.lex.severity[s.key] {
				k = cond{op: opOr, kids: []cond{k, s.cond}}
			}
		}
	}
	return k, true
}

// resolve turns a phrase into a condition over the sections of f.
func (c *compiler) resolve(p phrase, f *familySource) (cond, bool) {
	switch p.op {
	case "name", "list":
		for i := range f.sections {
			if s := &f.sections[i]; s.key == p.name {
				return s.cond, true
			}
		}
		return cond{}, false
	case "any":
		return cond{}, true
	case "alive":
		return cond{op: opAlive}, true
	case "severity":
		return cond{op: opSeverity, n: map[string]int{"MCC": int(MCC), "CC": int(CC), "CC or MCC": levelOrMore}[p.name]}, true
	}
	out := cond{n: p.n}
	for _, kid := range p.kids {
		k, ok := c.resolve(kid, f)
		if !ok {
			return k, false
		}
		out.kids = append(out.kids, k)
	}
	switch p.op {
	case "&":
		out.op = opAnd
	case "|":
		out.op = opOr
	case "!":
		out.op = opNot
	case "atleast":
		out.op = opAtLeast
	case "occurs", "sum", "extensive":
		lists := []listID{}
		for _, k := range out.kids {
			if k.op != opProcedure && p.op != "extensive" {
				return out, false
			}
			k.eachList(func(id listID) { lists = append(lists, id) })
		}
		out.op = map[string]op{"occurs": opOccurs, "sum": opSum, "extensive": opExtensive}[p.op]
		out.lists, out.kids = lists, nil
		if p.op == "sum" && len(lists) != len(p.kids) {
			return out, false
		}
	}
	return out, true
}

// base joins the sections of f that no column asks for.
func (c *compiler) base(f *familySource, at manual.Place) cond {
	if f.src != nil {
		if r, ok := c.lex.titled(c.lex.titles, title(f.src)); ok {
			switch {
			case r.meaning == "rest":
				return cond{}
			case r.meaning == "status" && !statusAsked(f.sections):
				return cond{op: opStatus, set: r.numbers}
			}
		}
	}
	joined := map[string]bool{}
	var all []cond
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
			return cond{}
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
		if id := Number(max(atoi(ch.words[1]), 0)); c.familyOf[id] == f && strings.Contains(ch.text, `"`+s.name+`"`) {
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
func (c *compiler) mayAdd(a, b *cond) bool {
	kinds, codes := map[listKind]bool{}, map[uint64]bool{}
	b.eachList(func(id listID) {
		kinds[c.l.lists[id].kind] = true
		for _, code := range c.l.lists[id].codes {
			codes[code] = true
		}
	})
	adds := false
	a.eachList(func(id listID) {
		l := &c.l.lists[id]
		adds = adds || kinds[l.kind] && (len(l.clusters) > 0 || slices.ContainsFunc(l.codes, func(code uint64) bool { return !codes[code] }))
	})
	return adds
}

func statusAsked(secs []section) bool {
	for _, s := range secs {
		if s.cond.op == opStatus {
			return true
		}
	}
	return false
}

// and joins conditions, leaving out those that always hold.
func and(all []cond) cond {
	all = slices.DeleteFunc(all, func(k cond) bool { return k.op == opTrue })
	switch len(all) {
	case 0:
		return cond{}
	case 1:
		return all[0]
	}
	return cond{op: opAnd, kids: all}
}

func or(all []cond) cond {
	if len(all) == 1 {
		return all[0]
	}
	return cond{op: opOr, kids: all}
}

// newList adds a list of codes to the logic.
func (c *compiler) newList(name string, at manual.Place, items []manual.Item, kind listKind) listID {
	out := list{section: c.section, name: name, place: toPlace(at), kind: kind}
	for i := 0; i < len(items); {
		j := i + 1
		for j < len(items) && items[j].And {
			j++
		}
		if j == i+1 {
			out.codes = append(out.codes, c.word(items[i], at, kind))
		} else {
			out.clusters = append(out.clusters, c.cluster(items[i:j], at))
		}
		i = j
	}
	slices.Sort(out.codes)
	out.codes = slices.Compact(out.codes)
	slices.Sort(out.clusters)
	out.clusters = slices.Compact(out.clusters)
	c.l.lists = append(c.l.lists, out)
	return listID(len(c.l.lists) - 1)
}

// word packs a code of a list. Codes that neither index has are known if the
// code files have them. Up to version 40.1 lists have procedures that Appendix E
// lacks: they are known in any case, and O.R. procedures if they have no star.
func (c *compiler) word(it manual.Item, at manual.Place, kind listKind) uint64 {
	w := uint64(codeword.Pack(it.Code))
	switch {
	case kind == diagnosisList && c.isDiagnosis[it.Code], kind == procedureList && c.isProcedure[it.Code]:
	case c.isDiagnosis[it.Code], c.isProcedure[it.Code]:
		at.Line = it.Line
		c.odd(at, "code-of-other-kind", "the code %s is among codes of the other kind", it.Code)
	case kind == procedureList && len(it.Code) == 7 && (c.filed[w] || compareVersions(c.m.Version, "41") < 0):
		c.isProcedure[it.Code] = true
		c.unindexed[it.Code] = !it.Star
	case kind == diagnosisList && c.filed[w]:
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
		words[i] = c.word(it, at, procedureList)
	}
	slices.Sort(words)
	key := fmt.Sprint(words)
	id, ok := c.clusterIDs[key]
	if !ok {
		id = uint16(len(c.l.clusters))
		c.clusterIDs[key] = id
		at.Line = items[0].Line
		c.l.clusters = append(c.l.clusters, cluster{codes: words, place: toPlace(at)})
	}
	return id
}

// kindOf tells a list of diagnoses from one of procedures by its codes.
func (c *compiler) kindOf(items []manual.Item) listKind {
	for _, it := range items {
		if it.And || it.Star || c.isProcedure[it.Code] && !c.isDiagnosis[it.Code] {
			return procedureList
		}
	}
	return diagnosisList
}

func (c *compiler) appendixF() {
	for i := range c.m.Unrelated {
		f := &familySource{family: &family{}, src: &c.m.Unrelated[i]}
		f.sections = c.sections(f.src.Body, 0)
		c.family(f)
		f.surgical = true
		c.l.unrelated = append(c.l.unrelated, *f.family)
	}
	found := false
	for _, f := range c.l.unrelated {
		f.base.eachOp(func(k *cond) {
			if k.op == opAnd && len(k.kids) == 2 && k.kids[1].op == opNot && k.kids[1].kids[0].op == opAnyOR && !found {
				c.l.nonExtensive = k.kids[1].kids[0].lists[0]
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
		h := hac{number: uint8(src.Number), title: src.Title, place: toPlace(src.Place)}
		items := map[string][]manual.Item{}
		for _, b := range src.Body {
			role := c.hacRole(b)
			if role == "" {
				c.odd(b.Place, "unknown-wording", "no meaning for %q in the list of hospital-acquired conditions", b.Text)
			}
			items[role] = append(items[role], b.Items...)
		}
		name := fmt.Sprintf("HAC %02d ", src.Number)
		h.secondary = c.newList(name+"secondary diagnosis", src.Place, items["secondary"], diagnosisList)
		if h.has.additional = len(items["additional"]) > 0; h.has.additional {
			h.additional = c.newList(name+"additional diagnosis", src.Place, items["additional"], diagnosisList)
		}
		if h.has.procedures = len(items["procedure"]) > 0; h.has.procedures {
			h.procedures = c.newList(name+"procedure", src.Place, items["procedure"], procedureList)
		}
		if h.has.principal = len(items["principal"]) > 0; h.has.principal {
			h.principal = c.newList(name+"principal diagnosis", src.Place, items["principal"], diagnosisList)
		}
		if c.l.hacs = append(c.l.hacs, h); len(c.l.hacs) == maxHACs+1 {
			c.odd(src.Place, "too-many-hacs", "more than %d hospital-acquired conditions", maxHACs)
		}
	}
}

// severityLists finds the secondary diagnoses that have no level in a DRG
// because its logic uses them: those of Appendix C part 3, or, in the versions
// without it, those that families with a column of severity ask for.
func (c *compiler) severityLists() {
	for _, p := range c.m.LogicCodes {
		id := c.newList("Appendix C part 3, "+p.Title, p.Place, p.Items, diagnosisList)
		c.l.logicCodes = append(c.l.logicCodes, drgList{Number(p.DRGs.First), Number(p.DRGs.Last), []listID{id}, toPlace(p.Place)})
	}
	for _, f := range c.fams {
		lists := c.usedAsSecondary(f)
		if len(lists) == 0 {
			continue
		}
		for _, r := range f.rows {
			d := drgList{r.drg, r.drg, lists, f.place}
			c.l.logicLabels = append(c.l.logicLabels, d)
			if len(c.m.LogicCodes) == 0 && f.asks(opSeverity) && !f.exempt {
				c.l.logicCodes = append(c.l.logicCodes, d)
			}
		}
	}
}

// usedAsSecondary returns the lists that the logic of f looks secondary
// diagnoses up in, those of its chapter's entry included.
func (c *compiler) usedAsSecondary(f *familySource) []listID {
	var out []listID
	add := func(k *cond) {
		switch {
		case k.op == opSecondary, k.op == opEither, k.op == opAcross, k.op == opPrincipal && f.labels == "all":
			for _, id := range k.lists {
				if !slices.Contains(out, id) {
					out = append(out, id)
				}
			}
		}
	}
	if f.labels == "none" {
		return nil
	}
	f.eachCond(add)
	for i := range f.sections {
		f.sections[i].cond.eachOp(add)
	}
	if e := c.l.chapters[f.chapter].entry; e != nil {
		e.eachOp(add)
	}
	return out
}

// order places the families of the chapters: surgical ones by the surgical
// hierarchy, the others as they stand.
func (c *compiler) order() {
	c.orderClusters()
	for _, f := range c.fams {
		f.surgical = c.rank(f) >= 0
		f.clusters = c.familyClusters(f)
		ch := &c.l.chapters[f.chapter]
		if ch.mdc == 0 {
			continue
		}
		for _, id := range f.clusters {
			c.l.clusters[id].mdcs |= 1 << ch.mdc
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
		ch := &c.l.chapters[f.chapter]
		switch {
		case f.hoisted:
			c.l.hoisted = append(c.l.hoisted, *f.family)
		case f.surgical || len(f.before) > 0:
			ch.surgical = append(ch.surgical, *f.family)
		default:
			ch.medical = append(ch.medical, *f.family)
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
	from := make([]uint16, len(c.l.clusters))
	for i := range from {
		from[i] = uint16(i)
	}
	place := func(i uint16) int {
		if n := rank[fmt.Sprint(c.l.clusters[i].codes)]; n > 0 {
			return n
		}
		return len(c.m.Clusters) + 1
	}
	slices.SortStableFunc(from, func(a, b uint16) int { return cmp.Compare(place(a), place(b)) })
	sorted, to := make([]cluster, len(from)), make([]uint16, len(from))
	for i, k := range from {
		sorted[i], to[k] = c.l.clusters[k], uint16(i)
	}
	c.l.clusters = sorted
	for i := range c.l.lists {
		l := &c.l.lists[i]
		l.clusters = slices.Clone(l.clusters)
		for k, id := range l.clusters {
			l.clusters[k] = to[id]
		}
		slices.Sort(l.clusters)
	}
}

// rank returns the place of f in Appendix D, the first entry that has one of
// its DRGs; -1 where none has.
func (c *compiler) rank(f *familySource) int {
	for i, class := range c.m.Hierarchy {
		if class.MDC != c.l.chapters[f.chapter].mdc {
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
	for _, f := range c.l.unrelated {
		for _, r := range f.rows {
			inTable[int(r.drg)], unrelated[int(r.drg)] = true, true
		}
	}
	for _, d := range c.m.DRGs {
		inHierarchy := slices.ContainsFunc(c.m.Hierarchy, func(k manual.Class) bool { return k.DRGs.Contains(d.Number) })
		switch {
		case !inTable[d.Number] && Number(d.Number) != ungroupable:
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
	f.eachCond(func(k *cond) {
		for _, id := range k.lists {
			out = append(out, c.l.lists[id].clusters...)
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
