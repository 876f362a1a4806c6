package rules

import (
	"slices"

	"github.com/medcode/medcode"
)

// An entry is a pack in a registry, with the rules that are switched on.
type entry struct {
	Pack
	on       []bool   // by rule
	whenNot  []string // why a rule is not in force, by rule
	research bool     // see Profile

	bounds []medcode.Date // days on which a rule begins or no longer holds, the earliest first
	starts [][]start      // by setting, and by the bounds that lie before a claim
}

// A start is what rules come to before they judge: Passed where they have to.
type start struct {
	verdicts []verdict // by rule
	statuses []Status  // theirs
	any      bool      // one has to judge
}

// prepare works out what the rules come to before they judge, by setting and time.
func (p *entry) prepare() {
	for i := range p.Rules {
		held := p.Rules[i].InForce
		if !held.From.IsZero() {
			p.bounds = append(p.bounds, held.From)
		}
		if !held.To.IsZero() {
			p.bounds = append(p.bounds, held.To.AddDays(1))
		}
	}
	slices.SortFunc(p.bounds, medcode.Date.Compare)
	p.bounds = slices.Compact(p.bounds)
	for s := Setting(0); s <= Pharmacy; s++ {
		c := &Claim{Setting: s}
		list := []start{p.start(c, medcode.Date{})}
		for k := range len(p.bounds) + 1 {
			on := medcode.NewDate(1, 1, 1)
			if k > 0 {
				on = p.bounds[k-1]
			}
			list = append(list, p.start(c, on))
		}
		p.starts = append(p.starts, list)
	}
}

func (p *entry) start(c *Claim, on medcode.Date) start {
	var s start
	for i := range p.Rules {
		v := p.verdict(i, c, on)
		s.verdicts, s.statuses = append(s.verdicts, v), append(s.statuses, v.status)
		s.any = s.any || v.status == Passed
	}
	return s
}

// before returns what the rules come to on a claim before they judge.
func (p *entry) before(c *Claim, on medcode.Date) start {
	if int(c.Setting) >= len(p.starts) {
		return p.start(c, on)
	}
	at := 0
	if !on.IsZero() {
		for at = 1; at <= len(p.bounds) && !on.Before(p.bounds[at-1]); at++ {
		}
	}
	return p.starts[c.Setting][at]
}

// applies returns Passed where rule i has to judge a claim of that date.
func (p *entry) applies(i int, c *Claim, date medcode.Date) Status {
	rule := &p.Rules[i]
	switch {
	case !p.on[i], !rule.Settings.Contains(c.Setting):
		return NotApplicable
	case rule.InForce == (medcode.Period{}):
		return Passed
	case date.IsZero():
		return Undecided
	case !rule.InForce.Contains(date):
		return NotInForce
	}
	return Passed
}

func (p *entry) verdict(i int, c *Claim, date medcode.Date) verdict {
	v := verdict{status: p.applies(i, c, date)}
	switch v.status {
	case NotApplicable:
		v.reason = notFor(c.Setting)
	case NotInForce:
		v.reason = p.whenNot[i]
	case Undecided:
		v.reason = "the claim has no date"
	}
	return v
}

// notFor says that a rule is not about claims of a setting.
func notFor(s Setting) string {
	switch s {
	case Inpatient:
		return "not a rule for inpatient claims"
	case Outpatient:
		return "not a rule for outpatient claims"
	case Professional:
		return "not a rule for professional claims"
	case Dental:
		return "not a rule for dental claims"
	case Pharmacy:
		return "not a rule for pharmacy claims"
	}
	return "not a rule for claims of no setting"
}
