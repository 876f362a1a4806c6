package screen

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/ncci"
)

// line writes a line as "code-mod-mod units charge".
func serviceOf(text string) rules.Line {
	words := strings.Fields(text)
	parts := strings.Split(words[0], "-")
	l := rules.Line{Code: parts[0], Modifiers: parts[1:], Units: 1}
	var dollars float64
	if len(words) > 1 {
		fmt.Sscan(words[1], &l.Units)
	}
	if len(words) > 2 {
		fmt.Sscan(words[2], &dollars)
	}
	l.Charge = medcode.Cents(math.Round(dollars * 100))
	return l
}

func visit(id, patient, npi, date string, lines ...string) *rules.Claim {
	c := &rules.Claim{ID: id, Setting: rules.Professional, BillingNPI: npi, From: day(date), Patient: rules.Patient{ID: patient}}
	for _, l := range lines {
		c.Lines = append(c.Lines, serviceOf(l))
	}
	return c
}

func outpatient(id, patient, npi, date string, lines ...string) *rules.Claim {
	c := visit(id, patient, npi, date, lines...)
	c.Setting = rules.Outpatient
	return c
}

func stayOf(id, patient, hospital, in, out, status string) *rules.Claim {
	return &rules.Claim{ID: id, Setting: rules.Inpatient, BillingNPI: hospital, Admission: day(in), From: day(in), Through: day(out),
		DischargeStatus: status, Charge: 1_000_000, Patient: rules.Patient{ID: patient}}
}

func edits(tb testing.TB) *ncci.Library {
	r, err := ncci.Read(os.DirFS("../ncci/testdata/2026Q2"))
	require.NoError(tb, err)
	l, err := ncci.NewLibrary(r)
	require.NoError(tb, err)
	return l
}

