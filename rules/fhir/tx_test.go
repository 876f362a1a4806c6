package fhir_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/gem/gemdata"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/rules/fhir"
	"github.com/medcode/medcode/rules/mce"
)

// The cases of HL7's terminology ecosystem tests (repository
// HL7/fhir-tx-ecosystem-ig, folder tests) that are about what this package does,
// in form: what a request of the kind must be answered with, asked of ICD-10-CM in
// place of their test systems. want has the parameters, parts and issues that an
// answer must have, by path; not those that it must not.
func TestEcosystem(t *testing.T) {
	s := fhir.ICD10CM(icd10cm(t, "2026-05-02"))
	set := &fhir.ValueSet{URL: "http://example.org/heart-failure", Name: "HeartFailure", Title: "Heart failure", Include: []fhir.Include{{System: s, Below: []string{"I50"}}}}
	all := &fhir.ValueSet{URL: "http://example.org/all", Name: "All", Title: "All", Include: []fhir.Include{{System: s}}}
	answer := func(p fhir.Parameters, err error) any {
		if err != nil {
			o, _ := fhir.OutcomeOf(err)
			return o
		}
		return p
	}
	expand := func(v *fhir.ValueSet, e fhir.Expansion) any {
		var b bytes.Buffer
		require.NoError(t, v.Expand(&b, e))
		return json.RawMessage(b.Bytes())
	}
	coding := func(code, display string) fhir.Coding {
		return fhir.Coding{System: fhir.ICD10CMURL, Code: code, Display: display}
	}
	issue := func(code, kind, at string) []string {
		return []string{"result false", "issues/OperationOutcome", "issue/severity error", "issue/code " + code, "issue/details/coding/code " + kind,
			"issue/details/coding/system http://hl7.org/fhir/tools/CodeSystem/tx-issue-type", "issue/expression " + at, "message *"}
	}
	back := fhir.DiagnosisGEM(gemdata.Release(), nil, icd10cm(t, "2018-05-02"))
	for _, c := range []struct {
		name      string // of the case
		got       any
		want, not []string
	}{
		{"simple/simple-lookup", answer(s.Lookup("I50.2")),
			[]string{"code I50.2", "display Systolic (congestive) heart failure", "name *", "version *", "system " + fhir.ICD10CMURL, "designation/value *", "designation/language en",
				"property/code child", "property/value I50.21", "property/description Acute systolic (congestive) heart failure", "property/code parent", "property/value I50", "property/code inactive", "property/value false"}, nil},
		{"simple/simple-lookup2 (abstract)", answer(s.Lookup("I50")), []string{"abstract true", "property/code notSelectable", "property/value true"}, nil},
		{"icd-11/lookup-bad-code", answer(s.Lookup("I50.99")), []string{"OperationOutcome", "issue/severity error", "issue/code not-found", "issue/details/coding/code invalid-code", "issue/details/text *"}, nil},
		{"simple/simple-subsumes-no-system-coding", answer(s.SubsumesCoding(fhir.Coding{Code: "I50"}, coding("I50.21", ""))),
			[]string{"OperationOutcome", "issue/severity error", "issue/code invalid", "issue/details/coding/code invalid-data"}, nil},
		{"subsumes of Codings", answer(s.SubsumesCoding(coding("I50", ""), coding("I50.21", ""))), []string{"outcome subsumes"}, nil},
		{"validation/cs-code-good", s.ValidateCode("I50.21", ""), []string{"result true", "code I50.21", "system " + fhir.ICD10CMURL, "version *", "display *"}, []string{"message", "issues"}},
		{"validation/cs-code-bad-code", s.ValidateCode("I50.2X", ""), append(issue("code-invalid", "invalid-code", "code"), "code I50.2X"), []string{"display"}},
		{"icd-11/cs-validate-case (case-sensitive)", s.ValidateCode("i50.21", ""), issue("code-invalid", "invalid-code", "code"), nil},
		{"icd-11/cs-validate-bad-display", s.ValidateCode("I50.21", "Kolera"), append(issue("invalid", "invalid-display", "display"), "display Acute systolic (congestive) heart failure"), nil},
		{"icd-11/cs-validate-good-display", s.ValidateCode("I50.21", "Acute systolic (congestive) heart failure"), []string{"result true"}, []string{"issues"}},
		{"validation/simple-coding-bad-system", s.ValidateCoding(fhir.Coding{System: "http://example.org/none", Code: "I50"}), append(issue("not-found", "not-found", "Coding.system"), "system http://example.org/none"), nil},
		{"validation/simple-coding-no-system", s.ValidateCoding(fhir.Coding{Code: "I50"}), issue("invalid", "invalid-data", "Coding.system"), []string{"system"}},
		{"validation/simple-codeableconcept-bad-version", s.ValidateCoding(fhir.Coding{System: fhir.ICD10CMURL, Version: "1999", Code: "I50"}), issue("not-found", "not-found", "Coding.system"), nil},
		{"validation/simple-code-good", set.ValidateCode("I50.21", ""), []string{"result true"}, []string{"issues"}},
		{"validation/simple-code-bad-code", set.ValidateCode("I50.2X", ""), append(issue("code-invalid", "not-in-vs", "code"), "issue/details/coding/code invalid-code"), nil},
		{"validation: a code that is not in the set", set.ValidateCode("A00.0", ""), issue("code-invalid", "not-in-vs", "code"), nil},
		{"translate/translate-1 (R5)", back.Translate("428.0", fhir.R5), []string{"result true", "match/concept/code I50.9", "match/concept/system " + fhir.ICD10CMURL, "match/relationship *"}, []string{"match/equivalence"}},
		{"translate/translate-1 (R4)", back.Translate("428.0", fhir.R4), []string{"result true", "match/concept/code I50.9", "match/equivalence *"}, []string{"match/relationship"}},
		{"icd-11/expand-pcs", expand(set, fhir.Expansion{}), []string{"ValueSet", "url " + set.URL, "status active", "experimental false", "expansion/timestamp *", "expansion/total *", "expansion/contains/system " + fhir.ICD10CMURL, "expansion/contains/code I50.21", "expansion/contains/display *"}, []string{"expansion/contains/designation"}},
		{"icd-11/expand-pcs-offset", expand(set, fhir.Expansion{Offset: 1, Count: 2}), []string{"expansion/offset 1", "expansion/parameter/name offset", "expansion/parameter/valueInteger 1", "expansion/parameter/name count", "expansion/parameter/valueInteger 2", "expansion/contains/code I50.1", "expansion/contains/code I50.2"}, []string{"expansion/contains/code I50", "expansion/contains/code I50.20"}},
		{"icd-11/expand-pcs-count (0: the total alone)", expand(set, fhir.Expansion{TotalOnly: true}), []string{"expansion/total *", "expansion/parameter/valueInteger 0"}, []string{"expansion/contains"}},
		{"icd-11/expand-pcs-filter", expand(all, fhir.Expansion{Filter: "systolic acute"}), []string{"expansion/parameter/name filter", "expansion/parameter/valueString systolic acute", "expansion/contains/code I50.21"}, []string{"expansion/contains/code A00"}},
		{"parameters/parameters-expand-all-designations", expand(set, fhir.Expansion{Designations: true, Language: "de"}), []string{"expansion/parameter/name includeDesignations", "expansion/parameter/name displayLanguage", "expansion/parameter/valueCode en", "expansion/contains/designation/language en", "expansion/contains/designation/value *"}, nil},
		{"parameters/parameters-expand-all-active", expand(set, fhir.Expansion{ActiveOnly: true}), []string{"expansion/parameter/name activeOnly", "expansion/contains/abstract true"}, []string{"expansion/contains/inactive"}},
		{"parameters: excludeNotForUI", expand(set, fhir.Expansion{ForUI: true}), []string{"expansion/parameter/name excludeNotForUI"}, []string{"expansion/contains/abstract"}},
		{"version/vs-expand-all (used-codesystem)", expand(set, fhir.Expansion{}), []string{"expansion/parameter/name used-codesystem", "expansion/parameter/valueUri " + fhir.ICD10CMURL + "|2026-04"}, nil},
	} {
		b, err := json.Marshal(c.got)
		require.NoError(t, err, c.name)
		var resource any
		require.NoError(t, json.Unmarshal(b, &resource), c.name)
		facts := flat(resource)
		for _, w := range c.want {
			require.True(t, states(facts, w), "%s: no %q in\n%s", c.name, w, b)
		}
		for _, w := range c.not {
			require.False(t, states(facts, w+" *") || strings.Contains(w, " ") && states(facts, w), "%s: %q in\n%s", c.name, w, b)
		}
	}
}

