package words

import (
	"maps"

	"github.com/medcode/medcode/icd10/cm"
)

// sideNames are the words of a phrase for a side, and that of titles.
var sideNames = map[string]string{"left": "left", "l": "left", "lt": "left", "right": "right", "r": "right", "rt": "right",
	"bilateral": "bilateral", "both": "bilateral", "bilat": "bilateral", "bl": "bilateral"}

// sideOf returns the side that a phrase says, "" where it says none or several.
func sideOf(phrase string) (side string) {
	for _, w := range plain(phrase) {
		switch s := sideNames[w]; {
		case s == "" || s == side:
		case side != "":
			return ""
		default:
			side = s
		}
	}
	return side
}

// ofSide returns the entry beside e that says the same of a side, where e is of
// another or of none that is specified; else the zero Entry.
func ofSide(e cm.Entry, side string) cm.Entry {
	if side == "" || !e.IsValid() {
		return cm.Entry{}
	}
	if _, ok := e.SeventhCharacter(); ok {
		e, _ = e.Parent()
	}
	at, words := sidesIn(e.Title())
	if at[side] || len(at) == 0 {
		return cm.Entry{}
	}
	parent, ok := e.Parent()
	if !ok {
		return cm.Entry{}
	}
	for c := range parent.Children() {
		if of, same := sidesIn(c.Title()); of[side] && maps.Equal(same, words) {
			return c
		}
	}
	return cm.Entry{}
}

// sidesIn returns the sides that a title says, unspecified among them, and its
// other words.
func sidesIn(title string) (sides, others map[string]bool) {
	sides, others = map[string]bool{}, map[string]bool{}
	for _, w := range terms(title, throughout) {
		switch w {
		case "left", "right", "bilateral", "unspecifi":
			sides[w] = true
		default:
			others[w] = true
		}
	}
	return sides, others
}
