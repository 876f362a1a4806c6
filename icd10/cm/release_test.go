package cm_test

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
)

func TestReadSample(t *testing.T) {
	r := sample(t)
	require.Equal(t, cm.Parts{Order: true, Codes: true, Addenda: true, Tabular: true, Index: true, Neoplasms: true, Drugs: true,
		ExternalCauses: true, POAExempt: true, Conversions: true}, r.Parts())
	require.Equal(t, 33, r.Len())
	require.Equal(t, 22, r.Headers())
	require.Equal(t, "2030", r.Provenance().Release)
	require.Equal(t, "2029-10-01 to 2030-09-30", r.Provenance().Effective.String())
	require.Len(t, r.Provenance().Files, 11)
	var kinds []string
	for _, d := range r.Diagnostics() {
		kinds = append(kinds, string(d.Kind))
		require.NotEmpty(t, d.Message)
	}
	require.Equal(t, []string{"dangling-reference", "dangling-reference", "dangling-reference", "index-code-unknown"}, kinds)
	require.Equal(t, []cm.Introduction{{Kind: "title", Title: "ICD-10-CM TABULAR LIST, a sample"},
		{Kind: "instruction", Title: "Excludes1", Notes: []string{"Not coded here."}}}, r.Introduction())
	checkTree(t, r)
}

// Each part alone makes a release of what it knows.
func TestReadParts(t *testing.T) {
	for _, c := range []struct {
		file           string
		parts          string
		codes, headers int
	}{
		{"order-2030.txt", "order", 33, 22},
		{"codes-2030.txt", "codes", 33, 0},
		{"tabular.xml", "tabular", 33, 22},
		{"order-addenda-2030.txt", "addenda", 0, 0},
		{"index.xml", "index", 0, 0},
		{"poa-exempt.txt", "POA exempt", 0, 0},
		{"conversions.xlsx", "conversions", 0, 0},
		{"codes-addenda-2030.txt", "", 0, 0},
	} {
		r := sample(t, c.file)
		require.Equal(t, c.parts, r.Parts().String())
		require.Equal(t, c.codes, r.Len(), c.file)
		require.Equal(t, c.headers, r.Headers(), c.file)
		require.Nil(t, r.Index(cm.Drugs))
		require.Nil(t, r.Index(99))
		for range r.Top() {
			break
		}
		require.Empty(t, r.Check("I10", medcode.Date{}).Follow)
	}
}

// The order file and the tabular list make the same tree.
func TestOrderAndTabularAgree(t *testing.T) {
	order, tabular, both := sample(t, "order-2030.txt"), sample(t, "tabular.xml"), sample(t, "order-2030.txt", "tabular.xml")
	require.Empty(t, order.Diff(tabular)[1:], "only the accents of H36 differ")
	require.Empty(t, tabular.Diff(both))
	for c, e := range order.All() {
		f := entry(t, tabular, c.String())
		require.Equal(t, names(e.Children()), names(f.Children()))
		require.Equal(t, e.Billable(), f.Billable())
	}
	require.Equal(t, "Retinal disorders in Ménière's world", entry(t, both, "H36").Title())
	require.Equal(t, "Retinal disorders in Meniere's world", entry(t, both, "H36").LongTitle())
	require.Equal(t, "Retinal disorders in Meniere's world", entry(t, order, "H36").Title())
	require.Equal(t, "Cholera, unsp", entry(t, both, "A00.9").ShortTitle())
	require.Empty(t, entry(t, tabular, "A00.9").ShortTitle())
}

