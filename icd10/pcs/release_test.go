package pcs_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
)

func read(t testing.TB, dir string) *pcs.Release {
	t.Helper()
	r, err := pcs.Read(os.DirFS(dir))
	require.NoError(t, err)
	return r
}

func kinds(diags []medcode.Diagnostic) []string {
	var all []string
	for _, d := range diags {
		all = append(all, string(d.Kind))
	}
	return all
}

// files returns testdata/2025 as a file system that may be changed.
func files(t testing.TB, names ...string) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("testdata/2025"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile("testdata/2025/" + name)
		for _, part := range names {
			if strings.Contains(name, part) {
				all[name] = &fstest.MapFile{Data: data}
			}
		}
		return err
	})
	require.NoError(t, err)
	return all
}

// edit replaces old by new in one file.
func edit(t testing.TB, fsys fstest.MapFS, name, old, new string) {
	t.Helper()
	require.Contains(t, string(fsys[name].Data), old)
	fsys[name] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys[name].Data), old, new, 1))}
}

const (
	orderName  = "icd10pcs_order_2025.txt"
	tablesName = "icd10pcs_tables_2025.xml"
	indexName  = "icd10pcs_index_2025.xml"
	defsName   = "icd10pcs_definitions_2025.xml"
)

func TestRead(t *testing.T) {
	r := read(t, "testdata/2025")
	p := r.Provenance()
	require.Equal(t, "ICD-10-PCS", p.System)
	require.Equal(t, "2025", p.Release)
	require.Equal(t, "2024-10-01 to 2025-09-30", p.Effective.String())
	require.Len(t, p.Files, 4)
	require.Equal(t, pcs.Parts{Order: true, Tables: true, Index: true, Definitions: true}, r.Parts())
	require.Equal(t, []string{"index-code"}, kinds(r.Diagnostics()), "the index names 0DBJ, which the fixture's tables lack")
	require.Equal(t, 13, r.Len())

	e, ok := r.Lookup(pcs.MustParse("0DTJ4ZG"))
	require.True(t, ok)
	require.Equal(t, pcs.Entry{Code: pcs.MustParse("0DTJ4ZG"), Number: 8,
		Short: "Resection of Appendix, Perc Endo Approach, Hnd-Asist",
		Long:  "Resection of Appendix, Percutaneous Endoscopic Approach, Hand-Assisted"}, e)
	_, ok = r.Lookup(pcs.MustParse("0DTJ9ZZ"))
	require.False(t, ok)
	_, ok = r.Lookup(pcs.Code{})
	require.False(t, ok)

	n := 0
	last := pcs.Code{}
	for c, e := range r.All() {
		n++
		require.Equal(t, c, e.Code)
		require.Equal(t, -1, last.Compare(c))
		last = c
	}
	require.Equal(t, r.Len(), n)
	for range r.All() {
		break
	}

	h, ok := r.Header("xw0")
	require.True(t, ok)
	require.Equal(t, pcs.Header{Table: "XW0", Number: 12, Short: "Anatomical Regions, Introduction", Long: "Anatomical Regions, Introduction"}, h)
	for _, text := range []string{"XW1", "XW03325", "", "X-W"} {
		_, ok = r.Header(text)
		require.False(t, ok, text)
	}
	var headers []string
	for id, h := range r.Headers() {
		require.Equal(t, id, h.Table)
		headers = append(headers, id)
	}
	require.Equal(t, []string{"0DT", "XW0", "XY0"}, headers)
	for range r.Headers() {
		break
	}
}

func TestTables(t *testing.T) {
	r := read(t, "testdata/2025")
	table, ok := r.Table("0DT")
	require.True(t, ok)
	require.Equal(t, "Cutting out or off, without replacement, all of a body part", table.Definition)
	require.Equal(t, 6, table.Rows[0].Len())
	require.Equal(t, "Body Part", table.Rows[0].Axes[0].Title)
	_, ok = r.Table("0DX")
	require.False(t, ok)
	_, ok = r.Table("??")
	require.False(t, ok)

	var made []pcs.Code
	for id, table := range r.Tables() {
		require.Equal(t, id, table.ID)
		made = slices.AppendSeq(made, table.Codes())
	}
	slices.SortFunc(made, pcs.Code.Compare)
	var listed []pcs.Code
	for c := range r.All() {
		listed = append(listed, c)
	}
	require.Equal(t, listed, made)
	for range r.Tables() {
		break
	}
	for range table.Codes() {
		break
	}
}

