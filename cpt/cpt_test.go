package cpt_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/cpt"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]cpt.Category{
		"99213": cpt.CategoryI, " 0001a": cpt.CategoryI, "0001F": cpt.CategoryII, "0042t": cpt.CategoryIII, "0001U": cpt.PLA, "0001M": cpt.MAAA,
	} {
		c, err := cpt.Parse(text)
		require.NoError(t, err)
		require.Equal(t, want, c.Category(), text)
		require.True(t, c.IsValid())
		require.Equal(t, c.String(), c.HCPCS().String())
		again, ok := cpt.FromHCPCS(c.HCPCS())
		require.True(t, ok)
		require.Equal(t, c, again)
	}
	for text, offset := range map[string]int{"": 0, "9921": 4, " J0120": 1, "99213X": 5, "9921Z": 4, "-": 0} {
		_, err := cpt.Parse(text)
		var ce *medcode.CodeError
		require.ErrorAs(t, err, &ce, text)
		require.ErrorIs(t, err, medcode.ErrSyntax)
		require.Equal(t, "CPT", ce.System)
		require.Equal(t, offset, ce.Offset, text)
		require.Equal(t, text, ce.Text)
	}
	_, ok := cpt.FromHCPCS(hcpcs.MustParse("J0120"))
	require.False(t, ok)
	require.Panics(t, func() { cpt.MustParse("J0120") })
	require.Equal(t, cpt.NoCategory, cpt.Code{}.Category())
	require.Equal(t, "I II III PLA MAAA ", fmt.Sprintf("%s %s %s %s %s %s", cpt.CategoryI, cpt.CategoryII, cpt.CategoryIII, cpt.PLA, cpt.MAAA, cpt.Category(9)))
	require.Zero(t, testing.AllocsPerRun(100, func() { cpt.MustParse("99213") }))
}

func TestForms(t *testing.T) {
	type record struct {
		Code cpt.Code `json:"code,omitzero"`
	}
	for text, want := range map[string]record{`{"code":"0042T"}`: {cpt.MustParse("0042T")}, `{}`: {}} {
		var got, back record
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		require.Equal(t, want, got)
		b, err := json.Marshal(got)
		require.NoError(t, err)
		require.JSONEq(t, text, string(b))
		bin, err := got.Code.MarshalBinary()
		require.NoError(t, err)
		require.NoError(t, back.Code.UnmarshalBinary(bin))
		require.Equal(t, want, back)
		v, err := got.Code.Value()
		require.NoError(t, err)
		back.Code = cpt.MustParse("99213")
		require.NoError(t, back.Code.Scan(v))
		require.Equal(t, want, back)
		app, err := got.Code.AppendText(nil)
		require.NoError(t, err)
		require.Equal(t, got.Code.String(), string(app))
	}
	c := cpt.MustParse("99213")
	require.Error(t, c.Scan("J0120"), "a code of Level II is none of CPT")
	require.Error(t, c.UnmarshalText([]byte("J0120")))
	require.Equal(t, "99213", c.String())
	require.Equal(t, -1, c.Compare(cpt.MustParse("99214")))
	require.Equal(t, c.HCPCS().Key(), c.Key())
}

func TestSection(t *testing.T) {
	for want, codes := range map[string]string{
		"anesthesia/":                                                  "00100 01999",
		"surgery/general":                                              "10004",
		"surgery/musculoskeletal system":                               "20100",
		"surgery/digestive system":                                     "45378",
		"surgery/operating microscope":                                 "69990",
		"radiology/diagnostic imaging":                                 "70450",
		"pathology and laboratory/panels":                              "80053",
		"medicine/medication therapy management":                       "99607",
		"medicine/physical medicine and rehabilitation":                "97110",
		"evaluation and management/remote monitoring":                  "99091",
		"evaluation and management/office and other outpatient visits": "99213",
		"medicine/immunization administration":                         "0001A 90471",
		"performance measures/composite measures":                      "0001F",
		"emerging technology/":                                         "0042T",
		"proprietary laboratory analyses/":                             "0001U",
		"multianalyte assays/administrative codes":                     "0002M",
		"": "02000 20000 99999 0016F",
	} {
		for _, text := range strings.Fields(codes) {
			c := cpt.MustParse(text)
			s, ok := c.Section()
			require.Equal(t, want != "", ok, text)
			if ok {
				require.Equal(t, want, s.Title+"/"+s.Subsection, text)
				require.LessOrEqual(t, s.First.Compare(c), 0)
				require.GreaterOrEqual(t, s.Last.Compare(c), 0)
			}
		}
	}
	_, ok := cpt.Code{}.Section()
	require.False(t, ok)
	all := cpt.Sections()
	for i, s := range all {
		require.LessOrEqual(t, s.First.Compare(s.Last), 0)
		require.Equal(t, s.First.Category(), s.Last.Category())
		if i > 0 && s.First.HCPCS().Suffix() == all[i-1].First.HCPCS().Suffix() {
			require.Positive(t, s.First.Compare(all[i-1].Last), s.First)
		}
	}
}

