package drg_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
)

// A manual with a new section and a new column compiles with two lines, and
// groups as before.
func TestWordings(t *testing.T) {
	const early = "mdcs_00_07.txt"
	files := edited(t, early, "| ECMO |", "| EXTC |", "\nECMO\r\n", "\nExtracorporeal Circulation\r\n")
	m, err := manual.Read(files)
	require.NoError(t, err)

	_, err = drg.CompileWith(m, drg.CodeFiles{})
	var refused *drg.CompileError
	require.ErrorAs(t, err, &refused)
	var kinds []string
	for _, d := range refused.Diagnostics {
		kinds = append(kinds, string(d.Kind))
	}
	require.Equal(t, []string{"unknown-column", "unknown-wording"}, kinds, "one finding each, however many rows the table has")

	const heading = "[headings]\nExtracorporeal circulation = section\n"
	const column = "# of the same year\n[columns]\nEXTC = \"EXTRACORPOREAL CIRCULATION\"\n"
	for _, wordings := range [][]string{{heading, column}, {heading + column}} {
		g, err := drg.CompileWith(m, drg.CodeFiles{}, wordings...)
		require.NoError(t, err)
		require.Equal(t, drg.Number(3), g.Group(claim(t, "J189 | 0B110F4 5A1955Z 00B00ZZ")).Initial.DRG)
		require.Equal(t, drg.Number(3), g.Group(claim(t, "J189 | 5A1522F")).Initial.DRG)
	}
	_, err = drg.Compile(m)
	require.ErrorAs(t, err, &refused, "the wordings of one compile are not those of the next")
}

func TestBadWordings(t *testing.T) {
	tests := []struct {
		text string
		line int
		is   error
		says string
	}{
		{"\n[headings]\nNEW", 3, medcode.ErrSyntax, "want wording = meaning"},
		{"[headings]\nany operating room procedure = note", 2, medcode.ErrSyntax, "two meanings"},
		{"[hac]\nX = procedur", 2, medcode.ErrSyntax, `unknown meaning "procedur"`},
		{"[titles]\nX = befor-unrelated", 2, medcode.ErrSyntax, `unknown meaning "befor-unrelated"`},
		{"[titles]\nX = rest 7", 2, medcode.ErrSyntax, `unknown meaning "rest 7"`},
		{"[titles]\nX = status", 2, medcode.ErrSyntax, `unknown meaning "status"`},
		{"[chapters]\nX = femail", 2, medcode.ErrSyntax, `unknown meaning "femail"`},
		{"[headings]\nX = lst procedure", 2, medcode.ErrSyntax, `unknown meaning "lst procedure"`},
		{"[headings]\nX = list procedur", 2, medcode.ErrSyntax, `unknown list "list procedur"`},
		{"[headings]\nX = section list procedure twice", 2, medcode.ErrSyntax, "words behind the meaning"},
		{"[headings]\nX = note procedure", 2, medcode.ErrSyntax, "words behind the meaning"},
		{"[columns]\nX = severity high", 2, medcode.ErrSyntax, `unknown severity "high"`},
		{"[columns]\nX = " + strings.Repeat("(", 1_000_000), 2, medcode.ErrLimit, "4096 bytes"},
	}
	for _, tt := range tests {
		_, err := drg.CompileWith(&manual.Manual{}, drg.CodeFiles{}, tt.text)
		var at *medcode.FileError
		require.ErrorAs(t, err, &at)
		require.Equal(t, "wordings", at.File)
		require.Equal(t, tt.line, at.Line)
		require.ErrorIs(t, err, tt.is)
		require.ErrorContains(t, err, tt.says)
	}
}

// What can only be meant needs no line in the lexicon.
func TestNewNames(t *testing.T) {
	const early = "mdcs_00_07.txt"
	tests := []struct {
		name   string
		oldnew []string
		kinds  []string // of the findings
	}{
		{"a section that its column names", []string{"| ECMO |", "| EXTC |", "\nECMO\r\n", "\nEXTC\r\n"}, nil},
		{"a section of more words than its column", []string{"\nECMO\r\n", "\nECMO THERAPY\r\n"}, nil},
		{"a column in capitals", []string{"| ECMO |", "| Ecmo |"}, nil},
		{"all that a family asks for", []string{"T-CELL IMMUNOTHERAPY", "T-CELLS OF A NEW KIND"}, nil},
		{"a wording that may mean anything", []string{"T-CELL IMMUNOTHERAPY", "T-CELLS OR OTHER CELLS"}, []string{"unknown-wording"}},
		{"a section and a column that may be each other's", []string{"\nECMO\r\n", "\nHEART-LUNG MACHINE\r\n"}, []string{"unknown-column", "unknown-wording"}},
		{"a column that asks for two of a section", []string{"| ECMO |", "| Both |", "\nECMO\r\n", "\nBOTH ECMO\r\n"}, []string{"unknown-wording", "unknown-column"}},
		{"a column that says more than the name of a section", []string{"| ECMO | MV>96", "| ECMO | MV or"}, []string{"unknown-column"}},
		{"a heading within the lists of a section", []string{"\n5A1522F*", "\nCENTRAL\r\n\r\n5A1522F*"}, []string{"heading-without-list", "unknown-wording"}},
		{"a second heading within the lists of a section", []string{"\n5A1522F*", "\n5A1522F* Made-up\r\n\r\nCENTRAL\r\n\r\n5A1522F*"}, []string{"unknown-wording"}},
		{"a name over diagnoses, principal or secondary", []string{"PRINCIPAL DIAGNOSIS\r\n\r\n  I5023", "FAILURES\r\n\r\n  I5023"}, []string{"unknown-wording", "family-without-condition"}},
		{"procedures over diagnoses", []string{"PRINCIPAL DIAGNOSIS\r\n\r\n  I5023", "OPERATING ROOM PROCEDURES\r\n\r\n  I5023"}, []string{"code-of-other-kind", "code-of-other-kind"}},
		{"a section twice", []string{"\nTRACHEOSTOMY\r\n", "\nECMO\r\nOPERATING ROOM PROCEDURES\r\n\r\n  0B110F4 Made-up\r\n\r\nTRACHEOSTOMY\r\n"}, []string{"section-twice"}},
		{"nothing before a without", []string{"\nECMO\r\n", "\nECMO\r\nWITHOUT "}, []string{"loose-connective"}},
		{"nothing behind an or", []string{"\nTRACHEOSTOMY\r\n", "\nOR\r\n\r\nTRACHEOSTOMY\r\n"}, []string{"loose-connective"}},
		{"a section beside lists that are asked anyway", []string{"OPERATING ROOM PROCEDURES\r\n\r\n  00B00ZZ", "OPERATING ROOM PROCEDURES\r\n\r\n  00C40ZZ Skull\r\n\r\nCRANIAL REPAIRS\r\n\r\n  00B00ZZ"}, []string{"unknown-wording"}},
	}
	for _, tt := range tests {
		m, err := manual.Read(edited(t, early, tt.oldnew...))
		require.NoError(t, err)
		_, err = drg.Compile(m)
		if tt.kinds == nil {
			require.NoError(t, err, tt.name)
			continue
		}
		var refused *drg.CompileError
		if !assert.ErrorAs(t, err, &refused, tt.name) {
			continue
		}
		var kinds []string
		for _, d := range refused.Diagnostics {
			kinds = append(kinds, string(d.Kind))
		}
		assert.Equal(t, tt.kinds, kinds, "%s: %v", tt.name, refused.Diagnostics)
	}
}
