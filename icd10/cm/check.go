package cm

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/enum"
)

// A Status is what a check says of a code.
type Status uint8

// The outcomes of a check, worst first.
const (
	Malformed  Status = iota + 1 // not of the form of a code
	Unknown                      // of the form, but not in the release
	Header                       // a category or subcategory: more characters must follow
	Incomplete                   // lacks its 7th character, or the placeholder X before it
	NotInForce                   // a code before the date, or after, but not then; or the release doesn't hold then: Verdict.Holds
	Valid                        // may be reported
)

var statusNames = [...]string{"", "malformed", "unknown", "header", "incomplete", "not in force", "valid"}

// String returns the status in words.
func (s Status) String() string { return enum.Name(s, statusNames[:]) }

// MarshalText implements [encoding.TextMarshaler].
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (s *Status) UnmarshalText(b []byte) error { return enum.Parse(s, b, statusNames[:]) }

// A Follow is a character that may follow a header, and what it makes of it.
type Follow struct {
	Char  byte
	Code  Code   // the header with that character, placeholders before a 7th
	Title string // of Code
}

// A Verdict is the answer of a check.
type Verdict struct {
	Status   Status
	Code     Code           // as parsed; zero when malformed
	Err      error          // a *medcode.CodeError when malformed
	Entry    Entry          // the entry of Code, or the nearest one above it that there is
	InForce  medcode.Period // of a code that is not in force, as far as known
	Holds    medcode.Period // of the release, where it has the code but doesn't hold on the date, and so can't say
	Follow   []Follow       // the characters that may follow Entry, when it is a header
	Suggest  []Code         // what may have been meant, the likeliest first
	Released string         // the release that was asked
}

// Check says whether a code, with or without its dot, may be reported for a
// date of service (of a stay, the date of discharge), and if not, why and what
// to do. It answers for the date by what the release itself knows: its
// conversion table and its addenda say what came later and what is gone. What
// it has is not in force on a date outside its own period, since other releases
// decide then: use a [Library]. The zero Date asks about the release alone.
func (r *Release) Check(text string, on medcode.Date) Verdict {
	return r.check(text, on, r.Conversions())
}

// Valid reports whether a code may be reported for a date of service, as
// [Release.Check] answers [Valid], and says nothing else.
func (r *Release) Valid(code Code, on medcode.Date) bool {
	e, ok := r.Lookup(code)
	if !ok || !e.Billable() {
		return false
	}
	return on.IsZero() || !on.Before(since(r.Conversions(), code)) && r.prov.Effective.Contains(on)
}

// check is Check by a conversion table, which may be of another release.
func (r *Release) check(text string, on medcode.Date, history *Conversions) Verdict {
	v := Verdict{Released: r.prov.Release}
	v.Code, v.Err = Parse(text)
	if v.Err != nil {
		v.Status = Malformed
		v.Suggest = r.misread(text)
		return v
	}
	entry, ok := r.Lookup(v.Code)
	if !ok {
		return r.missing(v, on, history)
	}
	v.Entry = entry
	if from := since(history, v.Code); !on.IsZero() && on.Before(from) {
		v.Status, v.InForce.From = NotInForce, from
		v.Suggest = history.before(v.Code)
		return v
	}
	if holds := r.prov.Effective; !on.IsZero() && !holds.Contains(on) {
		v.Status, v.Holds = NotInForce, holds
		return v
	}
	if v.Status = Valid; entry.Billable() {
		return v
	}
	v.Status, v.Follow = Header, follow(entry)
	if lacksSeventh(entry) {
		v.Status = Incomplete
		for _, f := range v.Follow {
			v.Suggest = append(v.Suggest, f.Code)
		}
	}
	return v
}

// missing finds why the release has not v.Code.
func (r *Release) missing(v Verdict, on medcode.Date, history *Conversions) Verdict {
	v.Status = Unknown
	after := slices.DeleteFunc(sorted(history.after(v.Code)), func(c Conversion) bool {
		return c.Effective.After(r.prov.Effective.To) && !r.prov.Effective.To.IsZero()
	})
	last, deleted := r.gone(v.Code)
	if deleted || len(after) > 0 {
		v.Status = NotInForce
		for _, c := range after {
			v.Suggest = append(v.Suggest, c.Code)
		}
		if len(after) > 0 {
			v.InForce.To = after[0].Effective.AddDays(-1)
		} else {
			v.InForce.To = last
		}
		return v
	}
	above := v.Code.Parent()
	for ; above.IsValid(); above = above.Parent() {
		if e, ok := r.Lookup(above); ok {
			v.Entry = e
			break
		}
	}
	if !v.Entry.IsValid() {
		v.Suggest = r.misread(v.Code.String())
		return v
	}
	if v.Entry.Billable() {
		v.Suggest = []Code{above} // the rest is too much
		return v
	}
	v.Follow = follow(v.Entry)
	if rest := v.Code.Compact()[above.Len():]; lacksSeventh(v.Entry) {
		last := rest[len(rest)-1]
		bare := v.Code.Len() < 7 && strings.Trim(rest, "X") == "" // placeholders and nothing behind them
		for _, f := range v.Follow {
			if bare || f.Char == last && strings.Trim(rest[:len(rest)-1], "X") == "" {
				v.Status = Incomplete
				v.Suggest = append(v.Suggest, f.Code)
			}
		}
	}
	if v.Suggest == nil {
		v.Suggest = r.misread(v.Code.String())
	}
	return v
}

