package manual_test

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/manual"
)

// The fixture's indexes follow from its logic, but for what is so in the
// official manuals, too.
func TestCrossCheckFixture(t *testing.T) {
	var got []string
	for _, d := range read(t, fixture(t)).CrossCheck() {
		require.NotEmpty(t, d.File)
		require.Positive(t, d.Line)
		got = append(got, string(d.Kind)+" "+d.Message)
	}
	require.Equal(t, []string{
		"B-index-only MDC 20, DRG 894: 1 codes, the first F1010", "B-index-only MDC 20, DRG 895: 1 codes, the first F1010",
		"B-index-only MDC 20, DRG 896: 1 codes, the first F1010", "B-index-only MDC 20, DRG 897: 1 codes, the first F1010",
		"B-index-only MDC 24, DRG 963: 10 codes, the first S0000XA", "B-index-only MDC 24, DRG 964: 10 codes, the first S0000XA",
		"B-index-only MDC 24, DRG 965: 10 codes, the first S0000XA", "B-index-only MDC 25, DRG 969: 1 codes, the first B20",
		"B-index-only MDC 25, DRG 970: 1 codes, the first B20",
		"D-order MDC 08: 456 is printed behind lower families",
	}, got)
	require.Empty(t, (&manual.Manual{}).CrossCheck())
}

// What contradicts itself is found.
func TestCrossCheckFinds(t *testing.T) {
	tests := []struct{ file, old, new, kind, message string }{
		{"appendix_B.txt", "\n K743  ", "\n K745  ", "B-lacks-code", "the index lacks K743 in MDC 07"},
		{"appendix_B.txt", " K743    07  432-434", " K743    07  432-433", "B-logic-only", "MDC 07, DRG 434: 1 codes, the first K743"},
		{"appendix_D_E.txt", "  02HA0QZ   05  242-244", "  02HA0QZ   05  432-434", "E1-index-only", "MDC 05, DRG 432: 1 codes, the first 02HA0QZ"},
		{"appendix_D_E.txt", "  0JH604Z          05  242-244", "  0JH604Z          05  242-243", "E2-logic-only", "MDC 05, DRG 244: 1 codes, the first 02H63JZ+0JH604Z"},
		{"appendix_D_E.txt", "  242-244 Permanent", "  432-434 Permanent", "D-drg-without-table", "DRG 432 is in no table of MDC 05"},
		{"appendix_C.txt", "B59     MCC    0007:3", "B59     MCC    0007:4", "C-collection-count", "B59: collection 0007 has 3 codes, not the 4 printed"},
		{"appendix_C.txt", "PDX collection 0012", "PDX collection 0011", "C-collection-twice", "collection 0011 is there twice"},
		{"appendix_C.txt", "D62     CC ", "D62     MCC", "G-differs", "1 codes of Appendix G, CC are not in Appendix C part 1, the first D62"},
		{"appendix_F_I.txt", "  D62 ", "  D63 ", "G-differs", "1 codes of Appendix G, CC are not in Appendix C part 1, the first D63"},
		{"appendix_F_I.txt", "  G9341 ", "  D62   ", "H-differs", "1 codes of Appendix C part 1 are not in Appendix H, MCC, the first G9341"},
		{"appendix_F_I.txt", "  I469 ", "  I468 ", "H-differs", "1 codes of Appendix C part 2 are not in Appendix H part 2, the first I469"},
		{"appendix_C.txt", "L89153  MCC 04", "L89153  MCC   ", "C-column-lacks", "HAC 04: 1 codes, the first L89153"},
		{"appendix_C.txt", "B59     MCC    0007", "B59     MCC 04 0007", "I-lacks", "HAC 04 doesn't list B59"},
	}
	known := map[string]bool{}
	for _, d := range read(t, fixture(t)).CrossCheck() {
		known[d.Message] = true
	}
	for _, tt := range tests {
		files := fixture(t)
		damaged := maps.Clone(files)
		require.True(t, bytes.Contains(files[tt.file].Data, []byte(tt.old)), tt.old)
		damaged[tt.file] = &fstest.MapFile{Data: bytes.Replace(files[tt.file].Data, []byte(tt.old), []byte(tt.new), 1)}
		found := ""
		for _, d := range read(t, damaged).CrossCheck() {
			if !known[d.Message] {
				found += string(d.Kind) + " " + d.Message + "\n"
			}
		}
		require.True(t, strings.Contains(found, tt.kind+" "+tt.message), "%q:\n%s", tt.old, found)
	}
}
