package pcs_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/pcs"
)

func texts(codes []pcs.Code) string {
	var all []string
	for _, c := range codes {
		all = append(all, c.String())
	}
	return strings.Join(all, " ")
}

func TestCheck(t *testing.T) {
	r := read(t, "testdata/2025")
	for text, want := range map[string]struct {
		status      pcs.Status
		problems    []string
		suggestions string
	}{
		"0DTJ4ZZ":  {pcs.Valid, nil, ""},
		" 0dtj4zz": {pcs.Valid, nil, ""},
		"0DTI4ZZ":  {pcs.Malformed, nil, ""},
		"":         {pcs.Malformed, nil, ""},
		"0DTJ4ZZZ": {pcs.Malformed, nil, ""},
		"0DTJ1ZZ": {pcs.Unknown,
			[]string{`character 5 (Approach) is 1; after "0DTJ" it is 0 Open, 4 Percutaneous Endoscopic, 7 Via Natural or Artificial Opening, 8 Via Natural or Artificial Opening Endoscopic`},
			"0DTJ0ZZ 0DTJ4ZZ 0DTJ7ZZ 0DTJ8ZZ"},
		"0DTJ0ZG": {pcs.Unknown, []string{`character 7 (Qualifier) is G; after "0DTJ0Z" it is Z No Qualifier`}, "0DTJ0ZZ 0DTJ4ZG"},
		"0DTX9YZ": {pcs.Unknown, []string{
			`character 4 (Body Part) is X; after "0DT" it is F Large Intestine, Right, J Appendix`,
			"character 5 (Approach) is 9, which it never is in this table",
			"character 6 (Device) is Y, which it never is in this table"}, ""},
		"0DS0000": {pcs.Unknown, []string{`character 3 (Operation) is S; after "0D" it is T Resection`}, ""},
		"50":      {pcs.Unknown, []string{`character 1 (Section) is 5; after "" it is 0 Medical and Surgical, X New Technology`}, ""},
		"0DTJ4Z":  {pcs.Incomplete, []string{`character 7 (Qualifier) is missing; after "0DTJ4Z" it is G Hand-Assisted, Z No Qualifier`}, ""},
		"XY0":     {pcs.Incomplete, []string{`character 4 (Body Part) is missing; after "XY0" it is V Vein Graft`}, "XY0VX83"},
		"XW033":   {pcs.Incomplete, []string{`character 6 (Device / Substance / Technology) is missing; after "XW033" it is 2 Nerinitide, 2 Talquetamab Antineoplastic`}, ""},
	} {
		v := r.Check(text)
		require.Equal(t, want.status, v.Status, text)
		require.Equal(t, want.status == pcs.Malformed, v.Err != nil, text)
		var problems []string
		for _, p := range v.Problems {
			problems = append(problems, p.Error())
		}
		require.Equal(t, want.problems, problems, text)
		require.Equal(t, want.suggestions, texts(v.Suggestions), text)
	}
	b, err := pcs.Unknown.MarshalText()
	require.NoError(t, err)
	require.Equal(t, "unknown", string(b))
}

func TestWords(t *testing.T) {
	r := read(t, "testdata/2025")
	words, ok := r.Words(pcs.MustParse("XW03329"))
	require.True(t, ok)
	require.Equal(t, "Talquetamab Antineoplastic", words[5].Label, "the row decides what 2 means")
	require.Equal(t, "Device / Substance / Technology", words[5].Axis)
	require.Equal(t, "X New Technology", words[0].String())
	_, ok = r.Words(pcs.MustParse("XW03320"))
	require.False(t, ok)
	_, ok = r.Words(pcs.MustParse("0000000"))
	require.False(t, ok)
}

func TestBuild(t *testing.T) {
	r := read(t, "testdata/2025")
	b := r.Build()
	require.Equal(t, 13, b.Left())
	for _, c := range []pcs.Char("0dtj") {
		var err error
		b, err = b.With(c)
		require.NoError(t, err)
	}
	axis, values := b.Options()
	require.Equal(t, "Approach", axis)
	require.Len(t, values, 4)
	require.Equal(t, 5, b.Left())
	require.Equal(t, "0DTJ0ZZ 0DTJ4ZG 0DTJ4ZZ 0DTJ7ZZ 0DTJ8ZZ", texts(slices.Collect(b.Codes())))
	for range b.Codes() {
		break
	}

	same, err := b.With('1')
	require.Equal(t, b, same)
	var p pcs.Problem
	require.ErrorAs(t, err, &p)
	require.Equal(t, 5, p.Position)
	require.Len(t, p.Allowed, 4)

	seven, err := b.With('7')
	require.NoError(t, err)
	_, ok := seven.Code()
	require.False(t, ok)
	done := seven.Settled()
	require.Equal(t, "0DTJ7ZZ", done.String())
	c, ok := done.Code()
	require.True(t, ok)
	require.Equal(t, pcs.MustParse("0DTJ7ZZ"), c)
	require.Equal(t, done, done.Settled())
	_, values = done.Options()
	require.Empty(t, values)
	_, err = done.With('0')
	require.Error(t, err)
	require.Equal(t, "0DTJ", b.String(), "a Build is a value")
	require.Equal(t, r.Build(), r.Build().Settled(), "0 or X")
	require.Equal(t, "XW033", func() string { b, _ := r.Build().With('X'); b, _ = b.With('W'); return b.Settled().String()[:5] }())
}

