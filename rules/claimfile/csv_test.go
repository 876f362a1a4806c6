package claimfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimfile"
)

// noted reads text and returns its claims and notes.
func noted(t testing.TB, text string, opts claimfile.Options) ([]*rules.Claim, []medcode.Diagnostic) {
	t.Helper()
	r := claimfile.NewReader("f", strings.NewReader(text), opts)
	var all []*rules.Claim
	for c, err := range r.All() {
		require.NoError(t, err, "%.200q", text)
		all = append(all, c)
	}
	return all, r.Notes()
}

func kinds(notes []medcode.Diagnostic) string {
	var all []string
	for _, n := range notes {
		all = append(all, string(n.Kind))
	}
	return strings.Join(all, " ")
}

// TestDialect: one claim in every dialect that people write is the same claim.
func TestDialect(t *testing.T) {
	const plain = "id,birth,sex,from,through,status,dx,px,charge\nA,1950-01-31,F,2026-04-05,2026-04-08,01,I214:Y E119:N,02703ZZ:2026-04-06,\"1,234.50\"\n\nB,1950-01-31,M,2026-04-05,2026-04-08,02,I10,,5\n"
	want, notes := noted(t, plain, claimfile.Options{})
	require.Equal(t, "setting", kinds(notes))
	require.Len(t, want, 2)
	require.Equal(t, rules.Inpatient, want[0].Setting)
	require.Equal(t, medcode.Cents(123450), want[0].Charge)
	require.Equal(t, day("2026-04-06"), want[0].Procedures[0].Date)
	separated := func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(plain, `"1,234.50"`, "1234.50"), ",", s), "\n\n", "\n")
	}
	utf16le, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(plain)
	require.NoError(t, err)
	utf16be, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(plain)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"semicolons": separated(";"), "tabs": separated("\t"), "bars": separated("|"), "blanks around": separated(" , "),
		"CR LF": strings.ReplaceAll(plain, "\n", "\r\n"), "CR": strings.ReplaceAll(plain, "\n", "\r"), "no end": strings.TrimSpace(plain),
		"UTF-8 mark": "\xef\xbb\xbf" + plain, "UTF-16": utf16le, "UTF-16 big end, no mark": utf16be,
		"quoted": strings.ReplaceAll(plain, "I214:Y E119:N", `"I214:Y E119:N"`), "lists by semicolons": strings.ReplaceAll(plain, "I214:Y E119:N", "I214:Y;E119:N"),
		"columns behind": strings.ReplaceAll(plain, "\n", ",,\n"),
		"other names":    strings.Replace(plain, "id,birth,sex,from,through,status,dx,px,charge", "Claim ID,Date of Birth,GENDER,From Date,THRU_DATE,Discharge Status,Diagnosis Codes,PX,Total Charges", 1),
		"words":          strings.NewReplacer(",F,", ",Female,", ",M,", ",male,", ",01,", ",1,", ",02,", ",2,").Replace(plain),
		"US dates":       strings.NewReplacer("1950-01-31", "1/31/1950", "2026-04-05", "04/05/2026", "2026-04-08", "4/8/2026", "2026-04-06", "04/06/2026").Replace(plain),
		"other days":     strings.NewReplacer("1950-01-31", "31.1.1950", "2026-04-05", "05.04.2026", "2026-04-08", "8.4.2026", "2026-04-06", "6.4.2026").Replace(plain),
		"SAS days":       strings.NewReplacer("1950-01-31", "31JAN1950", "2026-04-05", "05-Apr-2026", "2026-04-08", "20260408", "2026-04-06", "2026-04-06T00:00:00").Replace(plain),
	} {
		if strings.HasSuffix(name, "days") || name == "SAS days" {
			text = strings.Replace(text, "02703ZZ:2026-04-06T00:00:00", "02703ZZ:2026-04-06", 1)
		}
		got, _ := noted(t, text, claimfile.Options{})
		require.Equal(t, want, got, name)
	}
	numbered := "id,birth,sex,from,through,status,dx2,dx1,poa1,poa2,px1,pxdate1,charge\nA,1950-01-31,F,2026-04-05,2026-04-08,01,E119,I214,Y,N,02703ZZ,2026-04-06,1234.50\nB,1950-01-31,M,2026-04-05,2026-04-08,02,,I10,,,,,5\n"
	got, _ := noted(t, numbered, claimfile.Options{})
	require.Equal(t, want, got)
	latin, err := charmap.Windows1252.NewEncoder().String("id,given,dx\nA,José,I10\n")
	require.NoError(t, err)
	got, _ = noted(t, latin, claimfile.Options{})
	require.Equal(t, "José", got[0].Patient.Given)
}

