package screen

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/ncci"
)

// Options are what a [Screener] compares with. The zero value is usable: the
// screens that need something that is not there are left out, and [Report]
// says so.
type Options struct {
	Edits *ncci.Library // for Unbundling and Units

	// Minutes is the time that a unit of a service takes its clinician. Nil
	// takes the times of evaluation and management codes, see [cpt.Code.Visit].
	Minutes func(hcpcs.Code, medcode.Date) (float64, bool)
	// Work is the work RVU of a unit of a service, such as hcpcs/mpfs tells it.
	Work func(hcpcs.Code, medcode.Date) (float64, bool)
	// Global is how many days after an operation are paid with it, and ok where a
	// service is one, such as hcpcs/mpfs tells it; for GlobalDays.
	Global func(hcpcs.Code, medcode.Date) (days int, ok bool)
	// Severe tells whether a stay's DRG is of the highest severity (with MCC),
	// and is ok where its DRG is one that is graded by severity.
	Severe func(*rules.Claim) (severe, ok bool)
	// Peers names the group that a claim's provider is compared within, such as
	// a specialty. Nil puts all together; institutions and clinicians are always
	// apart.
	Peers func(*rules.Claim) string

	DayMinutes float64 // a day with more is a lead; 0 is 720, twelve hours
	DayWork    float64 // the same in work RVUs; 0 is 100, some five times a physician's full day
	ChargeTo   float64 // times the median charge of a code that is a lead; 0 is 10
	MinCases   int     // a share of fewer cases is not compared; 0 is 30, less is 1
	MinPeers   int     // nor one with fewer peers; 0 is 10, less than 2 is 2
	Deviations float64 // how far above the peers' mean a share must be, with 95 % confidence; 0 is 2
	Evidence   int     // cases kept for each lead; 0 is 10
	MaxDays    int     // clinicians' days counted, for a limit to memory; 0 is 4,000,000
}

func (o Options) withDefaults() Options {
	o.DayMinutes, o.DayWork, o.ChargeTo = cmp.Or(o.DayMinutes, 720), cmp.Or(o.DayWork, 100), cmp.Or(o.ChargeTo, 10)
	o.MinCases, o.MinPeers, o.Deviations = cmp.Or(o.MinCases, 30), cmp.Or(o.MinPeers, 10), cmp.Or(o.Deviations, 2)
	o.MinCases = max(o.MinCases, 1) // none has no share
	o.MinPeers = max(o.MinPeers, 2) // fewer have no deviation
	o.Evidence, o.MaxDays = cmp.Or(o.Evidence, 10), cmp.Or(o.MaxDays, 4_000_000)
	if o.Minutes == nil {
		o.Minutes = visitMinutes()
	}
	return o
}

// visitMinutes returns a look-up of the times of visits.
func visitMinutes() func(hcpcs.Code, medcode.Date) (float64, bool) {
	visits := visitTable()
	return func(c hcpcs.Code, on medcode.Date) (float64, bool) {
		v, ok := visitOn(visits[c], on)
		return float64(v.Minutes), ok && v.Minutes > 0
	}
}

func visitTable() map[hcpcs.Code][]cpt.Visit {
	table := map[hcpcs.Code][]cpt.Visit{}
	for v := range cpt.Visits() {
		c := hcpcs.MustParse(v.Code.String())
		table[c] = append(table[c], v)
	}
	return table
}

func visitOn(visits []cpt.Visit, on medcode.Date) (cpt.Visit, bool) {
	for _, v := range visits {
		if v.Period.Contains(on) {
			return v, true
		}
	}
	return cpt.Visit{}, false
}

// A Screener screens a stream of claims. It keeps what is known of the patient
// at hand, and counts by provider, provider's day and code: memory does not
// grow with the number of claims. It is for one goroutine.
type Screener struct {
	opts      Options
	visits    map[hcpcs.Code][]cpt.Visit
	providers []*provider
	known     map[string]uint32
	tallies   map[subject]*tally
	days      map[providerDay]workday
	charges   map[hcpcs.Code]*chargeTable
	family    string // whose claims are at hand
	patients  []*patient
	patient   *patient // of them, the one being screened
	report    Report

	joint     rules.Claim // lines being judged, of several claims
	origin    []int       // where they stand among the patient's
	decisions []ncci.Decision
}

// A Report is what a Screener has found.
type Report struct {
	Claims, Lines, Patients int
	Leads                   []Lead // ranked: the most charges in question first
	Distributions           []Distribution
	Unnamed                 int // claims that name no patient, and could not be compared with others
	// NotScreened says what could not be screened, and why.
	NotScreened []string
}

// A provider is counted as a clinician or as an institution.
type provider struct {
	npi         string
	peers       string
	institution bool
	shares      [measures]share
	levels      map[cpt.Family]*[5]int32
}

type providerDay struct {
	provider uint32
	day      medcode.Date
}

type workday struct {
	minutes, work float64
	lines         int32
	charge        medcode.Cents
}

