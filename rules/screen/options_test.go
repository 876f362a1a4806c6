package screen_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/screen"
)

// TestNegativeOptions: limits below what can be compared are raised to it.
func TestNegativeOptions(t *testing.T) {
	s := screen.NewScreener(screen.Options{MinCases: -1, MinPeers: -1})
	for i, npi := range []string{"1", "2", "3", "4"} {
		s.Add(&rules.Claim{Setting: rules.Professional, BillingNPI: npi, From: medcode.NewDate(2026, 5, 1),
			Patient: rules.Patient{ID: npi}, Lines: []rules.Line{{Code: "99213", Units: 1, Charge: medcode.Cents(i)}}})
	}
	require.Equal(t, 4, s.Report().Claims)
}

// TestZeroScreener: the zero Screener is one with the zero Options.
func TestZeroScreener(t *testing.T) {
	var s screen.Screener
	s.Add(&rules.Claim{Setting: rules.Professional, Lines: []rules.Line{{Code: "99213", Units: 1}}})
	require.Equal(t, 1, s.Report().Claims)
	var none screen.Screener
	require.Zero(t, none.Report().Claims)
}