func TestTree(t *testing.T) {
	r := sample(t)
	require.Equal(t, []string{"1", "2", "4", "5", "7", "9", "19", "20", "21", "22"}, names(r.Top()))
	e := entry(t, r, "I50.21")
	require.Equal(t, []string{"I50.2", "I50", "I10-I52", "9"}, names(e.Ancestors()))
	require.Equal(t, 4, e.Depth())
	require.Equal(t, []string{"I50.20"}, names(e.Siblings()))
	require.Equal(t, cm.Subcategory, e.Kind())
	require.Same(t, r, e.Release())

	i50 := entry(t, r, "I50")
	require.Equal(t, cm.Category, i50.Kind())
	require.Equal(t, []string{"I50.2", "I50.9"}, names(i50.Children()))
	require.Equal(t, []string{"I50.2", "I50.20", "I50.21", "I50.9"}, names(i50.Descendants()))
	require.Equal(t, []string{"I50.20", "I50.21", "I50.9"}, names(i50.Leaves()))
	require.Equal(t, []string{"I10", "I11"}, names(i50.Siblings()))
	require.False(t, i50.IsLeaf())

	s, ok := r.Section("I10-I52")
	require.True(t, ok)
	require.Equal(t, cm.Section, s.Kind())
	require.Equal(t, "section", s.Kind().String())
	require.Equal(t, cm.Code{}, s.Code())
	chapter, ok := s.Parent()
	require.True(t, ok)
	require.Equal(t, "9", chapter.Name())
	require.Equal(t, cm.Chapter, chapter.Kind())
	_, ok = chapter.Parent()
	require.False(t, ok)
	require.Len(t, names(chapter.Siblings()), 9)
	_, ok = r.Section("I10-I15")
	require.False(t, ok)

	for _, c := range []struct{ a, b, want string }{
		{"I50.20", "I50.21", "I50.2"}, {"I50.20", "I50.9", "I50"}, {"I50.20", "I10", "I10-I52"}, {"I50", "I50.20", "I50"}, {"I50.20", "I50", "I50"},
	} {
		got, ok := entry(t, r, c.a).NearestCommonAncestor(entry(t, r, c.b))
		require.True(t, ok)
		require.Equal(t, c.want, got.Name())
	}
	_, ok = e.NearestCommonAncestor(entry(t, r, "A00"))
	require.False(t, ok)

	var zero cm.Entry
	require.False(t, zero.IsValid())
	require.True(t, e.IsValid())
	_, ok = r.Lookup(cm.MustParse("I99"))
	require.False(t, ok)
	require.True(t, entry(t, r, "T36.0X").Placeholder())
	require.False(t, entry(t, r, "T36.0").Placeholder())
	for range e.Ancestors() {
		break
	}
	for range i50.Children() {
		break
	}
	for range i50.Leaves() {
		break
	}
	for range i50.Siblings() {
		break
	}
	for range i50.Descendants() {
		break
	}
	for range r.All() {
		break
	}
}

func TestExpand(t *testing.T) {
	r := sample(t)
	for list, want := range map[string]string{
		"I10-I11":                             "I10 I11 I11.0 I11.9",
		"I11.-; E11 with .3":                  "I11 I11.0 I11.9 E11.3 E11.31 E11.36",
		"C75-C76":                             "C75 C7A C76",
		"U07.1":                               "U07.1",
		"T36 with fifth or sixth character 5": "T36.0X5 T36.0X5A T36.0X5D T36.95 T36.95XA T36.95XD",
	} {
		got, err := r.Expand(list)
		require.NoError(t, err)
		require.Equal(t, want, strings.Join(names(slices.Values(got)), " "))
	}
	for _, list := range []string{"", "hello", "I99", "I10-I99"} {
		_, err := r.Expand(list)
		require.ErrorIs(t, err, medcode.ErrSyntax, list)
	}
}

func TestNotes(t *testing.T) {
	r := sample(t)
	type line struct{ at, kind, text string }
	var got []line
	for at, n := range entry(t, r, "I50.21").AllNotes() {
		got = append(got, line{at.Name(), n.Kind.String(), n.Text})
	}
	require.Equal(t, []line{
		{"I50.2", "Code also", "end stage heart failure, if applicable"},
		{"I50", "Code first", "heart failure due to hypertension (I11.0)"},
	}, got)
	n := 0
	for range entry(t, r, "I50.2").Inherited() {
		n++
	}
	require.Equal(t, 1, n)
	chapter, _ := r.Section("9")
	for range chapter.Inherited() {
		t.Fail()
	}
	for range entry(t, r, "I50.21").AllNotes() {
		break
	}
	for range entry(t, r, "I50").Notes() {
		break
	}

	at, note, ref := entry(t, r, "I50.21").NoteFor(entry(t, r, "I11.0"), cm.CodeFirst)
	require.Equal(t, "I50", at.Name())
	require.Equal(t, "heart failure due to hypertension (I11.0)", note.Text)
	require.Equal(t, "I11.0", ref.String())
	require.True(t, note.Names(entry(t, r, "I11.0")))
	require.False(t, note.Names(entry(t, r, "I11.9")))
	_, note, _ = entry(t, r, "I50.21").NoteFor(entry(t, r, "I11.0"), cm.UseAdditional)
	require.Nil(t, note)
	_, note, _ = entry(t, r, "I11.0").NoteFor(entry(t, r, "I50.21"), cm.UseAdditional)
	require.NotNil(t, note)
	require.Equal(t, "7th character", cm.SeventhNote.String())
}

