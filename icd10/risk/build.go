package risk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/icd10/risk/internal/sas"
	"github.com/medcode/medcode/internal/source"
)

// A builder puts a model together.
type builder struct {
	p    *Packages
	id   ID
	year int
	m    *Model
	parts
	table, book map[research.Code][]uint16 // mappings by tables and by workbooks
	tableEdits  map[research.Code][]edit
	used        []string
	path        string // of the file at hand
}

func (b *builder) build() (*Model, error) {
	b.parts = parts{codes: map[research.Code][]uint16{}, edits: map[research.Code][]edit{}, labels: map[uint16]string{},
		coefficients: map[string]float64{}, spelled: map[string]string{}}
	b.table, b.book, b.tableEdits = map[research.Code][]uint16{}, map[research.Code][]uint16{}, map[research.Code][]edit{}
	for _, step := range []func() error{b.readProgram, b.readCrosswalk, b.readEdits, b.readRanks, b.readCoefficients, b.readTables, b.settle} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	unused, missing, err := b.m.compile(b.parts)
	if err != nil {
		return nil, err
	}
	b.path = ""
	if len(b.coefficients) > 0 {
		b.report(medcode.KindUnusedCoefficient, unused, "coefficients that the program doesn't add")
		b.report(medcode.KindMissingCoefficient, missing, "coefficients that the program adds are not there")
	}
	sortDiagnostics(b.m.diags)
	b.m.release = strings.Join(b.used, ", ")
	return b.m, nil
}

// report adds one diagnostic for many names.
func (b *builder) report(kind medcode.DiagnosticKind, names []string, message string) {
	if len(names) > 0 {
		b.diag(kind, names[0], fmt.Sprintf("%d %s: %s", len(names), message, some(names)))
	}
}

