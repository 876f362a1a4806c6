package rules_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/internal/race"
	"github.com/medcode/medcode/rules"
)

var day = medcode.MustParseDate

// sample returns a pack whose rules tell how the registry treats them: it finds
// every diagnosis named after the rule.
func sample() rules.Pack {
	rule := func(id string, settings rules.Settings, inForce medcode.Period) rules.Rule {
		return rules.Rule{ID: "sample." + id, Name: "Rule " + id, Says: "No diagnosis is called " + id + ".",
			Citations: []rules.Citation{{Document: "Handbook", Section: id}}, Settings: settings, InForce: inForce,
			Severity: rules.Error, Disposition: rules.Deny,
			Check: func(c *rules.Claim, r rules.Reporter) {
				for i, d := range c.Diagnoses {
					switch {
					case strings.EqualFold(d.Code, id):
						r.Find(rules.AtDiagnosis(i), d.Code+" found.", d.Code)
					case d.Code == "?":
						r.Undecided("a question mark")
					case d.Code == "-":
						r.NotApplicable("a dash")
					case d.Code == "/":
						r.NotInForce("a slash")
					}
				}
			}}
	}
	return rules.Pack{Name: "sample", Title: "Sample", Rules: []rules.Rule{
		rule("one", 0, medcode.Period{}),
		rule("two", rules.In(rules.Inpatient), medcode.Period{}),
		rule("three", rules.In(rules.Outpatient, rules.Professional), medcode.Period{From: day("2020-01-01"), To: day("2020-12-31")}),
	}}
}

func registry(t testing.TB, packs ...rules.Pack) *rules.Registry {
	reg, err := rules.New(packs...)
	require.NoError(t, err)
	return reg
}

func claimWith(setting rules.Setting, date string, codes ...string) *rules.Claim {
	c := &rules.Claim{Setting: setting}
	if date != "" {
		c.From = day(date)
	}
	for _, code := range codes {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: code})
	}
	return c
}

func lines(fs []rules.Finding) (all []string) {
	for _, f := range fs {
		all = append(all, f.String())
	}
	return all
}

func TestCheck(t *testing.T) {
	reg := registry(t, sample())
	require.Equal(t, []string{
		"error sample.one at diagnosis 2: one found.",
		"error sample.one at diagnosis 4: ONE found.",
		"error sample.two at diagnosis 1: two found.",
	}, lines(reg.Findings(claimWith(rules.Inpatient, "2020-06-01", "two", "one", "three", "ONE"))))
	require.Equal(t, []string{"error sample.three at diagnosis 1: three found."},
		lines(reg.Findings(claimWith(rules.Outpatient, "2020-06-01", "three", "two"))))
	require.Empty(t, reg.Findings(claimWith(rules.Outpatient, "2021-01-01", "three")))
	require.Empty(t, reg.Findings(&rules.Claim{}))

	f := reg.Findings(claimWith(rules.Inpatient, "", "one"))[0]
	require.Equal(t, "sample.one", f.Rule)
	require.Equal(t, rules.Deny, f.Disposition)
	require.Equal(t, "Handbook, one", f.Citation.String())
	require.Equal(t, []string{"one"}, f.Codes)
}

func TestOutcomes(t *testing.T) {
	reg := registry(t, sample())
	statuses := func(c *rules.Claim) string {
		var s []string
		for _, o := range reg.Outcomes(c) {
			s = append(s, o.Status.String()+" "+o.Reason)
			require.Equal(t, o.Status == rules.Found, len(o.Findings) > 0)
		}
		return strings.Join(s, "; ")
	}
	require.Equal(t, "found ; passed ; not-applicable not a rule for inpatient claims", statuses(claimWith(rules.Inpatient, "2020-01-01", "one")))
}

func TestStatuses(t *testing.T) {
	reg := registry(t, sample())
	for _, c := range []struct {
		claim  *rules.Claim
		rule   int
		status rules.Status
		reason string
	}{
		{claimWith(rules.Outpatient, "2020-12-31"), 2, rules.Passed, ""},
		{claimWith(rules.Outpatient, "2021-01-01"), 2, rules.NotInForce, "in force 2020-01-01 to 2020-12-31 only"},
		{claimWith(rules.Outpatient, ""), 2, rules.Undecided, "the claim has no date"},
		{claimWith(rules.Outpatient, "2020-12-31"), 1, rules.NotApplicable, "not a rule for outpatient claims"},
		{claimWith(rules.Outpatient, "", "?"), 0, rules.Undecided, "a question mark"},
		{claimWith(rules.Outpatient, "", "-"), 0, rules.NotApplicable, "a dash"},
		{claimWith(rules.Outpatient, "", "/"), 0, rules.NotInForce, "a slash"},
		{claimWith(rules.Outpatient, "", "one", "?"), 0, rules.Found, ""}, // what was found stays found
	} {
		o := reg.Outcomes(c.claim)[c.rule]
		require.Equal(t, c.status, o.Status)
		require.Equal(t, c.reason, o.Reason)
	}
}