func TestExcludes1(t *testing.T) {
	r := sample(t)
	for _, c := range []struct{ a, b, at, words string }{
		{"I10", "I11.0", "I10", ""},
		{"I11.9", "I10", "I10", ""},
		{"H36", "E11.31", "H36", ""},
		{"H36", "E11.9", "H36", "with ketoacidosis"},
		{"C7A", "C75", "C73-C80", ""},
		{"C75", "Z16", "C73-C80", "without more"},
	} {
		x, ok := entry(t, r, c.a).Excludes1(entry(t, r, c.b))
		require.True(t, ok, c)
		require.Equal(t, c.at, x.At.Name())
		require.Equal(t, c.words, x.Ref.Words)
		require.Equal(t, cm.Excludes1, x.Note.Kind)
		require.True(t, x.Note.Names(x.Other))
	}
	for _, c := range [][2]string{{"I10", "I50.21"}, {"H36", "E11.36"}, {"A00.0", "U07.1"}} {
		_, ok := entry(t, r, c[0]).Excludes1(entry(t, r, c[1]))
		require.Equal(t, c[1] == "E11.36", ok, c)
	}
}

// A reference without a condition in words goes before one that has it.
func TestDoubtfulReferences(t *testing.T) {
	text := strings.Replace(string(sampleFS(t, "tabular.xml")["tabular.xml"].Data), "<note>hypertensive heart disease (I11.-)</note>",
		"<note>heart disease (I11.- with dropsy)</note><note>(I11.0 with gout, I11.-)</note><note>(I50.- with gout), (I50.2-)</note>", 1)
	r, err := cm.Read(wrong(t, "tabular.xml", []byte(text)))
	require.NoError(t, err)
	for _, c := range []struct{ other, ref, words string }{
		{"I11.9", "I11", "with dropsy"}, {"I50.9", "I50", "with gout"}, {"I50.21", "I50.2", ""},
	} {
		x, ok := entry(t, r, c.other).Excludes1(entry(t, r, "I10"))
		require.True(t, ok, c)
		require.Equal(t, c.ref, x.Ref.String())
		require.Equal(t, c.words, x.Ref.Words)
	}
}

func TestManifestation(t *testing.T) {
	r := sample(t)
	require.True(t, entry(t, r, "F02").Manifestation())
	require.False(t, entry(t, r, "I10").Manifestation())
}

func TestSeventhCharacters(t *testing.T) {
	r := sample(t)
	require.Equal(t, []string{"S06.1X1A", "S06.1X1D", "S06.1X1S", "S06.1X7A"}, names(func(yield func(cm.Entry) bool) {
		for e := range entry(t, r, "S06").Leaves() {
			if !yield(e) {
				return
			}
		}
	}))
	all := entry(t, r, "S06.1X7").SeventhCharacters()
	require.Equal(t, cm.SeventhCharacter{Char: 'A', Meaning: "initial encounter", Notes: []string{"initial encounter for what is found late"}}, all[0])
	require.Len(t, all, 3)
	s, ok := entry(t, r, "W21.89XD").SeventhCharacter()
	require.True(t, ok)
	require.Equal(t, "subsequent encounter", s.Meaning)
	require.Equal(t, cm.Extension, entry(t, r, "W21.89XD").Kind())
	_, ok = entry(t, r, "W21.89").SeventhCharacter()
	require.False(t, ok)
	require.Nil(t, entry(t, r, "I10").SeventhCharacters())
	require.Nil(t, entry(t, sample(t, "order-2030.txt"), "W21.89XD").SeventhCharacters())
}

