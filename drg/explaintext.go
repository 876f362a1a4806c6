package drg

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/medcode/medcode/internal/mermaid"
)

// String returns the explanation as text.
func (e Explanation) String() string {
	var b strings.Builder
	r := &e.Result
	e.writeHead(&b)
	writeAssignment(&b, "Initial", r.Initial)
	writeSteps(&b, e.Initial, nil)
	if len(e.Diagnoses) > 0 {
		b.WriteString("Secondary diagnoses\n")
	}
	for _, n := range e.Diagnoses {
		fmt.Fprintf(&b, "  %-9s %s%s\n", cmp.Or(n.Code, "malformed"), n.Text, inPlace(n.Place))
	}
	if len(e.HACs) > 0 {
		b.WriteString("Hospital-acquired conditions\n")
	}
	for _, h := range e.HACs {
		fmt.Fprintf(&b, "  %s: %s%s\n", h.Column, h.Text, inPlace(h.Place))
	}
	if r.HACStatus != HACNotApplicable {
		writeAssignment(&b, "Final", r.Final)
		writeSteps(&b, e.Final, e.Initial)
	}
	e.writeErrata(&b)
	return b.String()
}

func (e *Explanation) writeHead(b *strings.Builder) {
	if e.ID != "" {
		fmt.Fprintf(b, "Stay %s, ", e.ID)
	}
	fmt.Fprintf(b, "MS-DRG version %s\n", e.Version)
	if len(e.Unknown) > 0 {
		fmt.Fprintf(b, "Not in the code set of the version: %s\n", strings.Join(e.Unknown, "; "))
	}
}

func (e *Explanation) writeErrata(b *strings.Builder) {
	for _, x := range e.Errata {
		fmt.Fprintf(b, "Erratum %s: the manual (%s) says: %s; the reference: %s\n", x.Name, x.Manual, x.Says, x.Reference)
	}
}

func writeAssignment(b *strings.Builder, what string, a Assignment) {
	fmt.Fprintf(b, "%s DRG %s %s", what, a.DRG, a.Title)
	if a.Code != OK {
		fmt.Fprintf(b, " (%s)\n", a.Code)
		return
	}
	fmt.Fprintf(b, " (MDC %02d, %s, %s)\n", a.MDC, strings.ToLower(a.Kind.String()), a.Level)
}

func inPlace(p string) string {
	if p == "" {
		return ""
	}
	return " [" + p + "]"
}

// writeSteps writes the steps of a grouping, without those that it shares with
// the one before.
func writeSteps(b *strings.Builder, steps, before []Step) {
	same := sharedSteps(steps, before)
	if same > 0 {
		fmt.Fprintf(b, "  %d steps as for the initial DRG\n", same)
	}
	part := ""
	for _, s := range steps[same:] {
		if s.Part != part {
			part = s.Part
			fmt.Fprintf(b, " %s\n", part)
		}
		s.write(b)
	}
}

func (s *Step) write(b *strings.Builder) {
	mark := "-"
	if s.Took {
		mark = "+"
	}
	why := s.Why
	if len(s.Errata) > 0 {
		why += "; by erratum " + strings.Join(s.Errata, ", ")
	}
	fmt.Fprintf(b, "  %s %s: %s%s\n", mark, s.What, why, inPlace(s.Place))
	if s.DRG == 0 {
		return
	}
	for _, c := range s.Conditions {
		fmt.Fprintf(b, "      %s = %s: %s%s\n", c.Column, c.Want, c.Text, inPlace(c.Place))
	}
	fmt.Fprintf(b, "      so DRG %s%s\n", s.DRG, inPlace(s.Row))
}

// Summary returns the way to the DRG in a few lines: what became of the Pre-MDC
// families, the MDC, the family, the severity and the DRG, each with what
// decided it and its place. Where hospital-acquired conditions changed the DRG,
// the way to the initial DRG goes before. [Explanation.String] has the families
// that didn't take the stay, too.
func (e Explanation) Summary() string {
	var b strings.Builder
	r := &e.Result
	e.writeHead(&b)
	e.writePath(&b, e.Initial, r.Initial)
	for _, h := range e.HACs {
		fmt.Fprintf(&b, "%s: %s%s\n", h.Column, h.Text, inPlace(h.Place))
	}
	switch r.HACStatus {
	case HACNoChange:
		fmt.Fprintf(&b, "Final: without hospital-acquired conditions DRG %s, too\n", r.Final.DRG)
	case HACChanges, HACUngroupable:
		b.WriteString("Final\n")
		e.writePath(&b, e.Final, r.Final)
	}
	e.writeErrata(&b)
	return b.String()
}

