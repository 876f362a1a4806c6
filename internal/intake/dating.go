package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/codeword"
)

// Dating names the release that files belong to, and its period: a fiscal year
// from October 1, or what is left of it where a file's name says that it is an
// update of January or April, as in "tabular-April-2025.zip" or "2025-04". The
// years are those that the files themselves say; names are looked at when there
// are none. A diagnostic says what is doubtful.
func Dating(years, names []string) (release string, effective medcode.Period, diags []medcode.Diagnostic) {
	named := strings.Join(names, " ")
	var found []string
	for _, y := range years {
		found = append(found, Years(y)...)
	}
	if len(found) == 0 {
		found = Years(named)
	}
	if len(found) == 0 {
		found = fiscalYears(named)
	}
	if len(found) == 0 {
		return "", medcode.Period{}, []medcode.Diagnostic{{Kind: "no-year", Message: "no file says its year; the release holds for every date"}}
	}
	release = slices.Max(found)
	if earliest := slices.Min(found); earliest != release {
		diags = append(diags, medcode.Diagnostic{Kind: "years", Text: earliest, Message: "the files are of different years; taken for " + release})
	}
	year, _ := strconv.Atoi(release) // four digits
	effective = medcode.Period{From: medcode.NewDate(year-1, time.October, 1), To: medcode.NewDate(year, time.September, 30)}
	switch {
	case says(named, "april", "apr") || strings.Contains(named, release+"-04"):
		effective.From = medcode.NewDate(year, time.April, 1)
		release += "-04"
	case says(named, "january", "jan") || strings.Contains(named, release+"-01"):
		effective.From = medcode.NewDate(year, time.January, 1)
		release += "-01"
	}
	return release, effective, diags
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

// fiscalYears returns the years that s names as "FY26" or "FY 26".
func fiscalYears(s string) []string {
	var years []string
	for rest := strings.ToUpper(s); ; {
		_, after, ok := strings.Cut(rest, "FY")
		if !ok {
			return years
		}
		rest = strings.TrimPrefix(after, " ")
		if digits := len(rest) - len(strings.TrimLeft(rest, "0123456789")); digits == 2 {
			years = append(years, "20"+rest[:2])
		}
	}
}

// says reports whether one of the words stands in s, between other characters
// than letters.
func says(s string, words ...string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }),
		func(word string) bool { return slices.Contains(words, word) })
}
