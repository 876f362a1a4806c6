package catalog_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/hcpcs/opps"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/billed"
	"github.com/medcode/medcode/rules/claim"
	"github.com/medcode/medcode/rules/claimtest"
	"github.com/medcode/medcode/rules/codes"
	"github.com/medcode/medcode/rules/guideline"
	"github.com/medcode/medcode/rules/internal/catalog"
	"github.com/medcode/medcode/rules/ioce"
	"github.com/medcode/medcode/rules/mce"
	"github.com/medcode/medcode/rules/modifier"
	"github.com/medcode/medcode/rules/ncci"
	"github.com/medcode/medcode/rules/poa"
)

// The small tables that the samples of the outpatient packs are judged by.
const (
	outpatient = "../../../internal/corpus/testdata/outpatient/"
	quarter    = "../../ncci/testdata/2026Q2"
)

// loaded returns the packs of the catalogue with what they judge by: embedded
// sets, small tables of the tests and, where they are given, official ones.
func loaded(t testing.TB, o codes.Options) []rules.Pack {
	t.Helper()
	addenda, err := opps.Read(os.DirFS(outpatient + "addenda"))
	require.NoError(t, err)
	services, err := opps.NewLibrary(addenda)
	require.NoError(t, err)
	tables, err := opps.ReadTables(os.DirFS(outpatient + "tables"))
	require.NoError(t, err)
	editor, err := ioce.New(ioce.Options{OPPS: services, Tables: tables})
	require.NoError(t, err)
	edits, err := ncci.Read(os.DirFS(quarter))
	require.NoError(t, err)
	pairs, err := ncci.NewLibrary(edits)
	require.NoError(t, err)
	indicators := poa.FromLibrary(o.CM)
	indicators.Chronic = func(c cm.Code) bool { // a few of AHRQ's, which is not embedded
		return slices.Contains([]string{"I10", "E11.9", "J44.9"}, c.String())
	}
	return []rules.Pack{
		claim.Pack(), codes.Pack(o), mce.Pack(mce.Default()), ioce.Pack(editor), ncci.Pack(pairs, 0), modifier.Pack(modifier.Options{Fees: o.Fees}),
		poa.Pack(indicators), guideline.Pack(guideline.Options{CM: o.CM, PCS: pcsdata.Library()}), billed.Pack(msdrg.Library().Group), audit.Pack(),
	}
}

// TestSamples: every rule of every pack has samples, finds something in those
// that fail and nothing in those that pass. What an embedded set can't decide is
// left to TestOfficialSamples.
func TestSamples(t *testing.T) {
	packs := loaded(t, codes.Options{CM: cmdata.Library(), PCS: pcsdata.Library(), HCPCS: hcpcsdata.Library()})
	require.Len(t, packs, len(catalog.Packs()))
	for i, want := range catalog.Packs() {
		require.Equal(t, want.Name, packs[i].Name)
		require.Len(t, packs[i].Rules, len(want.Rules))
	}
	judge(t, packs, func(r *rules.Rule) bool {
		return strings.HasPrefix(r.ID, "code.") || strings.Contains(r.Needs, "fee schedule")
	})
}

// TestOfficialSamples is TestSamples with the releases as published that the
// samples of codes and of fees are about.
func TestOfficialSamples(t *testing.T) {
	dir := func(name string) fs.FS { return os.DirFS(official.Path(t, "releases/"+name)) }
	o := codes.Options{CM: cmdata.Library()}
	var px []*pcs.Release
	for _, year := range []string{"2020", "2025", "2026"} {
		r, err := pcs.Read(dir("icd10pcs/" + year))
		require.NoError(t, err)
		px = append(px, r)
	}
	h, err := hcpcs.Read(dir("hcpcs/2025-01"))
	require.NoError(t, err)
	f, err := mpfs.Read(dir("mpfs/2025-10"))
	require.NoError(t, err)
	o.PCS, err = pcs.NewLibrary(px...)
	require.NoError(t, err)
	o.HCPCS, err = hcpcs.NewLibrary(h)
	require.NoError(t, err)
	o.Fees, err = mpfs.NewLibrary(f)
	require.NoError(t, err)
	judge(t, loaded(t, o), func(*rules.Rule) bool { return false })
}

// judge holds the samples of all rules against them. Those that may lack a
// release may be undecided.
func judge(t *testing.T, packs []rules.Pack, mayLack func(*rules.Rule) bool) {
	t.Helper()
	reg, err := rules.New(packs...)
	require.NoError(t, err)
	outcomeOf := func(rule *rules.Rule, c *rules.Claim) rules.Outcome {
		for _, o := range reg.Outcomes(c) {
			if o.Rule.ID == rule.ID {
				return o
			}
		}
		return rules.Outcome{}
	}
	outcome := func(rule *rules.Rule, text string) rules.Outcome {
		c, err := claimtest.Parse(text)
		require.NoError(t, err, rule.ID)
		return outcomeOf(rule, c)
	}
	for rule := range reg.Rules() {
		assert.NotEmpty(t, rule.Fails, rule.ID)
		assert.NotEmpty(t, rule.Passes, rule.ID)
		for _, text := range rule.Fails {
			o := outcome(rule, text)
			assert.True(t, o.Status == rules.Found || mayLack(rule), "%s is %v: %s: %s", rule.ID, o.Status, text, o.Reason)
			for _, f := range o.Findings {
				assert.Regexp(t, `\.$`, f.Message, rule.ID)
				assert.True(t, f.Citation.Section != "" || rule.Citations[0].Section == "", "%s cites no section", rule.ID)
			}
		}
		judged := false
		for _, text := range rule.Passes {
			o := outcome(rule, text)
			assert.NotEqual(t, rules.Found, o.Status, "%s: %s: %v", rule.ID, text, o.Findings)
			judged = judged || o.Status == rules.Passed
		}
		assert.True(t, judged || mayLack(rule), "%s is judged on no sample that passes", rule.ID)
		for _, on := range outside(rule.InForce) {
			c, err := claimtest.Parse(rule.Fails[0])
			require.NoError(t, err, rule.ID)
			o := outcomeOf(rule, moved(c, on))
			assert.Equal(t, rules.NotInForce, o.Status, "%s on %v: %s", rule.ID, on, rule.Fails[0])
		}
	}
}

// outside returns the days next to a period on which it does not hold.
func outside(p medcode.Period) (all []medcode.Date) {
	if !p.From.IsZero() {
		all = append(all, p.From.AddDays(-1))
	}
	if !p.To.IsZero() {
		all = append(all, p.To.AddDays(1))
	}
	return all
}

// moved returns the claim on another day.
func moved(c *rules.Claim, on medcode.Date) *rules.Claim {
	c.From, c.Through = on, on
	if c.Setting == rules.Inpatient {
		c.Discharge = on
	}
	for i := range c.Lines {
		c.Lines[i].From = medcode.Date{}
	}
	return c
}
