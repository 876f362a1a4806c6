package claimfile

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// date takes a date of the claim (DTP 434 statement, 435 admission, 096
// discharge) or of a line (472 service).
func (x *interchange) date(s *segment) {
	c := x.claim
	at, from, through := rules.Place{}, &c.From, &c.Through
	switch s.at(1) {
	case "434":
	case "435":
		x.day(&c.Admission, rules.AtField("admission"), s.at(2), s.at(3))
		return
	case "096":
		if s.at(2) == "D8" {
			x.day(&c.Discharge, rules.AtField("discharge"), s.at(2), s.at(3))
		}
		return
	case "452":
		if x.lastLine() == nil {
			x.day(&c.Orthodontics.Placed, rules.AtField("orthodontics/placed"), s.at(2), s.at(3))
		}
		return
	case "472":
		if l := x.lastLine(); l != nil {
			at, from, through = rules.AtLine(len(x.lines.list)-1), &l.From, &l.Through
		}
	default:
		return
	}
	if first, last, ok := strings.Cut(s.at(3), "-"); ok && s.at(2) == "RD8" {
		if first != "" || last == "" {
			x.day(from, at.In("from"), "D8", first)
		}
		if last != "" || first == "" {
			x.day(through, at.In("through"), "D8", last)
		}
		return
	}
	x.day(from, at.In("from"), s.at(2), s.at(3))
}

// day takes a date of the claim or of its line being read.
func (x *interchange) day(to *medcode.Date, at rules.Place, format, text string) {
	if err := day(to, format, text); err != nil {
		x.unreadable(at, text, err)
	}
}

// day reads D8 YYYYMMDD, DT YYYYMMDDHHMM, or the first day of RD8 YYYYMMDD-YYYYMMDD.
func day(to *medcode.Date, format, text string) (err error) {
	switch format {
	case "RD8":
		text, _, _ = strings.Cut(text, "-")
	case "DT":
		text = text[:min(8, len(text))]
	}
	*to, err = medcode.ParseDate(text)
	return err
}

// professionalLine takes SV101 code and modifiers, 02 charge, 03 measure, 04
// units, 05 place of service, 07 pointers.
func (x *interchange) professionalLine(s *segment) {
	l := x.service(s, 1)
	x.units(l, s.at(3), s.at(4))
	l.PlaceOfService = s.at(5)
	x.pointers(l, s.at(7), s.component)
}

// pointers takes the numbers of the diagnoses that justify a line.
func (x *interchange) pointers(l *rules.Line, text string, separator byte) {
	n := 0
	for rest, more := text, text != ""; more; {
		var p string
		if p, rest, more = cut(rest, separator); p == "" {
			continue
		}
		if v, err := pointer(p); err != nil {
			x.unreadable(rules.AtLine(len(x.lines.list)-1).In("pointers"), text, err)
		} else if n++; n <= maxPointers {
			x.numbers.add(v)
		}
	}
	l.Pointers = x.numbers.take()
}

// maxPointers is more than the four pointers that a line may have.
const maxPointers = 100

// institutionalLine takes SV201 revenue code, then as a professional line from
// 02 on, and 07 the charge that is not covered.
func (x *interchange) institutionalLine(s *segment) {
	l := x.service(s, 2)
	x.units(l, s.at(4), s.at(5))
	l.Revenue = s.at(1)
	x.lineCents(&l.NonCovered, "nonCovered", s.at(7))
}

// dentalLine takes SV301 code and modifiers, 02 charge, 03 place of service, 04
// areas of the mouth, 05 prosthesis, 06 quantity, 11 pointers.
func (x *interchange) dentalLine(s *segment) {
	l := x.service(s, 1)
	x.units(l, "", s.at(6))
	x.claim.Setting = rules.Dental
	l.PlaceOfService, l.Prosthesis, l.Areas = s.at(3), s.at(5), parts(s.at(4), s.component)
	x.pointers(l, s.at(11), s.component)
}

// parts returns the components of an element that are not empty.
func parts(text string, separator byte) (all []string) {
	for more := text != ""; more; {
		var part string
		if part, text, more = cut(text, separator); trim(part) != "" {
			all = append(all, trim(part))
		}
	}
	return all
}

// units takes the measure and the quantity of a line.
func (x *interchange) units(l *rules.Line, measure, text string) {
	l.Measure = measure
	if text != "" {
		var err error
		if l.Units, err = units(text); err != nil {
			x.unreadable(rules.AtLine(len(x.lines.list)-1).In("units"), text, err)
		}
	}
}

// service begins a line and reads what the lines of all guides share: in element i
// the code with its modifiers, behind it the charge.
func (x *interchange) service(s *segment, i int) *rules.Line {
	if len(x.lines.list) >= x.limits.ClaimLines {
		x.exceeds("ClaimLines", "service lines", x.limits.ClaimLines)
		clear(x.lines.list) // they are nobody's: the room serves again
		x.lines.list = x.lines.list[:0]
	}
	x.entity = ""
	l := x.newLine()
	rest := s.at(i)
	for j := 1; rest != "" && j <= 6; j++ {
		var part string
		part, rest, _ = cut(rest, s.component)
		part = trim(part)
		switch {
		case j == 1 && part != "HC" && part != "hc":
			l.CodeList = part
		case j == 2:
			l.Code = part
		case j > 2 && part != "":
			x.texts.add(part)
		}
	}
	l.Modifiers = x.texts.take()
	x.lineCents(&l.Charge, "charge", s.at(i+1))
	return l
}

// quantity reads a decimal number, as units are.
func quantity(text, what string) (float64, error) {
	if n, ok := small(text); ok {
		return n, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || strings.ContainsAny(text, "_xXpP") {
		return 0, fmt.Errorf("%s %q: want a number such as 2 or 1.5: %w", what, text, medcode.ErrSyntax)
	}
	return n, nil
}

// small reads a whole number of few digits.
func small(text string) (float64, bool) {
	if len(text) == 0 || len(text) > 6 {
		return 0, false
	}
	n := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = n*10 + int(text[i]-'0')
	}
	return float64(n), true
}

// pointer reads a service line's pointer to a diagnosis.
func pointer(text string) (int, error) {
	if len(text) == 1 && '0' <= text[0] && text[0] <= '9' {
		return int(text[0] - '0'), nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, fmt.Errorf("pointer %q: want the number of a diagnosis, from 1: %w", text, medcode.ErrSyntax)
	}
	return n, nil
}

func (x *interchange) cents(to *medcode.Cents, at rules.Place, text string) {
	if text == "" {
		return
	}
	var err error
	*to, err = medcode.ParseCents(text)
	x.unreadable(at, text, err)
}

// lineCents is cents of the line being read.
func (x *interchange) lineCents(to *medcode.Cents, field, text string) {
	if text == "" {
		return
	}
	var err error
	if *to, err = medcode.ParseCents(text); err != nil {
		x.unreadable(rules.AtLine(len(x.lines.list)-1).In(field), text, err)
	}
}

// number reads a DRG.
func (x *interchange) number(code string) {
	var err error
	x.claim.DRG, err = drg.ParseNumber(code)
	x.unreadable(rules.AtField("drg"), code, err)
}
