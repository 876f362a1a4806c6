package drg_test

import (
	"archive/zip"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/internal/official"
)

// The harness makes single changes to a manual and compiles it. Each must be
// refused, or have a finding that the unaltered manual hasn't, or have the same
// logic; else it is silent.
var (
	harness     = flag.Int("harness", 0, "single changes of each kind to each official manual")
	harnessSeed = flag.Uint64("harness-seed", 1, "seed of the changes")
	harnessOnly = flag.String("harness-manual", "*", "which versions")
)

// An outcome is what became of a changed manual.
type outcome int

const (
	refused   outcome = iota
	found             // compiled with a finding
	unchanged         // compiled to the same logic
	silent
)

// A patient is a manual that is changed, by its lines.
type patient struct {
	files    map[string][]string // lines with their ends
	whole    fstest.MapFS
	m        *manual.Manual
	findings map[string]bool
	logic    [32]byte
}

func newPatient(tb testing.TB, fsys fs.FS) *patient {
	tb.Helper()
	p := &patient{files: map[string][]string{}, whole: fstest.MapFS{}, findings: map[string]bool{}}
	require.NoError(tb, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		p.files[name] = strings.SplitAfter(string(data), "\n")
		p.whole[name] = &fstest.MapFile{Data: data}
		return err
	}))
	m, err := manual.Read(p.fs(nil))
	require.NoError(tb, err)
	g, err := drg.Compile(m)
	require.NoError(tb, err)
	p.m, p.logic = m, g.Fingerprint()
	for _, d := range g.Diagnostics() {
		p.findings[string(d.Kind)+d.Message+d.Text] = true
	}
	return p
}

// fs returns the manual with some of its files replaced.
func (p *patient) fs(changed map[string][]string) fstest.MapFS {
	out := maps.Clone(p.whole)
	for name, lines := range changed {
		out[name] = &fstest.MapFile{Data: []byte(strings.Join(lines, ""))}
	}
	return out
}

func (p *patient) try(changed map[string][]string) (outcome, error) {
	m, err := manual.Read(p.fs(changed))
	if err != nil {
		var file *medcode.FileError
		if !errors.As(err, &file) {
			return silent, err
		}
		return refused, nil
	}
	g, err := drg.Compile(m)
	if err != nil {
		var e *drg.CompileError
		if !errors.As(err, &e) {
			return silent, err
		}
		return refused, nil
	}
	for _, d := range g.Diagnostics() {
		if !p.findings[string(d.Kind)+d.Message+d.Text] {
			return found, nil
		}
	}
	if g.Fingerprint() == p.logic {
		return unchanged, nil
	}
	return silent, nil
}

// A change makes changed files of p, or nil where it finds nothing to change.
type change struct {
	kind string
	make func(r *rand.Rand, p *patient) (changed map[string][]string, what string)
}

func (p *patient) file(at manual.Place) (string, []string) {
	name := p.m.Files()[at.File].Name
	return name, p.files[name]
}

// splice returns the file of at with n lines from its line replaced.
func (p *patient) splice(at manual.Place, n int, with ...string) map[string][]string {
	name, lines := p.file(at)
	i := int(at.Line) - 1
	return map[string][]string{name: slices.Concat(lines[:i], with, lines[i+n:])}
}

// block returns the lines of a heading and its codes.
func (p *patient) block(h manual.Heading) []string {
	_, lines := p.file(h.Place)
	return lines[h.Line-1 : h.Items[len(h.Items)-1].Line]
}

// lists returns the headings with codes of the chapters.
func (p *patient) lists() (out []manual.Heading) {
	for _, ch := range p.m.Chapters {
		out = append(out, withCodes(ch.Preface)...)
		for _, f := range ch.Families {
			out = append(out, withCodes(f.Body)...)
		}
	}
	return out
}

func withCodes(all []manual.Heading) []manual.Heading {
	return slices.DeleteFunc(slices.Clone(all), func(h manual.Heading) bool { return len(h.Items) == 0 || h.Text == "" })
}

func (p *patient) headings() (out []manual.Heading) {
	for _, ch := range p.m.Chapters {
		out = append(out, ch.Preface...)
		for _, f := range ch.Families {
			out = append(out, f.Body...)
		}
	}
	return out
}

