package drg_test

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/manual"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// edited returns the small manual of package manual with texts of it replaced.
func edited(tb testing.TB, file string, oldnew ...string) fstest.MapFS {
	tb.Helper()
	out := fstest.MapFS{}
	names, err := fs.Glob(os.DirFS("manual/testdata/manual"), "*.txt")
	require.NoError(tb, err)
	for _, name := range names {
		data, err := os.ReadFile("manual/testdata/manual/" + name)
		require.NoError(tb, err)
		out[name] = &fstest.MapFile{Data: data}
	}
	for i := 0; i < len(oldnew); i += 2 {
		text := string(out[file].Data)
		require.Contains(tb, text, oldnew[i])
		out[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, oldnew[i], oldnew[i+1], 1))}
	}
	return out
}

func compile(tb testing.TB, files fs.FS, codes drg.CodeFiles) (*drg.Grouper, error) {
	tb.Helper()
	m, err := manual.Read(files)
	require.NoError(tb, err)
	return drg.CompileWith(m, codes)
}

func fixtureGrouper(tb testing.TB) *drg.Grouper {
	tb.Helper()
	g, err := compile(tb, edited(tb, ""), drg.CodeFiles{})
	require.NoError(tb, err)
	return g
}

func TestCompile(t *testing.T) {
	g := fixtureGrouper(t)
	require.Equal(t, "99", g.Version())
	require.Len(t, g.Source(), 64)
	tests := []struct{ claim, want string }{
		{"I10 | XW033C7", "5/018"},
		{"J189 | 0B110F4 5A1955Z", "4/004"},
		{"J189 | 5A1955Z 00B00ZZ", "4/003"},
		{"J189 | 5A1955Z 0HB0XZZ", "4/004"},
		{"G9341 | 00C40ZZ", "1/027"},
		{"S061X5A", "1/084"},
		{"S062X5A", "INVALID_PDX"},
		{"S062X5A S061X5A", "1/084"},
		{"J690 | 5A1955Z", "4/004"},
		{"J690 | 5A1945Z", "4/208"},
		{"I442 | 0JH604Z 02H63JZ", "5/244"},
		{"I442 | 0JH604Z", "5/310"},
		{"I442 | 0JH605Z 02H63JZ 02HK3JZ", "5/244"},
		{"I2101 A000", "5/281"},
		{"I2101 I469", "5/280"},
		{"M1611 | 0SR90J9 0SRC0J9", "8/462"},
		{"M1611 | 0SR90J9 0SR90J9", "8/470"},
		{"M1611 | 0SRF0J9", "8/469"},
		{"M1611 | 0RG7070 0SG10A0", "8/458"},
		{"M4126 | 0SG00AJ", "8/458"},
		{"I442 | 0TY00Z1", "11/652"},
		{"N390 | 0TY00Z1 5A1D70Z", "11/651"},
		{"T8241XA | 05HM33Z", "11/675"},
		{"N393 | | M", "12/726"},
		{"N393 | 0UT90ZZ | F", "13/743"},
		{"O30139 Z370 | 10E0XZZ", "14/807"},
		{"O30139 Z370 | 10E0XZZ 10Q00ZZ", "14/768"},
		{"O0900", "14/998"},
		{"Z3800 J340", "15/795"},
		{"Z3800 I10", "15/794"},
		{"P0718 P912", "15/791"},
		{"Z3800 | | 2", "15/789"},
		{"A419 J9601 | 5A1955Z", "18/004"},
		{"F200 | 0FHB7DZ 0FPB7DZ", "19/885"},
		{"F1010 | | 7", "20/894"},
		{"F1010 | HZ30ZZZ", "20/895"},
		{"T2000XA", "22/935"},
		{"Z449", "23/946"},
		{"Z451 | F003GKZ", "23/950"},
		{"S37001A S061X5A", "24/965"},
		{"B59 B20", "25/976"},
		{"B20 | 00B00ZZ", "25/970"},
		{"K743 | 0TB00ZZ", "7/983"},
		{"K743 | 0HB0XZZ", "7/989"},
		{"V0001XA", "DX_CANNOT_BE_PDX"},
	}
	for _, tt := range tests {
		s := claim(t, tt.claim)
		r := g.Group(s)
		if got := answer(r.Initial); got != tt.want {
			t.Errorf("%s -> %s, want %s\n%s", tt.claim, got, tt.want, g.Explain(s))
		}
		sameAsTwin(t, g, s, &r)
	}
}

