package icd9_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/icd9"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

const (
	shortDx = "CMS32_DESC_SHORT_DX.txt"
	longDx  = "CMS32_DESC_LONG_DX.txt"
	shortPr = "CMS32_DESC_SHORT_SG.txt"
	longPr  = "CMS32_DESC_LONG_SG.txt"
)

func files(t testing.TB, names ...string) fstest.MapFS {
	all := fstest.MapFS{}
	for _, name := range names {
		data, err := os.ReadFile("testdata/" + name)
		require.NoError(t, err)
		all[name] = &fstest.MapFile{Data: data}
	}
	return all
}

func edit(t testing.TB, fsys fstest.MapFS, name, old, new string) {
	require.Contains(t, string(fsys[name].Data), old)
	fsys[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys[name].Data), old, new, 1))}
}

func kinds(diags []medcode.Diagnostic) []string {
	var all []string
	for _, d := range diags {
		all = append(all, string(d.Kind))
	}
	return all
}

func fixture(t testing.TB) *icd9.Release {
	r, err := icd9.Read(files(t, shortDx, longDx, shortPr, longPr))
	require.NoError(t, err)
	return r
}

func texts[V icd9.Volume](codes []icd9.Code[V]) string {
	var all []string
	for _, c := range codes {
		all = append(all, c.String())
	}
	return strings.Join(all, " ")
}

func TestRead(t *testing.T) {
	r := fixture(t)
	require.Empty(t, r.Diagnostics())
	p := r.Provenance()
	require.Contains(t, r.String(), p.String()+": ")
	require.Regexp(t, `^\d+ codes$`, r.Diagnoses.String())
	require.Equal(t, "32", p.Release)
	require.Equal(t, "2014-10-01 to 2015-09-30", p.Effective.String())
	require.Len(t, p.Files, 4)
	require.Equal(t, 10, r.Diagnoses.Len())
	require.Equal(t, 6, r.Procedures.Len())
	e, ok := r.Diagnoses.Lookup(icd9.MustParseDiagnosis("386.00"))
	require.True(t, ok)
	require.Equal(t, "Ménière's disease, unspecified", e.Long)
	require.Equal(t, "Meniere's disease NOS", e.Short)
	e2, ok := r.Procedures.Lookup(icd9.MustParseProcedure("00.10"))
	require.True(t, ok)
	require.Equal(t, "Implantation of chemotherapeutic agent", e2.Long)
	_, ok = r.Diagnoses.Lookup(icd9.MustParseDiagnosis("386"))
	require.False(t, ok)
	n := 0
	for c, e := range r.Diagnoses.All() {
		require.Equal(t, c, e.Code)
		n++
	}
	require.Equal(t, 10, n)
	for range r.Diagnoses.All() {
		break
	}
}

func TestHierarchy(t *testing.T) {
	dx := fixture(t).Diagnoses
	c := icd9.MustParseDiagnosis
	require.Equal(t, "250.0 250.1", texts(dx.Children(c("250"))))
	require.Equal(t, "250.00 250.01", texts(dx.Children(c("250.0"))))
	require.Empty(t, dx.Children(c("250.00")))
	require.Equal(t, "250.00 250.01 250.10", texts(dx.Within(c("250"))))
	require.Equal(t, "250.00", texts(dx.Within(c("250.00"))))
	require.Empty(t, dx.Within(c("251")))
	require.Empty(t, dx.Within(icd9.Diagnosis{}))
	require.Equal(t, "001 041 250 386 401 E812 V30 V45", texts(dx.Categories()))
	require.Equal(t, "E812.0", texts(dx.Children(c("E812"))))
}

func TestCheck(t *testing.T) {
	r := fixture(t)
	for text, want := range map[string]struct {
		status      icd9.Status
		suggestions string
	}{
		"250.00": {icd9.Valid, ""},
		"250.0":  {icd9.Incomplete, "250.00 250.01"},
		"250":    {icd9.Incomplete, "250.00 250.01 250.10"},
		"401.91": {icd9.TooLong, "401.9"},
		"999.9":  {icd9.Unknown, ""},
		"25":     {icd9.Malformed, ""},
	} {
		v := r.Diagnoses.Check(text)
		require.Equal(t, want.status, v.Status, text)
		require.Equal(t, want.suggestions, texts(v.Suggestions), text)
		require.Equal(t, want.status == icd9.Malformed, v.Err != nil)
	}
	require.Equal(t, icd9.Valid, r.Procedures.Check("00.10").Status)
	b, err := icd9.TooLong.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "too long", string(b))
}