// leads are a report's, "screen provider cases: evidence claims".
func leads(o Options, claims ...*rules.Claim) []string {
	s := NewScreener(o)
	for _, c := range claims {
		s.Add(c)
	}
	var all []string
	for _, l := range s.Report().Leads {
		text := fmt.Sprintf("%s %s %d", l.Screen, l.Provider, l.Cases)
		for _, e := range l.Evidence {
			text += " " + e.Claim
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return all
}

func TestScreens(t *testing.T) {
	o := Options{Edits: edits(t)}
	for _, c := range []struct {
		name   string
		claims []*rules.Claim
		want   []string
	}{
		{"clean", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "99213 1 100")}, nil},
		{"duplicate claim", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "99213 1 100"), visit("2", "p", "d", "2026-05-01", "99213 1 100")}, []string{"duplicates d 1 2"}},
		{"another day", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "99213 1 100"), visit("2", "p", "d", "2026-05-02", "99213 1 100")}, nil},
		{"another clinician", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "99213 1 100"), visit("2", "p", "e", "2026-05-01", "99213 1 100")}, nil},
		{"another patient", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "99213 1 100"), visit("2", "q", "d", "2026-05-01", "99213 1 100")}, nil},
		{"other modifiers", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "73030-LT 1 9", "73030-RT 1 9")}, nil},
		{"modifiers in other order", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "73030-LT-26 1 9"), visit("2", "p", "d", "2026-05-01", "73030-26-LT 1 9")}, []string{"duplicates d 1 2"}},
		{"twice on a claim", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "93000 1 9", "93000 1 9")}, []string{"duplicates d 1 1"}},
		{"said to be repeated", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "93000-76 1 9", "93000-76 1 9")}, nil},
		{"a reversal", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "93000 1 -9"), visit("2", "p", "d", "2026-05-01", "93000 1 -9")}, nil},
		{"unbundled", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "11042 1 90", "97597 1 80")}, []string{"unbundling d 1 1"}},
		{"unbundled over claims", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "11042 1 90"), visit("2", "p", "d", "2026-05-01", "97597 1 80")}, []string{"unbundling d 1 2"}},
		{"with a modifier", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "11042 1 90", "97597-59 1 80")}, nil},
		{"two column 1 codes, one line", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "43235 1 90", "G0439 1 50", "99213 1 80")}, []string{"unbundling d 1 1"}},
		{"a hospital's", []*rules.Claim{outpatient("1", "p", "h", "2026-05-01", "80053 1 9", "80048 1 8")}, []string{"unbundling h 1 1"}},
		{"units over claims", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "20610-LT 1 9"), visit("2", "p", "d", "2026-05-01", "20610-RT 2 19")}, []string{"units d 2 2 1"}},
		{"malformed code", []*rules.Claim{visit("1", "p", "d", "2026-05-01", "2061 9 9")}, nil},

		{"same stay twice", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01"), stayOf("2", "p", "h", "2026-01-01", "2026-01-05", "01")}, []string{"duplicates h 1 2"}},
		{"stays overlap", []*rules.Claim{stayOf("2", "p", "k", "2026-01-04", "2026-01-09", "01"), stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01")}, []string{"overlaps k 1 2"}},
		{"back on the same day", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01"), stayOf("2", "p", "h", "2026-01-05", "2026-01-09", "01")}, []string{"same-day-return h 1 2"}},
		{"unbilled transfer", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01"), stayOf("2", "p", "k", "2026-01-05", "2026-01-09", "01")}, []string{"transfers h 1 2"}},
		{"billed transfer", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "02"), stayOf("2", "p", "k", "2026-01-05", "2026-01-09", "01")}, nil},
		{"billed transfer, readmission planned", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "95"), stayOf("2", "p", "k", "2026-01-05", "2026-01-09", "01")}, nil},
		{"later", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01"), stayOf("2", "p", "h", "2026-01-07", "2026-01-09", "01")}, nil},
		{"outpatient during a stay", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01"), outpatient("2", "p", "k", "2026-01-03", "80053 1 9")}, []string{"overlaps k 1 2"}},
		{"on its last day", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01"), outpatient("2", "p", "k", "2026-01-05", "80053 1 9")}, nil},
		{"clinician's visit during a stay", []*rules.Claim{stayOf("1", "p", "h", "2026-01-01", "2026-01-05", "01"), visit("2", "p", "d", "2026-01-03", "99232 1 9")}, nil},
		{"no dates", []*rules.Claim{{Setting: rules.Inpatient, BillingNPI: "h"}, {Setting: rules.Inpatient, BillingNPI: "h"}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, leads(o, c.claims...)) })
	}
}

func TestLongDays(t *testing.T) {
	var claims []*rules.Claim
	for i := range 19 { // 19 visits of 40 minutes are more than twelve hours
		claims = append(claims, visit(fmt.Sprint(i), fmt.Sprint("p", i), "d", "2026-05-01", "99215 1 200"),
			visit(fmt.Sprint("e", i), fmt.Sprint("p", i), "e", "2026-05-01", "99213 1 100"))
	}
	require.Equal(t, []string{"long-days d 1 "}, leads(Options{}, claims...))
	require.Empty(t, leads(Options{DayMinutes: 760}, claims...))
	work := func(c hcpcs.Code, _ medcode.Date) (float64, bool) { return 2.8, c == hcpcs.MustParse("99215") }
	s := NewScreener(Options{DayMinutes: 1440, DayWork: 50, Work: work})
	for _, c := range claims {
		s.Add(c)
	}
	r := s.Report()
	require.Len(t, r.Leads, 1)
	require.Equal(t, "19 services, 12.7 hours, 53.2 work RVUs", r.Leads[0].Evidence[0].Text)
	require.InDelta(t, 53.2/50, r.Leads[0].Score, 1e-9)
	require.Equal(t, medcode.Cents(19*200_00), r.Leads[0].Exposure)

	// Anesthesia is billed in minutes.
	c := visit("a", "p", "g", "2026-05-01", "00142 721")
	require.Empty(t, leads(Options{Work: func(hcpcs.Code, medcode.Date) (float64, bool) { return 0.1, true }}, c))
	c.Lines[0].Measure = "MJ"
	require.Equal(t, []string{"long-days g 1 "}, leads(Options{}, c))

	// Units that are no number of services don't make a day long.
	for _, units := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), -5} {
		c := visit("n", "p", "n", "2026-05-01", "99215 1 200")
		c.Lines[0].Units = units
		require.Empty(t, leads(Options{}, c), "%g", units)
		c.Lines[0].Measure = "MJ"
		require.Empty(t, leads(Options{}, c), "%g", units)
	}

	s = NewScreener(Options{MaxDays: 1})
	for _, c := range claims {
		s.Add(c)
	}
	require.Contains(t, strings.Join(s.Report().NotScreened, "\n"), "only the first 1 clinicians' days")
}

// clinicians makes n clinicians with 50 visits each, some high and some with
// modifier 25 and 59; the last is unlike the others.
func clinicians(n int, unlike bool) []*rules.Claim {
	r := rand.New(rand.NewPCG(9, 9))
	var all []*rules.Claim
	for d := range n {
		odd := unlike && d == n-1
		for i := range 50 {
			code, mods := "99213", ""
			if r.Float64() < 0.05 || odd && i%2 == 0 {
				code = "99215"
			}
			if r.Float64() < 0.08 || odd && i%3 > 0 {
				mods = "-25"
			}
			date := day("2026-05-01").AddDays(i).String()
			lines := []string{code + mods + " 1 150", "93000 1 20"}
			if odd && i%2 == 0 {
				lines[1] = "93000-XU 1 20"
			}
			all = append(all, visit(fmt.Sprint(d, "-", i), fmt.Sprint("p", d, "-", i), fmt.Sprintf("doctor%02d", d), date, lines...))
		}
	}
	return all
}

