package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// population makes up claims of 24 clinicians and 14 hospitals. Most are alike;
// a few are not, each in a way of its own.
func population() []*rules.Claim {
	m := &maker{r: rand.New(rand.NewPCG(837, 2026))}
	for d := range 24 {
		m.clinician(d)
	}
	for h := range 14 {
		m.hospital(h)
	}
	return m.claims
}

type maker struct {
	r      *rand.Rand
	claims []*rules.Claim
}

func (m *maker) day() medcode.Date { return medcode.MustParseDate("2026-04-01").AddDays(m.r.IntN(90)) }

func (m *maker) patient() rules.Patient {
	n := m.r.IntN(4000)
	return rules.Patient{ID: fmt.Sprintf("patient-%04d", n), Age: rules.YearsOld(66 + n%30), Sex: medcode.Sex(1 + n%2)}
}

func (m *maker) add(c *rules.Claim) *rules.Claim {
	c.ID = fmt.Sprintf("C%06d", len(m.claims)+1)
	c.Payer = rules.Medicare
	for _, l := range c.Lines {
		c.Charge += l.Charge
	}
	m.claims = append(m.claims, c)
	return c
}

// clinician makes a quarter of visits. Number 3 bills high levels, 7 modifier
// 25, 11 some services twice, 17 twenty hours on a day, and 20 charges much.
func (m *maker) clinician(d int) {
	npi := fmt.Sprintf("clinician-%02d", d+1)
	visits := []string{"99212", "99213", "99213", "99213", "99214", "99214", "99214", "99215"}
	charges := map[string]medcode.Cents{"99212": 9000, "99213": 14000, "99214": 20000, "99215": 28000}
	for range 120 + m.r.IntN(80) {
		code := visits[m.r.IntN(len(visits))]
		if d == 3 && m.r.IntN(3) > 0 {
			code = "99215"
		}
		c := &rules.Claim{Setting: rules.Professional, BillingNPI: npi, RenderingNPI: npi, PlaceOfService: "11",
			Patient: m.patient(), From: m.day(), Diagnoses: []rules.Diagnosis{{Code: "I10"}}}
		if d == 17 && m.r.IntN(3) == 0 {
			c.From = medcode.MustParseDate("2026-05-12")
		}
		visit := rules.Line{Code: code, Units: 1, Charge: charges[code] + medcode.Cents(m.r.IntN(3000)), Pointers: []int{1}}
		if m.r.IntN(12) == 0 || d == 7 && m.r.IntN(2) == 0 {
			visit.Modifiers = []string{"25"}
		}
		if d == 20 && m.r.IntN(30) == 0 {
			visit.Charge *= 14
		}
		c.Lines = append(c.Lines, visit)
		if m.r.IntN(3) == 0 {
			c.Lines = append(c.Lines, rules.Line{Code: "93000", Units: 1, Charge: 4500, Pointers: []int{1}})
		}
		if m.r.IntN(25) == 0 {
			c.RenderingNPI, c.PlaceOfService = "", ""
		}
		m.add(c)
		if d == 11 && m.r.IntN(8) == 0 {
			again := *c
			again.Charge = 0
			m.add(&again)
		}
	}
}

// hospital makes a quarter of stays. Number 4 has many of the highest severity,
// 8 many of one day, and 12 transfers patients that it bills as discharged.
func (m *maker) hospital(h int) {
	npi := fmt.Sprintf("hospital-%02d", h+1)
	graded := [][2]int{{291, 293}, {193, 195}, {177, 179}, {689, 690}}
	for range 60 + m.r.IntN(60) {
		nights := 1 + m.r.IntN(7)
		if nights == 1 && m.r.IntN(2) == 0 {
			nights = 2
		}
		if h == 8 && m.r.IntN(3) == 0 {
			nights = 1
		}
		pair := graded[m.r.IntN(len(graded))]
		n := pair[1]
		if m.r.IntN(4) == 0 || h == 4 && m.r.IntN(2) == 0 {
			n = pair[0]
		}
		in := m.day()
		c := &rules.Claim{Setting: rules.Inpatient, BillingNPI: npi, TypeOfBill: "0111", DischargeStatus: "01", Admitting: "R0602",
			Patient: m.patient(), Admission: in, From: in, Through: in.AddDays(nights),
			Diagnoses: []rules.Diagnosis{{Code: "J189", POA: "Y"}, {Code: "I10", POA: "Y"}},
			Lines:     []rules.Line{{Revenue: "0120", Units: float64(nights), Charge: medcode.Cents(nights) * 400_000}}}
		if err := c.DRG.UnmarshalText(fmt.Appendf(nil, "%03d", n)); err != nil {
			panic(err) // the numbers above are DRGs
		}
		if m.r.IntN(15) == 0 {
			c.Diagnoses[1].POA = ""
		}
		m.add(c)
		if h == 12 && m.r.IntN(9) == 0 {
			next := *c
			next.BillingNPI, next.Charge = "hospital-01", 0
			next.Admission, next.From, next.Through = c.Through, c.Through, c.Through.AddDays(3)
			m.add(&next)
		}
	}
}
