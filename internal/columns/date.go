package columns

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/medcode/medcode"
)

// An Order is the order in which a date of three numbers gives day and month.
type Order uint8

// The orders.
const (
	MonthFirst Order = iota // 04/05/2026 is April 5, as people write in the United States
	DayFirst                // 04/05/2026 is May 4
)

// Date reads a day as people write it: 2026-04-05, 20260405, 2026/4/5,
// 05-APR-2026, 05APR2026, 5 Apr 2026, April 5, 2026, each also with a time of day
// behind it, and numbers with the year last, 4/5/2026 and 04052026, in the order given. A year of two
// digits is of 1940 to 2039.
func Date(text string, order Order) (medcode.Date, error) {
	if d, err := medcode.ParseDate(text); err == nil {
		return d, nil
	}
	day := text
	if i := strings.IndexAny(day, "T "); i >= 8 && strings.IndexByte(day[i:], ':') > 0 && !strings.Contains(day, ", ") {
		day = day[:i]
	} else if i := strings.IndexByte(day, ':'); i == 9 { // 05APR2026:00:00:00, as SAS writes it
		day = day[:i]
	}
	if d, err := medcode.ParseDate(day); err == nil {
		return d, nil
	}
	if d := namedMonth(day); !d.IsZero() {
		return d, nil
	}
	if d := yearLast(day, order); !d.IsZero() {
		return d, nil
	}
	if a, b, y, ok := threeNumbers(day); ok {
		if a > 31 { // the year first
			a, b, y = b, y, a
		} else if order == DayFirst {
			a, b = b, a
		}
		if y < 100 {
			y = century(y)
		}
		if d := medcode.NewDate(y, time.Month(a), b); !d.IsZero() {
			return d, nil
		}
	}
	if n, ok := small(text); ok && len(text) == 5 && n > 10_000 && n < 60_000 { // 1927 to 2064
		return medcode.Date{}, fmt.Errorf("date %q is %w: %w", text, ErrSerial, medcode.ErrSyntax)
	}
	return medcode.Date{}, fmt.Errorf("date %q: want a day of the calendar as YYYY-MM-DD, YYYYMMDD, DD-MON-YYYY or MM/DD/YYYY: %w", text, medcode.ErrSyntax)
}

// ErrSerial is wrapped by the error of a date that is a number of days.
var ErrSerial = errors.New("a spreadsheet's number of a day; write the column as text, YYYY-MM-DD")

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// monthNamed returns a month by its name, in whole or its first letters, 0 if none.
func monthNamed(word string) time.Month {
	word = strings.ToLower(word)
	for m := time.January; len(word) >= 3 && m <= time.December; m++ {
		if word[:3] == months[3*(m-1):3*m] && (len(word) == 3 || strings.HasPrefix(strings.ToLower(m.String()), word) || word == "sept") {
			return m
		}
	}
	return 0
}

// namedMonth reads a day whose month has a name: 5-APR-2026, 05APR2026, April 5,
// 2026, also with the day of the week in front.
func namedMonth(text string) medcode.Date {
	var words [4]string
	n := 0
	for i := 0; i < len(text); {
		start, letter := i, isLetter(text[i])
		for i < len(text) && isLetter(text[i]) == letter && strings.IndexByte(" -/.,", text[i]) < 0 {
			i++
		}
		if i == start {
			i++
			continue
		}
		if n == len(words) {
			return medcode.Date{}
		}
		words[n] = text[start:i]
		n++
	}
	if n == 4 && isLetter(words[0][0]) && strings.HasSuffix(strings.ToLower(words[0]), "day") {
		words[0], words[1], words[2] = words[1], words[2], words[3]
		n = 3
	}
	if n != 3 {
		return medcode.Date{}
	}
	day, month := words[0], monthNamed(words[1])
	if month == 0 {
		day, month = words[1], monthNamed(words[0])
	}
	d, ok := small(day)
	y, good := small(words[2])
	if month == 0 || !ok || !good || len(day) > 2 || len(words[2]) != 4 && len(words[2]) != 2 {
		return medcode.Date{}
	}
	if len(words[2]) == 2 {
		y = century(y)
	}
	return medcode.NewDate(y, month, d)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// century gives a year of two digits its century: of 1940 to 2039.
func century(y int) int {
	if y < 40 {
		return 2000 + y
	}
	return 1900 + y
}

// yearLast reads 04052026, which is no day with the year first.
func yearLast(text string, order Order) medcode.Date {
	if len(text) != 8 || !isDigits(text) {
		return medcode.Date{}
	}
	a, _ := small(text[:2])
	b, _ := small(text[2:4])
	y, _ := small(text[4:])
	if order == DayFirst {
		a, b = b, a
	}
	if y < 1850 || y > 2100 {
		return medcode.Date{}
	}
	return medcode.NewDate(y, time.Month(a), b)
}

// threeNumbers reads 4/5/2026, also with dots or dashes.
func threeNumbers(text string) (a, b, c int, ok bool) {
	i := strings.IndexAny(text, "/.-")
	if i < 1 {
		return 0, 0, 0, false
	}
	parts := strings.Split(text, text[i:i+1])
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	yearFirst := len(parts[0]) == 4 && len(parts[2]) <= 2
	if !yearFirst && len(parts[2]) != 4 && len(parts[2]) != 2 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, good := small(p)
		if !good || len(p) > 2 && (i == 1 || i == 0 && !yearFirst) {
			return 0, 0, 0, false
		}
		n[i] = v
	}
	return n[0], n[1], n[2], true
}

func small(text string) (int, bool) {
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
	return n, true
}

// An Evidence is what dates of a file say of the order of their numbers.
type Evidence struct{ Ambiguous, Month, Day int }

// Add takes a date.
func (e *Evidence) Add(text string) {
	if i := strings.IndexAny(text, "T "); i > 0 { // a time of day
		text = text[:i]
	}
	a, b, _, ok := threeNumbers(text)
	switch {
	case !ok || a > 31:
	case a > 12 && b <= 12:
		e.Day++
	case b > 12 && a <= 12:
		e.Month++
	case a <= 12 && b <= 12:
		e.Ambiguous++
	}
}

// Order returns the order that the dates have.
func (e Evidence) Order() Order {
	if e.Day > e.Month {
		return DayFirst
	}
	return MonthFirst
}

// Told says which order was chosen, "" where there was no choice.
func (e Evidence) Told() string {
	switch {
	case e.Ambiguous+e.Day+e.Month == 0:
		return ""
	case e.Order() == DayFirst:
		return "dates such as 04/05/2026 are read with the day first, as some can be read no other way"
	case e.Month > 0:
		return "dates such as 04/05/2026 are read with the month first, as some can be read no other way"
	}
	return "dates such as 04/05/2026 are read with the month first"
}
