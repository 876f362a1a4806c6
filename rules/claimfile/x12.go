package claimfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// An interchange is an 837 file being read.
type interchange struct {
	*file
	in                                      *bufio.Reader
	text                                    string // read, and not yet taken
	ended                                   error  // of in
	element, component, segment, repetition byte

	s         segment // the one being looked at; its elements are used again
	envelopes [levels]envelope
	skip      bool   // a transaction that holds no claims for this reader
	guide     string // of the transaction
	group     string // that of its group
	loops
}

// isaWidths are the positions of the separators of elements in an ISA segment,
// whose last is its last character but two, the component separator, and the
// segment terminator (X12.5).
var isaWidths = [16]int{3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103}

// chunk is how much is read at a time. The texts of a claim share memory with it.
const chunk = 16 << 10

// isX12 reports whether text begins as an interchange, or as a transaction or
// group that lost its interchange.
func isX12(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	head = bytes.ToUpper(head[:min(len(head), 16)])
	switch {
	case string(head[:3]) == "ISA":
		return !isAlphanumeric(head[3])
	case isAlphanumeric(head[2]) || head[2] == '_' || head[2] == ' ' || head[2] < ' ' && head[2] != 0x1c && head[2] != 0x1d && head[2] != 0x1f:
		return false
	}
	if string(head[:2]) == "ST" {
		return strings.HasPrefix(string(head[3:]), "837"+string(head[2]))
	}
	return string(head[:2]) == "GS" && strings.HasPrefix(string(head[3:]), "HC"+string(head[2]))
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
}

// x12 reads interchanges one after the other. What stands behind the last and is
// none is an error of control: it is about no claim.
func (f *file) x12(in *bufio.Reader) error {
	f.line = 0
	x := &interchange{file: f, in: in}
	for first := true; ; first = false {
		switch err := x.separators(); {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errStop):
			return err
		case err != nil && !first:
			return fmt.Errorf("behind IEA: %w: %w", ErrControl, err)
		case err != nil:
			return err
		}
		if err := x.segments(); err != nil {
			return err
		}
	}
}

// fill reads more; it reports whether there is more.
func (x *interchange) fill() bool {
	if x.ended != nil {
		return false
	}
	room := make([]byte, len(x.text), len(x.text)+max(chunk, len(x.text)))
	copy(room, x.text)
	for x.ended == nil && len(room) < cap(room) {
		var n int
		n, x.ended = x.in.Read(room[len(room):cap(room)])
		room = room[:len(room)+n]
	}
	more := len(room) > len(x.text)
	x.text = string(room)
	return more
}

// separators reads them from the ISA segment, leaving it to be read. They are
// found by counting, since there are files whose fields have not the widths they
// must have, and files wrapped at a width.
func (x *interchange) separators() error {
	for {
		x.text = strings.TrimLeft(x.text, blanks+"\x00\x1a")
		if len(x.text) >= 1024 || !x.fill() {
			break
		}
	}
	x.text = strings.TrimLeft(x.text, blanks+"\x00\x1a")
	switch {
	case x.text == "" && errors.Is(x.ended, io.EOF):
		return io.EOF
	case x.text == "":
		return x.ended
	case !strings.EqualFold(x.text[:min(3, len(x.text))], "ISA"):
		return x.noInterchange()
	}
	seen, width, odd := 0, 3, ""
	i := 3
	for at(x.text, i) == '\r' || at(x.text, i) == '\n' {
		i++
	}
	x.element = at(x.text, i)
	for ; i < len(x.text) && seen < 16; i++ {
		switch c := x.text[i]; {
		case c == '\r' || c == '\n':
			continue
		case c == x.element:
			if odd == "" && width != isaWidths[seen] {
				odd = fmt.Sprintf("ISA%02d has not its fixed width", seen)
			}
			seen++
		case i > 400:
			seen = 17
		}
		width++
	}
	if seen != 16 || isAlphanumeric(x.element) {
		return fmt.Errorf("want an ISA segment of 16 elements: %w", medcode.ErrSyntax)
	}
	next := func() byte {
		for ; i < len(x.text); i++ {
			if c := x.text[i]; c != '\r' && c != '\n' {
				i++
				return c
			}
		}
		return 0
	}
	behind := i
	x.component = next()
	if isAlphanumeric(x.component) || x.component == '~' { // it is missing, and what was read stands behind it
		i, x.component, odd = behind, ':', "ISA16, the component separator, is missing"
	}
	behind = i
	x.segment = next()
	if breaks := x.text[behind:max(behind, i-1)]; breaks != "" && (isAlphanumeric(x.segment) || x.segment == 0) {
		x.segment = breaks[0]
		if breaks[0] == '\r' && strings.IndexByte(breaks, '\n') >= 0 {
			x.segment = '\n'
		}
	}
	x.repetition = 0
	if fields := strings.Split(unwrap.Replace(x.text[:i]), string(x.element)); len(fields) > 11 && len(fields[11]) == 1 && !isAlphanumeric(fields[11][0]) {
		x.repetition = fields[11][0]
	}
	if x.segment == 0 || isAlphanumeric(x.segment) || x.element == x.segment || x.element == x.component || x.segment == x.component {
		return fmt.Errorf("the ISA segment names no separators: %w", medcode.ErrSyntax)
	}
	if odd != "" {
		return x.lost("", "%s; it is read by its separators", odd)
	}
	return nil
}