// A pack may decide its rules together, in any order, and report what is not
// wanted.
func TestPackCheck(t *testing.T) {
	p := sample()
	for i := range p.Rules {
		p.Rules[i].Check = nil
	}
	calls := 0
	p.Check = func(c *rules.Claim, run *rules.Run) {
		calls++
		run.Rule(2).Find(rules.AtField("x"), "Three.")
		run.Rule(1).Add(rules.Finding{Severity: rules.Note, Disposition: rules.Warn, Citation: rules.Citation{Document: "Other"}, Message: "Two."})
		run.Rule(1).NotApplicable("too late")
		run.Rule(0).Find(rules.AtLine(1), "Later.")
		run.Rule(0).Find(rules.AtLine(0), "Sooner.")
	}
	reg := registry(t, p)
	fs := reg.Findings(claimWith(rules.Inpatient, "2020-06-01"))
	require.Equal(t, []string{"error sample.one at line 1: Sooner.", "error sample.one at line 2: Later.", "note sample.two at claim: Two."}, lines(fs))
	require.Equal(t, rules.Warn, fs[2].Disposition)
	require.Equal(t, "Other", fs[2].Citation.String())
	require.Equal(t, 1, calls)

	// Nothing to decide: the pack is not asked.
	only, err := reg.For(rules.Profile{Packs: []string{"sample"}, Without: []string{"sample.one", "sample.two"}})
	require.NoError(t, err)
	require.Empty(t, only.Findings(claimWith(rules.Inpatient, "2020-06-01")))
	require.Equal(t, 1, calls)
}

func TestNewRefuses(t *testing.T) {
	p := sample()
	p.Rules[1].ID = "other.two"
	p.Rules[2] = rules.Rule{ID: "sample.Three"}
	q := sample()
	q.Rules = q.Rules[:1]
	r := sample()
	r.Name = "Sample Pack"
	_, err := rules.New(p, q, r)
	require.ErrorContains(t, err, `rule "other.two" lacks an ID of its pack's name, a dot and kebab-case words`)
	require.ErrorContains(t, err, `rule "sample.Three" lacks an ID of its pack's name, a dot and kebab-case words, Name, Says, a citation, Severity, Check`)
	require.ErrorContains(t, err, `pack "sample": want a name of lower-case letters and digits, used once`)
	require.ErrorContains(t, err, `rule "sample.one" lacks an ID of its own`)
	require.ErrorContains(t, err, `pack "Sample Pack"`)
}

func TestProfiles(t *testing.T) {
	other := sample()
	other.Name = "mce"
	for i := range other.Rules {
		other.Rules[i].ID = "mce." + other.Rules[i].Name[len("Rule "):]
	}
	reg := registry(t, sample(), other)
	ids := func(reg *rules.Registry) (all []string) {
		for rule := range reg.Rules() {
			all = append(all, rule.ID)
		}
		return all
	}
	of := func(reg *rules.Registry, p rules.Profile) *rules.Registry {
		reg, err := reg.For(p)
		require.NoError(t, err)
		return reg
	}
	require.Equal(t, []string{"mce.one", "mce.two"}, ids(of(reg, rules.MedicareInpatient())))
	research := of(reg, rules.ResearchQuality())
	require.Equal(t, []string{"mce.one", "mce.two", "mce.three"}, ids(research))
	f := research.Findings(claimWith(rules.Inpatient, "", "one"))[0]
	require.Equal(t, rules.Warning, f.Severity)
	require.Zero(t, f.Disposition)

	_, ok := research.Rule("sample.one")
	require.False(t, ok)
	_, ok = reg.Rule("sample.one")
	require.True(t, ok)
	less := of(research, rules.Profile{Packs: []string{"mce"}, Without: []string{"mce.one"}})
	require.Equal(t, []string{"mce.two", "mce.three"}, ids(less))
	require.Len(t, less.Outcomes(claimWith(rules.Inpatient, "")), 2)
	require.Equal(t, rules.Warning, less.Findings(claimWith(rules.Inpatient, "", "two"))[0].Severity, "a profile of a profile keeps what it softened")
	require.Equal(t, ids(reg), ids(of(reg, rules.Profile{})), "no packs named: all")
	require.Equal(t, ids(less), ids(of(reg, rules.Profile{Packs: []string{"MCE", "NCCI"}, Without: []string{"mce.one", "claim.npi"}})))
	for text, p := range map[string]rules.Profile{
		`profile "typo": no pack "mec"; there are sample, mce`:                                     {Name: "typo", Packs: []string{"mce", "mec"}},
		`no rule "mce.four" to leave out`:                                                          {Packs: []string{"mce"}, Without: []string{"mce.four"}},
		`no rule "one" to leave out`:                                                               {Without: []string{"one"}},
		`none of its packs (claim, code, ncci, ioce, guideline) is at hand; there are sample, mce`: rules.MedicareOutpatient(),
	} {
		_, err := reg.For(p)
		require.ErrorContains(t, err, text)
	}
	for range reg.Rules() {
		break
	}
	seen := map[string]bool{}
	for _, p := range rules.Profiles() {
		require.NotEmpty(t, p.Title)
		require.False(t, seen[p.Name])
		seen[p.Name] = true
	}
}

