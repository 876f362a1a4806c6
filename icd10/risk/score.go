package risk

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
)

// A Beneficiary is what the models ask about a person beside the diagnoses.
type Beneficiary struct {
	Age           int // in years, on February 1 of the payment year
	Sex           medcode.Sex
	Entitlement   Entitlement
	Dual          Dual
	Institutional bool // a long-term stay in an institution in the payment month
	NewEnrollee   bool // less than 12 months of Part B in the data collection year
	ChronicSNP    bool // of a new enrollee: in a special-needs plan for a chronic condition
	LowIncome     bool // of RxHCC: has the low-income subsidy
	ESRD          bool // of RxHCC: end-stage renal disease in the payment year
	GraftMonths   int  // of ESRD: months since a kidney was transplanted, from 1; 0 in dialysis
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

// ParseDual reads a Medicaid dual status code of enrollment files: 02, 04 and 08
// are full, 01, 03, 05 and 06 partial dual eligibility; 00, 09, 99, NA and blank
// are none, with or without a leading zero.
func ParseDual(text string) (Dual, error) {
	switch text {
	case "02", "04", "08", "2", "4", "8":
		return FullDual, nil
	case "01", "03", "05", "06", "1", "3", "5", "6":
		return PartialDual, nil
	case "", "00", "0", "09", "9", "99", "NA":
		return NotDual, nil
	}
	return 0, fmt.Errorf("dual status %q: want 00 to 09, 99 or NA: %w", text, medcode.ErrSyntax)
}

// oldest is the highest age that is taken for one.
const oldest = 130

// A Score is the result for one person.
type Score struct {
	Model       ID
	Name        string   // the score variable of CMS's program: "SCORE_COMMUNITY_NA"
	Segment     string   // the prefix of its coefficients: "CNA"; empty for a transplant month
	Categories  []uint16 // payment categories after the hierarchy, ascending
	Terms       []Term   // whose sum is Demographic + Disease, but for the ESRD models' scores after a transplant
	Demographic float64
	Disease     float64
	Score       float64 // raw, to three decimals

	// Diagnoses that gave nothing: of codes that the release gives no category,
	// and of systems other than ICD-10-CM. Procedures are in neither.
	NoCategory, OtherSystem int
	// Variables that hold for the person and have no coefficient in the release.
	Missing []string
}

// A Term is a coefficient that a score adds.
type Term struct {
	Name  string // as the coefficient file spells it: "CNA_HCC85"
	Value float64
}

// Adjusted returns the score as paid: divided by the year's normalization
// factor, less the coding intensity adjustment (0.059 for 5.9 %; 42 CFR 422.308;
// see [FactorTable]). Each is rounded to three decimals, as the Announcements do.
func (s Score) Adjusted(normalization, codingIntensity float64) float64 {
	return round3(round3(s.Score/normalization) * (1 - codingIntensity))
}

func round3(x float64) float64 { return math.Round(x*1000*(1+1e-15)) / 1000 }

// people are used again, since what is asked about through an interface is on
// the heap.
var people = sync.Pool{New: func() any { return new(person) }}

// person returns the variables of a program.
func (m *Model) person(b Beneficiary) (person, error) {
	var p person
	err := m.fill(&p, b)
	return p, err
}

// fill sets the variables of a program.
func (m *Model) fill(p *person, b Beneficiary) error {
	*p = person{}
	if b.Age < 0 || b.Age > oldest {
		return fmt.Errorf("age %d: want 0 to %d: %w", b.Age, oldest, medcode.ErrSyntax)
	}
	if b.GraftMonths < 0 {
		return fmt.Errorf("%d months since a transplant: want 0 in dialysis, else 1 or more: %w", b.GraftMonths, medcode.ErrSyntax)
	}
	p.in[inAge] = float64(b.Age)
	switch b.Sex {
	case medcode.Male:
		p.in[inSex] = 1
	case medcode.Female:
		p.in[inSex] = 2
	default:
		return fmt.Errorf("sex %v: the model wants male or female: %w", b.Sex, medcode.ErrSyntax)
	}
	p.in[inOREC] = float64(b.Entitlement)
	caid := truth(b.Dual != NotDual)
	p.in[inLTIMcaid], p.in[inNEMcaid], p.in[inMcaid] = caid, caid, caid
	p.in[inFullDual], p.in[inPartialDual] = truth(b.Dual == FullDual), truth(b.Dual == PartialDual)
	p.in[inLTI], p.in[inESRD] = truth(b.Institutional), truth(b.ESRD)
	for _, r := range m.adjust {
		p.in[r.input] = r.to.value(p)
	}
	p.place()
	return nil
}

// CategoriesOf returns the payment categories of a person's diagnoses in a
// window, after the hierarchy, ascending. Of b, age, sex and entitlement matter.
func (m *Model) CategoriesOf(b Beneficiary, dx []research.Diagnosis, window medcode.Period) ([]uint16, error) {
	p, err := m.person(b)
	if err != nil {
		return nil, err
	}
	m.gather(&p, dx, window)
	m.rank(&p)
	return m.listed(nil, &p.cats), nil
}

// listed appends the categories in s.
func (m *Model) listed(all []uint16, s *set) []uint16 {
	for w, x := range s {
		for ; x != 0; x &= x - 1 {
			all = append(all, m.list[w<<6|bits.TrailingZeros64(x)])
		}
	}
	return all
}

// gather puts the categories of the diagnoses into p, and counts those that
// give none.
func (m *Model) gather(p *person, dx []research.Diagnosis, window medcode.Period) (none, other int) {
	for i := range dx {
		if dx[i].Outside(window) {
			continue
		}
		e, ok := m.fast.find(dx[i].Code)
		if !ok {
			switch s := dx[i].Code.System(); {
			case s == research.ICD10CM:
				none++
			case !s.IsProcedure():
				other++
			}
			continue
		}
		if e.edit != 0 {
			if to, ok := m.edited(e, p); ok {
				if to != noCategory {
					p.cats.add(to)
				}
				continue
			}
		}
		for _, c := range e.cats {
			if c == noCategory {
				break
			}
			p.cats.add(c)
		}
	}
	return none, other
}

// edited returns what the edits make of a code for a person: the place of a
// category, or noCategory where the diagnosis isn't valid. The first edit of the
// model that holds counts; those of the code editor count over all.
func (m *Model) edited(e entry, p *person) (to uint8, ok bool) {
	for _, x := range m.edits[e.edit] {
		if x.mce && !m.mce || ok && !x.mce || x.when.value(p) == 0 {
			continue
		}
		if x.mce || x.to == 0 {
			to, ok = noCategory, true
			continue
		}
		to, ok = noCategory, true
		if i, found := slices.BinarySearch(m.list, x.to); found {
			to = uint8(i)
		}
	}
	return to, ok
}

// rank applies the patches and the hierarchy, in the program's order: a
// category that went drops none (macro SET0 of V28115H1).
func (m *Model) rank(p *person) {
	for _, x := range m.patch {
		if x.to.value(p) != 0 {
			p.cats.add(x.place)
		} else {
			var s set
			s.add(x.place)
			p.cats.drop(&s)
		}
	}
	if !m.ascending {
		for i := range m.ranks {
			if r := &m.ranks[i]; p.cats.has(r.above) {
				p.cats.drop(&r.below)
			}
		}
		return
	}
	// The same where the steps ascend: from category to category that is there.
	for w := range p.cats {
		for done := uint64(0); ; {
			left := p.cats[w] & m.above[w] &^ done
			if left == 0 {
				break
			}
			i := bits.TrailingZeros64(left)
			done |= 2<<i - 1
			p.cats.drop(&m.ranks[m.rankOf[w<<6|i]].below)
		}
	}
}

// Score returns the risk score of a person from the diagnoses in a window,
// which for payment is the calendar year before. It fails where the model has no
// score for the person, such as one of unknown sex, or aged 30 and entitled by
// age.
func (m *Model) Score(b Beneficiary, dx []research.Diagnosis, window medcode.Period) (Score, error) {
	var s Score
	if err := m.ScoreInto(&s, b, dx, window); err != nil {
		return Score{}, err
	}
	return s, nil
}

// ScoreInto is Score into s, whose lists are written over: scoring many people
// with one s allocates nothing for each. What is taken out of s must be copied
// before its next use. On an error s means nothing.
func (m *Model) ScoreInto(s *Score, b Beneficiary, dx []research.Diagnosis, window medcode.Period) error {
	*s = Score{Model: m.id, Categories: s.Categories[:0], Terms: s.Terms[:0], Missing: s.Missing[:0]}
	p := people.Get().(*person)
	defer people.Put(p)
	if err := m.fill(p, b); err != nil {
		return err
	}
	s.NoCategory, s.OtherSystem = m.gather(p, dx, window)
	m.rank(p)
	s.Categories = m.listed(s.Categories, &p.cats)
	way := m.way(b, p)
	s.Name = way.name
	if !way.ok {
		return fmt.Errorf("%v: no score %s for a person of age %d, sex %v, entitlement %d", m.id, s.Name, b.Age, b.Sex, b.Entitlement)
	}
	if f := way.form; f != nil {
		s.Segment = f.prefix[:len(f.prefix)-1]
		if err := f.sum(s, p, m); err != nil {
			return fmt.Errorf("%v: %w for a person of age %d, sex %v, entitlement %d", m.id, err, b.Age, b.Sex, b.Entitlement)
		}
	}
	p.sum = s.Demographic + s.Disease
	total := p.sum
	if way.final != nil {
		total = way.final.value(p)
	}
	s.Demographic, s.Disease, s.Score = round3(s.Demographic), round3(s.Disease), round3(total)
	return nil
}

// sum adds the terms that hold for a person.
func (f *scoreForm) sum(s *Score, p *person, m *Model) error {
	for _, of := range [2]int{p.cell, p.ne} {
		f.add(s, p, f.ofCell[of])
	}
	f.add(s, p, f.before)
	if len(s.Terms) == 0 {
		return fmt.Errorf("no coefficient %s of a cell of age and sex", f.prefix)
	}
	if p.cats.empty() {
		return nil
	}
	for w, x := range p.cats {
		for ; x != 0; x &= x - 1 {
			i := w<<6 | bits.TrailingZeros64(x)
			if t := &f.categories[i]; t.name != "" {
				s.Terms = append(s.Terms, Term{t.name, t.value})
				s.Disease += t.value
			} else if f.diseases {
				s.Missing = append(s.Missing, f.prefix+m.name(m.list[i]))
			}
		}
	}
	f.add(s, p, f.after)
	if n := p.cats.size(); n < len(f.ofCount) && f.ofCount[n].name != "" {
		f.add(s, p, f.ofCount[n:n+1])
	}
	return nil
}

// add adds those of some terms that hold for a person.
func (f *scoreForm) add(s *Score, p *person, terms []term) {
	for i := range terms {
		t := &terms[i]
		if t.asks && !p.cats.meets(&t.needs) {
			continue
		}
		x := t.when.value(p)
		if x == 0 {
			continue
		}
		x *= t.value
		s.Terms = append(s.Terms, Term{t.name, x})
		if t.disease {
			s.Disease += x
		} else {
			s.Demographic += x
		}
	}
}

// size returns how many categories are in s.
func (s *set) size() int {
	return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) + bits.OnesCount64(s[2]) + bits.OnesCount64(s[3])
}

