package risk

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/source"
)

// ReadHCC reads a version of the CMS-HCC model, "V24" or "V28", in capitals or
// not, from the files in fsys that are of that version:
//
//   - CMS's format file, a diagnosis and its category in a line. It doesn't say
//     its version but by its name, which begins with F and the version;
//   - CMS's coefficients, a name, label and value in a line, named with C, or the
//     csv file of its software, a coefficient in a row or all in one;
//   - CMS's SAS macros of the hierarchy and the labels, which name the version;
//   - CMS's workbook of mappings ("ICD-10-CM Mappings"), a column for each model;
//   - tables with a header, plain or gzipped, of all versions: diagnosis_code,
//     cc, model_name; cc_parent, cc_child, …; cc, label, …; coefficient, value,
//     …; and the edits by sex and age.
//
// A mapping of diagnoses is needed; without a hierarchy, labels or coefficients
// the model gives what it can, with a diagnostic. Where several files map
// diagnoses, the format file counts, else the table, else the workbook.
func ReadHCC(fsys fs.FS, version string) (*HCC, error) {
	return ReadHCCWith(fsys, version, medcode.ReadOptions{})
}

// ReadHCCWith is ReadHCC with options.
func ReadHCCWith(fsys fs.FS, version string, opts medcode.ReadOptions) (*HCC, error) {
	version = strings.ToUpper(version)
	model, ok := hccModels[version]
	if !ok {
		return nil, fmt.Errorf("CMS-HCC version %q: want one of %s: %w", version,
			strings.Join(slices.Sorted(maps.Keys(hccModels)), ", "), medcode.ErrLayout)
	}
	h := &HCC{version: version, codes: map[research.Code][]uint16{}, edits: map[research.Code][]hccEdit{}, below: map[uint16][]uint16{},
		labels: map[uint16]string{}, coefficients: map[string]float64{}, interactions: model.compile(), needs: model.needs}
	h.prov = medcode.Provenance{System: "CMS-HCC", Release: version}
	r := &hccReader{h: h, model: model, limits: opts.Limits.WithDefaults(), table: map[research.Code][]uint16{}, book: map[research.Code][]uint16{}}
	if err := source.Walk(fsys, opts, r.file); err != nil {
		return nil, err
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	return h, nil
}

type hccReader struct {
	h      *HCC
	model  hccModel
	limits medcode.Limits
	table  map[research.Code][]uint16 // the mapping by a table, apart from the format file's
	book   map[research.Code][]uint16 // and by the workbook
	format string                     // the format file read
	met    []string
	path   string
}

func (r *hccReader) file(e *source.Entry) error {
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		if data, err = r.gunzip(e.Path, data); err != nil {
			return err
		}
	}
	r.path = e.Path
	if source.Sniff(data) == source.Zip {
		took, err := r.workbook(data)
		if took {
			r.h.prov.Files = append(r.h.prov.Files, e.File())
		} else {
			r.met = append(r.met, e.Path)
		}
		return err
	}
	if kind := source.Sniff(data); kind != source.Text {
		r.met = append(r.met, fmt.Sprintf("%s (%s)", e.Path, kind))
		return nil
	}
	took, err := r.text(e, bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if err != nil {
		return err
	}
	if took {
		r.h.prov.Files = append(r.h.prov.Files, e.File())
		r.h.diags = append(r.h.diags, source.Unfinished(e.Path, data)...)
	} else {
		r.met = append(r.met, e.Path)
	}
	return nil
}

func (r *hccReader) gunzip(path string, data []byte) ([]byte, error) {
	most := min(r.limits.EntryBytes, max(1<<20, int64(len(data))*r.limits.Ratio))
	z, err := source.Gunzip(bytes.NewReader(data))
	if err != nil {
		return nil, &medcode.FileError{File: path, Err: err}
	}
	plain, err := io.ReadAll(io.LimitReader(z, most+1))
	if err == nil && int64(len(plain)) > most {
		err = fmt.Errorf("more than %d bytes after decompression: %w", most, medcode.ErrLimit)
	}
	if err != nil {
		return nil, &medcode.FileError{File: path, Err: err}
	}
	return plain, nil
}

// hccTables are the tables by the first columns of their headers.
var hccTables = map[string]func(*hccReader, []string) error{
	"diagnosis_code,cc,model_name":                                      (*hccReader).mapping,
	"cc_parent,cc_child,model_domain,model_version":                     (*hccReader).hierarchy,
	"cc,label,model_domain,model_version":                               (*hccReader).label,
	"coefficient,value,model_domain,model_version":                      (*hccReader).coefficient,
	"icd10,edit_type,sex,age_min,age_max,action,cc_override,model_name": (*hccReader).edit,
}

// text reads a text file of a known kind and version.
func (r *hccReader) text(e *source.Entry, data []byte) (bool, error) {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	for header, row := range hccTables {
		if bytes.HasPrefix(line, []byte(header)) {
			return true, r.csv(data, row)
		}
	}
	if took, err := r.macro(data); took || err != nil {
		return took, err
	}
	of := func(kind string) bool { return strings.HasPrefix(strings.ToUpper(e.Base()), kind+r.h.version[1:]) }
	switch f := bytes.Fields(line); {
	case len(f) == 2 && of("F"):
		if r.format != "" {
			return false, r.errorf(0, "", "a second format file beside %s: %w", r.format, medcode.ErrLayout)
		}
		r.format = e.Path
		return true, r.lines(data, r.formatLine)
	case bytes.IndexByte(line, ',') > 0 && (of("C") || of("V") && wideCoefficients(line)):
		return r.coefficients(data)
	case bytes.Count(line, []byte("\t")) == 2 && of("C"):
		return true, r.lines(data, func(f []string) error { return r.addCoefficient(f[0], f[len(f)-1]) })
	}
	return false, nil
}

func (r *hccReader) errorf(line int, text, format string, a ...any) error {
	return &medcode.FileError{File: r.path, Line: line, Text: text, Err: fmt.Errorf(format, a...)}
}

// lines calls fn with the fields between tabs of each line that isn't blank.
func (r *hccReader) lines(data []byte, fn func([]string) error) error {
	for n, line := range source.Lines(data) {
		if len(line) > r.limits.LineBytes {
			return r.errorf(n, "", "a line of over %d bytes: %w", r.limits.LineBytes, medcode.ErrLimit)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := fn(strings.Split(string(line), "\t")); err != nil {
			return r.errorf(n, string(line), "%w", err)
		}
	}
	return nil
}

// csv calls row with the fields of each record below the header.
func (r *hccReader) csv(data []byte, row func(*hccReader, []string) error) error {
	c := csv.NewReader(bytes.NewReader(data))
	c.ReuseRecord = true
	for first := true; ; first = false {
		f, err := c.Read()
		if p := (*csv.ParseError)(nil); errors.As(err, &p) {
			return r.errorf(p.Line, "", "%w: %w", p.Err, medcode.ErrSyntax)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if first {
			continue
		}
		if err := row(r, f); err != nil {
			line, _ := c.FieldPos(0)
			return r.errorf(line, strings.Join(f, ","), "%w", err)
		}
	}
}

// parseHCC reads a category, "HCC85" or "85".
func parseHCC(s string) (uint16, bool) {
	n, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(s), "HCC"), 10, 16)
	return uint16(n), err == nil && n > 0
}

func (r *hccReader) category(s string) (uint16, error) {
	c, ok := parseHCC(s)
	if !ok {
		return 0, fmt.Errorf("category %q: want a number: %w", s, medcode.ErrSyntax)
	}
	return c, nil
}

// formatLine takes a line of a format file: code and category. A code of
// several categories has several lines, those after the first marked D.
func (r *hccReader) formatLine(f []string) error {
	f = strings.Fields(strings.Join(f, " "))
	if len(f) < 2 || len(f) > 3 || len(f) == 3 && f[2] != "D" {
		return fmt.Errorf("want a code, a category and perhaps a D: %w", medcode.ErrSyntax)
	}
	return r.addCode(r.h.codes, f[0], f[1])
}

func (r *hccReader) mapping(f []string) error {
	if f[2] != r.model.mapping {
		return nil
	}
	return r.addCode(r.table, f[0], f[1])
}

func (r *hccReader) addCode(to map[research.Code][]uint16, code, category string) error {
	c, err := research.ParseCode(research.ICD10CM, code)
	if err != nil {
		return err
	}
	cc, err := r.category(category)
	if err != nil {
		return err
	}
	if slices.Contains(to[c], cc) {
		r.diag("duplicate", code, "the same code and category twice")
		return nil
	}
	to[c] = append(to[c], cc)
	return nil
}

func (r *hccReader) diag(kind, text, message string) {
	r.h.diags = append(r.h.diags, medcode.Diagnostic{File: r.path, Kind: kind, Text: text, Message: message})
}

// ours reports whether a row of a table is of the version being read.
func (r *hccReader) ours(domain, version string) bool {
	return domain == r.model.domain && version == r.h.version
}

func (r *hccReader) hierarchy(f []string) error {
	if !r.ours(f[2], f[3]) {
		return nil
	}
	return r.rank(f[0], f[1])
}

// rank takes a category and one of those it takes the place of.
func (r *hccReader) rank(parent, child string) error {
	above, err := r.category(parent)
	if err != nil {
		return err
	}
	below, err := r.category(child)
	if err != nil {
		return err
	}
	if above == below {
		return fmt.Errorf("a category below itself: %w", medcode.ErrSyntax)
	}
	if !slices.Contains(r.h.below[above], below) {
		r.h.below[above] = append(r.h.below[above], below)
	}
	return nil
}

func (r *hccReader) label(f []string) error {
	if !r.ours(f[2], f[3]) {
		return nil
	}
	c, err := r.category(f[0])
	r.h.labels[c] = f[1]
	return err
}

func (r *hccReader) coefficient(f []string) error {
	if f[2] != r.model.domain || f[3] != r.model.coefficients {
		return nil
	}
	return r.addCoefficient(f[0], f[1])
}

func (r *hccReader) addCoefficient(name, value string) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || v < -100 || v > 100 {
		return fmt.Errorf("coefficient %q: want a number of -100 to 100: %w", value, medcode.ErrSyntax)
	}
	key := strings.ToUpper(strings.TrimSpace(name))
	if old, ok := r.h.coefficients[key]; ok && old != v {
		return fmt.Errorf("coefficient %s is %v and %v: %w", name, old, v, medcode.ErrSyntax)
	}
	r.h.coefficients[key] = v
	return nil
}

