package research

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
	"github.com/stretchr/testify/require"
)

func compiled(t *testing.T, name string) *Index {
	x, err := CompiledIndex(name)
	require.NoError(t, err)
	return x
}

func diagnoses(codes ...string) []Diagnosis {
	var dx []Diagnosis
	for _, text := range codes {
		system := ICD10CM
		if c, ok := strings.CutPrefix(text, "P:"); ok {
			system, text = ICD10PCS, c
		} else if c, ok := strings.CutPrefix(text, "P9:"); ok {
			system, text = ICD9Procedure, c
		} else if c, ok := strings.CutPrefix(text, "9:"); ok {
			system, text = ICD9CM, c
		}
		dx = append(dx, Diagnosis{Code: MustParseCode(system, text)})
	}
	return dx
}

// Scores worked out by hand from the papers' tables.
func TestIndices(t *testing.T) {
	require.Equal(t, []string{"charlson-deyo", "charlson-quan", "elixhauser-quan", "gagne", "hfrs", "pccc"}, IndexNames())
	for _, c := range []struct {
		index, weights string
		codes          []string
		score          float64
		counted        string
	}{
		{"charlson-deyo", "", []string{"9:4439", "9:25040", "9:25000", "9:1961", "9:1740"}, 1 + 2 + 6, "pvd diabetes_complicated metastatic"},
		{"charlson-deyo", "", []string{"9:500", "9:45621", "9:5712", "P9:3848"}, 1 + 1 + 3, "pvd cpd liver_severe"},
		{"charlson-quan", "", []string{"I21.4", "E11.22", "E11.9", "C50.911", "B20"}, 1 + 2 + 2 + 6, "mi diabetes_complicated malignancy aids"},
		{"charlson-quan", "quan2011", []string{"I21.4", "E11.22", "E11.9", "C50.911", "B20"}, 0 + 1 + 2 + 4, "mi diabetes_complicated malignancy aids"},
		{"elixhauser-quan", "", []string{"I50.9", "I10", "I11.0", "E66.01", "F32.A", "D50.0"}, 7 + 0 - 4 - 3 - 2, "chf hypc obes blane depre"},
		{"elixhauser-quan", "swiss", []string{"I10", "C78.00", "C34.90"}, -4 + 17, "hypunc metacanc"},
		{"elixhauser-quan", "count", []string{"9:4280", "9:4019", "9:5715"}, 3, "chf hypunc ld"},
		{"gagne", "", []string{"C78.00", "C34.90", "I10", "I50.9", "B20", "N18.6"}, 5 + 1 - 1 + 2 - 1 + 2, "tumor chf aids htn mets renal"},
		{"gagne", "", []string{"I44.7", "D89.9", "9:2800", "9:2801"}, 1 + 1, "arrhythmia anemia"},
		{"pccc", "", []string{"E84.0", "Z93.1", "P:0DH63UZ", "E11.9"}, 2, "respiratory gi tech_dep"},
		{"pccc", "", []string{"P:02YA0Z0", "P9:3350", "T86.5"}, 2, "cvd respiratory tech_dep transplant"},
		{"pccc", "", []string{"9:2539", "9:2358", "P9:8100", "E75.02", "I43", "D84.1", "G80.1"}, 5, "neuromusc cvd hemato_immu metabolic malignancy tech_dep"},
		{"pccc", "", []string{"P:0RG00J0", "P:5A09357", "P9:4701", "G80.1", "G47.53"}, 0, "tech_dep"},
		{"pccc", "", []string{"G47.35", "G80.4", "Q21.9"}, 3, "neuromusc cvd respiratory"},
		{"hfrs", "", []string{"G81.94", "R50.9", "N39.0", "N39.41"}, 4.4 + 0.1 + 3.2, "g81 n39 r50"},
	} {
		x := compiled(t, c.index)
		if c.weights != "" {
			var err error
			x, err = x.WithWeights(c.weights)
			require.NoError(t, err)
		}
		r := x.Of(diagnoses(c.codes...), medcode.Period{})
		require.InDelta(t, c.score, r.Score, 1e-9, "%s %v", x, c.codes)
		var names []string
		for i := range r.Counted.All() {
			names = append(names, x.conditions[i].Short)
		}
		require.Equal(t, c.counted, strings.Join(names, " "), c.index)
		require.Zero(t, r.NotHeld)
	}
	_, err := CompiledIndex("none")
	require.ErrorContains(t, err, "want one of charlson-deyo, charlson-quan")
	_, err = compiled(t, "gagne").WithWeights("none")
	require.ErrorContains(t, err, "gagne2011")
	x := compiled(t, "elixhauser-quan")
	require.Equal(t, []string{"vanwalraven", "swiss", "count"}, x.Weights())
	require.Equal(t, "elixhauser-quan", x.Name())
	require.Contains(t, x.Source(), "table 2")
	require.Contains(t, x.String(), "weights vanwalraven: 31 conditions")
	require.Len(t, x.Conditions(), 31)
	require.Equal(t, 1, compiled(t, "hfrs").Of(diagnoses("9:4280"), medcode.Period{}).NotHeld, "there is no ICD-9-CM form")
	require.False(t, ConditionSet{}.Has(-1))
	for range (ConditionSet{3}).All() {
		break
	}
	require.Equal(t, "Elixhauser comorbidities, coded by Quan and others", x.Title())
}

