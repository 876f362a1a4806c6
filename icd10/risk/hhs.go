package risk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
)

// HHS is the HHS-HCC model of the marketplaces of the Affordable Care Act, by
// which HHS moves money between issuers (45 CFR 153.320): three models, of
// adults, children and infants, each with factors for five levels of plans. It
// is concurrent: diagnoses and drugs of a benefit year score that year. It is
// immutable and safe for any number of goroutines.
type HHS struct {
	prov  medcode.Provenance
	diags []medcode.Diagnostic
	year  int // benefit year

	list   []string // categories, "35_1", in the order of the program; sets are of places in it
	labels map[string]string
	codes  map[int]map[research.Code][]uint8 // by fiscal year
	edits  map[research.Code][]hhsEdit
	ages   map[research.Code][2]int // of the code editor
	sexes  map[research.Code]medcode.Sex
	ndc    map[string]uint8 // drug classes
	hcpcs  map[string]uint8
	ranks  []rank

	exclude  [hhsModels]set
	groups   [hhsModels][]hhsGroup
	severe   set
	pairs    []hhsPair // what counts beside a severe illness
	drugs    []hhsDrug
	severity [6]set // of infants, by level 1 to 5
	factors  [hhsModels]map[string][5]float64
	csr      map[csrKey]float64
}

// An HHSModel is a model of the three.
type HHSModel uint8

// The models, by the age on the last day of enrollment: from 21, 2 to 20, 0 and 1.
const (
	Adult HHSModel = iota
	Child
	Infant
	hhsModels
)

// String returns "adult", "child" or "infant".
func (m HHSModel) String() string { return [...]string{"adult", "child", "infant"}[min(m, Infant)] }

// A Metal is a level of a plan, by its letter in enrollment files.
type Metal byte

// The levels.
const (
	Platinum     Metal = 'P'
	Gold         Metal = 'G'
	Silver       Metal = 'S'
	Bronze       Metal = 'B'
	Catastrophic Metal = 'C'
)

const metals = "PGSBC"

type hhsEdit struct {
	when node
	to   uint8 // place of a category, noCategory where the diagnosis isn't valid
}

type hhsGroup struct {
	name string
	of   set
}

// An hhsPair is a group or category that counts beside a severe illness.
type hhsPair struct {
	group string
	of    set
}

// An hhsDrug is an interaction of a drug class with categories: one of each set.
type hhsDrug struct {
	name  string
	class uint8
	of    []set
}

type csrKey struct {
	model     HHSModel
	indicator int
	metal     Metal
}

// An Enrollee is what the model asks about a person beside diagnoses and drugs.
type Enrollee struct {
	Age            int          // in years, on the last day of enrollment in the benefit year
	Birth          medcode.Date // for the age at each diagnosis; without it that is AgeAtDiagnosis
	AgeAtDiagnosis int
	Sex            medcode.Sex
	Metal          Metal
	CSR            int // indicator of cost-sharing reduction, 0 to 13
	Months         int // of enrollment, 1 to 12
}

// An HHSScore is the result for one enrollee.
type HHSScore struct {
	Model      HHSModel
	Categories []string // after the hierarchy, before groups and the model's exclusions: "35_1"
	Terms      []Term
	Score      float64  // to three decimals
	CSRScore   float64  // with the factor of cost-sharing reduction
	Missing    []string // variables that hold and have no factor

	// What gave nothing: diagnoses without a category in the crosswalk of their
	// date, those that the program passes over for their date or age, and drug
	// and procedure codes without a class.
	NoCategory, Ignored, NoClass int
}

// BenefitYear returns the year that the release is of.
func (h *HHS) BenefitYear() int { return h.year }

// Provenance returns where h came from.
func (h *HHS) Provenance() medcode.Provenance { return h.prov }

// Diagnostics returns the defects of the files and what they lack.
func (h *HHS) Diagnostics() []medcode.Diagnostic { return h.diags }

// Len returns the number of codes that have a category in any fiscal year.
func (h *HHS) Len() int {
	all := map[research.Code]bool{}
	for _, codes := range h.codes {
		for c := range codes {
			all[c] = true
		}
	}
	return len(all)
}

// String names the release for people.
func (h *HHS) String() string { return fmt.Sprintf("%v: %d codes", h.prov, h.Len()) }

// Categories returns the categories of the model, in the program's order.
func (h *HHS) Categories() []string { return slices.Clone(h.list) }

