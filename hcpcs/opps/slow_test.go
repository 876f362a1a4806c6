package opps

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/internal/official"
)

// A slowLine is what the slow twin says of a line.
type slowLine struct {
	status   Status
	apc      APC
	packaged bool
	formula  uint8
}

// slow groups an outpatient claim (type of bill 13x, no program, no CA, no PN)
// as chapter 4 of the Medicare Claims Processing Manual tells it, one section
// after the other, over the release alone. Which lines edits reject, and whether
// before packaging or after it, is taken as given.
func slow(r *Release, t *Tables, c *Claim, early, late []bool) []slowLine {
	out := make([]slowLine, len(c.Lines))
	entries := make([]Entry, len(c.Lines))
	has := func(i int, f Flag) bool { return t.Has(c.Lines[i].Code, f) }
	mod := func(i int, names ...string) bool {
		return slices.ContainsFunc(c.Lines[i].Modifiers, func(m hcpcs.Modifier) bool { return slices.Contains(names, m.String()) })
	}
	lines := func(yes func(i int) bool) (all []int) {
		for i := range c.Lines {
			if yes(i) {
				all = append(all, i)
			}
		}
		return all
	}
	pack := func(all []int) {
		for _, i := range all {
			out[i] = slowLine{N, 0, true, 1}
		}
	}
	status := func(i int) Status { g, _ := r.Group(entries[i].APC); return g.Status }
	rate := func(a APC) Mills { g, _ := r.Group(a); return g.Rate }
	alive := func(i int) bool { return !early[i] }

	// Section 10.1: the status indicator of each code.
	for i, l := range c.Lines {
		e, ok := r.Lookup(l.Code)
		if !ok || e.Status == D {
			e = Entry{Status: W}
		}
		entries[i] = e
		out[i] = slowLine{e.Status, e.APC, e.Status == N, 1}
	}
	billed := func(i int) Status { return entries[i].Status }

	// Chapter 16, section 30.3: laboratory tests.
	others := lines(func(i int) bool { return slices.Contains([]Status{J1, J2, S, T, V, Q1, Q2, Q3}, billed(i)) })
	for _, i := range lines(func(i int) bool { return billed(i) == Q4 }) {
		if out[i] = (slowLine{A, 0, false, 1}); len(others) > 0 {
			pack([]int{i})
		}
	}
	// Section 200.9: sometimes therapy.
	for _, i := range lines(func(i int) bool { return has(i, FlagTherapyConditionallyPaid) }) {
		if rev := c.Lines[i].Revenue / 10; mod(i, "GN", "GO", "GP") || rev >= 42 && rev <= 44 {
			out[i].status, out[i].apc = A, 0
		}
	}
	if len(lines(func(i int) bool { return out[i].status != N && out[i].status != W })) == 0 {
		return out
	}
	// Section 10.2.3: the primary service by rank.
	ranked := lines(func(i int) bool { return out[i].status == J1 })
	slices.SortStableFunc(ranked, func(a, b int) int {
		x, _ := r.Rank(entries[a].Code)
		y, _ := r.Rank(entries[b].Code)
		return x.Rank - y.Rank
	})
	for _, i := range lines(func(i int) bool { return early[i] && slices.Contains([]Status{Q1, Q2, Q3}, out[i].status) }) {
		out[i].apc = 0
	}
	// Section 10.2.1: mental health, by the day.
	paid := map[int]bool{} // lines of composites
	for _, first := range lines(func(int) bool { return true }) {
		day := lines(func(i int) bool {
			return alive(i) && has(i, FlagDailyMentalHealth) && c.Lines[i].Date == c.Lines[first].Date
		})
		if len(day) == 0 || day[0] != first {
			continue
		}
		var sum Mills
		for _, i := range day {
			sum += rate(entries[i].APC) * Mills(c.Lines[i].Units)
		}
		if sum > rate(5864) {
			pack(day)
			out[first] = slowLine{S, 8010, false, 1}
			paid[first] = true
		}
	}
	// Section 10.2: conditional packaging.
	effective := func(i int) Status {
		if out[i].status == Q3 {
			return status(i)
		}
		return out[i].status
	}
	live := func(statuses ...Status) []int {
		return lines(func(i int) bool { return alive(i) && slices.Contains(statuses, effective(i)) })
	}
	if len(live(S, T, V, J2)) > 0 {
		pack(live(Q1))
	}
	if len(live(T)) > 0 {
		pack(live(Q2))
	}
	conditional := -1
	if left := append(live(Q1), live(Q2)...); len(left) > 0 {
		winner := left[0]
		for _, i := range left {
			if rate(entries[i].APC) > rate(entries[winner].APC) {
				winner = i
			}
		}
		conditional = winner
		pack(left)
		out[winner] = slowLine{status(winner), entries[winner].APC, false, 1}
		if out[winner].status == J1 && len(ranked) == 0 {
			ranked = []int{winner}
		}
	}
	// Section 160.1: critical care.
	if care := lines(func(i int) bool { return alive(i) && has(i, FlagTraumaCriticalCare) }); len(care) > 0 {
		apart := len(lines(func(i int) bool { return mod(i, "59", "XE", "XP", "XS", "XU") })) > 0
		pack(lines(func(i int) bool {
			return alive(i) && !out[i].packaged && has(i, FlagCriticalCareAncillary) && (!apart || has(i, FlagSTVPackaged))
		}))
	}
	// Section 10.2.1: imaging, by family and day.
	for _, family := range [][2]APC{{8004, 8004}, {8005, 8006}, {8007, 8008}} {
		member := func(i int) bool {
			m, ok := r.Composite(entries[i].Code)
			return ok && alive(i) && (billed(i) == Q3 || i == conditional) && !mod(i, "52", "73") && (slices.Contains(m.Composites, family[0]) || slices.Contains(m.Composites, family[1]))
		}
		for _, first := range lines(member) {
			day := lines(func(i int) bool { return member(i) && c.Lines[i].Date == c.Lines[first].Date })
			if day[0] != first {
				continue
			}
			studies, apc := int64(0), family[0]
			for _, i := range day {
				n := c.Lines[i].Units
				if mod(i, "50") && (has(i, FlagBilateralConditional) || has(i, FlagBilateralIndependent)) {
					n = max(n, 2)
				}
				studies += n
				if m, _ := r.Composite(entries[i].Code); len(m.Composites) == 1 && m.Composites[0] == family[1] {
					apc = family[1]
				}
			}
			if studies >= 2 {
				pack(day)
				out[first] = slowLine{S, apc, false, 1}
				paid[first] = true
			}
		}
	}
	for _, i := range live(S, T, V, J1, J2) {
		if out[i].status == Q3 {
			out[i].status = status(i)
		}
	}
	// Section 10.2.3 and Addendum J: comprehensive APCs.
	head := -1
	if len(ranked) > 0 {
		head = ranked[0]
		out[head].status = J1
		reduced := len(lines(func(i int) bool { return billed(i) == J1 && mod(i, "52", "73", "74") })) > 0
		for _, i := range lines(func(int) bool { return !reduced }) {
			apc := APC(0)
			for p := range r.Complexities() {
				if p.Primary == entries[head].Code && p.Secondary == entries[i].Code && apc == 0 {
					apc = p.Adjusted
				}
			}
			if apc != 0 && (i != head || c.Lines[i].Units > 1 || mod(i, "50")) {
				out[head].apc = apc
				break
			}
		}
	} else {
		// Section 290.5.3: observation.
		stays := lines(func(i int) bool { return alive(i) && has(i, FlagObservationHourly) && c.Lines[i].Units >= 8 })
		if len(lines(func(i int) bool { return alive(i) && out[i].status == T })) == 0 && len(stays) > 0 {
			visits := lines(func(i int) bool {
				paired := !alive(i) && !late[i]
				after := c.Lines[stays[0]].Date.DaysSince(c.Lines[i].Date)
				return !paired && out[i].status == J2 && (after == 0 || after == 1 && !has(i, FlagObservationDirectAdmit))
			})
			for _, i := range visits {
				if head < 0 || rate(entries[i].APC) > rate(entries[head].APC) {
					head = i
				}
			}
			if head >= 0 {
				out[head].apc = 8011
			}
		}
		for _, i := range lines(func(i int) bool { return out[i].status == J2 && i != head }) {
			sameDay := func(j int) bool { return c.Lines[j].Date == c.Lines[i].Date }
			if has(i, FlagObservationDirectAdmit) {
				hours := lines(func(j int) bool { return sameDay(j) && has(j, FlagObservationHourly) })
				beside := lines(func(j int) bool {
					return j != i && sameDay(j) && alive(j) && !has(j, FlagObservationDirectAdmit) && (slices.Contains([]Status{T, V, J2}, out[j].status) || has(j, FlagTraumaCriticalCare))
				})
				if len(hours) == 0 || len(beside) > 0 {
					pack([]int{i})
					continue
				}
			}
			out[i].status = status(i)
		}
	}
	if head >= 0 {
		radiosurgery := len(ranked) > 0 && entries[head].APC == 5627
		pack(lines(func(i int) bool {
			kept := slices.Contains([]Status{B, C, E1, E2, F, G, H, H1, K1, L, M, U, W}, out[i].status) || has(i, FlagCAPCExclusion) ||
				radiosurgery && has(i, FlagCAPCSRSPlanAndPrep) || out[i].status == A && has(i, FlagTherapyConditionallyPaid) ||
				c.Lines[i].Revenue/10 == 38 && (has(i, FlagPackedRedCells) || has(i, FlagWholeBlood))
			return i != head && out[i].status != N && !kept
		}))
	}
	// Sections 10.5 and 20.6: discounts.
	for i := range out {
		l := &out[i]
		if l.packaged || l.apc == 0 || early[i] || late[i] || !slices.Contains([]Status{S, T, J1, J2, V}, l.status) {
			continue
		}
		both := mod(i, "50") && i != conditional && (has(i, FlagBilateralConditional) || has(i, FlagBilateralIndependent))
		switch {
		case mod(i, "52", "73"):
			l.formula = 3
		case l.status == S && mod(i, "50") && has(i, FlagBilateralIndependent) && !paid[i] && i != conditional:
			l.formula = 8
		case l.status == T && !mod(i, "76", "77", "78", "79"):
			day := lines(func(j int) bool {
				return out[j].status == T && !early[j] && !late[j] && c.Lines[j].Date == c.Lines[i].Date && (!mod(j, "76", "77", "78", "79") || mod(j, "52", "73"))
			})
			worth := func(j int) Mills {
				if mod(j, "52", "73") {
					return rate(out[j].apc) / 2
				}
				return rate(out[j].apc)
			}
			highest := day[0]
			for _, j := range day {
				if worth(j) > worth(highest) {
					highest = j
				}
			}
			l.formula = map[[2]bool]uint8{{true, false}: 2, {true, true}: 4, {false, false}: 5, {false, true}: 9}[[2]bool{i == highest, both}]
		}
	}
	return out
}

