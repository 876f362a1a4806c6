package fhir_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/gem/gemdata"
	"github.com/medcode/medcode/icd10/icd9/icd9data"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/rules/fhir"
)

func day(s string) medcode.Date { return medcode.MustParseDate(s) }

func icd10cm(t testing.TB, on string) *cm.Release {
	t.Helper()
	r, err := cmdata.Library().On(day(on))
	require.NoError(t, err)
	return r
}

func Example() {
	r, err := cmdata.Library().On(medcode.MustParseDate("2026-05-02"))
	if err != nil {
		fmt.Println(err)
		return
	}
	sys := fhir.ICD10CM(r)
	p, err := sys.Subsumes("I50", "I50.21")
	fmt.Println(p.Get("outcome"), err)
	b, _ := json.Marshal(sys.ValidateCode("I50.21", ""))
	fmt.Println(string(b))
	// Output:
	// subsumes <nil>
	// {"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"code","valueCode":"I50.21"},{"name":"system","valueUri":"http://hl7.org/fhir/sid/icd-10-cm"},{"name":"version","valueString":"2026-04"},{"name":"display","valueString":"Acute systolic (congestive) heart failure"}]}
}

type concept struct {
	Code, Display string
	Property      []map[string]any
	Concept       []concept
}

type codeSystem struct {
	ResourceType, URL, Version, Status, Content string
	Count                                       int
	Property                                    []struct{ Code, Type string }
	Concept                                     []concept
}

// count counts the concepts, and checks that their properties are defined.
func (s *codeSystem) count(t *testing.T, all []concept) (n int) {
	defined := map[string]string{}
	for _, p := range s.Property {
		defined[p.Code] = "value" + strings.ToUpper(p.Type[:1]) + p.Type[1:]
	}
	for _, c := range all {
		for _, p := range c.Property {
			require.Contains(t, p, defined[p["code"].(string)], "%v", p)
		}
		n += 1 + s.count(t, c.Concept)
	}
	return n
}

func systems(t testing.TB) map[string]*fhir.System {
	p, err := pcsdata.Library().On(day("2025-05-02"))
	require.NoError(t, err)
	o, err := icd9data.Library().On(day("2015-05-02"))
	require.NoError(t, err)
	h, err := hcpcsdata.Library().On(day("2025-02-02"))
	require.NoError(t, err)
	g, err := msdrg.Latest()
	require.NoError(t, err)
	return map[string]*fhir.System{
		fhir.ICD10CMURL: fhir.ICD10CM(icd10cm(t, "2026-05-02")), fhir.ICD10PCSURL: fhir.ICD10PCS(p), fhir.ICD9CMURL: fhir.ICD9CM(o),
		fhir.HCPCSURL: fhir.HCPCS(h), fhir.MSDRGURL: fhir.MSDRG(g),
	}
}

// A CodeSystem has every concept once, in both releases, and each is found.
func TestCodeSystems(t *testing.T) {
	if testing.Short() {
		t.Skip("of one goroutine, and long")
	}
	for url, s := range systems(t) {
		versions := []fhir.Version{fhir.R4, fhir.R5}
		if url == fhir.ICD10PCSURL || url == fhir.ICD9CMURL {
			versions = versions[:1] // large
		}
		for _, v := range versions {
			var b bytes.Buffer
			require.NoError(t, s.WriteTo(&b, v))
			var got codeSystem
			require.NoError(t, json.Unmarshal(b.Bytes(), &got))
			require.Equal(t, "CodeSystem", got.ResourceType)
			require.Equal(t, url, got.URL)
			require.Equal(t, "complete", got.Content)
			n := 0
			for c := range s.Concepts() {
				n++
				if n%50 == 0 {
					found, ok := s.Find(c.Code)
					require.True(t, ok && found.Display == c.Display, c.Code)
				}
			}
			require.Equal(t, n, got.count(t, got.Concept), url)
			if got.Count > 0 {
				require.Equal(t, n, got.Count)
			}
		}
	}
}