func TestPeers(t *testing.T) {
	require.Empty(t, leads(Options{}, clinicians(20, false)...))
	got := leads(Options{}, clinicians(20, true)...)
	require.Equal(t, []string{"modifier-25 doctor19 33", "modifier-59 doctor19 25", "visit-levels doctor19 27  "}, got)

	s := NewScreener(Options{})
	for _, c := range clinicians(20, true) {
		s.Add(c)
	}
	r := s.Report()
	require.Equal(t, 1000, r.Claims)
	require.Equal(t, 2000, r.Lines)
	require.Equal(t, 1000, r.Patients)
	for _, l := range r.Leads {
		require.Greater(t, l.Score, 2.0)
		require.Less(t, l.Exposure, medcode.Cents(36*150_00))
		if l.Screen == VisitLevels {
			require.Equal(t, "54 % of 50 office or other outpatient visits are of high level; the mean of 19 peers is 4 %.", l.Message)
			require.Equal(t, "23 visits of low level", l.Evidence[0].Text)
		}
	}
	require.True(t, slices.IsSortedFunc(r.Leads, func(a, b Lead) int { return int(b.Exposure - a.Exposure) }))
	require.Equal(t, s.Report(), r, "asking again changes nothing")
	require.Len(t, r.Distributions, 3)
	for _, d := range r.Distributions {
		require.Len(t, d.Shares, 20)
		for i, share := range d.Shares {
			require.Equal(t, i == 0, share.Lead, d.What)
		}
		require.Equal(t, "doctor19", d.Shares[0].Provider)
		require.Less(t, d.Mean, d.Shares[0].Part)
	}

	// Too few peers, or too few cases: no lead, and the report says so.
	require.Empty(t, leads(Options{MinPeers: 20}, clinicians(20, true)...))
	require.Empty(t, leads(Options{MinCases: 101}, clinicians(20, true)...))
	s = NewScreener(Options{Peers: func(c *rules.Claim) string { return "group of " + c.BillingNPI }})
	for _, c := range clinicians(20, true) {
		s.Add(c)
	}
	r = s.Report()
	require.Empty(t, r.Leads, "each in a group alone")
	require.Contains(t, strings.Join(r.NotScreened, "\n"), "1 providers of group of doctor19 with 30 cases or more")
}

func TestHospitalsAgainstPeers(t *testing.T) {
	var claims []*rules.Claim
	for h := range 15 {
		for i := range 40 {
			in := day("2026-01-01").AddDays(i)
			p := fmt.Sprintf("p%d-%d", h, i)
			nights := 4
			if h == 14 && i%2 == 0 {
				nights = 1
			}
			c := stayOf(fmt.Sprint(h, "-", i), p, fmt.Sprintf("hospital%02d", h), in.String(), in.AddDays(nights).String(), "01")
			c.DRG = 193
			if h == 13 || i%5 == 0 {
				c.DRG = 177
			}
			claims = append(claims, c)
			if h == 12 && i%2 == 0 {
				claims = append(claims, stayOf(fmt.Sprint("r", i), p, c.BillingNPI, in.AddDays(10).String(), in.AddDays(14).String(), "01"))
			}
		}
		claims = append(claims, stayOf("died", "x", "hospital00", "2026-01-01", "2026-01-02", "20"))
	}
	severe := func(c *rules.Claim) (bool, bool) { return c.DRG == 177, c.DRG != 0 }
	require.Equal(t, []string{"one-day-stays hospital14 20", "readmissions hospital12 20", "stay-severity hospital13 40"},
		leads(Options{Severe: severe}, claims...))
}

// What stands out, and the evidence kept of it, depends on nothing but the claims.
func TestRepeatable(t *testing.T) {
	var claims []*rules.Claim
	for i := range 40 {
		claims = append(claims, visit(fmt.Sprint(i), fmt.Sprint("p", i), "d", medcode.NewDate(2026, 5, 1).AddDays(i%20).String(), "99215 10 200"))
	}
	report := func() []Lead {
		s := NewScreener(Options{DayMinutes: 300, Evidence: 3})
		for _, c := range claims {
			s.Add(c)
		}
		return s.Report().Leads
	}
	first := report()
	require.Len(t, first[0].Evidence, 3)
	for range 20 {
		require.Equal(t, first, report())
	}
}

