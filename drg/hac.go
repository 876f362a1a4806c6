package drg

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/icd10/cm"
)

// A hac is a hospital-acquired condition with its lists as bits.
type hac struct {
	*logic.HAC
	secondary, additional, procedures, principal int
}

func (g *Grouper) layHACs() {
	byList := make([]uint64, len(g.l.Lists))
	for i := range g.l.HACs {
		h := &g.l.HACs[i]
		g.hacs = append(g.hacs, hac{h, g.dx.bit[h.Secondary], g.dx.bit[h.Additional], g.px.bit[h.Procedures], g.dx.bit[h.Principal]})
		byList[h.Secondary] |= 1 << i
		if h.Has.Additional {
			byList[h.Additional] |= 1 << i
		}
	}
	g.hacsOf = make([]uint64, len(g.l.DiagnosisClasses))
	for class, lists := range g.l.DiagnosisClasses {
		for _, id := range lists {
			g.hacsOf[class] |= byList[id]
		}
	}
}

// hospitalAcquired gives the secondary diagnoses their severities, and looks for
// hospital-acquired conditions (Social Security Act, section 1886(d)(4)(D);
// Appendix I of the manual). It reports whether there are any.
func (w *work) hospitalAcquired(r *Result, initial *outcome) bool {
	candidates := uint64(0)
	for _, i := range w.severe {
		d := &r.Diagnoses[i]
		d.Initial = w.label(i, initial.row.drg)
		d.Final = d.Initial
		if hacs := w.g.hacsOf[w.kindOf(i).class]; hacs != 0 && d.Initial != Neither {
			d.POA = w.verdict(i)
			if d.POA == POANo || d.POA == POANotRecognized {
				candidates |= hacs
			}
		}
	}
	if candidates != 0 {
		w.findMet(r, candidates)
	}
	return r.HACs > 0
}

// verdict says how the POA indicator of diagnosis i is taken.
func (w *work) verdict(i int) POAVerdict {
	if w.s.Hospital == Exempt {
		return POAExempt
	}
	return readPOA(w.s.Diagnoses[i].POA)
}

// readPOA says how a POA indicator is taken where the hospital isn't exempt.
func readPOA(poa cm.POA) POAVerdict {
	switch poa {
	case 'Y', 'y', 'W', 'w':
		return POAYes
	case 'N', 'n', 'U', 'u':
		return POANo
	}
	return POANotRecognized
}

// groupAgain sets the final side of r, without the levels of the conditions that
// are hospital-acquired.
func (w *work) groupAgain(r *Result, initial *outcome) {
	if code := w.hacRefusal(r); code != OK {
		r.HACStatus = HACUngroupable
		w.answer(&r.Final, &outcome{code: code})
		w.labelFinal(r, initial)
		return
	}
	w.level = NonCC
	for i := range w.dx {
		if w.dx[i].met {
			w.dx[i].level = NonCC
		}
		w.level = max(w.level, w.dx[i].level)
	}
	final := w.assign()
	w.answer(&r.Final, &final)
	r.HACStatus = HACNoChange
	if r.Final.DRG != r.Initial.DRG {
		r.HACStatus = HACChanges
	}
	if final.row != nil {
		w.labelFinal(r, &final)
		w.markImpact(r, &final, ImpactFinal)
	}
	if r.HACStatus == HACChanges {
		r.markMet()
	}
}

// markMet marks the codes that changed the DRG by being hospital-acquired.
func (r *Result) markMet() {
	for i := range r.Diagnoses {
		for _, m := range r.Diagnoses[i].HACs {
			if m.Verdict == HACCriteriaMet {
				r.Diagnoses[i].Impact |= ImpactFinal
			}
		}
	}
	for i := range r.Procedures {
		if len(r.Procedures[i].HACs) > 0 {
			r.Procedures[i].Impact |= ImpactFinal
		}
	}
}

