package risk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
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
			continue
		}
		if err := source.Walk(fsys, opts, r.file); err != nil {
			return nil, err
		}
		if err := r.build(); err != nil {
			return nil, err
		}
		return r.h, nil
	}
	of := ""
	if year != 0 {
		of = fmt.Sprintf(" of benefit year %d", year)
	}
	return nil, fmt.Errorf("no program of an HHS-HCC model%s: %w", of, medcode.ErrNoFile)
}

func newHHSReader(opts medcode.ReadOptions) *hhsReader {
	return &hhsReader{limits: opts.Limits.WithDefaults(), parts: map[string][]byte{}, place: map[string]uint8{}, h: &HHS{
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

func (r *hhsReader) file(e *source.Entry) error {
	if !strings.HasPrefix(e.Path, r.folder) {
		return nil
	}
	data, err := e.Bytes()
	if err != nil {
		return err
	}
	name := strings.ToUpper(e.Base())
	took := ""
	switch {
	case source.Sniff(data) == source.Zip:
		r.path = e.Path
		if took, err = r.workbook(data); err != nil {
			return err
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
		return nil
	}
	if r.parts[took] == nil {
		r.parts[took] = data
	}
	r.h.prov.Files = append(r.h.prov.Files, e.File())
	return nil
}

func (r *hhsReader) diag(kind, text, message string) {
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
			r.diag("missing-part", part, "the files hold no "+part+" of the model")
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
				return fmt.Errorf("HHS-HCC %s: %w", s.part, err)
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
			r.diag("other-name", d.name, "the table of factors calls it "+fits[0])
			for m := range r.h.factors {
				if f, ok := r.h.factors[m][fits[0]]; ok {
					r.h.factors[m][d.name] = f
				}
			}
			r.h.drugs[i].name = d.name
		}
	}
}

// program reads the lists and rules of the main macro.
func (r *hhsReader) program(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	macro, severe, interact := "", []string(nil), []string(nil)
	var group *hhsGroup
	model := func() HHSModel { return map[string]HHSModel{"ADULT": Adult, "CHILD": Child, "INFANT": Infant}[macro] }
	for _, s := range statements {
		t := s.Tokens
		switch {
		case s.Begins("%MACRO") && len(t) > 1:
			macro = strings.TrimSuffix(strings.TrimPrefix(t[1].Text, "GENERATE_"), "_VARIABLES")
			continue
		case s.Begins("%MEND"):
			macro = ""
			continue
		}
		switch macro {
		case "HCC_PM_LIST", "SEVERE_V3_LIST", "INT_GROUP_H_LIST":
			for _, w := range t {
				switch {
				case w.Text == "%MEND":
				case macro == "HCC_PM_LIST" && strings.HasPrefix(w.Text, "HCC") && !strings.Contains(w.Text, "LIST"):
					r.place[strings.TrimPrefix(w.Text, "HCC")] = uint8(len(r.h.list))
					r.h.list = append(r.h.list, strings.TrimPrefix(w.Text, "HCC"))
				case macro == "SEVERE_V3_LIST" && !strings.Contains(w.Text, "LIST"):
					severe = append(severe, w.Text)
				case macro == "INT_GROUP_H_LIST" && !strings.Contains(w.Text, "LIST"):
					interact = append(interact, w.Text)
				}
			}
			if len(r.h.list) > mostCategories-1 {
				return medcode.ErrLimit
			}
			macro = ""
		case "ADULT", "CHILD", "INFANT":
			group = r.rule(s, model(), group)
		}
	}
	for _, name := range severe {
		r.addTo(&r.h.severe, name)
	}
	for _, name := range interact {
		_, what, _ := strings.Cut(name, "_X_")
		x := hhsPair{}
		if !r.addTo(&x.of, what) {
			x.group = what
		}
		r.h.pairs = append(r.h.pairs, x)
	}
	if len(r.h.list) == 0 {
		return fmt.Errorf("no list of categories: %w", medcode.ErrLayout)
	}
	return nil
}

// addTo adds the category of a variable, HHS_HCC035_1 or HCC35_1.
func (r *hhsReader) addTo(s *set, variable string) bool {
	name, ok := strings.CutPrefix(strings.TrimPrefix(variable, "HHS_"), "HCC")
	i, known := r.place[strings.TrimLeft(name, "0")]
	if ok && known {
		s.add(i)
	}
	return ok && known
}

// rule takes a statement of the macro that makes a model's variables; group is
// the one begun by an IF, whose END is still to come.
func (r *hhsReader) rule(s sas.Statement, m HHSModel, group *hhsGroup) *hhsGroup {
	t := s.Tokens
	then := slices.IndexFunc(t, func(x sas.Token) bool { return x.Is("THEN") })
	assigns := len(t) == 3 && t[1].Is("=")
	switch {
	case s.Begins("WHEN") && m == Infant && len(t) > 6: // WHEN (HHS_HCC008 = 1) IHCC_SEVERITY5 = 1
		if level, ok := strings.CutPrefix(t[6].Text, "IHCC_SEVERITY"); ok {
			if n, err := strconv.Atoi(level); err == nil && n >= 1 && n <= 5 {
				r.addTo(&r.h.severity[n], t[2].Text)
			}
		}
	case s.Begins("IF") && then > 0 && then+2 == len(t) && t[then+1].Is("DO") && m != Infant:
		return &hhsGroup{}
	case s.Begins("IF") && then > 0 && strings.HasPrefix(t[1].Text, "RXC_"):
		r.drug(s, then)
	case s.Begins("END") && group != nil:
		if group.name != "" {
			r.h.groups[m] = append(r.h.groups[m], *group)
		}
		return nil
	case assigns && group != nil && t[2].Text == "0":
		r.addTo(&group.of, t[0].Text)
	case assigns && group != nil:
		group.name = t[0].Text
	case assigns && t[2].Text == "0":
		r.addTo(&r.h.exclude[m], t[0].Text)
	}
	return group
}

// drug takes IF RXC_09 = 1 AND (HCC56 = 1 OR HCC57 = 1) AND (…) THEN name = 1.
func (r *hhsReader) drug(s sas.Statement, then int) {
	e, err := sas.Parse(s.Tokens[1:then])
	class, err2 := strconv.Atoi(strings.TrimPrefix(s.Tokens[1].Text, "RXC_"))
	if err != nil || err2 != nil || class > 31 || len(s.Tokens) < then+2 {
		r.diag("not-read", s.String(), "a statement of the program that is not understood")
		return
	}
	d := hhsDrug{name: s.Tokens[then+1].Text, class: uint8(class)}
	var walk func(*sas.Expr)
	walk = func(e *sas.Expr) {
		if e.Call == "AND" {
			walk(e.Args[0])
			walk(e.Args[1])
			return
		}
		var of set
		any := false
		for v := range variables(e) {
			any = r.addTo(&of, v) || any
		}
		if any {
			d.of = append(d.of, of)
		}
	}
	walk(e)
	r.h.drugs = append(r.h.drugs, d)
}

func (r *hhsReader) editMacro(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	b := &builder{}
	for _, s := range statements {
		if s.Begins("ELSE") {
			s.Tokens = s.Tokens[1:]
		}
		then := slices.IndexFunc(s.Tokens, func(t sas.Token) bool { return t.Is("THEN") })
		if !s.Begins("IF") || then < 0 || len(s.Tokens) < then+4 {
			continue
		}
		e, err := sas.Parse(s.Tokens[1:then])
		if err != nil {
			continue // the code editor's edits, which are in tables
		}
		var codes []string
		rest := b.codesOf(e, &codes)
		if rest == nil || len(codes) == 0 {
			continue
		}
		when, err := (&compiler{}).node(rest)
		if err != nil {
			return fmt.Errorf("line %d: %w", s.Line, err)
		}
		x := hhsEdit{when, noCategory}
		if to := s.Tokens[then+3].Text; to != "-1.0" {
			i, ok := r.place[to]
			if !ok {
				return fmt.Errorf("line %d: category %q, which the program doesn't list: %w", s.Line, to, medcode.ErrLayout)
			}
			x.to = i
		}
		for _, text := range codes {
			code, err := research.ParseCode(research.ICD10CM, text)
			if err != nil {
				return err
			}
			r.h.edits[code] = append(r.h.edits[code], x)
		}
	}
	return nil
}

func (r *hhsReader) rankMacro(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	for _, s := range statements {
		if !s.Begins("%SET0") {
			continue
		}
		args := s.Call()
		above, ok := r.place[joined(args["CC"])]
		if !ok {
			continue
		}
		k := rank{above: above}
		for c := range strings.SplitSeq(joined(args["HIER"]), ",") {
			if i, ok := r.place[c]; ok {
				k.below.add(i)
			}
		}
		r.h.ranks = append(r.h.ranks, k)
	}
	return nil
}

// joined returns tokens without blanks: "35_1,36".
func joined(t []sas.Token) string {
	var b strings.Builder
	for _, x := range t {
		b.WriteString(x.Text)
	}
	return b.String()
}

func (r *hhsReader) labelMacro(data []byte) error {
	for _, m := range hhsLabelLine.FindAllSubmatch(data, -1) {
		r.h.labels[string(m[1])] = strings.TrimSpace(string(m[2]))
	}
	return nil
}

// scoreMacro reads the factors of cost-sharing reduction: WHEN (CSR_INDICATOR= 1
// AND METAL="S") … = … * 1.12.
func (r *hhsReader) scoreMacro(data []byte) error {
	statements, err := sas.Statements(data)
	if err != nil {
		return err
	}
	m := hhsModels
	for _, s := range statements {
		t := s.Tokens
		if !s.Begins("WHEN") || len(t) < 6 {
			continue
		}
		if t[2].Text == "&INITIAL" {
			m = HHSModel(strings.Index("ACI", t[4].Text))
			continue
		}
		if m >= hhsModels || !t[2].Is("CSR_INDICATOR") || len(t) < 12 {
			continue
		}
		indicator, err := strconv.Atoi(t[4].Text)
		factor, err2 := strconv.ParseFloat(t[len(t)-1].Text, 64)
		if err := errors.Join(err, err2); err != nil {
			return fmt.Errorf("line %d: %w: %w", s.Line, err, medcode.ErrSyntax)
		}
		r.h.csr[csrKey{m, indicator, Metal(t[8].Text[0])}] = factor
	}
	return nil
}

// eachLine calls fn with the fields between tabs of the lines of a table.
func eachLine(data []byte, fn func([]string) error) error {
	for n, line := range source.Lines(data) {
		f := strings.Split(strings.TrimRight(string(line), "\r"), "\t")
		if len(f) < 2 || f[0] == "" {
			continue
		}
		if err := fn(f); err != nil {
			return &medcode.FileError{Line: n, Text: string(line), Err: err}
		}
	}
	return nil
}

var agesText = regexp.MustCompile(`\(age\s*(\d+)\s*(?:-\s*(\d+)|(\+))?\)`)

func (r *hhsReader) ages(data []byte) error {
	return eachLine(data, func(f []string) error {
		m := agesText.FindStringSubmatch(f[1])
		if m == nil {
			return fmt.Errorf("want ages: %w", medcode.ErrSyntax)
		}
		lo, _ := strconv.Atoi(m[1])
		hi := lo
		if m[2] != "" {
			hi, _ = strconv.Atoi(m[2])
		} else if m[3] != "" {
			hi = oldest
		}
		c, err := research.ParseCode(research.ICD10CM, f[0])
		r.h.ages[c] = [2]int{lo, hi}
		return err
	})
}

func (r *hhsReader) sexes(data []byte) error {
	return eachLine(data, func(f []string) error {
		c, err := research.ParseCode(research.ICD10CM, f[0])
		if err != nil {
			return err
		}
		word, _, _ := strings.Cut(f[1], " ")
		sex, err := medcode.ParseSex(word)
		r.h.sexes[c] = sex
		return err
	})
}

func (r *hhsReader) drugs(to map[string]uint8) func([]byte) error {
	return func(data []byte) error {
		return eachLine(data, func(f []string) error {
			n, err := strconv.ParseUint(strings.TrimSpace(f[1]), 10, 8)
			if err != nil || n == 0 || n > 31 {
				return fmt.Errorf("drug class %q: want 1 to 31: %w", f[1], medcode.ErrSyntax)
			}
			to[f[0]] = uint8(n)
			return nil
		})
	}
}

func (r *hhsReader) mapping(x hhsText) error {
	codes := map[research.Code][]uint8{}
	r.h.codes[x.year] = codes
	err := eachLine(x.data, func(f []string) error {
		c, err := research.ParseCode(research.ICD10CM, f[0])
		if err != nil {
			return err
		}
		if i, ok := r.place[strings.ReplaceAll(strings.TrimSpace(f[1]), ".", "_")]; ok {
			codes[c] = append(codes[c], i)
		}
		return nil
	})
	if e := (*medcode.FileError)(nil); errors.As(err, &e) {
		e.File = x.path
	}
	r.h.diags = append(r.h.diags, source.Unfinished(x.path, x.data)...)
	return err
}

// workbook reads the factors, if the workbook has a sheet of them: model,
// variable, whether it is used, and a factor for each level.
func (r *hhsReader) workbook(data []byte) (string, error) {
	book, err := xlsx.Open(r.path, data, r.limits)
	if errors.Is(err, xlsx.ErrNoWorkbook) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	took := ""
	for _, sheet := range book.Sheets() {
		heading := false
		for row, err := range book.Rows(sheet) {
			if err != nil {
				return "", err
			}
			if !heading {
				if row.Number > 10 {
					break
				}
				heading = strings.EqualFold(row.Cell(0), "Model") && strings.Contains(row.Cell(3), "Platinum")
				continue
			}
			m := slices.Index([]string{"adult", "child", "infant"}, strings.ToLower(row.Cell(0)))
			if m < 0 || !strings.EqualFold(row.Cell(2), "Yes") {
				continue
			}
			var f [5]float64
			for i := range f {
				v, err := strconv.ParseFloat(strings.TrimSpace(row.Cell(3+i)), 64)
				if err != nil || !(v > -1000 && v < 1000) {
					return "", cellError(r.path, row, 3+i, "want a factor: %w", medcode.ErrSyntax)
				}
				f[i] = round3(v)
			}
			if r.h.factors[m] == nil {
				r.h.factors[m] = map[string][5]float64{}
			}
			r.h.factors[m][strings.ToUpper(strings.TrimSpace(row.Cell(1)))] = f
			took = "factors"
		}
	}
	return took, nil
}
