package research

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

// Counts of codes by measure in AHRQ's reference file v2026.1, counted with
// another program.
var elixhauserCounts = map[string]int{"AIDS": 9, "ALCOHOL": 57, "ANEMDEF": 26, "AUTOIMMUNE": 599, "BLDLOSS": 1, "CANCER_LEUK": 100,
	"CANCER_LYMPH": 447, "CANCER_METS": 54, "CANCER_NSITU": 110, "CANCER_SOLID": 601, "CBVD": 184 + 127, "COAG": 57, "DEMENTIA": 93,
	"DEPRESS": 19, "DIAB_CX": 445, "DIAB_UNCX": 66, "DRUG_ABUSE": 259, "HF": 37, "HTN_CX": 61, "HTN_UNCX": 10, "LIVER_MLD": 60,
	"LIVER_SEV": 19, "LUNG_CHRONIC": 68, "NEURO_MOVT": 68, "NEURO_OTH": 77, "NEURO_SEIZ": 61, "OBESE": 35, "PARALYSIS": 180,
	"PERIVASC": 360, "PSYCHOSES": 145, "PULMCIRC": 22, "RENLFL_MOD": 6, "RENLFL_SEV": 15, "THYROID_HYPO": 18, "THYROID_OTH": 31,
	"ULCER_PEPTIC": 36, "VALVE": 109, "WGHTLOSS": 18}

func TestCompiledElixhauser(t *testing.T) {
	e := CompiledElixhauser()
	require.Equal(t, "2026.1", e.Provenance().Release)
	require.Len(t, e.Provenance().Files, 2)
	require.Empty(t, e.Diagnostics())
	require.Equal(t, 4567, e.Len())
	counts, poa := map[string]int{}, 0
	for _, s := range e.All() {
		for m := range s.All() {
			counts[e.measures[m].Name]++
		}
	}
	for _, m := range e.Measures() {
		if m.POA {
			poa++
		}
	}
	require.Equal(t, elixhauserCounts, counts)
	require.Equal(t, 18, poa)
	require.Len(t, e.exempt, 230)
}

func TestOfficialElixhauser(t *testing.T) {
	e, err := ReadElixhauser(os.DirFS(official.Path(t, "releases/ahrq")))
	require.NoError(t, err)
	for _, d := range e.Diagnostics() {
		require.Equal(t, medcode.KindUnreadFile, d.Kind, d) // the other reference files of the folder
	}
	compiled := CompiledElixhauser()
	require.Equal(t, e.measures, compiled.measures)
	require.Equal(t, e.codes, compiled.codes)
	require.Equal(t, e.Provenance().Files[0], compiled.Provenance().Files[0])
	f := e.WithExempt(func(yield func(cm.Code) bool) {
		for c := range compiled.exempt {
			if !yield(cm.MustParse(c.String())) {
				return
			}
		}
	})
	text, err := f.MarshalText()
	require.NoError(t, err)
	lines := strings.Split(string(elixhauserText), "\n")
	lines = slices.Delete(lines, 2, 3) // the second source
	require.Equal(t, strings.Join(lines, "\n"), string(text))
}

func names(e *Elixhauser, s MeasureSet) []string {
	var n []string
	for m := range s.All() {
		n = append(n, e.measures[m].Name)
	}
	return n
}

