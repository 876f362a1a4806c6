package risk

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/research"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

// A report says the same as the score, names for each category and interaction
// the diagnoses that gave it, and every category of a diagnosis is either paid,
// dropped, or told why not.
func TestOfficialReports(t *testing.T) {
	p := officialPackages(t)
	models := map[ID]*Model{}
	reports, dropped := 0, 0
	for n, row := range rowsOf(t, "vectors/hcc/hcc.claims.tsv.gz") {
		if n%12 != 0 {
			continue
		}
		id, err := ParseID(row["model"])
		require.NoError(t, err)
		m := models[id]
		if m == nil {
			m, err = p.Model(id, 2026)
			require.NoError(t, err)
			models[id] = m
		}
		b, dx := vectorPerson(t, row)
		s, err := m.Score(b, dx, medcode.Period{})
		if err != nil {
			continue
		}
		r, err := m.Report(b, dx, medcode.Period{})
		require.NoError(t, err)
		reports++
		dropped += len(r.Dropped)
		require.Equal(t, s, r.Score)
		paid := map[string]bool{}
		for _, c := range s.Categories {
			paid[m.name(c)] = true
		}
		gone := map[string]bool{}
		for _, d := range r.Dropped {
			require.False(t, paid[m.name(d.Category)], "dropped and paid")
			gone[m.name(d.Category)] = true
		}
		counted := map[string]bool{}
		for _, e := range r.Evidence {
			require.Equal(t, e.Counted, e.Why == "")
			if e.Counted {
				counted[e.Category] = true
			}
			require.True(t, paid[e.Category] || gone[e.Category] || e.Why != "", "%s: %+v", row["id"], e)
		}
		require.Equal(t, slices.Sorted(maps.Keys(paid)), slices.Sorted(maps.Keys(counted)), row["id"])
		for i, c := range r.Contributions {
			require.Equal(t, s.Terms[i], c.Term)
			if strings.Contains(c.Name, "HCC") && paid[c.Name[strings.LastIndex(c.Name, "_")+1:]] {
				require.NotEmpty(t, c.Diagnoses, "%s: %s", row["id"], c.Name)
			}
		}
	}
	require.Greater(t, reports, 900)
	require.Greater(t, dropped, 500)
	t.Logf("%d reports, %d categories dropped", reports, dropped)
}

// What a model tells of itself.
func TestOfficialModels(t *testing.T) {
	p := officialPackages(t)
	for _, id := range IDs() {
		m, err := p.Model(id, 2026)
		require.NoError(t, err, id)
		require.NotEmpty(t, m.Segments(), id)
		terms := 0
		for _, segment := range m.Segments() {
			for name := range m.Terms(segment) {
				require.True(t, strings.HasPrefix(strings.ToUpper(name), segment+"_"), name)
				terms++
			}
		}
		require.Greater(t, terms, 100, id)
		for range m.Terms(m.Segments()[0]) {
			break
		}
		for range m.Terms("none") {
			t.Fatal("a segment that there isn't")
		}
		n := 0
		for code, categories := range m.All() {
			require.Equal(t, categories, m.Lookup(code))
			n++
		}
		require.Equal(t, m.Len(), n)
		for range m.All() {
			break
		}
		require.Contains(t, m.Release(), ",", "program, crosswalk and coefficients")
		for _, d := range m.Diagnostics() {
			require.NotEqual(t, "missing-coefficient", string(d.Kind), "%v: %v", id, d)
		}
	}
	_, err := p.Model("V99", 0)
	require.Error(t, err)
	h, err := ReadHHS(os.DirFS(official.Path(t, "releases/hhshcc/2021")))
	require.NoError(t, err)
	require.Contains(t, h.String(), "codes")
	require.Greater(t, h.Len(), 9000)
	require.Greater(t, len(h.Categories()), 140)
	require.Contains(t, h.Provenance().System, "HHS")
	label, ok := h.Label("HHS_HCC001")
	if !ok {
		label, ok = h.Label(h.Categories()[0])
	}
	require.True(t, ok && label != "")
	for _, e := range []Enrollee{{Age: -1}, {Age: 7000}, {Age: 40}, {Age: 40, Sex: medcode.Male, Metal: 'X'}, {Age: 40, Sex: medcode.Male, Metal: 'S', CSR: 14}, {Age: 40, Sex: medcode.Male, Metal: 'S'}} {
		_, err := h.Score(e, nil, nil, nil)
		require.ErrorIs(t, err, medcode.ErrSyntax)
	}
	// by birth: the age on the day of the diagnosis
	e := Enrollee{Age: 41, Birth: medcode.MustParseDate("1980-06-15"), Sex: medcode.Female, Metal: 'S', Months: 12}
	require.Equal(t, []int{40, 41}, []int{e.ageAt(medcode.MustParseDate("2021-06-14")), e.ageAt(medcode.MustParseDate("2021-06-15"))})
	s, err := h.Score(e, []research.Diagnosis{{Code: icd10("E11.9"), Date: medcode.MustParseDate("2021-03-01")}, {Code: icd10("E11.9"), Date: medcode.MustParseDate("2019-03-01")}}, nil, nil)
	require.NoError(t, err)
	require.Equal(t, 1, s.NoCategory+s.Ignored, "of another year")
}

