package manual_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/manual"
)

// fixture returns the files of the manual in testdata, a version of the
// Definitions Manual with few codes: all chapters and appendices, boxed and
// unboxed titles, cells over several lines, codes without indentation, clusters
// and choices, lines that end in CR LF, CR CR LF and LF.
func fixture(tb testing.TB) fstest.MapFS {
	tb.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(os.DirFS("testdata/manual"), "*.txt")
	require.NoError(tb, err)
	for _, name := range names {
		data, err := os.ReadFile("testdata/manual/" + name)
		require.NoError(tb, err)
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

func read(tb testing.TB, fsys fs.FS) *manual.Manual {
	tb.Helper()
	m, err := manual.Read(fsys)
	require.NoError(tb, err)
	return m
}

// family returns the family of a chapter whose title begins so.
func family(tb testing.TB, m *manual.Manual, mdc int, title string) manual.Family {
	tb.Helper()
	for _, f := range m.Chapters[mdc].Families {
		if strings.HasPrefix(f.Title, title) {
			return f
		}
	}
	require.Fail(tb, "no such family", "%d %s", mdc, title)
	return manual.Family{}
}

func codes(items []manual.Item) string {
	var b strings.Builder
	for i, it := range items {
		if i > 0 {
			b.WriteString(" ")
		}
		if it.And {
			b.WriteString("+")
		}
		b.WriteString(it.Code)
		if it.Star {
			b.WriteString("*")
		}
	}
	return b.String()
}

func body(f manual.Family) (out []string) {
	for _, h := range f.Body {
		out = append(out, h.Text+": "+codes(h.Items))
	}
	return out
}

func TestFixture(t *testing.T) {
	m := read(t, fixture(t))
	require.Empty(t, m.Diagnostics)
	require.Equal(t, "99", m.Version)
	require.Len(t, m.Chapters, 26)
	for mdc, c := range m.Chapters {
		require.Equal(t, mdc, c.MDC)
		require.NotEmpty(t, c.Title)
	}
	require.Equal(t, "Diseases and Disorders of the Musculoskeletal System and Connective Tissue", m.Chapters[8].Title, "a title without a box")
}

func TestFamilies(t *testing.T) {
	m := read(t, fixture(t))

	t.Run("cells over several lines", func(t *testing.T) {
		f := family(t, m, 0, "ECMO")
		require.Equal(t, "ECMO or Tracheostomy with MV >96 Hours or Principal Diagnosis Except Face, Mouth and Neck", f.Title)
		require.Equal(t, []string{"ECMO", "MV>96", "Major O.R. Procedure"}, f.Columns)
		require.Len(t, f.Rows, 3)
		require.Equal(t, []string{"n/a", "Yes", "No"}, f.Rows[2].Cells)
		require.Equal(t, 4, f.Rows[2].DRG)
		require.Equal(t, "| n/a  |  Yes  |     No     |         004         |", m.Line(f.Rows[2].Place))
		require.Equal(t, []int{3, 4}, []int{f.DRGs[0].Number, f.DRGs[1].Number})
	})
	t.Run("codes in the first column", func(t *testing.T) {
		require.Equal(t, []string{"T-CELL IMMUNOTHERAPY: ", "OPERATING ROOM PROCEDURES: XHR0XGA", "NON-OPERATING ROOM PROCEDURES: XW033C7* XW043C7*"},
			body(family(t, m, 0, "Chimeric")))
	})
	t.Run("clusters", func(t *testing.T) {
		require.Equal(t, []string{"OPERATING ROOM PROCEDURES: 0JH604Z* +02H63JZ* 0JH605Z* +02H63JZ* +02HK3JZ* 02HA0QZ"}, body(family(t, m, 5, "Permanent")))
	})
	t.Run("a choice of lists", func(t *testing.T) {
		require.Equal(t, []string{"One of: 0RG7070 0RG70A0", "with one of: 0SG1070 0SG10A0"}, body(family(t, m, 8, "Spinal Fusion"))[5:])
	})
	t.Run("a table that is a title alone", func(t *testing.T) {
		f := family(t, m, 22, "Non-Extensive")
		require.Empty(t, f.Columns)
		require.Equal(t, []manual.Row{{Place: f.Place, DRG: 935}}, f.Rows)
	})
	t.Run("a heading after a tab", func(t *testing.T) {
		f := family(t, m, 14, "Vaginal Delivery without")
		require.Equal(t, "AND OPERATING ROOM PROCEDURES", f.Body[1].Text)
		require.Equal(t, "\tAND OPERATING ROOM PROCEDURES", m.Line(f.Body[1].Place))
	})
	t.Run("a preface", func(t *testing.T) {
		require.Equal(t, "PRINCIPAL DIAGNOSIS OF HIV INFECTION", m.Chapters[25].Preface[0].Text)
		require.Equal(t, "B20", codes(m.Chapters[25].Assignment))
	})
}

func TestAppendices(t *testing.T) {
	m := read(t, fixture(t))

	require.Equal(t, manual.DRG{Place: m.DRGs[0].Place, Number: 3, Surgical: true, Title: m.DRGs[0].Title}, m.DRGs[0], "A: without MDC")
	require.Equal(t, 999, m.DRGs[len(m.DRGs)-1].Number)

	var b []string
	for _, e := range m.Diagnoses {
		if e.Code == "A021" {
			b = append(b, fmt.Sprintf("%d%v %s", e.MDC, e.DRGs, e.Text))
		}
	}
	require.Equal(t, []string{"18[{870 872}] Made-up description of A021", "25[{974 976}] "}, b, "B: a line that goes on")

	for _, s := range m.Severity {
		switch s.Code {
		case "K6811":
			require.Equal(t, []int{8, 11}, s.HACs, "C: two conditions")
			require.Zero(t, s.Collection, "C: No Excl")
		case "N186":
			require.Equal(t, manual.Severity{Place: s.Place, Code: "N186", Major: true, Collection: 11, Count: 4}, s)
		}
	}
	require.Equal(t, "N10 N186 N390 T83511A", codes(m.Exclusions[3-1+1].Items))
	require.Equal(t, "I469", codes(m.AliveOnly))
	require.Equal(t, manual.Range{First: 82, Last: 84}, m.LogicCodes[0].DRGs)
	require.Equal(t, "Traumatic Stupor and Coma >1 Hour", m.LogicCodes[0].Title)
	require.Equal(t, "B20 B59 A021", codes(m.LogicCodes[2].Items))

	require.Equal(t, 0, m.Hierarchy[0].MDC)
	require.Equal(t, manual.Range{First: 18, Last: 18}, m.Hierarchy[0].DRGs)

	for _, e := range m.Procedures {
		if e.Code == "5A1955Z" {
			require.True(t, e.Star)
			require.Equal(t, []manual.Range{{First: 3, Last: 4}}, e.DRGs, "E: Pre-MDC comes first")
			require.Zero(t, e.MDC)
			break
		}
	}
	var clusters []string
	for _, c := range m.Clusters {
		text := ""
		for _, choice := range c.Choices {
			text += "(" + codes(choice) + ")"
		}
		clusters = append(clusters, fmt.Sprintf("%s %d%v", text, c.Uses[0].MDC, c.Uses[0].DRGs))
	}
	require.Equal(t, []string{
		"(0RG7070 0RG70A0)(0SG1070 0SG10A0) 8[{456 458}]",
		"(0JH604Z)(+02H63JZ) 5[{242 244}]",
		"(0JH605Z)(+02H63JZ)(+02HK3JZ) 5[{242 244}]",
	}, clusters)
	require.Equal(t, "0FHB7DZ +0FPB7DZ", codes(m.NonOR))
	require.Equal(t, "10E0XZZ* 10S0XZZ*", codes(m.Obstetric[1].Items))

	require.Equal(t, "Extensive O.R. Procedures Unrelated to Principal Diagnosis", m.Unrelated[0].Title)
	require.Equal(t, "0HB0XZZ 0UT90ZZ", codes(m.Unrelated[1].Body[0].Items))
	require.Equal(t, "I469", codes(m.MCCAlive))
	require.NotContains(t, codes(m.MCC), "I469")
	require.Equal(t, "A000 D62 E872 K6811 N10 N185 T83511A", codes(m.CC))
	require.Len(t, m.HACs, 6)
	require.Equal(t, "Surgical Site Infection - Bariatric Surgery", m.HACs[5].Title)
	require.Equal(t, []string{"PROCEDURES: 0D16079", "NON-OPERATING ROOM PROCEDURES: 0DH64UZ*", "AND: ", "PRINCIPAL DIAGNOSES: E6601", "AND: ", "SECONDARY DIAGNOSIS: K6811"},
		body(manual.Family{Body: m.HACs[5].Body}))
}

func TestPlaces(t *testing.T) {
	m := read(t, fixture(t))
	f := family(t, m, 15, "Normal Newborn")
	require.Regexp(t, `^mdcs_12_21\.txt:\d+$`, m.Where(f.Place))
	require.Equal(t, "PRINCIPAL DIAGNOSIS", m.Line(f.Body[0].Place))
	require.Empty(t, m.Line(manual.Place{Line: 1_000_000}), "a line that isn't there")
	for _, file := range m.Files() {
		require.Len(t, file.SHA256, 64)
		require.NotZero(t, file.Size)
	}
}

// edited returns the fixture with one text of it replaced.
func edited(tb testing.TB, name, old, new string) fstest.MapFS {
	tb.Helper()
	files := maps.Clone(fixture(tb))
	text := string(files[name].Data)
	require.Contains(tb, text, old)
	files[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
	return files
}

func boxed(title string) string {
	rule := ":" + strings.Repeat("=", 70) + ":\r\n"
	return rule + "| " + title + " |\r\n" + rule
}

func TestDiagnostics(t *testing.T) {
	const logic = "mdcs_00_07.txt"
	tests := []struct {
		name           string
		file, old, new string
		kind, text     string
	}{
		{"a part of an unknown title", "appendix_A.txt", ":==", "Foreword\r\n:==", "unknown-line", "Foreword"},
		{"an unknown part", "appendix_A.txt", ":==", boxed("Appendix K Codes of Another Kind") + "\r\nA code\r\n\r\n:==", "unknown-part", "Appendix K Codes of Another Kind"},
		{"an MDC over 25", "mdcs_22_25.txt", ":==", boxed("MDC 26 Burns") + ":==", "unknown-part", "MDC 26 Burns"},
		{"an MDC in words", "mdcs_22_25.txt", ":==", boxed("MDC twenty") + ":==", "unknown-part", "MDC twenty"},
		{"a table line with a cell too many", logic, "| n/a  |  Yes  |     No     |", "| n/a  |  Yes  |  n/a  | No |", "row-without-drg", "n/a | Yes | n/a | No | 004"},
		{"a title line with a cell too many", logic, "| Major O.R. |         DRG", "| Major | O.R. |       DRG", "ragged-table", "Procedure"},
		{"a cell that goes on with other cells", logic, "|      |       | Procedure  |                     |", "|      | Procedure  |                     |", "ragged-table", "Procedure"},
		{"a row with a word for a DRG", logic, "     No     |         004         |", "     No     |         four        |", "row-without-drg", "four"},
		{"a cell that is neither Yes nor No", logic, "| n/a  |  Yes  |     No     |", "| n/a  |  Yes  |    Maybe   |", "unknown-cell", "Maybe"},
		{"a table without headings", logic, "|                               DRG                                |", "|                               MDC                                |", "row-without-drg", "MDC"},
		{"a table without rows", logic, "|                               018                                |", "|                               DRG                                |", "table-without-rows", "Chimeric Antigen"},
		{"a DRG line that is missing", logic, "DRG 004 ECMO", "DRGS 004 ECMO", "drg-without-title", "ECMO"},
		{"a DRG that the table lacks", logic, "DRG 004 ECMO", "DRG 005 ECMO", "drg-without-row", "ECMO"},
		{"a list without heading", logic, "OPERATING ROOM PROCEDURES\r\n\r\n  XHR0XGA", "+--+\r\n  XHR0XGA", "list-without-heading", "XHR0XGA"},
		{"a cluster that begins with and", logic, "  0JH604Z*", "  and 0JH604Z*", "and-without-code", "and 0JH604Z*"},
		{"a line of Appendix A", "appendix_A.txt", "025 01  P", "025 01  Q", "bad-drg-line", "025 01"},
		{"an MDC of Appendix A", "appendix_A.txt", "025 01  P", "025 X1  P", "bad-drg-line", "025 X1"},
		{"a level of Appendix C", "appendix_C.txt", " A000    CC ", " A000    DC ", "bad-severity-line", "A000"},
		{"a collection of Appendix C", "appendix_C.txt", "0002:2 codes", "0002:x codes", "bad-severity-line", "A000"},
		{"a HAC of Appendix C", "appendix_C.txt", "MCC 04 ", "MCC 0X ", "bad-severity-line", "L89153"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := manual.Read(edited(t, tt.file, tt.old, tt.new))
			require.NoError(t, err)
			require.NotEmpty(t, m.Diagnostics)
			for _, d := range m.Diagnostics {
				if string(d.Kind) == tt.kind {
					require.Equal(t, tt.file, d.File)
					require.Contains(t, d.Text, tt.text)
					require.Positive(t, d.Line)
					require.Contains(t, d.String(), fmt.Sprintf("%s:%d: ", tt.file, d.Line))
					require.NotEmpty(t, d.Message)
					return
				}
			}
			require.Fail(t, "no such diagnostic", "%s: %v", tt.kind, m.Diagnostics)
		})
	}
}

// A line that isn't one of an appendix's own is a note, and not lost.
func TestNotes(t *testing.T) {
	tests := []struct{ file, old, new string }{
		{"appendix_B.txt", " A000 ", "Codes of cholera\r\n A000 "},
		{"appendix_C.txt", "PDX collection 0002", "PDX collection two\r\n\r\nPDX collection 0002"},
		{"appendix_C.txt", "  I469    Cardiac", "  Cardiac arrest\r\n  I469    Cardiac"},
		{"appendix_C.txt", "MDC 01 DRGs 082-084", "MDC 01 DRGs of trauma\r\n\r\nMDC 01 DRGs 082-084"},
		{"appendix_C.txt", "MDC 01 DRGs 082-084", "DRGs by MDC\r\n\r\nMDC 01 DRGs 082-084"},
		{"appendix_D_E.txt", "MDC 01 Diseases", "  beside\r\nMDC 01 Diseases"},
		{"appendix_D_E.txt", " CODE COMBINATION", "A combination\r\n CODE COMBINATION"},
		{"appendix_F_I.txt", "HAC 04: Stage", "Conditions\r\nHAC 04: Stage"},
		{"appendix_F_I.txt", "\r\n+--", "\r\nProcedures\r\n+--"},
	}
	for _, tt := range tests {
		m := read(t, edited(t, tt.file, tt.old, tt.new))
		line, _, _ := strings.Cut(tt.new, "\r\n")
		if line == "" {
			line = "Procedures"
		}
		found := false
		for _, n := range m.Notes {
			found = found || n.Text == strings.TrimSpace(line)
		}
		require.True(t, found, "%s: %q", tt.file, line)
	}
}

func TestMissingParts(t *testing.T) {
	part := func(from, to string) func(string) string {
		return func(s string) string {
			i, j := strings.Index(s, from), len(s)
			if to != "" {
				j = strings.Index(s, to)
			}
			return s[:i] + s[j:]
		}
	}
	tests := []struct {
		file string
		cut  func(string) string
		want string
	}{
		{"appendix_A.txt", nil, "Appendix A (list of DRGs)"},
		{"appendix_A.txt", part("999  ", ""), "the end of Appendix A, DRG 999"},
		{"appendix_B.txt", nil, "Appendix B (diagnosis index)"},
		{"appendix_C.txt", nil, "Appendix C (exclusions), part 1"},
		{"appendix_C.txt", part("PDX collection 0002", "Appendix C Part 2"), "Appendix C (exclusions), part 1"},
		{"appendix_C.txt", part("Appendix C Part 2", ""), "Appendix C (exclusions), part 2"},
		{"appendix_C.txt", part("Appendix C Part 3", ""), "Appendix C (exclusions), part 3"},
		{"appendix_D_E.txt", nil, "Appendix D (surgical hierarchy)"},
		{"appendix_D_E.txt", part("MDC 00", "\r\n====="), "Appendix D (surgical hierarchy)"},
		{"appendix_D_E.txt", part("Procedure Code/MS-DRG Index\r\n    CODE", "Procedure Cluster"), "Appendix E (procedure index), part 1"},
		{"appendix_D_E.txt", part("Procedure Cluster", "Appendix E Part 3"), "Appendix E (procedure index), part 2"},
		{"appendix_D_E.txt", part("Appendix E Part 3", "Appendix E Part 4"), "Appendix E (procedure index), part 3"},
		{"appendix_D_E.txt", part("Appendix E Part 4", ""), "Appendix E (procedure index), part 4"},
		{"appendix_F_I.txt", nil, "Appendix F (unrelated procedures)"},
		{"mdcs_00_07.txt", nil, "the Pre-MDC chapter"},
		{"mdcs_08_11.txt", nil, "the chapter of MDC 08"},
		{"mdcs_22_25.txt", nil, "the chapter of MDC 22"},
	}
	for _, tt := range tests {
		files := fixture(t)
		if tt.cut == nil {
			delete(files, tt.file)
		} else {
			files[tt.file] = &fstest.MapFile{Data: []byte(tt.cut(string(files[tt.file].Data)))}
		}
		_, err := manual.Read(files)
		require.ErrorIs(t, err, medcode.ErrNoFile, tt.want)
		require.EqualError(t, err, "the manual lacks "+tt.want+": file missing")
	}
}

// zipped packs files into a zip.
func zipped(tb testing.TB, files fstest.MapFS) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, f := range files {
		w, err := z.Create("manual/" + name)
		require.NoError(tb, err)
		_, err = w.Write(f.Data)
		require.NoError(tb, err)
	}
	require.NoError(tb, z.Close())
	return b.Bytes()
}

func TestZip(t *testing.T) {
	m := read(t, fstest.MapFS{"manual.zip": {Data: zipped(t, fixture(t))}})
	require.Empty(t, m.Diagnostics)
	require.Regexp(t, `^manual\.zip!manual/mdcs_00_07\.txt:\d+$`, m.Where(m.Chapters[1].Place))
}

func TestBadZips(t *testing.T) {
	good := zipped(t, fixture(t))
	bomb := zipped(t, fstest.MapFS{"appendix_A.txt": {Data: bytes.Repeat([]byte(" "), 4<<20)}})
	tests := []struct {
		name   string
		data   []byte
		limits medcode.Limits
		want   error
		says   string
	}{
		{"a page in place of the zip", []byte("<!DOCTYPE html><html>Not found</html>"), medcode.Limits{}, medcode.ErrLayout, "HTML"},
		{"cut short", good[:len(good)/2], medcode.Limits{}, medcode.ErrSyntax, "manual.zip"},
		{"a bomb", bomb, medcode.Limits{Ratio: 100}, medcode.ErrLimit, "appendix_A.txt"},
		{"files too large", good, medcode.Limits{EntryBytes: 1000}, medcode.ErrLimit, "manual.zip"},
		{"too many files", good, medcode.Limits{Entries: 3}, medcode.ErrLimit, "more than 3 files"},
		{"too large in all", good, medcode.Limits{TotalBytes: int64(len(good)) + 5000}, medcode.ErrLimit, "in all files"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := manual.ReadWith(fstest.MapFS{"manual.zip": {Data: tt.data}}, medcode.ReadOptions{Limits: tt.limits})
			require.ErrorIs(t, err, tt.want)
			require.ErrorContains(t, err, tt.says)
			var file *medcode.FileError
			require.ErrorAs(t, err, &file)
			require.NotEmpty(t, file.File)
		})
	}
}