func (r *hccReader) edit(f []string) error {
	if f[7] != r.model.mapping {
		return nil
	}
	c, err := research.ParseCode(research.ICD10CM, f[0])
	if err != nil {
		return err
	}
	e := hccEdit{min: 0, max: 200}
	sex, err := medcode.ParseSex(f[2])
	if err != nil {
		return err
	}
	e.sex = sex
	for _, age := range []struct {
		text string
		to   *int
	}{{f[3], &e.min}, {f[4], &e.max}} {
		if age.text == "" {
			continue
		}
		if *age.to, err = strconv.Atoi(age.text); err != nil {
			return fmt.Errorf("age %q: want a number: %w", age.text, medcode.ErrSyntax)
		}
	}
	switch f[5] {
	case "invalid":
	case "override":
		if e.override, err = r.category(f[6]); err != nil {
			return err
		}
	default:
		return fmt.Errorf("action %q: want invalid or override: %w", f[5], medcode.ErrSyntax)
	}
	r.h.edits[c] = append(r.h.edits[c], e)
	return nil
}

// finish checks that the model is whole.
func (r *hccReader) finish() error {
	h := r.h
	r.path = r.format
	switch tables, books := len(r.table), len(r.book); {
	case r.format != "" && tables+books > 0:
		r.diag("second-mapping", "", "the format file maps the diagnoses; the table or workbook that does too was not used")
	case r.format != "":
	case tables > 0:
		if h.codes = r.table; books > 0 {
			r.diag("second-mapping", "", "the table maps the diagnoses; the workbook that does too was not used")
		}
	default:
		h.codes = r.book
	}
	if len(h.codes) == 0 {
		return fmt.Errorf("no file maps diagnoses to categories of CMS-HCC %s; met %s: %w", h.version, strings.Join(r.met, ", "), medcode.ErrNoFile)
	}
	r.path = ""
	for what, missing := range map[string]bool{"hierarchy": len(h.below) == 0, "labels": len(h.labels) == 0, "coefficients": len(h.coefficients) == 0} {
		if missing {
			r.diag("missing-part", what, "the files hold no "+what+" of this version")
		}
	}
	slices.SortFunc(h.diags, func(a, b medcode.Diagnostic) int { return strings.Compare(a.Kind+a.Text, b.Kind+b.Text) })
	if len(h.labels) > 0 {
		r.unlabelled()
	}
	return nil
}

// unlabelled drops the categories that have no label: the model maps to them
// and pays nothing.
func (r *hccReader) unlabelled() {
	for c, cc := range r.h.codes {
		r.h.codes[c] = slices.DeleteFunc(cc, func(x uint16) bool { _, ok := r.h.labels[x]; return !ok })
		if len(r.h.codes[c]) == 0 {
			delete(r.h.codes, c)
		}
	}
}
