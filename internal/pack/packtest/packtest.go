// Package packtest damages compiled sets, for the tests of what reads them.
package packtest

import (
	"math/rand/v2"

	"github.com/medcode/medcode/internal/pack"
)

// Damaged yields n copies of a compiled set with a byte of a part changed, or the
// part cut, and a check sum that is right, so that its reader meets the damage.
func Damaged(mark string, data []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		p, err := pack.Open(mark, data)
		if err != nil {
			panic(err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		for range n {
			parts := make([][]byte, p.Len())
			for i := range parts {
				parts[i] = []byte(p.Part(i).Rest())
			}
			i := r.IntN(len(parts))
			if part := parts[i]; len(part) > 0 {
				at := r.IntN(min(len(part), 1+r.IntN(len(part)))) // rather near the beginning
				if r.IntN(4) == 0 {
					parts[i] = part[:at]
				} else {
					part[at] ^= byte(1 << r.IntN(8))
				}
			}
			if !yield(pack.Join(mark, parts)) {
				return
			}
		}
	}
}

// Forged returns a compiled set in which bytes of a part are replaced by those of a
// patch, for fuzz targets: the check sum is right. Nothing is replaced where the part
// has no such place.
func Forged(mark string, data []byte, part, at uint, patch []byte) []byte {
	p, err := pack.Open(mark, data)
	if err != nil {
		panic(err)
	}
	parts := make([][]byte, p.Len())
	for i := range parts {
		parts[i] = []byte(p.Part(i).Rest())
	}
	if b := parts[part%uint(len(parts))]; len(b) > 0 {
		copy(b[at%uint(len(b)):], patch)
	}
	return pack.Join(mark, parts)
}
