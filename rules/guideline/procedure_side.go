package guideline

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/rules"
)

func procedureSide(b *book) rule {
	sided := b.titled("C00-C99 H00-H99 M00-M99 N00-N99 S00-T99 Q00-Q99 Z80-Z99 I00-I99 L00-L99 D00-D99", func(title string) bool {
		title = strings.ToLower(title)
		return (strings.Contains(title, "right") || strings.Contains(title, "left")) && hasPart(title)
	})
	return rule{
		Rule: rules.Rule{
			ID: "guideline.procedure-side", Name: "Side of a procedure against the diagnoses",
			Says:      "A procedure on one side of a body part is not for a condition of the other side of that part. The rule looks at procedures whose body part is named in the title of diagnoses that are all of the other side.",
			Fails:     []string{"| S72.001A W01.0XXA | 0QS704Z", "| M17.12 | 0SRC0J9"},
			Passes:    []string{"| S72.001A W01.0XXA | 0QS604Z", "| S72.001A S72.002A | 0QS704Z", "| M17.0 | 0SRC0J9", "| I50.9 | 0QS704Z"},
			Citations: section("I.B.13"),
			InForce:   icd10, Settings: rules.In(rules.Inpatient),
			Severity: rules.Warning,
			Needs:    "a release of ICD-10-CM that holds on the claim's date, and one of ICD-10-PCS",
		},
		with:  []set{sided},
		needs: aRelease | aPCSRelease,
		check: func(v *view, r rules.Reporter) {
			for k, p := range v.run.Procedures() {
				part, s := v.bodyPart(p)
				if s == noSide {
					continue
				}
				against, agree := -1, false
				for i, f := range v.facts {
					if f == nil || f.side == noSide && !v.in(i, sided) || !names(f.entry.Title(), part) {
						continue
					}
					switch v.sideOf(i) {
					case s, bilateral, sideUnknown, noSide: // of both, or not said
						agree = true
					default:
						if against < 0 {
							against = i
						}
					}
				}
				if against >= 0 && !agree {
					text := v.procedure(k)
					r.Add(rules.Finding{Place: rules.AtProcedure(k), Related: []rules.Place{rules.AtDiagnosis(against)}, Codes: []string{text, v.text(against)},
						Message:    fmt.Sprintf("%s is on the %s side, and %s is of the %s.", text, sideNames[s], v.text(against), sideNames[v.sideOf(against)]),
						Suggestion: "Check the body part and the diagnosis."})
				}
			}
		},
	}
}

// bodyPart returns the word that names the body part of a procedure, and its
// side, by its title: "Reposition Left Upper Femur with ...".
func (v *view) bodyPart(p pcs.Code) (word string, s side) {
	// The first four characters of a code are those that its title calls so.
	of := titledPart{v.pcs, p.Key() >> 32}
	known, ok := v.bodyParts[of]
	if !ok {
		if len(v.bodyParts) > 10_000 {
			clear(v.bodyParts)
		}
		known.word, known.side = v.readPart(p)
		if v.bodyParts == nil {
			v.bodyParts = map[titledPart]part{}
		}
		v.bodyParts[of] = known
	}
	return known.word, known.side
}

// A titledPart is a body part of a release, and a part the word and side of one.
type (
	titledPart struct {
		release *pcs.Release
		key     uint64
	}
	part struct {
		word string
		side side
	}
)

func (v *view) readPart(p pcs.Code) (word string, s side) {
	e, ok := v.pcs.Lookup(p)
	if !ok || !isOperation(p, 0) {
		return "", noSide
	}
	isRight, isLeft := false, false
	for _, w := range strings.FieldsFunc(strings.ToLower(e.Long), func(c rune) bool { return c == ' ' || c == ',' }) {
		switch {
		case w == "right":
			isRight = true
		case w == "left":
			isLeft = true
		case w == "with", w == "to", w == "from":
			goto done // devices and qualifiers have sides too
		case parts[w]:
			word = w
		}
	}
done:
	switch {
	case word == "" || isRight == isLeft:
		return "", noSide
	case isRight:
		return word, right
	}
	return word, left
}

// parts are body parts that titles of ICD-10-CM call by the same word.
var parts = map[string]bool{
	"femur": true, "femoral": true, "hip": true, "knee": true, "ankle": true, "shoulder": true, "elbow": true, "wrist": true, "humerus": true, "humeral": true,
	"radius": true, "ulna": true, "tibia": true, "fibula": true, "clavicle": true, "scapula": true, "patella": true, "breast": true, "eye": true, "lens": true, "kidney": true, "ovary": true, "testis": true, "ear": true,
}

// hasPart reports whether a title, in lower case, names one of the parts.
func hasPart(title string) bool {
	for part := range parts {
		if strings.Contains(title, part) {
			return true
		}
	}
	return false
}

// names reports whether a title has a word.
func names(title, word string) bool {
	return strings.Contains(strings.ToLower(title), word)
}
