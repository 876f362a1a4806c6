package dmepos_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

const name = "DMEPOS25_APR.csv"

func fixture(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + name)
	require.NoError(tb, err)
	return data
}

func file(data []byte) fstest.MapFS { return fstest.MapFS{name: &fstest.MapFile{Data: data}} }

func read(tb testing.TB) *dmepos.Release {
	tb.Helper()
	r, err := dmepos.Read(file(fixture(tb)))
	require.NoError(tb, err)
	return r
}

func TestRead(t *testing.T) {
	r := read(t)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, "2025-04", r.Provenance().Release)
	require.Equal(t, "2025-04-01 to 2025-06-30", r.Provenance().Effective.String())
	require.Contains(t, r.String(), r.Provenance().String()+": ")
	require.Equal(t, map[string]int{"items": 4, "states": 2}, r.Counts())
	require.Equal(t, []string{"AL", "AK"}, r.States())

	e, nu, rr, ku := hcpcs.MustParse("E9990"), hcpcs.MustParseModifier("NU"), hcpcs.MustParseModifier("RR"), hcpcs.MustParseModifier("KU")
	it, ok := r.Lookup(e, nu)
	require.True(t, ok)
	require.Equal(t, []any{medcode.Cents(110000), medcode.Cents(90050), dmepos.Jurisdiction("D"), dmepos.Category("IN"), "Wheelchair made up"},
		[]any{it.Ceiling, it.Floor, it.Jurisdiction, it.Category, it.Description})
	fee, outcome := r.Fee(it, "AL")
	require.Equal(t, dmepos.Priced, outcome)
	require.Equal(t, "1000.00 1050.25", fee.For(false).String()+" "+fee.For(true).String())
	it, ok = r.Lookup(e, rr, ku)
	require.True(t, ok)
	require.Equal(t, [2]hcpcs.Modifier{rr, ku}, it.Modifiers)
	it, ok = r.Lookup(hcpcs.MustParse("L9990"))
	require.True(t, ok)
	require.Zero(t, it.Ceiling)
	fee, _ = r.Fee(it, "AK")
	require.Equal(t, "21.00", fee.For(true).String(), "no fee of its own for rural areas")
	for _, mods := range [][]hcpcs.Modifier{{}, {rr}, {rr, ku, nu}} {
		_, ok = r.Lookup(e, mods...)
		require.False(t, ok)
	}
	_, outcome = r.Fee(it, "PR")
	require.Equal(t, dmepos.UnknownState, outcome)
	_, outcome = r.Fee(dmepos.Item{}, "AL")
	require.Equal(t, dmepos.NotListed, outcome)
	_, outcome = new(dmepos.Release).Fee(it, "AL")
	require.Equal(t, dmepos.NotListed, outcome)
	n := 0
	for c, it := range r.All() {
		require.Equal(t, c, it.Code)
		n++
	}
	require.Equal(t, 4, n)
	for range r.All() {
		break
	}
}

