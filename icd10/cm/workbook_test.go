package cm_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

func workbook(t testing.TB, rows ...[]string) *fstest.MapFile {
	return &fstest.MapFile{Data: xlsxtest.Book(t, rows...)}
}

func TestWorkbooks(t *testing.T) {
	header := []string{"Current code", "Effective date", "Previous code"}
	fsys := sampleFS(t, "order-2030.txt")
	fsys["c.xlsx"] = workbook(t, []string{"notice"}, header,
		[]string{"I50.20", "2017-10-01", "I50.2 "}, []string{"?", "2017", "I50.2"}, []string{"I50.21", "soon", "I50.2"}, []string{"I50.9", "2018", "unknown"}, []string{"", "", ""})
	fsys["poa.xlsx"] = workbook(t, []string{"Order30", "POA Exempt Code"}, []string{"1", "Z16"})
	fsys["other.xlsx"] = workbook(t, []string{"Drugs"}, []string{"aspirin"})
	r, err := cm.Read(fsys)
	require.NoError(t, err)
	require.Equal(t, "order, POA exempt, conversions", r.Parts().String())
	require.True(t, entry(t, r, "Z16").POAExempt())
	var texts []string
	for _, d := range r.Diagnostics() {
		if d.Kind == "conversion" {
			texts = append(texts, fmt.Sprint(d.Line, " ", d.Text))
		}
	}
	require.Equal(t, []string{"4 ?", "5 soon", "6 unknown"}, texts)
	n := 0
	for row := range r.Conversions().All() {
		if n++; n == 1 {
			require.Equal(t, "2017-10-01", row.Effective.String())
		}
		if row.Code == cm.MustParse("I50.21") {
			require.True(t, row.Effective.IsZero())
		}
	}
	require.Equal(t, 3, n)

	for what, rows := range map[string][][]string{
		"a conversion table of nothing": {header},
		"a POA list with a bad code":    {{"Order30", "POAexemptCode"}, {"1", "??"}},
		"two conversion tables":         {header, {"I10", "2017", "None"}},
	} {
		fsys["d.xlsx"] = workbook(t, rows...)
		_, err = cm.Read(fsys)
		var fe *medcode.FileError
		require.ErrorAs(t, err, &fe, what)
		require.Equal(t, "d.xlsx", fe.File)
	}

	// The twin of a text that was read is left alone.
	fsys = sampleFS(t, "order-2030.txt", "poa-exempt.txt")
	fsys["poa-exempt.xlsx"] = workbook(t, []string{"Order30", "POAexemptCode"}, []string{"1", "I10"})
	fsys["long.xlsx"] = workbook(t, []string{"a"}, []string{"b"}, []string{"c"}, []string{"d"}, []string{"e"}, []string{"f"},
		[]string{"g"}, []string{"h"}, []string{"i"}, []string{"j"}, []string{"k"}, []string{"l"}, header)
	r, err = cm.Read(fsys)
	require.NoError(t, err)
	require.False(t, entry(t, r, "I10").POAExempt())
	require.Nil(t, r.Conversions())

	fsys["cut.xlsx"] = &fstest.MapFile{Data: xlsxtest.Book(t, header)[:200]}
	_, err = cm.Read(fsys)
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

// Elements that are not known are named, wherever they stand.
func TestUnknownElements(t *testing.T) {
	all := sampleFS(t)
	for _, c := range []struct{ file, before string }{
		{"tabular.xml", "<chapter>"},
		{"tabular.xml", "<introSection type"},
		{"tabular.xml", "<note>Not coded"},
		{"tabular.xml", "<instruction>"},
		{"tabular.xml", "<sectionRef"},
		{"tabular.xml", "<section id"},
		{"tabular.xml", "<note>Classical"},
		{"tabular.xml", "<value>1"},
		{"tabular.xml", "<visMax><value>6/18"},
		{"index.xml", "<letter>"},
		{"index.xml", "<mainTerm>"},
		{"index.xml", "<nemod>(cortical)"},
		{"drug.xml", "<letter>"},
	} {
		text := string(all[c.file].Data)
		require.Contains(t, text, c.before)
		r, err := cm.Read(wrong(t, c.file, []byte(strings.Replace(text, c.before, "<novelty>x</novelty>"+c.before, 1))))
		require.NoError(t, err, c)
		found := false
		for _, d := range r.Diagnostics() {
			found = found || d.Kind == "unknown-element" && d.Text == "<novelty>" && d.File == c.file && d.Line > 0
		}
		require.True(t, found, c)
	}
	text := strings.Replace(string(all["tabular.xml"].Data), `<extension char="A">`, `<novelty/><extension char="A">`, 1)
	r, err := cm.Read(wrong(t, "tabular.xml", []byte(text)))
	require.NoError(t, err)
	require.Contains(t, kindsOf(r), "unknown-element")
}
