// Package cells writes what comes from input into tables that people open in a
// spreadsheet.
package cells

import "strings"

// Text returns a cell as it is, and one that begins like a formula, which a
// spreadsheet would run, with an apostrophe in front, which makes it text. A number
// with its sign is none: identifiers of CMS's made-up claims begin with a minus.
func Text(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 && !number(cell) {
		return "'" + cell
	}
	return cell
}

func number(cell string) bool {
	digits := strings.TrimLeft(cell[1:], "0123456789")
	return (cell[0] == '-' || cell[0] == '+') && len(digits) < len(cell)-1 && strings.Trim(strings.TrimPrefix(digits, "."), "0123456789") == ""
}

// One is Text of a cell in a table that has no quotes: what would end the cell or
// its row becomes a blank.
func One(cell string) string {
	if strings.ContainsAny(cell, "\t\r\n") {
		cell = strings.NewReplacer("\t", " ", "\r", " ", "\n", " ").Replace(cell)
	}
	return Text(cell)
}
