package mpfs

import "github.com/medcode/medcode"

// unpriced are the modifiers that change what a line is paid and aren't worked
// out, each with what becomes of the line and why.
var unpriced = []struct {
	modifier modKey
	outcome  Outcome
	reason   string
}{
	{modCQ, NotPriced, assistants},
	{modCO, NotPriced, assistants},
	{modGY, NotPaid, "modifier GY: excluded by statute, or no Medicare benefit"},
	{modGX, NotPaid, "modifier GX: a notice of noncoverage by the provider's choice: not covered"},
	{modGZ, NotPaid, "modifier GZ: expected to be denied as not reasonable and necessary (Claims Processing Manual, chapter 30, section 40)"},
	{modPA, NotPaid, wrongSurgery},
	{modPB, NotPaid, wrongSurgery},
	{modPC, NotPaid, wrongSurgery},
	{mod73, NotPriced, "modifier 73 is a facility's: a procedure ended before anesthesia is not paid by the physician fee schedule's amounts"},
	{mod74, NotPriced, "modifier 74 is a facility's: a procedure ended after anesthesia is not paid by the physician fee schedule's amounts"},
	{modPN, NotPriced, "modifier PN is a hospital's off-campus department's, paid by a rate of its own"},
	{modPO, NotPriced, "modifier PO is a hospital's off-campus department's, paid by the outpatient system"},
	{modUN, NotPriced, severalPatients},
	{modUP, NotPriced, severalPatients},
	{modUQ, NotPriced, severalPatients},
	{modUR, NotPriced, severalPatients},
	{modUS, NotPriced, severalPatients},
}

const (
	assistants = "modifiers CO and CQ: Medicare pays 85 percent of what it otherwise pays for services of therapy assistants " +
		"(Social Security Act, section 1834(v)(1)), which is less than the amount allowed here, before deductible and coinsurance"
	wrongSurgery    = "modifiers PA, PB and PC: surgery on the wrong body part or patient, or the wrong surgery, is not covered (National Coverage Determinations 140.6 to 140.8)"
	severalPatients = "modifiers UN, UP, UQ, UR and US: the transport of an X-ray device is divided among the patients seen (Claims Processing Manual, chapter 13, section 90.3)"
)

// unpricedBy returns what a modifier makes of a line that it changes in a way
// that isn't worked out, and why; no reason where there is none.
func unpricedBy(l *Line) (Outcome, string) {
	for i := range unpriced {
		if u := &unpriced[i]; l.has(u.modifier) {
			return u.outcome, u.reason
		}
	}
	return Priced, ""
}

// facilityBears returns why a line isn't the physician's in a facility, or
// nothing: technical components, alone or in a global test, are what the facility
// furnishes and is paid for (Claims Processing Manual, chapter 13, section
// 20.2.1; PC/TC indicators 1, 3 and 4).
func facilityBears(row *Row, l *Line, s Setting) string {
	if s != Facility {
		return ""
	}
	switch {
	case row.Component == "3", row.Component == "1" && row.Modifier.Key() == uint16(modTC):
		return "a technical component: in a facility it is the facility's (Claims Processing Manual, chapter 13, section 20.2.1)"
	case row.Component == "4", row.Component == "1" && row.Modifier.Key() != uint16(mod26) && row.FacilityNA:
		return "a test with its technical component: in a facility only the professional component, modifier 26, is the physician's (Claims Processing Manual, chapter 13, section 20.2.1)"
	}
	return ""
}

// oldImaging are the reductions of the technical component, alone or in a global
// test, for imaging of an old kind, in ten-thousandths that are left: film (Social
// Security Act, section 1848(b)(9)(A)), computed radiography (1848(b)(9)(B); 7
// percent until 2022, which no release here holds for), and computed tomography
// short of the standard of 2013 (1834(p)).
var oldImaging = []struct {
	modifier modKey
	rule     Rule
	left     share
}{
	{modFX, FilmImaging, 8000},
	{modFY, ComputedRadiography, 9000},
	{modCT, SubstandardCT, 8500},
}

// oldImaging applies the reductions of the technical component, before all
// others.
func (r *Release) oldImaging(p *Payment, row *Row, l *Line, at *Locality, s Setting) {
	for _, o := range oldImaging {
		if l.has(o.modifier) {
			technical := r.technical(row, l, at, s)
			p.step(o.rule, p.Amount-technical+scaled(technical, o.left))
		}
	}
}

// technical returns the technical component of a line's fee schedule amount.
func (r *Release) technical(row *Row, l *Line, at *Locality, s Setting) medcode.Cents {
	switch {
	case row.Component == "3", row.Component == "4", row.Component == "1" && row.Modifier.Key() == uint16(modTC):
		return r.amount(row, l, at, s)
	case row.Component != "1", row.Modifier.Key() == uint16(mod26):
		return 0
	}
	pro := r.row(row.Code, mod26)
	if pro == nil {
		return 0
	}
	return r.amount(row, l, at, s) - r.amount(pro, l, at, s)
}
