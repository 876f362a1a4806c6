package billed_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/billed"
)

func TestPack(t *testing.T) {
	var result drg.Result
	var failed error
	reg := registry(t, billed.Pack(func(s *drg.Stay) (drg.Result, error) { return result, failed }))
	c := &rules.Claim{Setting: rules.Inpatient, Discharge: medcode.MustParseDate("2026-04-09"), Patient: rules.Patient{Age: rules.YearsOld(70)}, DRG: 291}
	statuses := func() string {
		var s []string
		for _, o := range reg.Outcomes(c) {
			s = append(s, o.Status.String())
		}
		return strings.Join(s, " ")
	}
	group := func(n drg.Number, title string) drg.Assignment { return drg.Assignment{DRG: n, Title: title} }
	result = drg.Result{Version: "43.1", Initial: group(291, "A"), Final: group(291, "A")}
	require.Equal(t, "passed passed passed", statuses())
	result.Initial, result.Final = group(291, "A"), group(293, "B")
	require.Equal(t, "passed found found", statuses())
	require.Equal(t, []string{
		"warning drg.billed-differs at claim drg: The claim states DRG 291, and its codes group to 293, B (version 43.1).",
		"note drg.hospital-acquired at claim: Without its hospital-acquired conditions the stay groups to DRG 293, not 291.",
	}, lines(reg.Findings(c)))
	c.DRG = 0
	require.Equal(t, "passed not-applicable found", statuses())
	result.Final = drg.Assignment{Code: drg.InvalidPDX, DRG: 999, Title: "Ungroupable"}
	result.Initial = result.Final
	require.Equal(t, []string{"error drg.ungroupable at claim: The stay groups to no DRG that pays (999, Ungroupable, INVALID_PDX)."}, lines(reg.Findings(c)))
	require.Equal(t, "found undecided undecided", statuses())
	result.Final = group(998, "Principal Diagnosis Invalid")
	require.Equal(t, []string{"error drg.ungroupable at claim: The stay groups to no DRG that pays (998, Principal Diagnosis Invalid)."}, lines(reg.Findings(c)))
	require.Equal(t, "found undecided undecided", statuses())
	failed = medcode.ErrDate
	require.Equal(t, "undecided undecided undecided", statuses())
	failed, c.Patient = nil, rules.Patient{}
	require.Equal(t, "undecided undecided undecided", statuses())

	for reason, c := range map[string]rules.Claim{
		"the claim gives neither birth date nor age":                             {},
		"the claim states an age of -1":                                          {Patient: rules.Patient{Age: rules.YearsOld(-1)}},
		"the birth date, 2026-05-01, is after the first day of care, 2026-04-09": {Patient: rules.Patient{Birth: medcode.MustParseDate("2026-05-01")}, Discharge: medcode.MustParseDate("2026-04-09")},
		"the claim gives a birth date and no day of care":                        {Patient: rules.Patient{Birth: medcode.MustParseDate("2026-05-01")}},
		"the patient's birth date or age can't be read":                          {Unreadable: []rules.Unreadable{{Place: rules.AtPatient("birth"), Text: "x"}}},
	} {
		c.Setting = rules.Inpatient
		require.Equal(t, reason, reg.Outcomes(&c)[0].Reason)
	}
}

func registry(t testing.TB, packs ...rules.Pack) *rules.Registry {
	reg, err := rules.New(packs...)
	require.NoError(t, err)
	return reg
}

func lines(found []rules.Finding) (all []string) {
	for _, f := range found {
		all = append(all, f.String())
	}
	return all
}
