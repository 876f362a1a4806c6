package cm

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func describe(refs []Ref) string {
	var all []string
	for i := range refs {
		s := refs[i].String()
		if refs[i].With != nil {
			s += fmt.Sprint(refs[i].With)
		}
		if refs[i].Words != "" {
			s += "{" + refs[i].Words + "}"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ")
}

// The forms in which notes of the tabular list name codes.
func TestParseRefs(t *testing.T) {
	release := func(c Code) bool { return c.looksLikeCode() && c != MustParse("B12") || c == MustParse("Z3A") }
	for text, want := range map[string]string{
		"":                                  "",
		"heart failure (I50.-)":             "I50",
		"shigellosis (A03.1)":               "A03.1",
		"(A00-A09)":                         "A00-A09",
		"(I01.0 -I01.9)":                    "I01.0-I01.9",
		"head injury (S00 - S09)":           "S00-S09",
		"apnea (P28.3- - P28.4-)":           "P28.3-P28.4",
		"(Q70.0- -Q70.3-)":                  "Q70.0-Q70.3",
		"(S12.0--S12.3-)":                   "S12.0-S12.3",
		"disc disorders (M50.1.-, M51.1.-)": "M50.1 M51.1",
		"(C43.2-,C44.2-)":                   "C43.2 C44.2",
		"electrolyte imbalance (E87.8}":     "E87.8",
		"pleural effusion (J91.0))":         "J91.0",
		"torticollis NOS M43.6":             "M43.6",
		"subcategories S06.1- to S06.6-, and S06.81-": "S06.1-S06.6 S06.81",
		"from category Z3A, Weeks of gestation":       "Z3A",
		"senility R54 and F32.":                       "R54 F32",
		"other (C7A.-, C7B.-)":                        "C7A C7B",
		"old age (R54), see I65":                      "R54 I65",
		"QA0.0101":                                    "QA0.0101",

		// not codes
		"vitamin B12 deficiency (D51.-)":                               "D51",
		"E. coli O157:H7, influenza A/H1N1, COVID-19, NOS, NEC. HIV-1": "",
		"Hb-C, CD30-positive, G6PD, KMT2D":                             "",
		"A00x, (a09), A0":                                              "",

		// conditions
		"(E08-E13 with .31)":                                                "E08-E13[???31*]",
		"(E08-E13 with .51-.52)":                                            "E08-E13[???51* ???52*]",
		"(E08-E13 with .69-)":                                               "E08-E13[???69*]",
		"(F10-F19, with .17, .27, .97)":                                     "F10-F19[???17* ???27* ???97*]",
		"(F11-F19 with .15. .25, .95)":                                      "F11-F19[???15* ???25* ???95*]",
		"(F10, F13, F19 with .26, .96)":                                     "F10[???26* ???96*] F13[???26* ???96*] F19[???26* ???96*]",
		"(B27.0-B27.9 with 1)":                                              "B27.0-B27.9[????1*]",
		"(B27.0-B27.9 with .9)":                                             "B27.0-B27.9[????9*]",
		"(E08, E13 with final characters .00 or .01)":                       "E08[???00* ???01*] E13[???00* ???01*]",
		"(I69. with final characters -23)":                                  "I69[*23]",
		"(T36-T50 with final character 6)":                                  "T36-T50[*6]",
		"(S42.- with 7th character B or C)":                                 "S42[??????[BC]]",
		"(S92.-with 7th character B)":                                       "S92[??????[B]]",
		"(S06.0X- with seventh character A)":                                "S06.0X[??????[A]]",
		"(J96. with 5th character 2)":                                       "J96[????[2]*]",
		"(V01-V09 with 5th digit 9)":                                        "V01-V09[????[9]*]",
		"(A37 with fifth-character 1)":                                      "A37[????[1]*]",
		"(F10-F19 with 5th character .6)":                                   "F10-F19[????[6]*]",
		"(T39.0-, with sixth character 1-4)":                                "T39.0[?????[1234]*]",
		"(F11-F19 with fifth to sixth characters 51)":                       "F11-F19[????51*]",
		"(T36-T65 with fifth or sixth character 1-4 or 6)":                  "T36-T65[????[12346] ?????[12346]]",
		"(T36-T50 with fifth or six character 5), if known":                 "T36-T50[????[5] ?????[5]]",
		"(B27.- with fourth character 2)":                                   "B27[???[2]*]",
		"see categories E08-E10, E13 with ketoacidosis":                     "E08-E10{with ketoacidosis} E13{with ketoacidosis}",
		"(S52.- with open fracture 7th character)":                          "S52{with open fracture 7th character}",
		"(T51-T65 with fifth or sixth character to indicate intent), for x": "T51-T65{with fifth or sixth character to indicate intent}",
		"Conditions in S00-T88, except T74 and T76":                         "S00-T88{except T74 and T76}",
		"(I10 with)":               "I10",
		"(I10 with 7th character)": "I10{with 7th character}",
		"(I10 with 19-20)":         "I10{with 19-20}",
		"(I10 with 8-B)":           "I10[???8* ???9* ???A* ???B*]",
		"(I10 with B-8)":           "I10{with B-8}",
		"(I10 with 4-12)":          "I10{with 4-12}",
	} {
		require.Equal(t, want, describe(parseRefs(text, release)), "%q", text)
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		list, in, out string
	}{
		{"(A00-A09)", "A00 A00.0 A05.1 A09 A09.9", "A10 Z00"},
		{"(I50.-)", "I50 I50.21", "I51 I5A I49.9"},
		{"(E08-E13 with .31)", "E08.31 E11.311 E13.3191", "E11.9 E14.31 E11"},
		{"(T36-T65 with fifth or sixth character 5)", "T36.0X5 T36.95", "T36.0X1 T40.511"},
		{"(I69. with final characters -23)", "I69.023 I69.123", "I69.02"},
	} {
		refs := parseRefs(c.list, func(Code) bool { return false })
		require.Len(t, refs, 1, c.list)
		for s := range strings.FieldsSeq(c.in) {
			require.True(t, refs[0].Covers(MustParse(s)), "%s %s", c.list, s)
		}
		for s := range strings.FieldsSeq(c.out) {
			require.False(t, refs[0].Covers(MustParse(s)), "%s %s", c.list, s)
		}
	}
}

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "A", false}, {"?", "", false}, {"A", "", false}, {"[A]", "", false},
		{"?B", "AB", true}, {"?B", "AC", false}, {"[12]", "2", true}, {"[12]", "3", false},
		{"*", "", true}, {"*C", "ABC", true}, {"*C", "ABD", false}, {"A*", "ABC", true}, {"A*C*", "ABCD", true}, {"??", "A", false},
	} {
		require.Equal(t, c.want, glob(c.pattern, []byte(c.text)), "%s %s", c.pattern, c.text)
	}
}

