package cm_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/icd10/cm"
)

func TestIndexTree(t *testing.T) {
	r := sample(t)
	x := r.Index(cm.Diseases)
	require.Regexp(t, `^\d+ terms$`, x.String())
	require.Equal(t, cm.Diseases, x.Kind())
	require.Equal(t, "ICD-10-CM INDEX TO DISEASES and INJURIES", x.Title())
	require.Equal(t, 26, x.Len())
	require.Nil(t, x.Columns())
	var mains []string
	for term := range x.Terms() {
		require.Zero(t, term.Level())
		mains = append(mains, term.Title())
	}
	require.Equal(t, []string{"Attack, attacks", "Cataract (cortical) (immature)", "Cholera (Asiatic) (epidemic)", "Complication (s)", "Dementia NEC",
		"Diabetes, diabetic (mellitus)", "Failure, failed", "Fracture, traumatic", "Hit by ball", "Hypertension (essential)", "Neoplasm, neoplastic", "Poisoning", "Tumor"}, mains)
	term, rest := x.Find("Failure, heart, systolic")
	require.Empty(t, rest)
	require.Equal(t, "Failure, failed, heart (acute) NEC, systolic", term.String())
	require.Equal(t, 2, term.Level())
	require.Same(t, x, term.Index())
	parent, ok := term.Parent()
	require.True(t, ok)
	require.Equal(t, "heart (acute) NEC", parent.Title())
	for c := range parent.Children() {
		require.Equal(t, term, c)
	}
	top, _ := parent.Parent()
	_, ok = top.Parent()
	require.False(t, ok)
	l, ok := term.Code()
	require.True(t, ok)
	require.Equal(t, cm.Link{Kind: cm.LinkCode, Code: cm.MustParse("I50.20"), Text: "I50.20"}, l)
	_, ok = top.Code()
	require.False(t, ok)
	require.False(t, cm.Term{}.IsValid())
	for range x.All() {
		break
	}
	for range x.Terms() {
		break
	}
	for range term.Links() {
		break
	}
	require.Equal(t, "see also", cm.LinkSeeAlso.String())
	require.Equal(t, "table of drugs and chemicals", cm.Drugs.String())
}

func TestTables(t *testing.T) {
	r := sample(t)
	x := r.Index(cm.Neoplasms)
	require.Equal(t, []string{"", "Neoplasm", "Malignant Primary", "Malignant Secondary", "Ca in situ", "Benign", "Uncertain Behavior", "Unspecified Behavior"}, x.Columns())
	term, _ := x.Find("neoplasm, endocrine gland")
	cell, ok := term.Cell(2)
	require.True(t, ok)
	require.Equal(t, "C75", cell.Code.String())
	_, ok = term.Cell(4)
	require.False(t, ok, "a dash alone is no code")
	cell, ok = term.Cell(5)
	require.True(t, ok)
	require.True(t, cell.Incomplete)
	require.Equal(t, "C76", cell.Code.String())

	drug, _ := r.Index(cm.Drugs).Find("penicillin")
	cell, _ = drug.Cell(6)
	require.Equal(t, "T36.0X5", cell.Code.String())
}

func TestFind(t *testing.T) {
	r := sample(t)
	for path, want := range map[string]string{
		"cholera":                                "Cholera (Asiatic) (epidemic)|",
		"CHOLERA (anything), classical":          "Cholera (Asiatic) (epidemic), classical|",
		"attack, attacks, heart":                 "Attack, attacks, heart|",
		"Attack, heart":                          "Attack, attacks, heart|",
		"dementia":                               "Dementia NEC|",
		"Diabetes, with, retinopathy":            "Diabetes, diabetic (mellitus), with, retinopathy|",
		"Diabetes, with, retinopathy, left, eye": "Diabetes, diabetic (mellitus), with, retinopathy|left, eye",
		"Fracture, skull, base":                  "Fracture, traumatic, skull (any part), base|",
		"fracture, skull, by site":               "Fracture, traumatic, skull (any part), base|by site",
		"Choleras":                               "Cholera (Asiatic) (epidemic)|",
		"heart":                                  "|heart",
		"heart attack":                           "|heart attack",
		"attack heart":                           "Attack, attacks, heart|",
		"":                                       "|",
		" , ,":                                   "|",
	} {
		term, rest := r.Index(cm.Diseases).Find(path)
		got := "|" + rest
		if term.IsValid() {
			got = term.String() + got
		}
		require.Equal(t, want, strings.TrimSpace(strings.ReplaceAll(got, " , ,", "")), path)
	}
	term, rest := r.Index(9).Find("x")
	require.False(t, term.IsValid())
	require.Equal(t, "x", rest)
}

