package ncci

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

// slowly is Adjudicate as one would say it, each line held against each other
// line: what is decided about a line, by what, on which day.
func slowly(l *Library, c *rules.Claim, s Service) []string {
	type ln struct {
		code  hcpcs.Code
		i     int
		npi   string
		days  medcode.Period
		units float64
		r     *Release
	}
	var lines []ln
	for i := range c.Lines {
		code, err := hcpcs.Parse(c.Lines[i].Code)
		from := c.LineDate(i)
		if err != nil || from.IsZero() {
			continue
		}
		days := medcode.Period{From: from, To: from}
		if to := c.Lines[i].Through; to.After(from) {
			days.To = to
		}
		n := days.To.DaysSince(from) + 1
		units := c.Lines[i].Units
		if n > 1 {
			units = math.Round(units / float64(n))
		}
		lines = append(lines, ln{code, i, cmp.Or(c.Lines[i].RenderingNPI, c.RenderingNPI, c.BillingNPI), days, units, l.at(from)})
	}
	denied := map[int]bool{}
	var all []string
	modifier := func(x ln, column Column, p Program, on medcode.Date) bool {
		return slices.ContainsFunc(c.Lines[x.i].Modifiers, func(s string) bool {
			m, err := hcpcs.ParseModifier(s)
			return err == nil && Bypasses(m, column, p, serviceFor(c.Setting), on)
		})
	}
	// Pairs: the first day in common of each two lines.
	type key struct {
		line int
		one  hcpcs.Code
		ptp  *PTP
	}
	verdicts := map[key]string{}
	for _, two := range lines {
		for _, one := range lines {
			if one.npi != two.npi || one.code == two.code || !one.days.Overlaps(two.days) {
				continue
			}
			on, r := two.days.From, two.r
			if one.days.From.After(on) {
				on, r = one.days.From, one.r
			}
			if r == nil || r.PTP(s) == nil {
				continue
			}
			for e := range r.PTP(s).Column1(one.code) {
				if e.Column2 != two.code || !e.InForce(on) {
					continue
				}
				k := key{two.i, one.code, r.PTP(s)}
				if e.Indicator == Allowed && (modifier(two, Column2, r.Program(), on) || modifier(one, Column1, r.Program(), on)) {
					if verdicts[k] == "" {
						verdicts[k] = "bypassed"
					}
					continue
				}
				verdicts[k] = "denied"
				denied[two.i] = true
			}
		}
	}
	for k, v := range verdicts {
		all = append(all, fmt.Sprint("ptp ", k.line, " ", k.one, " ", v))
	}
	// Units: by the line, or of all lines on the first day that has too many.
	mue := func(x ln) (MUEEdit, bool) {
		if x.r == nil || x.r.MUE(s) == nil {
			return MUEEdit{}, false
		}
		return x.r.MUE(s).Lookup(x.code)
	}
	for _, x := range lines {
		if e, ok := mue(x); ok && e.MAI == LineEdit && x.units > float64(e.Units) {
			all = append(all, fmt.Sprint("mue ", x.i, " ", x.days.From, " ", x.units))
			denied[x.i] = true
			continue
		}
		var first medcode.Date
		var units float64
		for _, d := range lines {
			e, ok := mue(d)
			if d.npi != x.npi || d.code != x.code || !x.days.Contains(d.days.From) || !ok || e.MAI == LineEdit {
				continue
			}
			total := 0.0
			for _, y := range lines {
				if y.npi == x.npi && y.code == x.code && y.days.Contains(d.days.From) {
					total += y.units
				}
			}
			if total > float64(e.Units) && (first.IsZero() || d.days.From.Before(first)) {
				first, units = d.days.From, total
			}
		}
		if !first.IsZero() && x.units > 0 {
			all = append(all, fmt.Sprint("mue ", x.i, " ", first, " ", units))
			denied[x.i] = true
		}
	}
	// Add-on codes, until no more are denied.
	for {
		var found []string
		more := false
		for _, x := range lines {
			if x.r == nil || x.r.addOns == nil {
				continue
			}
			on, kind := x.days.From, AddOnType(0)
			edits := x.r.addOns.Lookup(x.code)
			verdict := "denied"
			for _, e := range edits {
				if e.InForce(on) {
					kind = max(kind, e.Type)
					if e.Type != Type1 {
						verdict = "review"
					}
				}
			}
			if kind == 0 {
				continue
			}
			paid, alone, gone := false, true, false
			for _, y := range lines {
				if y.code == x.code || y.npi != x.npi || !y.days.Overlaps(x.days) {
					continue
				}
				alone = alone && denied[y.i]
				if slices.ContainsFunc(edits, func(e AddOnEdit) bool { return e.Primary == y.code && e.InForce(on) }) {
					paid = paid || !denied[y.i]
					gone = gone || denied[y.i]
				}
			}
			if paid {
				continue
			}
			found = append(found, fmt.Sprint("add-on ", x.i, " ", verdict, " ", alone, " ", gone))
			if verdict == "denied" && !denied[x.i] {
				denied[x.i], more = true, true
			}
		}
		if !more {
			all = append(all, found...)
			break
		}
	}
	slices.Sort(all)
	return all
}

