package ncci

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/race"
	"github.com/medcode/medcode/rules"
)

// claim makes a claim on May 1, 2026 of lines written "code-mod-mod units
// @date..date #npi", all but the code optional.
func claim(setting rules.Setting, lines ...string) *rules.Claim {
	c := &rules.Claim{Setting: setting, BillingNPI: "billing", From: day("2026-05-01")}
	for _, text := range lines {
		var l rules.Line
		for i, word := range strings.Fields(text) {
			switch {
			case i == 0:
				parts := strings.Split(word, "-")
				l.Code, l.Modifiers, l.Units = parts[0], parts[1:], 1
			case word[0] == '@':
				from, to, _ := strings.Cut(word[1:], "..")
				l.From = day(from)
				if to != "" {
					l.Through = day(to)
				}
			case word[0] == '#':
				l.RenderingNPI = word[1:]
			case word == "MJ":
				l.Measure = word
			default:
				fmt.Sscan(word, &l.Units)
			}
		}
		c.Lines = append(c.Lines, l)
	}
	return c
}

// shown is a decision in short: "denied 2 by ptp 1".
func shown(d Decision) string {
	s := [...]string{"", "denied", "bypassed", "review"}[d.Verdict] + fmt.Sprintf(" %d ", d.Line+1)
	switch d.Kind {
	case ByPTP:
		s += fmt.Sprintf("ptp%d by %d", d.PTP.Indicator, d.Other+1)
		if d.Modifier.IsValid() {
			s += " " + d.Modifier.String()
		}
		if d.SameSite {
			s += " same site"
		}
	case ByMUE:
		s += fmt.Sprintf("mue%d %v>%d", d.MUE.MAI, d.Units, d.MUE.Units)
	case ByAddOn:
		s += fmt.Sprintf("aoc%d", d.AddOn.Type)
		if d.Other >= 0 {
			s += fmt.Sprintf(" for %d", d.Other+1)
		}
	}
	return s
}

