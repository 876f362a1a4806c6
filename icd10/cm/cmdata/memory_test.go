package cmdata_test

import (
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/race"
)

// All releases with all that they have, as a program holds it that asked for
// everything once, stay under 60 MB.
func TestMemory(t *testing.T) {
	if race.Detected {
		t.Skip("the race detector takes memory of its own")
	}
	data, err := os.ReadFile("cm.bin")
	require.NoError(t, err)
	before := heap()
	l, err := cm.Decode(data)
	require.NoError(t, err)
	step := func(what string) float64 {
		used := heap() - before
		t.Logf("%-24s %5.1f MB", what, used)
		return used
	}
	step("codes")
	for r := range l.Releases() {
		for _, e := range r.All() {
			_ = e.Title()
		}
		_ = r.Conversions()
	}
	step("and titles, conversions")
	for r := range l.Releases() {
		for _, e := range r.All() {
			for range e.Notes() {
			}
		}
	}
	step("and notes")
	for r := range l.Releases() {
		for kind := range cm.IndexKind(4) {
			_ = r.Index(kind)
		}
	}
	require.Less(t, step("and indexes"), 60.0)
	runtime.KeepAlive(l)
}

// heap returns the megabytes in use.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}