func TestZeroValues(t *testing.T) {
	var e cm.Entry
	require.False(t, e.IsValid() || e.Billable() || e.Code().IsValid())
	require.Empty(t, e.Name()+e.Title())
	for range e.AllNotes() {
		t.Error("a note of no entry")
	}
	for _, entries := range []iter.Seq[cm.Entry]{e.Ancestors(), e.Children(), e.Siblings(), e.Leaves(), e.Descendants()} {
		require.Empty(t, slices.Collect(entries))
	}
	_, ok := e.Excludes1(e)
	require.False(t, ok)
	require.Nil(t, e.SeventhCharacters())

	var term cm.Term // what Find returns for a term that isn't there
	require.Empty(t, term.String()+term.Title())
	require.Empty(t, slices.Collect(term.Links()))
	require.Empty(t, slices.Collect(term.Children()))
	require.Empty(t, sample(t).Follow(term))

	next, diags := new(cm.OrderFile).Apply(new(cm.Addenda))
	require.Zero(t, next.Len())
	require.Empty(t, diags)
}

func TestVisualImpairment(t *testing.T) {
	r := sample(t)
	require.Equal(t, []cm.VisualImpairment{{Category: "1", Ranges: []cm.VisualRange{{Below: "6/18", AtLeast: "6/60"}, {Below: "20/70", AtLeast: "20/200"}}}},
		entry(t, r, "H54").VisualImpairment())
	require.Nil(t, entry(t, r, "I10").VisualImpairment())
	require.Nil(t, entry(t, r, "I11.9").VisualImpairment())
}

func TestPOAExempt(t *testing.T) {
	r := sample(t)
	require.True(t, entry(t, r, "S06.1X1D").POAExempt())
	require.False(t, entry(t, r, "S06.1X1A").POAExempt())

	list := "Order30\tPOAexemptCode\tDescription\r\n00001\tZ16\tx\r\n00002\tZ99.9\ty\r\n\r\n"
	fsys := sampleFS(t, "order-2030.txt")
	fsys["a.txt"] = &fstest.MapFile{Data: []byte(list)}
	fsys["deleted.txt"] = &fstest.MapFile{Data: []byte("POAexemptCode\tDescription\r\nI10\told\r\n")}
	fsys["revised.txt"] = &fstest.MapFile{Data: []byte("Order30\tAction\tPOAexemptCode\tDescription\r\n1\tRevise to:\tI10\tnew\r\n")}
	r, err := cm.Read(fsys)
	require.NoError(t, err)
	require.True(t, entry(t, r, "Z16").POAExempt())
	require.False(t, entry(t, r, "I10").POAExempt())
	require.Equal(t, []medcode.Diagnostic{{File: "a.txt", Line: 3, Kind: "poa-exempt-unknown", Text: "Z99.9", Message: "exempt from POA reporting, but not a code of the release"}}, r.Diagnostics())

	fsys["a.txt"] = &fstest.MapFile{Data: []byte("Order30\tPOAexemptCode\n1\tbad code\n")}
	_, err = cm.Read(fsys)
	var fe *medcode.FileError
	require.ErrorAs(t, err, &fe)
	require.Equal(t, "a.txt", fe.File)
	require.Equal(t, 2, fe.Line)
}

