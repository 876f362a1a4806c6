package medcode_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// Every day of the calendar is what package time says it is, and comes back
// from each of its texts.
func TestDates(t *testing.T) {
	from := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	before := medcode.Date{}
	for on := from; on.Year() < 10000; on = on.AddDate(0, 0, 1) {
		d := medcode.DateOf(on)
		if d.DaysSince(before) != 1 || !d.Time().Equal(on) {
			t.Fatalf("%s is %v, %d days after %s", on, d, d.DaysSince(before), before)
		}
		before = d
		if on.Day() < 28 && on.Year()%50 > 0 { // texts of the ends of months, and of some years
			continue
		}
		for _, s := range []string{d.String(), d.Compact()} {
			if again, err := medcode.ParseDate(s); err != nil || again != d {
				t.Fatalf("%s: %v, %v", s, again, err)
			}
		}
	}
	require.Equal(t, medcode.MustParseDate("9999-12-31"), before)
}

func TestDateErrors(t *testing.T) {
	for _, s := range []string{"", "2026-02-29", "20260231", "2026-4-01", "2026/04/01", "260401", "20261301", "00000101", "2026-04-00", "2026040x", "202604011"} {
		_, err := medcode.ParseDate(s)
		require.ErrorIs(t, err, medcode.ErrSyntax, s)
	}
	require.Panics(t, func() { medcode.MustParseDate("x") })
	for _, d := range []medcode.Date{medcode.NewDate(0, 1, 1), medcode.NewDate(10000, 1, 1), medcode.NewDate(2026, 13, 1), medcode.NewDate(1900, 2, 29)} {
		require.True(t, d.IsZero())
	}
}

func TestDateForms(t *testing.T) {
	var none medcode.Date
	day := medcode.MustParseDate("2026-04-01")
	require.Equal(t, []any{"", "", none, time.Time{}, 0}, []any{none.String(), none.Compact(), none.AddDays(3), none.Time(), none.FiscalYear()})
	require.Equal(t, []int{2026, 2027}, []int{day.FiscalYear(), day.AddDays(183).FiscalYear()})
	require.True(t, none.Before(day) && day.After(none) && day.Compare(none) > 0)

	b, err := json.Marshal([]medcode.Date{day, none})
	require.NoError(t, err)
	require.Equal(t, `["2026-04-01",""]`, string(b))
	var all []medcode.Date
	require.NoError(t, json.Unmarshal(b, &all))
	require.Equal(t, []medcode.Date{day, none}, all)
	require.Error(t, json.Unmarshal([]byte(`["x"]`), &all))

	v, err := none.Value()
	require.NoError(t, err)
	require.Nil(t, v)
	for _, d := range []medcode.Date{day, none} {
		v, err := d.Value()
		require.NoError(t, err)
		for _, src := range []any{v, d.String(), []byte(d.Compact())} {
			back := medcode.NewDate(1, 1, 1)
			require.NoError(t, back.Scan(src))
			require.Equal(t, d, back)
		}
	}
	require.Error(t, all[0].Scan(7))
}

func TestPeriod(t *testing.T) {
	d := medcode.MustParseDate
	year := medcode.Period{From: d("2025-10-01"), To: d("2026-09-30")}
	since, until, always := medcode.Period{From: year.From}, medcode.Period{To: year.To}, medcode.Period{}
	for on, want := range map[string][]bool{ // in the year, since it began, until it ended, always
		"2025-09-30": {false, false, true, true}, "2025-10-01": {true, true, true, true},
		"2026-09-30": {true, true, true, true}, "2026-10-01": {false, true, false, true},
	} {
		on := d(on)
		require.Equal(t, want, []bool{year.Contains(on), since.Contains(on), until.Contains(on), always.Contains(on)}, on)
	}
	var none medcode.Date
	require.Equal(t, []bool{false, false, false, true}, []bool{year.Contains(none), since.Contains(none), until.Contains(none), always.Contains(none)})
	next := medcode.Period{From: d("2026-10-01"), To: d("2026-10-01")}
	require.False(t, year.Overlaps(next) || next.Overlaps(year) || until.Overlaps(next))
	require.True(t, since.Overlaps(next) && next.Overlaps(since) && always.Overlaps(next) && year.Overlaps(year))
	require.Equal(t, "2025-10-01 to 2026-09-30", year.String())
}

func TestSex(t *testing.T) {
	for s, want := range map[string]medcode.Sex{"M": medcode.Male, "1": medcode.Male, "f": medcode.Female, "2": medcode.Female, "": medcode.SexUnknown, "0": medcode.SexUnknown, "u": medcode.SexUnknown} {
		got, err := medcode.ParseSex(s)
		require.NoError(t, err)
		require.Equal(t, want, got, s)
		b, err := got.MarshalText()
		require.NoError(t, err)
		var again medcode.Sex
		require.NoError(t, again.UnmarshalText(b))
		require.Equal(t, got, again)
	}
	require.ErrorIs(t, new(medcode.Sex).UnmarshalText([]byte("X")), medcode.ErrSyntax)
}

func TestErrors(t *testing.T) {
	long := string(make([]byte, 200))
	e := &medcode.FileError{File: "a.zip!b.txt", Line: 3, Column: 5, Text: "I1O", Err: medcode.ErrLayout}
	require.Equal(t, `a.zip!b.txt:3:5: unknown layout: "I1O"`, e.Error())
	require.ErrorIs(t, e, medcode.ErrLayout)
	require.Equal(t, "file missing", (&medcode.FileError{Err: medcode.ErrNoFile}).Error())
	c := &medcode.CodeError{System: "ICD-10-CM", Text: long, Offset: 1, Reason: "no letter"}
	require.ErrorIs(t, c, medcode.ErrSyntax)
	require.Less(t, len(c.Error()), 700, "clipped")
	require.Equal(t, "b.txt:3: twice", medcode.Diagnostic{File: "b.txt", Line: 3, Message: "twice"}.String())
	require.Equal(t, medcode.Limits{}.WithDefaults().Entries, 10_000)
	require.Equal(t, medcode.Limits{Entries: 1}.WithDefaults().Entries, 1)
}

func TestAddDaysStaysInTheCalendar(t *testing.T) {
	first, last := medcode.NewDate(1, 1, 1), medcode.NewDate(9999, 12, 31)
	day := medcode.NewDate(2026, 4, 1)
	for _, n := range []int{math.MaxInt, math.MaxInt32, 3_000_000} {
		require.Equal(t, last, day.AddDays(n), n)
		require.Equal(t, first, day.AddDays(-n), -n)
	}
	require.Equal(t, first, day.AddDays(math.MinInt))
	require.Equal(t, last, last.AddDays(1))
	require.Equal(t, first, first.AddDays(-1))
	require.Equal(t, last, first.AddDays(last.DaysSince(first)))
	require.Equal(t, first, last.AddDays(first.DaysSince(last)))
	require.Zero(t, medcode.Date{}.AddDays(math.MaxInt32))
	again, err := medcode.ParseDate(day.AddDays(math.MaxInt).String())
	require.NoError(t, err)
	require.Equal(t, last, again)
}

// TestDateText: String and Compact are what package time writes, of all days.
func TestDateText(t *testing.T) {
	for d := medcode.NewDate(1, 1, 1); d.Time().Year() < 9999; d = d.AddDays(97) {
		require.Equal(t, d.Time().Format("2006-01-02"), d.String())
		require.Equal(t, d.Time().Format("20060102"), d.Compact())
	}
}
