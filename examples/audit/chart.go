package main

import (
	"fmt"
	"html/template"
	"math"

	"github.com/medcode/medcode/examples/internal/svg"
	"github.com/medcode/medcode/rules/audit"
	"github.com/medcode/medcode/rules/screen"
)

// shareChart draws a dot for each provider along its share, those that stand
// out named, and a line at the mean. The dots of a share stand one on the other.
func shareChart(dist screen.Distribution) template.HTML {
	const width, left, right, bottom = svg.Width, 20.0, 20.0, 26.0
	most := 0.0
	for _, s := range dist.Shares {
		most = max(most, s.Part)
	}
	scale := scaleFor(most)
	x := func(part float64) float64 { return left + (width-left-right)*part/scale }
	const bins, dot = 90, 5.0
	stacked := map[int]int{}
	highest := 0
	for _, s := range dist.Shares {
		b := int(s.Part / scale * bins)
		stacked[b]++
		highest = max(highest, stacked[b])
	}
	height := bottom + 34 + float64(highest)*(2*dot+1)
	base := height - bottom
	d := svg.New(dist.What, width, height)
	d.Line(left, base, width-right, base, "axis")
	for i := range 6 {
		part := scale * float64(i) / 5
		d.Line(x(part), base, x(part), base+4, "axis")
		d.Text(x(part), base+18, anchor(part/scale), fmt.Sprintf("%.0f %%", 100*part))
	}
	d.Line(x(dist.Mean), base, x(dist.Mean), 18, "mean")
	d.Text(x(dist.Mean), 12, anchor(dist.Mean/scale), fmt.Sprintf("mean %.0f %%", 100*dist.Mean))
	clear(stacked)
	for _, s := range dist.Shares {
		b := int(s.Part / scale * bins)
		y := base - dot - 1 - float64(stacked[b])*(2*dot+1)
		stacked[b]++
		class := "dot"
		if s.Lead {
			class = "dot lead"
			d.Text(x(s.Part), y-dot-5, anchor(s.Part/scale)+" named", s.Provider)
		}
		d.Dot(x(s.Part), y, dot, class, fmt.Sprintf("%s: %.0f %% of %d", s.Provider, 100*s.Part, s.Cases))
	}
	return d.HTML()
}

// scaleFor returns the end of an axis of five steps in whole percent.
func scaleFor(most float64) float64 {
	for _, scale := range []float64{0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75} {
		if most <= scale {
			return scale
		}
	}
	return 1
}

// anchor keeps a text at a part of the width within the drawing.
func anchor(part float64) string {
	switch {
	case part < 0.08:
		return "start"
	case part > 0.92:
		return "end soft"
	}
	return "middle"
}

// estimateChart draws a point estimate and how far below it the demanded limit is.
func estimateChart(e audit.Estimate) template.HTML {
	const width, left, right, base = svg.Width, 20.0, 20.0, 50.0
	high := max(e.Point+(e.Point-e.Lower), 1)
	low := min(0, e.Lower)
	x := func(v float64) float64 { return left + (width-left-right)*(v-low)/(high-low) }
	d := svg.New("overpayment projected", width, 84)
	d.Line(left, base, width-right, base, "axis")
	d.Rect(x(e.Lower), base-14, max(x(e.Point)-x(e.Lower), 1), 28, "range", "between the lower limit and the point estimate")
	d.Line(x(e.Point), base-20, x(e.Point), base+14, "mean")
	d.Text(x(e.Point), base-26, anchor((e.Point-low)/(high-low))+" named", "point estimate "+dollars(e.Point))
	d.Text(x(e.Lower), base+30, anchor((e.Lower-low)/(high-low))+" named", "lower limit "+dollars(e.Lower))
	return d.HTML()
}

// dollars shows cents as whole dollars with commas.
func dollars(cents float64) string {
	s := fmt.Sprintf("%.0f", math.Abs(cents)/100)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	if cents < 0 {
		return "−$" + s
	}
	return "$" + s
}
