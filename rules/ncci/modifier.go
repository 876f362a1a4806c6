package ncci

import (
	"iter"
	"sort"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// A ModifierGroup is a group of NCCI PTP-associated modifiers.
type ModifierGroup uint8

// The groups.
const (
	Anatomic      ModifierGroup = iota + 1 // eyelids, fingers, toes, sides, coronary arteries
	GlobalSurgery                          // services in a global surgical period
	Distinct                               // other: separate encounters, structures, practitioners
)

// associated are the NCCI PTP-associated modifiers, in order (NCCI Policy
// Manual, chapter I, section E).
var associated = []struct {
	text  string
	group ModifierGroup
}{
	{"24", GlobalSurgery}, {"25", GlobalSurgery}, {"27", Distinct}, {"57", GlobalSurgery},
	{"58", GlobalSurgery}, {"59", Distinct}, {"78", GlobalSurgery}, {"79", GlobalSurgery}, {"91", Distinct},
	{"E1", Anatomic}, {"E2", Anatomic}, {"E3", Anatomic}, {"E4", Anatomic},
	{"F1", Anatomic}, {"F2", Anatomic}, {"F3", Anatomic}, {"F4", Anatomic}, {"F5", Anatomic},
	{"F6", Anatomic}, {"F7", Anatomic}, {"F8", Anatomic}, {"F9", Anatomic}, {"FA", Anatomic},
	{"LC", Anatomic}, {"LD", Anatomic}, {"LM", Anatomic}, {"LT", Anatomic},
	{"RC", Anatomic}, {"RI", Anatomic}, {"RT", Anatomic},
	{"T1", Anatomic}, {"T2", Anatomic}, {"T3", Anatomic}, {"T4", Anatomic}, {"T5", Anatomic},
	{"T6", Anatomic}, {"T7", Anatomic}, {"T8", Anatomic}, {"T9", Anatomic}, {"TA", Anatomic},
	{"XE", Distinct}, {"XP", Distinct}, {"XS", Distinct}, {"XU", Distinct},
}

// BypassModifiers yields the NCCI PTP-associated modifiers with their groups,
// in order: those that bypass an edit of indicator 1.
func BypassModifiers() iter.Seq2[hcpcs.Modifier, ModifierGroup] {
	return func(yield func(hcpcs.Modifier, ModifierGroup) bool) {
		for _, m := range associated {
			if !yield(hcpcs.MustParseModifier(m.text), m.group) {
				return
			}
		}
	}
}

// find returns the number of a modifier among the associated ones.
func find(m hcpcs.Modifier) (int, bool) {
	key := m.Key()
	keyAt := func(i int) uint16 { return uint16(associated[i].text[0])<<8 | uint16(associated[i].text[1]) }
	i := sort.Search(len(associated), func(i int) bool { return keyAt(i) >= key })
	return i, i < len(associated) && keyAt(i) == key
}

// A Column is a column of the PTP tables.
type Column uint8

// The columns.
const (
	Column1 Column = 1 // the code that is paid
	Column2 Column = 2 // the code that is denied
)

// Bypasses reports whether a modifier on the line with the given column's code
// bypasses an edit of indicator 1 on a date of service.
//
// Any NCCI PTP-associated modifier does, on either line, with two exceptions in
// time. XE, XP, XS and XU exist since January 1, 2015 (Change Request 8863).
// And on Medicare's practitioner claims 59 and these four counted only on the
// column 2 line for dates of service before July 1, 2019 (Change Request 11168).
// That a modifier bypasses does not make it right: the record must show that
// the services were distinct.
func Bypasses(m hcpcs.Modifier, column Column, p Program, s Service, on medcode.Date) bool {
	if _, ok := find(m); !ok {
		return false
	}
	k := m.Key()
	isX := k>>8 == 'X'
	if isX && on.Before(medcode.NewDate(2015, time.January, 1)) {
		return false
	}
	if is59 := k == '5'<<8|'9'; (is59 || isX) && column == Column1 && p != Medicaid && s == Practitioner {
		return !on.Before(medcode.NewDate(2019, time.July, 1))
	}
	return true
}
