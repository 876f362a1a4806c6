package ncci

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// The rules of the pack, in order.
const (
	rulePTPNever = iota
	rulePTPModifier
	rulePTPBypassed
	ruleMUELine
	ruleMUEPolicy
	ruleMUEClinical
	ruleAddOn1
	ruleAddOn2
	ruleAddOn3
)

const (
	policyManual   = "NCCI Policy Manual for Medicare Services"
	claimsManual   = "Medicare Claims Processing Manual (Pub. 100-04)"
	distinctAdvice = "If the record shows that the services were distinct (another encounter, site, organ, lesion or injury), "
)

// Pack makes rules of the edits of a library, for package rules. Each line is
// judged by the release that holds on its date of service.
//
// service is whose tables apply; the zero Service follows the claim's setting.
// A claim whose payer is Medicaid is not judged by Medicare's edits, nor the
// other way round; other payers' are, for many adopt Medicare's, but for a limit
// of 0, which says that Medicare does not pay. Without releases,
// or with a nil library, the rules are undecided.
func Pack(l *Library, service Service) rules.Pack {
	l = cmp.Or(l, new(Library))
	p := rules.Pack{
		Name:  "ncci",
		Title: "National Correct Coding Initiative",
		Rules: slices.Clone(packRules),
		Check: func(c *rules.Claim, run *rules.Run) { check(l, service, c, run) },
		Release: func(on medcode.Date) string {
			if r := l.at(on); r != nil {
				return "NCCI " + r.provenance.Release
			}
			return ""
		},
	}
	for _, r := range l.releases {
		p.Sources = append(p.Sources, r.provenance)
	}
	return p
}

var (
	sincePTP    = medcode.Period{From: medcode.NewDate(1996, time.January, 1)}
	sinceMUE    = medcode.Period{From: medcode.NewDate(2007, time.January, 1)}
	sinceMAI    = medcode.Period{From: medcode.NewDate(2013, time.April, 1)}
	byTheLine   = rules.In(rules.Outpatient, rules.Professional)
	needsTables = "the NCCI tables of the quarter, and the line's code and date"
)

