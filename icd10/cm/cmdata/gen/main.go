// Command gen compiles the ICD-10-CM files of a folder of releases into the
// library that package cmdata embeds. It is run by go generate:
//
//	go run ./gen -releases ../../../../shared/releases
package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing/fstest"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func main() {
	releases := flag.String("releases", "../../../../shared/releases", "folder of the official releases")
	out := flag.String("o", "cm.bin", "file to write")
	flag.Parse()
	if err := run(filepath.Join(*releases, "icd10cm"), *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	releases, err := readAll(dir)
	if err != nil {
		return err
	}
	for _, r := range releases {
		fmt.Println(r, r.Parts())
	}
	data, err := compile(releases)
	if err != nil {
		return err
	}
	fmt.Printf("%s\t%d bytes\n", out, len(data))
	return os.WriteFile(out, data, 0o644)
}

// An edition is a release to be embedded.
type edition struct {
	name  string
	from  medcode.Date
	files []string // folders and files
	skip  string   // files not to read, in zips too: a regular expression
}

// Of the indexes and tables the newest that are at hand are embedded: the index
// of diseases is that of fiscal year 2017, the others are of 2026.
const (
	tables = `(?i)drug|neoplasm|eindex|e-index`
	index  = tables + `|^index`
)

func day(year int, month time.Month) medcode.Date { return medcode.NewDate(year, month, 1) }

// An update has what its publishers leave unchanged: the order file of October
// 2025, which the tabular list of April 2026 agrees with, lists of codes exempt
// from POA reporting and conversion tables.
var editions = []edition{
	{"2016", day(2015, time.October), []string{"2016"}, index},
	{"2017", day(2016, time.October), []string{"2017"}, tables},
	{"2018", day(2017, time.October), []string{"2018"}, ""},
	{"2019", day(2018, time.October), []string{"2019"}, ""},
	{"2020", day(2019, time.October), []string{"2020"}, ""},
	{"2021", day(2020, time.October), []string{"2021"}, ""},
	{"2021-01", day(2021, time.January), []string{"2021-01"}, ""},
	{"2022", day(2021, time.October), []string{"2022"}, ""},
	{"2022-04", day(2022, time.April), []string{"2022-04"}, ""},
	{"2023", day(2022, time.October), []string{"2023"}, ""},
	{"2023-04", day(2023, time.April), []string{"2023-04"}, ""},
	{"2024", day(2023, time.October), []string{"2024"}, ""},
	{"2024-04", day(2024, time.April), []string{"2024-04", "2024/POA*", "2024/*Conversion*"}, tables},
	{"2025", day(2024, time.October), []string{"2025"}, tables},
	{"2025-04", day(2025, time.April), []string{"2025-04", "2025/POA*", "2025/*conversion*"}, ""},
	{"2026", day(2025, time.October), []string{"2026"}, ""},
	{"2026-04", day(2026, time.April), []string{"2026-04", "2026"}, ""},
}

// readAll reads the editions, the earliest first.
func readAll(dir string) ([]*cm.Release, error) {
	var all []*cm.Release
	for _, e := range editions {
		r, err := e.read(dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.name, err)
		}
		all = append(all, r)
	}
	return all, nil
}

// compile returns the compiled library of releases.
func compile(releases []*cm.Release) ([]byte, error) {
	l, err := cm.NewLibrary(releases...)
	if err != nil {
		return nil, err
	}
	return l.MarshalBinary()
}

// read reads an edition.
func (e edition) read(dir string) (*cm.Release, error) {
	files := fstest.MapFS{}
	for _, pattern := range e.files {
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(names) == 0 {
			return nil, errors.Join(err, fmt.Errorf("%s: %w", pattern, fs.ErrNotExist))
		}
		for _, name := range names {
			if err := e.add(files, name); err != nil {
				return nil, err
			}
		}
	}
	r, err := cm.Read(files)
	if err != nil {
		return nil, err
	}
	return r.Dated(e.name, medcode.Period{From: e.from, To: day(e.from.FiscalYear(), time.October).AddDays(-1)}), nil
}

// add adds a file, or those of a folder, but for documents and what is skipped.
func (e edition) add(files fstest.MapFS, name string) error {
	if info, err := os.Stat(name); err != nil || info.IsDir() {
		entries, err := os.ReadDir(name)
		for _, f := range entries {
			err = errors.Join(err, e.add(files, filepath.Join(name, f.Name())))
		}
		return err
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".pdf", ".xsd":
		return nil
	}
	if e.skips(name) {
		return nil
	}
	data, err := os.ReadFile(name)
	if err == nil && strings.EqualFold(filepath.Ext(name), ".zip") {
		data, err = e.without(data)
	}
	files[filepath.Base(name)] = &fstest.MapFile{Data: data}
	return err
}

func (e edition) skips(name string) bool {
	return e.skip != "" && regexp.MustCompile(e.skip).MatchString(filepath.Base(name))
}

// without returns a zip without the entries that are skipped.
func (e edition) without(data []byte) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		if !e.skips(f.Name) {
			err = errors.Join(err, w.Copy(f))
		}
	}
	err = errors.Join(err, w.Close())
	return out.Bytes(), err
}