// noInterchange reads a transaction without an ISA segment by the usual separators.
func (x *interchange) noInterchange() error {
	if !isX12([]byte(x.text[:min(len(x.text), 16)])) {
		return fmt.Errorf("want an ISA segment: %w", medcode.ErrSyntax)
	}
	x.element, x.component, x.segment, x.repetition = x.text[2], ':', '~', '^'
	if strings.IndexByte(x.text, '~') < 0 {
		x.segment = '\n'
		if strings.IndexByte(x.text, '\n') < 0 {
			x.segment = '\r'
		}
	}
	return x.lost("", "no ISA segment stands before %s; it is read with the separators %q, %q and %q", x.text[:2], x.element, x.component, x.segment)
}

func at(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// next returns the next segment, without blanks around it; at the end of the file
// io.EOF.
func (x *interchange) next() (string, error) {
	from := 0
	for {
		i := strings.IndexByte(x.text[from:], x.segment)
		var raw string
		switch {
		case i >= 0:
			raw, x.text = x.text[:from+i], x.text[from+i+1:]
		case len(x.text) > x.limits.LineBytes:
			return "", over("LineBytes", "a segment of over %d bytes", x.limits.LineBytes)
		default:
			from = len(x.text)
			if x.fill() {
				continue
			}
			if !errors.Is(x.ended, io.EOF) {
				return "", x.ended
			}
			raw, x.text = x.text, ""
			if strings.Trim(raw, blanks+"\x00\x1a") == "" {
				return "", io.EOF
			}
		}
		x.line++
		if len(raw) > x.limits.LineBytes {
			return "", over("LineBytes", "a segment of over %d bytes", x.limits.LineBytes)
		}
		if raw != "" && (raw[0] <= ' ' || raw[len(raw)-1] <= ' ') {
			raw = strings.Trim(raw, blanks)
		}
		if raw != "" {
			return raw, nil
		}
		x.line--
		from = 0
	}
}

// unwrap takes out line breaks, which are no characters of X12's data.
var unwrap = strings.NewReplacer("\r", "", "\n", "")

// segments reads to the end of the interchange.
func (x *interchange) segments() error {
	for {
		raw, err := x.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return x.cut()
			}
			return err
		}
		if idle(raw, x.element) {
			x.envelopes[transactionLevel].count++
			continue
		}
		if !x.s.split(raw, x.element, x.component) {
			raw = unwrap.Replace(raw)
			x.s.split(raw, x.element, x.component)
		}
		if c := raw[0]; 'a' <= c && c <= 'z' { // X12's segments are in capitals, and some senders' are not
			x.s.split(strings.ToUpper(raw), x.element, x.component)
		}
		if err := x.take(raw); err != nil {
			return err
		}
		if x.s.id() == "IEA" {
			return nil
		}
	}
}

// cut ends a file whose interchange has no end.
func (x *interchange) cut() error {
	skipped := x.skip
	if err := x.finish(); err != nil {
		return err
	}
	if err := x.leave(); err != nil {
		return err
	}
	if skipped || x.envelopes[interchangeLevel] == (envelope{}) {
		return nil
	}
	return fmt.Errorf("the interchange does not end with IEA: %w", medcode.ErrSyntax)
}

