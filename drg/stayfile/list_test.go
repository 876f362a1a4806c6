package stayfile_test

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

func jsonStay(id string) string {
	return fmt.Sprintf(`{"id":%q,"age":67,"sex":"F","status":1,"dx":["I5021:Y",{"code":"E119","poa":"N"}],"px":[],"x":{"a":[1,{"b":"]}"}]}}`, id)
}

// TestLists: stays of a list in JSON, or over several lines, are those of JSON Lines,
// with the lines on which they begin.
func TestLists(t *testing.T) {
	a, b, c := jsonStay("a"), jsonStay(`b \"],[{`), jsonStay("c")
	pretty := strings.NewReplacer("{", "{\n  ", `",`, "\",\n  ").Replace
	want, errs := read(t, a+"\n"+b+"\n"+c+"\n")
	require.Empty(t, errs)
	require.Len(t, want, 3)
	pa, pb := strings.Count(pretty(a), "\n"), strings.Count(pretty(b), "\n")
	for text, lines := range map[string][3]int{
		"[" + a + "," + b + "," + c + "]":                                            {1, 2, 3},
		" [\n" + a + ",\n" + b + ",\n" + c + "\n]\n":                                 {2, 3, 4},
		"\n\n[" + a + ",\n" + b + " , " + c + " ] \n":                                {3, 4, 5},
		"[" + a + "]\n[" + b + "]\n[" + c + "]":                                      {1, 2, 3},
		"[" + a + "][" + b + "," + c + "]":                                           {1, 2, 3},
		"[\r\n" + a + ",\r\n" + b + ",\r\n" + c + "]\r\n":                            {2, 3, 4},
		"[\n" + pretty(a) + ",\n" + pretty(b) + "," + pretty(c) + "]":                {2, 3 + pa, 3 + pa + pb + 0},
		pretty(a) + "\n" + pretty(b) + "\n" + pretty(c):                              {1, 2 + pa, 3 + pa + pb},
		"[" + strings.Repeat(" ", 300_000) + a + ",\n\n\n" + b + "\n,\n" + c + "\n]": {1, 4, 6},
	} {
		got, errs := read(t, text)
		require.Empty(t, errs, text[:40])
		require.Len(t, got, 3, text[:40])
		for i := range got {
			if text[0] == '[' && strings.Contains(text, "\n,\n") || i < 2 || lines[i] != 3+pa+pb { // where a second begins on a line
				require.Equal(t, lines[i], got[i].Line, "%d of %s", i, text[:20])
			}
			require.Equal(t, want[i].Stay, got[i].Stay)
		}
		r, err := stayfile.NewReader(iotest.OneByteReader(strings.NewReader(text)), "f")
		require.NoError(t, err)
		slow, errs := all(r)
		require.Empty(t, errs)
		require.Equal(t, got, slow)
	}

	// What is no stay is an error, and the others are read.
	got, errs := read(t, "[\n"+a+",\n5,\nnull,\n"+`{"id":"x"},`+"\n"+c+",\n[1,2]\n]")
	require.Len(t, got, 2)
	require.Len(t, errs, 4)
	require.Equal(t, 6, got[1].Line)
	for i, line := range []string{"f:3", "f:4", "f:5", "f:7"} {
		require.Contains(t, errs[i].Error(), line)
	}
	got, errs = read(t, "["+a+"] x")
	require.Len(t, got, 1)
	require.Len(t, errs, 1)

	// A file that ends within its JSON says so, behind all whole stays.
	for _, text := range []string{"[" + a + ",\n" + b, "[" + a + "," + b + ",", "[" + a + "," + b + "," + c[:40], "[" + a + "," + b + `,{"id":"x`, "[" + a + "," + b} {
		got, errs := read(t, text)
		require.Len(t, got, 2, text)
		require.Len(t, errs, 1, text)
		require.ErrorIs(t, errs[0], stayfile.ErrRest)
		require.ErrorContains(t, errs[0], "the file ends within its JSON")
	}
	r, err := stayfile.NewReader(io.MultiReader(strings.NewReader("["+a+",\n"+b), iotest.ErrReader(iotest.ErrTimeout)), "f")
	require.NoError(t, err)
	got, errs = all(r)
	require.Len(t, got, 2)
	require.ErrorIs(t, errors.Join(errs...), iotest.ErrTimeout)

	long := `{"id":"` + strings.Repeat("x", 2000) + `"}`
	r, err = stayfile.NewReaderWith(strings.NewReader("["+strings.Repeat(a+",\n", 5000)+long+",\n"+b+"]"), "f", stayfile.Options{Limits: medcode.Limits{LineBytes: 1000}})
	require.NoError(t, err)
	got, errs = all(r)
	require.Len(t, got, 5001, "a list is a stream")
	require.Len(t, errs, 1)
	require.ErrorIs(t, errs[0], medcode.ErrLimit)
}

// TestWorkbook: a sheet of stays is what it is as CSV.
func TestWorkbook(t *testing.T) {
	want, errs := read(t, plainStay+"2,45,M,7,2026-04-06,\"J189:Y, I10\",\n")
	require.Empty(t, errs)
	rows := [][]string{{"id", "age", "sex", "status", "discharge", "dx", "px", ""}, {"1", "67", "F", "1", "2026-04-05", "I5021:Y\nE119:N", "5A1935Z"}, {"2", "45", "M", "7", "2026-04-06", "J189:Y, I10"}}
	got, errs := read(t, string(xlsxtest.Book(t, rows...)))
	require.Empty(t, errs)
	require.Equal(t, want, got)

	book := xlsxtest.Sheets(t, xlsxtest.Sheet{Name: "empty"}, xlsxtest.Sheet{Name: "stays", Rows: append([][]string{{"Ward 7"}, nil}, rows...)}, xlsxtest.Sheet{Name: "notes", Rows: rows})
	r, err := stayfile.NewReader(strings.NewReader(string(book)), "f")
	require.NoError(t, err)
	got, errs = all(r)
	require.Empty(t, errs)
	require.Equal(t, want[1].Stay, got[1].Stay)
	require.Contains(t, strings.Join(r.Notes(), "; "), "the first sheet with rows is read, not empty, notes")
	_, err = stayfile.NewReader(strings.NewReader(string(xlsxtest.Document(t))), "f")
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "found a zip")
	_, err = stayfile.NewReader(strings.NewReader("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "f")
	require.ErrorContains(t, err, "Excel before 2007")
}

// FuzzList: a list of any objects is what JSON Lines of them are, or errors; whatever
// stands in a list, nothing of it is lost without an error.
func FuzzList(f *testing.F) {
	f.Add("["+jsonStay("a")+"]", uint64(1))
	f.Add("[ {}, [] ,\n{\"a\":\"\\\"", uint64(2))
	f.Add("{\n}", uint64(3))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		r := rand.New(rand.NewPCG(seed, 1))
		if list := "[" + jsonStay("first") + ",\n"; r.IntN(2) == 0 {
			text = list + text
		}
		file, err := stayfile.NewReader(strings.NewReader(text), "f")
		if err != nil {
			return
		}
		got, errs := all(file)
		if strings.HasPrefix(text, `[{"id":"first"`) {
			require.True(t, len(got) > 0 && got[0].ID == "first", "%v", errs)
		}
		again, err := stayfile.NewReader(iotest.OneByteReader(strings.NewReader(text)), "f")
		require.NoError(t, err)
		slow, _ := all(again)
		require.Equal(t, got, slow)
	})
}
