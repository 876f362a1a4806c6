package compile

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode"
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
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			out = append(out, logic.Erratum{Name: strings.Trim(line, "[]")})
			continue
		}
		key, value, ok := strings.Cut(line, ": ")
		if !ok || len(out) == 0 {
			return nil, fmt.Errorf("errata.txt:%d: want key: value", n)
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
			e.Changes = append(e.Changes, value)
		default:
			return nil, fmt.Errorf("errata.txt:%d: unknown key %q", n, key)
		}
	}
	return out, nil
}

// applyErrata changes the families by the errata of the version. A change that
// finds nothing to change is passed over: its DRG isn't in every version.
func (c *compiler) applyErrata() {
	for _, e := range c.errata {
		id := uint8(len(c.l.Errata))
		applied := false
		for _, change := range e.Changes {
			ok, err := c.change(change, id)
			if err != nil {
				c.diags = append(c.diags, medcode.Diagnostic{File: "errata.txt", Kind: "bad-erratum", Text: change, Message: e.Name + ": " + err.Error()})
			}
			applied = applied || ok
		}
		if applied {
			c.l.Errata = append(c.l.Errata, e.Name)
		}
	}
}

// A namedChange is a change of an erratum in force.
type namedChange struct {
	erratum, text string
	words         []string
}

// changes returns the changes of a kind that hold for the manual.
func (c *compiler) changes(kind string) (out []namedChange) {
	for _, e := range c.errata {
		for _, text := range e.Changes {
			if words := strings.Fields(text); words[0] == kind {
				out = append(out, namedChange{e.Name, text, words})
			}
		}
	}
	return out
}

// cells returns the cells of a row of a table, as an erratum says that they
// should be printed.
func (c *compiler) cells(columns []string, r manual.Row) []string {
	printed := fmt.Sprintf("%03d", r.DRG)
	for i, cell := range r.Cells {
		printed += " | " + columns[i] + " " + cell
	}
	key, _ := c.lex.key(printed)
	for _, ch := range c.changes("cells") {
		was, is, _ := strings.Cut(strings.TrimPrefix(ch.text, "cells "), " = ")
		if was, _ = c.lex.key(was); was == key {
			if cells := strings.Split(is, " | "); len(cells) == len(r.Cells) {
				return cells
			}
		}
	}
	return r.Cells
}

func (c *compiler) change(s string, id uint8) (bool, error) {
	words := strings.Fields(s)
	if len(words) < 2 {
		return false, fmt.Errorf("want a change with arguments")
	}
	switch words[0] {
	case "assign":
		return c.assignClusters(atoi(words[1]), words[2:]), nil
	case "keep-code":
		c.keep = append(c.keep, words[1:]...)
		return true, nil
	}
	f, ok := c.familyOf[max(atoi(words[1]), 0)]
	if !ok {
		return false, nil
	}
	f.Errata = append(f.Errata, id)
	switch words[0] {
	case "hoist":
		f.hoisted = true
	case "before":
		for _, w := range words[2:] {
			if g, ok := c.familyOf[max(atoi(w), 0)]; ok {
				f.before = append(f.before, g)
			}
		}
	case "except":
		f.EachCond(func(k *logic.Cond) {
			if k.Op == logic.OpAnyOR && len(k.Lists) > 0 {
				k.Lists = append(k.Lists, c.codeList(f, words[2:]))
			}
		})
	case "count":
		rest := strings.SplitN(s, `"`, 3)
		if len(rest) != 3 {
			return false, fmt.Errorf("want a section in quotes")
		}
		id := c.codeList(f, strings.Fields(rest[2]))
		f.EachCond(func(k *logic.Cond) {
			if k.Op == logic.OpOccurs && len(k.Lists) > 0 && c.l.Lists[k.Lists[0]].Section == rest[1] {
				k.Lists = append(k.Lists, id)
			}
		})
	case "within":
		return c.countWithin(f, s)
	case "label":
		if len(words) != 3 {
			return false, fmt.Errorf("want label DRG none or label DRG all")
		}
		f.labels = words[2]
	case "hide-severity", "show-severity":
		for i := range f.Rows {
			if r := &f.Rows[i]; r.DRG == atoi(words[1]) {
				r.HideSeverity = words[0] == "hide-severity"
				r.ShowSeverity = words[0] == "show-severity"
			}
		}
	case "keep-level":
		f.exempt = true
	case "cells", "unasked", "unlisted": // taken account of when the table was compiled
	default:
		return false, fmt.Errorf("unknown change %q", words[0])
	}
	return true, nil
}

// countWithin leaves of the lists of some sections, where they are counted, the
// codes that the first section has, too.
func (c *compiler) countWithin(f *familySource, change string) (bool, error) {
	names := strings.Split(change, `"`)
	if len(names) < 5 {
		return false, fmt.Errorf("want sections in quotes")
	}
	var within []uint64
	for _, s := range f.sections {
		if s.name == names[1] {
			s.cond.EachList(func(id logic.ListID) { within = append(within, c.l.Lists[id].Codes...) })
		}
	}
	f.EachCond(func(k *logic.Cond) {
		for i, id := range k.Lists {
			if l := c.l.Lists[id]; k.Op == logic.OpSum && slices.Contains(names[3:], l.Section) {
				l.Codes = slices.DeleteFunc(slices.Clone(l.Codes), func(w uint64) bool { return !slices.Contains(within, w) })
				k.Lists[i] = logic.ListID(len(c.l.Lists))
				c.l.Lists = append(c.l.Lists, l)
			}
		}
	})
	return len(within) > 0, nil
}

// codeList makes a list of the codes of an erratum.
func (c *compiler) codeList(f *familySource, codes []string) logic.ListID {
	var items []manual.Item
	for _, code := range codes {
		if c.isProcedure[code] {
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
			if slices.Contains(c.l.Clusters[i].Codes, uint64(codeword.Pack(code))) {
				c.l.Clusters[i].MDCs |= 1 << mdc
				found = true
			}
		}
	}
	return found
}
