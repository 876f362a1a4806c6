package pcs

import (
	"slices"
	"strconv"

	"golang.org/x/text/cases"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// A Definition is an entry of the definitions: one or several values of an axis,
// what they mean, and what they include.
type Definition struct {
	Section     Char     // '0'
	Position    int      // of the axis: 3 operation, 4 body part, 5 approach, 6 device
	Axis        string   // "Body Part"
	Titles      []string // the values: "Foot Muscle, Left", "Foot Muscle, Right"
	Text        string   // what they mean
	Explanation string
	Includes    []string // of a body part the structures, of a device the products, of an operation examples
}

// An Aggregate says that in some body systems a device value stands for a
// more general one, into which it can be counted where the tables of other
// years or systems have only that.
type Aggregate struct {
	Device      string   // "Autologous Arterial Tissue"
	Operation   string   // "Insertion", or "All applicable"
	BodySystems []string // "Lower Arteries"
	Parent      Value    // '7' "Autologous Tissue Substitute"
}

// definitions is what a definitions file holds, with the keys to it.
type definitions struct {
	version
	terms      []Definition
	aggregates []Aggregate
	titles     map[termTitle]int32
	keys       map[termKey][]int32
}

type termTitle struct {
	section  Char
	position int
	title    string
}

type termKey struct {
	position int
	folded   string
}

func readDefinitions(x *source.XMLReader) (*definitions, error) {
	d := &definitions{titles: map[termTitle]int32{}, keys: map[termKey][]int32{}}
	err := x.Each(func(source.Node) error {
		return x.Each(func(n source.Node) error {
			switch n.Name {
			case "section":
				return d.section(x, n)
			case "deviceAggregation":
				return x.Each(func(n source.Node) error { return d.aggregate(x, n) })
			}
			return d.version.read(x, n)
		})
	})
	if err != nil {
		return nil, err
	}
	d.index()
	return d, nil
}

func (d *definitions) section(x *source.XMLReader, n source.Node) error {
	section, err := parsePrefix(n.Attr("code"))
	if err != nil || section.Len() != 1 {
		return x.Errorf(n.Attr("code"), "want the character of a section: %w", medcode.ErrSyntax)
	}
	return x.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "title":
			_, err = x.Text() // the tables have it
		case "axis":
			err = d.axis(x, n, Char(section.At(0)))
		default:
			err = d.unknown(x, n)
		}
		return err
	})
}

func (d *definitions) axis(x *source.XMLReader, n source.Node, section Char) error {
	position, err := strconv.Atoi(n.Attr("pos"))
	if err != nil || position < 1 || position > 7 {
		return x.Errorf(n.Attr("pos"), "want a position of 1 to 7: %w", medcode.ErrSyntax)
	}
	t := Definition{Section: section, Position: position}
	return x.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "title":
			t.Axis, err = x.Text()
		case "terms":
			err = d.term(x, t)
		default:
			err = d.unknown(x, n)
		}
		return err
	})
}

func (d *definitions) term(x *source.XMLReader, t Definition) error {
	err := x.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "title":
			err = appendText(x, &t.Titles)
		case "definition":
			t.Text, err = x.Text()
		case "explanation":
			t.Explanation, err = x.Text()
		case "includes":
			err = appendText(x, &t.Includes)
		default:
			err = d.unknown(x, n)
		}
		return err
	})
	d.terms = append(d.terms, t)
	return err
}

func (d *definitions) aggregate(x *source.XMLReader, n source.Node) error {
	if n.Name != "aggregate" {
		return d.unknown(x, n)
	}
	var a Aggregate
	err := x.Each(func(n source.Node) (err error) {
		switch n.Name {
		case "device":
			a.Device, err = x.Text()
		case "operation":
			a.Operation, err = x.Text()
		case "bodySys":
			err = appendText(x, &a.BodySystems)
		case "parent":
			w, bad := parsePrefix(n.Attr("value"))
			if bad != nil || w.Len() != 1 {
				return x.Errorf(n.Attr("value"), "want one character of a code: %w", medcode.ErrSyntax)
			}
			a.Parent.Char = Char(w.At(0))
			a.Parent.Label, err = x.Text()
		default:
			err = d.unknown(x, n)
		}
		return err
	})
	d.aggregates = append(d.aggregates, a)
	return err
}

func appendText(x *source.XMLReader, list *[]string) error {
	s, err := x.Text()
	*list = append(*list, s)
	return err
}

func (d *definitions) index() {
	fold := cases.Fold()
	for i, t := range d.terms {
		for _, title := range t.Titles {
			d.titles[termTitle{t.Section, t.Position, title}] = int32(i)
		}
		for _, name := range slices.Concat(t.Titles, t.Includes) {
			key := termKey{t.Position, fold.String(source.Squeeze(name))}
			if list := d.keys[key]; !slices.Contains(list, int32(i)) {
				d.keys[key] = append(list, int32(i))
			}
		}
	}
}

// Definitions returns all entries of the definitions, in the order of print. The
// caller must not change them.
func (r *Release) Definitions() []Definition { return r.definitions().terms }

// Define returns the entry of the definitions for a value, given by its
// section ('0'), the position of its axis (1 to 7) and its label
// ("Resection").
func (r *Release) Define(section Char, position int, label string) (Definition, bool) {
	i, ok := r.definitions().titles[termTitle{section, position, label}]
	if !ok {
		return Definition{}, false
	}
	return r.definitions().terms[i], true
}

// BodyParts looks a structure up in the body part key: "Hallux" gives the term
// of the values "1st Toe, Left" and "1st Toe, Right". Case doesn't matter.
func (r *Release) BodyParts(structure string) []Definition { return r.key(4, structure) }

// Devices looks a product or a description up in the device and substance
// keys: "AMS 800(R) Urinary Control System" gives the term of "Artificial
// Sphincter in Urinary System". Case doesn't matter.
func (r *Release) Devices(product string) []Definition { return r.key(6, product) }

func (r *Release) key(position int, name string) []Definition {
	var terms []Definition
	for _, i := range r.definitions().keys[termKey{position, cases.Fold().String(source.Squeeze(name))}] {
		terms = append(terms, r.definitions().terms[i])
	}
	return terms
}

// Aggregates returns the device aggregation table. The caller must not change it.
func (r *Release) Aggregates() []Aggregate { return r.definitions().aggregates }

// Aggregate returns the general device that a specific one is counted into in
// an operation on a body system, all by their labels.
func (r *Release) Aggregate(device, operation, bodySystem string) (Value, bool) {
	for _, a := range r.definitions().aggregates {
		if a.Device == device && (a.Operation == operation || a.Operation == "All applicable") && slices.Contains(a.BodySystems, bodySystem) {
			return a.Parent, true
		}
	}
	return Value{}, false
}
