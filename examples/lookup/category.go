package main

import (
	"strings"

	"github.com/medcode/medcode/rules/mce"
)

// mostBelow is how many codes of a category a page shows.
const mostBelow = 24

// category adds what can be told of a header without a release: that the code
// editor's table has codes that begin so on the date, and none that is so. It
// reports whether it has.
func (k *known) category(f *facts, list mce.List, begin string, shown func(string) string) bool {
	if _, ok := k.editor.Lookup(list, begin, k.on); ok {
		return false // a code, and none below it
	}
	var codes []string
	n := 0
	for row := range k.editor.Rows(list) {
		if len(row.Code) > len(begin) && strings.HasPrefix(row.Code, begin) && row.Period.Contains(k.on) {
			if n++; n <= mostBelow {
				codes = append(codes, shown(row.Code))
			}
		}
	}
	if n == 0 {
		return false
	}
	if n > mostBelow {
		codes = append(codes, "…")
	}
	f.addf("on "+k.on.String(), "no code to report: %d codes begin so", n)
	f.add("codes that begin so", strings.Join(codes, ", "))
	return true
}