func TestCodeFiles(t *testing.T) {
	// The year's ICD-10-CM lacks K743, its ICD-10-PCS 0FT40ZZ.
	full := drg.CodeFiles{
		Diagnoses:  []cm.Code{cm.MustParse("I10"), cm.MustParse("N390"), cm.MustParse("W19.XXXA")},
		Procedures: []pcs.Code{pcs.MustParse("00B00ZZ"), pcs.MustParse("0W3P8ZZ")},
	}
	g, err := compile(t, edited(t, ""), full)
	require.NoError(t, err)
	require.Equal(t, "INVALID_PDX", answer(g.Group(claim(t, "K743")).Initial), "retired")
	require.Equal(t, "DX_CANNOT_BE_PDX", answer(g.Group(claim(t, "W19XXXA")).Initial))
	require.Equal(t, "INVALID_PDX", answer(g.Group(claim(t, "V0001XA")).Initial), "not in the files given")
	r := g.Group(claim(t, "N390 | 0FT40ZZ 0W3P8ZZ 00B00ZZ"))
	require.Equal(t, []bool{false, true, true}, []bool{r.Procedures[0].Recognized, r.Procedures[1].Recognized, r.Procedures[2].Recognized})
	require.False(t, r.Procedures[1].OperatingRoom, "a code that defines no DRG")

	strange := edited(t, "mdcs_00_07.txt", "  0B110F4 ", "  0B110Q4 New\r\n  0B110F4 ", "  K743    Primary", "  K745    New\r\n  K743    Primary")
	_, err = compile(t, strange, drg.CodeFiles{})
	require.ErrorContains(t, err, "the code K745 is in neither Appendix B nor Appendix E, nor in the code files given")
	full.Partial = true
	known := full
	known.Diagnoses, known.Procedures = append(known.Diagnoses, cm.MustParse("K74.5")), append(known.Procedures, pcs.MustParse("0B110Q4"))
	g, err = compile(t, strange, known)
	require.NoError(t, err, "codes that the indexes lack")
	require.Equal(t, "4/004", answer(g.Group(claim(t, "J189 | 0B110Q4 5A1955Z")).Initial))

	g, err = compile(t, edited(t, ""), full)
	require.NoError(t, err)
	require.Equal(t, "7/434", answer(g.Group(claim(t, "K743")).Initial), "older files retire nothing")
}