func TestAdjudicate(t *testing.T) {
	pro, out := rules.Professional, rules.Outpatient
	r := fixture(t, "2026Q2")
	for _, c := range []struct {
		name  string
		claim *rules.Claim
		want  string // decisions, separated by "; "
	}{
		{"nothing", claim(pro), ""},
		{"no pair", claim(pro, "99213", "11042"), ""},
		{"column 1 first", claim(pro, "11042", "97597"), "denied 2 ptp1 by 1"},
		{"column 2 first", claim(pro, "97597", "11042"), "denied 1 ptp1 by 2"},
		{"lower case and blanks", claim(pro, "g0439", "99213"), "denied 2 ptp1 by 1"},
		{"bypassed on column 2", claim(pro, "11042", "97597-59"), "bypassed 2 ptp1 by 1 59"},
		{"bypassed on column 1", claim(pro, "11042-XS", "97597"), "bypassed 2 ptp1 by 1 XS"},
		{"not a bypassing modifier", claim(pro, "11042", "97597-76"), "denied 2 ptp1 by 1"},
		{"second modifier bypasses", claim(pro, "43235", "99213-GC-25"), "bypassed 2 ptp1 by 1 25"},
		{"same site", claim(pro, "11042-LT", "97597-LT"), "bypassed 2 ptp1 by 1 LT same site"},
		{"other site", claim(pro, "11042-LT", "97597-RT"), "bypassed 2 ptp1 by 1 RT"},
		{"same site, and distinct", claim(pro, "11042-LT", "97597-LT-59"), "bypassed 2 ptp1 by 1 LT"},
		{"indicator 0 with modifier", claim(pro, "11042", "97602-59"), "denied 2 ptp0 by 1"},
		{"indicator 9", claim(pro, "97597", "97602"), ""},
		{"deleted", claim(pro, "43235", "99214"), ""},
		{"not yet deleted", claim(pro, "43235 @2026-03-31", "99214 @2026-03-31"), "denied 2 ptp1 by 1"},
		{"other days", claim(pro, "11042 @2026-05-01", "97597 @2026-05-02"), ""},
		{"other providers", claim(pro, "11042 #a", "97597 #b"), ""},
		{"one provider named twice", claim(pro, "11042 #billing", "97597"), "denied 2 ptp1 by 1"},
		{"a span holds the day", claim(pro, "11042 @2026-05-01..2026-05-03", "97597 @2026-05-02"), "denied 2 ptp1 by 1"},
		{"the span is over", claim(pro, "11042 @2026-05-01..2026-05-03", "97597 @2026-05-04"), ""},
		{"two lines of column 2", claim(pro, "97597", "11042", "97597-59"), "denied 1 ptp1 by 2; bypassed 3 ptp1 by 2 59"},
		{"one of two lines of column 1 bypasses", claim(pro, "43235-59", "99213", "43235"), "denied 2 ptp1 by 3"},
		{"both lines of column 1 bypass", claim(pro, "43235-59", "99213", "43235-XE"), "bypassed 2 ptp1 by 1 59"},
		{"a chain", claim(pro, "27447", "20610", "20600"), "denied 2 ptp1 by 1; denied 3 ptp1 by 2"},
		{"modifier 59 on column 1 before July 2019", claim(pro, "11042-59 @2019-06-30", "97597 @2019-06-30"), "denied 2 ptp1 by 1"},
		{"and since", claim(pro, "11042-59 @2019-07-01", "97597 @2019-07-01"), "bypassed 2 ptp1 by 1 59"},
		{"anatomic modifiers always", claim(pro, "11042-LT @2019-06-30", "97597 @2019-06-30"), "bypassed 2 ptp1 by 1 LT"},
		{"XS before 2015", claim(pro, "11042 @2014-12-31", "97597-XS @2014-12-31"), "denied 2 ptp1 by 1"},
		{"hospital's own table", claim(out, "11042", "97597"), ""},
		{"hospital", claim(out, "43235 #a", "99213 #b", "80053", "80048"), "denied 2 ptp1 by 1; denied 4 ptp0 by 3"},
		{"inpatient", claim(rules.Inpatient, "43235", "99213"), ""},
		{"malformed codes", claim(pro, "1104", "97597", "XXXXX"), ""},

		{"units within", claim(pro, "20610 2"), ""},
		{"units above, policy", claim(pro, "20610 3"), "denied 1 mue2 3>2"},
		{"units of two lines", claim(pro, "20610-LT 2", "20610-RT 1"), "denied 1 mue2 3>2; denied 2 mue2 3>2"},
		{"units of two days", claim(pro, "20610 2", "20610 1 @2026-05-02"), ""},
		{"units of two providers", claim(pro, "20610 2 #a", "20610 1 #b"), ""},
		{"clinical", claim(pro, "J1100 121"), "denied 1 mue3 121>120"},
		{"line edit", claim(pro, "88305 16", "88305-59 16", "88305-76 17"), "denied 3 mue1 17>16"},
		{"zero", claim(pro, "A4206"), "denied 1 mue3 1>0"},
		{"zero of zero", claim(pro, "A4206 0"), ""},
		{"negative", claim(pro, "A4206 -3", "20610 -1"), ""},
		{"fractions", claim(pro, "97110 6.5"), "denied 1 mue3 6.5>6"},
		{"units that are no number", claim(pro, "20610 NaN", "20610 +Inf", "20610 2"), ""},
		{"negative units hide nothing", claim(pro, "20610 -2", "20610 3"), "denied 2 mue2 3>2"},
		{"minutes are not units", claim(pro, "97110 60 MJ"), ""},
		{"hospital's own value", claim(out, "97110 8"), ""},
		{"units over a span", claim(pro, "97110 18 @2026-05-01..2026-05-03"), ""},
		{"units over a span, rounded", claim(pro, "97110 20 @2026-05-01..2026-05-03"), "denied 1 mue3 7>6"},
		{"span and day", claim(pro, "97110 18 @2026-05-01..2026-05-03", "97110 1 @2026-05-03"), "denied 1 mue3 7>6; denied 2 mue3 7>6"},

		{"add-on with primary", claim(pro, "96413", "96415 4"), ""},
		{"add-on alone", claim(pro, "96415"), "denied 1 aoc1"},
		{"add-on with another service", claim(pro, "96415", "99213"), "denied 1 aoc1"},
		{"add-on with a primary deleted in 2020", claim(pro, "96409", "96415"), "denied 2 aoc1"},
		{"before that", claim(pro, "96409 @2020-12-31", "96415 @2020-12-31"), ""},
		{"primary on another day", claim(pro, "96413 @2026-04-30", "96415"), "denied 2 aoc1"},
		{"primary of another provider", claim(pro, "96413 #a", "96415 #b"), "denied 2 aoc1"},
		{"primary denied", claim(pro, "11042 2", "11045"), "denied 1 mue2 2>1; denied 2 aoc1 for 1"},
		{"an add-on's add-on", claim(pro, "22614", "22840"), "denied 1 aoc1; denied 2 aoc1 for 1"},
		{"with its primary", claim(pro, "22840", "22614", "22612"), ""},
		{"type 2", claim(pro, "69990", "99213"), "review 1 aoc2"},
		{"type 3 with a listed primary", claim(pro, "76937", "36555"), ""},
		{"type 3 without", claim(pro, "76937", "36556"), "review 1 aoc3"},
		{"add-on code deleted", claim(pro, "0290T"), ""},
		{"add-on edits not yet in force", claim(pro, "96415 @2013-03-31"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range r.Adjudicate(c.claim, 0) {
				got = append(got, shown(d))
			}
			require.Equal(t, c.want, strings.Join(got, "; "))
		})
	}
}

