package guideline_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
)

// TestSamples holds the samples of every rule against it, with the releases as
// published.
func TestSamples(t *testing.T) {
	reg := registry(t, april(t))
	for rule := range reg.Rules() {
		id := rule.ID[len("guideline."):]
		for _, text := range rule.Fails {
			o := outcome(t, reg, id, claimtest.MustParse(text))
			assert.Equal(t, rules.Found, o.Status, "%s: %s: %s", id, text, o.Reason)
			for _, f := range o.Findings {
				require.Regexp(t, `\.$`, f.Message, id)
				require.NotEmpty(t, f.Citation.Section, id)
			}
			early := claimtest.MustParse(text)
			early.From, early.Through, early.Discharge = medcode.MustParseDate("2015-09-30"), medcode.Date{}, medcode.MustParseDate("2015-09-30")
			if early.Setting != rules.Inpatient {
				early.Discharge = medcode.Date{}
			}
			require.Equal(t, rules.NotInForce, outcome(t, reg, id, early).Status, "%s: %s", id, text)
		}
		for _, text := range rule.Passes {
			o := outcome(t, reg, id, claimtest.MustParse(text))
			assert.Contains(t, []rules.Status{rules.Passed, rules.Undecided}, o.Status, "%s: %s: %v", id, text, o.Findings)
		}
	}
}
