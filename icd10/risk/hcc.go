package risk

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
)

// An HCC is a CMS-HCC risk adjustment model, V24 or V28: diagnoses of a year
// give condition categories, a hierarchy keeps the severest of each disease,
// and the categories, their interactions and the person's demographics add up
// to a score, which CMS pays Medicare Advantage plans by in the year after. It
// is immutable and safe for any number of goroutines.
type HCC struct {
	prov         medcode.Provenance
	diags        []medcode.Diagnostic
	version      string // "V28"
	codes        map[research.Code][]uint16
	edits        map[research.Code][]hccEdit
	below        map[uint16][]uint16 // the categories that one takes the place of
	labels       map[uint16]string   // of the payment categories
	coefficients map[string]float64  // by upper-case name
	interactions []interaction
	needs        map[uint16][]uint16 // categories that count only beside one of these
}

// An hccEdit changes what a code gives for some sexes or ages.
type hccEdit struct {
	sex      medcode.Sex // the zero Sex for any
	min, max int         // ages, inclusive; when min is above max, those outside
	override uint16      // 0 for none: the code doesn't count
}

func (e hccEdit) holds(b Beneficiary) bool {
	if e.sex != medcode.SexUnknown && e.sex != b.Sex {
		return false
	}
	if e.min > e.max {
		return b.Age >= e.min || b.Age <= e.max
	}
	return b.Age >= e.min && b.Age <= e.max
}

// A Beneficiary is what the model asks about a person beside the diagnoses.
type Beneficiary struct {
	Age           int // in years, on February 1 of the payment year
	Sex           medcode.Sex
	Entitlement   Entitlement
	Dual          Dual
	Institutional bool // a long-term stay in an institution in the payment month
	NewEnrollee   bool // less than 12 months of Part B in the data collection year
	ChronicSNP    bool // of a new enrollee: in a special-needs plan for a chronic condition
}

// Entitlement is the original reason for entitlement to Medicare, by its code
// on enrollment files (OREC).
type Entitlement uint8

// The reasons.
const (
	EntitledByAge Entitlement = iota
	EntitledByDisability
	EntitledByESRD
	EntitledByDisabilityAndESRD
)

// Dual is whether a person has Medicaid too.
type Dual uint8

// The kinds of dual eligibility.
const (
	NotDual Dual = iota
	PartialDual
	FullDual
)

// disabled reports whether b is entitled by disability in the payment year.
func (b Beneficiary) disabled() bool { return b.Age < 65 && b.Entitlement != EntitledByAge }

// originallyDisabled reports whether b, now entitled by age, first was by
// disability alone: OREC 1 in CMS's software (macro AGESEXV2). The Medicare
// Managed Care Manual, chapter 7, section 70.2.4, of 2013 has 3 too.
func (b Beneficiary) originallyDisabled() bool {
	return b.Age >= 65 && b.Entitlement == EntitledByDisability
}

// Segment returns the segment of the model that b is scored in, as coefficients
// are named: CNA (community, not dual, aged), CND (disabled), CFA, CFD (full
// dual), CPA, CPD (partial), INS (institutional), NE and SNPNE (new enrollees).
func (b Beneficiary) Segment() string {
	switch {
	case b.NewEnrollee && b.ChronicSNP:
		return "SNPNE"
	case b.NewEnrollee:
		return "NE"
	case b.Institutional:
		return "INS"
	}
	s := []byte("CNA")
	s[1] = "NPF"[min(b.Dual, FullDual)]
	if b.disabled() {
		s[2] = 'D'
	}
	return string(s)
}

// bands are the first ages of the age groups; the last one has no end.
var bands = [...]int{0, 35, 45, 55, 60, 65, 70, 75, 80, 85, 90, 95}

// cell returns the demographic coefficient of b: "CNA_F65_69",
// "NE_NMCAID_NORIGDIS_NEF67".
func (b Beneficiary) cell() string {
	sex := b.Sex.String()
	if !b.NewEnrollee {
		return b.Segment() + "_" + sex + band(b.Age)
	}
	caid, orig := "NMCAID", "NORIGDIS"
	if b.Dual != NotDual {
		caid = "MCAID"
	}
	if b.originallyDisabled() {
		orig = "ORIGDIS"
	}
	age := band(b.Age)
	if b.Age >= 65 && b.Age <= 69 {
		age = strconv.Itoa(b.Age) // new enrollees of these ages have a cell for each year
	}
	return strings.Join([]string{b.Segment(), caid, orig, "NE" + sex + age}, "_")
}

