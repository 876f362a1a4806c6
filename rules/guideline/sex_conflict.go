package guideline

import (
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/rules"
)

// sexed are the places outside the sections of one sex in which titles tell it.
// Families (Z80 to Z84), susceptibility (Z15) and what befell the mother of a
// newborn (P00 to P04) are of either sex.
const sexed = "A18 A51 A54 A56 A59 A60 B26 B37.3 B37.4 B38 C79.6 D06-D07 D25-D29 D39-D40 E28-E29 E89.4 E89.5 F32.81 F52.2-F52.3 F53 G43.82-G43.83 I86.1 " +
	"L29.1-L29.2 N99 Q50-Q55 R86-R87 R93.81 S30-S31 S37 S38 S39 T19.2 T83 Z01-Z04 Z11-Z13 Z30-Z37 !Z31.8 !Z31.6 !Z31.5 Z39 Z3A Z40 Z79.890 Z85-Z87 Z90.7 Z97.5 Z98.5-Z98.8"

var (
	ofWomen = []string{"female", "pregnan", "uteri", "uterus", "uterine", "vagin", "vulv", "ovar", "menstru", "menopaus", "puerper", "postpartum", "lactati", "gestation", "outcome of delivery", "tubal ligation", "obstetric", "cervical smear"}
	ofMen   = []string{"prostat", "testis", "testes", "testic", "penis", "penile", "scrot", "vasectomy", "hypospadias", "semen"}
)

func sexConflict(b *book) rule {
	women := b.titled(sexed, func(title string) bool {
		return hasAny(strings.ToLower(title), ofWomen) && !strings.Contains(title, " of male")
	})
	men := b.titled(sexed, func(title string) bool {
		title = strings.ToLower(title)
		return (hasAny(title, ofMen) || strings.HasPrefix(title, "male ") || strings.Contains(title, " male ")) && !strings.Contains(title, "intestin")
	})
	return rule{
		Rule: rules.Rule{
			ID: "guideline.sex-conflict", Name: "Sex against diagnosis",
			Says:      "Codes for diseases of the female or of the male genital organs, and for pregnancy and childbirth, are for patients who have them. The sex on a claim is administrative, so that a finding is a question, which condition code 45 and modifier KX answer.",
			Fails:     []string{"F | N400", "M | O80", "M | N8320", "professional M | Z34.01", "professional M | D25.9", "professional F | Z12.5"},
			Passes:    []string{"M | N400 C61", "F | O80 N8320", "F | C50911", "professional M | Z80.41", "professional M | Z30.2 Z31.440", "professional M | K55.1", "professional M | D25.9 | | 58150-KX>1", "M cond:45 | O80"},
			Citations: append([]rules.Citation{tabular("sections C51-C58, C60-C63, N40-N53, N70-N77, N80-N98, chapter 15, and titles")}, append(section("I.C.15.a.2"), genderSpecific)...),
			InForce:   icd10,
			Severity:  rules.Warning,
			Needs:     "the patient's sex; a release of ICD-10-CM with its tabular list that holds on the claim's date",
		},
		needs:  theTabular,
		when:   female | male,
		either: []set{women, men},
		check: func(v *view, r rules.Reporter) {
			if v.marks&(female|male) == 0 && !v.has(women) && !v.has(men) || sexExplained(v.claim) {
				return
			}
			if v.claim.Patient.Sex == medcode.SexUnknown {
				r.Undecided("the claim does not say the patient's sex")
				return
			}
			wrong, titled, says := female, women, "female"
			if v.claim.Patient.Sex == medcode.Female {
				wrong, titled, says = male, men, "male"
			}
			for i := range v.of {
				if v.is(i, wrong) || v.in(i, titled) {
					v.find(r, v.text(i)+" is for "+says+" patients.", "Check the code and the patient's sex.", i)
				}
			}
		},
	}
}

// genderSpecific cites how a claim says that the sex on it is not what counts.
var genderSpecific = rules.Citation{Document: "Medicare Claims Processing Manual (Pub. 100-04)", Section: "chapter 32, section 240"}

// sexExplained reports whether the claim says that its sex is not what its codes
// go by: condition code 45, or modifier KX on a line.
func sexExplained(c *rules.Claim) bool {
	return slices.Contains(c.Conditions, "45") || slices.ContainsFunc(c.Lines, func(l rules.Line) bool { return l.HasModifier("KX") })
}