// The lists of other years: with a title, without order numbers, without header.
func TestPOAExemptLayouts(t *testing.T) {
	for name, text := range map[string]string{
		"a.txt":                  "POA exempt list\r\n\r\nPOA exempt code\tDescription\r\nZ16\tx\r\nI50.21\ty\r\n",
		"POAexemptCodes2030.txt": "Z16\tResistance\r\nI5021\tHeart failure\r\n",
		"POA-exempt.txt":         "ICD-10-CM Code\tDescription\r\nZ16\tx\r\nI50.21\ty\r\n",
		"POAexemptCodesFY30.txt": "00001\tZ16\tResistance\r\n00002\tI5021\tHeart failure\r\n",
		"POAexemptCodesList.txt": "Z16\r\nI50.21\r\n",
	} {
		fsys := sampleFS(t, "order-2030.txt")
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
		r, err := cm.Read(fsys)
		require.NoError(t, err, name)
		require.True(t, r.Parts().POAExempt, name)
		require.Empty(t, r.Diagnostics(), name)
		require.True(t, entry(t, r, "Z16").POAExempt(), name)
		require.True(t, entry(t, r, "I50.21").POAExempt(), name)
		require.False(t, entry(t, r, "I10").POAExempt(), name)
	}
	fsys := sampleFS(t, "order-2030.txt")
	fsys["POAexempt.txt"] = &fstest.MapFile{Data: []byte("POAexemptCode\tDescription\r\nZ16\tx\r\nI50.2")}
	r, err := cm.Read(fsys)
	require.NoError(t, err)
	require.Len(t, r.Diagnostics(), 1)
	require.Equal(t, "unfinished", string(r.Diagnostics()[0].Kind))

	fsys = sampleFS(t, "order-2030.txt")
	fsys["POAexemptDelete.txt"] = &fstest.MapFile{Data: []byte("POAexemptCode\tDescription\r\nZ16\tx\r\n")}
	r, err = cm.Read(fsys)
	require.NoError(t, err)
	require.False(t, r.Parts().POAExempt)
}

func TestDated(t *testing.T) {
	r := sample(t)
	p := medcode.Period{From: medcode.MustParseDate("2030-04-01")}
	d := r.Dated("2030-04", p)
	require.Equal(t, "2030-04", d.Provenance().Release)
	require.Equal(t, p, d.Provenance().Effective)
	require.Equal(t, "2030", r.Provenance().Release)
	require.Same(t, d, entry(t, d, "I10").Release())
	require.NotEmpty(t, d.Search("cholera", 1))
	require.NotNil(t, d.OrderFile())
}

// wrong returns the sample with one file changed.
func wrong(t testing.TB, name string, data []byte) fstest.MapFS {
	fsys := sampleFS(t)
	fsys[name] = &fstest.MapFile{Data: data}
	return fsys
}

