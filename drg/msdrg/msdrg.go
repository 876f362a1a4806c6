// Package msdrg has the MS-DRG groupers of most versions of the Definitions
// Manual since October 2018, compiled and embedded, and finds the one that a
// discharge is grouped with.
//
// CMS issues a version of the MS-DRG logic each fiscal year on October 1, and
// since 2022 often another one on April 1. A stay is grouped by the version in
// force on its day of discharge:
//
//	g, err := msdrg.ForDischarge(stay.Discharge)
//	result := g.Group(&stay)
//
// The tables are facts compiled from the manuals of CMS, works of the United
// States government, by go generate. [Versions] says which there are and which
// discharges each holds for: some had no manual at hand, such as version 43, for
// discharges from October 2025 to March 2026. [ForDischarge] names the version
// that is missing; it is compiled from its manual at run time with [drg.Compile].
package msdrg

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

//go:generate go run ./gen

//go:embed tables/*.bin
var tables embed.FS

// A Release is a version of the logic and the discharges it holds for.
type Release struct {
	Version   string         // "43.1"
	Effective medcode.Period // the days of discharge
	Embedded  bool           // Version can return its grouper
}

// begins are the days on which versions begin, as CMS names them in the titles
// of its manuals. A version ends the day before the next.
var begins = map[string]string{
	"36": "2018-10-01",
	"37": "2019-10-01", "37.1": "2020-04-01", "37.2": "2020-08-01",
	"38": "2020-10-01", "38.1": "2021-01-01",
	"39": "2021-10-01", "39.1": "2022-04-01",
	"40": "2022-10-01", "40.1": "2023-04-01",
	"41": "2023-10-01", "41.1": "2024-04-01",
	"42": "2024-10-01", "42.1": "2025-04-01",
	"43": "2025-10-01", "43.1": "2026-04-01",
}

// firstYear is the fiscal year of version 0, if there had been one: MS-DRGs
// began as version 25 in fiscal year 2008, and each year has had the next.
const firstYear = 1983

// releases are the versions in order: those of begins, and those that were
// embedded later, which begin as is the custom.
var releases = sync.OnceValue(func() []Release {
	from := map[string]medcode.Date{}
	for v, day := range begins {
		from[v] = medcode.MustParseDate(day)
	}
	has := map[string]bool{}
	files, _ := tables.ReadDir("tables")
	for _, f := range files {
		v := strings.TrimSuffix(strings.TrimPrefix(f.Name(), "v"), ".bin")
		has[v] = true
		if _, ok := from[v]; !ok {
			from[v] = custom(v)
		}
	}
	var out []Release
	for v, day := range from {
		out = append(out, Release{v, medcode.Period{From: day}, has[v]})
	}
	slices.SortFunc(out, func(a, b Release) int { return a.Effective.From.Compare(b.Effective.From) })
	for i := range out {
		if i+1 < len(out) {
			out[i].Effective.To = out[i+1].Effective.From.AddDays(-1)
		} else {
			out[i].Effective.To = medcode.NewDate(fiscalYear(out[i].Version), time.September, 30)
		}
	}
	return out
})

func fiscalYear(version string) int {
	major, _, _ := strings.Cut(version, ".")
	n, _ := strconv.Atoi(major)
	return firstYear + n
}

// custom returns the day on which a version begins by custom: October 1, and
// April 1 for the one that updates it.
func custom(version string) medcode.Date {
	if year := fiscalYear(version); strings.Contains(version, ".") {
		return medcode.NewDate(year, time.April, 1)
	} else {
		return medcode.NewDate(year-1, time.October, 1)
	}
}

// Versions returns the versions of the logic since October 2018 in order, the
// ones that aren't embedded among them.
func Versions() []Release { return slices.Clone(releases()) }

// ForDischarge returns the grouper for a day of discharge. The error wraps
// [medcode.ErrDate] when no version holds then, and [medcode.ErrNoFile] when
// one does that is not embedded.
func ForDischarge(day medcode.Date) (*drg.Grouper, error) {
	all := releases()
	for _, r := range all {
		if r.Effective.Contains(day) {
			return Version(r.Version)
		}
	}
	return nil, fmt.Errorf("MS-DRG: discharge on %q is not between %s and %s; compile the manual of its version with drg.Compile: %w", day, all[0].Effective.From, all[len(all)-1].Effective.To, medcode.ErrDate)
}

// Version returns the grouper of a version: "43.1", or "40" (also "40.0").
// It is decoded at the first call and the same at every other. The error wraps
// [medcode.ErrNoFile] when the version isn't embedded.
func Version(version string) (*drg.Grouper, error) {
	if n := len(version); n > 2 && version[n-2:] == ".0" {
		version = version[:n-2]
	}
	decode, ok := groupers()[version]
	if !ok {
		return nil, fmt.Errorf("MS-DRG version %q is not embedded, only %v; compile it from its manual with drg.Compile: %w", version, embedded(), medcode.ErrNoFile)
	}
	return decode()
}

// Latest returns the grouper of the newest embedded version.
func Latest() (*drg.Grouper, error) {
	all := embedded()
	return Version(all[len(all)-1])
}

func embedded() []string {
	var out []string
	for _, r := range releases() {
		if r.Embedded {
			out = append(out, r.Version)
		}
	}
	return slices.Clip(out)
}

// groupers decodes each embedded version once, when it is first asked for.
var groupers = sync.OnceValue(func() map[string]func() (*drg.Grouper, error) {
	m := map[string]func() (*drg.Grouper, error){}
	for _, v := range embedded() {
		m[v] = sync.OnceValues(func() (*drg.Grouper, error) {
			data, err := tables.ReadFile("tables/v" + v + ".bin")
			if err != nil {
				return nil, fmt.Errorf("MS-DRG version %s: %w: %w", v, medcode.ErrNoFile, err)
			}
			return drg.Decode(data)
		})
	}
	return m
})
