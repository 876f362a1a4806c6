package drg

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/medcode/medcode/internal/codeword"
)

// The binary form of a grouper: a mark, the SHA-256 of what follows, and the
// logic, compressed. The same logic always gives the same bytes.
const binaryMark = "medcode drg 1\n"

// maxBinary bounds what Decode unpacks; the logic of a version is about 2 MB.
const maxBinary = 64 << 20

// ErrFormat is what Decode returns, wrapped, for data that is not the binary
// form of a grouper, or damaged.
var ErrFormat = errors.New("not a compiled grouper of this version of medcode, or damaged")

// encode returns the compiled form of l.
func encode(l *logic) ([]byte, error) {
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
	return slices.Concat([]byte(binaryMark), sum[:], packed.Bytes()), nil
}

// decode returns the logic that data is the compiled form of. The error wraps
// [ErrFormat].
func decode(data []byte) (*logic, error) {
	body, ok := bytes.CutPrefix(data, []byte(binaryMark))
	if !ok || len(body) < sha256.Size {
		return nil, ErrFormat
	}
	sum, packed := body[:sha256.Size], body[sha256.Size:]
	if got := sha256.Sum256(packed); !bytes.Equal(got[:], sum) {
		return nil, fmt.Errorf("the checksum differs: %w", ErrFormat)
	}
	plain, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxBinary))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	l := &logic{}
	c := &coder{r: plain}
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

func (c *coder) place(p *place) {
	number(c, &p.file)
	number(c, &p.line)
}

func (c *coder) logic(l *logic) {
	c.text(&l.version)
	c.text(&l.sha256)
	each(c, &l.files, c.text)
	each(c, &l.errata, c.text)
	each(c, &l.drgs, func(d *drgInfo) {
		number(c, &d.number)
		number(c, &d.mdc)
		number(c, &d.kind)
		c.text(&d.title)
		c.place(&d.place)
	})
	each(c, &l.lists, func(x *list) {
		c.text(&x.section)
		c.text(&x.name)
		c.place(&x.place)
		number(c, &x.kind)
		rising(c, &x.clusters)
	})
	each(c, &l.clusters, func(x *cluster) {
		c.wordList(&x.codes)
		number(c, &x.mdcs)
		c.place(&x.place)
	})
	each(c, &l.nonOR, c.wordList)
	each(c, &l.chapters, c.chapter)
	each(c, &l.hoisted, c.family)
	each(c, &l.unrelated, c.family)
	each(c, &l.hacs, c.hac)
	number(c, &l.nonExtensive)
	each(c, &l.logicCodes, c.drgList)
	each(c, &l.logicLabels, c.drgList)
	c.diagnoses(l)
	c.procedures(l)
	each(c, &l.diagnosisClasses, func(s *[]listID) { rising(c, s) })
	each(c, &l.procedureClasses, func(s *[]listID) { rising(c, s) })
	each(c, &l.collections, func(x *collection) {
		number(c, &x.number)
		c.place(&x.place)
		rising(c, &x.excluder)
	})
	number(c, &l.excluders)
}

func (c *coder) chapter(x *chapter) {
	number(c, &x.mdc)
	c.text(&x.title)
	c.place(&x.place)
	number(c, &x.assignment)
	has := x.entry != nil
	c.flag(&has)
	if has {
		if x.entry == nil {
			x.entry = &cond{}
		}
		c.cond(x.entry, 0)
	}
	number(c, &x.sex)
	c.flag(&x.noUnrelated)
	each(c, &x.surgical, c.family)
	each(c, &x.medical, c.family)
}

func (c *coder) family(f *family) {
	c.text(&f.title)
	c.place(&f.place)
	number(c, &f.mdc)
	c.flag(&f.surgical)
	c.flag(&f.beforeUnrelated)
	c.flag(&f.rest)
	c.cond(&f.base, 0)
	each(c, &f.columns, c.text)
	each(c, &f.conds, func(k *cond) { c.cond(k, 0) })
	each(c, &f.rows, func(r *row) {
		number(c, &r.drg)
		c.place(&r.place)
		c.flag(&r.hideSeverity)
		c.flag(&r.showSeverity)
		each(c, &r.cells, func(x *cell) {
			number(c, &x.column)
			number(c, &x.cond)
			c.flag(&x.yes)
		})
	})
	rising(c, &f.clusters)
	numbers(c, &f.errata)
}

func (c *coder) cond(k *cond, depth int) {
	if depth > 16 {
		c.fail("conditions too deep")
		return
	}
	number(c, &k.op)
	number(c, &k.n)
	numbers(c, &k.lists)
	numbers(c, &k.set)
	each(c, &k.kids, func(kid *cond) { c.cond(kid, depth+1) })
}

func (c *coder) hac(h *hac) {
	number(c, &h.number)
	c.text(&h.title)
	c.place(&h.place)
	number(c, &h.secondary)
	number(c, &h.additional)
	number(c, &h.procedures)
	number(c, &h.principal)
	c.flag(&h.has.additional)
	c.flag(&h.has.procedures)
	c.flag(&h.has.principal)
}

