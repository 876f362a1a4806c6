package recordlayout_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/internal/recordlayout"
	"github.com/medcode/medcode/internal/official"
)

const sample = `  ***  A record made up for tests

  1.   Made Up Code
                                 2      1      2    CHAR

                                                    CODES         :
                                                       10 = First meaning, which
                                                            goes on (eff 1/1/2024)
                                                       A group of others
                                                       -----------------
                                                       '2' = Second
                                                    OCCURS MIN: 0 OCCURS MAX: 3

  2.   FILLER                                       CHAR
                                 1      3      3
                                                    CODES         :
                                                       X  = None
                                                    LENGTH         : 1
                                                       Y  = Not a value

 MADE_TB                                            Made Table

   01L = Listed
`

func TestParse(t *testing.T) {
	require.Equal(t, recordlayout.Layout{
		Fields: []recordlayout.Field{
			{Number: 1, Name: "Made Up Code", Length: 2, Begin: 1, End: 2, Max: 3, Values: []recordlayout.Value{{Code: "10", Title: "First meaning, which goes on"}, {Code: "2", Title: "Second"}}},
			{Number: 2, Name: "FILLER", Length: 1, Begin: 3, End: 3, Max: 1, Values: []recordlayout.Value{{Code: "X", Title: "None"}}},
		},
		Tables: []recordlayout.Table{{Name: "MADE_TB", Values: []recordlayout.Value{{Code: "01L", Title: "Listed"}}}},
	}, recordlayout.Parse(sample))
	require.Empty(t, recordlayout.Parse(""))
}

// go generate gives the file that is committed.
func TestGenerateReproduces(t *testing.T) {
	text, err := os.ReadFile(official.Path(t, "releases/hcpcs/2025-01/HCPC2025_recordlayout.txt"))
	require.NoError(t, err)
	got, err := recordlayout.Generate(text)
	require.NoError(t, err)
	want, err := os.ReadFile("../../tables_gen.go")
	require.NoError(t, err)
	require.Equal(t, string(want), string(got))
}
