// Package msdrg has the MS-DRG grouper of each version of the Definitions
// Manual, compiled and embedded, and finds the one that a discharge is grouped
// with.
//
// CMS issues a version of the MS-DRG logic each fiscal year on October 1, and
// since 2022 often another one on April 1. A stay is grouped by the version in
// force on its day of discharge:
//
//	g, err := msdrg.ForDischarge(stay.Discharge)
//	result := g.Group(&stay)
//
// The tables are facts compiled from the manuals of CMS, works of the United
// States government, by go generate. A version that isn't here is compiled from
// its manual at run time with [drg.Compile].
package msdrg

import (
	"embed"
	"fmt"
	"slices"
	"sync"

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

// releases are the versions in order. CMS names the day that each begins in the
// title of its manual; it ends the day before the next.
var releases = []struct {
	version  string
	from     string
	embedded bool
}{
	{"36", "2018-10-01", true},
	{"37", "2019-10-01", false},
	{"37.1", "2020-04-01", false},
	{"37.2", "2020-08-01", true},
	{"38", "2020-10-01", false},
	{"38.1", "2021-01-01", true},
	{"39", "2021-10-01", false},
	{"39.1", "2022-04-01", true},
	{"40", "2022-10-01", true},
	{"40.1", "2023-04-01", false},
	{"41", "2023-10-01", true},
	{"41.1", "2024-04-01", true},
	{"42", "2024-10-01", true},
	{"42.1", "2025-04-01", false},
	{"43", "2025-10-01", false},
	{"43.1", "2026-04-01", true},
}

// lastDay is the last day of the newest version.
const lastDay = "2026-09-30"

// Versions returns the versions of the logic since October 2018 in order, the
// ones that aren't embedded among them.
func Versions() []Release {
	out := make([]Release, len(releases))
	for i, r := range releases {
		to := medcode.MustParseDate(lastDay)
		if i+1 < len(releases) {
			to = medcode.MustParseDate(releases[i+1].from).AddDays(-1)
		}
		out[i] = Release{r.version, medcode.Period{From: medcode.MustParseDate(r.from), To: to}, r.embedded}
	}
	return out
}

// ForDischarge returns the grouper for a day of discharge. The error wraps
// [medcode.ErrDate] when no version holds then, and [medcode.ErrNoFile] when
// one does that is not embedded.
func ForDischarge(day medcode.Date) (*drg.Grouper, error) {
	for _, r := range Versions() {
		if r.Effective.Contains(day) {
			return Version(r.Version)
		}
	}
	return nil, fmt.Errorf("MS-DRG: discharge on %q is not between %s and %s: %w", day, releases[0].from, lastDay, medcode.ErrDate)
}

// Version returns the grouper of a version: "43.1", or "40" (also "40.0").
// It is decoded at the first call and the same at every other. The error wraps
// [medcode.ErrNoFile] when the version isn't embedded.
func Version(version string) (*drg.Grouper, error) {
	if n := len(version); n > 2 && version[n-2:] == ".0" {
		version = version[:n-2]
	}
	decode, ok := groupers[version]
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
	for _, r := range releases {
		if r.embedded {
			out = append(out, r.version)
		}
	}
	return slices.Clip(out)
}

// groupers decodes each embedded version once, when it is first asked for.
var groupers = func() map[string]func() (*drg.Grouper, error) {
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
}()
