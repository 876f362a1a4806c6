package claimfile

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// A healthCode is what the qualifier of a composite of an HI segment (code list
// qualifier, element 1270) says that its code is.
type healthCode uint8

const (
	noHealth healthCode = iota
	principalDx
	otherDx
	causeDx
	admittingDx
	reasonDx
	inpatientPx
	groupCode
	conditionCode
	occurrenceCode
	spanCode
	valueCode
	passedOver // anesthesia-related procedures and treatment codes, of which a claim says nothing here
)

// healthOf returns what a qualifier says, and whether it is of ICD-9-CM: those
// of ICD-10 begin with A or BB.
func healthOf(qualifier string) (kind healthCode, icd9 bool) {
	switch qualifier {
	case "ABK", "BK":
		kind = principalDx
	case "ABF", "BF":
		kind = otherDx
	case "ABN", "BN":
		kind = causeDx
	case "ABJ", "BJ":
		kind = admittingDx
	case "APR", "PR", "ZZ":
		kind = reasonDx
	case "BBR", "BR", "BBQ", "BQ":
		kind = inpatientPx
	case "DR":
		return groupCode, false
	case "BG":
		return conditionCode, false
	case "BH":
		return occurrenceCode, false
	case "BI":
		return spanCode, false
	case "BE":
		return valueCode, false
	case "BP", "BO", "TC", "CAH", "BS":
		return passedOver, false
	default:
		return noHealth, false
	}
	return kind, len(qualifier) == 2
}

// health takes the codes of an HI segment. An element holds one composite; some
// senders repeat it, with the separator of repetitions or of components.
func (x *interchange) health(s *segment) {
	for i := 1; i < len(s.elements); i++ {
		rest := s.elements[i]
		for more := rest != ""; more; {
			one := rest
			more = false
			if x.repetition != 0 {
				if k := strings.IndexByte(rest, x.repetition); k >= 0 {
					one, rest, more = rest[:k], rest[k+1:], true
				}
			}
			x.composites(one, s.component)
		}
	}
}

// composites takes one composite, or several that follow one another.
func (x *interchange) composites(text string, separator byte) {
	start := 0
	for part, at := 0, 0; at < len(text); part++ {
		next := strings.IndexByte(text[at:], separator)
		word := text[at:]
		if next >= 0 {
			word = text[at : at+next]
		}
		if part >= 2 && len(word) > 1 {
			if kind, _ := healthOf(word); kind != noHealth && next >= 0 {
				x.composite(text[start:at-1], separator)
				start, part = at, 0
			}
		}
		if next < 0 {
			break
		}
		at += next + 1
	}
	x.composite(text[start:], separator)
}

// composite takes a code: 1 qualifier, 2 code, 3 format of the date, 4 date, 5
// amount, 9 present on admission.
func (x *interchange) composite(text string, separator byte) {
	qualifier := component(text, separator, 1)
	kind, icd9 := healthOf(qualifier)
	if kind == noHealth {
		kind, icd9 = healthOf(strings.ToUpper(qualifier))
	}
	code := component(text, separator, 2)
	c := x.claim
	if kind == noHealth || code == "" && strings.Trim(text, string(separator)+" ") != "" {
		if strings.Trim(text, string(separator)+" ") != "" {
			x.unreadable(rules.AtField("diagnoses"), text, fmt.Errorf("HI %q: want a qualifier of health care codes and a code: %w", text, medcode.ErrSyntax))
		}
		return
	}
	if icd9 {
		c.ICD, x.nine = rules.ICD9, true
	} else if kind <= inpatientPx {
		x.ten = true
	}
	format, date := component(text, separator, 3), component(text, separator, 4)
	switch kind {
	case principalDx, otherDx:
		d := rules.Diagnosis{Code: code, POA: component(text, separator, 9)}
		x.diagnoses = limit(x, x.diagnoses, d, "diagnoses")
		if kind == principalDx && !x.principal { // which is the first, wherever it stands
			x.principal = true
			copy(x.diagnoses[1:], x.diagnoses)
			x.diagnoses[0] = d
		}
	case causeDx:
		x.causes = limit(x, x.causes, rules.Diagnosis{Code: code, POA: component(text, separator, 9)}, "diagnoses")
	case admittingDx:
		c.Admitting = code
	case reasonDx:
		c.Reasons = limit(x, c.Reasons, code, "reasons")
	case inpatientPx:
		p := rules.Procedure{Code: code}
		if date != "" {
			x.day(&p.Date, rules.AtProcedure(len(x.procedures)).In("date"), format, date)
		}
		x.procedures = limit(x, x.procedures, p, "procedures")
	case groupCode:
		x.number(code)
	case conditionCode:
		c.Conditions = limit(x, c.Conditions, code, "condition codes")
	case occurrenceCode:
		o := rules.Occurrence{Code: code}
		if date != "" {
			x.day(&o.Date, rules.AtField(fmt.Sprintf("occurrences/%d/date", len(c.Occurrences))), format, date)
		}
		c.Occurrences = limit(x, c.Occurrences, o, "occurrences")
	case spanCode:
		x.span(code, format, date)
	case valueCode:
		v := rules.Value{Code: code}
		x.cents(&v.Amount, rules.AtField(fmt.Sprintf("values/%d/amount", len(c.Values))), component(text, separator, 5))
		c.Values = limit(x, c.Values, v, "value codes")
	}
}

func (x *interchange) span(code, format, dates string) {
	c := x.claim
	o, at := rules.Span{Code: code}, fmt.Sprintf("spans/%d/", len(c.Spans))
	first, last, _ := strings.Cut(dates, "-")
	if first != "" {
		x.day(&o.From, rules.AtField(at+"from"), format, first)
	}
	if last != "" {
		x.day(&o.Through, rules.AtField(at+"through"), format, last)
	}
	c.Spans = limit(x, c.Spans, o, "occurrence spans")
}
