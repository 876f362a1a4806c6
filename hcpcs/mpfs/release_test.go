package mpfs_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
	"github.com/stretchr/testify/require"
)

func TestRead(t *testing.T) {
	r := read(t)
	p := r.Provenance()
	require.Contains(t, r.String(), p.String()+": ")
	require.Equal(t, "Medicare Physician Fee Schedule 2025-10 2025-10-01 to 2025-12-31", p.System+" "+p.Release+" "+p.Effective.String())
	require.Len(t, p.Files, 4)
	require.Equal(t, map[string]int{"rows": 44, "localities": 2, "counties": 3}, r.Counts())
	require.Equal(t, []string{"leading-zeros"}, kinds(r.Diagnostics()), "the counties lost theirs")
	require.Contains(t, r.Notice(), "MADE UP")

	row, ok := r.Lookup(code("70450"), hcpcs.MustParseModifier("TC"))
	require.True(t, ok)
	require.Equal(t, mpfs.Row{
		Code: code("70450"), Modifier: hcpcs.MustParseModifier("TC"), Description: "Made up service", Status: mpfs.Active,
		NonFacilityPE: 217, FacilityPE: 217, FacilityNA: true, MP: 5, TotalNonFacility: 222, TotalFacility: 222,
		Component: "1", Global: "XXX", Multiple: "4", Bilateral: "0", Assistant: "0", CoSurgeon: "0", Team: "0",
		ConversionFactor: 320000, Supervision: "09", CalculationFlag: "0", ImagingFamily: "88",
		OPPSNonFacilityPE: 167, OPPSFacilityPE: 167, OPPSMP: 1,
	}, row)
	row, _ = r.Lookup(code("20000"), hcpcs.Modifier{})
	days, ok := row.Global.Days()
	require.True(t, ok)
	require.Equal(t, []any{90, mpfs.Percent(10), mpfs.Percent(69), mpfs.Percent(21)}, []any{days, row.Pre, row.Intra, row.Post})
	row, _ = r.Lookup(code("45385"), hcpcs.Modifier{})
	require.Equal(t, code("45378"), row.EndoscopicBase)
	row, _ = r.Lookup(code("99214"), hcpcs.Modifier{})
	require.Equal(t, "+", row.NotUsed)
	_, ok = r.Lookup(code("99215"), hcpcs.Modifier{})
	require.False(t, ok)
	for g, want := range map[mpfs.Global]int{"000": 0, "010": 10} {
		days, ok := g.Days()
		require.True(t, ok)
		require.Equal(t, want, days)
	}
	_, ok = mpfs.Global("ZZZ").Days()
	require.False(t, ok)

	require.True(t, r.Has(code("45378")))
	require.False(t, r.Has(code("45379")))
	n := 0
	for c := range r.Codes() {
		require.True(t, r.Has(c))
		n++
	}
	require.Equal(t, 35, n)
	n = 0
	for c, row := range r.All() {
		require.Equal(t, c, row.Code)
		n++
	}
	require.Equal(t, 44, n)
	for range r.All() {
		break
	}
	for range r.Codes() {
		break
	}
}

func TestLocalities(t *testing.T) {
	r := read(t)
	l, ok := r.Locality("2102", "1")
	require.True(t, ok)
	require.Equal(t, mpfs.Locality{MAC: "02102", Number: "01", State: "AK", Name: "ALASKA", Footnote: "Work GPCI reflects a 1.5 floor.", Work: 1500, PE: 1081, MP: 592, Anesthesia: 278600}, l)
	_, ok = r.Locality("10112", "01")
	require.False(t, ok)
	require.Equal(t, mpfs.Locality{Name: "National", Work: 1000, PE: 1000, MP: 1000, Anesthesia: 200000}, r.National())
	n := 0
	for range r.Localities() {
		n++
	}
	require.Equal(t, 2, n)
	require.Equal(t, []mpfs.County{
		{"10112", "00", "ALABAMA", "STATEWIDE", "ALL COUNTIES"}, {"02102", "01", "ALASKA", "STATEWIDE", "ALL COUNTIES"}, {"02102", "02", "ALASKA", "REST*", "A, B"},
	}, r.Counties())
	b, err := json.Marshal(l)
	require.NoError(t, err)
	require.JSONEq(t, `{"mac":"02102","number":"01","state":"AK","name":"ALASKA","footnote":"Work GPCI reflects a 1.5 floor.","work":1.500,"pe":1.081,"mp":0.592,"anesthesia":27.8600}`, string(b))
	b, err = json.Marshal(mpfs.RVU(613))
	require.NoError(t, err)
	require.Equal(t, "6.13 6.13 0.869 32.0000", string(b)+" "+mpfs.RVU(613).String()+" "+mpfs.GPCI(869).String()+" "+mpfs.ConversionFactor(320000).String())
}

