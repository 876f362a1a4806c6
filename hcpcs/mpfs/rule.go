package mpfs

import (
	"fmt"

	"github.com/medcode/medcode/internal/enum"
)

// A Rule is one reason why an amount is what it is.
type Rule uint8

// The rules of payment, each with its source.
const (
	FeeSchedule Rule = iota + 1
	ImagingCap
	SplitSurgicalCare
	ReturnToOperatingRoom
	BothSides
	AssistantAtSurgery
	AssistantNonphysician
	TwoSurgeons
	Units
	AnesthesiaUnits
	AnesthesiaDirected
	AnesthesiaSupervised
	MultipleProcedures
	MultipleEndoscopies
	MultipleImaging
	MultipleTests
	MultipleTherapy
	InjectionAlone
	NonphysicianPractitioner
	NonparticipatingPhysician
	LowerCharge
	FilmImaging
	ComputedRadiography
	SubstandardCT
)

var rules = [...]struct{ name, citation string }{
	FeeSchedule:               {"fee schedule amount", "Medicare Claims Processing Manual, chapter 12, sections 20.1 and 20.4.2"},
	ImagingCap:                {"outpatient payment cap of imaging", "Deficit Reduction Act of 2005, section 5102(b); Relative Value File documentation"},
	SplitSurgicalCare:         {"part of the global package", "Medicare Claims Processing Manual, chapter 12, section 40.4.B"},
	ReturnToOperatingRoom:     {"return to the operating room", "Medicare Claims Processing Manual, chapter 12, section 40.4.C"},
	BothSides:                 {"bilateral procedure", "Medicare Claims Processing Manual, chapter 12, section 40.7"},
	AssistantAtSurgery:        {"assistant at surgery, 16 percent", "Medicare Claims Processing Manual, chapter 12, section 20.4.3"},
	AssistantNonphysician:     {"assistant at surgery who is no physician, 85 percent of 16", "Medicare Claims Processing Manual, chapter 12, sections 110.2 and 120.1"},
	TwoSurgeons:               {"co-surgeons, 62.5 percent each", "Medicare Claims Processing Manual, chapter 12, section 40.8"},
	Units:                     {"units of service", "Medicare Claims Processing Manual, chapter 26, section 10.4, item 24G"},
	AnesthesiaUnits:           {"base and time units", "42 CFR 414.46(b), (c); Medicare Claims Processing Manual, chapter 12, sections 50.B and 50.G"},
	AnesthesiaDirected:        {"medical direction, 50 percent", "42 CFR 414.46(d)(3)(v); Medicare Claims Processing Manual, chapter 12, section 50.C"},
	AnesthesiaSupervised:      {"medical supervision, three base units and one for induction", "42 CFR 414.46(f); Medicare Claims Processing Manual, chapter 12, section 50.D"},
	MultipleProcedures:        {"multiple procedures", "Medicare Claims Processing Manual, chapter 12, section 40.6"},
	MultipleEndoscopies:       {"multiple endoscopies of a family", "Medicare Claims Processing Manual, chapter 12, section 40.6.C"},
	MultipleImaging:           {"multiple diagnostic imaging", "Relative Value File documentation, multiple procedure indicator 4; Social Security Act, section 1848(b)(10)"},
	MultipleTests:             {"multiple cardiovascular or ophthalmology tests", "Relative Value File documentation, multiple procedure indicators 6 and 7"},
	MultipleTherapy:           {"multiple therapy services", "Medicare Claims Processing Manual, chapter 5, section 10.7"},
	InjectionAlone:            {"injection beside other services", "Relative Value File documentation, status T"},
	NonphysicianPractitioner:  {"nonphysician practitioner", "42 CFR 414.52(d); Medicare Claims Processing Manual, chapter 12, sections 110, 120 and 150"},
	NonparticipatingPhysician: {"nonparticipating physician, 95 percent", "Medicare Claims Processing Manual, chapter 12, section 20.4.1"},
	FilmImaging:               {"X-ray on film, technical component less 20 percent", "Social Security Act, section 1848(b)(9)(A)"},
	ComputedRadiography:       {"computed radiography, technical component less 10 percent", "Social Security Act, section 1848(b)(9)(B)"},
	SubstandardCT:             {"computed tomography short of the standard, technical component less 15 percent", "Social Security Act, section 1834(p)"},
	LowerCharge:               {"actual charge, being lower", "Social Security Act, section 1848(a)(1)"},
}

// String names the rule.
func (r Rule) String() string {
	if r == 0 || int(r) >= len(rules) {
		return fmt.Sprintf("Rule(%d)", uint8(r))
	}
	return rules[r].name
}

// Citation names the document and section that state the rule.
func (r Rule) Citation() string {
	if int(r) >= len(rules) {
		return ""
	}
	return rules[r].citation
}

// MarshalText implements [encoding.TextMarshaler].
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (r *Rule) UnmarshalText(b []byte) error {
	var names []string
	for _, rule := range rules {
		names = append(names, rule.name)
	}
	return enum.Parse(r, b, names)
}