func TestLookup(t *testing.T) {
	all := systems(t)
	p, err := all[fhir.ICD10CMURL].Lookup("I50.2")
	require.NoError(t, err)
	require.Equal(t, "Systolic (congestive) heart failure", p.Get("display"))
	require.Equal(t, true, p.Get("abstract"))
	properties := map[string][]any{}
	for _, one := range p.All("property") {
		code := string(one.Get("code").(fhir.Code))
		properties[code] = append(properties[code], one.Get("value"))
	}
	require.Equal(t, []any{fhir.Code("I50")}, properties["parent"])
	require.Equal(t, []any{fhir.Code("I50.20"), fhir.Code("I50.21"), fhir.Code("I50.22"), fhir.Code("I50.23")}, properties["child"])
	require.Equal(t, []any{true}, properties["notSelectable"])

	p, err = all[fhir.ICD10CMURL].Lookup("I50.2", "parent")
	require.NoError(t, err)
	require.Len(t, p.All("property"), 1)

	for url, code := range map[string]string{fhir.ICD10PCSURL: "0SR90JZ", fhir.ICD9CMURL: "47.01", fhir.HCPCSURL: "J1885", fhir.MSDRGURL: "291"} {
		p, err := all[url].Lookup(code)
		require.NoError(t, err, url)
		require.NotEmpty(t, p.Get("display"), url)
		_, err = json.Marshal(p)
		require.NoError(t, err)
	}
	for _, code := range []string{"I5021", "i50.21", "I50.99", "", "?"} {
		_, err = all[fhir.ICD10CMURL].Lookup(code)
		require.ErrorIs(t, err, medcode.ErrSyntax, code)
		var unknown *fhir.UnknownError
		require.True(t, errors.As(err, &unknown))
	}
}

func TestValidateCode(t *testing.T) {
	s := systems(t)[fhir.ICD10CMURL]
	for _, c := range []struct {
		code, display string
		want          bool
		says          string
	}{
		{"I50.21", "", true, ""},
		{"I50.21", "acute  systolic (congestive) heart failure", true, ""},
		{"I50.21", "Cholera", false, "Wrong Display Name 'Cholera'"},
		{"I50", "", true, ""},
		{"I50.29", "", false, "Unknown code 'I50.29'"},
	} {
		p := s.ValidateCode(c.code, c.display)
		require.Equal(t, c.want, p.Get("result"), c.code)
		if c.says != "" {
			require.Contains(t, p.Get("message"), c.says)
		}
	}
}

func TestSubsumes(t *testing.T) {
	all := systems(t)
	for _, c := range [][4]string{
		{fhir.ICD10CMURL, "I50", "I50.21", "subsumes"}, {fhir.ICD10CMURL, "I50.21", "I50", "subsumed-by"}, {fhir.ICD10CMURL, "I50", "I50", "equivalent"},
		{fhir.ICD10CMURL, "I50", "A00", "not-subsumed"}, {fhir.ICD10PCSURL, "0SR", "0SR90JZ", "subsumes"}, {fhir.MSDRGURL, "291", "292", "not-subsumed"},
	} {
		p, err := all[c[0]].Subsumes(c[1], c[2])
		require.NoError(t, err)
		require.Equal(t, fhir.Code(c[3]), p.Get("outcome"), c)
	}
	_, err := all[fhir.ICD10CMURL].Subsumes("I50", "I50.77")
	require.Error(t, err)
}

func TestTranslate(t *testing.T) {
	to := icd10cm(t, "2018-05-02")
	m := fhir.DiagnosisGEM(gemdata.Release(), nil, to)
	for v, names := range map[fhir.Version][2]string{fhir.R4: {"equivalence", "source"}, fhir.R5: {"relationship", "originMap"}} {
		p := m.Translate("415.11", v)
		require.Equal(t, true, p.Get("result"))
		first := p.All("match")[0]
		require.Equal(t, "T80.0XXA", first.Get("concept").(fhir.Coding).Code)
		require.NotNil(t, first.Get(names[0]))
		require.NotNil(t, first.Get(names[1]))
		b, err := json.Marshal(p)
		require.NoError(t, err)
		require.Contains(t, string(b), `"product"`)
		require.Contains(t, string(b), "I26.90")
	}
	require.Equal(t, fhir.Code("equivalent"), m.Translate("001.0", fhir.R4).All("match")[0].Get("equivalence"))
	require.Equal(t, false, m.Translate("999.999", fhir.R4).Get("result"))
	require.Equal(t, false, m.Translate("E000.0x", fhir.R4).Get("result"))

	back := fhir.DiagnosisGEMBack(gemdata.Release(), to, nil)
	require.Equal(t, true, back.Translate("I26.99", fhir.R5).Get("result"))
	require.Equal(t, true, fhir.ProcedureGEM(gemdata.Release(), nil, nil).Translate("47.01", fhir.R4).Get("result"))
	require.Equal(t, true, fhir.ProcedureGEMBack(gemdata.Release(), nil, nil).Translate("0DTJ4ZZ", fhir.R4).Get("result"))
}

