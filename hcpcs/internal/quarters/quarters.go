// Package quarters keeps releases that CMS publishes by quarter, and reads the
// names of quarters.
package quarters

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode"
)

// A Release knows the days it holds for.
type Release interface{ Provenance() medcode.Provenance }

// A Set is releases by the first day they hold for, no two of a quarter.
type Set[R Release] []R

// New sorts releases into a set. System names them in the error where two are
// of one quarter.
func New[R Release](system string, releases []R) (Set[R], error) {
	s := Set[R](slices.Clone(releases))
	slices.SortFunc(s, func(a, b R) int {
		return a.Provenance().Effective.From.Compare(b.Provenance().Effective.From)
	})
	for i := 1; i < len(s); i++ {
		if q := s[i].Provenance(); q.Effective.Overlaps(s[i-1].Provenance().Effective) {
			return nil, fmt.Errorf("%s: two releases hold on %s", system, q.Effective.From)
		}
	}
	return s, nil
}

// On returns the release that holds on a date. The error wraps
// [medcode.ErrDate].
func (s Set[R]) On(system string, date medcode.Date) (R, error) {
	for _, r := range s {
		if r.Provenance().Effective.Contains(date) {
			return r, nil
		}
	}
	var none R
	return none, fmt.Errorf("%s on %s: %w", system, date, medcode.ErrDate)
}

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

// Named returns the name ("2025-10") and the days of a quarter, from a year of
// two or four digits and the name of the month it begins with, cut to three
// letters, or its letter, A to D.
func Named(year, quarter string) (string, medcode.Period) {
	y, _ := strconv.Atoi(year)
	if y < 100 {
		y += 2000
	}
	// The names, three letters each, stand at 0, 3, 6 and 9: the month less one.
	month := strings.Index("JANAPRJULOCT", strings.ToUpper(quarter))
	if len(quarter) == 1 {
		month = strings.Index("ABCD", strings.ToUpper(quarter)) * 3
	}
	return Of(medcode.NewDate(y, time.Month(month+1), 1))
}

// Of returns the name and the days of the quarter that holds a date.
func Of(d medcode.Date) (string, medcode.Period) {
	y, m, _ := d.Date()
	m = (m-1)/3*3 + 1
	from := medcode.NewDate(y, m, 1)
	return fmt.Sprintf("%d-%02d", y, m), medcode.Period{From: from, To: medcode.DateOf(from.Time().AddDate(0, 3, -1))}
}