// TestChoicesAreTold in notes.
func TestChoicesAreTold(t *testing.T) {
	for text, want := range map[string]string{
		"id,dx,from\nA,I10,04/05/2026\n":      "dates",
		"id,dx,from\nA,I10,04/15/2026\n":      "dates",
		"id,dx,shoe size\nA,I10,42\n":         "unknown-column",
		"id,status,dx\nA,1,I10\n":             "setting",
		"id,dx\nA,4280 25000 V5867\nB,4019\n": "other-system",
		"id,dx\nA,8E+01\nB,I10\n":             "other-system",
		"id,dx\nA,44054006\nB,38341003\n":     "other-system",
		"id,dx\nA,I10 E119 25000\n":           "",
		"id,dx,icd\nA,4280,9\n":               "",
	} {
		_, notes := noted(t, text, claimfile.Options{})
		require.Equal(t, want, kinds(notes), text)
	}
	_, notes := noted(t, "id,dx\nA,4280\n", claimfile.Options{})
	require.Contains(t, notes[0].Message, "look like ICD-9-CM")
	_, notes = noted(t, "id,dx\nA,8E+01\n", claimfile.Options{})
	require.Contains(t, notes[0].Message, "a spreadsheet has turned codes into numbers")
}

// TestMapping: the caller says what a column holds.
func TestMapping(t *testing.T) {
	got, notes := noted(t, "Fall,Haupt,Neben,Notiz\nA,I10,E119,x\n", claimfile.Options{Columns: map[string]string{"fall": "id", "HAUPT": "dx1", "Neben": "dx2", "Notiz": ""}})
	require.Empty(t, notes)
	require.Equal(t, "A [{I10 } {E119 }]", fmt.Sprint(got[0].ID, " ", got[0].Diagnoses))
	for c, err := range claimfile.NewReader("f", strings.NewReader("id,a\n"), claimfile.Options{Columns: map[string]string{"a": "shoe size"}}).All() {
		require.Nil(t, c)
		require.ErrorIs(t, err, medcode.ErrLayout)
		require.ErrorContains(t, err, `no field "shoe size"`)
	}
}

// TestContradictions between rows, and between age and birth date, are findings.
func TestContradictions(t *testing.T) {
	for text, want := range map[string]string{
		"id,sex,hcpcs\nA,F,1\nA,M,2\n":                    `/patient/sex: another row of the claim says "F"`,
		"id,sex,hcpcs\nA,F,1\nA,,2\n":                     "",
		"id,from,age,birth\nA,2026-04-05,40,1950-01-31\n": "/patient/age: the birth date, 1950-01-31, makes it 76",
		"id,from,age,birth\nA,2026-04-05,77,1950-01-31\n": "",
		"id,hcpcs\nA,1\nB,1\nA,2\n":                       "/id: rows of this id stand apart and are read as several claims; sort the file by id",
		"id,dx\nA,I10\nA,I10\n":                           "",
	} {
		all, _ := noted(t, text, claimfile.Options{})
		var got []string
		for _, c := range all {
			for _, u := range c.Unreadable {
				got = append(got, u.Place.Pointer()+": "+u.Problem)
			}
		}
		require.Equal(t, want, strings.Join(got, "; "), text)
	}
	_, errs := collect("id,dx,diagnoses\nA,I10,I10\n", medcode.ReadOptions{})
	require.Len(t, errs, 1)
	require.ErrorContains(t, errs[0], `columns "dx" and "diagnoses" both hold diagnoses`)
}

