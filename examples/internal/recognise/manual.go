package recognise

import (
	"bytes"
	"errors"
	"io/fs"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
)

// isManual reports whether a text begins as the files of the Definitions Manual
// do, with a title in a box. A manual is many times the size of other releases:
// only its own reader sees it.
func isManual(head []byte) bool {
	return bytes.HasPrefix(head, []byte(":==========")) || bytes.HasPrefix(head, []byte("==========")) && bytes.Contains(head, []byte("\nMDC "))
}

// manuals reads the Definitions Manuals, each in a zip or folder of its own.
func (w *work) manuals(containers map[string]bool) {
	for _, name := range sortedKeys(containers) {
		fsys, err := inside(w.fsys.FS, name)
		var s Set
		if err == nil {
			s, err = readManual(fsys, w.opts)
		}
		for _, l := range w.leaves {
			if container(l.path) == name {
				w.taken[l.path] = "manual"
			}
		}
		if err != nil {
			w.report.Errors = append(w.report.Errors, err)
			continue
		}
		w.report.Sets = append(w.report.Sets, s)
	}
}

// inside returns the file or folder of that name alone.
func inside(fsys fs.FS, name string) (fs.FS, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return fs.Sub(fsys, name)
	}
	return only{fsys, []string{name}}, nil
}

func readManual(fsys fs.FS, opts medcode.ReadOptions) (Set, error) {
	m, err := manual.ReadWith(fsys, opts)
	if err != nil {
		return Set{}, err
	}
	s := Set{System: "MS-DRG", Kind: "definitions manual", Release: m.Version, Diagnostics: m.Diagnostics, Value: m}
	s.Effective = drg.EffectivePeriod(m.Version)
	for _, f := range m.Files() {
		s.Files = append(s.Files, f.Name)
	}
	dx, pr := indexed(m.Diagnoses), indexed(m.Procedures)
	families := 0
	for _, c := range m.Chapters {
		families += len(c.Families)
	}
	s.Codes = dx + pr
	s.Counts = []Count{{"drgs", len(m.DRGs)}, {"chapters", len(m.Chapters)}, {"families", families}, {"diagnoses", dx}, {"procedures", pr},
		{"severityCodes", len(m.Severity)}, {"exclusionCollections", len(m.Exclusions)}, {"hacs", len(m.HACs)}}
	var bad *drg.CompileError
	if _, err := drg.Compile(m); errors.As(err, &bad) {
		s.Diagnostics = append(s.Diagnostics, bad.Diagnostics...)
	}
	return s, nil
}

// indexed counts the codes of an index, in which a code has several entries.
func indexed(entries []manual.IndexEntry) int {
	codes := map[string]struct{}{}
	for _, e := range entries {
		codes[e.Code] = struct{}{}
	}
	return len(codes)
}
