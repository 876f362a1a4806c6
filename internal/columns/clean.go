package columns

import (
	"strconv"
	"strings"
)

// Cell returns what a cell says: without blanks around it, those that don't break
// among them, and without what a spreadsheet is told with that it is text, ="007"
// and '007. What databases and programs write for nothing is nothing.
func Cell(s string) string {
	if s == "" {
		return s
	}
	if c, d := s[0], s[len(s)-1]; c <= ' ' || d <= ' ' || c == 0xc2 || d == 0xa0 { // U+00A0 is C2 A0
		s = strings.Trim(s, " \t\r\n\u00a0")
	}
	switch {
	case s == "":
		return s
	case s[0] == '=' && len(s) >= 3 && s[1] == '"' && s[len(s)-1] == '"':
		s = s[2 : len(s)-1]
	case s[0] == '\'' && len(s) > 1 && strings.IndexByte(s[1:], '\'') < 0:
		s = s[1:]
	}
	if IsNull(s) {
		return ""
	}
	return s
}

// IsNull reports whether a cell says that there is nothing, as databases, SAS, R,
// Python and spreadsheets write it.
func IsNull(s string) bool {
	if len(s) > 6 || len(s) == 0 {
		return false
	}
	switch s[0] {
	case 'N', 'n', '#', '.', '-', '(', '<', '\\':
	default:
		return false
	}
	switch s {
	case "NULL", "null", "Null", "(null)", "(NULL)", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "NaT", "None", "none", "NONE", ".", "-", "--", `\N`:
		return true
	}
	return false
}

// Money returns an amount without the currency, with a sign in front: "12.50" of
// "USD 12.50", "$ 12.50" and "12.50 USD", "-12.50" of "12.50-".
func Money(s string) string {
	s = strings.TrimSpace(s)
	if n := len(s); n > 3 && (strings.EqualFold(s[:3], "USD") || strings.EqualFold(s[:3], "US$")) {
		s = strings.TrimSpace(s[3:])
	} else if n > 3 && strings.EqualFold(s[n-3:], "USD") {
		s = strings.TrimSpace(s[:n-3])
	}
	if rest, ok := strings.CutPrefix(s, "$"); ok {
		s = strings.TrimSpace(rest)
	}
	if rest, ok := strings.CutSuffix(s, "-"); ok && rest != "" {
		s = "-" + rest
	}
	return s
}

// Age returns a number of years as text: of "76", "76.0", "76 years", "76y" and "76 YO".
func Age(s string) string {
	s = strings.TrimSpace(s)
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	switch strings.Trim(strings.ToLower(s[n:]), " .") {
	case "y", "yr", "yrs", "year", "years", "yo", "y/o", "y.o":
		return s[:n]
	}
	return Whole(s)
}

// Whole takes off decimals of zeros, which programs give to whole numbers and to
// codes of digits.
func Whole(s string) string {
	whole, zeros, ok := strings.Cut(s, ".")
	if ok && zeros != "" && strings.Trim(zeros, "0") == "" && isDigits(whole) {
		return whole
	}
	return s
}

// Status returns a discharge status of two digits: of "1", "1.0", "01 - Home".
func Status(s string) string {
	s = Whole(strings.TrimSpace(s))
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	if rest := strings.TrimLeft(s[n:], " "); (n == 1 || n == 2) && rest != "" && strings.IndexByte("-:=(", rest[0]) >= 0 {
		s = s[:n]
	}
	if len(s) == 1 && '0' <= s[0] && s[0] <= '9' {
		return "0" + s
	}
	return s
}

// POA returns the indicator that a word stands for.
func POA(s string) string {
	if len(s) <= 1 {
		return s
	}
	switch strings.ToLower(s) {
	case "yes":
		return "Y"
	case "no":
		return "N"
	case "unknown":
		return "U"
	case "clinically undetermined", "undetermined":
		return "W"
	case "exempt", "1.0":
		return "1"
	}
	return s
}

// NoRow says what a row is that is none: the header again, as files that were put
// together have it, a rule of dashes, totals, or the count of rows that a database
// writes at the end. It is "" of all others.
func NoRow(cells, header []string) string {
	filled, same, rules, numbers, totals, other := 0, 0, 0, 0, 0, 0
	last := ""
	for i, cell := range cells {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		filled, last = filled+1, cell
		switch {
		case i < len(header) && strings.EqualFold(cell, strings.TrimSpace(header[i])):
			same++
		case len(cell) > 1 && strings.Trim(cell, "-=_+") == "":
			rules++
		case isTotal(cell):
			totals++
		case isAmount(cell):
			numbers++
		default:
			other++
		}
		if other > 0 && filled > 1 { // as nearly all rows show at once
			return ""
		}
	}
	switch {
	case filled == 0:
		return ""
	case same == filled && same > 1:
		return "the header again"
	case rules == filled:
		return "a rule of dashes"
	case totals > 0 && totals+numbers == filled:
		return "totals"
	case filled == 1 && isCount(last):
		return "a count of rows"
	}
	return ""
}

func isTotal(cell string) bool {
	if c := cell[0] | 0x20; c != 't' && c != 'g' && c != 's' && c != 'r' || len(cell) > 40 {
		return false
	}
	cell = strings.ToLower(strings.TrimRight(cell, ": "))
	switch cell {
	case "total", "totals", "grand total", "grand totals", "subtotal", "sub-total", "subtotals", "sum", "report total":
		return true
	}
	return strings.HasPrefix(cell, "total ") && len(cell) < 40
}

// unmoney takes off what stands in amounts beside digits.
var unmoney = strings.NewReplacer(",", "", "$", "", "(", "", ")", "", " ", "")

func isAmount(cell string) bool {
	if c := cell[0]; (c < '0' || c > '9') && strings.IndexByte("$(-+.", c) < 0 || len(cell) > 24 {
		return false
	}
	_, err := strconv.ParseFloat(unmoney.Replace(cell), 64)
	return err == nil
}

// isCount reports whether a text is "(3 rows affected)" or the like.
func isCount(text string) bool {
	words := strings.Fields(strings.ToLower(strings.Trim(text, "().-* ")))
	if len(words) < 2 || len(words) > 4 || !isDigits(strings.ReplaceAll(words[0], ",", "")) {
		return false
	}
	switch words[1] {
	case "row", "rows", "row(s)", "record", "records", "record(s)", "rows.", "records.":
		return true
	}
	return false
}

// MostTitles is how many lines may stand before a header.
const MostTitles = 20

// Named returns how many cells of a line name a field.
func Named(line string) int {
	n := 0
	for _, cell := range strings.Split(line, string(Separator(line))) {
		if field, _ := Field(strings.Trim(cell, "\" ")); field != "" {
			n++
		}
	}
	return n
}
