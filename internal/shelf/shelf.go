// Package shelf orders the releases of a system by date and picks one, for the
// Library types of the public packages.
package shelf

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/medcode/medcode"
)

// A Release says where it comes from and for which dates it holds.
type Release interface{ Provenance() medcode.Provenance }

// Sort returns the releases by the day on which they begin. Two that begin on
// the same day are an error, since On could not choose; it wraps
// [medcode.ErrLayout]. So are nil releases, which wrap [medcode.ErrNoFile].
func Sort[R Release](releases []R) ([]R, error) {
	for i, r := range releases {
		if isNil(r) {
			return nil, fmt.Errorf("release %d of %d is nil; was the error of reading it looked at? %w", i+1, len(releases), medcode.ErrNoFile)
		}
	}
	all := slices.Clone(releases)
	slices.SortStableFunc(all, func(a, b R) int { return from(a).Compare(from(b)) })
	for i := 1; i < len(all); i++ {
		if from(all[i]) == from(all[i-1]) {
			return nil, fmt.Errorf("%s releases %q and %q both begin on %q: %w", all[i].Provenance().System,
				all[i-1].Provenance().Release, all[i].Provenance().Release, from(all[i]), medcode.ErrLayout)
		}
	}
	return all, nil
}

func isNil(r Release) bool {
	v := reflect.ValueOf(r)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

func from(r Release) medcode.Date { return r.Provenance().Effective.From }

// On returns the release that holds on a date: of the sorted releases whose
// period contains it the one that begins last, so that an April update stands
// before October's release. The error wraps [medcode.ErrDate].
func On[R Release](sorted []R, system string, date medcode.Date) (r R, err error) {
	for _, r := range slices.Backward(sorted) {
		if p := r.Provenance(); p.Effective.Contains(date) {
			return r, nil
		}
	}
	return r, fmt.Errorf("%s on %v: %w", system, date, medcode.ErrDate)
}

// Part returns what is to be asked for a part that not every release has: of
// the sorted releases whose period contains the date and which have the part,
// the one that begins last. An update lacks what didn't change, and October's
// release of the same year has it.
func Part[R Release](sorted []R, system, part string, date medcode.Date, has func(R) bool) (r R, err error) {
	for _, r := range slices.Backward(sorted) {
		if r.Provenance().Effective.Contains(date) && has(r) {
			return r, nil
		}
	}
	return r, fmt.Errorf("%s, %s, on %v: %w", system, part, date, medcode.ErrDate)
}

// A Source is the release that answers for a part on a day.
type Source struct {
	Part    string             // "codes", "notes"
	Release medcode.Provenance // zero where there is none
}

// Gaps returns the days between the first and the last for which no release
// holds.
func Gaps[R Release](sorted []R) []medcode.Period {
	var gaps []medcode.Period
	var through medcode.Date
	for i, r := range sorted {
		p := r.Provenance().Effective
		if next := through.AddDays(1); i > 0 && !through.IsZero() && next.Before(p.From) {
			gaps = append(gaps, medcode.Period{From: next, To: p.From.AddDays(-1)})
		}
		if p.To.IsZero() {
			break
		}
		if p.To.After(through) {
			through = p.To
		}
	}
	return gaps
}

// Through returns the last day for which a release holds; open is true where
// one holds without end.
func Through[R Release](sorted []R) (last medcode.Date, open bool) {
	for _, r := range sorted {
		p := r.Provenance().Effective
		if p.To.IsZero() {
			return medcode.Date{}, true
		}
		if p.To.After(last) {
			last = p.To
		}
	}
	return last, false
}
