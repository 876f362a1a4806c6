package cm

import (
	"bytes"
	"iter"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/source"
	"github.com/medcode/medcode/internal/xlsx"
)

// An exemptList is a file of codes exempt from POA reporting.
type exemptList struct {
	file  string
	codes []Code
	lines []int32
}

// textRows yields the rows of tab-separated text.
func textRows(text []byte) iter.Seq2[xlsx.Row, error] {
	return func(yield func(xlsx.Row, error) bool) {
		for n, line := range source.Lines(text) {
			if !yield(xlsx.Row{Number: n, Cells: strings.Split(string(bytes.TrimRight(line, "\t ")), "\t")}, nil) {
				return
			}
		}
	}
}

// exemptRows reads a list of codes exempt from POA reporting, if it is one: CMS
// publishes the list, and lists of what was added, deleted and revised, all
// with a header of names. The added codes are in the list too, and the deleted
// and revised ones say nothing of what holds, so that only tables with an
// order number and without an action count.
func (b *releaseReader) exemptRows(file string, rows iter.Seq2[xlsx.Row, error]) (bool, error) {
	list := exemptList{file: file}
	column, holds := -1, false
	for row, err := range rows {
		if err != nil {
			return false, err
		}
		if column < 0 {
			if column, holds = exemptHeader(row.Cells); column < 0 {
				return false, nil
			}
			continue
		}
		if row.Empty() || !holds {
			continue
		}
		c, err := Parse(row.Cell(column))
		if err != nil {
			return false, &medcode.FileError{File: file, Line: row.Number, Text: strings.Join(row.Cells, "\t"), Err: err}
		}
		list.codes, list.lines = append(list.codes, c), append(list.lines, int32(row.Number))
	}
	if holds {
		b.exempt = append(b.exempt, list)
	}
	return column >= 0, nil
}

// exemptHeader returns the column of the code, -1 when the cells are no header
// of such a list, and whether its codes are those that hold.
func exemptHeader(cells []string) (column int, holds bool) {
	column = -1
	order, action := false, false
	for i, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		switch {
		case strings.Contains(name, "poaexempt"), strings.Contains(name, "poa exempt"):
			column = i
		case strings.HasPrefix(name, "order"):
			order = true
		case name == "action":
			action = true
		}
	}
	return column, order && !action
}

// markExempt marks the codes of all lists.
func (b *releaseReader) markExempt() {
	for _, list := range b.exempt {
		for i, c := range list.codes {
			at, ok := b.r.at[c]
			switch {
			case ok:
				b.r.nodes[at].exempt = true
			case len(b.r.nodes) > 0:
				b.diags = append(b.diags, medcode.Diagnostic{File: list.file, Line: int(list.lines[i]), Kind: "poa-exempt-unknown",
					Text: c.String(), Message: "exempt from POA reporting, but not a code of the release"})
			}
		}
		b.r.parts.POAExempt = true
	}
}
