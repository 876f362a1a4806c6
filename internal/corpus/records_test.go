package corpus_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
)

// expected is what is to be found in the wrong records, by the number in their
// name: a rule, and a part of the section it cites.
var expected = map[string][2]string{
	"E01": {"guideline.excludes1", "N39.0"}, "E02": {"guideline.manifestation-first", "I.A.13"}, "E03": {"guideline.line-side", "I.B.13"},
	"E04": {"guideline.weeks-missing", "I.C.21.c.11"}, "E05": {"guideline.outcome-of-delivery", "I.C.15.b.5"}, "E07": {"guideline.code-first-missing", "D63.1"},
	"E08": {"guideline.combination-code", "I.C.9.a.2"}, "E09": {"guideline.external-cause-encounter", "I.C.20.a"}, "E10": {"guideline.aftercare-of-injury", "I.C.19.a"},
	"E12": {"guideline.respiratory-failure", "I.B.9"}, "E13": {"guideline.sirs-with-sepsis", "I.C.1.d"}, "E14": {"guideline.symptom-integral", "I.B.5"},
	"E15": {"guideline.symptom-integral", "I.B.5"}, "E16": {"guideline.history-beside-current", "I.C.2.m"}, "E17": {"guideline.use-additional-missing", "E11.22"},
	"E18": {"guideline.drug-missing", "I.C.19.e.5"}, "E19": {"guideline.body-mass-alone", "I.C.21.c.3"}, "E20": {"guideline.stroke-scale", "I.C.18.i"},
	"E21": {"guideline.code-first-order", "R29.7"}, "E22": {"guideline.use-additional-missing", "I11.0"}, "E23": {"guideline.unspecified-beside-specific", "I.B"},
	"E24": {"guideline.therapy-without-neoplasm", "I.C.2.e.2"}, "E25": {"guideline.first-only", "I.C.21.c"}, "E26": {"guideline.sepsis-sequence", "I.C.1.d.4"},
	"E27": {"guideline.severe-sepsis-infection", "I.C.1.d.1.b"}, "E28": {"guideline.organism-twice", "I.C.1.e.1.a"}, "E29": {"guideline.hiv-status-conflict", "I.C.1.a"},
	"E30": {"guideline.diabetes-types", "I.C.4.a"}, "E31": {"guideline.diabetes-with", "I.A.15"}, "E32": {"guideline.diabetes-with", "I.A.15"},
	"E33": {"guideline.poisoning-not-first", "I.C.19.e.5.b"}, "E34": {"guideline.code-first-order", "T36-T50"}, "E35": {"guideline.underdosing-first", "I.C.19.e.5.c"},
	"E36": {"guideline.normal-delivery", "I.C.15.n"}, "E37": {"guideline.obstetric-first", "I.C.15.a.1"}, "E38": {"guideline.mother-and-newborn", "I.C.15.a.2"},
	"E39": {"guideline.trimester-weeks", "I.C.15.a.3"}, "E40": {"guideline.external-cause-first", "I.C.20.a.6"}, "E41": {"guideline.same-code-twice", "I.B.12"},
	"E42": {"guideline.sequela-first", "I.B.10"}, "E43": {"guideline.weeks-with-abortion", "I.C.21.c.11"}, "E44": {"poa.pressure-ulcer-stages", "I.C.12.a"},
	"E45": {"guideline.covid-not-first", "I.C.1.g.1.b"}, "E46": {"guideline.post-covid-first", "I.C.1.g"}, "E47": {"guideline.burn-degrees", "I.C.19.d"},
	"E48": {"guideline.burn-order", "I.C.19.d.1"}, "E49": {"guideline.excludes1", "I69"}, "E50": {"guideline.subsequent-infarction", "I.C.9.e.4"},
	"E52": {"guideline.substance-pattern", "I.C.5.b.2"}, "E53": {"guideline.excludes1", "F17"}, "E55": {"guideline.kidney-dialysis", "N18"},
	"E56": {"guideline.kidney-stages", "I.C.14.a"}, "E57": {"guideline.osteoporosis-fracture", "I.C.13.d.2"}, "E58": {"guideline.superficial-injury", "I.C.19.b.1"},
	"E59": {"guideline.place-of-occurrence", "I.C.20.b"}, "E60": {"guideline.place-of-occurrence", "I.C.20.b"}, "E61": {"guideline.liveborn-later", "I.C.16.a.2"},
	"E62": {"guideline.combination-code", "I.B.9"}, "E63": {"guideline.severe-sepsis-twice", "I.C.1.d"}, "E64": {"guideline.newborn-sepsis", "I.C.16"},
	"E65": {"guideline.hypertension-in-pregnancy", "I.C.15"}, "E66": {"guideline.excludes1", "K92.2"}, "E67": {"guideline.side-unspecified", "I.B.13"},
	"E68": {"guideline.gestational-diabetes", "I.C.15.i"}, "E69": {"guideline.combination-code", "I.B.9"}, "E70": {"guideline.severe-sepsis-infection", "I.C.1.d"},
	"E71": {"guideline.body-mass-in-pregnancy", "I.C.21.c.3"},
	"E11": {"poa.chronic-not-present", "Appendix I"}, // by AHRQ's indicator of chronic conditions
	// E51, a type 2 infarction
	// before its cause, is left: the tabular list says "if applicable" and the
	// guidelines leave the order to the circumstances of the admission.
}

// TestRecords holds the rules against the records of the findings.
func TestRecords(t *testing.T) {
	reg := registry(t)
	n := 0
	for _, c := range records(t, "correct") {
		n++
		for _, f := range reg.Findings(c) {
			assert.Less(t, f.Severity, rules.Warning, "%s: %v", c.ID, f)
		}
	}
	require.Equal(t, 70, n)
	found := 0
	for _, c := range records(t, "errors") {
		number, _, _ := strings.Cut(c.ID, "-")
		want, ok := expected[number]
		if !ok {
			continue
		}
		all := reg.Findings(c)
		if assert.True(t, slices.ContainsFunc(all, func(f rules.Finding) bool {
			return f.Rule == want[0] && strings.Contains(f.Citation.Section, want[1])
		}), "%s: %v", c.ID, all) {
			found++
		}
	}
	require.Equal(t, 68, found, "of 69")
}

// TestNotThere: codes that there are not are errors.
func TestNotThere(t *testing.T) {
	reg := registry(t)
	for _, name := range []string{"unknown-dx", "invalid-codes"} {
		for _, c := range records(t, name) {
			switch c.ID {
			case "O-INPATIENT-ONLY", "I2119", "K6389": // are codes
				continue
			}
			assert.True(t, slices.ContainsFunc(reg.Findings(c), func(f rules.Finding) bool {
				return f.Severity == rules.Error && (strings.HasPrefix(f.Rule, "code.") || f.Rule == "guideline.header-code")
			}), c.ID)
		}
	}
	for _, c := range records(t, "snf") {
		for _, f := range reg.Findings(c) {
			require.Less(t, f.Severity, rules.Warning, f)
		}
	}
}

func records(t *testing.T, name string) (all []*rules.Claim) {
	t.Helper()
	f, err := os.Open(official.Path(t, "findings/inputs/records/"+name+".jsonl"))
	require.NoError(t, err)
	defer f.Close()
	for in := json.NewDecoder(f); in.More(); {
		c := &rules.Claim{}
		require.NoError(t, in.Decode(c))
		all = append(all, c)
	}
	return all
}
