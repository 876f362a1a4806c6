package manual

import (
	"fmt"
	"slices"
	"strings"
)

// A Delta is a difference between two versions of the manual.
type Delta struct {
	Part    string   // "Appendix A", "MDC 05", "Appendix C", …
	DRGs    string   // of the family or list, "321-322"; "" where it is about none
	What    string   // a sentence
	Old     string   // file and line in the old version, "" where it isn't
	New     string   // file and line in the new version, "" where it isn't
	For     []string // the codes whose exclusions changed, for Appendix C
	Added   []string // the codes that came, in order; clusters as "A and B"
	Removed []string // the codes that went
}

// Touches reports whether d is about one of the codes.
func (d Delta) Touches(codes ...string) bool {
	for _, list := range [][]string{d.For, d.Added, d.Removed} {
		for _, entry := range list {
			for _, c := range codes {
				if entry == c || strings.Contains(entry, c) && strings.Contains(entry, " and ") {
					return true
				}
			}
		}
	}
	return false
}

// Diff compares two versions of the manual as trees: DRGs and their titles
// (Appendix A), the diagnoses of each MDC, the families with their tables and
// lists, the levels of secondary diagnoses and what excludes them (Appendix C),
// the surgical hierarchy (D), the O.R. flag of procedures (E), and the
// hospital-acquired conditions. Families are matched by the DRGs that they have
// in common, lists by their heading.
func Diff(old, new *Manual) []Delta {
	d := differ{old: old, new: new}
	d.drgs()
	d.chapters()
	d.severity()
	d.hierarchy()
	d.operatingRoom()
	d.hacs()
	return d.out
}

type differ struct {
	old, new *Manual
	out      []Delta
}

func (d *differ) add(x Delta) { d.out = append(d.out, x) }

// keyed compares two lists of things by key and calls one of the functions for
// each thing that is in the first alone, in the second alone, or in both.
func keyed[K comparable, T any](old, new []T, key func(*T) K, gone, came func(*T), both func(a, b *T)) {
	at := map[K]*T{}
	for i := range new {
		if _, twice := at[key(&new[i])]; !twice {
			at[key(&new[i])] = &new[i]
		}
	}
	seen := map[K]bool{}
	for i := range old {
		k := key(&old[i])
		if seen[k] {
			continue
		}
		seen[k] = true
		if b, ok := at[k]; ok {
			both(&old[i], b)
		} else {
			gone(&old[i])
		}
	}
	for i := range new {
		if k := key(&new[i]); !seen[k] {
			seen[k] = true
			came(&new[i])
		}
	}
}

func (d *differ) drgs() {
	keyed(d.old.DRGs, d.new.DRGs, func(x *DRG) int { return x.Number },
		func(a *DRG) {
			d.add(Delta{Part: "Appendix A", DRGs: drgText(a.Number), What: "DRG deleted: " + a.Title, Old: d.old.Where(a.Place)})
		},
		func(b *DRG) {
			d.add(Delta{Part: "Appendix A", DRGs: drgText(b.Number), What: "DRG added: " + b.Title, New: d.new.Where(b.Place)})
		},
		func(a, b *DRG) {
			if !strings.EqualFold(a.Title, b.Title) || a.Surgical != b.Surgical || a.MDC != b.MDC {
				d.add(Delta{Part: "Appendix A", DRGs: drgText(a.Number), What: fmt.Sprintf("title, MDC or type changed from %q to %q", a.Title, b.Title),
					Old: d.old.Where(a.Place), New: d.new.Where(b.Place)})
			}
		})
}

func drgText(n int) string { return fmt.Sprintf("%03d", n) }

func (d *differ) chapters() {
	keyed(d.old.Chapters, d.new.Chapters, func(c *Chapter) int { return c.MDC }, func(*Chapter) {}, func(*Chapter) {}, func(a, b *Chapter) {
		part := fmt.Sprintf("MDC %02d", a.MDC)
		if a.MDC == 0 {
			part = "Pre-MDC"
		}
		d.lists(Delta{Part: part, What: "principal diagnoses of the MDC", Old: d.old.Where(a.Assigned), New: d.new.Where(b.Assigned)}, a.Assignment, b.Assignment)
		d.bodies(Delta{Part: part}, a.Preface, b.Preface)
		d.families(part, a.Families, b.Families)
	})
	d.families("Appendix F", d.old.Unrelated, d.new.Unrelated)
}

