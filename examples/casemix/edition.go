package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
)

// An edition is a grouper with its families and the weights to use with it.
type edition struct {
	*drg.Grouper
	families map[drg.Number]*family
	weights  *ipps.Release
}

func (e *edition) weight(n drg.Number) ipps.Weight {
	w, _ := e.weights.Lookup(n)
	return w.Relative
}

// title returns the number and title of a DRG.
func (e *edition) title(n drg.Number) string {
	t, _ := e.Title(n)
	return n.String() + " " + t
}

// own reports whether the weights are those of the edition's fiscal year.
func (e *edition) own() bool { return e.weights.FiscalYear() == fiscalYear(e.Version()) }

// fiscalYear returns the fiscal year of a version: MS-DRG began as version 25
// in 2008, and has counted on since.
func fiscalYear(version string) int {
	major, _, _ := strings.Cut(version, ".")
	n, _ := strconv.Atoi(major)
	return n + 1983
}

// editions picks the edition for a stay, and makes a note where it isn't quite
// the right one.
type editions struct {
	weights   []*ipps.Release // by fiscal year
	byDate    map[medcode.Date]*edition
	byVersion map[string]*edition
	notes     []string
}

func newEditions(paths []string) (*editions, error) {
	e := &editions{byDate: map[medcode.Date]*edition{}, byVersion: map[string]*edition{}}
	library, err := ipps.Embedded()
	if err != nil {
		return nil, err
	}
	e.weights = slices.Collect(library.Releases())
	for _, path := range paths {
		r, err := command.Read("weights", path, "Table 5 of an IPPS final rule in text form", ipps.Read)
		if err != nil {
			return nil, err
		}
		e.weights = slices.DeleteFunc(e.weights, func(o *ipps.Release) bool { return o.FiscalYear() == r.FiscalYear() })
		e.weights = append(e.weights, r)
	}
	slices.SortFunc(e.weights, func(a, b *ipps.Release) int { return a.FiscalYear() - b.FiscalYear() })
	return e, nil
}

// of returns the edition for a stay: the one that holds on its day of
// discharge, or that it names; the latest when it says neither.
func (e *editions) of(rec *stayfile.Record) (*edition, error) {
	if rec.Version != "" || rec.Discharge.IsZero() {
		return e.named(rec.Version)
	}
	if ed, ok := e.byDate[rec.Discharge]; ok {
		return ed, nil
	}
	g, err := msdrg.Library().On(rec.Discharge)
	if err != nil {
		return nil, err
	}
	ed, err := e.named(g.Version())
	if err == nil {
		e.byDate[rec.Discharge] = ed
	}
	return ed, err
}

// named returns the edition of an embedded version, the latest for no name.
func (e *editions) named(version string) (*edition, error) {
	if ed, ok := e.byVersion[version]; ok {
		return ed, nil
	}
	find := msdrg.Library().Latest
	if version != "" {
		find = func() (*drg.Grouper, error) { return msdrg.Library().Version(version) }
	} else {
		e.note("Stays without a day of discharge are grouped with the latest version, and in no month.")
	}
	g, err := find()
	if err != nil {
		return nil, err
	}
	ed := e.edition(g)
	if !ed.own() {
		e.note("DRGs of version %s are weighed with the weights of fiscal year %d: those of %d aren't at hand.",
			g.Version(), ed.weights.FiscalYear(), fiscalYear(g.Version()))
	}
	e.byVersion[version] = ed
	return ed, nil
}

// edition adds to a grouper the weights of its year, or of the nearest.
func (e *editions) edition(g *drg.Grouper) *edition {
	far := func(r *ipps.Release) int {
		return max(r.FiscalYear()-fiscalYear(g.Version()), fiscalYear(g.Version())-r.FiscalYear())
	}
	weights := slices.MinFunc(e.weights, func(a, b *ipps.Release) int { return far(a) - far(b) })
	return &edition{Grouper: g, families: familiesOf(g.DRGs()), weights: weights}
}

func (e *editions) note(format string, args ...any) {
	if s := fmt.Sprintf(format, args...); !slices.Contains(e.notes, s) {
		e.notes = append(e.notes, s)
	}
}
