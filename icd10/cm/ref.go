package cm

import (
	"strings"

	"github.com/medcode/medcode/internal/codeword"
)

// A Ref names codes in a note: one code with all below it ("I50.-"), or a range
// of them ("A00-A09"), sometimes with a condition on their characters
// ("E08-E13 with .31", "T36-T50 with fifth or sixth character 5").
type Ref struct {
	First, Last Code // equal when one code is named

	// With are patterns over codes without the dot, one of which a code must
	// match besides: ? is any character, [146] one of these, * any run of
	// them. A code made with a 7th character matches too when the code it is
	// made of does. Empty means that there is no such condition.
	With []string

	// Words are a condition that no pattern says: "with ketoacidosis". A code
	// that Contains accepts is then one that the note may mean.
	Words string

	lo, hi int32 // the entries of the release from First to below Last
}

// Contains reports whether r names e, an entry of the same release: e is a
// code of the range or below one, and matches one of the patterns.
func (r *Ref) Contains(e Entry) bool {
	if e.i < r.lo || e.i >= r.hi {
		return false
	}
	if len(r.With) == 0 {
		return true
	}
	if r.matches(e.Code()) {
		return true
	}
	return e.Kind() == Extension && r.matches(Entry{e.r, max(e.parent(), 0)}.Code())
}

func (r *Ref) matches(c Code) bool {
	var a [8]byte
	text := c.AppendCompact(a[:0])
	for _, p := range r.With {
		if glob(p, text) {
			return true
		}
	}
	return false
}

// Covers reports whether c, of any release, lies in r by its characters alone:
// it is a named code, below one, or sorts between First and Last. Where the
// book departs from that order (C7A stands before C76), Contains knows better.
func (r *Ref) Covers(c Code) bool {
	if c.Compare(r.First) < 0 || c.Compare(r.Last) > 0 && !r.Last.Contains(c) {
		return false
	}
	return len(r.With) == 0 || r.matches(c)
}

// String returns the codes of r as notes write them: "A00-A09", "I50.21".
func (r *Ref) String() string {
	if r.First == r.Last {
		return r.First.String()
	}
	return r.First.String() + "-" + r.Last.String()
}

// glob matches text against a pattern of ?, [set], * and plain characters.
func glob(pattern string, text []byte) bool {
	for len(pattern) > 0 {
		switch pattern[0] {
		case '*':
			for i := 0; i <= len(text); i++ {
				if glob(pattern[1:], text[i:]) {
					return true
				}
			}
			return false
		case '[':
			end := strings.IndexByte(pattern, ']')
			if len(text) == 0 || strings.IndexByte(pattern[1:end], text[0]) < 0 {
				return false
			}
			pattern = pattern[end:]
		case '?':
			if len(text) == 0 {
				return false
			}
		default:
			if len(text) == 0 || text[0] != pattern[0] {
				return false
			}
		}
		pattern, text = pattern[1:], text[1:]
	}
	return len(text) == 0
}

// parseRefs finds the codes and ranges that a note names. A run of characters
// that could be a code or a word (B12, NOS) is one when known says that the
// release has it, or when its dot or dash shows it.
func parseRefs(text string, known func(Code) bool) []Ref {
	p := refParser{text: text, known: known}
	for p.i < len(text) {
		if !p.ref() {
			p.i++
		}
	}
	return p.refs
}

type refParser struct {
	text  string
	known func(Code) bool
	i     int
	refs  []Ref
	run   int // index of the first ref of the list that the last one belongs to
}

// ref reads a code or range that starts at p.i, and the condition behind it.
func (p *refParser) ref() bool {
	first, end, sure := p.code(p.i)
	if !first.IsValid() {
		return false
	}
	r := Ref{First: first, Last: first}
	if next, ok := p.dash(end); ok {
		if last, lastEnd, _ := p.code(next); last.IsValid() {
			r.Last, end, sure = last, lastEnd, sure || first.looksLikeCode() && last.looksLikeCode()
		}
	}
	if bracketed := p.i > 0 && p.text[p.i-1] == '(' && first.looksLikeCode(); !sure && !bracketed && !p.known(first) {
		return false
	}
	if !p.joins(p.i) {
		p.run = len(p.refs)
	}
	p.refs = append(p.refs, r)
	p.i = p.condition(end)
	return true
}

