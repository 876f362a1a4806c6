package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// A page is the answer to a query: what each system says of a code, or where
// words were found.
type page struct {
	Query   string       `json:"query"`
	On      medcode.Date `json:"on,omitzero"`
	Entries []entry      `json:"entries,omitempty"`
	Hits    []hit        `json:"hits,omitempty"`
	Note    string       `json:"note,omitempty"` // when there is neither
}

// An entry is what one system says of a code.
type entry struct {
	System string `json:"system"`
	Code   string `json:"code"`
	Title  string `json:"title,omitempty"`
	Facts  facts  `json:"facts"`

	guess bool // no code of the system, but like one: of no use beside others
	none  bool // judged to be no code of the system
}

// facts are texts under names, in an order for reading.
type facts []fact

type fact struct {
	name   string
	values []string
}

// A hit is a code found by words.
type hit struct {
	System  string   `json:"system"`
	Code    string   `json:"code,omitempty"`
	Text    string   `json:"text"`              // that was found
	Why     string   `json:"why,omitempty"`     // where it was found: an index path, a term
	Assumed []string `json:"assumed,omitempty"` // what the words don't say and the code does
	Score   float64  `json:"score,omitempty"`   // comparable within a system
}

// add adds values to the fact of that name, unless there is nothing to say.
func (f *facts) add(name string, values ...string) {
	var kept []string
	for _, v := range values {
		if v != "" {
			kept = append(kept, v)
		}
	}
	if len(kept) == 0 {
		return
	}
	if i := slices.IndexFunc(*f, func(x fact) bool { return x.name == name }); i >= 0 {
		(*f)[i].values = append((*f)[i].values, kept...)
		return
	}
	*f = append(*f, fact{name, kept})
}

// addf adds a fact of one value.
func (f *facts) addf(name, format string, a ...any) { f.add(name, fmt.Sprintf(format, a...)) }

// MarshalJSON implements [json.Marshaler]: an object of lists of strings.
func (f facts) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, x := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(x.name) // strings always marshal
		values, _ := json.Marshal(x.values)
		b.Write(name)
		b.WriteByte(':')
		b.Write(values)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func printJSON(w io.Writer, p page) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(p)
}

// The column at which the values of a page begin, and where its lines end.
const (
	indent = 24
	width  = 110
)

func printText(w io.Writer, p page) error {
	var b strings.Builder
	for i, e := range p.Entries {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s %s\n", e.System, e.Code)
		if e.Title != "" {
			fmt.Fprintf(&b, "  %s\n", e.Title)
		}
		for _, f := range e.Facts {
			for j, v := range f.values {
				name := f.name
				if j > 0 {
					name = ""
				}
				fmt.Fprintf(&b, "  %-*s %s\n", indent-3, name, wrapped(v))
			}
		}
	}
	if len(p.Hits) > 0 {
		fmt.Fprintf(&b, "%q\n", p.Query)
	}
	for _, h := range p.Hits {
		text := h.Text
		if h.Why != "" && h.Why != "title" {
			text += " (" + h.Why + ")"
		}
		if len(h.Assumed) > 0 {
			text += "; assumed: " + strings.Join(h.Assumed, "; ")
		}
		fmt.Fprintf(&b, "  %-11s %-10s%s\n", h.System, h.Code, wrapped(text))
	}
	if p.Note != "" {
		fmt.Fprintf(&b, "%s: %s\n", p.Query, p.Note)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// wrapped breaks a text between words.
func wrapped(s string) string {
	var b strings.Builder
	column := indent
	for i, word := range strings.Fields(s) {
		switch {
		case i == 0:
		case column+1+len(word) > width:
			b.WriteString("\n" + strings.Repeat(" ", indent+2))
			column = indent + 2
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