// NewScreener returns a Screener that has seen nothing.
func NewScreener(o Options) *Screener {
	return &Screener{opts: o.withDefaults(), visits: visitTable(), known: map[string]uint32{}, tallies: map[subject]*tally{},
		days: map[providerDay]workday{}, charges: map[hcpcs.Code]*chargeTable{}}
}

// init makes a zero Screener one with the zero Options.
func (s *Screener) init() {
	if s.known == nil {
		*s = *NewScreener(s.opts)
	}
}

// Add takes the next claim, which it does not keep. The claims of a patient
// must come one after the other, in any order, those of a member's dependents
// among them: sort the file by member or patient. What
// is compared between claims, duplicates and stays, is compared within such a
// run.
func (s *Screener) Add(c *rules.Claim) {
	s.init()
	s.report.Claims++
	s.report.Lines += len(c.Lines)
	if c.Person() == "" {
		s.report.Unnamed++
	}
	p := s.at(c)
	s.patient = p
	b := billed{id: c.ID, from: c.From, through: c.Through}
	if f := c.Frequency(); f != "" {
		b.frequency = kindOf(f[0])
	}
	b.gone = b.frequency == '0' // nothing is asked for
	b.provider = s.provider(c, c.BillingNPI)
	p.claims = append(p.claims, b)
	if b.gone || b.frequency == '8' {
		return
	}
	if c.Setting == rules.Inpatient {
		s.addStay(c)
		return
	}
	for i := range c.Lines {
		s.addLine(c, i)
	}
}

// kindOf returns the frequency that one counts as: an adjustment that the payer,
// the beneficiary or a reviewer initiated (F to K, M and P) replaces a claim as 7
// does, and of abbreviated encounters X voids and Y replaces one (NUBC, UB-04 FL
// 4; Claims Processing Manual, chapter 25, section 75.1).
func kindOf(frequency byte) byte {
	switch frequency {
	case 'F', 'G', 'H', 'I', 'J', 'K', 'M', 'P', 'Y':
		return '7'
	case 'X':
		return '8'
	}
	return frequency
}

// provider returns the number of who is answerable for a claim or line.
func (s *Screener) provider(c *rules.Claim, npi string) uint32 {
	if id, ok := s.known[npi]; ok {
		return id
	}
	id := uint32(len(s.providers))
	p := &provider{npi: npi, institution: c.Setting != rules.Professional}
	if s.opts.Peers != nil {
		p.peers = s.opts.Peers(c)
	}
	s.providers = append(s.providers, p)
	s.known[npi] = id
	return id
}

// renderer returns who rendered a line: the institution, or the clinician.
func renderer(c *rules.Claim, l *rules.Line) string {
	if c.Setting != rules.Professional {
		return c.BillingNPI
	}
	return cmp.Or(l.RenderingNPI, c.RenderingNPI, c.BillingNPI)
}

func (s *Screener) tally(screen Screen, provider uint32) *tally {
	k := subject{screen, provider}
	t := s.tallies[k]
	if t == nil {
		t = &tally{}
		s.tallies[k] = t
	}
	return t
}

// addLine counts one line of an outpatient or professional claim.
func (s *Screener) addLine(c *rules.Claim, i int) {
	l := &c.Lines[i]
	code, err := hcpcs.Parse(l.Code)
	if err != nil {
		return
	}
	id := s.provider(c, renderer(c, l))
	on := c.LineDate(i)
	s.patient.addLine(c, i, code, id, on)
	s.addCharge(c, l, code, id, on)
	if c.Setting != rules.Professional {
		return
	}
	p := s.providers[id]
	p.shares[distinctLines].count(l.HasModifier("59") || hasX(l), l.Charge)
	if v, ok := visitOn(s.visits[code], on); ok {
		s.addVisit(p, v, l)
	}
	s.addWork(l, code, id, on)
}

func hasX(l *rules.Line) bool {
	return slices.ContainsFunc(l.Modifiers, func(m string) bool {
		switch m {
		case "XE", "XP", "XS", "XU":
			return true
		}
		return false
	})
}

func (s *Screener) addVisit(p *provider, v cpt.Visit, l *rules.Line) {
	p.shares[visitsWith25].count(l.HasModifier("25"), l.Charge)
	if v.Level == cpt.NoLevel {
		return
	}
	if p.levels == nil {
		p.levels = map[cpt.Family]*[5]int32{}
	}
	if p.levels[v.Family] == nil {
		p.levels[v.Family] = new([5]int32)
	}
	p.levels[v.Family][v.Level]++
	if m, ok := familyMeasure(v.Family); ok {
		p.shares[m].count(v.Level == cpt.High, l.Charge)
	}
}

// units returns a line's units, 1 where what it says is none or no number.
func units(l *rules.Line) float64 {
	if l.Units > 1 && l.Units <= math.MaxInt32 {
		return l.Units
	}
	return 1
}

func (s *Screener) addWork(l *rules.Line, code hcpcs.Code, id uint32, on medcode.Date) {
	units := units(l)
	minutes, ok := s.opts.Minutes(code, on)
	work := 0.0
	if s.opts.Work != nil {
		if w, known := s.opts.Work(code, on); known {
			work, ok = w, true
		}
	}
	if l.Measure == "MJ" { // the units are the minutes, as of anesthesia
		minutes, work, ok = 1, 0, true
	}
	k := providerDay{id, on}
	d, counted := s.days[k]
	if !ok || !counted && len(s.days) >= s.opts.MaxDays {
		return
	}
	d.minutes += minutes * units
	d.work += work * units
	d.lines++
	d.charge = d.charge.Add(l.Charge)
	s.days[k] = d
}

