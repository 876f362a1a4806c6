package drg

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/internal/logic"
)

// Exclusions take what the collections list, and nothing else.
func TestExclusions(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, size := range [][2]int{{0, 1}, {1, 1}, {2, 40}, {300, 200}, {200, 900}} {
		l := logic.Logic{Excluders: size[0], Collections: make([]logic.Collection, size[1])}
		for i := range l.Collections {
			for e := 1; e < size[0]; e += 1 + r.IntN(1+i) {
				l.Collections[i].Excluder = append(l.Collections[i].Excluder, uint16(e))
			}
		}
		x := newExclusions(&l)
		for e := range max(1, size[0]) {
			for c := range l.Collections {
				if want := slices.Contains(l.Collections[c].Excluder, uint16(e)); want != (x.row(uint16(e)).takes(uint16(c)) == 1) {
					require.Equal(t, want, !want, "%d %d", e, c)
				}
			}
		}
	}
}