func TestBadInput(t *testing.T) {
	get := func(name string) string { return string(sampleFS(t, name)[name].Data) }
	order, tabular, index := get("order-2030.txt"), get("tabular.xml"), get("index.xml")
	replace := func(s, old, new string) []byte {
		require.Contains(t, s, old)
		return []byte(strings.Replace(s, old, new, 1))
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(order)
	require.NoError(t, err)
	for _, c := range []struct {
		what, file string
		data       []byte
		is         error
		line       int
		text       string
	}{
		{"order row of another layout", "order-2030.txt", replace(order, "00008 E11 ", "00008\tE11\t"), medcode.ErrSyntax, 8, "E11"},
		{"order row cut short", "order-2030.txt", replace(order, "00002 A000    1 ", "00002 A000    1\r\n"), medcode.ErrSyntax, 2, "00002 A000"},
		{"order code malformed", "order-2030.txt", replace(order, "00002 A000 ", "00002 A?00 "), medcode.ErrSyntax, 2, "A?00"},
		{"tabular cut short", "tabular.xml", []byte(tabular[:len(tabular)/2]), medcode.ErrSyntax, strings.Count(tabular[:len(tabular)/2], "\n") + 1, ""},
		{"tabular in cp1252 that says UTF-8", "tabular.xml", replace(tabular, "Ménière", "M\xe9ni\xe8re"), medcode.ErrSyntax, lineOf(tabular, "Ménière"), ""},
		{"tabular with entities", "tabular.xml", replace(tabular, "<ICD10CM.tabular>", "<!DOCTYPE a [<!ENTITY e 'x'>]><ICD10CM.tabular>"), medcode.ErrLayout, 2, ""},
		{"tabular 10,000 deep", "tabular.xml", []byte("<ICD10CM.tabular>" + strings.Repeat("<chapter>", 10_000)), medcode.ErrLayout, 1, ""},
		{"elements 10,000 deep", "tabular.xml", replace(tabular, "<note>Classical", strings.Repeat("<note>", 10_000)+"Classical"), medcode.ErrLimit, lineOf(tabular, "Classical"), ""},
		{"tabular of nothing", "tabular.xml", []byte("<ICD10CM.tabular/>"), medcode.ErrLayout, 0, ""},
		{"code malformed", "tabular.xml", replace(tabular, "<name>A00.0</name>", "<name>A00.0.1</name>"), medcode.ErrSyntax, lineOf(tabular, "A00.0</name>"), "A00.0.1"},
		{"category too long", "tabular.xml", replace(tabular, "<name>A00</name>", "<name>A00.1</name>"), medcode.ErrLayout, lineOf(tabular, "A00</name>"), "A00.1"},
		{"diag without name", "tabular.xml", replace(tabular, "<name>A00.9</name>", ""), medcode.ErrLayout, lineOf(tabular, "Cholera, unspecified") + 1, "</diag>"},
		{"diag without name before its children", "tabular.xml", replace(tabular, "<name>A00</name>", ""), medcode.ErrLayout, lineOf(tabular, "A00.0</name>") - 1, "<diag>"},
		{"diag without description", "tabular.xml", replace(tabular, "<desc>Cholera</desc>", ""), medcode.ErrLayout, 0, "</diag>"},
		{"section without id", "tabular.xml", replace(tabular, ` id="A00-A09">`+"\r\n      <desc>", ">\r\n      <desc>"), medcode.ErrLayout, lineOf(tabular, `<section id="A00-A09"`), "<section>"},
		{"7th character too long", "tabular.xml", replace(tabular, `char="A"`, `char="AB"`), medcode.ErrLayout, lineOf(tabular, `char="A"`), "AB"},
		{"index without terms", "index.xml", []byte("<ICD10CM.index><letter/></ICD10CM.index>"), medcode.ErrLayout, 0, ""},
		{"index cut short", "index.xml", []byte(index[:300]), medcode.ErrSyntax, 0, ""},
		{"term without title", "index.xml", replace(index, "<title>Tumor</title>", ""), medcode.ErrLayout, 0, ""},
		{"column 9", "drug.xml", []byte(strings.Replace(get("drug.xml"), `<cell col="2">`, `<cell col="9">`, 1)), medcode.ErrLayout, 0, "9"},
		{"heading of column 0", "drug.xml", []byte(strings.Replace(get("drug.xml"), `<head col="1">`, `<head col="0">`, 1)), medcode.ErrLayout, 0, "0"},
		{"a table of another thing", "drug.xml", []byte(strings.Replace(get("drug.xml"), "Substance", "Weather", 1)), medcode.ErrLayout, 0, "Weather"},
		{"a second order file", "order-again.txt", []byte(strings.Replace(order, "Cholera", "Kolera ", 1)), medcode.ErrLayout, 0, ""},
		{"a second tabular list", "tabular2.xml", []byte(tabular + "<!-- -->"), medcode.ErrLayout, 0, ""},
		{"HTML named .zip", "page.zip", []byte("<!DOCTYPE html>"), medcode.ErrLayout, 0, ""},
		{"workbook cut short", "conversions.xlsx", []byte(get("conversions.xlsx")[:600]), medcode.ErrSyntax, 0, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			_, err := cm.Read(wrong(t, c.file, c.data))
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			if c.what != "tabular 10,000 deep" { // a chapter in a chapter is unknown before it is deep
				require.ErrorIs(t, err, c.is)
			}
			require.Contains(t, fe.File, strings.TrimSuffix(c.file, "2.xml"))
			if c.line > 0 {
				require.Equal(t, c.line, fe.Line)
			}
			require.Contains(t, fe.Text, c.text)
		})
	}
	for what, data := range map[string]string{"UTF-16": utf16, "HTML": "<html><body>", "nothing": "", "text": "hello\n", "other codes": "0016070 Bypass Cerebral Ventricle\r\n"} {
		_, err := cm.Read(fstest.MapFS{"a.txt": &fstest.MapFile{Data: []byte(data)}})
		require.ErrorIs(t, err, medcode.ErrNoFile, what)
	}
	_, err = cm.ReadWith(sampleFS(t), medcode.ReadOptions{Limits: medcode.Limits{LineBytes: 30}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func lineOf(s, part string) int {
	before, _, _ := strings.Cut(s, part)
	return strings.Count(before, "\n") + 1
}

// Defects that leave a release usable are diagnostics.
func TestDiagnostics(t *testing.T) {
	get := func(name string) string { return string(sampleFS(t, name)[name].Data) }
	order, tabular, list, addenda := get("order-2030.txt"), get("tabular.xml"), get("codes-2030.txt"), get("order-addenda-2030.txt")
	cp1252, err := charmap.Windows1252.NewEncoder().String(strings.Replace(order, "Meniere's", "Ménière’s", 2))
	require.NoError(t, err)
	for _, c := range []struct {
		what, file, data, kind, text string
		codes                        int
	}{
		{"line ends of Unix", "order-2030.txt", strings.ReplaceAll(order, "\r\n", "\n"), "line-end", "", 33},
		{"cp1252", "order-2030.txt", cp1252, "encoding", "", 33},
		{"byte-order mark", "order-2030.txt", "\xef\xbb\xbf" + order, "", "", 33},
		{"cut at a line's end", "order-2030.txt", order[:strings.Index(order, "00055")], "not-in-code-file", "U07.1", 33},
		{"duplicate code", "order-2030.txt", order + "00056 U071    1 COVID-19                                                     COVID-19\r\n", "duplicate-code", "U07.1", 33},
		{"child without parent", "order-2030.txt", order + "00056 U099    1 Post COVID-19 condition, unspecified                         Post COVID-19 condition, unspecified\r\n", "not-in-tabular", "U09.9", 34},
		{"another header flag", "order-2030.txt", strings.Replace(order, "00004 A15     1", "00004 A15     0", 1), "header-differs", "A15", 32},
		{"duplicate in the tabular list", "tabular.xml", strings.Replace(tabular, "<name>A00.9</name>", "<name>A00.0</name>", 1), "duplicate-code", "A00.0", 33},
		{"an element not known", "tabular.xml", strings.Replace(tabular, "<desc>Cholera</desc>", "<desc>Cholera</desc><flag/>", 1), "unknown-element", "<flag>", 33},
		{"stray text", "tabular.xml", strings.Replace(tabular, "<desc>Cholera</desc>", "<desc>Cholera</desc>stray", 1), "unknown-element", "stray", 33},
		{"an empty note", "tabular.xml", strings.Replace(tabular, "<note>Classical cholera</note>", "<note/>", 1), "empty-note", "", 33},
		{"a section that doesn't follow", "tabular.xml", strings.Replace(tabular, `last="A09" id="A00-A09"`, `last="A08" id="A00-A08"`, 1), "dangling-reference", "A00-A08", 33},
		{"7th characters limited in other words", "tabular.xml", strings.Replace(tabular, "7th characters D and S do not apply to codes", "7th characters other than A do not apply", 1), "seventh-character-note", "7th characters other", 35},
		{"codes file lacks a code", "codes-2030.txt", list[strings.Index(list, "\n")+1:], "codes-differ", "", 33},
		{"codes file has a header", "codes-2030.txt", strings.Replace(list, "A000    ", "A00     ", 1), "codes-differ", "A00", 33},
		{"codes file has another title", "codes-2030.txt", strings.Replace(list, "Cholera, unspecified", "Cholera", 1), "codes-differ", "A009", 33},
		{"addenda count other codes", "order-addenda-2030.txt", strings.Replace(addenda, "33 codes", "34 codes", 1), "count", "codes", 33},
		{"two years", "order-addenda-2030.txt", strings.ReplaceAll(addenda, "order_2030", "order_2031"), "other-release", "2030", 33},
		{"an element of an index not known", "index.xml", strings.Replace(get("index.xml"), "<mainTerm>", "<mainTerm><x/>stray", 1), "unknown-element", "<x>", 33},
		{"an element of a letter not known", "index.xml", strings.Replace(get("index.xml"), "<letter>", "<letter><x/>", 1), "unknown-element", "<x>", 33},
		{"a code of an index malformed", "index.xml", strings.Replace(get("index.xml"), "A00.9", "A00.?", 1), "index-code", "A00.?", 33},
		{"a text that is nothing", "readme.txt", "Read me\r\n", "unread-file", "Read", 33},
	} {
		t.Run(c.what, func(t *testing.T) {
			r, err := cm.Read(wrong(t, c.file, []byte(c.data)))
			require.NoError(t, err)
			require.Equal(t, c.codes, r.Len())
			if c.kind == "" {
				return
			}
			i := slices.IndexFunc(r.Diagnostics(), func(d medcode.Diagnostic) bool { return string(d.Kind) == c.kind })
			require.GreaterOrEqual(t, i, 0, "%v", r.Diagnostics())
			require.Contains(t, r.Diagnostics()[i].Text, c.text)
		})
	}

	r, err := cm.Read(fstest.MapFS{"a.txt": &fstest.MapFile{Data: []byte(strings.Join(strings.SplitAfter(order, "\n")[1:], ""))}})
	require.NoError(t, err)
	require.Equal(t, []string{"no-parent", "no-parent", "release-unknown"}, kindsOf(r))
	require.Equal(t, medcode.Period{}, r.Provenance().Effective)
	require.Equal(t, []string{"A00.0", "A00.9", "A15"}, names(r.Top())[:3])
}

func kindsOf(r *cm.Release) (kinds []string) {
	for _, d := range r.Diagnostics() {
		kinds = append(kinds, string(d.Kind))
	}
	return kinds
}

func TestTwoNames(t *testing.T) {
	fsys := sampleFS(t, "tabular.xml")
	fsys["update-April-1-2030/tabular.xml"] = fsys["tabular.xml"]
	r, err := cm.Read(fsys)
	require.NoError(t, err)
	require.Contains(t, kindsOf(r), "duplicate-file")
	delete(fsys, "tabular.xml")
	r, err = cm.Read(fsys)
	require.NoError(t, err)
	require.Equal(t, "2030-04", r.Provenance().Release)
}

// Many goroutines may use one release, and the first search makes its index
// once.
func TestConcurrentUse(t *testing.T) {
	r := sample(t)
	var wg sync.WaitGroup
	for range 4 * runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for c, e := range r.All() {
				if f, ok := r.Lookup(c); !ok || f != e {
					t.Error(c)
				}
			}
			if hits := r.Search("heart failure", 3); len(hits) != 3 {
				t.Error(hits)
			}
			r.Check("I50.2", medcode.Date{})
		})
	}
	wg.Wait()
}