// TestOldClaims: before October 2015 codes are of ICD-9-CM, unless a column says otherwise.
func TestOldClaims(t *testing.T) {
	got, _ := noted(t, "id,from,dx\nA,2015-06-01,4280\nB,2015-10-01,I10\n", claimfile.Options{})
	require.Equal(t, []rules.ICD{rules.ICD9, rules.ICD10}, []rules.ICD{got[0].ICD, got[1].ICD})
	got, _ = noted(t, "id,from,dx,icd\nA,2015-06-01,I10,10\n", claimfile.Options{})
	require.Equal(t, rules.ICD10, got[0].ICD)
}

// TestOldJSON: JSON Lines are read alike, and an ICD-10 claim of old is written as one.
func TestOldJSON(t *testing.T) {
	for text, want := range map[string]rules.ICD{
		`{"id":"A","setting":"inpatient","from":"2015-06-01"}`:                           rules.ICD9,
		`{"id":"A","setting":"inpatient","from":"2015-06-01","icd":"10"}`:                rules.ICD10,
		`{"id":"A","setting":"inpatient","from":"2015-06-01","ICD":"10"}`:                rules.ICD10,
		`{"id":"A","setting":"inpatient","from":"2015-09-28","through":"2015-10-01"}`:    rules.ICD10,
		`{"id":"A","setting":"professional","lines":[{"code":"1","from":"2015-09-30"}]}`: rules.ICD9,
		`{"id":"A"}`: rules.ICD10,
		`{"id":"A","from":"2026-01-01","icd":"9"}`: rules.ICD9,
	} {
		got, _ := noted(t, text, claimfile.Options{})
		require.Equal(t, want, got[0].ICD, text)
		again, _ := noted(t, written(t, claimfile.JSONLines, got), claimfile.Options{})
		require.Equal(t, got, again)
	}
	got, _ := noted(t, `{"id":"A","from":"2026-04-05","patient":{"birth":"1950-01-31","age":40}}`, claimfile.Options{})
	require.Equal(t, "the birth date, 1950-01-31, makes it 76", got[0].Unreadable[0].Problem)
	again, _ := noted(t, written(t, claimfile.JSONLines, got), claimfile.Options{})
	require.Equal(t, got, again, "told once")
}

// TestLongLines: one over the limit costs itself.
func TestLongLines(t *testing.T) {
	for _, text := range []string{"id,sex\nA,F\n%s\nB,M\n", "{\"id\":\"A\"}\n%s\n{\"id\":\"B\"}\n"} {
		got, errs := collect(fmt.Sprintf(text, strings.Repeat("x", 3<<20)), medcode.ReadOptions{})
		require.Equal(t, "A ! B", strings.Join(got, " "))
		require.ErrorIs(t, errs[0], medcode.ErrLimit)
	}
}

// TestSystemByDay: where no column says the system the day of the claim does, which may
// stand on its lines alone; codes of old claims are then told as nothing odd.
func TestSystemByDay(t *testing.T) {
	for text, want := range map[string]rules.ICD{
		"id,setting,from,dx\nA,professional,2015-06-01,4280\n":                                    rules.ICD9,
		"id,setting,line_from,dx,hcpcs\nA,professional,2014-06-01,4280,99213\n":                   rules.ICD9,
		"id,setting,line_from,dx,hcpcs\nA,professional,2016-06-01,I509,99213\nA,,2016-06-02,,1\n": rules.ICD10,
		"id,setting,from,through,dx,px\nA,inpatient,2015-09-28,2015-09-30,4280,3950\n":            rules.ICD9,
		"id,setting,from,through,dx\nA,inpatient,2015-09-28,2015-10-01,I509\n":                    rules.ICD10,
		"id,setting,from,dx,icd\nA,professional,2015-06-01,I509,10\n":                             rules.ICD10,
	} {
		got, notes := noted(t, text, claimfile.Options{})
		require.Empty(t, notes, text)
		require.Len(t, got, 1, text)
		require.Equal(t, want, got[0].ICD, text)
	}
}
