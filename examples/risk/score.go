package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk"
	"github.com/medcode/medcode/internal/columns"
	"github.com/medcode/medcode/internal/source"
)

// scored is a person with the result.
type scored struct {
	row                     row
	model, release, name    string
	year                    int
	categories              []string
	score, adjusted         float64
	terms                   []risk.Term
	noCategory, otherSystem int
	leftOut                 int // diagnoses of claims that the filter left out
	missing                 []string
	report                  *risk.Report // for the page
	dx                      []research.Diagnosis
	medicare                *risk.Model
	hhs                     *risk.HHS
	err                     error
}

func (p *scored) printed() string {
	if p.err != nil {
		return ""
	}
	return strconv.FormatFloat(p.score, 'f', 3, 64)
}

func (p *scored) termList() string {
	var words []string
	for _, t := range p.terms {
		words = append(words, t.Name+"="+strconv.FormatFloat(t.Value, 'f', -1, 64))
	}
	return strings.Join(words, " ")
}

// A scoring has the models as they are asked for.
type scoring struct {
	config   *config
	folders  []fs.FS
	packages *risk.Packages
	models   map[string]*risk.Model
	hhs      map[int]*risk.HHS
	dx       map[string][]research.Diagnosis // of tables of their own
	read     research.Report
	filter   filtered
	factors  *risk.FactorTable
	notes    []string // each once
}

// note keeps what is said once, however many persons it is about.
func (s *scoring) note(text string) {
	if !slices.Contains(s.notes, text) {
		s.notes = append(s.notes, text)
	}
}