func TestTablesAlone(t *testing.T) {
	r, err := pcs.Read(files(t, "tables"))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, 13, r.Len())
	e, ok := r.Lookup(pcs.MustParse("XY0VX83"))
	require.True(t, ok)
	require.Equal(t, 16, e.Number)
	require.Empty(t, e.Long)
	h, _ := r.Header("0DT")
	require.Equal(t, "Gastrointestinal System, Resection", h.Long)
	require.Equal(t, pcs.Valid, r.Check("0DTJ4ZZ").Status)
}

func TestOrderAlone(t *testing.T) {
	r, err := pcs.Read(files(t, "order"))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	v := r.Check("0DTJ1ZZ")
	require.Equal(t, `character 5 is 1; after "0DTJ" it is 0, 4, 7, 8`, v.Problems[0].Error())
	_, ok := r.Words(pcs.MustParse("0DTJ4ZZ"))
	require.False(t, ok)
	require.Empty(t, r.Index())
	require.Empty(t, r.Definitions())
}

func TestZeroValues(t *testing.T) {
	var b pcs.Build
	require.Zero(t, b.Settled().Left())
	require.Empty(t, slices.Collect(b.Codes()))
	_, err := b.With('0')
	require.Error(t, err)
	_, values := b.Options()
	require.Empty(t, values)

	var r pcs.Release
	require.Empty(t, r.Search("appendix", 1))
	require.Empty(t, r.BodyParts("appendix"))
	require.Empty(t, r.Diff(&r))
	require.Empty(t, r.AppendOrderFile(nil))
	_, diags := r.Apply(nil)
	require.Empty(t, diags)
}

func TestIndexAloneAndDefinitionsAlone(t *testing.T) {
	r, err := pcs.Read(files(t, "index"))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Zero(t, r.Len())
	require.Equal(t, pcs.Unknown, r.Check("0DTJ4ZZ").Status)
	r, err = pcs.Read(files(t, "definitions"))
	require.NoError(t, err)
	require.Len(t, r.Definitions(), 4)
}

func TestCodesFile(t *testing.T) {
	const list = "0DTJ0ZZ Resection of Appendix, Open Approach\r\n0DTJ4ZZ Resection of Appendix, Percutaneous Endoscopic Approach\r\n"
	r, err := pcs.Read(fstest.MapFS{"codes 2025.txt": {Data: []byte(list)}})
	require.NoError(t, err)
	require.Equal(t, pcs.Parts{Codes: true}, r.Parts())
	require.Equal(t, 2, r.Len())
	require.Equal(t, "00001 0DTJ0ZZ 1", string(r.AppendOrderFile(nil)[:15]))

	both := files(t, "order")
	both["codes_2025.txt"] = &fstest.MapFile{Data: []byte(list + "0DTJ9ZZ Not in the order file\r\n")}
	r, err = pcs.Read(both)
	require.NoError(t, err)
	require.Equal(t, []string{"codes-differ", "codes-differ"}, kinds(r.Diagnostics()))
	require.Equal(t, 13, r.Len(), "the order file is the whole")
}

func TestCodesAddendaAreTaken(t *testing.T) {
	fsys := files(t, "order")
	fsys["codes_addenda_2025.txt"] = &fstest.MapFile{Data: []byte("Add:         0DTJ0ZZ Resection of Appendix, Open Approach\r\n\r\nCodes\r\n" +
		"     12 codes in icd10pcs_order_2024.txt\r\n     13 codes in icd10pcs_order_2025.txt\r\n      1 additions\r\n      0 deletions\r\n      0 revisions\r\n")}
	r, err := pcs.Read(fsys)
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Empty(t, r.Addenda())
}

func TestRoundTrip(t *testing.T) {
	for _, name := range []string{"2025/icd10pcs_order_2025.txt", "2026/icd10pcs_order_2026.txt"} {
		want, err := os.ReadFile("testdata/" + name)
		require.NoError(t, err)
		r, err := pcs.Read(fstest.MapFS{name: {Data: want}})
		require.NoError(t, err)
		require.Equal(t, string(want), string(r.AppendOrderFile(nil)))
		require.Empty(t, r.AppendAddendaFile(nil))
	}
	require.Equal(t, string(files2026(t).Data), string(read(t, "testdata/2026").AppendAddendaFile(nil)))
}

