package stayfile_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// read returns the stays of a file, and its errors.
func read(t testing.TB, text string) (got []stayfile.Record, errs []error) {
	t.Helper()
	r, err := stayfile.NewReader(strings.NewReader(text), "f")
	require.NoError(t, err)
	return all(r)
}

func all(r *stayfile.Reader) (got []stayfile.Record, errs []error) {
	for rec, err := range r.All() {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		c := *rec
		c.Diagnoses, c.Procedures, c.Malformed = slices.Clone(rec.Diagnoses), slices.Clone(rec.Procedures), slices.Clone(rec.Malformed)
		got = append(got, c)
	}
	return got, errs
}

func zipped(t testing.TB, text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

var (
	dx = cm.MustParse
	px = pcs.MustParse
	on = medcode.MustParseDate
)

func stayOne(line int, version string) stayfile.Record {
	return stayfile.Record{Line: line, Version: version, Stay: drg.Stay{ID: "s 1", Age: 67, Sex: medcode.Female, Status: 1, Hospital: drg.Exempt,
		Admission: on("2026-04-01"), Discharge: on("2026-04-05"), Admitting: dx("R06.02"),
		Diagnoses:  []drg.Diagnosis{{Code: dx("I50.21"), POA: 'Y'}, {Code: dx("J96.01"), POA: 'N'}, {Code: dx("E11.9")}},
		Procedures: []drg.Procedure{{Code: px("5A1955Z"), Date: on("2026-04-02")}, {Code: px("02HV33Z")}}}}
}

// Every format can say the same.
func TestFormats(t *testing.T) {
	inList := stayOne(2, "43.1")
	inList.Procedures[0].Date = medcode.Date{}
	for name, c := range map[string]struct {
		format stayfile.Format
		text   string
		want   stayfile.Record
	}{
		"list": {stayfile.CSV, "id,version,age,sex,status,hospital,admission,discharge,admit,dx,px\n" +
			"s 1,43.1,67,F,01,exempt,2026-04-01,20260405,R0602,I50.21:Y j9601:n E119,5A1955Z 02hv33z\n", inList},
		"quoted list, semicolons": {stayfile.CSV, "\xef\xbb\xbfID;Version;Age;Sex;Status;Hospital;Admission;Discharge;Admit;DX;PX\r\n" +
			`"s 1";43.1;67;2;1;EXEMPT;2026-04-01;20260405;R06.02;"I50.21:Y, J9601:N, E119:";5A1955Z|02HV33Z` + "\r\n", inList},
		"numbered columns, any order, tabs": {stayfile.CSV, "px2\tpxdate2\tpx1\tpxdate1\tpayer\tpoa1\tdx1\tdx2\tpoa2\tdx3\tdx4\tid\tversion\tage\tsex\tdischarge_status\tPOA reporting\tadmission date\tdischargeDate\tadmitting\n" +
			"02HV33Z\t\t5A1955Z\t2026-04-02\tself\tY\tI50.21\tJ96.01\tN\tE11.9\t\ts 1\t431\t67\tF\t1\tEXEMPT\t20260401\t20260405\tR06.02", stayOne(2, "43.1")},
		"objects": {stayfile.JSONLines, "\n \r\n" + ` {"id": "s\u00201", "version": "43.1", "age": 67, "sex": "F", "status": "01", "hospital": "EXEMPT", "extra": {"a": [1, "]"]},` +
			` "admission": "2026-04-01", "discharge": "2026-04-05", "admit": "R06.02", "age_days": null,` +
			` "dx": [{"code": "I50.21", "poa": "Y"}, "J96.01:N", {"poa": null, "code": "E11.9", "note": 1}],` +
			` "procedures": [{"code": "5A1955Z", "date": "2026-04-02"}, {"code": "02HV33Z"}]}` + "\r\n", stayOne(3, "43.1")},
		"objects with lists in text": {stayfile.JSONLines, `{"id":"s 1","version":43.1,"age":67,"ageDays":0,"sex":"F","status":1,"hospital":"EXEMPT",` +
			`"admission":"2026-04-01","discharge":"2026-04-05","admit":"R06.02","dx":"I50.21:Y J96.01:N E11.9","px":"5A1955Z 02HV33Z"}`,
			func() stayfile.Record { r := inList; r.Line = 1; return r }()},
		"claims": {stayfile.TSV, "s 1\t431\t67\tF\t1\tEXEMPT\tR0602\tI5021:Y,J9601:N,E119:\t5A1955Z,02HV33Z\n",
			func() stayfile.Record {
				r := inList
				r.Line, r.Admission, r.Discharge = 1, medcode.Date{}, medcode.Date{}
				return r
			}()},
	} {
		t.Run(name, func(t *testing.T) {
			for _, in := range [][]byte{[]byte(c.text), zipped(t, c.text), append(zipped(t, c.text[:9]), zipped(t, c.text[9:])...)} {
				for _, src := range []io.Reader{bytes.NewReader(in), iotest.OneByteReader(bytes.NewReader(in))} {
					r, err := stayfile.NewReader(src, "f")
					require.NoError(t, err)
					require.Equal(t, c.format, r.Format(), r.Format().String())
					got, errs := all(r)
					require.Empty(t, errs)
					require.Equal(t, []stayfile.Record{c.want}, got)
				}
			}
		})
	}
}

// What the reference software answers is no error here.
func TestTolerance(t *testing.T) {
	got, errs := read(t, strings.Join([]string{
		"a\t400\t-1\tU\t99\tNON_EXEMPT\t-\tK74.3:Y\t-", // a dot
		"b\t410\t999\tU\t0\tUNKNOWN\tnonsense\t-\t-",
		"c\t411\t0\tM\t1\tNON_EXEMPT\t-\tk743:y,0:1,:X,Q:?,\t0,OOOOOOO",
	}, "\n"))
	require.Empty(t, errs)
	require.Equal(t, []stayfile.Record{
		{Line: 1, Version: "40", Stay: drg.Stay{ID: "a", Age: -1, Status: 99, Diagnoses: []drg.Diagnosis{{POA: 'Y'}}},
			Malformed: []stayfile.Malformed{{Text: "K74.3"}}},
		{Line: 2, Version: "41", Malformed: []stayfile.Malformed{}, Stay: drg.Stay{ID: "b", Age: 999, Hospital: drg.UnknownReporting, Diagnoses: []drg.Diagnosis{}}},
		{Line: 3, Version: "41.1", Stay: drg.Stay{ID: "c", Sex: medcode.Male, Status: 1,
			Diagnoses:  []drg.Diagnosis{{Code: dx("K743"), POA: 'Y'}, {POA: '1'}, {POA: 'X'}, {POA: '?'}, {}},
			Procedures: make([]drg.Procedure, 2)},
			Malformed: []stayfile.Malformed{{false, 1, "0"}, {false, 2, ""}, {false, 3, "Q"}, {false, 4, ""}, {true, 0, "0"}, {true, 1, "OOOOOOO"}}},
	}, func() []stayfile.Record { got[0].Procedures, got[1].Procedures = nil, nil; return got }())
}

func TestQuotes(t *testing.T) {
	got, errs := read(t, "id,age,sex,status,dx\n\"a \"\"b\"\"\",1,F,1,\"I10 ,, \tI11,\"\n")
	require.Empty(t, errs)
	require.Equal(t, `a "b"`, got[0].ID)
	require.Equal(t, []drg.Diagnosis{{Code: dx("I10")}, {}, {Code: dx("I11")}, {}}, got[0].Diagnoses, "an empty code in a list is a code")
	got, errs = read(t, "id,age,sex,status,dx\na,1,F,1, I10:Y   I11 \n")
	require.Empty(t, errs)
	require.Equal(t, []drg.Diagnosis{{Code: dx("I10"), POA: 'Y'}, {Code: dx("I11")}}, got[0].Diagnoses)
}

func TestDefaults(t *testing.T) {
	got, errs := read(t, "id,age_days,sex,status,hospital,version,dx1,dx2,dx3\nn,3,,1,,,,A41.9,\n")
	require.Empty(t, errs)
	require.Equal(t, []stayfile.Record{{Line: 2, Stay: drg.Stay{ID: "n", AgeDays: 3, Status: 1, Hospital: drg.NonExempt,
		Diagnoses: []drg.Diagnosis{{}, {Code: dx("A41.9")}}}, Malformed: make([]stayfile.Malformed, 1)}}, got, "without its code the principal diagnosis is still the first")
}

// A line that is wrong says where, and the next ones are read.
func TestBadLines(t *testing.T) {
	long := strings.Repeat("I10,", 1001)
	for _, c := range []struct {
		head, line string
		column     int
		text, says string
	}{
		{"", "a\t431\tx\tF\t1\tEXEMPT\t-\tI10:Y\t-", 7, "x", "age: want a whole number of years"},
		{"", "a\t431\t99999999999999999999\tF\t1\tEXEMPT\t-\tI10:Y\t-", 7, "99999999999999999999", "age"},
		{"", "a\t431\t1\tX\t1\tEXEMPT\t-\tI10:Y\t-", 9, "X", "sex: want M, F or U"},
		{"", "a\t431\t1\tF\t\tEXEMPT\t-\tI10:Y\t-", 11, "", "status: want a discharge status"},
		{"", "a\t431\t1\tF\t1\tSOME\t-\tI10:Y\t-", 13, "SOME", "hospital: want NON_EXEMPT"},
		{"", "a\tv43\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-", 3, "v43", "version: want an MS-DRG version"},
		{"", "\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-", 1, "", "id: want"},
		{"", "a\x01\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-", 1, "a\x01", "id: want text without control characters"},
		{"", "a\t431\t1\tF\t1\tEXEMPT\t-\tI10:YN\t-", 22, "I10:YN", "dx: want codes, each with one character"},
		{"", "a\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y", 27, "", "8 columns, want 9"},
		{"", "a\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-\t", 30, "", "more than 9 columns"},
		{"", "a\t431\t1\tF\t1\tEXEMPT\t-\t" + long + "\t-", 22, long, "more than 1000 codes"},
		{"", "a\t431\t1\tF\t1\tEXEMPT\t-\t-\t" + long, 24, long, "more than 1000 codes"},
		{"id,age,sex,status,dx,discharge\n", `a,1,F,1,I10,2026-02-30`, 13, "2026-02-30", "discharge: want a date as YYYY-MM-DD"},
		{"id,age,sex,status,dx,admission\n", `a,1,F,1,I10,soon`, 13, "soon", "admission: want a date as YYYY-MM-DD"},
		{"id,age,sex,status,dx\n", `a,1,F,1,"I10`, 9, "", "a quote that does not end on its line"},
		{"id,age,sex,status,dx\n", `a,1,F,1,I"10`, 9, "", "a quote within a field"},
		{"id,age,sex,status,dx\n", `a,1,F,1,"I"10`, 9, "", "a quote within a field"},
		{"id,age,age days,sex,status,dx\n", `a,0,y,F,1,I10`, 5, "y", "agedays: want a whole number of days"},
		{"id,age,sex,status,dx1,poa1\n", `a,0,F,1,I10,YY`, 0, "", "each with one character of POA"},
		{"id,age,sex,status,dx2,poa2,px1,pxdate1\n", `a,0,F,1,I10,,02HV33Z,x`, 0, "", "pxdate: want a date"},
		{"{}\n", `[]`, 1, "[]", "want an object"},
		{"{}\n", `{"id":"a","age":1,"sex":"F","status":1}`, 0, "", "dx missing"},
		{"{}\n", `{"dx":[]}`, 0, "", "id, age, sex, status missing"},
		{"{}\n", `{"id":"a","id":"b"}`, 16, `:"b"}`[1:], "id twice"},
		{"{}\n", `{"id":"a\tb"}`, 7, `"a\tb"}`, "id: want text without control"},
		{"{}\n", `{"id":"a\x"}`, 7, `"a\x"}`, "want a string"},
		{"{}\n", "{\"id\":\"a\x01\"}", 9, "\x01\"}", "want no control characters"},
		{"{}\n", `{"id":"a`, 7, `"a`, "want an end of the string"},
		{"{}\n", `{"id":true}`, 7, `true}`, "id: want"},
		{"{}\n", `{"id":["a"]}`, 7, `["a"]}`, "id: want"},
		{"{}\n", `{"age":01}`, 8, `01}`, "want a value"},
		{"{}\n", `{"age":1.5}`, 8, `1.5}`, "age: want a whole number"},
		{"{}\n", `{"age":1 "sex":"F"}`, 8, `1 "sex":"F"}`, "want a value"},
		{"{}\n", `{"sex":"F" "age":1}`, 12, `"age":1}`, "want a comma or }"},
		{"{}\n", `{"age" 1}`, 8, `1}`, "want a colon"},
		{"{}\n", `{age:1}`, 2, `age:1}`, "want a string"},
		{"{}\n", `{"age":nil}`, 8, `nil}`, "want a value"},
		{"{}\n", `{"x":{"y":"z}`, 11, `"z}`, "want an end of the string"},
		{"{}\n", `{"x":[1}`, 6, `[1}`, "want a value"},
		{"{}\n", `{"dx":{}}`, 7, `{}}`, "dx: want codes"},
		{"{}\n", `{"dx":7}`, 7, `7}`, "dx: want codes"},
		{"{}\n", `{"dx":"I10:YN"}`, 7, `"I10:YN"}`, "dx: want codes"},
		{"{}\n", `{"dx":["I10:YN"]}`, 8, `"I10:YN"]}`, "dx: want codes"},
		{"{}\n", `{"dx":["I10" "I11"]}`, 14, `"I11"]}`, "want a comma or ]"},
		{"{}\n", `{"dx":["I10",{"code":"I10"`, 27, "", "want a comma or }"},
		{"id,age,sex,status,dx2,poa2\n", `a,0,F,1,I10,é`, 0, "", "each with one character of POA"},
		{"{}\n", `{"dx":[7]}`, 8, `7]}`, "want an object"},
		{"{}\n", `{"dx":[{"poa":"Y"}]}`, 8, `{"poa":"Y"}]}`, "dx: want codes"},
		{"{}\n", `{"dx":[{"code":7}]}`, 16, `7}]}`, "want a string"},
		{"{}\n", `{"dx":[{"code":"I10","code":"I11"}]}`, 29, `:"I11"}]}`[1:], "code twice"},
		{"{}\n", `{"px":[{"code":"02HV33Z","date":"x"}]}`, 8, `{"code":"02HV33Z","d`, "pxdate: want a date"},
		{"{}\n", `{"id":"a","age":1,"sex":"F","status":1,"dx":"I10"},`, 51, `,`, "want the end of the line"},
	} {
		t.Run(c.line[:min(len(c.line), 40)], func(t *testing.T) {
			good := "b\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-"
			if c.head == "{}\n" {
				good = `{"id":"b","age":1,"sex":"F","status":1,"dx":"I10"}`
			} else if c.head != "" {
				good = "b,1,F,1,I10" + strings.Repeat(",", strings.Count(c.head, ",")-4)
				if strings.Contains(c.head, "days") {
					good = "b,1,,F,1,I10"
				}
			}
			head := c.head
			if head == "{}\n" || head == "" {
				head = good + "\n"
			}
			got, errs := read(t, head+c.line+"\n"+good+"\n")
			require.Equal(t, "b", got[len(got)-1].ID, "the next line is read")
			require.Equal(t, 3, got[len(got)-1].Line)
			require.Len(t, errs, 1)
			var fe *medcode.FileError
			require.ErrorAs(t, errs[0], &fe)
			require.ErrorContains(t, errs[0], c.says)
			require.Equal(t, []any{"f", 2, c.column, c.text}, []any{fe.File, fe.Line, fe.Column, fe.Text}, "%v", errs[0])
			require.True(t, errors.Is(fe, medcode.ErrSyntax) || errors.Is(fe, medcode.ErrLimit))
		})
	}
}

func TestBadFiles(t *testing.T) {
	z := zipped(t, strings.Repeat("a\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-\n", 1000))
	broken := bytes.Clone(z)
	broken[len(broken)-6] ^= 1 // the checksum
	for _, c := range []struct {
		data []byte
		is   error
		says string
	}{
		{nil, medcode.ErrLayout, "an empty file"},
		{[]byte("\n\n\n"), medcode.ErrLayout, "want stays as CSV, JSON Lines, TSV or a workbook (.xlsx), found blank lines"},
		{[]byte("hello\n"), medcode.ErrLayout, "header without id, age, sex, status, dx"},
		{[]byte("ISA*00*"), medcode.ErrLayout, "an X12 interchange"},
		{[]byte("<!doctype html>"), medcode.ErrLayout, "an HTML page"},
		{[]byte("PK\x03\x04"), medcode.ErrSyntax, "not a valid zip file"},
		{[]byte("\xff\xfei\x00d\x00"), medcode.ErrLayout, "header without age, sex, status, dx"},
		{[]byte("id,age,sex,dx\n"), medcode.ErrLayout, `header without status: unknown layout`},
		{[]byte("id,age,sex,status,dx,DX\n"), medcode.ErrLayout, "two columns DX"},
		{[]byte("id,age,sex,status,dx,dx1\n"), medcode.ErrLayout, "both in a list and in numbered columns"},
		{[]byte("id,age,sex,status,dx,\"px\n"), medcode.ErrSyntax, "a quote that does not end"},
		{[]byte("id,age,sex,status,dx," + strings.Repeat("x", 300_000)), nil, ""},
		{[]byte(strings.Repeat("id,age,", 40_000)), medcode.ErrLayout, "two columns id"},
		{[]byte("id,age,sex,status,dx," + strings.Repeat("x", 300_000) + "\n"), medcode.ErrLimit, "a header of over"},
		{z[:1], medcode.ErrLayout, "header without"},
		{z[:5], medcode.ErrSyntax, "damaged or cut short"},
		{z[:20], medcode.ErrSyntax, "damaged or cut short"},
		{append(bytes.Clone(z[:12]), 0xff, 0xff, 0xff, 0xff, 0xff), medcode.ErrSyntax, "damaged or cut short"},
	} {
		_, err := stayfile.NewReader(bytes.NewReader(c.data), "f")
		if c.says == "" {
			continue
		}
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe, "%.30q", c.data)
		require.ErrorIs(t, err, c.is)
		require.ErrorContains(t, err, c.says)
	}

	for name, c := range map[string]struct {
		data []byte
		is   error
	}{"cut": {z[:len(z)-12], medcode.ErrSyntax}, "checksum": {broken, medcode.ErrSyntax}} {
		r, err := stayfile.NewReader(bytes.NewReader(c.data), "f")
		require.NoError(t, err)
		_, errs := all(r)
		require.Len(t, errs, 1, name)
		require.ErrorIs(t, errs[0], c.is, name)
	}
}

