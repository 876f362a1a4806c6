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
// discharges each holds for: of 37, 37.1, 38, 39 and 40.1 there was no manual at
// hand. [ForDischarge] names the version that is missing; it is compiled from its
// manual at run time with [drg.Compile] and put beside the others:
//
//	lib := msdrg.Library().With(compiled)
package msdrg

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
)

// From a folder of downloads, ../shared or the one that MEDCODE_SHARED names, to
// the tables, AGREEMENT.md and SYNC.md:
//
//go:generate go run ./gen
//go:generate go test -count=1 -timeout=0 -run TestAgreement|TestSync . -update

//go:embed tables/*.bin
var tables embed.FS

// A Release is a version of the logic and the discharges it holds for.
type Release struct {
	Version   string         // "43.1"
	Effective medcode.Period // the days of discharge
	Embedded  bool           // Version can return its grouper
}

// library is made once; its groupers are decoded when they are first asked for.
var library = sync.OnceValue(func() *drg.Library {
	l := &drg.Library{}
	files, _ := tables.ReadDir("tables")
	for _, f := range files {
		name := "tables/" + f.Name()
		l = l.WithLazy(strings.TrimSuffix(strings.TrimPrefix(f.Name(), "v"), ".bin"), func() (*drg.Grouper, error) {
			data, err := tables.ReadFile(name)
			if err != nil {
				return nil, fmt.Errorf("MS-DRG %s: %w: %w", name, medcode.ErrNoFile, err)
			}
			return drg.Decode(data)
		})
	}
	return l
})

// Library returns the library of the embedded versions. Each is decoded at the
// first call for it and the same at every other. A manual compiled at run time
// is added with [drg.Library.With].
func Library() *drg.Library { return library() }

// Versions returns the versions of the logic since October 2018 in order, the
// ones that aren't embedded among them.
func Versions() []Release {
	var out []Release
	for _, e := range library().Editions() {
		out = append(out, Release{e.Version, e.Effective, e.Held})
	}
	return out
}

// ForDischarge is [drg.Library.On] of the embedded versions: the grouper for a
// day of discharge. The error wraps [medcode.ErrDate] when no version holds
// then, and [medcode.ErrNoFile] when one does that is not embedded.
func ForDischarge(day medcode.Date) (*drg.Grouper, error) { return library().On(day) }

// Version is [drg.Library.Version] of the embedded versions: the grouper of
// "43.1", or "40" (also "40.0"). The error wraps [medcode.ErrNoFile] when the
// version isn't embedded.
func Version(version string) (*drg.Grouper, error) { return library().Version(version) }

// Latest returns the grouper of the newest embedded version.
func Latest() (*drg.Grouper, error) { return library().Latest() }