// TestOptionsSlowTwin compares the next characters with those found by looking
// at every code.
func TestOptionsSlowTwin(t *testing.T) {
	r := read(t, "testdata/2025")
	var codes []string
	for c := range r.All() {
		codes = append(codes, c.String())
	}
	for _, code := range codes {
		for n := range 7 {
			var want string
			for _, c := range codes {
				if next := c[n]; c[:n] == code[:n] && !strings.Contains(want, string(next)) {
					want += string(next)
				}
			}
			b := r.Build()
			for i := range n {
				b, _ = b.With(pcs.Char(code[i]))
			}
			var got string
			_, values := b.Options()
			for _, v := range values {
				if !strings.HasSuffix(got, v.Char.String()) {
					got += v.Char.String()
				}
			}
			require.Equal(t, want, got, code[:n])
		}
	}
}

func TestIndex(t *testing.T) {
	r := read(t, "testdata/2025")
	require.Len(t, r.Index(), 3)
	term, ok := r.Term("appendectomy")
	require.True(t, ok)
	require.Equal(t, []pcs.Link{
		{Kind: pcs.See, Target: "Excision, Appendix", Code: "0DBJ"},
		{Kind: pcs.See, Target: "Resection, Appendix", Code: "0DTJ"},
	}, term.Links)
	require.Equal(t, "see Resection, Appendix 0DTJ", term.Links[1].String())
	there, ok := r.Follow(term.Links[1])
	require.True(t, ok)
	require.Equal(t, "Appendix", there.Title)
	require.Equal(t, "0DTJ", there.Links[0].String())
	require.Equal(t, "0DTJ0ZZ 0DTJ4ZG 0DTJ4ZZ 0DTJ7ZZ 0DTJ8ZZ", texts(r.Codes(there.Links[0])))
	_, ok = r.Follow(term.Links[0])
	require.False(t, ok, "the fixture has no Excision")
	_, ok = r.Follow(there.Links[0])
	require.False(t, ok, "no See")
	require.Empty(t, r.Codes(pcs.Link{Target: "x"}))

	open, ok := r.Term("Resection", "Appendix", "OPEN")
	require.True(t, ok)
	require.Equal(t, "0DTJ0ZZ", open.Links[0].Code)
	for _, path := range [][]string{nil, {"Nothing"}, {"Resection", "Nothing"}} {
		_, ok = r.Term(path...)
		require.False(t, ok)
	}
	colon, _ := r.Term("Ascending colon")
	require.Equal(t, pcs.Link{Kind: pcs.Use, Target: "Large Intestine, Right in", Code: "0DT"}, colon.Links[0])
	for target, want := range map[string]string{
		"Resection":                       "Resection",
		"Resection, Lower Bones":          "Resection",
		"resection with qualifier Open":   "Resection",
		"Resection, Appendix, Open":       "Open",
		"Resection, Appendixes":           "Resection",
		"Resection, Appendix, Endoscopic": "Appendix",
	} {
		there, ok := r.Follow(pcs.Link{Kind: pcs.See, Target: target})
		require.True(t, ok, target)
		require.Equal(t, want, there.Title, target)
	}
}

func TestSearch(t *testing.T) {
	r := read(t, "testdata/2025")
	hits := r.Search("RESECTION appendix", 3)
	require.Equal(t, []string{"Resection", "Appendix"}, hits[0].Path)
	require.Equal(t, "0DTJ", hits[0].Term.Links[0].Code)
	require.Len(t, hits, 3)
	hits = r.Search("nerinitide", 3)
	require.Equal(t, pcs.MustParse("XW03325"), hits[0].Entry.Code)
	require.Empty(t, r.Search("", 3))
}

