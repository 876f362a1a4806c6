package rules

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
)

// A Registry is a set of packs, in order. It is immutable and safe for any
// number of goroutines.
type Registry struct {
	packs []*entry
	byID  map[string]*Rule
	runs  *sync.Pool // of *Run
}

// New returns the registry of the given packs. It is an error when two packs or
// two rules share a name, or a rule lacks a part that findings need: an ID that
// begins with its pack's name, Name, Says, a citation, a severity, a Check.
func New(packs ...Pack) (*Registry, error) {
	reg := newRegistry()
	names := map[string]bool{}
	var bad []error
	for _, p := range packs {
		if names[p.Name] || !isKebab(p.Name) || strings.Contains(p.Name, "-") {
			bad = append(bad, fmt.Errorf("rules: pack %q: want a name of lower-case letters and digits, used once", p.Name))
		}
		names[p.Name] = true
		e := &entry{Pack: p, on: make([]bool, len(p.Rules)), whenNot: make([]string, len(p.Rules))}
		for i := range p.Rules {
			e.on[i] = true
			rule := &e.Rules[i]
			e.whenNot[i] = fmt.Sprintf("in force %s only", rule.inForce())
			if err := rule.check(&p, reg.byID); err != nil {
				bad = append(bad, err)
			}
			reg.byID[rule.ID] = rule
		}
		e.prepare()
		reg.packs = append(reg.packs, e)
	}
	if len(bad) > 0 {
		return nil, errors.Join(bad...)
	}
	return reg, nil
}

func newRegistry() *Registry {
	return &Registry{byID: map[string]*Rule{}, runs: &sync.Pool{New: func() any { return new(Run) }}}
}

// isKebab reports whether s is lower-case words of letters and digits joined by
// single hyphens.
func isKebab(s string) bool {
	for word := range strings.SplitSeq(s, "-") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

func (rule *Rule) check(p *Pack, taken map[string]*Rule) error {
	local, inPack := strings.CutPrefix(rule.ID, p.Name+".")
	var lacks []string
	for _, want := range []struct {
		what string
		ok   bool
	}{
		{"an ID of its pack's name, a dot and kebab-case words", inPack && isKebab(local)},
		{"an ID of its own", taken[rule.ID] == nil},
		{"Name", rule.Name != ""},
		{"Says", rule.Says != ""},
		{"a citation", len(rule.Citations) > 0 && rule.Citations[0].Document != ""},
		{"Severity", rule.Severity != 0},
		{"Check", rule.Check != nil || p.Check != nil},
	} {
		if !want.ok {
			lacks = append(lacks, want.what)
		}
	}
	if lacks == nil {
		return nil
	}
	return fmt.Errorf("rules: rule %q lacks %s", rule.ID, strings.Join(lacks, ", "))
}

// Rules yields every rule that is switched on, in the order of checking.
func (reg *Registry) Rules() iter.Seq[*Rule] {
	return func(yield func(*Rule) bool) {
		for _, p := range reg.packs {
			for i := range p.Rules {
				if p.on[i] && !yield(&p.Rules[i]) {
					return
				}
			}
		}
	}
}

// Rule returns the rule of that ID, which must not be changed, and whether
// there is one that is switched on.
func (reg *Registry) Rule(id string) (*Rule, bool) {
	rule, ok := reg.byID[id]
	return rule, ok
}
