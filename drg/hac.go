package drg

import (
	"math/bits"

	"github.com/medcode/medcode/drg/internal/logic"
)

// hospitalAcquired looks for hospital-acquired conditions (Social Security Act,
// section 1886(d)(4)(D); Appendix I of the manual) and, where there are any, sets
// the final side of r. It reports whether it did.
func (w *work) hospitalAcquired(r *Result, initial *outcome) bool {
	if initial.row == nil {
		return false
	}
	candidates := w.hacCandidates(r)
	if candidates == 0 {
		return false
	}
	w.findMet(r, candidates)
	if r.HACs == 0 {
		return false
	}
	if code := w.hacRefusal(r); code != OK {
		r.HACStatus = HACUngroupable
		r.Final = w.assignment(&outcome{code: code})
		w.labelFinal(r, initial)
		return true
	}
	w.level = NonCC
	for i := range w.dx {
		if w.dx[i].met {
			w.dx[i].level = NonCC
		}
		w.level = max(w.level, w.dx[i].level)
	}
	final := w.assign()
	r.Final = w.assignment(&final)
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
	return true
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

// hacCandidates gives the verdict on the POA indicator of each secondary
// diagnosis with a level that is on a list of hospital-acquired conditions, and
// returns the conditions, as bits, that list one that was not there on admission.
func (w *work) hacCandidates(r *Result) (found uint64) {
	for _, i := range w.severe {
		if r.Diagnoses[i].Initial == Neither {
			continue
		}
		hacs := w.g.hacsOf[w.dx[i].info.class]
		if hacs == 0 {
			continue
		}
		verdict := POANotRecognized
		switch w.s.Diagnoses[i].POA {
		case 'Y', 'y', 'W', 'w':
			verdict = POAYes
		case 'N', 'n', 'U', 'u':
			verdict = POANo
		}
		if w.s.Hospital == Exempt {
			verdict = POAExempt
		}
		r.Diagnoses[i].POA = verdict
		if verdict == POANo || verdict == POANotRecognized {
			found |= hacs
		}
	}
	return found
}

// findMet marks the diagnoses that are hospital-acquired, where only the
// conditions among candidates come into question.
func (w *work) findMet(r *Result, candidates uint64) {
	w.noted = w.noted[:0]
	for ; candidates != 0; candidates &= candidates - 1 {
		findHAC(&w.g.l.HACs[bits.TrailingZeros64(candidates)], w, r)
	}
	for i := range r.Diagnoses {
		r.Diagnoses[i].HACs = w.marksOf(r, i)
	}
	for i := range r.Procedures {
		r.Procedures[i].HACs = w.marksOf(r, ^i)
	}
}

// marksOf gathers the marks noted for a code.
func (w *work) marksOf(r *Result, code int) []HACMark {
	start := len(r.marks)
	for _, n := range w.noted {
		if n.code == code {
			r.marks = append(r.marks, n.mark)
		}
	}
	if start == len(r.marks) {
		return nil
	}
	return r.marks[start:len(r.marks):len(r.marks)]
}

// find marks what h comes to for the diagnoses and procedures of a stay. The
// marks are noted, to be gathered by code.
func findHAC(h *logic.HAC, w *work, r *Result) {
	criteria := (!h.Has.Procedures || has(w.procedure, h.Procedures)) && (!h.Has.Principal || has(w.principal, h.Principal))
	met := false
	for i := 1; i < len(w.dx); i++ {
		if !hacCandidate(h, w, r, i, h.Secondary) {
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
			if hacCandidate(h, w, r, i, h.Additional) && !w.dx[i].excluded {
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
			if p := &w.px[i]; p.bits != nil && has(p.bits, h.Procedures) {
				w.noted = append(w.noted, note{^i, HACMark{h.Number, HACCriteriaMet}})
			}
		}
	}
}

// candidate reports whether diagnosis i is on the list with a POA indicator
// that doesn't say that it was there on admission.
func hacCandidate(h *logic.HAC, w *work, r *Result, i int, list logic.ListID) bool {
	v := r.Diagnoses[i].POA
	return (v == POANo || v == POANotRecognized) && has(w.dx[i].bits, list)
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
		l := w.label(i, o.row.DRG)
		if w.dx[i].met && l != CCExcludedByLogic && l != MCCExcludedByLogic {
			l = Neither
		}
		r.Diagnoses[i].Final = l
	}
}
