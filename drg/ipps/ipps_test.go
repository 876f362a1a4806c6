package ipps

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/stretchr/testify/require"
)

// table5 is a folder with that text as its only file.
func table5(text string) fstest.MapFS {
	return fstest.MapFS{"Table 5.txt": {Data: []byte(text)}}
}

// fileError returns err as the error with a place that it must be.
func fileError(t testing.TB, err error) *medcode.FileError {
	t.Helper()
	var fe *medcode.FileError
	require.ErrorAs(t, err, &fe)
	return fe
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + "/Table 5.txt")
	require.NoError(t, err)
	return string(b)
}

// The embedded facts are all of the published file: written out they have its
// SHA-256.
func TestEmbeddedIsWhole(t *testing.T) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-31"))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.WriteTable5(&b))
	sum := sha256.Sum256(b.Bytes())
	f := r.Provenance().Files[0]
	require.Equal(t, f.SHA256, hex.EncodeToString(sum[:]))
	require.Equal(t, f.Size, int64(b.Len()))
}

// Counts of the published file, made with other tools.
func TestEmbeddedCounts(t *testing.T) {
	r, err := ForDischarge(medcode.MustParseDate("2025-10-01"))
	require.NoError(t, err)
	require.Equal(t, 772, r.Len())
	var postAcute, specialPay, surgical, medical, pre int
	for n, w := range r.All() {
		require.Equal(t, n, w.DRG)
		postAcute += count(w.PostAcute)
		specialPay += count(w.SpecialPay)
		surgical += count(w.Type == Surgical)
		medical += count(w.Type == Medical)
		pre += count(w.MDC == "PRE")
		require.False(t, w.SpecialPay && !w.PostAcute, "special pay is a part of post-acute: %v", n)
		require.Equal(t, n >= 998, w.Relative == 0, n)
	}
	require.Equal(t, []int{285, 49, 403, 367, 17}, []int{postAcute, specialPay, surgical, medical, pre})
	for range r.All() {
		break
	}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestLibrary(t *testing.T) {
	old, err := Read(os.DirFS("testdata/fy2012"))
	require.NoError(t, err)
	l, err := Embedded()
	require.NoError(t, err)
	both := append(slices.Collect(l.Releases()), old)
	slices.Reverse(both)
	l, err = NewLibrary(both...)
	require.NoError(t, err)
	for _, c := range []struct {
		date string
		year int // 0 for none
	}{
		{"2011-09-30", 0}, {"2011-10-01", 2012}, {"2012-09-30", 2012}, {"2012-10-01", 0},
		{"2020-09-30", 0}, {"2020-10-01", 2021}, {"2025-09-30", 2025}, {"2025-10-01", 2026}, {"2026-09-30", 2026}, {"2026-10-01", 0},
	} {
		r, err := l.On(medcode.MustParseDate(c.date))
		if c.year == 0 {
			require.ErrorIs(t, err, medcode.ErrDate, c.date)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.year, r.FiscalYear())
	}
	_, err = l.On(medcode.Date{})
	require.ErrorIs(t, err, medcode.ErrDate)
	_, err = NewLibrary(old, old)
	require.ErrorContains(t, err, "both begin on \"2011-10-01\"")
	_, err = ForDischarge(medcode.MustParseDate("2012-01-01"))
	require.ErrorIs(t, err, medcode.ErrDate)
	empty, err := NewLibrary()
	require.NoError(t, err)
	_, err = empty.On(medcode.MustParseDate("2026-01-01"))
	require.ErrorIs(t, err, medcode.ErrDate)
}

func TestCaseMix(t *testing.T) {
	var c CaseMix
	_, ok := c.Index()
	require.False(t, ok, "no stays, no index")
	c.Add(15000)
	c.Add(5000)
	var other CaseMix
	other.Add(0)
	other.Add(10000)
	c.Merge(other)
	i, ok := c.Index()
	require.True(t, ok)
	require.Equal(t, 0.75, i) // (1.5 + 0.5 + 0 + 1) / 4
	require.Equal(t, CaseMix{Stays: 4, Unweighted: 1, Sum: 30000}, c)
}

func TestDiff(t *testing.T) {
	old, err := Read(os.DirFS("testdata/fy2012"))
	require.NoError(t, err)
	r, err := Read(os.DirFS("testdata/fy2026"))
	require.NoError(t, err)
	require.Empty(t, Diff(r, r))
	type row struct{ old, new string }
	var got []row
	for _, c := range Diff(old, r) {
		got = append(got, row{c.Old.DRG.String() + " " + c.Old.Relative.String(), c.New.DRG.String() + " " + c.New.Relative.String()})
	}
	require.Equal(t, []row{ // 998 and 999 are the same
		{"001 26.3441", "001 28.0239"}, {"000 0.0000", "010 7.1757"}, {"000 0.0000", "023 5.7303"},
		{"291 1.5000", "291 1.2500"}, {"000 0.0000", "981 4.6918"},
	}, got)
	require.Len(t, Diff(r, old), 5)
}

// One release serves many goroutines.
func TestConcurrentUse(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			r, err := ForDischarge(medcode.MustParseDate("2026-01-31"))
			if err != nil {
				t.Error(err)
				return
			}
			for n := range r.All() {
				if _, ok := r.Lookup(n); !ok {
					t.Error(n)
				}
			}
		})
	}
	wg.Wait()
}
