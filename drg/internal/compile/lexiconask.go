package compile

import (
	"strconv"
	"strings"
)

// What the lexicon says of a wording, and how wordings are made alike.

// column returns the expressions that a column may have in a row of a table.
func (l *lexicon) column(name string, columns, cells []string) []phrase {
	has := func(want string, yes bool) bool {
		for i, c := range columns {
			if key, _ := l.key(c); key == want && (!yes || cells[i] == "Yes") {
				return true
			}
		}
		return false
	}
	key, _ := l.key(name)
	var out []phrase
	for _, r := range l.columns {
		if r.column == key && (r.row == "" || has(r.row, true)) && (r.table == "" || has(r.table, false)) {
			out = append(out, r.expr)
		}
	}
	return append(out, phrase{op: "name", name: key})
}

// heading returns the meaning of a line over or between lists, and the DRGs
// that it names. A connective before a wording that has none of its own joins it,
// and "one of" before the heading of a list says what lists are anyway.
func (l *lexicon) heading(text string) (m meaning, drgs []int, ok bool) {
	key, drgs := l.key(text)
	if m, ok = l.headings[key]; ok {
		return m, drgs, true
	}
	for _, o := range l.openings {
		if rest, ok := strings.CutPrefix(key, o.words); ok && (o.whatever || l.nameable(rest)) {
			return o.meaning, drgs, true
		}
	}
	connective := ""
	switch first, rest, _ := strings.Cut(key, " "); first {
	case "AND", "OR", "WITH", "WITHOUT":
		connective, key = strings.ToLower(first), rest
	}
	key = strings.TrimPrefix(key, "ONE OF ")
	m, ok = l.headings[key]
	if !ok || m.connective != "" || m.section || m.kind != "list" && m.kind != "any-or" && m.kind != "extensive" {
		return meaning{}, drgs, false
	}
	m.connective = connective
	return m, drgs, true
}

// key returns a wording as it is looked up, each of its words as it is read, and
// the DRGs that it names.
func (l *lexicon) key(text string) (key string, drgs []int) {
	t, drgs := wording(text)
	words := strings.Fields(strings.ReplaceAll(" "+strings.TrimRight(t, ":. "), " NON ", " NON-"))
	out := words[:0:0]
	for len(words) > 0 {
		n := min(len(words), longestRun)
		for ; n > 0; n-- {
			if as, ok := l.words[strings.Join(words[:n], " ")]; ok {
				out = append(out, strings.Fields(as)...)
				break
			}
		}
		if n == 0 {
			out, n = append(out, words[0]), 1
		}
		words = words[n:]
	}
	return strings.Join(out, " "), drgs
}

// longestRun is how many words are at most read as others together.
const longestRun = 6

// titled returns the first of rules whose words stand in the title.
func (l *lexicon) titled(rules []titleRule, title string) (titleRule, bool) {
	key, _ := l.key(title)
	for _, r := range rules {
		if i := strings.Index(" "+key, " "+r.words); i >= 0 {
			return r, true
		}
	}
	return titleRule{}, false
}

// normal returns s as the wordings of the lexicon are written: in capitals,
// blanks folded.
func normal(s string) string {
	return strings.ToUpper(strings.Join(strings.Fields(s), " "))
}

// wording returns the key of a heading in the lexicon, and the DRGs that it
// names.
func wording(text string) (key string, drgs []int) {
	t := normal(text)
	var b strings.Builder
	for {
		i := strings.Index(t, "DRG")
		if m := strings.Index(t, "MDC "); m >= 0 && (i < 0 || m < i) {
			i = m
		}
		if i < 0 || len(t) < i+4 {
			b.WriteString(t)
			return b.String(), drgs
		}
		j := i + 4
		isDRG := t[i] == 'D'
		if t[i+3] == 'S' {
			j++
		}
		rest := t[min(j, len(t)):]
		numbers, n := numberList(rest)
		b.WriteString(t[:min(j, len(t))])
		if n > 0 {
			b.WriteString("#")
		}
		if isDRG {
			drgs = append(drgs, numbers...)
		}
		t = rest[n:]
	}
}

// numberList reads "011, 012 OR 013", "820-822", "987 THRU 989" and the like,
// and returns the numbers and the length of the text.
func numberList(s string) (numbers []int, n int) {
	span := false
	for i := 0; i < len(s); {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			j := i
			for j < len(s) && s[j] >= '0' && s[j] <= '9' {
				j++
			}
			v, err := strconv.Atoi(s[i:j])
			if err != nil || v > 999 {
				return numbers, n
			}
			if span && len(numbers) > 0 {
				for k := numbers[len(numbers)-1] + 1; k < v; k++ {
					numbers = append(numbers, k)
				}
			}
			span = false
			numbers = append(numbers, v)
			i, n = j, j
		case n > 0 && (s[i] == ',' || s[i] == ' '):
			i++
		case n > 0 && s[i] == '-':
			span = true
			i++
		case n > 0 && strings.HasPrefix(s[i:], "OR "):
			i += 3
		case n > 0 && strings.HasPrefix(s[i:], "THRU "):
			span = true
			i += 5
		case n > 0 && strings.HasPrefix(s[i:], "THROUGH "):
			span = true
			i += 8
		default:
			return numbers, n
		}
	}
	return numbers, n
}
