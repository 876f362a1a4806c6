package ipps

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
)

func TestReadRates(t *testing.T) {
	r, err := Read(os.DirFS("testdata/fy2026"))
	require.NoError(t, err)
	require.Len(t, r.Provenance().Files, 5)
	rates, ok := r.Rates()
	require.True(t, ok)
	require.Equal(t, Rates{
		HighWage: [4]StandardizedAmount{
			FullUpdate: {6600_00, 3400_00}, NoEHR: {6534_00, 3366_00}, NoQuality: {660_00, 340_00}, NoQuality | NoEHR: {66_00, 34_00}},
		LowWage: [4]StandardizedAmount{
			FullUpdate: {6200_00, 3800_00}, NoEHR: {6138_00, 3762_00}, NoQuality: {620_00, 380_00}, NoQuality | NoEHR: {62_00, 38_00}},
		PuertoRico: [4]StandardizedAmount{FullUpdate: {6200_00, 3800_00}, NoEHR: {6138_00, 3762_00}},
		Capital:    500_00,
		LongTerm:   [2]medcode.Cents{50000_00, 49000_00},
	}, rates)

	r, err = Read(os.DirFS("testdata/fy2012"))
	require.NoError(t, err)
	_, ok = r.Rates()
	require.False(t, ok)
}

// The official tables give what is embedded, the fixed loss aside.
func TestOfficialRates(t *testing.T) {
	r, err := Read(os.DirFS(official.Path(t, "releases/ipps/fy2026")))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	got, _ := r.Rates()
	want, _ := release2026(t).Rates()
	want.FixedLoss = 0
	require.Equal(t, want, got)
}

func TestBadRates(t *testing.T) {
	b, err := os.ReadFile("testdata/fy2026/Tables 1A - 1E.txt")
	require.NoError(t, err)
	good := string(b)
	for _, c := range []struct {
		name, old, new string
		is             error
		says           string
	}{
		{"amount", "$660.00", "$66O.00", medcode.ErrSyntax, "want dollars"},
		{"half a pair", "$660.00", "", medcode.ErrLayout, "without a heading"},
		{"pair missing", "$66.00\t$34.00", "\t", medcode.ErrSyntax, "no amount for Table 1A"},
		{"amount moved", "$660.00\t$340.00", "\t\t$660.00\t$340.00", medcode.ErrLayout, "without a heading"},
		{"two under one heading", "is NOT a Meaningful", "is a Meaningful", medcode.ErrLayout, "a second amount"},
		{"capital missing", "National\t$500.00", "National\t500.00", medcode.ErrSyntax, "no amount for Table 1D"},
		{"capital twice", "National\t$500.00 \t", "National\t$500.00 \t$501.00", medcode.ErrLayout, "a second amount"},
		{"three long-term rates", "\"$49,000.00 \"", "\"$49,000.00 \"\t$1.00", medcode.ErrLayout, "belongs to no table"},
		{"before any table", "\nTABLE 1A.", "\n$1.00\nTABLE 1A.", medcode.ErrLayout, "belongs to no table"},
		{"quote", "\"1For", "\"\"1For", medcode.ErrSyntax, "\""},
		{"other year", "FY 2026 FINAL", "FY 2025 FINAL", medcode.ErrLayout, "of fiscal year 2025, beside a Table 5 of 2026"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Contains(t, good, c.old)
			_, err := Read(fstest.MapFS{
				"1.txt": {Data: []byte(strings.ReplaceAll(good, c.old, c.new))},
				"5.txt": {Data: []byte(fixture(t, "fy2026"))},
			})
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			require.Equal(t, "1.txt", fileError(t, err).File)
		})
	}
	for n := range strings.Index(good, "49,000.00") {
		_, err := Read(fstest.MapFS{"1.txt": {Data: []byte(good[:n])}, "5.txt": {Data: []byte(fixture(t, "fy2026"))}})
		if n >= strings.Index(good, "1A")+2 {
			require.Error(t, err, "cut at %d", n)
		}
	}
}

func FuzzReadRates(f *testing.F) {
	b, err := os.ReadFile("testdata/fy2026/Tables 1A - 1E.txt")
	require.NoError(f, err)
	f.Add(b)
	five := []byte(fixture(f, "fy2026"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(fstest.MapFS{"1.txt": {Data: data}, "5.txt": {Data: five}})
		if err != nil {
			fileError(t, err)
			return
		}
		if rates, ok := r.Rates(); ok {
			require.Empty(t, rates.missing())
		}
	})
}

// The title of the file differs from year to year.
func TestTitlesOfRates(t *testing.T) {
	for title, is := range map[string]bool{
		"FY 2026 FINAL RULE- Tables 1A-1E":                           true,
		"FY 2013 FINAL RULE AND CORRECTION NOTICE TABLES 1A - 1E":    true,
		"\"FY 2024 IPPS/LTCH PPS Final Rule--Tables 1A-1E\"":         true,
		"\r\nFiscal Year 2028 Final Rule, Tables 1A to 1E":           true,
		"FY 2026 FINAL RULE- Table 5":                                false,
		"FY 2026 FINAL RULE- Table 10":                               false,
		"TABLE 1A. NATIONAL ADJUSTED OPERATING STANDARDIZED AMOUNTS": false,
	} {
		require.Equal(t, is, isTable1([]byte(title)), title)
	}
}
