package claimfile

import (
	"fmt"
	"strings"
	"time"

	"github.com/medcode/medcode"
)

// anyDate reads a day in the forms that say which it is: 2026-04-05, 20260405,
// 05-APR-2026, 05APR2026, 5 Apr 2026, each also with a time of day behind it, and
// with the month as number first, 04/05/2026, as people write in the United States.
func anyDate(text string) (medcode.Date, error) {
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
	return medcode.NewDate(int(year), time.Month(month/3+1), day)
}

// threeNumbers reads 4/5/2026, also with dots or dashes.
func threeNumbers(text string) (a, b, c int, ok bool) {
	i := strings.IndexAny(text, "/.-")
	if i < 1 {
		return 0, 0, 0, false
	}
	parts := strings.Split(text, text[i:i+1])
	if len(parts) != 3 || len(parts[2]) != 4 && len(parts[2]) != 2 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i, p := range parts {
		v, good := small(p)
		if !good || i < 2 && len(p) > 2 {
			return 0, 0, 0, false
		}
		n[i] = int(v)
	}
	return n[0], n[1], n[2], true
}
