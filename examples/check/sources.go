package main

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
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
	reg, err := rules.New(claim.Pack(), mce.Pack(editor), poa.Pack(exempt), guideline.Pack(classification), rules.DRGPack(msdrg.Library().Group), ncci.Pack(edits, 0))
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

func (c *config) editor() (*mce.Release, error) {
	if c.mce == "" {
		return mce.Default(), nil
	}
	return command.Read("mce", c.mce, "the table of the Medicare Code Editor, mce.bin", mce.Read)
}

// release reads the release at the path of a flag, or with neither a path nor
// files of claims the sample of the flag's name; nil when there is none.
func release[R any](c *config, flag, path, what string, read func(fs.FS) (*R, error)) (*R, error) {
	switch {
	case path != "":
		return command.Read(flag, path, what, read)
	case len(c.files) > 0:
		return nil, nil
	}
	fsys, err := fs.Sub(sample, "sample/"+flag)
	if err != nil {
		return nil, err
	}
	return read(fsys)
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
	codes, err := release(c, "icd10cm", c.icd10cm, "a release of ICD-10-CM", cm.Read)
	if err != nil {
		return exempt, o, err
	}
	if codes != nil {
		if o.CM, err = cm.NewLibrary(codes); err != nil {
			return exempt, o, err
		}
		exempt = poa.FromLibrary(o.CM)
	}
	if c.icd10pcs == "" {
		return exempt, o, nil
	}
	procedures, err := command.Read("icd10pcs", c.icd10pcs, "a release of ICD-10-PCS", pcs.Read)
	if err != nil {
		return exempt, o, err
	}
	o.PCS, err = pcs.NewLibrary(procedures)
	return exempt, o, err
}

// edits returns the edits at hand, without releases where there are none.
func (c *config) edits() (*ncci.Library, error) {
	edits, err := release(c, "ncci", c.ncci, "a quarter of NCCI edits", ncci.Read)
	if edits == nil || err != nil {
		return nil, err
	}
	return ncci.NewLibrary(edits)
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
