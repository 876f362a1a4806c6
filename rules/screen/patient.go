package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

// A patient is what is kept of a patient at hand.
type patient struct {
	id     string
	claims []billed
	lines  []serviceLine
	stays  []stay
}

// A billed is a claim as it was billed.
type billed struct {
	id            string
	provider      uint32
	frequency     byte // 0 where not said
	from, through medcode.Date
	gone          bool // voided, replaced, or not billed for payment
}

// A serviceLine is a line of an outpatient or professional claim.
type serviceLine struct {
	signature
	rules.Line
	claim   string
	setting rules.Setting
	number  int // of the claim, in patient.claims

	group, specialty string // the biller, and the clinician's specialty or taxonomy
}

// A signature is what two lines have alike that bill the same service.
type signature struct {
	provider  uint32
	code      hcpcs.Code
	on        medcode.Date
	modifiers string
	units     float64
	charge    medcode.Cents
}

// A stay is an inpatient claim, or the interim bills of one admission.
type stay struct {
	provider      uint32
	in, out       medcode.Date
	from, through medcode.Date // of the statement
	status        string       // two digits
	claim         string
	number        int // of the claim, in patient.claims
	charge        medcode.Cents
	nursing       bool // in a nursing facility or a swing bed
}

func (p *patient) addLine(c *rules.Claim, i int, code hcpcs.Code, provider uint32, on medcode.Date) {
	l := c.Lines[i]
	l.Modifiers, l.Pointers = slices.Clone(l.Modifiers), nil
	l.From, l.RenderingNPI = on, renderer(c, &l)
	p.lines = append(p.lines, serviceLine{signature{provider, code, on, modifierKey(l.Modifiers), l.Units, l.Charge}, l, c.ID, c.Setting, len(p.claims) - 1,
		c.BillingNPI, specialty(c, &c.Lines[i])})
}

// specialty returns the specialty of who rendered a line, else the taxonomy, as
// far as the claim says one.
func specialty(c *rules.Claim, l *rules.Line) string {
	if l.RenderingNPI != "" && l.RenderingNPI != c.RenderingNPI {
		return cmp.Or(l.Specialty, l.RenderingTaxonomy)
	}
	return cmp.Or(l.Specialty, c.Specialty, c.RenderingTaxonomy)
}

func modifierKey(modifiers []string) string {
	switch len(modifiers) {
	case 0:
		return ""
	case 1:
		return modifiers[0]
	}
	sorted := slices.Clone(modifiers)
	slices.Sort(sorted)
	return strings.Join(sorted, " ")
}

// at returns the patient of a name, among those of one member, whose claims may
// alternate. Patients without a name are each their own.
func (s *Screener) at(c *rules.Claim) *patient {
	who := c.Person()
	family := cmp.Or(c.Member, who)
	if family == "" || family != s.family {
		s.flush()
		s.family = family
	}
	i := slices.IndexFunc(s.patients, func(p *patient) bool { return p.id == who })
	if i < 0 {
		i = len(s.patients)
		if i < cap(s.patients) && s.patients[:i+1][i] != nil {
			s.patients = s.patients[:i+1]
		} else {
			s.patients = append(s.patients, new(patient))
		}
		s.patients[i].id = who
		s.report.Patients++
	}
	return s.patients[i]
}

// flush screens the patients at hand and forgets them.
func (s *Screener) flush() {
	for _, p := range s.patients {
		s.patient = p
		p.settle()
		slices.SortStableFunc(p.stays, func(a, b stay) int { return cmp.Or(a.in.Compare(b.in), a.out.Compare(b.out)) })
		s.joinInterim()
		s.duplicateLines()
		s.betweenStays()
		s.duringStays()
		s.globalDays()
		s.edits()
		clear(p.claims)
		clear(p.lines)
		clear(p.stays)
		p.claims, p.lines, p.stays = p.claims[:0], p.lines[:0], p.stays[:0]
	}
	s.patients, s.patient = s.patients[:0], nil
}