func TestExplain(t *testing.T) {
	reg := registry(t, sample())
	rule, _ := reg.Rule("sample.three")
	rule.Needs, rule.Fails, rule.Passes = "a date", []string{"| three", "| one three"}, []string{"| one"}
	require.Equal(t, `### sample.three

**Rule three.** No diagnosis is called three.

- Severity: error
- Disposition: deny
- Claims: outpatient, professional
- In force: 2020-01-01 to 2020-12-31
- Needs: a date
- Fails: `+"`| three`; `| one three`"+`
- Passes: `+"`| one`"+`
- Source: Handbook, three

`, rules.Explain(rule))
	for period, want := range map[medcode.Period]string{
		{}: "on every date", {From: day("2020-01-01")}: "since 2020-01-01", {To: day("2020-01-01")}: "until 2020-01-01",
	} {
		rule.InForce = period
		require.Contains(t, rules.Explain(rule), "- In force: "+want+"\n")
	}
	var b strings.Builder
	require.NoError(t, rules.WriteCatalog(&b, reg))
	require.Contains(t, b.String(), "- [sample](#sample): Sample (3)\n")
	require.Equal(t, 3, strings.Count(b.String(), "### "))
	require.Error(t, rules.WriteCatalog(failing{}, reg))
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestRunCodes(t *testing.T) {
	p := sample()
	var dx []cm.Code
	var px []pcs.Code
	p.Rules = p.Rules[:1]
	p.Rules[0].Check = func(c *rules.Claim, r rules.Reporter) {
		dx, px = append(dx[:0], r.Run().Diagnoses()...), append(px[:0], r.Run().Procedures()...)
		require.Equal(t, len(r.Run().Diagnoses()), len(c.Diagnoses))
		require.Equal(t, c.Date(), r.Run().Date())
		require.True(t, r.Wanted())
	}
	reg := registry(t, p)
	c := claimWith(rules.Inpatient, "2026-04-01", "I25.10", "what?")
	c.Procedures = []rules.Procedure{{Code: "5A1955Z"}, {Code: "x"}}
	reg.Findings(c)
	require.Equal(t, []cm.Code{cm.MustParse("I2510"), {}}, dx)
	require.Equal(t, []pcs.Code{pcs.MustParse("5A1955Z"), {}}, px)
	c.ICD = rules.ICD9
	reg.Findings(c)
	require.Equal(t, []cm.Code{{}, {}}, dx)
	require.Equal(t, []pcs.Code{{}, {}}, px)
}

func TestConcurrentChecks(t *testing.T) {
	reg := registry(t, sample())
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			c := claimWith(rules.Inpatient, "2020-06-01")
			for range i {
				c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: "one"})
			}
			for range 200 {
				if n := len(reg.Findings(c)); n != i {
					t.Errorf("%d findings, want %d", n, i)
				}
			}
		})
	}
	wg.Wait()
}

func TestCheckAllocations(t *testing.T) {
	if race.Detected {
		t.Skip("pools lose values under the race detector")
	}
	reg := registry(t, sample())
	c := claimWith(rules.Inpatient, "2020-06-01", "I2510", "E119")
	var fs []rules.Finding
	require.Zero(t, testing.AllocsPerRun(100, func() { fs = reg.AppendFindings(fs[:0], c) }))
}

