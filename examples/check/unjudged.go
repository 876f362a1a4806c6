package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/medcode/medcode/examples/internal/command"
	"github.com/medcode/medcode/rules"
)

// An unjudged is what rules of a pack could not judge, for one reason.
type unjudged struct {
	Pack   string `json:"pack"`
	Rules  int    `json:"rules"`
	Claims int    `json:"claims"`
	Reason string `json:"reason"` // on the first of the claims

	key   string
	ids   map[string]bool // of the rules
	last  int             // claim counted
	first [2]int          // claim it was first met on, and the how many'th entry made
}

func (u *unjudged) String() string {
	return fmt.Sprintf("not judged: %s, %s on %s: %s", u.Pack, command.Count(u.Rules, "rule"), command.Count(u.Claims, "claim"), shown(u.Reason))
}

// dated are the packs that rest on tables of a time.
var dated = []string{"mce", "drg", "ncci"}

// A ledger notes what could not be judged.
type ledger struct {
	packs   []pack // of the registry, in the order of outcomes
	at      int    // the pack of which comes next what the claim came to
	tables  int    // packs that rest on tables of a time and are about such claims
	judged  int    // those of them that judged the claim
	entries []*unjudged
	claims  int
	number  int // of the claim among all
	outside int // claims that no table at hand covers
}

// A pack is the outcomes of a claim that are of one pack of rules.
type pack struct {
	name   string
	absent string  // why it has no release; empty where it has or needs none
	dated  bool    // it rests on tables of a time
	noted  []noted // by rule of the pack
}

// A noted is what was last noted of a rule: mostly the same as on the claim
// before.
type noted struct {
	reason string
	in     *unjudged
}

// newLedger returns the ledger for a registry. Absent says why packs have no
// release, by name.
func newLedger(reg *rules.Registry, absent map[string]string) ledger {
	var l ledger
	for rule := range reg.Rules() {
		name := packOf(rule)
		if n := len(l.packs); n == 0 || l.packs[n-1].name != name {
			l.packs = append(l.packs, pack{name: name, absent: absent[name], dated: slices.Contains(dated, name)})
		}
	}
	return l
}

// empty returns a ledger for the same registry, with nothing noted.
func (l *ledger) empty() ledger {
	var e ledger
	for _, p := range l.packs {
		p.noted = nil
		e.packs = append(e.packs, p)
	}
	return e
}

// sum adds what another has noted of other claims.
func (l *ledger) sum(o *ledger) {
	l.claims += o.claims
	l.outside += o.outside
	for _, u := range o.entries {
		i := slices.IndexFunc(l.entries, func(have *unjudged) bool { return have.key == u.key })
		if i < 0 {
			l.entries = append(l.entries, u)
			continue
		}
		have := l.entries[i]
		have.Claims += u.Claims
		maps.Copy(have.ids, u.ids)
		have.Rules = len(have.ids)
		if slices.Compare(u.first[:], have.first[:]) < 0 {
			have.first, have.Reason = u.first, u.Reason
		}
	}
}

// sort puts the entries in the order in which their claims were read.
func (l *ledger) sort() {
	slices.SortStableFunc(l.entries, func(a, b *unjudged) int { return slices.Compare(a.first[:], b.first[:]) })
}

// begin begins the n'th claim, and end ends it.
func (l *ledger) begin(n int) {
	l.claims++
	l.number, l.at, l.tables, l.judged = n, 0, 0, 0
}

func (l *ledger) end() {
	if l.tables > 0 && l.judged == 0 {
		l.outside++
	}
}

// add takes what the next pack came to. A rule that is not in force counts only
// where no rule of its pack judged the claim: then the pack's release is of
// another time.
func (l *ledger) add(x *rules.Examined) {
	if l.at == len(l.packs) || l.packs[l.at].name != x.Pack { // none of its rules is switched on
		return
	}
	p := &l.packs[l.at]
	l.at++
	if x.Applies && p.absent == "" && p.dated {
		l.tables++
		if x.Judged {
			l.judged++
		}
	}
	for i := range x.Open {
		if o := &x.Open[i]; o.Status == rules.Undecided || !x.Judged {
			l.note(p, o)
		}
	}
}

func (l *ledger) note(p *pack, o *rules.Open) {
	for len(p.noted) <= o.Index {
		p.noted = append(p.noted, noted{})
	}
	last := &p.noted[o.Index]
	if last.in == nil || !alike(last.reason, o.Reason) {
		*last = noted{strings.Clone(o.Reason), l.entry(p, o)}
	}
	if u := last.in; u.last != l.claims {
		u.last = l.claims
		u.Claims++
	}
}

// entry finds or makes the entry for an outcome, and counts the rule in it.
func (l *ledger) entry(p *pack, o *rules.Open) *unjudged {
	reason := cmp.Or(p.absent, o.Reason)
	key := p.name + strings.Map(noDigit, reason)
	i := slices.IndexFunc(l.entries, func(u *unjudged) bool { return u.key == key })
	if i < 0 {
		i = len(l.entries)
		l.entries = append(l.entries, &unjudged{Pack: p.name, Reason: reason, key: key, ids: map[string]bool{}, first: [2]int{l.number, i}})
	}
	u := l.entries[i]
	if !u.ids[o.Rule.ID] {
		u.ids[o.Rule.ID] = true
		u.Rules++
	}
	return u
}

// alike reports whether two reasons differ in digits alone.
func alike(a, b string) bool {
	if a == b || len(a) != len(b) {
		return a == b
	}
	for i := range len(a) {
		if a[i] != b[i] && (noDigit(rune(a[i])) >= 0 || noDigit(rune(b[i])) >= 0) {
			return false
		}
	}
	return true
}

// noDigit drops digits, so that reasons which differ by a date or a line are one.
func noDigit(r rune) rune {
	if r >= '0' && r <= '9' {
		return -1
	}
	return r
}

func packOf(rule *rules.Rule) string {
	pack, _, _ := strings.Cut(rule.ID, ".")
	return pack
}
