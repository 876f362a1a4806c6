package ipps

import (
	"cmp"
	"fmt"
	"iter"
	"slices"

	"github.com/medcode/medcode"
)

// A Library holds releases of several fiscal years and picks by date of
// discharge. It doesn't change and is safe for any number of goroutines.
type Library struct{ releases []*Release } // by year

// NewLibrary makes a library. It is an error to give two releases of a year.
func NewLibrary(releases ...*Release) (*Library, error) {
	l := &Library{slices.Clone(releases)}
	slices.SortStableFunc(l.releases, func(a, b *Release) int { return cmp.Compare(a.year, b.year) })
	for i := range l.releases[:max(len(l.releases), 1)-1] {
		if y := l.releases[i].year; y == l.releases[i+1].year {
			return nil, fmt.Errorf("ipps: two releases of fiscal year %d", y)
		}
	}
	return l, nil
}

// On returns the release that holds for a discharge on that date. The error
// wraps [medcode.ErrDate].
func (l *Library) On(discharge medcode.Date) (*Release, error) {
	year := discharge.FiscalYear()
	i, ok := slices.BinarySearchFunc(l.releases, year, func(r *Release, y int) int { return cmp.Compare(r.year, y) })
	if !ok {
		return nil, fmt.Errorf("ipps: discharge on %q: %w", discharge, medcode.ErrDate)
	}
	return l.releases[i], nil
}

// All yields the releases by fiscal year.
func (l *Library) All() iter.Seq2[int, *Release] {
	return func(yield func(int, *Release) bool) {
		for _, r := range l.releases {
			if !yield(r.year, r) {
				return
			}
		}
	}
}
