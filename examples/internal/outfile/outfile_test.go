package outfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/examples/internal/outfile"
)

func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "out"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(name, []byte("before"), 0o600))
	require.NoError(t, os.Symlink(name, link))
	write := func() *outfile.File {
		f, err := outfile.Create(link, filepath.Join(dir, "other"))
		require.NoError(t, err)
		_, err = f.WriteString("after")
		require.NoError(t, err)
		return f
	}
	content := func() string {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		return string(text)
	}
	f := write()
	require.Len(t, names(t, dir), 3)
	f.Discard()
	require.Equal(t, "before", content())
	require.Equal(t, []string{"link", "out"}, names(t, dir))

	f = write()
	require.Equal(t, "before", content())
	require.NoError(t, f.Commit())
	f.Discard()
	require.Equal(t, "after", content())
	require.Equal(t, []string{"link", "out"}, names(t, dir))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&os.ModeSymlink, "a link stays one")
	info, err = os.Stat(name)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
}

func TestInputs(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "in"), filepath.Join(dir, "link")
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	require.NoError(t, os.Symlink(name, link))
	for _, c := range [][2]string{{name, name}, {link, name}, {name, link}, {filepath.Join(dir, ".", "in"), name}} {
		_, err := outfile.Create(c[0], "missing", c[1])
		require.ErrorContains(t, err, "would overwrite the input")
	}
	_, err := outfile.Create("")
	require.Error(t, err)
	_, err = outfile.Create(dir)
	require.Error(t, err)
	_, err = outfile.Create(filepath.Join(dir, "missing", "out"))
	require.Error(t, err)
}

func TestDevice(t *testing.T) {
	f, err := outfile.Create(os.DevNull)
	require.NoError(t, err)
	require.NoError(t, f.Commit())
	f.Discard()
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.False(t, info.Mode().IsRegular())
}