// lists adds x with the codes that came and went, if any did.
func (d *differ) lists(x Delta, old, new []Item) {
	a, b := entries(old), entries(new)
	x.Removed, x.Added = minus(a, b), minus(b, a)
	if len(x.Added)+len(x.Removed) > 0 {
		d.add(x)
	}
}

// entries returns the codes and clusters of a list in order.
func entries(items []Item) []string {
	var out []string
	for _, it := range items {
		if it.And && len(out) > 0 {
			out[len(out)-1] += " and " + it.Code
		} else {
			out = append(out, it.Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// minus returns what of a isn't in b; both are in order.
func minus(a, b []string) []string {
	var out []string
	for _, s := range a {
		if _, ok := slices.BinarySearch(b, s); !ok {
			out = append(out, s)
		}
	}
	return out
}

func (d *differ) families(part string, old, new []Family) {
	matched := map[int]bool{}
	for i := range old {
		a := &old[i]
		k := -1
		for n := range new {
			b := &new[n]
			if alike := shareDRG(a, b) || len(a.Rows)+len(b.Rows) == 0 && a.Title == b.Title; matched[n] || !alike {
				continue
			}
			if k < 0 || b.Title == a.Title && new[k].Title != a.Title { // a damaged manual has several
				k = n
			}
		}
		if k < 0 {
			d.add(Delta{Part: part, DRGs: drgsOf(a), What: "family gone: " + a.Title, Old: d.old.Where(a.Place)})
			continue
		}
		matched[k] = true
		d.family(part, a, &new[k])
	}
	for k := range new {
		if !matched[k] {
			d.add(Delta{Part: part, DRGs: drgsOf(&new[k]), What: "family new: " + new[k].Title, New: d.new.Where(new[k].Place)})
		}
	}
}

func shareDRG(a, b *Family) bool {
	for _, r := range a.Rows {
		if slices.ContainsFunc(b.Rows, func(s Row) bool { return s.DRG == r.DRG }) {
			return true
		}
	}
	return false
}

func drgsOf(f *Family) string {
	if len(f.Rows) == 0 {
		return ""
	}
	lo, hi := f.Rows[0].DRG, f.Rows[0].DRG
	for _, r := range f.Rows {
		lo, hi = min(lo, r.DRG), max(hi, r.DRG)
	}
	if lo == hi {
		return drgText(lo)
	}
	return drgText(lo) + "-" + drgText(hi)
}

func (d *differ) family(part string, a, b *Family) {
	x := Delta{Part: part, DRGs: drgsOf(b), Old: d.old.Where(a.Place), New: d.new.Where(b.Place)}
	if ta, tb := tableText(a), tableText(b); ta != tb {
		x.What = fmt.Sprintf("the table changed from [%s] to [%s]", ta, tb)
		d.add(x)
	}
	d.bodies(x, a.Body, b.Body)
}

// tableText is a table in a line.
func tableText(f *Family) string {
	var rows []string
	for _, r := range f.Rows {
		cells := make([]string, len(r.Cells))
		for i, c := range r.Cells {
			cells[i] = f.Columns[i] + "=" + c
		}
		rows = append(rows, strings.TrimSpace(strings.Join(cells, " ")+" "+drgText(r.DRG)))
	}
	return strings.Join(rows, "; ")
}

// bodies compares the lists under two sequences of headings.
func (d *differ) bodies(x Delta, old, new []Heading) {
	a, b := named(old), named(new)
	keyed(a, b, func(h *namedHeading) string { return h.name },
		func(h *namedHeading) { d.heading(x, h, nil) },
		func(h *namedHeading) { d.heading(x, nil, h) },
		func(p, q *namedHeading) { d.heading(x, p, q) })
}

func (d *differ) heading(x Delta, a, b *namedHeading) {
	x.Old, x.New = "", ""
	var old, new []Item
	if a != nil {
		x.Old, x.What, old = d.old.Where(a.Place), "list "+a.name, a.Items
	}
	if b != nil {
		x.New, x.What, new = d.new.Where(b.Place), "list "+b.name, b.Items
	}
	d.lists(x, old, new)
}

// A namedHeading is a heading with the text of the one above it that has no
// list of its own, and its number among those of the same name.
type namedHeading struct {
	Heading
	name string
}

func named(body []Heading) []namedHeading {
	var out []namedHeading
	section := ""
	count := map[string]int{}
	for _, h := range body {
		text := strings.ToUpper(h.Text)
		if len(h.Items) == 0 {
			section = text
			continue
		}
		name := text
		if section != "" {
			name = section + " / " + text
		}
		count[name]++
		if n := count[name]; n > 1 {
			name = fmt.Sprintf("%s (%d)", name, n)
		}
		out = append(out, namedHeading{h, name})
	}
	return out
}

func (d *differ) severity() {
	olds, news := collections(d.old), collections(d.new)
	exclusions := map[[2]int]int{} // pairs of collections to the delta that tells how they differ, or -1
	keyed(d.old.Severity, d.new.Severity, func(s *Severity) string { return s.Code },
		func(a *Severity) {
			d.add(Delta{Part: "Appendix C", What: a.Code + " is no " + level(a) + " any more", Old: d.old.Where(a.Place), Removed: []string{a.Code}})
		},
		func(b *Severity) {
			d.add(Delta{Part: "Appendix C", What: b.Code + " is a " + level(b), New: d.new.Where(b.Place), Added: []string{b.Code}})
		},
		func(a, b *Severity) {
			if a.Major != b.Major {
				d.add(Delta{Part: "Appendix C", What: fmt.Sprintf("%s is a %s instead of a %s", a.Code, level(b), level(a)),
					Old: d.old.Where(a.Place), New: d.new.Where(b.Place), Added: []string{b.Code}, Removed: []string{a.Code}})
			}
			pair := [2]int{a.Collection, b.Collection}
			at, known := exclusions[pair]
			if !known {
				p, q := olds[a.Collection], news[b.Collection]
				at = -1
				if came, went := minus(q, p), minus(p, q); len(came)+len(went) > 0 {
					at = len(d.out)
					d.add(Delta{Part: "Appendix C", What: "principal diagnoses that exclude a level", Old: d.old.Where(a.Place), New: d.new.Where(b.Place), Added: came, Removed: went})
				}
				exclusions[pair] = at
			}
			if at >= 0 {
				d.out[at].For = append(d.out[at].For, b.Code)
			}
		})
}

func level(s *Severity) string {
	if s.Major {
		return "MCC"
	}
	return "CC"
}

func collections(m *Manual) map[int][]string {
	out := map[int][]string{}
	for _, c := range m.Exclusions {
		out[c.Number] = entries(c.Items)
	}
	return out
}

func (d *differ) hierarchy() {
	order := func(m *Manual) map[int][]string {
		out := map[int][]string{}
		for _, c := range m.Hierarchy {
			out[c.MDC] = append(out[c.MDC], fmt.Sprintf("%03d-%03d", c.DRGs.First, c.DRGs.Last))
		}
		return out
	}
	a, b := order(d.old), order(d.new)
	for mdc := range 26 {
		if !slices.Equal(a[mdc], b[mdc]) {
			d.add(Delta{Part: "Appendix D", What: fmt.Sprintf("the hierarchy of MDC %02d changed from %s to %s", mdc, strings.Join(a[mdc], " "), strings.Join(b[mdc], " "))})
		}
	}
}

// operatingRoom compares the O.R. flags of Appendix E.
func (d *differ) operatingRoom() {
	keyed(d.old.Procedures, d.new.Procedures, func(p *IndexEntry) string { return p.Code },
		func(*IndexEntry) {}, func(*IndexEntry) {},
		func(a, b *IndexEntry) {
			if a.Star == b.Star {
				return
			}
			what := b.Code + " is an O.R. procedure now"
			if b.Star {
				what = b.Code + " is no O.R. procedure any more"
			}
			d.add(Delta{Part: "Appendix E", What: what, Added: []string{b.Code}})
		})
}

func (d *differ) hacs() {
	part := func(h *HAC) string { return fmt.Sprintf("HAC %02d", h.Number) }
	keyed(d.old.HACs, d.new.HACs, func(h *HAC) int { return h.Number },
		func(a *HAC) { d.add(Delta{Part: part(a), What: "gone: " + a.Title, Old: d.old.Where(a.Place)}) },
		func(b *HAC) { d.add(Delta{Part: part(b), What: "new: " + b.Title, New: d.new.Where(b.Place)}) },
		func(a, b *HAC) { d.bodies(Delta{Part: part(a)}, a.Body, b.Body) })
}
