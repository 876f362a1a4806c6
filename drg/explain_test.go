package drg_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
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

// For each family that was tried there is what it lacked; the last step is the
// family that took the stay.
func TestExplainSaysWhy(t *testing.T) {
	tests := []struct{ claim, step, why string }{
		{"K743 | 0HB0XZZ", "Extensive O.R.", "no extensive operating-room procedure"},
		{"K743 | 0HB0XZZ", "ECMO", "no row of the table holds: ECMO: no procedure in ECMO / NON-OPERATING ROOM PROCEDURES"},
		{"S062X5A S061X5A", "Traumatic Stupor", "principal diagnosis S06.2X5A in PRINCIPAL DIAGNOSIS; and secondary diagnosis S06.1X5A in AND SECONDARY DIAGNOSIS"},
		{"P0718", "Normal Newborn", "no principal diagnosis in PRINCIPAL DIAGNOSIS"},
		{"Z3800 I10", "Normal Newborn", "secondary diagnosis I10 is not in OR ONLY SECONDARY DIAGNOSES"},
		{"S37001A S061X5A", "MDC 24", "2 of 8 lists asked, found 2"},
		{"B20", "HIV with Major", "not one of"},
		{"I2101 | | 20", "Acute Myocardial", "the discharge status is 20"},
		{"F1010 | | 1", "Alcohol, Drug Abuse or Dependence, Left AMA", "discharge status in [7], it is 1"},
		{"O30139 | 10D00Z1 0UL74ZZ", "Cesarean", "not: procedure 0UL74ZZ"},
		{"I10 | | 99", "", ""},
	}
	g := fixtureGrouper(t)
	for _, tt := range tests {
		e := g.Explain(claim(t, tt.claim))
		found := tt.step == ""
		for i, s := range e.Initial {
			require.NotEmpty(t, s.What)
			require.NotEmpty(t, s.Why)
			require.Equal(t, s.DRG != 0, i == len(e.Initial)-1 && e.Result.Initial.Code == drg.OK)
			found = found || strings.HasPrefix(s.What, tt.step) && strings.Contains(s.Why, tt.why)
		}
		require.True(t, found, "%s: %s: %s\n%s", tt.claim, tt.step, tt.why, e)
	}
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
		require.Equal(t, strings.Contains(tt.note, "collection"), e.Diagnoses[0].Place != "")
	}
}

// An erratum that decides is named.
func TestExplainErrata(t *testing.T) {
	e := latest(t).Explain(claim(t, "K743 | 0TY00Z1"))
	require.Len(t, e.Errata, 1)
	require.Equal(t, "kidney-transplant-for-all", e.Errata[0].Name)
	require.Contains(t, e.String(), "Erratum kidney-transplant-for-all: the manual (MDC 11, kidney transplant) says:")
	require.Empty(t, latest(t).Explain(claim(t, "K743")).Errata)
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
				require.Regexp(t, `PDX collection \d{4}`, line(n.Place))
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
	_, name, ok := strings.Cut(why, " in ")
	if _, rest, both := strings.Cut(name, " / "); both {
		name = rest
	}
	return name, ok && !strings.ContainsAny(why, ";,[") && !strings.Contains(why, "no row")
}

func TestEntries(t *testing.T) {
	g := fixtureGrouper(t)
	all := g.DRGs()
	require.Equal(t, drg.Entry{DRG: 25, MDC: 1, Kind: drg.Surgical, Title: "Craniotomy and Endovascular Intracranial Procedures with MCC"}, all[3])
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
		"HOSPITAL_EXEMPT": drg.POAExempt, "FINAL_DRG_CHANGES": drg.HACChanges, "NOT_ON_HAC_LIST": drg.HACNotOnList, "drg.Severity(99)": drg.Severity(99),
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
