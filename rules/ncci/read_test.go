package ncci

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
)

func day(s string) medcode.Date { return medcode.MustParseDate(s) }

func fixture(tb testing.TB, name string) *Release {
	tb.Helper()
	r, err := Read(os.DirFS("testdata/" + name))
	require.NoError(tb, err)
	return r
}

func TestReadMedicare(t *testing.T) {
	r := fixture(t, "2026Q2")
	require.Equal(t, Medicare, r.Program())
	require.Empty(t, r.Diagnostics())
	p := r.Provenance()
	require.Equal(t, "Medicare NCCI", p.System)
	require.Equal(t, "2026Q2", p.Release)
	require.Equal(t, "2026-04-01 to 2026-06-30", p.Effective.String())
	require.Len(t, p.Files, 7)

	require.Equal(t, 10, r.PTP(Practitioner).Len())
	require.Equal(t, 2, r.PTP(OutpatientHospital).Len())
	require.Nil(t, r.PTP(DME))
	require.Nil(t, r.PTP(9))
	require.Equal(t, 8, r.MUE(Practitioner).Len())
	require.Equal(t, 2, r.MUE(OutpatientHospital).Len())
	require.Equal(t, 1, r.MUE(DME).Len())
	require.Nil(t, r.MUE(9))
	require.Equal(t, 11, r.AddOns().Len())

	e, ok := r.MUE(Practitioner).Lookup(code("A4206"))
	require.True(t, ok, "0 is a value")
	require.Equal(t, MUEEdit{code("A4206"), 0, DayClinical, "CMS Policy"}, e)
	_, ok = r.MUE(Practitioner).Lookup(code("A4207"))
	require.False(t, ok)

	require.Equal(t, []AddOnEdit{
		{Type: Type3, AddOn: code("76937"), Period: medcode.Period{From: day("2013-04-01")}},
		{Type: Type3, AddOn: code("76937"), Primary: code("36555"), Period: medcode.Period{From: day("2013-04-01")}},
	}, r.AddOns().Lookup(code("76937")))
	require.Nil(t, r.AddOns().Lookup(code("36555")))
	deleted := r.AddOns().Lookup(code("0290T"))[0]
	require.True(t, deleted.InForce(day("2018-12-31")))
	require.False(t, deleted.InForce(day("2019-01-01")))
}

func TestReadMedicaid(t *testing.T) {
	r := fixture(t, "medicaid")
	require.Equal(t, Medicaid, r.Program())
	require.Empty(t, r.Diagnostics())
	require.Equal(t, "2026Q2", r.Provenance().Release)
	e, ok := r.MUE(Practitioner).Lookup(code("20610"))
	require.True(t, ok)
	require.Equal(t, LineEdit, e.MAI, "all of Medicaid's are line edits")
	_, ok = r.PTP(Practitioner).Lookup(code("43235"), code("99214"), day("2026-04-01"))
	require.False(t, ok, "deleted")
	got, ok := r.PTP(Practitioner).Lookup(code("97597"), code("11042"), day("2026-04-01"))
	require.True(t, ok, "a blank deletion date is none")
	require.False(t, got.Before1996)
}

func TestPTPLookup(t *testing.T) {
	p := fixture(t, "2026Q2").PTP(Practitioner)
	for _, c := range []struct {
		a, b, on string
		want     Indicator
		found    bool
	}{
		{"11042", "97597", "2026-05-01", Allowed, true},
		{"97597", "11042", "2026-05-01", Allowed, true},
		{"11042", "97602", "2026-05-01", NotAllowed, true},
		{"11042", "97597", "2011-01-01", Allowed, true},
		{"11042", "97597", "2010-12-31", 0, false},
		{"43235", "99214", "2026-03-31", Allowed, true},
		{"43235", "99214", "2026-04-01", 0, false},
		{"97597", "97602", "2011-01-01", 0, false}, // indicator 9
		{"20610", "20600", "1999-12-31", Allowed, true},
		{"20610", "20600", "2010-01-01", 0, false}, // between its two edits
		{"20600", "20610", "2015-04-01", Allowed, true},
		{"11042", "11042", "2026-05-01", 0, false},
		{"11042", "99999", "2026-05-01", 0, false},
		{"00100", "99213", "2026-05-01", 0, false},
	} {
		e, ok := p.Lookup(code(c.a), code(c.b), day(c.on))
		require.Equal(t, c.found, ok, c)
		require.Equal(t, c.want, e.Indicator, c)
		require.Equal(t, ok, ok && e.InForce(day(c.on)), c)
	}
	_, ok := p.Lookup(hcpcs.Code{}, code("99213"), day("2026-05-01"))
	require.False(t, ok)

	history := slices.Collect(p.Column1(code("20610")))
	require.Len(t, history, 2)
	require.True(t, history[0].Before1996)
	require.False(t, history[1].Before1996)
	require.Equal(t, "1996-01-01 to 1999-12-31", history[0].Period.String())
	var ones []string
	for e := range p.Column2(code("99213")) {
		ones = append(ones, e.Column1.String())
	}
	require.Equal(t, []string{"43235", "G0439"}, ones)
	for range p.Column1(code("00100")) {
		t.Fatal("a code that the table lacks has no edits")
	}
}

