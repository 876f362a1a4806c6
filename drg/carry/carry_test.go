package carry_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/carry"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/internal/official"
)

func to(t testing.TB, day string) *carry.Carrier {
	t.Helper()
	c, err := carry.New(cmdata.Library(), pcsdata.Library(), medcode.MustParseDate(day))
	require.NoError(t, err)
	return c
}

// Codes of the real history, both ways.
func TestDiagnoses(t *testing.T) {
	tests := []struct{ code, coded, day, says string }{
		{"I50.21", "2024-11-02", "2025-10-01", "I50.21, diagnosis 1: the same"},
		// October 1, 2021: new codes carried back to what they were.
		{"I5A", "2022-03-01", "2020-10-01", "I5A, diagnosis 1: carried to I21.A9 (conversion table, 2021-10-01)"},
		{"U09.9", "2022-03-01", "2021-01-01", "U09.9, diagnosis 1: carried to B94.9 (conversion table, 2021-10-01)"},
		{"F32.A", "2025-11-02", "2020-10-01", "F32.A, diagnosis 1: carried to F32.9 (conversion table, 2021-10-01)"},
		{"M54.50", "2025-11-02", "2020-10-01", "M54.50, diagnosis 1: carried to M54.5 (conversion table, 2021-10-01)"},
		// Codes that came within a year: on the day before they did, and on theirs.
		{"U07.1", "2020-05-01", "2020-04-01", "U07.1, diagnosis 1: the same"},
		{"U07.1", "2020-05-01", "2019-10-01", "U07.1, diagnosis 1: carried to B97.29 (conversion table, 2020-04-01)"},
		// Through two steps.
		{"K35.200", "2023-11-02", "2017-10-01", "K35.200, diagnosis 1: carried to K35.2 (conversion table, 2018-10-01)"},
		// Split at an October 1.
		{"M54.5", "2021-03-01", "2025-10-01", "M54.5, diagnosis 1: not carried: may be M54.50, M54.51, M54.59 (conversion table, 2021-10-01)"},
		{"I48.1", "2019-03-01", "2025-10-01", "I48.1, diagnosis 1: not carried: may be I48.11, I48.19 (conversion table, 2019-10-01)"},
		{"R05", "2021-03-01", "2025-10-01", "R05, diagnosis 1: not carried: may be R05.1, R05.2, R05.3, R05.4, R05.8, R05.9 (conversion table, 2021-10-01)"},
		// A code that lives on, of which something came off; not for who coded after it.
		{"F32.9", "2021-03-01", "2025-10-01", "F32.9, diagnosis 1: the same, though part of it has become F32.A (conversion table, 2021-10-01)"},
		{"F32.9", "2021-10-01", "2025-10-01", "F32.9, diagnosis 1: the same"},
		{"F32.9", "", "2025-10-01", "F32.9, diagnosis 1: the same"},
		{"Z99.999", "2021-03-01", "2025-10-01", "Z99.999, diagnosis 1: not carried: no release has it"},
	}
	for _, tt := range tests {
		var coded medcode.Date
		if tt.coded != "" {
			coded = medcode.MustParseDate(tt.coded)
		}
		require.Equal(t, tt.says, to(t, tt.day).Diagnosis(cm.MustParse(tt.code), coded).String(), "%s of %s on %s", tt.code, tt.coded, tt.day)
	}
}

func TestProcedures(t *testing.T) {
	require.Equal(t, carry.Same, to(t, "2025-10-01").Procedure(pcs.MustParse("0SR90JZ"), medcode.Date{}).Kind)
	gone := to(t, "2025-10-01").Procedure(pcs.MustParse("XW03341"), medcode.Date{})
	require.Equal(t, carry.NoHistory, gone.Kind, "%s", gone)
	require.Contains(t, gone.String(), "XW03341, procedure 1: not carried: not a code of the day, and no conversion table at hand says what is (it is one of 2")
	require.Equal(t, carry.NotAtHand, to(t, "2025-10-01").Procedure(pcs.MustParse("0SR90J1"), medcode.Date{}).Kind, "the update of April 2026 may have it")
}