func TestAgeAndStay(t *testing.T) {
	years := func(c rules.Claim) string {
		n, ok := c.Years()
		return fmt.Sprint(n, ok)
	}
	birth := rules.Patient{Birth: day("1960-02-29")}
	require.Equal(t, "65 true", years(rules.Claim{Setting: rules.Inpatient, Patient: birth, Admission: day("2026-02-28"), From: day("2026-03-01")}))
	require.Equal(t, "66 true", years(rules.Claim{Setting: rules.Outpatient, Patient: birth, Admission: day("2026-02-28"), From: day("2026-03-01")}))
	require.Equal(t, "40 true", years(rules.Claim{Patient: rules.Patient{Age: rules.YearsOld(40)}}))
	require.Equal(t, "0 false", years(rules.Claim{Patient: birth}))

	stay := func(c rules.Claim) string {
		n, ok := c.LengthOfStay()
		return fmt.Sprint(n, ok)
	}
	require.Equal(t, "5 true", stay(rules.Claim{Admission: day("2026-05-01"), Discharge: day("2026-05-06")}))
	require.Equal(t, "1 true", stay(rules.Claim{From: day("2026-05-01"), Through: day("2026-05-01")}))
	require.Equal(t, "-1 true", stay(rules.Claim{Admission: day("2026-05-02"), Through: day("2026-05-01")}))
	require.Equal(t, "0 false", stay(rules.Claim{Admission: day("2026-05-02")}))

	c := rules.Claim{From: day("2026-05-02"), Lines: []rules.Line{{}, {From: day("2026-05-03")}}}
	require.Equal(t, day("2026-05-02"), c.LineDate(0))
	require.Equal(t, day("2026-05-03"), c.LineDate(1))
	c = rules.Claim{Patient: birth, Lines: []rules.Line{{}, {From: day("2026-05-03")}, {From: day("2026-02-28")}}}
	require.Equal(t, day("2026-02-28"), c.Date(), "a professional claim has dates on its lines alone")
	require.Equal(t, "65 true", years(c))
	require.True(t, c.LineDate(0).IsZero())
	c.Setting = rules.Inpatient
	require.True(t, c.Date().IsZero(), "a stay has none without its discharge")
	line := rules.Line{Modifiers: []string{"XS", "59"}}
	require.True(t, line.HasModifier("xs"))
	require.False(t, line.HasModifier("5"))
	require.False(t, line.HasModifier("58"))
}

func TestStay(t *testing.T) {
	c := rules.Claim{
		ID: "1", Setting: rules.Inpatient, POAExempt: true, DischargeStatus: "01", Admitting: "I50.9",
		Patient:   rules.Patient{Birth: day("2026-04-01"), Sex: medcode.Female},
		Admission: day("2026-04-03"), Discharge: day("2026-04-09"),
		Diagnoses:  []rules.Diagnosis{{Code: "I50.21", POA: "y"}, {Code: "??", POA: "Q"}},
		Procedures: []rules.Procedure{{Code: "5A1955Z", Date: day("2026-04-04")}},
	}
	require.Equal(t, drg.Stay{
		ID: "1", Age: 0, AgeDays: 2, Sex: medcode.Female, Status: 1, Hospital: drg.Exempt,
		Admission: day("2026-04-03"), Discharge: day("2026-04-09"), Admitting: cm.MustParse("I50.9"),
		Diagnoses:  []drg.Diagnosis{{Code: cm.MustParse("I50.21"), POA: cm.POAYes}, {}},
		Procedures: []drg.Procedure{{Code: pcs.MustParse("5A1955Z"), Date: day("2026-04-04")}},
	}, c.Stay())
	c.ICD, c.Patient, c.DischargeStatus, c.POAExempt = rules.ICD9, rules.Patient{}, "xx", false
	s := c.Stay()
	require.Equal(t, -1, s.Age)
	require.Zero(t, s.Status)
	require.Equal(t, drg.NonExempt, s.Hospital)
	require.False(t, s.Diagnoses[0].Code.IsValid())
	require.Len(t, s.Procedures, 1)
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		place         rules.Place
		text, pointer string
	}{
		{rules.Place{}, "claim", ""},
		{rules.AtField("drg"), "claim drg", "/drg"},
		{rules.AtPatient("sex"), "patient sex", "/patient/sex"},
		{rules.AtAdmitting(), "admitting diagnosis", "/admitting"},
		{rules.AtReason(1), "reason 2", "/reasons/1"},
		{rules.AtDiagnosis(0), "diagnosis 1", "/diagnoses/0"},
		{rules.AtDiagnosis(2).In("poa"), "diagnosis 3 poa", "/diagnoses/2/poa"},
		{rules.AtProcedure(0), "procedure 1", "/procedures/0"},
		{rules.AtLine(9).In("units"), "line 10 units", "/lines/9/units"},
	} {
		require.Equal(t, c.text, c.place.String())
		require.Equal(t, c.pointer, c.place.Pointer())
	}
	require.Equal(t, -1, rules.AtDiagnosis(5).Compare(rules.AtLine(0)))
	require.Equal(t, 1, rules.AtDiagnosis(5).Compare(rules.AtDiagnosis(2)))
	require.Equal(t, -1, rules.AtLine(0).Compare(rules.AtLine(0).In("units")))
	require.Zero(t, rules.AtLine(0).Compare(rules.AtLine(0)))
	require.Equal(t, "Handbook", rules.Citation{Document: "Handbook"}.String())
}

