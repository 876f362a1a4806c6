package who

import (
	"fmt"
	"iter"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A Classification is ICD-10, or another classification, as published in ClaML
// (EN 14463, Classification Markup Language): classes in a tree, each with
// rubrics, the texts that say what it holds, and modifiers that add a character
// to many categories at once.
type Classification struct {
	prov      medcode.Provenance
	diags     []medcode.Diagnostic
	title     string
	classes   []Class
	byText    map[string]int32
	modifiers map[string][]ModifierClass
}

// A Class is a chapter, block or category.
type Class struct {
	Text     string // as its code attribute says: "I", "A00-A09", "A01.0"
	Code     Code   // zero where Text isn't a code
	Kind     Kind
	Usage    string   // "dagger" for an aetiology, "aster" for a manifestation, in the dual classification
	Super    string   // Text of the class above; empty for a chapter
	Sub      []string // Texts of the classes below, in order
	Modified []string // the modifiers that add a character to it, in order
	Rubrics  []Rubric
	Made     bool // made by Expand with a modifier; it has no rubrics of its own but the preferred one
}

// A Rubric is a text of a class. Its Kind is the publication's own:
// "preferred" is the title; "inclusion", "exclusion", "coding-hint", "note",
// "text", "definition" and others explain it.
type Rubric struct {
	Kind       string
	Text       string
	References []Reference
}

// A Reference is a class named in a rubric.
type Reference struct {
	Text  string // as printed: "A17.-", "G01*"
	Class string // the class meant, where the file says so
	Usage string // "dagger" or "aster", where marked
}

// A ModifierClass is a value of a modifier: what a fourth or fifth character means.
type ModifierClass struct {
	Modifier string
	Suffix   string // ".0", "1"
	Rubrics  []Rubric
}

// Title returns the preferred rubric of c.
func (c Class) Title() string { return preferred(c.Rubrics) }

func preferred(rubrics []Rubric) string {
	for _, r := range rubrics {
		if r.Kind == "preferred" || r.Kind == "preferredLong" {
			return r.Text
		}
	}
	return ""
}

// addXML reads e if its root element is ClaML.
func (r *Release) addXML(e *source.Entry) (bool, error) {
	x, err := e.XML()
	if err != nil {
		return false, err
	}
	c := &claml{x: x, c: &Classification{byText: map[string]int32{}, modifiers: map[string][]ModifierClass{}}}
	c.c.prov = medcode.Provenance{System: "ICD-10", Files: []medcode.File{e.File()}}
	found := false
	err = x.Each(func(n source.Node) error {
		if n.Name != "ClaML" {
			return nil
		}
		found = true
		return c.root()
	})
	switch {
	case err != nil || !found:
		return false, err
	case r.Classification != nil:
		return false, second(e, "classification in ClaML", r.Classification.prov)
	}
	c.c.link()
	r.Classification = c.c
	return true, nil
}

// A claml reads the elements of one file.
type claml struct {
	x *source.XMLReader
	c *Classification
}

func (r *claml) root() error {
	return r.x.Each(func(n source.Node) error {
		switch n.Name {
		case "Title":
			return r.releaseTitle(n)
		case "ModifierClass":
			return r.modifierClass(n)
		case "Class":
			return r.class(n)
		}
		return nil
	})
}

func (r *claml) releaseTitle(n source.Node) error {
	p := &r.c.prov
	p.Release = n.Attr("version")
	if name := n.Attr("name"); name != "" {
		p.System = name
	}
	if d := n.Attr("date"); d != "" {
		var err error
		if p.Effective.From, err = medcode.ParseDate(d); err != nil {
			r.diag(medcode.KindMalformedValue, d, "the date of the title is not one; no beginning of validity is known")
		}
	}
	var err error
	r.c.title, err = r.x.Text()
	return err
}

func (r *claml) diag(kind medcode.DiagnosticKind, text, message string) {
	r.c.diags = append(r.c.diags, r.x.Diagnostic(kind, text, message))
}

func (r *claml) modifierClass(n source.Node) error {
	m := ModifierClass{Modifier: n.Attr("modifier"), Suffix: n.Attr("code")}
	if m.Modifier == "" || m.Suffix == "" {
		return r.x.Errorf("", "a ModifierClass without modifier and code: %w", medcode.ErrSyntax)
	}
	err := r.x.Each(func(n source.Node) error {
		if n.Name != "Rubric" {
			return nil
		}
		return r.rubric(n, &m.Rubrics)
	})
	r.c.modifiers[m.Modifier] = append(r.c.modifiers[m.Modifier], m)
	return err
}

func (r *claml) class(n source.Node) error {
	c := Class{Text: n.Attr("code"), Kind: Kind(n.Attr("kind")), Usage: n.Attr("usage")}
	if c.Text == "" {
		return r.x.Errorf("", "a Class without code: %w", medcode.ErrSyntax)
	}
	// Only categories have codes; a release of another classification may have
	// codes of another form, which then are found by text.
	if c.Kind == KindCategory {
		c.Code, _ = Parse(c.Text)
	}
	line := r.x.Diagnostic(medcode.KindDuplicateCode, c.Text, "a class in two places; Class gives the first")
	err := r.x.Each(func(n source.Node) error {
		switch n.Name {
		case "SuperClass":
			c.Super = n.Attr("code")
		case "SubClass":
			c.Sub = append(c.Sub, n.Attr("code"))
		case "ModifiedBy":
			c.Modified = append(c.Modified, n.Attr("code"))
		case "Rubric":
			return r.rubric(n, &c.Rubrics)
		}
		return nil
	})
	if _, ok := r.c.byText[c.Text]; ok {
		r.c.diags = append(r.c.diags, line)
	} else {
		r.c.byText[c.Text] = int32(len(r.c.classes))
	}
	r.c.classes = append(r.c.classes, c)
	return err
}

func (r *claml) rubric(n source.Node, to *[]Rubric) error {
	rubric := Rubric{Kind: n.Attr("kind")}
	var b strings.Builder
	err := r.x.Each(func(n source.Node) error {
		if n.Name != "Label" {
			return nil
		}
		return r.label(&b, &rubric.References)
	})
	rubric.Text = source.Squeeze(b.String())
	*to = append(*to, rubric)
	return err
}

// label reads the mixed content of a Label. Fragments and paragraphs are
// joined by blanks.
func (r *claml) label(b *strings.Builder, refs *[]Reference) error {
	return r.x.Each(func(n source.Node) error {
		switch n.Name {
		case "":
			b.WriteString(n.Text)
			return nil
		case "Reference":
			text, err := r.x.Text()
			class := n.Attr("code")
			*refs = append(*refs, Reference{Text: text, Class: class, Usage: n.Attr("usage")})
			b.WriteString(" (" + text + ")")
			return err
		}
		b.WriteByte(' ')
		err := r.label(b, refs)
		b.WriteByte(' ')
		return err
	})
}

// link checks that the tree holds together.
func (c *Classification) link() {
	file := c.prov.Files[0].Name
	for _, k := range c.classes {
		if k.Super != "" {
			if _, ok := c.byText[k.Super]; !ok {
				c.diags = append(c.diags, medcode.Diagnostic{File: file, Kind: medcode.KindDanglingReference, Text: k.Text,
					Message: fmt.Sprintf("its SuperClass %s is not in the file", k.Super)})
			}
		}
		for _, s := range k.Sub {
			if i, ok := c.byText[s]; !ok || c.classes[i].Super != k.Text {
				c.diags = append(c.diags, medcode.Diagnostic{File: file, Kind: medcode.KindDanglingReference, Text: k.Text,
					Message: fmt.Sprintf("its SubClass %s is not in the file, or not below it", s)})
			}
		}
		for _, m := range k.Modified {
			if _, ok := c.modifiers[m]; !ok {
				c.diags = append(c.diags, medcode.Diagnostic{File: file, Kind: medcode.KindDanglingReference, Text: k.Text,
					Message: fmt.Sprintf("its modifier %s is not in the file", m)})
			}
		}
	}
}

// Provenance returns where c came from; System and Release are what its Title
// element says.
func (c *Classification) Provenance() medcode.Provenance { return c.prov }

// String names the release for people: its system, name, period and size.
func (c *Classification) String() string { return fmt.Sprintf("%v: %d classes", c.prov, c.Len()) }

// Diagnostics returns the defects of the file.
func (c *Classification) Diagnostics() []medcode.Diagnostic { return c.diags }

// Title returns the text of the Title element.
func (c *Classification) Title() string { return c.title }

// Len returns the number of classes as printed.
func (c *Classification) Len() int { return len(c.classes) }

// Lookup returns the category of a code, or the one a modifier makes of its
// category.
func (c *Classification) Lookup(code Code) (Class, bool) {
	if k, ok := c.Class(code.String()); ok {
		return k, ok
	}
	for n := code.Len() - 1; n >= 3; n-- {
		k, ok := c.Class(Code{code.w.First(n)}.String())
		if !ok {
			continue
		}
		for made := range c.made(k, k.Modified) {
			if made.Code == code {
				return made, true
			}
		}
	}
	return Class{}, false
}

// Class returns the chapter, block or category of that text.
func (c *Classification) Class(text string) (Class, bool) {
	i, ok := c.byText[text]
	if !ok {
		return Class{}, false
	}
	return c.classes[i], true
}

// All yields the categories with a code in the order of the publication; those
// that Expand makes are not among them.
func (c *Classification) All() iter.Seq2[Code, Class] {
	return func(yield func(Code, Class) bool) {
		for _, k := range c.classes {
			if k.Code.IsValid() && !yield(k.Code, k) {
				return
			}
		}
	}
}

// Parent returns the class above k.
func (c *Classification) Parent(k Class) (Class, bool) { return c.Class(k.Super) }

// Children yields the classes directly below k.
func (c *Classification) Children(k Class) iter.Seq[Class] {
	return func(yield func(Class) bool) {
		for _, s := range k.Sub {
			if sub, ok := c.Class(s); ok && !yield(sub) {
				return
			}
		}
	}
}

// Modifier returns the values of a modifier.
func (c *Classification) Modifier(name string) []ModifierClass { return c.modifiers[name] }

// Expand yields the categories that the modifiers of k make: E10 with its
// modifier of ten values yields E10.0 to E10.9. Where k has a second modifier,
// its values are added to each of the first's.
func (c *Classification) Expand(k Class) iter.Seq[Class] { return c.made(k, k.Modified) }

func (c *Classification) made(k Class, modifiers []string) iter.Seq[Class] {
	return func(yield func(Class) bool) { c.make(k, modifiers, yield) }
}

func (c *Classification) make(k Class, modifiers []string, yield func(Class) bool) bool {
	if len(modifiers) == 0 {
		return true
	}
	for _, m := range c.modifiers[modifiers[0]] {
		suffix := m.Suffix
		if strings.Contains(k.Text, ".") {
			suffix = strings.TrimPrefix(suffix, ".")
		}
		made := Class{Text: k.Text + suffix, Kind: KindModified, Usage: k.Usage, Super: k.Text, Made: true,
			Rubrics: []Rubric{{Kind: "preferred", Text: k.Title() + " : " + preferred(m.Rubrics)}}}
		var err error
		if made.Code, err = Parse(made.Text); err != nil {
			continue // not of ICD-10's form: a suffix such as "-"
		}
		if !yield(made) || !c.make(made, modifiers[1:], yield) {
			return false
		}
	}
	return true
}
