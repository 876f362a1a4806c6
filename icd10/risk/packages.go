package risk

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
	"github.com/medcode/medcode/internal/intake"
	"github.com/medcode/medcode/internal/source"
)

//go:generate go test -run TestOfficialPrograms -update

//go:embed programs.txt
var knownPrograms string

// Packages are the parts of CMS's risk adjustment software found in some
// folders: programs, formats, coefficients, hierarchies, labels, edits, and
// tables and workbooks that hold the same. A model is put together of the newest
// parts of its kind.
type Packages struct {
	limits medcode.Limits
	parts  []part
	met    []string // files that are nothing of all that
	diags  []medcode.Diagnostic
}

// A kind is what a part says of a model.
type kind uint8

const (
	aProgram kind = iota
	aDriver       // the program that calls it, which has the lists of categories
	aRanks
	aLabels
	anEdits
	aCrosswalk // format file as text
	aTransport // format library
	aCoefficients
	aTable // with a heading
	aWorkbook
	aMacro // of demographics or scores, which are known
)

// A part is a file, or the name of one in a zip.
type part struct {
	kind kind
	name string // of its macro or, where there is none, its file, in capitals
	file medcode.File
	path string
	data []byte
}

// ReadPackages finds the parts in folders, in zips too.
func ReadPackages(opts medcode.ReadOptions, folders ...fs.FS) (*Packages, error) {
	p := &Packages{limits: opts.Limits.WithDefaults()}
	var nothing error
	for _, f := range folders {
		in, err := intake.Read(f, opts, "CMS's risk adjustment software", p.add)
		switch {
		case errors.Is(err, medcode.ErrNoFile):
			nothing = err
		case err != nil:
			return nil, err
		default:
			p.diags = append(p.diags, in.Diagnostics...)
		}
	}
	if len(p.parts) == 0 && nothing != nil {
		return nil, nothing
	}
	return p, nil
}

// Diagnostics returns what was met that is no part, or twice. The caller must not
// change it.
func (p *Packages) Diagnostics() []medcode.Diagnostic { return p.diags }

func (p *Packages) add(e *source.Entry) (bool, error) {
	data, err := e.Bytes()
	if err != nil {
		return false, err
	}
	if data, err = source.Decompress(e.Path, data, p.limits); err != nil {
		return false, err
	}
	x := part{name: strings.ToUpper(strings.TrimSuffix(e.Base(), path.Ext(e.Base()))), file: e.File(), path: e.Path, data: data}
	switch k := source.Sniff(data); {
	case sas.IsTransport(data):
		// coefficients are in a text beside their library
		if x.kind = aTransport; !bytes.Contains(data[:min(len(data), 400)], []byte("FORMATS")) {
			p.met = append(p.met, e.Path)
			return false, nil
		}
	case k == source.Zip:
		x.kind = aWorkbook
	case k != source.Text:
		p.met = append(p.met, fmt.Sprintf("%s (%s)", e.Path, k))
		return false, nil
	default:
		x.data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
		if !x.recognise() {
			p.met = append(p.met, e.Path)
			return false, nil
		}
		if err := source.CheckText(e.Path, x.data, p.limits); err != nil {
			return false, err
		}
	}
	p.parts = append(p.parts, x)
	return true, nil
}

var (
	macroName   = regexp.MustCompile(`(?i)%MACRO\s+(\w+)\s*[;(]`)
	driverCalls = regexp.MustCompile(`(?i)%INCLUDE\s+IN0\((\w+)\)`)
	codeLine    = regexp.MustCompile(`^[A-Z]\d\w{1,5}[\t ]+[\d.]+[\t ]*D?[\t ]*\r?\n?$`)
	coefLine    = regexp.MustCompile(`^"?[A-Za-z]\w*_\w+"?(?:,|\t.*\t)\s*-?\d*\.?\d+\s*(?:,|\r?$)`)
)

// recognise finds what a text is.
func (x *part) recognise() bool {
	first, rest, _ := bytes.Cut(x.data, []byte("\n"))
	second, _, _ := bytes.Cut(rest, []byte("\n"))
	for heading := range tables {
		if bytes.HasPrefix(bytes.TrimSuffix(first, []byte("\r")), []byte(heading)) {
			x.kind = aTable
			return true
		}
	}
	if m := macroName.FindSubmatch(x.data); m != nil {
		x.name = strings.ToUpper(string(m[1]))
		upper := bytes.ToUpper(x.data)
		has := func(s string) bool { return bytes.Contains(upper, []byte(s)) }
		switch {
		case isProgram(x.data):
			x.kind = aProgram
		case driverCalls.Match(x.data) && has("%LET"):
			x.kind = aDriver
		case has("%MACRO SET0"):
			x.kind = aRanks
		case hccLabel.Match(x.data):
			x.kind = aLabels
		case has("&ICD10"):
			x.kind = anEdits
		case has("AGESEX") || has("CPREF"):
			x.kind = aMacro
		case has("%SET0"), macroRole.MatchString(x.name):
			x.kind = aRanks
			if strings.Contains(macroRole.FindString(x.name), "L") {
				x.kind = aLabels
			}
		default:
			return false
		}
		return true
	}
	if m := driverCalls.FindSubmatch(x.data); m != nil && bytes.Contains(bytes.ToUpper(x.data), []byte("%LET")) {
		x.kind, x.name = aDriver, strings.ToUpper(string(m[1]))
		return true
	}
	switch {
	case codeLine.Match(first) && isPart(x.name, "F"):
		x.kind = aCrosswalk
	case coefLine.Match(first), bytes.IndexByte(first, ',') > 0 && coefLine.Match(second), wideCoefficients(first) && isPart(x.name, "CDRV"):
		x.kind = aCoefficients
	case isPart(x.name, "F") && bytes.IndexByte(first, ',') < 0 && len(bytes.Fields(first)) == 2:
		x.kind = aCrosswalk // with a defect to be found when it is read
	case isPart(x.name, "CDR") && (bytes.IndexByte(first, ',') > 0 || bytes.Count(first, []byte("\t")) == 2):
		x.kind = aCoefficients
	default:
		return false
	}
	return true
}

