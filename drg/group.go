package drg

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
	if s == nil {
		s = &Stay{}
	}
	if g == nil || g.l == nil {
		r.withoutLogic(s)
		return
	}
	w := &r.work
	w.load(g, s)
	r.reset(w)

	initial := w.assign()
	w.answer(&r.Initial, &initial)
	switch {
	case initial.row == nil:
		r.Final = r.Initial
	case !w.hospitalAcquired(r, &initial):
		r.Final = r.Initial
		w.markImpact(r, &initial, ImpactBoth)
	default:
		w.markImpact(r, &initial, ImpactInitial)
		w.groupAgain(r, &initial)
	}
	w.g, w.s = nil, nil
}

// withoutLogic is what the zero Grouper answers.
func (r *Result) withoutLogic(s *Stay) {
	none := Assignment{Code: NoLogic, DRG: ungroupable}
	*r = Result{Initial: none, Final: none, Diagnoses: make([]DiagnosisResult, len(s.Diagnoses)), Procedures: make([]ProcedureResult, len(s.Procedures))}
}

// reset empties r for the stay that w has loaded.
func (r *Result) reset(w *work) {
	r.Version = w.g.l.Version
	r.HACStatus, r.HACs = HACNotApplicable, 0
	r.Diagnoses = resize(r.Diagnoses, len(w.dx))
	r.Procedures = resize(r.Procedures, len(w.px))
	r.marks = r.marks[:0]
	clear(r.Diagnoses)
	for i := range w.dx {
		r.Diagnoses[i].Recognized = w.dx[i].kind != 0
	}
	for i := range w.px {
		p := &w.px[i]
		r.Procedures[i] = ProcedureResult{Recognized: p.kind != 0, OperatingRoom: p.shownOR}
	}
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// answer makes an Assignment of an outcome.
func (w *work) answer(a *Assignment, o *outcome) {
	if o.row == nil {
		*a = Assignment{Code: o.code, DRG: ungroupable, Title: w.g.drgOf[ungroupable].Title}
		return
	}
	*a = w.g.answers[o.row.drg]
	a.MDC, a.Level = o.mdc, o.severity
}

// label returns the severity in a DRG of secondary diagnosis i, one of w.severe.
func (w *work) label(i int, n int) Severity {
	d, k := &w.dx[i], w.kindOf(i)
	major := k.level == MCC
	switch {
	case d.excluded:
		return pick(major, MCCExcluded, CCExcluded)
	case k.aliveOnly && w.s.Status == expired:
		return Neither
	case w.g.labels && anyOf(w.listsOfDiagnosis(i), w.g.labelsOf[n]):
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
