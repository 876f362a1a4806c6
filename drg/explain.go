package drg

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/drg/internal/logic"
)

// An Explanation says how a stay came to its DRG: each step with its place in
// the Definitions Manual.
type Explanation struct {
	ID        string      `json:"id,omitempty"`
	Version   string      `json:"version"`
	Result    Result      `json:"result"`
	Initial   []Step      `json:"initial"`         // the way to the initial DRG
	Final     []Step      `json:"final,omitempty"` // the way to the final DRG, or what bars it, where there are hospital-acquired conditions
	Diagnoses []Note      `json:"diagnoses,omitempty"`
	Unknown   []string    `json:"unknown,omitempty"` // the codes that the version doesn't know: "procedure 2, 0SR904Z"
	HACs      []Condition `json:"hacs,omitempty"`    // the hospital-acquired conditions of the stay
	Errata    []Erratum   `json:"errata,omitempty"`  // those without which the result would be another
}

// A Step is a question on the way to the DRG: a family of DRGs that was tried,
// an MDC that the stay might have belonged to.
type Step struct {
	Part       string      `json:"part,omitempty"`       // of the logic: Pre-MDC, the surgical families of an MDC, …
	What       string      `json:"what"`                 // the title of the family, or what was asked
	Took       bool        `json:"took"`                 // the answer was yes; for a family, it took the stay
	Why        string      `json:"why"`                  // what fulfilled it, or the first condition that failed
	Place      string      `json:"place,omitempty"`      // file and line of the manual
	DRG        Number      `json:"drg,omitempty"`        // of the family that took the stay
	Row        string      `json:"row,omitempty"`        // file and line of the winning row of its table
	Conditions []Condition `json:"conditions,omitempty"` // what the row asks
	Codes      []string    `json:"codes,omitempty"`      // the codes that fulfilled the family
	Errata     []string    `json:"errata,omitempty"`     // errata that changed the outcome of the step
}

// A Condition is a cell of a decision table, or a criterion.
type Condition struct {
	Column string   `json:"column"`
	Want   string   `json:"want,omitempty"` // "Yes" or "No"
	Text   string   `json:"text"`
	Place  string   `json:"place,omitempty"`
	Codes  []string `json:"codes,omitempty"`
}

// A Note says what a secondary diagnosis counted, and why.
type Note struct {
	Code    string   `json:"code"`
	Initial Severity `json:"initial"`
	Final   Severity `json:"final"`
	Text    string   `json:"text"`
	Place   string   `json:"place,omitempty"` // of what takes its level, where something does
}

// Explain groups a stay and says how. It is made to be read: it takes some
// hundred times as long as Group, with which it always agrees.
func (g *Grouper) Explain(s *Stay) Explanation {
	if s == nil {
		s = &Stay{}
	}
	if g == nil || g.l == nil {
		const why = "the zero Grouper has no logic; drg.Compile, drg.Decode and package msdrg make groupers"
		return Explanation{ID: s.ID, Result: g.Group(s), Initial: []Step{{What: "grouper", Why: why}}}
	}
	w := newSlow(g, s, "")
	e := w.explain()
	e.Errata = w.decided(&e)

	// The marks of the codes that mattered are the fast side's.
	fast := g.reader().results.Get().(*Result)
	defer g.reader().results.Put(fast)
	g.GroupInto(s, fast)
	for i := range e.Result.Diagnoses {
		e.Result.Diagnoses[i].Impact = fast.Diagnoses[i].Impact
	}
	for i := range e.Result.Procedures {
		e.Result.Procedures[i].Impact = fast.Procedures[i].Impact
	}
	return e
}

// explain groups the stay and says how, but for the errata and the marks of the
// codes that mattered.
func (w *slow) explain() Explanation {
	s, g := w.s, w.g
	e := Explanation{ID: s.ID, Version: g.l.Version}
	r := Result{Version: g.l.Version, Diagnoses: make([]DiagnosisResult, len(s.Diagnoses)), Procedures: make([]ProcedureResult, len(s.Procedures))}
	room := g.reader().steps.Get().(*[]Step) // as many as there are, not as append makes room for
	w.steps = *room
	defer func() {
		clear(w.steps[:cap(w.steps)])
		*room = w.steps[:0]
		g.reader().steps.Put(room)
	}()
	r.Initial = w.group()
	e.Initial = slices.Clone(w.steps)
	w.describe(&r)
	w.hospitalAcquired(&r, &e)
	for i := 1; i < len(s.Diagnoses); i++ {
		e.Diagnoses = append(e.Diagnoses, w.noteOf(i, &r))
	}
	e.Unknown = unknown(s, &r)
	e.Result = r
	return e
}

// unknown names the codes of s that count for nothing, since the version doesn't
// know them.
func unknown(s *Stay, r *Result) []string {
	var out []string
	name := func(what string, i int, code string) {
		if code == "" {
			code = "malformed"
		}
		out = append(out, fmt.Sprintf("%s %d, %s", what, i+1, code))
	}
	for i := range r.Diagnoses {
		if !r.Diagnoses[i].Recognized {
			name("diagnosis", i, s.Diagnoses[i].Code.String())
		}
	}
	for i := range r.Procedures {
		if !r.Procedures[i].Recognized {
			name("procedure", i, s.Procedures[i].Code.String())
		}
	}
	return out
}

