package guideline

import (
	"github.com/medcode/medcode/rules"
)

// integral are symptoms that are part of diseases, of those that occur often.
var integral = [][2]string{
	{"R07.1 R07.2 R07.8 R07.9", "I20 I21 I22 I25.110 I25.111 I25.118 I25.119 I25.7"},
	{"R10.0 R10.1 R10.3 R10.8 R10.9", "K35-K37 K80.0 K80.1 K80.4 K81 K85 N20.0 N20.1 N13.2"},
	{"R03.0", "I10-I13 I15 I16 I1A"},
	{"R05", "J12-J18 J20-J22 J40-J42 J44 J45"},
	{"R06.83", "G47.3"},
	{"R06.0", "I50 J12-J18 J81 J44.0 J44.1 J45.901 J45.902 J80 J96.0 J96.2"},
	{"R09.02", "J96.0 J96.2"},
	{"R05", "J00 J06.9 J09-J11"},
	{"R09.81", "J00 J01 J06.9 J30"},
	{"R00.2", "I47 I48"},
	{"R11", "A08 A09 K52"},
	{"R50.9", "J12-J18 A40 A41 N10 J10 J11"},
	{"R30.0 R35.0", "N30 N39.0"},
	{"R31", "N30.01 N30.11 N30.21 N30.31 N30.41 N30.81 N30.91"},
	{"R51.9", "G43 G44.2"},
	{"R56.9", "G40"},
	{"R60.0", "I50"},
	{"R19.7", "A08 A09 K52.9 A04.7"},
	{"R07.0", "J02 J03"},
	{"M25.561", "M17.0 M17.11 M17.2 M17.31 M17.4"}, {"M25.562", "M17.0 M17.12 M17.2 M17.32 M17.4"},
	{"M25.551", "M16.0 M16.11 M16.2 M16.31 M16.4 M16.51 M16.6"}, {"M25.552", "M16.0 M16.12 M16.2 M16.32 M16.4 M16.52 M16.6"},
}

func symptomIntegral(b *book) rule {
	type pair struct{ symptom, disease set }
	var pairs []pair
	var symptoms []set
	for _, row := range integral {
		p := pair{b.set(row[0]), b.set(row[1])}
		pairs, symptoms = append(pairs, p), append(symptoms, p.symptom)
	}
	return rule{
		Rule: rules.Rule{
			ID: "guideline.symptom-integral", Name: "Symptom beside the disease that it belongs to",
			Says:      "Signs and symptoms that are routinely part of a disease are not reported beside it. Those that are not, are.",
			Fails:     []string{"| I21.4 R07.9 I10", "| K35.80 R10.31", "professional | J18.9 R05.9", "| N39.0 R30.0"},
			Passes:    []string{"| I21.4 I10", "| K57.30 R10.31", "professional | R05.9", "| R07.9 I10"},
			Citations: section("I.B.5"),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the record, where the symptom has another cause",
		},
		either: symptoms,
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				i, k := v.from(0, p.symptom), v.from(0, p.disease)
				if i >= 0 && k >= 0 && v.claim.Diagnoses[i].POA == v.claim.Diagnoses[k].POA {
					v.find(r, v.text(i)+" is routinely part of "+v.text(k)+".", "Leave "+v.text(i)+" out, unless it has another cause.", i, k)
				}
			}
		},
	}
}
