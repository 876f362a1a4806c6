package who

import (
	"fmt"
	"io/fs"
	"strings"

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

	skipped []Skipped
}

// A Skipped is a file that Read found and knows no reader for, such as a read-me.
type Skipped struct {
	File string
	Kind string // what it is by its first bytes: "text", "a zip"
}

// Read reads the publications in fsys: NCHS's mortality list, ICD-10 in ClaML,
// the ICD-11 simple tabulation and the maps, each recognised by its content,
// in folders or zips. It fails when there is none of them.
func Read(fsys fs.FS) (*Release, error) { return ReadWith(fsys, medcode.ReadOptions{}) }

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, opts medcode.ReadOptions) (*Release, error) {
	r := &Release{}
	if err := source.Walk(fsys, opts, r.add); err != nil {
		return nil, err
	}
	if r.Mortality == nil && r.Classification == nil && r.MMS == nil && r.Maps == nil {
		var met []string
		for _, s := range r.skipped[:min(len(r.skipped), 5)] {
			met = append(met, s.File+" ("+s.Kind+")")
		}
		return nil, &medcode.FileError{Err: fmt.Errorf("no mortality list, ClaML, ICD-11 tabulation or map among the files; met %d: %s: %w, %w",
			len(r.skipped), strings.Join(met, ", "), medcode.ErrLayout, medcode.ErrNoFile)}
	}
	if r.Maps != nil {
		r.Maps.index()
	}
	return r, nil
}

func (r *Release) add(e *source.Entry) error {
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	switch kind := source.Sniff(data); kind {
	case source.XML:
		return r.addXML(e)
	case source.Text:
		return r.addText(e)
	default:
		r.skip(e, kind)
	}
	return nil
}

func (r *Release) skip(e *source.Entry, kind source.Kind) {
	r.skipped = append(r.skipped, Skipped{e.Path, string(kind)})
}

func (r *Release) addText(e *source.Entry) error {
	t, err := openText(e)
	if err != nil {
		return err
	}
	defer func() { t.raw = nil }()
	switch {
	case isMortality(t):
		t.diags = append(t.diags, intake.Shape{Fewest: 9_000}.Cut(e.Path, t.raw)...)
		if r.Mortality != nil {
			return second(e, "mortality list", r.Mortality.prov)
		}
		r.Mortality, err = readMortality(t)
	case isMMS(t):
		t.diags = append(t.diags, intake.Shape{Fewest: 30_000}.Cut(e.Path, t.raw)...)
		if r.MMS != nil {
			return second(e, "ICD-11 tabulation", r.MMS.prov)
		}
		r.MMS, err = readMMS(t)
	case isMap(t):
		if r.Maps == nil {
			r.Maps = &Maps{prov: medcode.Provenance{System: "ICD-10 and ICD-11"}}
		}
		err = r.Maps.read(t)
	default:
		r.skip(e, source.Text)
	}
	return err
}

func second(e *source.Entry, what string, prov medcode.Provenance) error {
	return &medcode.FileError{File: e.Path, Err: fmt.Errorf("a second %s beside %s: read one release at a time: %w",
		what, prov.Files[0].Name, medcode.ErrLayout)}
}

// Skipped returns the files that no reader here knows.
func (r *Release) Skipped() []Skipped { return r.skipped }

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

// Diagnostics returns the defects of all parts of r, and the files that look
// like a part that can't be read.
func (r *Release) Diagnostics() []medcode.Diagnostic {
	var all []medcode.Diagnostic
	for _, s := range r.skipped {
		if k := source.Kind(s.Kind); k != source.Text && k != source.PDF && k != source.Zip {
			all = append(all, medcode.Diagnostic{File: s.File, Kind: medcode.KindUnreadFile, Message: "not read: " + s.Kind})
		}
	}
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