func TestNames(t *testing.T) {
	data := files(t, "order")[orderName].Data
	for name, want := range map[string]string{
		"order.txt":                            "",
		"icd10pcs_order_2027.txt":              "2027",
		"2026-04/icd10pcs_order_2026.txt":      "2026-04",
		"April 1 2026/icd10pcs_order_2026.txt": "2026-04",
	} {
		r, err := pcs.Read(fstest.MapFS{name: {Data: data}})
		require.NoError(t, err)
		require.Equal(t, want, r.Provenance().Release)
		if want == "" {
			require.Equal(t, []string{"release-unknown"}, kinds(r.Diagnostics()))
			require.Equal(t, medcode.Period{}, r.Provenance().Effective)
			d := r.Dated("2026-04", medcode.Period{From: medcode.NewDate(2026, 4, 1)})
			require.Equal(t, "2026-04", d.Provenance().Release)
			require.Equal(t, 13, d.Len())
			require.Equal(t, pcs.Valid, d.Check("0DTJ4ZZ").Status)
			require.Empty(t, r.Provenance().Release, "Dated makes another release")
		}
	}
}

func TestUnusualButUsable(t *testing.T) {
	for name, c := range map[string]struct {
		part  string
		edit  func(fstest.MapFS)
		kinds []string
	}{
		"LF for CRLF": {"order", func(f fstest.MapFS) {
			f[orderName].Data = bytes.ReplaceAll(f[orderName].Data, []byte("\r\n"), []byte("\n"))
		}, []string{"line-end"}},
		"BOM": {"order", func(f fstest.MapFS) {
			f[orderName].Data = append([]byte("\xef\xbb\xbf"), f[orderName].Data...)
		}, nil},
		"no last line end": {"order", func(f fstest.MapFS) {
			f[orderName].Data = bytes.TrimSuffix(f[orderName].Data, []byte("\r\n"))
		}, []string{"unfinished"}},
		"cut inside the last title": {"order", func(f fstest.MapFS) {
			f[orderName].Data = f[orderName].Data[:len(f[orderName].Data)-20]
		}, []string{"unfinished"}},
		"cp1252 title": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "Resection of Appendix, Endo  ", "Resection of App\xe9ndix, Endo  ")
		}, []string{"encoding"}},
		"a missing row": {"order", func(f fstest.MapFS) {
			lines := strings.SplitAfter(string(f[orderName].Data), "\r\n")
			f[orderName].Data = []byte(strings.Join(append(lines[:3:3], lines[4:]...), ""))
		}, []string{"order-number"}},
		"a duplicate code": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "0DTJ7ZZ", "0DTJ4ZZ")
		}, []string{"duplicate-code"}},
		"a wrong flag": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "0DTJ7ZZ 1", "0DTJ7ZZ 0")
		}, []string{"flag"}},
		"a code without its header": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "XW03325", "XW13325")
		}, []string{"no-header"}},
		"tables and order file differ": {"icd10pcs", func(f fstest.MapFS) {
			delete(f, indexName)
			edit(t, f, orderName, "0DTJ7ZZ", "0DTJ6ZZ")
		}, []string{"codes-differ", "codes-differ"}},
		"counts that don't hold": {"tables", func(f fstest.MapFS) {
			edit(t, f, tablesName, `codes="6"`, `codes="7"`)
			edit(t, f, tablesName, `pos="4" values="2"`, `pos="4" values="3"`)
		}, []string{"count", "count"}},
		"a value twice": {"tables", func(f fstest.MapFS) {
			edit(t, f, tablesName, `<label code="J">Appendix</label>`, `<label code="F">Appendix</label>`)
		}, []string{"duplicate-value", "count", "count"}},
		"a table twice": {"tables", func(f fstest.MapFS) {
			edit(t, f, tablesName, `<label code="Y">Extracorporeal</label>`, `<label code="W">Extracorporeal</label>`)
		}, []string{"duplicate-table"}},
		"no year in the XML": {"tables", func(f fstest.MapFS) {
			edit(t, f, tablesName, "<version>2025</version>", "<version>x</version>")
		}, nil}, // its name has it

		"files of two years": {"t", func(f fstest.MapFS) {
			delete(f, indexName)
			edit(t, f, tablesName, "<version>2025</version>", "<version>2024</version>")
		}, []string{"other-release"}},
		"an index code that is none": {"index", func(f fstest.MapFS) {
			edit(t, f, indexName, "0DTJ0ZZ", "0DTJ-")
		}, []string{"index-code"}},
		"a file twice": {"order", func(f fstest.MapFS) {
			f["z.txt"] = f[orderName]
		}, []string{"duplicate-file"}},
		"a file of something else": {"order", func(f fstest.MapFS) {
			f["readme.txt"] = &fstest.MapFile{Data: []byte("Read me.\r\nThe files are for 2025.\r\n")}
			f["other.xml"] = &fstest.MapFile{Data: []byte("<other/>")}
			f["notes.pdf"] = &fstest.MapFile{Data: []byte("%PDF-1.4")}
		}, []string{"unread-file", "unread-file"}},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := files(t, c.part)
			c.edit(fsys)
			r, err := pcs.Read(fsys)
			require.NoError(t, err)
			require.Equal(t, c.kinds, kinds(r.Diagnostics()))
			for _, d := range r.Diagnostics() {
				require.NotEmpty(t, d.Message)
			}
		})
	}
}