// Whatever the release before had, and the one behind, comes to a code of the
// day, or is left and told of.
func TestAll(t *testing.T) {
	if testing.Short() {
		t.Skip("follows some thousand codes")
	}
	lib := cmdata.Library()
	releases := slices.Collect(lib.Releases())
	releases = slices.DeleteFunc(releases, func(r *cm.Release) bool {
		at, err := lib.On(r.Provenance().Effective.From)
		return err != nil || at != r
	})
	kinds := map[carry.Kind]int{}
	for i, from := range releases {
		for _, j := range []int{i - 1, i + 1} {
			if j < 0 || j >= len(releases) {
				continue
			}
			day := releases[j].Provenance().Effective.From
			valid := func(code string) bool {
				v, err := lib.Check(code, day)
				require.NoError(t, err)
				return v.Status == cm.Valid
			}
			c := to(t, day.String())
			for code, e := range from.All() {
				if o, ok := releases[j].Lookup(code); !e.Billable() || ok && o.Billable() {
					continue
				}
				got := c.Diagnosis(code, medcode.Date{})
				kinds[got.Kind]++
				switch got.Kind {
				case carry.Same: // one that came between two releases
					require.True(t, valid(code.String()), "%s", got)
				case carry.Replaced:
					require.True(t, valid(got.To), "%s", got)
					require.Equal(t, slow(lib.Conversions(), code, day, valid), []string{got.To}, "%s", got)
				case carry.Several:
					require.NotEmpty(t, got.Candidates)
					for _, to := range got.Candidates {
						require.True(t, valid(to), "%s", got)
					}
				default:
					require.NotEqual(t, carry.NoCode, got.Kind, "%s", got)
					require.True(t, got.Left())
					require.Empty(t, slow(lib.Conversions(), code, day, valid), "%s", got)
				}
			}
		}
	}
	t.Log(kinds)
	require.Greater(t, kinds[carry.Replaced], 3000)
	require.Greater(t, kinds[carry.Several], 100)
}

// slow finds the codes of a day that a code leads to: all that can be reached in
// the direction of time that the day lies in, step by step over the whole table.
func slow(history *cm.Conversions, code cm.Code, day medcode.Date, valid func(string) bool) []string {
	walk := func(forward bool) (found []string) {
		reached := []cm.Code{code}
		for k := 0; k < len(reached); k++ {
			for row := range history.All() {
				if forward == row.Effective.After(day) {
					continue
				}
				var next []cm.Code
				for _, p := range row.Previous {
					if forward && p.Covers(reached[k]) {
						next = append(next, row.Code)
					}
					if !forward && row.Code == reached[k] && p.First == p.Last {
						next = append(next, p.First)
					}
				}
				for _, n := range next {
					if slices.Contains(reached, n) {
						continue
					}
					if valid(n.String()) {
						if !slices.Contains(found, n.String()) {
							found = append(found, n.String())
						}
						continue
					}
					reached = append(reached, n)
				}
			}
		}
		return found
	}
	if found := walk(true); len(found) > 0 {
		return found
	}
	return walk(false)
}

func TestStay(t *testing.T) {
	s := drg.Stay{ID: "s", Age: 70, Sex: medcode.Female, Status: 1, Discharge: medcode.MustParseDate("2025-11-02"),
		Diagnoses:  []drg.Diagnosis{{Code: cm.MustParse("I5A"), POA: 'Y'}, {Code: cm.Code{}}, {Code: cm.MustParse("M54.50"), POA: 'N'}, {Code: cm.MustParse("E78.5"), POA: 'U'}},
		Procedures: []drg.Procedure{{Code: pcs.MustParse("0SR90JZ")}, {Code: pcs.MustParse("XW03341")}}}
	before := slices.Clone(s.Diagnoses)
	g, err := msdrg.Version("38.1")
	require.NoError(t, err)
	c := to(t, g.Effective().From.String())
	got, changes := c.Stay(&s)
	require.Equal(t, before, s.Diagnoses, "the stay is not changed")
	require.Equal(t, []drg.Diagnosis{{Code: cm.MustParse("I21.A9"), POA: 'Y'}, {}, {Code: cm.MustParse("M54.5"), POA: 'N'}, s.Diagnoses[3]}, got.Diagnoses)
	require.Equal(t, s.Procedures, got.Procedures)
	require.Len(t, changes, 2, "%v", changes)
	require.Equal(t, []int{0, 2}, []int{changes[0].Index, changes[1].Index})

	require.Equal(t, drg.InvalidPDX, g.Group(&s).Final.Code)
	r := c.Group(g, &s)
	require.Equal(t, drg.OK, r.Final.Code)
	require.Equal(t, changes, r.Carried)
	e := c.Explain(g, &s)
	require.True(t, e.Result.Equal(r.Result))
	require.Contains(t, e.String(), "Codes of another year\n  I5A, diagnosis 1: carried to I21.A9 (conversion table, 2021-10-01)\n")
	require.Contains(t, e.Summary(), "M54.50, diagnosis 3: carried to M54.5")
	require.Contains(t, e.Mermaid(), "flowchart TD\n  carried[\"Codes of another year<br>")
	require.Contains(t, e.Mermaid(), "M54.50, diagnosis 3: carried to M54.5")
	require.Contains(t, e.Mermaid(), "\"]\n  carried --> n0\n  n0[")
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.Contains(t, string(text), `"carried":[{"kind":"REPLACED","index":0,"code":"I5A","to":"I21.A9","effective":"2021-10-01"}`)
	var back carry.Result
	require.NoError(t, json.Unmarshal(text, &back))
	require.Equal(t, r.Carried, back.Carried)

	none, err := carry.New(nil, nil, g.Effective().From)
	require.NoError(t, err)
	_, changes = none.Stay(&s)
	require.Empty(t, changes)
	_, err = carry.New(cmdata.Library(), nil, medcode.MustParseDate("1999-01-01"))
	require.ErrorIs(t, err, medcode.ErrDate)
	_, err = carry.New(nil, pcsdata.Library(), medcode.MustParseDate("1999-01-01"))
	require.ErrorIs(t, err, medcode.ErrDate)
}