func TestParseException(t *testing.T) {
	for text, want := range map[string]exception{
		"7th characters D and S do not apply to codes in category S06 with 6th character 7 - death due to brain injury prior to regaining consciousness, or 8 - death due to other cause prior to regaining consciousness.": {"DS", MustParse("S06"), "78"},
		"7th character B does not apply to codes in subcategory M80.0- with 6th characters 1, 2 or 3":                                                                                                                       {"B", MustParse("M80.0"), "123"},
		"7th characters A, B, and C do not apply to code in category S06 with 6th character 9":                                                                                                                              {"ABC", MustParse("S06"), "9"},
	} {
		x, is, ok := parseException(text)
		require.True(t, is && ok, text)
		require.Equal(t, want, x)
	}
	for _, text := range []string{
		"7th characters don't apply, not apply at all",
		"7th character B does not apply to codes in category S0 with 6th character 1",
		"7th character B does not apply to codes in category S06 with 6th character unspecified",
	} {
		_, is, ok := parseException(text)
		require.True(t, is, text)
		require.False(t, ok, text)
	}
	_, is, ok := parseException("A 7th character may be needed")
	require.False(t, is)
	require.True(t, ok)

	x := exception{"DS", MustParse("S06"), "7"}
	require.True(t, x.forbids(MustParse("S06.1X7"), 'D'))
	require.False(t, x.forbids(MustParse("S06.1X7"), 'A'))
	require.False(t, x.forbids(MustParse("S06.1X1"), 'D'))
	require.False(t, x.forbids(MustParse("S06.1"), 'D'))
	require.False(t, x.forbids(MustParse("S07.1X7"), 'D'))
}

func FuzzParseRefs(f *testing.F) {
	for _, s := range []string{"(E08-E13 with .31)", "I10, except I10.9 and (A00-B99 with 5th or 6th character 1-4)", "S06.1- to S06.6-}", "- -A00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range parseRefs(text, Code.looksLikeCode) {
			require.True(t, r.First.IsValid() && r.Last.IsValid())
			r.Covers(r.First)
		}
	})
}
