package stayfile

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// A cursor reads a JSON text from front to back. The standard library's decoder
// would allocate for each stay.
type cursor struct {
	s string
	i int
}

// peek skips blanks and returns the byte behind them; 0 at the end.
func (c *cursor) peek() byte {
	for c.i < len(c.s) {
		switch c.s[c.i] {
		case ' ', '\t', '\r', '\n':
			c.i++
		default:
			return c.s[c.i]
		}
	}
	return 0
}

// take skips blanks and takes b, if it is what follows.
func (c *cursor) take(b byte) bool {
	if c.peek() != b {
		return false
	}
	c.i++
	return true
}

func (c *cursor) want(what string) error {
	return fmt.Errorf("want %s: %w", what, medcode.ErrSyntax)
}

// text takes a string.
func (c *cursor) text() (string, error) {
	if c.peek() != '"' {
		return "", c.want("a string")
	}
	start, escaped := c.i, false
	for i := c.i + 1; i < len(c.s); i++ {
		switch b := c.s[i]; {
		case b == '"':
			c.i = i + 1
			if !escaped {
				return c.s[start+1 : i], nil
			}
			var t string
			if err := json.Unmarshal([]byte(c.s[start:c.i]), &t); err != nil {
				c.i = start
				return "", c.want("a string")
			}
			return t, nil
		case b == '\\':
			escaped = true
			i++
		case b < ' ':
			c.i = i
			return "", c.want("no control characters in strings")
		}
	}
	return "", c.want("an end of the string")
}

// value takes any value and returns its text.
func (c *cursor) value() (string, error) {
	c.peek()
	start, depth := c.i, 0
	for c.i < len(c.s) {
		switch c.s[c.i] {
		case '"':
			if _, err := c.text(); err != nil {
				return "", err
			}
			continue
		case '{', '[':
			depth++
		case '}', ']', ',':
			if depth == 0 {
				return c.valid(start)
			}
			if c.s[c.i] != ',' {
				depth--
			}
		}
		c.i++
	}
	return c.valid(start)
}

func (c *cursor) valid(start int) (string, error) {
	s := strings.TrimRight(c.s[start:c.i], " \t\r\n")
	if plainNumber(s) || s == "null" || json.Valid([]byte(s)) {
		return s, nil
	}
	c.i = start
	return "", c.want("a value")
}

// plainNumber reports whether s is a whole number as JSON writes it.
func plainNumber(s string) bool { return digits(s) && (s[0] != '0' || len(s) == 1) }

// members calls fn for the key of every member of an object, for it to take
// the value.
func (c *cursor) members(fn func(key string) error) error {
	if !c.take('{') {
		return c.want("an object")
	}
	for n := 0; !c.take('}'); n++ {
		if n > 0 && !c.take(',') {
			return c.want("a comma or }")
		}
		key, err := c.text()
		if err != nil {
			return err
		}
		if !c.take(':') {
			return c.want("a colon")
		}
		if err := fn(key); err != nil {
			return err
		}
	}
	return nil
}

// elements calls fn for every element of an array, for it to take the value.
func (c *cursor) elements(fn func() error) error {
	if !c.take('[') {
		return c.want("an array")
	}
	for n := 0; !c.take(']'); n++ {
		if n > 0 && !c.take(',') {
			return c.want("a comma or ]")
		}
		if err := fn(); err != nil {
			return err
		}
	}
	return nil
}

// object reads a line of JSON into d.rec; column is the byte, from 1, at which
// the reading ended that an error is about.
func (d *Decoder) object(line string) (column int, text string, err error) {
	c := &d.json
	*c = cursor{s: line}
	d.have = 0
	if err = c.members(d.member); err == nil && c.peek() != 0 {
		err = c.want("the end of the line")
	}
	if err != nil {
		return c.i + 1, line[c.i:min(c.i+20, len(line))], err
	}
	return 0, "", d.have.check()
}

func (d *Decoder) member(key string) error {
	c := &d.json
	f := d.key(key)
	if f == noField {
		_, err := c.value()
		return err
	}
	if !d.have.add(f) {
		return fmt.Errorf("%s twice: %w", f, medcode.ErrSyntax)
	}
	list := f == fieldDiagnoses || f == fieldProcedures
	switch c.peek() {
	case '"':
		at := c.i
		text, err := c.text()
		if err != nil {
			return err
		}
		if list {
			err = d.addList(f, text)
		} else {
			err = d.set(f, text)
		}
		if err != nil {
			c.i = at
		}
		return err
	case '[':
		if list {
			d.list = f
			return c.elements(d.element)
		}
	}
	at := c.i
	text, err := c.value()
	switch {
	case err != nil:
		return err
	case text == "null":
		d.have &^= 1 << f
		return nil
	case !list && (text[0] == '-' || codeword.IsDigit(text[0])):
		err = d.set(f, text)
	default:
		err = wanted(f)
	}
	if err != nil {
		c.i = at
	}
	return err
}

// element reads an element of d.list: a code as text, or an object with it.
func (d *Decoder) element() error {
	c := &d.json
	at := c.i
	var err error
	if c.peek() == '"' {
		at = c.i
		var text string
		if text, err = c.text(); err == nil {
			err = d.addEntry(d.list, text)
		}
	} else {
		d.entry, d.given = [2]string{}, [2]bool{}
		if err = c.members(d.entryMember); err != nil {
			return err
		}
		if !d.given[0] {
			err = wanted(d.list)
		} else if d.list == fieldDiagnoses {
			err = d.addDiagnosis(d.entry[0], d.entry[1])
		} else {
			err = d.addProcedure(d.entry[0], d.entry[1])
		}
	}
	if err != nil {
		c.i = at
	}
	return err
}

func (d *Decoder) entryMember(key string) error {
	c := &d.json
	i := 0
	switch {
	case key == "code":
	case key == "poa" && d.list == fieldDiagnoses, key == "date" && d.list == fieldProcedures:
		i = 1
	default:
		_, err := c.value()
		return err
	}
	if d.given[i] {
		return fmt.Errorf("%s twice: %w", key, medcode.ErrSyntax)
	}
	d.given[i] = true
	if i == 1 && c.peek() == 'n' {
		_, err := c.value() // null
		return err
	}
	text, err := c.text()
	d.entry[i], _ = codeword.Trim(text)
	return err
}

// mostKeys is how many different keys a decoder remembers.
const mostKeys = 256

// key returns the field that a key of an object names.
func (d *Decoder) key(key string) field {
	f, ok := d.keys[key]
	if ok {
		return f
	}
	f, n := fieldOf(key)
	if n > 0 {
		f = noField
	}
	if len(d.keys) < mostKeys {
		key = strings.Clone(key)
		d.keys[key] = f
		if f == noField {
			d.ignored = append(d.ignored, key)
		}
	}
	return f
}