func band(age int) string {
	i, found := slices.BinarySearch(bands[:], age)
	if !found {
		i = max(i-1, 0)
	}
	if i == len(bands)-1 {
		return "95_GT"
	}
	return fmt.Sprintf("%d_%d", bands[i], bands[i+1]-1)
}

// An HCCScore is the result for one person.
type HCCScore struct {
	Segment     string
	Categories  []uint16 // payment categories after the hierarchy, ascending
	Terms       []HCCTerm
	Demographic float64
	Disease     float64
	Score       float64 // raw: Demographic plus Disease
}

// An HCCTerm is a coefficient that the score adds.
type HCCTerm struct {
	Name  string // "CNA_HCC85"
	Value float64
}

// Adjusted returns the score as paid: divided by the year's normalization
// factor, less the coding intensity adjustment (0.059 for 5.9 %; 42 CFR 422.308;
// the factors are in the yearly Announcement of Medicare Advantage rates). Each
// is rounded to three decimals, as is usual; the regulation doesn't say so.
func (s HCCScore) Adjusted(normalization, codingIntensity float64) float64 {
	return round3(round3(s.Score/normalization) * (1 - codingIntensity))
}

func round3(x float64) float64 { return math.Round(x*1000) / 1000 }

// Provenance returns where h came from.
func (h *HCC) Provenance() medcode.Provenance { return h.prov }

// String names the release for people: its system, name, period and size.
func (h *HCC) String() string { return fmt.Sprintf("%v: %d codes", h.prov, h.Len()) }

// Diagnostics returns the defects of the files.
func (h *HCC) Diagnostics() []medcode.Diagnostic { return h.diags }

// Version returns the version of the model, "V24" or "V28".
func (h *HCC) Version() string { return h.version }

// Len returns the number of codes that have a category.
func (h *HCC) Len() int { return len(h.codes) }

// Lookup returns the categories of a code, which the caller must not change.
func (h *HCC) Lookup(c research.Code) []uint16 { return h.codes[c] }

// All yields the codes with their categories, in no order.
func (h *HCC) All() iter.Seq2[research.Code, []uint16] { return maps.All(h.codes) }

// Label returns the name of a payment category.
func (h *HCC) Label(category uint16) (string, bool) {
	s, ok := h.labels[category]
	return s, ok
}

// Labels returns the payment categories, ascending.
func (h *HCC) Labels() []uint16 { return slices.Sorted(maps.Keys(h.labels)) }

// Below returns the categories that a category takes the place of.
func (h *HCC) Below(category uint16) []uint16 { return slices.Clone(h.below[category]) }

// of returns the categories that a diagnosis gives a person.
func (h *HCC) of(c research.Code, b Beneficiary) []uint16 {
	for _, e := range h.edits[c] {
		if !e.holds(b) {
			continue
		}
		if e.override == 0 {
			return nil
		}
		return []uint16{e.override}
	}
	return h.codes[c]
}

// Categories returns the payment categories of a person's diagnoses in a
// window, after the hierarchy, ascending. Each row of the hierarchy holds by
// itself: a category takes the place of others even where another takes its own.
// CMS's SAS program drops in order, which makes a difference for V28's 62, 63
// and 202 together alone: it keeps 202.
func (h *HCC) Categories(b Beneficiary, dx []research.Diagnosis, window medcode.Period) []uint16 {
	var all []uint16
	for i := range dx {
		if !dx[i].Outside(window) {
			all = append(all, h.of(dx[i].Code, b)...)
		}
	}
	slices.Sort(all)
	all = h.supported(slices.Compact(all))
	kept := all[:0:0]
	for _, c := range all {
		if h.over(c, all) == 0 {
			kept = append(kept, c)
		}
	}
	return kept
}

// supported returns the categories that don't lack another they need.
func (h *HCC) supported(all []uint16) []uint16 {
	if !slices.ContainsFunc(all, func(c uint16) bool { return h.alone(c, all) }) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(c uint16) bool { return h.alone(c, all) })
}

// alone reports whether c counts only beside another category, and all has none.
func (h *HCC) alone(c uint16, all []uint16) bool {
	needs := h.needs[c]
	return len(needs) > 0 && !slices.ContainsFunc(all, func(a uint16) bool { return slices.Contains(needs, a) })
}

