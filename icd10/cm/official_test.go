package cm_test

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

// officialReleases are read once for all tests.
var officialReleases sync.Map

// release returns an official release by the name of its folder; several names
// joined with + are read together.
func release(tb testing.TB, folders string) *cm.Release {
	tb.Helper()
	if r, ok := officialReleases.Load(folders); ok {
		return r.(*cm.Release)
	}
	r, err := cm.Read(officialFS(tb, folders))
	require.NoError(tb, err)
	officialReleases.Store(folders, r)
	return r
}

func officialFS(tb testing.TB, folders string) fs.FS {
	var all union
	for f := range strings.SplitSeq(folders, "+") {
		all = append(all, os.DirFS(official.Path(tb, "releases/icd10cm/"+f)))
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// A union shows the files of several folders as one.
type union []fs.FS

func (u union) Open(name string) (fs.File, error) {
	if name == "." {
		return u[0].Open(name)
	}
	for _, f := range u {
		if file, err := f.Open(name); err == nil {
			return file, nil
		}
	}
	return nil, fs.ErrNotExist
}

func (u union) ReadDir(name string) (all []fs.DirEntry, err error) {
	for _, f := range u {
		more, err := fs.ReadDir(f, name)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

func TestOfficialReleases(t *testing.T) {
	for _, c := range []struct {
		folder, release, from, to string
		parts                     string
		codes, headers            int
		diagnostics               map[string]int // every one of them is a defect of the file
	}{
		{"2023", "2023", "2022-10-01", "2023-09-30", "order, codes, addenda, POA exempt, conversions", 73639, 23106, map[string]int{"unread-file": 1}},
		{"2024", "2024", "2023-10-01", "2024-09-30", "order, codes, addenda, POA exempt, conversions", 74044, 23252, map[string]int{"unread-file": 1}},
		{"2025", "2025", "2024-10-01", "2025-09-30", "order, codes, addenda, neoplasms, drugs, external causes, POA exempt, conversions", 74260, 23324,
			map[string]int{"index-code": 1, "unread-file": 1}}, // a manif element that holds words
		{"2026", "2026", "2025-10-01", "2026-09-30", "order, codes, addenda, POA exempt, conversions", 74719, 23467,
			map[string]int{"unread-file": 1}}, // the list's read-me
		{"2025-04", "2025-04", "2025-04-01", "2025-09-30", "order, codes, addenda, tabular", 74260, 23324,
			map[string]int{"dangling-reference": 6}},
		{"2026-04", "2026-04", "2026-04-01", "2026-09-30", "tabular, neoplasms, drugs, external causes", 74719, 23467,
			map[string]int{"dangling-reference": 7, "index-code": 1}},
		{"2017", "2017", "2016-10-01", "2017-09-30", "order, codes, addenda, tabular, index, neoplasms, drugs, external causes, POA exempt, conversions", 71486, 22344,
			map[string]int{"dangling-reference": 22, "index-code": 1, "index-code-unknown": 50, "unread-file": 1}},
		{"2016", "2016", "2015-10-01", "2016-09-30", "order, tabular, index, neoplasms, drugs, external causes, POA exempt", 69823, 21914,
			map[string]int{"dangling-reference": 15, "index-code": 1, "spelling": 2, "unread-file": 1}},
		{"2022-04", "2022-04", "2022-04-01", "2022-09-30", "order, codes, addenda, POA exempt, conversions", 72750, 22778, map[string]int{"unread-file": 1}},
		{"2024-04", "2024-04", "2024-04-01", "2024-09-30", "order, codes, addenda, drugs", 74044, 23252, nil},
		{"2026+2026-04", "2026-04", "2026-04-01", "2026-09-30",
			"order, codes, addenda, tabular, neoplasms, drugs, external causes, POA exempt, conversions", 74719, 23467,
			map[string]int{"dangling-reference": 7, "index-code": 1, "unread-file": 1}},
	} {
		t.Run(c.folder, func(t *testing.T) {
			r := release(t, c.folder)
			p := r.Provenance()
			require.Equal(t, "ICD-10-CM", p.System)
			require.Equal(t, c.release, p.Release)
			require.Equal(t, medcode.Period{From: medcode.MustParseDate(c.from), To: medcode.MustParseDate(c.to)}, p.Effective)
			require.Equal(t, c.parts, r.Parts().String())
			require.Equal(t, c.codes, r.Len())
			require.Equal(t, c.headers, r.Headers())
			kinds := map[string]int{}
			for _, d := range r.Diagnostics() {
				kinds[string(d.Kind)]++
			}
			if c.diagnostics == nil {
				c.diagnostics = map[string]int{}
			}
			require.Equal(t, c.diagnostics, kinds)
			for _, f := range p.Files {
				require.Len(t, f.SHA256, 64)
			}
			checkTree(t, r)
		})
	}
}

// checkTree tests what holds of every tree.
func checkTree(t *testing.T, r *cm.Release) {
	codes, billable := 0, 0
	for c, e := range r.All() {
		codes++
		if e.Billable() {
			billable++
		}
		ok := e.Billable() == e.IsLeaf()
		same, found := r.Lookup(c)
		ok = ok && found && same == e
		depth := 0
		for a := range e.Ancestors() {
			depth++
			ok = ok && a.Contains(e) && (a.Kind() < e.Kind() || a.Kind() == cm.Subcategory)
		}
		ok = ok && depth == e.Depth()
		for k := range e.Children() {
			p, has := k.Parent()
			ok = ok && has && p == e && c.Contains(k.Code())
		}
		if !ok {
			require.Fail(t, "the tree is wrong", "at %v", c)
		}
	}
	require.Equal(t, r.Len(), billable)
	require.Equal(t, r.Len()+r.Headers(), codes)
	leaves := 0
	for top := range r.Top() {
		for range top.Leaves() {
			leaves++
		}
	}
	require.Equal(t, r.Len(), leaves)
}

// The codes made with 7th characters, and all others, are those of the order
// file, in its order, and with its titles but for the accents.
func TestTabularMakesOrderFile(t *testing.T) {
	for _, pair := range [][2]string{{"2025-04", "2025"}, {"2026-04", "2026"}} {
		tabular, order := release(t, pair[0]), release(t, pair[1])
		type row struct {
			code     cm.Code
			billable bool
			title    string
		}
		var want, got []row
		for w := range order.OrderFile().Rows() {
			want = append(want, row{w.Code, w.Billable, source.Squeeze(w.Long)})
		}
		accents := 0
		for c, e := range tabular.All() {
			title := unaccented(e.Title())
			if title != e.Title() {
				accents++
			}
			got = append(got, row{c, e.Billable(), title})
		}
		require.Equal(t, len(want), len(got))
		for i := range want {
			if want[i] != got[i] {
				require.Equal(t, want[i], got[i])
			}
		}
		require.Greater(t, accents, 50)
	}
}

var accentsOf = strings.NewReplacer("é", "e", "è", "e", "ä", "a", "ö", "o", "ü", "u", "ô", "o", "É", "E", "á", "a", "ñ", "n", "ï", "i", "ê", "e", "í", "i", "ó", "o", "ç", "c")

func unaccented(s string) string { return accentsOf.Replace(s) }

func TestExtensions(t *testing.T) {
	r := release(t, "2026-04")
	n := 0
	for c, e := range r.All() {
		if e.Kind() != cm.Extension {
			continue
		}
		n++
		s, ok := e.SeventhCharacter()
		base, _ := e.Parent()
		if !ok || c.Len() != 7 || base.Title()+", "+s.Meaning != e.Title() {
			require.Fail(t, "not made as it says", "%v", c)
		}
	}
	require.Greater(t, n, 50_000)

	s06 := entry(t, r, "S06.2X7")
	require.Len(t, s06.SeventhCharacters(), 3)
	require.Equal(t, []string{"S06.2X7A"}, names(s06.Children()), "D and S don't apply to deaths")
}

// The rows that the addenda make of a year's files are the next year's, and
// but for two places that addenda don't tell, the file is the same to the byte.
func TestAddendaMakeNextYear(t *testing.T) {
	for _, c := range []struct {
		old, next string
		elsewhere []string
	}{
		{"2024", "2025", nil},
		{"2025", "2026", []string{"L98.", "Y93."}},
	} {
		old, next := release(t, c.old), release(t, c.next)
		for _, f := range []struct {
			old, next *cm.OrderFile
			addenda   *cm.Addenda
		}{
			{old.OrderFile(), next.OrderFile(), next.Addenda()},
			{old.CodesFile(), next.CodesFile(), next.CodesAddenda()},
		} {
			got, misfits := f.old.Apply(f.addenda)
			require.Empty(t, misfits)
			require.Equal(t, f.next.Len(), got.Len())
			if c.elsewhere == nil {
				require.True(t, text(t, f.next) == text(t, got), c.next)
			}
			a, b := slices.Collect(f.next.Rows()), slices.Collect(got.Rows())
			byCode := func(a, b cm.OrderRow) int { return a.Code.Compare(b.Code) }
			same := 0
			for i := range a {
				if a[i] == b[i] {
					same++
					continue
				}
				require.Contains(t, c.elsewhere, a[i].Code.String()[:4], "row %d", i+1)
			}
			slices.SortFunc(a, byCode)
			slices.SortFunc(b, byCode)
			for i := range a {
				if a[i].Number, b[i].Number = 0, 0; a[i] != b[i] {
					require.Equal(t, a[i], b[i])
				}
			}
		}
	}
}

func text(t testing.TB, w io.WriterTo) string {
	var b bytes.Buffer
	n, err := w.WriteTo(&b)
	require.NoError(t, err)
	require.EqualValues(t, b.Len(), n)
	return b.String()
}

// Diff finds what the addenda list, no more and no less.
func TestDiffIsAddenda(t *testing.T) {
	for _, pair := range [][2]string{{"2024", "2025"}, {"2025", "2026"}} {
		old, next := release(t, pair[0]), release(t, pair[1])
		want := map[string]int{}
		for a := range next.Addenda().Rows() {
			want[string(a.Action)+a.Code.String()]++
		}
		got := map[string]int{}
		for _, c := range old.Diff(next) {
			switch c.Kind {
			case cm.Added:
				got["Add:"+c.Code.String()]++
			case cm.Deleted:
				got["Delete:"+c.Code.String()]++
			case cm.BecameHeader, cm.BecameCode:
				got["Delete:"+c.Code.String()]++
				got["Add:"+c.Code.String()]++
			case cm.Revised:
				got["Revise from:"+c.Code.String()]++
				got["Revise to:"+c.Code.String()]++
			}
		}
		require.Equal(t, want, got)
	}
}

func TestOfficialRoundTrips(t *testing.T) {
	n := 0
	err := source.Walk(os.DirFS(official.Path(t, "releases/icd10cm")), medcode.ReadOptions{}, func(e *source.Entry) error {
		if !strings.HasSuffix(e.Path, ".txt") || strings.Contains(e.Path, "POA") || strings.Contains(e.Path, "drug") {
			return nil
		}
		want, err := e.Bytes()
		require.NoError(t, err)
		var w io.WriterTo
		if strings.Contains(e.Path, "addenda") {
			w, err = cm.ReadAddenda(e.Path, bytes.NewReader(want))
		} else {
			w, err = cm.ReadOrder(e.Path, bytes.NewReader(want))
		}
		require.NoError(t, err)
		require.True(t, string(want) == text(t, w), e.Path)
		n++
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 59, n)
}

func TestOfficialPOAExempt(t *testing.T) {
	r := release(t, "2026")
	n := 0
	for _, e := range r.All() {
		if e.POAExempt() {
			n++
		}
	}
	require.Equal(t, 38349, n, "as the list's read-me says")
	require.True(t, entry(t, r, "Z99.2").POAExempt())
	require.False(t, entry(t, r, "I50.21").POAExempt())
}

func TestOfficialConversions(t *testing.T) {
	c := release(t, "2026").Conversions()
	rows := slices.Collect(c.All())
	require.Len(t, rows, 5892)
	require.Contains(t, c.Title(), "FY 2026")
	none := 0
	for _, row := range rows {
		require.False(t, row.Effective.IsZero(), row)
		if len(row.Previous) == 0 {
			require.Equal(t, "None", row.Text)
			none++
		}
	}
	require.Equal(t, 125, none)
	for _, row := range c.Of(cm.MustParse("U07.1")) {
		require.Equal(t, "2020-04-01", row.Effective.String())
	}
}

func TestOfficialLibrary(t *testing.T) {
	l, err := cm.NewLibrary(release(t, "2026"), release(t, "2024"), release(t, "2026+2026-04"), release(t, "2025"), release(t, "2025-04"))
	require.NoError(t, err)
	for date, want := range map[string]string{
		"2023-10-01": "2024", "2024-09-30": "2024", "2024-10-01": "2025", "2025-03-31": "2025",
		"2025-04-01": "2025-04", "2025-10-01": "2026", "2026-04-01": "2026-04",
	} {
		r, err := l.On(medcode.MustParseDate(date))
		require.NoError(t, err)
		require.Equal(t, want, r.Provenance().Release, date)
	}
	_, err = l.On(medcode.MustParseDate("2026-10-01"))
	require.ErrorIs(t, err, medcode.ErrDate)

	v, err := l.Check("B88.0", medcode.MustParseDate("2024-01-01"))
	require.NoError(t, err)
	require.Equal(t, cm.Valid, v.Status)
	v, err = l.Check("B88.0", medcode.MustParseDate("2025-12-01"))
	require.NoError(t, err)
	require.Equal(t, cm.Header, v.Status)
	v, err = l.Check("B88.01", medcode.MustParseDate("2025-09-30"))
	require.NoError(t, err)
	require.Equal(t, cm.NotInForce, v.Status)
	require.Equal(t, "2025-10-01", v.InForce.From.String())
	require.Equal(t, []cm.Code{cm.MustParse("B88.0")}, v.Suggest)
}

func TestOfficialIndexes(t *testing.T) {
	r := release(t, "2017")
	terms, linked, full := 0, 0, 0
	for _, kind := range []cm.IndexKind{cm.Diseases, cm.ExternalCauses, cm.Neoplasms, cm.Drugs} {
		for term := range r.Index(kind).All() {
			terms++
			for _, target := range r.Follow(term) {
				if k := target.Link.Kind; k != cm.LinkSee && k != cm.LinkSeeAlso {
					continue
				}
				linked++
				if target.Rest == "" {
					full++
				}
			}
		}
	}
	require.Equal(t, 77199+7572+1930+7416, terms)
	require.Greater(t, float64(full)/float64(linked), 0.8, "of %d links to other terms, %d are found whole", linked, full)

	term, rest := r.Index(cm.Diseases).Find("Fracture, traumatic, femur, shaft")
	require.Empty(t, rest)
	code, ok := term.Code()
	require.True(t, ok)
	require.Equal(t, "S72.30-", code.Text)
	require.True(t, code.Incomplete)
}

func TestOfficialSearch(t *testing.T) {
	r := release(t, "2017")
	for query, want := range map[string]string{
		"heart attack":                  "I21.3",
		"acute systolic heart failure":  "I50.21",
		"fracture shaft femur":          "S72.3",
		"menieres":                      "H81.0",
		"hypertension":                  "I10",
		"fall from ladder":              "W11",
		"breast cancer":                 "C50.91",
		"migraine with aura":            "G43.1",
		"encounter for screening colon": "Z12.11",
	} {
		hits := r.Search(query, 3)
		require.NotEmpty(t, hits, query)
		require.Equal(t, want, hits[0].Entry.Code().String(), query)
	}
}