// Every CPT code of the fee schedule has a section, and every visit is a code
// of it with a section of evaluation and management.
func TestOfficialCodes(t *testing.T) {
	r, err := mpfs.Read(os.DirFS(official.Path(t, "releases/mpfs/2025-10")))
	require.NoError(t, err)
	n := 0
	for h := range r.Codes() {
		c, ok := cpt.FromHCPCS(h)
		if !ok {
			continue
		}
		_, ok = c.Section()
		require.True(t, ok, c)
		n++
	}
	require.Equal(t, 10881, n)
	for v := range cpt.Visits() {
		require.True(t, r.Has(v.Code.HCPCS()), v.Code)
		s, ok := v.Code.Section()
		require.True(t, ok)
		require.Equal(t, "evaluation and management", s.Title)
	}
}

func TestVisit(t *testing.T) {
	on := medcode.MustParseDate
	v, ok := cpt.MustParse("99214").Visit(on("2025-06-01"))
	require.True(t, ok)
	require.Equal(t, cpt.Visit{Code: cpt.MustParse("99214"), Period: medcode.Period{From: on("2021-01-01")}, Family: cpt.OfficeVisit,
		Patient: cpt.Established, Level: cpt.Moderate, Minutes: 30}, v)
	require.Contains(t, v.Citation(), "84 FR 62568")
	for _, c := range []struct {
		code, on string
		minutes  int
		cites    string
	}{
		{"99306", "2023-12-31", 45, "87 FR 69404"}, {"99306", "2024-01-01", 50, "88 FR 78818"}, {"99308", "2024-01-01", 20, "88 FR 78818"},
		{"98012", "2025-01-01", 10, "89 FR 97710"}, {"98000", "2025-01-01", 15, "89 FR 97710"}, {"99291", "2025-01-01", 30, "87 FR 69404"},
	} {
		v, ok := cpt.MustParse(c.code).Visit(on(c.on))
		require.True(t, ok)
		require.Equal(t, c.minutes, v.Minutes)
		require.Contains(t, v.Citation(), c.cites, c.code)
	}
	for _, c := range [][2]string{{"99213", "2020-12-31"}, {"99221", "2022-12-31"}, {"98000", "2024-12-31"}, {"97110", "2025-01-01"}} {
		_, ok := cpt.MustParse(c[0]).Visit(on(c[1]))
		require.False(t, ok, c)
	}
	v, ok = cpt.MustParse("99306").Visit(medcode.Date{})
	require.True(t, ok)
	require.Equal(t, 50, v.Minutes, "without a date, today's")
	text, err := cpt.High.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "high straightforward low moderate  ", fmt.Sprintf("%s %s %s %s %s %s", text, cpt.Straightforward, cpt.Low, cpt.Moderate, cpt.NoLevel, cpt.Level(9)))

	// Within a family and kind of patient, a higher level takes more time.
	last := map[string]cpt.Visit{}
	for v := range cpt.Visits() {
		key := string(v.Family) + string(v.Patient)
		if p, ok := last[key]; ok && v.Level > p.Level && v.Minutes > 0 {
			require.Greater(t, v.Minutes, p.Minutes, v.Code)
		}
		last[key] = v
	}
	for range cpt.Visits() {
		break
	}
}

func fixture(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path.Join("testdata", name))
	require.NoError(tb, err)
	return data
}

func file(name string, data []byte) fstest.MapFS {
	return fstest.MapFS{name: &fstest.MapFile{Data: data}}
}

