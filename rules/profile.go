package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Profile is a choice among the rules of a registry, for one purpose.
type Profile struct {
	Name     string   // "medicare-inpatient"
	Title    string   // "Medicare inpatient"
	Packs    []string // names of packs to keep, in either case; none keeps all
	Without  []string // IDs of rules to leave out
	Settings Settings // keep the rules that are about any of these
	// Research turns payers' views off: no dispositions, and no finding is more
	// than a warning.
	Research bool
}

// MedicareInpatient is what a Medicare contractor edits on a hospital's claim
// for a stay, and what DRG validation looks at.
func MedicareInpatient() Profile {
	return Profile{Name: "medicare-inpatient", Title: "Medicare inpatient",
		Packs: []string{"claim", "code", "mce", "poa", "guideline", "drg"}, Settings: In(Inpatient)}
}

// MedicareOutpatient is what is edited on a hospital's claim for outpatient care.
func MedicareOutpatient() Profile {
	return Profile{Name: "medicare-outpatient", Title: "Medicare outpatient",
		Packs: []string{"claim", "code", "ncci", "ioce", "guideline"}, Settings: In(Outpatient)}
}

// MedicareProfessional is what is edited on a clinician's or supplier's claim.
func MedicareProfessional() Profile {
	return Profile{Name: "medicare-professional", Title: "Medicare professional",
		Packs: []string{"claim", "code", "ncci", "modifier", "guideline"}, Settings: In(Professional)}
}

// ResearchQuality is for coded data that is studied and not paid: every rule
// about the consistency of a record, as warnings.
func ResearchQuality() Profile {
	return Profile{Name: "research-quality", Title: "Research data quality",
		Packs: []string{"claim", "code", "mce", "poa", "guideline", "drg", "audit"}, Without: []string{"claim.no-billing-npi"}, Research: true}
}

// Profiles returns the profiles of this package.
func Profiles() []Profile {
	return []Profile{MedicareInpatient(), MedicareOutpatient(), MedicareProfessional(), ResearchQuality()}
}

// For returns a registry of the rules of reg that p chooses. Packs of this
// module that p names and reg lacks are no error: a program checks with the
// releases it has. It is one when p names a pack or a rule that there is not,
// or none that reg has: every claim would pass.
func (reg *Registry) For(p Profile) (*Registry, error) {
	if err := p.check(reg); err != nil {
		return nil, err
	}
	out := newRegistry()
	for _, have := range reg.packs {
		if !p.names(have.Name) {
			continue
		}
		e := &entry{Pack: have.Pack, on: slices.Clone(have.on), whenNot: have.whenNot, research: have.research || p.Research}
		for i := range e.Rules {
			rule := &e.Rules[i]
			if e.on[i] = e.on[i] && p.keeps(rule); e.on[i] {
				out.byID[rule.ID] = rule
			}
		}
		e.prepare()
		out.packs = append(out.packs, e)
	}
	return out, nil
}

// check holds the names in p against those of reg.
func (p Profile) check(reg *Registry) error {
	var have []string
	for _, e := range reg.packs {
		have = append(have, e.Name)
	}
	known := slices.Clone(have)
	for _, of := range Profiles() {
		known = append(known, of.Packs...)
	}
	isIn := func(names []string, name string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
	}
	var bad []error
	for _, name := range p.Packs {
		if !isIn(known, name) {
			bad = append(bad, fmt.Errorf("rules: profile %q: no pack %q; there are %s", p.Name, name, strings.Join(have, ", ")))
		}
	}
	for _, id := range p.Without {
		pack, _, _ := strings.Cut(id, ".")
		if !isIn(known, pack) || isIn(have, pack) && !reg.has(id) {
			bad = append(bad, fmt.Errorf("rules: profile %q: no rule %q to leave out", p.Name, id))
		}
	}
	if bad == nil && !slices.ContainsFunc(have, p.names) {
		bad = append(bad, fmt.Errorf("rules: profile %q: none of its packs (%s) is at hand; there are %s", p.Name, strings.Join(p.Packs, ", "), strings.Join(have, ", ")))
	}
	return errors.Join(bad...)
}

// has reports whether reg has a rule, switched on or not.
func (reg *Registry) has(id string) bool {
	return slices.ContainsFunc(reg.packs, func(e *entry) bool {
		return slices.ContainsFunc(e.Rules, func(rule Rule) bool { return rule.ID == id })
	})
}

// names reports whether p keeps a pack.
func (p Profile) names(pack string) bool {
	return len(p.Packs) == 0 || slices.ContainsFunc(p.Packs, func(name string) bool { return strings.EqualFold(name, pack) })
}

func (p Profile) keeps(rule *Rule) bool {
	overlap := p.Settings == 0 || rule.Settings == 0 || p.Settings&rule.Settings != 0
	return overlap && !slices.Contains(p.Without, rule.ID)
}

// Explain returns what a rule says, for people, as Markdown; it is the rule's
// section in a catalogue. Of nil, which [Registry.Rule] returns for an ID that
// there is not, it says nothing.
func Explain(rule *Rule) string {
	if rule == nil {
		return ""
	}
	var b strings.Builder
	rule.explain(&b)
	return b.String()
}
