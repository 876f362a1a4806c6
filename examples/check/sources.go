package main

import (
	"embed"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimfile"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/ioce"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/ncci"
	"github.com/medcode/medcode/rules/poa"
)

// sample holds claims and small releases, made up in the official layouts, so
// that the program shows something on a machine that has none.
//
//go:embed sample
var sample embed.FS

// warm decodes what nearly every claim needs, beside the reading of the command
// line and of the claims.
func warm() {
	go func() {
		editor := mce.Default()
		editor.Len(mce.ICD10Diagnoses) // its tables are read when asked for
		editor.Len(mce.ICD10Procedures)
	}()
	go msdrg.Library().Latest() // an error is told where the logic is used
	cmdata.Library()
	pcsdata.Library()
	hcpcsdata.Library()
}

// registry gathers the rules that the releases at hand allow.
func (c *config) registry(stderr io.Writer) (*rules.Registry, error) {
	packs, err := c.packs(stderr)
	if err != nil {
		return nil, err
	}
	reg, err := rules.New(packs...)
	if err != nil || c.profile == "" {
		return reg, err
	}
	profiles := rules.Profiles()
	i := slices.IndexFunc(profiles, func(p rules.Profile) bool { return p.Name == c.profile })
	if i < 0 {
		return nil, fmt.Errorf("no profile %q; there are %s", c.profile, profileNames())
	}
	return reg.For(profiles[i])
}

func (c *config) packs(stderr io.Writer) ([]rules.Pack, error) {
	editor, err := c.editor()
	if err != nil {
		return nil, err
	}
	o := codes.Options{CM: cmdata.Library(), PCS: pcsdata.Library(), ICD9: icd9data.Library(), HCPCS: hcpcsdata.Library()}
	if c.icd10cm != "" {
		if o.CM, err = library(stderr, "icd10cm", c.icd10cm, "a release of ICD-10-CM", cm.Read, slices.Collect(o.CM.Releases()), cm.NewLibrary, cmFrom); err != nil {
			return nil, err
		}
	}
	if c.icd10pcs != "" {
		if o.PCS, err = library(stderr, "icd10pcs", c.icd10pcs, "a release of ICD-10-PCS", pcs.Read, nil, o.PCS.With, pcsFrom); err != nil {
			return nil, err
		}
	}
	if c.icd9 != "" {
		if o.ICD9, err = library(stderr, "icd9", c.icd9, "a release of ICD-9-CM", icd9.Read, nil, icd9.NewLibrary, icd9From); err != nil {
			return nil, err
		}
	}
	if c.hcpcs != "" {
		if o.HCPCS, err = library(stderr, "hcpcs", c.hcpcs, "a release of HCPCS", hcpcs.Read, slices.Collect(o.HCPCS.Releases()), hcpcs.NewLibrary, hcpcsFrom); err != nil {
			return nil, err
		}
	}
	if c.mpfs != "" {
		if o.Fees, err = library(stderr, "mpfs", c.mpfs, "a physician fee schedule", mpfs.Read, nil, mpfs.NewLibrary, mpfsFrom); err != nil {
			return nil, err
		}
	}
	exempt := poa.FromLibrary(o.CM)
	if c.chronic != "" {
		indicator, err := command.Read("chronic", c.chronic, "AHRQ's Chronic Condition Indicator Refined", research.ReadCCIR)
		if err != nil {
			return nil, err
		}
		exempt.Chronic = func(code cm.Code) bool { return indicator.Lookup(research.CM(code)) == research.Chronic }
		exempt.Sources = append(exempt.Sources, indicator.Provenance())
	}
	edits, err := c.edits(stderr)
	if err != nil {
		return nil, err
	}
	outpatient, err := c.outpatient(edits)
	if err != nil {
		return nil, err
	}
	return []rules.Pack{claim.Pack(), codes.Pack(o), mce.Pack(editor), poa.Pack(exempt), guideline.Pack(guideline.Options{CM: o.CM, PCS: o.PCS}), billed.Pack(msdrg.Library().Group), ncci.Pack(edits, 0), modifier.Pack(modifier.Options{Fees: o.Fees}), ioce.Pack(outpatient)}, nil
}

