package logic

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// The binary form of a grouper: a mark, the SHA-256 of what follows, and the
// logic, compressed. The same logic always gives the same bytes.
const BinaryMark = "medcode drg 2\n"

// maxBinary bounds what Decode unpacks; the logic of a version is about 2 MB.
const MaxBinary = 64 << 20

// ErrFormat is what Decode returns, wrapped, for data that is not the binary
// form of a grouper, or damaged.
var ErrFormat = errors.New("not a compiled grouper of this version of medcode, or damaged")

// Encode returns the compiled form of l.
func Encode(l *Logic) ([]byte, error) {
	var plain bytes.Buffer
	c := &coder{w: &plain}
	c.logic(l)
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(plain.Bytes()); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(packed.Bytes())
	return slices.Concat([]byte(BinaryMark), sum[:], packed.Bytes()), nil
}

// Fingerprint returns the SHA-256 of what l says of stays: of its binary form
// without the places, the source and the findings, which the same logic, printed
// on other lines, has otherwise.
func Fingerprint(l *Logic) [sha256.Size]byte {
	var plain bytes.Buffer
	(&coder{w: &plain, bare: true}).logic(l)
	return sha256.Sum256(plain.Bytes())
}

// Decode returns the logic that data is the compiled form of. The error wraps
// [ErrFormat].
func Decode(data []byte) (*Logic, error) {
	body, ok := bytes.CutPrefix(data, []byte(BinaryMark))
	if !ok || len(body) < sha256.Size {
		return nil, ErrFormat
	}
	sum, packed := body[:sha256.Size], body[sha256.Size:]
	if got := sha256.Sum256(packed); !bytes.Equal(got[:], sum) {
		return nil, fmt.Errorf("the checksum differs: %w", ErrFormat)
	}
	var plain bytes.Buffer
	plain.Grow(9 * len(packed)) // a little more than the tables come to
	if _, err := plain.ReadFrom(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), MaxBinary)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	l := &Logic{}
	c := &coder{r: plain.Bytes()}
	c.logic(l)
	if c.err == nil && c.left() > 0 {
		c.fail("bytes behind the end")
	}
	if c.err == nil {
		c.check(l)
	}
	if c.err != nil {
		return nil, c.err
	}
	return l, nil
}

// A coder writes the parts of a logic to w, or, without w, reads them from r.
// Each of its methods does both, so that the two can't differ.
type coder struct {
	w   *bytes.Buffer
	r   []byte
	at  int // how much of r is read
	err error

	bare bool // without places, sources and findings
}

func (c *coder) left() int { return len(c.r) - c.at }

func (c *coder) fail(what string) {
	if c.err == nil {
		c.err = fmt.Errorf("%s: %w", what, ErrFormat)
	}
}

type integer interface {
	~int | ~uint8 | ~uint16 | ~uint32 | ~int32
}

func number[T integer](c *coder, p *T) {
	if c.w != nil {
		c.w.Write(binary.AppendUvarint(nil, uint64(*p)))
		return
	}
	if c.at < len(c.r) && c.r[c.at] < 0x80 && c.err == nil { // most are short
		*p = T(c.r[c.at])
		c.at++
		return
	}
	v, n := binary.Uvarint(c.r[c.at:])
	if c.err != nil || n <= 0 || uint64(T(v)) != v {
		c.fail("a number is cut off or too large")
		return
	}
	*p = T(v)
	c.at += n
}

func (c *coder) flag(p *bool) {
	v := uint8(0)
	if *p {
		v = 1
	}
	number(c, &v)
	*p = v != 0
}

func (c *coder) text(p *string) {
	n := len(*p)
	number(c, &n)
	if c.w != nil {
		c.w.WriteString(*p)
	} else if n > c.left() {
		c.fail("a text is cut off")
	} else {
		*p = string(c.r[c.at : c.at+n])
		c.at += n
	}
}

// each codes the length of a slice and then its elements.
func each[T any](c *coder, p *[]T, f func(*T)) {
	n := len(*p)
	number(c, &n)
	if c.w == nil {
		if n > c.left() { // an element takes a byte at least
			c.fail("a list is longer than the data")
		}
		if c.err != nil {
			return
		}
		*p = make([]T, n)
	}
	for i := range *p {
		f(&(*p)[i])
	}
}

// column codes one field of all elements of a slice whose length is known.
func column[T any](s []T, f func(*T)) {
	for i := range s {
		f(&s[i])
	}
}

