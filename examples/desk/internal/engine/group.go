package engine

import (
	"errors"
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/price"
)

// Grouped is a stay with its DRG, the way there, what one change would do, its
// price, and what the rules find.
type Grouped struct {
	Version  string         `json:"version"`
	Period   medcode.Period `json:"period"` // discharges that the version holds for
	Final    drg.Assignment `json:"final"`
	Initial  drg.Assignment `json:"initial"` // before hospital-acquired conditions
	MDC      string         `json:"mdc,omitempty"`
	Weight   string         `json:"weight,omitempty"`
	MeanStay string         `json:"meanStay,omitempty"` // geometric, days
	Year     string         `json:"year,omitempty"`     // of the weight

	Codes     []Coded         `json:"codes"`
	Path      []Leg           `json:"path"`                // to the initial DRG
	FinalPath []Leg           `json:"finalPath,omitempty"` // to the final one, where conditions are hospital-acquired
	HACs      []drg.Condition `json:"hacs,omitempty"`
	Errata    []drg.Erratum   `json:"errata,omitempty"`
	Text      string          `json:"text"` // the way in a few lines, for a note

	Changes  []Change       `json:"changes"`
	Price    []price.Step   `json:"price"`
	Total    *medcode.Cents `json:"total,omitempty"`
	Unpriced string         `json:"unpriced,omitempty"` // why there is no price
	Findings []Finding      `json:"findings"`
}

// A Coded is a code of the stay and what it came to.
type Coded struct {
	As    string `json:"as"` // "principal", "secondary", "procedure"
	Code  string `json:"code"`
	Title string `json:"title"`
	POA   string `json:"poa,omitempty"`
	Known bool   `json:"known"` // the version has it
	Level string `json:"level"` // "MCC"
	Moves bool   `json:"moves"` // it had a part in the DRG
	Says  string `json:"says,omitempty"`
	Place string `json:"place,omitempty"`
}

// A Leg is a part of the way: what was tried and didn't take the stay, then what
// took it, if anything did.
type Leg struct {
	Part   string     `json:"part"`
	Passed []drg.Step `json:"passed,omitempty"`
	Took   *drg.Step  `json:"took,omitempty"`
}

// A Change is one change of the stay that would give it another DRG.
type Change struct {
	What   string         `json:"what"`
	DRG    drg.Number     `json:"drg"`
	Title  string         `json:"title"`
	Weight string         `json:"weight"` // more or less, with its sign
	Money  *medcode.Cents `json:"money,omitempty"`
	Shows  string         `json:"shows"`
}

func group(r *Request) (*Grouped, error) {
	if r.Stay == nil {
		return nil, errors.New("group: want a stay")
	}
	c, err := r.Stay.claim()
	if err != nil {
		return nil, err
	}
	if len(c.Diagnoses) == 0 {
		return nil, errors.New("the stay has no diagnosis: the principal one decides the MDC")
	}
	if c.Through.IsZero() {
		c.Through, c.Discharge = r.On, r.On
	}
	g, err := msdrg.Library().On(c.Date())
	if err != nil {
		return nil, err
	}
	stay := c.Stay()
	e := g.Explain(&stay)
	a := &Grouped{Version: g.Version(), Period: g.Effective(), Final: e.Result.Final, Initial: e.Result.Initial, Codes: coded(c, &e),
		Path: legs(e.Initial), FinalPath: legs(e.Final), HACs: e.HACs, Errata: e.Errata, Text: e.Summary()}
	if a.Final.MDC > 0 {
		a.MDC = mdc(g, a.Final.MDC)
	}
	if a.Findings, err = stayFindings(c); err != nil {
		return nil, err
	}
	year, err := ipps.ForDischarge(c.Date())
	if err != nil {
		a.Unpriced = err.Error()
		a.Changes = changes(g.WhatIf(&stay, nil), nil)
		return a, nil
	}
	if w, ok := year.Lookup(a.Final.DRG); ok && w.Relative != 0 {
		a.Weight, a.MeanStay, a.Year = w.Relative.String(), w.GeometricMean.String(), year.String()
	}
	a.price(c, r.Hospital, year, g.WhatIf(&stay, year.Weight))
	return a, nil
}

