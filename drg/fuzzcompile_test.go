package drg_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
)

// FuzzCompile compiles manuals with a place of a file replaced: an error, or a grouper
// that groups and writes itself.
func FuzzCompile(f *testing.F) {
	const dir = "manual/testdata/manual"
	files := fstest.MapFS{}
	require.NoError(f, fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(dir + "/" + name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	}))
	names := slices.Sorted(maps.Keys(files))
	for i := range names {
		f.Add(uint8(i), uint16(0), uint8(0), []byte(nil))
		f.Add(uint8(i), uint16(900), uint8(80), []byte("AND NOT\r\n"))
	}
	codes := drg.CodeFiles{Diagnoses: []cm.Code{cm.MustParse("V00.01XA")}, Partial: true}
	f.Fuzz(func(t *testing.T, which uint8, at uint16, gone uint8, put []byte) {
		name := names[int(which)%len(names)]
		text := files[name].Data
		from := int(at) % (len(text) + 1)
		damaged := maps.Clone(files)
		damaged[name] = &fstest.MapFile{Data: slices.Concat(text[:from], put, text[min(from+int(gone), len(text)):])}
		m, err := manual.Read(damaged)
		if err != nil {
			return
		}
		g, err := drg.CompileWith(m, codes)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		data, err := g.MarshalBinary()
		require.NoError(t, err)
		h, err := drg.Decode(data)
		require.NoError(t, err)
		again, err := h.MarshalBinary()
		require.NoError(t, err)
		require.True(t, bytes.Equal(data, again))
		s := &drg.Stay{Age: 60, Diagnoses: []drg.Diagnosis{{Code: cm.MustParse("I21.4")}}}
		require.Equal(t, g.Group(s).Final, h.Group(s).Final)
	})
}
