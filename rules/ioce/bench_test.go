package ioce_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/rules/ioce"
)

// BenchmarkGroupAndPrice groups and prices the claims of five lines among the
// port's, PTP pairs and edits included.
func BenchmarkGroupAndPrice(b *testing.B) {
	e := editor(b)
	var all []opps.Claim
	var g *opps.Grouper
	for _, c := range claims(b, "opps/oracle", "claims.jsonl.gz", "extra.tsv.gz") {
		var j ioce.Judgement
		if e.Judge(c, &j); len(c.Lines) == 5 {
			all, g = append(all, j.Claim), j.Grouper
		}
	}
	year, err := opps.YearOf(all[0].From)
	require.NoError(b, err)
	var r opps.Result
	var p opps.Payments
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		c := &all[n%len(all)]
		g.Group(c, &r)
		g.Price(&year, c, &r, opps.Provider{WageIndex: 9876, CostRatio: 2500}, opps.Beneficiary{}, &p)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
}

// BenchmarkJudge judges claims as rules have them, diagnoses included.
func BenchmarkJudge(b *testing.B) {
	e := editor(b)
	all := claims(b, "opps/oracle", "claims.jsonl.gz", "extra.tsv.gz")
	var j ioce.Judgement
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		e.Judge(all[n%len(all)], &j)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "claims/s")
}
