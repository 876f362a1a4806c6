package guideline

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/corpus"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/claimtest"
)

// derived are marks that only say where a rule has something to look at. What the
// other marks and sets say is part of a rule, whose check takes it for granted.
const derived = header | codeFirsts | additions | oneSide | bothSided | sideUnsaid | lacking | repeated | paired | operated | itemized

// askAll is check without the index of rules by marks and sets: every rule is
// asked about every claim, but for those whose check takes a code for granted that
// the claim has not.
func (ch *checker) askAll(c *rules.Claim, run *rules.Run) {
	v := ch.views.Get().(*view)
	defer ch.views.Put(v)
	v.load(c, run, ch.index(run.Date()), ch.procedures(run.Date()))
	defer v.clear()
	for i := range ch.rules {
		r, rule := run.Rule(i), &ch.rules[i]
		if v.lacks(rule.needs) != "" {
			continue
		}
		if open := rule.with == nil && (rule.either != nil || rule.when&derived != 0); open || v.concerns(rule) {
			rule.check(v, r)
		}
	}
}

// PairOf returns a registry of the pack as it is, and one that asks all rules.
func PairOf(t testing.TB, o Options) (indexed, all *rules.Registry) {
	p := Pack(o)
	indexed, err := rules.New(p)
	require.NoError(t, err)
	p.Check = newChecker(o).askAll
	all, err = rules.New(p)
	require.NoError(t, err)
	return indexed, all
}

// samples are the claims that rules show, failing and passing.
func samples(all []rules.Rule) (claims []*rules.Claim) {
	for _, r := range all {
		for _, text := range slices.Concat(r.Fails, r.Passes) {
			claims = append(claims, claimtest.MustParse(text))
		}
	}
	return claims
}

// mixed returns claims of the codes, procedures and lines of several of them, in
// any setting.
func mixed(rnd *rand.Rand, from []*rules.Claim, n int) (claims []*rules.Claim) {
	for range n {
		c := *from[rnd.IntN(len(from))]
		c.Diagnoses, c.Procedures, c.Lines = slices.Clone(c.Diagnoses), slices.Clone(c.Procedures), slices.Clone(c.Lines)
		for range rnd.IntN(6) {
			d := from[rnd.IntN(len(from))]
			c.Diagnoses = append(c.Diagnoses, d.Diagnoses...)
			c.Procedures = append(c.Procedures, d.Procedures...)
			c.Lines = append(c.Lines, d.Lines...)
		}
		rnd.Shuffle(len(c.Diagnoses), func(i, k int) { c.Diagnoses[i], c.Diagnoses[k] = c.Diagnoses[k], c.Diagnoses[i] })
		if rnd.IntN(4) == 0 {
			c.Setting = rules.Setting(rnd.IntN(6))
		}
		claims = append(claims, &c)
	}
	return claims
}

func compareSkipped(t *testing.T, o Options, n int) {
	indexed, all := PairOf(t, o)
	claims := samples(Pack(o).Rules)
	for _, read := range []func() ([]corpus.Record, error){corpus.Correct, corpus.Wrong, corpus.Outpatient} {
		records, err := read()
		require.NoError(t, err)
		for _, r := range records {
			claims = append(claims, r.Claim)
		}
	}
	claims = append(claims, mixed(rand.New(rand.NewPCG(3, 4)), claims, n)...)
	found := 0
	for _, c := range claims {
		want := all.Findings(c)
		require.Equal(t, want, indexed.Findings(c), c)
		found += len(want)
	}
	t.Log(len(claims), "claims,", found, "findings")
	require.Greater(t, found, len(claims)/2)
}

// TestSkipped: a rule that is passed over, as no code of the claim could make it
// speak, finds nothing there when it is asked.
func TestSkipped(t *testing.T) {
	dx, err := cm.Read(os.DirFS("testdata/icd10cm"))
	require.NoError(t, err)
	px, err := pcs.Read(os.DirFS("testdata/icd10pcs"))
	require.NoError(t, err)
	compareSkipped(t, libraries(t, dx, px), 2_000)
}

func TestSkippedOfficial(t *testing.T) {
	dx, err := cm.Read(os.DirFS(official.Path(t, "releases/icd10cm/2026-04")))
	require.NoError(t, err)
	px, err := pcs.Read(os.DirFS(official.Path(t, "releases/icd10pcs/2026")))
	require.NoError(t, err)
	always := medcode.Period{From: medcode.NewDate(2015, 10, 1)}
	compareSkipped(t, libraries(t, dx.Dated("2026-04", always), px.Dated("2026", always)), 5_000)
}

func libraries(t testing.TB, dx *cm.Release, px *pcs.Release) (o Options) {
	t.Helper()
	var err error
	o.CM, err = cm.NewLibrary(dx)
	require.NoError(t, err)
	o.PCS, err = pcs.NewLibrary(px)
	require.NoError(t, err)
	return o
}