// TestPTPAgainstRows compares the table with the rows it was made of, read in
// the slowest way there is.
func TestPTPAgainstRows(t *testing.T) {
	text := syntheticPTP(60_000)
	r, err := Read(parts(text, 3))
	require.NoError(t, err)
	p := r.PTP(Practitioner)
	var want []PTPEdit
	for _, line := range strings.Split(string(text[len(preamble):]), "\r\n") {
		if c := strings.Split(line, "\t"); len(c) == 7 {
			e := PTPEdit{Column1: code(c[0]), Column2: code(c[1]), Before1996: c[2] == "*",
				Indicator: Indicator(c[5][0] - '0'), Rationale: c[6]}
			e.Period.From = day(c[3])
			if c[4] != "*" {
				e.Period.To = day(c[4])
			}
			want = append(want, e)
		}
	}
	require.Equal(t, len(want), p.Len())
	got := slices.Collect(p.All())
	require.Len(t, got, len(want))
	for i := range want {
		if want[i] != got[i] {
			t.Fatalf("edit %d: %v", i, cmp.Diff(want[i], got[i], cmp.Comparer(func(a, b hcpcs.Code) bool { return a == b })))
		}
	}
	on := day("2026-05-01")
	inForce := map[[2]hcpcs.Code]PTPEdit{}
	for _, e := range want {
		if e.InForce(on) {
			inForce[[2]hcpcs.Code{e.Column1, e.Column2}] = e
		}
	}
	for i := 0; i+7 < len(want); i += 3 {
		for _, q := range [][2]hcpcs.Code{{want[i].Column1, want[i].Column2}, {want[i].Column2, want[i].Column1}, {want[i].Column1, want[i+7].Column2}} {
			e, ok := inForce[q]
			if !ok {
				e, ok = inForce[[2]hcpcs.Code{q[1], q[0]}]
			}
			g, found := p.Lookup(q[0], q[1], on)
			require.Equal(t, ok, found)
			require.Equal(t, e, g)
		}
	}
	for range p.All() {
		break
	}
	require.Zero(t, testing.AllocsPerRun(100, func() { p.Lookup(want[0].Column1, want[0].Column2, on) }))
}

