// Package svg draws the charts of reports as SVG that stands inside a page of
// HTML and takes its colours from the page's style sheet.
package svg

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// A Drawing is an SVG being drawn. All texts are escaped.
type Drawing struct{ b strings.Builder }

// New begins a drawing; title is what is read out instead of it.
func New(title string, width, height float64) *Drawing {
	d := &Drawing{}
	fmt.Fprintf(&d.b, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s">`, width, height, escape(title))
	return d
}

// HTML ends the drawing and returns it.
func (d *Drawing) HTML() template.HTML {
	d.b.WriteString(`</svg>`)
	return template.HTML(d.b.String())
}

// Text writes s at a place.
func (d *Drawing) Text(x, y float64, class, s string) {
	fmt.Fprintf(&d.b, `<text x="%.1f" y="%.1f" class="%s">%s</text>`, x, y, escape(class), escape(s))
}

// Rect draws a rectangle with a tip to show under the pointer.
func (d *Drawing) Rect(x, y, w, h float64, class, tip string) {
	fmt.Fprintf(&d.b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="%s"><title>%s</title></rect>`,
		x, y, w, h, escape(class), escape(tip))
}

// Line draws a line.
func (d *Drawing) Line(x1, y1, x2, y2 float64, class string) {
	fmt.Fprintf(&d.b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x1, y1, x2, y2, escape(class))
}

// Dot draws a dot with a tip.
func (d *Drawing) Dot(x, y, r float64, class, tip string) {
	fmt.Fprintf(&d.b, `<circle cx="%.1f" cy="%.1f" r="%.1f" class="%s"><title>%s</title></circle>`, x, y, r, escape(class), escape(tip))
}

func escape(s string) string { return template.HTMLEscapeString(s) }

// The measures of charts.
const (
	Width = 760.0
	row   = 26.0
)

// A Bar is a labelled amount.
type Bar struct {
	Label, Shown, Tip string
	Amount            float64
}

// Bars draws horizontal bars behind labels of that width.
func Bars(title string, label float64, bars []Bar) template.HTML {
	const room = 110.0 // for what is shown behind the longest bar
	d := New(title, Width, row*float64(len(bars))+8)
	most := 0.0
	for _, b := range bars {
		most = max(most, b.Amount)
	}
	for i, b := range bars {
		y := row*float64(i) + 4
		length := 0.0
		if most > 0 {
			length = (Width - label - room) * b.Amount / most
		}
		d.Text(label-8, y+15, "end", b.Label)
		d.Rect(label, y+2, max(length, 1), row-8, "bar", b.Tip)
		d.Text(label+length+8, y+15, "value", b.Shown)
	}
	return d.HTML()
}

// A Stack is a labelled whole in parts, which add up to 1 or less.
type Stack struct {
	Label, Shown string
	Parts        []Part
}

// A Part is drawn in the colour of its class, with its share when there's room.
type Part struct {
	Share      float64
	Class, Tip string
}

// Stacks draws horizontal bars of one length, each divided into its parts.
func Stacks(title string, label float64, stacks []Stack) template.HTML {
	const room, wide = 90.0, 36.0
	d := New(title, Width, row*float64(len(stacks))+8)
	length := Width - label - room
	for i, s := range stacks {
		y := row*float64(i) + 4
		d.Text(label-8, y+15, "end", s.Label)
		x := label
		for _, p := range s.Parts {
			w := length * p.Share
			d.Rect(x, y+2, w, row-8, p.Class, p.Tip)
			if w >= wide {
				d.Text(x+w/2, y+15, "inside "+p.Class, fmt.Sprintf("%.0f %%", 100*p.Share))
			}
			x += w
		}
		d.Text(label+length+8, y+15, "value", s.Shown)
	}
	return d.HTML()
}

// A Series is a line over the places of an axis. A NaN is a gap.
type Series struct {
	Name, Class string
	Values      []float64
}

// Lines draws series over named places, each with its name at its end. Numbers
// are shown with that many decimals, those of the first series at its dots.
func Lines(title string, places []string, decimals int, series []Series) template.HTML {
	const left, right, top, bottom, height = 46.0, 90.0, 16.0, 30.0, 270.0
	low, high := extent(series)
	step := stepOf((high - low) / 4)
	low, high = step*math.Floor(low/step), step*math.Ceil(high/step)
	if high == low {
		high += step
	}
	x := func(i int) float64 {
		return left + (Width-left-right)*(float64(i)+0.5)/float64(max(1, len(places)))
	}
	y := func(v float64) float64 { return top + (height-top-bottom)*(high-v)/(high-low) }
	d := New(title, Width, height)
	for i := range int(math.Round((high-low)/step)) + 1 {
		v := low + step*float64(i)
		d.Line(left, y(v), Width-right, y(v), "axis")
		d.Text(left-6, y(v)+4, "end soft", fmt.Sprintf("%.*f", decimals, v))
	}
	for i, p := range places {
		d.Text(x(i), height-10, "middle", p)
	}
	for n, s := range series {
		last := -1
		for i, v := range s.Values {
			if math.IsNaN(v) {
				continue
			}
			if last == i-1 && i > 0 {
				d.Line(x(last), y(s.Values[last]), x(i), y(v), "series "+s.Class)
			}
			shown := fmt.Sprintf("%.*f", decimals, v)
			d.Dot(x(i), y(v), 3.5, s.Class, s.Name+", "+places[i]+": "+shown)
			if n == 0 {
				d.Text(x(i), y(v)-8, "middle", shown)
			}
			last = i
		}
		if last >= 0 {
			d.Text(x(last)+12, y(s.Values[last])+4, "start "+s.Class, s.Name)
		}
	}
	return d.HTML()
}

// extent returns the least and the greatest value.
func extent(series []Series) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range series {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	if low > high {
		return 0, 1
	}
	return low, high
}

// stepOf returns 1, 2 or 5 times a power of ten, the least that is v or more.
func stepOf(v float64) float64 {
	if v <= 0 {
		return 0.1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= v*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}
