package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/examples/internal/svg"
	"github.com/medcode/medcode/icd10/cm"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// A page is what is shown.
type page struct {
	Title string
	top   int
	*tally
	impact *impact
}

func (p *page) add(rec *stayfile.Record) error {
	e, err := p.editions.of(rec)
	if err != nil {
		return err
	}
	p.tally.add(rec, e)
	return p.impact.add(rec, e)
}

func (p *page) write(w io.Writer) error { return pageTemplate.Execute(w, p) }

// Period says which discharges there are.
func (p *page) Period() string {
	if p.period.From.IsZero() {
		return "days of discharge not given"
	}
	return fmt.Sprintf("discharges from %s to %s", p.period.From, p.period.To)
}

func (p *page) Stays() int     { return p.all.Stays }
func (p *page) Index() string  { return index(p.all) }
func (p *page) Weight() string { return fmt.Sprintf("%.1f", float64(p.all.Sum)/1e4) }

func (p *page) Notes() []string {
	if p.unknown.Codes == 0 {
		return p.editions.notes
	}
	return append(slices.Clone(p.editions.notes), p.unknown.String()+": they had no part in the grouping.")
}

// Refused are the stays that could not be grouped, by reason.
func (p *page) Refused() []count { return counts(p.refused, drg.ReturnCode.String) }

func (p *page) Ungrouped() int {
	n := 0
	for _, c := range p.refused {
		n += c
	}
	return n
}

// A count is how often there is something.
type count struct {
	What string
	N    int
}

func counts[K comparable](m map[K]int, name func(K) string) []count {
	var all []count
	for k, n := range m {
		all = append(all, count{name(k), n})
	}
	slices.SortFunc(all, func(a, b count) int { return cmp.Or(b.N-a.N, cmp.Compare(a.What, b.What)) })
	return all
}

// Months charts the case-mix index by month of discharge. Months without stays
// are gaps.
func (p *page) Months() template.HTML {
	if len(p.months) == 0 {
		return ""
	}
	var places []string
	series := []svg.Series{{Name: "all", Class: "all"}, {Name: "medical", Class: "medical"}, {Name: "surgical", Class: "surgical"}}
	for m := monthOf(p.period.From); m != monthOf(p.period.To).next(); m = m.next() {
		name := m.Month.String()[:3]
		if len(places) == 0 || m.Month == 1 {
			name = fmt.Sprintf("%s %d", name, m.year)
		}
		places = append(places, name)
		k := p.months[m]
		if k == nil {
			k = &byKind{}
		}
		for i := range series {
			v, ok := k[i].Index()
			if !ok {
				v = math.NaN()
			}
			series[i].Values = append(series[i].Values, v)
		}
	}
	return svg.Lines("case-mix index by month", places, 2, series)
}

// A drgRow is a DRG in the table.
type drgRow struct {
	DRG           drg.Number
	Title, Type   string
	Stays         int
	Weight, Share string
	Bar           template.HTML
	Mean, Days    string // geometric mean of the fiscal year, arithmetic mean here
}

// TopDRGs are the DRGs that bring the most weight.
func (p *page) TopDRGs() []drgRow {
	all := slices.SortedFunc(maps.Values(p.drgs), func(a, b *drgCount) int {
		return cmp.Or(cmp.Compare(b.mix.Sum, a.mix.Sum), cmp.Compare(a.entry.DRG, b.entry.DRG))
	})
	var rows []drgRow
	for _, c := range all[:min(p.top, len(all))] {
		row := drgRow{DRG: c.entry.DRG, Title: c.entry.Title, Type: c.entry.Kind.String(), Stays: c.mix.Stays,
			Weight: c.weights.Relative.String(), Share: percent(ratio(c.mix.Sum, p.all.Sum)), Days: "–", Mean: c.weights.GeometricMean.String()}
		if c.timed > 0 {
			row.Days = fmt.Sprintf("%.1f", ratio(int64(c.days), int64(c.timed)))
		}
		d := svg.New(row.Share+" of all weight", 120, 14)
		d.Rect(0, 1, 120*ratio(c.mix.Sum, all[0].mix.Sum), 12, "bar", row.Share)
		row.Bar = d.HTML()
		rows = append(rows, row)
	}
	return rows
}

// DRGs is how many different ones there are.
func (p *page) DRGs() int { return len(p.drgs) }

