package carry

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/internal/mermaid"
)

// A Result is what a grouper says of a carried stay. Its diagnoses and procedures
// are in the order of the stay.
type Result struct {
	drg.Result
	Carried []Change `json:"carried,omitempty"` // what became of codes that are not simply the same
}

// An Explanation explains the grouping of a carried stay.
type Explanation struct {
	drg.Explanation
	Carried []Change `json:"carried,omitempty"`
}

// Group carries a stay and groups it.
func (c *Carrier) Group(g *drg.Grouper, s *drg.Stay) Result {
	to, carried := c.Stay(s)
	return Result{g.Group(&to), carried}
}

// Explain carries a stay, groups it and says how.
func (c *Carrier) Explain(g *drg.Grouper, s *drg.Stay) Explanation {
	to, carried := c.Stay(s)
	return Explanation{g.Explain(&to), carried}
}

// String returns the explanation as text, what was carried first.
func (e Explanation) String() string { return Text(e.Carried) + e.Explanation.String() }

// Summary is [drg.Explanation.Summary] with what was carried first.
func (e Explanation) Summary() string { return Text(e.Carried) + e.Explanation.Summary() }

// Mermaid is [drg.Explanation.Mermaid] with what was carried above all.
func (e Explanation) Mermaid() string {
	chart := e.Explanation.Mermaid()
	if len(e.Carried) == 0 {
		return chart
	}
	lines := []string{heading}
	for _, c := range e.Carried {
		lines = append(lines, c.String())
	}
	head, nodes, _ := strings.Cut(chart, "\n")
	return fmt.Sprintf("%s\n  carried[\"%s\"]\n  carried --> n0\n%s", head, mermaid.Label(lines...), nodes)
}

const heading = "Codes of another year"

// Text returns changes as lines of text below a heading, nothing for none.
func Text(carried []Change) string {
	if len(carried) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(heading + "\n")
	for _, c := range carried {
		fmt.Fprintf(&b, "  %s\n", c)
	}
	return b.String()
}