// A null is no stay, and no header.
func TestNull(t *testing.T) {
	const stay = `{"id":"a","age":1,"sex":"F","status":1,"dx":"I10"}`
	for _, text := range []string{"null\n" + stay + "\n", stay + "\nnull\n"} {
		got, errs := read(t, text)
		require.Len(t, got, 1)
		require.Len(t, errs, 1)
		require.ErrorContains(t, errs[0], "want an object")
	}
	got, errs := read(t, "null")
	require.Empty(t, got)
	require.ErrorContains(t, errs[0], "f:1:1: want an object")
}

// Lines may end with CR alone, as on old Macs.
func TestCarriageReturns(t *testing.T) {
	head := "id,age,sex,status,dx"
	rows := []string{"a,1,F,1,I10", "b,2,F,1,I11", `c,3,F,1,"I12"`}
	for _, text := range []string{
		strings.Join(append([]string{head}, rows...), "\r"),
		"\xef\xbb\xbf\r\r" + strings.Join(append([]string{head}, rows...), "\r") + "\r",
		head + "\r" + rows[0] + "\r" + rows[1] + "\r\n" + rows[2] + "\n",
		head + "\r\r\n" + strings.Join(rows, "\r\r\n"),
		strings.Join([]string{"{\"id\":\"a\",\"age\":1,\"sex\":\"F\",\"status\":1,\"dx\":\"I10\"}",
			`{"id":"b","age":2,"sex":"F","status":1,"dx":"I10"}`, `{"id":"c","age":3,"sex":"F","status":1,"dx":"I10"}`}, "\r"),
	} {
		for _, src := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			r, err := stayfile.NewReader(src, "f")
			require.NoError(t, err)
			got, errs := all(r)
			require.Empty(t, errs, "%q", text)
			require.Len(t, got, 3, "%q", text)
			require.Equal(t, "c", got[2].ID)
		}
	}
	long := head + "\r" + strings.Repeat(rows[0]+"\r", 50_000)
	got, errs := read(t, long)
	require.Empty(t, errs)
	require.Len(t, got, 50_000)
	require.Equal(t, 50_001, got[49_999].Line)
}

