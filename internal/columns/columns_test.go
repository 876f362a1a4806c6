package columns

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

func TestField(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "Claim ID": "id", "dx": "diagnoses", "Discharge Status": "discharge_status", "status": "discharge_status", "DOB": "birth", "CPT": "hcpcs",
		"procedure code": "hcpcs", "Principal Diagnosis": "dx", "shoe size": "", "": "", "dx0": "", "dx1001": "", "age2": "",
	} {
		got, _ := Field(name)
		require.Equal(t, want, got, name)
	}
	got, n := Field("DX_12")
	require.Equal(t, "dx 12", got+" "+string(rune('0'+n/10))+string(rune('0'+n%10)))
	seen := map[string]bool{}
	for _, list := range append(append([][]string{}, names...), numbered...) {
		for _, name := range list {
			key := Plain(name)
			if list[0] == "dx" || list[0] == "px" || list[0] == "poa" || list[0] == "pxdate" || list[0] == "modifier" {
				key += "#"
			}
			require.False(t, seen[key], "%s stands twice", name)
			seen[key] = true
		}
	}
	for _, f := range Fields() {
		got, n := Field(f)
		require.Equal(t, f, got)
		require.Zero(t, n)
	}
}

func TestSeparator(t *testing.T) {
	for header, want := range map[string]byte{"id,sex": ',', "id;sex": ';', "id\tsex": '\t', "id|sex": '|', "a;b,c;d": ';', "x": ',', "id;dx,px;sex": ';'} {
		require.Equal(t, want, Separator(header), header)
	}
}

func TestDate(t *testing.T) {
	want := medcode.NewDate(2026, 4, 5)
	for _, text := range []string{"2026-04-05", "20260405", "2026/4/5", "05-APR-2026", "5-Apr-2026", "05APR2026", "5 Apr 2026", "2026-04-05T10:00:00Z", "2026-04-05 10:00:00", "05APR2026:10:00:00", "04/05/2026", "4/5/26", "4.5.2026",
		"Apr 5, 2026", "April 5, 2026", "Sunday, April 05, 2026", "5 April 2026", "05-Apr-26", "04052026", "4/5/2026 12:00 AM", "5-April-2026"} {
		got, err := Date(text, MonthFirst)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	got, err := Date("05.04.2026", DayFirst)
	require.NoError(t, err)
	require.Equal(t, want, got)
	got, err = Date("1/2/50", MonthFirst)
	require.NoError(t, err)
	require.Equal(t, medcode.NewDate(1950, 1, 2), got)
	for _, text := range []string{"", "x", "13/13/2026", "2/30/2026", "5 Foo 2026", "Apr 2026", "1/2/3/4", "1/2", "45383", "2026-13-01", "5 Foo 2026", "Apr 31, 2026", "Marble 5, 2026", "Apr 5 2026 x y", "99992026", "Someday, April 5"} {
		_, err := Date(text, MonthFirst)
		require.ErrorIs(t, err, medcode.ErrSyntax, text)
	}
	var e Evidence
	for _, text := range []string{"13/2/2026", "1/2/2026", "x", "2026/1/2"} {
		e.Add(text)
	}
	require.Equal(t, DayFirst, e.Order())
	require.Contains(t, e.Told(), "day first")
	require.Empty(t, Evidence{}.Told())
}

func TestSex(t *testing.T) {
	for text, want := range map[string]medcode.Sex{"F": medcode.Female, " female ": medcode.Female, "Male": medcode.Male, "2": medcode.Female, "unknown": medcode.SexUnknown, "": medcode.SexUnknown} {
		got, err := Sex(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := Sex("X")
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func TestCensus(t *testing.T) {
	told := func(codes ...string) string {
		var c Census
		for _, code := range codes {
			c.Add(code)
		}
		return c.Told()
	}
	require.Empty(t, told())
	require.Empty(t, told("I10", "E11.9", "V58.67", "S72.001A"))
	require.Contains(t, told("4280", "250.00", "E8120", "I10"), "look like ICD-9-CM")
	require.Contains(t, told("8E+01", "I10"), "spreadsheet")
	require.Contains(t, told("25.0", "8", "#N/A"), "spreadsheet")
	require.Contains(t, told("44054006", "38341003"), "SNOMED")
	a, b := Census{}, Census{}
	a.Known()
	b.Add("4280")
	a.Sum(b)
	require.Equal(t, 2, a.All)
}

// TestCell: what programs write around and for what a cell says.
func TestCell(t *testing.T) {
	for text, want := range map[string]string{
		"I10": "I10", " I10\t": "I10", "\u00a0I10\u00a0": "I10", `="0450"`: "0450", "'0450": "0450", "'a'": "'a'", "": "", " ": "", "'": "'", `="`: `="`,
		"NULL": "", "NA": "", "n/a": "", "#N/A": "", "NaN": "", "None": "", ".": "", "-": "", "--": "", "(null)": "", `\N`: "", "<NA>": "", "N": "N", "NO": "NO", ".5": ".5", "-5": "-5", "None of it": "None of it",
	} {
		require.Equal(t, want, Cell(text), "%q", text)
	}
	for text, want := range map[string]string{"12.50": "12.50", "USD 12.50": "12.50", "$ 12.50": "12.50", "12.50 USD": "12.50", "12.50-": "-12.50", "US$5": "5", "-": "-", "": ""} {
		require.Equal(t, want, Money(text), "%q", text)
	}
	for text, want := range map[string]string{"76": "76", "76.0": "76", "76 years": "76", "76y": "76", "76 Y.O.": "76", "7.5": "7.5", "old": "old", "5 days": "5 days", "": ""} {
		require.Equal(t, want, Age(text), "%q", text)
	}
	for text, want := range map[string]string{"1": "01", "01": "01", "1.0": "01", "01 - Home": "01", "6=Home health": "06", "20": "20", "A1": "A1", "1 2": "1 2", "": ""} {
		require.Equal(t, want, Status(text), "%q", text)
	}
	for text, want := range map[string]string{"99213.0": "99213", "99213.00": "99213", "250.0": "250", "250.01": "250.01", "I10.0": "I10.0", "5.": "5."} {
		require.Equal(t, want, Whole(text), "%q", text)
	}
	for text, want := range map[string]string{"Yes": "Y", "no": "N", "Y": "Y", "W": "W", "Exempt": "1", "maybe": "maybe"} {
		require.Equal(t, want, POA(text), "%q", text)
	}
}

// TestNoRow: rows that are none, and some that are.
func TestNoRow(t *testing.T) {
	header := []string{"ID", "DX1", "Charge"}
	for text, want := range map[string]string{
		"id|dx1|charge": "the header again", "ID||": "", "--|---|------": "a rule of dashes", "-||": "", "Total||1,234.50": "totals", "||": "", "Grand Total:||$5": "totals", "|TOTAL|5": "totals",
		"Total|I10|5": "", "(3 rows affected)": "a count of rows", "1,234 records": "a count of rows", "3 rows selected.": "a count of rows", "3": "", "3 sheep": "", "1|I10|5": "", "Total charges||12": "totals",
	} {
		require.Equal(t, want, NoRow(strings.Split(text, "|"), header), text)
	}
}
