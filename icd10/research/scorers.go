package research

import (
	"strings"
	"unicode"
)

// Scorer returns the columns of the Elixhauser measures: a 0 or 1 for each, by
// AHRQ's names, then both indices. Where a unit has no present-on-admission
// indicator at all, the measures that need them and the indices are missing.
func (e *Elixhauser) Scorer() Scorer { return elixhauserScorer{e} }

type elixhauserScorer struct{ *Elixhauser }

func (e elixhauserScorer) Columns() []string {
	var names []string
	for _, m := range e.measures {
		names = append(names, "CMR_"+m.Name)
	}
	return append(names, "CMR_Index_Readmission", "CMR_Index_Mortality")
}

func (e elixhauserScorer) Score(u *Unit, row *Row) error {
	c := e.In(u.Diagnoses, u.Window)
	for i, m := range e.measures {
		if c.NoPOA && m.POA {
			row.Missing()
			continue
		}
		row.Bool(c.Measures.Has(i))
	}
	if c.NoPOA {
		row.Missing()
		row.Missing()
		return nil
	}
	row.Int(c.Readmission)
	row.Int(c.Mortality)
	return nil
}

// Scorer returns the columns of Charlson's conditions, a 0 or 1 for each, by
// their short names ("charlson_chf", see [CharlsonCondition.Short]), and the
// score ("charlson").
func (c *Charlson) Scorer() Scorer { return charlsonScorer{c} }

type charlsonScorer struct{ *Charlson }

func (c charlsonScorer) Columns() []string {
	var names []string
	for condition := range CharlsonConditions() {
		names = append(names, "charlson_"+condition.Short())
	}
	return append(names, "charlson")
}

func (c charlsonScorer) Score(u *Unit, row *Row) error {
	s := c.Of(u.Diagnoses, u.Window)
	for condition := range CharlsonConditions() {
		row.Bool(s.Conditions.Has(condition))
	}
	row.Int(s.Score)
	return nil
}

// Scorer returns two columns: all categories of the unit, between blanks, and
// the default category of its principal diagnosis: the inpatient default, or,
// with outpatient, that of the first diagnosis.
func (c *CCSR) Scorer(outpatient bool) Scorer { return ccsrScorer{c, outpatient} }

type ccsrScorer struct {
	*CCSR
	outpatient bool
}

func (c ccsrScorer) Columns() []string { return []string{"CCSR", "CCSR_default"} }

func (c ccsrScorer) Score(u *Unit, row *Row) error {
	var b []byte
	for _, i := range c.Of(u.Diagnoses, u.Window) {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, c.categories[i].Name...)
	}
	row.bytes(b)
	row.Text(c.first(u))
	return nil
}

func (c ccsrScorer) first(u *Unit) string {
	for _, d := range u.Diagnoses {
		if d.Outside(u.Window) || d.Code.System().IsProcedure() {
			continue
		}
		if c.outpatient {
			return c.Outpatient(d.Code)
		}
		if d.Principal {
			return c.Inpatient(d.Code)
		}
	}
	return CCSRMissing
}

// Scorer returns one column: how many of the unit's diagnoses are chronic, each
// code once.
func (c *CCIR) Scorer() Scorer { return ccirScorer{c} }

type ccirScorer struct{ *CCIR }

func (c ccirScorer) Columns() []string { return []string{"chronic"} }

func (c ccirScorer) Score(u *Unit, row *Row) error {
	seen := map[Code]bool{}
	for _, i := range c.Of(u.Diagnoses, u.Window) {
		seen[u.Diagnoses[i].Code] = true
	}
	row.Int(len(seen))
	return nil
}

// DefinitionScorer returns for each definition a 0 or 1 and the date of the
// first diagnosis that counts, in columns with the definition's name, whose
// letters and digits stay and all else becomes a low line: "covid_19" and
// "covid_19_first".
func DefinitionScorer(definitions []Definition) Scorer { return definitionScorer(definitions) }

type definitionScorer []Definition

func (d definitionScorer) Columns() []string {
	var names []string
	for _, x := range d {
		name := strings.Map(columnRune, x.Name)
		names = append(names, name, name+"_first")
	}
	return names
}

// columnRune keeps the characters that names of columns have in SQL and R.
func columnRune(c rune) rune {
	if unicode.IsLetter(c) || unicode.IsDigit(c) {
		return c
	}
	return '_'
}

func (d definitionScorer) Score(u *Unit, row *Row) error {
	for _, c := range Cases(d, u.Diagnoses, u.Window) {
		row.Bool(c.Is)
		row.Date(c.First)
	}
	return nil
}

// columnName is a name as a column has it.
func columnName(s string) string { return strings.Map(columnRune, s) }