// TestSlow holds the grouper against its twin on claims made at random.
func TestSlow(t *testing.T) {
	g := officialGrouper(t)
	r := g.Release()
	by := map[Status][]hcpcs.Code{}
	for c, e := range r.All() {
		if e.Status != C {
			by[e.Status] = append(by[e.Status], c)
		}
	}
	var related []hcpcs.Code // of which claims are interesting
	for p := range r.Complexities() {
		related = append(related, p.Primary, p.Secondary)
	}
	for c := range r.members {
		related = append(related, c)
	}
	slices.SortFunc(related, hcpcs.Code.Compare)
	related = append(related, hc("G0378"), hc("G0379"), hc("99284"), hc("99291"), hc("G0463"), hc("77372"), hc("97605"), hc("36590"))
	statuses := []Status{T, T, T, T, T, S, S, S, V, V, J1, J2, Q1, Q2, Q3, Q4, N, K, G, R, A, U, H, K1}
	mods := []string{"25", "50", "50", "50", "52", "59", "73", "74", "76", "79", "LT", "GP"}
	rnd := rand.New(rand.NewPCG(18, 2025))
	day := medcode.MustParseDate("2025-03-03")
	n := 4000
	if testing.Short() {
		n = 400
	}
	var res Result
	for range n {
		c := Claim{TypeOfBill: 131, From: day, Through: day.AddDays(1), Age: 70, MentalHealth: true}
		for range 1 + rnd.IntN(7) {
			l := Line{Revenue: 360, Units: int64(1 + rnd.IntN(10)/8*rnd.IntN(12)), Charge: 500_00, Date: day.AddDays(rnd.IntN(8) / 7)}
			if rnd.IntN(6) == 0 {
				l.Code = related[rnd.IntN(len(related))]
			} else {
				list := by[statuses[rnd.IntN(len(statuses))]]
				l.Code = list[rnd.IntN(len(list))]
			}
			for rnd.IntN(2) == 0 && len(l.Modifiers) < 3 {
				l.Modifiers = append(l.Modifiers, hcpcs.MustParseModifier(mods[rnd.IntN(len(mods))]))
			}
			c.Lines = append(c.Lines, l)
		}
		twins(t, g, &c, &res)
	}
}