// over returns a category of all that takes the place of c, or 0.
func (h *HCC) over(c uint16, all []uint16) uint16 {
	for _, a := range all {
		if slices.Contains(h.below[a], c) {
			return a
		}
	}
	return 0
}

// Score returns the risk score of a person from the diagnoses in a window,
// which for payment is the calendar year before. It needs coefficients, and
// fails when the model has none for the person, such as one of unknown sex or
// aged 30 and entitled by age.
func (h *HCC) Score(b Beneficiary, dx []research.Diagnosis, window medcode.Period) (HCCScore, error) {
	if b.NewEnrollee && b.Age == 64 && b.Entitlement == EntitledByAge {
		b.Age = 65 // turns 65 in the payment year (macro AGESEXV2 of CMS's software)
	}
	s := HCCScore{Segment: b.Segment()}
	cell := b.cell()
	value, ok := h.coefficients[strings.ToUpper(cell)]
	if !ok {
		return HCCScore{}, fmt.Errorf("%s model: no coefficient %s for a person of age %d, sex %s, entitlement %d",
			h.version, cell, b.Age, b.Sex, b.Entitlement)
	}
	s.Terms = append(s.Terms, HCCTerm{cell, value})
	h.demographics(&s, b)
	for _, t := range s.Terms {
		s.Demographic += t.Value
	}
	if !b.NewEnrollee {
		s.Categories = h.Categories(b, dx, window)
		n := len(s.Terms)
		h.disease(&s, b)
		for _, t := range s.Terms[n:] {
			s.Disease += t.Value
		}
	}
	s.Demographic, s.Disease = round3(s.Demographic), round3(s.Disease)
	s.Score = round3(s.Demographic + s.Disease)
	return s, nil
}

// add adds the coefficient of the segment when the model has one.
func (h *HCC) add(s *HCCScore, name string) {
	name = s.Segment + "_" + name
	if v, ok := h.coefficients[strings.ToUpper(name)]; ok {
		s.Terms = append(s.Terms, HCCTerm{name, v})
	}
}

// demographics adds what the person's history of entitlement does.
func (h *HCC) demographics(s *HCCScore, b Beneficiary) {
	switch {
	case b.NewEnrollee: // all is in the cell
	case b.Institutional:
		if b.Dual != NotDual {
			h.add(s, "LTIMCAID")
		}
		if b.originallyDisabled() {
			h.add(s, "ORIGDS")
		}
	case b.originallyDisabled() && b.Sex == medcode.Female:
		h.add(s, "OriginallyDisabled_Female")
	case b.originallyDisabled():
		h.add(s, "OriginallyDisabled_Male")
	}
}

// disease adds the categories, their interactions and their number.
func (h *HCC) disease(s *HCCScore, b Beneficiary) {
	for _, c := range s.Categories {
		h.add(s, "HCC"+strconv.Itoa(int(c)))
	}
	for _, x := range h.interactions {
		if x.holds(s.Categories, b) {
			h.add(s, x.name)
		}
	}
	if n := len(s.Categories); n >= 10 {
		h.add(s, "D10P")
	} else if n > 0 {
		h.add(s, "D"+strconv.Itoa(n))
	}
}

// Explain returns what Categories makes of each diagnosis.
func (h *HCC) Explain(b Beneficiary, dx []research.Diagnosis, window medcode.Period) []research.Evidence {
	var all []uint16
	var lines []research.Evidence
	var of []uint16 // the category of each line
	for i, d := range dx {
		given := h.of(d.Code, b)
		if len(given) == 0 && len(h.codes[d.Code]) > 0 {
			for _, c := range h.codes[d.Code] {
				lines = append(lines, research.Evidence{Diagnosis: i, Category: hccName(c), Why: "not counted at this age or sex"})
				of = append(of, 0)
			}
		}
		for _, c := range given {
			e := research.Evidence{Diagnosis: i, Category: hccName(c)}
			if d.Outside(window) {
				e.Why = "outside the look-back window"
			} else {
				all = append(all, c)
			}
			lines = append(lines, e)
			of = append(of, c)
		}
	}
	counts := h.supported(all)
	for i := range lines {
		switch a := h.over(of[i], counts); {
		case lines[i].Why != "":
		case h.alone(of[i], all):
			lines[i].Why = "counts only beside another category of its disease"
		case a != 0:
			lines[i].Why = hccName(a) + " takes its place"
		}
		lines[i].Counted = lines[i].Why == ""
	}
	return lines
}

func hccName(c uint16) string { return "HCC" + strconv.Itoa(int(c)) }