func TestServices(t *testing.T) {
	r := fixture(t, "2026Q2")
	c := claim(rules.Professional, "A4253 2", "43235", "99213")
	require.Len(t, r.Adjudicate(c, DME), 1, "suppliers have MUE only")
	require.Equal(t, code("A4253"), r.Adjudicate(c, DME)[0].MUE.Code)
	require.Len(t, r.Adjudicate(c, OutpatientHospital), 1)
	require.Empty(t, r.Adjudicate(c, 7))
	require.Empty(t, r.Adjudicate(&rules.Claim{Lines: c.Lines}, 0), "no setting, no date")
	none := claim(rules.Professional, "43235", "99213")
	none.From = medcode.Date{}
	require.Empty(t, r.Adjudicate(none, 0), "no date")
}

// TestLibraryAdjudicate judges lines by the quarter of their own date.
func TestLibraryAdjudicate(t *testing.T) {
	l := library(t, fixture(t, "2026Q2"), fixture(t, "2026Q3"))
	c := claim(rules.Professional, "20610 3 @2026-06-30", "20610 3 @2026-07-01", "20610 9 @2026-10-01",
		"11042 @2026-06-30..2026-07-02", "97597 @2026-07-01", "97597 @2026-06-30")
	var got []string
	for _, d := range l.Adjudicate(c, 0) {
		got = append(got, shown(d))
	}
	// The third quarter's fixture has no PTP table.
	require.Equal(t, []string{"denied 6 ptp1 by 4", "denied 1 mue2 3>2"}, got)
	require.Len(t, l.AppendDecisions(make([]Decision, 3), c, 0), 5)

	// Two quarters with tables of their own: the day in common decides.
	later := parts(syntheticPTP(1), 1)
	for name, f := range later {
		delete(later, name)
		later["ccipra-v322r0-f1.txt"] = &fstest.MapFile{Data: []byte(preamble + "99213\t11042\t\t20110101\t*\t0\tr\r\n11042\t97597\t\t20110101\t*\t0\tr\r\n" + string(f.Data[:0]))}
	}
	q3, err := Read(later)
	require.NoError(t, err)
	l = library(t, fixture(t, "2026Q2"), q3)
	got = nil
	for _, d := range l.Adjudicate(c, 0) {
		got = append(got, shown(d))
	}
	require.Equal(t, []string{"denied 5 ptp0 by 4", "denied 6 ptp1 by 4", "denied 1 mue2 3>2"}, got)
}

