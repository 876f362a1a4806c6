package research

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/stretchr/testify/require"
)

func TestCommonDefinitions(t *testing.T) {
	definitions := CommonDefinitions()
	for _, c := range []struct {
		dx   []string
		want string
	}{
		{nil, ""},
		{[]string{"B05.9"}, "measles"},
		{[]string{"9:055.9"}, "measles"},
		{[]string{"E10.9"}, "diabetes-type-1"},
		{[]string{"E11.9"}, "diabetes-type-2"},
		{[]string{"E11.9", "E10.9"}, "diabetes-type-1"},
		{[]string{"9:250.01"}, "diabetes-type-1"},
		{[]string{"9:250.42"}, "diabetes-type-2"},
		{[]string{"9:250.1"}, ""}, // too short to tell the type
		{[]string{"E08.9"}, "diabetes-secondary"},
		{[]string{"E13.65"}, "diabetes-secondary"},
		{[]string{"O24.410"}, "diabetes-gestational"},
		{[]string{"E11.9 2024-01-01", "E11.9 2024-01-30"}, "diabetes-type-2"},
		{[]string{"E11.9 2024-01-01", "E11.9 2024-01-31"}, "diabetes-type-2 diabetes-claims"},
		{[]string{"U07.1 2020-04-01"}, "covid-19"},
		{[]string{"U07.1 2020-03-31"}, ""},
		{[]string{"U07.1"}, ""},
		{[]string{"B97.29 2020-03-31"}, "covid-19"},
		{[]string{"B97.29 2021-03-31"}, ""},
		{[]string{"T40.2X1A"}, "opioid-overdose"},
		{[]string{"T40.2X5A"}, ""}, // an adverse effect
		{[]string{"T40.413D"}, "opioid-overdose"},
		{[]string{"9:965.09"}, "opioid-overdose"},
	} {
		var got []string
		for i, x := range Cases(definitions, dx(t, c.dx...), medcode.Period{}) {
			if x.Is {
				got = append(got, definitions[i].Name)
			}
		}
		require.Equal(t, c.want, strings.Join(got, " "), "%v", c.dx)
	}
	for _, d := range definitions {
		require.NotEmpty(t, d.Title)
		require.NotEmpty(t, d.Source)
	}
}

func TestDefinitionsRoundTrip(t *testing.T) {
	want := CommonDefinitions()
	text, err := json.Marshal(want)
	require.NoError(t, err)
	got, err := ParseDefinitions(bytes.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestDefinitionOf(t *testing.T) {
	all, err := ParseDefinitions(strings.NewReader(`[{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50, J40-J44"}],
		"exclude": [{"system": "ICD-10-CM", "codes": "I50.3"}], "times": 2}]`))
	require.NoError(t, err)
	d := dx(t, "I50.9 2024-03-01", "I50.31 2024-04-01", "J44.9 2024-01-01", "J45.909 2024-02-01", "I50.9 2024-03-01", "I50.9")
	c := all[0].Of(d, medcode.Period{})
	require.Equal(t, Case{Is: true, First: medcode.MustParseDate("2024-01-01"), Days: 3, Dx: []int{0, 2, 4, 5}}, c)
	c = all[0].Of(d, medcode.Period{From: medcode.MustParseDate("2024-02-01")})
	require.Equal(t, Case{First: medcode.MustParseDate("2024-03-01"), Days: 1, Dx: []int{0, 4}}, c)
	c = all[0].Of(d[5:], medcode.Period{})
	require.Equal(t, Case{Days: 1, Dx: []int{0}}, c)
	require.False(t, all[0].Matches(Diagnosis{}))
}

func TestParseDefinitionsBad(t *testing.T) {
	for text, want := range map[string]string{
		``:     "case definitions: EOF",
		`[{`:   "unexpected EOF",
		`[{}]`: "want a name",
		`[{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50"}], "colour": 1}]`:                                                        "unknown field",
		`[{"name": "x", "include": [{"system": "CPT", "codes": "I50"}]}]`:                                                                           `"x": system "CPT"`,
		`[{"name": "x", "include": [{"system": "ICD-9-CM", "codes": "I50"}]}]`:                                                                      "ICD-9-CM diagnosis code",
		`[{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50-I40"}]}]`:                                                                 "backwards",
		`[{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50", "from": "May"}]}]`:                                                      "date",
		`[{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50"}], "times": -1}]`:                                                        "negative",
		`[{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50"}], "unless": ["y"]}]`:                                                    "no definition of that name",
		`[{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50"}]},{"name": "x", "include": [{"system": "ICD-10-CM", "codes": "I50"}]}]`: "a second definition",
	} {
		_, err := ParseDefinitions(strings.NewReader(text))
		require.ErrorIs(t, err, medcode.ErrSyntax, text)
		require.ErrorContains(t, err, want, text)
	}
}

func FuzzParseDefinitions(f *testing.F) {
	f.Add(string(commonDefinitions))
	f.Fuzz(func(t *testing.T, s string) {
		all, err := ParseDefinitions(strings.NewReader(s))
		if err == nil {
			Cases(all, []Diagnosis{{Code: icd10("E11.9")}}, medcode.Period{})
		}
	})
}