// findMet marks the diagnoses that are hospital-acquired, where only the
// conditions among candidates come into question.
func (w *work) findMet(r *Result, candidates uint64) {
	w.noted = w.noted[:0]
	for ; candidates != 0; candidates &= candidates - 1 {
		findHAC(&w.g.hacs[bits.TrailingZeros64(candidates)], w, r)
	}
	slices.SortStableFunc(w.noted, func(a, b note) int { return cmp.Compare(a.code, b.code) })
	for at := 0; at < len(w.noted); {
		code, start := w.noted[at].code, len(r.marks)
		for ; at < len(w.noted) && w.noted[at].code == code; at++ {
			r.marks = append(r.marks, w.noted[at].mark)
		}
		marks := r.marks[start:len(r.marks):len(r.marks)]
		if code >= 0 {
			r.Diagnoses[code].HACs = marks
		} else {
			r.Procedures[^code].HACs = marks
		}
	}
}

// findHAC marks what h comes to for the diagnoses and procedures of a stay. The
// marks are noted, to be gathered by code.
func findHAC(h *hac, w *work, r *Result) {
	criteria := (!h.Has.Procedures || has(w.procedure, h.procedures)) && (!h.Has.Principal || has(w.principal, h.principal))
	met := false
	for i := 1; i < len(w.dx); i++ {
		if !hacCandidate(w, r, i, h.secondary) {
			continue
		}
		if w.dx[i].excluded {
			w.noted = append(w.noted, note{i, HACMark{h.Number, HACExclusion}})
		} else if criteria {
			w.noted = append(w.noted, note{i, HACMark{h.Number, HACCriteriaMet}})
			w.dx[i].met, met = true, true
		}
	}
	if !met {
		return
	}
	r.HACs++
	if h.Has.Additional {
		for i := 1; i < len(w.dx); i++ {
			if hacCandidate(w, r, i, h.additional) && !w.dx[i].excluded {
				w.noted = append(w.noted, note{i, HACMark{h.Number, HACCriteriaMet}})
				w.dx[i].met = true
			}
		}
	}
	if h.Has.Principal {
		w.noted = append(w.noted, note{0, HACMark{h.Number, HACNotOnList}})
	}
	if h.Has.Procedures {
		for i := range w.px {
			if has(w.listsOfProcedure(i), h.procedures) {
				w.noted = append(w.noted, note{^i, HACMark{h.Number, HACCriteriaMet}})
			}
		}
	}
}

// hacCandidate reports whether diagnosis i is on the list with a POA indicator
// that doesn't say that it was there on admission.
func hacCandidate(w *work, r *Result, i, list int) bool {
	v := r.Diagnoses[i].POA
	return (v == POANo || v == POANotRecognized) && has(w.listsOfDiagnosis(i), list)
}

// A note is a mark for a diagnosis, or, with the complement of its index, for
// a procedure.
type note struct {
	code int
	mark HACMark
}

// hacRefusal says why a stay with hospital-acquired conditions can't be grouped
// again: an indicator is missing, or it isn't known whether the hospital must
// report them.
func (w *work) hacRefusal(r *Result) ReturnCode {
	if w.s.Hospital == NonExempt {
		for i := range r.Diagnoses {
			if r.Diagnoses[i].POA == POANotRecognized && !w.dx[i].excluded {
				return HACMissingPOA
			}
		}
		return OK
	}
	if len(w.dx) > 2 {
		return HACInvalidMultiplePOANotYW
	}
	if r.Diagnoses[1].POA == POANo {
		return HACInvalidPOANOrU
	}
	return HACInvalidPOAInvalidOr1
}

func (w *work) labelFinal(r *Result, o *outcome) {
	for _, i := range w.severe {
		l := w.label(i, o.row.drg)
		if w.dx[i].met && l != CCExcludedByLogic && l != MCCExcludedByLogic {
			l = Neither
		}
		r.Diagnoses[i].Final = l
	}
}
