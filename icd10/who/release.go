package who

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// A Release is what Read found of WHO's and NCHS's publications. It is
// immutable and safe for any number of goroutines.
type Release struct {
	Mortality      *Mortality      // NCHS's list of ICD-10 codes valid for causes of death; nil when absent
	Classification *Classification // ICD-10 in ClaML; nil when absent
	MMS            *MMS            // ICD-11's linearization; nil when absent
	Maps           *Maps           // maps between ICD-10 and ICD-11; nil when absent

	diags []medcode.Diagnostic // of the files
}

// Read reads the publications in fsys: NCHS's mortality list, ICD-10 in ClaML,
// the ICD-11 simple tabulation and the maps, each recognised by its content,
// in folders or zips. It fails when there is none of them.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := &Release{}
	in, err := intake.Read(fsys, opts, "WHO's (mortality list, ClaML, ICD-11 tabulation, maps)", r.take)
	if err != nil {
		return nil, err
	}
	r.diags = in.Diagnostics
	if r.Maps != nil {
		r.Maps.index()
	}
	return r, nil
}

func (r *Release) take(e *source.Entry) (bool, error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	switch source.Sniff(data) {
	case source.XML:
		return r.addXML(e)
	case source.Text:
		return r.addText(e)
	}
	return false, nil
}

func (r *Release) addText(e *source.Entry) (bool, error) {
	t, err := openText(e)
	if err != nil {
		return false, err
	}
	defer func() { t.raw = nil }()
	switch {
	case isMortality(t):
		t.diags = append(t.diags, intake.Shape{Fewest: 9_000}.Cut(e.Path, t.raw)...)
		if r.Mortality != nil {
			return false, second(e, "mortality list", r.Mortality.prov)
		}
		r.Mortality, err = readMortality(t)
	case isMMS(t):
		t.diags = append(t.diags, intake.Shape{Fewest: 30_000}.Cut(e.Path, t.raw)...)
		if r.MMS != nil {
			return false, second(e, "ICD-11 tabulation", r.MMS.prov)
		}
		r.MMS, err = readMMS(t)
	case isMap(t):
		if r.Maps == nil {
			r.Maps = &Maps{prov: medcode.Provenance{System: "ICD-10 and ICD-11"}}
		}
		err = r.Maps.read(t)
	default:
		return false, nil
	}
	return true, err
}

func second(e *source.Entry, what string, prov medcode.Provenance) error {
	return &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second %s beside %s: read one release at a time: %w",
		what, prov.Files[0].Name, medcode.ErrLayout)}
}

// Provenance returns where the parts of r came from, one after the other.
func (r *Release) Provenance() []medcode.Provenance {
	var all []medcode.Provenance
	if r.Mortality != nil {
		all = append(all, r.Mortality.prov)
	}
	if r.Classification != nil {
		all = append(all, r.Classification.prov)
	}
	if r.MMS != nil {
		all = append(all, r.MMS.prov)
	}
	if r.Maps != nil {
		all = append(all, r.Maps.prov)
	}
	return all
}

// Diagnostics returns the defects of all parts of r, and the files that are none
// of them.
func (r *Release) Diagnostics() []medcode.Diagnostic {
	all := slices.Clone(r.diags)
	if r.Mortality != nil {
		all = append(all, r.Mortality.diags...)
	}
	if r.Classification != nil {
		all = append(all, r.Classification.diags...)
	}
	if r.MMS != nil {
		all = append(all, r.MMS.diags...)
	}
	if r.Maps != nil {
		all = append(all, r.Maps.diags...)
	}
	return all
}