// family returns a family with at least some rows and columns.
func (p *patient) family(r *rand.Rand, rows, columns int) manual.Family {
	var all []manual.Family
	for _, ch := range p.m.Chapters {
		for _, f := range ch.Families {
			if len(f.Rows) >= rows && len(f.Columns) >= columns {
				all = append(all, f)
			}
		}
	}
	return all[r.IntN(len(all))]
}

// table returns the line of f's table behind its title, and how many it has.
func (p *patient) table(f manual.Family) (at manual.Place, n int) {
	_, lines := p.file(f.Place)
	i := int(f.Line) - 1
	for i < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[i]), "+") {
		i++
	}
	at = manual.Place{File: f.File, Line: int32(i) + 1}
	for i < len(lines) && strings.ContainsAny(strings.TrimSpace(lines[i])+" ", "+|") && strings.TrimSpace(lines[i]) != "" && strings.Contains("+|", strings.TrimSpace(lines[i])[:1]) {
		i++
	}
	return at, i + 1 - int(at.Line)
}

// columns changes the cells of each line of the table of f but its last column.
func (p *patient) columns(f manual.Family, header bool, edit func(cells []string) []string) map[string][]string {
	at, n := p.table(f)
	_, lines := p.file(at)
	var out []string
	for k, line := range lines[at.Line-1 : int(at.Line)-1+n] {
		t := strings.TrimSpace(line)
		isHeader := int(at.Line)+k < int(f.Rows[0].Line)
		if t[0] == '|' && (!header || isHeader) {
			cells := strings.Split(t[1:len(t)-1], "|")
			if len(cells) == len(f.Columns)+1 {
				line = "|" + strings.Join(edit(cells), "|") + "|\r\n"
			}
		}
		out = append(out, line)
	}
	return p.splice(at, n, out...)
}

// row returns the lines of row i of f, with the rule behind them.
func (p *patient) row(f manual.Family, i int) []string {
	_, lines := p.file(f.Place)
	from := int(f.Rows[i].Line) - 1
	to := from
	for to < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[to]), "|") {
		to++
	}
	return lines[from : to+1]
}

// items are the codes that stand in one of the places of the manual.
func (p *patient) items(place string) (out []manual.Place) {
	add := func(file int32, items []manual.Item) {
		for _, it := range items {
			out = append(out, manual.Place{File: file, Line: it.Line})
		}
	}
	fileOf := func(beginning string) int32 {
		return int32(slices.IndexFunc(p.m.Files(), func(f medcode.File) bool {
			return slices.ContainsFunc(p.files[f.Name][:min(40, len(p.files[f.Name]))], func(s string) bool { return strings.Contains(s, beginning) })
		}))
	}
	switch place {
	case "list":
		for _, h := range p.lists() {
			add(h.File, h.Items)
		}
	case "before tables":
		for _, ch := range p.m.Chapters {
			for _, h := range ch.Preface {
				add(h.File, h.Items)
			}
		}
	case "assignment":
		for _, ch := range p.m.Chapters {
			add(ch.Assigned.File, ch.Assignment)
		}
	case "appendix B":
		for _, e := range p.m.Diagnoses {
			add(fileOf("Appendix B"), []manual.Item{e.Item})
		}
	case "appendix E":
		for _, e := range p.m.Procedures {
			add(p.m.Hierarchy[0].File, []manual.Item{e.Item})
		}
	case "appendix C":
		for _, s := range p.m.Severity {
			out = append(out, s.Place)
		}
	case "collection":
		for _, c := range p.m.Exclusions {
			add(c.File, c.Items)
		}
	case "appendix C part 3":
		for _, c := range p.m.LogicCodes {
			add(c.File, c.Items)
		}
	case "appendix F":
		for _, f := range p.m.Unrelated {
			for _, h := range f.Body {
				add(h.File, h.Items)
			}
		}
	case "appendix G, H":
		add(p.m.HACs[0].File, slices.Concat(p.m.CC, p.m.MCC))
	case "conditions":
		for _, h := range p.m.HACs {
			for _, b := range h.Body {
				add(b.File, b.Items)
			}
		}
	}
	return out
}

type lines = map[string][]string