// MDCs charts the stays by major diagnostic category, with their index.
func (p *page) MDCs() template.HTML {
	latest := p.impact.new
	var bars []svg.Bar
	for n, mix := range p.mdcs {
		if mix.Stays == 0 {
			continue
		}
		label := fmt.Sprintf("%02d %s", n, short(strings.TrimPrefix(latest.MDCTitle(n), "Diseases and Disorders of the "), 41))
		if n == 0 {
			label = "Pre-MDC"
		}
		bars = append(bars, svg.Bar{Label: label, Amount: float64(mix.Stays), Tip: latest.MDCTitle(n),
			Shown: fmt.Sprintf("%d, CMI %s", mix.Stays, index(mix))})
	}
	slices.SortStableFunc(bars, func(a, b svg.Bar) int { return cmp.Compare(b.Amount, a.Amount) })
	return svg.Bars("stays by major diagnostic category", 310, bars)
}

// Families charts the levels of the families with the most stays.
func (p *page) Families() template.HTML {
	all := slices.SortedFunc(maps.Values(p.families), func(a, b *familyCount) int {
		return cmp.Or(b.stays()-a.stays(), cmp.Compare(a.first, b.first))
	})
	var stacks []svg.Stack
	for _, f := range all[:min(p.top, len(all))] {
		last := f.DRGs[len(f.DRGs)-1].DRG
		s := svg.Stack{Label: fmt.Sprintf("%s–%s %s", f.first, last, short(f.Title, 37)), Shown: fmt.Sprintf("%d stays", f.stays())}
		for _, l := range []level{withMCC, withCC, lowest} {
			if f.levels[l] > 0 {
				name := levelNames[l]
				s.Parts = append(s.Parts, svg.Part{Share: ratio(int64(f.levels[l]), int64(f.stays())), Class: levelClasses[l],
					Tip: fmt.Sprintf("%s: %d %s", f.Title, f.levels[l], name)})
			}
		}
		stacks = append(stacks, s)
	}
	return svg.Stacks("complication levels by family", 340, stacks)
}

var (
	levelNames   = [...]string{lowest: "in the lowest DRG", withCC: "with CC", withMCC: "with MCC"}
	levelClasses = [...]string{lowest: "low", withCC: "cc", withMCC: "mcc"}
)

// Capture is the part of stays in families that reach each level.
func (p *page) Capture() (c struct {
	Stays   int
	MCC, CC string
}) {
	var levels [3]int
	for _, f := range p.families {
		c.Stays += f.stays()
		for l, n := range f.levels {
			levels[l] += n
		}
	}
	c.MCC = percent(ratio(int64(levels[withMCC]), int64(c.Stays)))
	c.CC = percent(ratio(int64(levels[withCC]), int64(c.Stays)))
	return c
}

// A poaRow is an indicator.
type poaRow struct {
	Indicator, Meaning   string
	Principal, Secondary int
	Share                string
}

// poaMeanings are the indicators of ICD-10-CM Official Guidelines, Appendix I.
var poaMeanings = []struct {
	poa     cm.POA
	meaning string
}{
	{'Y', "present on admission"},
	{'N', "not present: arose in the hospital"},
	{'U', "documentation insufficient"},
	{'W', "can't be determined clinically"},
	{'1', "exempt, in the old form"},
	{cm.POABlank, "none: exempt, or missing"},
}

// POA are the indicators with how often each is reported.
func (p *page) POA() []poaRow {
	var principal, secondary, all int
	for _, c := range p.poa {
		all += c[0] + c[1]
		principal, secondary = principal+c[0], secondary+c[1]
	}
	row := func(name, meaning string, a, b int) poaRow {
		return poaRow{name, meaning, a, b, percent(ratio(int64(a+b), int64(all)))}
	}
	var rows []poaRow
	for _, m := range poaMeanings {
		if c := p.poa[m.poa]; c != nil {
			rows = append(rows, row(cmp.Or(m.poa.String(), "blank"), m.meaning, c[0], c[1]))
			principal, secondary = principal-c[0], secondary-c[1]
		}
	}
	if principal+secondary > 0 {
		rows = append(rows, row("other", "not an indicator", principal, secondary))
	}
	return rows
}

// A hacRow is a hospital-acquired condition.
type hacRow struct {
	hacCount
	Number int
	Title  string
}

// hacTitles are those of the Definitions Manual, Appendix I.
var hacTitles = [15]string{
	1: "Foreign object retained after surgery", 2: "Air embolism", 3: "Blood incompatibility",
	4: "Stage III and IV pressure ulcers", 5: "Falls and trauma", 6: "Catheter-associated urinary tract infection",
	7: "Vascular catheter-associated infection", 8: "Mediastinitis after coronary bypass graft",
	9: "Manifestations of poor glycemic control", 10: "Deep vein thrombosis or pulmonary embolism with knee or hip replacement",
	11: "Surgical site infection, bariatric surgery", 12: "Surgical site infection, spine, shoulder and elbow",
	13: "Surgical site infection, cardiac implantable device", 14: "Pneumothorax with venous catheterization",
}

