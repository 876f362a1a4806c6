package opps

// perDiem pays the days of partial hospitalization (condition code 41) and of
// intensive outpatient programs (92): one amount a day by the number of
// services (42 CFR 419.21(e), 410.43, 410.44).
func (d *desk) perDiem() {
	if d.bill != 13 && d.bill != 76 {
		return
	}
	d.iop = d.claim.Has("92")
	d.php = d.iop || d.claim.Has("41")
	if !d.php {
		return
	}
	service, primary, addOn := FlagPHService, FlagPHPrimary, FlagPHAddOn
	few, none := uint8(131), uint8(191)
	apcs := [2]APC{5863, 5864}
	if d.bill == 76 {
		apcs = [2]APC{5853, 5854}
	}
	if d.iop {
		service, primary, addOn, few, none = FlagIOPService, FlagIOPPrimary, FlagIOPAddOn, 128, 190
		apcs = [2]APC{5861, 5862}
		if d.bill == 76 {
			apcs = [2]APC{5851, 5852}
		}
	}
	for first := range d.work {
		if !d.firstOfDay(first) {
			continue
		}
		day, n, head, any := d.work[first].day, int64(0), -1, false
		for i := first; i < len(d.work); i++ {
			w := &d.work[i]
			if w.day != day || w.dead || !w.is(service) {
				continue
			}
			any = true
			if !w.is(addOn) {
				n += d.claim.Lines[i].Units
			}
			if head < 0 && w.is(primary) {
				head = i
			}
		}
		if !any {
			continue
		}
		if n < 3 {
			for i := first; i < len(d.work); i++ {
				if d.work[i].day == day && !d.work[i].dead && !d.work[i].is(addOn) {
					d.edit(i, few)
					d.lines[i].Rejection = 3
				}
			}
		}
		if head < 0 {
			d.r.ClaimEdits.Add(none)
			continue
		}
		if d.numbers++; d.numbers > 255 {
			d.numbers = 255
		}
		apc := apcs[0]
		if n >= 4 {
			apc = apcs[1]
		}
		for i := first; i < len(d.work); i++ {
			w := &d.work[i]
			if w.day != day || w.dead || !w.is(service) {
				continue
			}
			w.comp = true
			d.lines[i].Composite = uint8(d.numbers)
			if i != head {
				d.pack(i, PackagedPerDiem, head)
				continue
			}
			d.lines[i].Status, d.lines[i].APC, d.lines[i].Why, d.lines[i].Units = P, apc, PerDiem, 1
			d.lines[i].Packaged = false
		}
	}
}

// firstOfDay reports whether no line before i is of its day.
func (d *desk) firstOfDay(i int) bool {
	if d.oneDay {
		return i == 0
	}
	for j := range i {
		if d.work[j].day == d.work[i].day {
			return false
		}
	}
	return true
}

// mentalHealth pays the mental health services of a day as composite 8010 where
// they would cost more than a day of partial hospitalization, APC 5864
// (Claims Processing Manual, chapter 4, section 10.2.1).
func (d *desk) mentalHealth() {
	const composite, most = 8010, 5864
	if !d.any.has(FlagDailyMentalHealth) || d.php || d.bill == 14 || d.g.rates[composite] == 0 {
		return
	}
	for first := range d.work {
		if !d.work[first].is(FlagDailyMentalHealth) || !d.mental(first) {
			continue
		}
		day, sum, seen := d.work[first].day, int64(0), false
		for i := range first {
			seen = seen || d.work[i].day == day && d.mental(i)
		}
		if seen {
			continue
		}
		for i := first; i < len(d.work); i++ {
			if w := &d.work[i]; w.day == day && d.mental(i) {
				sum += w.rate * d.claim.Lines[i].Units
			}
		}
		if sum <= d.g.rates[most] {
			continue
		}
		if d.numbers++; d.numbers > 255 {
			d.numbers = 255
		}
		for i := first; i < len(d.work); i++ {
			w := &d.work[i]
			if w.day != day || !d.mental(i) {
				continue
			}
			w.comp = true
			d.lines[i].Composite = uint8(d.numbers)
			if i != first {
				d.pack(i, PackagedMental, first)
				continue
			}
			out := &d.lines[i]
			out.Status, out.APC, out.Why, out.Packaged = S, composite, MentalComposite, false
			if out.Units > 1 {
				out.Units, out.Adjustment = 1, 11
			}
		}
	}
}

func (d *desk) mental(i int) bool {
	w := &d.work[i]
	return !w.dead && w.is(FlagDailyMentalHealth)
}