// settle drops claims that are voided or replaced, and the voids themselves.
func (p *patient) settle() {
	type key struct {
		provider      uint32
		id            string
		from, through medcode.Date
	}
	if !slices.ContainsFunc(p.claims, func(b billed) bool { return b.gone || b.frequency == '7' || b.frequency == '8' }) {
		return
	}
	last := map[key]int{} // the claim that counts, by number and by dates
	for i := range p.claims {
		b := &p.claims[i]
		byID, byDates := key{provider: b.provider, id: b.id}, key{provider: b.provider, from: b.from, through: b.through}
		if b.frequency == '7' || b.frequency == '8' {
			before, ok := last[byID]
			if !ok || b.id == "" {
				before, ok = last[byDates]
			}
			if ok {
				p.claims[before].gone = true
			}
		}
		if b.frequency == '8' {
			b.gone = true
		}
		if !b.gone {
			last[byID], last[byDates] = i, i
		}
	}
	p.lines = slices.DeleteFunc(p.lines, func(l serviceLine) bool { return p.claims[l.number].gone })
	p.stays = slices.DeleteFunc(p.stays, func(st stay) bool { return p.claims[st.number].gone })
}

// joinInterim makes one stay of the interim bills of an admission: bills of one
// provider of which the first says that the patient is still there, and whose
// statements follow one another.
func (s *Screener) joinInterim() {
	p := s.patient
	joined := p.stays[:0]
	for _, st := range p.stays {
		if n := len(joined); n > 0 {
			a := &joined[n-1]
			if a.provider == st.provider && a.nursing == st.nursing && a.status == stillThere && st.from.After(a.through) {
				a.out, a.through, a.status, a.claim = st.out, st.through, st.status, st.claim
				a.charge = a.charge.Add(st.charge)
				continue
			}
		}
		joined = append(joined, st)
	}
	clear(p.stays[len(joined):])
	p.stays = joined
}

// stillThere is the discharge status of a patient who is still there.
const stillThere = "30"

func (s *Screener) evidence(l *serviceLine) Evidence {
	return Evidence{Claim: l.claim, Patient: s.patient.id, Date: l.on, Charge: l.Charge}
}

// repeats are the modifiers that say that a service alike was given again.
var repeats = []string{"59", "76", "77", "91", "XE", "XP", "XS", "XU"}

// duplicateLines finds lines alike: on another claim, or on the same without a
// modifier that says the service was repeated.
func (s *Screener) duplicateLines() {
	lines := s.patient.lines
	order := make([]int, len(lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return lines[i].compare(&lines[j].signature) })
	for k, i := range order[min(1, len(order)):] {
		l, before := &lines[i], &lines[order[k]]
		if l.signature != before.signature || l.Charge < 0 {
			continue
		}
		if l.number == before.number && slices.ContainsFunc(repeats, l.HasModifier) {
			continue
		}
		s.tally(Duplicates, l.provider).add(s.opts.Evidence, s.evidence(l), func() string {
			return fmt.Sprintf("%s, as on claim %s", l.code, before.claim)
		})
	}
}

func (g *signature) compare(h *signature) int {
	switch {
	case g.on != h.on:
		return g.on.Compare(h.on)
	case g.code != h.code:
		return g.code.Compare(h.code)
	case g.provider != h.provider:
		return cmp.Compare(g.provider, h.provider)
	case g.modifiers != h.modifiers:
		return cmp.Compare(g.modifiers, h.modifiers)
	case g.units != h.units:
		return cmp.Compare(g.units, h.units)
	}
	return cmp.Compare(g.charge, h.charge)
}

// addStay takes an inpatient claim.
func (s *Screener) addStay(c *rules.Claim) {
	id := s.provider(c, c.BillingNPI)
	p := s.patient
	st := stay{provider: id, in: c.Admission, out: c.Date(), from: c.From, through: c.Through, status: twoDigits(c.DischargeStatus),
		claim: c.ID, number: len(p.claims) - 1, charge: c.Charge, nursing: isNursing(c.TypeOfBill)}
	if st.in.IsZero() {
		st.in = c.From
	}
	st.from, st.through = first(st.from, st.in), first(st.through, st.out)
	interim := st.status == stillThere
	if s.opts.Severe != nil && !st.nursing && !interim {
		if severe, ok := s.opts.Severe(c); ok {
			s.providers[id].shares[severeStays].count(severe, c.Charge)
		}
	}
	if !st.in.IsZero() && !st.out.IsZero() {
		p.stays = append(p.stays, st)
	}
}

func first(a, b medcode.Date) medcode.Date {
	if a.IsZero() {
		return b
	}
	return a
}

// twoDigits gives a discharge status the leading zero that some files drop.
func twoDigits(status string) string {
	if len(status) == 1 {
		return "0" + status
	}
	return status
}

// isNursing reports whether a type of bill is for a stay in a skilled nursing
// facility (21x) or a swing bed (18x, 28x), or in another place that is no
// hospital (41x).
func isNursing(bill string) bool {
	bill = strings.TrimPrefix(bill, "0")
	return len(bill) >= 2 && bill[:2] != "11"
}