func numbers[T integer](c *coder, p *[]T) { each(c, p, func(v *T) { number(c, v) }) }

// rising codes numbers in order as their differences.
func rising[T integer](c *coder, p *[]T) {
	last := T(0)
	each(c, p, func(v *T) {
		d := *v - last
		number(c, &d)
		*v = last + d
		last = *v
	})
}

// codes codes the codes of n elements: how much of the one before they share,
// how long the rest is, and the rest.
func (c *coder) codes(n int, code func(i int) *uint64) {
	last := codeword.Word(0)
	for i := range n {
		p := code(i)
		if c.w != nil {
			w := codeword.Word(*p)
			shared := 0
			for shared < 7 && w.At(shared) == last.At(shared) {
				shared++
			}
			rest := w << (8 * shared)
			c.w.WriteByte(byte(shared<<4 | rest.Len()))
			c.w.Write(rest.Append(nil))
			last = w
			continue
		}
		if c.left() == 0 {
			c.fail("codes are cut off")
			return
		}
		shared, rest := int(c.r[c.at]>>4), int(c.r[c.at]&15)
		if shared+rest > 8 || rest >= c.left() {
			c.fail("a code is too long")
			return
		}
		w := last.First(shared)
		for k := range rest {
			w = w.With(shared+k, c.r[c.at+1+k])
		}
		c.at += 1 + rest
		*p, last = uint64(w), w
	}
}

func (c *coder) wordList(p *[]uint64) {
	n := len(*p)
	number(c, &n)
	if c.w == nil {
		if n > c.left() {
			c.fail("a list is longer than the data")
			return
		}
		*p = make([]uint64, n)
	}
	c.codes(n, func(i int) *uint64 { return &(*p)[i] })
}

func (c *coder) place(p *Place) {
	if c.bare {
		return
	}
	number(c, &p.File)
	number(c, &p.Line)
}

func (c *coder) logic(l *Logic) {
	c.text(&l.Version)
	if !c.bare {
		c.text(&l.SHA256)
		each(c, &l.Files, c.text)
		each(c, &l.Findings, c.finding)
	}
	each(c, &l.Errata, c.erratum)
	each(c, &l.DRGs, func(d *DRG) {
		number(c, &d.Number)
		number(c, &d.MDC)
		number(c, &d.Kind)
		c.text(&d.Title)
		c.place(&d.Place)
	})
	each(c, &l.Lists, func(x *List) {
		c.text(&x.Section)
		c.text(&x.Name)
		c.place(&x.Place)
		number(c, &x.Kind)
		rising(c, &x.Clusters)
	})
	each(c, &l.Clusters, func(x *Cluster) {
		c.wordList(&x.Codes)
		number(c, &x.MDCs)
		c.place(&x.Place)
	})
	each(c, &l.NonOR, c.wordList)
	each(c, &l.Chapters, c.chapter)
	each(c, &l.Hoisted, c.family)
	each(c, &l.Unrelated, c.family)
	each(c, &l.HACs, c.hac)
	number(c, &l.NonExtensive)
	each(c, &l.LogicCodes, c.drgList)
	each(c, &l.LogicLabels, c.drgList)
	c.diagnoses(l)
	c.procedures(l)
	each(c, &l.DiagnosisClasses, func(s *[]ListID) { rising(c, s) })
	each(c, &l.ProcedureClasses, func(s *[]ListID) { rising(c, s) })
	each(c, &l.Collections, func(x *Collection) {
		number(c, &x.Number)
		c.place(&x.Place)
		rising(c, &x.Excluder)
	})
	number(c, &l.Excluders)
}

func (c *coder) finding(d *medcode.Diagnostic) {
	c.text(&d.File)
	number(c, &d.Line)
	c.text((*string)(&d.Kind))
	c.text(&d.Text)
	c.text(&d.Message)
}

func (c *coder) erratum(e *Erratum) {
	for _, p := range []*string{&e.Name, &e.Versions, &e.Manual, &e.Says, &e.Reference, &e.Example} {
		c.text(p)
	}
	each(c, &e.Changes, func(x *Change) {
		c.text(&x.Kind)
		number(c, &x.N)
		numbers(c, &x.DRGs)
		each(c, &x.Codes, c.text)
		each(c, &x.Sections, c.text)
		c.text(&x.Row)
		each(c, &x.Cells, c.text)
		c.text(&x.Labels)
	})
}

