package source_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
)

// What is kept is what is read, within the same limits, and holds no more than
// it may.
func TestKept(t *testing.T) {
	disk := fstest.MapFS{"x.zip": file(zipped(t, "a", "one", "b", "a longer one", "i.zip", string(zipped(t, "c", "three")))), "d": file([]byte("four"))}
	plain := contents(t, disk)
	require.Len(t, plain, 4)
	for _, most := range []int{0, 5, 1 << 20} {
		k := source.Keep(disk, most)
		require.Equal(t, plain, contents(t, k))
		require.Equal(t, plain, contents(t, k.With(disk)))
	}
	k := source.Keep(disk, 1<<20)
	contents(t, k)
	disk["x.zip"].Data = zipped(t, "a", "two", "new", "is read")
	require.Equal(t, map[string]string{"x.zip!a": "one", "x.zip!new": "is read", "d": "four"}, contents(t, k), "a file that is kept is not read again")

	k = source.Keep(fstest.MapFS{"x.zip": file(zipped(t, "a", "0123456789"))}, 1<<20)
	contents(t, k)
	for _, tight := range []medcode.Limits{{EntryBytes: 8}, {TotalBytes: 20}} {
		err := source.Walk(k, medcode.ReadOptions{Limits: tight}, func(e *source.Entry) error {
			_, err := e.Bytes()
			return err
		})
		require.ErrorIs(t, err, medcode.ErrLimit, "what is kept counts as what is read")
	}
}

func contents(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
		data, err := e.Bytes()
		all[e.Path] = string(data)
		return err
	}))
	return all
}