func TestRoundTrip(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, read(t).WriteText(&b))
	require.Equal(t, string(fixture(t, rvuText)), b.String())
}

// csvRows is the csv file as cells.
func csvRows(tb testing.TB) [][]string {
	rows, err := csv.NewReader(bytes.NewReader(fixture(tb, rvuCSV))).ReadAll()
	require.NoError(tb, err)
	return rows
}

func asCSV(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.WriteAll(rows)
	return b.Bytes()
}

// equal holds when two releases have the same rows.
func equal(tb testing.TB, a, b *mpfs.Release) {
	tb.Helper()
	require.Equal(tb, a.Counts()["rows"], b.Counts()["rows"])
	for c, row := range a.All() {
		got, ok := b.Lookup(c, row.Modifier)
		require.True(tb, ok, c)
		require.Equal(tb, row, got)
	}
}

// Text, csv and workbook give the same, a csv that a spreadsheet took the zeros
// from too.
func TestFormats(t *testing.T) {
	text := read(t)
	rows := csvRows(t)
	for name, data := range map[string][]byte{"a.csv": fixture(t, rvuCSV), "a.xlsx": xlsxtest.Book(t, rows...)} {
		r, err := mpfs.Read(file(name, data))
		require.NoError(t, err)
		if name == "a.csv" {
			require.Empty(t, r.Diagnostics())
			require.Equal(t, "2025-10", r.Provenance().Release, "from the title")
		}
		equal(t, text, r)
	}
	for _, row := range rows[8:] {
		for _, column := range []int{0, 14, 25} { // code, global days, supervision
			if n, err := strconv.Atoi(row[column]); err == nil {
				row[column] = strconv.Itoa(n)
			}
		}
	}
	r, err := mpfs.Read(file(rvuCSV, asCSV(rows)))
	require.NoError(t, err)
	require.Equal(t, []string{"leading-zeros"}, kinds(r.Diagnostics()))
	equal(t, text, r)

	// Of one table in several formats, the text is read.
	both, err := mpfs.Read(fstest.MapFS{rvuText: &fstest.MapFile{Data: fixture(t, rvuText)}, rvuCSV: &fstest.MapFile{Data: fixture(t, rvuCSV)}})
	require.NoError(t, err)
	require.Equal(t, rvuText, both.Provenance().Files[0].Name)
	gpci, err := mpfs.Read(fstest.MapFS{rvuText: &fstest.MapFile{Data: fixture(t, rvuText)}, "GPCI2025.txt": &fstest.MapFile{Data: fixture(t, "GPCI2025.txt")}})
	require.NoError(t, err)
	for _, number := range []string{"00", "01"} {
		want, _ := text.Locality(map[string]string{"00": "10112", "01": "02102"}[number], number)
		got, ok := gpci.Locality(want.MAC, number)
		require.True(t, ok)
		want.Anesthesia = 0
		require.Equal(t, want, got)
	}
}

// A column more is left out with a diagnostic; a column less, if it is one that
// payment needs, is an error that names it.
func TestColumns(t *testing.T) {
	rows := csvRows(t)
	wider := make([][]string, len(rows))
	for i, row := range rows {
		wider[i] = append(append(append([]string(nil), row[:23]...), ""), row[23:]...)
	}
	wider[7][23] = "NEW COLUMN"
	r, err := mpfs.Read(file(rvuCSV, asCSV(wider)))
	require.NoError(t, err)
	require.Equal(t, []string{"unknown-column"}, kinds(r.Diagnostics()))
	require.Equal(t, "NEW COLUMN", r.Diagnostics()[0].Text)
	equal(t, read(t), r)

	for column, needed := range map[int]bool{5: true, 18: true, 24: true, 4: false, 7: false, 27: false} {
		narrow := make([][]string, len(rows))
		for i, row := range rows {
			narrow[i] = append(append([]string(nil), row[:column]...), row[column+1:]...)
		}
		_, err := mpfs.Read(file(rvuCSV, asCSV(narrow)))
		if needed {
			require.ErrorIs(t, err, medcode.ErrLayout)
			require.ErrorContains(t, err, "no column")
		} else {
			require.NoError(t, err)
		}
	}
}

