package logic

import "slices"

// check makes sure that the indexes of a logic that was read are in range, so
// that nothing that uses it needs to.
func (c *coder) check(l *Logic) {
	lists := func(ids ...ListID) {
		for _, id := range ids {
			if int(id) >= len(l.Lists) {
				c.fail("a list that isn't there")
			}
		}
	}
	conds := func(k *Cond) {
		k.EachOp(func(k *Cond) {
			lists(k.Lists...)
			c.checkCond(k)
		})
	}
	families := func(all []Family) {
		for i := range all {
			f := &all[i]
			conds(&f.Base)
			for k := range f.Conds {
				conds(&f.Conds[k])
			}
			c.checkFamily(l, f)
		}
	}
	mdcs := 0
	for i := range l.Chapters {
		ch := &l.Chapters[i]
		if ch.MDC != i {
			c.fail("chapters out of order")
		}
		mdcs++
		lists(ch.Assignment)
		if ch.Entry != nil {
			conds(ch.Entry)
		}
		families(ch.Surgical)
		families(ch.Medical)
	}
	if mdcs != 26 || len(l.DiagnosisClasses) == 0 || len(l.ProcedureClasses) == 0 || len(l.Collections) == 0 || len(l.Lists) == 0 {
		c.fail("tables are missing")
	}
	families(l.Hoisted)
	families(l.Unrelated)
	for _, h := range l.HACs {
		lists(h.Secondary, h.Additional, h.Procedures, h.Principal)
	}
	if len(l.HACs) > MaxHACs {
		c.fail("too many hospital-acquired conditions")
	}
	lists(l.NonExtensive)
	for _, d := range append(slices.Clone(l.LogicCodes), l.LogicLabels...) {
		lists(d.Lists...)
		if d.Last > 999 {
			c.fail("a DRG over 999")
		}
	}
	for _, set := range append(slices.Clone(l.DiagnosisClasses), l.ProcedureClasses...) {
		lists(set...)
	}
	c.checkCodes(l)
}

func (c *coder) checkCond(k *Cond) {
	want := map[Op]int{OpNot: 1, OpAcross: 0}
	if n, ok := want[k.Op]; ok && len(k.Kids) != n || k.Op > OpSeverity {
		c.fail("an unknown condition")
	}
	if k.Op == OpAcross && len(k.Lists) != 2 || (k.Op == OpAnd || k.Op == OpOr || k.Op == OpAtLeast) && len(k.Kids) == 0 || len(k.Kids) > 32 {
		c.fail("a condition without its parts")
	}
}

func (c *coder) checkFamily(l *Logic, f *Family) {
	for _, r := range f.Rows {
		if r.DRG > 999 {
			c.fail("a DRG over 999")
		}
		for _, x := range r.Cells {
			if int(x.Cond) >= len(f.Conds) || int(x.Column) >= len(f.Columns) {
				c.fail("a cell without its column")
			}
		}
	}
	for _, id := range f.Clusters {
		if int(id) >= len(l.Clusters) {
			c.fail("a cluster that isn't there")
		}
	}
	for _, id := range f.Errata {
		if int(id) >= len(l.Errata) {
			c.fail("an erratum that isn't there")
		}
	}
	if f.MDC > 25 {
		c.fail("an MDC over 25")
	}
}

func (c *coder) checkCodes(l *Logic) {
	for i := range l.Lists {
		for _, id := range l.Lists[i].Clusters {
			if int(id) >= len(l.Clusters) {
				c.fail("a cluster that isn't there")
			}
		}
	}
	for _, d := range l.DRGs {
		if d.Number > 999 {
			c.fail("a DRG over 999")
		}
	}
	for i := range l.Clusters {
		if len(l.Clusters[i].Codes) == 0 {
			c.fail("a cluster without codes")
		}
	}
	for i := range l.NonOR {
		if len(l.NonOR[i]) == 0 {
			c.fail("a combination without codes")
		}
	}
	for i, d := range l.Diagnoses {
		if int(d.Class) >= len(l.DiagnosisClasses) || int(d.Collection) >= len(l.Collections) || int(d.Excluder) >= max(l.Excluders, 1) ||
			d.Level > MCC || i > 0 && d.Code <= l.Diagnoses[i-1].Code || d.Code == 0 {
			c.fail("a diagnosis out of order or range")
		}
	}
	for i, p := range l.Procedures {
		if int(p.Class) >= len(l.ProcedureClasses) || i > 0 && p.Code <= l.Procedures[i-1].Code || p.Code == 0 {
			c.fail("a procedure out of order or range")
		}
	}
	for i := range l.Collections {
		for _, e := range l.Collections[i].Excluder {
			if int(e) >= l.Excluders {
				c.fail("an excluder that isn't there")
			}
		}
	}
	if l.Excluders > 1<<16 {
		c.fail("too many excluders")
	}
}
