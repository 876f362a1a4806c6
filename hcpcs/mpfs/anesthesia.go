package mpfs

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
)

// anesthesia prices by base and time units. A time unit is 15 minutes, counted
// to one decimal.
func (p *Payment) anesthesia(l *Line, at *Locality) {
	factor := at.Anesthesia
	if l.Qualifying && at.AnesthesiaQualifying != 0 {
		factor = at.AnesthesiaQualifying
	}
	switch {
	case factor == 0:
		p.end(ByReport, "anesthesia needs the locality's anesthesia conversion factor")
		return
	case l.BaseUnits <= 0 && !l.has(modAD):
		p.end(ByReport, "anesthesia needs the base units of the code")
		return
	}
	p.Outcome = Priced
	if l.has(modAD) {
		units := int64(3)
		if l.Induction {
			units++
		}
		p.step(AnesthesiaSupervised, medcode.Cents(decimal.Scale(units, int64(factor), 100)))
		return
	}
	tenths := int64(l.BaseUnits)*10 + decimal.Scale(int64(max(l.Minutes, 0)), 10, 15)
	p.step(AnesthesiaUnits, medcode.Cents(decimal.Scale(tenths, int64(factor), 1000)))
	if l.has(modQK) || l.has(modQX) || l.has(modQY) {
		p.part(AnesthesiaDirected, 5000)
	}
}

// addOnAnesthesia are the codes of anesthesia that stand beside another one.
var addOnAnesthesia = []hcpcs.Code{hcpcs.MustParse("01953"), hcpcs.MustParse("01968"), hcpcs.MustParse("01969")}

// anesthesia pays several anesthesia services of a session as one, that of the most
// base units, with the time of all (42 CFR 414.46(h)): those of nurse anesthetists
// (QX, QZ) and those of physicians apart. A line that says it stands apart, or that
// supervision is paid by, is left as it is.
func (d *day) anesthesia(nurse bool) {
	var lines []int
	top, minutes := -1, 0
	for i, row := range d.rows {
		l := &d.lines[i]
		if !d.payments[i].paid() || row.Status != AnesthesiaService || (l.has(modQX) || l.has(modQZ)) != nurse || l.apart() || l.has(modAD) || slices.Contains(addOnAnesthesia, l.Code) {
			continue
		}
		lines = append(lines, i)
		minutes += l.Minutes
		if top < 0 || l.BaseUnits > d.lines[top].BaseUnits {
			top = i
		}
	}
	if len(lines) < 2 {
		return
	}
	for _, i := range lines {
		d.payments[i] = Payment{}
		if i != top {
			d.payments[i].end(Included, "paid with the anesthesia of the most base units, which has the time of all (42 CFR 414.46(h))")
			continue
		}
		l := d.lines[i]
		l.Minutes = min(minutes, most)
		d.payments[i].anesthesia(&l, d.at)
	}
}

// apart reports whether a line says that it is of another session.
func (l *Line) apart() bool {
	for _, m := range [...]modKey{mod59, mod76, mod77, mod78, mod79, modXE, modXP, modXS, modXU} {
		if l.has(m) {
			return true
		}
	}
	return false
}
