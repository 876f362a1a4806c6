package ipps

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecodeDamaged(t *testing.T) {
	for _, c := range []struct{ data, says string }{
		{"", "no fiscal year"},
		{"ipps\t2\t2026\n", ":1: line of an unknown kind"},
		{"ipps\t1\tx\n", "invalid syntax"},
		{"ipps\t1\t2026\ndrg\t001\n", ":2: line of an unknown kind"},
		{"ipps\t1\t2026\ndrg\t001\t\t\tx\tfalse\t1\t1\t1\t1\tT\n", "ParseBool"},
		{"ipps\t1\t2026\ndrg\t001\t\t\tx\tfalse\t1.x\t1\t1\t1\tT\n", "ParseBool"},
	} {
		_, err := decode(c.data)
		require.ErrorContains(t, err, c.says)
	}
}

func BenchmarkDecodeEmbedded(b *testing.B) {
	fy2026, err := data.ReadFile("data/fy2026.tsv")
	require.NoError(b, err)
	b.SetBytes(int64(len(fy2026)))
	for b.Loop() {
		_, err := decode(string(fy2026))
		require.NoError(b, err)
	}
}