func changes() []change {
	out := []change{
		{"list put in", func(r *rand.Rand, p *patient) (lines, string) {
			h := pick(r, p.lists())
			to := pick(r, p.lists())
			return p.splice(manual.Place{File: to.File, Line: to.Items[len(to.Items)-1].Line + 1}, 0, slices.Concat([]string{"\r\n"}, p.block(h))...),
				fmt.Sprintf("%q of line %d behind line %d", h.Text, h.Line, to.Line)
		}},
		{"list taken out", func(r *rand.Rand, p *patient) (lines, string) {
			h := pick(r, p.lists())
			return p.splice(h.Place, len(p.block(h))), fmt.Sprintf("%q of line %d", h.Text, h.Line)
		}},
		{"list moved", func(r *rand.Rand, p *patient) (lines, string) {
			h := pick(r, p.lists())
			to := pick(r, p.lists())
			if to.File != h.File || to.Line == h.Line {
				return nil, ""
			}
			name, text := p.file(h.Place)
			var out []string
			for i, s := range text {
				n := int32(i) + 1
				if n < h.Line || n > h.Items[len(h.Items)-1].Line {
					out = append(out, s)
				}
				if n == to.Items[len(to.Items)-1].Line {
					out = append(append(out, "\r\n"), p.block(h)...)
				}
			}
			return lines{name: out}, fmt.Sprintf("%q of line %d behind line %d", h.Text, h.Line, to.Line)
		}},
		{"heading exchanged", func(r *rand.Rand, p *patient) (lines, string) {
			h := pick(r, p.lists())
			o := pick(r, p.headings())
			if o.Text == h.Text || o.Text == "" {
				return nil, ""
			}
			return p.splice(h.Place, 1, o.Text+"\r\n"), fmt.Sprintf("%q of line %d is %q", h.Text, h.Line, o.Text)
		}},
		{"word of a heading changed", func(r *rand.Rand, p *patient) (lines, string) {
			h := pick(r, p.headings())
			o := pick(r, p.headings())
			words, others := strings.Fields(h.Text), strings.Fields(o.Text)
			if len(words) == 0 || len(others) == 0 {
				return nil, ""
			}
			i := r.IntN(len(words))
			was := words[i]
			if words[i] = others[r.IntN(len(others))]; words[i] == was {
				return nil, ""
			}
			return p.splice(h.Place, 1, strings.Join(words, " ")+"\r\n"), fmt.Sprintf("%q of line %d is %q", h.Text, h.Line, strings.Join(words, " "))
		}},
		{"row lost", func(r *rand.Rand, p *patient) (lines, string) {
			f := p.family(r, 2, 1)
			i := r.IntN(len(f.Rows))
			return p.splice(f.Rows[i].Place, len(p.row(f, i))), fmt.Sprintf("line %d", f.Rows[i].Line)
		}},
		{"row doubled", func(r *rand.Rand, p *patient) (lines, string) {
			f := p.family(r, 1, 1)
			i := r.IntN(len(f.Rows))
			return p.splice(f.Rows[i].Place, 0, p.row(f, i)...), fmt.Sprintf("line %d", f.Rows[i].Line)
		}},
		{"rows exchanged", func(r *rand.Rand, p *patient) (lines, string) {
			f := p.family(r, 2, 1)
			i := r.IntN(len(f.Rows) - 1)
			a, b := p.row(f, i), p.row(f, i+1)
			return p.splice(f.Rows[i].Place, len(a)+len(b), slices.Concat(b, a)...), fmt.Sprintf("lines %d and %d", f.Rows[i].Line, f.Rows[i+1].Line)
		}},
		{"cell changed", func(r *rand.Rand, p *patient) (lines, string) {
			f := p.family(r, 1, 1)
			row := f.Rows[r.IntN(len(f.Rows))]
			_, text := p.file(row.Place)
			cells := strings.Split(text[row.Line-1], "|")
			i := 1 + r.IntN(len(f.Columns))
			is := []string{" Yes ", " No ", " n/a "}[r.IntN(3)]
			if len(cells) != len(f.Columns)+3 || strings.TrimSpace(cells[i]) == strings.TrimSpace(is) {
				return nil, ""
			}
			cells[i] = is
			return p.splice(row.Place, 1, strings.Join(cells, "|")), fmt.Sprintf("line %d, column %d is %s", row.Line, i, is)
		}},
		{"column lost", func(r *rand.Rand, p *patient) (lines, string) {
			f := p.family(r, 1, 1)
			i := r.IntN(len(f.Columns))
			return p.columns(f, false, func(c []string) []string { return slices.Delete(c, i, i+1) }), fmt.Sprintf("%q of line %d", f.Columns[i], f.Line)
		}},
		{"column doubled", func(r *rand.Rand, p *patient) (lines, string) {
			f := p.family(r, 1, 1)
			i := r.IntN(len(f.Columns))
			return p.columns(f, false, func(c []string) []string { return slices.Insert(c, i, c[i]) }), fmt.Sprintf("%q of line %d", f.Columns[i], f.Line)
		}},
		{"columns exchanged", func(r *rand.Rand, p *patient) (lines, string) {
			f := p.family(r, 1, 2)
			i := r.IntN(len(f.Columns) - 1)
			return p.columns(f, true, func(c []string) []string { c[i], c[i+1] = c[i+1], c[i]; return c }), fmt.Sprintf("%q of line %d", f.Columns[i], f.Line)
		}},
		{"bytes lost", func(r *rand.Rand, p *patient) (lines, string) {
			name := slices.Sorted(maps.Keys(p.files))[r.IntN(len(p.files))]
			text := strings.Join(p.files[name], "")
			n := min(200+r.IntN(4800), len(text)/2)
			at := r.IntN(len(text) - n)
			return lines{name: {text[:at], text[at+n:]}}, fmt.Sprintf("%d bytes of %s at %d", n, name, at)
		}},
	}
	for _, place := range []string{"list", "before tables", "assignment", "appendix B", "appendix E", "appendix C", "collection", "appendix C part 3", "appendix F", "appendix G, H", "conditions"} {
		out = append(out, change{"code lost, " + place, func(r *rand.Rand, p *patient) (lines, string) {
			all := p.items(place)
			if len(all) == 0 {
				return nil, ""
			}
			at := pick(r, all)
			_, text := p.file(at)
			return p.splice(at, 1), fmt.Sprintf("line %d, %s", at.Line, strings.TrimSpace(text[at.Line-1]))
		}})
	}
	return out
}

