package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode"
)

var (
	yearIn  = regexp.MustCompile(`20\d\d`)
	shortIn = regexp.MustCompile(`(?i)FY ?(\d\d)(?:\D|$)`)
	monthIn = regexp.MustCompile(`(?i)(?:^|[^a-z])(january|april)(?:[^a-z]|$)`)
)

// Dating names the release that files belong to, and its period: a fiscal year
// from October 1, or what is left of it where a file's name says that it is an
// update of January or April, as in "tabular-April-2025.zip". The years are
// those that the files themselves say; names are looked at when there are none.
// A diagnostic says what is doubtful.
func Dating(years, names []string) (release string, effective medcode.Period, diags []medcode.Diagnostic) {
	named := strings.Join(names, " ")
	var found []string
	for _, y := range years {
		found = append(found, yearIn.FindAllString(y, 1)...)
	}
	if len(found) == 0 {
		found = yearIn.FindAllString(named, -1)
	}
	if m := shortIn.FindStringSubmatch(named); len(found) == 0 && m != nil {
		found = []string{"20" + m[1]}
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
	switch m := monthIn.FindStringSubmatch(named); {
	case m == nil:
	case strings.EqualFold(m[1], "april"):
		release, effective.From = release+"-04", medcode.NewDate(year, time.April, 1)
	default:
		release, effective.From = release+"-01", medcode.NewDate(year, time.January, 1)
	}
	return release, effective, diags
}