// Hand-worked stays, after AHRQ's User Guide: what counts, what present-on-
// admission does, and what takes the place of what.
func TestElixhauserStay(t *testing.T) {
	e := CompiledElixhauser()
	for _, c := range []struct {
		name                   string
		dx                     []string
		want                   string
		readmission, mortality int
	}{
		{"nothing", nil, "", 0, 0},
		{"the principal diagnosis is none", []string{"*I50.9 Y"}, "", 0, 0},
		{"heart failure on admission", []string{"*A41.9 Y", "I50.9 Y"}, "HF", 7, 14},
		{"clinically undetermined counts as present", []string{"*A41.9 Y", "I50.9 W"}, "HF", 7, 14},
		{"heart failure during the stay", []string{"*A41.9 Y", "I50.9 N"}, "", 0, 0},
		{"documentation insufficient", []string{"*A41.9 Y", "I50.9 U"}, "", 0, 0},
		{"hypertension doesn't ask", []string{"*A41.9 Y", "I10 N"}, "HTN_UNCX", 0, 0},
		{"hypertensive heart disease with failure during the stay", []string{"*A41.9 Y", "I11.0 N"}, "HTN_CX", 0, 1},
		{"hypertensive heart and kidney disease, failure, stage 5", []string{"*A41.9 Y", "I13.2 Y"}, "HF HTN_CX RENLFL_SEV", 15, 22},
		{"diabetes with takes the place of without", []string{"*A41.9 Y", "E11.9 Y", "E11.22 Y"}, "DIAB_CX", 4, -2},
		{"metastasis takes the place of the tumor", []string{"*A41.9 Y", "C50.412 Y", "D05.11 Y", "C79.51 Y"}, "CANCER_METS", 11, 22},
		{"a tumor takes the place of one in situ", []string{"*A41.9 Y", "C50.412 Y", "D05.11 Y"}, "CANCER_SOLID", 7, 10},
		{"severe liver disease", []string{"*A41.9 Y", "K70.30 Y", "K76.6 Y"}, "LIVER_SEV", 10, 16},
		{"severe liver disease that came later leaves the mild one", []string{"*A41.9 Y", "K70.30 Y", "K76.6 N"}, "LIVER_MLD", 3, 2},
		{"kidney failure", []string{"*A41.9 Y", "N18.31 Y", "N18.6 Y"}, "RENLFL_SEV", 8, 7},
		{"stroke on admission", []string{"*A41.9 Y", "I63.9 Y"}, "CBVD", 0, 5},
		{"stroke during the stay", []string{"*A41.9 Y", "I63.9 N"}, "", 0, 0},
		{"sequela of stroke is exempt", []string{"*A41.9 Y", "I69.320"}, "CBVD", 0, 5},
		{"a new stroke hides the sequela of the old", []string{"*A41.9 Y", "I69.320", "I63.9 N"}, "", 0, 0},
		{"unless one was present too", []string{"*A41.9 Y", "I69.320", "I63.9 N", "I63.40 Y"}, "CBVD", 0, 5},
		{"paralysis after stroke is two", []string{"*A41.9 Y", "I69.351"}, "CBVD PARALYSIS", 3, 9},
		{"diabetes, failure, blood loss", []string{"*C79.51 Y", "E11.9", "I50.9 Y", "D50.0 Y"}, "BLDLOSS DIAB_UNCX HF", 9, 10},
		{"drug psychosis during the stay", []string{"*A41.9 Y", "F11.150 N"}, "DRUG_ABUSE", 6, -7},
	} {
		got := e.Stay(dx(t, c.dx...))
		require.Equal(t, c.want, strings.Join(names(e, got.Measures), " "), c.name)
		require.Equal(t, c.readmission, got.Readmission, c.name)
		require.Equal(t, c.mortality, got.Mortality, c.name)
		require.Equal(t, got.Measures.Len(), len(names(e, got.Measures)))
	}
	require.True(t, e.Stay(dx(t, "*A41.9", "I50.9", "I10")).NoPOA)
	require.False(t, e.Stay(dx(t, "*A41.9 Y", "I50.9", "I10")).NoPOA)

	w := LookBack(medcode.MustParseDate("2025-01-01"), 365)
	got := e.In(dx(t, "I50.9 Y 2024-05-01", "J44.9 2025-01-01", "E66.9 2023-01-01", "I10"), w)
	require.Equal(t, []string{"HF"}, names(e, got.Measures))
	set, ok := e.Lookup(icd10("I69.351"))
	require.True(t, ok)
	require.Equal(t, []string{"CBVD", "PARALYSIS"}, names(e, set))
	_, ok = e.Lookup(icd10("Z00.00"))
	require.False(t, ok)
}