// A read that fails doesn't make a stay of the half line before it.
func TestReadFails(t *testing.T) {
	disk := errors.New("disk on fire")
	line := "a\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-\n"
	open := func(text string) (*stayfile.Reader, error) {
		return stayfile.NewReader(io.MultiReader(strings.NewReader(text), iotest.ErrReader(disk)), "f")
	}
	r, err := open(line + line + line[:28])
	require.NoError(t, err)
	got, errs := all(r)
	require.Len(t, got, 2)
	require.Len(t, errs, 1)
	require.EqualError(t, errs[0], "f:3: the file can't be read from here on, what follows is lost: disk on fire")
	require.ErrorIs(t, errs[0], stayfile.ErrRest)
	require.ErrorIs(t, errs[0], disk)

	for _, text := range []string{"", "id,age,se"} {
		_, err := open(text)
		require.ErrorIs(t, err, disk)
	}
	z := zipped(t, strings.Repeat(line, 1000))
	r, err = open(string(z[:len(z)-8]))
	require.NoError(t, err)
	_, errs = all(r)
	require.ErrorIs(t, errs[0], disk)
	_, err = open(string(z[:5]))
	require.ErrorIs(t, err, disk)
}

// Lines over the limit are passed over in constant memory.
func TestLongLines(t *testing.T) {
	line := "a\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-"
	for _, size := range []int{300_000, 1<<20 - 40, 1<<20 + 1, 3 << 20} {
		for _, end := range []string{"", "\n", "\n" + line, "\n" + line + "\n"} {
			long := "a\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t" + strings.Repeat(" ", size)
			got, errs := read(t, line+"\n"+long+end)
			want := 1 + strings.Count(end, "a")
			if size < 1<<20 {
				want++
				require.Empty(t, errs)
			} else {
				require.Len(t, errs, 1)
				require.ErrorIs(t, errs[0], medcode.ErrLimit)
				require.ErrorContains(t, errs[0], "f:2: a line of over")
			}
			require.Len(t, got, want)
			if strings.Contains(end, "a") {
				require.Equal(t, 3, got[len(got)-1].Line)
			}
		}
	}
	disk := errors.New("disk on fire")
	r, err := stayfile.NewReader(io.MultiReader(strings.NewReader(line+"\n"+strings.Repeat("x", 2<<20)), iotest.ErrReader(disk)), "f")
	require.NoError(t, err)
	_, errs := all(r)
	require.Len(t, errs, 2)
	require.ErrorIs(t, errs[1], disk)
}

