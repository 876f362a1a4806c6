package cm

import (
	"slices"
	"strconv"
	"time"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/intake"
)

// began are codes that came with an update within a fiscal year, one for each
// update that brought some: files of the year that have it are of the update,
// whatever their names say. (Conversion table of fiscal year 2026. The updates
// of April 2024, 2025 and 2026 brought no codes.)
var began = [...]struct{ code, since string }{
	{"Z28.310", "2022-04-01"}, {"T74.A1XA", "2023-04-01"},
}

// january are the codes of January 1, 2021. The files of fiscal year 2021 that
// CMS keeps, which hold from October before, have them too, and so they have a
// day of their own. (Conversion table of fiscal year 2021, January.)
var january = []Code{MustParse("J12.82"), MustParse("M35.81"), MustParse("M35.89"), MustParse("Z11.52"), MustParse("Z20.822"), MustParse("Z86.16")}

// since returns the day on which a code came, by a conversion table where there
// is one, or the zero Date.
func since(history *Conversions, c Code) medcode.Date {
	if d := history.since(c); !d.IsZero() {
		return d
	}
	if slices.Contains(january, c) {
		return medcode.NewDate(2021, time.January, 1)
	}
	return medcode.Date{}
}

// evidence gathers what the parts of the release know of its dates.
func (b *releaseReader) evidence() intake.Evidence {
	r := b.r
	e := intake.Evidence{Years: b.years, Names: b.names}
	for _, a := range []*Addenda{r.addenda, r.codeAddenda} {
		if a == nil {
			continue
		}
		for _, s := range a.file.Summaries {
			e.Updates = e.Updates || intake.SameYear(s.BeforeFile, s.AfterFile)
		}
	}
	exempt := map[Code]bool{}
	for _, list := range b.exempt {
		for _, c := range list.codes {
			exempt[c] = true
		}
	}
	for _, u := range began {
		c := MustParse(u.code)
		if _, ok := r.Lookup(c); ok || exempt[c] {
			e.Begins = append(e.Begins, medcode.MustParseDate(u.since))
		}
	}
	if r.conversions == nil {
		return e
	}
	var latest medcode.Date
	for i := range r.conversions.rows {
		if d := r.conversions.rows[i].Effective; d.After(latest) {
			latest = d
		}
	}
	if e.Begins = append(e.Begins, latest); r.parts == (Parts{Conversions: true}) && b.exempt == nil && !latest.IsZero() {
		e.Years = append(e.Years, strconv.Itoa(intake.Fiscal(latest)))
	}
	return e
}