func (s *set) empty() bool { return s[0]|s[1]|s[2]|s[3] == 0 }

// A way is how a score comes about: the variable that holds it, the sum, and
// what becomes of that, nil for the sum itself. ok is false where the program has
// no such score.
type way struct {
	name  string
	form  *scoreForm
	final node
	ok    bool
}

// wayTo returns the way to a score by the name of its variable.
func (m *Model) wayTo(name string) way {
	f, ok := m.final[name]
	return way{name, m.scores[f.prefix], f.form, ok}
}

// way returns that of b.
func (m *Model) way(b Beneficiary, p *person) way {
	switch {
	case m.id.rx():
		return m.wayTo(rxScore(b, p.in[inAge] >= 65))
	case m.id.esrd():
		return m.wayTo(m.id.esrdScore(b, p))
	}
	return m.ways[segment(b, p)]
}

// segments are the prefixes of the coefficients of CMS-HCC: community (C) without
// Medicaid (N), with partial (P) or full (F) dual eligibility, aged (A) or
// disabled (D); institutional; new enrollees, and those of special needs plans
// for chronic conditions.
var segments = [...]string{"CNA_", "CND_", "CPA_", "CPD_", "CFA_", "CFD_", "INS_", "NE_", "SNPNE_"}

// makeWays finds the ways of CMS-HCC. The programs have several names for the
// score of new enrollees of special needs plans, and one prefix.
func (m *Model) makeWays() {
	for i, prefix := range segments {
		name, ok := m.named[prefix]
		if !ok {
			name = prefix
		}
		m.ways[i] = m.wayTo(name)
	}
}

