package claimfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// A tree is JSON read into nodes, which are used again for the next text. Its
// texts share memory with what was read: what is kept of them is copied.
type tree struct {
	nodes []treeNode
	text  string
	at    int
}

// A treeNode is a value: of an object or a list its first child, of a string the
// text, of anything else the text as written.
type treeNode struct {
	key         string
	text        string
	kind        byte // { [ " or 0 for numbers and names
	child, next int32
}

// Limits of a resource: how deep its JSON may nest, and how many values it has.
const (
	deepest   = 200
	mostNodes = 4 << 20
)

var errJSON = fmt.Errorf("no JSON: %w", medcode.ErrSyntax)

// parse reads one value, with nothing behind it.
func (t *tree) parse(text string) (node, error) {
	t.nodes, t.text, t.at = t.nodes[:0], text, 0
	if err := t.value("", 0); err != nil {
		return node{}, err
	}
	if t.space(); t.at < len(text) {
		return node{}, errJSON
	}
	return node{t, 0}, nil
}

func (t *tree) space() {
	for t.at < len(t.text) && (t.text[t.at] == ' ' || t.text[t.at] == '\n' || t.text[t.at] == '\r' || t.text[t.at] == '\t') {
		t.at++
	}
}

func (t *tree) value(key string, depth int) error {
	t.space()
	if t.at >= len(t.text) {
		return errJSON
	}
	n := len(t.nodes)
	if n >= mostNodes {
		return &medcode.LimitError{Reason: fmt.Sprintf("more than %d values in one resource", mostNodes)}
	}
	c := t.text[t.at]
	t.nodes = append(t.nodes, treeNode{key: key, child: -1, next: -1})
	switch c {
	case '{', '[':
		if depth >= deepest {
			return &medcode.LimitError{Reason: fmt.Sprintf("JSON nested more than %d deep", deepest)}
		}
		t.nodes[n].kind = c
		return t.children(n, depth)
	case '"':
		text, err := t.quoted()
		t.nodes[n].kind, t.nodes[n].text = '"', text
		return err
	}
	start := t.at
	for t.at < len(t.text) && strings.IndexByte(",]} \t\r\n", t.text[t.at]) < 0 {
		t.at++
	}
	word := t.text[start:t.at]
	if c := at(word, 0); c != '-' && (c < '0' || c > '9') && word != "true" && word != "false" && word != "null" {
		return errJSON
	}
	t.nodes[n].text = word
	return nil
}

// children reads those of node n, whose bracket is next.
func (t *tree) children(n, depth int) error {
	object := t.text[t.at] == '{'
	end := byte(']')
	if object {
		end = '}'
	}
	t.at++
	last := int32(-1)
	for first := true; ; first = false {
		t.space()
		switch {
		case t.at >= len(t.text):
			return errJSON
		case t.text[t.at] == end && first:
			t.at++
			return nil
		}
		key := ""
		if object {
			var err error
			if t.text[t.at] != '"' {
				return errJSON
			}
			if key, err = t.quoted(); err != nil {
				return err
			}
			if t.space(); at(t.text, t.at) != ':' {
				return errJSON
			}
			t.at++
		}
		here := int32(len(t.nodes))
		if err := t.value(key, depth+1); err != nil {
			return err
		}
		if last < 0 {
			t.nodes[n].child = here
		} else {
			t.nodes[last].next = here
		}
		last = here
		t.space()
		switch at(t.text, t.at) {
		case ',':
			t.at++
		case end:
			t.at++
			return nil
		default:
			return errJSON
		}
	}
}

// quoted reads a string.
func (t *tree) quoted() (string, error) {
	start := t.at + 1
	for i := start; ; {
		j := strings.IndexByte(t.text[i:], '"')
		if j < 0 {
			return "", errJSON
		}
		end := i + j
		back := end
		for back > start && t.text[back-1] == '\\' {
			back--
		}
		if (end-back)%2 == 1 {
			i = end + 1
			continue
		}
		t.at = end + 1
		text := t.text[start:end]
		if strings.IndexByte(text, '\\') < 0 {
			return text, nil
		}
		var plain string
		if json.Unmarshal([]byte(t.text[start-1:t.at]), &plain) != nil {
			return "", errJSON
		}
		return plain, nil
	}
}

