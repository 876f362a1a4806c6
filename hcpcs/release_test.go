package hcpcs_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

func TestRead(t *testing.T) {
	r := read(t, january)
	p := r.Provenance()
	require.Equal(t, "HCPCS Level II", p.System)
	require.Equal(t, "2025-01", p.Release)
	require.Equal(t, "2025-01-01 to 2025-03-31", p.Effective.String())
	require.Len(t, p.Files, 2)
	require.Equal(t, map[string]int{"codes": 5, "modifiers": 2, "processing notes": 3, "not otherwise classified": 0, "changes": 0, "corrections": 0}, r.Counts())
	require.Empty(t, r.Notice())

	got, ok := r.Lookup(hcpcs.MustParse("E9999"))
	require.True(t, ok)
	want := hcpcs.Record{
		Code:    hcpcs.MustParse("E9999"),
		Long:    "Wheelchair made up for tests, with a description that takes three lines of the record so that the joining of lines is seen to work, and which is broken where it says",
		Short:   "Wheelchair, made up",
		Pricing: []hcpcs.Pricing{"36", "32"}, MultiplePricing: "A", Coverage: hcpcs.SpecialInstructions,
		ASCGroup: "YY", ASCDate: date("2020-01-01"), MOGGroup: "102", MOGPolicy: "1", MOGDate: date("1999-01-01"),
		Note: "0007", BETOS: "D1D", TypesOfService: []hcpcs.TypeOfService{"A", "R"},
		Added: date("2020-01-01"), Effective: date("2025-01-01"), Action: hcpcs.NoChange,
	}
	require.Empty(t, cmp.Diff(want, got, cmpopts.IgnoreUnexported(hcpcs.Record{}), cmp.Comparer(func(a, b medcode.Date) bool { return a == b }),
		cmp.Comparer(func(a, b hcpcs.Code) bool { return a == b }), cmp.Comparer(func(a, b hcpcs.Modifier) bool { return a == b })))
	require.Equal(t, "A NOTE MADE UP FOR TESTS (E9999), WHICH GOES ON IN A SECOND LINE.", r.Note(got.Note))
	require.Equal(t, "SHORT", r.Note("0008"))

	g, _ := r.Lookup(hcpcs.MustParse("G9998"))
	require.Equal(t, []string{"50-2", "50-3"}, g.CIM)
	require.Equal(t, []hcpcs.LabCertification{"310", "400"}, g.Lab)
	a, _ := r.Lookup(hcpcs.MustParse("A0001"))
	require.Equal(t, []string{"2120", "", "2125"}, a.MCM, "a gap stays a gap")
	require.Equal(t, "1861S7", a.Statute)
	j, _ := r.Lookup(hcpcs.MustParse("J9990"))
	require.Equal(t, []string{"J9991", "99999"}, j.CrossReferences)
	require.Equal(t, "2020-01-01 to 2024-12-31", j.Period().String())

	z, ok := r.Modifier(hcpcs.MustParseModifier("ZQ"))
	require.True(t, ok)
	require.Equal(t, "A modifier made up for tests, whose description is longer than one line of the record holds and goes on in a second", z.Long)
	_, ok = r.Lookup(hcpcs.MustParse("A0002"))
	require.False(t, ok)
	_, ok = r.Modifier(hcpcs.MustParseModifier("RT"))
	require.False(t, ok)

	var codes, mods []string
	for c, rec := range r.All() {
		require.Equal(t, c, rec.Code)
		codes = append(codes, c.String())
	}
	for m := range r.Modifiers() {
		mods = append(mods, m.String())
	}
	require.Equal(t, []string{"A0001", "E9999", "G9998", "J9990", "J9991"}, codes)
	require.Equal(t, []string{"LT", "ZQ"}, mods)
	for range r.All() {
		break
	}
	for range r.Modifiers() {
		break
	}
}

func TestRoundTrip(t *testing.T) {
	for _, name := range []string{january, april} {
		var b bytes.Buffer
		require.NoError(t, read(t, name).WriteText(&b))
		require.Equal(t, string(fixture(t, name)), b.String())
	}
	require.Equal(t, "This file is made up for the tests of medcode.\nDisclaimers come before the records.\n", read(t, april).Notice())
}