func TestBypassModifiers(t *testing.T) {
	n := 0
	last := hcpcs.Modifier{}
	groups := map[ModifierGroup]int{}
	for m, g := range BypassModifiers() {
		require.Positive(t, m.Compare(last), "in order, for the search")
		last = m
		n++
		groups[g]++
		require.True(t, Bypasses(m, Column2, Medicare, Practitioner, day("2026-05-01")), m)
	}
	require.Equal(t, map[ModifierGroup]int{Anatomic: 31, GlobalSurgery: 6, Distinct: 7}, groups)
	for range BypassModifiers() {
		break
	}
	m59 := hcpcs.MustParseModifier("59")
	before := day("2019-06-30")
	require.False(t, Bypasses(m59, Column1, Medicare, Practitioner, before))
	require.True(t, Bypasses(m59, Column2, Medicare, Practitioner, before))
	require.True(t, Bypasses(m59, Column1, Medicare, OutpatientHospital, before))
	require.True(t, Bypasses(m59, Column1, Medicaid, Practitioner, before))
	for _, no := range []string{"76", "77", "50", "26", "TC", "KX", "00", "ZZ"} {
		require.False(t, Bypasses(hcpcs.MustParseModifier(no), Column2, Medicare, Practitioner, day("2026-05-01")), no)
	}
}

// pairsSlowly is the PTP part of Adjudicate as one would say it, for claims
// whose lines have one day each.
func pairsSlowly(r *Release, c *rules.Claim) []string {
	var all []string
	npi := func(i int) string { return cmp.Or(c.Lines[i].RenderingNPI, c.RenderingNPI, c.BillingNPI) }
	any := func(i int, column Column) bool {
		return slices.ContainsFunc(c.Lines[i].Modifiers, func(s string) bool {
			m, err := hcpcs.ParseModifier(s)
			return err == nil && Bypasses(m, column, r.Program(), Practitioner, c.LineDate(i))
		})
	}
	for two := range c.Lines {
		seen := map[string]bool{}
		for one := range c.Lines {
			a, err1 := hcpcs.Parse(c.Lines[one].Code)
			b, err2 := hcpcs.Parse(c.Lines[two].Code)
			if err1 != nil || err2 != nil || c.LineDate(one) != c.LineDate(two) || npi(one) != npi(two) || seen[a.String()] {
				continue
			}
			for e := range r.PTP(Practitioner).Column1(a) {
				if e.Column2 != b || !e.InForce(c.LineDate(two)) || seen[a.String()] {
					continue
				}
				seen[a.String()] = true
				verdict := "denied"
				if e.Indicator == Allowed {
					bypassed := true
					for k := range c.Lines {
						if k2, err := hcpcs.Parse(c.Lines[k].Code); err == nil && k2 == a && c.LineDate(k) == c.LineDate(two) && npi(k) == npi(two) {
							bypassed = bypassed && (any(two, Column2) || any(k, Column1))
						}
					}
					if bypassed {
						verdict = "bypassed"
					}
				}
				all = append(all, fmt.Sprint(verdict, " ", two, " ", a))
			}
		}
	}
	slices.Sort(all)
	return all
}

func TestPairsAgainstSlow(t *testing.T) {
	r, err := Read(parts(syntheticPTP(120_000), 1))
	require.NoError(t, err)
	table := slices.Collect(r.PTP(Practitioner).All())
	rnd := rand.New(rand.NewPCG(5, 6))
	mods := []string{"59", "LT", "76", "XS", "25", "zz"}
	decisions := 0
	for range 300 {
		c := claim(rules.Professional)
		for range 2 + rnd.IntN(12) {
			e := table[rnd.IntN(len(table))]
			for _, one := range []string{e.Column2.String(), e.Column1.String()} {
				l := rules.Line{Code: one, Units: 1, From: day("2019-06-29").AddDays(rnd.IntN(3)), RenderingNPI: []string{"", "b"}[rnd.IntN(8)/7]}
				if rnd.IntN(3) == 0 {
					l.Modifiers = []string{mods[rnd.IntN(len(mods))]}
				}
				c.Lines = append(c.Lines, l)
				if rnd.IntN(6) == 0 {
					c.Lines = append(c.Lines, l)
				}
			}
		}
		var got []string
		for _, d := range r.Adjudicate(c, 0) {
			got = append(got, fmt.Sprint([...]string{"", "denied", "bypassed"}[d.Verdict], " ", d.Line, " ", d.PTP.Column1))
		}
		slices.Sort(got)
		require.Equal(t, pairsSlowly(r, c), slices.Compact(got), c.Lines)
		decisions += len(got)
	}
	require.Greater(t, decisions, 300)
}

