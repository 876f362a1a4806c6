package drg

import (
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
)

// Group assigns a stay to its DRG. It answers every stay: what can't be
// grouped has DRG 999 and a return code that says why.
func (g *Grouper) Group(s *Stay) Result {
	var r Result
	g.GroupInto(s, &r)
	return r
}

// GroupInto is Group into a result that may have been used before. It does not
// allocate once the slices of r are long enough. The result does not hold on to
// the stay.
func (g *Grouper) GroupInto(s *Stay, r *Result) {
	if g.l == nil {
		r.withoutLogic(s)
		return
	}
	w := &r.work
	w.load(g, s)
	r.reset(g, s)

	initial := w.assign()
	r.Initial = w.assignment(&initial)
	w.labelInitial(r, &initial)
	w.markImpact(r, &initial, ImpactInitial)

	if !w.hospitalAcquired(r, &initial) {
		r.Final = r.Initial
		for i := range r.Diagnoses {
			r.Diagnoses[i].Final = r.Diagnoses[i].Initial
			r.Diagnoses[i].Impact |= r.Diagnoses[i].Impact << 1
		}
		for i := range r.Procedures {
			r.Procedures[i].Impact |= r.Procedures[i].Impact << 1
		}
	}
	w.g, w.s = nil, nil
}

// withoutLogic is what the zero Grouper answers.
func (r *Result) withoutLogic(s *Stay) {
	none := Assignment{Code: NoLogic, DRG: ungroupable}
	*r = Result{Initial: none, Final: none, Diagnoses: make([]DiagnosisResult, len(s.Diagnoses)), Procedures: make([]ProcedureResult, len(s.Procedures))}
}

