package drg

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode"
)

// An Edition is a version of the logic and the discharges that it holds for.
type Edition struct {
	Version   string         // "43.1"
	Effective medcode.Period // the days of discharge
	Held      bool           // the library has its grouper
}

// begins are the days on which the versions begin, in order, as CMS names them
// in the announcements of its manuals. A version ends the day before the next.
var begins = []struct{ version, day string }{
	{"36", "2018-10-01"},
	{"37", "2019-10-01"}, {"37.1", "2020-04-01"}, {"37.2", "2020-08-01"},
	{"38", "2020-10-01"}, {"38.1", "2021-01-01"},
	{"39", "2021-10-01"}, {"39.1", "2022-04-01"},
	{"40", "2022-10-01"}, {"40.1", "2023-04-01"},
	{"41", "2023-10-01"}, {"41.1", "2024-04-01"},
	{"42", "2024-10-01"}, {"42.1", "2025-04-01"},
	{"43", "2025-10-01"}, {"43.1", "2026-04-01"},
}

// EffectivePeriod returns the days of discharge that a version of the logic
// holds for. A version later than those that were known when this was written
// begins as is the custom, on October 1, or on April 1 as an update, and ends
// with the fiscal year. For text that is no version it is the zero Period.
func EffectivePeriod(version string) medcode.Period {
	version = trimVersion(version)
	year := fiscalYearOf(version)
	if year == 0 {
		return medcode.Period{}
	}
	for i, b := range begins {
		if b.version != version {
			continue
		}
		p := medcode.Period{From: medcode.MustParseDate(b.day), To: medcode.NewDate(year, time.September, 30)}
		if i+1 < len(begins) {
			p.To = medcode.MustParseDate(begins[i+1].day).AddDays(-1)
		}
		return p
	}
	p := medcode.Period{From: medcode.NewDate(year-1, time.October, 1), To: medcode.NewDate(year, time.September, 30)}
	if strings.Contains(version, ".") {
		p.From = medcode.NewDate(year, time.April, 1)
	}
	return p
}

// fiscalYearOf returns the fiscal year of a version, 0 for text that is none.
// MS-DRGs began as version 25 in fiscal year 2008, and each year has the next.
func fiscalYearOf(version string) int {
	major, minor, _ := strings.Cut(version, ".")
	n, err := strconv.ParseUint(major, 10, 8)
	if err != nil || n < 25 || strings.Trim(minor, "0123456789") != "" {
		return 0
	}
	return int(n) + 1983
}

// trimVersion returns "40" for "40.0".
func trimVersion(version string) string {
	if n := len(version); n > 2 && version[n-2:] == ".0" {
		return version[:n-2]
	}
	return version
}

// knownEditions returns the versions of begins.
func knownEditions() []Edition {
	var out []Edition
	for _, b := range begins {
		out = append(out, Edition{Version: b.version, Effective: EffectivePeriod(b.version)})
	}
	return out
}

// sortEditions orders editions by the day on which they begin, then by version.
func sortEditions[T any](all []T, of func(T) Edition) {
	slices.SortStableFunc(all, func(x, y T) int {
		a, b := of(x), of(y)
		if c := a.Effective.From.Compare(b.Effective.From); c != 0 {
			return c
		}
		return logic.CompareVersions(a.Version, b.Version)
	})
}
