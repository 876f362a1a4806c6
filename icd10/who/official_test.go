package who

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
)

func readOfficial(tb testing.TB, name string) *Release {
	tb.Helper()
	r, err := Read(os.DirFS(official.Path(tb, name)))
	require.NoError(tb, err)
	return r
}

// officialText returns an official file, or the entry of the official zip.
func officialText(tb testing.TB, name, entry string) []byte {
	tb.Helper()
	path := official.Path(tb, name)
	if entry == "" {
		data, err := os.ReadFile(path)
		require.NoError(tb, err)
		return data
	}
	z, err := zip.OpenReader(path)
	require.NoError(tb, err)
	defer z.Close()
	f, err := z.Open(entry)
	require.NoError(tb, err)
	data, err := io.ReadAll(f)
	require.NoError(tb, err)
	return data
}

func requireRoundTrip(t *testing.T, want []byte, from io.WriterTo) {
	t.Helper()
	var b bytes.Buffer
	n, err := from.WriteTo(&b)
	require.NoError(t, err)
	require.Equal(t, int64(b.Len()), n)
	if bytes.Equal(want, b.Bytes()) {
		return
	}
	w, g := strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")
	for i := range min(len(w), len(g)) {
		require.Equal(t, w[i], g[i], "line %d", i+1)
	}
	require.Equal(t, len(w), len(g), "lines")
}

// The file says what it is in its notes: codes in use in any year since 1999.
func TestOfficialMortality(t *testing.T) {
	r := readOfficial(t, "releases/icd10mortality/2023")
	m := r.Mortality
	require.NotNil(t, m)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, "2023", m.Provenance().Release)
	require.Equal(t, 9465, m.Len())
	count := map[string]int{}
	for _, c := range m.All() {
		if c.MultipleOnly {
			count["multiple only"]++
		}
		if c.OutsideICD {
			count["outside ICD-10"]++
		}
		if c.ValidIn(2023) {
			count["valid in 2023"]++
		}
	}
	require.Equal(t, map[string]int{"multiple only": 1318, "outside ICD-10": 13, "valid in 2023": 9434}, count)
	covid, ok := m.Lookup(MustParse("U07.1"))
	require.True(t, ok)
	require.False(t, covid.ValidIn(2019))
	require.True(t, covid.UnderlyingIn(2020))
	requireRoundTrip(t, officialText(t, "releases/icd10mortality/2023/allvalid2023-detailed-titles-headings.csv", ""), m)
}

func TestOfficialICD11(t *testing.T) {
	r := readOfficial(t, "releases/icd11/2024")
	require.Len(t, r.Diagnostics(), 1)
	require.Equal(t, "simple-tab-icd11-mms.zip!readme.txt", r.Diagnostics()[0].File)
	require.Equal(t, 36044, r.MMS.Len())
	require.Equal(t, []int{12597, 15658, 17908}, []int{r.Maps.One.Len(), r.Maps.Multiple.Len(), r.Maps.Back.Len()})
	requireRoundTrip(t, officialText(t, "releases/icd11/2024/simple-tab-icd11-mms.zip", "SimpleTabulation-ICD-11-MMS-en.txt"), r.MMS)
	for name, table := range map[string]*Table{
		"10To11MapToOneCategory.txt":        &r.Maps.One,
		"10To11MapToMultipleCategories.txt": &r.Maps.Multiple,
		"11To10MapToOneCategory.txt":        &r.Maps.Back,
	} {
		requireRoundTrip(t, officialText(t, "releases/icd11/2024/maps.zip", name), table)
	}

	// Across the files: every code a map names is in the tabulation, and the
	// tree's own columns agree with its dashes.
	for _, table := range []*Table{&r.Maps.One, &r.Maps.Multiple, &r.Maps.Back} {
		for _, row := range table.All() {
			for _, c := range row.ICD11.Code.Codes() {
				_, ok := r.MMS.Lookup(c)
				require.True(t, ok, "%v", row)
			}
		}
	}
	for _, e := range r.MMS.All() {
		children := 0
		for range r.MMS.Children(e) {
			children++
		}
		require.Equal(t, e.Leaf, children == 0, e.Code)
	}
}

func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"icd10mortality/2023", "icd11/2024"} {
		b.Run(name, func(b *testing.B) {
			fsys := os.DirFS(official.Path(b, "releases/"+name))
			for b.Loop() {
				r, err := Read(fsys)
				require.NoError(b, err)
				bytes := int64(0)
				for _, p := range r.Provenance() {
					for _, f := range p.Files {
						bytes += f.Size
					}
				}
				b.SetBytes(bytes)
			}
		})
	}
}

func BenchmarkLookup(b *testing.B) {
	m := readOfficial(b, "releases/icd10mortality/2023").Mortality
	var codes []Code
	for c := range m.All() {
		codes = append(codes, c)
	}
	i := 0
	for b.Loop() {
		if _, ok := m.Lookup(codes[i]); !ok {
			b.Fatal(codes[i])
		}
		if i++; i == len(codes) {
			i = 0
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
}