func read(tb testing.TB) *cpt.Release {
	tb.Helper()
	r, err := cpt.Read(os.DirFS("testdata/2026"))
	require.NoError(tb, err)
	return r
}

func TestRead(t *testing.T) {
	r := read(t)
	require.Empty(t, r.Diagnostics())
	p := r.Provenance()
	require.Contains(t, r.String(), p.String()+": ")
	require.Equal(t, "CPT 2026 2026-01-01 to 2026-12-31", p.System+" "+p.Release+" "+p.Effective.String())
	require.Len(t, p.Files, 6)
	require.Equal(t, map[string]int{"codes": 7, "modifiers": 2}, r.Counts())
	e, ok := r.Lookup(cpt.MustParse("20000"))
	require.True(t, ok)
	require.Equal(t, cpt.Entry{
		Code: cpt.MustParse("20000"), Concept: "1000001", Medium: "MADE UP MEDIUM DESCRIPTOR OF 20000 OF 48 LETTERS",
		Long:  "Made up procedure whose descriptor is so long that the fixed layout needs more than one line of seventy-two characters for it, and even more than two of them",
		Short: "MADE UP SHORT 20000", Consumer: "Made up for everyone",
		Clinician: []cpt.Descriptor{{"10001", "Made up for clinicians, first"}, {"10002", "Made up for clinicians, second"}},
	}, e)
	for text, marks := range map[string]cpt.Marks{"20999": cpt.Unlisted, "0042T": cpt.AddOn, "99213": 0} {
		e, _ := r.Lookup(cpt.MustParse(text))
		require.Equal(t, marks, e.Marks, text)
	}
	_, ok = r.Lookup(cpt.MustParse("99999"))
	require.False(t, ok)
	var order []string
	for c, e := range r.All() {
		require.Equal(t, c, e.Code)
		order = append(order, c.String())
	}
	require.Equal(t, []string{"0001F", "0001U", "00100", "0042T", "20000", "20999", "99213"}, order)
	for range r.All() {
		break
	}
	text, ok := r.Modifier(hcpcs.MustParseModifier("26"))
	require.True(t, ok)
	require.Equal(t, "Made up text of a modifier that goes on in a second line", text)
	_, ok = r.Modifier(hcpcs.MustParseModifier("27"))
	require.False(t, ok)
	n := 0
	for range r.Modifiers() {
		n++
	}
	require.Equal(t, 2, n)
}

func TestRoundTrip(t *testing.T) {
	for name, format := range map[string]cpt.Format{
		"2026/LONGULT.txt": cpt.LongTab, "LONGULF.txt": cpt.LongFixed, "2026/MEDU.txt": cpt.Medium, "2026/SHORTU.txt": cpt.Short,
	} {
		r, err := cpt.Read(file("x.txt", fixture(t, name)))
		require.NoError(t, err)
		require.Empty(t, r.Diagnostics())
		var b bytes.Buffer
		require.NoError(t, r.WriteText(&b, format))
		require.Equal(t, string(fixture(t, name)), b.String())
	}
	require.ErrorIs(t, read(t).WriteText(&bytes.Buffer{}, cpt.LongFixed), medcode.ErrNoFile)
	fixed, err := cpt.Read(file("x.txt", fixture(t, "LONGULF.txt")))
	require.NoError(t, err)
	for c, want := range read(t).All() {
		got, ok := fixed.Lookup(c)
		require.True(t, ok)
		require.Equal(t, want.Long, got.Long)
	}
}

