package claimfile

import "strings"

// A segment is an identifier and elements, which may have components. Its elements
// are looked for when they are asked for: most of most segments say nothing of a
// claim.
type segment struct {
	raw                string
	id                 string // the identifier, element 0
	element, component byte
	ends               [64]int // of the elements that were looked for
	found              int
	whole              bool // the last one found is the segment's last
}

// split makes s the segment of a text.
func (s *segment) split(raw string, element, component byte) {
	s.raw, s.element, s.component, s.found, s.whole = raw, element, component, 0, false
	s.look(0)
	s.id = raw[:s.ends[0]]
}

// look finds elements up to i, and reports whether there are so many.
func (s *segment) look(i int) bool {
	for s.found <= i {
		if s.whole || s.found == len(s.ends) {
			return false
		}
		end := 0
		if s.found > 0 {
			end = s.ends[s.found-1] + 1
		}
		for end < len(s.raw) && s.raw[end] != s.element { // elements are short
			end++
		}
		s.whole = end == len(s.raw)
		s.ends[s.found] = end
		s.found++
	}
	return true
}

// written returns element i as it is written, "" where absent.
func (s *segment) written(i int) string {
	if i >= s.found && !s.look(i) {
		return ""
	}
	return s.raw[s.ends[i-1]+1 : s.ends[i]]
}

// at returns element i, counted from 1 as the guides do, without blanks around it,
// "" where absent.
func (s *segment) at(i int) string {
	return trim(s.written(i))
}

// trim takes off blanks, which few texts have.
func trim(text string) string {
	if n := len(text); n > 0 && (text[0] == ' ' || text[n-1] == ' ') {
		return strings.Trim(text, " ")
	}
	return text
}

// part returns component j of element i, both counted from 1.
func (s *segment) part(i, j int) string { return component(s.at(i), s.component, j) }

// component returns component j of text, counted from 1, without blanks around it,
// "" where absent.
func component(text string, separator byte, j int) string {
	for ; ; j-- {
		i := strings.IndexByte(text, separator)
		if j == 1 {
			if i < 0 {
				return trim(text)
			}
			return trim(text[:i])
		}
		if i < 0 {
			return ""
		}
		text = text[i+1:]
	}
}

// idle reports whether a segment is one of those that say nothing of a claim here.
func idle(raw string, element byte) bool {
	if len(raw) < 4 {
		return false
	}
	if raw[2] == element {
		return raw[:2] == "N3"
	}
	if raw[3] != element {
		return false
	}
	switch raw[:3] {
	case "PER", "BHT", "AMT", "CAS", "SVD", "MOA", "MIA", "PWK", "CR1", "CRC", "QTY", "MEA", "HCP", "CUR", "LQ", "FRM":
		return true
	}
	return false
}
