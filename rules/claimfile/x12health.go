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
	case "ABF": // as most are
		return otherDx, false
	case "ABK", "BK":
		kind = principalDx
	case "BF":
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
	repeated := x.repetition != 0 && strings.IndexByte(s.raw, x.repetition) >= 0
	_, all, more := cut(s.raw, s.element)
	for more {
		var text string
		text, all, more = cut(all, s.element)
		switch {
		case text == "":
		case repeated:
			for one := range strings.SplitSeq(text, string(x.repetition)) {
				x.composites(one, s.component)
			}
		default:
			x.composites(text, s.component)
		}
	}
}

// parted are the components of a composite of HI that say something: of 9 parts
// the first five and the last.
type parted struct{ qualifier, code, format, date, amount, poa string }

// set sets component n, counted from 0.
func (p *parted) set(n int, word string) {
	switch word = trim(word); n {
	case 0:
		p.qualifier = word
	case 1:
		p.code = word
	case 2:
		p.format = word
	case 3:
		p.date = word
	case 4:
		p.amount = word
	case 8:
		p.poa = word
	}
}

// composites takes one composite, or several that follow one another.
func (x *interchange) composites(text string, separator byte) {
	if len(text) >= window {
		x.manyComposites(text, separator)
		return
	}
	n := 0
	for i := 0; i < len(text); i++ {
		x.ends[n%window] = int32(i)
		if text[i] == separator {
			n++
		}
	}
	x.ends[n%window] = int32(len(text))
	var parts parted
	from := 0
	for k, end := range x.ends[:n%window+1] {
		if end := int(end); end > from {
			if k >= 2 && k < n && (end-from == 2 || end-from == 3) {
				if kind, _ := healthOf(text[from:end]); kind != noHealth {
					x.manyComposites(text, separator)
					return
				}
			}
			parts.set(k, text[from:end])
		}
		from = int(end) + 1
	}
	x.composite(&parts, text)
}

// manyComposites is composites for any text.
func (x *interchange) manyComposites(text string, separator byte) {
	var parts parted
	start, n := 0, 0
	for at := 0; ; n++ {
		word, rest, more := cut(text[at:], separator)
		if n >= 2 && more && (len(word) == 2 || len(word) == 3) {
			if kind, _ := healthOf(word); kind != noHealth {
				x.composite(&parts, text[start:at-1])
				parts, start, n = parted{}, at, 0
			}
		}
		if word != "" {
			parts.set(n, word)
		}
		if !more {
			break
		}
		at = len(text) - len(rest)
	}
	x.composite(&parts, text[start:])
}

// composite takes a code; text is how it is written.
func (x *interchange) composite(parts *parted, text string) {
	qualifier, code := parts.qualifier, parts.code
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
	format, date, poa := parts.format, parts.date, parts.poa
	switch kind {
	case principalDx, otherDx:
		d := rules.Diagnosis{Code: code, POA: poa}
		keep(x, &x.diagnoses, d, "diagnoses")
		if kind == principalDx && !x.principal { // which is the first, wherever it stands
			x.principal = true
			list := x.diagnoses.list
			copy(list[1:], list)
			list[0] = d
		}
	case causeDx:
		x.causes = limit(x, x.causes, rules.Diagnosis{Code: code, POA: poa}, "diagnoses")
	case admittingDx:
		c.Admitting = code
	case reasonDx:
		keep(x, &x.reasons, code, "reasons")
	case inpatientPx:
		p := rules.Procedure{Code: code}
		if date != "" {
			if err := day(&p.Date, format, date); err != nil {
				x.unreadable(rules.AtProcedure(len(x.procedures.list)).In("date"), date, err)
			}
		}
		keep(x, &x.procedures, p, "procedures")
	case groupCode:
		x.number(code)
	case conditionCode:
		keep(x, &x.conditions, code, "condition codes")
	case occurrenceCode:
		o := rules.Occurrence{Code: code}
		if date != "" {
			if err := day(&o.Date, format, date); err != nil {
				x.unreadable(listed("occurrences", len(x.occurrences.list), "date"), date, err)
			}
		}
		keep(x, &x.occurrences, o, "occurrences")
	case spanCode:
		x.span(code, format, date)
	case valueCode:
		v := rules.Value{Code: code}
		if amount := parts.amount; amount != "" {
			var err error
			if v.Amount, err = medcode.ParseCents(amount); err != nil {
				x.unreadable(listed("values", len(x.values.list), "amount"), amount, err)
			}
		}
		keep(x, &x.values, v, "value codes")
	}
}

// listed is the place of a field of element i of a list of the claim.
func listed(list string, i int, field string) rules.Place {
	return rules.AtField(list + "/" + strconv.Itoa(i) + "/" + field)
}

func (x *interchange) span(code, format, dates string) {
	o, at := rules.Span{Code: code}, len(x.spans.list)
	first, last, _ := strings.Cut(dates, "-")
	if first != "" {
		if err := day(&o.From, format, first); err != nil {
			x.unreadable(listed("spans", at, "from"), first, err)
		}
	}
	if last != "" {
		if err := day(&o.Through, format, last); err != nil {
			x.unreadable(listed("spans", at, "through"), last, err)
		}
	}
	keep(x, &x.spans, o, "occurrence spans")
}
