package drg_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

func latest(tb testing.TB) *drg.Grouper {
	tb.Helper()
	g, err := msdrg.Version("43.1")
	require.NoError(tb, err)
	return g
}

func diagnoses(codes ...string) []drg.Diagnosis {
	var out []drg.Diagnosis
	for _, c := range codes {
		out = append(out, drg.Diagnosis{Code: cm.MustParse(c), POA: cm.POAYes})
	}
	return out
}

func procedures(codes ...string) []drg.Procedure {
	var out []drg.Procedure
	for _, c := range codes {
		out = append(out, drg.Procedure{Code: pcs.MustParse(c)})
	}
	return out
}

func ExampleGrouper_WhatIf() {
	g, err := msdrg.Version("43.1")
	if err != nil {
		panic(err)
	}
	// Heart failure, with acute respiratory failure and a urinary tract infection.
	stay := drg.Stay{Sex: medcode.Female, Age: 78, Status: 1, Diagnoses: []drg.Diagnosis{
		{Code: cm.MustParse("I50.21"), POA: cm.POAYes},
		{Code: cm.MustParse("J96.01"), POA: cm.POAYes},
		{Code: cm.MustParse("N39.0"), POA: cm.POAYes},
	}}
	for _, c := range g.WhatIf(&stay, nil) {
		fmt.Printf("%s %s: %s -> %s if the record shows %s\n", c.Kind, c.Code, c.Before.DRG, c.After.DRG, c.Shows)
	}
	// Output:
	// DROP_DIAGNOSIS J96.01: 291 -> 292 if the record shows no support for J96.01
	// EXCHANGE_PRINCIPAL J96.01: 291 -> 189 if the record shows that J96.01 was the condition chiefly responsible for the admission
	// EXCHANGE_PRINCIPAL N39.0: 291 -> 689 if the record shows that N39.0 was the condition chiefly responsible for the admission
	// REACH_SEVERITY NON_CC: 291 -> 293 if the record shows that no secondary diagnosis counts as a CC or MCC
	// REACH_SEVERITY CC: 291 -> 292 if the record shows a secondary diagnosis that counts as a CC, and none that counts as an MCC
}

func TestWhatIf(t *testing.T) {
	g := latest(t)
	weight := func(n drg.Number) (float64, bool) { return float64(n) / 100, true }

	t.Run("ranked by weight", func(t *testing.T) {
		s := drg.Stay{Status: 1, Sex: medcode.Male, Diagnoses: diagnoses("I5021", "J9601", "N390"), Procedures: procedures("5A1955Z")}
		changes := g.WhatIf(&s, weight)
		require.NotEmpty(t, changes)
		for i, c := range changes {
			require.NotEqual(t, c.Before.DRG, c.After.DRG)
			require.InDelta(t, float64(c.After.DRG)/100-float64(c.Before.DRG)/100, c.Weight, 1e-9)
			if i > 0 {
				require.GreaterOrEqual(t, max(changes[i-1].Weight, -changes[i-1].Weight), max(c.Weight, -c.Weight))
			}
		}
	})
	t.Run("POA of a hospital-acquired condition", func(t *testing.T) {
		s := drg.Stay{Status: 1, Sex: medcode.Male, Diagnoses: diagnoses("I5021", "T8131XA", "S72001A")}
		require.Equal(t, drg.Number(291), g.Group(&s).Final.DRG)
		var flips []drg.Change
		for _, c := range g.WhatIf(&s, nil) {
			if c.Kind == drg.FlipPOA {
				flips = append(flips, c)
			}
		}
		require.Len(t, flips, 1)
		require.Equal(t, "S72.001A", flips[0].Code)
		require.Equal(t, cm.POANo, flips[0].POA)
	})
	t.Run("each change alone gives the DRG it says", func(t *testing.T) {
		s := drg.Stay{Status: 1, Sex: medcode.Female, Diagnoses: diagnoses("S7221XA", "J690", "D62", "N179"), Procedures: procedures("0SRR0J9", "30233N1")}
		for _, c := range g.WhatIf(&s, nil) {
			v := s
			v.Diagnoses = append([]drg.Diagnosis(nil), s.Diagnoses...)
			switch c.Kind {
			case drg.DropDiagnosis:
				v.Diagnoses = append(v.Diagnoses[:c.Index], v.Diagnoses[c.Index+1:]...)
			case drg.DropProcedure:
				v.Procedures = append(append([]drg.Procedure(nil), s.Procedures[:c.Index]...), s.Procedures[c.Index+1:]...)
			case drg.FlipPOA:
				v.Diagnoses[c.Index].POA = c.POA
			case drg.ExchangePrincipal:
				v.Diagnoses[0], v.Diagnoses[c.Index] = v.Diagnoses[c.Index], v.Diagnoses[0]
			default:
				continue
			}
			require.Equal(t, c.After, g.Group(&v).Final, "%+v", c)
		}
	})
	t.Run("nothing to change", func(t *testing.T) {
		require.Empty(t, g.WhatIf(&drg.Stay{}, weight))
	})
}

