// Command gen compiles the MS-DRG Definitions Manuals of a folder into the
// tables that package msdrg embeds, and the external causes that package drg
// embeds. It is run by go generate:
//
//	go run ./gen -releases ../../../shared/releases
package main

import (
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/internal/compile"
	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/orderfile"
	"github.com/medcode/medcode/internal/source"
)

func main() {
	shared := cmp.Or(os.Getenv("MEDCODE_SHARED"), "../../../shared")
	releases := flag.String("releases", filepath.Join(shared, "releases"), "folder of the official releases")
	out := flag.String("o", ".", "folder of package msdrg")
	flag.Parse()
	if err := run(*releases, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// yearOf returns the fiscal year of a version, the name of the folder of its
// code files, and whether the version is a later one than October's, which has
// codes beside them. MS-DRGs began as version 25 in fiscal year 2008.
func yearOf(version string) (year string, later bool, err error) {
	major, minor, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	return strconv.Itoa(n + 1983), minor != "", err
}

func run(releases, out string) error {
	external, err := externalCauses(releases)
	if err != nil {
		return err
	}
	if err := writeExternal(external, filepath.Join(out, "..", "internal", "compile", "external.bin")); err != nil {
		return err
	}
	zips, err := filepath.Glob(filepath.Join(releases, "msdrg", "*.zip"))
	if err != nil || len(zips) == 0 {
		return errors.Join(err, fmt.Errorf("no manuals in %s", filepath.Join(releases, "msdrg")))
	}
	var all []*logic.Logic
	var forms []uint64
	for _, zip := range zips {
		l, err := compileManual(zip, releases, external)
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(zip), err)
		}
		all = append(all, l)
		forms = append(forms, l.Forms...)
	}
	if err := os.WriteFile(filepath.Join(out, "..", "internal", "compile", "forms.bin"), compile.WriteForms(forms), 0o644); err != nil {
		return err
	}
	for _, l := range all {
		// What this program was built with may not know them yet.
		l.Findings = slices.DeleteFunc(l.Findings, func(d medcode.Diagnostic) bool { return d.Kind == manual.KindNewForm })
		data, err := logic.Encode(l)
		if err != nil {
			return err
		}
		name := filepath.Join(out, "tables", "v"+l.Version+".bin")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s\t%d bytes\n", name, len(data))
	}
	return nil
}

// compileManual returns the logic of a manual.
func compileManual(zip, releases string, external []cm.Code) (*logic.Logic, error) {
	fsys, err := source.Open(zip)
	if err != nil {
		return nil, err
	}
	m, err := manual.Read(fsys)
	if err != nil {
		return nil, err
	}
	codes, err := codeFiles(releases, m.Version, external)
	if err != nil {
		return nil, err
	}
	l, refused, err := compile.Compile(m, compile.CodeFiles(codes), compile.Errata())
	if err == nil && len(refused) > 0 {
		err = &drg.CompileError{Version: m.Version, Diagnostics: refused}
	}
	return l, err
}

func codeFiles(releases, version string, external []cm.Code) (drg.CodeFiles, error) {
	year, later, err := yearOf(version)
	if err != nil {
		return drg.CodeFiles{}, err
	}
	if !hasCodes(releases, year) {
		return drg.CodeFiles{Diagnoses: external, Partial: true}, nil
	}
	files := drg.CodeFiles{Partial: later}
	err = readOrder(filepath.Join(releases, "icd10cm", year), cm.Parse, &files.Diagnoses)
	if err == nil {
		err = readOrder(filepath.Join(releases, "icd10pcs", year), pcs.Parse, &files.Procedures)
	}
	return files, err
}

// readOrder appends the valid codes of the order file in a folder to list.
func readOrder[C any](dir string, parse func(string) (C, error), list *[]C) error {
	fsys, err := source.Open(dir)
	if err != nil {
		return err
	}
	form := func(code []byte) (codeword.Word, error) { return codeword.Pack(string(code)), nil }
	fits := func(code []byte) bool { return len(code) <= 7 }
	return source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
		if path.Ext(e.Base()) != ".txt" {
			return nil
		}
		text, err := e.Text()
		if err != nil || orderfile.Sniff(text, fits) != orderfile.Order {
			return err
		}
		f, err := orderfile.Read(e.Path, text, orderfile.Order, form)
		if err != nil {
			return err
		}
		for _, r := range f.Rows {
			if r.Valid {
				code, err := parse(r.Code.String())
				if err != nil {
					return err
				}
				*list = append(*list, code)
			}
		}
		return nil
	})
}

// hasCodes reports whether the code files of a fiscal year are at hand.
func hasCodes(releases, year string) bool {
	for _, system := range []string{"icd10cm", "icd10pcs"} {
		if info, err := os.Stat(filepath.Join(releases, system, year)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// firstYear is the first fiscal year whose external causes drg embeds.
const firstYear = "2023"

// externalCauses returns the external causes of the years from firstYear on that
// have the code files of both systems.
func externalCauses(releases string) ([]cm.Code, error) {
	var all []cm.Code
	dirs, err := filepath.Glob(filepath.Join(releases, "icd10cm", "[0-9][0-9][0-9][0-9]"))
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		if year := filepath.Base(dir); year < firstYear || !hasCodes(releases, year) {
			continue
		}
		if err := readOrder(dir, cm.Parse, &all); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no code files in %s: %w", filepath.Join(releases, "icd10cm"), fs.ErrNotExist)
	}
	all = slices.DeleteFunc(all, func(c cm.Code) bool { s := c.Compact(); return s[0] < 'V' || s[0] > 'Y' })
	slices.SortFunc(all, cm.Code.Compare)
	return slices.Compact(all), nil
}

func writeExternal(codes []cm.Code, name string) error {
	var text, packed bytes.Buffer
	for _, c := range codes {
		fmt.Fprintln(&text, c.Compact())
	}
	z, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(text.Bytes()); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(name, packed.Bytes(), 0o644)
}
