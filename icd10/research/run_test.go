package research

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

// A countScorer says what a unit holds, to be read in a test.
type countScorer struct{}

func (countScorer) Columns() []string { return []string{"codes", "principal", "window"} }

func (countScorer) Score(u *Unit, row *Row) error {
	var codes, principal []string
	for _, d := range u.Diagnoses {
		text := d.Code.String() + d.POA.String()
		if !d.Date.IsZero() {
			text += "@" + d.Date.String()
		}
		codes = append(codes, text)
		if d.Principal {
			principal = append(principal, d.Code.String())
		}
	}
	row.Text(strings.Join(codes, " "))
	row.Text(strings.Join(principal, " "))
	row.Text(u.Window.String())
	return nil
}

func runText(tb testing.TB, in string, t Table, o Options, scorers ...Scorer) (string, Report, error) {
	tb.Helper()
	if scorers == nil {
		scorers = []Scorer{countScorer{}}
	}
	var out bytes.Buffer
	report, err := Run(context.Background(), strings.NewReader(in), t, scorers, &out, o)
	return out.String(), report, err
}

const long = "person,stay,date,code,system,poa,principal\n" +
	"1,a,2024-01-31,I50.9,ICD-10-CM,Y,Y\n1,a,20240131,E119,0,N,\r\n1,b,31-Jan-2025,428.0,9,,0\n\n2,c,,I10,,w,\n\"3,x\",d,2024-02-01T10:00,\"J44.9\",,U,true\n"

func TestRunPerPerson(t *testing.T) {
	want := "person,codes,principal,window\n1,I50.9Y@2024-01-31 E11.9N@2024-01-31 428.0@2025-01-31,I50.9, to \n2,I10W,, to \n\"3,x\",J44.9U@2024-02-01,J44.9, to \n"
	for _, order := range []Order{Unsorted, SortedByText} {
		got, report, err := runText(t, long, LongTable(), Options{Order: order})
		require.NoError(t, err)
		require.Equal(t, want, got)
		require.Equal(t, Report{Records: 5, Units: 3, NoPrincipal: 1, Diagnoses: 5, NoDates: 1}, report)
	}
}

