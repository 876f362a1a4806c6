package main

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/stayfile"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// A pattern is a reason for a stay: how often of all, the principal diagnosis
// and procedures, the ages and nights, and secondary diagnoses with their POA
// indicator and how often in a hundred.
type pattern struct {
	often      int
	principal  string
	procedures []string
	ages       [2]int
	nights     [2]int
	secondary  []chance
}

type chance struct {
	code    string
	poa     cm.POA
	percent int
}

// patterns are those of a general hospital.
var patterns = []pattern{
	{9, "A41.9", nil, [2]int{45, 92}, [2]int{3, 11}, []chance{{"R65.20", 'Y', 35}, {"N17.9", 'Y', 40}, {"J96.01", 'Y', 25}, {"N39.0", 'Y', 40}, {"L89.153", 'N', 2}, {"E11.9", 'Y', 30}}},
	{8, "I11.0", nil, [2]int{60, 95}, [2]int{2, 8}, []chance{{"I50.23", 'Y', 45}, {"I50.9", 'Y', 30}, {"N17.9", 'Y', 20}, {"J96.01", 'Y', 18}, {"E66.811", 'Y', 20}, {"I10", 'Y', 10}}},
	{6, "J18.9", nil, [2]int{40, 95}, [2]int{2, 7}, []chance{{"J96.01", 'Y', 25}, {"E87.1", 'Y', 25}, {"I50.22", 'Y', 18}, {"S72.001A", 'N', 1}, {"J44.0", 'Y', 25}}},
	{5, "J44.1", nil, [2]int{50, 90}, [2]int{2, 6}, []chance{{"J96.21", 'Y', 30}, {"I50.32", 'Y', 20}, {"E87.6", 'Y', 25}}},
	{5, "N17.9", nil, [2]int{50, 92}, [2]int{2, 7}, []chance{{"E87.5", 'Y', 30}, {"I50.22", 'Y', 20}, {"E43", 'Y', 12}, {"T83.511A", 'N', 2}, {"N39.0", 'N', 3}}},
	{4, "N39.0", nil, [2]int{60, 95}, [2]int{2, 5}, []chance{{"G93.41", 'Y', 22}, {"E87.1", 'Y', 25}, {"F03.90", 'Y', 25}}},
	{5, "I63.511", nil, [2]int{50, 92}, [2]int{2, 9}, []chance{{"G93.6", 'U', 8}, {"I48.91", 'Y', 35}, {"J69.0", 'N', 7}, {"R47.01", 'Y', 30}}},
	{4, "I21.4", []string{"027034Z", "4A023N7", "B2111ZZ"}, [2]int{45, 88}, [2]int{2, 6}, []chance{{"I50.21", 'Y', 20}, {"R57.0", 'Y', 5}, {"N17.9", 'W', 12}, {"E11.22", 'Y', 25}}},
	{3, "I25.110", []string{"02C03Z7", "027034Z"}, [2]int{50, 88}, [2]int{1, 5}, []chance{{"I50.22", 'Y', 25}, {"N18.4", 'Y', 12}, {"E78.5", 'Y', 60}}},
	{2, "I25.10", []string{"02C03ZZ"}, [2]int{50, 88}, [2]int{1, 4}, []chance{{"J96.01", 'N', 8}, {"N18.4", 'Y', 12}}},
	{3, "I25.110", []string{"021109W", "02100Z9", "06BQ4ZZ", "5A1221Z", "4A023N7"}, [2]int{50, 84}, [2]int{6, 13}, []chance{{"D62", 'N', 55}, {"J95.821", 'N', 8}, {"J98.51", 'N', 1}, {"I10", 'Y', 50}}},
	{2, "I71.23", []string{"02VW3DZ"}, [2]int{60, 86}, [2]int{2, 8}, []chance{{"D62", 'N', 30}, {"N17.9", 'N', 10}}},
	{2, "I48.0", []string{"02583ZF", "02L73DK"}, [2]int{55, 86}, [2]int{1, 3}, []chance{{"I50.22", 'Y', 25}, {"J96.01", 'N', 4}}},
	{4, "M16.11", []string{"0SR904A"}, [2]int{50, 88}, [2]int{1, 4}, []chance{{"D62", 'N', 20}, {"I26.99", 'N', 1}, {"E66.811", 'Y', 30}, {"I10", 'Y', 50}}},
	{4, "M17.11", []string{"0SRC0J9"}, [2]int{50, 88}, [2]int{1, 3}, []chance{{"I82.411", 'N', 2}, {"E11.9", 'Y', 25}, {"I50.22", 'Y', 4}}},
	{2, "T84.51XA", []string{"0SP90JZ", "0SR90J9"}, [2]int{55, 88}, [2]int{4, 12}, []chance{{"D62", 'N', 40}, {"A41.9", 'Y', 10}}},
	{3, "S72.012A", []string{"0SRS0JZ"}, [2]int{70, 97}, [2]int{3, 8}, []chance{{"W01.0XXA", 'Y', 70}, {"D62", 'N', 40}, {"J69.0", 'N', 4}, {"F03.90", 'Y', 30}}},
	{3, "M48.061", []string{"0SG0071", "0SB20ZZ"}, [2]int{45, 82}, [2]int{2, 6}, []chance{{"D62", 'N', 20}, {"T81.41XA", 'N', 1}, {"E11.42", 'Y', 20}}},
	{3, "K80.00", []string{"0FT44ZZ"}, [2]int{25, 85}, [2]int{1, 5}, []chance{{"K85.10", 'Y', 15}, {"E66.813", 'Y', 15}, {"I10", 'Y', 30}}},
	{3, "K92.1", nil, [2]int{50, 92}, [2]int{2, 5}, []chance{{"D62", 'Y', 55}, {"K70.30", 'Y', 10}, {"R57.1", 'Y', 5}}},
	{2, "K56.609", nil, [2]int{40, 88}, [2]int{2, 6}, []chance{{"E87.6", 'Y', 30}, {"N17.9", 'Y', 15}}},
	{2, "C34.11", []string{"0BTC4ZZ"}, [2]int{50, 82}, [2]int{3, 8}, []chance{{"J93.83", 'N', 12}, {"J44.9", 'Y', 40}, {"C77.1", 'Y', 15}}},
	{3, "E11.10", nil, [2]int{20, 75}, [2]int{2, 5}, []chance{{"N17.9", 'Y', 30}, {"E87.6", 'Y', 20}, {"E86.0", 'Y', 30}}},
	{6, "O70.1", []string{"10E0XZZ", "0KQM0ZZ"}, [2]int{18, 42}, [2]int{2, 3}, []chance{{"Z37.0", 0, 100}, {"Z3A.39", 0, 90}, {"O99.02", 'Y', 20}, {"O72.1", 'N', 5}}},
	{3, "O34.211", []string{"10D00Z1"}, [2]int{20, 44}, [2]int{2, 4}, []chance{{"Z37.0", 0, 100}, {"Z3A.39", 0, 90}, {"O14.13", 'Y', 4}, {"O99.013", 'Y', 20}}},
	{8, "Z38.00", []string{"3E0234Z"}, [2]int{0, 0}, [2]int{1, 3}, []chance{{"Z23", 0, 90}, {"P59.9", 'N', 20}, {"P07.38", 'Y', 6}, {"P22.1", 'Y', 5}}},
	{2, "F33.2", nil, [2]int{18, 75}, [2]int{4, 12}, []chance{{"R45.851", 'Y', 60}, {"F10.20", 'Y', 20}}},
	{1, "A41.51", []string{"5A1955Z", "0BH17EZ", "02HV33Z"}, [2]int{40, 85}, [2]int{9, 25}, []chance{{"R65.21", 'Y', 70}, {"J96.01", 'Y', 80}, {"J95.811", 'N', 3}, {"T80.211A", 'N', 4}, {"E43", 'U', 25}}},
	{1, "J96.01", []string{"0B110F4", "5A1955Z"}, [2]int{40, 85}, [2]int{18, 40}, []chance{{"J18.9", 'Y', 60}, {"L89.154", 'N', 6}, {"E43", 'Y', 30}}},
	{1, "I50.2", nil, [2]int{60, 90}, [2]int{2, 6}, []chance{{"I10", 'Y', 50}}}, // a code that lacks a character
}

