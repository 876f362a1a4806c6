package gem

import (
	"fmt"
	"sync"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/pack"
)

// compiledMark begins compiled mappings; the last character is the version of
// their form.
const compiledMark = "mc-gem 1"

// Decode returns mappings from the compiled form that [Release.MarshalBinary]
// makes. It reads a map when that is first asked. The release has what the one
// had that it was made of, but not its diagnostics. The error wraps
// [medcode.ErrLayout] or [medcode.ErrSyntax]. Data must not be changed.
func Decode(data []byte) (*Release, error) {
	p, err := pack.Open(compiledMark, data)
	if err != nil {
		return nil, err
	}
	head := p.Part(0)
	r := &Release{
		prov:           head.Provenance(),
		Diagnoses:      decodeMap[icd9.Diagnosis, cm.Code](p, 1, &forward),
		DiagnosesBack:  decodeMap[cm.Code, icd9.Diagnosis](p, 2, &backward),
		Procedures:     decodeMap[icd9.Procedure, pcs.Code](p, 3, &forward),
		ProceduresBack: decodeMap[pcs.Code, icd9.Procedure](p, 4, &backward),
	}
	if head.Err() || p.Len() != 5 {
		return nil, fmt.Errorf("compiled mappings that make no sense: %w", medcode.ErrSyntax)
	}
	return r, nil
}

// MarshalBinary implements [encoding.BinaryMarshaler]: the compiled form of the
// mappings, which [Decode] reads. The same mappings always give the same bytes.
func (r *Release) MarshalBinary() ([]byte, error) {
	var head pack.Writer
	head.Provenance(r.prov)
	return pack.Join(compiledMark, [][]byte{head.Bytes(), compileMap(r.Diagnoses), compileMap(r.DiagnosesBack),
		compileMap(r.Procedures), compileMap(r.ProceduresBack)}), nil
}

// compileMap writes the rows: the source where it differs from the one before,
// what the target differs in from the one before, and the number of the flags.
func compileMap[S Code[S], T Code[T]](m *Map[S, T]) []byte {
	m = m.full()
	var w, sources, targets, flags pack.Writer
	w.String(m.file.Name)
	w.Int(int(m.file.Size))
	w.String(m.file.SHA256)
	w.Int(len(m.rows))
	var source, target []byte
	for i := range m.rows {
		r := &m.rows[i]
		source = difference(&sources, source, r.source.AppendCompact(nil))
		n := int(r.noMap)
		for _, f := range r.flags {
			n = n*10 + int(f)
		}
		flags.Int(n)
		if r.noMap == 0 {
			target = difference(&targets, target, r.target.AppendCompact(nil))
		}
	}
	w.Part(&sources)
	w.Part(&targets)
	w.Part(&flags)
	return w.Bytes()
}

// difference writes how much of the code before a code keeps, and what follows.
func difference(w *pack.Writer, before, code []byte) []byte {
	kept := 0
	for kept < len(before) && kept < len(code) && before[kept] == code[kept] {
		kept++
	}
	w.Byte(byte(kept))
	w.String(string(code[kept:]))
	return code
}

// decodeMap returns a map that is read when first asked.
func decodeMap[S Code[S], T Code[T], PS readable[S], PT readable[T]](p *pack.Pack, part int, d *direction) *Map[S, T] {
	m := &Map[S, T]{direction: d}
	m.later = sync.OnceValue(func() *Map[S, T] { return readMap[S, T, PS, PT](p.Part(part), d) })
	return m
}

func readMap[S Code[S], T Code[T], PS readable[S], PT readable[T]](r *pack.Reader, d *direction) *Map[S, T] {
	m := &Map[S, T]{direction: d, file: medcode.File{Name: r.String(), Size: int64(r.Int()), SHA256: r.String()}}
	m.rows = make([]row[S, T], r.Len(3))
	sources, targets, flags := r.Part(), r.Part(), r.Part()
	source, target := codeReader[S, PS]{r: sources}, codeReader[T, PT]{r: targets}
	for i := range m.rows {
		row := &m.rows[i]
		row.source = source.next()
		n := flags.Int()
		for k := len(row.flags) - 1; k >= 0; k-- {
			row.flags[k] = uint8(n % 10)
			n /= 10
		}
		if row.noMap = uint8(min(n, len(noMapWords)-1)); n == 0 {
			row.target = target.next()
		}
	}
	m.index()
	return m
}

// A codeReader reads codes that were written by their differences.
type codeReader[C any, P readable[C]] struct {
	r    *pack.Reader
	text []byte
	code C
}

// readable is a pointer to a code, which reads it without making a text of it.
type readable[C any] interface {
	*C
	UnmarshalBinary([]byte) error
}

func (c *codeReader[C, P]) next() C {
	kept, rest := int(c.r.Byte()), c.r.String()
	if rest == "" && kept == len(c.text) {
		return c.code
	}
	c.text = append(c.text[:min(kept, len(c.text))], rest...)
	_ = P(&c.code).UnmarshalBinary(c.text) // was one
	return c.code
}