// Label returns the name of a category.
func (h *HHS) Label(category string) (string, bool) {
	s, ok := h.labels[category]
	return s, ok
}

// ageAt returns the age on a date.
func (e Enrollee) ageAt(d medcode.Date) int {
	if e.Birth.IsZero() {
		return e.AgeAtDiagnosis
	}
	born, month, day := e.Birth.Date()
	year, m, at := d.Date()
	years := year - born
	if m < month || m == month && at < day {
		years--
	}
	return max(years, 0)
}

// model returns which of the models scores e.
func (e Enrollee) model() HHSModel {
	switch {
	case e.Age >= 21:
		return Adult
	case e.Age >= 2:
		return Child
	}
	return Infant
}

// check refuses what CMS's program rejects (CY21M07B, messages 18 to 33).
func (e Enrollee) check() error {
	switch {
	case e.Age < 0 || e.Age > oldest:
		return fmt.Errorf("age %d: want 0 to %d: %w", e.Age, oldest, medcode.ErrSyntax)
	case e.Sex != medcode.Male && e.Sex != medcode.Female:
		return fmt.Errorf("sex %v: the model wants male or female: %w", e.Sex, medcode.ErrSyntax)
	case strings.IndexByte(metals, byte(e.Metal)) < 0:
		return fmt.Errorf("metal level %q: want one of P, G, S, B, C: %w", string(rune(e.Metal)), medcode.ErrSyntax)
	case e.CSR < 0 || e.CSR > 13:
		return fmt.Errorf("indicator of cost-sharing reduction %d: want 0 to 13: %w", e.CSR, medcode.ErrSyntax)
	case e.Months < 1 || e.Months > 12:
		return fmt.Errorf("%d months of enrollment: want 1 to 12: %w", e.Months, medcode.ErrSyntax)
	}
	return nil
}

// Score returns the risk score of an enrollee from dated diagnoses, drug codes
// (NDC of 11 digits) and procedure codes that name drugs (HCPCS).
func (h *HHS) Score(e Enrollee, dx []research.Diagnosis, ndc, hcpcs []string) (HHSScore, error) {
	if err := e.check(); err != nil {
		return HHSScore{}, err
	}
	s := HHSScore{Model: e.model()}
	var p person
	p.in[inAge], p.in[inSex] = float64(e.Age), 2-truth(e.Sex == medcode.Male)
	h.gather(&s, &p, e, dx)
	classes := h.classes(&s, ndc, hcpcs)
	for i := range h.ranks {
		if r := &h.ranks[i]; p.cats.has(r.above) {
			p.cats.drop(&r.below)
		}
	}
	p.cats.each(func(i uint8) { s.Categories = append(s.Categories, h.list[i]) })
	sum := 0.0
	add := func(name string) {
		f, ok := h.factors[s.Model][name]
		if !ok {
			s.Missing = append(s.Missing, name)
			return
		}
		v := f[strings.IndexByte(metals, byte(e.Metal))]
		s.Terms = append(s.Terms, Term{name, v})
		sum += v
	}
	if s.Model == Infant {
		h.infant(e, p.cats, add)
	} else {
		h.others(s.Model, e, p.cats, classes, add)
	}
	factor := 1.0
	if f, ok := h.csr[csrKey{s.Model, e.CSR, e.Metal}]; ok {
		factor = f
	}
	s.Score, s.CSRScore = round3(sum), sum*factor
	return s, nil
}

// gather puts the categories of the diagnoses into p (macro I0V07ED1, FIND_CCs).
func (h *HHS) gather(s *HHSScore, p *person, e Enrollee, dx []research.Diagnosis) {
	for _, d := range dx {
		if d.Code.System().IsProcedure() {
			continue
		}
		at := e.ageAt(d.Date)
		if year, _, _ := d.Date.Date(); d.Date.IsZero() || year != h.year || at > e.Age || e.Age-at > 1 {
			s.Ignored++
			continue
		}
		given, ok := h.codes[d.Date.FiscalYear()][d.Code]
		if !ok {
			s.NoCategory++
			continue
		}
		if ages, ok := h.ages[d.Code]; ok && (at < ages[0] || at > ages[1]) {
			continue
		}
		if sex, ok := h.sexes[d.Code]; ok && sex != e.Sex {
			continue
		}
		if i := slices.IndexFunc(h.edits[d.Code], func(x hhsEdit) bool { return x.when.value(p) != 0 }); i >= 0 {
			given = nil
			if to := h.edits[d.Code][i].to; to != noCategory {
				p.cats.add(to)
			}
		}
		for _, i := range given {
			p.cats.add(i)
		}
	}
}