func TestDefinitions(t *testing.T) {
	r := read(t, "testdata/2025")
	term, ok := r.Define('0', 3, "Resection")
	require.True(t, ok)
	require.Equal(t, "Cutting out or off, without replacement, all of a body part", term.Text)
	require.Equal(t, "Operation", term.Axis)
	_, ok = r.Define('0', 4, "Resection")
	require.False(t, ok)
	parts := r.BodyParts(" hallux ")
	require.Len(t, parts, 1)
	require.Equal(t, []string{"1st Toe, Left", "1st Toe, Right"}, parts[0].Titles)
	require.Equal(t, parts, r.BodyParts("1st toe, left"))
	require.Empty(t, r.BodyParts("Autologous artery graft"))
	require.Equal(t, "Autologous Arterial Tissue in Lower Arteries", r.Devices("autologous artery graft")[0].Titles[0])

	require.Len(t, r.Aggregates(), 2)
	v, ok := r.Aggregate("Autologous Arterial Tissue", "Bypass", "Lower Arteries")
	require.True(t, ok)
	require.Equal(t, pcs.Value{Char: '7', Label: "Autologous Tissue Substitute"}, v)
	_, ok = r.Aggregate("Autologous Arterial Tissue", "Bypass", "Lower Veins")
	require.False(t, ok)
	_, ok = r.Aggregate("Synthetic Substitute, Metal", "Insertion", "Lower Joints")
	require.False(t, ok)
}

func TestJSON(t *testing.T) {
	r := read(t, "testdata/2025")
	b, err := json.Marshal(r.Check("XY0").Problems)
	require.NoError(t, err)
	require.JSONEq(t, `[{"Position":4,"Axis":"Body Part","Char":"","Before":"XY0","Allowed":[{"Char":"V","Label":"Vein Graft"}]}]`, string(b))
	words, _ := r.Words(pcs.MustParse("0DTJ4ZZ"))
	b, err = json.Marshal(words[4])
	require.NoError(t, err)
	require.JSONEq(t, `{"Axis":"Approach","Char":"4","Label":"Percutaneous Endoscopic"}`, string(b))
	var w pcs.Word
	require.NoError(t, json.Unmarshal(b, &w))
	require.Equal(t, words[4], w)
	require.Error(t, json.Unmarshal([]byte(`{"Char":"I"}`), &w))
	require.Error(t, json.Unmarshal([]byte(`{"Char":"44"}`), &w))
	term, _ := r.Term("Appendectomy")
	b, err = json.Marshal(term.Links[0])
	require.NoError(t, err)
	require.JSONEq(t, `{"Kind":"see","Target":"Excision, Appendix","Code":"0DBJ"}`, string(b))
}

func TestAddendaAndDiff(t *testing.T) {
	old, next := read(t, "testdata/2025"), read(t, "testdata/2026")
	require.Empty(t, next.Diagnostics())
	require.Equal(t, "2026", next.Provenance().Release)
	changes := next.Addenda()
	require.Len(t, changes, 4)
	require.Equal(t, pcs.Added, changes[0].Kind)
	require.Equal(t, pcs.MustParse("0DTJ8ZA"), changes[0].Code)
	require.Equal(t, "Anatomical Regions, Introduction", changes[1].OldShort)
	require.Equal(t, "XW0", changes[1].Table)
	require.False(t, changes[1].Code.IsValid())
	require.Equal(t, old.Diff(next), changes, "the fixture's addenda list what changed, in order")

	made, diags := old.Apply(changes)
	require.Empty(t, diags)
	require.Equal(t, string(next.AppendOrderFile(nil)), string(made.AppendOrderFile(nil)))
	require.Empty(t, made.Provenance().Release)
	require.Equal(t, pcs.Valid, made.Check("0DTJ8ZA").Status)

	back, diags := next.Apply(next.Diff(old))
	require.Empty(t, diags)
	require.Equal(t, string(old.AppendOrderFile(nil)), string(back.AppendOrderFile(nil)))

	again, diags := made.Apply(changes)
	require.Equal(t, []string{"misfit", "misfit", "misfit", "misfit"}, kinds(diags))
	require.Equal(t, made.Len(), again.Len())
	b, _ := pcs.Revised.MarshalText()
	require.Equal(t, "revised", string(b))
}

func TestAddendaThatDisagree(t *testing.T) {
	fsys := files(t, "order")
	fsys["a.txt"] = files2026(t)
	r, err := pcs.Read(fsys)
	require.NoError(t, err)
	require.Equal(t, []string{"count"}, kinds(r.Diagnostics()), "2025 has three headers, the addenda of 2026 count two")

	fsys["a.txt"].Data = []byte(strings.Replace(string(fsys["a.txt"].Data), "Revise from: XW0", "Revise from: XW1", 1))
	r, err = pcs.Read(fsys)
	require.NoError(t, err)
	require.Equal(t, []string{"revision", "revision", "count"}, kinds(r.Diagnostics()))
	require.Empty(t, r.Addenda()[1].OldShort)
}

