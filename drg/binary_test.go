package drg

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// compiledFixture compiles the small manual of package manual.
func compiledFixture(tb testing.TB) *Grouper {
	tb.Helper()
	m, err := manual.Read(os.DirFS("manual/testdata/manual"))
	require.NoError(tb, err)
	g, err := CompileWith(m, CodeFiles{Diagnoses: []cm.Code{cm.MustParse("V00.01XA")}, Partial: true})
	require.NoError(tb, err)
	return g
}

func TestBinary(t *testing.T) {
	g := compiledFixture(t)
	data, err := g.MarshalBinary()
	require.NoError(t, err)
	h, err := Decode(data)
	require.NoError(t, err)
	require.Equal(t, g.Version(), h.Version())
	require.Equal(t, g.Source(), h.Source())
	require.Equal(t, g.DRGs(), h.DRGs())
	again, err := h.MarshalBinary()
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, again))
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		s := anyStay(r, g)
		require.Equal(t, g.Group(s).Final, h.Group(s).Final)
	}
}

// packed makes the binary form of what a grouper unpacks to.
func packed(tb testing.TB, plain []byte) []byte {
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestSpeed)
	require.NoError(tb, err)
	_, err = z.Write(plain)
	require.NoError(tb, err)
	require.NoError(tb, z.Close())
	sum := sha256.Sum256(b.Bytes())
	return slices.Concat([]byte(logic.BinaryMark), sum[:], b.Bytes())
}

// unpacked is the opposite of packed.
func unpacked(tb testing.TB, data []byte) []byte {
	plain, err := io.ReadAll(flate.NewReader(bytes.NewReader(data[len(logic.BinaryMark)+sha256.Size:])))
	require.NoError(tb, err)
	return plain
}

func TestDecodeDamaged(t *testing.T) {
	data, err := compiledFixture(t).MarshalBinary()
	require.NoError(t, err)
	plain := unpacked(t, data)

	for cut := 0; cut < len(data); cut += 1 + cut/20 {
		_, err := Decode(data[:cut])
		require.ErrorIs(t, err, logic.ErrFormat, "cut at %d", cut)
	}
	for at := 0; at < len(data); at += 1 + at/20 {
		flipped := bytes.Clone(data)
		flipped[at] ^= 4
		_, err := Decode(flipped)
		require.ErrorIs(t, err, logic.ErrFormat, "changed at %d", at)
	}
	sum := sha256.Sum256([]byte("not flate"))
	tests := map[string][]byte{
		"empty":             nil,
		"another format":    []byte("PK\x03\x04"),
		"not flate":         slices.Concat([]byte(logic.BinaryMark), sum[:], []byte("not flate")),
		"nothing packed":    packed(t, nil),
		"bytes behind":      packed(t, append(bytes.Clone(plain), 0)),
		"zeros":             packed(t, make([]byte, 1000)),
		"a bomb":            packed(t, make([]byte, logic.MaxBinary+1)),
		"a list of 2^60":    packed(t, []byte{0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f}),
		"a number too long": packed(t, bytes.Repeat([]byte{0xff}, 100)),
		"text behind":       append(packed(t, plain), "more"...),
	}
	for name, data := range tests {
		_, err := Decode(data)
		require.ErrorIs(t, err, logic.ErrFormat, name)
	}
	for cut := 0; cut < len(plain); cut += 1 + cut/50 { // the checksum is right
		_, err := Decode(packed(t, plain[:cut]))
		require.ErrorIs(t, err, logic.ErrFormat, "cut at %d", cut)
	}
}

// anyStay makes a stay of codes that g knows.
func anyStay(r *rand.Rand, g *Grouper) *Stay {
	diagnoses, procedures := g.Codes()
	s := &Stay{Sex: medcode.Sex(r.IntN(3)), Status: []int{1, 20, 99}[r.IntN(3)], Hospital: Reporting(r.IntN(3))}
	for range r.IntN(6) {
		if len(diagnoses) > 0 {
			code, _ := cm.Parse(diagnoses[r.IntN(len(diagnoses))])
			s.Diagnoses = append(s.Diagnoses, Diagnosis{Code: code, POA: cm.POA("YNUW1"[r.IntN(5)])})
		}
	}
	for range r.IntN(6) {
		if len(procedures) > 0 {
			code, _ := pcs.Parse(procedures[r.IntN(len(procedures))])
			s.Procedures = append(s.Procedures, Procedure{Code: code})
		}
	}
	return s
}

// survives decodes what a checksum would have kept out, and uses it.
func survives(t *testing.T, plain []byte, seed uint64) {
	g, err := Decode(packed(t, plain))
	if err != nil {
		require.ErrorIs(t, err, logic.ErrFormat)
		return
	}
	r := rand.New(rand.NewPCG(seed, 5))
	for range 10 {
		s := anyStay(r, g)
		g.Group(s)
		_ = g.Explain(s).String()
	}
	_ = g.MDCTitle(r.IntN(30))
	_ = g.DRGs()
}

// Tables that were damaged and have the right checksum all the same are refused
// or used without a panic.
func TestDecodeForged(t *testing.T) {
	data, err := compiledFixture(t).MarshalBinary()
	require.NoError(t, err)
	plain := unpacked(t, data)
	r := rand.New(rand.NewPCG(3, 8))
	n := 1000
	if testing.Short() {
		n = 50
	}
	for i := range n {
		forged := bytes.Clone(plain)
		for range 1 + r.IntN(3) {
			forged[r.IntN(len(forged))] = byte(r.IntN(256))
		}
		survives(t, forged, uint64(i))
	}
}

func FuzzDecode(f *testing.F) {
	data, err := compiledFixture(f).MarshalBinary()
	require.NoError(f, err)
	plain := unpacked(f, data)
	f.Add(0, []byte{}, uint64(1))
	f.Add(100, []byte{0xff, 0xff, 3}, uint64(2))
	f.Add(len(plain)-3, []byte{7}, uint64(3))
	// The patch takes the place of bytes of a sound one.
	f.Fuzz(func(t *testing.T, at int, patch []byte, seed uint64) {
		forged := bytes.Clone(plain)
		if at >= 0 && at < len(forged) {
			copy(forged[at:], patch)
		}
		survives(t, forged, seed)
	})
}
