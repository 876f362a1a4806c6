package hostile_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// set returns limits of which one field is n.
func set(limit string, n int64) medcode.Limits {
	var l medcode.Limits
	switch limit {
	case "EntryBytes":
		l.EntryBytes = n
	case "TotalBytes":
		l.TotalBytes = n
	case "Ratio":
		l.Ratio = n
	case "Entries":
		l.Entries = int(n)
	case "Nesting":
		l.Nesting = int(n)
	case "NameBytes":
		l.NameBytes = int(n)
	case "NameDepth":
		l.NameDepth = int(n)
	case "LineBytes":
		l.LineBytes = int(n)
	case "XMLDepth":
		l.XMLDepth = int(n)
	case "ClaimLines":
		l.ClaimLines = int(n)
	case "ClaimCodes":
		l.ClaimCodes = int(n)
	default:
		panic(limit)
	}
	return l
}

// edge holds a limit to the number at which a reader just reads: one less is an
// error that says which limit, in which file and what to raise; none reads.
func edge(t *testing.T, limit string, at int64, read func(medcode.Limits) error) {
	t.Helper()
	for _, n := range []int64{at, math.MaxInt64} {
		require.NoError(t, read(set(limit, n)), "%s of %d", limit, n)
	}
	if at == 1 {
		return // the least that a limit can be
	}
	err := read(set(limit, at-1))
	require.ErrorIs(t, err, medcode.ErrLimit, "%s of %d", limit, at-1)
	var le *medcode.LimitError
	require.ErrorAs(t, err, &le)
	require.Equal(t, limit, le.Limit)
	require.ErrorContains(t, err, "raise Limits."+limit)
	var fe *medcode.FileError
	require.ErrorAs(t, err, &fe)
	require.NotEmpty(t, fe.File, "%v", err)
	if limit == "LineBytes" {
		for inner := fe; errors.As(inner.Err, &inner); { // WithTree names the folder, too
			fe = inner
		}
		require.Positive(t, fe.Line, "%v", err)
	}
	require.Less(t, len(err.Error()), 600)
}

// below are limits that are none: the defaults are taken.
var below = medcode.Limits{EntryBytes: -1, TotalBytes: math.MinInt64, Ratio: math.MaxInt64, Entries: -1, Nesting: math.MinInt, NameBytes: -1, NameDepth: -1, LineBytes: -1, XMLDepth: -1, ClaimLines: -1, ClaimCodes: math.MinInt}

// least searches the least of some numbers that are in order with which read
// meets no limit.
func least(t *testing.T, limit string, of []int64, read func(medcode.Limits) error) int64 {
	i, _ := slices.BinarySearchFunc(of, true, func(n int64, _ bool) int {
		if errors.Is(read(set(limit, n)), medcode.ErrLimit) {
			return -1
		}
		return 0
	})
	require.Less(t, i, len(of), "no %s of %d reads", limit, of)
	return of[i]
}

// zeros compress to a thousandth.
var zeros = make([]byte, 2<<20)

