package ncci

import (
	"math"
	"slices"
	"sort"

	"github.com/medcode/medcode"
)

// An over is a day of a run whose units together are more than the edit's.
type over struct {
	day   medcode.Date
	mue   MUEEdit
	units float64
}

// units judges every line by the MUE: by itself, or with the lines of its code
// and provider on each day on which one of them begins.
func (d *desk) units() {
	for i := range d.runs {
		r := &d.runs[i]
		if d.head(r).release == nil && d.lines[r.last-1].release == nil && !d.spans {
			continue
		}
		d.unitsOf(r)
	}
}

func (d *desk) unitsOf(r *run) {
	ends := d.byEnd(r)
	d.overs = d.overs[:0]
	total, ended := 0.0, 0
	for i := r.first; i < r.last; {
		day, begun := d.lines[i].days.From, i
		for ; ended < len(ends) && d.lines[ends[ended]].days.To.Before(day); ended++ {
			total -= d.lines[ends[ended]].units
		}
		if ended == i-r.first {
			total = 0 // none goes on: no remainder of a subtraction stays
		}
		for ; i < r.last && d.lines[i].days.From == day; i++ {
			total += d.lines[i].units
		}
		e, ok := d.mueOn(&d.lines[begun])
		switch {
		case !ok:
		case e.MAI == LineEdit:
			for k := begun; k < i; k++ {
				if l := &d.lines[k]; l.units > float64(e.Units) {
					d.deny(l, over{day, e, l.units})
				}
			}
		default:
			// Units are whole but where a line of one day has parts of them.
			if all := math.Round(total*1e6) / 1e6; all > float64(e.Units) {
				d.overs = append(d.overs, over{day, e, all})
			}
		}
	}
	if len(d.overs) == 0 {
		return
	}
	for i := r.first; i < r.last; i++ {
		l := &d.lines[i]
		if e, ok := d.mueOn(l); ok && e.MAI == LineEdit && l.units > float64(e.Units) {
			continue // denied by itself
		}
		n := sort.Search(len(d.overs), func(n int) bool { return !d.overs[n].day.Before(l.days.From) })
		if n < len(d.overs) && !d.overs[n].day.After(l.days.To) && l.units > 0 {
			d.deny(l, d.overs[n])
		}
	}
}

// byEnd returns the lines of a run in order of their last day.
func (d *desk) byEnd(r *run) []int32 {
	d.ends = d.ends[:0]
	for i := r.first; i < r.last; i++ {
		d.ends = append(d.ends, int32(i))
	}
	if d.spans {
		slices.SortFunc(d.ends, func(a, b int32) int { return d.lines[a].days.To.Compare(d.lines[b].days.To) })
	}
	return d.ends
}

// mueOn returns the MUE of a line's code on its first day.
func (d *desk) mueOn(l *line) (MUEEdit, bool) {
	if l.release == nil || l.release.MUE(d.service) == nil {
		return MUEEdit{}, false
	}
	return l.release.MUE(d.service).Lookup(l.code)
}

func (d *desk) deny(l *line, o over) {
	l.denied = true
	d.out = append(d.out, Decision{Kind: ByMUE, Verdict: Denied, Line: l.index, Other: -1, On: o.day, MUE: o.mue, Units: o.units})
}