// The findings K4, K6 and K7: an age that is none, a model that is none, a
// coefficient that no term adds, and diagnoses that the release doesn't hold.
func TestHonestOutput(t *testing.T) {
	mapping := hccMapping + "I10,99,CMS-HCC Model V99\n"
	coefficients := hccCoefficients + "CNA_NOTHING,0.5,CMS-HCC,C28\n"
	h, err := Read(files("map.csv", mapping, "h.csv", hccHierarchy, "c.csv", coefficients), "V28")
	require.NoError(t, err)
	kinds := map[string][]string{}
	for _, d := range h.Diagnostics() {
		kinds[string(d.Kind)] = append(kinds[string(d.Kind)], d.Text)
	}
	require.Len(t, kinds["unknown-model"], 1, "%v", h.Diagnostics())
	require.Contains(t, kinds["unknown-model"][0], "V99")
	require.Contains(t, strings.Join(kinds["unused-coefficient"], " "), "CNA_NOTHING")
	for _, age := range []int{7000, -1, oldest + 1} {
		b := Beneficiary{Age: age, Sex: medcode.Female}
		_, err = h.Score(b, nil, medcode.Period{})
		require.ErrorContains(t, err, "want 0 to 130")
		_, err = h.Explain(b, nil, medcode.Period{})
		require.Error(t, err)
		_, err = h.Report(b, nil, medcode.Period{})
		require.Error(t, err)
		_, err = h.CategoriesOf(b, nil, medcode.Period{})
		require.Error(t, err)
	}
	d := append(dx(t, "E11.22", "Z00.00", "R05.9"), research.Diagnosis{Code: research.MustParseCode(research.ICD9CM, "428.0")})
	s, err := h.Score(Beneficiary{Age: 72, Sex: medcode.Female}, d, medcode.Period{})
	require.NoError(t, err)
	require.Equal(t, []int{2, 1}, []int{s.NoCategory, s.OtherSystem}, "counted, not silent")
	_, err = h.Score(Beneficiary{Age: 72, Sex: medcode.Female, NewEnrollee: true}, d, medcode.Period{})
	require.Error(t, err, "no coefficients of new enrollees")
}

