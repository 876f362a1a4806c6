package guideline

import (
	"strings"

	"github.com/medcode/medcode/icd10/cm"
)

// marks are sets of codes that rules speak of, one bit each.
type marks uint64

const (
	external  marks = 1 << iota // external causes of morbidity
	obstetric                   // chapter 15
	perinatal                   // chapter 16
	liveborn
	onlyFirst // Z codes that may only be first-listed
	therapy   // encounters for antineoplastic therapy
	neoplasm
	sequela // codes for a sequela that do not say which
	severeSepsis
	septicShock
	postprocedural // septic shock after a procedure
	systemic       // systemic infections that severe sepsis follows
	organFailure
	sepsis
	localized // infections of one place
	diabetes
	gestational // diabetes
	pregnant    // diabetes, pre-existing
	antidiabetic
	hiv
	hivStatus
	hivRelated
	hivObstetric
	normal // delivery
	delivery
	outcome
	singleLive
	weeks
	ruledOut
	pastCancer // history of a primary malignancy
	aged       // codes for an age
	combining  // codes that others may make redundant

	// The following are of the release, by titles and places,
	// or of characters.
	manifestation
	trimester1
	trimester2
	trimester3
	female
	male
	unspecified
	residual    // unspecified, beside specific codes of its subcategory
	adverse     // effect of a drug
	underdosing // of a drug
	acute7      // 7th character of an initial encounter
	later7      // 7th character of a subsequent one
	sequela7
	header     // more characters must follow
	codeFirsts // a Code first note holds for it
	additions  // a Use additional note holds for it
	oneSide    // of codes that differ in their side alone
	bothSided
	sideUnsaid

	// The last are of a claim as a whole.
	lacking  // the release has not one of its codes
	repeated // a code comes again
	paired   // an Excludes1 note that holds for a code names one
	operated // there are procedures
	itemized // there are lines
)

// listed are the sets as lists of codes and ranges; one with ! before it is
// taken out again.
var listed = [...]struct {
	mark marks
	list string
}{
	{external, "V00-Y99"},
	{obstetric, "O00-O9A"},
	{perinatal, "P00-P96"},
	{liveborn, "Z38"},
	// Guidelines, section I.C.21.c.15.
	{onlyFirst, "Z00 !Z00.6 Z01 Z02 Z04 Z33.2 Z31.81 Z31.83 Z31.84 Z34 Z38 Z39 Z40 Z42 Z51.0 Z51.1 Z52 !Z52.9 Z76.1 Z76.2 Z99.12"},
	{therapy, "Z51.0 Z51.1"},
	{neoplasm, "C00-D49"},
	// The categories of sequelae. I69 is not among them: its codes say the residual.
	{sequela, "B90-B94 E64 E68 G09 O94"},
	{severeSepsis, "R65.2"},
	{septicShock, "R65.21"},
	{postprocedural, "T81.12"},
	// Guidelines, section I.C.1.d, and the index under Sepsis.
	{systemic, "A40 A41 A02.1 A20.7 A21.7 A22.7 A24.1 A26.7 A32.7 A39.2-A39.4 A42.7 A48.3 A54.86 B00.7 B37.7 B38.7 B39.3 P36 P37.52 " +
		"O85 O86.04 O75.3 O03.37 O03.87 O04.87 O07.37 O08.82 T80.2 T81.44 T88.0"},
	{organFailure, "D65 D69.59 D69.6 E87.2 G62.81 G72.81 G92 G93.1 G93.4 I21.A1 I50 I51.81 I5A J80 J95.82 J96.0 J96.2 K55.0 K56.0 K56.7 K72.0 K72.9 K76.7 K76.82 N17 N99.0 R09.02 R40 R41.0 R41.82 R57 R34 I95 E27.4 D68.8 D68.9 I46 O90.4 P28.5 P96.0"},
	{sepsis, "A40 A41"},
	{localized, "J12-J18 J09.X1 J10.0 J11.0 J69.0 J85 J86 K65 K81.0 L03 M86 N10 N39.0 N41.0 A04 G00 I33"},
	{diabetes, "E08-E13"},
	{gestational, "O24.4"},
	{pregnant, "O24.0-O24.3 O24.8 O24.9"},
	{antidiabetic, "Z79.4 Z79.84 Z79.85"},
	{hiv, "B20"},
	{hivStatus, "Z21 R75"},
	{hivRelated, "A07.2 A31 A81.2 B25 B45 B58 B59 C46"},
	{hivObstetric, "O98.7"},
	{normal, "O80"},
	{delivery, "O80 O82"},
	{outcome, "Z37"},
	{singleLive, "Z37.0"},
	{weeks, "Z3A"},
	{ruledOut, "Z03"},
	{pastCancer, "Z85.0-Z85.8"},
	{aged, "Z38 Z00.0 Z00.1 Z68 O00-O9A R54"},
	{combining, "E78.0 E78.1 I10-I12 I13.1 I25.10 I50.2 J09.X J10 J11 J44 J81.0 K56.6 N13.3 O10 E08-E13"},
}

