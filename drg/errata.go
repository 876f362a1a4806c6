package drg

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/codeword"
)

//go:embed errata.txt
var errataText string

// An Erratum is a place where CMS's grouper contradicts its manual. Where it
// had a part in a decision, an Explanation names it.
type Erratum struct {
	Name      string
	Versions  string // "40-41.1", "*" for all
	Manual    string // the place
	Says      string // what is printed there
	Reference string // what the software does
	Example   string // a claim: PDX secondary | procedures -> DRG

	changes []string
}

// Errata returns all errata that the compiler knows.
func Errata() []Erratum { return slices.Clone(loadErrata()) }

var loadErrata = sync.OnceValue(func() []Erratum {
	e, err := parseErrata(errataText)
	if err != nil {
		panic(err) // a defect of the file in the repository, which a test finds
	}
	return e
})

func parseErrata(text string) ([]Erratum, error) {
	var out []Erratum
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			out = append(out, Erratum{Name: strings.Trim(line, "[]")})
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
			e.changes = append(e.changes, value)
		default:
			return nil, fmt.Errorf("errata.txt:%d: unknown key %q", n, key)
		}
	}
	return out, nil
}

// Holds reports whether e applies to a version of the manual.
func (e *Erratum) Holds(version string) bool {
	if e.Versions == "*" {
		return true
	}
	from, to, _ := strings.Cut(e.Versions, "-")
	return (from == "" || compareVersions(version, from) >= 0) && (to == "" || compareVersions(version, to) <= 0)
}

// applyErrata changes the families by the errata of the version. A change that
// finds nothing to change is passed over: its DRG isn't in every version.
func (c *compiler) applyErrata() {
	for _, e := range loadErrata() {
		if !e.Holds(c.m.Version) {
			continue
		}
		id := uint8(len(c.l.errata))
		applied := false
		for _, change := range e.changes {
			ok, err := c.change(change, id)
			if err != nil {
				c.diags = append(c.diags, medcode.Diagnostic{File: "errata.txt", Kind: "bad-erratum", Text: change, Message: e.Name + ": " + err.Error()})
			}
			applied = applied || ok
		}
		if applied {
			c.l.errata = append(c.l.errata, e.Name)
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
	for _, e := range loadErrata() {
		for _, text := range e.changes {
			if words := strings.Fields(text); words[0] == kind && e.Holds(c.m.Version) {
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
	f, ok := c.familyOf[Number(max(atoi(words[1]), 0))]
	if !ok {
		return false, nil
	}
	f.errata = append(f.errata, id)
	switch words[0] {
	case "hoist":
		f.hoisted = true
	case "before":
		for _, w := range words[2:] {
			if g, ok := c.familyOf[Number(max(atoi(w), 0))]; ok {
				f.before = append(f.before, g)
			}
		}
	case "except":
		f.eachCond(func(k *cond) {
			if k.op == opAnyOR && len(k.lists) > 0 {
				k.lists = append(k.lists, c.codeList(f, words[2:]))
			}
		})
	case "count":
		rest := strings.SplitN(s, `"`, 3)
		if len(rest) != 3 {
			return false, fmt.Errorf("want a section in quotes")
		}
		id := c.codeList(f, strings.Fields(rest[2]))
		f.eachCond(func(k *cond) {
			if k.op == opOccurs && len(k.lists) > 0 && c.l.lists[k.lists[0]].section == rest[1] {
				k.lists = append(k.lists, id)
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
		for i := range f.rows {
			if r := &f.rows[i]; r.drg == Number(atoi(words[1])) {
				r.hideSeverity = words[0] == "hide-severity"
				r.showSeverity = words[0] == "show-severity"
			}
		}
	case "keep-level":
		f.exempt = true
	case "cells", "unasked": // taken account of when the table was compiled
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
			s.cond.eachList(func(id listID) { within = append(within, c.l.lists[id].codes...) })
		}
	}
	f.eachCond(func(k *cond) {
		for i, id := range k.lists {
			if l := c.l.lists[id]; k.op == opSum && slices.Contains(names[3:], l.section) {
				l.codes = slices.DeleteFunc(slices.Clone(l.codes), func(w uint64) bool { return !slices.Contains(within, w) })
				k.lists[i] = listID(len(c.l.lists))
				c.l.lists = append(c.l.lists, l)
			}
		}
	})
	return len(within) > 0, nil
}

// erratumList is the name of the lists that errata add.
const erratumList = "erratum"

// codeList makes a list of the codes of an erratum.
func (c *compiler) codeList(f *familySource, codes []string) listID {
	var items []manual.Item
	for _, code := range codes {
		if c.isProcedure[code] {
			items = append(items, manual.Item{Code: code, Line: f.src.Line})
		}
	}
	return c.newList(erratumList, f.src.Place, items, procedureList)
}

// assignClusters has the clusters with one of the codes belong to an MDC.
func (c *compiler) assignClusters(mdc int, codes []string) bool {
	found := false
	for i := range c.l.clusters {
		for _, code := range codes {
			if slices.Contains(c.l.clusters[i].codes, uint64(codeword.Pack(code))) {
				c.l.clusters[i].mdcs |= 1 << mdc
				found = true
			}
		}
	}
	return found
}
