package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/official"
)

// What is embedded is what the published files give today, byte for byte, and
// says what they say, but for descriptions that belong to others.
func TestReproducible(t *testing.T) {
	releases, err := readAll(filepath.Join(official.Path(t, "releases"), "hcpcs"))
	require.NoError(t, err)
	data, err := compile(releases)
	require.NoError(t, err)
	want, err := os.ReadFile("../hcpcs.bin")
	require.NoError(t, err)
	require.True(t, string(data) == string(want), "hcpcs.bin differs: run go generate in hcpcs/hcpcsdata")

	l, err := hcpcs.Decode(data)
	require.NoError(t, err)
	i := 0
	for d := range l.Releases() {
		r := releases[i]
		i++
		require.Equal(t, r.Provenance(), d.Provenance())
		for _, diff := range hcpcs.Diff(r, d) {
			require.True(t, diff.Modifier.Level() == hcpcs.LevelI, "%+v", diff)
			require.Equal(t, []string{"LONG DESCRIPTION", "SHORT DESCRIPTION"}, diff.Fields)
			require.Empty(t, diff.New.Long)
		}
	}
	require.Len(t, releases, i)
}

func TestErrors(t *testing.T) {
	_, err := readAll(t.TempDir())
	require.Error(t, err)
}