var packRules = []rules.Rule{
	rulePTPNever: {
		ID: "ncci.ptp-not-allowed", Name: "Code pair never paid together",
		Says:      "Two codes that a procedure-to-procedure edit of modifier indicator 0 pairs are not both paid to one provider for one patient on one day. The column 2 code is denied, whatever modifier it has.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 11042>1 97602-59>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 11042>1 97602@2026-05-02>1", "professional 2026-05-01 | L97.511 | | 11042>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, section E"}, {Document: claimsManual, Section: "chapter 23, section 20.9"}},
		InForce:   sincePTP, Settings: byTheLine, Severity: rules.Error, Disposition: rules.Deny, Needs: needsTables,
	},
	rulePTPModifier: {
		ID: "ncci.ptp-modifier-missing", Name: "Code pair without a modifier",
		Says:      "Two codes that a procedure-to-procedure edit of modifier indicator 1 pairs are both paid to one provider for one patient on one day only with an NCCI PTP-associated modifier. Without it the column 2 code is denied.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 11042>1 97597>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 11042>1 97597-59>1", "professional 2026-05-01 | L97.511 | | 11042>1 97597@2026-05-02>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, section E"}, {Document: claimsManual, Section: "chapter 23, section 20.9.1"}},
		InForce:   sincePTP, Settings: byTheLine, Severity: rules.Error, Disposition: rules.Deny, Needs: needsTables,
	},
	rulePTPBypassed: {
		ID: "ncci.ptp-bypassed", Name: "Code pair bypassed by a modifier",
		Says:      "A modifier bypasses a procedure-to-procedure edit. It may stand only where the record shows what it says; the same anatomic modifier on both lines says nothing that is distinct.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 11042>1 97597-59>1", "professional 2026-05-01 | L97.511 | | 27447-LT>1 20610-LT>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 11042>1", "professional 2026-05-01 | L97.511 | | 27447>1 20610>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, section E"}},
		InForce:   sincePTP, Settings: byTheLine, Severity: rules.Note, Disposition: rules.Warn, Needs: needsTables,
	},
	ruleMUELine: {
		ID: "ncci.mue-line", Name: "Units above the line's limit",
		Says:      "A line with more units of a code than its medically unlikely edit of adjudication indicator 1 allows is denied whole. All of Medicaid's edits are of this kind.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 88305*17>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 88305*16>1", "professional 2026-05-01 | L97.511 | | 88305*16>1 88305-59*1>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, section V"}},
		InForce:   sinceMUE, Settings: byTheLine, Severity: rules.Error, Disposition: rules.Deny, Needs: needsTables,
	},
	ruleMUEPolicy: {
		ID: "ncci.mue-policy", Name: "Units above the day's limit, by policy",
		Says:      "Where the units of a code on all lines of a date of service are together more than its medically unlikely edit of adjudication indicator 2, each line is denied. More is impossible by statute, regulation or instruction, and contractors don't override it.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 20610*3>1", "professional 2026-05-01 | L97.511 | | 20610-RT*2>1 20610-LT*1>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 20610*2>1", "professional 2026-05-01 | L97.511 | | 20610*2>1 20610*1@2026-05-02>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, section V"}},
		InForce:   sinceMAI, Settings: byTheLine, Severity: rules.Error, Disposition: rules.Deny, Needs: needsTables,
	},
	ruleMUEClinical: {
		ID: "ncci.mue-clinical", Name: "Units above the day's limit, by clinical benchmark",
		Says:      "Where the units of a code on all lines of a date of service are together more than its medically unlikely edit of adjudication indicator 3, each line is denied. Contractors may pay more on review or appeal where the record shows that the units were furnished, correctly coded and necessary.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 97110*7>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 97110*6>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, section V"}},
		InForce:   sinceMAI, Settings: byTheLine, Severity: rules.Error, Disposition: rules.Deny, Needs: needsTables,
	},
	ruleAddOn1: {
		ID: "ncci.add-on-type-1", Name: "Add-on code without its primary",
		Says:      "A type 1 add-on code is paid only where one of its listed primary codes is paid to the same practitioner for the same patient on the same day.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 11045>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 11042>1 11045>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, sections R and W"}},
		InForce:   sinceMAI, Settings: byTheLine, Severity: rules.Error, Disposition: rules.Deny, Needs: needsTables,
	},
	ruleAddOn2: {
		ID: "ncci.add-on-type-2", Name: "Add-on code whose primaries the contractor defines",
		Says:      "A type 2 add-on code is paid only beside a primary code that the claims processing contractor accepts; CMS lists none. Alone it is not paid; beside another service the contractor's list decides.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 69990>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 11042>1 69990>1", "professional 2026-05-01 | L97.511 | | 11042>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, sections R and W"}},
		InForce:   sinceMAI, Settings: byTheLine, Severity: rules.Warning, Disposition: rules.Suspend, Needs: needsTables + "; and, where the add-on code is not alone, the contractor's list",
	},
	ruleAddOn3: {
		ID: "ncci.add-on-type-3", Name: "Add-on code without a listed primary",
		Says:      "A type 3 add-on code is paid beside a listed primary code, or another that the claims processing contractor accepts.",
		Fails:     []string{"professional 2026-05-01 | L97.511 | | 76937>1"},
		Passes:    []string{"professional 2026-05-01 | L97.511 | | 36555>1 76937>1"},
		Citations: []rules.Citation{{Document: policyManual, Section: "chapter I, sections R and W"}},
		InForce:   sinceMAI, Settings: byTheLine, Severity: rules.Warning, Disposition: rules.Suspend, Needs: needsTables,
	},
}