// The first days of releases.
func cmFrom(r *cm.Release) medcode.Date       { return r.Provenance().Effective.From }
func pcsFrom(r *pcs.Release) medcode.Date     { return r.Provenance().Effective.From }
func icd9From(r *icd9.Release) medcode.Date   { return r.Provenance().Effective.From }
func hcpcsFrom(r *hcpcs.Release) medcode.Date { return r.Provenance().Effective.From }
func mpfsFrom(r *mpfs.Release) medcode.Date   { return r.Provenance().Effective.From }
func ncciFrom(r *ncci.Release) medcode.Date   { return r.Provenance().Effective.From }

// library makes a library of the releases at the path of a flag, and of those
// embedded that begin on another day.
func library[R, L any](stderr io.Writer, flag, path, what string, read func(fs.FS) (*R, error), embedded []*R, library func(...*R) (*L, error), from func(*R) medcode.Date) (*L, error) {
	given, skipped, err := command.ReadEach(flag, path, what, read)
	if err != nil {
		return nil, err
	}
	for _, err := range skipped {
		fmt.Fprintf(stderr, "check: passed over: %v\n", err)
	}
	var all []*R
	for _, r := range append(given, embedded...) {
		if slices.ContainsFunc(all, func(have *R) bool { return from(have) == from(r) }) {
			continue
		}
		all = append(all, r)
	}
	return library(all...)
}

func (c *config) editor() (*mce.Release, error) {
	if c.mce == "" {
		return mce.Default(), nil
	}
	return command.Read("mce", c.mce, "the table of the Medicare Code Editor, mce.bin", mce.Read)
}

// absent says why packs have no release to judge by, by pack.
func (c *config) absent() map[string]string {
	why := map[string]string{}
	if c.ncci == "" && len(c.files) > 0 {
		why["ncci"] = "no release was given (-ncci)"
	}
	if c.opps == "" {
		why["ioce"] = "no release was given (-opps)"
	}
	return why
}

// outpatient returns the editor of outpatient claims, nil without addenda.
func (c *config) outpatient(edits *ncci.Library) (*ioce.Editor, error) {
	if c.opps == "" {
		return nil, nil
	}
	addenda, err := command.Read("opps", c.opps, "a release of OPPS addenda", opps.Read)
	if err != nil {
		return nil, err
	}
	o := ioce.Options{NCCI: edits}
	if o.OPPS, err = opps.NewLibrary(addenda); err != nil {
		return nil, err
	}
	if c.ioce != "" {
		if o.Tables, err = command.Read("ioce", c.ioce, "tables of I/OCE flags", opps.ReadTables); err != nil {
			return nil, err
		}
	}
	return ioce.New(o)
}

// edits returns the edits at hand, without releases where there are none: with
// neither a path nor files of claims those of the sample.
func (c *config) edits(stderr io.Writer) (*ncci.Library, error) {
	switch {
	case c.ncci != "":
		return library(stderr, "ncci", c.ncci, "a quarter of NCCI edits", ncci.Read, nil, ncci.NewLibrary, ncciFrom)
	case len(c.files) > 0:
		return nil, nil
	}
	fsys, err := fs.Sub(sample, "sample/ncci")
	if err != nil {
		return nil, err
	}
	r, err := ncci.Read(fsys)
	if err != nil {
		return nil, err
	}
	return ncci.NewLibrary(r)
}

// samples checks the claims built in.
func (k *check) samples() error {
	names, err := fs.Glob(sample, "sample/claims*")
	if err != nil {
		return err
	}
	for _, name := range names {
		f, err := sample.Open(name)
		if err != nil {
			return err
		}
		if err := k.claims(name, claimfile.NewReader(name, f, claimfile.Options{Columns: k.columns})); err != nil {
			return err
		}
	}
	return nil
}
