package mce

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"github.com/medcode/medcode"
)

// The compact form of a release: gzip around a magic line, the provenance, and
// the tables as counted runs of varints, keys as differences. It is a
// thirtieth of mce.bin.
const (
	compactMagic = "medcode mce 1\n"
	compactMost  = 64 << 20 // bytes after decompression
)

// MarshalBinary implements [encoding.BinaryMarshaler] with a compact form that
// keeps everything but the diagnostics: for programs that embed a release.
func (r *Release) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err = w.Write(r.appendCompact(nil)); err == nil {
		err = w.Close()
	}
	return b.Bytes(), err
}

// UnmarshalBinary implements [encoding.BinaryUnmarshaler]. It must not be
// called on a release in use.
func (r *Release) UnmarshalBinary(data []byte) error {
	raw, err := inflate(data)
	if err != nil {
		return err
	}
	c := compact{data: raw}
	out := c.release()
	for i := range out.tables {
		out.tables[i] = c.table(c.spans())
	}
	if err := c.whole(len(raw)); err != nil {
		return err
	}
	*r = *out
	return nil
}

// laterTables are the tables of a release, each read when it is first asked for.
type laterTables [4]func() *table

// unpack is UnmarshalBinary that leaves the tables for later. What is wrong in a
// table is an empty table then.
func unpack(data []byte) (*Release, error) {
	raw, err := inflate(data)
	if err != nil {
		return nil, err
	}
	c := compact{data: raw}
	r := c.release()
	r.later = new(laterTables)
	for i := range r.later {
		spans := c.spans()
		r.tables[i].spans = spans
		own := compact{data: c.data}
		r.later[i] = sync.OnceValue(func() *table { t := own.table(spans); return &t })
		c.skip(2 * c.count(len(c.data)/2)) // keys, and where their rows begin
	}
	if err := c.whole(len(raw)); err != nil {
		return nil, err
	}
	return r, nil
}

func inflate(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("mce: compact form: %w: %w", err, medcode.ErrSyntax)
	}
	raw, err := io.ReadAll(io.LimitReader(z, compactMost+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("mce: compact form: %w: %w", err, medcode.ErrSyntax)
	case len(raw) > compactMost:
		return nil, &medcode.LimitError{Reason: fmt.Sprintf("mce: compact form of over %d bytes", compactMost)}
	}
	return raw, nil
}

func (r *Release) appendCompact(b []byte) []byte {
	b = append(b, compactMagic...)
	b = binary.AppendUvarint(b, uint64(r.version))
	b = appendPeriod(b, r.dates)
	b = binary.AppendUvarint(b, uint64(len(r.provenance.Files)))
	for _, f := range r.provenance.Files {
		b = appendText(appendText(b, f.Name), f.SHA256)
		b = binary.AppendUvarint(b, uint64(f.Size))
	}
	b = binary.AppendUvarint(b, uint64(len(r.ages)))
	for _, a := range r.ages {
		b = appendText(b, a.Group)
		b = binary.AppendVarint(binary.AppendVarint(b, int64(a.From)), int64(a.To))
		b = appendPeriod(b, a.Period)
	}
	b = binary.AppendUvarint(b, uint64(len(r.statuses)))
	for _, s := range r.statuses {
		b = appendPeriod(binary.AppendVarint(b, int64(s.Code)), s.Period)
	}
	b = binary.AppendUvarint(b, uint64(len(flagNames))) // what the bits of flags stand for
	for _, name := range flagNames {
		b = appendText(b, name)
	}
	for list := range r.tables {
		t := r.table(List(list))
		b = binary.AppendUvarint(b, uint64(len(t.spans)))
		for _, s := range t.spans {
			b = appendSpan(b, s)
		}
		b = binary.AppendUvarint(b, uint64(len(t.keys)))
		var last key
		for _, k := range t.keys {
			b = binary.AppendUvarint(b, uint64(k>>keyShift-last))
			last = k >> keyShift
		}
		for _, k := range t.keys {
			b = binary.AppendUvarint(b, uint64(k&placeMax))
		}
	}
	return b
}

func appendSpan(b []byte, s span) []byte {
	b = appendPeriod(b, medcode.Period{From: s.from, To: s.to})
	return binary.AppendUvarint(b, uint64(s.flags))
}

