package msdrg_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/internal/slope"
)

// manyStays are long stays: of codes that are all different, as far as there are
// such, or of a few codes again and again.
func manyStays(t testing.TB) map[string]func(n int) *drg.Stay {
	dx, err := cmdata.Library().On(medcode.MustParseDate("2026-01-15"))
	require.NoError(t, err)
	px, err := pcsdata.Library().On(medcode.MustParseDate("2026-01-15"))
	require.NoError(t, err)
	var diagnoses []cm.Code
	for c := range dx.All() {
		diagnoses = append(diagnoses, c)
	}
	var procedures []pcs.Code
	for c := range px.All() {
		procedures = append(procedures, c)
	}
	require.Greater(t, len(diagnoses), 20_000)
	require.Greater(t, len(procedures), 20_000)
	stay := func(n, m, kinds int, poa cm.POA) *drg.Stay {
		s := &drg.Stay{Age: 60, Sex: 1, Status: 1}
		for i := range n {
			s.Diagnoses = append(s.Diagnoses, drg.Diagnosis{Code: diagnoses[i*37%kinds], POA: poa})
		}
		for i := range m {
			s.Procedures = append(s.Procedures, drg.Procedure{Code: procedures[i*37%kinds]})
		}
		return s
	}
	return map[string]func(n int) *drg.Stay{
		"diagnoses":                  func(n int) *drg.Stay { return stay(n, 0, 20_011, cm.POAYes) },
		"diagnoses not on admission": func(n int) *drg.Stay { return stay(n, 0, 20_011, cm.POANo) },
		"procedures":                 func(n int) *drg.Stay { return stay(1, n, 20_011, cm.POAYes) },
		"both":                       func(n int) *drg.Stay { return stay(n, n, 20_011, cm.POANo) },
		"few":                        func(n int) *drg.Stay { return stay(n, n, 101, cm.POANo) },
	}
}

// TestSlope holds the time of a stay to growing with its length.
func TestSlope(t *testing.T) {
	g, err := msdrg.Library().Latest()
	require.NoError(t, err)
	for name, stay := range manyStays(t) {
		wrong := slope.Linear(func(n int) func() {
			s := stay(n)
			return func() { g.Group(s) }
		})
		if wrong != "" {
			t.Errorf("%s: %s", name, wrong)
		}
	}
}

// BenchmarkLongStays groups, explains and varies stays of 100 to 10,000 codes.
func BenchmarkLongStays(b *testing.B) {
	g, err := msdrg.Library().Latest()
	require.NoError(b, err)
	for name, stay := range manyStays(b) {
		for what, run := range map[string]func(*drg.Stay){
			"Group":   func(s *drg.Stay) { g.Group(s) },
			"Explain": func(s *drg.Stay) { g.Explain(s) },
			"WhatIf":  func(s *drg.Stay) { g.WhatIf(s, nil) },
		} {
			for _, n := range []int{100, 1_000, 10_000} {
				b.Run(fmt.Sprintf("%s/%s/%d", what, name, n), func(b *testing.B) {
					s := stay(n)
					for b.Loop() {
						run(s)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/code")
				})
			}
		}
	}
}
