package opps

// lineEdits are the edits that need nothing but the line and its code.
func (d *desk) lineEdits() {
	outpatient := d.bill >= 12 && d.bill <= 14
	for i := range d.lines {
		w, out, in := &d.work[i], &d.lines[i], &d.claim.Lines[i]
		if w.mods&modUnknown != 0 && in.Revenue != 540 {
			d.edit(i, 22)
		}
		if out.Edits.Has(121) || out.Edits.Has(49) {
			continue // nothing else is said of it
		}
		if w.restricted && w.known && d.ca < 0 {
			d.restricted(i)
		}
		switch out.Status {
		case E1:
			d.notCovered(i)
		case E2:
			if outpatient {
				d.reject(i, 13)
			}
		case B:
			switch {
			case !w.known: // a revenue code alone
				d.reject(i, 9)
			case !w.is(FlagBundledInBiological): // which has its own edit
				d.edit(i, 62)
			}
		case M:
			d.edit(i, 72)
		case Y:
			d.edit(i, 61)
		case G, K, K1:
			if c := in.Charge; c >= 1 && c <= 100 {
				d.reject(i, 117)
			}
		}
		if w.is(FlagQuestionable) && !out.Edits.Has(18) && !out.Edits.Has(49) && d.ca < 0 {
			d.edit(i, 12)
		}
		if w.is(FlagInformationOnly) {
			d.reject(i, 112)
		}
		if w.is(FlagCmsMidQuarterTermination) {
			d.edit(i, 124)
		}
		if w.is(FlagUnclassifiedDrug) {
			d.edit(i, 66)
		}
		if w.is(FlagOpioidTreatmentProgram) {
			d.edit(i, 116)
		}
		if w.is(FlagBundledInBiological) {
			d.reject(i, 111)
		}
		if w.is(FlagTokenChargeOnly) && in.Charge > 101 {
			d.edit(i, 82)
		}
		if w.is(FlagNonReportableSite) && d.bill == 14 {
			d.edit(i, 55)
		}
		if w.is(FlagObservationHospitalOnly) && d.bill != 13 && d.bill != 85 {
			d.reject(i, 53)
		}
		if w.is(FlagAllogeneicTransplant) && !d.revenueOnClaim(815) {
			d.edit(i, 100)
		}
		if w.is(FlagCorneaTissueProcessing) && !d.flagOnClaim(FlagCorneaTransplant) {
			d.reject(i, 93)
		}
		d.revenueEdits(i)
	}
}

// otherBills are the edits of bills that OPPS doesn't pay which need no more than
// the line: modifiers, and observation on a bill that isn't a hospital's.
func (d *desk) otherBills() {
	for i := range d.lines {
		if d.work[i].mods&modUnknown != 0 && d.claim.Lines[i].Revenue != 540 {
			d.edit(i, 22)
		}
		if d.work[i].is(FlagObservationHospitalOnly) {
			d.reject(i, 53)
		}
	}
}

// notCovered sorts status E1: excluded by statute, not recognized, not covered.
func (d *desk) notCovered(i int) {
	w := &d.work[i]
	switch {
	case w.is(FlagStatutoryExclusion):
		d.edit(i, 50)
	case w.is(FlagNotRecognizedMcare):
		d.reject(i, 28)
	case !w.known:
		rev := &d.g.revenues[d.claim.Lines[i].Revenue%10000]
		switch {
		case rev.Statutory:
			d.edit(i, 50)
		case d.claim.Lines[i].Revenue/10 == 99:
			d.reject(i, 9)
		}
	case w.is(FlagInformationOnly), w.code.code == collagenMeniscus:
	default:
		d.reject(i, 9)
	}
}

// restricted judges ages and dates.
func (d *desk) restricted(i int) {
	w := &d.work[i]
	if age := d.claim.Age; age >= 0 && (w.ages[0] >= 0 && age < w.ages[0] || w.ages[1] >= 0 && age > w.ages[1]) {
		d.edit(i, 7)
		d.lines[i].Rejection = 3
	}
	if d.lines[i].Edits.Has(18) {
		d.lines[i].Edits.Remove(7)
		d.lines[i].Rejection = 1
	}
	if !w.dates.From.IsZero() && w.day.Before(w.dates.From) {
		d.reject(i, 67)
	}
	if !w.dates.To.IsZero() && w.day.After(w.dates.To) {
		d.reject(i, 69)
	}
}

