package columns

import (
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
// 05-APR-2026, 05APR2026, 5 Apr 2026, each also with a time of day behind it, and
// three numbers with the year last, 4/5/2026, in the order given. A year of two
// digits is of 1940 to 2039.
func Date(text string, order Order) (medcode.Date, error) {
	if d, err := medcode.ParseDate(text); err == nil {
		return d, nil
	}
	day := text
	if i := strings.IndexAny(day, "T "); i >= 8 && strings.IndexByte(day[i:], ':') > 0 {
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
	if a, b, y, ok := threeNumbers(day); ok {
		if a > 31 { // the year first
			a, b, y = b, y, a
		} else if order == DayFirst {
			a, b = b, a
		}
		if y < 100 {
			y += 1900
			if y < 1940 {
				y += 100
			}
		}
		if d := medcode.NewDate(y, time.Month(a), b); !d.IsZero() {
			return d, nil
		}
	}
	if n, ok := small(text); ok && len(text) == 5 && n > 10_000 && n < 60_000 { // 1927 to 2064
		return medcode.Date{}, fmt.Errorf("date %q is a spreadsheet's number of a day; write the column as text, YYYY-MM-DD: %w", text, medcode.ErrSyntax)
	}
	return medcode.Date{}, fmt.Errorf("date %q: want a day of the calendar as YYYY-MM-DD, YYYYMMDD, DD-MON-YYYY or MM/DD/YYYY: %w", text, medcode.ErrSyntax)
}

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// namedMonth reads day, month by its name and year, in that order.
func namedMonth(text string) medcode.Date {
	day, n := 0, 0
	for n < len(text) && n < 2 && '0' <= text[n] && text[n] <= '9' {
		day = day*10 + int(text[n]-'0')
		n++
	}
	rest := strings.TrimLeft(text[n:], "- /.")
	if n == 0 || len(rest) < 7 {
		return medcode.Date{}
	}
	month := strings.Index(months, strings.ToLower(rest[:3]))
	rest = strings.TrimLeft(rest[3:], "- /.,")
	year, ok := small(rest)
	if month < 0 || month%3 != 0 || len(rest) != 4 || !ok {
		return medcode.Date{}
	}
	return medcode.NewDate(year, time.Month(month/3+1), day)
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