// A segment is an identifier and elements, which may have components.
type segment struct {
	elements  []string
	component byte
}

// split takes a segment apart. It stops at a line break, which is to be taken out
// first, and returns false.
func (s *segment) split(raw string, element, component byte) bool {
	s.component = component
	all := s.elements[:0]
	start := 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case c == element:
			all = append(all, raw[start:i])
			start = i + 1
		case c == '\n' || c == '\r':
			return false
		}
	}
	s.elements = append(all, raw[start:])
	return true
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

func (s *segment) id() string { return s.elements[0] }

// at returns element i, counted from 1 as the guides do, without blanks around it,
// "" where absent.
func (s *segment) at(i int) string {
	if i < len(s.elements) {
		return trim(s.elements[i])
	}
	return ""
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

func (x *interchange) take(raw string) error {
	s := &x.s
	switch s.id() {
	case "ISA", "GS", "ST", "SE", "GE", "IEA":
		if err := x.finish(); err != nil {
			return err
		}
		if s.id() != "ISA" && s.id() != "GS" && x.skip {
			if err := x.leave(); err != nil {
				return err
			}
		}
		x.envelopes[transactionLevel].count++
		if err := x.control(s, raw); err != nil {
			return err
		}
		switch s.id() {
		case "GS":
			x.group = s.at(8)
		case "ST":
			x.start(s)
		}
		return nil
	}
	x.envelopes[transactionLevel].count++
	if x.skip {
		return nil
	}
	switch s.id() {
	case "HL":
		if err := x.finish(); err != nil {
			return err
		}
		x.level(s)
	case "CLM":
		if err := x.finish(); err != nil {
			return err
		}
		if err := x.otherComponent(s); err != nil {
			return err
		}
		x.begin(s)
	default:
		x.detail(s)
	}
	return nil
}

// start begins a transaction. One that is no 837 is left out, and told.
func (x *interchange) start(s *segment) {
	x.guide = s.at(3)
	if x.guide == "" { // version 4010
		x.guide = x.group
	}
	x.loops = loops{scratch: x.scratch}
	x.skip = s.at(1) != "837"
}

// isDental reports whether an implementation guide is one of dental claims.
func isDental(guide string) bool {
	return strings.HasPrefix(guide, "005010X224") || strings.HasPrefix(guide, "005010X300") || strings.HasPrefix(guide, "004010X097")
}

// leave tells of a transaction that was left out.
func (x *interchange) leave() error {
	if !x.skip {
		return nil
	}
	x.skip = false
	return x.give(nil, fmt.Errorf("a transaction that is no 837, left out (guide %q): %w", x.guide, medcode.ErrLayout), "")
}

// otherComponent finds claims whose components another character separates than
// the one that ISA16 names.
func (x *interchange) otherComponent(s *segment) error {
	facility := s.at(5)
	if strings.IndexByte(facility, x.component) >= 0 || len(facility) < 4 || facility[3] != 'A' && facility[3] != 'B' || isAlphanumeric(facility[2]) || facility[2] == ' ' {
		return nil
	}
	said := x.component
	x.component, s.component = facility[2], facility[2]
	return x.lost("", "ISA16 says that %q separates components, and %q does", said, x.component)
}

// finish hands over the claim being read, if there is one.
func (x *interchange) finish() error {
	c := x.close()
	if c == nil {
		return nil
	}
	return x.give(c, x.excess, "")
}

// units reads the quantity of a service line.
func units(text string) (float64, error) { return quantity(text, "units") }

var errNoPlace = errors.New("CLM05-1, the place of service, is missing")
var errNoFacility = errors.New("CLM05-1, the first two digits of the type of bill, is missing or cut")

var errMixed = errors.New("HI has qualifiers of ICD-9-CM and of ICD-10-CM; the claim is read as of ICD-9-CM")

// A party is what an HL loop says of a subscriber or patient.
type party struct {
	patient      rules.Patient
	member       string
	relationship string
	payer        rules.Payer
	unreadable   []rules.Unreadable // in its loop, each field once
}
