package ncci

import (
	"regexp"
	"strconv"
	"time"

	"github.com/medcode/medcode"
)

// The files of NCCI do not say inside which quarter they are for; their names
// do, in one of these ways.
var quarterNames = []struct {
	pattern *regexp.Regexp
	read    func(groups []int) (year, quarter int)
}{
	// MCR_MUE_PractitionerServices_Eff_04-01-2026.csv
	{regexp.MustCompile(`(?i)eff[-_ ](\d\d)-(\d\d)-(20\d\d)`), func(g []int) (int, int) { return g[2], (g[0] + 2) / 3 }},
	// AOC_V2026Q2-MCR.txt, medicare-ncci-2026q2-…
	{regexp.MustCompile(`(?i)(20\d\d)[-_ ]?q([1-4])`), func(g []int) (int, int) { return g[0], g[1] }},
	// medicaid-ncci-q2-2026-…
	{regexp.MustCompile(`(?i)q([1-4])[-_ ]?(20\d\d)`), func(g []int) (int, int) { return g[1], g[0] }},
	// ccipra-v322r0-f1.txt: version 32.2 is the third quarter of the 33rd year; 1994 had none
	{regexp.MustCompile(`(?i)v(\d\d)([0-3])r\d`), func(g []int) (int, int) { return 1994 + g[0], g[1] + 1 }},
}

// quarterOf returns the quarter that a file's path tells, the innermost name
// first, or the zero Period.
func quarterOf(path string) medcode.Period {
	for _, q := range quarterNames {
		all := q.pattern.FindAllStringSubmatch(path, -1)
		if all == nil {
			continue
		}
		var groups []int
		for _, s := range all[len(all)-1][1:] {
			n, _ := strconv.Atoi(s)
			groups = append(groups, n)
		}
		year, quarter := q.read(groups)
		if quarter < 1 || quarter > 4 {
			continue
		}
		return quarterPeriod(year, quarter)
	}
	return medcode.Period{}
}

func quarterPeriod(year, quarter int) medcode.Period {
	first := time.Month(3*quarter - 2)
	end := medcode.NewDate(year+quarter/4, (first+2)%12+1, 1)
	return medcode.Period{From: medcode.NewDate(year, first, 1), To: end.AddDays(-1)}
}
