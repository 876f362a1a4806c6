// Package quarters keeps releases that CMS publishes by quarter, and reads the
// names of quarters.
package quarters

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// A Set is releases by the first day they hold for, no two of a quarter.
type Set[R shelf.Release] []R

// New sorts releases into a set. Two of one quarter are an error.
func New[R shelf.Release](releases []R) (Set[R], error) { return shelf.Sort(releases) }

// On returns the release that holds on a date. The error wraps
// [medcode.ErrDate].
func (s Set[R]) On(system string, date medcode.Date) (R, error) { return shelf.On(s, system, date) }

// All yields the releases by the days they hold for.
func (s Set[R]) All() iter.Seq2[medcode.Period, R] {
	return func(yield func(medcode.Period, R) bool) {
		for _, r := range s {
			if !yield(r.Provenance().Effective, r) {
				return
			}
		}
	}
}

// Gaps returns the days between the first release and the last for which none
// holds.
func (s Set[R]) Gaps() []medcode.Period { return shelf.Gaps(s) }

// Through returns the last day for which a release holds; open is true where
// one holds without end.
func (s Set[R]) Through() (last medcode.Date, open bool) { return shelf.Through(s) }

// Months is the names of the months, cut to three letters, for a regular
// expression. Releases between quarters bear the name of another month.
const Months = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"

// Named returns the name ("2025-10") and the days of a quarter, from a year of
// two or four digits and the name of the month it begins with, cut to three
// letters, or its letter, A to D. A release of a month within a quarter holds
// from that month to the end of the quarter.
func Named(year, quarter string) (string, medcode.Period) {
	y, _ := strconv.Atoi(year)
	if y < 100 {
		y += 2000
	}
	month := strings.Index(Months, strings.ToUpper(quarter))/4 + 1
	if len(quarter) == 1 {
		month = strings.Index("ABCD", strings.ToUpper(quarter))*3 + 1
	}
	from := medcode.NewDate(y, time.Month(month), 1)
	_, days := Of(from)
	return fmt.Sprintf("%d-%02d", y, month), medcode.Period{From: from, To: days.To}
}

// Of returns the name and the days of the quarter that holds a date.
func Of(d medcode.Date) (string, medcode.Period) {
	y, m, _ := d.Date()
	m = (m-1)/3*3 + 1
	from := medcode.NewDate(y, m, 1)
	return fmt.Sprintf("%d-%02d", y, m), medcode.Period{From: from, To: medcode.DateOf(from.Time().AddDate(0, 3, -1))}
}
