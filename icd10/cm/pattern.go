package cm

import (
	"strings"
)

// patterns turns the condition of a reference into patterns for Ref.With, or
// nil when it is in other words. The forms that the tabular list has:
//
//	.31   .51-.52   .17, .27, .97   1           the characters behind the named code
//	final characters -23   final character 6    the last ones
//	7th character B or C   5th digit 9          one at a place
//	fifth or sixth character 1-4 or 6           the last one of codes of that length
//	fifth to sixth characters 51                from a place on
func patterns(clause string, named int) []string {
	words := strings.Fields(strings.ReplaceAll(clause, "-character", " character"))
	var places []int
	through := false
	for len(words) > 0 {
		n, ok := ordinals[strings.ToLower(words[0])]
		switch {
		case ok:
			places = append(places, n)
		case words[0] == "to" && len(places) > 0:
			through = true
		case words[0] == "or" && len(places) > 0:
		case strings.HasPrefix(words[0], "character"), strings.HasPrefix(words[0], "digit"):
		default:
			return placed(places, through, items(words), named)
		}
		words = words[1:]
	}
	return nil
}

// final stands for the end of a code among places.
const final = 0

var ordinals = map[string]int{
	"4th": 4, "5th": 5, "6th": 6, "7th": 7,
	"fourth": 4, "fifth": 5, "sixth": 6, "six": 6, "seventh": 7,
	"final": final, "last": final,
}

func placed(places []int, through bool, items []string, named int) []string {
	if len(items) == 0 {
		return nil
	}
	var all []string
	switch {
	case len(places) == 0:
		for _, s := range items {
			all = append(all, wild(named)+strings.TrimPrefix(s, ".")+"*")
		}
	case places[0] == final:
		for _, s := range items {
			if after, ok := strings.CutPrefix(s, "."); ok {
				all = append(all, wild(3)+after+"*")
			} else {
				all = append(all, "*"+s)
			}
		}
	case through:
		for _, s := range items {
			all = append(all, wild(places[0]-1)+s+"*")
		}
	default:
		set := "[" + strings.ReplaceAll(strings.Join(items, ""), ".", "") + "]"
		for _, n := range places {
			p := wild(n-1) + set
			if len(places) == 1 && n < 7 {
				p += "*"
			}
			all = append(all, p)
		}
	}
	return all
}

func wild(n int) string { return strings.Repeat("?", n) }

// items reads a list of characters or ends of codes, ranges spelt out, up to
// the first word that is none.
func items(words []string) []string {
	var all []string
	for _, w := range words {
		w = strings.Trim(w, ",;:")
		if w == "or" || w == "and" || w == "-" {
			continue
		}
		if n := len(w); n > 1 && w[n-1] == '.' {
			w = w[:n-1]
		}
		first, last, isRange := strings.Cut(strings.Trim(w, "-"), "-")
		if !isRange {
			last = first
		}
		n := len(first) - 1
		if !isItem(first) || !isItem(last) || len(last) != n+1 || first[:n] != last[:n] {
			break
		}
		for c := first[n]; c <= last[n]; c++ {
			if alnum(c) {
				all = append(all, first[:n]+string(rune(c)))
			}
		}
	}
	return all
}

func isItem(s string) bool {
	s = strings.TrimPrefix(s, ".")
	for i := range len(s) {
		if !alnum(s[i]) {
			return false
		}
	}
	return len(s) > 0
}