func TestAdjudicateAgainstSlow(t *testing.T) {
	l := library(t, fixture(t, "2026Q2"), fixture(t, "2026Q3"))
	r := fixture(t, "2026Q2")
	var codes []hcpcs.Code
	for e := range r.PTP(Practitioner).All() {
		codes = append(codes, e.Column1, e.Column2)
	}
	for e := range r.MUE(Practitioner).All() {
		codes = append(codes, e.Code)
	}
	for e := range r.AddOns().All() {
		codes = append(codes, e.AddOn)
		if e.Primary.IsValid() {
			codes = append(codes, e.Primary)
		}
	}
	slices.SortFunc(codes, hcpcs.Code.Compare)
	codes = slices.Compact(codes)
	rnd := rand.New(rand.NewPCG(7, 8))
	mods := []string{"59", "LT", "RT", "76", "XS", "25", "zz", "", "", "", "", ""}
	kinds := map[Kind]int{}
	for n := range 4000 {
		c := claim(rules.Professional)
		days, base := 1+n%5, day("2026-06-29")
		some := make([]hcpcs.Code, 2+rnd.IntN(6))
		for i := range some {
			some[i] = codes[rnd.IntN(len(codes))]
		}
		for range 1 + rnd.IntN(14) {
			line := rules.Line{Code: some[rnd.IntN(len(some))].String(), Units: float64(rnd.IntN(8)), From: base.AddDays(rnd.IntN(days)), RenderingNPI: []string{"", "b"}[rnd.IntN(6)/5]}
			if m := mods[rnd.IntN(len(mods))]; m != "" {
				line.Modifiers = []string{m}
			}
			if rnd.IntN(3) == 0 {
				line.Through = line.From.AddDays(rnd.IntN(days))
			}
			c.Lines = append(c.Lines, line)
		}
		var got []string
		for _, d := range l.Adjudicate(c, 0) {
			kinds[d.Kind]++
			verdict := [...]string{"", "denied", "bypassed", "review"}[d.Verdict]
			switch d.Kind {
			case ByPTP:
				got = append(got, fmt.Sprint("ptp ", d.Line, " ", d.PTP.Column1, " ", verdict))
			case ByMUE:
				got = append(got, fmt.Sprint("mue ", d.Line, " ", d.On, " ", d.Units))
			default:
				got = append(got, fmt.Sprint("add-on ", d.Line, " ", verdict, " ", d.Alone, " ", d.Other >= 0))
			}
		}
		slices.Sort(got)
		require.Equal(t, slowly(l, c, Practitioner), got, c.Lines)
	}
	for k := ByPTP; k <= ByAddOn; k++ {
		require.Greater(t, kinds[k], 100, k)
	}
}

// The shapes of claims on which the work could grow with the square of the lines.
var wideShapes = []struct {
	name string
	line func(i int) rules.Line
}{
	{"alternating on one day", func(i int) rules.Line { return rules.Line{Code: pairCode(i), Units: 1} }},
	{"modifier 59", func(i int) rules.Line { return rules.Line{Code: pairCode(i), Units: 1, Modifiers: []string{"59"}} }},
	{"sites", func(i int) rules.Line {
		return rules.Line{Code: pairCode(i), Units: 1, Modifiers: []string{associated[9+i%31].text}}
	}},
	{"different last days", func(i int) rules.Line {
		return rules.Line{Code: pairCode(i), Units: 1, From: day("2026-04-10"), Through: day("2026-04-10").AddDays(i)}
	}},
	{"different first days", func(i int) rules.Line {
		return rules.Line{Code: pairCode(i), Units: 1, From: day("2026-04-10").AddDays(-i % 30000), Through: day("2026-04-10")}
	}},
	{"providers", func(i int) rules.Line {
		return rules.Line{Code: pairCode(i), Units: 1, RenderingNPI: fmt.Sprint(i / 2)}
	}},
	{"units over days", func(i int) rules.Line {
		return rules.Line{Code: "20610", Units: 9e5, From: day("2026-04-10").AddDays(i % 80), Through: day("2026-04-10").AddDays(i%80 + i%70)}
	}},
	{"add-on codes", func(i int) rules.Line {
		return rules.Line{Code: "96415", Units: 1, From: day("2026-04-10").AddDays(i % 80), Through: day("2026-04-10").AddDays(i%80 + i%70)}
	}},
}

func pairCode(i int) string { return []string{"11042", "97597"}[i%2] }

func wide(n int, line func(int) rules.Line) *rules.Claim {
	c := claim(rules.Professional)
	for i := range n {
		c.Lines = append(c.Lines, line(i))
	}
	return c
}

// Sixteen times the lines take nowhere near the 256 times as long that a square
// would, and each line has one decision by the pair and one by its units.
func TestNearLinear(t *testing.T) {
	r := fixture(t, "2026Q2")
	for _, shape := range wideShapes {
		t.Run(shape.name, func(t *testing.T) {
			took := func(n int) time.Duration {
				c := wide(n, shape.line)
				r.Adjudicate(c, 0)
				best := time.Hour
				for range 3 {
					begun := time.Now()
					require.LessOrEqual(t, len(r.Adjudicate(c, 0)), 2*n)
					best = min(best, time.Since(begun))
				}
				return best
			}
			// Other programs on the machine slow one measure and not the
			// other; a square would lose every time.
			var small, large time.Duration
			near := func() bool { return large < 100*small+50*time.Millisecond }
			for try := 0; try == 0 || try < 8 && !near(); try++ {
				small, large = took(1_000), took(16_000)
			}
			require.True(t, near(), "1,000 lines take %v, 16,000 take %v", small, large)
		})
	}
}

// BenchmarkWide shows the slope from a hundred lines to a hundred thousand.
func BenchmarkWide(b *testing.B) {
	r := fixture(b, "2026Q2")
	for _, shape := range wideShapes {
		for _, n := range []int{100, 1_000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", shape.name, n), func(b *testing.B) {
				c := wide(n, shape.line)
				var out []Decision
				for b.Loop() {
					out = r.AppendDecisions(out[:0], c, 0)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
			})
		}
	}
}
