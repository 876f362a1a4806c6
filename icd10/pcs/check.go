package pcs

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/enum"
)

// A Status is what a release says of a text given as a code.
type Status uint8

// The values of Status.
const (
	Malformed  Status = iota // not of the form of a code
	Incomplete               // the beginning of codes of the release
	Unknown                  // of the form, but no code of the release
	Valid                    // a code of the release
)

var statusNames = [...]string{"malformed", "incomplete", "unknown", "valid"}

// String names the status.
func (s Status) String() string { return enum.Name(s, statusNames[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (s *Status) UnmarshalText(b []byte) error { return enum.Parse(s, b, statusNames[:]) }

// A Verdict is the answer of Check.
type Verdict struct {
	Status      Status
	Code        Code      // zero when malformed or incomplete
	Err         error     // a [*medcode.CodeError] when malformed
	Problems    []Problem // by position; none when valid or malformed
	Suggestions []Code    // codes of the release that differ in one character, the nearest first; or the only completion
}

// String says the verdict in a sentence for people.
func (v Verdict) String() string {
	var s string
	switch {
	case v.Status == Malformed && v.Err == nil: // the zero Verdict
		return v.Status.String()
	case v.Status == Malformed:
		return v.Err.Error()
	case v.Status == Valid:
		return v.Code.String() + " is a code"
	case v.Status == Incomplete:
		s = "the code is incomplete"
	default:
		s = "no such code"
		if v.Code.IsValid() {
			s = v.Code.String() + " is no code"
		}
	}
	for _, p := range v.Problems {
		s += "; " + p.Error()
	}
	if len(v.Suggestions) > 0 {
		s += "; try " + codes(v.Suggestions)
	}
	return s
}

// codes lists the first codes.
func codes(all []Code) string {
	const most = 6
	var words []string
	for _, c := range all[:min(len(all), most)] {
		words = append(words, c.String())
	}
	if len(all) > most {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}

// A Problem is one character that is wrong, or missing.
type Problem struct {
	Position int     // 1 to 7
	Axis     string  // "Approach"; empty without tables
	Char     Char    // the wrong character; 0 when it is missing
	Before   string  // the characters before it, which are right
	Allowed  []Value // what may stand there after them; none for a problem after the first
}

// Error says what is wrong, in a sentence.
func (p Problem) Error() string {
	axis := ""
	if p.Axis != "" {
		axis = " (" + p.Axis + ")"
	}
	switch {
	case len(p.Allowed) == 0:
		return fmt.Sprintf("character %d%s is %c, which it never is in this table", p.Position, axis, p.Char)
	case p.Char == 0:
		return fmt.Sprintf("character %d%s is missing; after %q it is %s", p.Position, axis, p.Before, list(p.Allowed))
	}
	return fmt.Sprintf("character %d%s is %c; after %q it is %s", p.Position, axis, p.Char, p.Before, list(p.Allowed))
}

func list(values []Value) string {
	var words []string
	for i, v := range values {
		if i == 8 && len(values) > 9 {
			words = append(words, fmt.Sprintf("%d others", len(values)-i))
			break
		}
		words = append(words, v.String())
	}
	return strings.Join(words, ", ")
}

// Check says whether a text is a code of r, and if not, which character is
// wrong and what may stand in its place.
//
// The first problem is the first character that no code has after the ones
// before it. Problems after that are the characters that no code of the table
// has in their place at all.
func (r *Release) Check(text string) Verdict {
	w, err := parsePrefix(text)
	if err == nil && w.Len() == 0 {
		_, err = Parse(text)
	}
	if err != nil {
		return Verdict{Status: Malformed, Err: err}
	}
	v := Verdict{Status: Unknown}
	if w.Len() == 7 {
		v.Code = Code{w}
		if r.Contains(v.Code) {
			v.Status = Valid
			return v
		}
	}
	good := 0 // characters that begin a code
	for good < w.Len() && r.has(w.First(good+1)) {
		good++
	}
	first := Problem{Position: good + 1, Char: Char(w.At(good)), Before: w.First(good).String()}
	first.Axis, first.Allowed = r.options(w.First(good))
	v.Problems = append(v.Problems, first)
	if good == w.Len() {
		v.Status = Incomplete
		if lo, hi := r.span(w); hi-lo == 1 {
			v.Suggestions = []Code{{r.set().codes[lo]}}
		}
		return v
	}
	if good >= 3 {
		v.Problems = append(v.Problems, r.never(w, good+1)...)
	}
	if w.Len() == 7 {
		v.Suggestions = r.near(w, good)
	}
	return v
}

// never returns the characters of w from that index on that don't occur in
// their place in w's table.
func (r *Release) never(w codeword.Word, from int) []Problem {
	var problems []Problem
	lo, hi := r.span(w.First(3))
	for i := from; i < w.Len(); i++ {
		if !slices.ContainsFunc(r.set().codes[lo:hi], func(c codeword.Word) bool { return c.At(i) == w.At(i) }) {
			axis, _ := r.labels(w.First(3), i)
			problems = append(problems, Problem{Position: i + 1, Axis: axis, Char: Char(w.At(i)), Before: w.First(i).String()})
		}
	}
	return problems
}

// alphabet is what characters of codes are, in their order.
const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// near returns the codes that differ from w in one character: first in the one
// of index at, then in those before it, from the last to the first. No code begins
// as w does up to that character, so that one behind it mends nothing.
func (r *Release) near(w codeword.Word, at int) []Code {
	var codes []Code
	for i := at; i >= 0; i-- {
		for _, c := range []byte(alphabet) {
			if near := w.With(i, c); near != w && r.Contains(Code{near}) {
				codes = append(codes, Code{near})
			}
		}
	}
	return codes
}

// span returns the range of codes that begin with the characters of w.
func (r *Release) span(w codeword.Word) (lo, hi int) {
	n, codes := w.Len(), r.set().codes
	lo, _ = slices.BinarySearch(codes, w)
	if n == 0 {
		return 0, len(codes)
	}
	next := w + 1<<(64-8*n) // w with its last character one up
	hi, _ = slices.BinarySearch(codes[lo:], next)
	return lo, lo + hi
}

func (r *Release) has(w codeword.Word) bool {
	lo, hi := r.span(w)
	return lo < hi
}

// options returns the axis of the character behind w and what it may be.
func (r *Release) options(w codeword.Word) (axis string, values []Value) {
	n := w.Len()
	if n == 7 {
		return "", nil
	}
	axis, labels := r.labels(w, n)
	lo, hi := r.span(w)
	for lo < hi {
		c := Char(r.set().codes[lo].At(n))
		known := false
		for _, v := range labels {
			if v.Char == c {
				values, known = append(values, v), true
			}
		}
		if !known {
			values = append(values, Value{Char: c})
		}
		_, lo = r.span(r.set().codes[lo].First(n + 1))
	}
	return axis, values
}

// labels returns the axis of index i and the values that tables and rows that
// agree with w give it, each meaning once.
func (r *Release) labels(w codeword.Word, i int) (axis string, values []Value) {
	add := func(a *Axis) {
		axis = a.Title
		for _, v := range a.Values {
			if !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
	}
	if i >= 3 {
		if t, ok := r.grid().byTable[w.First(3)]; ok {
			for j := range r.grid().tables[t].Rows {
				if row := &r.grid().tables[t].Rows[j]; row.matches(w) {
					add(&row.Axes[i-3])
				}
			}
		}
		return axis, values
	}
	for t := range r.grid().tables {
		if r.grid().tables[t].word.HasPrefix(w) {
			add(&r.grid().tables[t].Axes[i])
		}
	}
	return axis, values
}

// A Word is a character of a code in words.
type Word struct {
	Axis string // "Approach"
	Value
}

// Words returns what the seven characters of a code mean, and whether r has
// the code, in its tables.
func (r *Release) Words(c Code) (words [7]Word, ok bool) {
	i, ok := r.grid().byTable[c.w.First(3)]
	if !ok {
		return words, false
	}
	t := &r.grid().tables[i]
	for j := range t.Axes {
		words[j] = Word{t.Axes[j].Title, t.Axes[j].Values[0]}
	}
	for j := range t.Rows {
		if row := &t.Rows[j]; row.matches(c.w) {
			for k := range row.Axes {
				v, _ := row.Axes[k].value(c.At(4 + k))
				words[3+k] = Word{row.Axes[k].Title, v}
			}
			return words, true
		}
	}
	return [7]Word{}, false
}

// A Build is a code on its way, one character after another. It is a value:
// With returns another, and an earlier one can be gone back to.
type Build struct {
	r *Release // nil for the zero Build
	w codeword.Word
}

// Build begins a code.
func (r *Release) Build() Build { return Build{r: r} }

// release returns what b is built from: for the zero Build, no codes.
func (b Build) release() *Release {
	if b.r == nil {
		return &Release{}
	}
	return b.r
}

// With adds a character. The error is a [Problem] when no code goes on so.
func (b Build) With(char Char) (Build, error) {
	next := b.w
	if b.w.Len() < 7 {
		next = b.w.With(b.w.Len(), codeword.Upper(byte(char)))
	}
	if next == b.w || !b.release().has(next) {
		p := Problem{Position: b.w.Len() + 1, Char: char, Before: b.String()}
		p.Axis, p.Allowed = b.Options()
		return b, p
	}
	return Build{b.r, next}, nil
}

// Settled adds the characters for which there is no choice.
func (b Build) Settled() Build {
	for {
		lo, hi := b.release().span(b.w)
		if lo == hi || b.w.Len() == 7 {
			return b
		}
		next := b.release().set().codes[lo].First(b.w.Len() + 1)
		if next != b.release().set().codes[hi-1].First(b.w.Len()+1) {
			return b
		}
		b.w = next
	}
}

// Options returns the axis of the next character ("Body Part") and what may
// stand there, in the order of the characters. A character that means
// different things, depending on those behind it, is there once for each.
// There are none when the code is complete.
func (b Build) Options() (axis string, values []Value) { return b.release().options(b.w) }

// Left returns the number of codes that b can still become.
func (b Build) Left() int {
	lo, hi := b.release().span(b.w)
	return hi - lo
}

// Codes yields the codes that b can still become, in their order.
func (b Build) Codes() iter.Seq[Code] {
	return func(yield func(Code) bool) {
		lo, hi := b.release().span(b.w)
		for _, w := range b.release().set().codes[lo:hi] {
			if !yield(Code{w}) {
				return
			}
		}
	}
}

// Code returns the code when it is complete, and whether it is.
func (b Build) Code() (Code, bool) {
	if b.w.Len() < 7 {
		return Code{}, false
	}
	return Code{b.w}, true
}

// String returns the characters so far.
func (b Build) String() string { return b.w.String() }
