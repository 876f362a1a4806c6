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
	room                                    []byte // what is read is read into it
	read                                    string
	done                                    int   // of what was read, taken
	ended                                   error // of in
	lf, cr                                  int   // the next line breaks in read, at done or behind it, as far as they were looked for
	element, component, segment, repetition byte

	envelopes [levels]envelope
	skip      bool   // a transaction that holds no claims for this reader
	set       string // its identifier
	guide     string // of the transaction
	group     string // that of its group
	loops
	scratch
}

// chunk is how much is read at a time. The texts of a claim share memory with it.
const chunk = 32 << 10

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
	left := x.read[x.done:]
	size := max(chunk, 2*len(left))
	if cap(x.room) < size {
		x.room = make([]byte, size)
	}
	n := copy(x.room, left)
	for idle := 0; n < size && x.ended == nil; idle++ {
		var k int
		if k, x.ended = x.in.Read(x.room[n:size]); k > 0 {
			idle = 0
		} else if x.ended == nil && idle > 100 {
			x.ended = io.ErrNoProgress
		}
		n += k
	}
	x.read, x.done, x.lf, x.cr = string(x.room[:n]), 0, -1, -1
	if size > 4*chunk {
		x.room = nil
	}
	return n > len(left)
}

// next returns the next segment, without blanks around it, as a part of what was
// read; at the end of the file io.EOF.
func (x *interchange) next() (from, end int, err error) {
	seen := 0
	for {
		from = x.done
		if i := strings.IndexByte(x.read[from+seen:], x.segment); i >= 0 {
			end = from + seen + i
			x.done = end + 1
		} else {
			seen = len(x.read) - from
			if seen > x.limits.LineBytes {
				return 0, 0, errLongSegment(x.limits.LineBytes)
			}
			if x.fill() {
				continue
			}
			if !errors.Is(x.ended, io.EOF) {
				return 0, 0, x.ended
			}
			from, end = x.done, len(x.read)
			x.done = end
			if strings.Trim(x.read[from:], blanks+"\x00\x1a") == "" {
				return 0, 0, io.EOF
			}
		}
		seen = 0
		if end-from > x.limits.LineBytes {
			x.line++
			return 0, 0, errLongSegment(x.limits.LineBytes)
		}
		for from < end && isBlank(x.read[from]) {
			from++
		}
		for from < end && isBlank(x.read[end-1]) {
			end--
		}
		if from < end {
			x.line++
			return from, end, nil
		}
	}
}

func errLongSegment(most int) error { return over("LineBytes", "a segment of over %d bytes", most) }

// isBlank reports whether c is one of blanks.
func isBlank(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// wrapped reports whether a line break stands within a part of what was read.
// Where the next ones are is looked for once for all the segments before them.
func (x *interchange) wrapped(from, end int) bool {
	if x.lf < from {
		x.lf = x.after(from, '\n')
	}
	if x.cr < from {
		x.cr = x.after(from, '\r')
	}
	return x.lf < end || x.cr < end
}

// after returns where c stands in what was read, from a place on. What ends
// segments stands in none.
func (x *interchange) after(from int, c byte) int {
	if c != x.segment {
		if i := strings.IndexByte(x.read[from:], c); i >= 0 {
			return from + i
		}
	}
	return len(x.read)
}

// unwrap takes out line breaks, which are no characters of X12's data.
var unwrap = strings.NewReplacer("\r", "", "\n", "")

// segments reads to the end of the interchange.
func (x *interchange) segments() error {
	s := &segment{element: x.element, component: x.component} // the one being looked at
	x.lf, x.cr = -1, -1                                       // what ends segments may be another
	for {
		from, end, err := x.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return x.cut()
			}
			return err
		}
		raw := x.read[from:end]
		s.tag = tagOf(raw, x.element)
		if s.tag.idle() {
			x.envelopes[transactionLevel].count++
			continue
		}
		if x.wrapped(from, end) {
			if raw = unwrap.Replace(raw); raw == "" {
				continue
			}
			s.tag = tagOf(raw, x.element)
		}
		if c := raw[0]; 'a' <= c && c <= 'z' { // X12's segments are in capitals, and some senders' are not
			raw = strings.ToUpper(raw)
			s.tag = tagOf(raw, x.element)
		}
		s.raw, s.last = raw, -1
		if err := x.take(s); err != nil {
			return err
		}
		if s.tag == tagIEA {
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

func (x *interchange) take(s *segment) error {
	switch s.tag {
	case tagISA, tagGS, tagST, tagSE, tagGE, tagIEA:
		if err := x.finish(); err != nil {
			return err
		}
		if s.tag != tagISA && s.tag != tagGS && x.skip {
			if err := x.leave(); err != nil {
				return err
			}
		}
		x.envelopes[transactionLevel].count++
		if err := x.control(s); err != nil {
			return err
		}
		switch s.tag {
		case tagGS:
			x.group = s.at(8)
		case tagST:
			x.start(s)
		}
		return nil
	}
	x.envelopes[transactionLevel].count++
	if x.skip {
		return nil
	}
	if s.tag == tagTA1 {
		x.note(medcode.KindUnreadFile, "TA1", "an acknowledgment of an interchange, which holds no claims")
		return nil
	}
	switch s.tag {
	case tagHL:
		if err := x.finish(); err != nil {
			return err
		}
		x.level(s)
	case tagCLM:
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
	x.loops = loops{}
	x.set = s.at(1)
	x.skip = x.set != "837"
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
	what := x.set
	if name := transactions[x.set]; name != "" {
		what += ", " + name + ","
	}
	return x.give(nil, fmt.Errorf("transaction %s is no 837 and left out (guide %q): %w", what, x.guide, medcode.ErrLayout), "")
}

// transactions are what the other transactions of health care are for.
var transactions = map[string]string{
	"269": "coordination of benefits", "270": "a question about eligibility", "271": "an answer about eligibility", "274": "provider information",
	"275": "attachments", "276": "a question about a claim's status", "277": "the status of claims", "278": "prior authorization",
	"820": "premium payment", "824": "an answer to a transaction", "834": "enrollment", "835": "payment and remittance advice", "997": "an acknowledgment", "999": "an acknowledgment",
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