func (c *coder) drgList(d *drgList) {
	number(c, &d.first)
	number(c, &d.last)
	numbers(c, &d.lists)
	c.place(&d.place)
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

func (c *coder) diagnoses(l *logic) {
	length(c, &l.diagnoses)
	d := l.diagnoses
	c.codes(len(d), func(i int) *uint64 { return &d[i].code })
	column(d, func(x *diagnosis) { number(c, &x.class) })
	column(d, func(x *diagnosis) {
		v := uint8(x.level) | bit(x.aliveOnly, 2) | bit(x.retired, 3)
		number(c, &v)
		x.level, x.aliveOnly, x.retired = Level(v&3), v&4 != 0, v&8 != 0
	})
	column(d, func(x *diagnosis) { number(c, &x.collection) })
	column(d, func(x *diagnosis) { number(c, &x.excluder) })
}

func (c *coder) procedures(l *logic) {
	length(c, &l.procedures)
	p := l.procedures
	c.codes(len(p), func(i int) *uint64 { return &p[i].code })
	column(p, func(x *procedure) { number(c, &x.class) })
	column(p, func(x *procedure) {
		v := bit(x.or, 0) | bit(x.retired, 1)
		number(c, &v)
		x.or, x.retired = v&1 != 0, v&2 != 0
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
func (c *coder) check(l *logic) {
	lists := func(ids ...listID) {
		for _, id := range ids {
			if int(id) >= len(l.lists) {
				c.fail("a list that isn't there")
			}
		}
	}
	conds := func(k *cond) {
		k.eachOp(func(k *cond) {
			lists(k.lists...)
			c.checkCond(k)
		})
	}
	families := func(all []family) {
		for i := range all {
			f := &all[i]
			conds(&f.base)
			for k := range f.conds {
				conds(&f.conds[k])
			}
			c.checkFamily(l, f)
		}
	}
	mdcs := 0
	for i := range l.chapters {
		ch := &l.chapters[i]
		if ch.mdc != i {
			c.fail("chapters out of order")
		}
		mdcs++
		lists(ch.assignment)
		if ch.entry != nil {
			conds(ch.entry)
		}
		families(ch.surgical)
		families(ch.medical)
	}
	if mdcs != 26 || len(l.diagnosisClasses) == 0 || len(l.procedureClasses) == 0 || len(l.collections) == 0 || len(l.lists) == 0 {
		c.fail("tables are missing")
	}
	families(l.hoisted)
	families(l.unrelated)
	for _, h := range l.hacs {
		lists(h.secondary, h.additional, h.procedures, h.principal)
	}
	if len(l.hacs) > maxHACs {
		c.fail("too many hospital-acquired conditions")
	}
	lists(l.nonExtensive)
	for _, d := range append(slices.Clone(l.logicCodes), l.logicLabels...) {
		lists(d.lists...)
		if d.last > 999 {
			c.fail("a DRG over 999")
		}
	}
	for _, set := range append(slices.Clone(l.diagnosisClasses), l.procedureClasses...) {
		lists(set...)
	}
	c.checkCodes(l)
}

func (c *coder) checkCond(k *cond) {
	want := map[op]int{opNot: 1, opAcross: 0}
	if n, ok := want[k.op]; ok && len(k.kids) != n || k.op > opSeverity {
		c.fail("an unknown condition")
	}
	if k.op == opAcross && len(k.lists) != 2 || (k.op == opAnd || k.op == opOr || k.op == opAtLeast) && len(k.kids) == 0 || len(k.kids) > 32 {
		c.fail("a condition without its parts")
	}
}

func (c *coder) checkFamily(l *logic, f *family) {
	for _, r := range f.rows {
		if r.drg > 999 {
			c.fail("a DRG over 999")
		}
		for _, x := range r.cells {
			if int(x.cond) >= len(f.conds) || int(x.column) >= len(f.columns) {
				c.fail("a cell without its column")
			}
		}
	}
	for _, id := range f.clusters {
		if int(id) >= len(l.clusters) {
			c.fail("a cluster that isn't there")
		}
	}
	for _, id := range f.errata {
		if int(id) >= len(l.errata) {
			c.fail("an erratum that isn't there")
		}
	}
	if f.mdc > 25 {
		c.fail("an MDC over 25")
	}
}

func (c *coder) checkCodes(l *logic) {
	for i := range l.lists {
		for _, id := range l.lists[i].clusters {
			if int(id) >= len(l.clusters) {
				c.fail("a cluster that isn't there")
			}
		}
	}
	for _, d := range l.drgs {
		if d.number > 999 {
			c.fail("a DRG over 999")
		}
	}
	for i := range l.clusters {
		if len(l.clusters[i].codes) == 0 {
			c.fail("a cluster without codes")
		}
	}
	for i := range l.nonOR {
		if len(l.nonOR[i]) == 0 {
			c.fail("a combination without codes")
		}
	}
	for i, d := range l.diagnoses {
		if int(d.class) >= len(l.diagnosisClasses) || int(d.collection) >= len(l.collections) || int(d.excluder) >= max(l.excluders, 1) ||
			d.level > MCC || i > 0 && d.code <= l.diagnoses[i-1].code || d.code == 0 {
			c.fail("a diagnosis out of order or range")
		}
	}
	for i, p := range l.procedures {
		if int(p.class) >= len(l.procedureClasses) || i > 0 && p.code <= l.procedures[i-1].code || p.code == 0 {
			c.fail("a procedure out of order or range")
		}
	}
	for i := range l.collections {
		for _, e := range l.collections[i].excluder {
			if int(e) >= l.excluders {
				c.fail("an excluder that isn't there")
			}
		}
	}
	if l.excluders > 1<<16 {
		c.fail("too many excluders")
	}
}