// How many billable codes of ICD-10-CM 2026 and of the last ICD-9-CM each index
// has, and of how many conditions: the tables as two transcriptions agree on
// them (AGREEMENT.md).
func TestOfficialIndices(t *testing.T) {
	lists := map[System][]string{
		ICD10CM: strings.Split(string(official.InZip(t, "releases/icd10cm/2026/icd10cm-Code Descriptions-2026.zip", "icd10cm-codes-2026.txt")), "\n"),
		ICD9CM:  strings.Split(string(official.InZip(t, "releases/icd9cm/v32/cms_v32.zip", "CMS32_DESC_SHORT_DX.txt")), "\n"),
	}
	for system, path := range map[System][2]string{
		ICD10PCS:      {"releases/icd10pcs/2016/cms_2016_pr.zip", "icd10pcs_codes_2016.txt"},
		ICD9Procedure: {"releases/icd9cm/v32/cms_v32.zip", "CMS32_DESC_SHORT_SG.txt"},
	} {
		lists[system] = strings.Split(string(official.InZip(t, path[0], path[1])), "\n")
	}
	got := map[string][2 * systems]int{}
	for _, name := range IndexNames() {
		x := compiled(t, name)
		var n [2 * systems]int
		for system, lines := range lists {
			if !x.held[system] {
				continue
			}
			for at, line := range lines {
				text, _, ok := strings.Cut(line, " ")
				if !ok {
					continue
				}
				s := x.Lookup(MustParseCode(system, text))
				if (system != ICD10PCS || at%8 == 0) && s != x.lookupSlowly(system, text) {
					t.Fatalf("%s: %s", name, text)
				}
				if s.Len() > 0 {
					n[2*system]++
					n[2*system+1] += s.Len()
				}
			}
		}
		got[name] = n
	}
	require.Equal(t, indexCounts, got)
}

// Codes and conditions of them, by system: ICD-10-CM, ICD-9-CM, none of ICD-10,
// procedures of ICD-9-CM v32 and ICD-10-PCS 2016.
var indexCounts = map[string][2 * systems]int{
	"charlson-deyo":   {0, 0, 1013, 1013, 0, 0, 1, 1},
	"charlson-quan":   {2762, 2762, 1131, 1135},
	"elixhauser-quan": {3342, 3364, 1368, 1395},
	"gagne":           {2377, 2417, 1094, 1096},
	"hfrs":            {9467, 9467, 0, 0},
	"pccc":            {2855, 2991, 1506, 1577, 0, 0, 234, 383, 1057, 1713},
}

// lookupSlowly is the slow twin of Lookup: every item of every list against the
// text of the code.
func (x *Index) lookupSlowly(system System, code string) (s ConditionSet) {
	for i, c := range x.conditions {
		for _, l := range c.lists {
			for _, item := range l.codes {
				first, last, isRange := strings.Cut(item, "-")
				var hit bool
				switch {
				case l.system != system:
				case item[0] == '=':
					hit = code == item[1:]
				case isRange && len(first) == len(last):
					hit = len(code) >= len(first) && code[:len(first)] >= first && code[:len(last)] <= last && strings.Trim(code[1:len(first)], "0123456789") == ""
				case isRange:
					hit = code >= first && code[:min(len(code), len(last))] <= last
				default:
					hit = strings.HasPrefix(code, item)
				}
				if hit {
					s.add(i)
				}
			}
		}
	}
	return s
}

// A definition written out reads back as the same index.
func TestIndexText(t *testing.T) {
	for _, name := range IndexNames() {
		x := compiled(t, name)
		text, err := x.MarshalText()
		require.NoError(t, err)
		y, err := ParseIndex(text)
		require.NoError(t, err)
		require.Equal(t, x.prefixes, y.prefixes)
		require.Equal(t, x.exact, y.exact)
		require.Equal(t, x.drops, y.drops)
		require.Equal(t, x.conditions, y.conditions)
		require.Equal(t, x.source, y.source)
		require.Equal(t, x.Provenance(), y.Provenance())
		again, err := y.MarshalText()
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
	}
}

