package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/ioce"
)

// editor reads the releases and makes an editor of them.
func (c *config) editor() (*ioce.Editor, error) {
	dir := c.releases
	if sub := filepath.Join(dir, "opps"); isFolder(sub) {
		dir = sub
	}
	library, pricer, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	if err := c.wageIndex(library, pricer); err != nil {
		return nil, err
	}
	o := ioce.Options{OPPS: library}
	if c.tables != "" {
		if o.Tables, err = command.Read("tables", c.tables, "tables of I/OCE flags", opps.ReadTables); err != nil {
			return nil, err
		}
	}
	return ioce.New(o)
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// readFolder reads every release in a folder: the folder itself, or each folder
// and zip in it.
func readFolder(dir string) (*opps.Library, *opps.Pricer, error) {
	var releases []*opps.Release
	var pricer *opps.Pricer
	names := []string{dir}
	if entries, err := os.ReadDir(dir); err == nil {
		var below []string
		for _, e := range entries {
			if e.IsDir() || strings.EqualFold(filepath.Ext(e.Name()), ".zip") {
				below = append(below, filepath.Join(dir, e.Name()))
			}
		}
		if len(below) > 1 || len(below) == 1 && len(entries) == 1 {
			names = below
		}
	}
	var first error
	for _, name := range names {
		fsys, err := source.Open(name)
		if err != nil {
			return nil, nil, fmt.Errorf("-releases: %w", err)
		}
		r, err := opps.Read(fsys)
		switch {
		case err == nil:
			releases = append(releases, r)
			continue
		case !errors.Is(err, medcode.ErrNoFile):
			return nil, nil, fmt.Errorf("-releases: %w", err)
		}
		if p, perr := opps.ReadPricer(fsys); perr == nil {
			pricer = p
		} else if first == nil {
			first = err
		}
	}
	if len(releases) == 0 {
		if first == nil {
			first = fs.ErrNotExist
		}
		return nil, nil, fmt.Errorf("-releases %s: want a folder with CMS's OPPS addenda: %w", dir, first)
	}
	library, err := opps.NewLibrary(releases...)
	return library, pricer, err
}

// wageIndex takes the index of the hospital's area.
func (c *config) wageIndex(library *opps.Library, pricer *opps.Pricer) error {
	if c.cbsa == "" {
		return nil
	}
	if pricer == nil {
		return errors.New("-cbsa: no table of wage indices among the releases; give -wage")
	}
	var last medcode.Date
	for r := range library.Releases() {
		last = r.Provenance().Effective.From
	}
	w, ok := pricer.Wage(c.cbsa, last)
	if !ok {
		return fmt.Errorf("-cbsa %s: the table of wage indices has no such area", c.cbsa)
	}
	c.hospital.WageIndex = w.Geographic
	if c.reclassified {
		c.hospital.WageIndex = w.Reclassified
	}
	if c.hospital.WageIndex == 0 {
		return fmt.Errorf("-cbsa %s: the table has no wage index for hospitals of that kind", c.cbsa)
	}
	return nil
}

// extra is what a claim's JSON has no field for.
type extra struct {
	conditions []string
	values     []rules.Value
}

// readExtra reads the table of -extra.
func readExtra(name string, stdin io.Reader) (map[string]extra, error) {
	f, err := command.Open(name, stdin)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in, err := source.Gunzip(f)
	if err != nil {
		return nil, fmt.Errorf("-extra: %w", err)
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("-extra: %w", err)
	}
	all := map[string]extra{}
	var columns []string
	for n, line := range source.Lines(data) {
		cells := strings.Split(string(line), "\t")
		if columns == nil {
			if columns = cells; columns[0] != "claim" {
				return nil, &medcode.FileError{File: name, Line: n, Text: string(line), Err: fmt.Errorf("want a heading that begins with claim: %w", medcode.ErrLayout)}
			}
			continue
		}
		x := all[cells[0]]
		for i, cell := range cells {
			if i >= len(columns) {
				break
			}
			words := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(",; |", r) })
			switch columns[i] {
			case "condition_codes":
				x.conditions = append(x.conditions, words...)
			case "value_codes":
				for _, word := range words {
					v, err := valueOf(word)
					if err != nil {
						return nil, &medcode.FileError{File: name, Line: n, Text: word, Err: err}
					}
					x.values = append(x.values, v)
				}
			}
		}
		all[cells[0]] = x
	}
	if columns == nil {
		return nil, &medcode.FileError{File: name, Err: fmt.Errorf("empty, want a heading that begins with claim: %w", medcode.ErrLayout)}
	}
	return all, nil
}

// valueOf reads a value code: FD=0000500000 in cents, FD=5000.00 in dollars.
func valueOf(word string) (rules.Value, error) {
	code, amount, ok := strings.Cut(word, "=")
	if !ok {
		return rules.Value{}, fmt.Errorf("value code: want CODE=AMOUNT: %w", medcode.ErrSyntax)
	}
	if !strings.Contains(amount, ".") && len(amount) > 2 {
		amount = amount[:len(amount)-2] + "." + amount[len(amount)-2:]
	}
	v, err := medcode.ParseCents(amount)
	return rules.Value{Code: code, Amount: v}, err
}