// A node is a value of a tree. The zero node is none, and has nothing.
type node struct {
	t *tree
	i int32
}

func (n node) ok() bool { return n.t != nil }

// get returns the value of a key, or of keys one within the other. A list stands
// for its first element.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		if n = n.one(); !n.ok() || n.t.nodes[n.i].kind != '{' {
			return node{}
		}
		i := n.t.nodes[n.i].child
		for i >= 0 && n.t.nodes[i].key != key {
			i = n.t.nodes[i].next
		}
		if i < 0 {
			return node{}
		}
		n.i = i
	}
	return n
}

// one returns the first element of a list, and anything else as it is.
func (n node) one() node {
	for n.ok() && n.t.nodes[n.i].kind == '[' {
		if n.i = n.t.nodes[n.i].child; n.i < 0 {
			return node{}
		}
	}
	return n
}

// each yields the elements of a list; a value that is none is its only one, as
// what is a list in one version of FHIR is none in another.
func (n node) each(yield func(node) bool) {
	if !n.ok() {
		return
	}
	if n.t.nodes[n.i].kind != '[' {
		yield(n)
		return
	}
	for i := n.t.nodes[n.i].child; i >= 0; i = n.t.nodes[i].next {
		if !yield(node{n.t, i}) {
			return
		}
	}
}

// text returns the text of a string, number or name; it shares memory with the tree.
func (n node) text() string {
	if n = n.one(); !n.ok() || n.t.nodes[n.i].text == "null" && n.t.nodes[n.i].kind == 0 {
		return ""
	}
	return n.t.nodes[n.i].text
}

// own is text, copied.
func (n node) own() string { return strings.Clone(n.text()) }

// value reads the next JSON value of a stream, in brackets, to its end. Between
// values may stand blanks, commas, and the brackets of a list of them.
func (f *file) value(in *bufio.Reader, room *[]byte) ([]byte, error) {
	for {
		c, err := in.ReadByte()
		if err != nil {
			return nil, err
		}
		switch {
		case c == '\n':
			f.line++
			continue
		case strings.IndexByte(" \t\r,[]\x1e\x00\x1a", c) >= 0:
			continue
		case c != '{':
			return nil, fmt.Errorf("want a resource of FHIR, an object of JSON: %w", medcode.ErrSyntax)
		}
		_ = in.UnreadByte()
		break
	}
	all := (*room)[:0]
	depth, inside, escaped := 0, false, false
	for {
		if _, err := in.Peek(1); err != nil {
			if errors.Is(err, io.EOF) {
				err = fmt.Errorf("the file ends within a resource: %w", medcode.ErrSyntax)
			}
			return nil, err
		}
		part, _ := in.Peek(in.Buffered())
		end := -1
	scan:
		for i := 0; i < len(part); i++ {
			if inside {
				switch c := part[i]; {
				case escaped:
					escaped = false
				case c == '\\':
					escaped = true
				case c == '"':
					inside = false
				}
				continue
			}
			switch part[i] {
			case '"':
				inside = true
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					end = i + 1
					break scan
				}
			}
		}
		if end >= 0 {
			part = part[:end]
		}
		f.line += bytes.Count(part, []byte{'\n'})
		all = append(all, part...)
		*room = all
		_, _ = in.Discard(len(part))
		switch {
		case end >= 0:
			return all, nil
		case len(all) > f.resourceBytes():
			return nil, over("LineBytes", "a resource of over %d bytes", f.resourceBytes())
		}
	}
}

// resourceLines is how many times a line a resource, or a Bundle, may be.
const resourceLines = 64

func (f *file) resourceBytes() int {
	if n := f.limits.LineBytes; n <= math.MaxInt/resourceLines {
		return n * resourceLines
	}
	return math.MaxInt
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