// describe fills in what the initial grouping says of the codes.
func (w *slow) describe(r *Result) {
	for i := range r.Diagnoses {
		d := &r.Diagnoses[i]
		d.Recognized = w.diagnosis(i) != nil
		if r.Initial.Code == OK {
			d.Initial = w.label(i, int(r.Initial.DRG))
		}
	}
	for i := range r.Procedures {
		p := w.procedure(i)
		r.Procedures[i].Recognized = p != nil
		r.Procedures[i].OperatingRoom = p != nil && p.OR || p == nil && w.g.before42
	}
}

// label returns the severity of a diagnosis in a DRG.
func (w *slow) label(i int, n int) Severity {
	d := w.diagnosis(i)
	if i == 0 || d == nil || Level(d.Level) == NonCC {
		return Neither
	}
	major := Level(d.Level) == MCC
	if w.excluded(i) {
		return pick(major, MCCExcluded, CCExcluded)
	}
	if d.AliveOnly && w.s.Status == expired {
		return Neither
	}
	if w.g.labels && w.shownAsUsed(i, n) {
		return pick(major, MCCExcludedByLogic, CCExcludedByLogic)
	}
	return pick(major, IsMCC, IsCC)
}

// shownAsUsed reports whether a diagnosis is shown as used by the logic of the
// DRG that took the stay.
func (w *slow) shownAsUsed(i int, n int) bool {
	used := w.usedByLogic(i, w.g.l.LogicLabels, n)
	if w.won == nil || !w.lifted(w.won, "label") {
		return used
	}
	return w.logicUses(i, w.won)
}

// hospitalAcquired goes through the list of hospital-acquired conditions and
// groups the stay again without their levels.
func (w *slow) hospitalAcquired(r *Result, e *Explanation) {
	defer func() {
		if r.HACs == 0 {
			r.Final = r.Initial
			for i := range r.Diagnoses {
				r.Diagnoses[i].Final = r.Diagnoses[i].Initial
			}
		}
	}()
	for i := range r.Diagnoses {
		r.Diagnoses[i].POA = w.poaVerdict(i, r)
	}
	if w.s.Hospital == Exempt || r.Initial.Code != OK {
		return
	}
	if !slices.ContainsFunc(r.Diagnoses, func(d DiagnosisResult) bool { return d.POA == POANo || d.POA == POANotRecognized }) {
		return
	}
	for k := range w.g.l.HACs {
		w.criteria(&w.g.l.HACs[k], r, e)
	}
	if r.HACs == 0 {
		return
	}
	if code, why := w.refusal(r); code != OK {
		w.steps, w.part = w.steps[:0], partPOA
		w.note("POA indicators", why, logic.Place{}, false)
		e.Final = slices.Clone(w.steps)
		r.HACStatus = HACUngroupable
		r.Final = Assignment{Code: code, DRG: ungroupable, Title: w.g.drgOf[ungroupable].Title}
		w.relabel(r, int(r.Initial.DRG))
		return
	}
	w.steps = w.steps[:0]
	r.Final = w.group()
	e.Final = slices.Clone(w.steps)
	r.HACStatus = HACNoChange
	if r.Final.DRG != r.Initial.DRG {
		r.HACStatus = HACChanges
	}
	if r.Final.Code == OK {
		w.relabel(r, int(r.Final.DRG))
	}
}

func (w *slow) relabel(r *Result, n int) {
	for i := range r.Diagnoses {
		l := w.label(i, n)
		if w.acquired[i] && l != CCExcludedByLogic && l != MCCExcludedByLogic {
			l = Neither
		}
		r.Diagnoses[i].Final = l
	}
}

func (w *slow) poaVerdict(i int, r *Result) POAVerdict {
	if i == 0 || r.Diagnoses[i].Initial == Neither {
		return POANotChecked
	}
	listed := false
	for _, h := range w.g.l.HACs {
		listed = listed || w.diagnosisIn(h.Secondary, i) || h.Has.Additional && w.diagnosisIn(h.Additional, i)
	}
	poa := strings.ToUpper(w.s.Diagnoses[i].POA.String())
	switch {
	case !listed:
		return POANotChecked
	case w.s.Hospital == Exempt:
		return POAExempt
	case poa == "Y" || poa == "W":
		return POAYes
	case poa == "N" || poa == "U":
		return POANo
	}
	return POANotRecognized
}

