package rules_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// TestExamine: what Examine tells is what Outcomes says, of claims of every
// setting, before, in and behind the time of each rule.
func TestExamine(t *testing.T) {
	reg := registry(t, sample())
	only, err := reg.For(rules.Profile{Name: "x", Without: []string{"sample.one"}})
	require.NoError(t, err)
	open := 0
	for _, reg := range []*rules.Registry{reg, only} {
		for setting := rules.Setting(0); setting < 8; setting++ {
			for _, on := range []string{"", "0001-01-01", "2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01", "9999-12-31"} {
				for _, code := range []string{"one", "two", "three", "?", "-", "/", "I10"} {
					c := claimWith(setting, on, code)
					var want, got rules.Examined
					var found []rules.Finding
					for _, o := range reg.Outcomes(c) {
						want.Applies = want.Applies || o.Status != rules.NotApplicable
						want.Judged = want.Judged || o.Status <= rules.Found
						if o.Status >= rules.NotInForce {
							want.Open = append(want.Open, rules.Open{Rule: o.Rule, Status: o.Status, Reason: o.Reason})
						}
						found = append(found, o.Findings...)
					}
					first := rules.Finding{Rule: "before"}
					again := reg.Examine([]rules.Finding{first}, c, func(x *rules.Examined) {
						require.Equal(t, "sample", x.Pack)
						got = *x
						got.Open = append([]rules.Open(nil), x.Open...)
					})
					require.Equal(t, append([]rules.Finding{first}, found...), again)
					require.Equal(t, []bool{want.Applies, want.Judged}, []bool{got.Applies, got.Judged})
					require.Len(t, got.Open, len(want.Open))
					for i, o := range got.Open {
						require.Equal(t, sample().Rules[o.Index].ID, o.Rule.ID)
						o.Index = 0
						require.Equal(t, want.Open[i], o)
						open++
					}
				}
			}
		}
	}
	require.NotZero(t, open)
}

// TestStayHasAll: no field of a stay is left empty where a claim says what it
// holds, and each code of a list is there.
func TestStayHasAll(t *testing.T) {
	c := rules.Claim{
		ID: "1", Setting: rules.Inpatient, POAExempt: true, DischargeStatus: "62", Admitting: "P07.30",
		Patient: rules.Patient{Birth: day("2026-04-01"), Sex: medcode.Female}, From: day("2026-04-02"), Through: day("2026-04-09"),
		Diagnoses:  []rules.Diagnosis{{Code: "P07.30", POA: "Y"}, {Code: "P22.0", POA: "N"}, {Code: "P59.9", POA: "W"}},
		Procedures: []rules.Procedure{{Code: "5A1955Z", Date: day("2026-04-04")}, {Code: "0BH17EZ", Date: day("2026-04-03")}},
	}
	full := func(s drg.Stay, except string) {
		v := reflect.ValueOf(s)
		for i := range v.NumField() {
			require.Equal(t, v.Type().Field(i).Name == except, v.Field(i).IsZero(), v.Type().Field(i).Name)
			if list := v.Field(i); list.Kind() == reflect.Slice {
				for k := range list.Len() {
					for f := range list.Index(k).NumField() {
						require.False(t, list.Index(k).Field(f).IsZero(), "%s %d", v.Type().Field(i).Name, k)
					}
				}
			}
		}
		require.Len(t, s.Diagnoses, len(c.Diagnoses))
		require.Len(t, s.Procedures, len(c.Procedures))
	}
	full(c.Stay(), "Age")
	c.Patient.Birth = day("1950-01-31")
	full(c.Stay(), "AgeDays")
	c.Patient.Birth, c.Patient.Age = medcode.Date{}, rules.YearsOld(76)
	full(c.Stay(), "AgeDays")
}