// What the compiler doesn't understand it refuses, and says where.
func TestCompileRefuses(t *testing.T) {
	const early, late, far = "mdcs_00_07.txt", "mdcs_12_21.txt", "mdcs_22_25.txt"
	tests := []struct{ name, file, old, new, kind, says string }{
		{"an unknown wording", early, "T-CELL IMMUNOTHERAPY", "T-CELLS EXCEPT", "unknown-wording", "T-CELLS EXCEPT"},
		{"an unknown column", early, "| ECMO |", "| EMCO |", "unknown-column", "EMCO"},
		{"a DRG that Appendix A lacks", "appendix_A.txt", "018     M  ", "017     M  ", "unknown-drg", "DRG 018"},
		{"a DRG without a table", "appendix_A.txt", "018     M  ", "017     M  Bone Marrow\r\n018     M  ", "drg-without-table", "DRG 017"},
		{"a surgical DRG outside the hierarchy", "appendix_D_E.txt", "  025-027 Cran", "  028-030 Cran", "drg-without-class", "DRG 025"},
		{"a code in no index", "appendix_B.txt", " K743   ", " K744   ", "code-without-index", "K743"},
		{"a collection that isn't there", "appendix_C.txt", "PDX collection 0007", "PDX collection 0008", "unknown-collection", "collection 0007"},
		{"a collection of another size", "appendix_C.txt", "0002:2 codes", "0002:3 codes", "collection-count", "not the 3 printed"},
		{"a condition without a list", "appendix_F_I.txt", "HAC 04: ", "HAC 03: ", "unknown-hac", "number 04"},
		{"a wording among the conditions", "appendix_F_I.txt", "PRINCIPAL DIAGNOSES", "PRIMARY DIAGNOSES", "unknown-wording", "PRIMARY DIAGNOSES"},
		{"a heading without codes", early, "\r\n\r\n  00B00ZZ Made-up description of 00B00ZZ\r\n  00C40ZZ Made-up description of 00C40ZZ", "", "heading-without-list", "OPERATING ROOM PROCEDURES"},
		{"codes under a sentence", early, "Operating Room Procedures not listed in DRGs 987 thru 989\r\n", "Operating Room Procedures not listed in DRGs 987 thru 989\r\n\r\n  00B00ZZ Codes\r\n", "list-of-sentence", "987 thru 989"},
		{"codes under a note", late, "AND NO SECONDARY DIAGNOSES\r\n", "AND NO SECONDARY DIAGNOSES\r\n\r\n  I10 Codes\r\n", "list-of-note", "AND NO SECONDARY"},
		{"a sentence about lists that aren't there", late, "Listed under DRG 793", "Listed under DRG 652", "no-lists", "See Major Problem"},
		{"a sentence about an unknown DRG", late, "Listed under DRG 793", "Listed under DRG 001", "unknown-drg", "DRG 001, which no family has"},
		{"a condition across nothing", far, "PRINCIPAL OR SECONDARY DIAGNOSIS OF MAJOR RELATED CONDITION", "HEART TRANSPLANT\r\nPRINCIPAL OR SECONDARY DIAGNOSIS OF MAJOR RELATED CONDITION", "across-without-list", "MAJOR RELATED CONDITION"},
		{"a family that says nothing", late, "of Mental Illness\r\n\r\nANY OPERATING ROOM PROCEDURE", "of Mental Illness\r\n", "family-without-condition", "Mental Illness"},
		{"no list of non-extensive procedures", "appendix_F_I.txt", "ONLY OPERATING ROOM PROCEDURES", "OPERATING ROOM PROCEDURES", "no-non-extensive", "Appendix F"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := compile(t, edited(t, tt.file, tt.old, tt.new), drg.CodeFiles{})
			var refused *drg.CompileError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, "99", refused.Version)
			require.ErrorContains(t, err, fmt.Sprintf("MS-DRG 99 does not compile, %d findings", len(refused.Diagnostics)))
			for _, d := range refused.Diagnostics {
				if string(d.Kind) == tt.kind && strings.Contains(d.Message, tt.says) {
					if tt.kind != "no-non-extensive" {
						require.NotEmpty(t, d.File)
						require.Positive(t, d.Line)
					}
					return
				}
			}
			require.Fail(t, "no such finding", "%s: %v", tt.kind, refused.Diagnostics)
		})
	}
}

func TestManyGoroutines(t *testing.T) {
	g := fixtureGrouper(t)
	stays := []*drg.Stay{claim(t, "I2101 A000"), claim(t, "M1611 | 0SR90J9 0SRC0J9"), claim(t, "S37001A S061X5A"), claim(t, "K743 L89153:N")}
	var want []drg.Assignment
	for _, s := range stays {
		want = append(want, g.Group(s).Final)
	}
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			var r drg.Result
			for n := range 200 {
				k := (i + n) % len(stays)
				g.GroupInto(stays[k], &r)
				if r.Final != want[k] {
					t.Errorf("stay %d: %v, want %v", k, r.Final, want[k])
				}
				if n%50 == i%50 {
					_ = g.Explain(stays[k])
				}
			}
		})
	}
	wg.Wait()
}

func TestGroupIntoDoesNotAllocate(t *testing.T) {
	g := latest(t)
	stays := []*drg.Stay{
		claim(t, "I5021 L89154:N J9601 E119 N179 A99999"),
		claim(t, "M1611 J9601:N | 0SPC0JC 0SRC0J9 0SR90J9"),
		claim(t, "S37001A S061X5A J9601 | 00C40ZZ 0TY00Z1"),
		claim(t, "E6601 T8141XA:N K6811:N | 0D16079"),
		claim(t, "O30139 Z370 | 10E0XZZ 10Q00ZZ"),
		{},
	}
	var r drg.Result
	for _, s := range stays {
		g.GroupInto(s, &r)
	}
	for i, s := range stays {
		require.Zero(t, testing.AllocsPerRun(100, func() { g.GroupInto(s, &r) }), "stay %d", i)
	}
}

// A result that was used before says nothing of the stay before.
func TestResultIsReused(t *testing.T) {
	g := latest(t)
	var r drg.Result
	g.GroupInto(claim(t, "I5021 L89154:N J9601 E119 | 0SPC0JC 0SRC0J9"), &r)
	s := claim(t, "K743 I10")
	g.GroupInto(s, &r)
	sameAsTwin(t, g, s, &r)
	require.Len(t, r.Diagnoses, 2)
	require.Empty(t, r.Procedures)
}
