package drg

// markImpact marks the codes that decided an outcome: the principal diagnosis,
// a code for each condition of the family's base and of the winning row, and
// one for the severity that the row asks for. Where several codes would do, it
// prefers those that the reference prefers.
func (w *work) markImpact(r *Result, o *outcome, as Impact) {
	if o.row == nil {
		return
	}
	m := marker{w, r, o, as}
	m.diagnosis(0)
	w.useLists(o.family, o.mdc)
	if o.entry != nil {
		w.useLists(nil, 0)
		m.cond(o.entry)
		w.useLists(o.family, o.mdc)
	}
	row := w.lastRow(o)
	if !columnBringsBase(o.family, row) {
		m.cond(&o.family.base)
	}
	if o.family.rest {
		m.leftOver()
	}
	for _, c := range row.cells {
		k := &o.family.conds[c.cond]
		switch {
		case severityOf(k) != 0:
		case c.yes:
			m.cond(k)
		case k.op == opNot:
			m.cond(&k.kids[0])
		}
	}
	if o.severity != NonCC {
		m.severity()
	}
}

// lastRow returns the last of the rows that lead to the DRG with the severity
// of the outcome: where several do, the reference marks the codes of that one.
func (w *work) lastRow(o *outcome) *row {
	last := o.row
	for i := len(o.family.rows) - 1; i >= 0; i-- {
		r := &o.family.rows[i]
		if r == o.row {
			break
		}
		if r.drg != o.row.drg {
			continue
		}
		if level := w.levelIn(r.drg); w.rowHolds(o.family, r, level, true) && w.rowSeverity(o.family, r, level) == o.severity {
			return r
		}
	}
	return last
}

// columnBringsBase reports whether the base is a choice of which a column of
// the row asks for one.
func columnBringsBase(f *family, r *row) bool {
	base := &f.base
	if base.op != opOr {
		return false
	}
	for _, c := range r.cells {
		for i := range base.kids {
			if c.yes && equalCond(f.conds[c.cond], base.kids[i]) {
				return true
			}
		}
	}
	return false
}

// leftOver marks the secondary diagnosis that kept the stay out of a family
// before, which would have had it but for those.
func (m *marker) leftOver() {
	for i := range m.w.g.byMDC[m.o.mdc].medical {
		base := &m.w.g.byMDC[m.o.mdc].medical[i].base
		if base.op != opAnd || base.kids[1].op != opOnlySecondary || !m.w.holds(&base.kids[0], NonCC) {
			continue
		}
		k := m.chooseDiagnosis(func(i int) bool { return m.w.dx[i].info != nil && !m.w.inAny(&m.w.dx[i], base.kids[1].lists) })
		if k > 0 {
			m.diagnosis(k)
		}
		return
	}
}

// A marker marks the codes of one outcome.
type marker struct {
	w  *work
	r  *Result
	o  *outcome
	as Impact
}

func (m *marker) diagnosis(i int) { m.r.Diagnoses[i].Impact |= m.as }
func (m *marker) procedure(i int) { m.r.Procedures[i].Impact |= m.as }

// cond marks the codes that fulfil a condition that holds.
func (m *marker) cond(k *cond) {
	w := m.w
	switch k.op {
	case opAnd:
		for i := range k.kids {
			m.cond(&k.kids[i])
		}
	case opOr:
		m.alternatives(k)
	case opSecondary:
		m.bestDiagnosis(k.lists)
	case opEither:
		if !anyOf(w.principal, k.lists) {
			m.bestDiagnosis(k.lists)
		}
	case opAcross:
		if has(w.principal, k.lists[0]) && has(w.secondary, k.lists[1]) {
			m.bestDiagnosis(k.lists[1:])
		} else {
			m.bestDiagnosis(k.lists[:1])
		}
	case opProcedure:
		m.bestProcedure(k.lookup)
	case opAnyOR, opExtensive:
		m.operated(k)
	case opAtLeast:
		m.atLeast(k)
	case opOccurs, opSum:
		m.counted(k)
	}
}

// alternatives marks the codes of the alternatives that hold: lists of
// procedures are taken together, otherwise the first that holds counts.
func (m *marker) alternatives(k *cond) {
	var first *cond
	for i := range k.kids {
		if kid := &k.kids[i]; m.w.holds(kid, m.o.severity) {
			first = kid
			break
		}
	}
	if first == nil {
		return
	}
	if first.procedures() == nil {
		m.cond(first)
		return
	}
	var pool []*cond
	for i := range k.kids {
		if kid := &k.kids[i]; m.w.holds(kid, m.o.severity) {
			if p := kid.procedures(); p != nil {
				pool = append(pool, p)
			}
		}
	}
	m.bestProcedure(func(bits []uint64, or bool) (listID, bool) {
		for _, p := range pool {
			if id, ok := p.lookup(bits, or); ok {
				return id, true
			}
		}
		return 0, false
	})
}

// procedures returns the condition on procedures that k is, or has beside
// conditions on diagnoses.
func (k *cond) procedures() *cond {
	switch k.op {
	case opProcedure, opAnyOR:
		return k
	case opAnd:
		for i := range k.kids {
			if k.kids[i].op == opProcedure {
				return &k.kids[i]
			}
		}
	}
	return nil
}

// lookup returns the list by which a procedure fulfils k.
func (k *cond) lookup(bits []uint64, or bool) (listID, bool) {
	if k.op == opAnyOR {
		return 0, or && !anyOf(bits, k.lists)
	}
	for _, id := range k.lists {
		if has(bits, id) {
			return id, true
		}
	}
	return 0, false
}