func some(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

func (b *builder) diag(kind medcode.DiagnosticKind, text, message string) {
	b.m.diags = append(b.m.diags, medcode.Diagnostic{File: b.path, Kind: kind, Text: text, Message: message})
}

func (b *builder) errorf(line int, text, format string, a ...any) error {
	return &medcode.FileError{File: b.path, Line: line, Text: text, Err: fmt.Errorf(format, a...)}
}

// take notes that a part is used.
func (b *builder) take(x *part, named bool) {
	b.path = x.path
	if !slices.ContainsFunc(b.m.prov.Files, func(f medcode.File) bool { return f == x.file }) {
		b.m.prov.Files = append(b.m.prov.Files, x.file)
		if x.kind != aTransport && x.kind != aWorkbook {
			b.m.diags = append(b.m.diags, source.Unfinished(x.path, x.data)...)
		}
	}
	if named {
		b.used = append(b.used, x.name)
	}
}

func (b *builder) readProgram() error {
	x := b.p.newest(aProgram, func(n string) bool { return strings.HasPrefix(n, b.id.programs()) }, b.year, false)
	if x == nil {
		p, err := builtIn(b.id)
		if err != nil {
			return err
		}
		b.program = p
		b.used = append(b.used, p.name)
		return nil
	}
	lists := map[string][]string{}
	for i := range b.p.parts {
		if d := &b.p.parts[i]; d.kind == aDriver {
			for name, list := range readLists(d.data) {
				if old, ok := lists[name]; ok && slices.Equal(old, list) {
					continue
				} else if ok && len(old) > len(list) {
					continue
				}
				lists[name] = list
			}
		}
	}
	b.take(x, true)
	p, err := readProgram(x.data, lists)
	if err != nil {
		return b.errorf(0, "", "%w", err)
	}
	b.program = p
	for _, s := range p.odd {
		b.diag(medcode.KindUnknownStatement, s, "a statement of the program that is not understood")
	}
	for _, s := range p.scores {
		for _, v := range s.list {
			if v[0] == '&' {
				b.diag(medcode.KindMissingPart, v, "a list of categories that the driver program defines; those with a label are taken")
			}
		}
	}
	return nil
}

// named returns the newest part of the family of a macro that the program
// names: V24I0ED3 for V24I0ED1.
func (b *builder) named(k kind, parameter string) *part {
	want := b.program.parts[parameter]
	stem, _ := trailing(want)
	x := b.p.newest(k, func(n string) bool { s, _ := trailing(n); return want != "" && s == stem }, b.year, true)
	if x != nil {
		b.take(x, false)
		if x.name != want {
			b.diag(medcode.KindOtherPart, x.name, "the program names "+want+"; this one of the same family was taken")
		}
	}
	return x
}

func (b *builder) readCrosswalk() error {
	of := func(n string) bool { return strings.HasPrefix(n, b.id.formats()) }
	text := b.p.newest(aCrosswalk, of, b.year, false)
	library := b.p.newest(aTransport, of, b.year, false)
	if other := b.p.rival(text, of); other != nil {
		b.path = text.path
		return b.errorf(0, "", "a second format file, beside %s, and no year in their names: %w", other.path, medcode.ErrLayout)
	}
	if library != nil && (text == nil || year(library.name) >= year(text.name)) {
		b.take(library, true)
		if err := b.library(library.data, text == nil || year(library.name) > year(text.name)); err != nil {
			return b.errorf(0, "", "%w", err)
		}
		if len(b.codes) > 0 {
			return nil
		}
	}
	if text == nil {
		return nil
	}
	b.take(text, library == nil)
	return b.lines(text.data, b.formatLine)
}

// rival returns another crosswalk of which it can't be said whether it is older,
// as there is no year in the names.
func (p *Packages) rival(x *part, fits func(string) bool) *part {
	if x == nil || year(x.name) != 0 {
		return nil
	}
	for i := range p.parts {
		if y := &p.parts[i]; y.kind == x.kind && y != x && fits(y.name) && year(y.name) == 0 {
			return y
		}
	}
	return nil
}

func (b *builder) readRanks() error {
	if x := b.named(aRanks, "HIERMAC"); x != nil {
		if err := b.rankMacro(x); err != nil {
			return err
		}
	}
	if x := b.named(aLabels, "LABELMAC"); x != nil {
		return b.labelMacro(x)
	}
	return nil
}

func (b *builder) rankMacro(x *part) error {
	statements, err := sas.Statements(x.data)
	if err != nil {
		return b.errorf(0, "", "%w", err)
	}
	for _, s := range statements {
		if !s.Begins("%SET0") {
			continue
		}
		args := s.Call()
		if len(args["CC"]) != 1 {
			return b.errorf(s.Line, s.String(), "want a category and those below it: %w", medcode.ErrLayout)
		}
		above, err := b.category(args["CC"][0].Text)
		if err != nil {
			return b.errorf(s.Line, s.String(), "%w", err)
		}
		r := ranking{above: above}
		for _, t := range args["HIER"] {
			if t.Is(",") {
				continue
			}
			below, err := b.category(t.Text)
			if err != nil {
				return b.errorf(s.Line, s.String(), "%w", err)
			}
			r.below = append(r.below, below)
		}
		b.ranks = append(b.ranks, r)
	}
	if len(b.ranks) == 0 {
		return b.errorf(0, x.name, "a macro without hierarchy or labels: %w", medcode.ErrLayout)
	}
	return nil
}

func (b *builder) labelMacro(x *part) error {
	n := 0
	for _, l := range hccLabel.FindAllSubmatch(x.data, -1) {
		c, err := b.category(string(l[1]))
		if err != nil {
			return b.errorf(0, string(l[0]), "%w", err)
		}
		b.labels[c] = strings.TrimSpace(string(l[2]) + string(l[3]))
		n++
	}
	if n == 0 {
		return b.errorf(0, x.name, "a macro without hierarchy or labels: %w", medcode.ErrLayout)
	}
	return nil
}

func (b *builder) readCoefficients() error {
	x := b.p.newest(aCoefficients, b.id.coefficientsNamed, b.year, false)
	if x == nil {
		return nil
	}
	b.take(x, true)
	return b.coefficientFile(x.data)
}

// settle decides between the sources of a mapping, and notes what there is none
// of.
func (b *builder) settle() error {
	tables, books, of := len(b.table), len(b.book), ""
	switch {
	case len(b.codes) > 0:
		of = "format file"
	case tables > 0:
		b.codes, tables, of = b.table, 0, "table"
	default:
		b.codes, books = b.book, 0
	}
	b.path = ""
	if of != "" && tables+books > 0 {
		other := "table or workbook"
		if of == "table" {
			other = "workbook"
		}
		b.diag(medcode.KindSecondMapping, "", "the "+of+" maps the diagnoses; the "+other+" that does too was not used")
	}
	if len(b.codes) == 0 {
		return fmt.Errorf("no file maps diagnoses to categories of %v; met %s: %w", b.id, strings.Join(b.p.met, ", "), medcode.ErrNoFile)
	}
	hasMCE := func(edits map[research.Code][]edit) bool {
		for _, list := range edits {
			if slices.ContainsFunc(list, func(e edit) bool { return e.mce }) {
				return true
			}
		}
		return false
	}
	own := false
	for _, list := range b.edits {
		own = own || slices.ContainsFunc(list, func(e edit) bool { return !e.mce })
	}
	switch {
	case len(b.edits) == 0:
		b.edits = b.tableEdits
	case !own && !b.id.rx():
		for c, list := range b.tableEdits {
			for _, e := range list {
				if !e.mce {
					b.edits[c] = append([]edit{e}, b.edits[c]...)
				}
			}
			own = true
		}
	}
	for _, part := range []struct {
		name, what string
		missing    bool
	}{
		{"hierarchy", "hierarchy", len(b.ranks) == 0}, {"labels", "labels", len(b.labels) == 0}, {"coefficients", "coefficients", len(b.coefficients) == 0},
		{"edits", "edits of the model by age and sex", len(b.edits) == 0 && !b.id.rx()},
		{"mce", "edits by age and sex of the Medicare Code Editor, which CMS's program makes", !hasMCE(b.edits)},
	} {
		if part.missing {
			b.diag(medcode.KindMissingPart, part.name, "the files hold no "+part.what)
		}
	}
	if b.program.parts["AGESEXMAC"] != "" && !slices.Contains([]string{"AGESEXV2", "AGESEXV4"}, b.program.parts["AGESEXMAC"]) {
		b.diag(medcode.KindUnknownStatement, b.program.parts["AGESEXMAC"], "the program names a macro of age and sex that is not known; AGESEXV2 is taken")
	}
	return nil
}

// sortedRanks returns the ranks of a table, which has no order: as CMS's macros
// have it, by the category above.
func sortedRanks(below map[uint16][]uint16) []ranking {
	var all []ranking
	for _, above := range slices.Sorted(maps.Keys(below)) {
		all = append(all, ranking{above, below[above]})
	}
	return all
}
