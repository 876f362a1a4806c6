package ioce

import (
	"math"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules"
)

// Convert makes of a claim what the grouper takes, in dst, whose contents it
// replaces and whose memory it uses again.
func Convert(dst *opps.Claim, c *rules.Claim) {
	*dst = opps.Claim{From: c.From, Through: c.Through, Age: -1, NoDiagnosis: len(c.Diagnoses) == 0,
		Conditions: dst.Conditions[:0], Lines: dst.Lines[:0]}
	if n, err := strconv.ParseUint(strings.TrimPrefix(c.TypeOfBill, "0"), 10, 16); err == nil && n < 1000 {
		dst.TypeOfBill = uint16(n)
	}
	if n, err := strconv.ParseUint(c.DischargeStatus, 10, 8); err == nil {
		dst.DischargeStatus = uint8(n)
	}
	if years, ok := c.Years(); ok {
		dst.Age = int16(min(years, math.MaxInt16))
	}
	if len(c.Diagnoses) > 0 {
		dst.MentalHealth = mentalHealth(c.Diagnoses[0].Code)
	}
	for _, code := range c.Conditions {
		if len(code) == 2 {
			dst.Conditions = append(dst.Conditions, opps.Condition{code[0], code[1]})
		}
	}
	for i := range c.Lines {
		if n := len(dst.Lines); n < cap(dst.Lines) {
			dst.Lines = dst.Lines[:n+1]
		} else {
			dst.Lines = append(dst.Lines, opps.Line{})
		}
		convertLine(&dst.Lines[i], &c.Lines[i])
	}
	for _, u := range c.Unreadable {
		if at := u.Place; at.Part == rules.OfLine && at.Field == "units" && at.Index >= 0 && at.Index < len(dst.Lines) {
			dst.Lines[at.Index].Units = invalidUnits
		}
	}
}

func convertLine(dst *opps.Line, l *rules.Line) {
	*dst = opps.Line{Modifiers: dst.Modifiers[:0], Charge: l.Charge, Date: l.From, Units: units(l.Units)}
	if l.Code != "" {
		var err error
		if dst.Code, err = hcpcs.Parse(l.Code); err != nil {
			dst.Malformed = true
		}
	}
	for _, text := range l.Modifiers {
		if m, err := hcpcs.ParseModifier(text); err == nil {
			dst.Modifiers = append(dst.Modifiers, m)
		} else if text != "" {
			dst.Modifiers = append(dst.Modifiers, noModifier)
		}
	}
	if n, err := strconv.ParseUint(l.Revenue, 10, 16); err == nil && n < 10000 {
		dst.Revenue = uint16(n)
	}
}

// noModifier stands for a text that has not the form of a modifier: no table
// knows it.
var noModifier hcpcs.Modifier

// invalidUnits are those of a line whose units can't be meant, or read: the grouper
// rejects what is below 0.
const invalidUnits = -1

// units are the whole service units of a line.
func units(u float64) int64 {
	if !(u >= 0 && u < 1e15) {
		return invalidUnits
	}
	return int64(math.Round(u))
}

// mentalHealth reports whether a diagnosis is a mental health one: chapter 5 of
// ICD-10-CM.
func mentalHealth(code string) bool {
	return len(code) > 0 && (code[0] == 'F' || code[0] == 'f')
}

var _ medcode.Date
