package stayfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/unicode"

	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/drg/stayfile"
)

const plainStay = "id,age,sex,status,discharge,dx,px\n1,67,F,1,2026-04-05,I5021:Y E119:N,5A1935Z\n"

// TestDialect: one stay in every dialect that people write is the same stay.
func TestDialect(t *testing.T) {
	want, errs := read(t, plainStay)
	require.Empty(t, errs)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(plainStay)
	require.NoError(t, err)
	for name, text := range map[string]string{
		"bars": strings.ReplaceAll(plainStay, ",", "|"), "UTF-16": utf16, "words": strings.Replace(plainStay, ",F,", ",female,", 1), "US dates": strings.Replace(plainStay, "2026-04-05", "04/05/2026", 1),
		"names": strings.Replace(plainStay, "id,age,sex,status,discharge,dx,px", "Encounter ID,Age in Years,GENDER,Discharge Status,Discharge Date,Diagnosis Codes,Procedures", 1),
		"ends":  strings.ReplaceAll(plainStay, "5A1935Z\n", "5A1935Z,,\n"), "CR": strings.ReplaceAll(plainStay, "\n", "\r"),
	} {
		got, errs := read(t, text)
		require.Empty(t, errs, name)
		require.Equal(t, want[0].Stay, got[0].Stay, name)
	}
	r, err := stayfile.NewReaderWith(strings.NewReader(plainStay), "f", stayfile.Options{Columns: map[string]string{"FALL": "id"}})
	require.NoError(t, err)
	require.Contains(t, strings.Join(r.Notes(), "; "), `the mapping of columns names "FALL", which the file lacks`)
	r, err = stayfile.NewReaderWith(strings.NewReader(strings.Replace(plainStay, "id,age", "Fall,age", 1)), "f", stayfile.Options{Columns: map[string]string{"FALL": "id"}})
	require.NoError(t, err)
	for rec, err := range r.All() {
		require.NoError(t, err)
		require.Equal(t, "1", rec.ID)
	}
	r, err = stayfile.NewReader(strings.NewReader(strings.Replace(plainStay, "2026-04-05", "04/05/2026", 1)), "f")
	require.NoError(t, err)
	require.Equal(t, []string{"dates such as 04/05/2026 are read with the month first"}, r.Notes())
}

// TestBlankLinesInFront are passed over in linear time.
func TestBlankLinesInFront(t *testing.T) {
	got, errs := read(t, strings.Repeat("\n", 3<<20)+plainStay)
	require.Empty(t, errs)
	require.Len(t, got, 1)
	require.Equal(t, 3<<20+2, got[0].Line)
}

// TestSurvey: a file of another system is told.
func TestSurvey(t *testing.T) {
	g, err := msdrg.Version("43.1")
	require.NoError(t, err)
	for dx, want := range map[string]string{
		"I5021 E119": "[]",
		"4280 25000": "[the principal diagnosis of 2 stays is not recognised 4 of 4 diagnoses look like ICD-9-CM, and codes of ICD-10-CM are wanted]",
		"I9999 E119": "[the principal diagnosis of 2 stays is not recognised]",
	} {
		got, _ := read(t, "id,age,sex,status,dx\n1,67,F,1,"+dx+"\n")
		r := g.Group(&got[0].Stay)
		var s, all stayfile.Survey
		s.Count(&got[0], &r, stayfile.WholeSets)
		all.Add(s)
		all.Add(s)
		require.Equal(t, want, fmt.Sprint(all.Notes()), dx)
	}
}

// TestStrangersTables: the same stay as programs and people write it.
func TestStrangersTables(t *testing.T) {
	head := "id,age,sex,status,dx1,poa1,dx2,poa2,discharge\n"
	for _, text := range []string{
		head + "A,76,F,01,I21.4,Y,E11.9,N,2026-04-15\n",
		head + "A,76 years,Fem,1.0,=\"I21.4\",Yes,E11.9,No,\"April 15, 2026\"\n",
		head + "A,76.0,F.,01 - Home,'I21.4,Y,\u00a0E11.9,N,15-Apr-26\n",
		"Report\n\n" + head + "--,--,--,--,--,--,--,--,--\nA,76,2,1,I21.4,Y,E11.9,N,04152026\n" + head + "Total,,,,,,,,1\n\n(1 rows affected)\n",
	} {
		text = strings.ReplaceAll(text, `=\"`, `="`)
		text = strings.ReplaceAll(text, `="I21.4"`, `"=""I21.4"""`)
		r, err := stayfile.NewReader(strings.NewReader(text), "f")
		require.NoError(t, err, text)
		n := 0
		for rec, err := range r.All() {
			require.NoError(t, err, text)
			n++
			require.Equal(t, "A 76 F 1 2026-04-15 I21.4 Y E11.9 N", fmt.Sprintf("%s %d %s %d %s %s %s %s %s", rec.ID, rec.Age, rec.Sex, rec.Status, rec.Discharge, rec.Diagnoses[0].Code, rec.Diagnoses[0].POA, rec.Diagnoses[1].Code, rec.Diagnoses[1].POA), text)
		}
		require.Equal(t, 1, n, text)
	}
	for _, null := range []string{"NULL", ".", "NaN", "#N/A", "None", "-", "n/a"} {
		r, err := stayfile.NewReader(strings.NewReader(head+"A,76,F,01,I21.4,Y,"+null+","+null+",2026-04-15\n"), "f")
		require.NoError(t, err)
		for rec, err := range r.All() {
			require.NoError(t, err, null)
			require.Len(t, rec.Diagnoses, 1, null)
		}
	}
}
