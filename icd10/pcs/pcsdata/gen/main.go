// Command gen compiles the ICD-10-PCS files of a folder of releases into the
// library that package pcsdata embeds. It is run by go generate:
//
//	go run ./gen -releases ../../../../shared/releases
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
)

func main() {
	releases := flag.String("releases", "../../../../shared/releases", "folder of the official releases")
	out := flag.String("o", "pcs.bin", "file to write")
	flag.Parse()
	if err := run(filepath.Join(*releases, "icd10pcs"), *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// The fiscal years to be embedded.
const first, last = 2016, 2026

func run(dir, out string) error {
	releases, err := readAll(dir)
	if err != nil {
		return err
	}
	for _, r := range releases {
		fmt.Println(r)
	}
	data, err := compile(releases)
	if err != nil {
		return err
	}
	fmt.Printf("%s\t%d bytes\n", out, len(data))
	return os.WriteFile(out, data, 0o644)
}

// updates are the years whose files are those of an update of April 1: their
// addenda say what it changed since October.
var updates = map[int]bool{2022: true, 2023: true, 2024: true}

// lacking are the periods of updates that CMS published and whose files are not
// among the releases: ICD-10-PCS of August 1, 2020, and the updates of April 1 of
// fiscal years 2025 and 2026 (cms.gov, "ICD-10 codes"). The Medicare Code Editor
// v43.1, which rules/mce embeds, has codes from those days that no release here has
// on them. A year whose files are replaced by those of its update goes to updates.
var lacking = []medcode.Period{
	{From: medcode.NewDate(2020, time.August, 1), To: medcode.NewDate(2020, time.September, 30)},
	{From: medcode.NewDate(2025, time.April, 1), To: medcode.NewDate(2025, time.September, 30)},
	{From: medcode.NewDate(2026, time.April, 1), To: medcode.NewDate(2026, time.September, 30)},
}

// readAll reads the releases, the earliest first.
func readAll(dir string) ([]*pcs.Release, error) {
	var all []*pcs.Release
	for year := first; year <= last; year++ {
		name := strconv.Itoa(year)
		r, err := pcs.Read(os.DirFS(filepath.Join(dir, name)))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		october, end := medcode.NewDate(year-1, time.October, 1), medcode.NewDate(year, time.September, 30)
		if !updates[year] {
			all = append(all, r.Dated(name, medcode.Period{From: october, To: end}))
			continue
		}
		april := medcode.NewDate(year, time.April, 1)
		before, err := undo(r)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, before.Dated(name, medcode.Period{From: october, To: end}), r.Dated(name+"-04", medcode.Period{From: april, To: end}))
	}
	return all, complete(all)
}

// late are codes of an update that were announced after its file was made, and that
// the next release has; by the name of the update. The Medicare Code Editor v43.1
// has both from April 1, 2022; the file at hand is of October 2021.
var late = map[string][]string{"2022-04": {"XW023X7", "XW023Y7"}}

// complete adds the late codes, with the titles of the next release.
func complete(all []*pcs.Release) error {
	for i, r := range all {
		p := r.Provenance()
		codes := late[p.Release]
		if len(codes) == 0 || i+1 == len(all) {
			continue
		}
		changes := slices.DeleteFunc(r.Diff(all[i+1]), func(c pcs.Change) bool {
			return c.Kind != pcs.Added || !slices.Contains(codes, c.Code.String())
		})
		with, misfits := r.Apply(changes)
		if len(changes) != len(codes) || len(misfits) > 0 {
			return fmt.Errorf("%s: of the late codes %v %d are new in the next release; misfits: %v", p.Release, codes, len(changes), misfits)
		}
		all[i] = with.Dated(p.Release, p.Effective)
	}
	return nil
}

// undo returns the release before r, from the addenda that led to r.
func undo(r *pcs.Release) (*pcs.Release, error) {
	changes := r.Addenda()
	for i := range changes {
		c := &changes[i]
		switch c.Kind {
		case pcs.Added:
			c.Kind = pcs.Deleted
		case pcs.Deleted:
			c.Kind = pcs.Added
		case pcs.Revised:
			c.Short, c.OldShort, c.Long, c.OldLong = c.OldShort, c.Short, c.OldLong, c.Long
		}
	}
	before, misfits := r.Apply(changes)
	if len(misfits) > 0 || len(changes) == 0 {
		return nil, fmt.Errorf("%d addenda, of which don't fit: %v", len(changes), misfits)
	}
	return before, nil
}

// compile returns the compiled library of releases.
func compile(releases []*pcs.Release) ([]byte, error) {
	l, err := pcs.NewLibrary(releases...)
	if err != nil {
		return nil, err
	}
	return l.Lacking(lacking...).MarshalBinary()
}
