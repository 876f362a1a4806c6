package risk

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

// ReadHHS reads the HHS-HCC model from a benefit year's package of CMS: the
// macros of its SAS software, its tables as text, and the workbook of the
// do-it-yourself software, whose Table 9 has the factors.
func ReadHHS(fsys fs.FS) (*HHS, error) { return ReadHHSWith(fsys, medcode.ReadOptions{}) }

// ReadHHSWith is ReadHHS with options.
func ReadHHSWith(fsys fs.FS, opts medcode.ReadOptions) (*HHS, error) {
	return ReadHHSOf(0, opts, fsys)
}

// ReadHHSOf reads the package of a benefit year, with any year for 0, among
// those in some folders: the files beside its main macro.
func ReadHHSOf(year int, opts medcode.ReadOptions, folders ...fs.FS) (*HHS, error) {
	system := "the HHS-HCC model"
	if year != 0 {
		system += fmt.Sprintf(" of benefit year %d", year)
	}
	nothing := fmt.Errorf("no folder with %s: %w", system, medcode.ErrNoFile)
	for _, fsys := range folders {
		r := newHHSReader(opts)
		found := false
		err := source.Walk(fsys, opts, func(e *source.Entry) error {
			data, err := e.Bytes()
			if err != nil || found || source.Sniff(data) != source.Text {
				return err
			}
			m := hhsProgram.FindSubmatch(data)
			if m == nil {
				return nil
			}
			of, err := strconv.Atoi(string(m[1]))
			if found = err == nil && (year == 0 || year == 2000+of); found {
				r.folder = strings.TrimSuffix(e.Path, e.Base())
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if !found {
			_, nothing = intake.Read(fsys, opts, system, func(*source.Entry) (bool, error) { return false, nil }) // says what was met
			continue
		}
		in, err := intake.Read(fsys, opts, system, r.file)
		if err != nil {
			return nil, err
		}
		r.h.prov.Files, r.h.diags = in.Files, in.Diagnostics
		if err := r.build(); err != nil {
			return nil, err
		}
		return r.h, nil
	}
	return nil, nothing
}

func newHHSReader(opts medcode.ReadOptions) *hhsReader {
	return &hhsReader{limits: opts.Limits.WithDefaults(), parts: map[string][]byte{}, paths: map[string]string{}, place: map[string]uint8{}, h: &HHS{
		labels: map[string]string{}, codes: map[int]map[research.Code][]uint8{}, edits: map[research.Code][]hhsEdit{},
		ages: map[research.Code][2]int{}, sexes: map[research.Code]medcode.Sex{}, ndc: map[string]uint8{}, hcpcs: map[string]uint8{},
		csr: map[csrKey]float64{},
	}}
}

type hhsReader struct {
	h         *HHS
	limits    medcode.Limits
	folder    string            // of the program
	parts     map[string][]byte // by what they are
	paths     map[string]string // of parts
	crosswalk []hhsText
	place     map[string]uint8
	path      string
}

type hhsText struct {
	path string
	year int
	data []byte
}

var (
	hhsProgram   = regexp.MustCompile(`(?i)%macro\s+CY(\d\d)M\w+\s*\(`)
	hhsEdits     = regexp.MustCompile(`(?i)%macro\s+I0V\d\dED\d+\s*\(`)
	hhsRanks     = regexp.MustCompile(`(?i)%macro\s+V\d{5}H\d+\s*;`)
	hhsLabels    = regexp.MustCompile(`(?i)%macro\s+V\d{5}L\d+\s*;`)
	hhsScore     = regexp.MustCompile(`(?i)%macro\s+SCOREV\d+\s*\(MODEL\)`)
	hhsLabelLine = regexp.MustCompile(`(?i)\bHHS_HCC0*(\d+(?:_\d)?)\s*=\s*"([^"]*)"`)
	hhsFiscal    = regexp.MustCompile(`FY(\d{4})`)
)

func (r *hhsReader) file(e *source.Entry) (bool, error) {
	if !strings.HasPrefix(e.Path, r.folder) {
		return false, intake.Unused("")
	}
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	name := strings.ToUpper(e.Base())
	took := ""
	switch {
	case source.Sniff(data) == source.Zip:
		r.path = e.Path
		if took, err = r.workbook(data); err != nil {
			return false, err
		}
	case source.Sniff(data) != source.Text:
	case hhsProgram.Match(data):
		took = "program"
	case hhsEdits.Match(data):
		took = "edits"
	case hhsRanks.Match(data) && bytes.Contains(data, []byte("%SET0")):
		took = "hierarchy"
	case hhsLabels.Match(data):
		took = "labels"
	case hhsScore.Match(data):
		took = "scores"
	case strings.Contains(name, "MCE_AGE"):
		took = "ages"
	case strings.Contains(name, "MCE_SEX"):
		took = "sexes"
	case strings.Contains(name, "_NDC"):
		took = "NDC"
	case strings.Contains(name, "_HCPCS"):
		took = "HCPCS"
	case hhsFiscal.MatchString(name) && strings.Contains(name, "ICD10"):
		year, _ := strconv.Atoi(hhsFiscal.FindStringSubmatch(name)[1])
		r.crosswalk = append(r.crosswalk, hhsText{e.Path, year, data})
		took = "crosswalk"
	}
	if took == "" {
		return false, nil
	}
	if source.Sniff(data) == source.Text {
		if err := source.CheckText(e.Path, data, r.limits); err != nil {
			return false, err
		}
	}
	if r.parts[took] == nil {
		r.parts[took], r.paths[took] = data, e.Path
	}
	return true, nil
}

func (r *hhsReader) diag(kind medcode.DiagnosticKind, text, message string) {
	r.h.diags = append(r.h.diags, medcode.Diagnostic{Kind: kind, Text: text, Message: message})
}

func (r *hhsReader) build() error {
	for _, need := range []string{"program", "crosswalk"} {
		if r.parts[need] == nil {
			return fmt.Errorf("no %s of an HHS-HCC model: %w", need, medcode.ErrNoFile)
		}
	}
	for _, part := range []string{"edits", "hierarchy", "labels", "scores", "ages", "sexes", "NDC", "HCPCS", "factors"} {
		if r.parts[part] == nil {
			r.diag(medcode.KindMissingPart, part, "the files hold no "+part+" of the model")
		}
	}
	m := hhsProgram.FindSubmatch(r.parts["program"])
	year, _ := strconv.Atoi(string(m[1]))
	r.h.year = 2000 + year
	r.h.prov.System, r.h.prov.Release = "HHS-HCC", strconv.Itoa(r.h.year)
	steps := []struct {
		part string
		read func([]byte) error
	}{
		{"program", r.program}, {"edits", r.editMacro}, {"hierarchy", r.rankMacro}, {"labels", r.labelMacro}, {"scores", r.scoreMacro},
		{"ages", r.ages}, {"sexes", r.sexes}, {"NDC", r.drugs(r.h.ndc)}, {"HCPCS", r.drugs(r.h.hcpcs)},
	}
	for _, s := range steps {
		if data := r.parts[s.part]; data != nil {
			if err := s.read(data); err != nil {
				return &medcode.FileError{File: r.paths[s.part], Err: fmt.Errorf("HHS-HCC %s: %w", s.part, err)}
			}
		}
	}
	for _, c := range r.crosswalk {
		if err := r.mapping(c); err != nil {
			return err
		}
	}
	r.rename()
	return nil
}

// rename gives drug interactions the names that the factors have: Table 9 and
// the program differ in one.
func (r *hhsReader) rename() {
	for i, d := range r.h.drugs {
		if _, ok := r.h.factors[Adult][d.name]; ok || r.h.factors[Adult] == nil {
			continue
		}
		stem, _, _ := strings.Cut(d.name, "_X_")
		var fits []string
		for name := range r.h.factors[Adult] {
			if strings.HasPrefix(name, stem+"_X_") && !slices.ContainsFunc(r.h.drugs, func(x hhsDrug) bool { return x.name == name }) {
				fits = append(fits, name)
			}
		}
		if len(fits) == 1 {
			r.diag(medcode.KindOtherName, d.name, "the table of factors calls it "+fits[0])
			for m := range r.h.factors {
				if f, ok := r.h.factors[m][fits[0]]; ok {
					r.h.factors[m][d.name] = f
				}
			}
			r.h.drugs[i].name = d.name
		}
	}
}
