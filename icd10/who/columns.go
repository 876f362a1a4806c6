package who

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode"
)

// A column of WHO's tables by the names it has in one release or another, in
// plain form between bars. WHO renames, adds and moves columns from year to
// year.
type column struct {
	names    string
	optional bool
}

// plain returns a column's name without what varies: case, blanks and marks.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		}
		return -1
	}, name)
}

// bind returns where the columns stand in a tab-separated header, -1 for one
// that is missing, and the number of columns that the lines have. What stands
// behind the last column is the release.
func bind(t *text, columns []column) (at []int, n int, release string, err error) {
	header := strings.Split(t.lines[0], "\t")
	taken := make([]bool, len(header))
	for _, c := range columns {
		at = append(at, -1)
		for i, name := range header {
			if !taken[i] && strings.Contains("|"+c.names+"|", "|"+plain(name)+"|") {
				at[len(at)-1], taken[i] = i, true
				n = max(n, i+1)
				break
			}
		}
		if at[len(at)-1] < 0 && !c.optional {
			return nil, 0, "", t.errorf(1, t.lines[0], "no column %s: %w", strings.ReplaceAll(c.names, "|", " or "), medcode.ErrLayout)
		}
	}
	// A column that no reader knows may stand last; the release is where the
	// lines have nothing.
	if len(t.lines) > 1 {
		n = max(n, min(len(header), strings.Count(t.lines[1], "\t")+1))
	}
	if n < len(header) {
		release = strings.TrimPrefix(header[n], "Version:")
	}
	return at, n, release, nil
}

// hasColumns reports whether a header has all of these plain names.
func hasColumns(t *text, names ...string) bool {
	if len(t.lines) == 0 {
		return false
	}
	header := "|"
	for name := range strings.SplitSeq(t.lines[0], "\t") {
		header += plain(name) + "|"
	}
	for _, n := range names {
		if !strings.Contains(header, "|"+n+"|") {
			return false
		}
	}
	return true
}

func wantColumns(f []string, n int) error {
	if len(f) == n {
		return nil
	}
	return fmt.Errorf("%d columns, want %d: %w", len(f), n, medcode.ErrSyntax)
}