func TestBadInput(t *testing.T) {
	text := string(fixture(t, rvuText))
	lines := strings.Split(text, "\r\n")
	with := func(i, begin int, v string) string {
		l := append([]string(nil), lines...)
		l[i] = l[i][:begin-1] + v + l[i][begin-1+len(v):]
		return strings.Join(l, "\r\n")
	}
	rows := csvRows(t)
	cell := func(i, j int, v string) []byte {
		c := append([][]string(nil), rows...)
		c[i] = append([]string(nil), c[i]...)
		c[i][j] = v
		return asCSV(c)
	}
	gpci := string(fixture(t, "GPCI2025.csv"))
	locco := string(fixture(t, "25LOCCO.csv"))
	anes := string(fixture(t, "ANES2025.csv"))
	for name, c := range map[string]struct {
		file string
		data []byte
		is   error
		says string
	}{
		"code":              {rvuText, []byte(with(4, 1, "2X")), medcode.ErrSyntax, "HCPCS code"},
		"number":            {rvuText, []byte(with(4, 60, "X")), medcode.ErrSyntax, "number"},
		"other layout":      {rvuText, []byte(with(4, 63, "0")), medcode.ErrLayout, "column 63"},
		"short row":         {rvuText, []byte(text + "99999\r\n"), medcode.ErrLayout, "5 characters"},
		"longer row":        {rvuText, []byte(strings.Replace(text, lines[4], lines[4]+" X", 1)), medcode.ErrLayout, "behind the last field"},
		"modifier":          {rvuText, []byte(with(4, 6, "-")), medcode.ErrSyntax, "modifier"},
		"endoscopic base":   {rvuText, []byte(with(12, 128, "-")), medcode.ErrSyntax, "HCPCS code"},
		"header alone":      {rvuText, []byte("HDR\r\n"), medcode.ErrNoFile, "no row"},
		"csv code":          {rvuCSV, cell(10, 0, "?"), medcode.ErrSyntax, "HCPCS code"},
		"csv number":        {rvuCSV, cell(10, 5, "1.234"), medcode.ErrSyntax, "at most 2 decimals"},
		"csv factor":        {rvuCSV, cell(10, 24, "x"), medcode.ErrSyntax, "number"},
		"csv no heading":    {rvuCSV, cell(7, 0, "CODES"), medcode.ErrLayout, "no heading row"},
		"csv duplicate":     {rvuCSV, append(fixture(t, rvuCSV), asCSV(rows[len(rows)-1:])...), nil, ""},
		"csv two rows":      {rvuCSV, bytes.Replace(fixture(t, rvuCSV), []byte("0.00\r\n"), []byte("0.00,"), 1), medcode.ErrSyntax, "cells under a heading"},
		"csv quote":         {rvuCSV, append(fixture(t, rvuCSV), "\"open"...), medcode.ErrSyntax, ""},
		"index":             {"GPCI.csv", []byte(strings.Replace(gpci, "0.9", "high", 1)), medcode.ErrSyntax, "number"},
		"no index":          {"GPCI.csv", []byte(gpci[:100]), medcode.ErrLayout, "no heading"},
		"index, no MAC":     {"GPCI.csv", []byte(strings.Replace(gpci, "10112", "1O112", 1)), medcode.ErrSyntax, "contractor"},
		"index missing":     {"GPCI.csv", []byte(strings.Replace(gpci, ",0.5\r", ",\r", 1)), medcode.ErrSyntax, "number"},
		"index text, cut":   {"GPCI.txt", fixture(t, "GPCI2025.txt")[:430], medcode.ErrSyntax, "number"},
		"index text, line":  {"GPCI.txt", []byte(strings.Replace(string(fixture(t, "GPCI2025.txt")), "\r\n10112", " 10112", 1)), medcode.ErrSyntax, "contractor"},
		"index text, short": {"GPCI.txt", fixture(t, "GPCI2025.txt")[:415], medcode.ErrSyntax, "number"},
		"county, half":      {"LOCCO.csv", []byte(strings.Replace(locco, "10112,0,", "10112l0,", 1)), medcode.ErrSyntax, "contractor"},
		"index text":        {"GPCI.txt", []byte(strings.Replace(string(fixture(t, "GPCI2025.txt")), "0.500\r", "\r", 1)), medcode.ErrSyntax, "number"},
		"county, no MAC":    {"LOCCO.csv", []byte(strings.Replace(locco, "10112", "1O112", 1)), medcode.ErrSyntax, "contractor"},
		"factor, no MAC":    {"ANES.csv", []byte(strings.Replace(anes, "10112", "1O112", 1)), medcode.ErrSyntax, "contractor"},
		"no county":         {"LOCCO.csv", []byte(locco[:80]), medcode.ErrLayout, "no heading"},
		"anesthesia factor": {"ANES.csv", []byte(strings.Replace(anes, "19.00", "high", 1)), medcode.ErrSyntax, "number"},
		"no anesthesia":     {"ANES.csv", []byte(strings.SplitAfter(anes, "\n")[0]), medcode.ErrLayout, "a heading without rows"},
		"a page":            {"rvu25d.zip", []byte("<html>"), medcode.ErrLayout, "HTML"},
		"empty":             {"a.txt", nil, medcode.ErrNoFile, "an empty file, but no file of the physician fee schedule"},
		"damaged workbook":  {"a.xlsx", []byte("PK\x03\x04damaged"), medcode.ErrSyntax, ""},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := file(c.file, c.data)
			if !strings.HasPrefix(c.file, "PPRRVU") && c.file != "a.txt" {
				fsys[rvuText] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := mpfs.Read(fsys)
			if c.is == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, c.is)
			require.ErrorContains(t, err, c.says)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
		})
	}
	for name, c := range map[string]struct {
		text  string
		kinds []string
	}{
		"end-of-file mark": {text + "\x1a", []string{"end-of-file-mark"}},
		"blank at the end": {text + "\r\n", nil},
		"twice":            {text + lines[len(lines)-2] + "\r\n", []string{"duplicate-code"}},
		"total":            {with(4, 91, "999.99"), []string{"total"}},
		"out of order":     {strings.Join(append(append([]string{}, lines[3:]...), lines[2]), "\r\n"), []string{"unfinished"}},
		"no header":        {strings.Join(lines[2:], "\n"), nil},
		"Windows-1252":     {with(4, 8, "\x93Made\x94"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := mpfs.Read(file(rvuText, []byte(c.text)))
			require.NoError(t, err)
			require.Equal(t, c.kinds, kinds(r.Diagnostics()))
			require.Equal(t, 44, r.Counts()["rows"])
			_, ok := r.Lookup(code("20001"), hcpcs.Modifier{})
			require.True(t, ok)
		})
	}
	r, err := mpfs.Read(fstest.MapFS{rvuText: {Data: []byte(text)}, "ANES.csv": {Data: []byte(anes)}, "GPCI.csv": {Data: []byte(strings.Replace(gpci, "10112", "10113", 1))},
		"a.pdf": {Data: []byte("%PDF-1")}, "a.bin": {Data: []byte{1, 0, 2}}, "readme.txt": {Data: []byte("say \"hello\"")}})
	require.NoError(t, err)
	require.Equal(t, []string{"unread-file", "unread-file", "unknown-locality"}, kinds(r.Diagnostics()))
	r, err = mpfs.Read(fstest.MapFS{rvuText: {Data: []byte(text)}, "GPCI.csv": {Data: []byte(gpci + strings.SplitAfter(gpci, "\n")[3])}})
	require.NoError(t, err)
	require.Equal(t, []string{"duplicate-row"}, kinds(r.Diagnostics()))
	require.Equal(t, 2, r.Counts()["localities"])
	_, err = mpfs.Read(fstest.MapFS{"a/" + rvuText: {Data: []byte(text)}, "b/" + rvuText: {Data: []byte(text + "\r\n")}})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "the same table")
	_, err = mpfs.ReadWith(file(rvuText, []byte(text)), medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 100}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	bad, err := mpfs.Read(file(rvuCSV, cell(10, 2, strings.Repeat("long ", 20))))
	require.NoError(t, err)
	require.Error(t, bad.WriteText(&bytes.Buffer{}))
}

