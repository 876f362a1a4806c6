package words

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// measures are phrases with a number that decides the code. The codes follow
// the titles of the classification: body mass index by whole units (Z68), weeks
// of gestation (Z3A).
var measures = []struct {
	phrase *regexp.Regexp
	code   func(n float64) string
}{
	{regexp.MustCompile(`(?i)\b(?:bmi|body mass index)(?: of| is|:|=)?\s*(\d+(?:\.\d+)?)`), bodyMass},
	{regexp.MustCompile(`(?i)\bnihss?(?: score)?(?: of| is|:|=)?\s*(\d+)\b`), strokeScale},
	{regexp.MustCompile(`(?i)\b(?:gcs|glasgow(?: coma scale)?)(?: score)?(?: of| is|:|=)?\s*(\d+)\b`), comaScale},
	{regexp.MustCompile(`(?i)\b(?:premat\w*|preemie|ex-?prem\w*|(?:preterm|preterm born|premature) (?:newborn|infant|baby|neonate))\b\D*?(\d+)\s?(?:w|wk|wks|weeks?)\b`), pretermWeeks},
	{regexp.MustCompile(`(?i)\b(\d+)\s?-?(?:w|wk|wks|weeks?)\b\D*?\b(?:premie|preemie|(?:preterm|premature) (?:newborn|infant|baby|neonate))\b`), pretermWeeks},
	{regexp.MustCompile(`(?i)\b(?:v?lbw|elbw|low birth ?weight|birth ?weight|bw)\D*?(\d{3,4})\s?(?:g|gm|gms|grams?)\b`), birthWeight},
	{regexp.MustCompile(`(?i)\b(\d+)(?:\s?w|\s?wks?| weeks?)\b.*\b(?:gestation|pregnan|preg|ga|iup)`), weeks},
	{regexp.MustCompile(`(?i)\b(?:gestation|pregnan|preg|ga|iup)\w*\b.*?\b(\d+)(?:\s?w|\s?wks?| weeks?)\b`), weeks},
}

// measured returns the codes that the numbers of a phrase give.
func measured(phrase string) []string {
	var codes []string
	for _, m := range measures {
		if found := m.phrase.FindStringSubmatch(phrase); found != nil {
			if n, err := strconv.ParseFloat(found[1], 64); err == nil {
				if c := m.code(n); c != "" {
					codes = append(codes, c)
				}
			}
		}
	}
	return codes
}

// bodyMass is of adults: a child's goes by percentile (Z68.5).
func bodyMass(n float64) string {
	switch {
	case n < 20:
		return "Z68.1"
	case n < 40:
		return fmt.Sprintf("Z68.%d", int(n))
	case n < 70:
		return fmt.Sprintf("Z68.4%d", fatBand(n))
	}
	return "Z68.45"
}

func weeks(n float64) string {
	switch {
	case n < 8:
		return "Z3A.01"
	case n <= 42:
		return "Z3A." + strings.Repeat("0", 2-len(strconv.Itoa(int(n)))) + strconv.Itoa(int(n))
	case n < 50:
		return "Z3A.49"
	}
	return ""
}

// fatBand is the last character of Z68.41 to Z68.45.
func fatBand(n float64) int {
	switch {
	case n < 45:
		return 1
	case n < 50:
		return 2
	case n < 60:
		return 3
	}
	return 4
}

// gestation is an age of pregnancy in weeks.
var gestation = regexp.MustCompile(`(?i)\b(\d{1,2})\s?(?:w|wks?|weeks?)\b`)

// trimester returns in which trimester the week of a phrase is, in the words of
// titles; they count from 14 weeks 0 days and 28 weeks 0 days (chapter 15).
func trimester(phrase string) string {
	m := gestation.FindStringSubmatch(phrase)
	if m == nil {
		return ""
	}
	switch n, _ := strconv.Atoi(m[1]); {
	case n < 14:
		return "first trimester"
	case n < 28:
		return "second trimester"
	case n < 46:
		return "third trimester"
	}
	return ""
}

// strokeScale is the score of the NIH stroke scale.
func strokeScale(n float64) string {
	if n > 42 {
		return ""
	}
	return fmt.Sprintf("R29.7%02d", int(n))
}

// comaScale is the sum of the Glasgow coma scale, which the classification has in
// three bands.
func comaScale(n float64) string {
	switch {
	case n < 3 || n > 15:
		return ""
	case n >= 13:
		return "R40.241"
	case n >= 9:
		return "R40.242"
	}
	return "R40.243"
}

// pretermWeeks is the gestational age of a newborn, by completed weeks.
func pretermWeeks(n float64) string {
	switch w := int(n); {
	case w < 20 || w > 36:
		return ""
	case w < 23:
		return "P07.21"
	case w < 28:
		return fmt.Sprintf("P07.2%d", w-21)
	default:
		return fmt.Sprintf("P07.3%d", w-27)
	}
}

// birthWeight is that of a newborn of low weight, in grams.
func birthWeight(n float64) string {
	switch {
	case n >= 2500:
		return ""
	case n >= 2000:
		return "P07.18"
	case n >= 1000:
		return fmt.Sprintf("P07.1%d", int(n)/250)
	case n >= 500:
		return fmt.Sprintf("P07.0%d", int(n)/250)
	}
	return "P07.01"
}
