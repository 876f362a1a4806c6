package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// A directory that says half a gigabyte of a part of few bytes takes no such memory.
func TestDirectoryThatLies(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	p, err := w.Create("_rels/.rels")
	require.NoError(t, err)
	_, err = p.Write([]byte("<Relationships/>"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	data := b.Bytes()
	at := bytes.Index(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[at+24:], 500<<20)

	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	book := &Book{parts: map[string]*zip.File{"_rels/.rels": r.File[0]}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err = book.part("_rels/.rels")
	runtime.ReadMemStats(&after)
	require.Error(t, err)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
}