func TestStrings(t *testing.T) {
	r := read(t, "testdata/2025")
	require.Equal(t, fmt.Sprintf("%v: %d codes", r.Provenance(), r.Len()), fmt.Sprint(r))
	for text, want := range map[string]string{
		"0DTJ4ZZ": "0DTJ4ZZ is a code",
		"0DTI4ZZ": `ICD-10-PCS code "0DTI4ZZ": character 4: `,
		"0DTJ0ZG": `0DTJ0ZG is no code; character 7 (Qualifier) is G; after "0DTJ0Z" it is Z No Qualifier; try 0DTJ0ZZ, 0DTJ4ZG`,
		"0DS":     `no such code; character 3 (Operation) is S; after "0D" it is T Resection`,
		"0DTJ4Z":  `the code is incomplete; character 7 (Qualifier) is missing; after "0DTJ4Z" it is G Hand-Assisted, Z No Qualifier`,
	} {
		if v := r.Check(text); v.Status == pcs.Malformed {
			require.Contains(t, v.String(), want)
		} else {
			require.Equal(t, want, v.String())
		}
	}
	require.Equal(t, "malformed", pcs.Verdict{}.String())
	many := pcs.Verdict{Status: pcs.Unknown, Suggestions: slices.Repeat([]pcs.Code{pcs.MustParse("0DTJ4ZZ")}, 7)}
	require.Equal(t, "no such code; try "+strings.Repeat("0DTJ4ZZ, ", 6)+"…", many.String())
	dated := pcs.DatedVerdict{Verdict: r.Check("0DTJ4ZZ"), Release: "2025"}
	require.Equal(t, "0DTJ4ZZ is a code (ICD-10-PCS 2025)", dated.String())
	dated.Others = []string{"2024", "2026"}
	require.Equal(t, "0DTJ4ZZ is a code (ICD-10-PCS 2025); the code is in 2024, 2026", dated.String())
}

func TestLibrary(t *testing.T) {
	l, err := pcs.NewLibrary(read(t, "testdata/2026"), read(t, "testdata/2025"))
	require.NoError(t, err)
	require.Equal(t, "2025", slices.Collect(l.Releases())[0].Provenance().Release)
	_, err = pcs.NewLibrary(read(t, "testdata/2026"), read(t, "testdata/2026"))
	require.ErrorIs(t, err, medcode.ErrLayout)
	r, err := l.On(medcode.NewDate(2025, 9, 30))
	require.NoError(t, err)
	require.Equal(t, "2025", r.Provenance().Release)
	_, err = l.On(medcode.NewDate(2026, 10, 1))
	require.ErrorIs(t, err, medcode.ErrDate)
	_, err = l.Check("0DTJ4ZZ", medcode.Date{})
	require.ErrorIs(t, err, medcode.ErrDate)

	v, err := l.Check("XY0VX83", medcode.NewDate(2025, 10, 1))
	require.NoError(t, err)
	require.Equal(t, pcs.Unknown, v.Status)
	require.Equal(t, "2026", v.Release)
	require.Equal(t, []string{"2025"}, v.Others)
	v, err = l.Check("XY0VX83", medcode.NewDate(2024, 10, 1))
	require.NoError(t, err)
	require.Equal(t, pcs.Valid, v.Status)
	require.Empty(t, v.Others)
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"0DTJ4ZZ", "0DTJ1ZZ", "0dt", "", "X", "XW0332", "IO", "ZZZZZZZ"} {
		f.Add(s)
	}
	r := read(f, "testdata/2025")
	f.Fuzz(func(t *testing.T, text string) {
		v := r.Check(text)
		c, err := pcs.Parse(text)
		switch v.Status {
		case pcs.Valid:
			require.NoError(t, err)
			require.True(t, r.Contains(c))
		case pcs.Malformed:
			require.Error(t, err)
			require.Error(t, v.Err)
		default:
			require.NotEmpty(t, v.Problems)
			p := v.Problems[0]
			require.True(t, strings.HasPrefix(strings.ToUpper(strings.TrimSpace(text)), p.Before))
			for _, a := range p.Allowed {
				require.NotEqual(t, a.Char, p.Char)
			}
		}
		for _, c := range v.Suggestions {
			require.True(t, r.Contains(c))
		}
	})
}
