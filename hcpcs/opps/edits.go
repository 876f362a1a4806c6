package opps

import (
	"slices"

	"github.com/medcode/medcode/hcpcs"
)

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

// procedurePairs rejects the column 2 code of a PTP pair of one day (NCCI Policy
// Manual for Medicare, chapter 1).
func (d *desk) procedurePairs() {
	if d.g.pairs == nil || len(d.lines) < 2 {
		return
	}
	compiled, others := d.g.marks != nil, uint64(0)
	if compiled {
		for i := range d.lines {
			if d.pairable(i) {
				others |= 1 << (mark(d.work[i].id) & 63)
			}
		}
	}
	for i := range d.lines {
		if !d.pairable(i) || compiled && d.work[i].denies&others == 0 {
			continue
		}
		for j := range d.lines {
			if i == j || d.work[i].day != d.work[j].day || !d.pairable(j) || d.work[j].code == d.work[i].code {
				continue
			}
			modifier, ok := d.pair(i, j)
			switch {
			case !ok:
			case !modifier:
				d.edit(j, 20)
				d.lines[j].Rejection, d.lines[j].Other = 1, int16(i)
			case (d.work[i].mods|d.work[j].mods)&modNCCI == 0:
				d.edit(j, 40)
				d.lines[j].Rejection, d.lines[j].Other = 1, int16(i)
			}
		}
	}
	for i := range d.lines {
		if e := &d.lines[i].Edits; e.Has(20) || e.Has(40) {
			d.work[i].dead = true
			d.lines[i].Why = PairRejected
		}
	}
}

// pair reports whether the codes of two lines are columns 1 and 2 of a PTP pair,
// and whether a modifier bypasses it.
func (d *desk) pair(i, j int) (modifier, ok bool) {
	c, other := d.work[i].code, d.work[j].code
	if d.g.marks == nil {
		return d.g.pairs.Pair(c.code, other.code, d.work[i].day)
	}
	if h := mark(other.id); c.denies>>(h&63)&1 == 0 || d.g.marks[c.id][h>>6]>>(h&63)&1 == 0 {
		return false, false
	}
	at, ok := slices.BinarySearch(c.column2, uint32(other.id)<<1)
	if ok {
		return false, true
	}
	return true, at < len(c.column2) && c.column2[at] == uint32(other.id)<<1|1
}

// pairable reports whether PTP edits look at a line.
func (d *desk) pairable(i int) bool { return d.work[i].known && !d.work[i].dead }

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

// paired reports whether a PTP edit rejected a line, and no edit before it.
func (d *desk) paired(i int) bool {
	e := d.lines[i].Edits
	return e.Has(20) || e.Has(40)
}

// nothingLeft rejects packaged lines where nothing is left that is paid (edit 47).
func (d *desk) nothingLeft() {
	dead := false
	for i := range d.lines {
		for n := range d.lines[i].Edits.All() {
			if classes[n] == returns {
				return // it comes back anyway
			}
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