func TestCharges(t *testing.T) {
	var claims []*rules.Claim
	for i := range 60 {
		claims = append(claims, visit(fmt.Sprint(i), fmt.Sprint("p", i), "d", "2026-05-01", fmt.Sprintf("70450 1 %d", 90+i%20)))
	}
	require.Empty(t, leads(Options{}, claims...))
	claims = append(claims, visit("high", "q", "e", "2026-05-01", "70450 1 1500"), visit("units", "r", "e", "2026-05-01", "70450 15 1500"),
		visit("free", "r", "e", "2026-05-01", "70450 1 0"))
	require.Equal(t, []string{"charges e 1 high"}, leads(Options{}, claims...))
	require.Empty(t, leads(Options{MinCases: 100}, claims...))
	require.Empty(t, leads(Options{ChargeTo: 20}, claims...))
}

func TestEvidenceIsBounded(t *testing.T) {
	s := NewScreener(Options{Edits: edits(t), Evidence: 3})
	for i := range 100 {
		s.Add(visit(fmt.Sprint(i), fmt.Sprint("p", i), "d", "2026-05-01", "11042 1 90", fmt.Sprintf("97597 1 %d", i)))
	}
	l := s.Report().Leads[0]
	require.Equal(t, 100, l.Cases)
	require.Equal(t, medcode.Cents(4950_00), l.Exposure)
	require.Len(t, l.Evidence, 3)
	for i, want := range []string{"99", "98", "97"} {
		require.Equal(t, want, l.Evidence[i].Claim, "the highest charges first")
	}
	require.Equal(t, "97597 beside 11042 of claim 99 (Misuse of Column Two code with Column One code)", l.Evidence[0].Text)
}

// stream makes claims of 5 lines without end, by 50 clinicians in a quarter, four
// claims to a patient.
func stream(n int, add func(*rules.Claim)) {
	r := rand.New(rand.NewPCG(1, 7))
	codes := []string{"99213", "99214", "99215", "93000", "11042", "97597", "20610", "80053", "36415", "71046"}
	c := &rules.Claim{Setting: rules.Professional, Lines: make([]rules.Line, 5)}
	for i := range n {
		c.ID = fmt.Sprint(i)
		c.Patient.ID = fmt.Sprint("p", i/4)
		c.From = day("2026-04-01").AddDays(r.IntN(90))
		c.RenderingNPI = fmt.Sprint("npi", r.IntN(50))
		for k := range c.Lines {
			c.Lines[k] = rules.Line{Code: codes[r.IntN(len(codes))], Units: 1, Charge: medcode.Cents(5000 + r.IntN(20000))}
		}
		add(c)
	}
}

// TestConstantMemory holds the screener after many claims against the same
// after four times as many.
func TestConstantMemory(t *testing.T) {
	held := func(claims int) int64 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s := NewScreener(Options{Edits: edits(t)})
		stream(claims, s.Add)
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(s)
		return int64(after.HeapAlloc) - int64(before.HeapAlloc)
	}
	few, many := held(40_000), held(160_000)
	require.Less(t, many-few, int64(512<<10), "%d bytes, then %d", few, many)
}

func BenchmarkScreen(b *testing.B) {
	library := edits(b)
	const claims = 20_000
	lines := 0
	for b.Loop() {
		s := NewScreener(Options{Edits: library})
		stream(claims, s.Add)
		lines += s.Report().Lines
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}

func FuzzScreen(f *testing.F) {
	f.Add("99213", "2026-05-01", 3, 100, uint8(3))
	f.Fuzz(func(t *testing.T, code, date string, n, charge int, kind uint8) {
		on, _ := medcode.ParseDate(date)
		s := NewScreener(Options{MinCases: 1, MinPeers: 1, Evidence: 2})
		for i := range min(max(n, 0), 50) {
			c := &rules.Claim{ID: fmt.Sprint(i), Setting: rules.Setting((int(kind) + i) % 5), BillingNPI: fmt.Sprint(i % 3), From: on, Through: on.AddDays(i - 2),
				Patient: rules.Patient{ID: fmt.Sprint(i / 4)}, DischargeStatus: fmt.Sprint(i % 99), Charge: medcode.Cents(charge)}
			c.Lines = []rules.Line{{Code: code, Units: float64(n), Charge: medcode.Cents(charge)}, {Code: "99215", Units: 1, Modifiers: []string{code}}}
			s.Add(c)
		}
		for _, l := range s.Report().Leads {
			if l.Cases == 0 || len(l.Evidence) > 5 || l.Message == "" {
				t.Fatal(l)
			}
		}
	})
}

func day(s string) medcode.Date { return medcode.MustParseDate(s) }
