package drg

import "slices"

// An outcome is where the search for a DRG ended.
type outcome struct {
	code     ReturnCode
	mdc      int
	family   *family
	row      *row
	entry    *cond // what brought the stay into an MDC other than its own
	severity Level
}

// assign finds the DRG. The order is that of the algorithm: Pre-MDC, the MDCs
// that take stays by a condition of their own, the families tried for all, and
// the MDC of the principal diagnosis, with its surgical families, the unrelated
// procedures, and its medical families.
func (w *work) assign() (o outcome) {
	if len(w.dx) == 0 || w.dx[0].kind == 0 {
		return outcome{code: InvalidPDX}
	}
	p := &w.g.principals[w.kindOf(0).class]
	if len(p.homes) == 0 {
		return outcome{code: DXCannotBePDX}
	}
	own, sexTold := w.g.ownMDC(p.homes, w.s.Sex)
	w.search(&o, p, own, sexTold)
	if o.code == OK && (w.badStatus || w.badLevel) {
		return outcome{code: InvalidDischargeStatus}
	}
	return o
}

func (w *work) search(o *outcome, p *principal, own int, sexTold bool) {
	g := w.g
	if w.surgical(o, g.byMDC[0]) {
		o.mdc = own
		return
	}
	w.useLists(nil, 0)
	for _, ch := range p.entries {
		if w.holds(ch.entry, NonCC) {
			o.entry = ch.entry
			w.chapter(o, ch)
			return
		}
	}
	for i := range g.hoisted {
		if f := &g.hoisted[i]; w.tryFamily(o, f, f.mdc) {
			return
		}
	}
	if !sexTold {
		o.code = InvalidSex
		return
	}
	w.chapter(o, g.byMDC[own])
}

// chapter searches the families of an MDC.
func (w *work) chapter(o *outcome, ch *chapter) {
	if w.surgical(o, ch) {
		return
	}
	for _, i := range ch.early {
		if w.tryFamily(o, &ch.medical[i], ch.MDC) {
			return
		}
	}
	if !ch.NoUnrelated && w.firstOf(o, w.g.unrelated, ch.MDC) {
		return
	}
	if !w.medical(o, ch) {
		o.code = InvalidPDX
	}
}

// surgical searches the surgical families of an MDC, unless all of them ask for
// a procedure in a list, and none is in any.
func (w *work) surgical(o *outcome, ch *chapter) bool {
	if !ch.open && !(w.treated && anyOf(w.procedure, ch.asked)) {
		return false
	}
	for i := range ch.gates {
		if t := &ch.gates[i]; t.listed && w.procedure[t.word]&t.bits == 0 {
			continue
		}
		if w.tryFamily(o, &ch.surgical[ch.gates[i].family], ch.MDC) {
			return true
		}
	}
	return false
}

// firstOf finds the first row that holds of the families. It reports whether
// the search is over: there is one, or the discharge status, which a family
// asked for, is not valid.
func (w *work) firstOf(o *outcome, families []family, mdc int) bool {
	for i := range families {
		if w.tryFamily(o, &families[i], mdc) {
			return true
		}
	}
	return false
}

// medical searches the medical families of an MDC, where it can but those that
// the principal diagnosis doesn't rule out.
func (w *work) medical(o *outcome, ch *chapter) bool {
	for _, h := range w.g.principals[w.kindOf(0).class].homes {
		if h.mdc == ch.MDC {
			for _, i := range h.medical {
				if w.tryFamily(o, &ch.medical[i], ch.MDC) {
					return true
				}
			}
			return false
		}
	}
	return w.firstOf(o, ch.medical, ch.MDC)
}

// tryFamily is firstOf for one family.
func (w *work) tryFamily(o *outcome, f *family, mdc int) bool {
	if f.procedural && !w.treated || f.listed && !anyOf(w.procedure, f.asked) {
		return false
	}
	if len(w.clusters) > 0 {
		w.useLists(f, mdc)
	}
	if w.holds(&f.base, NonCC) && !w.badStatus {
		if o.row, o.severity = w.matchRow(f); o.row != nil {
			o.family, o.mdc = f, mdc
			return true
		}
	}
	return w.badStatus
}

// useLists chooses the lists of procedures for a family: in the MDC that a
// satisfied cluster belongs to, its members don't count by themselves, except
// in families that list the cluster.
func (w *work) useLists(f *family, mdc int) {
	w.lists = w.procedure
	w.hidden = false
	if len(w.clusters) == 0 || mdc == 0 || f == nil {
		return
	}
	for i := range w.px {
		w.px[i].hidden = false
	}
	for _, c := range w.clusters {
		cl := &w.g.l.Clusters[c]
		if cl.MDCs&(1<<mdc) == 0 {
			continue
		}
		if _, listed := slices.BinarySearch(f.Clusters, c); listed {
			continue
		}
		for i := range w.px {
			if containsCode(cl.Codes, w.codeOf(i)) {
				w.px[i].hidden = true
				w.hidden = true
			}
		}
	}
	if !w.hidden {
		return
	}
	clear(w.family)
	for i := range w.px {
		if !w.px[i].hidden {
			set(w.family, w.listsOfProcedure(i))
		}
	}
	for _, c := range w.clusters {
		set(w.family, w.listsOfCluster(c))
	}
	w.lists = w.family
}

// matchRow returns the first row of f that holds, and the severity to show for
// its DRG. A few tables lack rows: if none holds, a No is read as n/a, and of
// the rows of a DRG the one with the highest severity counts.
func (w *work) matchRow(f *family) (*row, Level) {
	if f.settled != nil {
		x := &f.settled[w.levelIn(&f.rows[0])]
		return x.row, x.shown
	}
	for i := range f.rows {
		r := &f.rows[i]
		if level := w.levelIn(r); w.rowHolds(r, level, true) {
			return r, w.rowSeverity(r, level)
		}
	}
	var won *row
	shown := NonCC
	for i := range f.rows {
		r := &f.rows[i]
		if won != nil && r.drg != won.drg {
			continue
		}
		level := w.levelIn(r)
		if !w.rowHolds(r, level, false) {
			continue
		}
		if s := w.rowSeverity(r, level); won == nil || s > shown {
			won, shown = r, s
		}
	}
	return won, shown
}

func (w *work) rowHolds(r *row, level Level, strict bool) bool {
	for i := range r.cells {
		if c := &r.cells[i]; (c.yes || strict) && w.holds(c.cond, level) != c.yes {
			return false
		}
	}
	return true
}

// levelIn returns the highest level of the secondary diagnoses that the logic
// of the DRG doesn't use itself (Appendix C part 3).
func (w *work) levelIn(r *row) Level {
	if w.force {
		return w.forced
	}
	if w.level == NonCC || len(r.own) == 0 || !anyOf(w.secondary, r.own) {
		return w.level
	}
	level := NonCC
	for _, i := range w.severe {
		if d := &w.dx[i]; d.level > level && !anyOf(w.listsOfDiagnosis(i), r.own) {
			level = d.level
		}
	}
	return level
}
