package icd9

import (
	"fmt"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
	"github.com/medcode/medcode/internal/pack"
)

// compiledMark begins a compiled library; the last character is the version of
// its form.
const compiledMark = "mc-icd91"

// Decode returns a library from the compiled form that [Library.MarshalBinary]
// makes. Its releases have what those had that the library was made of, but not
// their diagnostics. The error wraps [medcode.ErrLayout] or [medcode.ErrSyntax].
func Decode(data []byte) (*Library, error) {
	p, err := pack.Open(compiledMark, data)
	if err != nil {
		return nil, err
	}
	r := p.Part(0)
	releases := make([]*Release, r.Len(1))
	bad := r.Err()
	for i := range releases {
		dx, pr := p.Part(1+2*i), p.Part(2+2*i)
		releases[i] = &Release{prov: r.Provenance(), Diagnoses: readList[Volume1](dx), Procedures: readList[Volume3](pr)}
		bad = bad || dx.Err() || pr.Err() || r.Err()
	}
	if bad {
		return nil, fmt.Errorf("a compiled library of ICD-9-CM that makes no sense: %w", medcode.ErrSyntax)
	}
	return NewLibrary(releases...)
}

// MarshalBinary implements [encoding.BinaryMarshaler]: the compiled form of a
// library, which [Decode] reads. The same releases always give the same bytes.
func (l *Library) MarshalBinary() ([]byte, error) {
	var head pack.Writer
	parts := [][]byte{nil}
	head.Int(len(l.releases))
	for _, r := range l.releases {
		head.Provenance(r.prov)
		parts = append(parts, r.Diagnoses.compile(), r.Procedures.compile())
	}
	parts[0] = head.Bytes()
	return pack.Join(compiledMark, parts), nil
}

func (l *List[V]) compile() []byte {
	var w, codes, long, short pack.Writer
	for _, e := range l.entries {
		codes.String(e.Code.w.String())
		long.String(e.Long)
		short.String(e.Short)
	}
	w.Int(len(l.entries))
	w.Part(&codes)
	w.Part(&long)
	w.Part(&short)
	return w.Bytes()
}

func readList[V Volume](r *pack.Reader) *List[V] {
	l := &List[V]{entries: make([]Entry[V], r.Len(3))}
	codes, long, short := r.Part(), r.Part(), r.Part()
	for i := range l.entries {
		code := codes.String()
		l.entries[i] = Entry[V]{Code: Code[V]{w: codeword.Pack(code[:min(len(code), 8)])}, Long: long.String(), Short: short.String()}
	}
	l.set()
	return l
}
