package main

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/ncci"
	"github.com/medcode/medcode/rules/poa"
)

// sample holds claims and small releases, made up in the official layouts, so
// that the program shows something on a machine that has none.
//
//go:embed sample
var sample embed.FS

// registry gathers the rules that the releases at hand allow.
func (c *config) registry() (*rules.Registry, error) {
	editor, err := c.editor()
	if err != nil {
		return nil, err
	}
	exempt, classification, err := c.classification()
	if err != nil {
		return nil, err
	}
	edits, err := c.edits()
	if err != nil {
		return nil, err
	}
	reg, err := rules.New(claim.Pack(), mce.Pack(editor), poa.Pack(exempt), guideline.Pack(classification), rules.DRGPack(group), ncci.Pack(edits, 0))
	if err != nil || c.profile == "" {
		return reg, err
	}
	profiles := rules.Profiles()
	i := slices.IndexFunc(profiles, func(p rules.Profile) bool { return p.Name == c.profile })
	if i < 0 {
		return nil, fmt.Errorf("no profile %q; there are %s", c.profile, profileNames())
	}
	return reg.For(profiles[i]), nil
}

// group groups a stay with the version of its discharge date.
func group(s *drg.Stay) (drg.Result, error) {
	g, err := msdrg.ForDischarge(s.Discharge)
	if err != nil {
		return drg.Result{}, err
	}
	return g.Group(s), nil
}

func (c *config) editor() (*mce.Release, error) {
	if c.mce == "" {
		return mce.Default(), nil
	}
	fsys, err := source.Open(c.mce)
	if err != nil {
		return nil, err
	}
	return mce.Read(fsys)
}

// open returns the release at a path, or with neither a path nor files of
// claims the sample of that name; nil when there is none.
func (c *config) open(name, sampleName string) (fs.FS, error) {
	switch {
	case name != "":
		return source.Open(name)
	case len(c.files) == 0:
		return fs.Sub(sample, path.Join("sample", sampleName))
	}
	return nil, nil
}

// absent says why packs have no release to judge by, by pack.
func (c *config) absent() map[string]string {
	why := map[string]string{}
	if c.ncci == "" && len(c.files) > 0 {
		why["ncci"] = "no release was given (-ncci)"
	}
	return why
}

// classification returns what the releases of ICD-10-CM and ICD-10-PCS let
// rules look up.
func (c *config) classification() (exempt poa.Options, o guideline.Options, err error) {
	fsys, err := c.open(c.icd10cm, "icd10cm")
	if err != nil {
		return exempt, o, err
	}
	if fsys != nil {
		release, err := cm.Read(fsys)
		if err != nil {
			return exempt, o, err
		}
		if o.CM, err = cm.NewLibrary(release); err != nil {
			return exempt, o, err
		}
		exempt = poa.FromLibrary(o.CM)
	}
	if c.icd10pcs == "" {
		return exempt, o, nil
	}
	if fsys, err = source.Open(c.icd10pcs); err != nil {
		return exempt, o, err
	}
	release, err := pcs.Read(fsys)
	if err != nil {
		return exempt, o, err
	}
	o.PCS, err = pcs.NewLibrary(release)
	return exempt, o, err
}

// edits returns the edits at hand, without releases where there are none.
func (c *config) edits() (*ncci.Library, error) {
	fsys, err := c.open(c.ncci, "ncci")
	if fsys == nil || err != nil {
		return nil, err
	}
	release, err := ncci.Read(fsys)
	if err != nil {
		return nil, err
	}
	return ncci.NewLibrary(release)
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
		if err := k.claims(name, f); err != nil {
			return err
		}
	}
	return nil
}
