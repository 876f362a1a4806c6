package claimfile

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// jsonLines reads claims in the JSON form of rules.Claim, one a line or otherwise.
func (f *file) jsonLines(in *bufio.Reader, head []byte) error {
	if form := jsonFormOf(head); form != jsonByLine {
		return f.jsonValues(in, form)
	}
	var room []byte
	for {
		line, err := f.until(in, '\n', &room, f.limits.LineBytes)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errLong):
			if err := f.give(nil, err, ""); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if line = bytes.Trim(line, " \t\r\x00\x1a"); len(line) == 0 {
			continue
		}
		c, err := parseJSON(line)
		if err == nil {
			f.supplement(c, line)
		} else if _, end := in.Peek(1); errors.Is(end, io.EOF) {
			f.cut = unended(line)
		}
		if err := f.give(c, err, ""); err != nil {
			return err
		}
	}
}

// supplement decides what a line leaves open: the codes of before October 2015 are
// of ICD-9-CM unless icd says otherwise. It holds a stated age against the birth date.
func (f *file) supplement(c *rules.Claim, line []byte) {
	if c.ICD == rules.ICD10 && beforeICD10(c) {
		var said struct{ ICD json.RawMessage }
		if err := json.Unmarshal(line, &said); err == nil && said.ICD == nil {
			c.ICD = rules.ICD9
		}
	}
	agree(c)
}

// unended reports whether a line ends within its value: the last one of a file
// that was cut short.
func unended(line []byte) bool {
	var v json.RawMessage
	return errors.Is(json.NewDecoder(bytes.NewReader(line)).Decode(&v), io.ErrUnexpectedEOF)
}

var errNoObject = fmt.Errorf("want a claim, an object in JSON: %w", medcode.ErrSyntax)

func parseJSON(line []byte) (*rules.Claim, error) {
	var c rules.Claim
	if len(line) == 0 || line[0] != '{' {
		return &c, errNoObject
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		if t := (*json.UnmarshalTypeError)(nil); !errors.As(err, &t) && json.Valid(line) {
			err = cmp.Or(locate(reflect.TypeFor[rules.Claim](), line, ""), err)
		}
		var named struct{ ID string }
		_ = json.Unmarshal(line, &named) // what can be read of it
		return &rules.Claim{ID: named.ID}, malformed(inClaim(err))
	}
	if len(bytes.TrimSpace(line[d.InputOffset():])) > 0 {
		return &c, fmt.Errorf("more than one value on a line: %w", medcode.ErrSyntax)
	}
	if key, twice := repeated(line); twice {
		return &c, fmt.Errorf("%s stands twice: %w", key, medcode.ErrSyntax)
	}
	return &c, nil
}

// locate returns what is wrong with the first value within raw that a type can't
// read itself, by its field's path: encoding/json names no field of those.
func locate(t reflect.Type, raw json.RawMessage, path string) error {
	var list []json.RawMessage
	var object map[string]json.RawMessage
	switch {
	case t.Kind() == reflect.Slice && json.Unmarshal(raw, &list) == nil:
		for _, item := range list {
			if err := locate(t.Elem(), item, path); err != nil {
				return err
			}
		}
		return nil
	case t.Kind() == reflect.Struct && !reads(t) && json.Unmarshal(raw, &object) == nil:
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if value, ok := object[name]; ok {
				if err := locate(t.Field(i).Type, value, strings.TrimPrefix(path+"."+name, ".")); err != nil {
					return err
				}
			}
		}
		return nil
	}
	err := json.Unmarshal(raw, reflect.New(t).Interface())
	switch {
	case err == nil:
		return nil
	case raw[0] == '"' && wanted(t) != "a string":
		return fmt.Errorf("%s: string %s, want %s", path, raw, wanted(t))
	}
	return fmt.Errorf("%s: %w", path, inClaim(err))
}

// repeated returns a key that stands twice in one object of a line, which is
// valid JSON: encoding/json takes the last of them and tells nobody.
func repeated(line []byte) (key string, twice bool) {
	var room [64][]byte
	keys := room[:0] // of the objects that are open
	var open []int   // where those of each begin
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '{':
			open = append(open, len(keys))
		case '}':
			last := len(open) - 1
			keys, open = keys[:open[last]], open[:last]
		case '"':
			text := quoted(line[i:])
			i += len(text) - 1
			if next := bytes.TrimLeft(line[i+1:], " \t\r"); len(next) == 0 || next[0] != ':' {
				continue
			}
			name := text[1 : len(text)-1]
			if bytes.IndexByte(name, '\\') >= 0 {
				var plain string
				_ = json.Unmarshal(text, &plain) // which it is
				name = []byte(plain)
			}
			for _, have := range keys[open[len(open)-1]:] {
				if bytes.EqualFold(have, name) {
					return string(name), true
				}
			}
			keys = append(keys, name)
		}
	}
	return "", false
}

// quoted returns the string at the beginning of valid JSON, with its quotes.
func quoted(text []byte) []byte {
	end := 1
	for text[end] != '"' {
		if text[end] == '\\' {
			end++
		}
		end++
	}
	return text[:end+1]
}

// inClaim says of a value of the wrong kind which field of the claim it is, and
// what that wants.
func inClaim(err error) error {
	var t *json.UnmarshalTypeError
	if !errors.As(err, &t) {
		return err
	}
	if t.Field == "" {
		return fmt.Errorf("%s, want %s", t.Value, wanted(t.Type))
	}
	return fmt.Errorf("%s: %s, want %s", t.Field, t.Value, wanted(t.Type))
}

var (
	textual = reflect.TypeFor[encoding.TextUnmarshaler]()
	numeric = reflect.TypeFor[json.Unmarshaler]() // those of a claim are charges and ages
)

// reads reports whether a type reads its JSON itself.
func reads(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(textual) || p.Implements(numeric)
}

// wanted is what stands for a type in JSON.
func wanted(t reflect.Type) string {
	switch p := reflect.PointerTo(t); {
	case p.Implements(numeric):
		return "a number"
	case p.Implements(textual):
		return "a string"
	}
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "an object"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	}
	return "a whole number"
}

// malformed makes err wrap medcode.ErrSyntax.
func malformed(err error) error {
	if errors.Is(err, medcode.ErrSyntax) {
		return err
	}
	return fmt.Errorf("%w: %w", err, medcode.ErrSyntax)
}
