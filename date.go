package medcode

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"time"
)

// A Date is a day of the calendar, without time or zone: a date of service, an
// effective date. Dates are comparable with ==. The zero Date is no date:
// IsZero reports it, and it sorts before all others.
type Date struct{ n int32 } // days since 0000-12-31, so that 0001-01-01 is 1

const (
	unixDays = 719163  // Date.n of 1970-01-01
	lastDay  = 3652059 // Date.n of 9999-12-31
)

// NewDate returns the given day, or the zero Date when there is no such day
// or the year is not in 1 to 9999.
func NewDate(year int, month time.Month, day int) Date {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return Date{}
	}
	// Days before the year, counting from March so that the leap day is last.
	y, m := year, int(month)
	if m <= 2 {
		y, m = y-1, m+12
	}
	return Date{int32(365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + day - 306)}
}

func daysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// DateOf returns the day of t in t's own location.
func DateOf(t time.Time) Date { return NewDate(t.Date()) }

// ParseDate reads a date written 2026-04-01 or 20260401, the two forms of
// claims and release files. An empty string is an error, not the zero Date.
func ParseDate(s string) (Date, error) {
	var d Date
	switch {
	case len(s) == 8:
		d = dayOf(s[:4], s[4:6], s[6:8])
	case len(s) == 10 && s[4] == '-' && s[7] == '-':
		d = dayOf(s[:4], s[5:7], s[8:10])
	}
	if !d.IsZero() {
		return d, nil
	}
	return Date{}, fmt.Errorf("date %q: want a day of the calendar as YYYY-MM-DD or YYYYMMDD: %w", s, ErrSyntax)
}

// dayOf reads digits, four, two and two.
func dayOf(year, month, day string) Date {
	return NewDate(digits(year[:2])*100+digits(year[2:]), time.Month(digits(month)), digits(day))
}

// digits reads two digits; what is none is more than any year, month or day.
func digits(s string) int {
	tens, ones := s[0]-'0', s[1]-'0'
	if tens > 9 || ones > 9 {
		return 1 << 20
	}
	return int(tens)*10 + int(ones)
}

// MustParseDate is ParseDate for constants; it panics on error.
func MustParseDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.n == 0 }

// Time returns the first instant of d in UTC, or the zero Time for the zero Date.
func (d Date) Time() time.Time {
	if d.n == 0 {
		return time.Time{}
	}
	return time.Unix((int64(d.n)-unixDays)*86400, 0).UTC()
}

// Date returns the year, month and day of d.
func (d Date) Date() (year int, month time.Month, day int) { return d.Time().Date() }

// AddDays returns the day n days after d, or before it where n is negative. It
// goes no further than the calendar of dates does: to 0001-01-01 and
// 9999-12-31. The zero Date stays zero.
func (d Date) AddDays(n int) Date {
	if d.n == 0 {
		return d
	}
	return Date{d.n + int32(min(max(n, 1-int(d.n)), lastDay-int(d.n)))}
}

// DaysSince returns the number of days from e to d: a stay's length is its
// discharge's DaysSince its admission.
func (d Date) DaysSince(e Date) int { return int(d.n) - int(e.n) }

// Compare returns -1, 0 or +1 as d is before, the same as, or after e.
func (d Date) Compare(e Date) int { return cmp.Compare(d.n, e.n) }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool { return d.n < e.n }

// After reports whether d is a later day than e.
func (d Date) After(e Date) bool { return d.n > e.n }

// String returns d as 2026-04-01, or "" for the zero Date.
func (d Date) String() string {
	if d.n == 0 {
		return ""
	}
	y, m, day := d.Date()
	return string([]byte{digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(int(m) / 10), digit(int(m)), '-', digit(day / 10), digit(day)})
}

// digit is the last one of n, as text.
func digit(n int) byte { return byte('0' + n%10) }

// Compact returns d as 20260401, the form of claims and release files, or "".
func (d Date) Compact() string {
	if d.n == 0 {
		return ""
	}
	y, m, day := d.Date()
	return string([]byte{digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), digit(int(m) / 10), digit(int(m)), digit(day / 10), digit(day)})
}

// MarshalText implements [encoding.TextMarshaler]; the zero Date is empty.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// Value implements [driver.Valuer]; the zero Date is NULL.
func (d Date) Value() (driver.Value, error) {
	if d.n == 0 {
		return nil, nil
	}
	return d.Time(), nil
}

// Scan implements [database/sql.Scanner] for NULL, times, strings and bytes.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case time.Time:
		*d = DateOf(v)
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("medcode: cannot scan %T into a Date", src)
}

// A Period is a span of days, both ends included. A zero From has no
// beginning, a zero To no end; the zero Period holds every day.
type Period struct{ From, To Date }

// Contains reports whether d lies in p. The zero Date lies in no period but
// the one without ends.
func (p Period) Contains(d Date) bool {
	return (p.From.IsZero() || !d.Before(p.From)) && (p.To.IsZero() || !d.IsZero() && !d.After(p.To))
}

// Overlaps reports whether p and q have a day in common.
func (p Period) Overlaps(q Period) bool {
	return (p.From.IsZero() || q.To.IsZero() || !p.From.After(q.To)) &&
		(q.From.IsZero() || p.To.IsZero() || !q.From.After(p.To))
}

// String returns p as "2025-10-01 to 2026-09-30", with blanks for open ends.
func (p Period) String() string { return p.From.String() + " to " + p.To.String() }

// FiscalYear returns the federal fiscal year that holds d: 2026 runs from
// October 1, 2025 to September 30, 2026. It is 0 for the zero Date.
func (d Date) FiscalYear() int {
	if d.n == 0 {
		return 0
	}
	y, m, _ := d.Date()
	if m >= time.October {
		y++
	}
	return y
}
