package fhir_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/gem/gemdata"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/rules/fhir"
)

// factsOf returns what a resource says, a fact a line.
func factsOf(t *testing.T, v any) []string {
	b, err := json.Marshal(v)
	require.NoError(t, err)
	var resource any
	require.NoError(t, json.Unmarshal(b, &resource))
	return flat(resource)
}

// A set of several systems has each concept once, and tells the system of a code.
func TestSetOfSeveralSystems(t *testing.T) {
	ten := fhir.ICD10CM(icd10cm(t, "2026-05-02"))
	old, err := icd9data.Library().On(day("2015-05-02"))
	require.NoError(t, err)
	nine := fhir.ICD9CM(old)
	set := &fhir.ValueSet{URL: "http://example.org/diabetes", Name: "Diabetes", Include: []fhir.Include{
		{System: ten, Codes: []string{"E11.9", "E11.9"}}, {System: nine, Codes: []string{"250.00"}}, {System: ten, Below: []string{"E11.6"}}, {System: ten, Below: []string{"E11.69", "E11.62"}}}}
	var codes []string
	for c := range set.Concepts() {
		codes = append(codes, c.Code)
	}
	require.Equal(t, []string{"E11.9", "250.00", "E11.6", "E11.61"}, codes[:4])
	slices.Sort(codes)
	require.Equal(t, codes, slices.Compact(slices.Clone(codes)), "each once")
	require.True(t, set.Contains("250.00") && set.Contains("E11.69"))
	require.False(t, set.Contains("E11.8"))

	var b bytes.Buffer
	require.NoError(t, set.Expand(&b, fhir.Expansion{Offset: 1, Count: 1}))
	facts := factsOf(t, json.RawMessage(b.Bytes()))
	require.Contains(t, facts, "expansion/contains/system "+fhir.ICD9CMURL)
	require.Contains(t, facts, "expansion/contains/code 250.00")
	require.Contains(t, facts, "expansion/parameter/valueUri "+fhir.ICD9CMURL+"|"+nine.Version)
	require.Contains(t, facts, "expansion/parameter/valueUri "+fhir.ICD10CMURL+"|2026-04")
	require.NotContains(t, facts, "version 2026-04", "a set of several releases has none's version")

	b.Reset()
	require.NoError(t, set.WriteTo(&b, fhir.R4))
	var got struct {
		Compose struct {
			Include []struct {
				System  string
				Concept []struct{ Code string }
				Filter  []struct{ Op, Value string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	require.Len(t, got.Compose.Include, 5, "codes, codes, three filters")
	require.Equal(t, fhir.ICD9CMURL, got.Compose.Include[1].System)

	for _, c := range []struct {
		c    fhir.Coding
		want bool
		has  []string
	}{
		{fhir.Coding{System: fhir.ICD9CMURL, Code: "250.00"}, true, nil},
		{fhir.Coding{System: fhir.ICD10CMURL, Code: "E11.69", Version: "2026-04"}, true, nil},
		{fhir.Coding{System: fhir.ICD10CMURL, Code: "250.00"}, false, []string{"issue/details/coding/code invalid-code", "issue/details/coding/code not-in-vs", "issue/expression Coding.code"}},
		{fhir.Coding{System: fhir.ICD10CMURL, Code: "E11.69", Version: "2019"}, false, []string{"issue/code not-found", "issue/expression Coding.system", "issue/details/coding/code not-in-vs"}},
		{fhir.Coding{System: "http://loinc.org", Code: "1"}, false, []string{"issue/details/coding/code not-in-vs"}},
		{fhir.Coding{Code: "E11.9"}, false, []string{"issue/details/coding/code invalid-data"}},
		{fhir.Coding{System: fhir.ICD10CMURL, Code: "E11.9", Display: "Cholera"}, false, []string{"issue/details/coding/code invalid-display", "issue/expression Coding.display"}},
	} {
		p := set.ValidateCoding(c.c)
		require.Equal(t, c.want, p.Get("result"), c.c)
		for _, has := range c.has {
			require.Contains(t, factsOf(t, p), has, c.c)
		}
	}
	require.Equal(t, fhir.URI(fhir.ICD9CMURL), set.ValidateCode("250.00", "").Get("system"), "inferred")

	empty := &fhir.ValueSet{Name: "None"}
	require.Equal(t, false, empty.ValidateCode("E11.9", "").Get("result"))
	b.Reset()
	require.NoError(t, empty.Expand(&b, fhir.Expansion{Date: day("2026-05-02")}))
	require.NoError(t, empty.WriteTo(&b, fhir.R4))
}

// A CodeableConcept is valid by any of its Codings; what is wrong with the others
// is a warning.
func TestValidateConcept(t *testing.T) {
	s := fhir.ICD10CM(icd10cm(t, "2026-05-02"))
	coding := func(system, code string) fhir.Coding { return fhir.Coding{System: system, Code: code} }
	set := &fhir.ValueSet{URL: "http://example.org/hf", Name: "HF", Include: []fhir.Include{{System: s, Below: []string{"I50"}}}}

	p := s.ValidateConcept([]fhir.Coding{coding("http://snomed.info/sct", "42343007"), coding(fhir.ICD10CMURL, "I50.9"), coding(fhir.ICD10CMURL, "I50.99")})
	facts := factsOf(t, p)
	require.Equal(t, true, p.Get("result"))
	require.Equal(t, fhir.Code("I50.9"), p.Get("code"))
	require.Contains(t, facts, "issue/severity warning")
	require.NotContains(t, facts, "issue/severity error")
	require.Contains(t, facts, "issue/expression CodeableConcept.coding[0].system")
	require.Contains(t, facts, "issue/expression CodeableConcept.coding[2].code")

	p = set.ValidateConcept([]fhir.Coding{coding(fhir.ICD10CMURL, "E11.9"), coding(fhir.ICD10CMURL, "I50.77")})
	facts = factsOf(t, p)
	require.Equal(t, false, p.Get("result"))
	require.Equal(t, fhir.Code("E11.9"), p.Get("code"))
	require.Contains(t, facts, "issue/severity error")
	require.Contains(t, facts, "issue/expression CodeableConcept.coding[0].code")
	require.Contains(t, facts, "issue/details/coding/code invalid-code")

	p = set.ValidateConcept(nil)
	require.Equal(t, false, p.Get("result"))
	require.Contains(t, factsOf(t, p), "issue/expression CodeableConcept.coding")
}

// What is translated comes back, by every map, in the order of the sources.
func TestReverse(t *testing.T) {
	to := icd10cm(t, "2018-05-02")
	m := fhir.DiagnosisGEM(gemdata.Release(), nil, to)
	back := func(m *fhir.Map, code string, v fhir.Version) (codes []string) {
		for _, match := range m.Reverse(code, v).All("match") {
			codes = append(codes, match.Get("concept").(fhir.Coding).Code)
		}
		return codes
	}
	require.Equal(t, []string{"001.0"}, back(m, "A00.0", fhir.R4))
	require.Equal(t, fhir.Code("equivalent"), m.Reverse("A00.0", fhir.R4).All("match")[0].Get("equivalence"))
	require.Contains(t, back(m, "I26.90", fhir.R5), "415.11")
	facts := factsOf(t, m.Reverse("I26.90", fhir.R5))
	require.Contains(t, facts, "match/dependsOn/value/code T80.0XXA")
	require.Contains(t, facts, "match/relationship related-to")
	require.Contains(t, factsOf(t, m.Reverse("I26.90", fhir.R4)), "match/product/concept/code T80.0XXA")
	p := m.Reverse("ZZZ", fhir.R5)
	require.Equal(t, false, p.Get("result"))
	require.Contains(t, p.Get("message"), "Unknown code 'ZZZ'")
	require.Equal(t, false, (&fhir.Map{}).Reverse("A00.0", fhir.R4).Get("result"))

	n := 0
	for _, code := range []string{"428.0", "250.00", "415.11", "E812.0", "V45.81"} {
		for _, match := range m.Translate(code, fhir.R4).All("match") {
			require.Contains(t, back(m, match.Get("concept").(fhir.Coding).Code, fhir.R4), code)
			n++
		}
	}
	require.Greater(t, n, 5)

	now := icd10cm(t, "2026-05-02")
	years := fhir.YearToYear(icd10cm(t, "2019-05-02"), now, now.Conversions())
	require.Equal(t, []string{"T40.4X1A"}, back(years, "T40.411A", fhir.R4))
	require.Equal(t, []string{"I50.21"}, back(years, "I50.21", fhir.R4), "it keeps its code")
}

// A supplement's titles and properties are in answers, in its language, and not in
// the system as it is written.
func TestSupplement(t *testing.T) {
	s := fhir.ICD10CM(icd10cm(t, "2026-05-02"))
	x := &fhir.Supplement{URL: "http://example.org/es", Version: "1", Name: "Spanish", Title: "In Spanish", Of: s, Adds: []fhir.Addition{
		{Code: "A00", Designations: []fhir.Designation{{Language: "es", Value: "Cólera"}, {Language: "es-MX", Value: "Cólera (México)"}}},
		{Code: "I50.9", Properties: []fhir.Property{{Code: "watch", Value: true}, {Code: "group", Value: fhir.Coding{System: "http://example.org/g", Code: "7"}}}}}}
	with, err := s.With(x)
	require.NoError(t, err)

	p, err := with.Lookup("A00")
	require.NoError(t, err)
	require.Contains(t, factsOf(t, p), "designation/value Cólera")
	p, err = with.Lookup("I50.9", "watch")
	require.NoError(t, err)
	require.Equal(t, true, p.All("property")[0].Get("value"))
	require.Empty(t, p.All("designation"), "not asked for")
	require.Equal(t, true, with.ValidateCode("A00", "cólera").Get("result"))
	require.Equal(t, false, s.ValidateCode("A00", "cólera").Get("result"))

	set := &fhir.ValueSet{Name: "Cholera", Include: []fhir.Include{{System: with, Below: []string{"A00"}}}}
	for language, want := range map[string][2]string{"es": {"Cólera", "es"}, "es-MX": {"Cólera (México)", "es-MX"}, "es-AR": {"Cólera", "es"}, "de": {"Cholera", "en"}} {
		var b bytes.Buffer
		require.NoError(t, set.Expand(&b, fhir.Expansion{Language: language, Count: 1}))
		facts := factsOf(t, json.RawMessage(b.Bytes()))
		require.Contains(t, facts, "expansion/contains/display "+want[0], language)
		require.Contains(t, facts, "expansion/parameter/valueCode "+want[1], language)
		require.Contains(t, facts, "expansion/parameter/valueUri http://example.org/es|1")
	}

	for _, v := range []fhir.Version{fhir.R4, fhir.R5} {
		var b bytes.Buffer
		require.NoError(t, x.WriteTo(&b, v))
		facts := factsOf(t, json.RawMessage(b.Bytes()))
		for _, want := range []string{"content supplement", "supplements " + fhir.ICD10CMURL + "|2026-04", "concept/code A00", "concept/designation/language es",
			"property/code watch", "property/type boolean", "property/type Coding", "concept/property/valueBoolean true"} {
			require.Contains(t, facts, want)
		}
	}
	var plain, supplemented bytes.Buffer
	require.NoError(t, s.WriteTo(&plain, fhir.R4))
	require.NoError(t, with.WriteTo(&supplemented, fhir.R4))
	require.True(t, bytes.Equal(plain.Bytes(), supplemented.Bytes()))

	unknown := &fhir.Supplement{URL: "u", Of: s, Adds: []fhir.Addition{{Code: "A00.77"}}}
	two := &fhir.Supplement{URL: "u", Of: s, Adds: []fhir.Addition{{Code: "A00", Properties: []fhir.Property{{Code: "p", Value: 1}, {Code: "p", Value: "x"}}}}}
	none := &fhir.Supplement{URL: "u", Of: s, Adds: []fhir.Addition{{Code: "A00", Properties: []fhir.Property{{Code: "p", Value: fmt.Errorf("x")}}}}}
	for _, bad := range []*fhir.Supplement{unknown, two, none, {URL: "u", Of: fhir.ICD10CM(icd10cm(t, "2019-05-02"))}, {}} {
		_, err = s.With(bad)
		require.ErrorIs(t, err, medcode.ErrSyntax)
	}
	require.ErrorContains(t, unknown.WriteTo(&plain, fhir.R4), "A00.77")
	require.ErrorContains(t, two.WriteTo(&plain, fhir.R4), "a string, and a integer before")
}