// lacksSeventh reports whether what follows a header is a 7th character.
func lacksSeventh(e Entry) bool {
	some := false
	for c := range e.Children() {
		if some = true; c.Code().Len() != 7 {
			return false
		}
	}
	return some
}

// follow returns the characters that may follow a header.
func follow(e Entry) []Follow {
	var all []Follow
	for c := range e.Children() {
		at := e.Code().Len()
		if lacksSeventh(e) {
			at = 6
		}
		all = append(all, Follow{Char: c.Code().w.At(at), Code: c.Code(), Title: c.Title()})
	}
	return all
}

// gone reports whether r lacks c because it was deleted, and its last day. An
// earlier release of a compiled library may have it; otherwise the addenda tell.
func (r *Release) gone(c Code) (last medcode.Date, ok bool) {
	if i, known := r.book.find(c); known {
		if before := r.book.entries[i].in & (r.bit - 1); before != 0 {
			return r.book.begins[bits.Len32(before)].AddDays(-1), true
		}
	}
	for _, a := range []*Addenda{r.addenda, r.codeAddenda} {
		if a == nil {
			continue
		}
		for row := range a.Rows() {
			if row.Code == c && row.Action == Delete {
				return r.prov.Effective.From.AddDays(-1), true
			}
		}
	}
	return medcode.Date{}, false
}

// since returns the day a code came, or the zero Date.
func (c *Conversions) since(code Code) (d medcode.Date) {
	for row := range c.of(code) {
		if row.Effective.After(d) {
			d = row.Effective
		}
	}
	return d
}

// before returns the codes that stood for a code before it came.
func (c *Conversions) before(code Code) (all []Code) {
	for _, row := range c.Of(code) {
		for _, ref := range row.Previous {
			if ref.First == ref.Last {
				all = append(all, ref.First)
			}
		}
	}
	return all
}

// Characters that are taken for one another in writing.
var (
	asDigits  = strings.NewReplacer("O", "0", "I", "1", "L", "1", "S", "5", "B", "8")
	asLetters = strings.NewReplacer("0", "O", "1", "I", "5", "S", "8", "B")
)

// misread returns the code that a text may have been meant for: with another
// mark for the dot, or letters and digits taken for one another.
func (r *Release) misread(text string) []Code {
	var s strings.Builder
	for _, c := range strings.ToUpper(text) {
		if c < 128 && alnum(byte(c)) {
			s.WriteRune(c)
		}
	}
	t := s.String()
	if len(t) < 3 {
		return nil
	}
	for _, try := range []string{t, asLetters.Replace(t[:1]) + t[1:], asLetters.Replace(t[:1]) + asDigits.Replace(t[1:]), t[:1] + asDigits.Replace(t[1:])} {
		if c, err := Parse(try); err == nil {
			if e, ok := r.Lookup(c); ok && e.Billable() {
				return []Code{c}
			}
		}
	}
	return nil
}

// String says the verdict in a sentence for people.
func (v Verdict) String() string {
	var b strings.Builder
	switch v.Status {
	case Malformed:
		return strings.Join(append([]string{v.Err.Error()}, v.suggestion()...), "; ")
	case Valid:
		fmt.Fprintf(&b, "%v is a code: %s", v.Code, v.Entry.Title())
	case Header:
		fmt.Fprintf(&b, "%v is a header; one of %s must follow", v.Code, v.characters())
	case Incomplete:
		fmt.Fprintf(&b, "%v lacks its 7th character, or placeholders before it; it may be one of %s", v.Code, v.characters())
	case NotInForce:
		if v.Holds != (medcode.Period{}) {
			fmt.Fprintf(&b, "%v is in %s, which holds %v, not then", v.Code, v.release(), v.Holds)
			break
		}
		fmt.Fprintf(&b, "%v is not in force then", v.Code)
		if !v.InForce.From.IsZero() {
			fmt.Fprintf(&b, "; it begins %v", v.InForce.From)
		}
		if !v.InForce.To.IsZero() {
			fmt.Fprintf(&b, "; it ended %v", v.InForce.To)
		}
	case Unknown:
		fmt.Fprintf(&b, "%v is not in %s", v.Code, v.release())
		if len(v.Follow) > 0 {
			fmt.Fprintf(&b, "; after %v one of %s may follow", v.Entry.Code(), v.characters())
		}
	}
	return strings.Join(append([]string{b.String()}, v.suggestion()...), "; ")
}

// release names what was asked, which a release without a name lacks.
func (v Verdict) release() string { return strings.TrimSpace("ICD-10-CM " + v.Released) }

func (v Verdict) characters() string {
	var all []string
	for _, f := range v.Follow {
		all = append(all, string(rune(f.Char)))
	}
	return strings.Join(all, ", ")
}

func (v Verdict) suggestion() []string {
	const most = 6
	if len(v.Suggest) == 0 {
		return nil
	}
	var all []string
	for _, c := range v.Suggest[:min(len(v.Suggest), most)] {
		all = append(all, c.String())
	}
	if len(v.Suggest) > most {
		all = append(all, "…")
	}
	return []string{"try " + strings.Join(all, ", ")}
}