// A code of a range over several categories: resistant hypertension was any of
// I10-I15.9 before October 2023.
func TestRange(t *testing.T) {
	got := to(t, "2025-10-01").Diagnosis(cm.MustParse("I11.9"), medcode.MustParseDate("2016-01-01"))
	require.Equal(t, carry.Split, got.Kind)
	require.Equal(t, []string{"I1A.0"}, got.Candidates)
}

// A procedure that an update may have added which is not at hand is not called
// one that no release has, or of other days.
func TestLackingUpdate(t *testing.T) {
	for _, tt := range []struct {
		day, code, coded string
		kind             carry.Kind
		update           string
	}{
		{"2025-05-01", "00H033J", "", carry.NotAtHand, "2025-04-01"}, // in the release of October 2025
		{"2024-05-01", "00H033J", "", carry.NoHistory, ""},
		{"2025-11-01", "00H033J", "", carry.Same, ""},
		{"2025-11-01", "X2A5312", "", carry.NoHistory, ""},           // gone with it
		{"2026-04-01", "0X6L0Z2", "", carry.NoHistory, ""},           // gone before
		{"2025-11-01", "XW0DXZZ", "", carry.NotAtHand, "2026-04-01"}, // in none
		{"2026-05-01", "XW0DXZZ", "", carry.NotAtHand, "2026-04-01"},
		{"2025-11-01", "XW0DXZZ", "2026-04-01", carry.NotAtHand, "2026-04-01"},
		{"2019-10-01", "XW0DXZZ", "2026-03-31", carry.NoCode, ""}, // coded before the update
	} {
		got := to(t, tt.day).Procedure(pcs.MustParse(tt.code), day(tt.coded))
		require.Equal(t, tt.kind, got.Kind, "%s on %s: %s", tt.code, tt.day, got)
		if tt.update != "" {
			require.Equal(t, medcode.MustParseDate(tt.update), got.Effective)
			require.True(t, got.Left())
			require.Contains(t, got.String(), "left: it may be of the update of "+tt.update+", which is not at hand")
		}
	}
	whole, err := pcs.NewLibrary(slices.Collect(pcsdata.Library().Releases())...)
	require.NoError(t, err)
	c, err := carry.New(nil, whole, medcode.MustParseDate("2025-11-01"))
	require.NoError(t, err)
	require.Equal(t, carry.NoCode, c.Procedure(pcs.MustParse("XW0DXZZ"), medcode.Date{}).Kind, "of a library that lacks nothing")
}

// No revision of the addenda leads to another code, and no code that went has the
// title of one that came: nothing there says what a procedure became.
func TestAddendaNameNoSuccessor(t *testing.T) {
	zips, err := filepath.Glob(filepath.Join(official.Path(t, "releases/icd10pcs"), "*", "cms_*.zip"))
	require.NoError(t, err)
	revised, deleted := 0, 0
	for _, name := range zips {
		r, err := zip.OpenReader(name)
		require.NoError(t, err)
		for _, f := range r.File {
			if !strings.Contains(f.Name, "addenda") {
				continue
			}
			in, err := f.Open()
			require.NoError(t, err)
			data, err := io.ReadAll(in)
			require.NoError(t, err)
			from, went, came := "", []string{}, map[string]bool{}
			for line := range strings.Lines(string(data)) {
				action, rest, ok := strings.Cut(line, ":")
				if !ok || strings.TrimSpace(rest) == "" {
					continue
				}
				code, title, _ := strings.Cut(strings.TrimSpace(rest), " ")
				title = strings.Join(strings.Fields(title), " ")
				switch action {
				case "Revise from":
					from = code
				case "Revise to":
					require.Equal(t, from, code, f.Name)
					revised++
				case "Delete":
					went = append(went, title)
				case "Add":
					came[title] = true
				}
			}
			for _, title := range went {
				require.NotContains(t, came, title, f.Name)
				deleted++
			}
		}
		r.Close()
	}
	require.Equal(t, []int{3506, 3024}, []int{revised, deleted}, "as the package's opening says")
}

// day is a day, the zero Date for no text.
func day(text string) medcode.Date {
	if text == "" {
		return medcode.Date{}
	}
	return medcode.MustParseDate(text)
}
