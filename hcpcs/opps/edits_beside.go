package opps

import (
	"slices"

	"github.com/medcode/medcode/hcpcs"
)

// claimEdits are the edits that look at several lines after processing.
func (d *desk) claimEdits() {
	d.observationEdits()
	d.painEdits()
	for i := range d.lines {
		if e := d.lines[i].Edits; e.Has(18) || e.Has(49) || e.Has(121) {
			continue // denied: nothing else is said of it
		}
		d.unitEdits(i)
		d.visitEdits(i)
		d.productEdits(i)
		d.bloodEdits(i)
		d.procedureEdits(i)
	}
	if d.php && !d.claim.MentalHealth && !d.claim.NoDiagnosis {
		d.r.ClaimEdits.Add(29)
	}
	for _, code := range [...]struct {
		text string
		edit uint8
	}{{"20", 11}} {
		if d.claim.Has(code.text) {
			for i := range d.lines {
				d.edit(i, code.edit)
			}
		}
	}
}

// painEdits tell of more non-opioid products than are paid apart (edits 137, 138).
func (d *desk) painEdits() {
	if !d.saw(H1, K1) {
		return
	}
	devices, drugs := 0, 0
	for i := range d.lines {
		switch d.lines[i].Status {
		case H1:
			if devices++; devices > 2 {
				d.edit(i, 137)
			}
		case K1:
			if drugs++; drugs > 3 {
				d.edit(i, 138)
			}
		}
	}
}

// observationEdits are about G0378 on several lines.
func (d *desk) observationEdits() {
	if !d.any.has(FlagObservationHourly) {
		return
	}
	seen := false
	for i := range d.work {
		if d.work[i].is(FlagObservationHourly) {
			if seen {
				d.edit(i, 51)
			}
			seen = true
		}
	}
}

// unitEdits are about bilateral and terminated procedures.
func (d *desk) unitEdits(i int) {
	w, units := &d.work[i], d.claim.Lines[i].Units
	bilateral := w.is(FlagBilateralConditional) || w.is(FlagBilateralIndependent)
	if w.mods&(mod52|mod73) != 0 && (units > 1 || w.mods&mod50 != 0 && bilateral) && w.known {
		d.edit(i, 37)
	}
	if w.mods&mod50 != 0 && units > 1 && bilateral {
		d.edit(i, 74)
	}
}

// visitEdits are about visits beside procedures and each other.
func (d *desk) visitEdits(i int) {
	out, w := &d.lines[i], &d.work[i]
	if out.Status != V || d.bill != 13 {
		return
	}
	if !d.claim.Has("G0") && d.visitsThatDay(i) > 1 {
		d.edit(i, 42)
	}
	if w.dead {
		return
	}
	if w.mods&mod25 == 0 {
		for j := range d.lines {
			if s := d.lines[j].Status; j != i && d.work[j].day == w.day && !d.work[j].dead && (s == S || s == T) {
				d.edit(i, 21)
				break
			}
		}
	}
}

// visitsThatDay counts the visits of a line's day under its revenue code.
func (d *desk) visitsThatDay(at int) int64 {
	n := int64(0)
	for i := range d.lines {
		if d.lines[i].Status == V && d.work[i].day == d.work[at].day && d.claim.Lines[i].Revenue == d.claim.Lines[at].Revenue {
			n += max(d.claim.Lines[i].Units, 1)
		}
	}
	return n
}

// productEdits are about drugs and devices without a service, and blood.
func (d *desk) productEdits(i int) {
	out, w := &d.lines[i], &d.work[i]
	switch out.Status {
	case H, H1:
		if d.bill != 14 && !d.service(false) {
			d.edit(i, 98)
		}
	case G, K, K1:
		if d.bill != 14 && !w.is(FlagBypassEdit99) && !d.service(out.Status == K1) {
			d.edit(i, 99)
		}
	}
}

// service reports whether a line of the claim is a service that drugs and
// devices go with: a rejected one too, unless it is to be paid.
func (d *desk) service(paid bool) bool {
	for i := range d.lines {
		if paid && d.work[i].dead || d.lines[i].Why == SeparateRate {
			continue
		}
		switch d.lines[i].Status {
		case J1, J2, P, S, T, V, Q1, Q2, Q3:
			return true
		}
		if d.work[i].billed == J2 {
			return true
		}
	}
	return false
}

// bloodEdits are about blood products and their processing (Claims Processing
// Manual, chapter 4, section 231).
func (d *desk) bloodEdits(i int) {
	w, rev := &d.work[i], d.claim.Lines[i].Revenue
	if !w.known || d.ca >= 0 || d.bill == 14 {
		return
	}
	if rev == 381 && !w.is(FlagPackedRedCells) || rev == 382 && !w.is(FlagWholeBlood) {
		d.edit(i, 79)
	}
	if w.is(FlagBloodService) && !d.bloodThatDay(i) {
		d.edit(i, 43)
	}
	if w.billed == R && !d.bloodPaired(i) {
		d.edit(i, 73)
	}
}

func (d *desk) bloodThatDay(at int) bool {
	for i := range d.work {
		if d.work[i].billed == R && d.work[i].day == d.work[at].day {
			return true
		}
	}
	return false
}

