package ncci

import (
	"slices"

	"github.com/medcode/medcode"
)

// A named is a run of lines whose code an add-on edit names as primary.
type named struct {
	edit *AddOnEdit
	run  int
}

// A twoBest is, among the lines of a provider up to one in order of first day
// that are not denied, the one that ends last, and the one that does among those
// of other codes.
type twoBest struct{ first, second int32 }

// addOns judges add-on codes until none more is denied: a primary may itself
// be an add-on code.
func (d *desk) addOns() {
	start := len(d.out)
	for again := true; again; {
		again = false
		d.out = d.out[:start]
		known := false // living, dead and others are those of this round
		for i := range d.runs {
			r := &d.runs[i]
			for from := r.first; from < r.last; {
				to := from + 1
				for to < r.last && d.lines[to].release == d.lines[from].release {
					to++
				}
				if edits := d.addOnEdits(from); edits != nil {
					if !known {
						known = true
						d.survey()
					}
					again = d.addOn(r, from, to, edits) || again
				}
				from = to
			}
		}
	}
}

func (d *desk) addOnEdits(i int) []AddOnEdit {
	if r := d.lines[i].release; r != nil && r.addOns != nil {
		return r.addOns.Lookup(d.lines[i].code)
	}
	return nil
}

// survey notes which lines are not denied and which are: for each line of a run,
// which of those up to it ends last, -1 for none.
func (d *desk) survey() {
	living, dead := room(&d.living, len(d.lines)), room(&d.dead, len(d.lines))
	for _, r := range d.runs {
		alive, gone := int32(-1), int32(-1)
		for i := r.first; i < r.last; i++ {
			best := &alive
			if d.lines[i].denied {
				best = &gone
			}
			if *best < 0 || d.lines[i].days.To.After(d.lines[*best].days.To) {
				*best = int32(i)
			}
			living[i], dead[i] = alive, gone
		}
	}
	d.byDay = d.byDay[:0]
}

// addOn decides about the lines from one up to another of a run, whose code has
// add-on edits, and reports whether lines were denied that were not before.
func (d *desk) addOn(r *run, from, to int, edits []AddOnEdit) (more bool) {
	d.named = d.named[:0]
	for i := range edits {
		if n, ok := d.runOf(edits[i].Primary.Key(), d.head(r)); ok && edits[i].Primary != d.head(r).code {
			d.named = append(d.named, named{&edits[i], n})
		}
	}
	for i := from; i < to; i++ {
		l := &d.lines[i]
		out := Decision{Kind: ByAddOn, Verdict: Denied, Line: l.index, Other: -1, On: l.days.From}
		for n := range slices.Backward(edits) {
			if e := &edits[n]; e.InForce(out.On) {
				out.AddOn = *e
				if e.Type != Type1 {
					out.Verdict = Review
				}
			}
		}
		if out.AddOn.Type == 0 || d.primary(l, &out) {
			continue
		}
		out.Alone = d.alone(l)
		d.out = append(d.out, out)
		if out.Verdict == Denied && !l.denied {
			l.denied, more = true, true
		}
	}
	return more
}

// primary reports whether a primary code that is not denied is beside a line;
// one that is denied is noted.
func (d *desk) primary(l *line, out *Decision) bool {
	for _, p := range d.named {
		if !p.edit.InForce(out.On) {
			continue
		}
		n := d.runs[p.run].begunBy(d.lines, l.days.To)
		if n == d.runs[p.run].first {
			continue
		}
		if i := d.living[n-1]; i >= 0 && !d.lines[i].days.To.Before(l.days.From) {
			return true
		}
		if i := d.dead[n-1]; i >= 0 && !d.lines[i].days.To.Before(l.days.From) {
			out.Other = d.lines[i].index
		}
	}
	return false
}

// runOf finds the run of a code by the provider of a line.
func (d *desk) runOf(key uint64, of *line) (int, bool) {
	return slices.BinarySearchFunc(d.runs, key, func(r run, key uint64) int {
		l := &d.lines[r.first]
		if l.provider != of.provider {
			return l.provider - of.provider
		}
		switch k := l.code.Key(); {
		case k < key:
			return -1
		case k > key:
			return 1
		}
		return 0
	})
}

// alone reports whether no line of another code of the provider, not denied,
// has a day in common with a line.
func (d *desk) alone(l *line) bool {
	if len(d.byDay) == 0 {
		d.surveyDays()
	}
	n, _ := slices.BinarySearchFunc(d.byDay, l, func(i int32, l *line) int {
		o := &d.lines[i]
		if o.provider != l.provider {
			return o.provider - l.provider
		}
		if o.days.From.After(l.days.To) {
			return 1
		}
		return -1
	})
	if n == 0 {
		return true
	}
	best := d.others[n-1]
	i := best.first
	if i >= 0 && d.lines[i].code == l.code {
		i = best.second
	}
	return i < 0 || d.lines[i].provider != l.provider || d.lines[i].days.To.Before(l.days.From)
}

// surveyDays puts the lines in order of provider and first day.
func (d *desk) surveyDays() {
	for i := range d.lines {
		d.byDay = append(d.byDay, int32(i))
	}
	slices.SortFunc(d.byDay, func(a, b int32) int {
		x, y := &d.lines[a], &d.lines[b]
		if x.provider != y.provider {
			return x.provider - y.provider
		}
		return x.days.From.Compare(y.days.From)
	})
	d.others = d.others[:0]
	best := twoBest{-1, -1}
	for n, i := range d.byDay {
		l := &d.lines[i]
		if n > 0 && d.lines[d.byDay[n-1]].provider != l.provider {
			best = twoBest{-1, -1}
		}
		if !l.denied {
			best = best.with(d.lines, i)
		}
		d.others = append(d.others, best)
	}
}

// with returns b after one more line.
func (b twoBest) with(lines []line, i int32) twoBest {
	ends := func(i int32) medcode.Date {
		if i < 0 {
			return medcode.Date{}
		}
		return lines[i].days.To
	}
	switch {
	case b.first < 0 || lines[i].code == lines[b.first].code:
		if ends(i).After(ends(b.first)) {
			b.first = i
		}
	case ends(i).After(ends(b.first)):
		b = twoBest{i, b.first}
	case ends(i).After(ends(b.second)):
		b.second = i
	}
	return b
}
