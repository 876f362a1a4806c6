package compile

import (
	"iter"
	"strings"
)

// A dataLine is a line of lexicon.txt, errata.txt or wordings given to the
// compiler.
type dataLine struct {
	n     int    // its number
	block string // the name in brackets above it
	text  string // "" of the line that opens the block
}

// dataLines yields the lines of a text in blocks: [name] opens one, blank lines and
// those that begin with # are passed over.
func dataLines(text string) iter.Seq[dataLine] {
	return func(yield func(dataLine) bool) {
		l := dataLine{}
		for line := range strings.Lines(text) {
			l.n++
			l.text = strings.TrimSpace(line)
			if l.text == "" || l.text[0] == '#' {
				continue
			}
			if l.text[0] == '[' {
				l.block, l.text = strings.Trim(l.text, "[]"), ""
			}
			if !yield(l) {
				return
			}
		}
	}
}
