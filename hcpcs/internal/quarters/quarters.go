// Package quarters reads the names of quarters, by which CMS publishes releases.
package quarters

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/medcode/medcode"
)

// Months is the names of the months, cut to three letters, for a regular
// expression. Releases between quarters bear the name of another month.
const Months = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"

// Named returns the name ("2025-10") and the days of a quarter, from a year of
// two or four digits and the name of the month it begins with, cut to three
// letters, or its letter, A to D. A release of a month within a quarter holds
// from that month to the end of the quarter.
func Named(year, quarter string) (string, medcode.Period) {
	y, _ := strconv.Atoi(year)
	if y < 100 {
		y += 2000
	}
	month := strings.Index(Months, strings.ToUpper(quarter))/4 + 1
	if len(quarter) == 1 {
		month = strings.Index("ABCD", strings.ToUpper(quarter))*3 + 1
	}
	from := medcode.NewDate(y, time.Month(month), 1)
	_, days := Of(from)
	return fmt.Sprintf("%d-%02d", y, month), medcode.Period{From: from, To: days.To}
}

// Of returns the name and the days of the quarter that holds a date.
func Of(d medcode.Date) (string, medcode.Period) {
	y, m, _ := d.Date()
	m = (m-1)/3*3 + 1
	from := medcode.NewDate(y, m, 1)
	return fmt.Sprintf("%d-%02d", y, m), medcode.Period{From: from, To: medcode.DateOf(from.Time().AddDate(0, 3, -1))}
}