func TestSearch(t *testing.T) {
	r := fixture(t)
	hits := r.Diagnoses.Search("MENIERE", 5)
	require.Len(t, hits, 1)
	require.Equal(t, "386.00", hits[0].Code.String())
	require.Equal(t, "250.01", r.Diagnoses.Search("diabetes juvenile", 1)[0].Code.String())
	require.Equal(t, "47.01", r.Procedures.Search("append", 1)[0].Code.String())
	require.Empty(t, r.Procedures.Search("", 1))
}

func appended(r *icd9.Release) map[string]string {
	return map[string]string{
		shortDx: string(r.Diagnoses.AppendShort(nil)), longDx: string(r.Diagnoses.AppendLong(nil)),
		shortPr: string(r.Procedures.AppendShort(nil)), longPr: string(r.Procedures.AppendLong(nil)),
	}
}

func TestRoundTrip(t *testing.T) {
	fsys := files(t, shortDx, longDx, shortPr, longPr)
	for name, text := range appended(fixture(t)) {
		require.Equal(t, string(fsys[name].Data), text)
	}

	// Other ends, trailing blanks, a file of its own, UTF-8.
	fsys[shortDx].Data = bytes.ReplaceAll(fsys[shortDx].Data, []byte("\n"), []byte("  \r\n"))
	fsys[longPr].Data = bytes.TrimSuffix(fsys[longPr].Data, []byte("\n"))
	fsys[longDx].Data = []byte("38600 Ménière's disease, of a long title in UTF-8\n")
	for _, name := range []string{shortDx, longPr, longDx} {
		r, err := icd9.Read(fstest.MapFS{"v32/" + name: fsys[name]})
		require.NoError(t, err)
		require.Equal(t, string(fsys[name].Data), appended(r)[name])
	}
	r, err := icd9.Read(fstest.MapFS{shortDx: fsys[shortDx]})
	require.NoError(t, err)
	require.Empty(t, r.Diagnoses.AppendLong(nil))
	require.Empty(t, r.Procedures.AppendShort(nil))
	require.Zero(t, r.Procedures.Len())
	require.Equal(t, icd9.Unknown, r.Procedures.Check("36.10").Status)
}

func TestUnusualButUsable(t *testing.T) {
	for name, c := range map[string]struct {
		edit  func(fstest.MapFS)
		kinds []string
	}{
		"a code that one file lacks": {func(f fstest.MapFS) {
			edit(t, f, shortDx, "4019  Hypertension NOS\n", "4011  Benign hypertension\n")
		}, []string{"codes-differ", "codes-differ"}},
		"a code twice": {func(f fstest.MapFS) {
			edit(t, f, longDx, "V4581 ", "V3000 ")
		}, []string{"duplicate-code", "codes-differ"}},
		"a code twice among short titles": {func(f fstest.MapFS) {
			edit(t, f, shortDx, "V4581 ", "V3000 ")
		}, []string{"duplicate-code", "codes-differ"}},
		"small letters": {func(f fstest.MapFS) { edit(t, f, shortDx, "V3000", "v3000"); edit(t, f, shortDx, "V4581", "v4581") }, []string{"spelling"}},
		"CRLF":          {func(f fstest.MapFS) { edit(t, f, shortPr, "\n", "\r\n") }, []string{"line-end", "line-end"}},
		"cut short":     {func(f fstest.MapFS) { f[shortPr].Data = f[shortPr].Data[:len(f[shortPr].Data)-3] }, []string{"unfinished"}},
		"end of file":   {func(f fstest.MapFS) { f[shortPr].Data = append(f[shortPr].Data, 0x1a) }, []string{"end-of-file-mark", "unfinished"}},
		"blank line":    {func(f fstest.MapFS) { edit(t, f, shortPr, "\n", "\n\n") }, []string{"blank-line"}},
		"BOM":           {func(f fstest.MapFS) { f[shortPr].Data = append([]byte("\xef\xbb\xbf"), f[shortPr].Data...) }, nil},
		"readme":        {func(f fstest.MapFS) { f["z.txt"] = &fstest.MapFile{Data: []byte("Read me first.\n")} }, []string{"unread-file"}},
		"a zip called otherwise": {func(f fstest.MapFS) {
			f["z.dat"] = &fstest.MapFile{Data: []byte("PK\x03\x04 no workbook")}
		}, []string{"unread-file"}},
		"a workbook that differs": {func(f fstest.MapFS) {
			f["z.xlsx"] = workbook(t, [][]string{{"PROCEDURE CODE", "LONG DESCRIPTION", "SHORT DESCRIPTION"},
				{"0001", "Therapeutic ultrasound of vessels of head and neck", "Ther ult head & neck"}, {"4701", "Laparoscopic appendectomy", "Lap appendectomy"}, {"", " ", ""}})
		}, []string{"titles-differ", "codes-differ", "codes-differ", "codes-differ", "codes-differ"}},
		"another workbook": {func(f fstest.MapFS) { f["z.xlsx"] = workbook(t, [][]string{{"Budget"}}) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := files(t, shortDx, longDx, shortPr)
			c.edit(fsys)
			r, err := icd9.Read(fsys)
			require.NoError(t, err)
			require.Equal(t, c.kinds, kinds(r.Diagnostics()))
		})
	}
	r, err := icd9.Read(fstest.MapFS{"dx.txt": files(t, shortDx)[shortDx]})
	require.NoError(t, err)
	require.Equal(t, []string{"release-unknown"}, kinds(r.Diagnostics()))
	require.Equal(t, medcode.Period{}, r.Provenance().Effective)
	r, err = icd9.Read(fstest.MapFS{"V123/V28LONG.txt": files(t, longDx)[longDx]})
	require.NoError(t, err)
	require.Equal(t, "28", r.Provenance().Release)
}