// sheetRows is a text file as the workbook of the same content has it.
func sheetRows(r *hcpcs.Release) [][]string {
	rows := [][]string{{"Note regarding coverage"}, {}, hcpcs.Headings()}
	for m, rec := range r.Modifiers() {
		rows = append(rows, hcpcs.Cells("   "+m.String(), "7", rec))
	}
	for c, rec := range r.All() {
		rows = append(rows, hcpcs.Cells(c.String(), "3", rec))
	}
	return rows
}

func TestWorkbook(t *testing.T) {
	text := read(t, january)
	rows := sheetRows(text)
	r, err := hcpcs.Read(files(t, nil, map[string][]byte{"HCPC2025_JAN_ANWEB.xlsx": xlsxtest.Book(t, rows...)}))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, text.Provenance().Effective, r.Provenance().Effective)
	require.Empty(t, hcpcs.Diff(text, r))

	// Beside the text file the workbook isn't read.
	both, err := hcpcs.Read(files(t, []string{january}, map[string][]byte{"HCPC2025_JAN_ANWEB.xlsx": xlsxtest.Book(t, rows...)}))
	require.NoError(t, err)
	require.Empty(t, both.Diagnostics())
	require.Empty(t, hcpcs.Diff(text, both))

	head := rows[2]
	at := func(name string) int {
		for i, h := range head {
			if h == name {
				return i
			}
		}
		t.Fatal(name)
		return -1
	}
	change := func(row int, column, value string) [][]string {
		changed := append([][]string(nil), rows...)
		changed[row] = append([]string(nil), rows[row]...)
		changed[row][at(column)] = value
		return changed
	}
	cont := make([]string, len(head))
	cont[at("HCPC")], cont[at("RECID")], cont[at("LONG DESCRIPTION")] = "J9991", "4", "goes on"
	read := func(rows [][]string) (*hcpcs.Release, error) {
		return hcpcs.Read(files(t, nil, map[string][]byte{"HCPC2025_JAN.xlsx": xlsxtest.Book(t, rows...)}))
	}
	r, err = read(append(rows, cont))
	require.NoError(t, err)
	rec, _ := r.Lookup(hcpcs.MustParse("J9991"))
	require.Equal(t, "Injection, made up, 1 mg goes on", rec.Long)

	r, err = read(append(rows[:3:3], cont, rows[3]))
	require.NoError(t, err)
	require.Equal(t, []string{"orphan-continuation"}, kinds(r.Diagnostics()))
	r, err = read(change(2, "TERM DT", "NEW COLUMN"))
	require.NoError(t, err)
	require.Equal(t, []string{"unknown-column", "missing-column"}, kinds(r.Diagnostics()))
	require.Equal(t, "NEW COLUMN", r.Diagnostics()[0].Text)
	_, err = read(change(4, "RECID", "5"))
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, err = read(change(4, "HCPC", "9-"))
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, err = hcpcs.Read(files(t, nil, map[string][]byte{"a.xlsx": xlsxtest.Book(t, rows...), "b.xlsx": xlsxtest.Book(t, rows[:len(rows)-1]...)}))
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "second workbook")
}