// HACs are the conditions that stays have.
func (p *page) HACs() []hacRow {
	var rows []hacRow
	for n, h := range p.hacs {
		if h.Stays > 0 {
			rows = append(rows, hacRow{h, n, hacTitles[n]})
		}
	}
	return rows
}

// HAC is all stays with a hospital-acquired condition.
func (p *page) HAC() hacCount { return p.hac }

// An impactView is the impact for the page.
type impactView struct {
	*impact
	Old, New                string // versions
	Heading                 string
	CodesCarried            string
	WeightYear              int
	Compared, Refused, Lost int
	Before, After, OldRates string // case-mix indices
	Share, Weight, Dollars  string
	Base                    string
	Shifts                  []shiftRow
	More                    int // shifts not shown
	Deltas                  int
	Manuals                 bool
}

type shiftRow struct {
	*shift
	Old, New, Each, Weight string
	Dollars                string
	From                   string // the older version, where it is that of the stays
	Why                    []line
	IDs                    []string
	Reasons                []reason
	More                   int
}

// Impact is what the newer version changes.
func (p *page) Impact() impactView {
	i := p.impact
	v := impactView{impact: i, Old: i.oldVersions(), New: i.new.Version(), WeightYear: i.new.weights.FiscalYear(),
		Compared: i.compared, Refused: i.refused, Lost: i.unweighed, Before: index(i.before), After: index(i.after),
		Share: percent(ratio(int64(i.Changed), int64(i.compared+i.unweighed))), Deltas: len(i.deltas), Manuals: i.manuals}
	v.Heading = fmt.Sprintf("The same stays in versions %s and %s", v.Old, v.New)
	if i.old == nil {
		v.Heading = fmt.Sprintf("The same stays in the versions of their days (%s) and in %s", v.Old, v.New)
	}
	if i.carriers != nil {
		v.CodesCarried = fmt.Sprintf("%d codes were carried into those of another year, and %d had no one code there and were left.", i.carried, i.stuck)
	}
	moved := i.after.Sum - i.before.Sum
	v.Weight = signed(moved)
	if base, ok := baseRate(i.new.weights); ok {
		v.Base, v.Dollars = base.String(), dollars(base.Dollars()*float64(moved)/1e4)
	}
	if i.old == nil || i.old.own() && i.old.weights != i.new.weights {
		v.OldRates = index(i.oldRates)
	}
	all := i.sorted()
	for _, s := range all[:min(p.top, len(all))] {
		v.Shifts = append(v.Shifts, i.row(s))
	}
	v.More = len(all) - len(v.Shifts)
	return v
}

// oldVersions names the older version, or those of the stays' own days.
func (i *impact) oldVersions() string {
	if i.old != nil {
		return i.old.Version()
	}
	return strings.Join(slices.Sorted(maps.Keys(i.own)), ", ")
}

// row returns a shift for the page.
func (i *impact) row(s *shift) shiftRow {
	const most = 6
	r := shiftRow{shift: s, Old: s.from.title(s.Old), New: i.new.title(s.New), Weight: "–", Each: "–", IDs: s.ids, Reasons: i.reasons(s), Why: s.sample.moved(s.from, i.new)}
	if a, b := i.new.weight(s.Old), i.new.weight(s.New); a != 0 && b != 0 {
		r.Weight, r.Each = signed(int64(s.Weight)), signed(int64(b-a))
		if base, ok := baseRate(i.new.weights); ok {
			r.Dollars = dollars(base.Dollars() * float64(s.Weight) / 1e4)
		}
	}
	r.More = max(0, len(r.Reasons)-most)
	r.Reasons = r.Reasons[:len(r.Reasons)-r.More]
	if i.old == nil {
		r.From = s.from.Version()
	}
	return r
}

// baseRate is what Medicare pays for a weight of 1 before any adjustment: the
// operating amount of Table 1B and the capital rate of Table 1D.
func baseRate(r *ipps.Release) (medcode.Cents, bool) {
	rates, ok := r.Rates()
	a := rates.LowWage[ipps.FullUpdate]
	return a.Labor + a.NonLabor + rates.Capital, ok
}

func index(c ipps.CaseMix) string {
	v, ok := c.Index()
	if !ok {
		return "–"
	}
	return fmt.Sprintf("%.4f", v)
}

func signed(w int64) string { return fmt.Sprintf("%+.4f", float64(w)/1e4) }

func dollars(v float64) string {
	s := fmt.Sprintf("%.0f", math.Abs(v))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if v < 0 {
		return "−$" + s
	}
	return "$" + s
}

func percent(part float64) string { return fmt.Sprintf("%.1f %%", 100*part) }

// ratio is 0 where there is nothing to divide by.
func ratio(a, b int64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// short cuts a text to n characters, the last of which says so.
func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
