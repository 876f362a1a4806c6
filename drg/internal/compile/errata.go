package compile

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/codeword"
)

//go:embed errata.txt
var errataText string

// Errata returns all errata that the compiler knows.
func Errata() []logic.Erratum { return slices.Clone(loadErrata()) }

var loadErrata = sync.OnceValue(func() []logic.Erratum {
	e, err := parseErrata(errataText)
	if err != nil {
		panic(err) // a defect of the file in the repository, which a test finds
	}
	return e
})

func parseErrata(text string) ([]logic.Erratum, error) {
	var out []logic.Erratum
	for l := range dataLines(text) {
		if l.text == "" {
			out = append(out, logic.Erratum{Name: l.block})
			continue
		}
		key, value, ok := strings.Cut(l.text, ": ")
		if !ok || len(out) == 0 {
			return nil, fmt.Errorf("errata.txt:%d: want key: value", l.n)
		}
		e := &out[len(out)-1]
		switch key {
		case "versions":
			e.Versions = value
		case "manual":
			e.Manual = value
		case "says":
			e.Says = value
		case "reference":
			e.Reference = value
		case "example":
			e.Example = value
		case "change":
			c, err := parseChange(value)
			if err != nil {
				return nil, fmt.Errorf("errata.txt:%d: %w", l.n, err)
			}
			e.Changes = append(e.Changes, c)
		default:
			return nil, fmt.Errorf("errata.txt:%d: unknown key %q", l.n, key)
		}
	}
	return out, nil
}

// changeKinds are the kinds of changes, with what must stand behind the DRG (of
// "assign" the MDC): "drgs", "codes", "sections", "section codes", "labels",
// "cells" or nothing.
var changeKinds = map[string]string{
	"hoist": "", "before": "drgs", "assign": "codes", "except": "codes", "count": "section codes", "also": "section codes", "within": "sections",
	"keep-code": "codes", "show-severity": "", "hide-severity": "", "label": "labels", "keep-level": "",
	"cells": "cells", "unlisted": "codes", "unasked": "sections",
}

// parseChange reads a change; the head of errata.txt says how they are written.
func parseChange(text string) (logic.Change, error) {
	kind, rest, _ := strings.Cut(text, " ")
	wants, ok := changeKinds[kind]
	if !ok {
		return logic.Change{}, fmt.Errorf("unknown change %q", kind)
	}
	c := logic.Change{Kind: kind}
	if kind != "keep-code" {
		n, more, _ := strings.Cut(rest, " ")
		if c.N, rest = atoi(n), strings.TrimSpace(more); c.N < 0 {
			return c, fmt.Errorf("want a number behind %q, not %q", kind, n)
		}
	}
	for strings.HasPrefix(rest, `"`) {
		parts := strings.SplitN(rest, `"`, 3)
		if len(parts) != 3 {
			return c, fmt.Errorf("a quote without its end: %q", text)
		}
		c.Sections, rest = append(c.Sections, parts[1]), strings.TrimSpace(parts[2])
	}
	if c.Kind == "cells" {
		was, is, _ := strings.Cut(strings.TrimPrefix(rest, "| "), " = ")
		c.Row, c.Cells, rest = was, strings.Split(is, " | "), ""
	}
	for _, w := range strings.Fields(rest) {
		switch wants {
		case "drgs":
			if n := atoi(w); n >= 0 {
				c.DRGs = append(c.DRGs, n)
				continue
			}
			return c, fmt.Errorf("no DRG: %q", w)
		case "labels":
			if c.Labels != "" || w != "none" && w != "all" {
				return c, fmt.Errorf("want label DRG none or label DRG all")
			}
			c.Labels = w
		case "codes", "section codes":
			c.Codes = append(c.Codes, w)
		default:
			return c, fmt.Errorf("%q behind %q", w, kind)
		}
	}
	have := ""
	switch {
	case len(c.DRGs) > 0:
		have = "drgs"
	case c.Labels != "":
		have = "labels"
	case len(c.Cells) > 0:
		have = "cells"
	case len(c.Codes) > 0 && (len(c.Sections) == 1 || len(c.Sections) == 2 && (kind == "count" || kind == "also")):
		have = "section codes"
	case len(c.Codes) > 0 && len(c.Sections) == 0:
		have = "codes"
	case len(c.Codes) == 0 && len(c.Sections) > 0:
		have = "sections"
	}
	if have != wants {
		return c, fmt.Errorf("want %s DRG %s: %q", kind, wants, text)
	}
	return c, nil
}