// What is odd in a text file is read where it can be, with a diagnostic, and
// refused with its place where it can't.
func TestOddText(t *testing.T) {
	jan := lines(fixture(t, january))
	with := func(i int, begin int, v string) []string {
		l := append([]string(nil), jan...)
		l[i] = l[i][:begin-1] + v + l[i][begin-1+len(v):]
		return l
	}
	insert := func(i int, line string) []string {
		return append(append(append([]string(nil), jan[:i]...), line), jan[i:]...)
	}
	for name, c := range map[string]struct {
		text  []string
		kinds []string
		codes int
	}{
		"as it is":               {jan, nil, 5},
		"no-break spaces":        {[]string{strings.Join(with(3, 119, "\xA0"), "\r\n")}, []string{"no-break-space"}, 5},
		"LF":                     {[]string{strings.Join(jan, "\n")}, nil, 5},
		"orphan":                 {append(jan[2:3:3], jan[3:]...), []string{"orphan-continuation"}, 5},
		"orphan of another":      {append(jan[:5:5], jan[6:]...), nil, 5},
		"end-of-file mark":       {append(jan[:len(jan)-2:len(jan)-2], "\x1a"), []string{"end-of-file-mark"}, 5},
		"text at the end":        {append(jan[:len(jan)-1:len(jan)-1], "THE END"), []string{"unfinished", "trailing-text"}, 5},
		"twice":                  {insert(8, jan[3]), []string{"duplicate-code"}, 5},
		"bad date":               {with(3, 269, "20201301"), []string{"malformed-value"}, 5},
		"bad units":              {with(3, 266, " X0"), []string{"malformed-value"}, 5},
		"filler":                 {with(3, 300, "NEW"), []string{"trailing-text"}, 5},
		"unknown values, once":   {append(with(3, 257, "X9X")[:4:4], with(7, 257, "X9X")[4:]...), []string{"unknown-value"}, 5},
		"short lines":            {[]string{strings.ReplaceAll(strings.Join(jan, "\n"), "                           \n", "\n")}, nil, 5},
		"disclaimer":             {append([]string{"A disclaimer", "", "of 2019\xA0"}, jan...), []string{"no-break-space"}, 5},
		"modifier continuation":  {append(jan[:1:1], jan[2:]...), []string{"orphan-continuation"}, 5},
		"continuation malformed": {insert(3, "A0-01002004"+jan[3][11:]), []string{"orphan-continuation"}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := hcpcs.Read(files(t, nil, map[string][]byte{january: []byte(strings.Join(c.text, "\r\n"))}))
			require.NoError(t, err)
			require.Equal(t, c.kinds, kinds(r.Diagnostics()))
			require.Equal(t, c.codes, r.Counts()["codes"])
			for _, d := range r.Diagnostics() {
				require.NotEmpty(t, d.String())
			}
		})
	}
	for name, c := range map[string]struct {
		text []string
		is   error
		line int
	}{
		"malformed code":  {with(3, 1, "A-001"), medcode.ErrSyntax, 4},
		"modifier":        {with(0, 4, "*"), medcode.ErrSyntax, 1},
		"damaged first":   {with(0, 11, "9"), medcode.ErrSyntax, 1},
		"text in between": {insert(3, "page 2"), medcode.ErrSyntax, 4},
		"blank between":   {insert(3, ""), medcode.ErrSyntax, 4},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := hcpcs.Read(files(t, nil, map[string][]byte{january: []byte(strings.Join(c.text, "\r\n"))}))
			require.ErrorIs(t, err, c.is)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.Equal(t, c.line, fe.Line)
			require.Equal(t, january, fe.File)
		})
	}
}

// Windows-1252 and UTF-8 give the same release, with columns where they are.
func TestEncodings(t *testing.T) {
	utf8 := strings.Replace(string(fixture(t, january)), "Ambulance made up for tests     ", "Ambulance “made up” für tests   ", 1)
	// Two blanks where a line breaks, behind a letter of two bytes in UTF-8.
	utf8 = strings.Replace(utf8, "takes three lines of the ", "täkes three lines of     ", 1)
	cp1252, err := charmap.Windows1252.NewEncoder().String(utf8)
	require.NoError(t, err)
	for _, text := range []string{utf8, cp1252} {
		r, err := hcpcs.Read(files(t, nil, map[string][]byte{january: []byte(text)}))
		require.NoError(t, err)
		require.Empty(t, r.Diagnostics())
		rec, _ := r.Lookup(hcpcs.MustParse("A0001"))
		require.Equal(t, "Ambulance “made up” für tests", rec.Long)
		require.Equal(t, hcpcs.BETOS("O1A"), rec.BETOS)
		var b bytes.Buffer
		require.NoError(t, r.WriteText(&b))
		require.Equal(t, cp1252, b.String())
	}
	japanese, err := hcpcs.Read(files(t, nil, map[string][]byte{january: bytes.Replace(fixture(t, january), []byte("Ambulance"), []byte("日本"), 1)}))
	require.NoError(t, err, "bytes that are neither are read as Windows-1252")
	require.NotNil(t, japanese)
}

