package who

import (
	"fmt"
	"slices"
	"strings"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
)

// head is the header of one of WHO's tables, which are tab-separated. WHO renames,
// adds and moves columns from year to year.
func (t *text) head() heading.Row {
	if len(t.lines) == 0 {
		return heading.Row{}
	}
	return heading.Row{File: t.file.Name, Line: 1, Cells: strings.Split(t.lines[0], "\t")}
}

// bind returns where the columns stand in the header, -1 for one that is missing,
// and the number of columns that the lines have. What stands behind the last
// column is the release.
func bind(t *text, columns []heading.Column) (at []int, n int, release string, err error) {
	h := t.head()
	found, told, err := h.Bind(columns)
	if err != nil {
		return nil, 0, "", err
	}
	n = slices.Max(found.At) + 1
	// A column that no reader knows may stand last; the release is where the
	// lines have nothing.
	if len(t.lines) > 1 {
		n = max(n, min(len(h.Cells), strings.Count(t.lines[1], "\t")+1))
	} else {
		told = append(told, h.NoRows())
	}
	if n < len(h.Cells) {
		release = strings.TrimPrefix(h.Cells[n], "Version:")
	}
	t.diags = append(t.diags, slices.DeleteFunc(told, func(d medcode.Diagnostic) bool { return d.Column > n })...)
	return found.At, n, release, nil
}

func wantColumns(f []string, n int) error {
	if len(f) == n {
		return nil
	}
	return fmt.Errorf("%d columns, want %d: %w", len(f), n, medcode.ErrSyntax)
}