func TestDamaged(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(fstest.MapFS)
		is   error
		says string
	}{
		"nothing":           {func(f fstest.MapFS) { clear(f) }, medcode.ErrNoFile, "no file of ICD-9-CM"},
		"HTML":              {func(f fstest.MapFS) { clear(f); f["a.zip"] = &fstest.MapFile{Data: []byte("<html>Log in")} }, medcode.ErrLayout, "HTML"},
		"UTF-16":            {func(f fstest.MapFS) { clear(f); f["a.txt"] = &fstest.MapFile{Data: []byte("\xff\xfe0\x000\x00")} }, medcode.ErrLayout, "UTF-16"},
		"a code not a code": {func(f fstest.MapFS) { edit(t, f, longDx, "25001", "25O01") }, medcode.ErrSyntax, longDx + ":4:3: ICD-9-CM diagnosis"},
		"a title elsewhere": {func(f fstest.MapFS) { edit(t, f, longDx, "25001 ", "25001\t") }, medcode.ErrSyntax, longDx + ":4:1: want a code and a title"},
		"a row cut short":   {func(f fstest.MapFS) { f[longDx].Data = append(f[longDx].Data, "V99"...) }, medcode.ErrSyntax, longDx + ":11:1:"},
		"a workbook without titles": {func(f fstest.MapFS) {
			f["z.xlsx"] = workbook(t, [][]string{{"DIAGNOSIS CODE", "SHORT DESCRIPTION"}})
		}, medcode.ErrLayout, "z.xlsx:1: want columns"},
		"a workbook with another code": {func(f fstest.MapFS) {
			f["z.xlsx"] = workbook(t, [][]string{{"DIAGNOSIS CODE", "LONG DESCRIPTION", "SHORT DESCRIPTION"}, {"A000", "a", "b"}})
		}, medcode.ErrSyntax, "z.xlsx:2: ICD-9-CM diagnosis"},
		"a long line": {func(f fstest.MapFS) {
			edit(t, f, longDx, "Unspecified", strings.Repeat("x", 2<<20))
		}, medcode.ErrLimit, longDx + ":7"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := files(t, longDx)
			c.edit(fsys)
			r, err := icd9.Read(fsys)
			require.Nil(t, r)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func workbook(t testing.TB, rows [][]string) *fstest.MapFile {
	return &fstest.MapFile{Data: xlsxtest.Book(t, rows...)}
}

func TestLibrary(t *testing.T) {
	last := fixture(t)
	before, err := icd9.Read(fstest.MapFS{"CMS31_DESC_SHORT_DX.txt": files(t, shortDx)[shortDx]})
	require.NoError(t, err)
	l, err := icd9.NewLibrary(last, before)
	require.NoError(t, err)
	r, err := l.On(medcode.NewDate(2014, 9, 30))
	require.NoError(t, err)
	require.Equal(t, "31", r.Provenance().Release)
	r, err = l.On(medcode.NewDate(2014, 10, 1))
	require.NoError(t, err)
	require.Equal(t, "32", r.Provenance().Release)
	_, err = icd9.NewLibrary(last, last)
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = l.On(medcode.NewDate(2015, 10, 1))
	require.ErrorIs(t, err, medcode.ErrDate)
}

func TestOfficial(t *testing.T) {
	fsys := os.DirFS(official.Path(t, "releases/icd9cm/v32"))
	r, err := icd9.Read(fsys)
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics(), "text files and workbooks agree")
	require.Len(t, r.Provenance().Files, 6)
	require.Equal(t, 14567, r.Diagnoses.Len())
	require.Equal(t, 3882, r.Procedures.Len())
	written := appended(r)
	err = source.Walk(fsys, medcode.ReadOptions{}, func(e *source.Entry) error {
		if text, ok := written[e.Base()]; ok {
			want, err := e.Bytes()
			require.NoError(t, err)
			require.True(t, string(want) == text, e.Path)
			delete(written, e.Base())
		}
		return nil
	})
	require.NoError(t, err)
	require.Empty(t, written)
	for c, e := range r.Diagnoses.All() {
		if c.Chapter().Number == "" || len(r.Diagnoses.Children(c)) > 0 || e.Short == "" || e.Long == "" {
			t.Fatalf("%s: no chapter, or subdivided, or without a title", c)
		}
	}
	for c := range r.Procedures.All() {
		require.NotEmpty(t, c.Chapter().Number, c)
	}
}

// TestWorkbooksAlone reads the official workbooks without the text files.
func TestWorkbooksAlone(t *testing.T) {
	fsys := fstest.MapFS{}
	err := source.Walk(os.DirFS(official.Path(t, "releases/icd9cm/v32")), medcode.ReadOptions{}, func(e *source.Entry) error {
		if strings.HasSuffix(e.Base(), ".xlsx") {
			data, err := e.Bytes()
			require.NoError(t, err)
			fsys[e.Base()] = &fstest.MapFile{Data: data}
		}
		return nil
	})
	require.NoError(t, err)
	r, err := icd9.Read(fsys)
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, 14567, r.Diagnoses.Len())
	require.Equal(t, 3882, r.Procedures.Len())
	require.Contains(t, string(r.Diagnoses.AppendLong(nil)), "38600 M\xe9ni\xe8re's disease, unspecified\n", "written in Windows-1252, as CMS does")
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{shortDx, longDx, shortPr, longPr} {
		data, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := icd9.ReadWith(fstest.MapFS{"CMS32": {Data: data}}, medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 4096}})
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			return
		}
		for c := range r.Diagnoses.All() {
			require.Equal(t, icd9.Valid, r.Diagnoses.Check(c.String()).Status)
		}
		for _, d := range r.Diagnostics() {
			if d.Kind != "unfinished" {
				return
			}
		}
		if bytes.Contains(data, []byte("\xc2")) || bytes.ContainsAny(data, "\x81\x8d\x8f\x90\x9d\ufeff") || bytes.Contains(data, []byte("\r")) {
			return // what Windows-1252 can't say, a mark, other ends
		}
		var all strings.Builder
		for _, text := range appended(r) {
			all.WriteString(text)
		}
		require.Equal(t, string(data), all.String())
	})
}