func TestElixhauserExplain(t *testing.T) {
	e := CompiledElixhauser()
	d := dx(t, "*I50.9 Y", "E11.9 Y", "E11.22 N", "K76.6 N", "I69.320", "I63.9 N", "Z00.00", "I10 2020-01-01")
	require.Equal(t, []string{
		"HF of I50.9: principal diagnosis",
		"DIAB_UNCX of E11.9: DIAB_CX takes its place",
		"DIAB_CX of E11.22: counted",
		"LIVER_SEV of K76.6: not present on admission",
		"CBVD of I69.320: cerebrovascular disease came during the stay",
		"CBVD of I63.9: not present on admission",
		"HTN_UNCX of I10: counted",
	}, reasons(d, e.Explain(d, medcode.Period{})))
	require.Equal(t, []string{"HTN_UNCX of I10: outside the look-back window"},
		reasons(d[7:], e.Explain(d[7:], LookBack(medcode.MustParseDate("2025-01-01"), 30))))
}

// The fast form and the plain one agree on random stays.
func TestElixhauserTwins(t *testing.T) {
	e := CompiledElixhauser()
	codes := slices.SortedFunc(maps.Keys(e.codes), Code.Compare)
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		d := make([]Diagnosis, r.IntN(12))
		for i := range d {
			d[i] = Diagnosis{Code: codes[r.IntN(len(codes))], POA: cm.POA("YNUW1\x00"[r.IntN(6)]), Principal: r.IntN(9) == 0,
				Date: medcode.MustParseDate("2024-01-01").AddDays(r.IntN(20))}
		}
		w := medcode.Period{}
		if r.IntN(2) == 0 {
			w = LookBack(medcode.MustParseDate("2024-01-11"), 10)
		}
		var slow MeasureSet
		for _, l := range e.Explain(d, w) {
			if l.Counted {
				f, _ := e.place(l.Category)
				slow |= MeasureSet(f)
			}
		}
		require.Equal(t, names(e, slow), names(e, e.In(d, w).Measures), "%v", d)
	}
}

func cmrBook(tb testing.TB, change func(measures, mapping []string) ([]string, []string)) string {
	measures := []string{"Searchable list of measures, v2026.1", "Abbreviation|Comorbidity Description|Uses POA?",
		"CMR_CBVD|Cerebrovascular disease|Yes", "CMR_DIAB_CX|Diabetes with|No", "CMR_DIAB_UNCX|Diabetes without|No", "CMR_HF|Heart failure|Yes", "End of Content"}
	mapping := []string{"Searchable list of codes, v2026.1", "ICD-10-CM Diagnosis|Description|# Comorbidities|CBVD_POA|CBVD_SQLA|DIAB_CX|DIAB_UNCX|HF",
		"I639|Stroke|1|1|0|0|0|0", "E119|Diabetes|1|0|0|0|1|0", "I509|Failure|1|0|0|0|0|1", "End of Content"}
	if change != nil {
		measures, mapping = change(measures, mapping)
	}
	return string(workbook(tb, sheet{"Table_of_Contents", []string{"x"}}, sheet{"Comorbidity_Measures", measures}, sheet{"DX_to_Comorb_Mapping", mapping}))
}

