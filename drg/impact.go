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
	m.cond(&o.family.base)
	for _, c := range o.row.cells {
		k := &o.family.conds[c.cond]
		if c.yes && severityOf(k) == 0 {
			m.cond(k)
		}
	}
	if o.severity != NonCC {
		m.severity()
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
		m.bestProcedure(func(bits []uint64, or bool) bool { return anyOf(bits, k.lists) })
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
	if first.op != opProcedure && first.op != opAnyOR {
		m.cond(first)
		return
	}
	m.bestProcedure(func(bits []uint64, or bool) bool {
		for i := range k.kids {
			kid := &k.kids[i]
			if kid.op == opProcedure && anyOf(bits, kid.lists) || kid.op == opAnyOR && or && !anyOf(bits, kid.lists) {
				return true
			}
		}
		return false
	})
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

// bestProcedure marks the procedure, or the satisfied cluster, that comes first
// among those that fit by their lists and their O.R. flag.
func (m *marker) bestProcedure(fits func(bits []uint64, or bool) bool) {
	w := m.w
	best := -1
	for i := range w.px {
		p := &w.px[i]
		if w.counts(p) && fits(p.bits, p.or) && (best < 0 || m.procedureBefore(i, best)) {
			best = i
		}
	}
	for _, c := range w.clusters {
		if !fits(w.g.clusterBits[c], true) {
			continue
		}
		if best < 0 || m.o.family.mdc != 0 && containsCode(w.g.clusters[c].codes, w.px[best].info.code) {
			m.cluster(c)
			return
		}
	}
	if best >= 0 {
		m.procedure(best)
	}
}

// procedureBefore reports whether procedure i comes before j: the first of the
// claim if it is an O.R. one, then by code, the first of the claim last.
func (m *marker) procedureBefore(i, j int) bool {
	a, b := &m.w.px[i], &m.w.px[j]
	if i == 0 || j == 0 {
		if i == 0 {
			return a.info.or
		}
		return !b.info.or
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

// operated marks an O.R. procedure, an extensive one if there is one.
func (m *marker) operated(k *cond) {
	g := m.w.g
	extensive := m.w.operated(k.lists, true)
	m.bestProcedure(func(bits []uint64, or bool) bool {
		return or && !anyOf(bits, k.lists) && !(extensive && has(bits, g.nonExtensive))
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
