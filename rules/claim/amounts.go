package claim

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// mostUnits is the largest count that fits the 837's quantity (SV104, SV205)
// and that Medicare systems take.
const mostUnits = 9_999_999

func units() rules.Rule {
	r := rule("units", "Units not positive",
		"A line bills a positive number of units, of at most seven digits. A revenue line of a stay may bill none, and so may the line of the total.",
		guide, chapter25, chapter26)
	r.Fails = []string{"professional | I10 | | 99213*0>1", "professional | I10 | | 99213*-1>1", "professional | I10 | | 99213*NaN>1", "professional | I10 | | J1100*10000000>1"}
	r.Passes = []string{"professional | I10 | | J1100*0.1>1", "3d | I50.9 | | 0120*0"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		unread := unreadable(c)
		for i, l := range c.Lines {
			at := rules.AtLine(i).In("units")
			none := l.Units == 0 && (c.Setting == rules.Inpatient || l.Revenue == totalRevenue || unread[at])
			if !none && !(l.Units > 0 && l.Units <= mostUnits) { // NaN too
				r.Find(at, fmt.Sprintf("Line %d bills %s units.", i+1, strconv.FormatFloat(l.Units, 'f', -1, 64)), l.Code)
			}
		}
	}
	return r
}

func charges() rules.Rule {
	r := rule("charges", "Negative charge",
		"Charges are not negative: a claim takes back what another billed by replacing or voiding it as a whole.",
		guide)
	r.Fails = []string{"professional | I10 | | 99213=-12.50>1", "professional charge:-12.50 | I10 | | 99213>1"}
	r.Passes = []string{"professional charge:0 | I10 | | 99213=0>1"}
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		if c.Charge < 0 {
			r.Find(rules.AtField("charge"), fmt.Sprintf("The total charge is %s dollars.", c.Charge))
		}
		for i, l := range c.Lines {
			if l.Charge < 0 {
				r.Find(rules.AtLine(i).In("charge"), fmt.Sprintf("Line %d charges %s dollars.", i+1, l.Charge), l.Code)
			}
		}
	}
	return r
}

// totalRevenue is the revenue code of the line that repeats the total on paper.
const totalRevenue = "0001"

func total() rules.Rule {
	r := rule("total-charge", "Total charge differs from the lines",
		"The total charge is the sum of the charges of the lines.",
		guide)
	r.Fails = []string{"professional charge:100.00 | I10 | | 99213=60.00>1 36415=50.00>1"}
	r.Passes = []string{"professional charge:110.00 | I10 | | 99213=60.00>1 36415=50.00>1", "outpatient charge:60.00 | I10 | | 0510/99213=60.00 0001=60.00", "professional | I10 | | 99213=60.00>1"}
	r.Needs = "a total charge, and charges on the lines"
	r.Check = func(c *rules.Claim, r rules.Reporter) {
		var sum medcode.Cents
		for _, l := range c.Lines {
			if l.Revenue != totalRevenue {
				sum = sum.Add(l.Charge)
			}
		}
		switch {
		case slices.ContainsFunc(c.Unreadable, func(u rules.Unreadable) bool { return u.Place.Field == "charge" }):
			r.Undecided("a charge can't be read")
		case c.Charge == 0 || sum == 0:
			r.Undecided("the claim has no total charge, or its lines have no charges")
		case c.Charge != sum:
			r.Find(rules.AtField("charge"), fmt.Sprintf("The total charge is %s, and the lines add up to %s.", c.Charge, sum))
		}
	}
	return r
}