// twins groups a claim by the grouper and by its twin, and holds the lines
// against each other.
func twins(t *testing.T, g *Grouper, c *Claim, res *Result) {
	t.Helper()
	g.Group(c, res)
	early, late := make([]bool, len(c.Lines)), make([]bool, len(c.Lines))
	for i := range res.Lines {
		l := &res.Lines[i]
		for e := range l.Edits.All() {
			switch class := ClassOf(e); {
			case e == 47 || e == 17:
				late[i] = true
			case class == RejectsLine || class == DeniesLine:
				early[i] = true
			}
		}
		if l.Billed == J2 && early[i] {
			return // a visit that a PTP edit rejects; see AGREEMENT.md
		}
	}
	want := slow(g.Release(), g.Tables(), c, early, late)
	for i := range want {
		l := &res.Lines[i]
		got := slowLine{l.Status, l.APC, l.Packaged, l.Discount}
		require.Equal(t, want[i], got, "line %d of %+v: %v", i+1, *c, res.Lines)
	}
}

// TestSlowGiven holds the grouper against its twin on the claims that were worked
// by hand and on what becomes of them when lines are taken away, doubled, put on
// another day or in another order, given another code of their status, other
// units or modifiers, or those of two claims are put together.
func TestSlowGiven(t *testing.T) {
	g := officialGrouper(t)
	by := map[Status][]hcpcs.Code{}
	for c, e := range g.Release().All() {
		by[e.Status] = append(by[e.Status], c)
	}
	given := givenClaims(t)
	mods := []string{"25", "50", "52", "59", "73", "74", "76", "79", "GP", "RT", "JW", "JZ", "CT", "FX"}
	rnd := rand.New(rand.NewPCG(25, 2025))
	each := 300
	if testing.Short() {
		each = 20
	}
	var res Result
	for _, base := range given {
		for n := range each {
			c := base
			c.Lines = slices.Clone(base.Lines)
			if n > 0 && rnd.IntN(4) == 0 {
				c.Lines = append(c.Lines, given[rnd.IntN(len(given))].Lines...)
			}
			for range min(n, 1+rnd.IntN(4)) {
				i := rnd.IntN(len(c.Lines))
				l := &c.Lines[i]
				switch rnd.IntN(7) {
				case 0:
					if len(c.Lines) > 1 {
						c.Lines = slices.Delete(c.Lines, i, i+1)
					}
				case 1:
					c.Lines = append(c.Lines, *l)
				case 2:
					l.Date = c.From.AddDays(rnd.IntN(2))
				case 3:
					j := rnd.IntN(len(c.Lines))
					c.Lines[i], c.Lines[j] = c.Lines[j], c.Lines[i]
				case 4:
					if e, ok := g.Release().Lookup(l.Code); ok {
						l.Code = by[e.Status][rnd.IntN(len(by[e.Status]))]
					}
				case 5:
					l.Units = int64(1 + rnd.IntN(3)*rnd.IntN(6))
				case 6:
					l.Modifiers = append(slices.Clone(l.Modifiers), hcpcs.MustParseModifier(mods[rnd.IntN(len(mods))]))
				}
			}
			c.Through = c.From.AddDays(1)
			if slices.ContainsFunc(c.Lines, func(l Line) bool { e, _ := g.Release().Lookup(l.Code); return e.Status == C }) {
				continue // the twin has no inpatient-only procedures
			}
			twins(t, g, &c, &res)
		}
	}
}

// givenClaims are the claims worked by hand that are on type of bill 131.
func givenClaims(t *testing.T) (all []Claim) {
	f, err := os.Open(official.Path(t, "opps/given/claims.jsonl"))
	require.NoError(t, err)
	defer f.Close()
	for in := json.NewDecoder(f); in.More(); {
		var c struct {
			TypeOfBill string
			From       medcode.Date
			Lines      []struct {
				Code, Revenue string
				Modifiers     []string
				Units         float64
			}
		}
		require.NoError(t, in.Decode(&c))
		if c.TypeOfBill != "0131" {
			continue
		}
		claim := Claim{TypeOfBill: 131, From: c.From, Through: c.From, Age: 70}
		for _, l := range c.Lines {
			rev, _ := revenueNumber(l.Revenue)
			in := line(l.Code, int64(l.Units), 500_00, l.Modifiers...)
			in.Revenue, in.Date = rev, c.From
			claim.Lines = append(claim.Lines, in)
		}
		all = append(all, claim)
	}
	require.NotEmpty(t, all)
	return all
}
