package claimfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/medcode/medcode"
)

// A jsonForm is how claims stand in a file of JSON.
type jsonForm uint8

const (
	jsonByLine  jsonForm = iota // an object a line: a damaged one costs no other
	jsonObjects                 // objects over several lines
	jsonList                    // a list of objects
	jsonWrapped                 // an object with a list of them, "claims"
)

// jsonFormOf tells how claims stand in a file by its beginning.
func jsonFormOf(head []byte) jsonForm {
	if head[0] == '[' {
		return jsonList
	}
	if bytes.Contains(bytes.ToLower(head), []byte(`"claims"`)) && isWrapped(head) {
		return jsonWrapped
	}
	first, rest, more := bytes.Cut(head, []byte{'\n'})
	first, rest = bytes.TrimSpace(first), bytes.TrimSpace(rest)
	if !more || len(rest) == 0 || len(first) == 0 {
		return jsonByLine
	}
	switch first[len(first)-1] {
	case '{', '[', ',', ':':
		if rest[0] != '{' || first[len(first)-1] == '[' || first[len(first)-1] == ':' {
			return jsonObjects
		}
	}
	return jsonByLine
}

// isWrapped reports whether the first object has a list of claims.
func isWrapped(head []byte) bool {
	d := json.NewDecoder(bytes.NewReader(head))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	for {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			return false
		}
		if strings.EqualFold(name, "claims") {
			t, err := d.Token()
			return err == nil && t == json.Delim('[')
		}
		if d.Decode(new(json.RawMessage)) != nil {
			return false
		}
	}
}

// A metered reader fails where more is read for one value than a limit allows, and
// remembers where lines end.
type metered struct {
	r          io.Reader
	used, most int
	at         int64
	breaks     []int64
}

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	for i := range n {
		if p[i] == '\n' {
			m.breaks = append(m.breaks, m.at+int64(i))
		}
	}
	m.at += int64(n)
	if m.used += n; m.used-sniffed > m.most {
		return 0, over("LineBytes", "a claim of over %d bytes", m.most)
	}
	return n, err
}

// lines counts the lines that end before an offset, each once.
func (m *metered) lines(before int64) int {
	n := 0
	for n < len(m.breaks) && m.breaks[n] < before {
		n++
	}
	m.breaks = m.breaks[n:]
	return n
}

// A jsonReader reads claims that stand otherwise than one a line.
type jsonReader struct {
	*file
	src *metered
	d   *json.Decoder
	raw json.RawMessage
}

// jsonValues reads a file of such claims. JSON that is damaged has no rest.
func (f *file) jsonValues(in *bufio.Reader, form jsonForm) error {
	src := &metered{r: in, most: f.limits.LineBytes}
	r := &jsonReader{file: f, src: src, d: json.NewDecoder(src)}
	f.line++
	for {
		err := r.value(form)
		switch limit := (*medcode.LimitError)(nil); {
		case err == nil:
			continue
		case errors.Is(err, io.EOF) && !errors.Is(err, errEnds):
			return nil
		case errors.Is(err, errStop), errors.As(err, &limit):
			return err
		case errors.Is(err, io.ErrUnexpectedEOF):
			err = errEnds
		}
		r.file.line += src.lines(r.d.InputOffset())
		return malformed(fmt.Errorf("%w; what follows is not read", err))
	}
}

var errEnds = errors.New("the file ends within its JSON")

// value reads the next value of the file: io.EOF where there is none.
func (r *jsonReader) value(form jsonForm) error {
	r.src.used = 0
	switch form {
	case jsonList:
		return r.list()
	case jsonWrapped:
		return r.wrapped()
	}
	return r.claim()
}

// claim reads one claim.
func (r *jsonReader) claim() error {
	r.src.used = 0
	r.raw = r.raw[:0]
	if err := r.d.Decode(&r.raw); err != nil {
		return err
	}
	r.file.line += r.src.lines(r.d.InputOffset() - int64(len(r.raw)))
	c, err := parseJSON(r.raw)
	if err == nil {
		r.supplement(c, r.raw)
	}
	return r.give(c, err, "")
}

// delim reads a bracket.
func (r *jsonReader) delim(want json.Delim) error {
	t, err := r.d.Token()
	switch {
	case err != nil:
		return err
	case t != want:
		return fmt.Errorf("want %q: %w", string(want), medcode.ErrSyntax)
	}
	return nil
}

func (r *jsonReader) list() error {
	if err := r.delim('['); err != nil {
		return err
	}
	for r.d.More() {
		if err := r.claim(); err != nil {
			return unexpected(err)
		}
	}
	return unexpected(r.delim(']'))
}

// wrapped reads an object of which one member is a list of claims.
func (r *jsonReader) wrapped() error {
	if err := r.delim('{'); err != nil {
		return err
	}
	for r.d.More() {
		key, err := r.d.Token()
		if err != nil {
			return unexpected(err)
		}
		if name := key.(string); strings.EqualFold(name, "claims") { // which keys of objects are
			err = r.list()
		} else {
			r.src.used, r.raw = 0, r.raw[:0]
			if err = r.d.Decode(&r.raw); err == nil {
				r.note(medcode.KindUnknownField, name, "a member of the object around the claims, passed over")
			}
		}
		if err != nil {
			return unexpected(err)
		}
	}
	return unexpected(r.delim('}'))
}

// unexpected makes an end within a value one.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