func check(l *Library, s Service, c *rules.Claim, run *rules.Run) {
	if s == 0 {
		s = serviceFor(c.Setting)
	}
	if reason := l.foreign(c); reason != "" {
		for i := range packRules {
			run.Rule(i).NotApplicable(reason)
		}
		return
	}
	l.undecided(s, c, run)
	for _, d := range l.Adjudicate(c, s) {
		if d.Kind == ByMUE && d.MUE.Units == 0 && c.Payer == rules.Commercial {
			continue // 0 is what Medicare does not pay for
		}
		rule, f := d.finding(c)
		if rule == ruleAddOn2 && !d.Alone {
			run.Rule(rule).Undecided(fmt.Sprintf("the contractor's list of primary codes decides about %s on line %d", d.AddOn.AddOn, d.Line+1))
			continue
		}
		run.Rule(rule).Add(f)
	}
}

// foreign says why the library's edits don't apply to the claim's payer.
func (l *Library) foreign(c *rules.Claim) string {
	for _, r := range l.releases {
		switch {
		case r.program == Medicaid && (c.Payer == rules.Medicare || c.Payer == rules.MedicareAdvantage):
			return "the edits are Medicaid's and the payer is Medicare"
		case r.program == Medicare && c.Payer == rules.Medicaid:
			return "the edits are Medicare's and the payer is Medicaid"
		}
	}
	return ""
}

// undecided reports the rules whose tables are not there on the date of a line.
func (l *Library) undecided(s Service, c *rules.Claim, run *rules.Run) {
	if len(l.releases) == 0 {
		for k := range packRules {
			run.Rule(k).Undecided("no release of NCCI edits is loaded")
		}
		return
	}
	var told *Release
	for i := range c.Lines {
		on := c.LineDate(i)
		r := l.at(on)
		if r != nil && r == told {
			continue
		}
		told = r
		if r == nil {
			for k := range packRules {
				run.Rule(k).Undecided(fmt.Sprintf("no release of NCCI edits holds on %s, the date of line %d", on, i+1))
			}
			return
		}
		for _, part := range []struct {
			lacks    bool
			from, to int
			what     string
		}{
			{r.PTP(s) == nil, rulePTPNever, rulePTPBypassed, "PTP edits"},
			{r.MUE(s) == nil, ruleMUELine, ruleMUEClinical, "MUE table"},
			{r.addOns == nil, ruleAddOn1, ruleAddOn3, "add-on code edits"},
		} {
			if !part.lacks {
				continue
			}
			why := fmt.Sprintf("the release of %s has no %s for %s services", r.provenance.Release, part.what, s)
			for k := part.from; k <= part.to; k++ {
				run.Rule(k).Undecided(why)
			}
		}
	}
}

// Finding returns a decision that Adjudicate made as a finding about the claim it
// was made for.
func (d *Decision) Finding(c *rules.Claim) rules.Finding {
	i, f := d.finding(c)
	rule := &packRules[i]
	f.Rule, f.Title, f.Citation = rule.ID, rule.Name, rule.Citations[0]
	f.Severity, f.Disposition = cmp.Or(f.Severity, rule.Severity), cmp.Or(f.Disposition, rule.Disposition)
	return f
}

// finding returns the index of the rule, and the finding with what differs from
// the rule's own.
func (d *Decision) finding(c *rules.Claim) (rule int, f rules.Finding) {
	f.Place = rules.AtLine(d.Line)
	switch d.Kind {
	case ByPTP:
		rule = d.ptpFinding(&f)
	case ByMUE:
		rule = d.mueFinding(&f)
	default:
		rule = d.addOnFinding(c, &f)
	}
	return rule, f
}