func TestSeveralManuals(t *testing.T) {
	one := os.DirFS("testdata/manual")
	two := fstest.MapFS{}
	err := fs.WalkDir(one, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(one, name)
		two["a/"+name] = &fstest.MapFile{Data: data}
		two["b/"+name] = &fstest.MapFile{Data: data}
		return err
	})
	require.NoError(t, err)
	twice, err := manual.Read(two)
	require.NoError(t, err, "the same manual, read once")
	require.Len(t, twice.Diagnostics, len(two)/2)
	a := two["b/appendix_A.txt"]
	a.Data = bytes.Replace(a.Data, []byte("Version 99"), []byte("Version 98"), 1)
	_, err = manual.Read(two)
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "several Definitions Manuals")
}

// Forms that the printing of other versions may take are read alike.
func TestForms(t *testing.T) {
	all := func(old, new string) func(string) string {
		return func(s string) string { return strings.ReplaceAll(s, old, new) }
	}
	want := read(t, fixture(t))
	for name, edit := range map[string]func(string) string{
		"LF":                        all("\r\n", "\n"),
		"CR CR LF":                  all("\r\n", "\r\r\n"),
		"a byte-order mark":         func(s string) string { return "\xef\xbb\xbf" + s },
		"blanks at the end":         all("\r\n", "  \r\n"),
		"an end-of-file mark":       func(s string) string { return s + "\x1a" },
		"form feeds":                all("MDC 05 Assignment", "\fMDC 05 Assignment"),
		"no-break spaces":           all("OPERATING ROOM", "OPERATING\u00a0ROOM"),
		"those of Windows":          all("OPERATING ROOM", "OPERATING\xa0ROOM"),
		"titles in capitals":        all("| Appendix", "| APPENDIX"),
		"titles with a colon":       all("Appendix A List", "Appendix A: List"),
		"the old letter of HACs":    all("Appendix I Hospital", "Appendix J Hospital"),
		"MDCs with a dash":          all("MDC 05 Diseases", "MDC 05 - Diseases"),
		"an MDC without a zero":     all("| MDC 05 ", "| MDC 5 "),
		"a version of one letter":   all("Version 99", "V99"),
		"a version without a point": all("Version 99.0", "Version 99"),
		"cells in capitals":         all("| Yes |", "| YES |"),
		"n/a in capitals":           all("| n/a |", "| N/A |"),
		"MS-DRG over the last":      all("|        DRG         |", "|       MS-DRG       |"),
		"MS-DRG before the titles":  all("\nDRG 0", "\nMS-DRG 0"),
		"conditions of one digit":   all("HAC 04:", "HAC 4:"),
	} {
		files := fixture(t)
		for _, f := range files {
			f.Data = []byte(edit(string(f.Data)))
		}
		got := read(t, files)
		require.Equal(t, want.Version, got.Version, name)
		require.Empty(t, got.Diagnostics, name)
		require.Empty(t, manual.Diff(want, got), name)
	}
}

// Files beside the manual take nothing from it, and the HTML form says that it
// isn't read.
func TestFilesBeside(t *testing.T) {
	files := fixture(t)
	files["readme.txt"] = &fstest.MapFile{Data: []byte("Read this first.\r\n")}
	files["manual.pdf"] = &fstest.MapFile{Data: []byte("%PDF-1.7\n")}
	files["__MACOSX/._appendix_A.txt"] = &fstest.MapFile{Data: []byte("\x00\x05")}
	m := read(t, files)
	require.Len(t, m.Diagnostics, 1)
	require.Equal(t, "unread-file", string(m.Diagnostics[0].Kind))
	require.Len(t, m.Files(), len(fixture(t)))

	_, err := manual.Read(fstest.MapFS{"P0001.html": {Data: []byte("<!DOCTYPE html><html><body>MS-DRG v43.1</body></html>")}})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "the MS-DRG Definitions Manual as text")

	files = fixture(t)
	a := files["appendix_A.txt"]
	a.Data = bytes.Replace(a.Data, []byte(" Version 99.0"), nil, 1)
	_, err = manual.Read(files)
	require.ErrorContains(t, err, "lacks a version in the title of Appendix A")
}
