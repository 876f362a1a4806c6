package compile

import (
	"slices"
	"strings"

	"github.com/medcode/medcode/drg/internal/logic"
)

// The lexicon gives a meaning to each wording of the manuals that were at hand
// when it was written. What stands here finds, in a later manual, the sections
// that a new heading of a table can only mean.

// like returns the expression of a column that the lexicon doesn't have: the
// one section whose name has all words of the heading. "A or B" is either of two
// such, "2+ A" two procedures of one. A heading that repeats what the family is
// called before any "with" stands for its lists under no section.
func (l *lexicon) like(column, title string, secs []section) (phrase, bool) {
	key, _ := l.key(column)
	if count, what, ok := strings.Cut(key, "+ "); ok && len(count) == 1 && count >= "2" && count <= "9" {
		p, ok := l.sections(what, secs)
		return phrase{op: "occurs", n: int(count[0] - '0'), kids: []phrase{p}}, ok && p.op == "name"
	}
	if p, ok := l.sections(key, secs); ok {
		return p, true
	}
	name, _ := l.key(title)
	name, _, _ = strings.Cut(name, " WITH")
	return phrase{op: "list"}, within(l.telling(key), strings.Fields(name)) && l.askedAlike(key, name) && !slices.ContainsFunc(secs, func(s section) bool { return s.unknown })
}

// sections returns the sections that a key can only mean.
func (l *lexicon) sections(key string, secs []section) (phrase, bool) {
	out := phrase{op: "|"}
	for part := range strings.SplitSeq(key, " OR ") {
		words := l.telling(part)
		var found []string
		for _, s := range secs {
			if s.key != "" && !s.note && within(words, l.telling(s.key)) && l.askedAlike(part, s.key) && fitsRole(&s.cond, part) && !slices.Contains(found, s.key) {
				found = append(found, s.key)
			}
		}
		if len(found) != 1 {
			return phrase{}, false
		}
		out.kids = append(out.kids, phrase{op: "name", name: found[0]})
	}
	if len(out.kids) == 1 {
		return out.kids[0], true
	}
	return out, true
}

// telling returns the words of a key that tell one thing from another.
func (l *lexicon) telling(key string) []string {
	return slices.DeleteFunc(strings.Fields(key), func(w string) bool {
		return l.logical[w] || w == "OF" || w == "FOR" || w == "WITH" || w == "ROOM" || w == "PROCEDURES"
	})
}

// nameable reports whether a key may be a name: it has a word that tells one
// thing from another, and none, nor a number, that says what is asked.
func (l *lexicon) nameable(key string) bool {
	return len(l.telling(key)) > 0 && !slices.ContainsFunc(strings.Fields(key), func(w string) bool {
		return l.logical[strings.Trim(w, ",;()")] || strings.Trim(w, "#0123456789+<>=,") == ""
	})
}

// askedAlike reports whether two keys say alike what is asked: how many, all but
// these, none.
func (l *lexicon) askedAlike(a, b string) bool { return slices.Equal(l.asking(a), l.asking(b)) }

// asking returns the words of a key that say what is asked, in order, but for
// those that join names or say what kind of code it is.
func (l *lexicon) asking(key string) []string {
	words := slices.DeleteFunc(strings.Fields(key), func(w string) bool {
		return !l.logical[w] || w == "AND" || w == "OR" || w == "OPERATING" || w == "PRINCIPAL" || w == "SECONDARY" || w == "DIAGNOSIS"
	})
	slices.Sort(words)
	return words
}

// fitsRole reports whether k asks for principal or secondary diagnoses if the
// key of a column says so.
func fitsRole(k *logic.Cond, key string) bool {
	fits := true
	words := strings.Fields(key)
	k.EachOp(func(k *logic.Cond) {
		leaf := len(k.Kids) == 0
		fits = fits && !(leaf && k.Op != logic.OpPrincipal && slices.Contains(words, "PRINCIPAL") || leaf && k.Op != logic.OpSecondary && slices.Contains(words, "SECONDARY"))
	})
	return fits
}

func within(words, all []string) bool {
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(all, w) })
}

// joinedByTitle reports whether the title of a family says that sections under
// no column are asked together: "A with B", where each names one of them.
func (l *lexicon) joinedByTitle(title string, free []section, others int) bool {
	key, _ := l.key(title)
	parts := strings.Split(key, " WITH ")
	if others > 0 || len(parts) != len(free) {
		return false
	}
	for _, part := range parts {
		i := slices.IndexFunc(free, func(s section) bool {
			return within(l.telling(s.key), strings.Fields(part)) && l.askedAlike(part, s.key)
		})
		if i < 0 || slices.Contains(strings.Fields(part), "OR") {
			return false
		}
		free = slices.Delete(slices.Clone(free), i, i+1)
	}
	return true
}

// titleNames reports whether the title of a family has all words that tell what
// a section is, in a part of it that doesn't begin with WITHOUT.
func (l *lexicon) titleNames(title, section string) bool {
	key, _ := l.key(title)
	key, _, _ = strings.Cut(key, " WITHOUT ")
	return within(l.telling(spaced(section)), l.telling(spaced(key)))
}

// spaced returns a key with blanks for the signs between its words.
func spaced(key string) string { return strings.NewReplacer("/", " ", ",", " ").Replace(key) }
