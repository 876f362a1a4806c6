package mpfs

import (
	"cmp"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/internal/decimal"
)

// Payments prices the lines of one physician (or group of one specialty) for
// one patient on one day, with what they change in each other: multiple
// procedures and endoscopies, multiple imaging, tests and therapy, both sides
// on two lines, and injections beside other services. The payments come in the
// order of the lines; the lines of different physicians are priced apart.
func (r *Release) Payments(lines []Line, at Locality, s Setting) []Payment {
	d := &day{release: r, lines: lines, at: &at, setting: s,
		payments: make([]Payment, len(lines)), rows: make([]*Row, len(lines)), professional: make([]medcode.Cents, len(lines))}
	for i := range lines {
		d.rows[i] = r.price(&d.payments[i], &lines[i], &at, s)
	}
	d.anesthesia(false)
	d.anesthesia(true)
	d.injections()
	d.sides()
	d.procedures()
	d.components("4", MultipleImaging, 5000, 9500)
	d.components("6", MultipleTests, 7500, 10000)
	d.components("7", MultipleTests, 8000, 10000)
	d.therapy()
	for i := range lines {
		d.cap(i)
		d.payments[i].finish(&lines[i])
	}
	return d.payments
}

// cap applies the cap of imaging, which binds after the reductions. In a global
// test it is on the technical component: what was taken from the professional
// one is taken from the cap too.
func (d *day) cap(i int) {
	most, ok := d.release.imagingCap(d.rows[i], &d.lines[i], d.at, d.setting)
	d.payments[i].cap(most-d.professional[i], ok)
}

// A day is lines being priced together.
type day struct {
	release  *Release
	lines    []Line
	at       *Locality
	setting  Setting
	payments []Payment
	rows     []*Row

	professional []medcode.Cents // by line, what the reductions took from the professional component
}

// injections are paid only where nothing else is: status T.
func (d *day) injections() {
	other := false
	for i, row := range d.rows {
		other = other || d.payments[i].paid() && row.Status != Injection
	}
	for i, row := range d.rows {
		if p := &d.payments[i]; other && p.paid() && row.Status == Injection {
			p.step(InjectionAlone, 0)
			p.end(Included, "status T: paid only where no other service is on the day")
		}
	}
}

// sides pays a code reported on two lines, left and right, as one bilateral
// procedure: the second line brings the two to what both sides are paid.
func (d *day) sides() {
	for j, row := range d.rows {
		if !d.payments[j].paid() || row.Bilateral == "3" || row.Bilateral == "9" {
			continue
		}
		if i := d.otherSide(j); i >= 0 {
			part := share(0)
			if row.Bilateral == "1" {
				part = 5000
			}
			d.payments[j].part(BothSides, part)
		}
	}
}

// otherSide returns the line before j with the same code on the other side, or -1.
func (d *day) otherSide(j int) int {
	l := &d.lines[j]
	left, right := l.has(modLT), l.has(modRT)
	for i := range j {
		o := &d.lines[i]
		if o.Code == l.Code && d.rows[i] == d.rows[j] && left != right && o.has(modLT) == right && o.has(modRT) == left {
			return i
		}
	}
	return -1
}

// otherPart returns the line before j with another part of the same operation's
// global package, or -1: surgery alone (54) and postoperative care (55) of one
// code on one side are one procedure.
func (d *day) otherPart(j int) int {
	l := &d.lines[j]
	surgery, after := l.has(mod54), l.has(mod55)
	for i := range j {
		o := &d.lines[i]
		if o.Code == l.Code && surgery != after && o.has(mod54) == after && o.has(mod55) == surgery &&
			o.has(modLT) == l.has(modLT) && o.has(modRT) == l.has(modRT) {
			return i
		}
	}
	return -1
}

// A unit is what ranks as one procedure: a line, the lines of both sides, those
// of surgery and care after it, or a family of endoscopies.
type unit struct {
	lines  []int
	amount medcode.Cents
	before bool // indicator 1: the reductions before 1995
}

// procedures reduces all but the highest of several procedures: 100 percent,
// then 50 for the second to the fifth; more are priced by report.
func (d *day) procedures() {
	units := d.units()
	if len(units) < 2 {
		return
	}
	slices.SortStableFunc(units, func(a, b unit) int { return cmp.Compare(b.amount, a.amount) })
	for rank, u := range units[1:] {
		part := share(5000)
		if u.before && rank > 0 {
			part = 2500
		}
		for _, i := range u.lines {
			p := &d.payments[i]
			p.part(MultipleProcedures, part)
			if rank >= 4 {
				p.end(NeedsReview, "the sixth procedure and further ones are priced by report, at 50 percent or more")
			}
		}
	}
}

// units gathers the lines with indicators 1, 2 and 3, after the reductions
// within each family of endoscopies.
func (d *day) units() []unit {
	var units []unit
	families := map[hcpcs.Code]int{} // unit by base endoscopy
	bases := d.bases()
	for i, row := range d.rows {
		if !d.payments[i].paid() || row.Multiple != "1" && row.Multiple != "2" && row.Multiple != "3" {
			continue
		}
		base := row.EndoscopicBase
		if bases[row.Code] {
			base = row.Code
		}
		at, known := families[base]
		j := d.otherSide(i)
		if j < 0 {
			j = d.otherPart(i)
		}
		if j >= 0 && !base.IsValid() {
			at = slices.IndexFunc(units, func(u unit) bool { return slices.Contains(u.lines, j) })
			known = at >= 0
		}
		if !known {
			at = len(units)
			units = append(units, unit{before: row.Multiple == "1"})
			if base.IsValid() {
				families[base] = at
			}
		}
		units[at].lines = append(units[at].lines, i)
	}
	for k := range units {
		d.endoscopies(units[k].lines)
		for _, i := range units[k].lines {
			units[k].amount = units[k].amount.Add(d.payments[i].Amount)
		}
	}
	return units
}

