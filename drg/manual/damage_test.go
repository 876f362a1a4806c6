package manual_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
)

// complaint reads and compiles a manual and returns what is wrong with it, or
// nil. It fails if that doesn't say where.
func complaint(tb testing.TB, files fs.FS) error {
	tb.Helper()
	m, err := manual.Read(files)
	if err != nil {
		var file *medcode.FileError
		require.ErrorAs(tb, err, &file)
		return err
	}
	few := drg.CodeFiles{Diagnoses: []cm.Code{cm.MustParse("V00.01XA")}, Partial: true}
	_, err = drg.CompileWith(m, few)
	var refused *drg.CompileError
	if errors.As(err, &refused) {
		for _, d := range refused.Diagnostics {
			require.NotEmpty(tb, string(d.Kind))
			require.True(tb, d.File != "" && d.Line > 0 || d.Kind == "no-non-extensive", "no place: %v", d)
		}
		return err
	}
	require.NoError(tb, err)
	return nil
}

func TestFixtureCompiles(t *testing.T) {
	require.NoError(t, complaint(t, fixture(t)))
}

// A manual that is cut off anywhere does not compile, unless blank lines alone
// are lost. (Before version 43.1 the manual doesn't say elsewhere which hospital-
// acquired conditions there are: cut before one of the last it looks whole.)
func TestCutOff(t *testing.T) {
	files := fixture(t)
	for name, f := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for cut := range f.Data {
				atLine := cut > 0 && f.Data[cut-1] == '\n'
				if !atLine && cut%29 != 0 || testing.Short() && cut%7 != 0 {
					continue
				}
				damaged := maps.Clone(files)
				damaged[name] = &fstest.MapFile{Data: f.Data[:cut]}
				if complaint(t, damaged) != nil {
					continue
				}
				require.True(t, atLine, "cut within a line at byte %d", cut)
				require.Empty(t, bytes.TrimSpace(f.Data[cut:]), "cut at byte %d:\n%s", cut, f.Data[max(0, cut-300):cut])
			}
		})
	}
}

// Whatever bytes are changed, reading and compiling don't panic, and what they
// complain of has a place.
func TestFlipped(t *testing.T) {
	files := fixture(t)
	names := slices.Sorted(maps.Keys(files))
	r := rand.New(rand.NewPCG(7, 3))
	for range 400 {
		name := names[r.IntN(len(names))]
		data := bytes.Clone(files[name].Data)
		for range 1 + r.IntN(3) {
			data[r.IntN(len(data))] ^= byte(1 << r.IntN(8))
		}
		damaged := maps.Clone(files)
		damaged[name] = &fstest.MapFile{Data: data}
		_ = complaint(t, damaged)
	}
}

// Lines in any order don't panic.
func TestShuffled(t *testing.T) {
	files := fixture(t)
	r := rand.New(rand.NewPCG(7, 4))
	for range 60 {
		damaged := maps.Clone(files)
		for name, f := range files {
			lines := bytes.SplitAfter(f.Data, []byte("\n"))
			for range 1 + r.IntN(20) {
				i, j := r.IntN(len(lines)), r.IntN(len(lines))
				lines[i], lines[j] = lines[j], lines[i]
			}
			damaged[name] = &fstest.MapFile{Data: bytes.Join(lines, nil)}
		}
		_ = complaint(t, damaged)
	}
}

// FuzzRead puts any text in place of one file of the fixture, or behind it.
func FuzzRead(f *testing.F) {
	files := fixture(f)
	for name, file := range files {
		f.Add(name, file.Data, false)
	}
	f.Add("appendix_F_I.txt", []byte("HAC 15: New\r\nSECONDARY DIAGNOSIS\r\n\r\n  A000    CC\r\n\r\n"), true)
	f.Add("mdcs_22_25.txt", []byte("+--+\r\n|DRG|\r\n+--+\r\n| |\r\n"), true)
	f.Fuzz(func(t *testing.T, name string, data []byte, behind bool) {
		damaged := maps.Clone(files)
		if behind {
			if old := damaged[name]; old != nil {
				data = slices.Concat(old.Data, data)
			}
		}
		if !fs.ValidPath(name) || strings.HasSuffix(name, ".zip") || strings.Contains(name, "/") {
			name = "appendix_A.txt"
		}
		damaged[name] = &fstest.MapFile{Data: data}
		_ = complaint(t, damaged)
	})
}
