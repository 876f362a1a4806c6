package claimfile

import "strings"

// A tag is the identifier of a segment, as a number: 0 for one that is not read here.
type tag uint8

// Tags: of the envelopes, of what is read, and, from the first of them on, of what
// says nothing of a claim here and is passed over in numbers.
const (
	_ tag = iota
	tagISA
	tagGS
	tagST
	tagSE
	tagGE
	tagIEA
	tagTA1
	tagHL
	tagCLM
	tagCL1
	tagCTP
	tagDMG
	tagDN1
	tagDN2
	tagDTP
	tagHI
	tagK3
	tagLIN
	tagLX
	tagN4
	tagNM1
	tagNTE
	tagPAT
	tagPRV
	tagREF
	tagSBR
	tagSV1
	tagSV2
	tagSV3
	tagTOO
	tagIdle
)

const (
	tagNames = "ISA GS ST SE GE IEA TA1 HL CLM CL1 CTP DMG DN1 DN2 DTP HI K3 LIN LX N4 NM1 NTE PAT PRV REF SBR SV1 SV2 SV3 TOO"
	idleTags = "N3 PER BHT AMT CAS SVD MOA MIA PWK CR1 CRC QTY MEA HCP CUR LQ FRM"
)

// isControl reports whether a segment begins or ends an envelope.
func (t tag) isControl() bool { return tagISA <= t && t <= tagIEA }

// tagSlots finds tags by their identifiers: each is in the slot of its hash, or in
// the next free one.
var tagSlots = func() (slots [256]tagSlot) {
	put := func(name string, t tag) {
		id := uint32(name[0])<<16 | uint32(name[1])<<8
		if len(name) == 3 {
			id |= uint32(name[2])
		}
		at := tagHash(id)
		for slots[at].id != 0 {
			at++
		}
		slots[at] = tagSlot{id, t}
	}
	for i, name := range strings.Fields(tagNames) {
		put(name, tag(i+1))
	}
	for _, name := range strings.Fields(idleTags) {
		put(name, tagIdle)
	}
	return slots
}()

type tagSlot struct {
	id uint32 // of two or three characters
	tag
}

func tagHash(id uint32) uint8 { return uint8(id * 0xc386bbc5 >> 24) }

// tagOf returns the tag of a segment whose identifier has n characters.
func tagOf(raw string, n int) tag {
	var id uint32
	switch {
	case n == 2 && len(raw) >= 2:
		id = uint32(raw[0])<<16 | uint32(raw[1])<<8
	case n == 3 && len(raw) >= 3:
		id = uint32(raw[0])<<16 | uint32(raw[1])<<8 | uint32(raw[2])
	default:
		return 0
	}
	at := tagHash(id)
	for tagSlots[at].id != id && tagSlots[at].id != 0 {
		at++
	}
	return tagSlots[at].tag
}

// A segment is an identifier and elements, which may have components.
type segment struct {
	raw                string
	tag                tag
	element, component byte
	spaced             bool          // it has blanks, which may stand around an element
	last               int           // number of the last element
	ends               [window]int32 // of the elements, 0 the identifier; elements beyond are not looked at
}

// window is how much of a segment is looked through at once. Few have more.
const window = 128

// split finds where the elements end, in a segment of any length.
func (s *segment) split() {
	n := 0
	for i := 0; i < len(s.raw) && n < window-1; i++ {
		if s.raw[i] == s.element {
			s.ends[n] = int32(i)
			n++
		}
	}
	if n < window-1 {
		s.ends[n] = int32(len(s.raw))
	} else {
		n--
	}
	s.last, s.spaced = n, strings.IndexByte(s.raw, ' ') >= 0
	s.tag = tagOf(s.raw, int(s.ends[0]))
}

// id returns the identifier.
func (s *segment) id() string { return s.raw[:s.ends[0]] }

// at returns element i, counted from 1 as the guides do, without blanks around it,
// "" where absent.
func (s *segment) at(i int) string {
	if i > s.last {
		return ""
	}
	text := s.raw[s.ends[(i-1)%window]+1 : s.ends[i%window]]
	if s.spaced {
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