func TestManyLines(t *testing.T) {
	r := fixture(t, "2026Q2")
	c := claim(rules.Professional)
	for range 5000 {
		c.Lines = append(c.Lines, rules.Line{Code: "11042", Units: 1}, rules.Line{Code: "97597", Units: 1})
	}
	require.Len(t, r.Adjudicate(c, 0), 5000+5000)
}

func TestAdjudicateAllocatesNothing(t *testing.T) {
	r := fixture(t, "2026Q2")
	c := claim(rules.Professional, "11042", "97597-59", "20610 3", "96415", "69990")
	if race.Detected {
		t.Skip("the race detector makes pools forget")
	}
	out := make([]Decision, 0, 16)
	r.AppendDecisions(out, c, 0)
	require.Zero(t, testing.AllocsPerRun(100, func() { r.AppendDecisions(out, c, 0) }))
}

func TestAdjudicateConcurrently(t *testing.T) {
	r := fixture(t, "2026Q2")
	c := claim(rules.Professional, "11042", "97597-59", "20610 3", "96415", "69990")
	want := r.Adjudicate(c, 0)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if !slices.Equal(want, r.Adjudicate(c, 0)) {
					t.Error("another answer")
				}
			}
		})
	}
	wg.Wait()
}

// findings are the pack's on a claim, "id at place".
func findings(t *testing.T, l *Library, c *rules.Claim) (all []string) {
	reg, err := rules.New(Pack(l, 0))
	require.NoError(t, err)
	for _, f := range reg.Findings(c) {
		require.NotEmpty(t, f.Message)
		require.NotEmpty(t, f.Suggestion)
		require.NotEmpty(t, f.Citation.Document)
		all = append(all, f.Rule+" at "+f.Place.String())
	}
	return all
}

func TestPack(t *testing.T) {
	l := library(t, fixture(t, "2026Q2"))
	pro := rules.Professional
	for _, c := range []struct {
		rule           string
		fails, isClean *rules.Claim // the second is a near miss
		place          string
	}{
		{"ncci.ptp-not-allowed", claim(pro, "11042", "97602-59"), claim(pro, "11042", "97602-59 @2026-05-02"), "line 2"},
		{"ncci.ptp-modifier-missing", claim(pro, "11042", "97597-76"), claim(pro, "11042", "97597 #b"), "line 2"},
		{"ncci.ptp-bypassed", claim(pro, "11042-LT", "97597-LT"), claim(pro, "11042-LT", "97602-LT @2026-05-02"), "line 2"},
		{"ncci.ptp-bypassed", claim(pro, "11042-59", "97597"), claim(pro, "11042-59"), "line 2"},
		{"ncci.mue-line", claim(pro, "88305 17"), claim(pro, "88305 16"), "line 1 units"},
		{"ncci.mue-policy", claim(pro, "20610 3"), claim(pro, "20610 2"), "line 1 units"},
		{"ncci.mue-clinical", claim(pro, "J1100 121"), claim(pro, "J1100 120"), "line 1 units"},
		{"ncci.mue-clinical", claim(pro, "A4206"), claim(pro, "A4207"), "line 1 units"},
		{"ncci.add-on-type-1", claim(pro, "96415"), claim(pro, "96413", "96415"), "line 1"},
		{"ncci.add-on-type-1", claim(pro, "11045", "22614 @2026-05-02"), claim(pro, "11042", "11045"), "line 1"},
		{"ncci.add-on-type-2", claim(pro, "69990"), claim(pro, "69990", "99213"), "line 1"},
		{"ncci.add-on-type-2", claim(pro, "69990", "99213 @2026-05-02"), claim(pro, "69991"), "line 1"},
		{"ncci.add-on-type-3", claim(pro, "76937"), claim(pro, "36555", "76937"), "line 1"},
	} {
		require.Contains(t, findings(t, l, c.fails), c.rule+" at "+c.place)
		require.NotContains(t, findings(t, l, c.isClean), c.rule+" at "+c.place)
	}

	reg, err := rules.New(Pack(l, Practitioner))
	require.NoError(t, err)
	require.Len(t, Pack(l, 0).Sources, 1)
	for rule := range reg.Rules() { // not in force
		old := claim(pro, "11042", "97597", "20610 9", "96415")
		old.From = rule.InForce.From.AddDays(-1)
		for _, o := range reg.Outcomes(old) {
			if o.Rule == rule {
				require.Equal(t, rules.NotInForce, o.Status, rule.ID)
			}
		}
	}
	require.Equal(t, rules.Deny, reg.Findings(claim(pro, "96415"))[0].Disposition)
	require.Equal(t, rules.Suspend, reg.Findings(claim(pro, "99292"))[0].Disposition, "the one exception")
	require.Equal(t, rules.Warning, reg.Findings(claim(pro, "11042-LT", "97597-LT"))[0].Severity)
	f := reg.Findings(claim(pro, "11042 2", "11045"))
	require.Equal(t, []rules.Place{rules.AtLine(0)}, f[1].Related)
	onLines := claim(pro, "20610 3 @2026-05-01") // as on an 837P
	onLines.From = medcode.Date{}
	require.Equal(t, "ncci.mue-policy", reg.Findings(onLines)[0].Rule)
	d := l.Adjudicate(claim(pro, "96415"), 0)[0]
	byPack, byDecision := reg.Findings(claim(pro, "96415"))[0], d.Finding(claim(pro, "96415"))
	require.Equal(t, "NCCI 2026Q2", byPack.Release)
	byDecision.Release = byPack.Release
	require.Equal(t, byPack, byDecision)
	unpaid := claim(pro, "A4206") // a limit of 0
	unpaid.Payer = rules.Commercial
	require.Empty(t, reg.Findings(unpaid))
}

