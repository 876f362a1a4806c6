package audit

import (
	"github.com/medcode/medcode/rules"
)

// A Completeness is a claim held against what its type requires.
type Completeness struct {
	Required int       // data elements required of this claim
	Missing  []Missing // those that it lacks, in the order of elements
}

// A Missing is a required element that a claim lacks.
type Missing struct {
	Element string // "discharge status"
	Place   rules.Place
}

// Share returns the part of the required elements that is there, 1 where none
// is required.
func (c Completeness) Share() float64 {
	if c.Required == 0 {
		return 1
	}
	return 1 - float64(len(c.Missing))/float64(c.Required)
}

// Complete holds a claim against the data elements that its setting requires:
// the required and the situational elements of the 837I and 837P transactions
// and of the Medicare Claims Processing Manual, chapter 25 (UB-04) and chapter
// 26 (CMS-1500), as far as a [rules.Claim] has them. It tells what is absent;
// whether what is there is right is for rules to find.
func Complete(c *rules.Claim) Completeness {
	k := checklist{claim: c}
	for _, e := range elements {
		if e.settings.Contains(c.Setting) {
			e.check(&k, e.name)
		}
	}
	return k.Completeness
}

type checklist struct {
	claim *rules.Claim
	Completeness
}

// require counts an element, and notes it where it is not there.
func (k *checklist) require(name string, at rules.Place, there bool) {
	k.Required++
	if !there {
		k.Missing = append(k.Missing, Missing{name, at})
	}
}

var (
	inpatient     = rules.In(rules.Inpatient)
	institutional = rules.In(rules.Inpatient, rules.Outpatient)
	professional  = rules.In(rules.Professional)
	byLine        = rules.In(rules.Outpatient, rules.Professional)
)

// elements are what claims require, in the order they are reported.
var elements = []struct {
	name     string
	settings rules.Settings // the zero set is all
	check    func(k *checklist, name string)
}{
	{"patient control number", 0, field("id", func(c *rules.Claim) bool { return c.ID != "" })},
	{"billing provider", 0, field("billingNPI", func(c *rules.Claim) bool { return c.BillingNPI != "" })},
	{"patient's birth date", 0, func(k *checklist, name string) {
		_, ok := k.claim.Patient.Age.Years()
		k.require(name, rules.AtPatient("birth"), ok || !k.claim.Patient.Birth.IsZero())
	}},
	{"patient's sex", 0, func(k *checklist, name string) {
		k.require(name, rules.AtPatient("sex"), k.claim.Patient.Sex != 0)
	}},
	{"first diagnosis", 0, field("diagnoses", func(c *rules.Claim) bool { return len(c.Diagnoses) > 0 && c.Diagnoses[0].Code != "" })},
	{"total charge", 0, field("charge", func(c *rules.Claim) bool { return c.Charge != 0 })},
	{"statement from", institutional, field("from", func(c *rules.Claim) bool { return !c.From.IsZero() })},
	{"statement through", institutional, field("through", func(c *rules.Claim) bool { return !c.Through.IsZero() || !c.Discharge.IsZero() })},
	{"type of bill", institutional, field("typeOfBill", func(c *rules.Claim) bool { return c.TypeOfBill != "" })},
	{"discharge status", institutional, field("dischargeStatus", func(c *rules.Claim) bool { return c.DischargeStatus != "" })},
	{"admission date", inpatient, field("admission", func(c *rules.Claim) bool { return !c.Admission.IsZero() })},
	{"admitting diagnosis", inpatient, func(k *checklist, name string) {
		k.require(name, rules.AtAdmitting(), k.claim.Admitting != "")
	}},
	{"DRG", inpatient, field("drg", func(c *rules.Claim) bool { return c.DRG != 0 })},
	{"present on admission", inpatient, func(k *checklist, name string) {
		if k.claim.PresentOnAdmission() == rules.ReportingNotAsked {
			return
		}
		for i, d := range k.claim.Diagnoses {
			k.require(name, rules.AtDiagnosis(i).In("poa"), d.POA != "")
		}
	}},
	{"procedure date", inpatient, func(k *checklist, name string) {
		for i, p := range k.claim.Procedures {
			k.require(name, rules.AtProcedure(i).In("date"), !p.Date.IsZero())
		}
	}},
	{"service lines", 0, field("lines", func(c *rules.Claim) bool { return len(c.Lines) > 0 })},
	{"revenue code", institutional, line("revenue", func(_ *rules.Claim, l *rules.Line) bool { return l.Revenue != "" })},
	{"procedure code", professional, line("code", func(_ *rules.Claim, l *rules.Line) bool { return l.Code != "" })},
	{"units", 0, line("units", func(_ *rules.Claim, l *rules.Line) bool { return l.Units != 0 })},
	{"line charge", 0, line("charge", func(_ *rules.Claim, l *rules.Line) bool { return l.Charge != 0 })},
	{"date of service", byLine, line("from", func(c *rules.Claim, l *rules.Line) bool { return !l.From.IsZero() || !c.From.IsZero() })},
	{"rendering provider", professional, line("renderingNPI", func(c *rules.Claim, l *rules.Line) bool { return l.RenderingNPI != "" || c.RenderingNPI != "" })},
	{"place of service", professional, line("placeOfService", func(c *rules.Claim, l *rules.Line) bool { return l.PlaceOfService != "" || c.PlaceOfService != "" })},
	{"diagnosis pointer", professional, line("pointers", func(_ *rules.Claim, l *rules.Line) bool { return len(l.Pointers) > 0 })},
}

// field checks a field of the claim itself.
func field(name string, there func(*rules.Claim) bool) func(*checklist, string) {
	return func(k *checklist, element string) { k.require(element, rules.AtField(name), there(k.claim)) }
}

// line checks a field of every line.
func line(name string, there func(*rules.Claim, *rules.Line) bool) func(*checklist, string) {
	return func(k *checklist, element string) {
		for i := range k.claim.Lines {
			k.require(element, rules.AtLine(i).In(name), there(k.claim, &k.claim.Lines[i]))
		}
	}
}