func TestCompare(t *testing.T) {
	g := latest(t)
	billed := drg.Stay{Status: 1, Sex: medcode.Male, Diagnoses: diagnoses("I5021", "J9601", "E119"), Procedures: procedures("5A1935Z")}
	audited := drg.Stay{Status: 2, Sex: medcode.Female, Hospital: drg.Exempt, Diagnoses: diagnoses("J9601", "I5021", "N390"), Procedures: procedures("02HA3RJ")}
	audited.Diagnoses[1].POA = cm.POANo
	c := g.Compare(&billed, &audited)
	require.Equal(t, drg.Number(291), c.A.DRG)
	var what []string
	for _, d := range c.Differences {
		what = append(what, d.What)
	}
	require.Equal(t, []string{
		"principal diagnosis J96.01 instead of I50.21",
		`diagnosis I50.21 with POA "N" instead of "Y"`,
		"diagnosis N39.0 added",
		"diagnosis E11.9 dropped",
		"procedure 02HA3RJ added",
		"procedure 5A1935Z dropped",
		"discharge status 02 instead of 01",
		"sex F instead of M",
		"POA reporting EXEMPT instead of NON_EXEMPT",
	}, what)
	require.True(t, c.Differences[0].Moves)
	require.False(t, c.Differences[2].Moves)

	t.Run("the one that was enough", func(t *testing.T) {
		a := drg.Stay{Status: 1, Diagnoses: diagnoses("I5021", "J9601", "E119")}
		b := drg.Stay{Status: 1, Diagnoses: diagnoses("I5021", "E119")}
		c := g.Compare(&a, &b)
		require.Len(t, c.Differences, 1)
		require.True(t, c.Differences[0].Enough)
		require.Equal(t, drg.Number(293), c.B.DRG)
	})
	t.Run("a new principal diagnosis that wasn't there", func(t *testing.T) {
		a := drg.Stay{Status: 1, Diagnoses: diagnoses("I5021")}
		b := drg.Stay{Status: 1, Diagnoses: diagnoses("A419")}
		c := g.Compare(&a, &b)
		require.Len(t, c.Differences, 1)
		require.Equal(t, c.B, c.Differences[0].Alone)
	})
}

func BenchmarkWhatIf(b *testing.B) {
	g := latest(b)
	s := drg.Stay{Status: 1, Sex: medcode.Female, Diagnoses: diagnoses("I5021", "J9601", "N390", "E119", "I10", "N179", "D62", "E871", "E876", "I4891",
		"J449", "F329", "K219", "E785", "Z7901", "Z87891", "I2510", "M545", "G4733", "E669", "N183", "R6521", "K7200", "L89154"), Procedures: procedures("5A1935Z", "02HV33Z")}
	for b.Loop() {
		g.WhatIf(&s, nil)
	}
}

// BenchmarkLong asks of stays of 100 to 4,000 diagnoses, of which a claim has 25.
func BenchmarkLong(b *testing.B) {
	g := latest(b)
	for _, n := range []int{100, 1_000, 4_000} {
		s := drg.Stay{Status: 1, Sex: medcode.Female}
		for i := range n {
			s.Diagnoses = append(s.Diagnoses, diagnoses("I5021", "J9601", "N390", "E119", "I10", "N179", "D62", "E871")[i%8])
		}
		b.Run(fmt.Sprintf("Group/%d", n), func(b *testing.B) {
			for b.Loop() {
				g.Group(&s)
			}
		})
		b.Run(fmt.Sprintf("WhatIf/%d", n), func(b *testing.B) {
			for b.Loop() {
				g.WhatIf(&s, nil)
			}
		})
	}
}

// TestWhatIfLong compares the way of long stays with the plain one, on stays
// whose codes stand several times, beside those of another stay.
func TestWhatIfLong(t *testing.T) {
	p := pools["43.1"]()
	defer drg.SetLongStay(drg.SetLongStay(64))
	count := 0
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		s := p.stay(rnd)
		for range 4 {
			if n := len(s.Diagnoses); n > 0 {
				s.Diagnoses = append(s.Diagnoses, s.Diagnoses[rnd.IntN(n)])
			}
			if n := len(s.Procedures); n > 0 {
				s.Procedures = append(s.Procedures, s.Procedures[rnd.IntN(n)])
			}
		}
		if seed%2 == 0 {
			for range 6 {
				more := p.stay(rnd)
				s.Diagnoses, s.Procedures = append(s.Diagnoses, more.Diagnoses...), append(s.Procedures, more.Procedures...)
			}
		}
		drg.SetLongStay(1 << 20)
		want := p.g.WhatIf(s, nil)
		drg.SetLongStay(3)
		require.Equal(t, want, p.g.WhatIf(s, nil))
		count += len(want)
	}
	require.Greater(t, count, 400)
}