// The quarter comes from the title, else from the name of the file or its zip.
func TestQuarter(t *testing.T) {
	for name, want := range map[string]string{
		"PPRRVU2025_Oct.txt": "2025-10", "PPRRVU25_JAN.txt": "2025-01", "pprrvu19_V1220_apr.txt": "2019-04", "rvu24c/values.txt": "2024-07", "values.txt": "",
	} {
		r, err := mpfs.Read(file(name, fixture(t, rvuText)))
		require.NoError(t, err)
		require.Equal(t, want, r.Provenance().Release, name)
		require.Equal(t, want == "", fmt.Sprint(kinds(r.Diagnostics())) == "[release-unknown]", name)
	}
}

func TestLibrary(t *testing.T) {
	r := read(t)
	jan, err := mpfs.Read(file("PPRRVU2026_Jan.txt", fixture(t, rvuText)))
	require.NoError(t, err)
	l, err := mpfs.NewLibrary(jan, r)
	require.NoError(t, err)
	got, err := l.On(medcode.MustParseDate("2025-12-31"))
	require.NoError(t, err)
	require.Same(t, r, got)
	_, err = l.On(medcode.MustParseDate("2026-04-01"))
	require.ErrorIs(t, err, medcode.ErrDate)
	n := 0
	for range l.Releases() {
		n++
	}
	require.Equal(t, 2, n)
	_, err = mpfs.NewLibrary(r, read(t))
	require.Error(t, err)
}
