package claimfile

import (
	"bufio"
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// jsonLines reads one claim a line, in the JSON form of rules.Claim.
func (f *file) jsonLines(in *bufio.Reader) error {
	for {
		line, err := f.until(in, '\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		c, err := parseJSON(line)
		if err := f.give(c, err, string(line)); err != nil {
			return err
		}
	}
}

func parseJSON(line []byte) (*rules.Claim, error) {
	var c rules.Claim
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return nil, malformed(inClaim(err))
	}
	if d.More() {
		return nil, fmt.Errorf("more than one value on a line: %w", medcode.ErrSyntax)
	}
	return &c, nil
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

var textual = reflect.TypeFor[encoding.TextUnmarshaler]()

// wanted is what stands for a type in JSON.
func wanted(t reflect.Type) string {
	if reflect.PointerTo(t).Implements(textual) {
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
