package opps

// inpatientOnly denies procedures that are paid to inpatients only, and the
// other lines of their day, unless modifier CA says that the patient died or
// was transferred before he could be admitted (42 CFR 419.22(n); Claims
// Processing Manual, chapter 4, sections 180.3 and 180.7).
func (d *desk) inpatientOnly() {
	if !d.saw(C) {
		return
	}
	procedure := func(day int) bool { // T or J1 on the day of a line
		for i := range d.lines {
			if s := d.lines[i].Status; d.work[i].day == d.work[day].day && (s == T || s == J1) {
				return true
			}
		}
		return false
	}
	denies := false
	for i := range d.lines {
		if d.work[i].billed == C && d.work[i].mods&modCA != 0 && !d.work[i].is(FlagSeparateProcedure) && d.comprehends() {
			d.ca = i
			break
		}
	}
	for i := range d.lines {
		w := &d.work[i]
		if w.billed != C {
			continue
		}
		switch {
		case w.is(FlagSeparateProcedure) && procedure(i):
			d.reject(i, 45)
		case d.ca >= 0:
		case w.mods&modCA != 0 && d.comprehends():
			d.ca = i
		default:
			d.reject(i, 18)
			denies = true
		}
	}
	if d.ca >= 0 {
		d.withCA()
	}
	if !denies {
		return
	}
	for i := range d.lines {
		if !d.lines[i].Edits.Has(18) {
			continue
		}
		for j := range d.lines {
			if j != i && d.work[j].day == d.work[i].day && !d.work[j].dead && !d.lines[j].Edits.Has(18) {
				d.lines[j].Edits.Remove(35)
				d.edit(j, 49)
				d.kill(j, DayDenied)
			}
		}
	}
}

// withCA pays the inpatient-only procedure by APC 5881, for the whole claim.
func (d *desk) withCA() {
	const apc = 5881
	count := int64(0)
	for i := range d.lines {
		if d.work[i].mods&modCA != 0 {
			count += max(d.claim.Lines[i].Units, 1)
		}
	}
	for i := range d.lines {
		if d.work[i].mods&modCA != 0 && count > 1 {
			d.edit(i, 60)
		}
	}
	out := &d.lines[d.ca]
	out.Status, out.APC, out.Why = J1, apc, InpatientWithCA
	if out.Units > 1 {
		out.Units, out.Adjustment = 1, 11
	}
	switch d.claim.DischargeStatus {
	case 2, 5, 20, 62, 63, 65, 66, 82, 85, 90, 91, 93, 94:
	default:
		d.edit(d.ca, 70)
	}
	for i := range d.lines {
		if i == d.ca || d.work[i].dead {
			continue
		}
		switch d.lines[i].Status {
		case B, C, E1, E2, M:
			d.reject(i, 121)
		}
	}
	d.primary = d.ca
}

// comprehensive decides whether a J1 service or observation pays for the claim,
// and gives visits without it their own APC.
func (d *desk) comprehensive() {
	if d.primary >= 0 {
		d.complexity()
		for i := range d.work {
			if d.any.has(FlagObservationDirectAdmit) && d.work[i].is(FlagObservationDirectAdmit) && !d.hourly(&d.work[i], 0) {
				d.edit(i, 58)
			}
		}
		return
	}
	if !d.comprehends() {
		return
	}
	d.observation()
	for i := range d.lines {
		if d.lines[i].Status == J2 && i != d.j2 {
			d.visit(i)
		}
	}
}

// visit gives a J2 service the status of its APC: a visit (V), critical care (S).
func (d *desk) visit(i int) {
	out, w := &d.lines[i], &d.work[i]
	if w.is(FlagObservationDirectAdmit) {
		switch {
		case !d.hourly(w, 0):
			d.edit(i, 58)
			d.pack(i, NoObservation, -1)
			return
		case d.otherThatDay(i):
			d.pack(i, NoObservation, -1)
			return
		}
	}
	out.Status, out.Why = d.statusOf(i), NoObservation
}

// hourly reports whether G0378 stands on the day of a line with as many units.
func (d *desk) hourly(w *work, units int64) bool {
	for i := range d.work {
		if d.work[i].is(FlagObservationHourly) && d.work[i].day == w.day && d.claim.Lines[i].Units >= units {
			return true
		}
	}
	return false
}