func zipOf(t *testing.T, files map[string][]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(files[name])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// TestEdgesOfFolders packs the files of each reader in a zip within a zip, and
// holds each limit that concerns them to its edge.
func TestEdgesOfFolders(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(exported)) {
		r := exported[name]
		if r.folder == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := r.content(t)
			inner := map[string][]byte{}
			for base, data := range files {
				inner["c/"+base] = data
			}
			packed := fstest.MapFS{"x.zip": {Data: zipOf(t, map[string][]byte{"a/b/y.zip": zipOf(t, inner), "__MACOSX/zeros": zeros})}}
			var total, entry, last int64
			opts := medcode.ReadOptions{Progress: func(done, _ int64) {
				entry = max(entry, done-last)
				if done < last { // another walk
					entry = max(entry, done)
				}
				last, total = done, max(total, done)
			}}
			opts.Limits.Ratio = math.MaxInt64
			require.NoError(t, r.folder(packed, opts))

			read := func(l medcode.Limits) error {
				if l.Ratio == 0 {
					l.Ratio = math.MaxInt64
				}
				return r.folder(packed, medcode.ReadOptions{Limits: l})
			}
			require.NoError(t, read(below))
			entries, nesting, depth := int64(len(files)+3), int64(2), int64(2)
			longest := int64(len("__MACOSX/zeros"))
			var lines []int64
			for base, data := range files {
				longest = max(longest, int64(len("c/"+base)))
				ext := strings.ToLower(path.Ext(base))
				if ext == ".zip" || ext == ".xlsx" {
					z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
					require.NoError(t, err)
					sum, parts := int64(0), int64(len(z.File))
					for _, f := range z.File {
						size := int64(f.UncompressedSize64)
						sum += size
						if ext == ".xlsx" {
							entry = max(entry, size)
							continue
						}
						entries++
						longest, nesting = max(longest, int64(len(f.Name))), 3
						text, err := fs.ReadFile(z, f.Name)
						require.NoError(t, err)
						lines = append(lines, longestLine(text))
					}
					if ext == ".xlsx" {
						entries, total = max(entries, parts), max(total, sum)
					}
					continue
				}
				if ext == ".gz" {
					z, err := gzip.NewReader(bytes.NewReader(data))
					require.NoError(t, err)
					data, err = io.ReadAll(z)
					require.NoError(t, err)
					entry = max(entry, int64(len(data)))
				}
				lines = append(lines, longestLine(data))
			}
			edge(t, "EntryBytes", entry, read)
			edge(t, "TotalBytes", total, read)
			edge(t, "Entries", entries, read)
			edge(t, "Nesting", nesting, read)
			edge(t, "NameBytes", longest, read)
			edge(t, "NameDepth", depth, read)
			if strings.Contains(r.kinds, "text") {
				slices.Sort(lines)
				edge(t, "LineBytes", least(t, "LineBytes", slices.Compact(lines), read), read)
			}
			if strings.Contains(r.kinds, "XML") || strings.Contains(r.kinds, "workbook") {
				depths := []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
				at := least(t, "XMLDepth", depths, read)
				require.Greater(t, at, int64(2))
				edge(t, "XMLDepth", at, read)
			}
			ratio := least(t, "Ratio", steps(900, 1100), read)
			require.NotContains(t, []int64{900, 1100}, ratio)
			require.ErrorContains(t, read(set("Ratio", ratio-1)), "raise Limits.Ratio")
		})
	}
}

func steps(from, to int64) (all []int64) {
	for n := from; n <= to; n++ {
		all = append(all, n)
	}
	return all
}

func longestLine(text []byte) (most int64) {
	if bytes.IndexByte(text, '\n') < 0 {
		text = bytes.ReplaceAll(text, []byte{'\r'}, []byte{'\n'})
	}
	for line := range bytes.Lines(text) {
		most = max(most, int64(len(bytes.TrimRight(line, "\r\n"))))
	}
	return most
}

// TestEdgesOfStreams is TestEdgesOfFolders for readers of streams, which are of
// any size where no EntryBytes bounds them.
func TestEdgesOfStreams(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(exported)) {
		r := exported[name]
		if r.stream == nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := r.streamed(t)
			read := func(l medcode.Limits) error {
				return r.stream(bytes.NewReader(data), medcode.ReadOptions{Limits: l})
			}
			none := below
			if !strings.Contains(r.kinds, "EntryBytes") {
				none.EntryBytes = 0
			}
			require.NoError(t, read(none))
			for _, limit := range strings.Fields(r.kinds) {
				at := int64(len(data))
				switch limit {
				case "EntryBytes":
				case "plain":
					continue
				default:
					at = least(t, limit, steps(1, 1000), read)
					require.Greater(t, at, int64(1), limit)
				}
				edge(t, limit, at, read)
			}
			if strings.Contains(r.kinds, "plain") {
				return // takes no gzip
			}
			var packed bytes.Buffer // more than what is free of a ratio
			z := gzip.NewWriter(&packed)
			z.Write(data)
			for range 33 {
				z.Write(bytes.Repeat([]byte(strings.Repeat(" ", 1000)+"\n"), 2<<10))
			}
			require.NoError(t, z.Close())
			err := r.stream(bytes.NewReader(packed.Bytes()), medcode.ReadOptions{})
			require.ErrorIs(t, err, medcode.ErrLimit)
			require.ErrorContains(t, err, "raise Limits.Ratio")
		})
	}
}
