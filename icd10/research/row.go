package research

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"github.com/medcode/medcode"
)

// A Row is a row of the output that a Scorer fills, a value for each of its
// columns.
type Row struct {
	b      []byte
	format Format
	names  []string // of all columns, for JSON
	n      int      // values so far
}

func (r *Row) begin() {
	r.n = 0
	if r.format == JSONLines {
		r.b = append(r.b, '{')
	}
}

func (r *Row) end() {
	if r.format == JSONLines {
		r.b = append(r.b, '}')
	}
	r.b = append(r.b, '\n')
}

// next writes what stands before a value.
func (r *Row) next() {
	if r.n > 0 {
		r.b = append(r.b, ',')
	}
	if r.format == JSONLines {
		r.quote([]byte(r.names[r.n]))
		r.b = append(r.b, ':')
	}
	r.n++
}

// Int puts a whole number.
func (r *Row) Int(n int) {
	r.next()
	r.b = strconv.AppendInt(r.b, int64(n), 10)
}

// Bool puts 1 or 0.
func (r *Row) Bool(v bool) {
	n := 0
	if v {
		n = 1
	}
	r.Int(n)
}

// Float puts a number with as many decimals as it needs.
func (r *Row) Float(x float64) {
	r.next()
	r.b = strconv.AppendFloat(r.b, x, 'f', -1, 64)
}

// Text puts a text.
func (r *Row) Text(s string) { r.bytes([]byte(s)) }

// Date puts a date as YYYY-MM-DD; the zero Date is Missing.
func (r *Row) Date(d medcode.Date) {
	if d.IsZero() {
		r.Missing()
		return
	}
	r.Text(d.String())
}

// Missing puts nothing: an empty field, or null.
func (r *Row) Missing() {
	r.next()
	if r.format == JSONLines {
		r.b = append(r.b, "null"...)
	}
}

func (r *Row) bytes(b []byte) {
	r.next()
	switch {
	case r.format == JSONLines:
		r.quote(b)
	case bytes.ContainsAny(b, ",\"\r\n"):
		r.b = append(r.b, '"')
		r.b = append(r.b, bytes.ReplaceAll(b, []byte(`"`), []byte(`""`))...)
		r.b = append(r.b, '"')
	default:
		r.b = append(r.b, b...)
	}
}

// quote appends a JSON string.
func (r *Row) quote(b []byte) {
	plain := utf8.Valid(b) && bytes.IndexFunc(b, func(c rune) bool { return c < ' ' || c == '"' || c == '\\' }) < 0
	if plain {
		r.b = append(append(append(r.b, '"'), b...), '"')
		return
	}
	text, err := json.Marshal(string(b))
	if err != nil { // no string fails
		panic(err)
	}
	r.b = append(r.b, text...)
}