func appendPeriod(b []byte, p medcode.Period) []byte {
	for _, d := range []medcode.Date{p.From, p.To} {
		b = binary.AppendUvarint(b, uint64(d.DaysSince(medcode.Date{})))
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// A compact reads the compact form; once bad, it reads zeros.
type compact struct {
	data []byte
	bad  bool
}

// whole returns an error unless all of size bytes was read and good.
func (c *compact) whole(size int) error {
	if c.bad || len(c.data) > 0 {
		return fmt.Errorf("mce: compact form: byte %d: %w", size-len(c.data), medcode.ErrSyntax)
	}
	return nil
}

// release reads what stands before the tables.
func (c *compact) release() *Release {
	r := &Release{}
	if string(c.take(len(compactMagic))) != compactMagic {
		c.bad = true
	}
	r.version = c.count(1 << 20)
	r.dates = c.period()
	r.provenance = medcode.Provenance{System: "Medicare Code Editor", Release: releaseName(r.version), Effective: r.dates}
	for range c.count(len(c.data)) {
		f := medcode.File{Name: c.text(), SHA256: c.text()}
		f.Size = int64(c.uvarint())
		r.provenance.Files = append(r.provenance.Files, f)
	}
	for range c.count(len(c.data)) {
		a := AgeRange{Group: c.text(), From: c.varint(), To: c.varint()}
		a.Period = c.period()
		r.ages = append(r.ages, a)
	}
	for range c.count(len(c.data)) {
		s := Status{Code: c.varint()}
		s.Period = c.period()
		r.statuses = append(r.statuses, s)
	}
	c.flagNames()
	return r
}

// flagNames reads the names of the bits, which must be those of this package.
func (c *compact) flagNames() {
	c.bad = c.count(len(flagNames)) != len(flagNames) || c.bad
	for _, name := range flagNames {
		c.bad = c.text() != name || c.bad
	}
}

func (c *compact) spans() []span {
	spans := make([]span, c.count(len(c.data)))
	for i := range spans {
		p := c.period()
		spans[i] = span{p.From, p.To, Flags(c.uvarint())}
	}
	return spans
}

// table reads a table whose rows were read.
func (c *compact) table(spans []span) table {
	keys := make([]key, c.count(len(c.data)))
	var last key
	for i := range keys {
		last += key(c.uvarint())
		keys[i] = last << keyShift
		c.bad = c.bad || i > 0 && keys[i] <= keys[i-1] || !keys[i].isValid()
	}
	for i := range keys {
		keys[i] |= key(c.count(len(spans) - 1))
	}
	if n := len(spans); n > 0 && spans[n-1].flags&lastRow == 0 || n == 0 && len(keys) > 0 {
		c.bad = true
	}
	if c.bad {
		return table{}
	}
	return newTable(keys, spans)
}

// skip goes behind n numbers.
func (c *compact) skip(n int) {
	for i, b := range c.data {
		if n == 0 {
			c.data = c.data[i:]
			return
		}
		if b < 0x80 {
			n--
		}
	}
	c.data, c.bad = nil, c.bad || n > 0
}

// count reads a number of at most most.
func (c *compact) count(most int) int {
	n := c.uvarint()
	if n > uint64(max(most, 0)) {
		c.bad = true
	}
	if c.bad {
		return 0
	}
	return int(n)
}

func (c *compact) period() medcode.Period { return medcode.Period{From: c.date(), To: c.date()} }

func (c *compact) date() medcode.Date {
	n := c.count(forever.DaysSince(medcode.Date{}))
	if n == 0 {
		return medcode.Date{}
	}
	return medcode.NewDate(1, 1, 1).AddDays(n - 1)
}

func (c *compact) text() string { return string(c.take(c.count(len(c.data)))) }

func (c *compact) take(n int) []byte {
	if c.bad || n > len(c.data) {
		c.bad = true
		return nil
	}
	b := c.data[:n]
	c.data = c.data[n:]
	return b
}

func (c *compact) uvarint() uint64 {
	v, n := binary.Uvarint(c.data)
	if n <= 0 {
		c.bad = true
	}
	if c.bad {
		return 0
	}
	c.data = c.data[n:]
	return v
}

func (c *compact) varint() int {
	v := c.uvarint()
	return int(int32(v>>1) ^ -int32(v&1))
}