// criteria looks for one hospital-acquired condition.
func (w *slow) criteria(h *logic.HAC, r *Result, e *Explanation) {
	candidate := func(i int, list logic.ListID) bool {
		v := r.Diagnoses[i].POA
		return i > 0 && (v == POANo || v == POANotRecognized) && w.diagnosisIn(list, i)
	}
	fulfilled := true
	var procedures []int
	if h.Has.Procedures {
		for i := range w.s.Procedures {
			if w.procedureIn(h.Procedures, i) {
				procedures = append(procedures, i)
			}
		}
		fulfilled = len(procedures) > 0
	}
	if h.Has.Principal {
		fulfilled = fulfilled && w.diagnosisIn(h.Principal, 0)
	}
	met := false
	mark := func(i int, v HACVerdict) {
		r.Diagnoses[i].HACs = append(r.Diagnoses[i].HACs, HACMark{h.Number, v})
		text := "secondary diagnosis " + w.s.Diagnoses[i].Code.String() + ", not known to be present on admission: no valid POA indicator"
		if r.Diagnoses[i].POA == POANo {
			text = "secondary diagnosis " + w.s.Diagnoses[i].Code.String() + ", not present on admission: POA " + strings.ToUpper(w.s.Diagnoses[i].POA.String())
		}
		if v == HACExclusion {
			text += "; but excluded by the principal diagnosis"
		}
		e.HACs = append(e.HACs, Condition{Column: fmt.Sprintf("HAC %02d %s", h.Number, h.Title), Text: text, Place: w.g.where(h.Place), Codes: []string{w.s.Diagnoses[i].Code.String()}})
	}
	for i := range w.s.Diagnoses {
		switch {
		case !candidate(i, h.Secondary):
		case w.excluded(i):
			mark(i, HACExclusion)
		case fulfilled:
			mark(i, HACCriteriaMet)
			w.acquired[i], met = true, true
		}
	}
	if !met {
		return
	}
	r.HACs++
	for i := range w.s.Diagnoses {
		if h.Has.Additional && candidate(i, h.Additional) && !w.excluded(i) {
			mark(i, HACCriteriaMet)
			w.acquired[i] = true
		}
	}
	if h.Has.Principal {
		r.Diagnoses[0].HACs = append(r.Diagnoses[0].HACs, HACMark{h.Number, HACNotOnList})
	}
	for _, i := range procedures {
		r.Procedures[i].HACs = append(r.Procedures[i].HACs, HACMark{h.Number, HACCriteriaMet})
	}
}

// refusal says why a stay with hospital-acquired conditions can't be grouped
// again.
func (w *slow) refusal(r *Result) (code ReturnCode, why string) {
	if w.s.Hospital == NonExempt {
		for i, d := range r.Diagnoses {
			if d.POA == POANotRecognized && !w.excluded(i) {
				return HACMissingPOA, "the hospital must report whether " + w.s.Diagnoses[i].Code.String() + " was present on admission, and has not"
			}
		}
		return OK, ""
	}
	why = "it is not known whether the hospital must report them, and the stay has a condition that is hospital-acquired unless it was present on admission"
	if len(w.s.Diagnoses) > 2 {
		return HACInvalidMultiplePOANotYW, why
	}
	if r.Diagnoses[1].POA == POANo {
		return HACInvalidPOANOrU, why
	}
	return HACInvalidPOAInvalidOr1, why
}

// noteOf says what secondary diagnosis i counted.
func (w *slow) noteOf(i int, r *Result) Note {
	d := r.Diagnoses[i]
	n := Note{Code: w.s.Diagnoses[i].Code.String(), Initial: d.Initial, Final: d.Final}
	info := w.diagnosis(i)
	used := w.usedIn(i, w.g.l.LogicCodes, int(r.Initial.DRG))
	switch {
	case info == nil:
		n.Text = "not in the code set of the version"
	case Level(info.Level) == NonCC:
		n.Text = "neither CC nor MCC"
	case w.excluded(i):
		c := w.g.l.Collections[info.Collection]
		n.Text = fmt.Sprintf("%s, excluded by the principal diagnosis %s (Appendix C part 1, collection %04d)", Level(info.Level), w.s.Diagnoses[0].Code, c.Number)
		n.Place = w.g.where(c.Place)
	case info.AliveOnly && w.s.Status == expired:
		n.Text = fmt.Sprintf("%s for patients discharged alive alone (Appendix C part 2)", Level(info.Level))
	case used != nil:
		n.Text = fmt.Sprintf("%s, but the logic of DRG %s uses the code itself", Level(info.Level), r.Initial.DRG)
		if strings.HasPrefix(w.g.l.Lists[used.Lists[0]].Name, "Appendix C part 3") { // else the manual has no part 3
			n.Text += " (Appendix C part 3)"
		}
		n.Place = w.g.where(used.Place)
	case d.Initial == CCExcludedByLogic || d.Initial == MCCExcludedByLogic:
		n.Text = fmt.Sprintf("%s, shown as excluded: the logic of DRG %s uses the code itself", Level(info.Level), r.Initial.DRG)
	default:
		n.Text = Level(info.Level).String()
	}
	if d.POA == POAExempt {
		n.Text += "; listed as hospital-acquired condition, but the hospital is exempt from reporting POA"
	}
	if w.acquired[i] {
		n.Text += "; hospital-acquired, so it doesn't count for the final DRG"
	}
	return n
}
