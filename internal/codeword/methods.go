package codeword

import (
	"database/sql/driver"
	"fmt"
)

// Scan is the Scan method of a code type: NULL and empty text are the zero
// code, other text must parse.
func Scan[C any](dst *C, src any, parse func(string) (C, error)) error {
	switch v := src.(type) {
	case nil:
		var zero C
		*dst = zero
		return nil
	case string:
		return Unmarshal(dst, v, parse)
	case []byte:
		return Unmarshal(dst, string(v), parse)
	}
	return fmt.Errorf("medcode: cannot scan %T into %T", src, *dst)
}

// Unmarshal is the UnmarshalText and UnmarshalBinary method of a code type:
// empty text is the zero code, other text must parse.
func Unmarshal[C any, T, P string | []byte](dst *C, text T, parse func(P) (C, error)) error {
	var c C
	var err error
	if len(text) > 0 {
		c, err = parse(P(text))
	}
	if err == nil {
		*dst = c
	}
	return err
}

// Value is the Value method of a code type; the zero code is NULL.
func Value(w Word) (driver.Value, error) {
	if w == 0 {
		return nil, nil
	}
	return w.String(), nil
}
