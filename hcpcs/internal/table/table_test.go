package table_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs/internal/table"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

func rows(data []byte) (got [][]string, lines []int, err error) {
	for row, err := range table.Rows("f", data, medcode.Limits{}) {
		if err != nil {
			return got, lines, err
		}
		got = append(got, append([]string(nil), row.Cells...))
		lines = append(lines, row.Line)
	}
	return got, lines, nil
}

func TestRows(t *testing.T) {
	got, lines, err := rows([]byte("\xef\xbb\xbfa,\"b\nc\"\r\nd\r\n\x1a"))
	require.NoError(t, err)
	require.Equal(t, [][]string{{"a", "b\nc"}, {"d"}}, got)
	require.Equal(t, []int{1, 3}, lines)
	got, _, err = rows([]byte("\x93a\x94\n"))
	require.NoError(t, err)
	require.Equal(t, [][]string{{"“a”"}}, got)
	got, lines, err = rows(xlsxtest.Book(t, []string{"a"}, nil, []string{"b", "c"}))
	require.NoError(t, err)
	require.Equal(t, [][]string{{"a"}, {"b", "c"}}, got)
	require.Equal(t, []int{1, 3}, lines)

	_, _, err = rows([]byte("a\n\"open\nb\nc\n"))
	var fe *medcode.FileError
	require.ErrorAs(t, err, &fe)
	require.ErrorIs(t, err, medcode.ErrSyntax)
	_, _, err = rows([]byte("PK\x03\x04"))
	require.ErrorIs(t, err, medcode.ErrSyntax)
	for range table.Rows("f", []byte("a\nb\n"), medcode.Limits{}) {
		break
	}
	for range table.Rows("f", xlsxtest.Book(t, []string{"a"}, []string{"b"}), medcode.Limits{}) {
		break
	}
	r := table.Row{Cells: []string{" a "}}
	require.Equal(t, "a", r.Cell(0)+r.Cell(1)+r.Cell(-1))
}

func TestHeading(t *testing.T) {
	var h table.Heading
	for _, cells := range [][]string{{"", "A  title"}, {"non-fac", "", "", "PE"}, {"pe rvu", "description", "", "RVU"}} {
		h.Above(table.Row{Cells: cells})
	}
	require.Equal(t, table.Heading{"NON-FAC PE RVU", "A TITLE DESCRIPTION", "", "PE RVU"}, h)
	require.Equal(t, []int{0, 1, -1}, []int{h.Column("PE RVU"), h.Column("WORK", "DESCRIPTION"), h.Column("CRIPTION")})
}

func TestOver(t *testing.T) {
	require.NoError(t, table.Row{Cells: []string{"a", " "}}.Over("f", 1))
	err := table.Row{Line: 3, Cells: []string{"a", "b"}}.Over("f", 1)
	require.ErrorIs(t, err, medcode.ErrSyntax)
	require.ErrorContains(t, err, "f:3:2: 2 cells under a heading of 1")
}

func TestOldLines(t *testing.T) {
	data := []byte("A,B\r1,\"x, y\"\r\x1a,,\r2,z\r")
	var got []string
	for row, err := range table.Rows("a.csv", data, medcode.Limits{}) {
		require.NoError(t, err)
		got = append(got, fmt.Sprint(row.Line, row.Cells))
	}
	require.Equal(t, []string{"1 [A B]", "2 [1 x, y]", "4 [2 z]"}, got)
	require.Empty(t, table.Unfinished("a.csv", data))
	require.Len(t, table.Unfinished("a.csv", []byte("a\nb")), 1)
	for range table.Rows("a.csv", data, medcode.Limits{}) {
		break
	}
	var h table.Heading
	h.Above(table.Row{Cells: []string{"NON-", "CO-"}})
	h.Above(table.Row{Cells: []string{"FACILITY TOTAL", "SURG"}})
	require.Equal(t, []int{0, 1, -1}, []int{h.Column("NON-FACILITY TOTAL"), h.Column("CO-SURG"), h.Column("FACILITY TOTAL")})
}
