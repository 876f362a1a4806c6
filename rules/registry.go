package rules

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/medcode/medcode"
)

// A Registry is a set of packs, in order. It is immutable and safe for any
// number of goroutines.
type Registry struct {
	packs []*entry
	byID  map[string]*Rule
	runs  *sync.Pool // of *Run
}

// An entry is a pack in a registry, with the rules that are switched on.
type entry struct {
	Pack
	on       []bool   // by rule
	whenNot  []string // why a rule is not in force, by rule
	research bool     // see Profile
}

// New returns the registry of the given packs. It is an error when two packs or
// two rules share a name, or a rule lacks a part that findings need: an ID that
// begins with its pack's name, Name, Says, a citation, a severity, a Check.
func New(packs ...Pack) (*Registry, error) {
	reg := newRegistry()
	names := map[string]bool{}
	var bad []error
	for _, p := range packs {
		if names[p.Name] || !isKebab(p.Name) || strings.Contains(p.Name, "-") {
			bad = append(bad, fmt.Errorf("rules: pack %q: want a name of lower-case letters and digits, used once", p.Name))
		}
		names[p.Name] = true
		e := &entry{Pack: p, on: make([]bool, len(p.Rules)), whenNot: make([]string, len(p.Rules))}
		for i := range p.Rules {
			e.on[i] = true
			rule := &e.Rules[i]
			e.whenNot[i] = fmt.Sprintf("in force %s only", rule.inForce())
			if err := rule.check(&p, reg.byID); err != nil {
				bad = append(bad, err)
			}
			reg.byID[rule.ID] = rule
		}
		reg.packs = append(reg.packs, e)
	}
	if len(bad) > 0 {
		return nil, errors.Join(bad...)
	}
	return reg, nil
}

func newRegistry() *Registry {
	return &Registry{byID: map[string]*Rule{}, runs: &sync.Pool{New: func() any { return new(Run) }}}
}

// isKebab reports whether s is lower-case words of letters and digits joined by
// single hyphens.
func isKebab(s string) bool {
	for word := range strings.SplitSeq(s, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

func (rule *Rule) check(p *Pack, taken map[string]*Rule) error {
	local, inPack := strings.CutPrefix(rule.ID, p.Name+".")
	var lacks []string
	for _, want := range []struct {
		what string
		ok   bool
	}{
		{"an ID of its pack's name, a dot and kebab-case words", inPack && isKebab(local)},
		{"an ID of its own", taken[rule.ID] == nil},
		{"Name", rule.Name != ""},
		{"Says", rule.Says != ""},
		{"a citation", len(rule.Citations) > 0 && rule.Citations[0].Document != ""},
		{"Severity", rule.Severity != 0},
		{"Check", rule.Check != nil || p.Check != nil},
	} {
		if !want.ok {
			lacks = append(lacks, want.what)
		}
	}
	if lacks == nil {
		return nil
	}
	return fmt.Errorf("rules: rule %q lacks %s", rule.ID, strings.Join(lacks, ", "))
}

// Rules yields every rule that is switched on, in the order of checking.
func (reg *Registry) Rules() iter.Seq[*Rule] {
	return func(yield func(*Rule) bool) {
		for _, p := range reg.packs {
			for i := range p.Rules {
				if p.on[i] && !yield(&p.Rules[i]) {
					return
				}
			}
		}
	}
}

// Rule returns the rule of that ID, which must not be changed, and whether
// there is one that is switched on.
func (reg *Registry) Rule(id string) (*Rule, bool) {
	rule, ok := reg.byID[id]
	return rule, ok
}

// Check returns what the rules find in c, ordered by pack, rule and place, and
// the outcomes of the rules that could not judge it, each with its reason: a
// claim without findings has passed by the other rules only. It does not change
// c or keep it.
func (reg *Registry) Check(c *Claim) (found []Finding, undecided []Outcome) {
	for _, o := range reg.Outcomes(c) {
		switch o.Status {
		case Found:
			found = append(found, o.Findings...)
		case Undecided:
			undecided = append(undecided, o)
		}
	}
	return found, undecided
}

// Findings returns what the rules find in c, as [Registry.Check] does, and says
// nothing of the rules that could not judge it.
func (reg *Registry) Findings(c *Claim) []Finding { return reg.AppendFindings(nil, c) }

// AppendFindings is Findings that appends to dst.
func (reg *Registry) AppendFindings(dst []Finding, c *Claim) []Finding {
	reg.each(c, false, func(r *Run) {
		for i := range r.findings {
			dst = append(dst, r.findings[i].Finding)
		}
	})
	return dst
}

// Sources yields what the rules were read from, of every pack in order.
func (reg *Registry) Sources() iter.Seq[medcode.Provenance] {
	return func(yield func(medcode.Provenance) bool) {
		for _, p := range reg.packs {
			for _, source := range p.Pack.Sources {
				if !yield(source) {
					return
				}
			}
		}
	}
}

// An Outcome is what one rule came to on a claim.
type Outcome struct {
	Rule     *Rule
	Status   Status
	Reason   string    // for NotApplicable, NotInForce and Undecided
	Findings []Finding // for Found
}

// Outcomes returns what every rule came to on c, in the order of checking.
func (reg *Registry) Outcomes(c *Claim) []Outcome { return reg.AppendOutcomes(nil, c) }

// AppendOutcomes is Outcomes that appends to dst, and returns it. It reuses the
// room behind the length of dst, and that of the findings which outcomes had
// there: what is still wanted of them is to be copied before.
func (reg *Registry) AppendOutcomes(dst []Outcome, c *Claim) []Outcome {
	reg.each(c, true, func(r *Run) {
		rest := r.findings // by rule
		for i := range r.statuses {
			if !r.pack.on[i] {
				continue
			}
			var room []Finding
			if n := len(dst); n < cap(dst) {
				room = dst[:n+1][n].Findings[:0]
			}
			v := &r.statuses[i]
			for ; len(rest) > 0 && rest[0].rule == i; rest = rest[1:] {
				room = append(room, rest[0].Finding)
			}
			dst = append(dst, Outcome{Rule: &r.pack.Rules[i], Status: v.status, Reason: v.reason, Findings: room})
		}
	})
	return dst
}

func (reg *Registry) each(c *Claim, withStatus bool, use func(*Run)) {
	if reg.runs == nil { // the zero Registry has no rules
		return
	}
	run := reg.runs.Get().(*Run)
	run.start(c)
	for _, p := range reg.packs {
		run.judge(p, withStatus)
		use(run)
		run.finish()
		run.claim = c
	}
	run.finish()
	reg.runs.Put(run)
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