// classes returns the drug classes, insulin over other drugs for diabetes
// (CY21M07B, hierarchy check for RXC).
func (h *HHS) classes(s *HHSScore, ndc, hcpcs []string) (has [32]bool) {
	for _, of := range []struct {
		codes []string
		table map[string]uint8
	}{{ndc, h.ndc}, {hcpcs, h.hcpcs}} {
		for _, c := range of.codes {
			if class, ok := of.table[c]; ok {
				has[class] = true
			} else {
				s.NoClass++
			}
		}
	}
	if has[6] {
		has[7] = false
	}
	return has
}

// others scores adults and children (macros GENERATE_ADULT_VARIABLES,
// GENERATE_CHILD_VARIABLES).
func (h *HHS) others(m HHSModel, e Enrollee, cats set, classes [32]bool, add func(string)) {
	severe := m == Adult && cats.meets(&h.severe)
	left := cats
	left.drop(&h.exclude[m])
	var groups []string
	for _, g := range h.groups[m] {
		if left.meets(&g.of) {
			left.drop(&g.of)
			groups = append(groups, g.name)
		}
	}
	left.each(func(i uint8) { add(hhsName(h.list[i])) })
	add(ageCell(e))
	for _, g := range groups {
		add(g)
	}
	if m != Adult {
		return
	}
	if severe && slices.ContainsFunc(h.pairs, func(x hhsPair) bool {
		return x.group != "" && slices.Contains(groups, x.group) || x.group == "" && left.meets(&x.of)
	}) {
		add("INT_GROUP_H")
	}
	if e.Months < 12 {
		add("ED_" + strconv.Itoa(e.Months))
	}
	for class, has := range classes {
		if has {
			add(fmt.Sprintf("RXC_%02d", class))
		}
	}
	// products with drugs ask for categories before exclusions and groups
	for _, d := range h.drugs {
		if classes[d.class] && !slices.ContainsFunc(d.of, func(s set) bool { return !cats.meets(&s) }) {
			add(d.name)
		}
	}
}

// hhsAges are the first ages of the cells (macro AGESEXV6).
var hhsAges = []int{0, 1, 2, 5, 10, 15, 21, 25, 30, 35, 40, 45, 50, 55, 60}

func ageCell(e Enrollee) string {
	i := bandOf(hhsAges, e.Age)
	last := "GT"
	if i+1 < len(hhsAges) {
		last = strconv.Itoa(hhsAges[i+1] - 1)
	}
	return fmt.Sprintf("%sAGE_LAST_%d_%s", e.Sex, hhsAges[i], last)
}

// hhsName returns the variable of a category: HHS_HCC035_1 of 35_1.
func hhsName(category string) string {
	number, part, isPart := strings.Cut(category, "_")
	name := "HHS_HCC" + strings.Repeat("0", max(3-len(number), 0)) + number
	if isPart {
		name += "_" + part
	}
	return name
}

// maturities of infants of age 0 by the categories of their birth, the lowest
// first (macro GENERATE_INFANT_VARIABLES).
var maturities = []struct {
	name string
	of   []string
}{
	{"EXTREMELY_IMMATURE", []string{"242", "243", "244"}},
	{"IMMATURE", []string{"245", "246"}},
	{"PREMATURE_MULTIPLES", []string{"247", "248"}},
	{"TERM", []string{"249"}},
}

// infant scores infants: the highest severity with the lowest maturity. One of
// age 0 without a category of birth counts as of age 1, so that the birth isn't
// paid twice.
func (h *HHS) infant(e Enrollee, cats set, add func(string)) {
	left := cats
	left.drop(&h.exclude[Infant])
	level := 1
	for l := 5; l > 1; l-- {
		if left.meets(&h.severity[l]) {
			level = l
			break
		}
	}
	maturity := "AGE1"
	if e.Age == 0 {
		for _, m := range maturities {
			if slices.ContainsFunc(m.of, func(c string) bool { i := slices.Index(h.list, c); return i >= 0 && left.has(uint8(i)) }) {
				maturity = m.name
				break
			}
		}
	}
	if e.Sex == medcode.Male {
		if maturity == "AGE1" {
			add("AGE1_MALE")
		} else {
			add("AGE0_MALE")
		}
	}
	add(fmt.Sprintf("%s_X_SEVERITY%d", maturity, level))
}
