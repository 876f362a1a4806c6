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
	return d.Kind == medcode.KindUnreadFile || d.Kind == medcode.KindDuplicateFile || d.Kind == manual.KindUnknownLine
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

	codes      codes
	times      []uint16 // by code: of inSeveral, zero between its calls
	severe     []int32  // by code: its index in Appendix C part 1 plus one
	clusterIDs map[string]uint16
	collection map[int]uint16        // the index of a collection in the logic, by its number
	section    string                // the section being compiled
	familyOf   map[int]*familySource // of the logic chapters, by DRG
	fams       []*familySource
	once       map[medcode.DiagnosticKind][]string // codes that only an index prints, by index
}

// A familySource is a family with what later steps of the compile ask of it.
type familySource struct {
	*logic.Family
	src      *manual.Family
	chapter  int
	index    int // in the compiler's families
	sections []section
	unclear  bool // the lexicon lacks one of its columns

	exempt  bool            // an erratum lets the codes of its logic keep their level
	hoisted bool            // an erratum has it tried for every principal diagnosis
	before  []*familySource // an erratum puts it before these
	labels  string          // an erratum changes which codes are shown as used by the logic: "none", "all"
}

// odd notes what refuses the manual.
func (c *compiler) odd(p manual.Place, kind medcode.DiagnosticKind, format string, args ...any) {
	c.diags = append(c.diags, c.diagnostic(p, kind, format, args))
}

// note notes what a reader of the manual should look at, and does not refuse it.
// The message has no line in it: it stays the same where the manual does.
func (c *compiler) note(p manual.Place, kind medcode.DiagnosticKind, format string, args ...any) {
	c.found = append(c.found, c.diagnostic(p, kind, format, args))
}

func (c *compiler) diagnostic(p manual.Place, kind medcode.DiagnosticKind, format string, args []any) medcode.Diagnostic {
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
	for _, d := range codes.Diagnoses {
		c.codes.marks[c.codes.number(d.Key())] |= filed
	}
	for _, p := range codes.Procedures {
		c.codes.marks[c.codes.number(p.Key())] |= filed
	}
}

// indexCodes notes which codes are diagnoses and which are procedures: a
// diagnosis of seven characters looks like a procedure.
func (c *compiler) indexCodes() {
	for i := range c.m.Diagnoses {
		c.codes.mark(c.m.Diagnoses[i].Code, diagnosis|inB)
	}
	for i := range c.m.Severity {
		c.codes.mark(c.m.Severity[i].Code, diagnosis)
	}
	c.severe = make([]int32, len(c.codes.words))
	for i := range c.m.Severity {
		c.severe[c.codes.number(pack(c.m.Severity[i].Code))] = int32(i) + 1
	}
	c.appendixE()
	for _, e := range c.m.Clusters {
		for _, choice := range e.Choices {
			for _, it := range choice {
				c.codes.mark(it.Code, procedure)
			}
		}
	}
	for _, h := range c.m.HACs { // some of their procedures define no DRG
		for _, b := range h.Body {
			for _, it := range b.Items {
				if c.hacRole(b) == "procedure" {
					c.codes.mark(it.Code, procedure)
				}
			}
		}
	}
}

// appendixE notes which procedures Appendix E has, and which of them are no O.R.
// procedures: those that a line of part 1 gives a star. Part 4 adds procedures
// that part 1 lacks.
func (c *compiler) appendixE() {
	for i := range c.m.Procedures {
		m := procedure | indexed
		if c.m.Procedures[i].Star {
			m |= starred
		}
		c.codes.mark(c.m.Procedures[i].Code, m)
	}
	for _, h := range c.m.Obstetric {
		key, _ := c.lex.key(h.Text)
		nonOR := c.lex.headings[key].kind == "list" && key != "OPERATING ROOM PROCEDURES"
		for _, it := range h.Items {
			if m := procedure | indexed; !c.codes.is(it.Code, indexed) {
				if it.Star || nonOR {
					m |= starred
				}
				c.codes.mark(it.Code, m)
			}
		}
	}
}

// severityOf returns what Appendix C part 1 says of a code, nil if nothing.
func (c *compiler) severityOf(n int) *manual.Severity {
	if n >= len(c.severe) || c.severe[n] == 0 {
		return nil
	}
	return &c.m.Severity[c.severe[n]-1]
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
		c.odd(p, manual.KindUnknownDRG, "DRG %03d is not in Appendix A", n)
	}
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
			c.odd(d.Place, manual.KindDRGWithoutTable, "DRG %03d is in no table", d.Number)
		case d.Surgical && !inHierarchy && !unrelated[d.Number]:
			c.odd(d.Place, manual.KindDRGWithoutClass, "DRG %03d is surgical, but not in the surgical hierarchy", d.Number)
		}
	}
	for _, s := range c.m.Severity {
		for _, n := range s.HACs {
			if !slices.ContainsFunc(c.m.HACs, func(h manual.HAC) bool { return h.Number == n }) {
				c.odd(s.Place, manual.KindUnknownHAC, "no hospital-acquired condition has number %02d", n)
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