func (c *coder) chapter(x *Chapter) {
	number(c, &x.MDC)
	c.text(&x.Title)
	c.place(&x.Place)
	number(c, &x.Assignment)
	has := x.Entry != nil
	c.flag(&has)
	if has {
		if x.Entry == nil {
			x.Entry = &Cond{}
		}
		c.cond(x.Entry, 0)
	}
	number(c, &x.Sex)
	c.flag(&x.NoUnrelated)
	each(c, &x.Surgical, c.family)
	each(c, &x.Medical, c.family)
}

func (c *coder) family(f *Family) {
	c.text(&f.Title)
	c.place(&f.Place)
	number(c, &f.MDC)
	c.flag(&f.Surgical)
	c.flag(&f.BeforeUnrelated)
	c.flag(&f.Rest)
	c.cond(&f.Base, 0)
	each(c, &f.Columns, c.text)
	each(c, &f.Conds, func(k *Cond) { c.cond(k, 0) })
	each(c, &f.Rows, func(r *Row) {
		number(c, &r.DRG)
		c.place(&r.Place)
		c.flag(&r.HideSeverity)
		c.flag(&r.ShowSeverity)
		each(c, &r.Cells, func(x *Cell) {
			number(c, &x.Column)
			number(c, &x.Cond)
			c.flag(&x.Yes)
		})
	})
	rising(c, &f.Clusters)
	numbers(c, &f.Errata)
}

func (c *coder) cond(k *Cond, depth int) {
	if depth > 16 {
		c.fail("conditions too deep")
		return
	}
	number(c, &k.Op)
	number(c, &k.N)
	numbers(c, &k.Lists)
	numbers(c, &k.Set)
	each(c, &k.Kids, func(kid *Cond) { c.cond(kid, depth+1) })
}

func (c *coder) hac(h *HAC) {
	number(c, &h.Number)
	c.text(&h.Title)
	c.place(&h.Place)
	number(c, &h.Secondary)
	number(c, &h.Additional)
	number(c, &h.Procedures)
	number(c, &h.Principal)
	c.flag(&h.Has.Additional)
	c.flag(&h.Has.Procedures)
	c.flag(&h.Has.Principal)
}

func (c *coder) drgList(d *DRGList) {
	number(c, &d.First)
	number(c, &d.Last)
	numbers(c, &d.Lists)
	c.place(&d.Place)
}

// length codes the length of a slice, and makes it when reading.
func length[T any](c *coder, p *[]T) {
	n := len(*p)
	number(c, &n)
	if c.w != nil {
		return
	}
	if n > c.left() {
		c.fail("a table is longer than the data")
		return
	}
	*p = make([]T, n)
}

func (c *coder) diagnoses(l *Logic) {
	length(c, &l.Diagnoses)
	d := l.Diagnoses
	c.codes(len(d), func(i int) *uint64 { return &d[i].Code })
	column(d, func(x *Diagnosis) { number(c, &x.Class) })
	column(d, func(x *Diagnosis) {
		v := uint8(x.Level) | bit(x.AliveOnly, 2) | bit(x.Retired, 3)
		number(c, &v)
		x.Level, x.AliveOnly, x.Retired = v&3, v&4 != 0, v&8 != 0
	})
	column(d, func(x *Diagnosis) { number(c, &x.Collection) })
	column(d, func(x *Diagnosis) { number(c, &x.Excluder) })
}

func (c *coder) procedures(l *Logic) {
	length(c, &l.Procedures)
	p := l.Procedures
	c.codes(len(p), func(i int) *uint64 { return &p[i].Code })
	column(p, func(x *Procedure) { number(c, &x.Class) })
	column(p, func(x *Procedure) {
		v := bit(x.OR, 0) | bit(x.Retired, 1)
		number(c, &v)
		x.OR, x.Retired = v&1 != 0, v&2 != 0
	})
}

// bit returns 1<<n if b.
func bit(b bool, n int) uint8 {
	if b {
		return 1 << n
	}
	return 0
}