func TestFiles(t *testing.T) {
	for name, c := range map[string]struct {
		fsys fstest.MapFS
		is   error
		says string
	}{
		"nothing":      {fstest.MapFS{}, medcode.ErrNoFile, "no file of HCPCS"},
		"notes only":   {files(t, []string{notes}, nil), medcode.ErrNoFile, "HCPCS without its file of records"},
		"two texts":    {files(t, []string{january, april}, nil), medcode.ErrLayout, "second text file"},
		"a page":       {files(t, nil, map[string][]byte{"hcpcs.zip": []byte("<!DOCTYPE html><html>")}), medcode.ErrLayout, "HTML"},
		"a long line":  {files(t, nil, map[string][]byte{january: append(fixture(t, january), bytes.Repeat([]byte("x"), 2<<20)...)}), medcode.ErrLimit, "line of over"},
		"sheet broken": {files(t, nil, map[string][]byte{"a.xlsx": brokenBook(t)}), medcode.ErrSyntax, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := hcpcs.Read(c.fsys)
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
		})
	}
	r, err := hcpcs.Read(files(t, []string{january}, map[string][]byte{
		"readme.txt": []byte("hello"), "a.pdf": []byte("%PDF-1.7"), "other.xlsx": xlsxtest.Book(t, []string{"a", "b"}),
		"layout.txt": []byte("CMS RIF REPORT\n\n HCPCS Contractor Record - 2025"),
	}))
	require.NoError(t, err)
	require.Equal(t, []string{"unread-file"}, kinds(r.Diagnostics()))

	r, err = hcpcs.Read(files(t, nil, map[string][]byte{"codes.txt": fixture(t, april)}))
	require.NoError(t, err)
	require.Equal(t, []string{"release-inferred"}, kinds(r.Diagnostics()))
	require.Equal(t, "2025-04", r.Provenance().Release)

	_, err = hcpcs.ReadWith(files(t, []string{january}, nil), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 1000}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func brokenBook(tb testing.TB) []byte {
	return xlsxtest.Zip(tb, map[string]string{
		"_rels/.rels":                 `<R><Relationship Type="x/officeDocument" Target="b.xml"/></R>`,
		"b.xml":                       `<workbook><sheet name="s" id="1"/></workbook>`,
		"_rels/b.xml.rels":            `<R><Relationship Id="1" Type="x/worksheet" Target="s.xml"/></R>`,
		"s.xml":                       `<w><row><c t="inlineStr"><is><t>HCPC</t></is></c>`,
		"xl/worksheets/unrelated.xml": ``,
	})
}