func TestRunPerStay(t *testing.T) {
	want := "person,stay,codes,principal,window\n1,a,I50.9Y@2024-01-31 E11.9N@2024-01-31,I50.9,2024-01-01 to \n1,b,428.0@2025-01-31,,2024-01-01 to \n2,c,I10W,, to \n\"3,x\",d,J44.9U@2024-02-01,J44.9, to \n"
	o := Options{Per: PerStay, Window: func(person string) medcode.Period {
		if person == "1" {
			return medcode.Period{From: medcode.MustParseDate("2024-01-01")}
		}
		return medcode.Period{}
	}}
	for _, order := range []Order{Unsorted, SortedByText} {
		o.Order = order
		got, _, err := runText(t, long, LongTable(), o)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestRunJSON(t *testing.T) {
	in := `{"person": "1", "date": "2024-01-31", "code": "I50.9", "poa": "Y", "principal": true, "extra": 1.5}
{"code":"E11.9","person":1,"date":null,"system":"ICD-10-CM"}
{"person":"\u00e9\"2","code":"I10","extra":"a\\"}
`
	for _, order := range []Order{Unsorted, SortedByText} {
		got, report, err := runText(t, in, func() Table { t := LongTable(); t.Format = JSONLines; return t }(), Options{Order: order, Output: JSONLines})
		require.NoError(t, err)
		require.Equal(t, Report{Records: 3, Units: 2, NoPrincipal: 1, Diagnoses: 3, NoDates: 2}, report)
		lines := strings.Split(strings.TrimSpace(got), "\n")
		require.Len(t, lines, 2)
		require.JSONEq(t, `{"person":"1","codes":"I50.9Y@2024-01-31 E11.9","principal":"I50.9","window":" to "}`, lines[0])
		require.JSONEq(t, `{"person":"é\"2","codes":"I10","principal":"","window":" to "}`, lines[1])
	}
	for line, want := range map[string]string{
		`[]`: "want { and }", `{"person"}`: "colon", `{person:1}`: "name in quotes", `{"person":[1]}`: "want a string",
		`{"person":1 "code":2}`: "comma between", `{"person":1,}`: "name after a comma", `{"person":}`: "want a string",
		`{"person":"1}`: "want a string", "{\"person\":\"\x01\"}": "want a string", `{"person":"\q"}`: "want a string", `{"person":"\"}`: "want a string",
		`{"person":truth}`: "want a string", `{}`: "a record without a person",
	} {
		tab := LongTable()
		tab.Format = JSONLines
		_, _, err := runText(t, line+"\n", tab, Options{})
		require.ErrorIs(t, err, medcode.ErrSyntax, line)
		require.ErrorContains(t, err, want, line)
	}
}

// A wide table: the principal diagnosis again among the others is it there too.
func TestRunWide(t *testing.T) {
	in := "BENE_ID|CLM_ID|CLM_THRU_DT|PRNCPAL_DGNS_CD|PRNCPAL_DGNS_VRSN_CD|ICD_DGNS_CD1|ICD_DGNS_VRSN_CD1|CLM_POA_IND_SW1|ICD_DGNS_CD2|ICD_DGNS_VRSN_CD2|CLM_POA_IND_SW2|ICD_DGNS_E_CD1|ICD_DGNS_E_VRSN_CD1\n" +
		"-1|7|19-Mar-2017|C188|0|C188|0|Y|I4891|0|N|W19|0\n-1|7|19-Mar-2017||||||I10|0||| \n-2|8|30-Sep-2015|4280|9|4280|9|||||E8120|9\n"
	got, report, err := runText(t, in, RIF(), Options{Order: SortedDownwards, Per: PerStay})
	require.NoError(t, err)
	require.Equal(t, "person,stay,codes,principal,window\n"+
		"-1,7,C18.8@2017-03-19 C18.8Y@2017-03-19 I48.91N@2017-03-19 W19@2017-03-19 I10@2017-03-19,C18.8 C18.8, to \n"+
		"-2,8,428.0@2015-09-30 428.0@2015-09-30 E812.0@2015-09-30,428.0 428.0, to \n", got)
	require.Equal(t, int64(8), report.Diagnoses)
}

// Procedures of wide claims count for the index that has them, by their own date
// and system; other scorers don't miss them.
func TestRunProcedures(t *testing.T) {
	in := "BENE_ID|CLM_ID|CLM_THRU_DT|PRNCPAL_DGNS_CD|PRNCPAL_DGNS_VRSN_CD|ICD_PRCDR_CD1|ICD_PRCDR_VRSN_CD1|PRCDR_DT1|ICD_PRCDR_CD2|ICD_PRCDR_VRSN_CD2|PRCDR_DT2\n" +
		"-1|7|19-Mar-2017|E840|0|02YA0Z0|0|17-Mar-2017|0DTJ4ZZ||\n-1|7|19-Mar-2017||||||||\n-2|8|02-Oct-2015|42732|9|8100|9|30-Sep-2015|4701||29-Sep-2015\n-3|9|19-Mar-2017|I10|0|4701|0||02YA0Z0|x|never\n"
	got, report, err := runText(t, in, RIF(), Options{Order: SortedDownwards, Per: PerStay})
	require.NoError(t, err)
	require.Equal(t, "person,stay,codes,principal,window\n"+
		"-1,7,E84.0@2017-03-19 02YA0Z0@2017-03-17 0DTJ4ZZ@2017-03-19,E84.0, to \n"+
		"-2,8,427.32@2015-10-02 81.00@2015-09-30 47.01@2015-09-29,427.32, to \n"+
		"-3,9,I10@2017-03-19,I10, to \n", got)
	require.EqualValues(t, 3, report.Diagnoses)
	require.EqualValues(t, 4, report.Procedures)
	require.EqualValues(t, 1, report.BadDates)
	require.EqualValues(t, 3, report.BadCodes, "a record without a code, 4701 as of ICD-10-PCS, a system x")

	var out strings.Builder
	report, err = Run(t.Context(), strings.NewReader(in), RIF(), []Scorer{compiled(t, "pccc").Scorer(), compiled(t, "charlson-quan").Scorer(), CompiledElixhauser().Scorer()}, &out,
		Options{Order: SortedDownwards, Workers: 1})
	require.NoError(t, err)
	lines := strings.Split(out.String(), "\n")
	require.True(t, strings.HasPrefix(lines[1], "-1,0,1,1,0,0,0,0,0,0,0,0,1,2,"), lines[1])
	require.True(t, strings.HasPrefix(lines[2], "-2,0,1,0,0,0,0,0,0,0,0,1,0,1,"), lines[2])
	require.Zero(t, report.Releases[0].NotHeld)
	require.Zero(t, report.Releases[1].NotHeld)
	require.EqualValues(t, 1, report.Releases[2].NotHeld, "427.32; no procedure")
}

func TestRunDefects(t *testing.T) {
	in := "person,date,code,system,poa\n1,2024-02-30,I50.9,,Y\n1,2024-01-01,?,,\n1,2024-01-01,I10,CPT,\n1,2024-01-01,I10,,Q\n2,13/13/2024,E11.9,,N\n2,,,,\n"
	got, report, err := runText(t, in, LongTable(), Options{Order: SortedByNumber})
	require.NoError(t, err)
	require.Equal(t, "person,codes,principal,window\n1,I50.9Y I10@2024-01-01,, to \n2,E11.9N,, to \n", got)
	var kinds []string
	for _, d := range report.First {
		kinds = append(kinds, fmt.Sprintf("%d:%s:%s", d.Line, d.Kind, d.Text))
	}
	require.Equal(t, []string{"2:missing-date:2024-02-30", "3:missing-code:?", "4:unknown-system:CPT", "5:missing-poa:Q", "6:missing-date:13/13/2024", "7:missing-code:"}, kinds)
	report.First = nil
	require.Equal(t, Report{Records: 6, Units: 2, NoPrincipal: 2, Diagnoses: 3, BadCodes: 3, BadDates: 2, NoDates: 2, BadPOA: 1}, report)

	// Codes of another system make the answer wrong, unless the caller says not.
	in = "person,date,code\n1,2024-01-01,I50.9\n1,2024-01-01,428.0\n2,2024-01-01,250.00\n"
	for _, order := range []Order{Unsorted, SortedByText} {
		_, report, err = runText(t, in, LongTable(), Options{Order: order})
		require.ErrorIs(t, err, ErrSystems)
		require.ErrorContains(t, err, `line 3: not of the form of ICD-10-CM, but of ICD-9-CM`)
		require.Equal(t, int64(2), report.OtherSystems)
		_, _, err = runText(t, in, LongTable(), Options{Order: order, OtherSystems: true})
		require.NoError(t, err)
	}
}

// A unit with a code of another system has no row, alone or beside others: its
// scores would be wrong.
func TestOtherSystemHasNoRow(t *testing.T) {
	in := "person,stay,date,code\n1,a,2024-01-01,I50.9\n1,b,2024-01-01,428.0\n2,c,2024-01-01,250.00\n3,d,2024-01-01,I10\n3,d,2024-01-02,V58.67\n3,d,2024-01-02,401.9\n4,e,2024-01-02,I10\n"
	for _, order := range []Order{Unsorted, SortedByText} {
		got, report, err := runText(t, in, LongTable(), Options{Order: order})
		require.ErrorIs(t, err, ErrSystems)
		require.Equal(t, "person,codes,principal,window\n4,I10@2024-01-02,, to \n", got)
		require.Equal(t, []int64{1, 3, 3}, []int64{report.Units, report.LeftOut, report.OtherSystems})
		got, report, err = runText(t, in, LongTable(), Options{Order: order, Per: PerStay})
		require.ErrorIs(t, err, ErrSystems)
		require.Equal(t, "person,stay,codes,principal,window\n1,a,I50.9@2024-01-01,, to \n4,e,I10@2024-01-02,, to \n", got)
		require.Equal(t, int64(3), report.LeftOut)
		got, report, err = runText(t, in, LongTable(), Options{Order: order, OtherSystems: true})
		require.NoError(t, err)
		require.Contains(t, got, "\n2,,, to \n")
		require.Zero(t, report.LeftOut)
	}
}

// Dates are read as people write them, and the order of day and month is told.
func TestDatesOfPeople(t *testing.T) {
	for text, told := range map[string]string{
		"2026-04-05": "", "20260405": "", "2026/4/5": "", "05-APR-2026": "", "5-Apr-2026": "", "05APR2026": "", "5 Apr 2026": "", "2026-04-05T10:00:00Z": "",
		"2026-04-05 10:00:00": "", "05APR2026:10:00:00": "", "04/05/2026": "month first", "4/5/2026": "month first", "4/5/26": "month first", "4.5.2026": "month first",
	} {
		for _, order := range []Order{Unsorted, SortedByText} {
			for in, format := range map[string]Format{"person,date,code\n1," + text + ",I50.9\n": CSV, `{"person":"1","date":"` + text + `","code":"I50.9"}` + "\n": JSONLines} {
				table := LongTable()
				table.Format = format
				got, report, err := runText(t, in, table, Options{Order: order})
				require.NoError(t, err, text)
				require.Zero(t, report.BadDates, text)
				require.Contains(t, got, "I50.9@2026-04-05", text)
				require.Contains(t, report.Dates, told)
				require.Equal(t, told == "", report.Dates == "")
			}
		}
	}
	got, report, err := runText(t, "person,date,code\n1,5/4/2026,I50.9\n2,25/4/2026,I10\n", LongTable(), Options{})
	require.NoError(t, err)
	require.Contains(t, got, "I50.9@2026-04-05")
	require.Contains(t, report.Dates, "day first")
	for _, text := range []string{"13/13/2026", "2026-02-30", "45383", "4/5", "x"} {
		_, report, err := runText(t, "person,date,code\n1,"+text+",I50.9\n", LongTable(), Options{})
		require.NoError(t, err)
		require.Equal(t, int64(1), report.BadDates, text)
	}
}

// The system follows the date where a record doesn't say it: V42.0 is a kidney
// before October 1, 2015, and a car crash from then on.
func TestSystemFollowsDate(t *testing.T) {
	in := "person,date,code,system\n1,2014-01-01,V42.0,\n2,2015-10-01,V42.0,\n3,2014-01-01,V42.0,10\n4,2014-01-01,I50.9,\n5,,V42.0,\n"
	got, report, err := runText(t, in, LongTable(), Options{Order: SortedByText, Output: CSV}, NewCharlson(Charlson1987).Scorer(), CompiledElixhauser().Scorer())
	require.NoError(t, err)
	require.Equal(t, int64(1), report.ByDate)
	require.Equal(t, int64(0), report.OtherSystems)
	lines := strings.Split(got, "\n")
	renal := slices.Index(strings.Split(lines[0], ","), "charlson_renal")
	var has []string
	for _, l := range lines[1:6] {
		has = append(has, strings.Split(l, ",")[renal])
	}
	require.Equal(t, []string{"1", "0", "0", "0", "0"}, has)
	require.Len(t, report.Releases, 2)
	require.Zero(t, report.Releases[0].NotHeld, "Charlson has both systems")
	require.Contains(t, report.Releases[0].Release, "charlson1987")
	require.Equal(t, int64(1), report.Releases[1].NotHeld, "AHRQ's measures are for ICD-10-CM alone")
	require.Contains(t, report.Releases[1].Release, "2026.1")
	table := LongTable()
	table.System = ICD9CM
	_, report, err = runText(t, in, table, Options{Order: SortedByText, OtherSystems: true}, CompiledElixhauser().Scorer())
	require.NoError(t, err)
	require.Equal(t, int64(1), report.ByDate, "of 2015-10-01")
}

func TestRunErrors(t *testing.T) {
	noStay := LongTable()
	noStay.Stay = ""
	for _, c := range []struct {
		name string
		in   string
		t    Table
		o    Options
		want error
		text string
	}{
		{"empty", "", LongTable(), Options{}, medcode.ErrLayout, "line 1: no header"},
		{"no line end", "person,code", LongTable(), Options{}, medcode.ErrLayout, "line 1: no header"},
		{"a long header", strings.Repeat("x", 200) + "\n", LongTable(), Options{Limits: medcode.Limits{LineBytes: 100}}, medcode.ErrLayout, "no column person"},
		{"no column", "id,code\n", LongTable(), Options{}, medcode.ErrLayout, "no column person among id, code"},
		{"no codes", "BENE_ID|x\n", RIF(), Options{}, medcode.ErrLayout, "no column"},
		{"stays of none", "person,code\n1,I10\n", noStay, Options{Per: PerStay}, medcode.ErrLayout, "without a column of stays"},
		{"an unknown system", "person,code\n1,I10\n", Table{Person: "person", Diagnoses: []DxColumns{{Code: "code"}}, System: 9}, Options{}, medcode.ErrLayout, "unknown system"},
		{"an unknown order", "person,code\n1,I10\n", LongTable(), Options{Order: 9}, medcode.ErrLayout, "order"},
		{"no stay column", "person,code\n1,I10\n", LongTable(), Options{Per: PerStay}, medcode.ErrLayout, "no column stay"},
		{"few fields", "person,code\n1\n", LongTable(), Options{}, medcode.ErrSyntax, "line 2: 1 columns, want 2"},
		{"many fields", "person,code\n1,I10,x\n", LongTable(), Options{}, medcode.ErrSyntax, "line 2: more than the 2 columns"},
		{"an open quote", "person,code\n1,\"I10\n", LongTable(), Options{}, medcode.ErrSyntax, "line 2: a quote"},
		{"a quote inside", "person,code\n1,\"I\"10\n", LongTable(), Options{}, medcode.ErrSyntax, "line 2: a quote"},
		{"no person", "person,code\n,I10\n", LongTable(), Options{}, medcode.ErrSyntax, "line 2: a record without a person"},
		{"a long line", "person,code\n1," + strings.Repeat("x", 200) + "\n", LongTable(), Options{Limits: medcode.Limits{LineBytes: 100}}, medcode.ErrLimit, "line 2: a line of over 100 bytes"},
		{"descending", "person,code\n2,I10\n1,I10\n", LongTable(), Options{Order: SortedByText}, ErrUnsorted, `line 3: a person after "2"`},
		{"text is no number", "person,code\n9,I10\n10,I10\n", LongTable(), Options{Order: SortedByText}, ErrUnsorted, "line 3"},
		{"ascending", "person,code\n1,I10\n2,I10\n", LongTable(), Options{Order: SortedDownwards}, ErrUnsorted, "line 3"},
		{"no number", "person,code\n1,I10\nx,I10\n", LongTable(), Options{Order: SortedByNumber}, ErrUnsorted, "no whole number"},
		{"a large number", "person,code\n1,I10\n99999999999999999999,I10\n", LongTable(), Options{Order: SortedByNumber}, ErrUnsorted, "no whole number"},
		{"one number twice", "person,code\n1,I10\n01,I10\n", LongTable(), Options{Order: SortedByNumber}, ErrUnsorted, "don't stand together"},
		{"stays apart", "person,stay,code\n1,a,I10\n1,b,I10\n1,a,I10\n", LongTable(), Options{Order: SortedByText, Per: PerStay}, ErrUnsorted, "line 4: a stay whose records"},
	} {
		_, _, err := runText(t, c.in, c.t, c.o)
		require.ErrorIs(t, err, c.want, c.name)
		require.ErrorContains(t, err, c.text, c.name)
	}
	got, _, err := runText(t, "person,code\n9,I10\n10,I10\n", LongTable(), Options{Order: SortedByNumber})
	require.NoError(t, err)
	require.Equal(t, 3, strings.Count(got, "\n"))
}

type errScorer struct{}

func (errScorer) Columns() []string { return nil }
func (errScorer) Score(u *Unit, _ *Row) error {
	if string(u.Person) == "2" {
		return io.ErrUnexpectedEOF
	}
	return nil
}

type errWriter struct{ n int }

func (w *errWriter) Write(b []byte) (int, error) {
	if w.n -= len(b); w.n < 0 {
		return 0, io.ErrClosedPipe
	}
	return len(b), nil
}

func TestRunPasses(t *testing.T) {
	in := "person,code\n1,I10\n2,I10\n"
	for _, order := range []Order{Unsorted, SortedByText} {
		got, _, err := runText(t, in, LongTable(), Options{Order: order}, errScorer{})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.True(t, strings.HasPrefix(got, "person\n1\n"), "what was before the error is written")

		broken := errors.New("broken")
		_, err = Run(context.Background(), io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)), LongTable(), nil, io.Discard, Options{Order: order})
		require.ErrorIs(t, err, broken)
		_, err = Run(context.Background(), strings.NewReader(in), LongTable(), nil, &errWriter{}, Options{Order: order})
		require.ErrorIs(t, err, io.ErrClosedPipe)
		big, _ := bigTable(60_000)
		_, err = Run(context.Background(), strings.NewReader(big), LongTable(), nil, &errWriter{n: 10_000}, Options{Order: order})
		require.ErrorIs(t, err, io.ErrClosedPipe)

		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err = Run(ctx, strings.NewReader(big), LongTable(), nil, io.Discard, Options{Order: order})
		require.ErrorIs(t, err, context.Canceled)
	}
	_, err := Run(context.Background(), iotest.ErrReader(io.ErrClosedPipe), LongTable(), nil, io.Discard, Options{})
	require.ErrorIs(t, err, io.ErrClosedPipe)

	_, _, err = runText(t, in, LongTable(), Options{Order: SortedByText, Limits: medcode.Limits{EntryBytes: 10}})
	require.NoError(t, err, "a small table is one chunk")
	one := "person,code\n" + strings.Repeat("1,I10\n", 1<<19)
	_, _, err = runText(t, one, LongTable(), Options{Order: SortedByText, Limits: medcode.Limits{EntryBytes: 1 << 20}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	got, report, err := runText(t, one, LongTable(), Options{Order: SortedByText}, errScorer{})
	require.NoError(t, err)
	require.Equal(t, "person\n1\n", got)
	require.Equal(t, int64(1<<19), report.Records)
	_, _, err = runText(t, "person,code\n"+strings.Repeat("x", 3<<20), LongTable(), Options{})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, _, err = runText(t, strings.Repeat("x", 3<<20), LongTable(), Options{})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, _, err = runText(t, "person,code\n"+strings.Repeat("1\n", 1<<20), LongTable(), Options{Order: SortedByText})
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

// bigTable returns a long table of n records sorted by person, and the number of persons.
func bigTable(n int) (string, int) {
	r := rand.New(rand.NewPCG(5, 6))
	codes := []string{"I50.9", "E11.22", "E11.9", "J44.9", "Z00.00", "N18.31", "I69.320", "C79.51", "S72.001A", "U07.1"}
	var b strings.Builder
	b.WriteString("person,stay,date,code,system,poa,principal\n")
	person := 0
	for i := range n {
		if i == 0 || r.IntN(20) == 0 {
			person++
		}
		fmt.Fprintf(&b, "%08d,%d,2024-%02d-%02d,%s,,%c,\n", person, i/10, r.IntN(12)+1, r.IntN(28)+1, codes[r.IntN(len(codes))], "YNUW"[r.IntN(4)])
	}
	return b.String(), person
}

func allScorers(tb testing.TB) []Scorer {
	ccsr, err := ReadCCSR(files("c.xlsx", ccsrBook(tb, nil, nil)))
	require.NoError(tb, err)
	ccir, err := ReadCCIR(files("c.csv", ccirText))
	require.NoError(tb, err)
	return []Scorer{CompiledElixhauser().Scorer(), NewCharlson(Quan2011).Scorer(), ccsr.Scorer(false), ccsr.Scorer(true), ccir.Scorer(), DefinitionScorer(CommonDefinitions())}
}

// The output and report are the same for any number of workers and any order
// of reading, sorted or not.
func TestRunWorkers(t *testing.T) {
	in, persons := bigTable(100_000)
	for _, format := range []Format{CSV, JSONLines} {
		var want string
		var wantReport Report
		for _, o := range []Options{{Workers: 1, Order: SortedByText}, {Workers: 2, Order: SortedByText}, {Workers: 7, Order: SortedByText},
			{Workers: 3, Order: SortedByNumber}, {Workers: 1}, {Workers: 5}} {
			o.Output = format
			got, report, err := runText(t, in, LongTable(), o, allScorers(t)...)
			require.NoError(t, err)
			require.Equal(t, int64(persons), report.Units)
			if want == "" {
				want, wantReport = got, report
			}
			require.True(t, want == got, "%+v", o)
			require.Equal(t, wantReport, report)
		}
		if format == JSONLines {
			for line := range strings.Lines(want) {
				require.True(t, json.Valid([]byte(line)), line)
			}
		}
	}
	// A chunk ends inside a line of the reader: its pieces change nothing.
	var out bytes.Buffer
	small := "person,code\n1,I10\n1,I50.9\n2,E11.9"
	progress := int64(0)
	_, err := Run(context.Background(), iotest.OneByteReader(strings.NewReader(small)), LongTable(), []Scorer{countScorer{}}, &out,
		Options{Order: SortedByText, Size: 100, Progress: func(done, total int64) { progress = done + total }})
	require.NoError(t, err)
	require.Equal(t, "person,codes,principal,window\n1,I10 I50.9,, to \n2,E11.9,, to \n", out.String())
	require.Equal(t, int64(len(small)+100), progress)
}

func TestRunUnsortedAcrossChunks(t *testing.T) {
	in, _ := bigTable(100_000)
	lines := strings.SplitAfter(in, "\n")
	at := len(lines) / 2
	in = strings.Join(append(append(lines[:1:1], lines[at:]...), lines[1:at]...), "")
	_, _, err := runText(t, in, LongTable(), Options{Order: SortedByText})
	require.ErrorIs(t, err, ErrUnsorted)
	var f *medcode.FileError
	require.ErrorAs(t, err, &f)
	require.Equal(t, len(lines)-at+1, f.Line)
}

// Errors and diagnostics name the input, where the caller does.
func TestRunNamesItsInput(t *testing.T) {
	for _, order := range []Order{Unsorted, SortedByText} {
		_, report, err := runText(t, "person,code\n1,???\n", LongTable(), Options{Order: order, Name: "dx.csv"})
		require.NoError(t, err)
		require.Equal(t, `dx.csv:2: no code; the diagnosis is passed over: "???"`, report.First[0].String())
		_, _, err = runText(t, "person,code\n1,I10,x\n", LongTable(), Options{Order: order, Name: "dx.csv"})
		require.ErrorContains(t, err, "dx.csv:2: more than the 2 columns")
		_, _, err = runText(t, "person,code\n1,428.0\n", LongTable(), Options{Order: order, Name: "dx.csv"})
		require.ErrorIs(t, err, ErrSystems)
		require.ErrorContains(t, err, "dx.csv:2: ")
	}
	_, _, err := runText(t, "", LongTable(), Options{Name: "dx.csv"})
	require.ErrorContains(t, err, "dx.csv:1: no header")
}

// The columns of a header may be in capitals; of two, the one written as asked
// counts.
func TestRunHeaderInCapitals(t *testing.T) {
	small, _, err := runText(t, "person,date,code,principal\n1,2024-01-01,I10,Y\n", LongTable(), Options{})
	require.NoError(t, err)
	for _, header := range []string{"PERSON,DATE,CODE,PRINCIPAL\n1,2024-01-01,I10,Y\n", "Person,Date,CODE,code,Principal\n1,2024-01-01,x,I10,Y\n"} {
		got, report, err := runText(t, header, LongTable(), Options{})
		require.NoError(t, err)
		require.Equal(t, small, got)
		require.Equal(t, Report{Records: 1, Units: 1, Diagnoses: 1}, report)
	}
}

func TestScorers(t *testing.T) {
	in := "person,code,poa,principal\n1,I11.0,Y,Y\n1,E11.9,,\n1,A00.0,,\n2,I50.9,,\n3,B96.20,,Y\n"
	got, _, err := runText(t, in, LongTable(), Options{Output: JSONLines, Order: SortedByText}, allScorers(t)...)
	require.NoError(t, err)
	var rows []map[string]any
	for line := range strings.Lines(got) {
		var row map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		rows = append(rows, row)
	}
	require.Equal(t, "CIR008 CIR019", rows[0]["CCSR"])
	require.Equal(t, "CIR019", rows[0]["CCSR_default"])
	require.EqualValues(t, 1, rows[0]["chronic"])
	require.EqualValues(t, 1, rows[0]["CMR_DIAB_UNCX"])
	require.EqualValues(t, 0, rows[0]["CMR_HF"])
	require.EqualValues(t, 0, rows[0]["CMR_Index_Mortality"])
	require.EqualValues(t, 1, rows[0]["diabetes_type_2"])
	require.Nil(t, rows[0]["diabetes_type_2_first"])
	require.Nil(t, rows[1]["CMR_HF"], "no indicator is no knowledge")
	require.Nil(t, rows[1]["CMR_Index_Mortality"])
	require.EqualValues(t, 0, rows[1]["CMR_OBESE"])
	require.Equal(t, CCSRInvalid, rows[1]["CCSR_default"])
	require.Equal(t, CCSRUnacceptableOutpatient, rows[2]["CCSR_default"])
}

// CMS's synthetic claims, whose codes were cut short: all are of ICD-10-CM's
// form.
func TestOfficialRIF(t *testing.T) {
	for _, name := range []string{"inpatient.csv", "outpatient.csv", "carrier.csv"} {
		f, err := os.Open(official.Path(t, "claims/rif/"+name))
		require.NoError(t, err)
		defer f.Close()
		var out bytes.Buffer
		report, err := Run(context.Background(), f, RIF(), []Scorer{NewCharlson(Charlson1987).Scorer()}, &out, Options{Per: PerStay})
		require.NoError(t, err)
		require.Empty(t, report.First)
		require.Equal(t, report.Units+1, int64(bytes.Count(out.Bytes(), []byte("\n"))))
		t.Logf("%s %+v", name, report)
	}
}

// Memory of a sorted run doesn't grow with the table.
func TestRunMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 2 million records")
	}
	runtime.GC()
	most := uint64(0)
	o := Options{Order: SortedByText, Progress: func(int64, int64) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapAlloc)
	}}
	report, err := Run(context.Background(), &endless{n: 2_000_000}, LongTable(), []Scorer{NewCharlson(Quan2011).Scorer()}, io.Discard, o)
	require.NoError(t, err)
	require.Equal(t, int64(2_000_000), report.Records)
	require.Less(t, most, uint64(100<<20))
}