func TestYearToYear(t *testing.T) {
	to := icd10cm(t, "2026-05-02")
	m := fhir.YearToYear(icd10cm(t, "2019-05-02"), to, to.Conversions())
	var codes []string
	for _, match := range m.Translate("T40.4X1A", fhir.R4).All("match") {
		codes = append(codes, match.Get("concept").(fhir.Coding).Code)
	}
	require.Equal(t, []string{"T40.411A", "T40.421A", "T40.491A"}, codes)
	require.Equal(t, fhir.Code("equivalent"), m.Translate("I50.21", fhir.R4).All("match")[0].Get("equivalence"))
	require.Equal(t, false, m.Translate("I50", fhir.R4).Get("result"), "a header is not translated")

	for _, v := range []fhir.Version{fhir.R4, fhir.R5} {
		var b bytes.Buffer
		require.NoError(t, m.WriteTo(&b, v))
		var got struct {
			ResourceType string
			Group        []struct {
				Source, Target string
				Unmapped       struct{ Mode string }
				Element        []struct {
					Code   string
					NoMap  bool
					Target []map[string]any
				}
			}
		}
		require.NoError(t, json.Unmarshal(b.Bytes(), &got))
		require.Equal(t, "ConceptMap", got.ResourceType)
		require.NotEmpty(t, got.Group[0].Unmapped.Mode)
		require.Greater(t, len(got.Group[0].Element), 300)
		for _, e := range got.Group[0].Element {
			require.True(t, e.NoMap || len(e.Target) > 0, e.Code)
		}
	}
}

func TestConceptMapOfGEM(t *testing.T) {
	for _, v := range []fhir.Version{fhir.R4, fhir.R5} {
		var b bytes.Buffer
		require.NoError(t, fhir.DiagnosisGEM(gemdata.Release(), nil, nil).WriteTo(&b, v))
		var got struct {
			Group []struct{ Element []struct{ Code string } }
		}
		require.NoError(t, json.Unmarshal(b.Bytes(), &got))
		require.Len(t, got.Group[0].Element, 14567)
	}
}

func TestValueSets(t *testing.T) {
	s := fhir.ICD10CM(icd10cm(t, "2026-05-02"))
	set := &fhir.ValueSet{URL: "http://example.org/heart-failure", Name: "HeartFailure", Title: "Heart failure", Include: []fhir.Include{{System: s, Codes: []string{"I11.0"}, Below: []string{"I50"}}}}
	var codes []string
	for c := range set.Concepts() {
		codes = append(codes, c.Code)
	}
	require.Equal(t, []string{"I11.0", "I50", "I50.1", "I50.2"}, codes[:4])
	require.Equal(t, true, set.ValidateCode("I50.21", "").Get("result"))
	require.Equal(t, false, set.ValidateCode("A00", "").Get("result"))
	require.Equal(t, false, set.ValidateCode("A00.77", "").Get("result"))

	expand := func(v *fhir.ValueSet, e fhir.Expansion) (total int, codes []string) {
		var b bytes.Buffer
		require.NoError(t, v.Expand(&b, e))
		var got struct {
			ResourceType string
			Expansion    struct {
				Total    int
				Contains []struct{ Code, Display string }
			}
		}
		require.NoError(t, json.Unmarshal(b.Bytes(), &got))
		for _, c := range got.Expansion.Contains {
			codes = append(codes, c.Code)
		}
		return got.Expansion.Total, codes
	}
	total, codes := expand(set, fhir.Expansion{Filter: "acute syst", ForUI: true})
	require.Equal(t, 4, total)
	require.Contains(t, codes, "I50.21")
	total, codes = expand(&fhir.ValueSet{Name: "All", Include: []fhir.Include{{System: s}}}, fhir.Expansion{Filter: "cholera", Offset: 1, Count: 2})
	require.Len(t, codes, 2)
	require.GreaterOrEqual(t, total, 4)
	total, codes = expand(&fhir.ValueSet{Name: "All", Include: []fhir.Include{{System: s}}}, fhir.Expansion{Filter: "zyzzyva"})
	require.Zero(t, total)
	require.Empty(t, codes)

	for _, v := range []*fhir.ValueSet{set, {Name: "All", Include: []fhir.Include{{System: s}}}} {
		var b bytes.Buffer
		require.NoError(t, v.WriteTo(&b, fhir.R4))
		require.True(t, json.Valid(b.Bytes()))
		require.Contains(t, b.String(), `"compose"`)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestFullDisk(t *testing.T) {
	s := fhir.ICD10CM(icd10cm(t, "2026-05-02"))
	require.ErrorIs(t, s.WriteTo(full{}, fhir.R4), io.ErrShortWrite)
	require.ErrorIs(t, (&fhir.ValueSet{Include: []fhir.Include{{System: s}}}).Expand(full{}, fhir.Expansion{}), io.ErrShortWrite)
	require.ErrorIs(t, fhir.DiagnosisGEM(gemdata.Release(), nil, nil).WriteTo(full{}, fhir.R4), io.ErrShortWrite)
	_, err := json.Marshal(fhir.Parameter{Name: "x", Value: os.Stdout})
	require.ErrorIs(t, err, medcode.ErrSyntax)
}