func TestReadElixhauser(t *testing.T) {
	e, err := ReadElixhauser(files("readme.pdf", "%PDF-1", "CMR.xlsx", cmrBook(t, nil)))
	require.NoError(t, err)
	require.Equal(t, "2026.1", e.Provenance().Release)
	require.Empty(t, e.Diagnostics())
	require.Equal(t, 3, e.Len())
	require.Equal(t, []string{"CBVD", "DIAB_UNCX", "HF"}, names(e, e.Stay(dx(t, "I63.9 Y", "E11.9 Y", "I50.9 Y")).Measures))

	row := func(i int, text string) func(a, b []string) ([]string, []string) {
		return func(a, b []string) ([]string, []string) {
			if i < 10 {
				a[i] = text
			} else {
				b[i-10] = text
			}
			return a, b
		}
	}
	for _, c := range []struct {
		name   string
		change func(a, b []string) ([]string, []string)
		want   error
		text   string
	}{
		{"not yes or no", row(3, "CMR_DIAB_CX|Diabetes|Maybe"), medcode.ErrSyntax, "CMR.xlsx:4:3: want Yes or No"},
		{"no measures", func(_, b []string) ([]string, []string) { return []string{"x"}, b }, medcode.ErrLayout, "0 comorbidity measures"},
		{"a column of no measure", row(11, "ICD-10-CM Diagnosis|D|#|CBVD_POA|CBVD_SQLA|DIAB_CX|DIAB_UNCX|GOUT"), medcode.ErrLayout, `no column "HF"`},
		{"a measure without column", row(11, "ICD-10-CM Diagnosis|D|#|CBVD_POA|CBVD_SQLA|DIAB_CX|DIAB_UNCX"), medcode.ErrLayout, `no column "HF"`},
		{"not a code", row(12, "639|Stroke|1|1|0|0|0|0"), medcode.ErrSyntax, "CMR.xlsx:3:1"},
		{"not a flag", row(12, "I639|Stroke|1|2|0|0|0|0"), medcode.ErrSyntax, "CMR.xlsx:3:4: want 0 or 1"},
		{"no codes", func(a, b []string) ([]string, []string) { return a, b[:2] }, medcode.ErrLayout, "a heading without rows"},
	} {
		_, err := ReadElixhauser(files("CMR.xlsx", cmrBook(t, c.change)))
		require.ErrorIs(t, err, c.want, c.name)
		require.ErrorContains(t, err, c.text, c.name)
	}
	for kind, change := range map[string]func(a, b []string) ([]string, []string){
		"no-weight":      row(3, "CMR_GOUT|Gout|No"),
		"duplicate-code": row(13, "I639|Diabetes|1|0|0|0|1|0"),
		"count":          row(12, "I639|Stroke|2|1|0|0|0|0"),
	} {
		if kind == "no-weight" {
			inner := change
			change = func(a, b []string) ([]string, []string) {
				b[1] = strings.Replace(b[1], "DIAB_CX", "GOUT", 1)
				return inner(a, b)
			}
		}
		e, err := ReadElixhauser(files("CMR.xlsx", cmrBook(t, change)))
		require.NoError(t, err)
		require.Len(t, e.Diagnostics(), 1)
		require.Equal(t, kind, string(e.Diagnostics()[0].Kind))
	}
	for name, fsys := range map[string]struct {
		files []string
		text  string
	}{
		"nothing":      {nil, "no file of AHRQ's"},
		"other sheets": {[]string{"a.xlsx", string(workbook(t, sheet{"Sheet1", []string{"x"}}))}, "met a.xlsx (a zip)"},
		"a page":       {[]string{"a.xlsx", "<html>"}, "a.xlsx: not read: an HTML page"},
		"two":          {[]string{"a.xlsx", cmrBook(t, nil), "b.xlsx", cmrBook(t, func(a, b []string) ([]string, []string) { return a, append(b, b[len(b)-1]) })}, "a second, different workbook"},
		"no workbook":  {[]string{"a.xlsx", "PK\x03\x04"}, "a.xlsx"},
	} {
		_, err := ReadElixhauser(files(fsys.files...))
		require.ErrorContains(t, err, fsys.text, name)
	}
	_, err = ReadElixhauserWith(files("a.xlsx", cmrBook(t, nil)), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
	require.Empty(t, versionIn("no version"))
}

// The weights of AHRQ's CMR_Index_Program of v2026.1 (readmission, mortality),
// and those for mortality of v2022.1 that differ.
func TestElixhauserWeights(t *testing.T) {
	latest, first := map[string][2]int{}, map[string]int{}
	for line := range strings.Lines(`
AIDS 5 -4
ALCOHOL 3 -1
ANEMDEF 5 -3
AUTOIMMUNE 2 0 -1
BLDLOSS 2 -4
CANCER_LEUK 10 9
CANCER_LYMPH 7 5 6
CANCER_METS 11 22 23
CANCER_NSITU 0 0
CANCER_SOLID 7 10
CBVD 0 5
HF 7 14 15
COAG 3 14 15
DEMENTIA 1 5
DEPRESS 2 -8 -9
DIAB_CX 4 -2
DIAB_UNCX 0 0
DRUG_ABUSE 6 -7
HTN_CX 0 1
HTN_UNCX 0 0
LIVER_MLD 3 2
LIVER_SEV 10 16 17
LUNG_CHRONIC 4 2
NEURO_MOVT 1 -1
NEURO_OTH 2 22 23
NEURO_SEIZ 5 2
OBESE -2 -7
PARALYSIS 3 4
PERIVASC 1 3
PSYCHOSES 6 -9
PULMCIRC 3 4
RENLFL_MOD 4 3
RENLFL_SEV 8 7 8
THYROID_HYPO 0 -3
THYROID_OTH 0 -8
ULCER_PEPTIC 2 0
VALVE 0 0
WGHTLOSS 6 13 14
`) {
		var name string
		var readmission, mortality, mortality2022 int
		if n, _ := fmt.Sscan(line, &name, &readmission, &mortality, &mortality2022); n == 0 {
			continue
		} else if n == 4 {
			first[name] = mortality2022
		}
		latest[name] = [2]int{readmission, mortality}
	}
	require.Equal(t, latest, weights)
	require.Equal(t, first, mortality2022)

	for release, want := range map[string]struct {
		hf   [2]int
		kind string
	}{
		"v2021.1": {[2]int{0, 0}, "no-indices"},
		"v2022.1": {[2]int{7, 15}, ""},
		"v2023.1": {[2]int{7, 14}, ""},
		"v2026.1": {[2]int{7, 14}, ""},
		"v2027.1": {[2]int{7, 14}, "other-release"},
		"":        {[2]int{7, 14}, "other-release"},
	} {
		e, err := ReadElixhauser(files("CMR.xlsx", cmrBook(t, func(a, b []string) ([]string, []string) {
			a[0] = strings.Replace(a[0], "v2026.1", release, 1)
			return a, b
		})))
		require.NoError(t, err)
		got := e.Stay(dx(t, "I50.9 Y"))
		require.Equal(t, want.hf, [2]int{got.Readmission, got.Mortality}, release)
		var kinds []string
		for _, d := range e.Diagnostics() {
			kinds = append(kinds, string(d.Kind))
		}
		require.Equal(t, want.kind, strings.Join(kinds, " "), release)

		text, err := e.MarshalText()
		require.NoError(t, err)
		var again Elixhauser
		require.NoError(t, again.UnmarshalText(text))
		require.Equal(t, e.measures, again.measures, release)
	}
}

// In a stay cerebrovascular disease counts when it was present, or when a
// sequela is coded and none came during the stay. Its columns are alone on a
// code but for sequelae with paralysis, as AHRQ's program takes for granted.
func TestElixhauserStrokeColumns(t *testing.T) {
	e := CompiledElixhauser()
	paralysis, _ := e.place("PARALYSIS")
	for c, f := range e.codes {
		if f&e.rules.cbvdNow != 0 {
			require.Equal(t, e.rules.cbvdNow, f, c)
		}
		if f&e.rules.cbvdSequela != 0 {
			require.Zero(t, f&^(e.rules.cbvdSequela|paralysis), c)
		}
	}
}

func TestUnmarshalElixhauser(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "no measures",
		"nonsense":                             "kind \"nonsense\"",
		"file x":                               "size",
		"measure HF Yes x\ncodes GOUT M10":     "measure \"GOUT\"",
		"measure HF Yes x\ncodes HF 50":        "ICD-10-CM",
		"measure HF Yes x\nexempt 50":          "ICD-10-CM",
		strings.Repeat("measure A No x\n", 61): "more than 60",
	} {
		require.ErrorContains(t, new(Elixhauser).UnmarshalText([]byte(text)), want)
	}
}

