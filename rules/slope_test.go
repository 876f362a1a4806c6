package rules_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/internal/slope"
	"github.com/medcode/medcode/rules"
	"github.com/medcode/medcode/rules/internal/catalog"
)

// A shape is a way in which a claim may be long.
type shape struct {
	name string
	grow func(c *rules.Claim, i int)
}

// distinct are codes of ICD-10-CM.
var distinct = func() []string {
	var codes []string
	lib := cmdata.Library()
	r, err := lib.On(day("2026-05-01"))
	if err != nil {
		panic(err)
	}
	for c := range r.All() {
		codes = append(codes, c.String())
	}
	return codes
}()

var shapes = []shape{
	{"one diagnosis", func(c *rules.Claim, i int) {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: "I2510", POA: "Y"})
	}},
	{"distinct diagnoses", func(c *rules.Claim, i int) {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: distinct[i*7919%len(distinct)], POA: "N"})
	}},
	{"malformed diagnoses", func(c *rules.Claim, i int) {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: fmt.Sprint("?", i)})
	}},
	{"one procedure", func(c *rules.Claim, i int) {
		c.Procedures = append(c.Procedures, rules.Procedure{Code: "5A1955Z", Date: c.From})
	}},
	{"distinct procedures", func(c *rules.Claim, i int) {
		const v = "0123456789BCDFGHJKLMNPQRSTUVWXYZ"
		c.Procedures = append(c.Procedures, rules.Procedure{Code: "0DB" + string([]byte{v[i%32], v[i/32%32], v[i/1024%32], v[i/32768%32]})})
	}},
	{"one line", func(c *rules.Claim, i int) {
		c.Lines = append(c.Lines, rules.Line{Code: "11042", Revenue: "0360", Units: 1, Charge: 100, Modifiers: []string{"59"}, Pointers: []int{1}, From: c.From})
	}},
	{"distinct lines", func(c *rules.Claim, i int) {
		c.Lines = append(c.Lines, rules.Line{Code: fmt.Sprintf("%05d", 10000+i%80000), Revenue: fmt.Sprintf("%04d", i%1000), Units: float64(i), Charge: medcode.Cents(i), From: c.From.AddDays(i % 700), RenderingNPI: fmt.Sprintf("%010d", i)})
	}},
	{"lines that point to many", func(c *rules.Claim, i int) {
		c.Diagnoses = append(c.Diagnoses, rules.Diagnosis{Code: distinct[i%len(distinct)]})
		c.Lines = append(c.Lines, rules.Line{Code: "99213", Units: 1, Pointers: []int{i + 1, i, 1, 2}})
	}},
	{"unreadable fields", func(c *rules.Claim, i int) {
		c.Lines = append(c.Lines, rules.Line{Code: "99213"})
		c.Unreadable = append(c.Unreadable, rules.Unreadable{Place: rules.AtLine(i).In("units"), Text: "x"})
	}},
	{"codes of the UB-04", func(c *rules.Claim, i int) {
		code := fmt.Sprintf("%02d", i%100)
		c.Conditions = append(c.Conditions, code)
		c.Occurrences = append(c.Occurrences, rules.Occurrence{Code: code, Date: c.From})
		c.Spans = append(c.Spans, rules.Span{Code: code})
		c.Values = append(c.Values, rules.Value{Code: code})
		c.Reasons = append(c.Reasons, distinct[i%len(distinct)])
		c.Remarks = append(c.Remarks, code)
	}},
}

func long(s rules.Setting, sh shape, n int) *rules.Claim {
	c := &rules.Claim{ID: "1", Setting: s, BillingNPI: "1234567893", From: day("2026-05-01"), Through: day("2026-05-05"), Admission: day("2026-05-01"),
		Patient: rules.Patient{Birth: day("1960-02-29"), Sex: medcode.Female}, TypeOfBill: "0131", DischargeStatus: "01"}
	if s == rules.Inpatient {
		c.TypeOfBill = "0111"
	}
	for i := range n {
		sh.grow(c, i)
	}
	return c
}

// TestSlope holds the time of every pack to growing with the length of a claim.
func TestSlope(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time, which means nothing with the race detector")
	}
	for _, p := range catalog.Packs() {
		reg, err := rules.New(p)
		require.NoError(t, err)
		for _, sh := range shapes {
			for _, s := range []rules.Setting{rules.Inpatient, rules.Outpatient, rules.Professional} {
				wrong := slope.Linear(func(n int) func() {
					c := long(s, sh, n)
					return func() { reg.Outcomes(c) }
				})
				if wrong != "" {
					t.Errorf("%s, %s, %s: %s", p.Name, sh.name, s, wrong)
				}
			}
		}
	}
}

// BenchmarkSlope checks claims of 100 to 100,000 lines or codes.
func BenchmarkSlope(b *testing.B) {
	for _, p := range catalog.Packs() {
		reg, err := rules.New(p)
		require.NoError(b, err)
		for _, sh := range shapes {
			for _, n := range []int{100, 1_000, 10_000, 100_000} {
				b.Run(fmt.Sprintf("%s/%s/%d", p.Name, sh.name, n), func(b *testing.B) {
					setting := rules.Professional
					if len(long(rules.Inpatient, sh, 1).Procedures) > 0 || p.Name == "mce" || p.Name == "poa" {
						setting = rules.Inpatient
					}
					c := long(setting, sh, n)
					for b.Loop() {
						reg.Findings(c)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/line")
				})
			}
		}
	}
}
