package claim

import (
	"fmt"

	"github.com/medcode/medcode/rules"
)

func pointers() rules.Rule {
	r := rule("diagnosis-pointers", "Diagnosis pointer astray",
		"A line of a professional claim points to one to four of the claim's first twelve diagnoses, each once, the one that mainly justifies it first. Lines of institutional claims need not point, and point to no diagnosis that is not there.",
		guide, chapter26)
	r.Fails = []string{"professional | I10 E11.9 N18.30 | | 99213>5", "professional | I10 E11.9 | | 99213>1,1", "professional | I10 E11.9 | | 99213", "professional | I10 E11.9 N18.30 E78.5 K21.9 | | 99213>1,2,3,4,5"}
	r.Passes = []string{"professional | I10 E11.9 N18.30 | | 99213>3", "outpatient | I10 | | 0510/99213"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		there := len(c.Diagnoses)
		if c.Setting == rules.Professional {
			there = min(there, 12)
		}
		unread := unreadable(c)
		for i, l := range c.Lines {
			at := rules.AtLine(i).In("pointers")
			switch {
			case c.Setting != rules.Professional:
			case len(l.Pointers) == 0 && !unread[at]:
				r.Find(at, fmt.Sprintf("Line %d points to no diagnosis.", i+1), l.Code)
			case len(l.Pointers) > 4:
				r.Find(at, fmt.Sprintf("Line %d points to %d diagnoses; four are the most.", i+1, len(l.Pointers)), l.Code)
			}
			seen := map[int]bool{}
			for _, p := range l.Pointers {
				switch {
				case seen[p]:
					r.Find(at, fmt.Sprintf("Line %d points to diagnosis %d more than once.", i+1, p), l.Code)
				case p < 1 || p > len(c.Diagnoses):
					r.Find(at, fmt.Sprintf("Line %d points to diagnosis %d, and the claim has %d.", i+1, p, len(c.Diagnoses)), l.Code)
				case p > there:
					r.Find(at, fmt.Sprintf("Line %d points to diagnosis %d; lines point to the first %d alone.", i+1, p, there), l.Code)
				}
				seen[p] = true
			}
		}
	}
	return r
}

func modifiers() rules.Rule {
	r := rule("modifiers", "Malformed modifiers",
		"A line has at most four modifiers, each of two letters or digits, none twice.",
		guide, chapter26)
	r.Fails = []string{"professional | I10 | | 99213-59-59>1", "professional | I10 | | 99213-X>1", "professional | I10 | | 99213-25-59-XS-GC-GY>1"}
	r.Passes = []string{"professional | I10 | | 99213-25-59-XS-GC>1"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		for i, l := range c.Lines {
			at := rules.AtLine(i).In("modifiers")
			if len(l.Modifiers) > 4 {
				r.Find(at, fmt.Sprintf("Line %d has %d modifiers; four are the most.", i+1, len(l.Modifiers)), l.Code)
			}
			seen := map[string]bool{}
			for _, m := range l.Modifiers {
				if !alphanumeric(m, 2) {
					r.Find(at, fmt.Sprintf("%q on line %d is no modifier.", m, i+1), l.Code, m)
				} else if seen[m] {
					r.Find(at, fmt.Sprintf("Line %d has modifier %s twice.", i+1, m), l.Code, m)
				}
				seen[m] = true
			}
		}
	}
	return r
}

func npi() rules.Rule {
	r := rule("npi", "Malformed NPI",
		"A national provider identifier has ten digits, the first 1 or 2, the last a check digit by the Luhn formula over 80840 and the others.",
		rules.Citation{Document: "45 CFR 162.406"})
	r.Fails = []string{"professional npi:1234567890 | I10 | | 99213>1", "professional npi:1234567893 rendering:3234567893 | I10 | | 99213>1"}
	r.Passes = []string{"professional npi:1234567893 rendering:1245319599 | I10 | | 99213>1", "professional npi: | I10 | | 99213>1"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		check := func(at rules.Place, id string) {
			if id != "" && !validNPI(id) {
				r.Find(at, fmt.Sprintf("%q is no national provider identifier.", id))
			}
		}
		check(rules.AtField("billingNPI"), c.BillingNPI)
		check(rules.AtField("renderingNPI"), c.RenderingNPI)
		for i, l := range c.Lines {
			check(rules.AtLine(i).In("renderingNPI"), l.RenderingNPI)
		}
	}
	return r
}

func validNPI(s string) bool {
	if !digits(s, 10) || s[0] != '1' && s[0] != '2' {
		return false
	}
	sum := 24 // of the prefix 80840
	for i := range 10 {
		d := int(s[9-i] - '0')
		if i%2 == 1 {
			d *= 2
			d = d/10 + d%10
		}
		sum += d
	}
	return sum%10 == 0
}

func typeOfBill() rules.Rule {
	r := rule("type-of-bill", "Type of bill contradicts the claim",
		"The type of bill has a leading zero, which may be left out, and three digits: facility, care, frequency. 11x, 18x, 21x and 41x are inpatient claims; 12x and 22x bill inpatients' services as outpatient claims do (part B).",
		chapter25)
	r.Fails = []string{"bill:0131 | I50.9", "outpatient bill:0111 | I10 | | 0510/99213", "outpatient bill:13 | I10 | | 0510/99213"}
	r.Passes = []string{"bill:0111 | I50.9", "bill:18A | I50.9", "outpatient bill:131 | I10 | | 0510/99213", "outpatient bill:0121 | I10 | | 0510/99213"}
	r.Settings = institutional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		switch stay, ok := isStay(c.TypeOfBill); {
		case c.TypeOfBill == "":
			r.Undecided("the claim has no type of bill")
		case !ok:
			r.Find(rules.AtField("typeOfBill"), fmt.Sprintf("%q is no type of bill.", c.TypeOfBill))
		case stay != (c.Setting == rules.Inpatient):
			r.Find(rules.AtField("typeOfBill"), fmt.Sprintf("Type of bill %s does not go with an %s claim.", c.TypeOfBill, c.Setting))
		}
	}
	return r
}

// isStay reports whether a type of bill is for inpatient care paid by part A,
// and whether it is one.
func isStay(s string) (stay, ok bool) {
	if len(s) == 4 && s[0] == '0' {
		s = s[1:]
	}
	if len(s) != 3 || !digits(s[:2], 2) || !alphanumeric(s[2:], 1) {
		return false, false
	}
	facility, care := s[0], s[1]
	if facility == '0' {
		return false, false
	}
	return care == '1' && facility <= '6' || care == '8' && facility <= '2', true
}

func placeOfService() rules.Rule {
	r := rule("place-of-service", "Malformed place of service",
		"A professional claim or line names its place of service with two digits.",
		chapter26, guide)
	r.Fails = []string{"professional pos:1 | I10 | | 99213>1"}
	r.Passes = []string{"professional pos:99 | I10 | | 99213>1", "professional | I10 | | 99213>1"}
	r.Settings = professional
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		check := func(at rules.Place, s string) {
			if s != "" && !digits(s, 2) {
				r.Find(at.In("placeOfService"), fmt.Sprintf("%q is no place of service.", s))
			}
		}
		check(rules.Place{}, c.PlaceOfService)
		for i, l := range c.Lines {
			check(rules.AtLine(i), l.PlaceOfService)
		}
	}
	return r
}

func digits(s string, n int) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == n
}

func alphanumeric(s string, n int) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return len(s) == n
}