func zipped(t *testing.T, names ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		data, err := os.ReadFile("testdata/2026Q2/" + name)
		require.NoError(t, err)
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write(data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestReadZip(t *testing.T) {
	r, err := Read(fstest.MapFS{
		"medicare-ncci-2026q2-practitioner-ptp-edits-f1.zip": {Data: zipped(t, "ccipra-v321r0-f1.TXT")},
		"readme.txt": {Data: []byte("Nothing of NCCI.\n")},
		"note.csv":   {Data: []byte("HCPCS,something else\n")},
		"manual.pdf": {Data: []byte("%PDF-1.4")},
	})
	require.NoError(t, err)
	require.Equal(t, 5, r.PTP(Practitioner).Len())
	require.Equal(t, "medicare-ncci-2026q2-practitioner-ptp-edits-f1.zip!ccipra-v321r0-f1.TXT", r.Provenance().Files[0].Name)
	var kinds []string
	for _, d := range r.Diagnostics() {
		kinds = append(kinds, d.File+" "+string(d.Kind))
	}
	require.Equal(t, []string{"note.csv unread-file", "readme.txt unread-file"}, kinds)
}

// replaced returns the fixture with a file's text changed.
func replaced(t *testing.T, file, old, new string) fs.FS {
	t.Helper()
	data, err := os.ReadFile("testdata/2026Q2/" + file)
	require.NoError(t, err)
	require.Contains(t, string(data), old)
	return fstest.MapFS{file: {Data: []byte(strings.Replace(string(data), old, new, 1))}}
}

const (
	ptpFile = "ccipra-v321r0-f1.TXT"
	mueFile = "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv"
	aocFile = "AOC_V2026Q2-MCR.txt"
)

func TestReadMalformed(t *testing.T) {
	for name, c := range map[string]struct {
		fsys fs.FS
		want error
		line int
	}{
		"column 1 code":    {replaced(t, ptpFile, "11042\t97597", "1104X\t97597"), medcode.ErrSyntax, 7},
		"column 2 code":    {replaced(t, ptpFile, "11042\t97602", "11042\t9760"), medcode.ErrSyntax, 8},
		"effective date":   {replaced(t, ptpFile, "20150401", "20151401"), medcode.ErrSyntax, 10},
		"deletion date":    {replaced(t, ptpFile, "19991231", "1999"), medcode.ErrSyntax, 9},
		"indicator":        {replaced(t, ptpFile, "\t*\t1\t", "\t*\t2\t"), medcode.ErrSyntax, 7},
		"cells":            {replaced(t, ptpFile, "27447\t", "27447\t\t"), medcode.ErrSyntax, 11},
		"headings":         {replaced(t, ptpFile, "Deletion\t", "Deletion\tMore\t"), medcode.ErrSyntax, 7},
		"other headings":   {replaced(t, ptpFile, "Effective", "Beginning"), medcode.ErrLayout, 3},
		"MUE code":         {replaced(t, mueFile, "\n20610,", "\n2061,"), medcode.ErrSyntax, 7},
		"MUE value":        {replaced(t, mueFile, "J1100,120", "J1100,-120"), medcode.ErrSyntax, 12},
		"MAI":              {replaced(t, mueFile, "3 Date of Service", "4 Date of Service"), medcode.ErrSyntax, 8},
		"MUE cells":        {replaced(t, mueFile, "11042,1", "11042,1,1"), medcode.ErrSyntax, 6},
		"add-on type":      {replaced(t, aocFile, "376937", "476937"), medcode.ErrSyntax, 6},
		"primary code":     {replaced(t, aocFile, "96413", "9641X"), medcode.ErrSyntax, 2},
		"add-on date":      {replaced(t, aocFile, "2020366", "2021366"), medcode.ErrSyntax, 3},
		"nothing":          {fstest.MapFS{"readme.txt": {Data: []byte("x")}}, medcode.ErrNoFile, 0},
		"no files":         {fstest.MapFS{}, medcode.ErrNoFile, 0},
		"service untold":   {fstest.MapFS{"edits.txt": {Data: syntheticPTP(1)}}, medcode.ErrLayout, 0},
		"a web page":       {fstest.MapFS{"ccipra.txt": {Data: []byte("<!DOCTYPE html><html>")}}, medcode.ErrLayout, 0},
		"not a workbook":   {fstest.MapFS{"ccipra.xlsx": {Data: []byte("Column 1")}}, medcode.ErrLayout, 0},
		"two MUE tables":   {fstest.MapFS{"a.csv": {Data: mueText(t)}, "b.csv": {Data: append(mueText(t), '\n')}}, medcode.ErrLayout, 0},
		"two add-on files": {fstest.MapFS{"a.txt": {Data: aocText(t)}, "b.txt": {Data: append(aocText(t), '\n')}}, medcode.ErrLayout, 0},
		"MUE service untold": {fstest.MapFS{"a.csv": {Data: bytes.Replace(mueText(t), []byte("Practitioner Services "), nil, 1)}},
			medcode.ErrLayout, 0},
		"two quarters": {fstest.MapFS{"MUE_practitioner_Eff_04-01-2026.csv": {Data: mueText(t)}, "ccipra-v322r0-f1.txt": {Data: syntheticPTP(10)}},
			medcode.ErrLayout, 0},
		"two programs": {fstest.MapFS{"a.csv": {Data: mueText(t)},
			"pra-practitioner.txt": {Data: []byte("Column 1\tColumn 2\tEffective\tDeletion\tModifier\tRationale\n11042\t97597\t20110101\t\t1\tx\n")}}, medcode.ErrLayout, 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(c.fsys)
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			require.ErrorIs(t, err, c.want)
			if c.line > 0 {
				require.Equal(t, c.line, fe.Line, err)
			}
		})
	}
	_, err := ReadWith(os.DirFS("testdata/2026Q2"), medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 20}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = ReadWith(os.DirFS("testdata/2026Q2"), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 20}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func mueText(t *testing.T) []byte {
	data, err := os.ReadFile("testdata/2026Q2/" + mueFile)
	require.NoError(t, err)
	return data
}

func aocText(t *testing.T) []byte {
	data, err := os.ReadFile("testdata/2026Q2/" + aocFile)
	require.NoError(t, err)
	return data
}

func TestDiagnostics(t *testing.T) {
	fsys := fstest.MapFS{
		"ccipra.txt": {Data: []byte(preamble +
			"11042\t11042\t\t20200101\t*\t1\tr\r\n" +
			"11042\t97597\t\t20200101\t*\t1\tr\r\n" +
			"11042\t97597\t\t20210101\t*\t0\tr\r\n" +
			"11042\t97602\t\t20210101\t20200101\t0\tr\r\n" +
			"11042\t97605\t\t20210101\t20220101\t9\tr\r\n\r\n")},
		"mue practitioner.csv":            {Data: bytes.Replace(mueText(t), []byte("\n97110"), []byte("\n11042,9,1,x,\n97110"), 1)},
		"MUE_hospital_Eff_01-01-2026.csv": {Data: []byte("HCPCS Code,Outpatient Hospital MUE Values,MUE Adjudication Indicator,Rationale\n97110,1,1,x\n,,,\n")},
		"aoc_2025q4.txt":                  {Data: []byte("A notice\n" + "111045       CCCCC       2013091\n" + "1110450000000110420000000201309100000\n")},
	}
	_, err := Read(fsys)
	require.ErrorIs(t, err, medcode.ErrSyntax, "a date of zeros")
	fsys["aoc_2025q4.txt"].Data = []byte("A notice\n" + "111045       CCCCC       2013091\n" + strings.Repeat("111045       11042       2013091\n", 2))
	r, err := Read(fsys)
	require.NoError(t, err)
	var kinds []string
	for _, d := range r.Diagnostics() {
		kinds = append(kinds, string(d.Kind))
	}
	require.Equal(t, []string{"contractor-defined", "same-code", "deleted-before-effective", "indicator-9",
		"duplicate-code", "overlap", "duplicate-row", "other-release"}, kinds)
	require.Equal(t, "2026Q1", r.Provenance().Release)
	e, _ := r.PTP(Practitioner).Lookup(code("97597"), code("11042"), day("2022-01-01"))
	require.Equal(t, Allowed, e.Indicator, "the earlier")

	part := &fstest.MapFile{Data: syntheticPTP(30_000)}
	r, err = Read(fstest.MapFS{"ccipra-v321r0-f1.txt": part, "copy of ccipra-v321r0-f1.txt": {Data: append(bytes.Clone(part.Data), part.Data[bytes.LastIndexByte(part.Data[:len(part.Data)-1], '\n')+1:]...)}})
	require.NoError(t, err)
	require.Len(t, r.Diagnostics(), 1, "not one for each row")
	require.Equal(t, "duplicate-row", string(r.Diagnostics()[0].Kind))
	require.Equal(t, bytes.Count(part.Data, []byte("\n"))-6, r.PTP(Practitioner).Len())

	r, err = Read(fstest.MapFS{"mue.csv": {Data: mueText(t)}})
	require.NoError(t, err)
	require.Equal(t, "release-unknown", string(r.Diagnostics()[0].Kind))
	require.True(t, r.Provenance().Effective.Contains(day("1999-01-01")))
}

func TestQuarterOf(t *testing.T) {
	for name, want := range map[string]string{
		"MCR_MUE_PractitionerServices_Eff_04-01-2026.csv":                   "2026-04-01 to 2026-06-30",
		"ccipra-v322r0-f1.txt":                                              "2026-07-01 to 2026-09-30",
		"ccioph-v313r0-f2.TXT":                                              "2025-10-01 to 2025-12-31",
		"AOC_V2025Q4_01-MCR.txt":                                            "2025-10-01 to 2025-12-31",
		"medicaid-ncci-q1-2026-ptp-edits-practitioner-services.zip":         "2026-01-01 to 2026-03-31",
		"medicaid-ncci-2026-q3-ptp-edits-durable-medical-equipment.zip":     "2026-07-01 to 2026-09-30",
		"2026Q1/MCR_MUE_PractitionerServices_Eff_07-01-2026.csv":            "2026-07-01 to 2026-09-30",
		"2025q1/medicare-ncci-2026q2-practitioner-ptp-edits.zip!ccipra.txt": "2026-04-01 to 2026-06-30",
		"MUE_Eff_14-01-2026.csv":                                            " to ",
		"mue.csv":                                                           " to ",
	} {
		require.Equal(t, want, quarterOf(name).String(), name)
	}
}

func TestLibrary(t *testing.T) {
	q2, q3 := fixture(t, "2026Q2"), fixture(t, "2026Q3")
	l := library(t, q3, q2)
	r, err := l.On(day("2026-06-30"))
	require.NoError(t, err)
	require.Same(t, q2, r)
	r, err = l.On(day("2026-07-01"))
	require.NoError(t, err)
	require.Same(t, q3, r)
	_, err = l.On(day("2026-10-01"))
	require.True(t, errors.Is(err, medcode.ErrDate))

	_, err = NewLibrary(q2, q3, fixture(t, "2026Q2"))
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = NewLibrary(q3, fixture(t, "medicaid"))
	require.ErrorContains(t, err, "Medicare")
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = NewLibrary(q2, nil)
	require.ErrorIs(t, err, medcode.ErrNoFile)
}

func library(tb testing.TB, releases ...*Release) *Library {
	l, err := NewLibrary(releases...)
	require.NoError(tb, err)
	return l
}

// TestNothingLoaded: rules without releases are undecided, and tables that a
// release hasn't are empty.
func TestNothingLoaded(t *testing.T) {
	for _, l := range []*Library{nil, library(t), new(Library)} {
		reg, err := rules.New(Pack(l, 0))
		require.NoError(t, err)
		n := 0
		for _, o := range reg.Outcomes(claim(rules.Professional, "99213")) {
			require.Equal(t, rules.Undecided, o.Status)
			require.Equal(t, "no release of NCCI edits is loaded", o.Reason)
			n++
		}
		require.Equal(t, len(packRules), n)
		require.Empty(t, reg.Findings(claim(rules.Outpatient)))
	}
	q2 := fixture(t, "2026Q2")
	require.Nil(t, q2.MUE(DME+1))
	n := 0
	for c := range DiffMUE(nil, q2.MUE(Practitioner)) {
		require.Zero(t, c.Old)
		n++
	}
	require.Equal(t, q2.MUE(Practitioner).Len(), n)
	n = 0
	for c := range DiffPTP(q2.PTP(Practitioner), q2.PTP(DME)) {
		require.Zero(t, c.New)
		n++
	}
	require.Equal(t, q2.PTP(Practitioner).Len(), n)
	for range DiffAddOns(nil, nil) {
		t.Fatal("no edits")
	}
	require.Positive(t, n)
}

func TestDiff(t *testing.T) {
	q2, q3 := fixture(t, "2026Q2"), fixture(t, "2026Q3")
	var got []string
	for c := range DiffMUE(q2.MUE(Practitioner), q3.MUE(Practitioner)) {
		switch {
		case !c.Old.Code.IsValid():
			got = append(got, "+"+c.New.Code.String())
		case !c.New.Code.IsValid():
			got = append(got, "-"+c.Old.Code.String())
		default:
			got = append(got, "~"+c.New.Code.String())
		}
	}
	require.Equal(t, []string{"~20610", "-88305", "-96415", "-97602", "+99291", "-A4206", "-J1100"}, got)
	for range DiffMUE(q2.MUE(Practitioner), q3.MUE(Practitioner)) {
		break
	}

	edited, err := Read(replaced(t, ptpFile, "20110101\t*\t0", "20110101\t20260630\t0"))
	require.NoError(t, err)
	before, err := Read(replaced(t, ptpFile, "notice", "note"))
	require.NoError(t, err)
	ptp := slices.Collect(DiffPTP(before.PTP(Practitioner), edited.PTP(Practitioner)))
	require.Len(t, ptp, 1)
	require.Equal(t, day("2026-06-30"), ptp[0].New.Period.To)
	require.Empty(t, slices.Collect(DiffAddOns(q2.AddOns(), fixture(t, "2026Q2").AddOns())))
}

func TestOfficial(t *testing.T) {
	r, err := Read(os.DirFS(official.Path(t, "releases/ncci/mue/2026Q2")))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, 15095, r.MUE(Practitioner).Len())
	require.Equal(t, 15045, r.MUE(OutpatientHospital).Len())
	require.Equal(t, 3083, r.MUE(DME).Len())
	count := map[MAI]int{}
	zero := 0
	for e := range r.MUE(Practitioner).All() {
		count[e.MAI]++
		if e.Units == 0 {
			zero++
		}
	}
	require.Equal(t, map[MAI]int{LineEdit: 41, DayPolicy: 5417, DayClinical: 9637}, count)
	require.Positive(t, zero)

	r, err = Read(os.DirFS(official.Path(t, "releases/ncci/ptp")))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, 20, r.PTP(Practitioner).Len())
	require.Equal(t, "2026Q3", r.Provenance().Release)
	_, ok := r.PTP(Practitioner).Lookup(code("0029U"), code("0001U"), day("2026-06-30"))
	require.True(t, ok)
	_, ok = r.PTP(Practitioner).Lookup(code("0029U"), code("0001U"), day("2026-07-01"))
	require.False(t, ok)
}

