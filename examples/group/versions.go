package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A version is a grouper and the relative weights of its fiscal year.
type version struct {
	*drg.Grouper
	weights   *ipps.Release  // nil when they are not at hand
	effective medcode.Period // the days of discharge; those of the fiscal year where the library doesn't know it
	sets      stayfile.CodeSets
}

func newVersion(g *drg.Grouper) *version {
	v := &version{Grouper: g, effective: g.Effective(), sets: stayfile.WholeSets}
	v.weights, _ = ipps.ForDischarge(v.effective.From)
	return v
}

// holds reports whether stays discharged on a day are to be grouped with v, as
// far as that is known.
func (v *version) holds(day medcode.Date) bool {
	return v.effective == medcode.Period{} || v.effective.Contains(day)
}

// weight returns the relative weight of a DRG, and whether it is known.
func (v *version) weight(n drg.Number) (ipps.Weight, bool) {
	if v.weights == nil {
		return 0, false
	}
	w, _ := v.weights.Lookup(n)
	return w.Relative, w.Relative != 0
}

// fixedVersion returns the version that the options ask for; nil if the stays say.
func fixedVersion(o *options) (*version, error) {
	var g *drg.Grouper
	var err error
	switch {
	case o.version != "":
		if g, err = msdrg.Library().Version(o.version); err != nil {
			err = fmt.Errorf("%w (-manual PATH compiles it from its Definitions Manual)", err)
		}
	case o.manual != "":
		g, err = compile(o)
	default:
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	v := newVersion(g)
	if o.manual != "" {
		v.sets = stayfile.CodeSets{Diagnoses: o.icd10cm != "", Procedures: o.icd10pcs != ""}
	}
	return v, nil
}

// mostDiagnostics is how many findings of a manual are shown.
const mostDiagnostics = 10

func compile(o *options) (*drg.Grouper, error) {
	var more []byte
	if o.wordings != "" {
		var err error
		if more, err = os.ReadFile(o.wordings); err != nil {
			return nil, err
		}
	}
	m, err := command.Read("manual", o.manual, "a Definitions Manual, its text files or their zip", manual.Read)
	if err != nil {
		return nil, err
	}
	codes, err := codeFiles(o)
	if err != nil {
		return nil, err
	}
	// A version of April has codes that October's files don't: they may retire nothing.
	codes.Partial = strings.Contains(m.Version, ".")
	g, err := drg.CompileWith(m, codes, string(more))
	if fe := (*medcode.FileError)(nil); o.wordings != "" && errors.As(err, &fe) && fe.File == "wordings" {
		return nil, fmt.Errorf("-wordings %s: %w", o.wordings, err)
	}
	return g, findings(err)
}

// codeFiles reads the releases that go with a manual.
func codeFiles(o *options) (files drg.CodeFiles, err error) {
	if o.icd10cm != "" {
		r, err := command.Read("icd10cm", o.icd10cm, "a release of ICD-10-CM", cm.Read)
		if err != nil {
			return files, err
		}
		for code, entry := range r.All() {
			if entry.Billable() {
				files.Diagnoses = append(files.Diagnoses, code)
			}
		}
		if files.Diagnoses == nil {
			return files, fmt.Errorf("-icd10cm %s: a release without codes", o.icd10cm)
		}
	}
	if o.icd10pcs != "" {
		r, err := command.Read("icd10pcs", o.icd10pcs, "a release of ICD-10-PCS", pcs.Read)
		if err != nil {
			return files, err
		}
		for code := range r.All() {
			files.Procedures = append(files.Procedures, code)
		}
		if files.Procedures == nil {
			return files, fmt.Errorf("-icd10pcs %s: a release without codes", o.icd10pcs)
		}
	}
	return files, nil
}

// findings adds what the compiler found to its error, and what can be done.
func findings(err error) error {
	var ce *drg.CompileError
	if errors.As(err, &ce) {
		unknown := slices.ContainsFunc(ce.Diagnostics, func(d medcode.Diagnostic) bool {
			return d.Kind == manual.KindUnknownWording || d.Kind == medcode.KindUnknownColumn
		})
		for _, d := range ce.Diagnostics[:min(len(ce.Diagnostics), mostDiagnostics)] {
			err = fmt.Errorf("%w\n  %s", err, d)
		}
		if unknown {
			err = fmt.Errorf("%w\nWordings that the lexicon lacks can be given with -wordings; drg/internal/compile/lexicon.txt says how they are written", err)
		}
	}
	return err
}

// A chooser finds the version for a stay. Each goroutine has its own.
type chooser struct {
	fixed   *version       // nil when the stays say
	carrier *carry.Carrier // nil without -carry
	file    string         // of the stays, for errors
	byDate  map[medcode.Date]*version
	byName  map[string]*version
	undated int // stays that say neither version nor day, and were grouped with the latest
	outside int // stays discharged on a day on which the fixed version doesn't hold
	carried int // codes that are another in the fixed version
	left    int // codes that it doesn't know, nor could be carried
}

func newChooser(fixed *version, file string) *chooser {
	return &chooser{fixed: fixed, file: file, byDate: map[medcode.Date]*version{}, byName: map[string]*version{}}
}

// of returns the version for a stay; the error says on which line it stands.
func (c *chooser) of(rec *stayfile.Record) (*version, error) {
	v, err := c.find(rec)
	if err != nil {
		return nil, &medcode.FileError{File: c.file, Line: rec.Line, Err: err}
	}
	return v, nil
}

func (c *chooser) find(rec *stayfile.Record) (*version, error) {
	day := rec.Discharge
	switch {
	case c.fixed != nil:
		if !day.IsZero() && !c.fixed.holds(day) {
			c.outside++
		}
		return c.fixed, nil
	case rec.Version != "":
		return remember(c.byName, rec.Version, func() (*drg.Grouper, error) { return msdrg.Library().Version(rec.Version) })
	case !day.IsZero():
		return remember(c.byDate, day, func() (*drg.Grouper, error) { return msdrg.Library().On(day) })
	}
	c.undated++
	return remember(c.byName, "", msdrg.Library().Latest)
}

// carry puts the codes of the fixed version in place of those of a stay that was
// coded in another year, and says what became of them.
func (c *chooser) carry(rec *stayfile.Record) []carry.Change {
	if c.carrier == nil || !rec.Discharge.IsZero() && c.fixed.effective.Contains(rec.Discharge) {
		return nil
	}
	stay, carried := c.carrier.Stay(&rec.Stay)
	rec.Stay = stay
	for _, change := range carried {
		if change.Kind == carry.Replaced {
			c.carried++
		} else if change.Left() {
			c.left++
		}
	}
	return carried
}

func remember[K comparable](m map[K]*version, key K, find func() (*drg.Grouper, error)) (*version, error) {
	if v, ok := m[key]; ok {
		return v, nil
	}
	g, err := find()
	if err != nil {
		return nil, err
	}
	m[key] = newVersion(g)
	return m[key], nil
}
