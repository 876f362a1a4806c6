package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is embedded is what the embedded releases give today, byte for byte.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("of one goroutine, and long")
	}
	for name, data := range compile() {
		want, err := os.ReadFile(filepath.Join("..", name))
		require.NoError(t, err)
		require.True(t, string(want) == string(data), "%s differs: run go generate in icd10/words/wordsdata", name)
	}
	require.Error(t, run(filepath.Join(t.TempDir(), "none")))
}