func (d *Decision) ptpFinding(f *rules.Finding) int {
	e := d.PTP
	f.Related = []rules.Place{rules.AtLine(d.Other)}
	f.Codes = []string{e.Column2.String(), e.Column1.String()}
	pair := fmt.Sprintf("%s is not paid beside %s on line %d, of the same day and provider", e.Column2, e.Column1, d.Other+1)
	switch {
	case d.Verdict == Bypassed:
		on := d.Line
		if d.On1 {
			on = d.Other
		}
		f.Message = fmt.Sprintf("%s; modifier %s on line %d bypasses the edit (%s).", pair, d.Modifier, on+1, e.Rationale)
		f.Suggestion = "Keep what shows in the record that the services were distinct."
		if d.SameSite {
			f.Severity = rules.Warning
			f.Suggestion = "Both lines name the same site by their modifiers; the pair may stand only if the services were distinct in another way, which the modifier should say."
		}
		return rulePTPBypassed
	case e.Indicator == Allowed:
		f.Message = fmt.Sprintf("%s, without a modifier that says why (%s; modifier indicator 1).", pair, e.Rationale)
		f.Suggestion = fmt.Sprintf("%sadd the modifier that says how to line %d: XE, XS, XP, XU or 59, an anatomic modifier, or for evaluation and management 24, 25 or 57. Else remove line %d.", distinctAdvice, d.Line+1, d.Line+1)
		return rulePTPModifier
	}
	f.Message = fmt.Sprintf("%s; no modifier changes that (%s; modifier indicator 0).", pair, e.Rationale)
	f.Suggestion = fmt.Sprintf("Remove line %d.", d.Line+1)
	return rulePTPNever
}

func (d *Decision) mueFinding(f *rules.Finding) int {
	e := d.MUE
	f.Place = f.Place.In("units")
	f.Codes = []string{e.Code.String()}
	units := strconv.FormatFloat(d.Units, 'f', -1, 64)
	why := fmt.Sprintf("the medically unlikely edit is %d (%s)", e.Units, e.Rationale)
	switch e.MAI {
	case DayPolicy:
		f.Message = fmt.Sprintf("%s units of %s on %s; %s, a limit by policy.", units, e.Code, d.On, why)
		f.Suggestion = "Correct the units or the code; the limit is not overridden, and a modifier doesn't change it."
		return ruleMUEPolicy
	case DayClinical:
		f.Message = fmt.Sprintf("%s units of %s on %s; %s, a clinical benchmark.", units, e.Code, d.On, why)
		f.Suggestion = "Check the units. If the record shows that all were furnished and necessary, send it with an appeal."
		if e.Units == 0 {
			f.Suggestion = "Check the code: no unit of it is paid to this kind of provider."
		}
		return ruleMUEClinical
	}
	f.Message = fmt.Sprintf("%s units of %s on one line; %s, by line.", units, e.Code, why)
	f.Suggestion = "Check the units. If all were necessary, report them on further lines with modifiers that say why (76, 77, 91, anatomic, 59 or X{EPSU})."
	return ruleMUELine
}

func (d *Decision) addOnFinding(c *rules.Claim, f *rules.Finding) int {
	e := d.AddOn
	f.Codes = []string{e.AddOn.String()}
	f.Message = fmt.Sprintf("%s is paid only beside a primary code, and none that CMS lists is on the claim for the same provider and day.", e.AddOn)
	f.Suggestion = "Report the primary service, or remove the add-on code."
	if d.Other >= 0 && d.Other < len(c.Lines) {
		f.Related = []rules.Place{rules.AtLine(d.Other)}
		f.Codes = append(f.Codes, c.Lines[d.Other].Code)
		f.Message = fmt.Sprintf("%s is paid only beside a primary code that is paid, and %s on line %d is denied.", e.AddOn, c.Lines[d.Other].Code, d.Other+1)
	}
	if e.Notes != "" {
		f.Suggestion += " CMS notes: " + e.Notes + "."
	}
	switch {
	case d.Verdict == Denied:
		if f.Codes[0] == criticalCareAddOn {
			f.Disposition = rules.Suspend
			f.Suggestion += " Where another physician of the same group and specialty reports the primary code that day, the add-on code stands alone."
		}
		return ruleAddOn1
	case e.Type == Type2:
		f.Message = fmt.Sprintf("%s is paid only beside a primary code that the claims processing contractor accepts, and stands alone.", e.AddOn)
		return ruleAddOn2
	}
	f.Suggestion += " The contractor may accept other primary codes."
	return ruleAddOn3
}

// criticalCareAddOn is further half hours of critical care, the one add-on code
// that may be paid without its primary on the claim (Medicare Claims Processing
// Manual, chapter 12, section 30.6.12; Change Request 7501).
const criticalCareAddOn = "99292"
