package mpfs

import (
	"bytes"
	"iter"
	"regexp"
	"strings"

	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/source"
)

// Each table beside the relative values is published as csv, as workbook and as
// text in columns. The headings of the texts are cut, or there is none.

var (
	csvRow = regexp.MustCompile(`^"?\d{1,5} *"?,`)
	// anesthesiaText: "10112       00    ALABAMA        1931", without a heading
	anesthesiaText = regexp.MustCompile(`^(\d{5})\s+(\d{2})\s+(\S.*?)\s+(\d{4})\s*[\r\n]`)
	// capText: "0633TTC C 01112  05   150.69    150.69"
	capText = regexp.MustCompile(`^[0-9A-Z]{5}[0-9A-Z ]{2} [A-Z] \d{5}\s+\d\d\s+\d+\.\d\d\s+\d+\.\d\d\s*[\r\n]`)
)

// isColumns reports whether a table is text in columns rather than csv: no line
// begins as a row of csv does, or has more commas than that.
func isColumns(data []byte, commas int) bool {
	if source.Sniff(data) != source.Text {
		return false
	}
	for _, line := range source.Lines(data) {
		if csvRow.Match(line) || bytes.HasPrefix(line, []byte(",,")) || bytes.Count(line, []byte(",")) > commas {
			return false
		}
	}
	return true
}

// columnText yields the rows of a text under a heading made for them, as cells
// splits its lines.
func columnText(data []byte, heading []string, cells func(line string) []string) iter.Seq2[table.Row, error] {
	return func(yield func(table.Row, error) bool) {
		if !yield(table.Row{Cells: heading}, nil) {
			return
		}
		for n, line := range source.Lines(data) {
			if !yield(table.Row{Line: n, Cells: cells(strings.TrimRight(string(line), "\x1a"))}, nil) {
				return
			}
		}
	}
}

var wideBlank = regexp.MustCompile(`\s{2,}`)

// countyText yields the rows of the crosswalk from localities to counties:
// contractor, locality, the state where a new one begins, its area, the
// counties.
func countyText(data []byte) iter.Seq2[table.Row, error] {
	const area = 43 // the state stands before this column
	return columnText(data, []string{"CONTRACTOR", "LOCALITY", "STATE", "FEE SCHEDULE AREA", "COUNTIES"}, func(line string) []string {
		cells := wideBlank.Split(strings.TrimSpace(line), -1)
		if len(cells) < 3 || !digits(cells[0]) || !digits(cells[1]) {
			return []string{strings.TrimSpace(line)}
		}
		if at := strings.Index(line, cells[2]); at >= area {
			cells = append([]string{cells[0], cells[1], ""}, cells[2:]...)
		}
		return cells
	})
}

// factorText yields the rows of the anesthesia conversion factors, whose text
// gives them in cents.
func factorText(data []byte) iter.Seq2[table.Row, error] {
	return columnText(data, []string{"CONTRACTOR", "LOCALITY", "LOCALITY NAME", "CONVERSION FACTOR"}, func(line string) []string {
		m := anesthesiaText.FindStringSubmatch(line + "\n")
		if m == nil {
			return []string{strings.TrimSpace(line)}
		}
		return []string{m[1], m[2], m[3], m[4][:2] + "." + m[4][2:]}
	})
}
