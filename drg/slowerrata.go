package drg

import (
	"reflect"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
)

// To tell whether an erratum decided something, the stay is grouped once more
// as the manual has it, without the erratum. Where the logic meets the effect of
// an erratum it asks whether that is the one left out.

// decided returns the errata without which the result of e would be another,
// and marks the steps that they changed.
func (w *slow) decided(e *Explanation) []Erratum {
	var out []Erratum
	for _, x := range w.g.l.Errata {
		if !slices.Contains(w.met, x.Name) {
			continue
		}
		if misprint(&x) { // without it the manual doesn't compile
			out = append(out, erratum(&x))
			markMisprint(e, w.g, x.Name)
			continue
		}
		without := newSlow(w.g, w.s, x.Name)
		as := without.explain()
		if reflect.DeepEqual(as.Result, e.Result) {
			continue
		}
		out = append(out, erratum(&x))
		markStep(e.Initial, as.Initial, x.Name)
		markStep(e.Final, as.Final, x.Name)
	}
	return out
}

// misprint reports whether x says how a table should be printed.
func misprint(e *logic.Erratum) bool {
	return slices.ContainsFunc(e.Changes, func(c logic.Change) bool { return c.Kind == "cells" || c.Kind == "unasked" })
}

// markMisprint marks the steps in which the misprinted table took the stay.
func markMisprint(e *Explanation, g *Grouper, name string) {
	for _, steps := range [][]Step{e.Initial, e.Final} {
		for i := range steps {
			s := &steps[i]
			g.l.EachFamily(func(f *logic.Family) {
				if s.DRG != 0 && f.Holds(int(s.DRG)) && slices.ContainsFunc(f.Errata, func(id uint8) bool { return g.l.Errata[id].Name == name }) {
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
func (w *slow) lifted(f *logic.Family, kind string) bool {
	for _, id := range f.Errata {
		e := &w.g.l.Errata[id]
		if slices.ContainsFunc(e.Changes, func(c logic.Change) bool { return c.Kind == kind && f.Holds(c.N) }) {
			return w.meet(e.Name)
		}
	}
	return false
}

// keptCodes returns the procedures that an erratum keeps from being retired,
// each with its name.
func keptCodes(l *logic.Logic) map[string]string {
	out := map[string]string{}
	for _, e := range l.Errata {
		for _, c := range e.Changes {
			if c.Kind == "keep-code" {
				for _, code := range c.Codes {
					out[code] = e.Name
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
	members := logic.ClusterCodes(w.g.l.Clusters[c].Codes)
	for _, e := range w.g.l.Errata {
		for _, x := range e.Changes {
			if x.Kind == "assign" && x.N == mdc && slices.ContainsFunc(x.Codes, func(code string) bool { return slices.Contains(members, code) }) && !w.listedIn(c, mdc) {
				return w.meet(e.Name)
			}
		}
	}
	return false
}

// listedIn reports whether a family of the MDC lists cluster c.
func (w *slow) listedIn(c, mdc int) bool {
	lists := func(f logic.Family) bool { return slices.Contains(f.Clusters, uint16(c)) }
	ch := w.g.byMDC[mdc]
	return slices.ContainsFunc(ch.Surgical, lists) || slices.ContainsFunc(ch.Medical, lists)
}

// counted reports whether procedure i is counted in a list, to which an erratum may
// have added codes, or taken some away.
func (w *slow) counted(id logic.ListID, i int, f *logic.Family) bool {
	if w.procedureIn(id, i) {
		return w.g.l.Lists[id].Name != logic.ErratumList || !w.lifted(f, "count")
	}
	printed := w.g.reader().printed[id]
	return printed != id && w.procedureIn(printed, i) && w.lifted(f, "within")
}

// listed reports whether a list that is asked for holds procedure i, which an
// erratum may have added.
func (w *slow) listed(id logic.ListID, i int, f *logic.Family) bool {
	return w.procedureIn(id, i) && (w.g.l.Lists[id].Name != logic.ErratumList || !w.lifted(f, "also"))
}

// excepted reports whether a list of exceptions holds procedure i.
func (w *slow) excepted(id logic.ListID, i int, f *logic.Family) bool {
	return w.procedureIn(id, i) && (w.g.l.Lists[id].Name != logic.ErratumList || !w.lifted(f, "except"))
}

// surgical returns the families of a chapter that are tried as surgical ones,
// and those that an erratum would have put among them if it weren't left out.
func (w *slow) surgical(ch *logic.Chapter) (families, moved []logic.Family) {
	if w.without == "" {
		return ch.Surgical, nil
	}
	for i := range ch.Surgical {
		if f := &ch.Surgical[i]; !f.Surgical && w.without != "" && w.lifted(f, "before") {
			moved = append(moved, *f)
		} else {
			families = append(families, *f)
		}
	}
	return families, moved
}

// metBy notes the errata that changed the family that took the stay.
func (w *slow) metBy(f *logic.Family) {
	for _, id := range f.Errata {
		w.meet(w.g.l.Errata[id].Name)
	}
}

// logicUses reports whether the logic of f looks for secondary diagnosis i.
func (w *slow) logicUses(i int, f *logic.Family) bool {
	found := false
	look := func(k *logic.Cond) {
		if k.Op == logic.OpSecondary || k.Op == logic.OpEither || k.Op == logic.OpAcross {
			for _, id := range k.Lists {
				found = found || w.diagnosisIn(id, i)
			}
		}
	}
	f.EachCond(look)
	if e := w.g.byMDC[f.MDC].Entry; e != nil {
		e.EachOp(look)
	}
	return found
}
