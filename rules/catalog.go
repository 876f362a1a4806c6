package rules

import (
	"fmt"
	"io"
	"strings"
)

func (rule *Rule) explain(b *strings.Builder) {
	fmt.Fprintf(b, "### %s\n\n**%s.** %s\n\n", rule.ID, rule.Name, rule.Says)
	item := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "- %s: %s\n", label, text)
		}
	}
	item("Severity", rule.Severity.String())
	item("Disposition", rule.Disposition.String())
	item("Claims", join(rule.Settings.Each()))
	item("In force", rule.inForce())
	item("Needs", rule.Needs)
	item("Example", rule.Example)
	for _, c := range rule.Citations {
		item("Source", c.String())
	}
	b.WriteByte('\n')
}

func (rule *Rule) inForce() string {
	from, to := rule.InForce.From, rule.InForce.To
	switch {
	case from.IsZero() && to.IsZero():
		return "on every date"
	case to.IsZero():
		return "since " + from.String()
	case from.IsZero():
		return "until " + to.String()
	}
	return rule.InForce.String()
}

func join[T fmt.Stringer](all []T) string {
	var parts []string
	for _, v := range all {
		parts = append(parts, v.String())
	}
	return strings.Join(parts, ", ")
}

// WriteCatalog writes a section for every rule of reg as Markdown: a contents
// list by pack, then what [Explain] says of each.
func WriteCatalog(w io.Writer, reg *Registry) error {
	var b strings.Builder
	b.WriteString("# Catalogue of rules\n\nGenerated from the registry; do not edit.\n\n")
	for _, p := range reg.packs {
		fmt.Fprintf(&b, "- [%s](#%s): %s, %d rules\n", p.Name, p.Name, p.Title, len(p.Rules))
	}
	for _, p := range reg.packs {
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n", p.Name, p.Title)
		for i := range p.Rules {
			if p.on[i] {
				p.Rules[i].explain(&b)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