func TestUTF16Tables(t *testing.T) {
	fsys := files(t, "tables")
	text := "\ufeff" + strings.Replace(string(fsys[tablesName].Data), "utf-8", "utf-16", 1)
	var wide []byte
	for _, r := range text {
		wide = append(wide, byte(r), byte(r>>8))
	}
	fsys[tablesName] = &fstest.MapFile{Data: wide}
	r, err := pcs.Read(fsys)
	require.NoError(t, err)
	require.Equal(t, 13, r.Len())
}

func TestDamaged(t *testing.T) {
	long := strings.Repeat("x", 2<<20)
	for name, c := range map[string]struct {
		part string
		edit func(fstest.MapFS)
		is   error
		says string
	}{
		"nothing":       {"nothing", func(fstest.MapFS) {}, medcode.ErrNoFile, "no file of ICD-10-PCS"},
		"HTML as a zip": {"", func(f fstest.MapFS) { clear(f); f["a.zip"] = &fstest.MapFile{Data: []byte("<!DOCTYPE html><p>Log in")} }, medcode.ErrLayout, "HTML"},
		"HTML as text":  {"", func(f fstest.MapFS) { clear(f); f["a.txt"] = &fstest.MapFile{Data: []byte("<!DOCTYPE html><p>Log in")} }, medcode.ErrLayout, "an HTML page"},
		"UTF-16 text": {"", func(f fstest.MapFS) {
			clear(f)
			f["a.txt"] = &fstest.MapFile{Data: []byte("\xff\xfe0\x000\x00")}
		}, medcode.ErrLayout, "UTF-16"},
		"a row cut short": {"order", func(f fstest.MapFS) {
			f[orderName].Data = f[orderName].Data[:len(f[orderName].Data)-130]
		}, medcode.ErrSyntax, orderName + ":16:1: not a row of an order file"},
		"a row of another layout": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "00009 0DTJ4ZZ 1", "00009;0DTJ4ZZ;1")
		}, medcode.ErrSyntax, orderName + ":9:1:"},
		"a code of another form": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "0DTJ4ZZ", "0DTI4ZZ")
		}, medcode.ErrSyntax, orderName + ":9:10: ICD-10-PCS code"},
		"a code of five characters": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "0DTJ4ZZ", "0DTJ4  ")
		}, medcode.ErrSyntax, "or the 3 of a table"},
		"a long line": {"order", func(f fstest.MapFS) {
			edit(t, f, orderName, "Nerinitide into", long)
		}, medcode.ErrLimit, orderName + ":13"},
		"two order files": {"order", func(f fstest.MapFS) {
			data, _ := os.ReadFile("testdata/2026/icd10pcs_order_2026.txt")
			f["z.txt"] = &fstest.MapFile{Data: data}
		}, medcode.ErrLayout, "z.txt: a second, different order file"},
		"a damaged addendum": {"order", func(f fstest.MapFS) {
			data, _ := os.ReadFile("testdata/2026/order_addenda_2026.txt")
			f["z.txt"] = &fstest.MapFile{Data: bytes.Replace(data, []byte("Delete:      XY0VX83"), []byte("Destroy:     XY0VX83"), 1)}
		}, medcode.ErrSyntax, "z.txt:5:1:"},
		"XML cut short":     {"tables", func(f fstest.MapFS) { f[tablesName].Data = f[tablesName].Data[:2000] }, medcode.ErrSyntax, tablesName},
		"XML with entities": {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, "Appendix", "&bomb;") }, medcode.ErrSyntax, tablesName},
		"deep XML": {"tables", func(f fstest.MapFS) {
			edit(t, f, tablesName, "<label code=\"J\">", "<label code=\"J\">"+strings.Repeat("<a>", 10_000))
		}, medcode.ErrLimit, "nested"},
		"text between rows":           {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, "<pcsRow", "chair<pcsRow") }, medcode.ErrLayout, "chair"},
		"text in a row":               {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, "<axis pos=\"4\"", "chair<axis pos=\"4\"") }, medcode.ErrLayout, "chair"},
		"text in an axis":             {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, "<label", "chair<label") }, medcode.ErrLayout, "chair"},
		"an axis out of place":        {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, `pos="4"`, `pos="3"`) }, medcode.ErrSyntax, "position 4 to 7"},
		"a row without an axis":       {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, `pos="4"`, `pos="5"`) }, medcode.ErrSyntax, "all of characters"},
		"a table without an axis":     {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, `pos="1"`, `pos="2"`) }, medcode.ErrSyntax, "first three"},
		"a table of two body systems": {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, "<title>Section</title>", `<label code="1"/>`) }, medcode.ErrLayout, "one value"},
		"a label of two characters":   {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, `code="J"`, `code="JJ"`) }, medcode.ErrSyntax, "one character"},
		"a label of the letter I":     {"tables", func(f fstest.MapFS) { edit(t, f, tablesName, `code="J"`, `code="I"`) }, medcode.ErrSyntax, "one character"},
		"two tables files":            {"tables", func(f fstest.MapFS) { f["z.xml"] = &fstest.MapFile{Data: append(f[tablesName].Data, ' ')} }, medcode.ErrLayout, "second"},
		"two index files":             {"index", func(f fstest.MapFS) { f["z.xml"] = &fstest.MapFile{Data: append(f[indexName].Data, ' ')} }, medcode.ErrLayout, "second"},
		"two definitions files":       {"definitions", func(f fstest.MapFS) { f["z.xml"] = &fstest.MapFile{Data: append(f[defsName].Data, ' ')} }, medcode.ErrLayout, "second"},
		"an untitled main term":       {"index", func(f fstest.MapFS) { edit(t, f, indexName, "<title>Appendectomy</title>", "") }, medcode.ErrSyntax, "without title"},
		"an index cut short":          {"index", func(f fstest.MapFS) { f[indexName].Data = f[indexName].Data[:400] }, medcode.ErrSyntax, indexName},
		"an unknown section":          {"definitions", func(f fstest.MapFS) { edit(t, f, defsName, `code="0"`, `code="00"`) }, medcode.ErrSyntax, "section"},
		"an unknown axis":             {"definitions", func(f fstest.MapFS) { edit(t, f, defsName, `pos="3"`, `pos="8"`) }, medcode.ErrSyntax, "position"},
		"an unknown parent":           {"definitions", func(f fstest.MapFS) { edit(t, f, defsName, `value="7"`, `value=""`) }, medcode.ErrSyntax, "one character"},
		"definitions cut short":       {"definitions", func(f fstest.MapFS) { f[defsName].Data = f[defsName].Data[:400] }, medcode.ErrSyntax, defsName},
		"an unknown XML encoding":     {"definitions", func(f fstest.MapFS) { edit(t, f, defsName, "utf-8", "ebcdic") }, medcode.ErrLayout, "ebcdic"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := files(t, c.part)
			c.edit(fsys)
			r, err := pcs.Read(fsys)
			require.Nil(t, r)
			require.ErrorIs(t, err, c.is)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestLimits(t *testing.T) {
	_, err := pcs.ReadWith(os.DirFS("testdata/2025"), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 100}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = pcs.ReadWith(os.DirFS("testdata/2025"), medcode.ReadOptions{Limits: medcode.Limits{XMLDepth: 3}})
	require.ErrorIs(t, err, medcode.ErrLimit)

	// A small file of tables that would make 34^4 codes a row.
	var labels, rows strings.Builder
	for _, c := range "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ" {
		fmt.Fprintf(&labels, `<label code="%c">x</label>`, c)
	}
	rows.WriteString("<pcsRow>")
	for pos := 4; pos <= 7; pos++ {
		fmt.Fprintf(&rows, `<axis pos="%d">%s</axis>`, pos, labels.String())
	}
	rows.WriteString("</pcsRow>")
	bomb := "<ICD10PCS.tabular><pcsTable>" + strings.Repeat(rows.String(), 3) + "</pcsTable></ICD10PCS.tabular>"
	_, err = pcs.Read(fstest.MapFS{"a.xml": {Data: []byte(bomb)}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func TestConcurrentUse(t *testing.T) {
	r := read(t, "testdata/2025")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for c := range r.All() {
				r.Lookup(c)
				r.Words(c)
			}
			r.Search("appendix", 5)
			r.Check("0DTJ1ZZ")
		})
	}
	wg.Wait()
}

func files2026(t testing.TB) *fstest.MapFile {
	data, err := os.ReadFile("testdata/2026/order_addenda_2026.txt")
	require.NoError(t, err)
	return &fstest.MapFile{Data: data}
}

// FuzzRead reads one file of any kind, by content.
func FuzzRead(f *testing.F) {
	err := fs.WalkDir(os.DirFS("testdata"), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile("testdata/" + name)
		f.Add(data)
		return err
	})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := pcs.ReadWith(fstest.MapFS{"f": {Data: data}}, medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 4096, XMLDepth: 16}})
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			return
		}
		for c := range r.All() {
			require.True(t, r.Contains(c))
			require.Equal(t, pcs.Valid, r.Check(c.String()).Status)
		}
		if r.Parts() == (pcs.Parts{Order: true}) && len(r.Diagnostics()) == 1 {
			require.Equal(t, "release-unknown", string(r.Diagnostics()[0].Kind))
			require.Equal(t, string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), string(r.AppendOrderFile(nil)))
		}
		r.Search("a", 3)
		r.Check("0DT")
	})
}

