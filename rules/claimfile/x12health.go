package claimfile

import (
	"fmt"
	"strconv"
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
	_, all, more := cut(s.raw, s.element)
	for more {
		var rest string
		rest, all, more = cut(all, s.element)
		for again := rest != ""; again; {
			one := rest
			again = false
			if x.repetition != 0 {
				if k := strings.IndexByte(rest, x.repetition); k >= 0 {
					one, rest, again = rest[:k], rest[k+1:], true
				}
			}
			x.composites(one, s.component)
		}
	}
}

// parted are the components of a composite of HI: 1 qualifier, 2 code, 3 format of
// the date, 4 date, 5 amount, 9 present on admission.
type parted [9]string

// composites takes one composite, or several that follow one another.
func (x *interchange) composites(text string, separator byte) {
	var parts parted
	start, n := 0, 0
	for at := 0; ; n++ {
		word := text[at:]
		next := strings.IndexByte(word, separator)
		if next >= 0 {
			word = word[:next]
		}
		if n >= 2 && next >= 0 && (len(word) == 2 || len(word) == 3) {
			if kind, _ := healthOf(word); kind != noHealth {
				x.composite(&parts, text[start:at-1])
				parts, start, n = parted{}, at, 0
			}
		}
		if n < len(parts) {
			parts[n] = trim(word)
		}
		if next < 0 {
			break
		}
		at += next + 1
	}
	x.composite(&parts, text[start:])
}

// composite takes a code; text is how it is written.
func (x *interchange) composite(parts *parted, text string) {
	qualifier, code := parts[0], parts[1]
	kind, icd9 := healthOf(qualifier)
	if kind == noHealth {
		kind, icd9 = healthOf(strings.ToUpper(qualifier))
	}
	c := x.claim
	if kind == noHealth || code == "" {
		if strings.Trim(text, string(x.component)+" ") != "" {
			x.unreadable(rules.AtField("diagnoses"), text, fmt.Errorf("HI %q: want a qualifier of health care codes and a code: %w", text, medcode.ErrSyntax))
		}
		return
	}
	if icd9 {
		c.ICD, x.nine = rules.ICD9, true
	} else if kind <= inpatientPx {
		x.ten = true
	}
	format, date, poa := parts[2], parts[3], parts[8]
	switch kind {
	case principalDx, otherDx:
		d := rules.Diagnosis{Code: code, POA: poa}
		x.diagnoses = limit(x, x.diagnoses, d, "diagnoses")
		if kind == principalDx && !x.principal { // which is the first, wherever it stands
			x.principal = true
			copy(x.diagnoses[1:], x.diagnoses)
			x.diagnoses[0] = d
		}
	case causeDx:
		x.causes = limit(x, x.causes, rules.Diagnosis{Code: code, POA: poa}, "diagnoses")
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
			x.day(&o.Date, listed("occurrences", len(c.Occurrences), "date"), format, date)
		}
		c.Occurrences = limit(x, c.Occurrences, o, "occurrences")
	case spanCode:
		x.span(code, format, date)
	case valueCode:
		v := rules.Value{Code: code}
		if amount := parts[4]; amount != "" {
			x.cents(&v.Amount, listed("values", len(c.Values), "amount"), amount)
		}
		c.Values = limit(x, c.Values, v, "value codes")
	}
}

// listed is the place of a field of element i of a list of the claim.
func listed(list string, i int, field string) rules.Place {
	return rules.AtField(list + "/" + strconv.Itoa(i) + "/" + field)
}

func (x *interchange) span(code, format, dates string) {
	c := x.claim
	o, at := rules.Span{Code: code}, len(c.Spans)
	first, last, _ := strings.Cut(dates, "-")
	if first != "" {
		x.day(&o.From, listed("spans", at, "from"), format, first)
	}
	if last != "" {
		x.day(&o.Through, listed("spans", at, "through"), format, last)
	}
	c.Spans = limit(x, c.Spans, o, "occurrence spans")
}