func newScoring(folders []fs.FS, c *config) (*scoring, error) {
	s := &scoring{config: c, folders: folders, models: map[string]*risk.Model{}, hhs: map[int]*risk.HHS{}}
	var err error
	if s.packages, err = risk.ReadPackages(medcode.ReadOptions{}, folders...); err != nil {
		return nil, fmt.Errorf("-release: %w", err)
	}
	s.factors = risk.KnownFactors()
	if c.factors != "" {
		f, err := os.Open(c.factors)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		own, err := risk.ReadFactors(f)
		if err != nil {
			return nil, fmt.Errorf("-factors %s: %w", c.factors, err)
		}
		s.factors = s.factors.With(own)
	}
	if len(c.claims)+len(c.billed) > 0 {
		s.dx = map[string][]research.Diagnosis{}
	}
	for _, name := range c.claims {
		if err := s.readClaims(name); err != nil {
			return nil, err
		}
	}
	s.filter = filtered{reasons: map[string]int{}, leftOut: map[string][]string{}}
	if s.filter.lists, err = readEligible(c.eligible); err != nil {
		return nil, err
	}
	for _, name := range c.billed {
		if err := s.readClaimFile(name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// collector is a scorer that keeps what it is given.
type collector struct {
	mu sync.Mutex
	to map[string][]research.Diagnosis
}

func (c *collector) Columns() []string { return []string{"n"} }

func (c *collector) Score(u *research.Unit, row *research.Row) error {
	c.mu.Lock()
	c.to[string(u.Person)] = append(c.to[string(u.Person)], u.Diagnoses...)
	c.mu.Unlock()
	row.Int(len(u.Diagnoses))
	return nil
}

// readClaims reads diagnoses by person from a long table or a file of RIF.
func (s *scoring) readClaims(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	plain, err := source.Gunzip(f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	text := bufio.NewReader(plain)
	first, _ := text.Peek(1 << 10)
	line, _, _ := strings.Cut(string(first), "\n")
	table := research.LongTable()
	if strings.Contains(line, "|") {
		table = research.RIF()
	}
	report, err := research.Run(context.Background(), text, table, []research.Scorer{&collector{to: s.dx}}, io.Discard, research.Options{Name: name, OtherSystems: true})
	s.read.BadCodes += report.BadCodes
	s.read.OtherSystems += report.OtherSystems
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// score scores the persons of a file; those that can't be are in the result,
// with the error.
func (s *scoring) score(name string, complain func(error)) ([]*scored, error) {
	var all []*scored
	err := readPersons(name, len(s.config.claims)+len(s.config.billed) > 0, s.note, func(line int, r row) error {
		p := &scored{row: r, leftOut: len(s.filter.leftOut[r.get("id")])}
		all = append(all, p)
		if r.get("benefit_year") != "" || strings.HasPrefix(strings.ToUpper(r.get("model")), "HHS") {
			p.err = s.marketplace(p)
		} else {
			p.err = s.medicareScore(p)
		}
		if p.err != nil {
			complain(fmt.Errorf("%s:%d: person %s: %w", name, line, r.get("id"), p.err))
		}
		return nil
	})
	return all, err
}

// diagnoses returns those of a person.
func (s *scoring) diagnoses(r row, date medcode.Date) ([]research.Diagnosis, error) {
	if s.dx != nil {
		return s.dx[r.get("id")], nil
	}
	var dx []research.Diagnosis
	for text := range strings.FieldsFuncSeq(r.get("dx"), betweenCodes) {
		system, code := research.ICD10CM, text
		if c, ok := strings.CutPrefix(text, "9:"); ok {
			system, code = research.ICD9CM, c
		}
		c, err := research.ParseCode(system, code)
		if err != nil {
			return nil, err
		}
		dx = append(dx, research.Diagnosis{Code: c, Date: date})
	}
	return dx, nil
}

func (s *scoring) medicareScore(p *scored) error {
	r := p.row
	var err error
	if p.year, err = r.number("payment_year"); err != nil {
		return err
	}
	if p.year == 0 {
		p.year = s.config.year
	}
	name := r.get("model")
	if name == "" {
		name = s.config.model
	}
	id, err := risk.ParseID(name)
	if err != nil {
		return err
	}
	if p.year < 2004 || p.year > 2100 { // payment by CMS-HCC began in 2004
		return fmt.Errorf("payment year %d: want one as 2026 in the column payment_year or by -year: %w", p.year, medcode.ErrSyntax)
	}
	p.model = string(id)
	key := fmt.Sprintf("%s %d", id, p.year)
	m := s.models[key]
	if m == nil {
		if m, err = s.packages.Model(id, p.year); err != nil {
			return err
		}
		if s.config.noMCE {
			m = m.WithoutMCE()
		}
		s.models[key] = m
	}
	p.medicare, p.release = m, m.Release()
	b, err := beneficiary(r)
	if err != nil {
		return err
	}
	if p.dx, err = s.diagnoses(r, medcode.Date{}); err != nil {
		return err
	}
	window := medcode.Period{}
	if s.dx != nil && p.year > 0 { // the calendar year before
		window.From, err = medcode.ParseDate(fmt.Sprintf("%d-01-01", p.year-1))
		if err == nil {
			window.To, err = medcode.ParseDate(fmt.Sprintf("%d-12-31", p.year-1))
		}
		if err != nil {
			return err
		}
	}
	x, err := m.Score(b, p.dx, window)
	if err != nil {
		if cc, err2 := m.CategoriesOf(b, p.dx, window); err2 == nil {
			p.categories = numbers(cc)
		}
		return err
	}
	p.name, p.score, p.terms, p.categories = strings.ToLower(x.Name), x.Score, x.Terms, numbers(x.Categories)
	p.noCategory, p.otherSystem, p.missing = x.NoCategory, x.OtherSystem, x.Missing
	if f, err := s.factors.Of(id, p.year); err == nil {
		p.adjusted = x.Adjusted(f.Normalization, f.CodingIntensity)
	} else {
		s.note(fmt.Sprintf("no adjusted score: %v", err))
	}
	if s.config.html != "" {
		report, err := m.Report(b, p.dx, window)
		if err != nil {
			return err
		}
		p.report = &report
	}
	return nil
}

func numbers(categories []uint16) []string {
	var words []string
	for _, c := range categories {
		words = append(words, strconv.Itoa(int(c)))
	}
	return words
}

func beneficiary(r row) (risk.Beneficiary, error) {
	var b risk.Beneficiary
	age, err1 := r.number("age")
	orec, err2 := r.number("orec")
	months, err3 := r.number("graft_months")
	sex, err4 := columns.Sex(r.get("sex"))
	dual, err5 := risk.ParseDual(r.get("dual"))
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return b, err
	}
	if orec < 0 || orec > 3 {
		return b, fmt.Errorf("orec %d: want 0 to 3: %w", orec, medcode.ErrSyntax)
	}
	if r.get("age") == "" {
		return b, fmt.Errorf("no age: %w", medcode.ErrSyntax)
	}
	b = risk.Beneficiary{Age: age, Sex: sex, Entitlement: risk.Entitlement(orec), Dual: dual, GraftMonths: months}
	for name, to := range map[string]*bool{"new_enrollee": &b.NewEnrollee, "snp": &b.ChronicSNP, "lti": &b.Institutional,
		"low_income": &b.LowIncome, "esrd": &b.ESRD} {
		var err error
		if *to, err = r.flag(name); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (s *scoring) marketplace(p *scored) error {
	r := p.row
	year, err := r.number("benefit_year")
	if err != nil {
		return err
	}
	p.year = year
	h := s.hhs[year]
	if h == nil {
		if h, err = risk.ReadHHSOf(year, medcode.ReadOptions{}, s.folders...); err != nil {
			return err
		}
		s.hhs[year] = h
	}
	p.hhs, p.release = h, fmt.Sprint(h.Provenance())
	var e risk.Enrollee
	for name, to := range map[string]*int{"age_last": &e.Age, "age_at_dx": &e.AgeAtDiagnosis, "csr": &e.CSR, "months": &e.Months} {
		if *to, err = r.number(name); err != nil {
			return err
		}
	}
	if e.Sex, err = columns.Sex(r.get("sex")); err != nil {
		return err
	}
	if metal := strings.ToUpper(r.get("metal")); metal != "" {
		e.Metal = risk.Metal(metal[0])
	}
	if t := r.get("birth"); t != "" {
		if e.Birth, err = medcode.ParseDate(t); err != nil {
			return err
		}
	} else if r.get("age_at_dx") == "" {
		e.AgeAtDiagnosis = e.Age
	}
	var date medcode.Date
	if t := r.get("dx_date"); t != "" {
		if date, err = medcode.ParseDate(t); err != nil {
			return err
		}
	}
	if p.dx, err = s.diagnoses(r, date); err != nil {
		return err
	}
	x, err := h.Score(e, p.dx, strings.FieldsFunc(r.get("ndc"), betweenCodes), strings.FieldsFunc(r.get("hcpcs"), betweenCodes))
	if err != nil {
		return err
	}
	p.model, p.name = "HHS-HCC "+x.Model.String(), "score_"+x.Model.String()
	p.categories, p.terms, p.score, p.adjusted = x.Categories, x.Terms, x.Score, x.CSRScore
	p.noCategory, p.otherSystem, p.missing = x.NoCategory, x.Ignored, x.Missing
	return nil
}

// tell writes what the releases lack, and what of the claims was not counted.
func (s *scoring) tell(w io.Writer) (told bool) {
	for key, m := range s.models {
		for _, d := range m.Diagnostics() {
			switch d.Kind {
			case medcode.KindMissingPart, medcode.KindMissingCoefficient, medcode.KindUnusedCoefficient, medcode.KindUnknownStatement:
				fmt.Fprintf(w, "risk: %s: %v\n", key, d)
				told = told || d.Kind != medcode.KindUnusedCoefficient
			}
		}
	}
	for year, h := range s.hhs {
		for _, d := range h.Diagnostics() {
			if d.Kind == medcode.KindMissingPart {
				fmt.Fprintf(w, "risk: HHS-HCC %d: %v\n", year, d)
				told = true
			}
		}
	}
	if s.read.BadCodes+s.read.OtherSystems > 0 {
		fmt.Fprintf(w, "risk: claims: %d codes that are none, %d of another system\n", s.read.BadCodes, s.read.OtherSystems)
		told = true
	}
	return told
}