func TestConsolidated(t *testing.T) {
	rows := [][]string{
		{"Made up list of CPT 2026"}, {},
		{"Concept Id", "CPT Code", "Long", "Medium", "Short", "Consumer", "Spanish Consumer", "Current Descriptor Effective Date", "Test Name", "Lab Name", "Manufacturer Name",
			"Add-On", "Unlisted", "Modifier 51 Exempt", "Telemedicine", "Audio-Only", "Resequenced"},
		{"1000001", "20000", "Made up long", "MADE UP MEDIUM", "MADE UP SHORT", "Made up", "Inventado", "20260101", "", "", "", "Y", "", "x", "", "", ""},
		{},
		{"1000002", "0001U", "Made up analysis", "M", "S", "C", "E", "1/1/2025", "Test", "Laboratory", "Maker", "N", "1", "", "Yes", "*", "TRUE"},
	}
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(strings.Join(row, "\t") + "\r\n")
	}
	for name, data := range map[string][]byte{"a.xlsx": xlsxtest.Book(t, rows...), "a.txt": []byte(text.String())} {
		r, err := cpt.Read(file(name, data))
		require.NoError(t, err)
		require.Empty(t, r.Diagnostics())
		e, ok := r.Lookup(cpt.MustParse("20000"))
		require.True(t, ok)
		require.Equal(t, cpt.Entry{Code: cpt.MustParse("20000"), Concept: "1000001", Long: "Made up long", Medium: "MADE UP MEDIUM", Short: "MADE UP SHORT",
			Consumer: "Made up", Spanish: "Inventado", Effective: medcode.MustParseDate("2026-01-01"), Marks: cpt.AddOn | cpt.Modifier51Exempt}, e)
		e, _ = r.Lookup(cpt.MustParse("0001U"))
		require.Equal(t, cpt.Unlisted|cpt.VideoTelehealth|cpt.AudioTelehealth|cpt.Resequenced, e.Marks)
		require.Equal(t, []any{"Test", "Laboratory", "Maker", medcode.MustParseDate("2025-01-01")}, []any{e.Test, e.Laboratory, e.Manufacturer, e.Effective})
	}
	rows[2][4], rows[3][7] = "New Column", "soon"
	r, err := cpt.Read(file("a.xlsx", xlsxtest.Book(t, rows...)))
	require.NoError(t, err)
	require.Equal(t, []string{"unknown-column New Column", "malformed-value soon"}, diagnostics(r))
	rows[3][1] = "J0120"
	for name, data := range map[string][]byte{"a.xlsx": xlsxtest.Book(t, rows...), "a.txt": []byte("CPT Code|Long\n99213|x\nJ0120|y\n")} {
		_, err = cpt.Read(file(name, data))
		require.ErrorIs(t, err, medcode.ErrSyntax)
	}
}

func diagnostics(r *cpt.Release) []string {
	var s []string
	for _, d := range r.Diagnostics() {
		s = append(s, string(d.Kind)+" "+d.Text)
	}
	return s
}

func TestOdd(t *testing.T) {
	long := string(fixture(t, "2026/LONGULT.txt"))
	for name, c := range map[string]struct {
		data string
		want []string
	}{
		"end-of-file mark": {long + "\x1a", nil},
		"Windows-1252":     {long + "99214\tMade up \x93visit\x94\r\n", nil},
		"blank lines":      {strings.Replace(long, "99213", "\r\n\r\n99213", 1), nil},
		"a code twice":     {long + "99213\tMade up otherwise\r\n", []string{"titles-differ Made up otherwise"}},
		"orphan":           {"9921301 Made up\n9921402 goes on\n", []string{"orphan-continuation 9921402"}},
		"clinician, no id": {"CPT Code\tClinician Descriptor\n99213\tMade up\n99213\t\n", nil},
		"short rows":       {"CPT Code|Consumer|Long\n99213|Made up\n", nil},
	} {
		r, err := cpt.Read(file("a.txt", []byte(c.data)))
		require.NoError(t, err, name)
		require.Equal(t, c.want, diagnostics(r), name)
		_, ok := r.Lookup(cpt.MustParse("99213"))
		require.True(t, ok, name)
	}
	for name, c := range map[string]struct {
		file, data string
		is         error
	}{
		"no code":          {"a.txt", long + "no code here\r\n", medcode.ErrSyntax},
		"a line too short": {"a.txt", long + "99\r\n", medcode.ErrSyntax},
		"HCPCS":            {"a.txt", long + "J0120\tMade up\r\n", medcode.ErrSyntax},
		"modifier":         {"a.txt", "26 Made up\n*\n", medcode.ErrSyntax},
		"a page":           {"LONGULT.txt", "<!doctype html><p>Licence", medcode.ErrLayout},
		"a page named zip": {"cpt.zip", "<html>", medcode.ErrLayout},
		"nothing":          {"a.txt", "", medcode.ErrNoFile},
		"other text":       {"a.txt", strings.Repeat("hello, this is no file of CPT\n", 300), medcode.ErrNoFile},
		"too wide":         {"a.txt", "99214 short\n99213 " + strings.Repeat("X", 60) + "\n99212 short\n", medcode.ErrLayout},
		"damaged workbook": {"a.xlsx", "PK\x03\x04x", medcode.ErrSyntax},
	} {
		_, err := cpt.Read(file(c.file, []byte(c.data)))
		require.ErrorIs(t, err, c.is, name)
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe)
	}
	r, err := cpt.Read(fstest.MapFS{"a.txt": {Data: []byte("\n99213\tMade up\n")}, "b.pdf": {Data: []byte("%PDF-1")}, "c.xlsx": {Data: xlsxtest.Book(t, []string{"x"})}})
	require.NoError(t, err)
	require.Empty(t, diagnostics(r), "documents")
	require.Empty(t, r.Provenance().Release)
	rows := make([][]string, 60)
	for i := range rows {
		rows[i] = []string{"x"}
	}
	_, err = cpt.Read(file("a.xlsx", xlsxtest.Book(t, rows...)))
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = cpt.ReadWith(file("a.txt", []byte(long)), medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 100}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = cpt.ReadWith(file("a.txt", []byte(long)), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 100}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	broken := xlsxtest.Zip(t, map[string]string{"_rels/.rels": `<R><Relationship Type="/officeDocument" Target="b"/></R>`, "b": `<workbook><sheet name="s" id="1"/></workbook>`,
		"_rels/b.rels": `<R><Relationship Id="1" Type="/worksheet" Target="s"/></R>`, "s": "<w>"})
	_, err = cpt.Read(file("a.xlsx", broken))
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func FuzzParse(f *testing.F) {
	f.Add("99213")
	f.Add(" 0042t")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := cpt.Parse(s)
		if (err == nil) != c.IsValid() || err == nil && (cpt.MustParse(c.String()) != c || c.Category() == cpt.NoCategory) {
			t.Fatalf("%q: %v, %v", s, c, err)
		}
		c.Section()
	})
}