// bestDiagnosis marks the secondary diagnosis of the lists that comes first.
func (m *marker) bestDiagnosis(lists []listID) {
	if i := m.chooseDiagnosis(func(i int) bool { return m.w.inAny(&m.w.dx[i], lists) }); i > 0 {
		m.diagnosis(i)
	}
}

// chooseDiagnosis returns the secondary diagnosis that comes first among those
// that fit: MCC before CC before the others, excluded or not, then by code.
func (m *marker) chooseDiagnosis(fits func(int) bool) int {
	best := 0
	for i := 1; i < len(m.w.dx); i++ {
		if fits(i) && (best == 0 || m.before(i, best)) {
			best = i
		}
	}
	return best
}

func (m *marker) before(i, j int) bool {
	a, b := m.w.dx[i].info, m.w.dx[j].info
	if la, lb := m.r.Diagnoses[i].Initial.level(), m.r.Diagnoses[j].Initial.level(); la != lb {
		return la > lb
	}
	return a != nil && b != nil && a.code < b.code
}

// severity marks the diagnosis that gives the DRG its severity. Initial levels
// count for the final DRG, too.
func (m *marker) severity() {
	lists := m.w.g.logicOf[m.o.row.drg]
	i := m.chooseDiagnosis(func(i int) bool {
		return m.r.Diagnoses[i].Initial.Counts() == m.o.severity && !m.w.inAny(&m.w.dx[i], lists)
	})
	if i > 0 {
		m.diagnosis(i)
	}
}

// bestProcedure marks the procedure that comes first among those that fit, or
// the satisfied cluster that comes first in print where there is no other, or
// where it is in the same list as that procedure, which is one of its members.
func (m *marker) bestProcedure(fits func(bits []uint64, or bool) (listID, bool)) {
	w := m.w
	best, bestList := -1, listID(0)
	for i := range w.px {
		p := &w.px[i]
		if !w.counts(p) {
			continue
		}
		if id, ok := fits(p.bits, p.or); ok && (best < 0 || m.procedureBefore(i, best)) {
			best, bestList = i, id
		}
	}
	cluster := -1
	for _, c := range w.clusters {
		bits := w.g.bitsOf(w.g.clusterBits, c)
		if _, ok := fits(bits, true); !ok || cluster >= 0 && cluster < int(c) {
			continue
		}
		if best < 0 || m.o.family.mdc != 0 && has(bits, bestList) && containsCode(w.g.clusters[c].codes, w.px[best].info.code) {
			cluster = int(c)
		}
	}
	if cluster >= 0 {
		m.cluster(uint16(cluster))
	} else if best >= 0 {
		m.procedure(best)
	}
}

// procedureBefore reports whether procedure i comes before j: the first of the
// claim if it is an O.R. one (up to version 40, in any case), then by code, the
// first of the claim last.
func (m *marker) procedureBefore(i, j int) bool {
	a, b := &m.w.px[i], &m.w.px[j]
	if i == 0 || j == 0 {
		firstAnyhow := m.w.g.before41
		if i == 0 {
			return a.info.flag || firstAnyhow
		}
		return !b.info.flag && !firstAnyhow
	}
	return a.info.code < b.info.code
}

func (m *marker) cluster(c uint16) {
	for _, code := range m.w.g.clusters[c].codes {
		for i := range m.w.px {
			if info := m.w.px[i].info; info != nil && info.code == code {
				m.procedure(i)
				break
			}
		}
	}
}

// operated marks an O.R. procedure, an extensive one if there is one (up to
// version 40, only where one is asked for).
func (m *marker) operated(k *cond) {
	g := m.w.g
	extensive := m.w.operated(k.lists, true) && (k.op == opExtensive || !g.before41)
	m.bestProcedure(func(bits []uint64, or bool) (listID, bool) {
		return 0, or && !anyOf(bits, k.lists) && !(extensive && has(bits, g.nonExtensive))
	})
}

// atLeast marks codes for as many of the kids as are asked: the principal
// diagnosis brings its own.
func (m *marker) atLeast(k *cond) {
	w := m.w
	need := k.n
	var done uint32
	if k.kids[0].op != opEither {
		for i := range k.kids {
			if need > 0 && w.holds(&k.kids[i], NonCC) {
				m.cond(&k.kids[i])
				need--
			}
		}
		return
	}
	for i := range k.kids {
		if anyOf(w.principal, k.kids[i].lists) {
			done |= 1 << i
			need--
		}
	}
	for need > 0 {
		site := func(i int) int {
			for s := range k.kids {
				if done&(1<<s) == 0 && w.inAny(&w.dx[i], k.kids[s].lists) {
					return s
				}
			}
			return -1
		}
		i := m.chooseDiagnosis(func(i int) bool { return site(i) >= 0 })
		if i == 0 {
			return
		}
		m.diagnosis(i)
		done |= 1 << site(i)
		need--
	}
}

// counted marks the procedures that make up a count, as many as are needed.
func (m *marker) counted(k *cond) {
	w := m.w
	n := 0
	for i := range w.px {
		p := &w.px[i]
		v := 0
		if k.op == opSum {
			v = w.weight(p, k.lists)
		} else if w.counts(p) && anyOf(p.bits, k.lists) {
			v = 1
		}
		if v > 0 && n < k.n {
			m.procedure(i)
			n += v
		}
	}
}
