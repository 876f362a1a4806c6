package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
)

// A sample is a stay of a shift, as each version groups it: in its own codes, and
// in those that it is carried into.
type sample struct {
	before, after drg.Stay
	carried       []carry.Change
}

func newSample(before, after *drg.Stay, carried []carry.Change) sample {
	s := sample{*before, *after, slices.Clone(carried)}
	for _, one := range []*drg.Stay{&s.before, &s.after} {
		one.ID = strings.Clone(one.ID)
		one.Diagnoses, one.Procedures = slices.Clone(one.Diagnoses), slices.Clone(one.Procedures)
	}
	return s
}

// A line says something that one of the versions holds, and where its manual
// does.
type line struct {
	Version, Text, Place string
}

// moved says why the sample has another DRG: the family that took it in each
// version and what the other version says of that family, the rows, and what
// secondary diagnoses count in one and not in the other.
func (s *sample) moved(from, to *edition) (lines []line) {
	for _, c := range s.carried {
		if c.Kind == carry.Replaced {
			lines = append(lines, line{to.Version(), c.String(), ""})
		}
	}
	a, b := from.Explain(&s.before), to.Explain(&s.after)
	took, takes := winner(&a), winner(&b)
	same := strings.EqualFold(took.What, takes.What)
	lines = append(lines, taken(from, took))
	if !same {
		lines = append(lines, other(to, &b, took.What))
	}
	lines = append(lines, taken(to, takes))
	if !same {
		lines = append(lines, other(from, &a, takes.What))
	}
	for i := range min(len(a.Diagnoses), len(b.Diagnoses)) {
		x, y := a.Diagnoses[i], b.Diagnoses[i]
		if x.Final.Counts() != y.Final.Counts() {
			lines = append(lines, line{from.Version(), x.Code + ": " + x.Text, x.Place}, line{to.Version(), y.Code + ": " + y.Text, y.Place})
		}
	}
	for i, h := range b.HACs {
		if i >= len(a.HACs) || a.HACs[i].Text != h.Text {
			lines = append(lines, line{to.Version(), h.Column + ": " + h.Text, h.Place})
		}
	}
	return lines
}

// steps are those that led to the DRG that is paid.
func steps(e *drg.Explanation) []drg.Step {
	if len(e.Final) > 0 {
		return e.Final
	}
	return e.Initial
}

// winner returns the family that took the stay.
func winner(e *drg.Explanation) drg.Step {
	for _, s := range slices.Backward(steps(e)) {
		if s.Took && s.DRG != 0 {
			return s
		}
	}
	return drg.Step{What: e.Result.Final.Title, DRG: e.Result.Final.DRG}
}

func taken(e *edition, s drg.Step) line {
	text := fmt.Sprintf("%s %s: %s", s.DRG, s.What, s.Why)
	for _, c := range s.Conditions {
		text += fmt.Sprintf("; %s = %s, %s", c.Column, c.Want, c.Text)
	}
	places := []string{s.Place}
	if s.Row != "" && s.Row != s.Place {
		places = append(places, "row "+s.Row)
	}
	return line{e.Version(), text, strings.Join(slices.DeleteFunc(places, func(p string) bool { return p == "" }), ", ")}
}

// other says what a version makes of the family that took the stay in the other.
func other(e *edition, x *drg.Explanation, family string) line {
	for _, s := range steps(x) {
		if !s.Took && strings.EqualFold(s.What, family) {
			return line{e.Version(), "not " + s.What + ": " + s.Why, s.Place}
		}
	}
	for _, d := range e.DRGs() {
		if title, _, ok := levelOf(d.Title); strings.EqualFold(d.Title, family) || ok && strings.EqualFold(title, family) {
			return line{e.Version(), "not " + family + ": another family comes first, or its MDC is not that of the stay", ""}
		}
	}
	return line{e.Version(), "no family named " + family, ""}
}
