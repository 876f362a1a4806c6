package compile

import (
	"slices"
	"strings"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/medcode/medcode/drg/manual"
)

// A table answers every combination of what its columns ask, or lets it fall
// out of the family. What can't be meant is found here: a level of severity
// without a row between others that have one, a row that none comes to, a DRG
// whose rows ask for another severity than its title says.

// levels is a set of levels, a bit for each.
type levels uint8

const allLevels levels = 1<<logic.NonCC | 1<<logic.CC | 1<<logic.MCC

// tables holds the tables against what they must answer.
func (c *compiler) tables() {
	for _, f := range c.fams {
		c.table(f)
	}
	for i := range c.l.Unrelated {
		c.table(&familySource{Family: &c.l.Unrelated[i], src: &c.m.Unrelated[i]})
	}
}

// maxAsked bounds how many conditions of a table are held against each other.
const maxAsked = 12

func (c *compiler) table(f *familySource) {
	if f.unclear {
		return
	}
	var asked []int // the conditions of the table that don't ask for severity
	for i := range f.Conds {
		if logic.SeverityOf(&f.Conds[i]) == 0 {
			asked = append(asked, i)
		}
	}
	if len(asked) > maxAsked {
		c.odd(f.src.Place, manual.KindTableTooWide, "the table of %s has more than %d conditions", f.src.Title, maxAsked)
		return
	}
	said := map[int]levels{}
	var claimed levels
	for _, d := range f.src.DRGs {
		said[d.Number] = c.lex.titleLevels(d.Title)
		claimed |= said[d.Number]
	}
	reached := make([]bool, len(f.Rows))
	var hole, other bool
	for truth := range 1 << len(asked) {
		var answered levels
		at := map[int]levels{}
		for level := logic.NonCC; level <= logic.MCC; level++ {
			holds := func(cond int) bool { return truth>>slices.Index(asked, cond)&1 == 1 }
			i := answerOf(f.Family, level, holds, true)
			if i >= 0 {
				reached[i] = true
			} else if i = answerOf(f.Family, level, holds, false); i < 0 {
				continue
			}
			n := f.Rows[i].DRG
			answered |= 1 << level
			at[n] |= 1 << level
		}
		if answered != 0 && claimed&^answered != 0 && !hole {
			hole = true
			c.odd(f.src.Place, manual.KindTableLacksLevel, "the table of %s has rows for some levels of severity and none for another", f.src.Title)
		}
		for n, have := range at {
			if want, ok := said[n]; ok && have&^want != 0 && have != allLevels && !other {
				other = true
				c.odd(f.src.Place, manual.KindTableAgainstTitle, "the table of %s leads to DRG %03d with another severity than its title says", f.src.Title, n)
			}
		}
	}
	for i, r := range f.Rows {
		if !reached[i] {
			c.odd(manual.Place{File: int32(r.Place.File), Line: int32(r.Place.Line)}, manual.KindRowWithoutStay, "no stay comes to this row of %s, DRG %03d: others answer all", f.src.Title, r.DRG)
		}
	}
}

// answer returns the first row of f that holds, or -1, where the conditions
// that don't ask for severity hold as said. If not strict, a No is read as n/a.
func answerOf(f *logic.Family, level int, holds func(cond int) bool, strict bool) int {
	return slices.IndexFunc(f.Rows, func(r logic.Row) bool {
		return !slices.ContainsFunc(r.Cells, func(x logic.Cell) bool {
			n := logic.SeverityOf(&f.Conds[x.Cond])
			is := n == logic.LevelOrMore && level >= logic.CC || n != 0 && n == level
			if n == 0 {
				is = holds(int(x.Cond))
			}
			return is != x.Yes && (x.Yes || strict)
		})
	})
}

// titleLevels returns the severities that the title of a DRG speaks of, all if
// it doesn't.
func (l *lexicon) titleLevels(title string) levels {
	key, _ := l.key(title)
	key = " " + key + " "
	for _, t := range titleSeverities {
		if _, rest, ok := strings.Cut(key, t.words); ok && !strings.HasPrefix(rest, "OR ") {
			return t.levels
		} else if ok {
			break // "with MCC or X": X may have any
		}
	}
	return allLevels
}

// titleSeverities are the ways in which a title says a severity, the longest first.
var titleSeverities = []struct {
	words  string
	levels levels
}{
	{" WITHOUT CC/MCC ", 1 << logic.NonCC},
	{" WITHOUT MCC ", 1<<logic.NonCC | 1<<logic.CC},
	{" CC/MCC ", 1<<logic.CC | 1<<logic.MCC},
	{" CC OR MCC ", 1<<logic.CC | 1<<logic.MCC},
	{" MCC ", 1 << logic.MCC},
	{" CC ", 1 << logic.CC},
}
