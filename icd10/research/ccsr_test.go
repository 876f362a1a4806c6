package research

import (
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

func ccsrBook(tb testing.TB, categories, mapping []string) string {
	if categories == nil {
		categories = []string{"Searchable list of CCSR categories, v2030.1", "CCSR Category|CCSR Category Description", "CIR008|Hypertension with complications",
			"CIR019|Heart failure", "INF003|Bacterial infections", "XXX000|Unacceptable", "XXX111|Unacceptable", "End of Content"}
	}
	if mapping == nil {
		mapping = []string{"Searchable list, v2030.1", "ICD-10-CM Code|Description|CCSR Category|Description|Inpatient Default CCSR (Y/N/X)|Outpatient Default CCSR (Y/N/X)",
			"I110|x|CIR008|x|N|N", "I110|x|CIR019|x|Y|Y", "B9620|x|INF003|x|X|X", "Z8249|x|CIR008|x|X|Y", "End of Content"}
	}
	return string(workbook(tb, sheet{"CCSR_Categories", categories}, sheet{"DX_to_CCSR_Mapping", mapping}))
}

func TestCCSR(t *testing.T) {
	c, err := ReadCCSR(files("c.xlsx", ccsrBook(t, nil, nil)))
	require.NoError(t, err)
	require.Equal(t, "2030.1", c.Provenance().Release)
	require.Empty(t, c.Diagnostics())
	require.Equal(t, 3, c.Len())
	categories := maps.Collect(c.Categories())
	require.Len(t, categories, 5)
	require.Equal(t, "Heart failure", c.Category(1).Description)
	require.Equal(t, []uint16{0, 1}, c.Lookup(icd10("I11.0")))
	require.Empty(t, c.Lookup(icd10("I50.9")))
	for code, want := range map[string][2]string{"I11.0": {"CIR019", "CIR019"}, "B96.20": {"XXX000", "XXX111"}, "Z82.49": {"XXX000", "CIR008"}, "I50.9": {"InvlDX", "InvlDX"}} {
		require.Equal(t, want, [2]string{c.Inpatient(icd10(code)), c.Outpatient(icd10(code))}, code)
	}
	require.Equal(t, CCSRMissing, c.Inpatient(Code{}))

	w := LookBack(medcode.MustParseDate("2024-01-31"), 10)
	d := dx(t, "B96.20 2024-01-30", "I11.0 2024-01-29", "Z82.49 2024-01-29", "I11.0 2023-01-29")
	require.Equal(t, []uint16{0, 1, 2}, c.Of(d, w))
	require.Equal(t, []string{"INF003 of B96.20: counted", "CIR008 of I11.0: counted", "CIR019 of I11.0: counted", "CIR008 of Z82.49: counted",
		"CIR008 of I11.0: outside the look-back window", "CIR019 of I11.0: outside the look-back window"}, reasons(d, c.Explain(d, w)))
}

func TestCCSRBadInput(t *testing.T) {
	head := []string{"v1", "ICD-10-CM Code|Description|CCSR Category|Description|Inpatient Default CCSR (Y/N/X)|Outpatient Default CCSR (Y/N/X)"}
	for name, c := range map[string]struct {
		categories, mapping []string
		want                error
		text                string
	}{
		"a category twice":    {[]string{"x", "CIR008|a", "CIR008|b"}, nil, medcode.ErrSyntax, "c.xlsx:3:1: a category in two rows"},
		"no XXX":              {[]string{"x", "CIR008|a"}, nil, medcode.ErrLayout, "no category XXX000"},
		"not a code":          {nil, append(slices.Clone(head), "1|x|CIR008|x|N|N"), medcode.ErrSyntax, "c.xlsx:3:1"},
		"an unknown category": {nil, append(slices.Clone(head), "I110|x|CIR999|x|N|N"), medcode.ErrSyntax, "c.xlsx:3:3"},
		"not a default":       {nil, append(slices.Clone(head), "I110|x|CIR008|x|?|N"), medcode.ErrSyntax, "c.xlsx:3:5: want Y, N or X"},
		"not a default out":   {nil, append(slices.Clone(head), "I110|x|CIR008|x|N|?"), medcode.ErrSyntax, "c.xlsx:3:6: want Y, N or X"},
		"scattered":           {nil, append(slices.Clone(head), "I110|x|CIR008|x|N|N", "I509|x|CIR019|x|Y|Y", "I110|x|CIR019|x|Y|Y"), medcode.ErrSyntax, "don't stand together"},
		"other columns":       {nil, []string{"v1", "ICD-10-CM Code|D|Category"}, medcode.ErrLayout, `no column "CCSR category"`},
		"no rows":             {nil, head, medcode.ErrLayout, "a heading without rows"},
	} {
		_, err := ReadCCSR(files("c.xlsx", ccsrBook(t, c.categories, c.mapping)))
		require.ErrorIs(t, err, c.want, name)
		require.ErrorContains(t, err, c.text, name)
	}
	_, err := ReadCCSR(files())
	require.ErrorIs(t, err, medcode.ErrNoFile)
	for kind, rows := range map[string][]string{
		"duplicate-row": {"I110|x|CIR008|x|N|N", "I110|x|CIR008|x|Y|Y"},
		"two-defaults":  {"I110|x|CIR008|x|Y|N", "I110|x|CIR019|x|Y|Y"},
	} {
		c, err := ReadCCSR(files("c.xlsx", ccsrBook(t, nil, append(slices.Clone(head), rows...))))
		require.NoError(t, err)
		require.Equal(t, kind, string(c.Diagnostics()[0].Kind))
	}
}

// Of the codes of fiscal year 2026 the release of 2023 lacks 1,176 (K6).
func TestOfficialCoverage(t *testing.T) {
	c, err := ReadCCSR(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	text := string(official.InZip(t, "releases/icd10cm/2026/icd10cm-Code Descriptions-2026.zip", "icd10cm-codes-2026.txt"))
	n := c.Coverage(func(yield func(Code) bool) {
		for line := range strings.Lines(text) {
			if code, _, ok := strings.Cut(line, " "); ok && !yield(MustParseCode(ICD10CM, code)) {
				return
			}
		}
	})
	require.Equal(t, []int{74719, 74719 - 1176, 1176}, []int{n.Codes, n.Held, len(n.Missing)})
}

// Counts in AHRQ's reference file v2023.1, counted with another program.
func TestOfficialCCSR(t *testing.T) {
	c, err := ReadCCSR(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	for _, d := range c.Diagnostics() {
		require.Equal(t, medcode.KindUnreadFile, d.Kind, d) // the other reference files of the folder
	}
	require.Equal(t, "2023.1", c.Provenance().Release)
	require.Equal(t, 74549, c.Len())
	require.Len(t, c.lists, 86288)
	systems, sizes, used := map[string]int{}, map[int]int{}, map[uint16]bool{}
	inpatient, outpatient := 0, 0
	for code := range c.codes {
		list := c.Lookup(code)
		sizes[len(list)]++
		for _, i := range list {
			systems[c.Category(i).Name[:3]]++
			used[i] = true
		}
		if c.Inpatient(code) == CCSRUnacceptableInpatient {
			inpatient++
		}
		if c.Outpatient(code) == CCSRUnacceptableOutpatient {
			outpatient++
		}
	}
	require.Equal(t, map[int]int{1: 65798, 2: 6416, 3: 1728, 4: 563, 5: 42, 6: 2}, sizes)
	require.Equal(t, map[string]int{"DIG": 1133, "INF": 1399, "NVS": 1041, "RSP": 449, "MUS": 6838, "GEN": 1053, "EYE": 3341, "EAR": 689, "END": 1538,
		"CIR": 1812, "BLD": 326, "SKN": 919, "PNL": 551, "PRG": 2716, "DEN": 1117, "INJ": 41591, "NEO": 1749, "SYM": 702, "MBD": 2387, "FAC": 1226,
		"MAL": 875, "EXT": 12836}, systems)
	require.Len(t, used, 543)
	require.Equal(t, []int{10567, 8865}, []int{inpatient, outpatient})
	require.Equal(t, "CIR019", c.Inpatient(icd10("I11.0")))
}

func TestOfficialCCIR(t *testing.T) {
	c, err := ReadCCIR(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	require.Empty(t, c.Diagnostics())
	require.Equal(t, "2023.1", c.Provenance().Release)
	n := map[Chronicity]int{}
	for _, x := range c.All() {
		n[x]++
	}
	require.Equal(t, map[Chronicity]int{NotChronic: 51685, Chronic: 12504, NotDetermined: 10360}, n)

	// Both of AHRQ's files of 2023.1 have the same codes.
	ccsr, err := ReadCCSR(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	require.Equal(t, ccsr.Len(), c.Len())
	for code := range c.All() {
		require.NotEmpty(t, ccsr.Lookup(code), code)
	}
}

const ccirText = "Chronic Condition Indicator Refined v2030.1,,\n(0=Not chronic 1=Chronic and 9=No determination),,\n" +
	"'ICD-10-CM CODE','ICD-10-CM CODE DESCRIPTION','CHRONIC INDICATOR'\n'A000',\"Cholera, one\",0\n'E119',Diabetes,1\n\n'Z9989',Devices,9\n"

func TestCCIR(t *testing.T) {
	c, err := ReadCCIR(files("c.csv", ccirText, "other.txt", "x"))
	require.NoError(t, err)
	require.Equal(t, "2030.1", c.Provenance().Release)
	require.Equal(t, 3, c.Len())
	require.Equal(t, []Chronicity{NotChronic, Chronic, NotDetermined, ChronicityUnknown},
		[]Chronicity{c.Lookup(icd10("A00.0")), c.Lookup(icd10("E11.9")), c.Lookup(icd10("Z99.89")), c.Lookup(icd10("I50.9"))})
	require.Equal(t, "chronic", Chronic.String())
	require.Equal(t, []int{1}, c.Of(dx(t, "A00.0", "E11.9"), medcode.Period{}))
	for range c.All() {
		break
	}

	for text, want := range map[string]string{
		"'A000'\n":             "c.csv:4: 1 fields under a heading of 3",
		"'A000',x\n":           "2 fields under a heading of 3",
		"'A000',x,0,1\n":       "4 fields under a heading of 3",
		"'1',x,0\n":            "c.csv:4: ICD-10-CM",
		"'A000',x,2\n":         "c.csv:4: want an indicator",
		"":                     "a heading without rows",
		"'A000',x,'chronic'\n": "want an indicator",
	} {
		head := "Chronic Condition Indicator Refined v2030.1,,\nx\n'ICD-10-CM CODE',x,'CHRONIC INDICATOR'\n"
		_, err := ReadCCIR(files("c.csv", head+text))
		require.ErrorContains(t, err, want, text)
	}
	c, err = ReadCCIR(files("c.csv", ccirText+"'A000',x,1\n"))
	require.NoError(t, err)
	require.Equal(t, "duplicate-code", string(c.Diagnostics()[0].Kind))
	for text, list := range map[string][]string{
		"c.csv: not read: an HTML page":                {"c.csv", "<html>"},
		`c.csv: not read: text, but no file of AHRQ's`: {"c.csv", "something\n"},
		"a second, different file":                     {"a.csv", ccirText, "b.csv", ccirText + "\n"},
	} {
		_, err = ReadCCIR(files(list...))
		require.ErrorIs(t, err, medcode.ErrLayout)
		require.ErrorContains(t, err, text)
	}
	_, err = ReadCCIRWith(files("c.csv", ccirText), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 3}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = ReadCCIRWith(files("c.csv", ccirText), medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 3}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func FuzzReadCCIR(f *testing.F) {
	f.Add([]byte(ccirText))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ReadCCIR(files("c.csv", string(data)))
		require.True(t, (err == nil) == (c != nil && c.Len() > 0))
	})
}

func BenchmarkCCSR(b *testing.B) {
	c, err := ReadCCSR(os.DirFS(official.Path(b, "releases/ahrq")))
	require.NoError(b, err)
	codes := slices.SortedFunc(maps.Keys(c.codes), Code.Compare)
	r := rand.New(rand.NewPCG(1, 1))
	r.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	i, n := 0, 0
	for b.Loop() {
		n += len(c.Lookup(codes[i]))
		if i++; i == len(codes) {
			i = 0
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}

func BenchmarkReadCCSR(b *testing.B) {
	fsys := os.DirFS(official.Path(b, "releases/ahrq"))
	for b.Loop() {
		c, err := ReadCCSR(fsys)
		require.NoError(b, err)
		b.SetBytes(c.Provenance().Files[0].Size)
	}
}
