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
		if v := reflect.ValueOf(r); v.Kind() == reflect.Pointer && v.IsNil() {
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