func TestCorrections(t *testing.T) {
	head := []string{"HCPCS/MOD Code", "Action", "Short Description", "Long Description", "Effective Date", "TOS", "BETOS", "Coverage", "Pricing", "Comments"}
	book := func(rows ...[]string) map[string][]byte {
		return map[string][]byte{"Corrections.xlsx": xlsxtest.Book(t, append([][]string{head}, rows...)...)}
	}
	r, err := hcpcs.Read(files(t, []string{january}, book(
		[]string{"A0001", "Revise LD", "", "A longer description than before", "2025-01-01"},
		[]string{"LT", "Revise SD", "Left", "", "2025-01-01"},
		[]string{"J9990", "Do not terminate"},
		[]string{"E9999", "Terminate ", "", "", "2025-02-01"},
		[]string{"G9998", "Remove code"},
		[]string{"ZQ", `Action effective date should be 20080101 and action code "N"`},
		[]string{"J9991", "Action effective date should be 20250102"},
		[]string{"K9990", "Add", "New", "A new code", "2025-01-01", "P,R", "D1E", "C", "32", "a comment"},
		[]string{"K9", "Add", "New", "A new modifier", "2025-01-01"},
		[]string{"A0002", "Revise LD", "", "No such code"},
		[]string{"A0003", "Remove code"},
		[]string{"A0001", "Reconsider"},
		[]string{"A0001", "Action effective date should be 20080231"},
	)))
	require.NoError(t, err)
	require.Equal(t, []string{"correction", "correction", "correction"}, kinds(r.Diagnostics()))

	get := func(code string) hcpcs.Record {
		rec, ok := r.Lookup(hcpcs.MustParse(code))
		require.True(t, ok, code)
		return rec
	}
	require.Equal(t, "A longer description than before", get("A0001").Long)
	require.True(t, get("J9990").Terminated.IsZero())
	require.Equal(t, date("2025-01-31"), get("E9999").Terminated, "the day before it may not be used")
	_, ok := r.Lookup(hcpcs.MustParse("G9998"))
	require.False(t, ok)
	require.Equal(t, date("2025-01-02"), get("J9991").Effective)
	k := get("K9990")
	require.Equal(t, []hcpcs.TypeOfService{"P", "R"}, k.TypesOfService)
	require.Equal(t, hcpcs.Added, k.Action)
	require.Equal(t, []any{hcpcs.BETOS("D1E"), hcpcs.CarrierJudgment, []hcpcs.Pricing{"32"}, date("2025-01-01")}, []any{k.BETOS, k.Coverage, k.Pricing, k.Added})
	zq, _ := r.Modifier(hcpcs.MustParseModifier("ZQ"))
	require.Equal(t, hcpcs.NoChange, zq.Action)
	lt, _ := r.Modifier(hcpcs.MustParseModifier("LT"))
	require.Equal(t, "Left", lt.Short)
	_, ok = r.Modifier(hcpcs.MustParseModifier("K9"))
	require.True(t, ok)

	var changed []bool
	for _, c := range r.Corrections() {
		changed = append(changed, c.Changed)
	}
	require.Equal(t, []bool{true, true, true, true, true, true, true, true, true, false, false, false, false}, changed)

	_, err = hcpcs.Read(files(t, []string{january}, book([]string{"?", "Add"})))
	require.ErrorIs(t, err, medcode.ErrSyntax)
	r, err = hcpcs.Read(files(t, []string{january}, book([]string{"A0001", "Add", "", "", "soon"})))
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(r.Diagnostics(), func(d medcode.Diagnostic) bool { return d.Kind == "malformed-value" && d.Text == "soon" }))
}

func TestCompanions(t *testing.T) {
	r, err := hcpcs.Read(files(t, []string{january}, map[string][]byte{
		"NOC.xlsx": xlsxtest.Book(t, []string{"", "NOC CODES"}, nil, []string{"HCPCS", "LONG DESCRIPTION", "ADD DATE", "TERM DATE"}, nil, []string{"J9990", "x", "20200101"}, []string{"A0001", "y"}),
		"TR.xlsx":  xlsxtest.Book(t, []string{"HCPC", "ACTION CD", "SHORT DESCRIPTION", "LONG DESCRIPTION"}, []string{"   LT", "No Change", "Left side", "Left side"}, []string{"J9991", "ADD", "s", "l"}),
	}))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.True(t, r.IsNotOtherwiseClassified(hcpcs.MustParse("J9990")))
	require.False(t, r.IsNotOtherwiseClassified(hcpcs.MustParse("J9991")))
	require.Equal(t, []hcpcs.Change{
		{Modifier: hcpcs.MustParseModifier("LT"), Action: "No Change", Short: "Left side", Long: "Left side"},
		{Code: hcpcs.MustParse("J9991"), Action: "ADD", Short: "s", Long: "l"},
	}, r.Changes())
	for _, rows := range [][][]string{
		{{"HCPCS", "LONG DESCRIPTION", "ADD DATE"}, {"?", "x"}},
		{{"HCPC", "ACTION CD", "LONG DESCRIPTION"}, {"?", "x"}},
	} {
		_, err := hcpcs.Read(files(t, []string{january}, map[string][]byte{"x.xlsx": xlsxtest.Book(t, rows...)}))
		require.ErrorIs(t, err, medcode.ErrSyntax)
	}
}

