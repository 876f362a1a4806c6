package logic

import "github.com/medcode/medcode"

// The parts of a logic as the binary form has them, one after another.

func (c *coder) logic(l *Logic) {
	c.text(&l.Version)
	if !c.bare {
		c.text(&l.SHA256)
		each(c, &l.Files, c.text)
		each(c, &l.Findings, c.finding)
	}
	each(c, &l.Errata, c.erratum)
	each(c, &l.DRGs, func(d *DRG) {
		number(c, &d.Number)
		number(c, &d.MDC)
		number(c, &d.Kind)
		c.text(&d.Title)
		c.place(&d.Place)
	})
	each(c, &l.Lists, func(x *List) {
		c.text(&x.Section)
		c.text(&x.Name)
		c.place(&x.Place)
		number(c, &x.Kind)
		rising(c, &x.Clusters)
	})
	each(c, &l.Clusters, func(x *Cluster) {
		c.wordList(&x.Codes)
		number(c, &x.MDCs)
		c.place(&x.Place)
	})
	each(c, &l.NonOR, c.wordList)
	each(c, &l.Chapters, c.chapter)
	each(c, &l.Hoisted, c.family)
	each(c, &l.Unrelated, c.family)
	each(c, &l.HACs, c.hac)
	number(c, &l.NonExtensive)
	each(c, &l.LogicCodes, c.drgList)
	each(c, &l.LogicLabels, c.drgList)
	c.diagnoses(l)
	c.procedures(l)
	each(c, &l.DiagnosisClasses, func(s *[]ListID) { rising(c, s) })
	each(c, &l.ProcedureClasses, func(s *[]ListID) { rising(c, s) })
	each(c, &l.Collections, func(x *Collection) {
		number(c, &x.Number)
		c.place(&x.Place)
		rising(c, &x.Excluder)
	})
	number(c, &l.Excluders)
}

func (c *coder) finding(d *medcode.Diagnostic) {
	c.text(&d.File)
	number(c, &d.Line)
	c.text((*string)(&d.Kind))
	c.text(&d.Text)
	c.text(&d.Message)
}

func (c *coder) erratum(e *Erratum) {
	for _, p := range []*string{&e.Name, &e.Versions, &e.Manual, &e.Says, &e.Reference, &e.Example} {
		c.text(p)
	}
	each(c, &e.Changes, func(x *Change) {
		c.text(&x.Kind)
		number(c, &x.N)
		numbers(c, &x.DRGs)
		each(c, &x.Codes, c.text)
		each(c, &x.Sections, c.text)
		c.text(&x.Row)
		each(c, &x.Cells, c.text)
		c.text(&x.Labels)
	})
}

func (c *coder) chapter(x *Chapter) {
	number(c, &x.MDC)
	c.text(&x.Title)
	c.place(&x.Place)
	number(c, &x.Assignment)
	has := x.Entry != nil
	c.flag(&has)
	if has {
		if x.Entry == nil {
			x.Entry = &Cond{}
		}
		c.cond(x.Entry, 0)
	}
	number(c, &x.Sex)
	c.flag(&x.NoUnrelated)
	each(c, &x.Surgical, c.family)
	each(c, &x.Medical, c.family)
}

func (c *coder) family(f *Family) {
	c.text(&f.Title)
	c.place(&f.Place)
	number(c, &f.MDC)
	c.flag(&f.Surgical)
	c.flag(&f.BeforeUnrelated)
	c.flag(&f.Rest)
	c.cond(&f.Base, 0)
	each(c, &f.Columns, c.text)
	each(c, &f.Conds, func(k *Cond) { c.cond(k, 0) })
	each(c, &f.Rows, func(r *Row) {
		number(c, &r.DRG)
		c.place(&r.Place)
		c.flag(&r.HideSeverity)
		c.flag(&r.ShowSeverity)
		each(c, &r.Cells, func(x *Cell) {
			number(c, &x.Column)
			number(c, &x.Cond)
			c.flag(&x.Yes)
		})
	})
	rising(c, &f.Clusters)
	numbers(c, &f.Errata)
}

func (c *coder) cond(k *Cond, depth int) {
	if depth > 16 {
		c.fail("conditions too deep")
		return
	}
	number(c, &k.Op)
	number(c, &k.N)
	numbers(c, &k.Lists)
	numbers(c, &k.Set)
	each(c, &k.Kids, func(kid *Cond) { c.cond(kid, depth+1) })
}

func (c *coder) hac(h *HAC) {
	number(c, &h.Number)
	c.text(&h.Title)
	c.place(&h.Place)
	number(c, &h.Secondary)
	number(c, &h.Additional)
	number(c, &h.Procedures)
	number(c, &h.Principal)
	c.flag(&h.Has.Additional)
	c.flag(&h.Has.Procedures)
	c.flag(&h.Has.Principal)
}

func (c *coder) drgList(d *DRGList) {
	number(c, &d.First)
	number(c, &d.Last)
	numbers(c, &d.Lists)
	c.place(&d.Place)
}

// length codes the length of a slice, and makes it when reading.
func length[T any](c *coder, p *[]T) {
	n := len(*p)
	number(c, &n)
	if c.w != nil {
		return
	}
	if n > c.left() {
		c.fail("a table is longer than the data")
		return
	}
	*p = make([]T, n)
}

func (c *coder) diagnoses(l *Logic) {
	length(c, &l.Diagnoses)
	d := l.Diagnoses
	c.codes(len(d), func(i int) *uint64 { return &d[i].Code })
	column(d, func(x *Diagnosis) { number(c, &x.Class) })
	column(d, func(x *Diagnosis) {
		v := uint8(x.Level) | bit(x.AliveOnly, 2) | bit(x.Retired, 3)
		number(c, &v)
		x.Level, x.AliveOnly, x.Retired = v&3, v&4 != 0, v&8 != 0
	})
	column(d, func(x *Diagnosis) { number(c, &x.Collection) })
	column(d, func(x *Diagnosis) { number(c, &x.Excluder) })
}

func (c *coder) procedures(l *Logic) {
	length(c, &l.Procedures)
	p := l.Procedures
	c.codes(len(p), func(i int) *uint64 { return &p[i].Code })
	column(p, func(x *Procedure) { number(c, &x.Class) })
	column(p, func(x *Procedure) {
		v := bit(x.OR, 0) | bit(x.Retired, 1)
		number(c, &v)
		x.OR, x.Retired = v&1 != 0, v&2 != 0
	})
}

// bit returns 1<<n if b.
func bit(b bool, n int) uint8 {
	if b {
		return 1 << n
	}
	return 0
}
