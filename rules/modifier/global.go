package modifier

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// globalDays finds services that belong to the package of an operation on the
// same claim.
func (o Options) globalDays() rules.Rule {
	return rules.Rule{ID: "modifier.global-days", Name: "Service in the global days of an operation",
		Says:      "The days after an operation, 10 or 90, are paid with it. A visit in them by the same physician, or one of the same group and specialty, is paid apart only with modifier 24, a further operation with 58, 78 or 79.",
		Fails:     []string{"professional medicare 2025-12-01 | M17.11 | | 27447-RT@2025-11-03>1 99213@2025-11-20>1", "professional medicare 2025-12-01 | M17.11 | | 27447-RT@2025-11-03>1 20610-RT@2025-11-20>1"},
		Passes:    []string{"professional medicare 2025-12-01 | M17.11 | | 27447-RT@2025-11-03>1 99213-24@2025-11-20>1", "professional medicare 2025-12-01 | M17.11 | | 20610-RT@2025-11-03>1 99213@2025-11-20>1", "professional medicare 2025-12-01 | M17.11 | | 99213@2025-11-03>1 27447-RT@2025-11-20>1", "professional medicare 2025-12-01 | M17.11 | | 27447-RT-54@2025-11-03>1 99213@2025-11-20>1"},
		Citations: []rules.Citation{manual("40.1 and 40.2")}, Settings: rules.In(rules.Professional),
		Severity: rules.Warning, Disposition: rules.Deny, Needs: "a physician fee schedule that holds on the date of the lines",
		Check: func(c *rules.Claim, r rules.Reporter) {
			done := o.operations(c)
			if done == nil {
				return
			}
			for i := range c.Lines {
				l := &c.Lines[i]
				paid := []string{"24", "55"}
				if !visit(l.Code) {
					row, ok := o.row(c, i)
					if _, operated := row.Global.Days(); !ok || !operated {
						continue
					}
					paid = []string{"58", "78", "79", "55"}
				}
				if slices.ContainsFunc(paid, l.HasModifier) {
					continue
				}
				if k, days := done.before(c, i); k >= 0 {
					r.Add(rules.Finding{Place: rules.AtLine(i).In("modifiers"), Related: []rules.Place{rules.AtLine(k)}, Codes: []string{l.Code, c.Lines[k].Code},
						Message:    fmt.Sprintf("Line %d is within %d days after the operation of line %d, and has no modifier by which it is paid apart.", i+1, days, k+1),
						Suggestion: "Report modifier " + strings.Join(paid[:len(paid)-1], ", ") + " where the service was none of the operation's care."})
				}
			}
		}}
}

// An operation is a line with global days after it.
type operation struct {
	on   medcode.Date
	line int
}

// operations are those of each physician and length, in the order of their days.
type operations map[performed][]operation

// performed says who operated, by NPI, specialty or taxonomy, and how many days
// are paid with it.
type performed struct {
	kind byte
	who  string
	days int
}

// operations returns the lines of operations with days after them, by everyone
// who is paid as their surgeon; nil where there are none.
func (o Options) operations(c *rules.Claim) operations {
	var all operations
	for k := range c.Lines {
		row, ok := o.row(c, k)
		days, isDays := row.Global.Days()
		if l := &c.Lines[k]; !ok || !isDays || days == 0 || slices.ContainsFunc(noAftercare, l.HasModifier) {
			continue
		}
		if all == nil {
			all = operations{}
		}
		npi, specialty, taxonomy := physician(c, k)
		for _, p := range []performed{{'n', npi, days}, {'s', specialty, days}, {'t', taxonomy, days}} {
			if p.who != "" || p.kind == 'n' {
				all[p] = append(all[p], operation{c.LineDate(k), k})
			}
		}
	}
	for _, of := range all {
		slices.SortStableFunc(of, func(a, b operation) int { return a.on.Compare(b.on) })
	}
	return all
}

// noAftercare are modifiers of those who operate, or help, and do not care for
// the patient afterwards.
var noAftercare = []string{"54", "80", "81", "82", "AS"}

// before returns the last operation before line i, by its physician or one who
// counts as the same, in whose days it is, and the days; or -1.
func (all operations) before(c *rules.Claim, i int) (line, days int) {
	on := c.LineDate(i)
	npi, specialty, taxonomy := physician(c, i)
	who := []performed{{'n', npi, 0}, {'s', specialty, 0}}
	if specialty == "" {
		who = append(who, performed{'t', taxonomy, 0})
	}
	for _, p := range who {
		if p.who == "" && p.kind != 'n' {
			continue
		}
		for _, p.days = range []int{10, 90} {
			of := all[p]
			k, _ := slices.BinarySearchFunc(of, on, func(op operation, on medcode.Date) int { return op.on.Compare(on) })
			if k > 0 && on.DaysSince(of[k-1].on) <= p.days {
				return of[k-1].line, p.days
			}
		}
	}
	return -1, 0
}