// Damaged programs of the marketplaces end in an error or a diagnostic, and
// never in a panic.
func TestOfficialDamagedHHS(t *testing.T) {
	whole := fstest.MapFS{}
	for _, name := range []string{"AGESEXV6.TXT", "CY21F07B_FY2021_ICD10.TXT", "CY21F07B_FY2022_ICD10.TXT", "CY21F07B_HCPCS7_3_21_10.TXT", "CY21F07B_ICD10_MCE_AGE.TXT",
		"CY21F07B_ICD10_MCE_SEX.TXT", "CY21M07B.TXT", "I0V07ED1.TXT", "SCOREV4.TXT", "V07141H1.TXT", "V07141L1.TXT"} {
		data, err := os.ReadFile(official.Path(t, "releases/hhshcc/2021/"+name))
		require.NoError(t, err)
		if strings.Contains(name, "_FY20") || strings.Contains(name, "MCE") {
			data = data[:min(len(data), 3000)]
		}
		whole[name] = &fstest.MapFile{Data: data}
	}
	_, err := ReadHHS(whole)
	require.NoError(t, err)
	damage := map[string]func([]byte) []byte{
		"cut":      func(b []byte) []byte { return b[:len(b)/3] },
		"brackets": func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), ")", "")) },
		"numbers":  func(b []byte) []byte { return []byte(strings.NewReplacer("1", "x", "0", "?").Replace(string(b))) },
		"letters":  func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), "%", "!")) },
	}
	failed := 0
	for name := range whole {
		for kind, harm := range damage {
			bad := maps.Clone(whole)
			bad[name] = &fstest.MapFile{Data: harm(slices.Clone(whole[name].Data))}
			h, err := ReadHHS(bad)
			if err != nil {
				failed++
				continue
			}
			_, _ = h.Score(Enrollee{Age: 40, Sex: medcode.Male, Metal: 'S', Months: 12}, nil, nil, nil) // no panic
			require.NotEmpty(t, h.Diagnostics(), "%s of %s", kind, name)
		}
	}
	require.Greater(t, failed, 5)
}

// Damaged packages of CMS's end in an error, or in a model that says what it
// lacks, and never in a panic.
func TestOfficialDamagedPackages(t *testing.T) {
	for zipName, id := range map[string]ID{"CMS-HCC software V2825.115.T2.zip": V28, "ESRD software E2125.87.P2.zip": ESRDV21} {
		z, err := zip.OpenReader(official.Path(t, "releases/hcc/2025/"+zipName))
		require.NoError(t, err)
		whole := fstest.MapFS{}
		for _, f := range z.File {
			r, err := f.Open()
			require.NoError(t, err)
			data, err := io.ReadAll(r)
			require.NoError(t, err)
			if strings.HasPrefix(f.Name, "F") && strings.HasSuffix(strings.ToUpper(f.Name), ".TXT") && len(data) > 4000 {
				data = data[:bytes.IndexByte(data[3000:], '\n')+3001]
			}
			whole[f.Name] = &fstest.MapFile{Data: data}
		}
		require.NoError(t, z.Close())
		_, err = Read(whole, string(id))
		require.NoError(t, err)
		failed := 0
		for name := range whole {
			if !strings.HasSuffix(strings.ToUpper(name), ".TXT") {
				continue
			}
			for _, harm := range []*strings.Replacer{
				strings.NewReplacer(")", ""), strings.NewReplacer("(", " ( ("), strings.NewReplacer("1", "x"), strings.NewReplacer(" = ", " = NOSUCH + "),
				strings.NewReplacer("THEN", "NEHT"), strings.NewReplacer("HIER=", "HEIR="), strings.NewReplacer("CC=", "C="), strings.NewReplacer("*", "**/"),
				strings.NewReplacer("SUM(", "MEAN("), strings.NewReplacer("MAX(", "MAX(OF "), strings.NewReplacer("\"", ""), strings.NewReplacer(",", ";"),
				strings.NewReplacer("HCC", "HCC9"), strings.NewReplacer("IN (", "NOTIN ("), strings.NewReplacer("%", ""),
			} {
				bad := maps.Clone(whole)
				text := harm.Replace(string(whole[name].Data))
				if text == string(whole[name].Data) {
					continue
				}
				bad[name] = &fstest.MapFile{Data: []byte(text)}
				m, err := Read(bad, string(id))
				if err != nil {
					failed++
					continue
				}
				_, _ = m.Score(Beneficiary{Age: 70, Sex: medcode.Male}, nil, medcode.Period{}) // no panic
			}
		}
		require.Greater(t, failed, 10, id)
		t.Logf("%v: %d kinds of damage are errors", id, failed)
	}
}