// segment returns the number of the segment that CMS-HCC scores b with.
func segment(b Beneficiary, p *person) int {
	switch {
	case b.NewEnrollee && b.ChronicSNP:
		return 8
	case b.NewEnrollee:
		return 7
	case b.Institutional:
		return 6
	}
	of := 2 * int(min(b.Dual, FullDual))
	// disabled in the payment year: macro AGESEXV2, DISABL
	if p.in[inAge] < 65 && b.Entitlement != EntitledByAge {
		of++
	}
	return of
}

func rxScore(b Beneficiary, aged bool) string {
	switch {
	case b.NewEnrollee && b.Institutional:
		return "SCORE_NE_LTI"
	case b.NewEnrollee && b.LowIncome:
		return "SCORE_NE_LOWCOMMUNITY"
	case b.NewEnrollee:
		return "SCORE_NE_NONLOWCOMMUNITY"
	case b.Institutional:
		return "SCORE_CE_LTI"
	}
	income, age := "NOLOW", "NOAGED"
	if b.LowIncome {
		income = "LOW"
	}
	if aged {
		age = "AGED"
	}
	return "SCORE_CE_" + income + age
}

// esrdScore follows the scores' names in E2425T1M and E2125P1M: dialysis, the
// months of the transplant, and after it those of a functioning graft in its 4th
// to 9th month or later.
func (id ID) esrdScore(b Beneficiary, p *person) string {
	switch {
	case b.GraftMonths == 0 && b.NewEnrollee:
		return "SCORE_DIAL_NE"
	case b.GraftMonths == 0:
		return "SCORE_DIAL"
	case b.GraftMonths < 4:
		return "SCORE_TRANS_KIDNEY_ONLY_" + strconv.Itoa(b.GraftMonths) + "M"
	}
	of, age, duration, dual := "COMM", "GE65", "DUR10PL", "ND_PBD"
	if b.Institutional {
		of = "INST"
	}
	if p.in[inAge] < 65 {
		age = "LT65"
	}
	if b.NewEnrollee {
		of = "NE"
		if p.in[inAge] == 64 && b.Entitlement == EntitledByAge {
			age = "GE65" // the cell of 65
		}
	}
	if b.GraftMonths < 10 {
		duration = "DUR4_9"
	}
	if b.Dual == FullDual {
		dual = "FBD"
	}
	if id == ESRDV21 {
		return "SCORE_GRAFT_" + of + "_" + duration + "_" + age
	}
	return "SCORE_G_" + of + "_" + dual + "_" + age + "_" + duration
}