// run makes n changes of each kind and returns a line for each kind and how many
// were silent.
func (p *patient) run(tb testing.TB, name string, n int, seed uint64) (silents map[string]int) {
	tb.Helper()
	silents = map[string]int{}
	for k, c := range changes() {
		var count [4]int
		for i := range n {
			r := rand.New(rand.NewPCG(seed<<32+uint64(k), uint64(i)))
			changed, what := c.make(r, p)
			if changed == nil {
				continue
			}
			o, err := p.try(changed)
			require.NoError(tb, err, "%s %s: %s", name, c.kind, what)
			count[o]++
			if o == silent {
				silents[c.kind]++
				tb.Logf("SILENT %s, %s (change %d): %s", name, c.kind, i, what)
			}
		}
		tb.Logf("%s\t%-28s refused %d, found %d, same %d, silent %d", name, c.kind, count[refused], count[found], count[unchanged], count[silent])
	}
	return silents
}

// No single change of the small manual passes in silence.
func TestHarness(t *testing.T) {
	n := 12
	if testing.Short() {
		n = 4
	}
	require.Empty(t, newPatient(t, os.DirFS("manual/testdata/manual")).run(t, "fixture", n, 1))
}

// None of the official manuals, as many of each kind as -harness says.
func TestHarnessOfficial(t *testing.T) {
	if *harness == 0 {
		t.Skip("only with -harness 200, or another number of changes of each kind")
	}
	zips, err := filepath.Glob(filepath.Join(official.Path(t, "releases/msdrg"), "*-v"+*harnessOnly+".zip"))
	require.NoError(t, err)
	for _, name := range zips {
		version := strings.TrimSuffix(name[strings.LastIndex(name, "-")+1:], ".zip")
		t.Run(version, func(t *testing.T) {
			files, err := zip.OpenReader(name)
			require.NoError(t, err)
			defer files.Close()
			require.Empty(t, newPatient(t, files).run(t, version, *harness, *harnessSeed))
		})
	}
}