// An element that the files have not had is reported, wherever it stands.
func TestUnknownElements(t *testing.T) {
	for before, name := range map[string]string{
		"<pcsTable>": tablesName, "<pcsRow": tablesName, "<axis pos=\"4\"": tablesName, "<label": tablesName,
		"<letter>": indexName, "<mainTerm>": indexName, "<title>Appendectomy": indexName, "<tab>0DT</tab></use>": indexName,
		"<section": defsName, "<axis": defsName, "<terms>": defsName, "<explanation>": defsName, "<aggregate>": defsName, "<device>": defsName,
	} {
		f := files(t, "")
		clean, err := pcs.Read(f)
		require.NoError(t, err)
		edit(t, f, name, before, "<chair leg=\"4\">wood</chair>"+before)
		r, err := pcs.Read(f)
		require.NoError(t, err, before)
		require.Equal(t, len(clean.Diagnostics())+1, len(r.Diagnostics()), before)
		n := 0
		for _, d := range r.Diagnostics() {
			if d.Kind == "unknown-element" {
				require.Equal(t, "<chair>", d.Text)
				n++
			}
		}
		require.Equal(t, 1, n, before)
	}
}

// Codes would be lost with an element that holds parts of them.
func TestUnknownElementOfCodes(t *testing.T) {
	for before, chair := range map[string]string{
		"<pcsTable>":      `<chair><axis pos="1"/></chair>`,
		"<pcsRow":         `<chair codes="2"></chair>`,
		"<axis pos=\"4\"": `<chair pos="4"></chair>`,
		"<label":          `<chair>a <label code="Z">No</label></chair>`,
	} {
		f := files(t, "")
		edit(t, f, tablesName, before, chair+before)
		_, err := pcs.Read(f)
		require.ErrorIs(t, err, medcode.ErrLayout, before)
		require.ErrorContains(t, err, "<chair>", before)
	}
}