func TestFollow(t *testing.T) {
	r := sample(t)
	follow := func(kind cm.IndexKind, path string) string {
		term, rest := r.Index(kind).Find(path)
		require.True(t, term.IsValid(), path)
		require.Empty(t, rest)
		var all []string
		for _, target := range r.Follow(term) {
			s := target.Link.Kind.String() + ":"
			if target.Entry.IsValid() {
				s += " " + target.Entry.Name()
			}
			if target.Index != nil {
				s += " " + target.Index.Kind().String()
			}
			if target.Term.IsValid() {
				s += " " + target.Term.String()
			}
			if target.Column > 0 {
				s += " column " + target.Index.Columns()[target.Column]
			}
			for _, ref := range target.Refs {
				s += " " + ref.String()
			}
			if target.Rest != "" {
				s += " …" + target.Rest
			}
			all = append(all, s)
		}
		return strings.Join(all, "; ")
	}
	for path, want := range map[string]string{
		"Attack, heart":               "see: index of diseases and injuries Failure, failed, heart (acute) NEC",
		"Cataract, in, diabetes":      "see: index of diseases and injuries Diabetes, diabetic (mellitus), cataract",
		"Complication":                "see: …condition",
		"Dementia, in heart failure":  "code: I50.9; manifestation: F02",
		"Diabetes":                    "code: E11.9; see also: E11",
		"Fracture, skull":             "see subcategory: S06.1",
		"Hit by ball":                 "see: index of external causes Struck (accidentally) by",
		"Neoplasm":                    "see: table of neoplasms",
		"Poisoning":                   "see: table of drugs and chemicals Penicillin (any)",
		"Tumor, endocrine":            "see: table of neoplasms Neoplasm, neoplastic, endocrine gland (any) column Benign",
		"Tumor, of unknown kind":      "see: …Mystery; see category: C76; code:",
		"Diabetes, with, retinopathy": "code: E11.31",
	} {
		require.Equal(t, want, follow(cm.Diseases, path), path)
	}
	require.Equal(t, "cell: C75; cell: C76; see also: table of neoplasms Neoplasm, neoplastic …by site", follow(cm.Neoplasms, "Neoplasm, endocrine gland"))
	require.Equal(t, "see: table of drugs and chemicals Penicillin (any)", follow(cm.Drugs, "Penicillin, sulfate"))

	bad, err := cm.Read(wrong(t, "index.xml", []byte(strings.Replace(string(sampleFS(t, "index.xml")["index.xml"].Data), "<code>A00.9</code>", "<code>A0</code>", 1))))
	require.NoError(t, err)
	term, _ := bad.Index(cm.Diseases).Find("cholera")
	require.Equal(t, "A0", bad.Follow(term)[0].Rest)
}

func TestSearch(t *testing.T) {
	r := sample(t)
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"cholera", []string{"A00", "A00.9", "A00.0"}},
		{"classical CHOLERA", []string{"A00.0"}},
		{"menieres", []string{"H36"}},
		{"Ménière", []string{"H36"}},
		{"heart attack", []string{"I50.9"}},
		{"hypertension", []string{"I10"}},
		{"I50.21", []string{"I50.21"}},
		{"i5021", []string{"I50.21"}},
		{"penicillin", []string{"T36.0"}},
		{"struck ball", []string{"W21.89"}},
		{"covid", []string{"U07.1"}},
		{"zygomycosis", nil},
		{"", nil},
	} {
		var got []string
		for _, h := range r.Search(c.query, 10) {
			require.Positive(t, h.Score)
			require.NotEmpty(t, h.Text)
			if h.Entry.IsValid() {
				require.NotEqual(t, cm.Extension, h.Entry.Kind())
				got = append(got, h.Entry.Name())
			}
		}
		require.Equal(t, c.want, got[:min(len(got), len(c.want))], c.query)
	}
	require.Empty(t, r.Search("cholera", 0))
	require.Len(t, r.Search("heart", 2), 2)
	h := r.Search("heart attack", 1)[0]
	require.Equal(t, "Attack, attacks, heart", h.Text)
	require.Equal(t, h.Text, h.Term.String())
}

// Links in a circle don't hold a search up.
func TestCircle(t *testing.T) {
	const circle = `<ICD10CM.index><version>2030</version><letter><title>A</title>
		<mainTerm><title>Ache</title><see>Bellyache</see></mainTerm>
		<mainTerm><title>Bellyache</title><see>Ache</see></mainTerm></letter></ICD10CM.index>`
	r, err := cm.Read(wrong(t, "index.xml", []byte(circle)))
	require.NoError(t, err)
	hits := r.Search("bellyache", 3)
	require.Len(t, hits, 1)
	require.False(t, hits[0].Entry.IsValid())
}