func TestClaimJSON(t *testing.T) {
	c := rules.Claim{
		ID: "1", Setting: rules.Professional, Payer: rules.MedicareAdvantage, PlaceOfService: "11", From: day("2026-05-01"),
		Patient:   rules.Patient{Age: rules.YearsOld(0), Sex: medcode.Male},
		Diagnoses: []rules.Diagnosis{{Code: "I10"}},
		Lines:     []rules.Line{{Code: "99213", Modifiers: []string{"25"}, Units: 1.5, Charge: 12050, Pointers: []int{1}}},
		Charge:    -5, DRG: 23,
	}
	b, err := json.Marshal(c)
	require.NoError(t, err)
	require.JSONEq(t, `{"id":"1","setting":"professional","payer":"medicare-advantage","placeOfService":"11",
		"patient":{"age":0,"sex":"M"},"from":"2026-05-01","diagnoses":[{"code":"I10"}],
		"lines":[{"code":"99213","modifiers":["25"],"units":1.5,"charge":120.50,"pointers":[1]}],"drg":"023","charge":-0.05}`, string(b))
	var back rules.Claim
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, c, back)

	c.ICD = rules.ICD9
	b, _ = json.Marshal(c)
	require.Contains(t, string(b), `"icd":"9"`)
	require.NoError(t, json.Unmarshal([]byte(`{"setting":"inpatient","patient":{"age":null,"sex":"F"},"charge":null}`), &back))
	require.True(t, back.Patient.Age.IsZero())
	for _, bad := range []string{`{"setting":"hotel"}`, `{"payer":"me"}`, `{"icd":"8"}`, `{"patient":{"age":1.5}}`, `{"charge":"x"}`, `{"charge":1.234}`} {
		require.ErrorIs(t, json.Unmarshal([]byte(bad), &back), medcode.ErrSyntax, bad)
	}
	f := rules.Finding{Rule: "a.b", Title: "T", Severity: rules.Error, Disposition: rules.Reject, Place: rules.AtLine(1), Message: "M.", Citation: rules.Citation{Document: "D"}}
	b, err = json.Marshal(f)
	require.NoError(t, err)
	require.JSONEq(t, `{"rule":"a.b","severity":"error","disposition":"reject","place":{"part":"line","number":2},"title":"T","message":"M.","citation":{"document":"D"}}`, string(b))
	var again rules.Finding
	require.NoError(t, json.Unmarshal(b, &again))
	require.Equal(t, f, again)
}

func TestAge(t *testing.T) {
	require.Equal(t, "", rules.Age{}.String())
	require.Equal(t, "-1", rules.YearsOld(-1).String())
	b, _ := rules.Age{}.MarshalJSON()
	require.Equal(t, "null", string(b))
}

func TestNames(t *testing.T) {
	require.Equal(t, "Severity(9)", rules.Severity(9).String())
	require.Equal(t, []rules.Setting{rules.Inpatient, rules.Outpatient, rules.Professional}, rules.Settings(0).Each())
	roundTrip(t, rules.Outpatient, new(rules.Setting))
	roundTrip(t, rules.Medicaid, new(rules.Payer))
	roundTrip(t, rules.Note, new(rules.Severity))
	roundTrip(t, rules.Suspend, new(rules.Disposition))
	roundTrip(t, rules.ICD10, new(rules.ICD))
	roundTrip(t, rules.Undecided, new(rules.Status))
	roundTrip(t, rules.OfReason, new(rules.Part))
}

