package shelf_test

import (
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/shelf"
)

func TestTree(t *testing.T) {
	fsys := fstest.MapFS{
		"a/one.txt": {Data: []byte("1")}, "a/two.txt": {Data: []byte("2")}, "b/c/three.txt": {Data: []byte("3")},
		"b/other.pdf": {Data: []byte("-")}, "top.txt": {Data: []byte("0")},
	}
	read := func(files fs.FS, _ medcode.ReadOptions) (string, error) {
		all := ""
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(files, name)
			all += string(b)
			return err
		})
		switch all {
		case "-":
			return "", fmt.Errorf("nothing: %w", medcode.ErrNoFile)
		case "!":
			return "", medcode.ErrLayout
		}
		return all, err
	}
	with := func(all ...string) ([]string, error) { return all, nil }
	open := func(fsys fs.FS) ([]string, error) {
		return shelf.WithTree(fsys, medcode.ReadOptions{}, read, with)
	}
	got, err := open(fsys)
	require.NoError(t, err)
	require.Equal(t, []string{"0", "12", "3"}, got)

	fsys["d/bad.txt"] = &fstest.MapFile{Data: []byte("!")}
	_, err = open(fsys)
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "d: ")
	_, err = open(fstest.MapFS{})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorContains(t, err, "holds no files")
	_, err = open(fstest.MapFS{"b/other.pdf": {Data: []byte("-")}, "c/other.pdf": {Data: []byte("-")}})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	require.ErrorContains(t, err, "no release in the 2 folders of the tree that hold files; the first: b: nothing")
}