var (
	macroRole = regexp.MustCompile(`\d\d\w*[HL]\d+$`)
	partName  = regexp.MustCompile(`^[A-Z]\d\d`)
)

// isPart reports whether a name is formed as CMS's, with one of the letters.
func isPart(name, letters string) bool {
	return partName.MatchString(name) && strings.Contains(letters, name[:1])
}

// year returns the year in a name like V2825T1M, 0 for none.
func year(name string) int {
	if len(name) < 5 {
		return 0
	}
	n, err := strconv.Atoi(name[3:5])
	if err != nil {
		return 0
	}
	return 2000 + n
}

// trailing returns a name without the digits at its end, and those.
func trailing(name string) (string, int) {
	stem := strings.TrimRight(name, "0123456789")
	n, _ := strconv.Atoi(name[len(stem):])
	return stem, n
}

// newest returns the part of a kind with the latest name of those that fit: by
// year and rest of the name, or by the number at its end.
func (p *Packages) newest(k kind, fits func(name string) bool, upTo int, byEnd bool) (best *part) {
	for i := range p.parts {
		x := &p.parts[i]
		if x.kind != k || !fits(x.name) {
			continue
		}
		if !byEnd && upTo > 0 && year(x.name) > upTo {
			continue
		}
		if best == nil || later(x.name, best.name, byEnd) {
			best = x
		}
	}
	return best
}

func later(a, b string, byEnd bool) bool {
	if byEnd {
		_, i := trailing(a)
		_, j := trailing(b)
		return i > j
	}
	return cmp.Or(cmp.Compare(year(a), year(b)), strings.Compare(a, b)) > 0
}

// Packaged returns the models whose own program and coefficients are among the
// parts, as they are in CMS's packages.
func (p *Packages) Packaged() []ID {
	var all []ID
	for _, id := range IDs() {
		program := p.newest(aProgram, func(n string) bool { return strings.HasPrefix(n, id.programs()) }, 0, false)
		coefficients := p.newest(aCoefficients, id.coefficientsNamed, 0, false)
		if program != nil && coefficients != nil {
			all = append(all, id)
		}
	}
	return all
}

// Model puts together a model for a payment year: of each part the newest whose
// name has a year not after it, with any year for 0. What is missing, or isn't
// used, is a diagnostic of the model.
func (p *Packages) Model(id ID, paymentYear int) (*Model, error) {
	if !slices.Contains(IDs(), id) {
		_, err := ParseID(string(id))
		return nil, cmp.Or(err, fmt.Errorf("risk adjustment model %q: want an ID: %w", id, medcode.ErrLayout))
	}
	b := &builder{p: p, id: id, year: paymentYear, m: &Model{id: id, mce: true}}
	b.m.prov = medcode.Provenance{System: id.System(), Release: id.Version()}
	return b.build()
}

// Read reads a model, "V28", from the files in a folder or zip; see [ParseID]
// for the names and [ReadPackages] for the files.
func Read(fsys fs.FS, model string) (*Model, error) {
	return ReadWith(fsys, model, medcode.ReadOptions{})
}

// ReadWith is Read with options.
func ReadWith(fsys fs.FS, model string, opts medcode.ReadOptions) (*Model, error) {
	id, err := ParseID(model)
	if err != nil {
		return nil, err
	}
	p, err := ReadPackages(opts, fsys)
	if err != nil {
		return nil, err
	}
	m, err := p.Model(id, 0)
	if err == nil {
		m.diags = append(slices.Clip(p.diags), m.diags...)
	}
	return m, err
}

// builtIn returns the program of a model as it is compiled into this package.
func builtIn(id ID) (*program, error) {
	for text := range strings.SplitSeq(knownPrograms, "\n\n") {
		if strings.HasPrefix(text, "program "+id.programs()) {
			p := new(program)
			err := p.UnmarshalText([]byte(text))
			return p, err
		}
	}
	return nil, fmt.Errorf("no program of %v is known: %w", id, medcode.ErrNoFile)
}
