package hcpcs

import (
	"slices"
	"strings"
)

// A ModifierKind is a set of the kinds a modifier is of, of both levels.
type ModifierKind uint32

// The kinds of modifiers. The lists follow the NCCI Policy Manual for Medicare
// Services, chapter I, section E; the Medicare Claims Processing Manual,
// chapters 12 (physicians), 15 (ambulance), 20 (durable equipment) and 30
// (liability); and the modifiers of the HCPCS releases.
const (
	Anatomic       ModifierKind = 1 << iota // a side, eyelid, finger, toe or coronary artery; Site tells which
	NCCIAssociated                          // may let a pair of codes pass the procedure-to-procedure edits
	Component                               // professional (26) or technical (TC) component
	Assistant                               // assistant at surgery
	Surgeons                                // two surgeons (62), surgical team (66)
	GlobalSurgery                           // relation to the global period of surgery
	SplitCare                               // a part of the global package: 54, 55, 56
	Bilateral                               // 50
	Multiple                                // 51
	Repeat                                  // the same service again
	Distinct                                // a separate service: 59 and XE, XP, XS, XU
	Altered                                 // more or less than the code says: 22, 52, 53, 73, 74
	Anesthesia                              // who gave anesthesia and how
	PhysicalStatus                          // of the patient under anesthesia, P1 to P6
	Telehealth                              // by telecommunication
	Liability                               // waiver of liability, coverage: GA, GX, GY, GZ and others
	Therapy                                 // outpatient therapy plan, discipline, assistant
	Equipment                               // purchase, rental, and pricing of durable equipment
	Drug                                    // administered, discarded, acquired how
	Teaching                                // residents and teaching physicians
	Laboratory                              // reference laboratory, repeat, waived test
	Performance                             // exclusions of quality measures: 1P, 2P, 3P, 8P
	Professional                            // who furnished the service
	Hospice                                 // relation to hospice care
	Research                                // clinical trials
	Preventive                              // preventive service, or one that began as screening
)

var kindNames = [...]string{
	"anatomic", "NCCI-associated", "component", "assistant at surgery", "surgeons", "global surgery",
	"split care", "bilateral", "multiple procedures", "repeat", "distinct service", "altered service",
	"anesthesia", "physical status", "telehealth", "liability", "therapy", "equipment", "drug", "teaching",
	"laboratory", "performance measure", "professional", "hospice", "research", "preventive",
}