// A span is a code with all below it, or a range of such.
type span struct{ first, last cm.Code }

func (s span) contains(c cm.Code) bool {
	return c.Compare(s.first) >= 0 && (c.Compare(s.last) <= 0 || s.last.Contains(c))
}

// parseSpan reads "Z00" or "A39.2-A39.4".
func parseSpan(s string) span {
	first, last, isRange := strings.Cut(s, "-")
	if !isRange {
		last = first
	}
	return span{cm.MustParse(first), cm.MustParse(last)}
}

func spans(list string) []span {
	var all []span
	for _, s := range strings.Fields(list) {
		all = append(all, parseSpan(s))
	}
	return all
}

// within reports whether c is in one of the spans.
func within(c cm.Code, all []span) bool {
	for _, s := range all {
		if s.contains(c) {
			return true
		}
	}
	return false
}

// sets are the sets, ready to be asked: the spans by the first letter of the codes
// in them.
type sets ['Z' - 'A' + 1][]markedSpan

type markedSpan struct {
	span
	mark marks
	out  bool
}

func newSets() *sets {
	all := new(sets)
	for _, set := range listed {
		for _, s := range strings.Fields(set.list) {
			s, out := strings.CutPrefix(s, "!")
			sp := parseSpan(s)
			for letter := first(sp.first); letter <= first(sp.last); letter++ {
				all[letter-'A'] = append(all[letter-'A'], markedSpan{sp, set.mark, out})
			}
		}
	}
	return all
}

// of returns the sets that have c, by its characters alone.
func (all *sets) of(c cm.Code) (m marks) {
	letter := first(c)
	if letter < 'A' || letter > 'Z' {
		return 0
	}
	spans := all[letter-'A']
	for i := range spans {
		if s := &spans[i]; s.contains(c) {
			if s.out {
				m &^= s.mark
			} else {
				m |= s.mark
			}
		}
	}
	return m | encounter(c) | intent(c)
}

// encounter returns the mark of the 7th character of injuries and external
// causes, and of fractures and the like elsewhere (guidelines, section
// I.C.19.a and c). In other categories the 7th character means other things.
func encounter(c cm.Code) marks {
	if c.Len() != 7 {
		return 0
	}
	key := c.Key()
	letter, seventh := byte(key>>56), byte(key>>8)
	if strings.IndexByte("STVWXYM", letter) < 0 {
		return 0
	}
	switch {
	case seventh == 'A', seventh == 'B', seventh == 'C':
		return acute7
	case seventh == 'S':
		return sequela7
	case 'D' <= seventh && seventh <= 'R':
		return later7
	}
	return 0
}

// intent returns the mark that the fifth or sixth character of a code for a
// drug makes: 5 is an adverse effect, 6 underdosing (tabular list, T36-T50).
// The sixth tells, unless it is the placeholder or not there.
func intent(c cm.Code) marks {
	text := c.Compact()
	if len(text) < 5 || text[0] != 'T' || text[:3] < "T36" || text[:3] > "T50" {
		return 0
	}
	tells := text[4]
	if len(text) > 5 && text[5] != 'X' {
		tells = text[5]
	}
	switch tells {
	case '5':
		return adverse
	case '6':
		return underdosing
	}
	return 0
}