func TestPackOutcomes(t *testing.T) {
	status := func(l *Library, c *rules.Claim) map[rules.Status]int {
		reg, err := rules.New(Pack(l, 0))
		require.NoError(t, err)
		n := map[rules.Status]int{}
		for _, o := range reg.Outcomes(c) {
			n[o.Status]++
		}
		return n
	}
	l := library(t, fixture(t, "2026Q2"))
	c := claim(rules.Professional, "99213")
	require.Equal(t, map[rules.Status]int{rules.Passed: 9}, status(l, c))
	c.Payer = rules.Medicaid
	require.Equal(t, map[rules.Status]int{rules.NotApplicable: 9}, status(l, c))
	c.Payer = rules.Medicare
	require.Equal(t, map[rules.Status]int{rules.NotApplicable: 9}, status(library(t, fixture(t, "medicaid")), c))
	c.Setting = rules.Inpatient
	require.Equal(t, map[rules.Status]int{rules.NotApplicable: 9}, status(l, c))
	require.Equal(t, map[rules.Status]int{rules.Passed: 8, rules.Undecided: 1}, status(l, claim(rules.Professional, "69990", "99213")))
	c = claim(rules.Professional, "99213 @2026-07-01")
	require.Equal(t, map[rules.Status]int{rules.Undecided: 9}, status(l, c))
	require.Equal(t, map[rules.Status]int{rules.Passed: 3, rules.Undecided: 6}, status(library(t, fixture(t, "2026Q3")), c))
}

func FuzzAdjudicate(f *testing.F) {
	r, err := Read(os.DirFS("testdata/2026Q2"))
	require.NoError(f, err)
	f.Add("11042 1", "97597-59 2", 3.0, 5)
	f.Add("96415", "A4206 @2026-05-01..2026-05-09", -1.0, 0)
	f.Fuzz(func(t *testing.T, a, b string, units float64, days int) {
		c := &rules.Claim{Setting: rules.Professional, From: day("2026-05-01")}
		for i, text := range []string{a, b, "11042", "20610"} {
			words := strings.Split(text, "-")
			c.Lines = append(c.Lines, rules.Line{Code: words[0], Modifiers: words[1:], Units: units,
				From: c.From.AddDays(i % 2), Through: c.From.AddDays(days % 1000)})
		}
		for _, d := range r.Adjudicate(c, 0) {
			if d.Line < 0 || d.Line >= len(c.Lines) || d.Other >= len(c.Lines) || d.Verdict == 0 {
				t.Fatal(d)
			}
			d.Finding(c)
		}
	})
}