func TestWriteTextRefuses(t *testing.T) {
	for name, row := range map[string][]string{
		"what Windows-1252 lacks": {"Description", "日本"},
		"a short one too long":    {"A short description beyond twenty-eight characters", "x"},
		"a long one":              {"日本", "x"},
		"a word too long":         {"x", strings.Repeat("x", 90)},
	} {
		r, err := hcpcs.Read(files(t, []string{january}, map[string][]byte{"c.xlsx": xlsxtest.Book(t,
			[]string{"HCPCS/MOD Code", "Action", "Short Description", "Long Description"}, []string{"A0001", "Revise", row[0], row[1]})}))
		require.NoError(t, err)
		require.Error(t, r.WriteText(&bytes.Buffer{}), name)
	}
}

// dateOrNone parses a date, empty for none.
func dateOrNone(t *testing.T, s string) (d medcode.Date) {
	require.NoError(t, d.UnmarshalText([]byte(s)))
	return d
}

func TestCheck(t *testing.T) {
	r := read(t, january)
	for _, c := range []struct {
		code, on string
		status   hcpcs.Status
		reason   string
	}{
		{"A0001", "2025-01-15", hcpcs.InForce, ""},
		{"A0001", "2019-12-31", hcpcs.NotYet, "A0001 is in force from 2020-01-01"},
		{"A0001", "", hcpcs.InForce, ""},
		{"A0001", "2099-01-01", hcpcs.NotInForce, "A0001 is in HCPCS Level II 2025-01, which holds 2025-01-01 to 2025-03-31, not then"},
		{"A0001", "2024-12-31", hcpcs.NotInForce, "A0001 is in HCPCS Level II 2025-01, which holds 2025-01-01 to 2025-03-31, not then"},
		{"J9990", "2024-12-31", hcpcs.NotInForce, "J9990 is in HCPCS Level II 2025-01, which holds 2025-01-01 to 2025-03-31, not then"},
		{"J9990", "", hcpcs.Ended, "J9990 ended on 2024-12-31; see J9991, 99999"},
		{"J9990", "2025-01-01", hcpcs.Ended, "J9990 ended on 2024-12-31; see J9991, 99999"},
		{"A0002", "2025-01-01", hcpcs.Unknown, `HCPCS release 2025-01 has no code "A0002"`},
		{"99213", "2025-01-01", hcpcs.OtherLevel, "99213 is a CPT code, which HCPCS Level II doesn't list"},
		{"D0120", "2025-01-01", hcpcs.OtherLevel, "D0120 is a dental (CDT) code, which the release doesn't list"},
	} {
		v := r.Check(hcpcs.MustParse(c.code), dateOrNone(t, c.on))
		require.Equal(t, c.status, v.Status, c.code)
		require.Equal(t, c.reason, v.Reason)
		require.Equal(t, c.status == hcpcs.InForce, v.OK())
		require.Equal(t, c.code, v.Asked)
		if v.OK() {
			require.Equal(t, c.code+" is in force", v.String())
		} else {
			require.Equal(t, v.Reason, v.String())
		}
		if c.status == hcpcs.NotInForce {
			require.Equal(t, r.Provenance().Effective, v.Holds)
		} else {
			require.Zero(t, v.Holds)
		}
	}
	for _, c := range []struct {
		modifier, on string
		status       hcpcs.Status
		reason       string
	}{
		{"LT", "2025-01-15", hcpcs.InForce, ""},
		{"LT", "2025-06-01", hcpcs.NotInForce, "LT is in HCPCS Level II 2025-01, which holds 2025-01-01 to 2025-03-31, not then"},
		{"ZQ", "", hcpcs.InForce, ""}, // until the quarter's last day
		{"ZQ", "2025-04-01", hcpcs.Ended, "ZQ ended on 2025-03-31"},
		{"26", "2025-01-15", hcpcs.OtherLevel, "26 is a CPT modifier, which HCPCS Level II doesn't list"},
		{"RH", "2025-01-15", hcpcs.InForce, "only on ambulance services: from residence to hospital"},
		{"ZZ", "2025-01-15", hcpcs.Unknown, `HCPCS release 2025-01 has no modifier "ZZ"`},
	} {
		v := r.CheckModifier(hcpcs.MustParseModifier(c.modifier), dateOrNone(t, c.on))
		require.Equal(t, c.status, v.Status, c.modifier)
		require.Equal(t, c.reason, v.Reason)
	}
	require.Equal(t, "RH is in force only on ambulance services: from residence to hospital", r.CheckModifier(hcpcs.MustParseModifier("RH"), medcode.Date{}).String())
	require.Equal(t, `HCPCS release has no code "A0001"`, new(hcpcs.Release).Check(hcpcs.MustParse("A0001"), medcode.Date{}).String())
	require.Equal(t, "HCPCS Level II 2025-01, 2025-01-01 to 2025-03-31: 5 codes, 2 modifiers", r.String())
	text, err := hcpcs.Ended.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "ended Status(9)", string(text)+" "+hcpcs.Status(9).String())
}

