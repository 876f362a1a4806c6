package rules

import (
	"iter"

	"github.com/medcode/medcode"
)

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
			v := r.verdict(i)
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
	run.begin(c)
	for _, p := range reg.packs {
		run.judge(p, withStatus)
		use(run)
		run.finish()
		run.claim = c
	}
	run.finish()
	reg.runs.Put(run)
}

// An Examined is what the rules of one pack came to on a claim.
type Examined struct {
	Pack    string // its name
	Applies bool   // some rule of it is about such claims
	Judged  bool   // some rule of it judged the claim: it passed, or has findings
	Open    []Open // the rules that could not judge it, or are not in force
}

// An Open is a rule that came to no judgement on a claim that it is about.
type Open struct {
	Rule   *Rule
	Index  int    // of the rule in its pack
	Status Status // Undecided or NotInForce
	Reason string
}

// Examine appends what the rules find in c to dst, as AppendFindings does, and
// tells of every pack what Outcomes says of the rules that did not judge. What it
// tells is to be used before told returns.
func (reg *Registry) Examine(dst []Finding, c *Claim, told func(*Examined)) []Finding {
	reg.each(c, true, func(r *Run) {
		x := &r.examined
		*x = Examined{Pack: r.pack.Name, Open: x.Open[:0]}
		for i := range r.statuses {
			switch r.statuses[i] {
			case Passed, Found:
				x.Applies, x.Judged = true, true
			case Undecided, NotInForce:
				x.Applies = true
				x.Open = append(x.Open, Open{&r.pack.Rules[i], i, r.statuses[i], r.verdict(i).reason})
			}
		}
		for i := range r.findings {
			dst = append(dst, r.findings[i].Finding)
		}
		told(x)
	})
	return dst
}
