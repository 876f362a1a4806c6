package claimfile

import "strings"

// A tag is the identifier of a segment, two or three characters, as a number.
type tag uint32

// Tags of the segments that are read, or passed over in numbers.
const (
	tagAMT tag = 'A'<<16 | 'M'<<8 | 'T'
	tagBHT tag = 'B'<<16 | 'H'<<8 | 'T'
	tagCAS tag = 'C'<<16 | 'A'<<8 | 'S'
	tagCL1 tag = 'C'<<16 | 'L'<<8 | '1'
	tagCLM tag = 'C'<<16 | 'L'<<8 | 'M'
	tagCR1 tag = 'C'<<16 | 'R'<<8 | '1'
	tagCRC tag = 'C'<<16 | 'R'<<8 | 'C'
	tagCTP tag = 'C'<<16 | 'T'<<8 | 'P'
	tagCUR tag = 'C'<<16 | 'U'<<8 | 'R'
	tagDMG tag = 'D'<<16 | 'M'<<8 | 'G'
	tagDN1 tag = 'D'<<16 | 'N'<<8 | '1'
	tagDN2 tag = 'D'<<16 | 'N'<<8 | '2'
	tagDTP tag = 'D'<<16 | 'T'<<8 | 'P'
	tagFRM tag = 'F'<<16 | 'R'<<8 | 'M'
	tagGE  tag = 'G'<<16 | 'E'<<8
	tagGS  tag = 'G'<<16 | 'S'<<8
	tagHCP tag = 'H'<<16 | 'C'<<8 | 'P'
	tagHI  tag = 'H'<<16 | 'I'<<8
	tagHL  tag = 'H'<<16 | 'L'<<8
	tagIEA tag = 'I'<<16 | 'E'<<8 | 'A'
	tagISA tag = 'I'<<16 | 'S'<<8 | 'A'
	tagK3  tag = 'K'<<16 | '3'<<8
	tagLIN tag = 'L'<<16 | 'I'<<8 | 'N'
	tagLQ  tag = 'L'<<16 | 'Q'<<8
	tagLX  tag = 'L'<<16 | 'X'<<8
	tagMEA tag = 'M'<<16 | 'E'<<8 | 'A'
	tagMIA tag = 'M'<<16 | 'I'<<8 | 'A'
	tagMOA tag = 'M'<<16 | 'O'<<8 | 'A'
	tagN3  tag = 'N'<<16 | '3'<<8
	tagN4  tag = 'N'<<16 | '4'<<8
	tagNM1 tag = 'N'<<16 | 'M'<<8 | '1'
	tagNTE tag = 'N'<<16 | 'T'<<8 | 'E'
	tagPAT tag = 'P'<<16 | 'A'<<8 | 'T'
	tagPER tag = 'P'<<16 | 'E'<<8 | 'R'
	tagPRV tag = 'P'<<16 | 'R'<<8 | 'V'
	tagPWK tag = 'P'<<16 | 'W'<<8 | 'K'
	tagQTY tag = 'Q'<<16 | 'T'<<8 | 'Y'
	tagREF tag = 'R'<<16 | 'E'<<8 | 'F'
	tagSBR tag = 'S'<<16 | 'B'<<8 | 'R'
	tagSE  tag = 'S'<<16 | 'E'<<8
	tagST  tag = 'S'<<16 | 'T'<<8
	tagSV1 tag = 'S'<<16 | 'V'<<8 | '1'
	tagSV2 tag = 'S'<<16 | 'V'<<8 | '2'
	tagSV3 tag = 'S'<<16 | 'V'<<8 | '3'
	tagSVD tag = 'S'<<16 | 'V'<<8 | 'D'
	tagTA1 tag = 'T'<<16 | 'A'<<8 | '1'
	tagTOO tag = 'T'<<16 | 'O'<<8 | 'O'
)

// tagOf returns the tag of a segment, 0 where it has an identifier of another length.
func tagOf(raw string, element byte) tag {
	if len(raw) > 3 {
		if raw[2] == element {
			return tag(raw[0])<<16 | tag(raw[1])<<8
		}
		if raw[3] == element {
			return tag(raw[0])<<16 | tag(raw[1])<<8 | tag(raw[2])
		}
		return 0
	}
	switch id, _, _ := cut(raw, element); len(id) {
	case 2:
		return tag(id[0])<<16 | tag(id[1])<<8
	case 3:
		return tag(id[0])<<16 | tag(id[1])<<8 | tag(id[2])
	}
	return 0
}

// idle reports whether a segment is one of those that say nothing of a claim here.
func (t tag) idle() bool {
	switch t {
	case tagN3, tagPER, tagBHT, tagAMT, tagCAS, tagSVD, tagMOA, tagMIA, tagPWK, tagCR1, tagCRC, tagQTY, tagMEA, tagHCP, tagCUR, tagLQ, tagFRM:
		return true
	}
	return false
}

// A segment is an identifier and elements, which may have components. Its elements
// are looked for when one behind the first is asked for: most segments are told by
// their first.
type segment struct {
	raw                string
	tag                tag
	element, component byte
	last               int     // number of the last element, -1 before they were looked for
	ends               [64]int // of the elements, 0 the identifier; elements beyond are not looked at
}

// split finds where the elements end.
func (s *segment) split() {
	raw, n := s.raw, 0
	if len(raw) < len(s.ends) { // and so has fewer elements than ends: every place is taken for an end
		for i := 0; i < len(raw); i++ {
			s.ends[n&63] = i
			if raw[i] == s.element {
				n++
			}
		}
	} else {
		for i := 0; i < len(raw); i++ {
			if raw[i] == s.element {
				s.ends[n&63] = i
				if n++; n == len(s.ends) {
					s.last = n - 1
					return
				}
			}
		}
	}
	s.ends[n&63] = len(raw)
	s.last = n
}

// id returns the identifier.
func (s *segment) id() string {
	id, _, _ := cut(s.raw, s.element)
	return id
}

// first returns element 1, as at does.
func (s *segment) first() string {
	from := 3
	if s.tag&0xff == 0 {
		from = 2
	}
	if from++; from > len(s.raw) {
		return ""
	}
	for i := from; i < len(s.raw); i++ {
		if s.raw[i] == s.element {
			return trim(s.raw[from:i])
		}
	}
	return trim(s.raw[from:])
}

// at returns element i, counted from 1 as the guides do, without blanks around it,
// "" where absent.
func (s *segment) at(i int) string {
	if s.last < 0 {
		s.split()
	}
	if i > s.last {
		return ""
	}
	text := s.raw[s.ends[(i-1)&63]+1 : s.ends[i&63]]
	if n := len(text); n > 0 && (text[0] == ' ' || text[n-1] == ' ') {
		return strings.Trim(text, " ")
	}
	return text
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
		i := indexByte(text, separator)
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

// indexByte is strings.IndexByte for elements, which are short.
func indexByte(text string, c byte) int {
	for i := 0; i < len(text); i++ {
		if text[i] == c {
			return i
		}
	}
	return -1
}

// cut cuts text at the first separator.
func cut(text string, separator byte) (before, after string, found bool) {
	if i := indexByte(text, separator); i >= 0 {
		return text[:i], text[i+1:], true
	}
	return text, "", false
}