func (e *Explanation) writePath(b *strings.Builder, steps []Step, a Assignment) {
	line := func(what, text, place string) { fmt.Fprintf(b, "  %-9s %s%s\n", what, text, inPlace(place)) }
	last := &Step{}
	if len(steps) > 0 {
		last = &steps[len(steps)-1]
	}
	tried := 0
	for _, s := range steps {
		if s.Part == partPreMDC {
			tried++
		}
	}
	switch {
	case last.Part == partPreMDC:
		line("Pre-MDC", fmt.Sprintf("family %d of those tried", tried), "")
	case tried > 0:
		line("Pre-MDC", fmt.Sprintf("none of the %d families", tried), "")
	}
	for _, s := range steps {
		switch {
		case !s.Took || s.DRG != 0:
		case s.Part == partMDC:
			line("MDC", s.Why, s.Place)
		default:
			line("MDC", s.What+": "+s.Why, s.Place)
		}
	}
	if a.Code != OK {
		line("DRG "+a.DRG.String(), fmt.Sprintf("%s, %s: %s", a.Title, a.Code, last.Why), last.Place)
		return
	}
	line("Family", last.What+": "+last.Why, last.Place)
	line("Severity", a.Level.String()+e.severityBy(last, a.Level), "")
	var row []string
	for _, c := range last.Conditions {
		text := c.Column + " = " + c.Want
		if c.Want == "Yes" && len(c.Codes) > 0 {
			text += " (" + strings.Join(c.Codes, ", ") + ")"
		}
		row = append(row, text)
	}
	text := a.Title
	if len(row) > 0 {
		text += ": " + strings.Join(row, ", ")
	}
	line("DRG "+a.DRG.String(), text, last.Row)
}

// severityBy returns the secondary diagnosis that a row had its level from.
func (e *Explanation) severityBy(s *Step, level Level) string {
	for _, c := range s.Conditions {
		for _, n := range e.Diagnoses {
			if c.Want == "Yes" && level != NonCC && n.Initial.Counts() == level && slices.Contains(c.Codes, n.Code) {
				return ", by " + n.Code
			}
		}
	}
	return ""
}

// Mermaid returns the explanation as a flowchart in the Mermaid language: the
// families that were tried in order, thick arrows to what took the stay. The way
// to a final DRG leaves that to the initial one where they part.
func (e Explanation) Mermaid() string {
	c := chart{}
	c.WriteString("flowchart TD\n")
	initial := c.path("Initial", e.Initial, e.Result.Initial, -1)
	if e.Result.HACStatus != HACNotApplicable {
		same := sharedSteps(e.Initial, e.Final)
		from := initial
		if same > 0 {
			from = same - 1
		}
		c.path("Final", e.Final[same:], e.Result.Final, from)
	}
	return c.String()
}

// sharedSteps returns with how many steps both begin.
func sharedSteps(a, b []Step) int {
	n := 0
	for n < min(len(a), len(b)) && reflect.DeepEqual(a[n], b[n]) {
		n++
	}
	return n
}

// A chart is a flowchart in the making.
type chart struct {
	strings.Builder
	nodes int
}

// path adds steps and the DRG that they lead to, below the node from, and
// returns the node of the DRG.
func (c *chart) path(what string, steps []Step, a Assignment, from int) int {
	for _, s := range steps {
		lines := []string{s.What, s.Why}
		for _, k := range s.Conditions {
			lines = append(lines, k.Column+" = "+k.Want)
		}
		if len(s.Errata) > 0 {
			lines = append(lines, "by erratum "+strings.Join(s.Errata, ", "))
		}
		from = c.node(from, s.Took, "[", append(lines, s.Place), "]")
	}
	return c.node(from, true, "([", []string{what + " DRG " + a.DRG.String(), a.Title, a.Code.String()}, "])")
}

func (c *chart) node(from int, took bool, open string, lines []string, close string) int {
	n := c.nodes
	c.nodes++
	arrow := "-->"
	if took {
		arrow = "==>"
	}
	if from >= 0 {
		fmt.Fprintf(c, "  n%d %s n%d\n", from, arrow, n)
	}
	lines = slices.DeleteFunc(lines, func(s string) bool { return s == "" })
	fmt.Fprintf(c, "  n%d%s\"%s\"%s\n", n, open, mermaid.Label(lines...), close)
	return n
}