// states reports whether facts have one, * for any value.
func states(facts []string, want string) bool {
	if path, any := strings.CutSuffix(want, " *"); any {
		return slices.ContainsFunc(facts, func(f string) bool { return strings.HasPrefix(f, path+" ") || strings.HasPrefix(f, path+"/") })
	}
	return slices.Contains(facts, want)
}

// flat returns what a resource says, a fact a line: Parameters by the names of
// parameters and parts, anything else by the names of members.
func flat(v any) (facts []string) {
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				walk(path, one)
			}
		case map[string]any:
			under := func(name string) string {
				if path == "" {
					return name
				}
				return path + "/" + name
			}
			if kind, ok := v["resourceType"].(string); ok && kind != "Parameters" {
				facts = append(facts, under(kind))
				if kind == "OperationOutcome" {
					path = ""
				}
			}
			name, named := v["name"].(string)
			if !named || strings.HasPrefix(path, "expansion") || v["status"] != nil {
				for k, one := range v {
					switch {
					case k == "resourceType":
					case k == "parameter" && path == "":
						walk("", one)
					case path == "":
						walk(k, one)
					default:
						walk(path+"/"+k, one)
					}
				}
				return
			}
			for k, one := range v {
				if k == "part" || strings.HasPrefix(k, "value") || k == "resource" {
					walk(under(name), one)
				}
			}
		default:
			facts = append(facts, path+" "+fmt.Sprint(v))
		}
	}
	walk("", v)
	return facts
}

