package rules

import (
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A Run is one check of one claim. Rules report through it, and take from it
// what several of them need. It is used by one goroutine and reused. A Run is
// made by a [Registry]; the zero Run has no claim and takes no findings.
type Run struct {
	claim    *Claim
	date     medcode.Date
	pack     *entry
	start    start     // of the pack's rules on the claim
	statuses []Status  // of the pack's rules; nil when nobody asks for them
	reasons  []string  // of those statuses that came while judging, by rule
	room     []Status  // what statuses is made of, reused
	findings []indexed // of the pack, in the order reported

	diagnoses  parsed[cm.Code]
	procedures parsed[pcs.Code]
	examined   Examined
}

type verdict struct {
	status Status
	reason string
}

type indexed struct {
	rule int // index in the pack
	Finding
}

type parsed[C any] struct {
	codes []C
	done  bool
}

// Date returns the claim's date, which decides the rules in force.
func (r *Run) Date() medcode.Date { return r.date }

// Diagnoses returns the claim's diagnoses as ICD-10-CM codes, zero where
// malformed, all zero on an ICD-9 claim. They are read once for all rules; the
// slice must not be kept or changed.
func (r *Run) Diagnoses() []cm.Code {
	if r.claim == nil {
		return nil
	}
	return read(&r.diagnoses, r.claim.Diagnoses, r.claim.ICD, Diagnosis.CM)
}

// Procedures returns the claim's procedures as ICD-10-PCS codes, as Diagnoses does.
func (r *Run) Procedures() []pcs.Code {
	if r.claim == nil {
		return nil
	}
	return read(&r.procedures, r.claim.Procedures, r.claim.ICD, Procedure.PCS)
}

// read reads what is coded in ICD-10 unless p has it.
func read[C, T any](p *parsed[C], coded []T, icd ICD, code func(T) (C, error)) []C {
	if p.done {
		return p.codes
	}
	p.done, p.codes = true, p.codes[:0]
	for _, x := range coded {
		var c C
		if icd == ICD10 {
			c, _ = code(x)
		}
		p.codes = append(p.codes, c)
	}
	return p.codes
}

// Rule returns the reporter of rule i of the pack.
func (r *Run) Rule(i int) Reporter { return Reporter{r, i} }

// A Reporter takes what one rule has to say about the claim. The zero Reporter
// takes nothing.
type Reporter struct {
	run  *Run
	rule int
}

// Run returns the run that the reporter belongs to.
func (r Reporter) Run() *Run {
	if r.run == nil {
		return new(Run)
	}
	return r.run
}

// Wanted reports whether the rule is asked for, in force and about claims like
// this one; what an unwanted rule reports is dropped. Only a pack's Check need ask.
func (r Reporter) Wanted() bool {
	return r.run != nil && r.run.pack != nil && r.run.start.verdicts[r.rule].status == Passed
}

// Find reports a finding at a place, about codes, with a message for a biller.
func (r Reporter) Find(at Place, message string, codes ...string) {
	r.Add(Finding{Place: at, Message: message, Codes: codes})
}

// Add reports a finding. Rule and Title are filled in, and Severity, Disposition,
// Citation and Release where they are zero.
func (r Reporter) Add(f Finding) {
	if !r.Wanted() {
		return
	}
	rule := &r.run.pack.Rules[r.rule]
	f.Rule = rule.ID
	if f.Severity == 0 {
		f.Severity = rule.Severity
	}
	if f.Disposition == 0 {
		f.Disposition = rule.Disposition
	}
	if f.Citation == (Citation{}) {
		f.Citation = rule.Citations[0]
	}
	f.Title = rule.Name
	if release := r.run.pack.Release; release != nil && f.Release == "" {
		f.Release = release(r.run.date)
	}
	if edition := r.run.pack.Edition; edition != nil {
		f.Citation = edition(f.Citation, r.run.date)
	}
	if r.run.pack.research {
		f.Severity, f.Disposition = min(f.Severity, Warning), 0
	}
	r.set(Found, "")
	r.run.findings = append(r.run.findings, indexed{r.rule, f})
}

// NotApplicable says that the rule is not about claims like this one, and why.
func (r Reporter) NotApplicable(reason string) { r.set(NotApplicable, reason) }

// Undecided says that the rule can't judge the claim, and what it lacks.
func (r Reporter) Undecided(reason string) { r.set(Undecided, reason) }

// NotInForce says that the rule, or the table it needs, does not hold on the
// claim's date, and what does.
func (r Reporter) NotInForce(reason string) { r.set(NotInForce, reason) }

// set keeps the status unless there are findings already.
func (r Reporter) set(s Status, reason string) {
	if r.run == nil {
		return
	}
	if v := r.run.statuses; v != nil && r.Wanted() && v[r.rule] != Found {
		v[r.rule], r.run.reasons[r.rule] = s, reason
	}
}

func (r *Run) begin(c *Claim) {
	r.claim, r.date = c, c.Date()
	r.diagnoses.done, r.procedures.done = false, false
}

// judge runs one pack on the claim and leaves its findings sorted.
func (r *Run) judge(p *entry, withStatus bool) {
	r.pack, r.findings, r.statuses = p, r.findings[:0], nil
	r.start = p.before(r.claim, r.date)
	if withStatus {
		r.room = append(r.room[:0], r.start.statuses...)
		r.statuses = r.room
		if len(r.reasons) < len(r.room) {
			r.reasons = make([]string, len(r.room))
		}
	}
	for i := range p.Rules {
		if !r.start.any {
			break
		}
		if r.start.verdicts[i].status != Passed {
			continue
		}
		if p.Check != nil {
			p.Check(r.claim, r)
			break
		}
		p.Rules[i].Check(r.claim, r.Rule(i))
	}
	slices.SortStableFunc(r.findings, func(a, b indexed) int {
		if a.rule != b.rule {
			return a.rule - b.rule
		}
		return a.Place.Compare(b.Place)
	})
}

// verdict returns what rule i of the pack came to.
func (r *Run) verdict(i int) verdict {
	if v := r.start.verdicts[i]; v.status != Passed {
		return v
	}
	return verdict{r.statuses[i], r.reasons[i]}
}

// finish drops what the run holds of the claim.
func (r *Run) finish() {
	clear(r.findings)
	for i, s := range r.statuses {
		if s != Passed && r.start.statuses[i] == Passed {
			r.reasons[i] = ""
		}
	}
	r.claim, r.pack, r.statuses, r.start = nil, nil, nil, start{}
}
