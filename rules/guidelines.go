package rules

import (
	"strconv"
	"strings"

	"github.com/medcode/medcode"
)

// The Official Guidelines, of which there is an edition for each fiscal year.
const (
	GuidelinesCM  = "ICD-10-CM Official Guidelines for Coding and Reporting"
	GuidelinesPCS = "ICD-10-PCS Official Guidelines for Coding and Reporting"
)

// GuidelinesEdition is the Edition of packs that cite [GuidelinesCM] or
// [GuidelinesPCS]: it adds the fiscal year of the claim's date, "FY 2026" or
// "2026" as the documents are titled. Other citations are as they were, and so
// are all on a date before ICD-10 or on none.
func GuidelinesEdition(c Citation, on medcode.Date) Citation {
	year := on.FiscalYear()
	if on.IsZero() || year < 2016 {
		return c
	}
	switch {
	case strings.HasSuffix(c.Document, GuidelinesCM):
		c.Document += " FY " + strconv.Itoa(year)
	case strings.HasSuffix(c.Document, GuidelinesPCS):
		c.Document += " " + strconv.Itoa(year)
	}
	return c
}
