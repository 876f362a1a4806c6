package rules

import (
	"strconv"
	"strings"
	"sync"

	"github.com/medcode/medcode"
)

// The Official Guidelines, of which there is an edition for each fiscal year.
const (
	GuidelinesCM  = "ICD-10-CM Official Guidelines for Coding and Reporting"
	GuidelinesPCS = "ICD-10-PCS Official Guidelines for Coding and Reporting"
)

// editions are the two documents as the years from 2016 on title them: findings of
// one year share the text.
var editions = sync.OnceValue(func() *[2][64]string {
	var all [2][64]string
	for i := range all[0] {
		year := strconv.Itoa(2016 + i)
		all[0][i], all[1][i] = GuidelinesCM+" FY "+year, GuidelinesPCS+" "+year
	}
	return &all
})

// GuidelinesEdition is the Edition of packs that cite [GuidelinesCM] or
// [GuidelinesPCS]: it adds the fiscal year of the claim's date, "FY 2026" or
// "2026" as the documents are titled. Other citations are as they were, and so
// are all on a date before ICD-10 or on none.
func GuidelinesEdition(c Citation, on medcode.Date) Citation {
	year := on.FiscalYear()
	if on.IsZero() || year < 2016 {
		return c
	}
	switch years := editions(); {
	case c.Document == GuidelinesCM && year < 2016+len(years[0]):
		c.Document = years[0][year-2016]
	case c.Document == GuidelinesPCS && year < 2016+len(years[1]):
		c.Document = years[1][year-2016]
	case strings.HasSuffix(c.Document, GuidelinesCM):
		c.Document += " FY " + strconv.Itoa(year)
	case strings.HasSuffix(c.Document, GuidelinesPCS):
		c.Document += " " + strconv.Itoa(year)
	}
	return c
}
