package main

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/rules"
)

// slowLine is a claim's line by encoding/json.
func slowLine(t *testing.T, file, claim string, findings []rules.Finding) string {
	var b strings.Builder
	require.NoError(t, json.NewEncoder(&b).Encode(struct {
		File     string          `json:"file"`
		Claim    string          `json:"claim"`
		Findings []rules.Finding `json:"findings"`
	}{file, claim, findings}))
	return b.String()
}

// TestLine: a line is what encoding/json writes, whatever stands in it.
func TestLine(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		return []string{"", "A", "I50.21 is <no> code & \"none\"", "line\nbreak\t\\", "\u2028 é \xff", strings.Repeat("x", 300), "\x00\x7f"}[r.IntN(7)]
	}
	texts := func() (all []string) {
		for range r.IntN(4) {
			all = append(all, text())
		}
		return all
	}
	place := func() rules.Place {
		return rules.Place{Part: rules.Part(r.IntN(int(rules.OfLine) + 2)), Index: r.IntN(4) - 1, Field: text()}
	}
	for range 5000 {
		var findings []rules.Finding
		for range 1 + r.IntN(3) {
			f := rules.Finding{Rule: text(), Title: text(), Severity: rules.Severity(r.IntN(5)), Disposition: rules.Disposition(r.IntN(7)), Place: place(), Codes: texts(),
				Message: text(), Suggestion: text(), Citation: rules.Citation{Document: text(), Section: text()}, Release: text()}
			for range r.IntN(3) {
				f.Related = append(f.Related, place())
			}
			findings = append(findings, f)
		}
		file, claim := text(), text()
		require.Equal(t, slowLine(t, file, claim, findings), string(appendLine(nil, file, claim, findings)))
	}
}
