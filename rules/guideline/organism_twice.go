package guideline

import (
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/rules"
)

func organismTwice(b *book) rule {
	type pair struct{ organism, infection set }
	var pairs []pair
	all := ""
	for _, row := range [][2]string{
		{"B95.62", "A41.02 J15.212 A49.02"}, {"B95.61", "A41.01 J15.211 A49.01"}, {"B95.1", "A40.1 J15.3"}, {"B95.3", "A40.3 J13 G00.1"},
		{"B96.2", "A41.5 J15.5"}, {"B96.1", "J15.0"}, {"B96.5", "A41.52 J15.1"}, {"B96.3", "A41.3 J14 G00.0"},
	} {
		pairs = append(pairs, pair{b.set(row[0]), b.set(row[1])})
		all += row[0] + " "
	}
	organism := b.set(all)
	other := b.set("A04 G00.8 G06 I30.1 I33.0 I40.0 J01-J05 J09 J85 J86 K65 K61 K63.0 K75.0 K83.0 L00-L08 M00 M46.2-M46.5 M60.0 M65.0 M71 M72.6 M86 N10-N12 N13.6 N15.1 N30 N34 N39.0 N41 N45 N70-N76 O23 O85 O86 O91 T80.2 T81.4 T82.6 T82.7 T83.5 T83.6 T84.5-T84.7 T85.7 T87.4 E08.62 E09.62 E10.62 E11.62 E13.62 H05.0 H44.0 L89 L97 L98")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.organism-twice", Name: "Organism beside the code that names it",
			Says:      "A combination code says the infection and its organism: a code of B95 or B96 for that organism is not reported too, unless there is another infection that it names.",
			Fails:     []string{"| A41.02:Y B95.62:Y", "| J15.212 B95.62"},
			Passes:    []string{"| A41.02 N39.0 B95.62", "| A41.9 B95.62", "| L03.115 B95.62", "| A41.02"},
			Citations: section("I.C.1.e.1.a", "I.B.9"),
			InForce:   icd10,
			Severity:  rules.Error,
			Needs:     "a release of ICD-10-CM with its tabular list, whose Use additional code notes tell which other infections an organism can name; without it the rule goes by a list",
		},
		with: []set{organism},
		check: func(v *view, r rules.Reporter) {
			for _, p := range pairs {
				i, k := v.from(0, p.organism), v.from(0, p.infection)
				if i < 0 || k < 0 || v.has(other) || v.namedBesides(i, p.infection) {
					continue
				}
				v.find(r, v.text(i)+" names the organism that "+v.text(k)+" names.", "Leave "+v.text(i)+" out.", i, k)
			}
		},
	}
}

// namedBesides reports whether a Use additional code note of a diagnosis outside
// of a set names diagnosis i.
func (v *view) namedBesides(i int, but set) bool {
	organism := v.facts[i]
	if organism == nil {
		return false
	}
	for k, f := range v.facts {
		if f == nil || k == i || v.in(k, but) {
			continue
		}
		if _, note, _ := f.entry.NoteFor(organism.entry, cm.UseAdditional); note != nil {
			return true
		}
	}
	return false
}