func roundTrip[T interface {
	comparable
	MarshalText() ([]byte, error)
}, P interface {
	*T
	UnmarshalText([]byte) error
}](t *testing.T, v T, into P) {
	text, err := v.MarshalText()
	require.NoError(t, err)
	require.NoError(t, into.UnmarshalText(text))
	require.Equal(t, v, *into)
	require.ErrorIs(t, into.UnmarshalText([]byte("nonsense")), medcode.ErrSyntax)
}

// TestZero: zero values take nothing and don't panic.
func TestZero(t *testing.T) {
	var run rules.Run
	require.Empty(t, run.Diagnoses())
	require.Empty(t, run.Procedures())
	require.True(t, run.Date().IsZero())
	for _, r := range []rules.Reporter{{}, run.Rule(0), run.Rule(7)} {
		require.False(t, r.Wanted())
		r.Find(rules.Place{}, "message", "code")
		r.Add(rules.Finding{})
		r.NotApplicable("reason")
		r.Undecided("reason")
		r.NotInForce("reason")
		require.Empty(t, r.Run().Diagnoses())
	}
	rule, ok := new(rules.Registry).Rule("no.rule")
	require.False(t, ok)
	require.Empty(t, rules.Explain(rule))
}

// TestOutcomesAllocations: what no rule finds costs no memory.
func TestOutcomesAllocations(t *testing.T) {
	if race.Detected {
		t.Skip("pools lose values under the race detector")
	}
	reg := registry(t, sample())
	c := claimWith(rules.Inpatient, "2020-06-01", "one", "one")
	want := reg.Outcomes(c)
	var got []rules.Outcome
	other := claimWith(rules.Outpatient, "2021-01-01")
	require.Zero(t, testing.AllocsPerRun(100, func() { got = reg.AppendOutcomes(got[:0], other) }))
	got = reg.AppendOutcomes(got[:0], c)
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Status, got[i].Status)
		require.Equal(t, len(want[i].Findings), len(got[i].Findings), "what was found of another claim is gone")
	}
}

func BenchmarkOutcomes(b *testing.B) {
	reg := registry(b, sample())
	c := claimWith(rules.Inpatient, "2020-06-01", "one")
	var outcomes []rules.Outcome
	b.ReportAllocs()
	for b.Loop() {
		outcomes = reg.AppendOutcomes(outcomes[:0], c)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "claims/s")
}

// TestClaimOfBefore: JSON without the fields that came later reads as it did,
// and is written without them.
func TestClaimOfBefore(t *testing.T) {
	const text = `{"id":"A","setting":"inpatient","typeOfBill":"0117","patient":{"id":"M1","birth":"1950-01-31","sex":"F"},"from":"2026-04-10","through":"2026-04-15","diagnoses":[{"code":"I214","poa":"Y"}],"lines":[{"revenue":"0100","units":5,"charge":1250.00}],"drg":"282","charge":1250.00}`
	var c rules.Claim
	require.NoError(t, json.Unmarshal([]byte(text), &c))
	b, err := json.Marshal(c)
	require.NoError(t, err)
	require.Equal(t, text, string(b))
}

func TestFrequency(t *testing.T) {
	for want, c := range map[string]rules.Claim{
		"7": {TypeOfBill: "0117"}, "8": {TypeOfBill: "118"}, "1": {FrequencyCode: "1"}, "": {TypeOfBill: "011"}, "3": {TypeOfBill: "011", FrequencyCode: "3"},
	} {
		require.Equal(t, want, c.Frequency())
	}
}

// TestPerson: a dependent without an identifier is somebody all the same.
func TestPerson(t *testing.T) {
	kid := func(birth, given string) string {
		c := rules.Claim{Member: "M1", Patient: rules.Patient{Birth: medcode.MustParseDate(birth), Sex: medcode.Female, Given: given}}
		return c.Person()
	}
	require.Equal(t, kid("2015-01-01", "Ann"), kid("2015-01-01", "ANN"))
	require.NotEqual(t, kid("2015-01-01", "Ann"), kid("2015-01-01", "Eve"), "twins")
	require.NotEqual(t, kid("2015-01-01", ""), kid("2016-01-01", ""))
	require.Equal(t, "P", (&rules.Claim{Member: "M1", Patient: rules.Patient{ID: "P"}}).Person())
	require.Empty(t, (&rules.Claim{Patient: rules.Patient{Given: "Ann"}}).Person())
	require.True(t, (&rules.Claim{Conditions: []string{"42"}}).HasCondition("42"))
}
