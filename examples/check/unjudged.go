package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode/rules"
)

// An unjudged is what rules of a pack could not judge, for one reason.
type unjudged struct {
	Pack   string `json:"pack"`
	Rules  int    `json:"rules"`
	Claims int    `json:"claims"`
	Reason string `json:"reason"` // on the first of the claims

	key  string
	ids  map[string]bool // of the rules
	last int             // claim counted
}

func (u *unjudged) String() string {
	return fmt.Sprintf("not judged: %s, %d rules on %d claims: %s", u.Pack, u.Rules, u.Claims, shown(u.Reason))
}

// dated are the packs that rest on tables of a time.
var dated = []string{"mce", "drg", "ncci"}

// A ledger notes what could not be judged.
type ledger struct {
	absent  map[string]string // why a pack has no release, by pack
	entries []*unjudged
	claims  int
	outside int // claims that no table at hand covers
}

// add takes the outcomes of a claim. A rule that is not in force counts only
// where no rule of its pack judged the claim: then the pack's release is of
// another time.
func (l *ledger) add(outcomes []rules.Outcome) {
	l.claims++
	tables, judgedBy := 0, 0
	for len(outcomes) > 0 {
		pack := packOf(outcomes[0].Rule)
		n := slices.IndexFunc(outcomes, func(o rules.Outcome) bool { return packOf(o.Rule) != pack })
		if n < 0 {
			n = len(outcomes)
		}
		applies, judged := l.addPack(pack, outcomes[:n])
		outcomes = outcomes[n:]
		if applies && l.absent[pack] == "" && slices.Contains(dated, pack) {
			tables++
			if judged {
				judgedBy++
			}
		}
	}
	if tables > 0 && judgedBy == 0 {
		l.outside++
	}
}

// addPack takes the outcomes of a pack's rules and returns whether the pack is
// about such claims, and judged this one.
func (l *ledger) addPack(pack string, outcomes []rules.Outcome) (applies, judged bool) {
	for _, o := range outcomes {
		applies = applies || o.Status != rules.NotApplicable
		judged = judged || o.Status == rules.Passed || o.Status == rules.Found
	}
	for _, o := range outcomes {
		if o.Status == rules.Undecided || o.Status == rules.NotInForce && !judged {
			l.note(pack, o)
		}
	}
	return applies, judged
}

func (l *ledger) note(pack string, o rules.Outcome) {
	reason := o.Reason
	if why := l.absent[pack]; why != "" {
		reason = why
	}
	key := pack + strings.Map(noDigit, reason)
	i := slices.IndexFunc(l.entries, func(u *unjudged) bool { return u.key == key })
	if i < 0 {
		i = len(l.entries)
		l.entries = append(l.entries, &unjudged{Pack: pack, Reason: reason, key: key, ids: map[string]bool{}})
	}
	u := l.entries[i]
	if !u.ids[o.Rule.ID] {
		u.ids[o.Rule.ID] = true
		u.Rules++
	}
	if u.last != l.claims {
		u.last = l.claims
		u.Claims++
	}
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
