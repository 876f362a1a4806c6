package xlsxtest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/xlsx"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

// A book is read back as it was given, columns beyond Z included.
func TestBook(t *testing.T) {
	wide := strings.Split(strings.Repeat("x<&>,", 800), ",")
	b, err := xlsx.Open("a.xlsx", xlsxtest.Book(t, []string{"a", "", "c"}, nil, wide), medcode.Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"Sheet1"}, b.Sheets())
	got := map[int][]string{}
	for row, err := range b.Rows("") {
		require.NoError(t, err)
		got[row.Number] = append([]string(nil), row.Cells...)
	}
	require.Equal(t, map[int][]string{1: {"a", "", "c"}, 3: wide}, got)
}
