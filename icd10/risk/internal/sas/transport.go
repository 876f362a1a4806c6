package sas

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/medcode/medcode"
)

// A transport file of PROC CPORT begins with this, five times.
var compressed = []byte("**COMPRESSED** ")

// IsTransport reports whether data is a compressed transport file of PROC CPORT.
func IsTransport(data []byte) bool { return bytes.HasPrefix(data, compressed) }

// The form of these files isn't published. What is here was found on those of
// CMS, and is checked on each that is read: runs of blanks and zeros are packed;
// then come objects, each a heading and spans of a length that a text gives.
// A format has a span of kind 4 for each value, counted on, and then as many
// of kind 5 with the labels, and at last one for all other values.

// escape begins a packed run: then comes a count, of blanks with the high bit.
const escape = 0xbc

// unpack undoes the packing.
func unpack(data []byte, most int64) ([]byte, error) {
	var out []byte
	for i := 0; i < len(data); i++ {
		if data[i] != escape {
			out = append(out, data[i])
			continue
		}
		if i++; i == len(data) {
			return nil, fmt.Errorf("transport file ends in a packed run: %w", medcode.ErrSyntax)
		}
		n, c := int(data[i]), byte(0)
		if n&0x80 != 0 {
			n, c = n&0x7f, ' '
		}
		if n == 0 {
			out = append(out, escape)
		}
		for range n {
			out = append(out, c)
		}
		if int64(len(out)) > most {
			return nil, &medcode.LimitError{Limit: "EntryBytes", Reason: fmt.Sprintf("a transport file of over %d bytes", most)}
		}
	}
	return out, nil
}

// A Format is a format of a library: values and labels in the same order.
type Format struct {
	Name   string
	Values []string
	Labels []string
	Other  string // the label of all other values
}

const (
	objectMark = "OBJECT CONTROL "
	spanMark   = "SPAN CONTROL "
	objectEnd  = "End of Object"
	spanHead   = 55 // from behind the mark to the content
	mostValues = 1 << 20
)

// Formats reads the formats of a library in a transport file, all of them of
// characters. The unpacked file must not be larger than most bytes.
func Formats(data []byte, most int64) ([]Format, error) {
	if !IsTransport(data) || len(data) < 5*len(compressed)+5 {
		return nil, fmt.Errorf("no transport file of PROC CPORT: %w", medcode.ErrLayout)
	}
	plain, err := unpack(data[5*len(compressed)+5:], most)
	if err != nil {
		return nil, err
	}
	var all []Format
	objects := bytes.Split(plain, []byte(objectMark))
	for _, o := range objects[1:] {
		if len(o) < 38 || string(o[31:37]) != "FORMAT" {
			continue
		}
		f := Format{Name: strings.TrimSpace(string(o[:31]))}
		end := bytes.LastIndex(o, []byte(objectEnd))
		if end < 0 {
			return nil, fmt.Errorf("format %s of a transport file has no end: %w", f.Name, medcode.ErrSyntax)
		}
		if err := f.spans(o[:end]); err != nil {
			return nil, fmt.Errorf("format %s of a transport file: %w", f.Name, err)
		}
		all = append(all, f)
	}
	return all, nil
}

func (f *Format) spans(object []byte) error {
	for n, s := range bytes.Split(object, []byte(spanMark)) {
		if n == 0 || len(s) < spanHead+4 {
			continue
		}
		if n > mostValues {
			return &medcode.LimitError{Reason: fmt.Sprintf("format %s: more than %d values", f.Name, mostValues)}
		}
		content := s[spanHead:]
		switch s[0] {
		case '4':
			// the length of what follows, 10, and the number of the value in one
			// byte behind a zero or, from 256 on, in two behind two
			i := len(f.Values)
			head := []byte{0, 10, 0, byte(i)}
			if i > 255 {
				head = []byte{0, 10, 0, 0, byte(i >> 8), byte(i)}
			}
			if i > 0xffff || !bytes.HasPrefix(content, head) {
				return fmt.Errorf("value %d: a heading that is not known: %w", i, medcode.ErrLayout)
			}
			f.Values = append(f.Values, strings.TrimSpace(string(content[len(head):])))
		case '5':
			size := int(content[3])
			if !bytes.HasPrefix(content, []byte{0, 6, 0}) || len(content) < 4+size {
				return fmt.Errorf("label %d: a heading that is not known: %w", len(f.Labels), medcode.ErrLayout)
			}
			f.Labels = append(f.Labels, strings.TrimSpace(string(content[4:4+size])))
		}
	}
	switch len(f.Labels) {
	case len(f.Values) + 1:
		f.Other = f.Labels[len(f.Values)]
		f.Labels = f.Labels[:len(f.Values)]
	case len(f.Values):
	default:
		return fmt.Errorf("%d values and %d labels: %w", len(f.Values), len(f.Labels), medcode.ErrLayout)
	}
	return nil
}