func FuzzUnmarshalElixhauser(f *testing.F) {
	f.Add([]byte("release 1\nmeasure HF Yes x\ncodes HF I509 I50\nexempt I50"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var e, again Elixhauser
		if e.UnmarshalText(text) != nil {
			return
		}
		out, err := e.MarshalText()
		require.NoError(t, err)
		require.NoError(t, again.UnmarshalText(out))
		require.Equal(t, e.codes, again.codes)
		e.Explain([]Diagnosis{{Code: icd10("I50.9")}}, medcode.Period{})
	})
}

func BenchmarkElixhauser(b *testing.B) {
	e := CompiledElixhauser()
	stays := randomStays(e, 1000)
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		e.Stay(stays[i%len(stays)])
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "stays/s")
}

// randomStays returns stays of ten diagnoses, of which a third is a comorbidity.
func randomStays(e *Elixhauser, n int) [][]Diagnosis {
	codes := slices.SortedFunc(maps.Keys(e.codes), Code.Compare)
	r := rand.New(rand.NewPCG(3, 4))
	stays := make([][]Diagnosis, n)
	for i := range stays {
		for j := range 10 {
			d := Diagnosis{Code: codes[r.IntN(len(codes))], POA: cm.POA("YYYNW"[r.IntN(5)]), Principal: j == 0}
			if r.IntN(3) > 0 {
				d.Code = icd10("S72").First(3)
				d.Code = MustParseCode(ICD10CM, "S72"+string(rune('0'+r.IntN(10)))+string(rune('0'+r.IntN(10))))
			}
			stays[i] = append(stays[i], d)
		}
	}
	return stays
}

