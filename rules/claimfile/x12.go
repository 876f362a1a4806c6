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
	read                                    string
	done                                    int   // of what was read, taken
	ended                                   error // of in
	broken                                  bool  // line breaks were read
	element, component, segment, repetition byte

	envelopes [levels]envelope
	skip      bool   // a transaction that holds no claims for this reader
	guide     string // of the transaction
	group     string // that of its group
	loops
}

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
func (f *file) x12(in *bufio.Reader, _ []byte) error {
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
	var room strings.Builder
	left := x.read[x.done:]
	room.Grow(len(left) + max(chunk, len(left)))
	room.WriteString(left)
	for room.Len() < room.Cap() {
		if _, x.ended = x.in.Peek(1); x.ended != nil {
			break
		}
		part, _ := x.in.Peek(min(x.in.Buffered(), room.Cap()-room.Len()))
		x.broken = x.broken || bytes.IndexByte(part, '\n') >= 0 || bytes.IndexByte(part, '\r') >= 0
		room.Write(part)
		_, _ = x.in.Discard(len(part))
	}
	more := room.Len() > len(left)
	x.read, x.done = room.String(), 0
	return more
}

// next returns the next segment, without blanks around it; at the end of the file
// io.EOF.
func (x *interchange) next() (string, error) {
	from := 0
	for {
		left := x.read[x.done:]
		i := strings.IndexByte(left[from:], x.segment)
		var raw string
		switch {
		case i >= 0:
			raw = left[:from+i]
			x.done += from + i + 1
		case len(left) > x.limits.LineBytes:
			return "", over("LineBytes", "a segment of over %d bytes", x.limits.LineBytes)
		default:
			from = len(left)
			if x.fill() {
				continue
			}
			if !errors.Is(x.ended, io.EOF) {
				return "", x.ended
			}
			raw, x.done = left, len(x.read)
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
	var s segment // the one being looked at
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
		if x.broken && (strings.IndexByte(raw, '\n') >= 0 || strings.IndexByte(raw, '\r') >= 0) {
			if raw = unwrap.Replace(raw); raw == "" {
				continue
			}
		}
		s.split(raw, x.element, x.component)
		if c := raw[0]; 'a' <= c && c <= 'z' { // X12's segments are in capitals, and some senders' are not
			s.split(strings.ToUpper(raw), x.element, x.component)
		}
		if err := x.take(&s, raw); err != nil {
			return err
		}
		if s.id == "IEA" {
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

func (x *interchange) take(s *segment, raw string) error {
	switch s.id {
	case "ISA", "GS", "ST", "SE", "GE", "IEA":
		if err := x.finish(); err != nil {
			return err
		}
		if s.id != "ISA" && s.id != "GS" && x.skip {
			if err := x.leave(); err != nil {
				return err
			}
		}
		x.envelopes[transactionLevel].count++
		if err := x.control(s, raw); err != nil {
			return err
		}
		switch s.id {
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
	switch s.id {
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
