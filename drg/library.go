package drg

import (
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

// A Library holds groupers of several versions, embedded and compiled ones side
// by side, and finds the one that a discharge is grouped with:
//
//	lib := msdrg.Library().With(compiled)
//	g, err := lib.On(stay.Discharge)
//
// It doesn't change and is safe for any number of goroutines.
type Library struct{ shelf []shelved } // in order

// shelved is a version of a library, whose grouper is made when it is asked for.
type shelved struct {
	Edition
	grouper func() (*Grouper, error)
}

// Provenance implements [shelf.Release].
func (s shelved) Provenance() medcode.Provenance {
	return medcode.Provenance{System: "MS-DRG", Release: s.Version, Effective: s.Effective}
}

func (s shelved) edition() Edition { return s.Edition }

// NewLibrary returns a library of groupers. Two of a version are an error that
// wraps [medcode.ErrLayout], and a nil one wraps [medcode.ErrNoFile].
func NewLibrary(groupers ...*Grouper) (*Library, error) {
	seen := map[string]bool{}
	for i, g := range groupers {
		if g == nil {
			return nil, fmt.Errorf("grouper %d of %d is nil; was the error of compiling it looked at? %w", i+1, len(groupers), medcode.ErrNoFile)
		}
		if seen[g.Version()] {
			return nil, fmt.Errorf("two groupers of MS-DRG version %s: %w", g.Version(), medcode.ErrLayout)
		}
		seen[g.Version()] = true
	}
	return (&Library{}).With(groupers...), nil
}

// With returns a library that has those groupers, too, in place of those of the
// same versions. Nil ones are passed over.
func (l *Library) With(groupers ...*Grouper) *Library {
	out := l
	for _, g := range groupers {
		if g != nil {
			out = out.with(g.Version(), g.Effective(), func() (*Grouper, error) { return g, nil })
		}
	}
	return out
}

// WithLazy is [Library.With] for a grouper that is decoded or compiled when it
// is first asked for, once.
func (l *Library) WithLazy(version string, grouper func() (*Grouper, error)) *Library {
	version = trimVersion(version)
	return l.with(version, EffectivePeriod(version), sync.OnceValues(grouper))
}

func (l *Library) with(version string, effective medcode.Period, grouper func() (*Grouper, error)) *Library {
	out := &Library{slices.DeleteFunc(slices.Clone(l.shelf), func(s shelved) bool { return s.Version == version })}
	out.shelf = append(out.shelf, shelved{Edition{version, effective, true}, grouper})
	sortEditions(out.shelf, shelved.edition)
	return out
}

// On returns the grouper for a day of discharge: of those whose period contains
// it the one that begins last. The error wraps [medcode.ErrDate] when no version
// holds then, and [medcode.ErrNoFile] when one does that the library lacks.
func (l *Library) On(discharge medcode.Date) (*Grouper, error) {
	for _, s := range slices.Backward(l.shelf) {
		if s.Effective.Contains(discharge) {
			return s.grouper()
		}
	}
	all := l.Editions()
	for _, e := range all {
		if e.Effective.Contains(discharge) {
			return nil, fmt.Errorf("MS-DRG version %q is not embedded, whose Definitions Manual was not at hand (discharges from %s to %s); compile it with drg.Compile and add it to the library: %w",
				e.Version, e.Effective.From, e.Effective.To, medcode.ErrNoFile)
		}
	}
	return nil, fmt.Errorf("MS-DRG: discharge on %q is not between %s and %s; compile the manual of its version with drg.Compile: %w", discharge, all[0].Effective.From, all[len(all)-1].Effective.To, medcode.ErrDate)
}

// Group groups a stay with the version for its day of discharge. The error is
// that of [Library.On].
func (l *Library) Group(s *Stay) (Result, error) {
	g, err := l.On(s.Discharge)
	if err != nil {
		return Result{}, err
	}
	return g.Group(s), nil
}

// Version returns the grouper of a version: "43.1", or "40" (also "40.0"). The
// error wraps [medcode.ErrNoFile] when the library lacks it.
func (l *Library) Version(version string) (*Grouper, error) {
	for _, s := range l.shelf {
		if s.Version == trimVersion(version) {
			return s.grouper()
		}
	}
	var held []string
	for _, s := range l.shelf {
		held = append(held, s.Version)
	}
	return nil, fmt.Errorf("MS-DRG version %q is not embedded, only %v; compile it from its manual with drg.Compile: %w", trimVersion(version), held, medcode.ErrNoFile)
}

// Latest returns the grouper of the newest version. The error wraps
// [medcode.ErrNoFile] when the library is empty.
func (l *Library) Latest() (*Grouper, error) {
	if len(l.shelf) == 0 {
		return nil, fmt.Errorf("MS-DRG: an empty library: %w", medcode.ErrNoFile)
	}
	return l.shelf[len(l.shelf)-1].grouper()
}

// Editions returns the versions in order: those that the library holds, and
// those since October 2018 that it lacks.
func (l *Library) Editions() []Edition {
	var out []Edition
	for _, s := range l.shelf {
		out = append(out, s.Edition)
	}
	for _, e := range knownEditions() {
		if !slices.ContainsFunc(out, func(o Edition) bool { return o.Version == e.Version }) {
			out = append(out, e)
		}
	}
	sortEditions(out, func(e Edition) Edition { return e })
	return out
}

// All yields the versions that the library holds in order, each with its
// grouper, or with the error of making it.
func (l *Library) All() iter.Seq2[*Grouper, error] {
	return func(yield func(*Grouper, error) bool) {
		for _, s := range l.shelf {
			if !yield(s.grouper()) {
				return
			}
		}
	}
}

// Gaps returns the days of discharge between the first version and the last that
// none of the library holds for.
func (l *Library) Gaps() []medcode.Period { return shelf.Gaps(l.shelf) }

// Through returns the last day of discharge that a version holds for.
func (l *Library) Through() (last medcode.Date, open bool) { return shelf.Through(l.shelf) }