func TestWorkbook(t *testing.T) {
	c := csv.NewReader(bytes.NewReader(fixture(t)))
	c.FieldsPerRecord = -1
	rows, err := c.ReadAll()
	require.NoError(t, err)
	r, err := dmepos.Read(fstest.MapFS{"a.xlsx": {Data: xlsxtest.Book(t, rows...)}})
	require.NoError(t, err)
	for c, want := range read(t).All() {
		got, ok := r.Lookup(c, want.Modifiers[:]...)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
}

func TestOdd(t *testing.T) {
	text := string(fixture(t))
	for what, c := range map[string]struct {
		old, new string
		kinds    []string
	}{
		"a new column":   {"Ceiling,Floor", "Ceiling,Middle,Floor", nil},
		"no quarter":     {"April 2025 Fee Schedule", "Fees", nil},
		"a row twice":    {"L9990,,,", "A9990,,,", []string{"duplicate-code"}},
		"unknown column": {"AK (R),Description", "AK (X),Description", []string{"unknown-column"}},
		"cut short":      {text[len(text)-30:], "", []string{"short-row", "unfinished"}},
		"Windows-1252":   {"Brace made up", "Brace \x93made up\x94", nil},
	} {
		r, err := dmepos.Read(file([]byte(strings.Replace(text, c.old, c.new, 1))))
		if what == "a new column" {
			require.Error(t, err, "the columns of the rows are then one off")
			continue
		}
		require.NoError(t, err, what)
		var kinds []string
		for _, d := range r.Diagnostics() {
			kinds = append(kinds, string(d.Kind))
		}
		require.Equal(t, c.kinds, kinds, what)
	}
	for what, c := range map[string]struct {
		old, new string
		is       error
	}{
		"code":     {"A9990", "A999", medcode.ErrSyntax},
		"no code":  {"A9990,", ",", medcode.ErrSyntax},
		"modifier": {",NU,", ",N,", medcode.ErrSyntax},
		"ceiling":  {"0.62", "high", medcode.ErrSyntax},
		"fee":      {"0.57", "0.575", medcode.ErrSyntax},
		"heading":  {"Mod,", "Mad,", medcode.ErrLayout},
		"states":   {"AL (NR),AL (R),AK (NR),AK (R)", "a,b,c,d", medcode.ErrNoFile},
		"twice":    {"AK (NR)", "AL (NR)", medcode.ErrLayout},
		"no table": {"HCPCS,", "CODE,", medcode.ErrNoFile},
		"two rows": {"Wheelchair made up\n", "Wheelchair made up", medcode.ErrSyntax},
		"quote":    {"Brace made up", "\"Brace", medcode.ErrSyntax},
	} {
		_, err := dmepos.Read(file([]byte(strings.Replace(text, c.old, c.new, 1))))
		require.ErrorIs(t, err, c.is, what)
	}
	_, err := dmepos.Read(fstest.MapFS{"a.csv": {Data: []byte(text)}, "b.csv": {Data: []byte(text + "\n")}})
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = dmepos.Read(fstest.MapFS{"a.csv": {Data: []byte(strings.Repeat("a,b\n", 50))}})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = dmepos.Read(fstest.MapFS{"a.csv": {Data: []byte("<!DOCTYPE html>")}})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "a.csv: not read: an HTML page, but no file of the DMEPOS fee schedule")
	r, err := dmepos.Read(fstest.MapFS{name: {Data: []byte(text)}, "a.pdf": {Data: []byte("%PDF-1.7")}, "z.txt": {Data: []byte("say \"hello\"")}})
	require.NoError(t, err)
	require.Len(t, r.Diagnostics(), 1)
	_, err = dmepos.ReadWith(file([]byte(text)), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	_, err = dmepos.Read(fstest.MapFS{"a.xlsx": {Data: []byte("PK\x03\x04damaged")}})
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func TestLibrary(t *testing.T) {
	r := read(t)
	l, err := dmepos.NewLibrary(r)
	require.NoError(t, err)
	got, err := l.On(medcode.MustParseDate("2025-05-01"))
	require.NoError(t, err)
	require.Same(t, r, got)
	_, err = l.On(medcode.MustParseDate("2025-07-01"))
	require.ErrorIs(t, err, medcode.ErrDate)
	_, err = dmepos.NewLibrary(r, read(t))
	require.Error(t, err)
	for got := range l.Releases() {
		require.Same(t, r, got)
	}
}

func TestOfficial(t *testing.T) {
	r, err := dmepos.Read(os.DirFS(official.Path(t, "releases/dmepos/2025-04")))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	require.Equal(t, map[string]int{"items": 3511, "states": 53}, r.Counts())
	require.Equal(t, "2025-04", r.Provenance().Release)
	it, ok := r.Lookup(hcpcs.MustParse("A4217"), hcpcs.MustParseModifier("AU"))
	require.True(t, ok)
	require.Equal(t, []any{medcode.Cents(438), medcode.Cents(372), dmepos.Category("OS"), "Sterile water/saline, 500 ml"}, []any{it.Ceiling, it.Floor, it.Category, it.Description})
	fee, outcome := r.Fee(it, "AK")
	require.Equal(t, dmepos.Priced, outcome)
	require.Equal(t, dmepos.Fee{NonRural: 214}, fee)
	n := map[dmepos.Outcome]int{}
	for _, it := range r.All() {
		for _, s := range r.States() {
			_, outcome := r.Fee(it, s)
			n[outcome]++
		}
	}
	require.Equal(t, map[dmepos.Outcome]int{dmepos.Priced: 167768, dmepos.NoFee: 3860, dmepos.RuralOnly: 14455}, n)
	for c, it := range r.All() {
		require.NotEmpty(t, it.Category.Title(), c)
		require.Contains(t, []dmepos.Jurisdiction{"D", "L", "J"}, it.Jurisdiction)
		require.LessOrEqual(t, it.Floor, it.Ceiling, c)
	}
	require.Empty(t, dmepos.Category("XX").Title())
}

func FuzzRead(f *testing.F) {
	f.Add(fixture(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := dmepos.Read(file(data))
		if err != nil {
			return
		}
		for _, it := range r.All() {
			for _, s := range r.States() {
				if fee, outcome := r.Fee(it, s); outcome < dmepos.NoFee || fee.For(true) < 0 {
					t.Fatal(it, s, fee)
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data, err := os.ReadFile(official.Path(b, "releases/dmepos/2025-04/"+name))
	require.NoError(b, err)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := dmepos.Read(file(data)); err != nil {
			b.Fatal(err)
		}
	}
}

func Example() {
	r, err := dmepos.Read(os.DirFS("testdata"))
	if err != nil {
		fmt.Println(err)
		return
	}
	item, _ := r.Lookup(hcpcs.MustParse("E9990"), hcpcs.MustParseModifier("NU"))
	fee, _ := r.Fee(item, "AL")
	fmt.Println(item.Category.Title(), fee.For(true))
	// Output: inexpensive and routinely purchased 1050.25
}

// TestOutcomes: a fee that is not there has a reason.
func TestOutcomes(t *testing.T) {
	r, err := dmepos.Read(file([]byte("HCPCS,MOD,MOD2,JURIS,CATG,CEILING,FLOOR,AL (NR),AL (R),AK (NR),AK (R),Description\n" +
		"E9990,NU,,D,IN,0,0,10.00,0,0,12.00,made up\nE9991,NU,,D,IN,0,0,0,0,10.00,12.00,made up\n")))
	require.NoError(t, err)
	for _, c := range []struct {
		code, state string
		want        dmepos.Outcome
		says        string
	}{
		{"E9990", "AL", dmepos.Priced, "priced"},
		{"E9990", "AK", dmepos.RuralOnly, "priced in rural areas only"},
		{"E9991", "AL", dmepos.NoFee, "listed without a fee in the state"},
		{"E9991", "PR", dmepos.UnknownState, "unknown state"},
		{"E9992", "AL", dmepos.NotListed, "item not listed"},
	} {
		it, _ := r.Lookup(hcpcs.MustParse(c.code), hcpcs.MustParseModifier("NU"))
		fee, outcome := r.Fee(it, c.state)
		require.Equal(t, c.want, outcome, c)
		require.Equal(t, c.want >= dmepos.RuralOnly, fee.For(true) > 0)
		require.Equal(t, c.want == dmepos.Priced, fee.For(false) > 0)
		text, err := outcome.MarshalText()
		require.NoError(t, err)
		require.Equal(t, c.says, string(text))
	}
	require.Equal(t, "Outcome(9)", dmepos.Outcome(9).String())
}