func TestLibrary(t *testing.T) {
	jan, apr := read(t, january), read(t, april)
	l, err := hcpcs.NewLibrary(apr, jan)
	require.NoError(t, err)
	for on, want := range map[string]*hcpcs.Release{"2025-01-01": jan, "2025-03-31": jan, "2025-04-01": apr, "2025-06-30": apr} {
		got, err := l.On(date(on))
		require.NoError(t, err)
		require.Same(t, want, got, on)
	}
	for _, on := range []string{"2024-12-31", "2025-07-01"} {
		_, err := l.On(date(on))
		require.ErrorIs(t, err, medcode.ErrDate)
	}
	n := 0
	for range l.Releases() {
		n++
	}
	require.Equal(t, 2, n)
	_, err = hcpcs.NewLibrary(jan, read(t, january))
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "both begin on \"2025-01-01\"")

	h := l.History(hcpcs.MustParse("A0001"))
	require.Len(t, h, 2)
	require.Equal(t, "2025-01 2025-04", h[0].Release+" "+h[1].Release)
	require.Nil(t, h[0].Fields)
	require.Equal(t, []string{"LONG DESCRIPTION", "ACT EFF DT", "ACTION CD"}, h[1].Fields)
	require.Len(t, l.History(hcpcs.MustParse("E9999")), 1)
	require.Len(t, l.History(hcpcs.MustParse("Q9990")), 1)
	require.Empty(t, l.History(hcpcs.MustParse("A0009")))
	require.Len(t, l.ModifierHistory(hcpcs.MustParseModifier("ZQ")), 2)
}

func TestDiff(t *testing.T) {
	jan, apr := read(t, january), read(t, april)
	var got []string
	for _, d := range hcpcs.Diff(jan, apr) {
		s := d.Code.String() + d.Modifier.String()
		switch {
		case d.Old == nil:
			s += " added"
		case d.New == nil:
			s += " removed"
		default:
			s += " " + strings.Join(d.Fields, ", ")
		}
		got = append(got, s)
	}
	require.Equal(t, []string{"ZQ ACTION CD", "A0001 LONG DESCRIPTION, ACT EFF DT, ACTION CD", "J9990 removed", "Q9990 added"}, got)
	require.Empty(t, hcpcs.Diff(jan, jan))
}

func TestCrosswalks(t *testing.T) {
	r := read(t, january)
	collect := func(seq func(func(hcpcs.Code) bool)) (s []string) {
		for c := range seq {
			s = append(s, c.String())
		}
		return s
	}
	require.Equal(t, []string{"J9990", "J9991"}, collect(r.ByBETOS("O1E")))
	require.Equal(t, []string{"J9990", "J9991"}, collect(r.ByTypeOfService("P")))
	require.Equal(t, []string{"E9999"}, collect(r.ByTypeOfService("R")))
	for range r.ByBETOS("O1E") {
		break
	}
	rec, _ := r.Lookup(hcpcs.MustParse("E9999"))
	require.Equal(t, "Wheelchairs", rec.BETOS.Title())
	require.Equal(t, "durable medical equipment", rec.BETOS.Category())
	require.Equal(t, "Rental of DME", rec.TypesOfService[1].Title())
}