func TestElixhauserNoAllocation(t *testing.T) {
	e := CompiledElixhauser()
	d := dx(t, "*A41.9 Y", "I50.9 Y", "E11.22 Y", "I69.320")
	require.Zero(t, testing.AllocsPerRun(100, func() { e.Stay(d) }))
}

func TestElixhauserUnknownColumn(t *testing.T) {
	e, err := ReadElixhauser(files("CMR.xlsx", cmrBook(t, func(a, b []string) ([]string, []string) {
		for i := 1; i < len(b); i++ {
			b[i] += "|x"
		}
		return a, b
	})))
	require.NoError(t, err)
	require.Equal(t, "unknown-column", string(e.Diagnostics()[0].Kind))
}

// Where no diagnosis has an indicator, none of the measures that want one
// counts, not even by an exempt code: as AHRQ's program with POA=0 has it.
func TestNoPOA(t *testing.T) {
	e := CompiledElixhauser()
	stay := dx(t, "*I12.0", "N18.6", "Z99.2")
	c := e.Stay(stay)
	require.True(t, c.NoPOA)
	require.Zero(t, c.Readmission)
	require.Zero(t, c.Mortality)
	require.NotContains(t, strings.Join(reasons(stay, e.Explain(stay, medcode.Period{})), "; "), "counted")
	stay[1].POA = cm.POAYes
	c = e.Stay(stay)
	require.False(t, c.NoPOA)
	require.Equal(t, []int{8, 7}, []int{c.Readmission, c.Mortality}, "Z99.2 is exempt")
}
