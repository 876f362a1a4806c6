package main

import (
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/ipps"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm"
)

// A tally counts stays for the page.
type tally struct {
	editions *editions
	result   drg.Result

	period   medcode.Period
	all      ipps.CaseMix
	refused  map[drg.ReturnCode]int // stays that could not be grouped
	unknown  stayfile.Unrecognized
	survey   stayfile.Survey
	months   map[month]*byKind
	drgs     map[drg.Number]*drgCount
	mdcs     [26]ipps.CaseMix
	families map[string]*familyCount // by the title and first DRG

	poa  map[cm.POA]*[2]int // principal and secondary diagnoses by indicator
	hacs [15]hacCount       // by number
	hac  hacCount           // stays with any
}

// A month is a month of discharge.
type month struct {
	year int
	time.Month
}

func monthOf(day medcode.Date) month {
	y, m, _ := day.Date()
	return month{y, m}
}

func (m month) next() month {
	if m.Month == time.December {
		return month{m.year + 1, time.January}
	}
	return month{m.year, m.Month + 1}
}

// byKind are the stays of a month, all and by the kind of their DRG.
type byKind [3]ipps.CaseMix

// A drgCount counts the stays of a DRG.
type drgCount struct {
	entry   drg.KnownDRG
	weights ipps.Weights
	mix     ipps.CaseMix
	days    int
	timed   int // stays whose length is known
}

// A familyCount counts the stays of a family by level.
type familyCount struct {
	*family
	first  drg.Number
	levels [3]int
}

func (f *familyCount) stays() int { return f.levels[lowest] + f.levels[withCC] + f.levels[withMCC] }

// A hacCount counts stays with a hospital-acquired condition.
type hacCount struct {
	Stays   int
	Changed int         // those that come to another DRG by it
	Weight  ipps.Weight // what that takes away
}

func newTally(e *editions) *tally {
	return &tally{editions: e, refused: map[drg.ReturnCode]int{}, months: map[month]*byKind{}, drgs: map[drg.Number]*drgCount{},
		families: map[string]*familyCount{}, poa: map[cm.POA]*[2]int{}}
}

// add groups a stay with the edition of its day and counts it.
func (t *tally) add(rec *stayfile.Record, e *edition) {
	r := &t.result
	e.GroupInto(&rec.Stay, r)
	t.unknown.Count(rec, r, stayfile.WholeSets)
	t.survey.Count(rec, r, stayfile.WholeSets)
	w := e.weight(r.Final.DRG)
	t.all.Add(w)
	t.addMonth(rec.Discharge, r.Final.Kind, w)
	t.addPOA(rec.Diagnoses)
	if r.Final.Code != drg.OK {
		t.refused[r.Final.Code]++
		return
	}
	t.addDRG(rec, e, &r.Final, w)
	t.addFamily(e, r.Final.DRG)
	t.addHACs(e, r)
}

func (t *tally) addMonth(day medcode.Date, kind drg.Kind, w ipps.Weight) {
	if day.IsZero() {
		return
	}
	if t.period.From.IsZero() || day.Before(t.period.From) {
		t.period.From = day
	}
	if day.After(t.period.To) {
		t.period.To = day
	}
	k := t.months[monthOf(day)]
	if k == nil {
		k = &byKind{}
		t.months[monthOf(day)] = k
	}
	k[drg.NoKind].Add(w)
	if kind != drg.NoKind {
		k[kind].Add(w)
	}
}

func (t *tally) addDRG(rec *stayfile.Record, e *edition, a *drg.Assignment, w ipps.Weight) {
	c := t.drgs[a.DRG]
	if c == nil {
		c = &drgCount{entry: drg.KnownDRG{DRG: a.DRG, MDC: a.MDC, Kind: a.Kind, Title: a.Title}}
		c.weights, _ = e.weights.Lookup(a.DRG)
		t.drgs[a.DRG] = c
	}
	c.mix.Add(w)
	if !rec.Admission.IsZero() && !rec.Discharge.Before(rec.Admission) {
		c.days += max(1, rec.Discharge.DaysSince(rec.Admission))
		c.timed++
	}
	t.mdcs[a.MDC].Add(w)
}

func (t *tally) addFamily(e *edition, n drg.Number) {
	f := e.families[n]
	if f == nil {
		return
	}
	first := f.DRGs[0].DRG
	key := first.String() + f.Title
	c := t.families[key]
	if c == nil {
		c = &familyCount{family: f, first: first}
		t.families[key] = c
	}
	title, _ := e.Title(n)
	_, l, _ := levelOf(title)
	c.levels[l]++
}

func (t *tally) addPOA(dx []drg.Diagnosis) {
	for i, d := range dx {
		c := t.poa[d.POA]
		if c == nil {
			c = &[2]int{}
			t.poa[d.POA] = c
		}
		c[min(i, 1)]++
	}
}

func (t *tally) addHACs(e *edition, r *drg.Result) {
	if r.HACs == 0 {
		return
	}
	var seen [15]bool
	for _, d := range r.Diagnoses {
		for _, m := range d.HACs {
			if m.Verdict == drg.HACCriteriaMet && int(m.Number) < len(seen) {
				seen[m.Number] = true
			}
		}
	}
	one := hacCount{Stays: 1}
	if r.HACStatus == drg.HACChanges {
		one.Changed, one.Weight = 1, e.weight(r.Initial.DRG)-e.weight(r.Final.DRG)
	}
	for n := range seen {
		if seen[n] {
			t.hacs[n].add(one)
		}
	}
	t.hac.add(one)
}

func (h *hacCount) add(o hacCount) {
	h.Stays += o.Stays
	h.Changed += o.Changed
	h.Weight += o.Weight
}
