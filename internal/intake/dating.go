package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// Evidence is what is known of the fiscal year that files belong to, and of
// the update within it.
type Evidence struct {
	Years   []string       // texts in the files that name years: a version, a heading, the order file that addenda lead to
	Names   []string       // of the files
	Begins  []medcode.Date // days on which something in the files begins, in this year or before
	Updates bool           // addenda lead from a file of the year to one of the same year
}

// Dating names the release that files belong to, and its period: a fiscal year
// from October 1, or what is left of it where it is an update of January or
// April. The years that the files themselves say stand before those of their
// names. That it is an update the names say ("tabular-April-2025.zip",
// "POAexemptCodesApr22.txt", "Effective-04-01-2022", "2025-04"), or the content:
// something in it begins within the year, or addenda of the year lead to it. A
// diagnostic says what is doubtful.
func Dating(e Evidence) (release string, effective medcode.Period, diags []medcode.Diagnostic) {
	var found []int
	for _, y := range e.Years {
		found = append(found, years(y)...)
	}
	named := strings.Join(e.Names, "\n")
	if len(found) == 0 {
		for _, name := range e.Names {
			found = append(found, years(name)...)
		}
	}
	begins := slices.Concat(e.Begins, starts(named), starts(strings.Join(e.Years, "\n")))
	if len(found) == 0 {
		return "", medcode.Period{}, []medcode.Diagnostic{{Kind: medcode.KindReleaseUnknown, Message: "no file says its year; the release holds for every date"}}
	}
	year := slices.Max(found)
	release = strconv.Itoa(year)
	if earliest := slices.Min(found); earliest != year {
		diags = append(diags, medcode.Diagnostic{Kind: medcode.KindOtherRelease, Text: strconv.Itoa(earliest), Message: "the files are of different years; taken for " + release})
	}
	effective = medcode.Period{From: medcode.NewDate(year-1, time.October, 1), To: medcode.NewDate(year, time.September, 30)}
	month := time.October
	switch {
	case within(year, time.April, begins), says(named, "april", "apr"), strings.Contains(named, release+"-04"):
		month = time.April
	case within(year, time.January, begins), says(named, "january", "jan"), strings.Contains(named, release+"-01"):
		month = time.January
	case e.Updates:
		month = time.April
		diags = append(diags, medcode.Diagnostic{Kind: medcode.KindReleaseInferred, Text: release,
			Message: "the addenda change the files of the same year, so this is an update; no file says of which month, and it was taken for that of April"})
	}
	if month != time.October {
		effective.From = medcode.NewDate(year, month, 1)
		release += fmt.Sprintf("-%02d", month)
	}
	return release, effective, diags
}

// Fiscal returns the fiscal year of a date.
func Fiscal(d medcode.Date) int {
	year, month, _ := d.Date()
	if month >= time.October {
		year++
	}
	return year
}

// within reports whether one of the dates is the first day of a month.
func within(year int, month time.Month, dates []medcode.Date) bool {
	return slices.Contains(dates, medcode.NewDate(year, month, 1))
}

var (
	// effectiveDate is the first day in a name: "Effective-04-01-2022".
	effectiveDate = regexp.MustCompile(`(?i)effective[-_ ]+(\d{1,2})[-_ ](\d{1,2})[-_ ](20\d\d)`)
	// updateName is the month of an update with its year: "Apr22", "Jan-2021", "April 1 2023".
	updateName = regexp.MustCompile(`(?i)(jan|apr)(?:uary|il)?[-_ ,]*(?:1[-_ ,]+)?(20\d\d|\d\d)(?:[^0-9]|$)`)
	// shortYear is a fiscal year of two digits: "FY26", "FY 26", and the headings "Order25", "OrdFY25".
	shortYear = regexp.MustCompile(`(?i)(?:fy|order|ord) ?(\d\d)(?:[^0-9]|$)`)
	// fullYear is a fiscal year of four: "FY2022", which stands before the other years of a name.
	anyYear  = regexp.MustCompile(`(20\d\d)`)
	fullYear = regexp.MustCompile(`(?i)fy[-_ ]?(20\d\d)`)
)

// starts returns the first days that s names.
func starts(s string) (all []medcode.Date) {
	for _, m := range effectiveDate.FindAllStringSubmatch(s, -1) {
		if d, err := medcode.ParseDate(fmt.Sprintf("%s-%02s-%02s", m[3], m[1], m[2])); err == nil {
			all = append(all, d)
		}
	}
	for _, m := range updateName.FindAllStringSubmatch(s, -1) {
		year, _ := strconv.Atoi(m[2])
		month := time.April
		if m[1] == "jan" || m[1] == "Jan" || m[1] == "JAN" {
			month = time.January
		}
		all = append(all, medcode.NewDate(2000+year%100, month, 1))
	}
	return all
}

// years returns the fiscal years that s names.
func years(s string) (all []int) {
	for _, d := range starts(s) {
		all = append(all, Fiscal(d))
	}
	if all != nil {
		return all
	}
	for _, of := range []*regexp.Regexp{fullYear, anyYear, shortYear} {
		for _, m := range of.FindAllStringSubmatch(s, -1) {
			y, _ := strconv.Atoi(m[1])
			all = append(all, 2000+y%100)
		}
		if all != nil {
			break
		}
	}
	return all
}

// Years returns the years 2000 to 2099 that s names, as in the file names
// icd10pcs_order_2026.txt and icd10cm-codes-April-2025.txt.
func Years(s string) []string {
	var years []string
	for i := 0; i+4 <= len(s); i++ {
		if s[i] == '2' && s[i+1] == '0' && codeword.IsDigit(s[i+2]) && codeword.IsDigit(s[i+3]) {
			years = append(years, s[i:i+4])
			i += 3
		}
	}
	return years
}

// says reports whether one of the words stands in s, between other characters
// than letters.
func says(s string, words ...string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }),
		func(word string) bool { return slices.Contains(words, word) })
}

// SameYear reports whether the names of two files, of which addenda lead from
// one to the other, say the same year: then these are addenda of an update.
func SameYear(before, after string) bool {
	x, y := Years(before), Years(after)
	return len(x) > 0 && len(y) > 0 && x[0] == y[0]
}
