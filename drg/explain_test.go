package drg_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The explanations of three stays, by the small manual: a cluster, a
// hospital-acquired condition that changes the DRG, an ungroupable stay.
func TestExplainGolden(t *testing.T) {
	g := fixtureGrouper(t)
	for name, text := range map[string]string{
		"pacemaker":   "I442 J9601 | 0JH604Z 02H63JZ",
		"acquired":    "I5021 L89153:N N10:N | 0HB0XZZ",
		"ungroupable": "N393 | | U",
	} {
		t.Run(name, func(t *testing.T) {
			s := claim(t, text)
			s.ID = name
			e := g.Explain(s)
			golden(t, name+".txt", e.String())
			golden(t, name+".short.txt", e.Summary())
			golden(t, name+".mmd", e.Mermaid())
			b, err := json.MarshalIndent(e, "", "  ")
			require.NoError(t, err)
			golden(t, name+".json", string(b)+"\n")
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/explain/" + name
	if *update {
		require.NoError(t, os.MkdirAll("testdata/explain", 0o755))
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "go test ./drg -run Golden -update")
}

// Whatever the stay, the flowchart is one by Mermaid's grammar, every node has
// one arrow to it, and explanations are the same each time.
func TestExplainForms(t *testing.T) {
	statement := regexp.MustCompile("^  (n\\d+)(?: (?:-->|==>) (n\\d+)|\\[\"([^\"`]+)\"]|\\(\\[\"([^\"`]+)\"]\\))$")
	entity := regexp.MustCompile(`#(quot|amp|lt|gt|35|96);`)
	for version, get := range pools {
		p := get()
		r := rand.New(rand.NewPCG(2, 43))
		for range 25 {
			s := p.stay(r)
			e := p.g.Explain(s)
			for _, step := range append(e.Initial, e.Final...) {
				require.True(t, step.Part != "" && step.What != "" && step.Why != "", "%s: %+v", version, step)
				require.True(t, step.Place != "" || !step.Took, "%s: %+v", version, step)
				require.NotRegexp(t, `%!|""| in $`, step.Why)
			}
			lines := strings.Split(strings.TrimSuffix(e.Mermaid(), "\n"), "\n")
			require.Equal(t, "flowchart TD", lines[0])
			arrows, nodes := map[string]int{}, map[string]int{}
			for _, line := range lines[1:] {
				m := statement.FindStringSubmatch(line)
				require.NotNil(t, m, line)
				if m[2] != "" {
					require.Equal(t, 1, nodes[m[1]], "an arrow from nowhere: %s", line)
					arrows[m[2]]++
					continue
				}
				nodes[m[1]]++
				text := strings.ReplaceAll(entity.ReplaceAllString(m[3]+m[4], ""), "<br>", "")
				require.NotContains(t, text, "#")
				require.NotRegexp(t, `[<>&]`, text)
			}
			for n, times := range nodes {
				require.Equal(t, 1, times, n)
				require.Equal(t, n != "n0", arrows[n] == 1, n)
			}
			require.Equal(t, len(nodes)-1, len(arrows))

			first, err := json.Marshal(e)
			require.NoError(t, err)
			second, err := json.Marshal(p.g.Explain(s))
			require.NoError(t, err)
			require.Equal(t, string(first), string(second))

			require.Less(t, strings.Count(e.Summary(), "\n"), 20+len(e.HACs))
			require.Contains(t, e.Summary(), "DRG "+e.Result.Final.DRG.String())
			require.Contains(t, e.Summary(), "DRG "+e.Result.Initial.DRG.String())
		}
	}
}

// For each family that was tried there is what it lacked; the last step is the
// family that took the stay.
func TestExplainSaysWhy(t *testing.T) {
	tests := []struct{ claim, step, why string }{
		{"K743 | 0HB0XZZ", "Extensive O.R.", "no extensive operating-room procedure"},
		{"K743 | 0HB0XZZ", "ECMO", `no row of the table holds; the first asks for ECMO = Yes: no procedure in "ECMO / NON-OPERATING ROOM PROCEDURES"`},
		{"S062X5A S061X5A", "Traumatic Stupor", `principal diagnosis S06.2X5A in "PRINCIPAL DIAGNOSIS"; and secondary diagnosis S06.1X5A in "AND SECONDARY DIAGNOSIS"`},
		{"P0718", "Normal Newborn", `no principal diagnosis in "PRINCIPAL DIAGNOSIS"`},
		{"P0508 V0001XA", "Neonate with Other", "takes what is left"},
		{"Z3800 I10", "Normal Newborn", `secondary diagnosis I10 is not in "OR ONLY SECONDARY DIAGNOSES"`},
		{"S37001A S061X5A", "MDC 24 Multiple Significant Trauma", "2 of 8 lists are asked, found are codes of 2"},
		{"B20", "HIV with Major", "not one of"},
		{"I2101 | | 20", "Acute Myocardial", "the discharge status is 20"},
		{"I2101 | | 99", "discharge status", "99 is not a valid one; Acute Myocardial Infarction, Discharged Alive asks for it"},
		{"K743 I469 | | 99", "discharge status", "99 is not a valid one; Appendix C part 2 asks for it for I46.9"},
		{"F1010 | | 1", "Alcohol, Drug Abuse or Dependence, Left AMA", "the discharge status is 1, asked is 7"},
		{"O30139 | 10D00Z1 0UL74ZZ", "Cesarean", `there must be none: procedure 0UL74ZZ in "OPERATING ROOM PROCEDURES"`},
		{"N393 | | F", "sex", "it is MDC 13, as the patient's sex is F"},
		{"N393 | | U", "sex", "which of these MDCs it is depends on the patient's sex, which is not known"},
		{"I10 | | 99", "", ""},
	}
	g := fixtureGrouper(t)
	for _, tt := range tests {
		e := g.Explain(claim(t, tt.claim))
		found := tt.step == ""
		for i, s := range e.Initial {
			require.NotEmpty(t, s.What)
			require.NotEmpty(t, s.Why)
			if e.Result.Initial.Code == drg.OK {
				require.Equal(t, s.DRG != 0, i == len(e.Initial)-1)
			}
			found = found || strings.HasPrefix(s.What, tt.step) && strings.Contains(s.Why, tt.why)
		}
		require.True(t, found, "%s: %s: %s\n%s", tt.claim, tt.step, tt.why, e)
	}
}

func TestExplainUnknown(t *testing.T) {
	s := claim(t, "K743 J9601 A99999 | 0JH604Z 0SR904Z")
	s.Diagnoses = append(s.Diagnoses, drg.Diagnosis{})
	e := fixtureGrouper(t).Explain(s)
	require.Equal(t, []string{"diagnosis 3, A99.999", "diagnosis 4, malformed", "procedure 2, 0SR904Z"}, e.Unknown)
	line := "Not in the code set of the version: diagnosis 3, A99.999; diagnosis 4, malformed; procedure 2, 0SR904Z\n"
	require.Contains(t, e.String(), line)
	require.Contains(t, e.String(), "  malformed not in the code set")
	require.Contains(t, e.Summary(), line)
	require.Empty(t, fixtureGrouper(t).Explain(claim(t, "K743 J9601")).Unknown)
}

func TestExplainNotes(t *testing.T) {
	tests := []struct{ claim, note string }{
		{"K743 A99999", "not in the code set of the version"},
		{"K743 I10", "neither CC nor MCC"},
		{"K743 J9601", "MCC"},
		{"J690 J9601", "MCC, excluded by the principal diagnosis J69.0 (Appendix C part 1, collection 0007)"},
		{"K743 I469 | | 20", "MCC for patients discharged alive alone (Appendix C part 2)"},
		{"B20 B59", "MCC, but the logic of DRG 976 uses the code itself (Appendix C part 3)"},
		{"K743 L89153:N", "MCC; hospital-acquired, so it doesn't count for the final DRG"},
	}
	g := fixtureGrouper(t)
	for _, tt := range tests {
		e := g.Explain(claim(t, tt.claim))
		require.Equal(t, tt.note, e.Diagnoses[0].Text, tt.claim)
		require.Equal(t, strings.Contains(tt.note, "Appendix C part 1") || strings.Contains(tt.note, "part 3"), e.Diagnoses[0].Place != "")
	}
}

// What the reader of an explanation wants to know is in its text.
func TestExplainTexts(t *testing.T) {
	tests := []struct{ version, claim, text string }{
		{"43.1", "A400 N015 | 5A1955Z", "MCC = No: the secondary diagnoses count as MCC, by N01.5; passed over, as no row of the table holds in full"},
		{"43.1", "S82855C S72116B | 0RG60KJ 0SG007J", "are asked, found 2: 0RG60KJ, 0SG007J ["},
		{"43.1", "S069X7A S21449A S37062A | 00564ZZ", "S21.449A  MCC, shown as excluded: the logic of DRG 955 uses the code itself\n"},
		{"43.1", "T25319A T23729A | 0HR6XK4", "T23.729A  CC, but the logic of DRG 929 uses the code itself (Appendix C part 3) [appendix_C.txt:"},
		{"40", "T25319A T23729A | 0HR6XK4", "T23.729A  CC, but the logic of DRG 929 uses the code itself [mdcs_22_25.txt:"},
		{"43.1", "I5021 L89154:U", "secondary diagnosis L89.154, not present on admission: POA U ["},
		{"43.1", "I5021 L89154:1", "secondary diagnosis L89.154, not known to be present on admission: no valid POA indicator ["},
		{"43.1", "I5021 L89154:1", " present on admission\n  - POA indicators: the hospital must report whether L89.154 was present on admission, and has not\n"},
		{"43.1", "L89154 L89154:N", "; but excluded by the principal diagnosis ["},
		{"43.1", "I5021 L89154:N N179 | | EXEMPT", "L89.154   MCC; listed as hospital-acquired condition, but the hospital is exempt from reporting POA\n"},
		{"43.1", "I5021 L89154:N N179 | | UNKNOWN", "POA indicators: it is not known whether the hospital must report them, and the stay has a condition that is hospital-acquired unless it was present on admission\n"},
		{"43.1", "I5021 L89154:1 | | UNKNOWN", "POA indicators: it is not known"},
		{"43.1", "I5021 L89154:N | | UNKNOWN", "POA indicators: it is not known"},
		{"43.1", "I5021 J9601 L89154:N", "Final DRG 291 Heart Failure and Shock with MCC (MDC 05, medical, MCC)\n"},
		{"43.1", "A9999", "principal diagnosis: A99.99 is not a code of the version\n"},
		{"43.1", "!", "principal diagnosis: it has not the form of a code\n"},
		{"43.1", "", "principal diagnosis: there is none\n"},
		{"43.1", "V0001XA", "it can't be a principal diagnosis\n"},
	}
	for _, tt := range tests {
		e := version(t, tt.version).Explain(claim(t, tt.claim))
		require.Contains(t, e.String(), tt.text, tt.claim)
	}
}

// An erratum that decides is named.
func TestExplainErrata(t *testing.T) {
	all := msdrg.Versions()
	for _, x := range drg.Errata() {
		if x.Changes[0].Kind == "unlisted" {
			continue // of an index: it decides nothing
		}
		if x.Name == "prostate-cluster" {
			continue // of marks alone
		}
		k := len(all) - 1
		for !all[k].Embedded || !x.Holds(all[k].Version) {
			k--
		}
		text, _, _ := strings.Cut(x.Example, " -> ")
		e := version(t, all[k].Version).Explain(claim(t, text))
		require.Len(t, e.Errata, 1, "%s in version %s:\n%s", x.Name, all[k].Version, e)
		require.Equal(t, x.Name, e.Errata[0].Name)
		require.Contains(t, e.String(), "Erratum "+x.Name+": the manual ("+x.Manual+") says: "+x.Says)
	}
}

// An erratum that changes nothing is not named, though it changed a family that
// was tried, or the one that took the stay.
func TestExplainErrataIdle(t *testing.T) {
	for _, text := range []string{
		"K743",
		"N186 | 0TY00Z1",                    // a kidney transplant in MDC 11
		"O30139 Z370 | 10E0XZZ",             // a delivery without another procedure
		"O368229 Z372 | 10E0XZZ",            // and none of 768
		"I70303 | 02UJ38Z 02UG3KZ",          // DRG 267 without a CC
		"M21179 | 0RH64CZ",                  // DRG 518 without an MCC
		"E10649 | 0SP90EZ",                  // a spacer without a hip replacement
		"K743 J9601 | 0SP90EZ 0SRR019",      // the cluster in another MDC
		"D831 | 07QH4ZZ", "D8940 B20 J9601", // no code with a label
	} {
		e := latest(t).Explain(claim(t, text))
		require.Empty(t, e.Errata, text)
		for _, s := range e.Initial {
			require.Empty(t, s.Errata, text)
		}
	}
}

// The step that an erratum changed says so: the family that would have taken the
// stay, or the one that took it.
func TestExplainErrataSteps(t *testing.T) {
	tests := []struct{ claim, step, erratum string }{
		{"K743 | 0TY00Z1", "Kidney Transplant", "kidney-transplant-for-all"},
		{"E10649 | 0SP90EZ 0SRR019", "O.R. Procedures for Obesity", ""},
		{"E10649 | 0SP90EZ 0SRR019", "Other Endocrine, Nutritional and Metabolic O.R. Procedures", "hip-spacer-cluster"},
		{"O30139 Z370 | 10D17Z9", "Vaginal Delivery without Sterilization or D&C", "vaginal-delivery-first"},
		{"O368229 Z372 | 10E0XZZ 10D10ZZ", "Vaginal Delivery with O.R. Procedures Except Sterilization and/or D&C", "retained-products"},
	}
	for _, tt := range tests {
		e := latest(t).Explain(claim(t, tt.claim))
		found := false
		for _, s := range e.Initial {
			if s.What == tt.step {
				found = true
				require.Equal(t, tt.erratum, strings.Join(s.Errata, " "), "%s\n%s", tt.claim, e)
			}
		}
		require.True(t, found, "%s: %s\n%s", tt.claim, tt.step, e)
	}
	require.Contains(t, latest(t).Explain(claim(t, tests[0].claim)).String(), "; by erratum kidney-transplant-for-all [")
}

// The places of an explanation are lines of the manual that say what it says.
func TestExplainPlaces(t *testing.T) {
	fsys, err := source.Open(official.Path(t, "releases/msdrg/msdrg-definitions-manual-v43.1.zip"))
	require.NoError(t, err)
	m, err := manual.Read(fsys)
	require.NoError(t, err)
	line := func(place string) string {
		name, n, ok := strings.Cut(place, ":")
		require.True(t, ok, place)
		at, err := strconv.Atoi(n)
		require.NoError(t, err)
		for i, f := range m.Files() {
			if strings.HasSuffix(f.Name, "!"+name) {
				return m.Line(manual.Place{File: int32(i), Line: int32(at)})
			}
		}
		require.Fail(t, "no such file", place)
		return ""
	}
	for _, text := range []string{
		"I5021 J9601 L89154:N | 0SPC0JC 0SRC0J9",
		"S135XXS | 0SPC0JC 0SRC0J9", "K743 | 0B110Z4 0F540ZZ", "I25110 I5021 | 0271346 0270346", "B20 B59", "S37001A S061X5A",
		"P0508 V0001XA", "E1122 N186 | 0JH60XZ", "O30139 Z370 | 10E0XZZ", "J690 J9601",
	} {
		e := latest(t).Explain(claim(t, text))
		for _, s := range append(e.Initial, e.Final...) {
			if s.Place != "" {
				require.Regexp(t, `[A-Za-z]`, line(s.Place), "%s: %s", text, s.Place)
			}
			if s.What == "MDC" {
				require.Regexp(t, `^MDC \d\d Assignment of Diagnosis Codes`, line(s.Place))
			}
			if s.Row != "" && s.DRG != 0 && len(s.Conditions) > 0 {
				require.Contains(t, line(s.Row), fmt.Sprintf(" %s ", s.DRG), text)
			}
			if name, ok := listName(s.Why); ok && s.What != "MDC" && s.Place != "" {
				require.Contains(t, strings.Join(strings.Fields(line(s.Place)), " "), name, text)
			}
		}
		for _, n := range e.Diagnoses {
			if n.Place != "" {
				require.Regexp(t, `PDX collection \d{4}|^MDC \d\d DRGs`, line(n.Place))
			}
		}
		for _, h := range e.HACs {
			require.Contains(t, line(h.Place), h.Column[:6])
		}
	}
}

// listName returns the heading of the list that a reason speaks of, if it is
// about one list.
func listName(why string) (string, bool) {
	parts := strings.Split(why, `"`)
	if len(parts) != 3 {
		return "", false
	}
	name := parts[1]
	if _, rest, both := strings.Cut(name, " / "); both {
		name = rest
	}
	return name, true
}

func TestEntries(t *testing.T) {
	g := fixtureGrouper(t)
	all := g.DRGs()
	require.Equal(t, drg.KnownDRG{DRG: 25, MDC: 1, Kind: drg.Surgical, Title: "Craniotomy and Endovascular Intracranial Procedures with MCC"}, all[3])
	require.Equal(t, drg.NoKind, all[len(all)-1].Kind)
	for _, e := range all {
		title, ok := g.Title(e.DRG)
		require.True(t, ok)
		require.Equal(t, e.Title, title)
	}
	_, ok := g.Title(1000)
	require.False(t, ok)
	_, ok = g.Title(1)
	require.False(t, ok)
	require.Equal(t, "Pre-MDC", g.MDCTitle(0))
	require.Equal(t, "Burns", g.MDCTitle(22))
	require.Empty(t, g.MDCTitle(-1)+g.MDCTitle(26))
}

func TestNumber(t *testing.T) {
	for text, want := range map[string]drg.Number{"1": 1, "023": 23, " 999 ": 999, "\t7": 7} {
		n, err := drg.ParseNumber(text)
		require.NoError(t, err)
		require.Equal(t, want, n)
	}
	for _, text := range []string{"", " ", "0", "000", "1000", "0023", "12a", "-1", "1.0", "²"} {
		_, err := drg.ParseNumber(text)
		require.Error(t, err, "%q", text)
		var n drg.Number = 5
		if strings.TrimSpace(text) != "" {
			require.Error(t, n.UnmarshalText([]byte(text)))
			require.Error(t, n.Scan(text))
		}
	}
	require.Equal(t, "023", drg.Number(23).String())
	require.Equal(t, "1234", drg.Number(1234).String())

	b, err := json.Marshal([]drg.Number{0, 7})
	require.NoError(t, err)
	require.Equal(t, `["","007"]`, string(b))
	var back []drg.Number
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, []drg.Number{0, 7}, back)

	var n drg.Number
	for _, src := range []any{int64(23), "023", []byte("23")} {
		require.NoError(t, n.Scan(src))
		require.Equal(t, drg.Number(23), n)
		v, err := n.Value()
		require.NoError(t, err)
		require.Equal(t, int64(23), v)
	}
	require.NoError(t, n.Scan(nil))
	require.Zero(t, n)
	v, err := n.Value()
	require.NoError(t, err)
	require.Nil(t, v)
	for _, src := range []any{int64(-1), int64(1000), 1.5, "x"} {
		require.Error(t, n.Scan(src))
	}
}

func TestTexts(t *testing.T) {
	var r drg.Reporting
	for _, text := range []string{"NON_EXEMPT", "EXEMPT", "UNKNOWN"} {
		require.NoError(t, r.UnmarshalText([]byte(text)))
		require.Equal(t, text, r.String())
		b, err := r.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(b))
	}
	require.Error(t, r.UnmarshalText([]byte("exempt")))

	type text interface {
		fmt.Stringer
		MarshalText() ([]byte, error)
	}
	for want, v := range map[string]text{
		"HAC_MISSING_ONE_POA": drg.HACMissingPOA, "SURGICAL": drg.Surgical, "MCC": drg.MCC, "CC_EXCLUDED": drg.CCExcluded, "BOTH": drg.ImpactBoth,
		"HOSPITAL_EXEMPT": drg.POAExempt, "FINAL_DRG_CHANGES": drg.HACChanges, "NOT_ON_HAC_LIST": drg.HACNotOnList, "Severity(99)": drg.Severity(99),
	} {
		require.Equal(t, want, v.String())
		b, err := v.MarshalText()
		require.NoError(t, err)
		require.Equal(t, want, string(b))
	}
	require.Equal(t, drg.MCC, drg.IsMCC.Counts())
	require.Equal(t, drg.CC, drg.IsCC.Counts())
	require.Equal(t, drg.NonCC, drg.MCCExcluded.Counts())
	require.Equal(t, cm.POAYes, claim(t, "K743").Diagnoses[0].POA)
}

func ExampleExplanation_Summary() {
	g, err := msdrg.Version("43.1")
	if err != nil {
		panic(err)
	}
	e := g.Explain(&drg.Stay{
		ID:     "heart failure",
		Status: 1,
		Diagnoses: []drg.Diagnosis{
			{Code: cm.MustParse("I50.21"), POA: cm.POAYes},
			{Code: cm.MustParse("J96.01"), POA: cm.POAYes},
		},
	})
	fmt.Print(e.Summary())
	// Output:
	// Stay heart failure, MS-DRG version 43.1
	//   Pre-MDC   none of the 11 families
	//   MDC       principal diagnosis I50.21 belongs to MDC 05 Diseases and Disorders of the Circulatory System [mdcs_00_07.txt:44479]
	//   Family    Heart Failure and Shock: principal diagnosis I50.21 in "PRINCIPAL DIAGNOSIS" [mdcs_00_07.txt:71656]
	//   Severity  MCC, by J96.01
	//   DRG 291   Heart Failure and Shock with MCC: MCC = Yes (J96.01) [mdcs_00_07.txt:71645]
}