// madeUp yields 4,000 stays of patterns in the fiscal year 2026, all to be grouped
// with its second version. More of the lungs are ill in winter, and diagnoses are
// coded more fully from May on.
func madeUp() iter.Seq[*stayfile.Record] {
	return func(yield func(*stayfile.Record) bool) {
		r := rand.New(rand.NewPCG(2026, 7))
		var lots []*pattern
		for i := range patterns {
			for range patterns[i].often {
				lots = append(lots, &patterns[i])
			}
		}
		for n := range 4000 {
			discharge := medcode.MustParseDate("2025-10-01").AddDays(r.IntN(365))
			p := lots[r.IntN(len(lots))]
			_, m, _ := discharge.Date()
			if (m <= 2 || m == 12) && r.IntN(6) == 0 {
				p = &patterns[2+r.IntN(2)]
			}
			fuller := 0
			if !discharge.Before(medcode.MustParseDate("2026-05-01")) {
				fuller = 8
			}
			rec := p.stay(r, discharge, fuller)
			rec.ID, rec.Line, rec.Version = fmt.Sprintf("S%05d", n+1), n+1, "43.1"
			if !yield(rec) {
				return
			}
		}
	}
}

// stay makes a stay; fuller is added to how often in a hundred there is each
// secondary diagnosis.
func (p *pattern) stay(r *rand.Rand, discharge medcode.Date, fuller int) *stayfile.Record {
	nights := p.nights[0] + r.IntN(p.nights[1]-p.nights[0]+1)
	rec := &stayfile.Record{}
	s := &rec.Stay
	s.Age = p.ages[0] + r.IntN(p.ages[1]-p.ages[0]+1)
	s.Sex = medcode.Sex(1 + r.IntN(2))
	if p.principal[0] == 'O' {
		s.Sex = medcode.Female
	}
	s.Status = []int{1, 1, 1, 1, 6, 3, 62}[r.IntN(7)]
	s.Discharge, s.Admission = discharge, discharge.AddDays(-nights)
	principal, _ := cm.Parse(p.principal)
	s.Diagnoses = append(s.Diagnoses, drg.Diagnosis{Code: principal, POA: 'Y'})
	for _, c := range p.secondary {
		if r.IntN(100) >= c.percent+fuller*min(c.percent, 20)/20 {
			continue
		}
		d := drg.Diagnosis{Code: cm.MustParse(c.code), POA: c.poa}
		if r.IntN(80) == 0 && c.poa == 'Y' {
			d.POA = 'U'
		}
		s.Diagnoses = append(s.Diagnoses, d)
	}
	for _, code := range p.procedures {
		s.Procedures = append(s.Procedures, drg.Procedure{Code: pcs.MustParse(code), Date: s.Admission})
	}
	return rec
}