func TestStrings(t *testing.T) {
	require.Equal(t, "Medicare", Medicare.String())
	require.Equal(t, "", Program(0).String())
	require.Equal(t, "DME supplier", DME.String())
}

func FuzzRead(f *testing.F) {
	for _, dir := range []string{"testdata/2026Q2", "testdata/medicaid"} {
		files, err := os.ReadDir(dir)
		require.NoError(f, err)
		for _, e := range files {
			data, err := os.ReadFile(dir + "/" + e.Name())
			require.NoError(f, err)
			f.Add(e.Name(), data)
		}
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !fs.ValidPath(name) || strings.Contains(name, "/") || name == "." {
			return
		}
		r, err := ReadWith(fstest.MapFS{name: {Data: data}}, medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 1 << 20, TotalBytes: 1 << 22}})
		if err != nil {
			return
		}
		for s := Practitioner; s <= DME; s++ {
			if p := r.PTP(s); p != nil {
				n := 0
				for e := range p.All() {
					n++
					if got, ok := p.Lookup(e.Column1, e.Column2, e.Period.From); e.InForce(e.Period.From) && (!ok || got.Column1 != e.Column1) {
						t.Fatalf("%v is not found: %v", e, got)
					}
				}
				require.Equal(t, p.Len(), n)
			}
		}
		r.Adjudicate(claim(rules.Professional, "11042", "97597-59", "20610 9", "96415"), 0)
	})
}