// An endless makes a sorted long table of n records as it is read, ten a person.
type endless struct {
	n, at int
	rest  []byte
	buf   []byte
}

func (e *endless) Read(b []byte) (int, error) {
	if len(e.rest) == 0 {
		e.buf = e.buf[:0]
		if e.at == 0 {
			e.buf = append(e.buf, "person,date,code,poa\n"...)
		}
		for ; e.at < e.n && len(e.buf) < 1<<16; e.at++ {
			p := e.at / 10
			e.buf = append(e.buf, 'P')
			for d := 100_000_000; d > 0; d /= 10 {
				e.buf = append(e.buf, byte('0'+p/d%10))
			}
			e.buf = append(e.buf, ",2024-03-"...)
			e.buf = append(e.buf, byte('0'+e.at%3), byte('1'+e.at%9), ',')
			e.buf = append(e.buf, [...]string{"I50.9", "E1122", "J44.9", "Z00.00", "S72001A", "N18.31", "I10"}[e.at%7]...)
			e.buf = append(e.buf, ",Y\n"...)
		}
		if e.rest = e.buf; len(e.rest) == 0 {
			return 0, io.EOF
		}
	}
	n := copy(b, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func FuzzRun(f *testing.F) {
	f.Add(long, false)
	f.Add(`{"person":"1","code":"I10"}`+"\n", true)
	f.Fuzz(func(t *testing.T, in string, isJSON bool) {
		tab := LongTable()
		if isJSON {
			tab.Format = JSONLines
		}
		got, report, err := runText(t, in, tab, Options{OtherSystems: true, Workers: 2})
		sorted, _, err2 := runText(t, in, tab, Options{OtherSystems: true, Workers: 1, Order: SortedByText})
		if err2 == nil {
			require.NoError(t, err)
			require.Equal(t, got, sorted)
			require.LessOrEqual(t, report.Units, report.Records)
		}
	})
}

func BenchmarkRun(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			e := CompiledElixhauser()
			const n = 1_000_000
			for b.Loop() {
				_, err := Run(context.Background(), &endless{n: n}, LongTable(), []Scorer{e.Scorer()}, io.Discard, Options{Order: SortedByText, Workers: workers})
				require.NoError(b, err)
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
