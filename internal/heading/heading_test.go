package heading_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/heading"
)

var columns = []heading.Column{
	{Name: "HCPCS", Called: "hcpcs|hcpcscode"},
	{Name: "units"},
	{Name: "work", Is: func(title string) bool { return heading.Has(title, "WORK", "PW") }, Need: heading.Expected},
	{Name: "note", Need: heading.Optional},
	{Name: "depth", Need: heading.Optional},
	{Name: "depth of the other", Called: "depth", Need: heading.Optional},
	{Name: "state", Is: func(title string) bool { return len(title) == 2 }, Need: heading.Optional, Many: true},
}

func row(text string) heading.Row {
	return heading.Row{File: "f.csv", Line: 3, Cells: strings.Split(text, ",")}
}

func TestBind(t *testing.T) {
	found, told, err := row(" Units ,HCPCS_Code,2026 PW  GPCI,,AL,depth,AK,DEPTH").Bind(columns)
	require.NoError(t, err)
	require.Empty(t, told)
	require.Equal(t, []int{1, 0, 2, -1, 5, 7, 4}, found.At)
	require.Equal(t, []int{1, 0, 2, -1, 6, 4, 6, 5}, found.Of)
}

func TestTold(t *testing.T) {
	_, told, err := row("hcpcs,units, Colour ,note").Bind(columns)
	require.NoError(t, err)
	require.Len(t, told, 2)
	require.Equal(t, medcode.KindUnknownColumn, told[0].Kind)
	require.Equal(t, `f.csv:3:3: a column that the reader doesn't know was left out: "Colour"`, told[0].String())
	require.Equal(t, medcode.KindMissingColumn, told[1].Kind)
	require.Equal(t, `f.csv:3: the file has no such column: "work"`, told[1].String())
	require.Equal(t, medcode.KindCutShort, row("a").NoRows().Kind)
}

func TestErrors(t *testing.T) {
	for text, says := range map[string]string{
		"units,work":                    `f.csv:3: no column "HCPCS": unknown layout: "units|work"`,
		"hcpcs,units,PW,work":           `f.csv:3:4: two columns "work": unknown layout: "work"`,
		"hcpcs,units,depth,DEPTH,depth": `f.csv:3:5: two columns "depth": unknown layout: "depth"`,
	} {
		_, _, err := row(text).Bind(columns)
		require.ErrorIs(t, err, medcode.ErrLayout)
		require.EqualError(t, err, says)
	}
	require.EqualError(t, row("a").Empty(), "f.csv:3: a heading without rows; the file is cut short: unknown layout")
	require.ErrorIs(t, row("a").Empty(), medcode.ErrLayout)
}

func TestIs(t *testing.T) {
	require.True(t, row("units,hcpcs code").Is(columns))
	require.False(t, row("units of work").Is(columns))
	require.False(t, row("").Is(columns))
}

func TestWords(t *testing.T) {
	require.Equal(t, "NON-FAC PE RVU", heading.Title(" non-fac  PE rvu"))
	require.Equal(t, []string{"NON", "FAC", "PE"}, heading.Words("NON-FAC PE"))
	require.Equal(t, "hcpcsmod2", heading.Plain(" HCPCS/Mod_2 "))
	require.False(t, heading.Has("WORKS", "WORK"))
}