// bloodPaired reports whether a blood line is whole: processing alone (039x), or
// product (038x) and processing on two lines with BL, alike in code, day and units.
func (d *desk) bloodPaired(at int) bool {
	in, w := &d.claim.Lines[at], &d.work[at]
	product := in.Revenue/10 == 38
	if !product && in.Revenue/10 != 39 {
		return false
	}
	other := uint16(39)
	if !product {
		other = 38
	}
	match, same := false, false
	for i := range d.work {
		x := &d.claim.Lines[i]
		if i == at || d.work[i].code != w.code || d.work[i].day != w.day || x.Revenue/10 != other {
			continue
		}
		same = true
		match = match || x.Units == in.Units && d.work[i].mods&modBL != 0 && w.mods&modBL != 0
	}
	return match || !product && w.mods&modBL == 0 && !same
}

// procedureEdits are about procedures that need something beside them.
func (d *desk) procedureEdits(i int) {
	w, out := &d.work[i], &d.lines[i]
	if d.claim.Lines[i].Revenue == 762 && w.known && d.g.tables != nil && !w.is(FlagObservation) {
		d.edit(i, 44)
	}
	if w.mods&modPT != 0 && !d.flagThatDay(i, FlagColorectal) {
		d.edit(i, 120)
	}
	if d.bill != 14 && d.ca < 0 && (w.is(FlagSkinSubstituteSgHi) && !d.flagThatDay(i, FlagSkinSubstituteHi) || w.is(FlagSkinSubstituteSgLo) && !d.flagThatDay(i, FlagSkinSubstituteLo)) {
		d.edit(i, 87)
	}
	if (out.Status == H || out.Status == U) && !d.procedure() {
		d.edit(i, 38)
	}
	if d.bill == 76 && w.is(FlagMHNotPh) && d.claim.Has("41") {
		d.edit(i, 80)
	}
	if d.bill == 76 && w.is(FlagMHNotIOP) && d.claim.Has("92") {
		d.edit(i, 132)
	}
	if w.mods&(modPN|modPO) == modPN|modPO { // an item is excepted or it isn't
		d.edit(i, 102)
	}
	if !d.php && w.is(FlagPHNotMH) && w.billed == P {
		d.edit(i, 81)
		d.edit(i, 133)
	}
}

// procedure reports whether the claim has a procedure that implants something.
func (d *desk) procedure() bool {
	for i := range d.lines {
		if s := d.lines[i].Status; s == S || s == T || s == J1 {
			return true
		}
	}
	return false
}

// incomplete rejects services that need another one that day: trauma activation
// (edit 76), software that is added to an image (106).
func (d *desk) incomplete() {
	if !d.any.has(FlagTraumaRevenueCode) && !d.any.has(FlagAddOnSaaS) && !d.any.has(FlagRemoteMentalHealthAddOn) {
		return
	}
	for i := range d.work {
		w := &d.work[i]
		switch {
		case d.lines[i].Edits.Has(127): // not for this bill in any case
		case w.is(FlagTraumaRevenueCode):
			if d.claim.Lines[i].Revenue/10 != 68 || !d.flagThatDay(i, FlagTraumaCriticalCare) {
				d.reject(i, 76)
			}
		case w.is(FlagAddOnSaaS) || w.is(FlagRemoteMentalHealthAddOn):
			if !d.primaryThatDay(i) {
				d.reject(i, 106)
			}
		}
	}
}

// primaryThatDay reports whether a primary of an add-on code stands on its day.
func (d *desk) primaryThatDay(at int) bool {
	primaries := d.g.tables.addOns[d.work[at].code.code]
	for i := range d.work {
		if d.work[i].known && d.work[i].day == d.work[at].day && slices.Contains(primaries, d.work[i].code.code) {
			return true
		}
	}
	return len(primaries) == 0
}

// deviceEdits wants a device with each procedure that implants one.
func (d *desk) deviceEdits() {
	if !d.any.has(FlagDeviceProcedure) && !d.any.has(FlagDeviceDependentProcedure) {
		return
	}
	for i := range d.work {
		w := &d.work[i]
		if !w.known || d.ca >= 0 {
			continue
		}
		if d.bill == 14 || d.lines[i].Edits.Has(18) || d.lines[i].Edits.Has(49) {
			continue
		}
		if w.is(FlagDeviceProcedure) && !(w.mods&modNoDevice != 0) && !(w.is(FlagBypassEdit92Modifier) && w.mods&modCG != 0) && !d.flagThatDay(i, FlagDevice) {
			d.edit(i, 92)
		}
		if w.is(FlagDeviceDependentProcedure) && w.mods&modNoDevice == 0 && !d.namedDevice(i) {
			d.edit(i, 135)
		}
	}
}

// namedDevices are the devices that a procedure's name names, by the names of the
// HCPCS: a telescope for the eye (which edit 85 wanted before 2015), an iris prosthesis.
var namedDevices = map[hcpcs.Code]hcpcs.Code{
	hcpcs.MustParse("0308T"): hcpcs.MustParse("C1840"),
	hcpcs.MustParse("66683"): hcpcs.MustParse("C1839"),
}

// namedDevice reports whether the device that a procedure names stands on its
// day, or any device where it isn't known which.
func (d *desk) namedDevice(at int) bool {
	device, ok := namedDevices[d.work[at].code.code]
	if !ok {
		return d.flagThatDay(at, FlagDevice)
	}
	for i := range d.work {
		if d.claim.Lines[i].Code == device && d.work[i].known && d.work[i].day == d.work[at].day {
			return true
		}
	}
	return false
}

func (d *desk) flagThatDay(at int, f Flag) bool {
	for i := range d.work {
		if d.work[i].is(f) && d.work[i].day == d.work[at].day {
			return true
		}
	}
	return false
}
