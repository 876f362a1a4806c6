package cm

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

var linkElements = map[string]LinkKind{
	"code": LinkCode, "manif": LinkManifestation, "cell": LinkCell, "see": LinkSee,
	"seeAlso": LinkSeeAlso, "seecat": LinkCategory, "subcat": LinkSubcategory,
}

// readIndex reads an index or table, whose root element has been entered.
func readIndex(file string, x *source.XMLReader) (*Index, error) {
	r := indexReader{x, &Index{kind: Diseases, columns: make([]string, 8)}}
	err := r.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "version":
			r.x.version, err = r.Text()
		case "title":
			r.x.title, err = r.Text()
			if strings.Contains(strings.ToLower(r.x.title), "external cause") {
				r.x.kind = ExternalCauses
			}
		case "indexHeading":
			err = r.heading()
		case "letter":
			err = r.letter()
		default:
			r.unknown(n)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(r.x.terms) == 0 {
		return nil, &medcode.FileError{File: file, Err: fmt.Errorf("an index without terms: %w", medcode.ErrLayout)}
	}
	return r.x, nil
}

type indexReader struct {
	*source.XMLReader
	x *Index
}

func (r indexReader) unknown(n source.Node) {
	text := n.Text
	if n.Name != "" {
		text = "<" + n.Name + ">"
	}
	r.x.diags = append(r.x.diags, r.Diagnostic(medcode.KindUnknownElement, text, "not known at this place of an index; passed over"))
}

// heading reads the columns of a table. The first names its kind; the tables
// of neoplasms up to 2016 have no name for it, but for those of the others.
func (r indexReader) heading() error {
	r.x.kind = untold
	err := r.Each(func(n source.Node) error {
		text, err := r.Text()
		if err != nil {
			return err
		}
		column, err := r.column(n)
		if err != nil {
			return err
		}
		r.x.columns[column] = text
		if column == 1 {
			switch name := strings.ToLower(text); {
			case strings.Contains(name, "substance"):
				r.x.kind = Drugs
			case strings.Contains(name, "neoplasm"):
				r.x.kind = Neoplasms
			default:
				return r.Errorf(text, "a table whose first column is neither substance nor neoplasm: %w", medcode.ErrLayout)
			}
		}
		return nil
	})
	if err != nil || r.x.kind != untold {
		return err
	}
	switch name := strings.ToLower(strings.Join(r.x.columns, " ")); {
	case strings.Contains(name, "malignant"):
		r.x.kind = Neoplasms
	case strings.Contains(name, "poisoning"):
		r.x.kind = Drugs
	default:
		return r.Errorf(strings.Join(r.x.columns, ", "), "a table neither of neoplasms nor of substances: %w", medcode.ErrLayout)
	}
	return nil
}

func (r indexReader) column(n source.Node) (int, error) {
	col := n.Attr("col")
	if len(col) != 1 || col[0] < '1' || col[0] > '7' {
		return 0, r.Errorf(col, "columns of a table are 1 to 7: %w", medcode.ErrLayout)
	}
	return int(col[0] - '0'), nil
}

func (r indexReader) letter() error {
	return r.Each(func(n source.Node) error {
		switch n.Name {
		case "title": // the letter itself
			return nil
		case "mainTerm":
			return r.term(-1, 0)
		}
		r.unknown(n)
		return nil
	})
}

// term reads a term and those under it.
func (r indexReader) term(parent int32, level uint8) error {
	x := r.x
	i := int32(len(x.terms))
	x.terms = append(x.terms, term{parent: parent, level: level})
	var own []link
	err := r.Each(func(n source.Node) error {
		if kind := linkElements[n.Name]; kind != 0 {
			l, ok, err := r.link(kind, n)
			if ok {
				own = append(own, l)
			}
			return err
		}
		switch n.Name {
		case "title":
			return r.title(&x.terms[i])
		case "term":
			return r.term(i, level+1)
		}
		r.unknown(n)
		return nil
	})
	x.terms[i].links = int32(len(x.links))
	x.links = append(x.links, own...)
	x.terms[i].many = int32(len(x.links))
	x.terms[i].end = int32(len(x.terms))
	if err == nil && x.terms[i].title == "" {
		return r.Errorf("", "a term without title: %w", medcode.ErrLayout)
	}
	return err
}

// title reads a title with its nonessential modifiers, which are words in
// parentheses that don't change the code.
func (r indexReader) title(t *term) error {
	var full strings.Builder
	err := r.Each(func(n source.Node) error {
		switch n.Name {
		case "":
			full.WriteString(n.Text)
		case "nemod":
			s, err := r.Text()
			full.WriteString(" " + s)
			return err
		default:
			r.unknown(n)
		}
		return nil
	})
	t.title = source.Squeeze(full.String())
	return err
}

func (r indexReader) link(kind LinkKind, n source.Node) (l link, ok bool, err error) {
	l.kind = kind
	if kind == LinkCell {
		column, err := r.column(n)
		if err != nil {
			return l, false, err
		}
		l.column = uint8(column)
	}
	if l.text, err = r.Text(); err != nil {
		return l, false, err
	}
	if strings.Trim(l.text, "-–—") == "" {
		return l, false, nil // a dash alone: no code in this column
	}
	if kind == LinkSee || kind == LinkSeeAlso {
		return l, true, nil
	}
	l.incomplete = strings.HasSuffix(l.text, "-")
	if l.code, err = parseLink(l.text); err != nil {
		r.x.diags = append(r.x.diags, r.Diagnostic(medcode.KindIndexCode, l.text, "not a code: "+err.Error()))
	}
	return l, true, nil
}

// parseLink reads a code as an index prints it, with a dash behind it where
// more characters must follow.
func parseLink(s string) (Code, error) {
	return Parse(strings.TrimSuffix(strings.TrimSuffix(s, "-"), "."))
}