func TestIgnored(t *testing.T) {
	r, err := stayfile.NewReader(strings.NewReader("id,payer,age,sex,status,dx,pxs\n"), "f")
	require.NoError(t, err)
	require.Equal(t, []string{"payer", "pxs"}, r.Ignored())

	var b strings.Builder
	for i := range 400 {
		fmt.Fprintf(&b, "{\"payer\":null,\"k%d\":[],\"dx1\":1}\n", i)
	}
	r, err = stayfile.NewReader(strings.NewReader(b.String()), "f")
	require.NoError(t, err)
	all(r)
	all(r)
	require.Len(t, r.Ignored(), 256)
	require.Equal(t, []string{"payer", "k0", "dx1", "k1"}, r.Ignored()[:4])
}

func TestStop(t *testing.T) {
	line := "a\t431\t1\tF\t1\tEXEMPT\t-\tI10:Y\t-\n"
	r, err := stayfile.NewReader(strings.NewReader(line+line), "f")
	require.NoError(t, err)
	for range r.All() {
		break
	}
	_, err = r.Next()
	require.Equal(t, io.EOF, err)
}

// Blocks read by many decoders hold what All yields.
func TestBlocks(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "c%d\t431\t%d\tF\t1\tEXEMPT\t-\tI10:Y\t-\n", i, i%124)
	}
	want, errs := read(t, b.String())
	require.Empty(t, errs)
	require.Len(t, want, 20_000)

	r, err := stayfile.NewReader(strings.NewReader(b.String()), "f")
	require.NoError(t, err)
	got := make([]stayfile.Record, len(want))
	blocks := make(chan stayfile.Block)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			d := r.Decoder()
			for b := range blocks {
				for rec, err := range d.Stays(b) {
					if err == nil {
						got[rec.Line-1] = *rec
						got[rec.Line-1].Diagnoses = slices.Clone(rec.Diagnoses)
						got[rec.Line-1].Procedures = slices.Clone(rec.Procedures)
					}
				}
			}
		})
	}
	n := 0
	for b, err := r.Next(); err == nil; b, err = r.Next() {
		blocks <- b
		n++
	}
	close(blocks)
	wg.Wait()
	require.Greater(t, n, 2)
	require.Equal(t, want, got)
}