// String names the kinds in k, separated by commas.
func (k ModifierKind) String() string {
	var names []string
	for i, n := range kindNames {
		if k&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// kinds lists the modifiers of each kind.
var kinds = []struct {
	kind      ModifierKind
	modifiers string
}{
	{Anatomic | NCCIAssociated, "LT RT E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LC LD LM RC RI"},
	{GlobalSurgery | NCCIAssociated, "24 25 57 58 78 79"},
	{NCCIAssociated | Distinct, "59 XE XP XS XU"},
	{NCCIAssociated, "27"},
	{NCCIAssociated | Repeat | Laboratory, "91"},
	{GlobalSurgery, "FT"},
	{Component, "26 TC"},
	{Assistant, "80 81 82 AS"},
	{Surgeons, "62 66"},
	{SplitCare, "54 55 56"},
	{Bilateral, "50"},
	{Multiple, "51"},
	{Repeat, "76 77"},
	{Altered, "22 52 53 73 74 CT FX FY"},
	{Anesthesia, "23 47 AA AD G8 G9 QK QS QX QY QZ"},
	{PhysicalStatus, "P1 P2 P3 P4 P5 P6"},
	{Telehealth, "93 95 FQ FR G0 GQ GT"},
	{Liability, "GA GX GY GZ GK GL EY KX"},
	{Therapy, "96 97 CO CQ GN GO GP KX"},
	{Equipment, "BP BR BU KA KE KF KG KH KI KJ KK KL KM KN KR KU KV KW KY LL MS NR NU RA RB RR UE"},
	{Drug, "JA JB JD JE JG JK JL JW JZ TB"},
	{Teaching, "GC GE GR"},
	{Laboratory, "90 92 QW"},
	{Performance, "1P 2P 3P 8P"},
	{Professional, "AE AF AG AH AI AJ AK AM AR AQ CR GF HL HM HN HO HP SA SB"},
	{Hospice, "GV GW"},
	{Research, "Q0 Q1"},
	{Preventive, "33 PT"},
}

// Kinds returns the kinds of m. A pair of ambulance origin and destination is
// not among them: it has that meaning on ambulance services only, where
// [Modifier.Ambulance] tells it.
func (m Modifier) Kinds() ModifierKind {
	var k ModifierKind
	a, b := m.w.At(0), m.w.At(1)
	if a == 0 {
		return 0
	}
	for i := range kinds {
		if list := kinds[i].modifiers; holds(list, a, b) {
			k |= kinds[i].kind
		}
	}
	return k
}

// holds reports whether a list of modifiers, separated by blanks, has the one
// of these characters.
func holds(list string, a, b byte) bool {
	for i := 0; i < len(list); i += 3 {
		if list[i] == a && list[i+1] == b {
			return true
		}
	}
	return false
}

// Is reports whether m is of all the kinds in k.
func (m Modifier) Is(k ModifierKind) bool { return m.Kinds()&k == k }

// A Side is left or right.
type Side uint8

// The values of Side.
const (
	NoSide Side = iota
	Left
	Right
)

// String returns "left", "right" or "".
func (s Side) String() string { return [...]string{"", "left", "right", ""}[s&3] }

// A Site is what an anatomic modifier names.
type Site struct {
	Part  string // "", "upper eyelid", "lower eyelid", "hand", "foot", "coronary artery"
	Side  Side   // NoSide for the ramus intermedius
	Digit int    // of hand or foot, 1 (thumb, great toe) to 5; else 0
	Name  string // of a coronary artery
}

// Site returns the site of an anatomic modifier, and whether m is one.
func (m Modifier) Site() (Site, bool) {
	if !m.Is(Anatomic) {
		return Site{}, false
	}
	a, b := m.w.At(0), m.w.At(1)
	switch a {
	case 'E':
		part := "upper eyelid"
		if b == '2' || b == '4' {
			part = "lower eyelid"
		}
		return Site{Part: part, Side: sideOf(b >= '3')}, true
	case 'F', 'T':
		n := 0 // FA and TA come before F1 and T1
		if b != 'A' {
			n = int(b - '0')
		}
		part := "hand"
		if a == 'T' && b != 'T' {
			part = "foot"
		}
		return Site{Part: part, Side: sideOf(n >= 5), Digit: n%5 + 1}, true
	}
	switch b {
	case 'T':
		return Site{Side: sideOf(a == 'R')}, true
	case 'I':
		return Site{Part: "coronary artery", Name: "ramus intermedius"}, true
	}
	names := map[byte]string{'C': "circumflex", 'D': "anterior descending", 'M': "main"}
	if a == 'R' {
		return Site{Part: "coronary artery", Side: Right, Name: "right"}, true
	}
	return Site{Part: "coronary artery", Side: Left, Name: names[b]}, true
}

func sideOf(right bool) Side {
	if right {
		return Right
	}
	return Left
}

// An AmbulanceStation is a place an ambulance goes from or to: one letter
// (Claims Processing Manual, chapter 15, section 30.A).
type AmbulanceStation byte

const stations = "DEGHIJNPRSX"

// String says what the letter stands for, or is "".
func (s AmbulanceStation) String() string {
	i := strings.IndexByte(stations, byte(s))
	if i < 0 {
		return ""
	}
	return [...]string{
		"diagnostic or therapeutic site", "residential, domiciliary or custodial facility",
		"hospital-based dialysis facility", "hospital", "site of transfer between ambulances",
		"freestanding dialysis facility", "skilled nursing facility", "physician's office", "residence",
		"scene of accident or acute event", "intermediate stop at a physician's office on the way to the hospital",
	}[i]
}

// An AmbulanceTrip is where an ambulance took a patient from and to.
type AmbulanceTrip struct{ Origin, Destination AmbulanceStation }

// Ambulance returns the origin and destination that m stands for on an
// ambulance service, and whether it is such a pair. Many pairs are modifiers
// with another meaning on other services. X is a destination only.
func (m Modifier) Ambulance() (AmbulanceTrip, bool) {
	t := AmbulanceTrip{AmbulanceStation(m.w.At(0)), AmbulanceStation(m.w.At(1))}
	ok := t.Origin.String() != "" && t.Destination.String() != "" && t.Origin != 'X'
	if !ok {
		return AmbulanceTrip{}, false
	}
	return t, true
}

// A Conflict is two modifiers that can't stand together on one claim line.
type Conflict struct {
	A, B   Modifier
	Reason string
}

// exclusive lists groups of modifiers of which a line has at most one.
var exclusive = []struct{ modifiers, reason string }{
	{"26 TC", "the professional and the technical component are separate lines; without either the service is global"},
	{"LT RT 50", "both sides on one line are modifier 50, without sides"},
	{"59 XE XP XS XU", "X{EPSU} modifiers are subsets of 59, reported in its place (NCCI Policy Manual, chapter I, section E)"},
	{"80 81 82 AS", "a line has one kind of assistant at surgery"},
	{"62 66 80", "a surgeon is a co-surgeon, in a team, or an assistant"},
	{"62 66 AS", "a surgeon is a co-surgeon, in a team, or an assistant"},
	{"54 55 56", "each part of split care is a line of its own"},
	{"58 78 79", "an operation in a global period is staged, a return to the operating room, or unrelated"},
	{"76 77", "a repeat is by the same or by another physician"},
	{"52 53", "a service is reduced or discontinued"},
	{"73 74", "a procedure ends before or after anesthesia is given"},
	{"AA AD QK QX QY QZ", "anesthesia is performed, directed or supervised in one way"},
	{"P1 P2 P3 P4 P5 P6", "a patient has one physical status"},
	{"93 95 GQ GT", "a telehealth service is sent in one way"},
	{"GA GZ", "a liability notice was given or it wasn't (Claims Processing Manual, chapter 30, section 50)"},
	{"GX GZ", "a liability notice was given or it wasn't (Claims Processing Manual, chapter 30, section 50)"},
	{"GA GX", "a notice was required or voluntary (Claims Processing Manual, chapter 30, section 50)"},
	{"GY GZ", "a service is excluded by statute or expected to be denied as not necessary"},
	{"GA GY", "a required notice concerns necessity, which a service excluded by statute doesn't raise"},
	{"NU RR UE", "equipment is bought new, rented, or bought used"},
	{"KH KI KJ", "a rental is in its first, second and third, or a later month"},
	{"BP BR BU", "a beneficiary elected purchase, rental, or neither"},
	{"JW JZ", "a part of the drug was discarded or none was"},
	{"JG TB", "one modifier reports a drug bought under the 340B program"},
	{"GC GE", "the teaching physician was present, or the primary care exception held"},
	{"GN GO GP", "a line is under the plan of one therapy discipline"},
	{"CO CQ", "an assistant is of one therapy discipline"},
	{"GV GW", "a service relates to the hospice patient's terminal condition or it doesn't"},
	{"Q0 Q1", "a service in a trial is investigational or routine"},
	{"1P 2P 3P 8P", "one reason explains why a measure wasn't met"},
}

// Conflicts returns the pairs of a line's modifiers that can't stand together,
// and modifiers given twice.
func Conflicts(modifiers ...Modifier) []Conflict {
	var found []Conflict
	for i, a := range modifiers {
		for _, b := range modifiers[i+1:] {
			if a == b && a.IsValid() {
				found = append(found, Conflict{a, b, "a modifier stands once on a line"})
				continue
			}
			for _, x := range exclusive {
				if holds(x.modifiers, a.w.At(0), a.w.At(1)) && holds(x.modifiers, b.w.At(0), b.w.At(1)) {
					found = append(found, Conflict{a, b, x.reason})
					break
				}
			}
		}
	}
	return found
}

// The places in which kinds of modifiers stand on a line.
const (
	pricingKinds    = Component | Assistant | Surgeons | SplitCare | Bilateral | Altered | Anesthesia | Equipment | Drug
	processingKinds = GlobalSurgery | Distinct | Repeat | NCCIAssociated | Liability | Therapy | Telehealth | Teaching | Multiple | Laboratory
)

// SortModifiers puts modifiers in the order in which they stand on a claim
// line, by the convention of the Medicare contractors: those that set the price
// first, then those that decide how the line is processed, then sites of the
// body, then those that only inform. Within each, the order given stays.
func SortModifiers(modifiers []Modifier) {
	slices.SortStableFunc(modifiers, func(a, b Modifier) int { return a.place() - b.place() })
}

func (m Modifier) place() int {
	k := m.Kinds()
	switch {
	case k&pricingKinds != 0:
		return 0
	case k&Anatomic != 0:
		return 2
	case k&processingKinds != 0:
		return 1
	}
	return 3
}
