package claim

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/rules"
)

func statusFrequency() rules.Rule {
	r := rule("status-frequency", "Discharge status against the frequency of the bill",
		"Status 30 says that the patient is still there: it goes with a first or a continuing interim bill (frequency 2 and 3), which has no other, and not with a bill for the whole stay or the last one (1 and 4).",
		rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 3, section 50"}, chapter25)
	r.Fails = []string{"bill:0111 status:30 | I50.9", "bill:0112 status:01 | I50.9"}
	r.Passes = []string{"bill:0111 status:01 | I50.9", "bill:0112 status:30 | I50.9", "bill:0117 status:30 | I50.9", "bill:0111 | I50.9"}
	r.Settings = rules.In(rules.Inpatient)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		still := c.DischargeStatus == "30"
		switch f := c.Frequency(); {
		case f == "" || c.DischargeStatus == "":
			r.Undecided("the claim has no type of bill with its frequency, or no discharge status")
		case still && (f == "1" || f == "4"):
			r.Find(rules.AtField("dischargeStatus"), fmt.Sprintf("Status 30 says that the patient is still there, and type of bill %s that the stay has ended.", c.TypeOfBill))
		case !still && (f == "2" || f == "3"):
			r.Find(rules.AtField("dischargeStatus"), fmt.Sprintf("Type of bill %s is interim, and status %s says that the stay has ended.", c.TypeOfBill, c.DischargeStatus))
		}
	}
	return r
}

func accommodationDays() rules.Rule {
	r := rule("accommodation-days", "Days of room and board against the stay",
		"The units of the lines for room and board (revenue codes 010x to 021x) are the days of the statement. The day of discharge is none of them, unless the patient is still there; a stay of one calendar day has one. Days on leave have lines of 018x.",
		rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 3, section 20.1 and 40.2.2"}, chapter25)
	r.Fails = []string{"5d bill:0111 status:01 | I50.9 | | 0120*7", "5d bill:0111 status:01 | I50.9 | | 0120*2 0200*1"}
	r.Passes = []string{"5d bill:0111 status:01 | I50.9 | | 0120*5", "5d bill:0111 status:01 | I50.9 | | 0200*2 0120*3", "5d bill:0112 status:30 | I50.9 | | 0120*6", "0d bill:0111 status:01 | I50.9 | | 0120*1", "5d | I50.9 | | 0250*7"}
	r.Settings = rules.In(rules.Inpatient)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if c.From.IsZero() || c.Through.IsZero() || c.Through.Before(c.From) {
			r.Undecided("the claim has not both days of its statement, in order")
			return
		}
		units, at := 0.0, -1
		for i := range c.Lines {
			l := &c.Lines[i]
			code := strings.TrimPrefix(l.Revenue, "0")
			if len(code) != 3 || code < "100" || code > "219" || len(l.Revenue) == 4 && l.Revenue[0] != '0' {
				continue
			}
			if units += l.Units; at < 0 {
				at = i
			}
		}
		if at < 0 {
			return
		}
		days := c.Through.DaysSince(c.From)
		if c.DischargeStatus == "30" {
			days++
		}
		days = max(days, 1)
		if units == float64(days) {
			return
		}
		f := rules.Finding{Place: rules.AtLine(at).In("units"), Codes: []string{c.Lines[at].Revenue},
			Message: fmt.Sprintf("The lines for room and board bill %g days, and the statement from %s through %s has %d.", units, c.From, c.Through, days)}
		if units < float64(days) {
			f.Severity, f.Suggestion = rules.Warning, "Bill the other days, or days on leave by a line of 018x."
		}
		r.Add(f)
	}
	return r
}

func drugLine() rules.Rule {
	r := rule("drug-line", "Drugs requiring detailed coding without a code",
		"A line of revenue code 0636 says which drug by its HCPCS code.",
		chapter25, rules.Citation{Document: "Integrated Outpatient Code Editor specifications", Section: "edit 48"})
	r.Fails = []string{"outpatient | I10 | | 0636"}
	r.Passes = []string{"outpatient | I10 | | 0636/J1885", "outpatient | I10 | | 0250"}
	r.Settings = rules.In(rules.Outpatient)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i := range c.Lines {
			if l := &c.Lines[i]; strings.TrimPrefix(l.Revenue, "0") == "636" && l.Code == "" {
				r.Find(rules.AtLine(i).In("code"), fmt.Sprintf("Line %d bills a drug by revenue code %s and does not say which.", i+1, l.Revenue), l.Revenue)
			}
		}
	}
	return r
}

func bothSides() rules.Rule {
	r := rule("both-sides", "One side and both sides on one line",
		"Modifier 50 says that a procedure was done on both sides, RT and LT that it was done on one. One line says one of them.",
		rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 12, section 40.7"}, chapter26)
	r.Fails = []string{"professional | I10 | | 20610-50-RT"}
	r.Passes = []string{"professional | I10 | | 20610-50", "professional | I10 | | 20610-RT 20610-LT"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i := range c.Lines {
			l := &c.Lines[i]
			for _, side := range []string{"RT", "LT"} {
				if l.HasModifier("50") && l.HasModifier(side) {
					r.Find(rules.AtLine(i).In("modifiers"), fmt.Sprintf("Line %d has modifiers 50, both sides, and %s, one.", i+1, side), l.Code, "50", side)
				}
			}
		}
	}
	return r
}
