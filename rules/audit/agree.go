package audit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/rules"
)

// A Match counts how codes of a record answer to those of its re-coding, which
// is taken as right.
type Match struct {
	Both  int // codes that both have
	Extra int // codes that only the record has
	Lacks int // codes that only the re-coding has
}

// Precision returns the part of the record's codes that are right, 1 where it
// has none.
func (m Match) Precision() float64 { return ratio(m.Both, m.Both+m.Extra) }

// Recall returns the part of the right codes that the record has, 1 where there
// are none.
func (m Match) Recall() float64 { return ratio(m.Both, m.Both+m.Lacks) }

// F1 returns the harmonic mean of precision and recall.
func (m Match) F1() float64 { return ratio(2*m.Both, 2*m.Both+m.Extra+m.Lacks) }

func ratio(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

func (m *Match) add(n Match) {
	m.Both += n.Both
	m.Extra += n.Extra
	m.Lacks += n.Lacks
}

// A Priced is what a DRG comes to for a stay.
type Priced struct {
	DRG     drg.Number
	Weight  float64 // relative weight
	Payment medcode.Cents
}

// A Pricer groups and prices a claim, such as by package drg/msdrg and drg/ipps.
// ok is false where it can't.
type Pricer func(*rules.Claim) (p Priced, ok bool)

// A Comparison is a record against its re-coding.
type Comparison struct {
	ID         string
	Diagnoses  Match
	Categories Match // diagnoses by their first three characters
	Procedures Match
	Services   Match // line codes with their modifiers
	Principal  bool  // the first diagnosis is the same
	Reordered  int   // pairs of diagnoses that both have, in other order
	POA        Match // present on admission, of the diagnoses that both have; Lacks is 0

	Priced        bool // what follows is known
	Before, After Priced
}

// Compare holds a record against its re-coding. The order of the codes is that
// of the claims; a code that stands twice counts twice. price may be nil.
func Compare(record, recoded *rules.Claim, price Pricer) Comparison {
	a, b := diagnosisCodes(record), diagnosisCodes(recoded)
	c := Comparison{
		ID:         cmp.Or(record.ID, recoded.ID),
		Diagnoses:  match(a, b),
		Categories: match(categories(a), categories(b)),
		Procedures: match(procedureCodes(record), procedureCodes(recoded)),
		Services:   match(serviceCodes(record), serviceCodes(recoded)),
		Principal:  len(a) > 0 && len(b) > 0 && a[0] == b[0] || len(a)+len(b) == 0,
		Reordered:  inversions(a, b),
		POA:        poaMatch(record, recoded),
	}
	if price != nil {
		var ok1, ok2 bool
		c.Before, ok1 = price(record)
		c.After, ok2 = price(recoded)
		c.Priced = ok1 && ok2
	}
	return c
}

func plainCode(s string) string {
	return strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(s), ".", ""))
}

func diagnosisCodes(c *rules.Claim) []string {
	return texts(c.Diagnoses, func(d rules.Diagnosis) string { return plainCode(d.Code) })
}

func procedureCodes(c *rules.Claim) []string {
	return texts(c.Procedures, func(p rules.Procedure) string { return plainCode(p.Code) })
}

func serviceCodes(c *rules.Claim) []string {
	return texts(c.Lines, func(l rules.Line) string {
		if l.Code == "" {
			return ""
		}
		mods := texts(l.Modifiers, plainCode)
		slices.Sort(mods)
		return plainCode(l.Code) + " " + strings.Join(mods, " ")
	})
}

// texts returns what is not empty of all.
func texts[T any](all []T, text func(T) string) []string {
	var out []string
	for _, v := range all {
		if s := text(v); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func categories(codes []string) []string {
	return texts(codes, func(s string) string { return s[:min(3, len(s))] })
}

// match counts codes as often as they stand.
func match(a, b []string) Match {
	count := map[string]int{}
	for _, s := range b {
		count[s]++
	}
	m := Match{}
	for _, s := range a {
		if count[s] > 0 {
			count[s]--
			m.Both++
		} else {
			m.Extra++
		}
	}
	m.Lacks = len(b) - m.Both
	return m
}

// inversions counts the pairs of codes that stand in other order in b than in
// a, of the codes that both have.
func inversions(a, b []string) int {
	at := map[string]int{}
	for i, s := range b {
		if _, ok := at[s]; !ok {
			at[s] = i + 1
		}
	}
	var order []int
	for _, s := range a {
		if at[s] > 0 {
			order = append(order, at[s])
			at[s] = 0 // a code counts where it first stands
		}
	}
	_, n := sorted(order)
	return n
}

// sorted merges the halves of a list, sorted, and counts the pairs that stood in
// the wrong order.
func sorted(list []int) ([]int, int) {
	if len(list) < 2 {
		return list, 0
	}
	a, wrongA := sorted(list[:len(list)/2])
	b, wrongB := sorted(list[len(list)/2:])
	all, wrong := make([]int, 0, len(list)), wrongA+wrongB
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
			wrong += len(a)
		}
	}
	return append(append(all, a...), b...), wrong
}

func poaMatch(record, recoded *rules.Claim) Match {
	right := map[string]string{}
	for _, d := range recoded.Diagnoses {
		right[plainCode(d.Code)] = plainCode(d.POA)
	}
	m := Match{}
	for _, d := range record.Diagnoses {
		want, ok := right[plainCode(d.Code)]
		switch {
		case !ok:
		case want == plainCode(d.POA):
			m.Both++
		default:
			m.Extra++
		}
	}
	return m
}

// An Agreement is many comparisons together. The zero Agreement has none.
type Agreement struct {
	Records    int
	Diagnoses  Match // of all records together: every code weighs the same
	Categories Match
	Procedures Match
	Services   Match
	POA        Match
	Exact      int // records with the same diagnoses and procedures, in any order
	Principal  int // records with the same principal diagnosis
	Reordered  int // records with diagnoses in other order

	Priced         int // records with a DRG before and after
	Changed        int // of these, those whose DRG changed
	Higher, Lower  int // changes to a higher and to a lower weight
	Weight         float64
	Payment        medcode.Cents // sum of payment after less before: what re-coding brings or takes
	AbsoluteWeight float64       // sum of the differences in weight without their sign
}

// Add adds a comparison.
func (a *Agreement) Add(c Comparison) {
	a.Records++
	a.Diagnoses.add(c.Diagnoses)
	a.Categories.add(c.Categories)
	a.Procedures.add(c.Procedures)
	a.Services.add(c.Services)
	a.POA.add(c.POA)
	wrong := c.Diagnoses.Extra + c.Diagnoses.Lacks + c.Procedures.Extra + c.Procedures.Lacks
	a.Exact += one(wrong == 0)
	a.Principal += one(c.Principal)
	a.Reordered += one(c.Reordered > 0)
	if !c.Priced {
		return
	}
	difference := c.After.Weight - c.Before.Weight
	a.Priced++
	a.Changed += one(c.Before.DRG != c.After.DRG)
	a.Higher += one(difference > 0)
	a.Lower += one(difference < 0)
	a.Weight += difference
	a.AbsoluteWeight += max(difference, -difference)
	a.Payment = a.Payment.Add(c.After.Payment.Sub(c.Before.Payment))
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// DRGAccuracy returns the part of the priced records whose DRG did not change,
// 1 where there are none.
func (a Agreement) DRGAccuracy() float64 { return ratio(a.Priced-a.Changed, a.Priced) }