// samples are small files of each format.
var samples = []string{
	"id,age,sex,status,dx,px,discharge\n1,67,F,1,I50.21:Y E119:N,5A1955Z,2026-04-05\n\"2\",x,M,1,\"I10,I11\",,\n",
	"dx1;poa1;dx2;id;age_days;sex;status;px1;pxdate1;payer\nA41.9;Y;;n;3;U;1;02HV33Z;20260401;x\n",
	"{\"id\":\"1\",\"age\":67,\"sex\":\"F\",\"status\":\"01\",\"dx\":[{\"code\":\"I50.21\",\"poa\":\"Y\"},\"E119\"],\"px\":[{\"code\":\"5A1955Z\",\"date\":null}],\"x\":{\"y\":[1]}}\n{\"dx\":\"I10:Y\"}\n",
	"a\t431\t67\tF\t1\tEXEMPT\tR0602\tI5021:Y,J9601:N,K74.3:\t5A1955Z\nb\t431\tx\tF\t1\tEXEMPT\t-\t-\t-\n",
}

// Steady reading of the same file allocates for each block, not for each stay.
func TestAllocations(t *testing.T) {
	for _, sample := range samples {
		lines := strings.SplitAfter(sample, "\n")
		head, line := lines[0], lines[1]
		if strings.HasPrefix(head, "{") || strings.HasPrefix(head, "a\t") {
			head, line = "", lines[0]
		}
		if strings.HasPrefix(line, "a\t") {
			line = strings.Replace(line, "K74.3", "K743", 1)
		}
		line = strings.Replace(line, `,"x":{"y":[1]}`, "", 1) // what isn't looked at costs more
		const n = 500
		r, err := stayfile.NewReader(strings.NewReader(head+strings.Repeat(line, n)), "f")
		require.NoError(t, err)
		d := r.Decoder()
		b, err := r.Next()
		require.NoError(t, err)
		got := testing.AllocsPerRun(10, func() {
			for _, err := range d.Stays(b) {
				if err != nil {
					t.Fatal(err)
				}
			}
		})
		require.Less(t, got, 10.0, "%s", line)
	}
}

// fuzzFile reads data as a file and checks what must hold of any file.
func fuzzFile(t *testing.T, data []byte, format stayfile.Format) {
	r, err := stayfile.NewReader(bytes.NewReader(data), "f")
	if err != nil {
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe)
		return
	}
	if r.Format() != format {
		return
	}
	last := 0
	for rec, err := range r.All() {
		line := 0
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			line = fe.Line
		} else {
			line = rec.Line
			require.NotEmpty(t, rec.ID)
			require.False(t, strings.ContainsAny(rec.ID, "\t\n"))
		}
		require.Greater(t, line, last)
		last = line
	}
}