// looksLikeCode reports whether c is no word even without a dot: its second
// character is a digit.
func (c Code) looksLikeCode() bool { return codeword.IsDigit(c.w.At(1)) }

// code reads a code at i and the mark of incompleteness behind it (".-", "-").
// It is sure when a word would not look so.
func (p *refParser) code(i int) (c Code, end int, sure bool) {
	t := p.text
	if i > 0 && alnum(t[i-1]) || i+3 > len(t) || !codeword.IsUpper(t[i]) || !alnum(t[i+1]) || !alnum(t[i+2]) {
		return Code{}, i, false
	}
	end = i + 3
	if end+1 < len(t) && t[end] == '.' && alnum(t[end+1]) {
		end++
		for end < len(t) && alnum(t[end]) {
			end++
		}
		sure = true
	}
	c, err := Parse(t[i:end])
	if err != nil || end < len(t) && (alnum(t[end]) || 'a' <= t[end] && t[end] <= 'z') {
		return Code{}, i, false
	}
	if strings.HasPrefix(t[end:], ".-") {
		return c, end + 1, true
	}
	if strings.HasPrefix(t[end:], ". with") {
		return c, end + 1, true
	}
	return c, end, sure
}

func alnum(c byte) bool { return codeword.IsDigit(c) || codeword.IsUpper(c) }

// dash steps over what stands between the ends of a range: dashes with or
// without blanks, or "to".
func (p *refParser) dash(i int) (next int, ok bool) {
	j := i
	for j < len(p.text) && (p.text[j] == '-' || p.text[j] == ' ') {
		j++
	}
	if strings.HasPrefix(p.text[j:], "to ") {
		return j + 3, true
	}
	return j, strings.IndexByte(p.text[i:j], '-') >= 0
}

// joins reports whether only a separator stands between the last ref and i.
func (p *refParser) joins(i int) bool {
	if len(p.refs) == 0 {
		return false
	}
	j := i
	for j > 0 && strings.IndexByte(" ,;-.", p.text[j-1]) >= 0 {
		j--
	}
	before := strings.TrimRight(p.text[:j], " ")
	for _, word := range []string{" and", " or"} {
		if w, ok := strings.CutSuffix(before, word); ok {
			before = strings.TrimRight(w, " ,;-.")
		}
	}
	return len(before) > 0 && alnum(before[len(before)-1]) && p.endsRef(before)
}

// endsRef reports whether a ref ends where before does: its last word has the
// form of a code.
func (p *refParser) endsRef(before string) bool {
	word := before[strings.LastIndexAny(before, " (,-")+1:]
	c, err := Parse(word)
	return err == nil && p.refs[len(p.refs)-1].Last == c
}

// condition reads what limits the refs of a list, behind its last one, and
// returns where it ends.
func (p *refParser) condition(end int) int {
	t := strings.TrimLeft(p.text[end:], " ,-.")
	skip := len(p.text) - end - len(t)
	for _, word := range []string{"with ", "except ", "without ", "unless "} {
		if !strings.HasPrefix(t, word) {
			continue
		}
		stop := strings.IndexAny(t, ")}")
		if stop < 0 {
			stop = len(t)
		}
		clause := strings.TrimSpace(t[:stop])
		var with []string
		if word == "with " {
			with = patterns(strings.TrimSpace(clause[len("with"):]), p.refs[p.run].First.Len())
		}
		for i := p.run; i < len(p.refs); i++ {
			if p.refs[i].With = with; with == nil {
				p.refs[i].Words = clause
			}
		}
		return end + skip + stop
	}
	return end
}