func TestIndexErrors(t *testing.T) {
	head := "index\tmine\nweights\tw\n"
	one := head + "condition\ta\t1\tfirst\nICD-10\tI10\n"
	x, err := ParseIndex([]byte("# a user's own\n\n" + one))
	require.NoError(t, err)
	require.Equal(t, "mine", x.Title())
	for text, says := range map[string]string{
		"":                               "no line of its name",
		head:                             "no weights or no conditions",
		head + "condition\ta\t1\tfirst":  "no codes",
		"index":                          "nothing behind",
		"index\tmine\nfoo\tbar":          ":2: a line of kind",
		"index\tm\nprincipal\tperhaps":   "counts or excluded",
		head + "ICD-10\tI10":             "before a condition",
		head + "condition\ta\t1":         "want a short name",
		head + "condition\ta\t1 2\tx":    "2 points for 1 weights",
		head + "condition\ta\tmuch\tx":   "want a number",
		head + "condition\ta\tNaN\tx":    "want a number",
		head + "condition\ta\t0.0001\tx": "three decimals",
		one + "condition\ta\t1\tagain":   "second time",
		one + "ICD-10\ti10":              "capitals and digits",
		one + "ICD-10\tI10.1":            "capitals and digits",
		one + "ICD-10\t=I1234567":        "one to seven",
		one + "ICD-10\tI20-I10":          "the lower first",
		one + "ICD-10\tI20-J10":          "of one letter",
		one + "ICD-10\tI20-":             "of one letter",
		one + "ICD-10\tI00000-I99999":    "at most 10000 codes",
		one + "ICD-10\tIZ-I99":           "of one letter",
		one + "ICD-10\t-I99":             "of one letter",
		one + "drops\ta":                 "takes the place",
		one + "drops\ta\tb":              "aren't two conditions",
		head + strings.Repeat("x", 0) + manyConditions(): "more than 128",
	} {
		_, err := ParseIndex([]byte(text))
		require.ErrorContains(t, err, says, text)
	}
}

func manyConditions() string {
	var b strings.Builder
	for i := range mostConditions + 1 {
		fmt.Fprintf(&b, "condition\tc%d\t1\tx\n", i)
	}
	return b.String()
}

// Complications of the stay count only without the option; a stay without
// indicators is told apart from one without comorbidities.
func TestIndexPOA(t *testing.T) {
	x := compiled(t, "charlson-quan")
	dx := diagnoses("I50.9", "I21.4", "Z99.2", "J44.9", "E11.9")
	for i, p := range []cm.POA{cm.POAYes, cm.POANo, cm.POABlank, cm.POAClinical, cm.POAExempt} {
		dx[i].POA = p
	}
	require.Equal(t, 1.+1+2+1+1, x.Of(dx, medcode.Period{}).Score)
	exempt := slices.Values([]cm.Code{cm.MustParse("Z99.2")})
	p := x.PresentOnAdmission(exempt)
	r := p.Of(dx, medcode.Period{})
	require.Equal(t, 1.+0+2+1+1, r.Score)
	require.False(t, r.NoPOA)
	require.Equal(t, 1.+0+0+1+1, x.PresentOnAdmission(nil).Of(dx, medcode.Period{}).Score)
	why := map[int]string{}
	points := 0.
	for _, e := range p.Explain(dx, medcode.Period{}) {
		why[e.Diagnosis] = e.Why
		points += e.Points
	}
	require.Equal(t, map[int]string{0: "", 1: whyPOA, 2: "", 3: "", 4: ""}, why)
	require.Equal(t, r.Score, points)
	for i := range dx {
		dx[i].POA = cm.POABlank
	}
	require.True(t, p.Of(dx, medcode.Period{}).NoPOA)
	require.Equal(t, whyNoPOA, p.Explain(dx, medcode.Period{})[0].Why)
	c := NewCharlson(Charlson1987).PresentOnAdmission(exempt)
	require.Equal(t, 2, c.Of(dx, medcode.Period{}).Score, "the exempt code")
	require.True(t, c.Index().poa)
	require.Equal(t, "charlson1987", c.Provenance().Release)
	require.True(t, c.Holds(dx[0].Code))
}