func TestModifiersTwice(t *testing.T) {
	text := string(fixture(t, "2026/MODUL.txt"))
	r, err := cpt.Read(file("MODUL.txt", []byte(text+text[strings.Index(text, "26 "):]+"26 Other made up text\r\n")))
	require.NoError(t, err)
	require.Equal(t, 2, r.Counts()["modifiers"])
	require.Len(t, r.Diagnostics(), 1)
	require.Equal(t, "titles-differ", string(r.Diagnostics()[0].Kind))
	r, err = cpt.Read(file("MODUL.txt", []byte(text[:len(text)-8])))
	require.NoError(t, err)
	require.Equal(t, "unfinished", string(r.Diagnostics()[0].Kind))
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"2026/LONGULT.txt", "LONGULF.txt", "2026/MEDU.txt", "2026/SHORTU.txt", "2026/MODUL.txt", "2026/ClinicianDescriptor.txt"} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := cpt.Read(file("x.txt", data))
		if err != nil {
			return
		}
		for c, e := range r.All() {
			if !c.IsValid() || e.Code != c {
				t.Fatal(c, e)
			}
		}
		for _, format := range []cpt.Format{cpt.LongTab, cpt.LongFixed, cpt.Medium, cpt.Short} {
			r.WriteText(&bytes.Buffer{}, format)
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	r := read(b)
	c := cpt.MustParse("20000")
	n := 0
	for b.Loop() {
		if _, ok := r.Lookup(c); ok {
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lookups/s")
}

func BenchmarkSection(b *testing.B) {
	c := cpt.MustParse("97110")
	n := 0
	for b.Loop() {
		if _, ok := c.Section(); ok {
			n++
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "codes/s")
}

func ExampleCode_Section() {
	for _, text := range []string{"45378", "0042T", "99213"} {
		s, _ := cpt.MustParse(text).Section()
		fmt.Printf("%s %s: %s\n", text, s.Title, cmp.Or(s.Subsection, "none"))
	}
	// Output:
	// 45378 surgery: digestive system
	// 0042T emerging technology: none
	// 99213 evaluation and management: office and other outpatient visits
}

func ExampleCode_Visit() {
	v, _ := cpt.MustParse("99308").Visit(medcode.MustParseDate("2025-03-01"))
	fmt.Println(v.Family, v.Patient, v.Level, v.Minutes)
	// Output: nursing facility subsequent low 20
}
