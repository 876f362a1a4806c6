package guideline

import "github.com/medcode/medcode/rules"

func puerperalSepsis(b *book) rule {
	sepsis, puerperal, infection := b.set("A40 A41"), b.set("O85 O86.04 O03-O08 O88.3 T81.44"), b.set("O86.0-O86.2 O86.8")
	return rule{
		Rule: rules.Rule{
			ID: "guideline.puerperal-sepsis", Name: "Puerperal sepsis by the code of another",
			Says:      "Sepsis after a delivery is O85, or O86.04 behind a wound infection of obstetric surgery, with the organism from B95 to B97; codes of A40 and A41 are not for it.",
			Fails:     []string{"F | O86.12:Y A41.9:Y R65.20:Y N17.9:Y"},
			Passes:    []string{"F | O85:Y B95.1:Y", "F | O86.12:Y B96.20:Y", "F | O86.01:Y O86.04:Y B95.61:Y"},
			Citations: section("I.C.15.k", "I.C.1.d.5.b"),
			InForce:   icd10,
			Severity:  rules.Warning,
		},
		with: []set{sepsis, infection},
		check: func(v *view, r rules.Reporter) {
			if i, k := v.from(0, sepsis), v.from(0, infection); !v.has(puerperal) {
				v.find(r, v.text(i)+" is reported with "+v.text(k)+", a puerperal infection.", "Report O85, or O86.04, and the organism.", i, k)
			}
		},
	}
}