// bases returns the base endoscopies of the lines' families.
func (d *day) bases() map[hcpcs.Code]bool {
	bases := map[hcpcs.Code]bool{}
	for i, row := range d.rows {
		if d.payments[i].paid() && row.EndoscopicBase.IsValid() {
			bases[row.EndoscopicBase] = true
		}
	}
	return bases
}

// endoscopies pays the highest endoscopy of a family in full and of each other
// what it is paid more than the base endoscopy; the base itself is included.
func (d *day) endoscopies(lines []int) {
	base := d.rows[lines[0]].EndoscopicBase
	for _, i := range lines {
		if b := d.rows[i].EndoscopicBase; b.IsValid() {
			base = b
		}
	}
	if len(lines) < 2 || !base.IsValid() {
		return
	}
	top := lines[0]
	for _, i := range lines[1:] {
		if d.payments[i].Amount > d.payments[top].Amount {
			top = i
		}
	}
	for _, i := range lines {
		if i == top || d.otherSide(i) >= 0 {
			continue
		}
		p := &d.payments[i]
		if d.rows[i].Code == base {
			p.step(MultipleEndoscopies, 0)
			p.end(Included, "the base endoscopy is paid with the other of its family")
			continue
		}
		p.step(MultipleEndoscopies, max(p.Amount-d.basePayment(base, i), 0))
	}
}

// basePayment is what the base endoscopy would be paid on line i.
func (d *day) basePayment(base hcpcs.Code, i int) medcode.Cents {
	l := d.lines[i]
	l.Code = base
	var p Payment
	d.release.price(&p, &l, d.at, d.setting)
	return p.Amount
}

// components reduces the technical components of all but the highest of several
// tests to one part, and their professional components to another. A line of
// the whole test is taken apart by the rows of its components.
func (d *day) components(indicator Multiple, rule Rule, technical, professional share) {
	var lines []int
	for i, row := range d.rows {
		if d.payments[i].paid() && row.Multiple == indicator && (indicator != "4" || row.ImagingFamily == "88") {
			lines = append(lines, i)
		}
	}
	if len(lines) < 2 {
		return
	}
	tc, pc := make([]medcode.Cents, len(lines)), make([]medcode.Cents, len(lines))
	for k, i := range lines {
		tc[k], pc[k] = d.split(i)
	}
	topTC, topPC := highest(tc), highest(pc)
	for k, i := range lines {
		p := &d.payments[i]
		amount := p.Amount
		if k != topTC {
			amount -= tc[k] - scaled(tc[k], technical)
		}
		if k != topPC {
			d.professional[i] = pc[k] - scaled(pc[k], professional)
			amount -= d.professional[i]
		}
		if amount != p.Amount {
			p.step(rule, amount)
		}
	}
}

// split divides the amount of a line into its technical and professional
// components.
func (d *day) split(i int) (tc, pc medcode.Cents) {
	p, row := &d.payments[i], d.rows[i]
	switch {
	case row.Modifier.Key() == uint16(mod26), row.Component == "2":
		return 0, p.Amount
	case row.Modifier.Key() == uint16(modTC), row.Component != "1":
		return p.Amount, 0
	}
	part := d.release.row(row.Code, mod26)
	if part == nil {
		return p.Amount, 0
	}
	whole := d.release.amount(row, &d.lines[i], d.at, d.setting)
	pro := d.release.amount(part, &d.lines[i], d.at, d.setting)
	if whole > 0 {
		pc = medcode.Cents(decimal.Scale(int64(p.Amount), int64(pro), int64(whole)))
	}
	return p.Amount - pc, pc
}

func scaled(c medcode.Cents, part share) medcode.Cents {
	return medcode.Cents(decimal.Scale(int64(c), int64(part), 10000))
}

func highest(amounts []medcode.Cents) int {
	top := 0
	for k := range amounts {
		if amounts[k] > amounts[top] {
			top = k
		}
	}
	return top
}

// therapy pays the unit with the highest practice expense in full and half the
// practice expense of all others.
func (d *day) therapy() {
	top, most := -1, RVU(-1)
	for i, row := range d.rows {
		if d.payments[i].paid() && row.Multiple == "5" && d.expense(row) > most {
			top, most = i, d.expense(row)
		}
	}
	for i, row := range d.rows {
		p := &d.payments[i]
		if !p.paid() || row.Multiple != "5" {
			continue
		}
		reduced := d.lines[i].units()
		if i == top {
			reduced--
		}
		pe := d.release.dollars(row, &d.lines[i], d.at, 0, d.expense(row), 0)
		cut := medcode.Cents(reduced) * (pe - scaled(pe, 5000))
		// Of an assistant's part, the expense is a part.
		if whole := d.release.amount(row, &d.lines[i], d.at, d.setting) * medcode.Cents(d.lines[i].units()); p.Amount < whole {
			cut = medcode.Cents(decimal.Scale(int64(cut), int64(p.Amount), int64(whole)))
		}
		if cut > 0 {
			p.step(MultipleTherapy, p.Amount-cut)
		}
	}
}

func (d *day) expense(row *Row) RVU {
	if d.setting == Facility {
		return row.FacilityPE
	}
	return row.NonFacilityPE
}
