package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/recognise"
)

// A printer prints what was found at a path.
type printer interface {
	set(path string, s *recognise.Set) error
}

// lines prints JSON, an object in a line.
type lines struct{ w io.Writer }

func (p lines) set(_ string, s *recognise.Set) error {
	type field struct {
		name  string
		value any
	}
	fields := []field{
		{"system", s.System}, {"kind", s.Kind}, {"release", s.Release},
		{"effectiveFrom", s.Effective.From}, {"effectiveTo", s.Effective.To},
		{"codes", s.Codes}, {"headers", s.Headers},
	}
	for _, c := range s.Counts {
		fields = append(fields, field{c.Name, c.N})
	}
	fields = append(fields, field{"diagnostics", append([]medcode.Diagnostic{}, s.Diagnostics...)})
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for i, f := range fields {
		b.WriteByte("{,"[min(i, 1)])
		for _, v := range []any{f.name, f.value} {
			if err := enc.Encode(v); err != nil {
				return err
			}
			b.Truncate(b.Len() - 1) // the line end
			b.WriteByte(':')
		}
		b.Truncate(b.Len() - 1)
	}
	b.WriteString("}\n")
	_, err := p.w.Write(b.Bytes())
	return err
}

// text prints for people.
type text struct {
	w       io.Writer
	all     bool
	started bool
}

func (p *text) set(path string, s *recognise.Set) error {
	var b strings.Builder
	if p.started {
		b.WriteByte('\n')
	}
	p.started = true
	row := func(name, format string, a ...any) { fmt.Fprintf(&b, "%-22s %s\n", name, fmt.Sprintf(format, a...)) }
	title := strings.TrimSpace(s.System + " " + s.Release)
	if title != "" {
		title += ": "
	}
	fmt.Fprintf(&b, "%s%s\n", title, s.Kind)
	row("  from", "%s", where(path, s.Files))
	if s.Effective != (medcode.Period{}) {
		row("  effective", "%s", s.Effective)
	}
	if s.Codes > 0 {
		row("  codes", "%d", s.Codes)
	}
	if s.Headers > 0 {
		row("  headers", "%d", s.Headers)
	}
	for _, c := range s.Counts {
		row("  "+words(c.Name), "%d", c.N)
	}
	row("  diagnostics", "%d", len(s.Diagnostics))
	p.diagnostics(&b, s.Diagnostics)
	_, err := io.WriteString(p.w, b.String())
	return err
}

// where names the files of a set: one by its name, several by the zip that
// holds them all, if one does.
func where(path string, files []string) string {
	inside := ""
	if zip, _, ok := strings.Cut(files[0], "!"); ok {
		inside = zip
		for _, f := range files {
			if !strings.HasPrefix(f, zip+"!") {
				inside = ""
			}
		}
	} else if len(files) == 1 {
		inside = files[0]
	}
	if inside != "" && filepath.Base(path) != inside {
		path = filepath.Join(path, inside)
	}
	if len(files) == 1 {
		return path
	}
	return fmt.Sprintf("%s (%d files)", path, len(files))
}

// diagnostics prints the first of each kind, or all.
func (p *text) diagnostics(b *strings.Builder, diags []medcode.Diagnostic) {
	kinds := map[string]int{}
	for _, d := range diags {
		kinds[string(d.Kind)]++
	}
	for _, d := range diags {
		n := kinds[string(d.Kind)]
		if n == 0 {
			continue
		}
		if p.all {
			fmt.Fprintf(b, "    %s: %s\n", d.Kind, d)
			continue
		}
		kinds[string(d.Kind)] = 0
		fmt.Fprintf(b, "    %s (%d): %s\n", d.Kind, n, d)
	}
}

// words returns a name of JSON as words: "indexTerms" is "index terms".
func words(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte(' ')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
