package main

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/medcode/medcode/rules/audit"
)

// A drawing is an SVG being drawn.
type drawing struct {
	strings.Builder
	width, height float64
}

func draw(title string, width, height float64) *drawing {
	d := &drawing{width: width, height: height}
	fmt.Fprintf(d, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">`, width, height, template.HTMLEscapeString(title))
	return d
}

func (d *drawing) html() template.HTML {
	d.WriteString(`</svg>`)
	return template.HTML(d.String()) // every text in it was escaped
}

func (d *drawing) text(x, y float64, class, s string) {
	fmt.Fprintf(d, `<text x="%.1f" y="%.1f" class="%s">%s</text>`, x, y, class, template.HTMLEscapeString(s))
}

func (d *drawing) rect(x, y, w, h float64, class, tip string) {
	fmt.Fprintf(d, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="%s"><title>%s</title></rect>`,
		x, y, w, h, class, template.HTMLEscapeString(tip))
}

func (d *drawing) line(x1, y1, x2, y2 float64, class string) {
	fmt.Fprintf(d, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x1, y1, x2, y2, class)
}

// A bar is a labelled amount.
type bar struct {
	Label, Shown string
	Amount       float64
}

// barChart draws horizontal bars.
func barChart(title string, bars []bar) template.HTML {
	const row, label, width = 26.0, 150.0, 720.0
	d := draw(title, width, row*float64(len(bars))+8)
	most := 0.0
	for _, b := range bars {
		most = max(most, b.Amount)
	}
	for i, b := range bars {
		y := row*float64(i) + 4
		length := 0.0
		if most > 0 {
			length = (width - label - 130) * b.Amount / most
		}
		d.text(label-8, y+15, "end", b.Label)
		d.rect(label, y+2, max(length, 1), row-8, "bar", b.Label+": "+b.Shown)
		d.text(label+length+8, y+15, "value", b.Shown)
	}
	return d.html()
}

// shareChart draws a dot for each provider along its share, those that stand
// out named, and a line at the mean. The dots of a share stand one on the other.
func shareChart(dist audit.Distribution) template.HTML {
	const width, left, right, bottom = 720.0, 20.0, 20.0, 26.0
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
	d := draw(dist.What, width, height)
	d.line(left, base, width-right, base, "axis")
	for i := range 6 {
		part := scale * float64(i) / 5
		d.line(x(part), base, x(part), base+4, "axis")
		d.text(x(part), base+18, anchor(part/scale), fmt.Sprintf("%.0f %%", 100*part))
	}
	d.line(x(dist.Mean), base, x(dist.Mean), 18, "mean")
	d.text(x(dist.Mean), 12, anchor(dist.Mean/scale), fmt.Sprintf("mean %.0f %%", 100*dist.Mean))
	clear(stacked)
	for _, s := range dist.Shares {
		b := int(s.Part / scale * bins)
		y := base - dot - 1 - float64(stacked[b])*(2*dot+1)
		stacked[b]++
		class := "dot"
		if s.Lead {
			class = "dot lead"
			d.text(x(s.Part), y-dot-5, anchor(s.Part/scale)+" named", s.Provider)
		}
		tip := template.HTMLEscapeString(fmt.Sprintf("%s: %.0f %% of %d", s.Provider, 100*s.Part, s.Cases))
		fmt.Fprintf(d, `<circle cx="%.1f" cy="%.1f" r="%.1f" class="%s"><title>%s</title></circle>`, x(s.Part), y, dot, class, tip)
	}
	return d.html()
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
	const width, left, right, base = 720.0, 20.0, 20.0, 50.0
	high := max(e.Point+(e.Point-e.Lower), 1)
	low := min(0, e.Lower)
	x := func(v float64) float64 { return left + (width-left-right)*(v-low)/(high-low) }
	d := draw("overpayment projected", width, 84)
	d.line(left, base, width-right, base, "axis")
	d.rect(x(e.Lower), base-14, max(x(e.Point)-x(e.Lower), 1), 28, "range", "between the lower limit and the point estimate")
	d.line(x(e.Point), base-20, x(e.Point), base+14, "mean")
	d.text(x(e.Point), base-26, anchor((e.Point-low)/(high-low))+" named", "point estimate "+dollars(e.Point))
	d.text(x(e.Lower), base+30, anchor((e.Lower-low)/(high-low))+" named", "lower limit "+dollars(e.Lower))
	return d.html()
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