// otherThatDay reports whether a visit, critical care or a T procedure stands
// beside a direct referral.
func (d *desk) otherThatDay(at int) bool {
	for i := range d.lines {
		if i == at || d.work[i].dead || d.work[i].day != d.work[at].day {
			continue
		}
		switch s := d.lines[i].Status; {
		case d.work[i].is(FlagObservationDirectAdmit):
		case s == T, s == V, s == J2, d.work[i].code.is(FlagTraumaCriticalCare):
			return true
		}
	}
	return false
}

// observation finds the visit that comprehensive observation, APC 8011, is paid
// for: no procedure of status T on the claim; G0378 with 8 units or more; a
// visit on its day or the day before, or a direct referral on its day (Claims
// Processing Manual, chapter 4, section 290.5.3).
func (d *desk) observation() {
	const apc = 8011
	if !d.any.has(FlagObservationHourly) {
		return
	}
	stay, any := -1, -1
	for i := range d.work {
		w := &d.work[i]
		if d.lines[i].Status == T && !w.dead {
			return
		}
		if !w.is(FlagObservationHourly) || w.dead {
			continue
		}
		if any < 0 {
			any = i
		}
		if d.claim.Lines[i].Units >= 8 && stay < 0 {
			stay = i
		}
	}
	if stay < 0 || d.g.rates[apc] == 0 {
		return
	}
	best := -1
	for i := range d.work {
		w := &d.work[i]
		if w.dead && !d.paired(i) || d.lines[i].Status != J2 {
			continue
		}
		after := d.work[stay].day.DaysSince(w.day)
		if after == 0 || after == 1 && !w.is(FlagObservationDirectAdmit) {
			if best < 0 || w.rate > d.work[best].rate {
				best = i
			}
		}
	}
	if best < 0 {
		if _, month, day := d.work[stay].day.Date(); month == 1 && day == 1 {
			d.edit(stay, 57)
		}
		return
	}
	d.j2 = best
	out := &d.lines[best]
	out.Status, out.APC, out.Why = J2, apc, Observation
	if out.Units > 1 {
		out.Units, out.Adjustment = 1, 11
	}
}

// complexity gives the primary service the higher APC where another line makes
// a pair with it (Addendum J; chapter 4, section 10.2.3).
func (d *desk) complexity() {
	p := d.primary
	out, w := &d.lines[p], &d.work[p]
	if p == d.ca {
		return
	}
	out.Status, out.Why = J1, PrimaryJ1
	units := d.claim.Lines[p].Units
	if units > 1 {
		out.Units, out.Adjustment = 1, 11
	}
	for i := range d.work {
		if d.work[i].billed == J1 && d.work[i].mods&(mod52|mod73|mod74) != 0 {
			return
		}
	}
	key := w.code.code.Key()
	for i := range d.work {
		x := &d.work[i]
		if !x.paired || !x.known {
			continue
		}
		if i == p && units < 2 && w.mods&mod50 == 0 {
			continue
		}
		if apc, ok := d.g.complexity[[2]uint64{key, x.code.code.Key()}]; ok {
			out.APC, out.Why, out.Other = apc, ComplexityAdjusted, int16(i)
			if i == p {
				out.Other = -1
			}
			return
		}
	}
}

// packageClaim packages what a comprehensive service pays for: all but the
// exclusions of Addendum J.
func (d *desk) packageClaim() {
	head, why := d.primary, PackagedJ1
	switch {
	case d.ca >= 0:
		why = PackagedCA
	case head < 0 && d.j2 >= 0:
		head, why = d.j2, PackagedJ2
	}
	if head < 0 {
		return
	}
	surgery := d.primary >= 0 && d.ca < 0 && d.lines[head].CodeAPC == 5627 // radiosurgery
	for i := range d.lines {
		if i == head {
			continue
		}
		out, w := &d.lines[i], &d.work[i]
		switch out.Status {
		case N:
			if out.Packaged && !w.dead {
				out.Other = int16(head)
			}
			continue
		case B, C, E1, E2, F, G, H, H1, K1, L, M, U, W, Y, Z:
			continue
		case A:
			if out.Why == Therapy && !w.known {
				continue
			}
		}
		if w.is(FlagCAPCExclusion) || surgery && w.is(FlagCAPCSRSPlanAndPrep) || out.Why == Therapy {
			if out.Why == AsBilled {
				out.Why = ExcludedJ1
			}
			continue
		}
		if rev := d.claim.Lines[i].Revenue; rev/10 == 38 && (w.is(FlagPackedRedCells) || w.is(FlagWholeBlood)) {
			continue
		}
		d.pack(i, why, head)
	}
	for i := range d.lines {
		d.lines[i].Composite = 0
	}
}
