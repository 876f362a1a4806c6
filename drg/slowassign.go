package drg

import (
	"fmt"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode"
)

// The order in which [slow] tries the parts of the logic, and the tables of families.

// group assigns the stay, and notes the steps.
func (w *slow) group() Assignment {
	w.badStatus, w.asker = false, finding{}
	w.setLevels()
	a := w.assign()
	for i := 1; i < len(w.s.Diagnoses); i++ { // Appendix C part 2 asks for the status
		if d := w.diagnosis(i); d != nil && Level(d.Level) != NonCC && d.AliveOnly && !w.excluded(i) && !w.statusValid() && w.asker.text == "" {
			w.asker.text = "Appendix C part 2 asks for it for " + w.s.Diagnoses[i].Code.String()
		}
	}
	if w.badStatus && a.Code == OK {
		w.note("discharge status", fmt.Sprintf("%d is not a valid one; %s", w.s.Status, w.asker.text), w.asker.place, false)
		a = Assignment{Code: InvalidDischargeStatus}
	}
	if a.Code != OK {
		return Assignment{Code: a.Code, DRG: ungroupable, Title: w.g.drgOf[ungroupable].Title}
	}
	return a
}

func (w *slow) note(what, why string, p logic.Place, took bool) *Step {
	w.steps = append(w.steps, Step{Part: w.part, What: what, Why: why, Place: w.g.where(p), Took: took})
	return &w.steps[len(w.steps)-1]
}

// where returns a place as file and line, or "" for none.
func (g *Grouper) where(p logic.Place) string {
	if p.Line == 0 || int(p.File) >= len(g.l.Files) {
		return ""
	}
	if text := g.reader().at(p).text; text != "" {
		return text
	}
	return placeText(g.l, p)
}

// The parts of the logic, in the order in which they are tried; the surgical and
// medical families of an MDC have its number with them.
const (
	partMDC       = "MDC of the principal diagnosis"
	partPreMDC    = "Pre-MDC"
	partEntry     = "MDCs tried for every stay"
	partHoisted   = "families tried for every stay"
	partUnrelated = "unrelated procedures"
	partPOA       = "present on admission"
)

// partNames are the names of the surgical and of the medical families by MDC.
var partNames = func() (names [26][2]string) {
	for mdc := range names {
		for i, kind := range []string{"surgical", "medical"} {
			names[mdc][i] = fmt.Sprintf("MDC %02d, %s families", mdc, kind)
		}
	}
	return names
}()

func (w *slow) assign() Assignment {
	w.part = partMDC
	if len(w.s.Diagnoses) == 0 {
		w.note("principal diagnosis", "there is none", logic.Place{}, false)
		return Assignment{Code: InvalidPDX}
	}
	code := w.s.Diagnoses[0].Code
	if w.diagnosis(0) == nil {
		why := code.String() + " is not a code of the version"
		if !code.IsValid() {
			why = "it has not the form of a code"
		}
		w.note("principal diagnosis", why, logic.Place{}, false)
		return Assignment{Code: InvalidPDX}
	}
	var mdcs []int
	for i := range w.g.l.Chapters {
		if ch := &w.g.l.Chapters[i]; ch.MDC != 0 && w.diagnosisIn(ch.Assignment, 0) {
			mdcs = append(mdcs, ch.MDC)
			w.note("MDC", "principal diagnosis "+code.String()+" belongs to "+w.g.reader().chapters[ch.MDC], w.g.l.Lists[ch.Assignment].Place, true)
		}
	}
	if len(mdcs) == 0 {
		w.note("MDC", "principal diagnosis "+code.String()+" belongs to no MDC: it can't be a principal diagnosis", logic.Place{}, false)
		return Assignment{Code: DXCannotBePDX}
	}
	own, told := w.ownOf(mdcs)
	if len(mdcs) > 1 && told {
		w.note("sex", fmt.Sprintf("it is MDC %02d, as the patient's sex is %s", own, w.s.Sex), w.g.byMDC[own].Place, true)
	}

	w.part = partPreMDC
	if a, ok := w.try(w.g.l.Chapters[0].Surgical, 0, own); ok {
		return a
	}
	w.part = partEntry
	for i := range w.g.l.Chapters {
		ch := &w.g.l.Chapters[i]
		if ch.Entry == nil {
			continue
		}
		x := w.ask(ch.Entry, frame{})
		w.note(w.g.reader().chapters[ch.MDC], x.text, orPlace(x.place, ch.Place), x.holds)
		if x.holds {
			return w.chapter(ch)
		}
	}
	w.part = partHoisted
	for i := range w.g.l.Hoisted {
		if f := &w.g.l.Hoisted[i]; w.without != "" && f.MDC != own && w.lifted(f, "hoist") {
			continue
		}
		if a, ok := w.try(w.g.l.Hoisted[i:i+1], w.g.l.Hoisted[i].MDC, w.g.l.Hoisted[i].MDC); ok {
			return a
		}
	}
	w.part = partMDC
	if !told {
		w.note("sex", "which of these MDCs it is depends on the patient's sex, which is not known", logic.Place{}, false)
		return Assignment{Code: InvalidSex}
	}
	return w.chapter(&w.g.l.Chapters[own])
}