// check makes sure that the indexes of a logic that was read are in range, so
// that nothing that uses it needs to.
func (c *coder) check(l *Logic) {
	lists := func(ids ...ListID) {
		for _, id := range ids {
			if int(id) >= len(l.Lists) {
				c.fail("a list that isn't there")
			}
		}
	}
	conds := func(k *Cond) {
		k.EachOp(func(k *Cond) {
			lists(k.Lists...)
			c.checkCond(k)
		})
	}
	families := func(all []Family) {
		for i := range all {
			f := &all[i]
			conds(&f.Base)
			for k := range f.Conds {
				conds(&f.Conds[k])
			}
			c.checkFamily(l, f)
		}
	}
	mdcs := 0
	for i := range l.Chapters {
		ch := &l.Chapters[i]
		if ch.MDC != i {
			c.fail("chapters out of order")
		}
		mdcs++
		lists(ch.Assignment)
		if ch.Entry != nil {
			conds(ch.Entry)
		}
		families(ch.Surgical)
		families(ch.Medical)
	}
	if mdcs != 26 || len(l.DiagnosisClasses) == 0 || len(l.ProcedureClasses) == 0 || len(l.Collections) == 0 || len(l.Lists) == 0 {
		c.fail("tables are missing")
	}
	families(l.Hoisted)
	families(l.Unrelated)
	for _, h := range l.HACs {
		lists(h.Secondary, h.Additional, h.Procedures, h.Principal)
	}
	if len(l.HACs) > MaxHACs {
		c.fail("too many hospital-acquired conditions")
	}
	lists(l.NonExtensive)
	for _, d := range append(slices.Clone(l.LogicCodes), l.LogicLabels...) {
		lists(d.Lists...)
		if d.Last > 999 {
			c.fail("a DRG over 999")
		}
	}
	for _, set := range append(slices.Clone(l.DiagnosisClasses), l.ProcedureClasses...) {
		lists(set...)
	}
	c.checkCodes(l)
}

func (c *coder) checkCond(k *Cond) {
	want := map[Op]int{OpNot: 1, OpAcross: 0}
	if n, ok := want[k.Op]; ok && len(k.Kids) != n || k.Op > OpSeverity {
		c.fail("an unknown condition")
	}
	if k.Op == OpAcross && len(k.Lists) != 2 || (k.Op == OpAnd || k.Op == OpOr || k.Op == OpAtLeast) && len(k.Kids) == 0 || len(k.Kids) > 32 {
		c.fail("a condition without its parts")
	}
}

func (c *coder) checkFamily(l *Logic, f *Family) {
	for _, r := range f.Rows {
		if r.DRG > 999 {
			c.fail("a DRG over 999")
		}
		for _, x := range r.Cells {
			if int(x.Cond) >= len(f.Conds) || int(x.Column) >= len(f.Columns) {
				c.fail("a cell without its column")
			}
		}
	}
	for _, id := range f.Clusters {
		if int(id) >= len(l.Clusters) {
			c.fail("a cluster that isn't there")
		}
	}
	for _, id := range f.Errata {
		if int(id) >= len(l.Errata) {
			c.fail("an erratum that isn't there")
		}
	}
	if f.MDC > 25 {
		c.fail("an MDC over 25")
	}
}

func (c *coder) checkCodes(l *Logic) {
	for i := range l.Lists {
		for _, id := range l.Lists[i].Clusters {
			if int(id) >= len(l.Clusters) {
				c.fail("a cluster that isn't there")
			}
		}
	}
	for _, d := range l.DRGs {
		if d.Number > 999 {
			c.fail("a DRG over 999")
		}
	}
	for i := range l.Clusters {
		if len(l.Clusters[i].Codes) == 0 {
			c.fail("a cluster without codes")
		}
	}
	for i := range l.NonOR {
		if len(l.NonOR[i]) == 0 {
			c.fail("a combination without codes")
		}
	}
	for i, d := range l.Diagnoses {
		if int(d.Class) >= len(l.DiagnosisClasses) || int(d.Collection) >= len(l.Collections) || int(d.Excluder) >= max(l.Excluders, 1) ||
			d.Level > MCC || i > 0 && d.Code <= l.Diagnoses[i-1].Code || d.Code == 0 {
			c.fail("a diagnosis out of order or range")
		}
	}
	for i, p := range l.Procedures {
		if int(p.Class) >= len(l.ProcedureClasses) || i > 0 && p.Code <= l.Procedures[i-1].Code || p.Code == 0 {
			c.fail("a procedure out of order or range")
		}
	}
	for i := range l.Collections {
		for _, e := range l.Collections[i].Excluder {
			if int(e) >= l.Excluders {
				c.fail("an excluder that isn't there")
			}
		}
	}
	if l.Excluders > 1<<16 {
		c.fail("too many excluders")
	}
}