// conditional packages services of status Q1 with any S, T or V of the claim,
// and those of status Q2 with any T. Where nothing packages them the costliest
// is paid, once (Addendum D1; Claims Processing Manual, chapter 4, section 10.2).
func (d *desk) conditional() {
	if !d.saw(Q1, Q2) {
		return
	}
	any, t, found := -1, -1, false
	for i := range d.lines {
		if d.work[i].dead {
			continue
		}
		s := d.lines[i].Status
		if s == Q3 {
			s = d.statusOf(i)
		}
		switch s {
		case Q1, Q2:
			found = true
		case T:
			if t < 0 {
				t = i
			}
			fallthrough
		case S, V:
			if any < 0 {
				any = i
			}
		case J2: // becomes a visit, or comprehensive, but for bills on which it stays
			if any < 0 && d.comprehends() {
				any = i
			}
		}
	}
	if !found {
		return
	}
	best := [2]int{-1, -1}
	for i := range d.lines {
		if d.work[i].dead {
			continue
		}
		switch s := d.lines[i].Status; {
		case s == Q1 && any >= 0:
			d.pack(i, PackagedSTV, any)
		case s == Q2 && t >= 0:
			d.pack(i, PackagedT, t)
		case s == Q1 || s == Q2:
			if b := &best[s-Q1]; *b < 0 || d.work[i].rate > d.work[*b].rate {
				*b = i
			}
		}
	}
	winner := best[0]
	if winner < 0 || best[1] >= 0 && d.work[best[1]].rate > d.work[winner].rate {
		winner = best[1]
	}
	if winner < 0 {
		return
	}
	for i := range d.lines {
		switch s := d.lines[i].Status; {
		case d.work[i].dead || s != Q1 && s != Q2:
		case i == winner:
			d.work[i].cond = true
			d.lines[i].Status, d.lines[i].Why = d.statusOf(i), ConditionalPaid
			if d.lines[i].Units > 1 {
				d.lines[i].Units, d.lines[i].Adjustment = 1, 11
			}
		default:
			d.pack(i, ConditionalLower, winner)
		}
	}
	if d.lines[winner].Status == J1 && d.primary < 0 && d.comprehends() {
		d.primary = winner
	}
}

// statusOf is the status of the APC of a line's code.
func (d *desk) statusOf(i int) Status {
	if s := d.g.statuses[d.work[i].apc]; s != NoStatus {
		return s
	}
	return S
}

// criticalCare packages the ancillaries of critical care, unless a modifier on
// the claim says that something was apart (Addendum M; chapter 4, section 160.1).
func (d *desk) criticalCare() {
	if !d.any.has(FlagCriticalCareAncillary) {
		return
	}
	care, apart := -1, false
	for i := range d.work {
		if d.work[i].code.is(FlagTraumaCriticalCare) && !d.work[i].dead {
			care = i
		}
		apart = apart || d.work[i].mods&mod59 != 0
	}
	for i := range d.work {
		if !d.work[i].is(FlagCriticalCareAncillary) || d.work[i].dead || d.lines[i].Packaged {
			continue
		}
		switch {
		case care < 0:
		case !apart:
			d.pack(i, PackagedCriticalCare, care)
		case d.work[i].is(FlagSTVPackaged): // 94762, which is packaged as Q1 beside
			d.pack(i, PackagedSTV, care)
		}
	}
}

// imaging pays two or more studies of a family on a day as one: the first line
// carries the composite (Claims Processing Manual, chapter 4, section 10.2.1).
func (d *desk) imaging() {
	if !d.studies {
		return
	}
	for first := range d.work {
		if !d.study(first) {
			continue
		}
		w := &d.work[first]
		studies, contrast, seen := int64(0), false, false
		for i := range first {
			seen = seen || d.study(i) && d.work[i].family == w.family && d.work[i].day == w.day
		}
		if seen {
			continue
		}
		for i := first; i < len(d.work); i++ {
			x := &d.work[i]
			if !d.study(i) || x.family != w.family || x.day != w.day {
				continue
			}
			n := d.claim.Lines[i].Units
			if x.mods&mod50 != 0 && (x.is(FlagBilateralConditional) || x.is(FlagBilateralIndependent)) {
				n = max(n, 2)
			}
			studies += n
			contrast = contrast || x.contrast
		}
		if studies < 2 {
			continue
		}
		apc := families[w.family][0]
		if contrast {
			apc = families[w.family][1]
		}
		if d.numbers++; d.numbers > 255 {
			d.numbers = 255
		}
		var reduced modBits
		for i := first; i < len(d.work); i++ {
			x := &d.work[i]
			if !d.study(i) || x.family != w.family || x.day != w.day {
				continue
			}
			reduced |= x.mods & modCT
			x.comp = true
			d.lines[i].Composite = uint8(d.numbers)
			if i != first {
				d.pack(i, PackagedImaging, first)
				continue
			}
			out := &d.lines[i]
			out.Status, out.APC, out.Why = S, apc, ImagingComposite
			if out.Units > 1 {
				out.Units, out.Adjustment = 1, 11
			}
		}
		if w.family == tomography {
			w.mods |= reduced
		}
	}
}

// study reports whether a line is an imaging study that counts for a composite.
func (d *desk) study(i int) bool {
	w := &d.work[i]
	return w.family != noFamily && !w.dead && (w.billed == Q3 || w.cond) && d.bill != 14 && w.mods&(mod52|mod73) == 0
}

// single gives the services of status Q3 that no composite took the status of
// their own APC.
func (d *desk) single() {
	for i := range d.lines {
		if d.lines[i].Status == Q3 && !d.work[i].dead && d.bill != 76 {
			d.lines[i].Status, d.lines[i].Why = d.statusOf(i), SingleCode
		}
	}
}

// unprocessed takes the APC from conditionally packaged services that are
// rejected: what they would be isn't decided.
func (d *desk) unprocessed() {
	for i := range d.lines {
		switch d.lines[i].Status {
		case Q1, Q2, Q3:
			if d.work[i].dead {
				d.lines[i].APC = 0
			}
		}
	}
}