// Of against Explain over random persons: what counts is the same, and the
// points of the lines add up to the score.
func TestIndexExplain(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range IndexNames() {
		x := compiled(t, name)
		keys := slices.SortedFunc(maps.Keys(x.prefixes), Code.Compare)
		for range 300 {
			var dx []Diagnosis
			for range r.IntN(8) {
				dx = append(dx, Diagnosis{Code: keys[r.IntN(len(keys))], Principal: r.IntN(9) == 0})
			}
			y := x.WithPrincipal(r.IntN(2) == 0)
			s := y.Of(dx, medcode.Period{})
			points, counted := 0., map[string]bool{}
			for _, e := range y.Explain(dx, medcode.Period{}) {
				points += e.Points
				if e.Counted {
					counted[e.Category] = true
				} else {
					require.NotEmpty(t, e.Why)
				}
			}
			require.InDelta(t, s.Score, points, 1e-9, name)
			require.Len(t, counted, s.Counted.Len(), name)
			require.Equal(t, s.Score, math.Round(s.Score*1000)/1000)
		}
	}
}

// The output's columns, and their being missing where nothing was reported.
func TestIndexScorer(t *testing.T) {
	x := compiled(t, "hfrs")
	table := "person,code,poa\n1,F00.0,\n2,G30.9,Y\n3,9:4280,\n"
	table = strings.Replace(table, "F00.0", "F01.50", 1)
	table = strings.Replace(table, "9:4280", "I10", 1)
	for _, poa := range []bool{false, true} {
		y := x
		if poa {
			y = x.PresentOnAdmission(nil)
		}
		var b strings.Builder
		report, err := Run(t.Context(), strings.NewReader(table), LongTable(), []Scorer{y.Scorer()}, &b, Options{Workers: 1})
		require.NoError(t, err)
		lines := strings.Split(b.String(), "\n")
		require.True(t, strings.HasSuffix(lines[0], "hfrs_r50,hfrs"), lines[0])
		require.Contains(t, lines[0], "hfrs_f00,")
		require.True(t, strings.HasSuffix(lines[2], ",4"), lines[2])
		if poa {
			require.True(t, strings.HasSuffix(lines[1], ",,"), lines[1])
		} else {
			require.True(t, strings.HasSuffix(lines[1], ",2"), lines[1])
		}
		require.Contains(t, report.Releases[0].Release, "gilbert2018", "each result names its release")
	}
}

func FuzzParseIndex(f *testing.F) {
	for _, name := range IndexNames() {
		text, _ := indexFiles.ReadFile("indices/" + name + ".txt")
		f.Add(text[:min(len(text), 1500)])
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x, err := ParseIndex(text)
		if err != nil {
			return
		}
		out, err := x.MarshalText()
		require.NoError(t, err)
		y, err := ParseIndex(out)
		require.NoError(t, err, string(out))
		require.Equal(t, x.prefixes, y.prefixes)
	})
}

// Procedures count whatever the indicator and the principal flag say, in the
// window; one without procedures doesn't look at them, and none is missing.
func TestIndexProcedures(t *testing.T) {
	x := compiled(t, "pccc")
	dx := diagnoses("P:02YA0Z0", "E84.0")
	dx[0].Principal, dx[0].Date = true, medcode.MustParseDate("2025-03-01")
	dx[1].POA, dx[1].Date = cm.POANo, dx[0].Date
	y := x.WithPrincipal(false).PresentOnAdmission(nil)
	r := y.Of(dx, medcode.Period{})
	require.Equal(t, 1., r.Score)
	require.Equal(t, 2, r.Counted.Len(), "cardiovascular, transplantation")
	require.Zero(t, y.Of(dx, LookBack(dx[0].Date, 30)).Score)
	require.Equal(t, whyWindow, y.Explain(dx, LookBack(dx[0].Date, 30))[0].Why)
	require.Zero(t, compiled(t, "charlson-quan").Of(dx, medcode.Period{}).NotHeld)
	require.Equal(t, 1, compiled(t, "charlson-deyo").Of(dx[:1], medcode.Period{}).NotHeld, "it has procedures, of ICD-9-CM")
	require.True(t, x.Holds(dx[0].Code))

	table := "person,code,system\n1,E84.0,\n1,02YA0Z0,ICD-10-PCS\n2,8100,ICD-9-CM procedure\n3,02YA0Z0,\n"
	var b strings.Builder
	report, err := Run(t.Context(), strings.NewReader(table), LongTable(), []Scorer{x.Scorer()}, &b, Options{Workers: 1})
	require.NoError(t, err)
	lines := strings.Split(b.String(), "\n")
	require.True(t, strings.HasSuffix(lines[0], ",pccc_tech_dep,pccc_transplant,pccc"), lines[0])
	require.Equal(t, "1,0,1,1,0,0,0,0,0,0,0,0,1,2", lines[1])
	require.Equal(t, "2,0,0,0,0,0,0,0,0,0,0,1,0,0", lines[2])
	require.EqualValues(t, 1, report.BadCodes, "no diagnosis, and no system")
}
