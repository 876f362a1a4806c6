package drg

import (
	"reflect"
	"slices"
	"strings"
)

// To tell whether an erratum decided something, the stay is grouped once more
// as the manual has it, without the erratum. Where the logic meets the effect of
// an erratum it asks whether that is the one left out.

// decided returns the errata without which the result of e would be another,
// and marks the steps that they changed.
func (w *slow) decided(e *Explanation) []Erratum {
	var out []Erratum
	for _, x := range loadErrata() {
		if !slices.Contains(w.met, x.Name) {
			continue
		}
		if x.misprint() { // without it the manual doesn't compile
			out = append(out, x)
			markMisprint(e, w.g, x.Name)
			continue
		}
		without := newSlow(w.g, w.s, x.Name)
		as := without.explain()
		if reflect.DeepEqual(as.Result, e.Result) {
			continue
		}
		out = append(out, x)
		markStep(e.Initial, as.Initial, x.Name)
		markStep(e.Final, as.Final, x.Name)
	}
	return out
}

// misprint reports whether x says how a table should be printed.
func (e *Erratum) misprint() bool {
	return slices.ContainsFunc(e.changes, func(c string) bool {
		return strings.HasPrefix(c, "cells ") || strings.HasPrefix(c, "unasked ")
	})
}

// markMisprint marks the steps in which the misprinted table took the stay.
func markMisprint(e *Explanation, g *Grouper, name string) {
	for _, steps := range [][]Step{e.Initial, e.Final} {
		for i := range steps {
			s := &steps[i]
			g.eachFamily(func(f *family) {
				if s.DRG != 0 && f.holds(s.DRG) && slices.ContainsFunc(f.errata, func(id uint8) bool { return g.errata[id] == name }) {
					s.Errata = append(s.Errata, name)
				}
			})
		}
	}
}

// markStep marks the step that an erratum changed: the first that had another
// outcome without it, or else the one that wouldn't have been reached.
func markStep(steps, without []Step, name string) {
	for _, reached := range []bool{true, false} {
		for i := range steps {
			s := &steps[i]
			k := slices.IndexFunc(without, func(o Step) bool { return o.What == s.What })
			if reached && k >= 0 && without[k].Took != s.Took || !reached && k < 0 && s.Took {
				s.Errata = append(s.Errata, name)
				return
			}
		}
	}
}

// meet notes that an erratum may have an effect, and reports whether it is the
// one left out.
func (w *slow) meet(name string) bool {
	if !slices.Contains(w.met, name) {
		w.met = append(w.met, name)
	}
	return name == w.without
}

// lifted reports whether an erratum with a change of a kind, such as "label",
// changed f and is left out.
func (w *slow) lifted(f *family, kind string) bool {
	for _, id := range f.errata {
		name := w.g.errata[id]
		for _, c := range changesOf(name) {
			words := strings.Fields(c)
			if words[0] == kind && f.holds(Number(atoi(words[1]))) {
				return w.meet(name)
			}
		}
	}
	return false
}

func changesOf(name string) []string {
	for _, x := range loadErrata() {
		if x.Name == name {
			return x.changes
		}
	}
	return nil
}

// keptCodes returns the procedures that an erratum keeps from being retired,
// each with its name.
func (g *Grouper) keptCodes() map[string]string {
	out := map[string]string{}
	for _, name := range g.errata {
		for _, c := range changesOf(name) {
			if words := strings.Fields(c); words[0] == "keep-code" {
				for _, code := range words[1:] {
					out[code] = name
				}
			}
		}
	}
	return out
}

// keptLifted reports whether only an erratum keeps procedure i from being
// retired, and is left out.
func (w *slow) keptLifted(i int) bool {
	if len(w.kept) == 0 {
		return false
	}
	name, ok := w.kept[w.s.Procedures[i].Code.String()]
	return ok && w.meet(name)
}

// assignLifted reports whether only an erratum assigns cluster c to an MDC, and
// is left out.
func (w *slow) assignLifted(c, mdc int) bool {
	ch := w.g.byMDC[mdc]
	lists := func(f family) bool { return slices.Contains(f.clusters, uint16(c)) }
	if slices.ContainsFunc(ch.surgical, lists) || slices.ContainsFunc(ch.medical, lists) {
		return false
	}
	members := clusterCodes(w.g.clusters[c].codes)
	for _, name := range w.g.errata {
		for _, change := range changesOf(name) {
			words := strings.Fields(change)
			if words[0] == "assign" && atoi(words[1]) == mdc && slices.ContainsFunc(words[2:], func(code string) bool { return slices.Contains(members, code) }) {
				return w.meet(name)
			}
		}
	}
	return false
}

// counted reports whether a code is counted in a list, to which an erratum may
// have added codes, or taken some away.
func (w *slow) counted(id listID, code uint64, f *family) bool {
	if w.in(id, code) {
		return w.g.lists[id].name != erratumList || !w.lifted(f, "count")
	}
	printed := w.printed(id)
	return printed != id && w.in(printed, code) && w.lifted(f, "within")
}

// printed returns the list as it stands in the manual, of which id may be what
// an erratum left.
func (w *slow) printed(id listID) listID {
	l := w.g.lists[id]
	return listID(slices.IndexFunc(w.g.lists, func(k list) bool { return k.place == l.place && k.name == l.name }))
}

// excepted reports whether a list of exceptions holds a code.
func (w *slow) excepted(id listID, code uint64, f *family) bool {
	return w.in(id, code) && (w.g.lists[id].name != erratumList || !w.lifted(f, "except"))
}

// surgical returns the families of a chapter that are tried as surgical ones,
// and those that an erratum would have put among them if it weren't left out.
func (w *slow) surgical(ch *chapter) (families, moved []family) {
	for i := range ch.surgical {
		if f := &ch.surgical[i]; !f.surgical && w.without != "" && w.lifted(f, "before") {
			moved = append(moved, *f)
		} else {
			families = append(families, *f)
		}
	}
	return families, moved
}

// metBy notes the errata that changed the family that took the stay.
func (w *slow) metBy(f *family) {
	for _, id := range f.errata {
		w.meet(w.g.errata[id])
	}
}

// logicUses reports whether the logic of f looks for secondary diagnosis i.
func (w *slow) logicUses(i int, f *family) bool {
	found := false
	look := func(k *cond) {
		if k.op == opSecondary || k.op == opEither || k.op == opAcross {
			for _, id := range k.lists {
				found = found || w.in(id, w.s.Diagnoses[i].Code.Key())
			}
		}
	}
	f.eachCond(look)
	if e := w.g.byMDC[f.mdc].entry; e != nil {
		e.eachOp(look)
	}
	return found
}