// revenueEdits judges the revenue code of a line.
func (d *desk) revenueEdits(i int) {
	in, w := &d.claim.Lines[i], &d.work[i]
	rev := &d.g.revenues[in.Revenue%10000]
	if d.g.tables == nil || len(d.g.tables.revenues) == 0 {
		return
	}
	if !rev.known {
		d.edit(i, 41)
		return
	}
	if rev.NotRecognized {
		d.reject(i, 65)
	}
	if !w.known && w.billed != W && rev.status != N && !rev.BypassEdit48 && !rev.NotRecognized && (d.bill >= 12 && d.bill <= 14 || d.bill == 76) {
		d.edit(i, 48)
	}
}

// partBInpatient rejects what Part B doesn't pay for inpatients, on bill type 12x
// (edit 127): what neither the code nor the revenue code lets pass.
func (d *desk) partBInpatient() {
	if d.bill != 12 || d.claim.Has("W2") || d.g.tables == nil {
		return
	}
	for i := range d.work {
		rev := &d.g.revenues[d.claim.Lines[i].Revenue%10000]
		if d.claim.Lines[i].Code.IsValid() && rev.known && !rev.PartBInpatient && !d.work[i].is(FlagPartBBillable) {
			d.reject(i, 127)
		}
	}
}

func (d *desk) revenueOnClaim(n uint16) bool {
	for i := range d.claim.Lines {
		if d.claim.Lines[i].Revenue == n {
			return true
		}
	}
	return false
}

func (d *desk) flagOnClaim(f Flag) bool {
	for i := range d.work {
		if d.work[i].is(f) {
			return true
		}
	}
	return false
}

// inherentTwice rejects codes that mean both sides where they stand twice on a
// day (edit 17).
func (d *desk) inherentTwice() {
	if !d.any.has(FlagBilateralInherent) {
		return
	}
	for i := range d.work {
		w := &d.work[i]
		if i == d.ca || d.bill == 14 || !w.is(FlagBilateralInherent) || w.dead && !d.paired(i) && !d.lines[i].Edits.Has(127) || w.mods&mod7677 != 0 {
			continue
		}
		twice := d.claim.Lines[i].Units > 1
		for j := range d.work {
			twice = twice || j != i && d.work[j].code == w.code && d.work[j].day == w.day && d.work[j].mods&mod7677 == 0
		}
		if twice && !(d.lines[i].Status == V && d.claim.Has("G0")) {
			d.reject(i, 17)
		}
	}
}

// nothingLeft rejects packaged lines where nothing is left that is paid (edit 47).
func (d *desk) nothingLeft() {
	dead := false
	for i := range d.lines {
		if d.lines[i].Edits.meets(&returning) {
			return // it comes back anyway
		}
	}
	for i := range d.lines {
		if !d.lines[i].Packaged && d.lines[i].Rejection != 1 {
			return
		}
		dead = dead || d.lines[i].Rejection == 1
	}
	if !dead {
		return
	}
	for i := range d.lines {
		if d.lines[i].Packaged && d.lines[i].Rejection != 1 {
			d.reject(i, 47)
		}
	}
}

// educationOnly marks a day of mental health education and nothing else (edit
// 35), and reports whether there is one.
func (d *desk) educationOnly() bool {
	if !d.any.has(FlagEducational) || d.bill == 76 {
		return false
	}
	found := false
	for i := range d.work {
		if !d.work[i].is(FlagEducational) {
			continue
		}
		only := true
		for j := range d.work {
			x := &d.work[j]
			only = only && (x.day != d.work[i].day || x.is(FlagEducational))
		}
		if only {
			d.edit(i, 35)
			found = true
		}
	}
	return found
}