func TestAllocations(t *testing.T) {
	r := fixture(t)
	c := icd9.MustParseDiagnosis("250.00")
	require.Zero(t, testing.AllocsPerRun(100, func() { icd9.MustParseDiagnosis(" 250.00 ") }))
	require.Zero(t, testing.AllocsPerRun(100, func() { icd9.MustParseProcedure("36.10") }))
	require.Zero(t, testing.AllocsPerRun(100, func() { r.Diagnoses.Lookup(c) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { r.Diagnoses.Within(c) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { c.Chapter() }))
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := icd9.ParseDiagnosis("250.00"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "codes/s")
}

func BenchmarkRead(b *testing.B) {
	fsys := os.DirFS(official.Path(b, "releases/icd9cm/v32"))
	for b.Loop() {
		_, err := icd9.Read(fsys)
		require.NoError(b, err)
	}
}

func BenchmarkLookup(b *testing.B) {
	r, err := icd9.Read(os.DirFS(official.Path(b, "releases/icd9cm/v32")))
	require.NoError(b, err)
	var codes []icd9.Diagnosis
	for c := range r.Diagnoses.All() {
		codes = append(codes, c)
	}
	i := 0
	for b.Loop() {
		if i += 4_271; i >= len(codes) {
			i -= len(codes)
		}
		if _, ok := r.Diagnoses.Lookup(codes[i]); !ok {
			b.Fatal("not found")
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
}

// TestICD10 refuses order files and mappings, whose columns fit.
func TestICD10(t *testing.T) {
	for _, text := range []string{
		"00001 A00     0 Cholera                                                      Cholera\r\n",
		"0010  A000    00000\r\n0011  A001    00000\r\n",
	} {
		_, err := icd9.Read(fstest.MapFS{"t.txt": {Data: []byte(text)}})
		require.ErrorIs(t, err, medcode.ErrLayout)
		require.ErrorContains(t, err, "t.txt")
	}
}