// ended reports whether a discharge status says that the stay went on
// elsewhere, or the patient died or left: a short stay has its reason.
func ended(status string) bool {
	return status == "20" || status == "07" || status == "40" || status == "41" || status == "42" || transferred(status)
}

// transferred reports whether a discharge status is a transfer to another
// hospital, planned readmission included (UB-04 FL 17).
func transferred(status string) bool {
	switch status {
	case "02", "05", "43", "62", "63", "65", "66", "70", "82", "85", "88", "90", "91", "93", "94", "95":
		return true
	}
	return false
}

// billedAsTransfer reports whether a discharge status is one of those by which a
// stay may be paid as a transfer: to another hospital, or to care after it (42
// CFR 412.4(b) and (c)): a nursing facility, home health, hospice. A swing bed
// (61) is none.
func billedAsTransfer(status string) bool {
	switch status {
	case "03", "06", "50", "51", "83", "86":
		return true
	}
	return transferred(status)
}

// betweenStays compares each stay with the next: duplicates, overlaps, returns,
// transfers and readmissions.
func (s *Screener) betweenStays() {
	for _, nursing := range []bool{false, true} {
		before := -1
		for i := range s.patient.stays {
			st := &s.patient.stays[i]
			if st.nursing != nursing {
				continue
			}
			if before >= 0 {
				s.followed(&s.patient.stays[before], st)
			}
			before = i
		}
		if before >= 0 {
			s.followed(&s.patient.stays[before], nil)
		}
	}
}

// followed screens a stay and the next one of its kind, or nil, and counts the
// stay for its provider.
func (s *Screener) followed(a, b *stay) {
	readmitted := b != nil && s.successive(a, b)
	if a.nursing {
		return
	}
	shares := &s.providers[a.provider].shares
	if days := a.out.DaysSince(a.in); days >= 0 && a.status != stillThere && !ended(a.status) {
		shares[shortStays].count(days <= 1, a.charge)
	}
	if a.status != "20" && a.status != stillThere && !transferred(a.status) {
		shares[readmittedStays].count(readmitted, a.charge)
	}
}

// successive screens two stays of which b does not begin before a, and reports
// whether b is a readmission within thirty days.
func (s *Screener) successive(a, b *stay) bool {
	note := func(screen Screen, provider uint32, text string) {
		e := Evidence{Claim: b.claim, Patient: s.patient.id, Date: b.in, Charge: b.charge}
		s.tally(screen, provider).add(s.opts.Evidence, e, func() string { return text + a.claim })
	}
	days := b.in.DaysSince(a.out)
	switch {
	case a.provider == b.provider && a.from == b.from && a.through == b.through:
		note(Duplicates, b.provider, "the same stay as on claim ")
		return false
	case days < 0 && a.provider == b.provider && a.in == b.in && b.from.After(a.through):
		return false // bills of one admission, the first of which does not say so
	case days < 0:
		note(Overlaps, b.provider, "admitted during the stay of claim ")
		return false
	case a.nursing:
		return false
	case days == 0 && a.provider == b.provider:
		note(SameDayReturn, a.provider, "readmitted on the day of discharge of claim ")
	case days == 0 && !billedAsTransfer(a.status):
		note(Transfers, a.provider, "admitted on the day of discharge, with status "+cmp.Or(a.status, "not given")+", of claim ")
	}
	return days <= 30 && !(days == 0 && a.provider != b.provider)
}

// duringStays finds outpatient services within a hospital stay, its first and
// last day not counted, which the stay's payment includes or which can't have
// been given.
func (s *Screener) duringStays() {
	// By the day of admission, the stay that ends last of those so far.
	var longest []*stay
	for i := range s.patient.stays {
		st := &s.patient.stays[i]
		if st.nursing {
			continue
		}
		if n := len(longest); n > 0 && !longest[n-1].out.Before(st.out) {
			continue
		}
		longest = append(longest, st)
	}
	if longest == nil {
		return
	}
	for i := range s.patient.lines {
		l := &s.patient.lines[i]
		if l.setting != rules.Outpatient {
			continue
		}
		k, _ := slices.BinarySearchFunc(longest, l.on, func(st *stay, on medcode.Date) int { return st.in.Compare(on) })
		if k > 0 && l.on.Before(longest[k-1].out) {
			st := longest[k-1]
			s.tally(Overlaps, l.provider).add(s.opts.Evidence, s.evidence(l), func() string {
				return fmt.Sprintf("%s, within the stay of claim %s", l.code, st.claim)
			})
		}
	}
}
