// Package cells writes what comes from input into tables that people open in a
// spreadsheet.
package cells

import "strings"

// Text returns a cell as it is, and one that begins like a formula, which a
// spreadsheet would run, with an apostrophe in front, which makes it text.
func Text(cell string) string {
	if cell != "" && strings.IndexByte("=+-@\t\r", cell[0]) >= 0 {
		return "'" + cell
	}
	return cell
}

// One is Text of a cell in a table that has no quotes: what would end the cell or
// its row becomes a blank.
func One(cell string) string {
	if strings.ContainsAny(cell, "\t\r\n") {
		cell = strings.NewReplacer("\t", " ", "\r", " ", "\n", " ").Replace(cell)
	}
	return Text(cell)
}
