package corpus_test

import (
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/poa"
)

func group(s *drg.Stay) (drg.Result, error) {
	g, err := msdrg.ForDischarge(s.Discharge)
	if err != nil {
		return drg.Result{}, err
	}
	return g.Group(s), nil
}

// registry is of the sets that are embedded, so that the corpus is judged
// anywhere.
func registry(t testing.TB) *rules.Registry {
	t.Helper()
	exempt := poa.FromLibrary(cmdata.Library())
	exempt.Chronic = func(c cm.Code) bool { // a few of AHRQ's, which is not embedded
		return slices.Contains([]string{"I10", "E11.9", "J44.9"}, c.String())
	}
	reg, err := rules.New(claim.Pack(), codes.Pack(codes.Options{CM: cmdata.Library(), PCS: pcsdata.Library(), HCPCS: hcpcsdata.Library()}),
		mce.Pack(mce.Default()), poa.Pack(exempt), guideline.Pack(guideline.Options{CM: cmdata.Library(), PCS: pcsdata.Library()}), billed.Pack(group), modifier.Pack(modifier.Options{}))
	require.NoError(t, err)
	return reg
}

// TestCorpus: correct records give nothing at warning or above, wrong ones what
// stands behind them. The counts of findings by rule are pinned in counts.txt:
// a change of a rule shows as a number.
func TestCorpus(t *testing.T) {
	reg := registry(t)
	counts := map[string][2]int{}
	correct, err := corpus.Correct()
	require.NoError(t, err)
	for _, r := range correct {
		for _, f := range reg.Findings(r.Claim) {
			n := counts[f.Rule]
			n[0]++
			counts[f.Rule] = n
			assert.Less(t, f.Severity, rules.Warning, "%s\n%v", r.Line, f)
		}
	}
	wrong, err := corpus.Wrong()
	require.NoError(t, err)
	for _, r := range slices.Concat(wrong, samples(t, reg)) {
		found := reg.Findings(r.Claim)
		for _, f := range found {
			n := counts[f.Rule]
			n[1]++
			counts[f.Rule] = n
		}
		for _, want := range r.Want {
			assert.True(t, slices.ContainsFunc(found, func(f rules.Finding) bool {
				return f.Rule == want.Rule && strings.Contains(f.Citation.Section, want.Section)
			}), "%s\nfound %v", r.Line, found)
		}
	}
	for rule := range reg.Rules() {
		if needsFees(rule) || rule.ID == "code.cpt-unknown" { // need a release that is not embedded
			continue
		}
		assert.Positive(t, counts[rule.ID][1], "%s has fired nowhere", rule.ID)
	}
	var lines []string
	for rule, n := range counts {
		lines = append(lines, fmt.Sprintf("%-40s %4d %4d\n", rule, n[0], n[1]))
	}
	sort.Strings(lines)
	got := fmt.Sprintf("# findings by rule: in %d correct records, in %d wrong ones and samples that fail\n", len(correct), len(wrong)+len(samples(t, reg))) + strings.Join(lines, "")
	if os.Getenv("UPDATE_COUNTS") != "" {
		require.NoError(t, os.WriteFile("testdata/counts.txt", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/counts.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), got, "UPDATE_COUNTS=1 go test ./internal/corpus writes it again")
}

// needsFees reports whether a rule needs the fee schedule, which is not embedded.
func needsFees(rule *rules.Rule) bool { return strings.Contains(rule.Needs, "fee schedule") }

// samples are the claims that rules show as failing, with the rule.
func samples(t testing.TB, reg *rules.Registry) (all []corpus.Record) {
	t.Helper()
	for rule := range reg.Rules() {
		if strings.HasPrefix(rule.ID, "code.") || needsFees(rule) { // some need releases that are not embedded
			continue
		}
		for _, text := range rule.Fails {
			c, err := claimtest.Parse(corpus.Words + text)
			require.NoError(t, err)
			all = append(all, corpus.Record{Line: text, Claim: c, Want: []corpus.Expectation{{Rule: rule.ID}}})
		}
	}
	return all
}
