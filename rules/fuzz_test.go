package rules_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/internal/catalog"
)

// requireSound checks what must hold of the findings of any claim: the same
// again, in order, with what findings need, and the same as the outcomes'.
func requireSound(t *testing.T, reg *rules.Registry, c *rules.Claim) {
	t.Helper()
	before, err := json.Marshal(c)
	if err != nil {
		return // units that JSON can't hold
	}
	findings := reg.Findings(c)
	require.Equal(t, findings, reg.Findings(c))
	after, _ := json.Marshal(c)
	require.Equal(t, string(before), string(after), "the claim changed")
	for _, f := range findings {
		rule, ok := reg.Rule(f.Rule)
		require.True(t, ok)
		require.True(t, rule.Settings.Contains(c.Setting))
		require.NotEmpty(t, f.Message)
		require.NotZero(t, f.Severity)
		require.NotEmpty(t, f.Citation.Document)
		require.GreaterOrEqual(t, f.Place.Index, 0)
		require.Less(t, f.Place.Index, max(1, len(c.Diagnoses), len(c.Procedures), len(c.Lines), len(c.Reasons)))
	}
	var again []rules.Finding
	for _, o := range reg.Outcomes(c) {
		require.Equal(t, o.Status == rules.Found, len(o.Findings) > 0, o.Rule.ID)
		require.Equal(t, o.Status > rules.Found, o.Reason != "", o.Rule.ID)
		again = append(again, o.Findings...)
	}
	require.Equal(t, findings, again)
}

var awkward = []string{
	`{}`,
	`{"setting":"inpatient","patient":{"birth":"2026-05-01","sex":"U"},"admission":"2026-04-09","discharge":"2026-04-01","dischargeStatus":"x","admitting":"?","diagnoses":[{"code":"","poa":"zz"},{"code":"A33"}],"procedures":[{"code":"5a1955z","date":"1999-01-01"}],"drg":"999"}`,
	`{"setting":"professional","patient":{"sex":"M"},"from":"2026-05-01","lines":[{"code":"11042","units":-3,"charge":-1,"modifiers":["","59","59"],"pointers":[0,-1,99]},{"units":1e300}]}`,
	`{"setting":"outpatient","typeOfBill":"x","patient":{"age":-5,"sex":"F"},"through":"2026-05-01","reasons":["R51"],"lines":[{"revenue":"0001","units":0}]}`,
	`{"setting":"outpatient","unreadable":[{"place":{"part":"line","index":9}},{"place":{"part":"diagnosis","index":-1}},{"place":{"part":"procedure","index":0}},{"place":{"part":"reason","index":0}},{"place":{"field":"drg"},"problem":"x"}]}`,
	`{"setting":"inpatient","icd":"9","patient":{"age":999,"sex":"M"},"discharge":"2006-01-01","diagnoses":[{"code":"71535"}],"procedures":[{"code":"8151"},{"code":"8154"}]}`,
}

func FuzzCheck(f *testing.F) {
	reg, err := rules.New(catalog.Packs()...)
	require.NoError(f, err)
	for _, text := range awkward {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var c rules.Claim
		if json.Unmarshal([]byte(text), &c) == nil {
			requireSound(t, reg, &c)
		}
	})
}

// TestLargeClaim: ten thousand of everything.
func TestLargeClaim(t *testing.T) {
	reg, err := rules.New(catalog.Packs()...)
	require.NoError(t, err)
	for _, s := range []rules.Setting{rules.Inpatient, rules.Outpatient, rules.Professional} {
		c := &rules.Claim{Setting: s, From: day("2026-05-01"), Through: day("2026-05-05"), Patient: rules.Patient{Age: rules.YearsOld(40)}}
		for i := range 10_000 {
			code := strings.Repeat("A", 1+i%9)
			c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code, POA: "Y"})
			c.Procedures = append(c.Procedures, rules.Procedure{Code: code})
			c.Lines = append(c.Lines, rules.Line{Code: "11042", Units: 1, Pointers: []int{i}})
		}
		findings := reg.Findings(c)
		require.NotEmpty(t, findings)
		require.True(t, slices.IsSortedFunc(findings, func(a, b rules.Finding) int {
			if a.Rule != b.Rule {
				return 0 // by rule in the registry's order
			}
			return a.Place.Compare(b.Place)
		}))
	}
}

// BenchmarkCheck is a whole profile on a typical claim.
func BenchmarkCheck(b *testing.B) {
	reg, err := rules.New(catalog.Packs()...)
	require.NoError(b, err)
	reg, err = reg.For(rules.Profile{Packs: []string{"claim", "mce", "poa"}})
	require.NoError(b, err)
	c := &rules.Claim{
		Setting: rules.Inpatient, TypeOfBill: "0111", DischargeStatus: "01", BillingNPI: "1234567893",
		Patient:   rules.Patient{Birth: day("1950-01-01")},
		Admission: day("2026-04-01"), Discharge: day("2026-04-06"),
		Diagnoses:  []rules.Diagnosis{{Code: "I214", POA: "Y"}, {Code: "E1010", POA: "Y"}, {Code: "I10", POA: "Y"}, {Code: "N179", POA: "N"}, {Code: "J449", POA: "Y"}, {Code: "K219", POA: "Y"}},
		Procedures: []rules.Procedure{{Code: "5A1955Z"}, {Code: "027034Z"}},
	}
	var findings []rules.Finding
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		findings = reg.AppendFindings(findings[:0], c)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
}
