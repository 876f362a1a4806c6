package cm

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A tabular is the tabular list as its XML has it, before codes with 7th
// characters are made.
type tabular struct {
	file     string
	version  string
	intro    []Introduction
	places   []place // each after the one it is in
	sections map[string]bool
	refs     []medcode.Diagnostic // one for each section reference, to be given when the section is missing
	diags    []medcode.Diagnostic
}

// An Introduction is a part of the text before the first chapter.
type Introduction struct {
	Kind  string // "title", "subtitle", "instruction"
	Title string
	Notes []string
}

// A place is a chapter, section or diag element.
type place struct {
	kind        Kind
	placeholder bool
	parent      int32 // in places; -1 for a chapter
	line        int32
	code        Code // of a diag
	desc        string
	*detail
}

// A detail is what few entries have.
type detail struct {
	name       string // of a chapter or section: "1", "A00-A09"
	notes      []Note
	seventh    []SeventhCharacter
	exceptions []exception
	vision     []VisualImpairment
}

func (p *place) more() *detail {
	if p.detail == nil {
		p.detail = &detail{}
	}
	return p.detail
}

// A VisualImpairment is a row of the table of visual acuity at H54: a category
// and the ranges of acuity that it comprises, one for each scale.
type VisualImpairment struct {
	Category string // "1"; empty in the row of headings
	Ranges   []VisualRange
}

// A VisualRange has the limits of acuity with the best possible correction.
type VisualRange struct {
	Below   string // maximum less than
	AtLeast string // minimum equal to or better than
}

type tabularReader struct {
	*source.XMLReader
	t *tabular
}

// readTabular reads the tabular list, whose root element has been entered.
func readTabular(file string, x *source.XMLReader) (*tabular, error) {
	r := tabularReader{x, &tabular{file: file, sections: map[string]bool{}}}
	err := r.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "version":
			r.t.version, err = r.Text()
		case "introduction":
			err = r.introduction()
		case "chapter":
			err = r.place(n, Chapter, -1)
		default:
			r.unknown(n)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, d := range r.t.refs {
		if !r.t.sections[d.Text] {
			r.t.diags = append(r.t.diags, d)
		}
	}
	if len(r.t.places) == 0 {
		return nil, &medcode.FileError{File: file, Err: fmt.Errorf("a tabular list without chapters: %w", medcode.ErrLayout)}
	}
	return r.t, nil
}

func (r tabularReader) report(kind medcode.DiagnosticKind, text, message string) {
	r.t.diags = append(r.t.diags, r.Diagnostic(kind, text, message))
}

func (r tabularReader) unknown(n source.Node) {
	text := n.Text
	if n.Name != "" {
		text = "<" + n.Name + ">"
	}
	r.report(medcode.KindUnknownElement, text, "not known at this place of the tabular list; passed over")
}

func (r tabularReader) introduction() error {
	return r.Each(func(n source.Node) error {
		if n.Name != "introSection" {
			r.unknown(n)
			return nil
		}
		s := Introduction{Kind: n.Attr("type")}
		err := r.Each(func(n source.Node) (err error) {
			switch n.Name {
			case "title":
				s.Title, err = r.Text()
			case "instruction":
				s.Notes, err = r.texts("note", s.Notes)
			default:
				r.unknown(n)
			}
			return err
		})
		r.t.intro = append(r.t.intro, s)
		return err
	})
}

// texts appends the texts of the elements of that name inside the current one.
func (r tabularReader) texts(name string, to []string) ([]string, error) {
	err := r.Each(func(n source.Node) error {
		if n.Name != name {
			r.unknown(n)
			return nil
		}
		s, err := r.Text()
		if s == "" {
			r.report(medcode.KindEmptyNote, "", "a note without text; passed over")
		} else {
			to = append(to, s)
		}
		return err
	})
	return to, err
}

// inside says which elements may hold which.
var inside = map[string]struct{ kind, parent Kind }{
	"section": {Section, Chapter},
	"diag":    {Category, Section},
}

