package guideline

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

// A check is the check of a rule.
type check = func(v *view, r rules.Reporter)

// beside finds each diagnosis of set a on a claim that has another one of set b.
// The format of the message takes both codes.
func beside(a, b set, format, suggestion string) check {
	return func(v *view, r rules.Reporter) {
		for i := v.from(0, a); i >= 0; i = v.from(i+1, a) {
			if k := v.other(i, b); k >= 0 {
				v.find(r, fmt.Sprintf(format, v.text(i), v.text(k)), suggestion, i, k)
			}
		}
	}
}

// without finds the first diagnosis of set a on a claim that has none of set b.
func without(a, b set, format, suggestion string) check {
	return func(v *view, r rules.Reporter) {
		if i := v.from(0, a); i >= 0 && !v.has(b) {
			v.find(r, fmt.Sprintf(format, v.text(i)), suggestion, i)
		}
	}
}

// notFirst finds a first diagnosis of set a on a claim with others.
func notFirst(a set, format, suggestion string) check {
	return func(v *view, r rules.Reporter) {
		if len(v.tags) > 0 && v.in(0, a) {
			v.find(r, fmt.Sprintf(format, v.text(0), v.firstWord()), suggestion, 0)
		}
	}
}

// clashes calls fn for each diagnosis k of a set before which there is one, i, of
// the same key and another value: the first such. It goes through the claim once.
func clashes[K, V comparable](v *view, s set, of func(i int) (key K, value V, ok bool), fn func(i, k int)) {
	i := v.from(0, s)
	if i < 0 || v.from(i+1, s) < 0 {
		return
	}
	type group struct {
		first, other int // the first of the key, and the first with another value, or -1
		value        V
	}
	groups := map[K]group{}
	for ; i >= 0; i = v.from(i+1, s) {
		key, value, ok := of(i)
		if !ok {
			continue
		}
		switch g, known := groups[key]; {
		case !known:
			groups[key] = group{i, -1, value}
		case value != g.value:
			fn(g.first, i)
			if g.other < 0 {
				g.other = i
				groups[key] = g
			}
		case g.other >= 0:
			fn(g.other, i)
		}
	}
}

// second finds the second of two diagnoses of one set that differ.
func second(a set, format, suggestion string) check {
	return func(v *view, r rules.Reporter) {
		i := v.from(0, a)
		for k := v.from(i+1, a); i >= 0 && k >= 0; k = v.from(k+1, a) {
			if v.codes[k] != v.codes[i] {
				v.find(r, fmt.Sprintf(format, v.text(i), v.text(k)), suggestion, k, i)
				return
			}
		}
	}
}