func TestListsOfRules(t *testing.T) {
	r := icd10cm(t, "2026-05-02")
	s := fhir.ICD10CM(r)
	exempt := fhir.POAExempt(r, "http://example.org/exempt")
	require.True(t, exempt.Contains("Z79.4"))
	require.False(t, exempt.Contains("I50.21"))

	edit := fhir.EditList(s, mce.Default(), "manifestation", day("2026-05-02"), "http://example.org/manifestation")
	require.Equal(t, "MCEManifestation", edit.Name)
	require.True(t, edit.Contains("D63.0"))
	require.False(t, edit.Contains("I50.21"))
	require.Empty(t, fhir.EditList(s, mce.Default(), "none such", day("2026-05-02"), "").Include[0].Codes)
	none := fhir.EditList(s, mce.Default(), "", day("2026-05-02"), "")
	require.Zero(t, len(slices.Collect(none.Concepts())))
	require.False(t, none.Contains("I50.21"))

	diabetes := &research.Definition{Name: "Diabetes", Include: []research.Codes{
		{System: research.ICD10CM, First: research.MustParseCode(research.ICD10CM, "E10"), Last: research.MustParseCode(research.ICD10CM, "E11")},
		{System: research.ICD9CM, First: research.MustParseCode(research.ICD9CM, "250"), Last: research.MustParseCode(research.ICD9CM, "250")}}}
	set := fhir.CaseDefinition(s, diabetes, day("2026-05-02"), "http://example.org/diabetes")
	require.True(t, set.Contains("E11.9") && set.Contains("E10.10"))
	require.False(t, set.Contains("E13.9") || set.Contains("E11"))
	old, err := icd9data.Library().On(medcode.MustParseDate("2015-09-30"))
	require.NoError(t, err)
	set = fhir.CaseDefinition(fhir.ICD9CM(old), diabetes, day("2015-05-02"), "http://example.org/diabetes")
	require.True(t, set.Contains("250.00"))
	require.False(t, set.Contains("249.00"))

	for _, v := range []fhir.Version{fhir.R4, fhir.R5} {
		var b bytes.Buffer
		require.NoError(t, set.WriteTo(&b, v))
		require.True(t, json.Valid(b.Bytes()))
	}
}
