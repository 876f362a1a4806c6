package compile

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/manual"
)

// cutOff looks for the ends of lists of lists. A file of the manual that is cut
// off within a list, or that lost a list that something else names, is found out
// by other checks; cut between two lists at the end of Appendix C part 3, of
// Appendix E part 4 or of a hospital-acquired condition it would look whole.
func (c *compiler) cutOff() {
	for _, l := range c.m.LogicCodes {
		if len(l.Items) == 0 {
			c.odd(l.Place, manual.KindHeadingWithoutList, "no codes under the DRGs %03d-%03d of Appendix C part 3", l.DRGs.First, l.DRGs.Last)
		}
	}
	for _, h := range c.m.Obstetric {
		if len(h.Items) == 0 {
			c.odd(h.Place, manual.KindHeadingWithoutList, "no codes under %q in Appendix E part 4", h.Text)
		}
	}
	c.logicCodesEnd()
	c.obstetricEnd()
	for i, h := range c.l.HACs {
		if len(c.l.Lists[h.Secondary].Codes) == 0 {
			c.odd(c.m.HACs[i].Place, manual.KindHACWithoutDiagnosis, "HAC %02d lists no secondary diagnosis", h.Number)
		}
	}
}

// logicCodesEnd: behind the last DRGs of Appendix C part 3, in order, there are
// none whose severity depends on secondary diagnoses that their logic uses.
func (c *compiler) logicCodesEnd() {
	if len(c.m.LogicCodes) == 0 {
		return
	}
	last := c.m.LogicCodes[len(c.m.LogicCodes)-1]
	for _, f := range c.fams {
		if f.exempt || !c.anyLevel(c.usedAsSecondary(f)) {
			continue
		}
		for _, r := range f.Rows {
			if int(r.DRG) > last.DRGs.Last && rowAsksSeverity(f.Family, &r) {
				c.odd(last.Place, medcode.KindCutShort, "Appendix C part 3 ends here, and lacks DRG %03d, whose logic uses secondary diagnoses that have a level", r.DRG)
				return
			}
		}
	}
}

// anyLevel reports whether a code of the lists is a CC or MCC.
func (c *compiler) anyLevel(lists []logic.ListID) bool {
	return slices.ContainsFunc(lists, func(id logic.ListID) bool {
		return slices.ContainsFunc(c.l.Lists[id].Codes, func(code uint64) bool {
			n, ok := c.codes.find(code)
			return ok && c.severityOf(n) != nil
		})
	})
}

func rowAsksSeverity(f *logic.Family, r *logic.Row) bool {
	found := false
	for _, k := range r.Cells {
		f.Conds[k.Cond].EachOp(func(k *logic.Cond) { found = found || k.Op == logic.OpSeverity })
	}
	return found
}

// obstetricEnd: where Appendix E part 4 repeats the procedures of MDC 14, as it
// does since version 41, those that are not O.R. procedures end it.
func (c *compiler) obstetricEnd() {
	if len(c.m.Obstetric) == 0 {
		return
	}
	listed := map[string]bool{}
	for _, h := range c.m.Obstetric {
		for _, it := range h.Items {
			listed[it.Code] = true
		}
	}
	repeats, lacks := false, ""
	for _, ch := range c.m.Chapters {
		if ch.MDC != 14 {
			continue
		}
		for _, f := range ch.Families {
			for _, h := range f.Body {
				for _, it := range h.Items {
					repeats = repeats || listed[it.Code]
					if it.Star && !listed[it.Code] {
						lacks = it.Code
					}
				}
			}
		}
	}
	if repeats && lacks != "" {
		last := c.m.Obstetric[len(c.m.Obstetric)-1]
		c.odd(last.Place, medcode.KindCutShort, "the last list of Appendix E part 4 begins here, and lacks %s of MDC 14", lacks)
	}
}