// The tables of early years have no rationale, and no adjudication indicator.
func TestEarlyYears(t *testing.T) {
	r, err := Read(fstest.MapFS{
		"ccipra-v183r0-f1.txt": {Data: []byte("CPT only copyright 2011 American Medical Association.\t\t\t\t\t\r\nColumn1/Column2 Edits\t\t\t\t\t\r\n" +
			"Column 1\tColumn 2\t* = In existence\tEffective\tDeletion\tModifier\t\r\n\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n" +
			"10021\t36000\t\t20021001\t*\t1\t\r\n10021\t19303\t*\t19960101\t20051231\t0\r\n")},
		"MCR_MUE_PractitionerServices_Eff_10-01-2012.csv": {Data: []byte("\"HCPCS/\nCPT Code\",Practitioner Services MUE Values\r\n10021,1\r\n")},
		"MCR_MUE_OutpatientServices_Eff_10-01-2012.csv":   {Data: []byte("HCPCS/CPT Code,Facility Outpatient Services MUE Values\r\n10021,2\r\n")},
	})
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, Medicare, r.Program())
	require.Equal(t, "2012Q4", r.Provenance().Release)
	require.Equal(t, 2, r.PTP(Practitioner).Len())
	e, ok := r.MUE(OutpatientHospital).Lookup(code("10021"))
	require.True(t, ok)
	require.Equal(t, MUEEdit{code("10021"), 2, LineEdit, ""}, e)

	r, err = Read(fstest.MapFS{
		"mcd/ncci-pra-q4-2012.txt": {Data: []byte("Column 1\tColumn 2\tEffective Date\tDeletion Date\tModifier\r\n10021\t36000\t20101001\t*\t1\r\n")},
		"mue-practitioner.csv":     {Data: []byte("HCPCS/CPT Code,MUE Values\r\n10021,1\r\n")},
	})
	require.NoError(t, err)
	require.Equal(t, Medicaid, r.Program())
}

func TestProgramOf(t *testing.T) {
	for file, want := range map[string]Program{
		"MCR_MUE_PractitionerServices.csv": Medicare, "NCCI_MCR_MUE.csv": Medicare, "medicaid/Medicare-mue.csv": Medicare,
		"medicare/MCD_MUE_PRA.csv": Medicaid, "Medicaid NCCI MUE.csv": Medicaid, "mue.csv": Medicaid,
	} {
		require.Equal(t, want, programOf(file), file)
	}
}