// ownOf chooses among the MDCs of the principal diagnosis by the patient's sex.
func (w *slow) ownOf(mdcs []int) (mdc int, told bool) {
	if len(mdcs) == 1 {
		return mdcs[0], true
	}
	slices.Sort(mdcs)
	if w.s.Sex == medcode.SexUnknown {
		return mdcs[len(mdcs)-1], false
	}
	for _, m := range mdcs {
		if w.g.l.Chapters[m].Sex == w.s.Sex {
			return m, true
		}
	}
	for _, m := range mdcs {
		if w.g.l.Chapters[m].Sex == medcode.SexUnknown {
			return m, true
		}
	}
	return mdcs[len(mdcs)-1], false
}

func (w *slow) chapter(ch *logic.Chapter) Assignment {
	surgical, moved := w.surgical(ch)
	w.part = partNames[ch.MDC][0]
	if a, ok := w.try(surgical, ch.MDC, ch.MDC); ok {
		return a
	}
	w.part = partNames[ch.MDC][1]
	for i := range ch.Medical {
		if ch.Medical[i].BeforeUnrelated {
			if a, ok := w.try(ch.Medical[i:i+1], ch.MDC, ch.MDC); ok {
				return a
			}
		}
	}
	w.part = partUnrelated
	if !ch.NoUnrelated {
		if a, ok := w.try(w.g.l.Unrelated, ch.MDC, ch.MDC); ok {
			return a
		}
	}
	w.part = partNames[ch.MDC][1]
	for _, families := range [][]logic.Family{moved, ch.Medical} {
		if a, ok := w.try(families, ch.MDC, ch.MDC); ok {
			return a
		}
	}
	return Assignment{Code: InvalidPDX}
}

// try asks the families of an MDC one after another. An invalid discharge
// status that the logic asks for ends it.
func (w *slow) try(families []logic.Family, mdc, shown int) (Assignment, bool) {
	for i := range families {
		f := &families[i]
		x := w.ask(&f.Base, frame{f, mdc, NonCC})
		if w.badStatus {
			w.asker = finding{text: f.Title + " asks for it", place: orPlace(x.place, f.Place)}
			return Assignment{}, true
		}
		if !x.holds {
			w.note(f.Title, x.text, orPlace(x.place, f.Place), false)
			continue
		}
		a, ok := w.tryRows(f, mdc, shown, x)
		if w.badStatus {
			w.asker = finding{text: f.Title + " asks for it", place: f.Place}
		}
		if ok || w.badStatus {
			return a, true
		}
	}
	return Assignment{}, false
}

func orPlace(p, q logic.Place) logic.Place {
	if p.Line == 0 {
		return q
	}
	return p
}

