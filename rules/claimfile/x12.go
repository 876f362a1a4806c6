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
	element, component, segment, repetition byte
	class                                   [256]uint8 // what each byte is
	at                                      segment    // being looked at

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
	x.read, x.done = string(x.room[:n]), 0
	if size > 4*chunk {
		x.room = nil
	}
	return n > len(left)
}

// What a byte is in an interchange.
const (
	ofElement = 1 << iota // it separates elements
	ofSegment             // it ends segments
	ofBreak               // a line break, which is no character of X12's data
	ofSpace               // a blank
)

// classify says what each byte is, by the separators.
func (x *interchange) classify() {
	x.class = [256]uint8{' ': ofSpace, '\n': ofBreak, '\r': ofBreak}
	x.class[x.element] |= ofElement
	x.class[x.segment] = ofSegment
}

// next reads the next segment that is not blank into s; at the end of the file it
// returns io.EOF. One loop over the bytes finds its end and those of its elements.
// What is not plain is left to slowNext: a segment that is long or wrapped over
// lines, not in capitals, or behind which blanks stand, and the end of what was read.
func (x *interchange) next(s *segment) error {
	text, from := x.read, x.done
	for from < len(text) && isBlank(text[from]) {
		from++
	}
	text = text[from:]
	if len(text) > window {
		text = text[:window]
	}
	end, n, met := 0, 0, uint8(0)
	for i := 0; i < len(text); i++ {
		k := x.class[text[i]]
		s.ends[n%window] = int32(i)
		n += int(k & ofElement)
		if met |= k; met&ofSegment != 0 {
			end = i
			break
		}
	}
	if end == 0 || met&ofBreak != 0 || isBlank(text[end-1]) || 'a' <= text[0] && text[0] <= 'z' || from-x.done+end > x.limits.LineBytes {
		return x.slowNext(s)
	}
	s.raw, s.last, s.spaced = text[:end], n, met&ofSpace != 0
	s.tag = tagOf(s.raw, int(s.ends[0]))
	x.done = from + end + 1
	x.line++
	return nil
}

// slowNext is next for any segment.
func (x *interchange) slowNext(s *segment) error {
	for {
		from, end, err := x.bounds()
		if err != nil {
			return err
		}
		raw := x.read[from:end]
		if strings.IndexByte(raw, '\n') >= 0 || strings.IndexByte(raw, '\r') >= 0 {
			if raw = unwrap.Replace(raw); raw == "" {
				continue
			}
		}
		if c := raw[0]; 'a' <= c && c <= 'z' { // X12's segments are in capitals, and some senders' are not
			raw = strings.ToUpper(raw)
		}
		s.raw = raw
		s.split()
		return nil
	}
}

// bounds returns where the next segment is in what was read, without blanks around
// it, and goes behind it; at the end of the file it returns io.EOF.
func (x *interchange) bounds() (from, end int, err error) {
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

// unwrap takes out line breaks, which are no characters of X12's data.
var unwrap = strings.NewReplacer("\r", "", "\n", "")

// segments reads to the end of the interchange.
func (x *interchange) segments() error {
	s := &x.at
	s.element, s.component = x.element, x.component
	for {
		if err := x.next(s); err != nil {
			if errors.Is(err, io.EOF) {
				return x.cut()
			}
			return err
		}
		if s.tag == tagIdle {
			x.envelopes[transactionLevel].count++
			continue
		}
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
	if s.tag.isControl() {
		return x.frame(s)
	}
	x.envelopes[transactionLevel].count++
	if x.skip {
		return nil
	}
	switch s.tag {
	case tagTA1:
		x.note(medcode.KindUnreadFile, "TA1", "an acknowledgment of an interchange, which holds no claims")
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

// frame takes a segment that begins or ends an envelope, and with it the claim
// before it.
func (x *interchange) frame(s *segment) error {
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