// Report returns what stands out so far, ranked. Claims may be added after it.
func (s *Screener) Report() Report {
	s.init()
	s.flush()
	s.family = ""
	r := s.report
	r.Leads = s.direct()
	r.Leads = append(r.Leads, s.longDays()...)
	r.Leads = append(r.Leads, s.outlierCharges()...)
	shares, distributions, thin := s.outlierShares()
	r.Distributions = distributions
	r.Leads = append(r.Leads, shares...)
	rank(r.Leads)
	r.NotScreened = s.notScreened(thin)
	return r
}

func (s *Screener) notScreened(thin []string) []string {
	var all []string
	if n := s.report.Unnamed; n > 0 {
		all = append(all, fmt.Sprintf("duplicates, overlaps, returns, transfers and readmissions: %d of %d claims name no patient and were compared with none", n, s.report.Claims))
	}
	if s.opts.Edits == nil {
		all = append(all, "unbundling and units: no NCCI edits were given")
	}
	if s.opts.Global == nil {
		all = append(all, "global days: nothing was given that tells the days that are paid with an operation")
	}
	if s.opts.Severe == nil {
		all = append(all, "stay severity: nothing was given that tells a DRG's severity")
	}
	if s.opts.Work == nil {
		all = append(all, "work of a day: no work RVUs were given, only times of visits")
	}
	if len(s.days) >= s.opts.MaxDays {
		all = append(all, fmt.Sprintf("long days: only the first %d clinicians' days were counted", s.opts.MaxDays))
	}
	return append(all, thin...)
}

// messages say what the cases of a tally are; their number follows.
var messages = map[Screen]string{
	Duplicates:    "Lines or stays billed again, alike in patient, day, code, modifiers, units and charge",
	Overlaps:      "Stays or services within another stay of the patient",
	Unbundling:    "Lines with a column 2 code beside its column 1 code, without a modifier that lets both be paid",
	Units:         "Lines with more units than a medically unlikely edit",
	GlobalDays:    "Visits in the days that are paid with an operation, by who operated or one of the same group and specialty, without modifier 24",
	SameDayReturn: "Patients discharged and admitted again on the same day, billed as two stays",
	Transfers:     "Patients admitted to another hospital on the day of discharge, not billed as a transfer",
}

// direct returns the leads that rest on cases by themselves.
func (s *Screener) direct() []Lead {
	var leads []Lead
	for _, k := range sortedSubjects(s.tallies) {
		t := s.tallies[k]
		leads = append(leads, Lead{Screen: k.screen, Provider: s.providers[k.provider].npi, Cases: t.cases, Exposure: t.exposure,
			Message: fmt.Sprintf("%s: %d.", messages[k.screen], t.cases), Score: t.score, Evidence: slices.Clone(t.kept)})
	}
	return leads
}

func sortedSubjects(m map[subject]*tally) []subject {
	return slices.SortedFunc(maps.Keys(m), func(a, b subject) int {
		return cmp.Or(cmp.Compare(a.provider, b.provider), cmp.Compare(a.screen, b.screen))
	})
}

// longDays returns the clinicians with days beyond the limits.
func (s *Screener) longDays() []Lead {
	over := func(d workday) float64 { return max(d.minutes/s.opts.DayMinutes, d.work/s.opts.DayWork) }
	var long []providerDay
	for k, d := range s.days {
		if over(d) > 1 {
			long = append(long, k)
		}
	}
	slices.SortFunc(long, func(a, b providerDay) int {
		return cmp.Or(cmp.Compare(a.provider, b.provider), a.day.Compare(b.day))
	})
	found := map[uint32]*tally{}
	for _, k := range long {
		d := s.days[k]
		t := found[k.provider]
		if t == nil {
			t = &tally{}
			found[k.provider] = t
		}
		t.score = max(t.score, over(d))
		t.add(s.opts.Evidence, Evidence{Date: k.day, Charge: d.charge}, func() string {
			text := fmt.Sprintf("%d services", d.lines)
			if d.minutes > 0 {
				text += fmt.Sprintf(", %.1f hours", d.minutes/60)
			}
			if d.work > 0 {
				text += fmt.Sprintf(", %.1f work RVUs", d.work)
			}
			return text
		})
	}
	var leads []Lead
	for _, id := range slices.Sorted(maps.Keys(found)) {
		t := found[id]
		leads = append(leads, Lead{Screen: LongDays, Provider: s.providers[id].npi, Cases: t.cases, Exposure: t.exposure, Score: t.score,
			Message:  fmt.Sprintf("Days with services that typically take more than %.0f hours, or of more than %.0f work RVUs: %d.", s.opts.DayMinutes/60, s.opts.DayWork, t.cases),
			Evidence: t.kept})
	}
	return leads
}