func TestTitles(t *testing.T) {
	require.Equal(t, "Drugs", hcpcs.Pricing("51").Title())
	require.Contains(t, hcpcs.MultiplePricing("A").Title(), "one methodology")
	require.Equal(t, "Routine chemistry", hcpcs.LabCertification("310").Title())
	require.Equal(t, "Not payable by Medicare", hcpcs.NotPayable.Title())
	require.Equal(t, "Vitrectomy", hcpcs.MOGGroup("680").Title())
	require.Equal(t, "ASC covered procedure", hcpcs.MOGPolicy("1").Title())
	require.Equal(t, "Discontinue procedure or modifier code", hcpcs.Discontinued.Title())
	require.Equal(t, "Lymphedema Compression Treatment Items", hcpcs.BETOS("O1L").Title())
	require.Empty(t, hcpcs.Pricing("98").Title())
	var categories []string
	for _, b := range []hcpcs.BETOS{"M1A", "P0", "I1A", "T1A", "D1A", "O1A", "Z2", "", "X"} {
		categories = append(categories, b.Category())
	}
	require.Equal(t, []string{"evaluation and management", "procedures", "imaging", "tests", "durable medical equipment", "other", "exceptions and unclassified", "", ""}, categories)
}

// The workbooks have named their columns otherwise, and have remarks among the
// rows.
func TestWorkbooksOfOtherYears(t *testing.T) {
	record := func(headings string) []byte {
		return xlsxtest.Book(t, []string{"Note regarding coverage and payment"}, nil, strings.Split(headings, ","),
			[]string{"J9990", "0010", "3", "Injection,", "Injection", "51", "A", "D", "20200101", "20210101", "20220630", "D"}, []string{"J9990", "0020", "4", "made up"})
	}
	var first *hcpcs.Release
	for _, headings := range []string{
		"HCPC,SEQNUM,RECID,LONG DESCRIPTION,SHORT DESCRIPTION,PRICE1,MULT_PI,COV,ADD DT,ACT EFF DT,TERM DT,ACTION CD",
		"HCPC,SEQNUM,RECID,LONG_DESCRIPTION,SHORT_DESCRIPTION,PRICE_CD1,MULTI_PI,COV_CODE,ADD_DATE,ACT_EFF_DT,TERM_DT,ACTION_CODE",
		"HCPCS Code,Seqnum,RecId,Long Description,Short Description,Price CD1,Mult PI,Cov CD,Add Date,Act Eff Date,Term Date,Action Code",
	} {
		r, err := hcpcs.Read(fstest.MapFS{"HCPC17_CONTR_ANWEB.xlsx": {Data: record(headings)}})
		require.NoError(t, err)
		rec, ok := r.Lookup(hcpcs.MustParse("J9990"))
		require.True(t, ok)
		require.Equal(t, "Injection, made up 2022-06-30 51", rec.Long+" "+rec.Terminated.String()+" "+string(rec.Pricing[0]))
		for _, k := range kinds(r.Diagnostics()) {
			require.Contains(t, []string{"missing-column", "release-inferred"}, k)
		}
		if first == nil {
			first = r
		}
		require.Empty(t, hcpcs.Diff(first, r))
	}
	text := map[string][]byte{
		"NOC.xlsx":   xlsxtest.Book(t, []string{"HCPCS Code", "Long Description", "Add Dt"}, []string{"J9990", "x", "20200101"}, []string{"* new this quarter"}),
		"Corr.xlsx":  xlsxtest.Book(t, []string{"HCPCS/MOD Code", "Action"}, []string{"Updated on January 2"}),
		"Trans.xlsx": xlsxtest.Book(t, []string{"HCPC", "ACTION CODE"}, []string{"see the key"}, []string{"J9990", "ADD"}),
	}
	r, err := hcpcs.Read(files(t, []string{january}, text))
	require.NoError(t, err)
	require.Equal(t, []string{"remark", "remark", "remark"}, kinds(r.Diagnostics()))
	require.True(t, r.IsNotOtherwiseClassified(hcpcs.MustParse("J9990")))
	require.Len(t, r.Changes(), 1)
}

// A document beside the tables is left out, not an error.
func TestDocument(t *testing.T) {
	r, err := hcpcs.Read(files(t, []string{january}, map[string][]byte{"readme.docx": xlsxtest.Document(t)}))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
}
