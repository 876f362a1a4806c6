package ioce_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/ioce"
)

// TestEncounter groups and prices one encounter that has nearly everything: a
// colonoscopy, an infusion with its drug, imaging of one family, an emergency visit
// with observation, a laboratory test, and with or without an implant that makes it
// a comprehensive claim. Every line has its reason, every paid line its steps.
func TestEncounter(t *testing.T) {
	const all = "outpatient 2025-03-10 70y bill:0131 | K62.5 | | 0750/45385 0260/96365-59 0636/J9271*200 0352/70450 0352/74176 0450/99285-25 0762/G0378*10 0300/80053"
	for _, c := range []struct {
		name, claim string
		status      []opps.Status // of each line, as processed
		apc         []opps.APC
	}{
		{"no implant", all,
			[]opps.Status{opps.T, opps.S, opps.K, opps.S, opps.N, opps.V, opps.N, opps.N},
			[]opps.APC{5312, 5693, 1490, 8005, 0, 5025, 0, 0}},
		{"implant", all + " 0481/33249 0278/C1721",
			[]opps.Status{opps.N, opps.N, opps.N, opps.N, opps.N, opps.N, opps.N, opps.N, opps.J1, opps.N},
			[]opps.APC{0, 0, 0, 0, 0, 0, 0, 0, 5232, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			claim, err := claimtest.Parse(c.claim)
			require.NoError(t, err)
			for i := range claim.Lines {
				claim.Lines[i].Charge = 500_00
			}
			claim.Through = claim.From
			var j ioce.Judgement
			editor(t).Judge(claim, &j)
			require.NotNil(t, j.Grouper)
			year, err := opps.YearOf(claim.From)
			require.NoError(t, err)
			p := opps.Payments{Explain: true}
			j.Grouper.Price(&year, &j.Claim, &j.Result, opps.Provider{WageIndex: 10000, CostRatio: 2500}, opps.Beneficiary{}, &p)
			var status []opps.Status
			var apc []opps.APC
			for i, l := range j.Result.Lines {
				status, apc = append(status, l.Status), append(apc, l.APC)
				assert.NotEmpty(t, l.Why.String(), "line %d", i)
				assert.True(t, p.Lines[i].Priced, "line %d", i)
				steps := 0
				for _, s := range p.Steps {
					if s.Line == i {
						assert.NotEmpty(t, s.Citation)
						steps++
					}
				}
				assert.Equal(t, l.Packaged, steps == 0, "line %d", i)
				t.Logf("%v %v→%v APC %v %s: %s", claim.Lines[i].Code, l.Billed, l.Status, l.APC, l.Why, p.Lines[i].Payment)
			}
			assert.Equal(t, c.status, status)
			assert.Equal(t, c.apc, apc)
			assert.Empty(t, edits(j.Result.Edits))
			assert.Positive(t, p.Total.Payment)
		})
	}
}