func (w *slow) tryRows(f *logic.Family, mdc, shown int, base finding) (Assignment, bool) {
	var won *logic.Row
	severity := NonCC
	for _, strict := range []bool{true, false} {
		for i := range f.Rows {
			r := &f.Rows[i]
			if won != nil && (strict || r.DRG != won.DRG) {
				continue
			}
			if !w.rowHolds(f, r, mdc, strict) {
				continue
			}
			if s := w.severity(f, r, mdc); won == nil || s > severity {
				won, severity = r, s
			}
		}
		if won != nil {
			break
		}
	}
	if w.badStatus {
		return Assignment{}, false
	}
	if won == nil {
		lacks := w.lacks(f, &f.Rows[0], mdc)
		w.note(f.Title, "no row of the table holds; the first asks for "+lacks.text, orPlace(lacks.place, f.Place), false)
		return Assignment{}, false
	}
	d := w.g.drgOf[won.DRG]
	if f.Base.Op == logic.OpTrue {
		base.text = "nothing is asked but what is in its table"
		if len(won.Cells) == 0 {
			base.text = "takes what is left"
		}
	}
	step := w.note(f.Title, base.text, orPlace(base.place, f.Place), true)
	step.DRG = Number(won.DRG)
	step.Row = w.g.where(won.Place)
	step.Codes = base.codes
	step.Conditions = w.conditions(f, won, mdc)
	w.won = f
	w.metBy(f)
	return Assignment{Code: OK, MDC: shown, DRG: Number(won.DRG), Title: d.Title, Kind: Kind(d.Kind), Level: severity}, true
}

// rowHolds finds out whether a row holds. If not strict, the cells that ask for
// No are passed over.
func (w *slow) rowHolds(f *logic.Family, r *logic.Row, mdc int, strict bool) bool {
	w.silent = true
	defer func() { w.silent = false }()
	level, _ := w.levelIn(f, r.DRG)
	for _, c := range r.Cells {
		if (c.Yes || strict) && w.ask(&f.Conds[c.Cond], frame{f, mdc, level}).holds != c.Yes {
			return false
		}
	}
	return true
}

// lacks says what a row that doesn't hold lacks.
func (w *slow) lacks(f *logic.Family, r *logic.Row, mdc int) finding {
	level, _ := w.levelIn(f, r.DRG)
	for _, c := range r.Cells {
		if x := w.ask(&f.Conds[c.Cond], frame{f, mdc, level}); x.holds != c.Yes {
			return finding{text: f.Columns[c.Column] + " = " + yesNo(c.Yes) + ": " + x.text, place: x.place}
		}
	}
	return finding{}
}

func yesNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}

// severity returns the level to show for a row that holds: the one that a
// column asks for, unless something else than it fulfils the column.
func (w *slow) severity(f *logic.Family, r *logic.Row, mdc int) Level {
	w.silent = true
	defer func() { w.silent = false }()
	level, _ := w.levelIn(f, r.DRG)
	if r.ShowSeverity && level == MCC && !w.lifted(f, "show-severity") {
		return MCC
	}
	if r.HideSeverity && !w.lifted(f, "hide-severity") {
		return NonCC
	}
	for _, c := range r.Cells {
		k := &f.Conds[c.Cond]
		if !c.Yes {
			continue
		}
		if k.Op == logic.OpOr && k.Kids[0].Op == logic.OpSeverity {
			if w.ask(&k.Kids[1], frame{f, mdc, level}).holds {
				continue
			}
			k = &k.Kids[0]
		}
		if k.Op == logic.OpSeverity && w.ask(k, frame{f, mdc, level}).holds {
			return level
		}
	}
	return NonCC
}

func (w *slow) conditions(f *logic.Family, r *logic.Row, mdc int) []Condition {
	level, from := w.levelIn(f, r.DRG)
	var out []Condition
	for _, c := range r.Cells {
		x := w.ask(&f.Conds[c.Cond], frame{f, mdc, level})
		if f.Conds[c.Cond].Op == logic.OpSeverity && from > 0 {
			x.codes = []string{w.s.Diagnoses[from].Code.String()}
			x.text += ", by " + x.codes[0]
		}
		if !c.Yes && x.holds {
			x.text += "; passed over, as no row of the table holds in full"
		}
		out = append(out, Condition{Column: f.Columns[c.Column], Want: yesNo(c.Yes), Text: x.text, Place: w.g.where(x.place), Codes: x.codes})
	}
	return out
}
