package opps

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// What every line asks of its code is one line of the cache, 64 bytes.
func TestCodeFillsLinesOfCache(t *testing.T) {
	if unsafe.Sizeof(uintptr(0)) != 8 {
		t.Skip("of machines of 64 bits")
	}
	require.LessOrEqual(t, unsafe.Offsetof(code{}.denies)+8, uintptr(64))
	require.Zero(t, unsafe.Sizeof(code{})%64)
}