func (r tabularReader) place(n source.Node, kind Kind, parent int32) error {
	i := int32(len(r.t.places))
	r.t.places = append(r.t.places, place{kind: kind, parent: parent, line: int32(n.Line), placeholder: n.Attr("placeholder") == "true"})
	p := func() *place { return &r.t.places[i] } // it moves while those inside are read
	if kind == Section {
		id := n.Attr("id")
		if id == "" {
			return r.Errorf("<section>", "a section without id: %w", medcode.ErrLayout)
		}
		p().more().name = id
		r.t.sections[id] = true
	}
	named := kind == Section
	err := r.Each(func(n source.Node) (err error) {
		if in, ok := inside[n.Name]; ok && (kind == in.parent || kind.isCode() && n.Name == "diag") {
			if !named {
				return r.Errorf("<"+n.Name+">", "inside an element that has no name yet: %w", medcode.ErrLayout)
			}
			next := in.kind
			if kind.isCode() {
				next = Subcategory
			}
			return r.place(n, next, i)
		}
		if k := noteElements[n.Name]; k != 0 {
			return r.notes(p().more(), k)
		}
		switch n.Name {
		case "name":
			var name string
			name, err = r.Text()
			if err == nil {
				err, named = r.name(p(), name), true
			}
		case "desc":
			p().desc, err = r.Text()
		case "sectionIndex":
			err = r.sectionIndex()
		case "sevenChrDef":
			err = r.seventh(p().more())
		case "visualImpairment":
			err = r.vision(p().more())
		default:
			r.unknown(n)
		}
		return err
	})
	if err == nil && (!named || p().desc == "") {
		return r.Errorf("</"+n.Name+">", "an element without name or description: %w", medcode.ErrLayout)
	}
	return err
}

func (r tabularReader) name(p *place, name string) error {
	if !p.kind.isCode() {
		p.more().name = name
		return nil
	}
	c, err := Parse(name)
	if err != nil {
		return r.Errorf(name, "%w", err)
	}
	if p.kind == Category && c.Len() != 3 {
		return r.Errorf(name, "a category has three characters: %w", medcode.ErrLayout)
	}
	p.code = c
	up := r.t.places[p.parent]
	for p.parent >= 0 && r.t.places[p.parent].kind.isCode() && (!r.t.places[p.parent].code.Contains(c) || r.t.places[p.parent].code == c) {
		p.parent = r.t.places[p.parent].parent
	}
	switch above := r.t.places[p.parent]; {
	case !up.kind.isCode() || up.code.Contains(c) && up.code != c:
	case above.kind.isCode():
		r.report(medcode.KindMisplacedCode, name, fmt.Sprintf("printed below %v, which doesn't begin it; taken to %v", up.code, above.code))
	default:
		r.report(medcode.KindMisplacedCode, name, fmt.Sprintf("printed below %v, which doesn't begin it; taken to its section", up.code))
		p.kind = kindOf(c)
	}
	return nil
}

func (r tabularReader) notes(d *detail, kind NoteKind) error {
	texts, err := r.texts("note", nil)
	for _, s := range texts {
		d.notes = append(d.notes, Note{Kind: kind, Text: s})
		x, is, ok := parseException(s)
		switch {
		case !is:
		case ok:
			d.exceptions = append(d.exceptions, x)
		default:
			r.report(medcode.KindSeventhCharacterNote, s, "a note that limits the 7th characters, in words not known; its codes may be too many")
		}
	}
	return err
}

func (r tabularReader) seventh(d *detail) error {
	return r.Each(func(n source.Node) error {
		text, err := r.Text()
		switch {
		case err != nil:
			return err
		case n.Name == "extension":
			ch := n.Attr("char")
			if len(ch) != 1 || !alnum(ch[0]) {
				return r.Errorf(ch, "a 7th character is a digit or a capital letter: %w", medcode.ErrLayout)
			}
			d.seventh = append(d.seventh, SeventhCharacter{Char: ch[0], Meaning: text})
		case n.Name == "note" && len(d.seventh) > 0:
			last := &d.seventh[len(d.seventh)-1]
			last.Notes = append(last.Notes, text)
		default:
			r.unknown(n)
		}
		return nil
	})
}

func (r tabularReader) sectionIndex() error {
	return r.Each(func(n source.Node) error {
		if n.Name != "sectionRef" {
			r.unknown(n)
			return nil
		}
		r.t.refs = append(r.t.refs, r.Diagnostic(medcode.KindDanglingReference, n.Attr("id"), "the chapter's list names a section that doesn't follow"))
		return nil
	})
}

func (r tabularReader) vision(d *detail) error {
	return r.Each(func(source.Node) error {
		var v VisualImpairment
		err := r.Each(func(n source.Node) (err error) {
			switch n.Name {
			case "value":
				v.Category, err = r.Text()
			case "visRange":
				var g VisualRange
				g, err = r.visualRange()
				v.Ranges = append(v.Ranges, g)
			case "heading":
			default:
				r.unknown(n)
			}
			return err
		})
		if v.Category != "" {
			d.vision = append(d.vision, v)
		}
		return err
	})
}

func (r tabularReader) visualRange() (g VisualRange, err error) {
	err = r.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "heading":
		case "visMax":
			g.Below, err = r.Text()
		case "visMin":
			g.AtLeast, err = r.Text()
		default:
			r.unknown(n)
		}
		return err
	})
	return g, err
}