// applyErrata changes the families by the errata of the version. A change that
// finds nothing to change is passed over: its DRG isn't in every version.
func (c *compiler) applyErrata() {
	for _, e := range c.errata {
		id := uint8(len(c.l.Errata))
		applied := false
		for i := range e.Changes {
			applied = c.change(&e.Changes[i], id) || applied
		}
		if applied {
			c.l.Errata = append(c.l.Errata, e)
		}
	}
}

// changes returns the changes of a kind that hold for the manual.
func (c *compiler) changes(kind string) (out []*logic.Change) {
	for i := range c.errata {
		for k := range c.errata[i].Changes {
			if x := &c.errata[i].Changes[k]; x.Kind == kind {
				out = append(out, x)
			}
		}
	}
	return out
}

// cells returns the cells of a row of a table, as an erratum says that they
// should be printed.
func (c *compiler) cells(columns []string, r manual.Row) []string {
	changes := c.changes("cells")
	if len(changes) == 0 {
		return r.Cells
	}
	var printed []string
	for i, cell := range r.Cells {
		printed = append(printed, columns[i]+" "+cell)
	}
	key, _ := c.lex.key(strings.Join(printed, " | "))
	for _, x := range changes {
		if was, _ := c.lex.key(x.Row); x.N == r.DRG && was == key && len(x.Cells) == len(r.Cells) {
			return x.Cells
		}
	}
	return r.Cells
}

// change changes the logic by x, of the erratum with an index, and reports
// whether there was anything to change.
func (c *compiler) change(x *logic.Change, id uint8) bool {
	switch x.Kind {
	case "assign":
		return c.assignClusters(x.N, x.Codes)
	case "keep-code":
		for _, code := range x.Codes {
			c.codes.mark(code, stays)
		}
		return true
	}
	f, ok := c.familyOf[x.N]
	if !ok {
		return false
	}
	f.Errata = append(f.Errata, id)
	switch x.Kind {
	case "hoist":
		f.hoisted = true
	case "before":
		for _, n := range x.DRGs {
			if g, ok := c.familyOf[n]; ok {
				f.before = append(f.before, g)
			}
		}
	case "except":
		f.EachCond(func(k *logic.Cond) {
			if k.Op == logic.OpAnyOR && len(k.Lists) > 0 {
				k.Lists = append(k.Lists, c.codeList(f, x.Codes))
			}
		})
	case "count":
		c.countMore(f, c.codeList(f, x.Codes), x.Sections)
	case "also":
		return c.askedAlso(f, x)
	case "within":
		return c.countWithin(f, x.Sections)
	case "label":
		f.labels = x.Labels
	case "hide-severity", "show-severity":
		for i := range f.Rows {
			if r := &f.Rows[i]; r.DRG == x.N {
				r.HideSeverity = x.Kind == "hide-severity"
				r.ShowSeverity = x.Kind == "show-severity"
			}
		}
	case "keep-level":
		f.exempt = true
	}
	return true // "cells", "unasked" and "unlisted" were taken account of when the table was compiled
}

