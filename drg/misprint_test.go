package drg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
)

// A code or a number that is misprinted but well formed is found by what the
// rest of the manual says.
func TestMisprints(t *testing.T) {
	tests := []struct{ name, file, old, new, kind string }{
		{"a procedure that no index has", "mdcs_00_07.txt", "  0B110F4 ", "  0B110Q4 ", "code-without-index"},
		{"a list that nothing asks for", "mdcs_00_07.txt", "\nDRG 084 Traumatic Stupor and Coma >1 Hour without CC/MCC\r\n", "\nDRG 084 Traumatic Stupor and Coma >1 Hour without CC/MCC\r\n\r\nCARDIAC CATHETERIZATION\r\nNON-OPERATING ROOM PROCEDURES\r\n\r\n  00B00ZZ  Excision of Brain\r\n", "list-not-asked"},
		{"a level without a row", "mdcs_00_07.txt", "|  No |  No |                   027", "|  No | Yes |                   027", "table-lacks-level"},
		{"a row that none comes to", "mdcs_00_07.txt", "|  No |  No |                   027", "|  No | Yes |                   027", "row-without-stay"},
		{"another severity than the title's", "mdcs_00_07.txt", "|  No |  No |          084", "|  No |  No |          083", "table-against-title"},
		{"a procedure lost from a list", "mdcs_00_07.txt", "  0B110F4 ", "          ", "E1-index-only"},
		{"a diagnosis lost from the list of an MDC", "appendix_B.txt", "\n K743  ", "\n K745  ", "B-lacks-code"},
		{"a code lost from Appendix G", "appendix_F_I.txt", "  D62 ", "  D63 ", "G-differs"},
		{"a code lost from Appendix H", "appendix_F_I.txt", "  G9341 ", "  D62   ", "H-differs"},
		{"a DRG in two tables", "mdcs_00_07.txt", "|                               018                                |", "|                               003                                |", "drg-twice"},
	}
	for _, tt := range tests {
		_, err := compile(t, edited(t, tt.file, tt.old, tt.new), drg.CodeFiles{})
		var refused *drg.CompileError
		require.ErrorAs(t, err, &refused, tt.name)
		kinds := map[string]int{}
		for _, d := range refused.Diagnostics {
			kinds[string(d.Kind)] = d.Line
		}
		require.Positive(t, kinds[tt.kind], "%s: %v", tt.name, refused.Diagnostics)
	}
}
