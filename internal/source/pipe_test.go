//go:build unix

package source_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// A link to what has no end is passed over as the thing itself is.
func TestLinkToPipe(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Skip(err)
	}
	require.NoError(t, os.Symlink("pipe", filepath.Join(dir, "link")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.txt"), []byte("a"), 0o600))
	require.NoError(t, os.Symlink("a.txt", filepath.Join(dir, "b.txt")))
	got, err := walk(os.DirFS(dir), medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"a.txt: a", "b.txt: a"}, got)
}