// countMore has the codes of a list counted with those of a section, but not in
// the rows that ask for a column, if one is named behind the section.
func (c *compiler) countMore(f *familySource, more logic.ListID, sections []string) {
	column := -1
	if len(sections) > 1 {
		column = slices.IndexFunc(f.Columns, func(name string) bool { return normal(name) == normal(sections[1]) })
	}
	of := func(k *logic.Cond) bool {
		return k.Op == logic.OpOccurs && len(k.Lists) > 0 && c.l.Lists[k.Lists[0]].Section == sections[0]
	}
	n := len(f.Conds)
	for i := range f.Conds[:n] {
		if !of(&f.Conds[i]) {
			continue
		}
		printed := f.Conds[i]
		f.Conds[i].Lists = append(slices.Clone(printed.Lists), more)
		for _, r := range f.Rows {
			if !slices.ContainsFunc(r.Cells, func(x logic.Cell) bool { return int(x.Column) == column && x.Yes }) {
				continue
			}
			for k := range r.Cells {
				if int(r.Cells[k].Cond) == i {
					r.Cells[k].Cond = uint8(addCond(f.Family, printed))
				}
			}
		}
	}
}

// askedAlso has the codes of a section that begin as said fulfil another section,
// too, where a row wants it.
func (c *compiler) askedAlso(f *familySource, x *logic.Change) bool {
	var also []string
	asks := -1
	for i := range f.Conds {
		f.Conds[i].EachList(func(id logic.ListID) {
			switch l := &c.l.Lists[id]; l.Section {
			case x.Sections[0]:
				for _, w := range l.Codes {
					code := codeword.Word(w).String()
					if slices.ContainsFunc(x.Codes, func(begins string) bool { return strings.HasPrefix(code, begins) }) {
						also = append(also, code)
					}
				}
			case x.Sections[len(x.Sections)-1]:
				asks = i
			}
		})
	}
	if len(also) == 0 || asks < 0 || f.Conds[asks].Op != logic.OpProcedure {
		return false
	}
	more := f.Conds[asks]
	more.Lists = append(slices.Clone(more.Lists), c.codeList(f, also))
	at := uint8(addCond(f.Family, more))
	for _, r := range f.Rows {
		for k := range r.Cells {
			if y := &r.Cells[k]; y.Yes && int(y.Cond) == asks {
				y.Cond = at
			}
		}
	}
	return true
}

// countWithin leaves of the lists of some sections, where they are counted, the
// codes that the first section has, too.
func (c *compiler) countWithin(f *familySource, sections []string) bool {
	var within []uint64
	for _, s := range f.sections {
		if s.name == sections[0] {
			s.cond.EachList(func(id logic.ListID) { within = append(within, c.l.Lists[id].Codes...) })
		}
	}
	f.EachCond(func(k *logic.Cond) {
		for i, id := range k.Lists {
			if l := c.l.Lists[id]; k.Op == logic.OpSum && slices.Contains(sections[1:], l.Section) {
				l.Codes = slices.DeleteFunc(slices.Clone(l.Codes), func(w uint64) bool { return !slices.Contains(within, w) })
				k.Lists[i] = logic.ListID(len(c.l.Lists))
				c.l.Lists = append(c.l.Lists, l)
			}
		}
	})
	return len(within) > 0
}

// codeList makes a list of the codes of an erratum.
func (c *compiler) codeList(f *familySource, codes []string) logic.ListID {
	var items []manual.Item
	for _, code := range codes {
		if c.codes.is(code, procedure) {
			items = append(items, manual.Item{Code: code, Line: f.src.Line})
		}
	}
	return c.newList(logic.ErratumList, f.src.Place, items, logic.ProcedureList)
}

// assignClusters has the clusters with one of the codes belong to an MDC.
func (c *compiler) assignClusters(mdc int, codes []string) bool {
	found := false
	for i := range c.l.Clusters {
		for _, code := range codes {
			if slices.Contains(c.l.Clusters[i].Codes, pack(code)) {
				c.l.Clusters[i].MDCs |= 1 << mdc
				found = true
			}
		}
	}
	return found
}