// price prices the stay, and the changes with it.
func (a *Grouped) price(c *rules.Claim, h *ipps.Hospital, year *ipps.Release, all []drg.Change) {
	if h == nil {
		h = &ipps.Hospital{WageIndex: 1}
	}
	p, err := price.Inpatient(c, price.Facts{Hospital: h})
	if p != nil {
		a.Price = p.Steps
	}
	if err != nil {
		a.Unpriced = err.Error()
		a.Changes = changes(all, nil)
		return
	}
	total := p.Payment.Total()
	a.Total = &total
	a.Changes = changes(all, func(ch *drg.Change) *medcode.Cents {
		paid := p.Paid
		switch ch.Kind {
		case drg.DropDiagnosis:
			paid.Diagnoses = without(paid.Diagnoses, ch.Index)
		case drg.DropProcedure:
			paid.Procedures = without(paid.Procedures, ch.Index)
		}
		then, err := year.Pay(ch.After.DRG, p.Hospital, paid)
		if err != nil {
			return nil
		}
		d := then.Total() - total
		return &d
	})
}

func without[T any](all []T, i int) []T {
	out := make([]T, 0, len(all))
	for k, v := range all {
		if k != i {
			out = append(out, v)
		}
	}
	return out
}

// changes says the changes in words. Money, where it isn't nil, prices one.
func changes(all []drg.Change, money func(*drg.Change) *medcode.Cents) []Change {
	out := []Change{}
	for i := range all {
		ch := &all[i]
		one := Change{DRG: ch.After.DRG, Title: ch.After.Title, Shows: ch.Shows}
		switch ch.Kind {
		case drg.DropDiagnosis, drg.DropProcedure:
			one.What = "without " + ch.Code
		case drg.FlipPOA:
			one.What = fmt.Sprintf("%s with POA %s", ch.Code, ch.POA)
		case drg.ExchangePrincipal:
			one.What = ch.Code + " as the principal diagnosis"
		case drg.ReachSeverity:
			one.What = "secondary diagnoses that come to " + levels[ch.After.Level]
		}
		if ch.Weight != 0 {
			one.Weight = fmt.Sprintf("%+.4f", ch.Weight)
		}
		if money != nil {
			one.Money = money(ch)
		}
		out = append(out, one)
	}
	return out
}

var severities = map[drg.Severity]string{drg.IsCC: "CC", drg.IsMCC: "MCC", drg.CCExcluded: "CC, excluded", drg.MCCExcluded: "MCC, excluded",
	drg.CCExcludedByLogic: "CC, used by the logic", drg.MCCExcludedByLogic: "MCC, used by the logic"}

func coded(c *rules.Claim, e *drg.Explanation) []Coded {
	notes := map[string]drg.Note{}
	for _, n := range e.Diagnoses {
		notes[n.Code] = n
	}
	var out []Coded
	for i, d := range c.Diagnoses {
		r := &e.Result.Diagnoses[i]
		row := Coded{As: "secondary", Code: d.Code, POA: d.POA, Known: r.Recognized, Level: severities[r.Final], Moves: r.Impact != drg.NoImpact}
		if code, err := cm.Parse(d.Code); err == nil {
			row.Code = code.String()
			if e, _ := entryOf(code, c.Date()); e.IsValid() {
				row.Title = e.Title()
			}
		}
		if r.Final != r.Initial {
			row.Level = fmt.Sprintf("%s; before hospital-acquired conditions %s", none(severities[r.Final]), none(severities[r.Initial]))
		}
		if i == 0 {
			row.As, row.Level = "principal", ""
		} else if n, ok := notes[row.Code]; ok {
			row.Place = n.Place
			if n.Text != row.Level && row.Level != "" { // it says more
				row.Says = n.Text
			}
		}
		out = append(out, row)
	}
	for i, p := range c.Procedures {
		r := &e.Result.Procedures[i]
		row := Coded{As: "procedure", Code: p.Code, Known: r.Recognized, Moves: r.Impact != drg.NoImpact, Says: "not an operating-room procedure"}
		if r.OperatingRoom {
			row.Says = "an operating-room procedure"
		}
		if code, err := pcs.Parse(p.Code); err == nil {
			row.Title = procedureTitle(code, c.Date())
		}
		if !r.Recognized {
			row.Says = ""
		}
		out = append(out, row)
	}
	return out
}

func none(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// legs joins the steps of a part up to one that took the stay.
func legs(steps []drg.Step) []Leg {
	var out []Leg
	open := false
	for i := range steps {
		s := &steps[i]
		if n := len(out); !open || out[n-1].Part != s.Part {
			out = append(out, Leg{Part: s.Part})
		}
		leg := &out[len(out)-1]
		if open = !s.Took; open {
			leg.Passed = append(leg.Passed, *s)
		} else {
			leg.Took = s
		}
	}
	return out
}
