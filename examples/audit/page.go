package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/examples/internal/svg"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/screen"
)

//go:embed page.html
var pageText string

// A page is what is shown.
type page struct {
	Title    string
	Period   medcode.Period
	Charges  medcode.Cents
	Settings [6]int // claims by setting
	Report   screen.Report
	Sample   *sample
	Recoding *recoding

	missing  map[string]int
	order    []string // elements, in order of appearance
	required int
	lacking  int
}

// count takes note of one claim.
func (p *page) count(c *rules.Claim) {
	p.Charges = p.Charges.Add(charge(c))
	p.Settings[min(int(c.Setting), len(p.Settings)-1)]++
	if on := c.Date(); !on.IsZero() {
		if p.Period.From.IsZero() || on.Before(p.Period.From) {
			p.Period.From = on
		}
		if on.After(p.Period.To) {
			p.Period.To = on
		}
	}
	k := audit.Complete(c)
	p.required += k.Required
	p.lacking += len(k.Missing)
	if p.missing == nil {
		p.missing = map[string]int{}
	}
	for _, m := range k.Missing {
		if p.missing[m.Element] == 0 {
			p.order = append(p.order, m.Element)
		}
		p.missing[m.Element]++
	}
}

// Distributions are those that have something to show.
func (p *page) Distributions() []screen.Distribution {
	return slices.DeleteFunc(slices.Clone(p.Report.Distributions), func(d screen.Distribution) bool { return d.Mean == 0 })
}

// Completeness is the part of the required data elements that is there.
func (p *page) Completeness() string {
	return percent(1 - float64(p.lacking)/max(1, float64(p.required)))
}

// labels is the width of the labels of bars.
const labels = 150

// Missing charts the elements that claims lack.
func (p *page) Missing() template.HTML {
	var bars []svg.Bar
	for _, name := range p.order {
		shown := fmt.Sprintf("%d times", p.missing[name])
		bars = append(bars, svg.Bar{Label: name, Shown: shown, Tip: name + ": " + shown, Amount: float64(p.missing[name])})
	}
	return svg.Bars("missing data elements", labels, bars)
}

// ByScreen charts the charges in question by screen, the most first.
func (p *page) ByScreen() template.HTML {
	var bars []svg.Bar
	at := map[screen.Screen]int{}
	for _, l := range p.Report.Leads {
		i, ok := at[l.Screen]
		if !ok {
			i = len(bars)
			at[l.Screen] = i
			bars = append(bars, svg.Bar{Label: string(l.Screen)})
		}
		bars[i].Amount += float64(l.Exposure)
		bars[i].Shown = dollars(bars[i].Amount)
		bars[i].Tip = bars[i].Label + ": " + bars[i].Shown
	}
	slices.SortStableFunc(bars, func(a, b svg.Bar) int { return cmp.Compare(b.Amount, a.Amount) })
	return svg.Bars("charges in question by screen", labels, bars)
}

func percent(part float64) string { return fmt.Sprintf("%.1f %%", 100*part) }

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"shares":   shareChart,
	"estimate": func(e *audit.Estimate) template.HTML { return estimateChart(*e) },
	"money":    func(c medcode.Cents) string { return dollars(float64(c)) },
	"dollars":  dollars,
	"percent":  percent,
	"plus":     func(i int) int { return i + 1 },
	"score": func(s float64) string {
		if s == 0 {
			return ""
		}
		return fmt.Sprintf("%.1f", s)
	},
}).Parse(pageText))

func (p *page) write(w io.Writer) error { return pageTemplate.Execute(w, p) }