func TestLookupAllocs(t *testing.T) {
	r := sample(t)
	a, b := entry(t, r, "I10"), entry(t, r, "I11.0")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		c, _ := cm.Parse("I50.21")
		e, ok := r.Lookup(c)
		if !ok || !e.Billable() || e.Title() == "" || e.POAExempt() {
			t.Fail()
		}
		if _, ok := a.Excludes1(b); !ok {
			t.Fail()
		}
		if _, ok := e.NearestCommonAncestor(b); !ok {
			t.Fail()
		}
	}))
}

func FuzzRead(f *testing.F) {
	all := sampleFS(f)
	for _, name := range []string{"order-2030.txt", "codes-2030.txt", "order-addenda-2030.txt", "codes-addenda-2030.txt", "poa-exempt.txt", "tabular.xml", "index.xml", "neoplasm.xml"} {
		f.Add(all[name].Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := cm.Read(fstest.MapFS{"a": &fstest.MapFile{Data: data}})
		if err != nil {
			var fe *medcode.FileError
			require.ErrorAs(t, err, &fe)
			return
		}
		for _, e := range r.All() {
			for range e.AllNotes() {
			}
			r.Check(e.Code().String(), medcode.Date{})
		}
		r.Search("heart", 5)
		for _, kind := range []cm.IndexKind{cm.Diseases, cm.ExternalCauses, cm.Neoplasms, cm.Drugs} {
			if x := r.Index(kind); x != nil {
				for term := range x.All() {
					r.Follow(term)
					x.Find(term.String())
				}
			}
		}
		_ = fmt.Sprint(r.Parts(), r.Provenance())
	})
}
