package claim

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

func originalReference() rules.Rule {
	r := rule("original-reference", "Replacement or void of no claim",
		"A claim that replaces (frequency 7) or voids (8) one that the payer has already decided names it by the payer's number, the original reference or payer claim control number. A claim that comes back from a payer need not.",
		guides("loop 2300, REF*F8"), chapter25)
	r.Fails = []string{"professional freq:7 | I10 | | 99213>1", "bill:0118 | I50.9", "outpatient bill:0137 | I10 | | 0510/99213"}
	r.Passes = []string{"professional freq:7 ref:2026001234 | I10 | | 99213>1", "bill:0117 ref:2026001234 | I50.9", "professional freq:1 | I10 | | 99213>1", "bill:0114 | I50.9"}
	r.Settings = rules.In(rules.Inpatient, rules.Outpatient, rules.Professional, rules.Dental)
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if c.Adjudicated || strings.TrimSpace(c.OriginalReference) != "" {
			return
		}
		switch c.Frequency() {
		case "7":
			r.Find(rules.AtField("originalReference"), "The claim replaces another (frequency 7), and doesn't say which.")
		case "8":
			r.Find(rules.AtField("originalReference"), "The claim voids another (frequency 8), and doesn't say which.")
		}
	}
	return r
}

func beneficiary() rules.Rule {
	r := rule("mbi", "Malformed Medicare Beneficiary Identifier",
		"A Medicare Beneficiary Identifier has 11 characters, on claims without the dashes of the card: a digit from 1, a letter, a letter or digit, a digit, a letter, a letter or digit, a digit, two letters, two digits; no letter is S, L, O, I, B or Z. Judged are members' identifiers on claims to Medicare that look like one: without dashes 10 to 12 characters, at least nine of which are what an identifier has at their place.",
		rules.Citation{Document: "CMS, Understanding the Medicare Beneficiary Identifier (MBI) Format"})
	r.Fails = []string{"professional medicare member:1EG4TE5MK7O | I10 | | 99213>1", "professional medicare member:1SG4TE5MK73 | I10 | | 99213>1", "medicare member:1EG4-TE5-MK73 | I50.9", "medicare member:1EG4TE5MK7 | I50.9"}
	r.Passes = []string{"professional medicare member:1EG4TE5MK73 | I10 | | 99213>1", "professional medicare member:1eg4te5mk73 | I10 | | 99213>1", "professional commercial member:1SG4TE5MK73 | I10 | | 99213>1", "professional medicare member:10000010254618 | I10 | | 99213>1", "professional medicare member:W12345678 | I10 | | 99213>1", "professional medicare member:PAT00012345 | I10 | | 99213>1", "professional medicare member:MEMBER00123 | I10 | | 99213>1", "professional medicare member:JANE1234567 | I10 | | 99213>1", "professional medicare member:1a2b3c4d5e6f | I10 | | 99213>1"}
	// Before this day claims could have the number that it took the place of.
	r.InForce = medcode.Period{From: medcode.NewDate(2020, 1, 1)}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		id, at := c.Member, rules.AtField("member")
		if c.Payer != rules.Medicare || !likeMBI(id) || isMBI(id) {
			return
		}
		if bare := strings.ReplaceAll(id, "-", ""); bare != id && isMBI(bare) {
			r.Find(at, fmt.Sprintf("%q has the dashes of the card, which claims leave out.", id))
			return
		}
		r.Find(at, fmt.Sprintf("%q is no Medicare Beneficiary Identifier.", id))
	}
	return r
}

// likeMBI reports whether an identifier is meant for one, rather than a payer's or a
// data set's own: so many of its characters stand where those of one do.
func likeMBI(id string) bool {
	id = strings.ReplaceAll(id, "-", "")
	return len(id) >= 10 && len(id) <= 12 && fitMBI(id) >= 9
}

// isMBI reports whether an identifier has the form of one.
func isMBI(id string) bool { return len(id) == len(formMBI) && fitMBI(id) == len(formMBI) }

// In the form of an identifier C is a digit from 1, N a digit, A a letter, X either.
const formMBI = "CAXNAXNAANN"

// fitMBI counts the characters that are what the form has at their place.
func fitMBI(id string) int {
	n := 0
	for i := range min(len(id), len(formMBI)) {
		digit, letter := isDigit(id[i]), strings.IndexByte("ACDEFGHJKMNPQRTUVWXY", id[i]&^0x20) >= 0
		switch formMBI[i] {
		case 'C':
			letter, digit = false, digit && id[i] != '0'
		case 'N':
			letter = false
		case 'A':
			digit = false
		}
		if digit || letter {
			n++
		}
	}
	return n
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