func (r *Result) reset(g *Grouper, s *Stay) {
	r.Version = g.l.Version
	r.HACStatus, r.HACs = HACNotApplicable, 0
	r.Diagnoses = resize(r.Diagnoses, len(s.Diagnoses))
	r.Procedures = resize(r.Procedures, len(s.Procedures))
	r.marks = r.marks[:0]
	for i := range r.work.dx {
		r.Diagnoses[i] = DiagnosisResult{Recognized: r.work.dx[i].info != nil}
	}
	for i := range r.work.px {
		p := &r.work.px[i]
		r.Procedures[i] = ProcedureResult{Recognized: p.info != nil, OperatingRoom: p.shownOR}
	}
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// work is what Group notes of a stay while it looks at it.
type work struct {
	g *Grouper
	s *Stay

	dx []diagnosisFacts
	px []procedureFacts

	principal []uint64 // the lists that hold the principal diagnosis
	secondary []uint64 // the lists that hold a secondary diagnosis
	procedure []uint64 // the lists that hold a procedure or a satisfied cluster
	family    []uint64 // the same for a family in which clusters take their members away
	lists     []uint64 // one of the two, the one that counts now
	hidden    bool     // lists is family, and procedureFacts.hidden holds

	severe    []int    // the secondary diagnoses that have a level by themselves
	treated   bool     // there is a procedure that the version knows
	clusters  []uint16 // the satisfied clusters
	level     Level    // the highest level of the secondary diagnoses
	force     bool     // WhatIf asks for the level forced
	forced    Level
	badStatus bool   // the logic asked for a discharge status that isn't valid
	badLevel  bool   // a secondary diagnosis did: its level holds for patients discharged alive
	noted     []note // the marks of hospital-acquired conditions
}

type diagnosisFacts struct {
	info     *entry   // nil when the version doesn't know the code
	bits     []uint64 // the lists that hold it
	excluded bool     // the principal diagnosis takes its level
	level    Level    // what counts of its level
	met      bool     // hospital-acquired
}

type procedureFacts struct {
	info    *entry
	bits    []uint64 // the lists that hold it
	or      bool     // an O.R. procedure that no combination makes non-O.R.
	shownOR bool
	hidden  bool // a satisfied cluster takes it away from the family
}

// load looks up the codes of s.
func (w *work) load(g *Grouper, s *Stay) {
	w.g, w.s = g, s
	w.badStatus, w.badLevel, w.hidden = false, false, false
	w.dx = resize(w.dx, len(s.Diagnoses))
	w.px = resize(w.px, len(s.Procedures))
	w.principal = g.bitsOf(g.diagnosisBits, 0)
	w.secondary = zero(w.secondary, g.words)
	w.procedure = zero(w.procedure, g.words)
	w.family = resize(w.family, g.words)
	w.lists = w.procedure

	// All look-ups first: they miss the cache, and the processor overlaps them.
	for i := range s.Diagnoses {
		w.dx[i] = diagnosisFacts{info: g.diagnosisTable.find(s.Diagnoses[i].Code.Key())}
	}
	for i := range s.Procedures {
		w.px[i] = procedureFacts{info: g.procedureTable.find(s.Procedures[i].Code.Key())}
	}
	w.severe = w.severe[:0]
	for i := range w.dx {
		w.loadDiagnosis(i)
	}
	w.level = NonCC
	for _, i := range w.severe {
		w.loadLevel(i)
	}
	w.treated = false
	for i := range w.px {
		w.loadProcedure(i)
	}
	w.findClusters()
}

func zero(s []uint64, n int) []uint64 {
	s = resize(s, n)
	clear(s)
	return s
}

func set(to, bits []uint64) {
	for i, b := range bits {
		to[i] |= b
	}
}

func has(set []uint64, id logic.ListID) bool { return set[id/64]&(1<<(id%64)) != 0 }

func (w *work) loadDiagnosis(i int) {
	d := &w.dx[i]
	if d.info == nil {
		return
	}
	d.bits = w.g.bitsOf(w.g.diagnosisBits, d.info.class)
	if i == 0 {
		w.principal = d.bits
		return
	}
	set(w.secondary, d.bits)
	if d.info.level != NonCC {
		w.severe = append(w.severe, i)
	}
}

func (w *work) loadProcedure(i int) {
	p := &w.px[i]
	if p.info == nil {
		p.shownOR = w.g.before42
		return
	}
	w.treated = true
	p.bits = w.g.bitsOf(w.g.procedureBits, p.info.class)
	p.or, p.shownOR = p.info.flag, p.info.flag
	set(w.procedure, p.bits)
}

// loadLevel finds what counts of the level of a secondary diagnosis
// (Appendix C parts 1 and 2).
func (w *work) loadLevel(i int) {
	d := &w.dx[i]
	if p := w.dx[0].info; p != nil && w.g.excludedBy(d.info, p) {
		d.excluded = true
		return
	}
	if d.info.flag {
		w.badLevel = w.badLevel || !w.validStatus()
		if w.s.Status == expired {
			return
		}
	}
	d.level = d.info.level
	w.level = max(w.level, d.level)
}

// excludedBy reports whether the principal diagnosis p takes the level of d.
func (g *Grouper) excludedBy(d, p *entry) bool {
	return g.excludes[int(p.excluder)*g.excludeWords+int(d.ref/64)]&(1<<(d.ref%64)) != 0 && p.excluder != 0
}

func (w *work) validStatus() bool {
	s := w.s.Status
	return s >= 0 && s < len(validStatus) && validStatus[s]
}

// needStatus notes if the discharge status, which the logic asks for, isn't valid.
func (w *work) needStatus() { w.badStatus = w.badStatus || !w.validStatus() }

// findClusters finds the satisfied clusters, and the combinations that take
// the O.R. flag from their members (Appendix E parts 2 and 3).
func (w *work) findClusters() {
	w.clusters = w.clusters[:0]
	for i := range w.px {
		p := &w.px[i]
		if p.info == nil || p.info.ref == 0 || w.repeats(i) {
			continue
		}
		begins := &w.g.begins[p.info.ref]
		for _, c := range begins.clusters {
			if w.haveAll(w.g.l.Clusters[c].Codes[1:]) {
				w.clusters = append(w.clusters, c)
				set(w.procedure, w.g.bitsOf(w.g.clusterBits, c))
			}
		}
		for _, c := range begins.nonOR {
			if codes := w.g.l.NonOR[c]; w.haveAll(codes[1:]) {
				w.clearOR(codes)
			}
		}
	}
}

// repeats reports whether procedure i stands before i, too.
func (w *work) repeats(i int) bool {
	for j := range i {
		if w.px[j].info == w.px[i].info {
			return true
		}
	}
	return false
}

func (w *work) haveAll(codes []uint64) bool {
next:
	for _, c := range codes {
		for i := range w.px {
			if w.px[i].info != nil && w.px[i].info.code == c {
				continue next
			}
		}
		return false
	}
	return true
}

func (w *work) clearOR(codes []uint64) {
	for i := range w.px {
		for _, c := range codes {
			if w.px[i].info != nil && w.px[i].info.code == c {
				w.px[i].or = false
			}
		}
	}
}

// An outcome is where the search for a DRG ended.
type outcome struct {
	code     ReturnCode
	mdc      int
	family   *family
	row      *logic.Row
	entry    *logic.Cond // what brought the stay into an MDC other than its own
	severity Level
}

// assign finds the DRG. The order is that of the algorithm: Pre-MDC, the MDCs
// that take stays by a condition of their own, the families tried for all, and
// the MDC of the principal diagnosis, with its surgical families, the unrelated
// procedures, and its medical families.
func (w *work) assign() (o outcome) {
	if len(w.dx) == 0 || w.dx[0].info == nil {
		return outcome{code: InvalidPDX}
	}
	homes := w.g.homesOf[w.dx[0].info.class]
	if len(homes) == 0 {
		return outcome{code: DXCannotBePDX}
	}
	own, sexTold := w.g.ownMDC(homes, w.s.Sex)
	w.search(&o, own, sexTold)
	if o.code == OK && (w.badStatus || w.badLevel) {
		return outcome{code: InvalidDischargeStatus}
	}
	return o
}

func (w *work) search(o *outcome, own int, sexTold bool) {
	g := w.g
	if w.surgical(o, g.byMDC[0]) {
		o.mdc = own
		return
	}
	w.useLists(nil, 0)
	for _, ch := range g.withEntry {
		if w.holds(ch.Entry, NonCC) {
			o.entry = ch.Entry
			w.chapter(o, ch)
			return
		}
	}
	for i := range g.hoisted {
		if w.firstOf(o, g.hoisted[i:i+1], g.hoisted[i].MDC) {
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
		if w.firstOf(o, ch.medical[i:i+1], ch.MDC) {
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

// surgical searches the surgical families of an MDC, unless none of the
// procedures is in any of their lists.
func (w *work) surgical(o *outcome, ch *chapter) bool {
	if ch.asked != nil && !intersect(w.procedure, ch.asked) {
		return false
	}
	return w.firstOf(o, ch.surgical, ch.MDC)
}

func intersect(a, b []uint64) bool {
	for i, x := range a {
		if x&b[i] != 0 {
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
	for _, h := range w.g.homesOf[w.dx[0].info.class] {
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
	if f.procedural && !w.treated {
		return false
	}
	if len(w.clusters) > 0 {
		w.useLists(f, mdc)
	}
	if w.holds(&f.Base, NonCC) && !w.badStatus {
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
			if info := w.px[i].info; info != nil && containsCode(cl.Codes, info.code) {
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
			set(w.family, w.px[i].bits)
		}
	}
	for _, c := range w.clusters {
		set(w.family, w.g.bitsOf(w.g.clusterBits, c))
	}
	w.lists = w.family
}

func containsCode(s []uint64, v uint64) bool {
	for _, x := range s {
		if x == v {
			return true
		}
	}
	return false
}

// matchRow returns the first row of f that holds, and the severity to show for
// its DRG. A few tables lack rows: if none holds, a No is read as n/a, and of
// the rows of a DRG the one with the highest severity counts.
func (w *work) matchRow(f *family) (*logic.Row, Level) {
	for i := range f.Rows {
		r := &f.Rows[i]
		if level := w.levelIn(r.DRG); w.rowHolds(f, r, level, true) {
			return r, w.rowSeverity(f, r, level)
		}
	}
	var won *logic.Row
	shown := NonCC
	for i := range f.Rows {
		r := &f.Rows[i]
		if won != nil && r.DRG != won.DRG {
			continue
		}
		level := w.levelIn(r.DRG)
		if !w.rowHolds(f, r, level, false) {
			continue
		}
		if s := w.rowSeverity(f, r, level); won == nil || s > shown {
			won, shown = r, s
		}
	}
	return won, shown
}

func (w *work) rowHolds(f *family, r *logic.Row, level Level, strict bool) bool {
	for _, c := range r.Cells {
		if (c.Yes || strict) && w.holds(&f.Conds[c.Cond], level) != c.Yes {
			return false
		}
	}
	return true
}

// levelIn returns the highest level of the secondary diagnoses that the logic
// of the DRG doesn't use itself (Appendix C part 3).
func (w *work) levelIn(n int) Level {
	if w.force {
		return w.forced
	}
	if w.level == NonCC {
		return NonCC
	}
	lists := w.g.logicOf[n]
	if len(lists) == 0 || !anyOf(w.secondary, lists) {
		return w.level
	}
	level := NonCC
	for _, i := range w.severe {
		if d := &w.dx[i]; d.level > level && !w.inAny(d, lists) {
			level = d.level
		}
	}
	return level
}

func (w *work) inAny(d *diagnosisFacts, lists []logic.ListID) bool {
	return d.info != nil && anyOf(d.bits, lists)
}

func anyOf(set []uint64, lists []logic.ListID) bool {
	for _, id := range lists {
		if has(set, id) {
			return true
		}
	}
	return false
}

// holds reports whether a condition holds, where level is what the secondary
// diagnoses come to.
func (w *work) holds(k *logic.Cond, level Level) bool {
	switch k.Op {
	case logic.OpTrue:
		return true
	case logic.OpAnd:
		for i := range k.Kids {
			if !w.holds(&k.Kids[i], level) {
				return false
			}
		}
		return true
	case logic.OpOr:
		for i := range k.Kids {
			if w.holds(&k.Kids[i], level) {
				return true
			}
		}
		return false
	case logic.OpNot:
		return !w.holds(&k.Kids[0], level)
	case logic.OpPrincipal:
		return anyOf(w.principal, k.Lists)
	case logic.OpSecondary:
		return anyOf(w.secondary, k.Lists)
	case logic.OpEither:
		return anyOf(w.principal, k.Lists) || anyOf(w.secondary, k.Lists)
	case logic.OpProcedure:
		return anyOf(w.lists, k.Lists)
	case logic.OpAnyOR:
		return w.operated(k.Lists, false)
	case logic.OpExtensive:
		return w.operated(k.Lists, true)
	case logic.OpOnlySecondary:
		return w.onlySecondary(k.Lists)
	case logic.OpAcross:
		a, b := k.Lists[0], k.Lists[1]
		return has(w.principal, a) && has(w.secondary, b) || has(w.secondary, a) && has(w.principal, b)
	case logic.OpStatus:
		w.needStatus()
		for _, v := range k.Set {
			if v == w.s.Status {
				return true
			}
		}
		return false
	case logic.OpAlive:
		w.needStatus()
		return w.s.Status != expired
	case logic.OpAtLeast:
		n := 0
		for i := range k.Kids {
			if w.holds(&k.Kids[i], level) {
				n++
			}
		}
		return n >= k.N
	case logic.OpOccurs:
		n := 0
		for i := range w.px {
			if p := &w.px[i]; w.counts(p) && anyOf(p.bits, k.Lists) {
				n++
			}
		}
		return n >= k.N
	case logic.OpSum:
		n := 0
		for i := range w.px {
			n += w.weight(&w.px[i], k.Lists)
		}
		return n >= k.N
	}
	return k.N == logic.LevelOrMore && level >= CC || Level(k.N) == level // opSeverity
}

// counts reports whether a procedure counts in the family that is looked at.
func (w *work) counts(p *procedureFacts) bool { return p.bits != nil && !(w.hidden && p.hidden) }

// weight returns what p counts in opSum: i+1 in the list of index i.
func (w *work) weight(p *procedureFacts, lists []logic.ListID) int {
	if w.counts(p) {
		for i, id := range lists {
			if has(p.bits, id) {
				return i + 1
			}
		}
	}
	return 0
}

// operated reports whether there is an O.R. procedure, or a satisfied cluster,
// in none of the lists, and outside the non-extensive if that is asked.
func (w *work) operated(except []logic.ListID, extensive bool) bool {
	for i := range w.px {
		if p := &w.px[i]; p.or && !anyOf(p.bits, except) && !(extensive && has(p.bits, w.g.l.NonExtensive)) {
			return true
		}
	}
	for _, c := range w.clusters {
		if !anyOf(w.g.bitsOf(w.g.clusterBits, c), except) {
			return true
		}
	}
	return false
}

func (w *work) onlySecondary(lists []logic.ListID) bool {
	for i := 1; i < len(w.dx); i++ {
		if d := &w.dx[i]; d.info != nil && !w.inAny(d, lists) {
			return false
		}
	}
	return true
}

// rowSeverity returns the severity of the secondary diagnoses as far as a row
// that holds asks for one.
func (w *work) rowSeverity(f *family, r *logic.Row, level Level) Level {
	if r.ShowSeverity && level == MCC {
		return MCC
	}
	for _, c := range r.Cells {
		k := &f.Conds[c.Cond]
		n := logic.SeverityOf(k)
		switch {
		case !c.Yes || n == 0 || r.HideSeverity:
		case k.Op == logic.OpOr && w.holds(&k.Kids[1], level): // what counts as an MCC goes before one
		case n == logic.LevelOrMore || level == Level(n):
			return level
		}
	}
	return NonCC
}

// assignment makes an Assignment of an outcome.
func (w *work) assignment(o *outcome) Assignment {
	if o.row == nil {
		return Assignment{Code: o.code, DRG: ungroupable, Title: w.g.drgOf[ungroupable].Title}
	}
	d := &w.g.drgOf[o.row.DRG]
	return Assignment{Code: OK, MDC: o.mdc, DRG: Number(d.Number), Title: d.Title, Kind: Kind(d.Kind), Level: o.severity}
}

// label returns the severity in a DRG of secondary diagnosis i, one of w.severe.
func (w *work) label(i int, n int) Severity {
	d := &w.dx[i]
	major := d.info.level == MCC
	switch {
	case d.excluded:
		return pick(major, MCCExcluded, CCExcluded)
	case d.info.flag && w.s.Status == expired:
		return Neither
	case w.g.labels && w.inAny(d, w.g.labelsOf[n]):
		return pick(major, MCCExcludedByLogic, CCExcludedByLogic)
	}
	return pick(major, IsMCC, IsCC)
}

func pick(major bool, mcc, cc Severity) Severity {
	if major {
		return mcc
	}
	return cc
}

func (w *work) labelInitial(r *Result, o *outcome) {
	if o.row == nil {
		return
	}
	for _, i := range w.severe {
		r.Diagnoses[i].Initial = w.label(i, o.row.DRG)
	}
}
