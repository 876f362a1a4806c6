package main

import (
	"fmt"
	"sync"

	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/mce"
)

// An oddity is a value that no stay has. The grouper takes it as it is.
type oddity int

const (
	oddAge oddity = iota
	oddStatus
	oddPOA
	oddOrder
	oddStatement
	oddities
)

var oddWords = [oddities]string{"the age is outside 0 to 124 years", "the discharge status is none", "a POA indicator is none of Y, N, U, W, 1 and blank", "discharge comes before admission", "the statement's through date comes before its from date"}

// odd counts stays with values that none has, each with the first that was seen.
type odd struct {
	n     [oddities]int
	first [oddities]string
}

// statuses are the patient discharge statuses of the Medicare Code Editor, of any time.
var statuses = sync.OnceValue(func() map[int]bool {
	all := map[int]bool{}
	for _, s := range mce.Default().Statuses() {
		all[s.Code] = true
	}
	return all
})

func (o *odd) look(rec *stayfile.Record) {
	s := &rec.Stay
	if s.Age < 0 || s.Age > 124 {
		o.add(oddAge, rec, s.Age)
	}
	if !statuses()[s.Status] {
		o.add(oddStatus, rec, s.Status)
	}
	if !s.Admission.IsZero() && !s.Discharge.IsZero() && s.Discharge.Before(s.Admission) {
		o.add(oddOrder, rec, s.Discharge)
	}
	for i := range s.Diagnoses {
		switch s.Diagnoses[i].POA {
		case cm.POABlank, cm.POAYes, cm.POANo, cm.POAUnknown, cm.POAClinical, cm.POAExempt:
			continue
		}
		o.add(oddPOA, rec, s.Diagnoses[i].POA)
		break
	}
}

// lookClaim looks at what only a claim has, of which rec was made.
func (o *odd) lookClaim(c *rules.Claim, rec *stayfile.Record) {
	if !c.From.IsZero() && !c.Through.IsZero() && c.Through.Before(c.From) {
		o.add(oddStatement, rec, fmt.Sprintf("%v to %v", c.From, c.Through))
	}
}

func (o *odd) add(what oddity, rec *stayfile.Record, value any) {
	if o.n[what]++; o.n[what] == 1 {
		o.first[what] = fmt.Sprintf("stay %q: %v", rec.ID, value)
	}
}

// sum adds what another has counted in a later part of the input.
func (o *odd) sum(later odd) {
	for i := range o.n {
		if o.n[i] == 0 {
			o.first[i] = later.first[i]
		}
		o.n[i] += later.n[i]
	}
}

// notes says what was counted.
func (o *odd) notes() []string {
	var said []string
	for i, n := range o.n {
		if n > 0 {
			said = append(said, fmt.Sprintf("%s: %s; grouped as given (%s)", stays(n), oddWords[i], o.first[i]))
		}
	}
	return said
}

func (o *odd) any() bool { return o.n != [oddities]int{} }

func stays(n int) string { return count(n, "stay") }

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
