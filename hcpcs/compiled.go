package hcpcs

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/pack"
)

// compiledMark begins a compiled library; the last character is the version of
// its form.
const compiledMark = "mchcpcs1"

// Decode returns a library from the compiled form that [Library.MarshalBinary]
// makes. It reads a release when that is first asked for. Its releases have the
// codes, modifiers, notes and the list of codes not otherwise classified of
// those that the library was made of, not their transaction reports,
// corrections, notices and diagnostics. The error wraps [medcode.ErrLayout] or
// [medcode.ErrSyntax]. Data must not be changed.
func Decode(data []byte) (*Library, error) {
	p, err := pack.Open(compiledMark, data)
	if err != nil {
		return nil, err
	}
	r := p.Part(0)
	releases := make([]*Release, r.Len(1))
	for i := range releases {
		prov := r.Provenance()
		releases[i] = &Release{provenance: prov, later: sync.OnceValue(func() *Release { return readCompiled(prov, p.Part(1+i)) })}
	}
	if r.Err() {
		return nil, fmt.Errorf("a compiled library of HCPCS that makes no sense: %w", medcode.ErrSyntax)
	}
	return NewLibrary(releases...)
}

// MarshalBinary implements [encoding.BinaryMarshaler]: the compiled form of a
// library, which [Decode] reads. The same releases always give the same bytes.
// The descriptions of CPT modifiers (P1 to P6) and of dental codes, which belong
// to AMA and ADA, are left out.
func (l *Library) MarshalBinary() ([]byte, error) {
	var head pack.Writer
	parts := [][]byte{nil}
	head.Int(len(l.releases))
	for _, r := range l.releases {
		head.Provenance(r.provenance)
		parts = append(parts, r.full().compile())
	}
	parts[0] = head.Bytes()
	return pack.Join(compiledMark, parts), nil
}

// compile writes what Decode keeps of a release: for each record its code or
// modifier, which fields it has, and their values, each by its number among
// those that the field has had, and as text where it is new.
func (r *Release) compile() []byte {
	var w, texts pack.Writer
	values := make([]map[string]int, len(fields))
	for i := range values {
		values[i] = map[string]int{}
	}
	record := func(name string, licensed bool, rec Record) {
		if licensed {
			rec.Long, rec.Short, rec.breaks = "", "", ""
		}
		w.String(name)
		has := make([]byte, (len(fields)+7)/8)
		for i := range fields {
			if fields[i].get(&rec) != "" {
				has[i/8] |= 1 << (i % 8)
			}
		}
		for _, b := range has {
			w.Byte(b)
		}
		for i := range fields {
			v := fields[i].get(&rec)
			if v == "" {
				continue
			}
			n, known := values[i][v]
			if !known {
				n = len(values[i])
				values[i][v] = n
				texts.String(v)
			}
			w.Int(n)
		}
		w.String(rec.breaks)
	}
	w.Int(len(r.modifiers))
	for _, rec := range r.modifiers {
		record(rec.Modifier.String(), rec.Modifier.Level() == LevelI, rec)
	}
	w.Int(len(r.codes))
	for _, rec := range r.codes {
		record(rec.Code.String(), rec.Code.IsDental(), rec)
	}
	w.Int(len(r.notes))
	for _, number := range slices.Sorted(maps.Keys(r.notes)) {
		w.String(number)
		w.String(r.notes[number])
	}
	w.Int(len(r.noc))
	for _, c := range r.noc {
		w.String(c.String())
	}
	out := binary.AppendUvarint(nil, uint64(len(w.Bytes())))
	return slices.Concat(out, w.Bytes(), texts.Bytes())
}

func readCompiled(prov medcode.Provenance, all *pack.Reader) *Release {
	r, texts := all.Part(), all
	out := &Release{provenance: prov, notes: map[string]string{}, index: map[Code]int32{}}
	values := make([][]string, len(fields))
	record := func(rec *Record) {
		has := r.Text((len(fields) + 7) / 8)
		for i := range fields {
			if i/8 >= len(has) || has[i/8]>>(i%8)&1 == 0 {
				continue
			}
			n := r.Int()
			if n == len(values[i]) {
				values[i] = append(values[i], texts.String())
			}
			if n < len(values[i]) {
				fields[i].set(rec, values[i][n]) // it was of its form
			}
		}
		rec.breaks = r.String()
	}
	out.modifiers = make([]Record, r.Len(8))
	for i := range out.modifiers {
		rec := &out.modifiers[i]
		rec.Modifier, _ = ParseModifier(r.String()) // was one
		record(rec)
	}
	out.codes = make([]Record, r.Len(8))
	for i := range out.codes {
		rec := &out.codes[i]
		rec.Code, _ = Parse(r.String()) // was one
		record(rec)
		out.index[rec.Code] = int32(i)
	}
	for range r.Len(2) {
		number := r.String()
		out.notes[number] = r.String()
	}
	for range r.Len(1) {
		c, _ := Parse(r.String()) // was one
		out.noc = append(out.noc, c)
	}
	return out
}
