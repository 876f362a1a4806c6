package cm

import (
	"regexp"
	"strings"
)

// A SeventhCharacter is one value that the 7th character of codes below an
// entry may have, and what it means: A, initial encounter.
type SeventhCharacter struct {
	Char    byte
	Meaning string
	Notes   []string // what else is coded so; not to be changed
}

// extend returns c with the 7th character ch, and the placeholder X for the
// characters between (ICD-10-CM Official Guidelines, section I.A.4 and I.A.5).
func (c Code) extend(ch byte) Code {
	for n := c.Len(); n < 6; n++ {
		c.w = c.w.With(n, 'X')
	}
	return Code{c.w.With(6, ch)}
}

// An exception takes 7th characters away from some codes below an entry.
type exception struct {
	chars string // "DS"
	of    Code
	sixth string // the 6th characters it is about
}

// exceptionNote is the form of the note that FY 2018 brought to S06: "7th
// characters D and S do not apply to codes in category S06 with 6th character
// 7 - death due to …, or 8 - death due to …".
var exceptionNote = regexp.MustCompile(`^7th characters? ([0-9A-Z](?:(?:, and |, | and | or )[0-9A-Z])*) do(?:es)? not apply to codes? in (?:sub)?category (\S+) with 6th characters? (.+)$`)

// listed parts the 6th characters of an exception, each with an explanation or
// without.
var listed = regexp.MustCompile(`, or |, and |, | or | and |\.$`)

// parseException reads a note that limits the 7th characters. ok is false for
// a note that seems to and is not understood.
func parseException(text string) (x exception, is, ok bool) {
	if !strings.HasPrefix(text, "7th character") || !strings.Contains(text, "not apply") {
		return exception{}, false, true
	}
	m := exceptionNote.FindStringSubmatch(text)
	if m == nil {
		return exception{}, true, false
	}
	of, err := Parse(strings.TrimRight(m[2], ".-"))
	for _, w := range strings.FieldsFunc(m[1], func(r rune) bool { return r == ' ' || r == ',' }) {
		if len(w) == 1 {
			x.chars += w
		}
	}
	for _, s := range listed.Split(m[3], -1) {
		if ch, _, _ := strings.Cut(s, " - "); len(ch) == 1 {
			x.sixth += ch
		}
	}
	x.of = of
	return x, true, err == nil && x.sixth != ""
}

// forbids reports whether the 7th character ch does not apply to c.
func (x exception) forbids(c Code, ch byte) bool {
	return strings.IndexByte(x.chars, ch) >= 0 && x.of.Contains(c) &&
		c.Len() == 6 && strings.IndexByte(x.sixth, c.w.At(5)) >= 0
}
