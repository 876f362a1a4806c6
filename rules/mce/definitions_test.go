package mce_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/rules/mce"
)

func told(diagnostics []medcode.Diagnostic) (all []string) {
	for _, d := range diagnostics {
		all = append(all, d.File+" "+string(d.Kind))
	}
	return all
}

// TestDefinitionsAgree holds the manual against the table of the same version.
func TestDefinitionsAgree(t *testing.T) {
	d, err := mce.ReadDefinitions(os.DirFS(official.Path(t, "releases/mce/v43.1")))
	require.NoError(t, err)
	require.Equal(t, "43.1", d.Provenance().Release)
	require.Equal(t, []string{"mce.bin unread-file", "mce.proto.txt unread-file"}, told(d.Diagnostics()))
	require.Empty(t, d.Compare(readRelease(t)))
	require.Empty(t, d.Compare(mce.Default()))

	codes := 0
	for _, l := range d.Lists() {
		codes += len(l.Codes)
	}
	require.Len(t, d.Lists(), 21)
	require.Equal(t, 10500, codes)
	require.Len(t, d.Changes(), 2)

	// A list more or less, or a code, is noticed: an older day of the table is
	// not what the manual describes.
	older, err := mce.ReadDefinitions(fstest.MapFS{"d.txt": {Data: []byte(strings.Replace(readText(t), "v43.1 April 2026", "v36 October 2018", 1))}})
	require.NoError(t, err)
	require.NotEmpty(t, older.Compare(mce.Default()))
}

func readText(t *testing.T) string {
	data, err := os.ReadFile(official.Path(t, "releases/mce/v43.1/Definitions of Medicare Code Edits_v_43_1.txt"))
	require.NoError(t, err)
	return string(data)
}

func TestReadDefinitions(t *testing.T) {
	d, err := mce.ReadDefinitions(os.DirFS("testdata"))
	require.NoError(t, err)
	require.Equal(t, medcode.MustParseDate("2026-04-01"), d.Provenance().Effective.From)
	require.Equal(t, "definitions.txt", d.Provenance().Files[0].Name)
	var got []string
	for _, l := range d.Lists() {
		var codes []string
		for _, c := range l.Codes {
			codes = append(codes, c.Code)
		}
		got = append(got, strings.TrimSpace(string(rune('0'+l.Edit/10))+string(rune('0'+l.Edit%10))+l.Part)+" "+strings.Join(codes, " "))
	}
	require.Equal(t, []string{"04A A33 A33", "04B A4851 I10", "08A I10", "08B1 10D00Z0", "08B2 10E0XZZ", "08B3 Z370", "09 Z5189", "09 Z370 Z5189", "16 I2510"}, got)
	require.Equal(t, "Made-up title three", d.Lists()[2].Codes[0].Title)
	require.Equal(t, []mce.DefinedList{{Edit: 11, Part: "D", Heading: "The following codes were removed", Line: 70, Codes: []mce.DefinedCode{{Code: "30233AZ", Title: "Made-up title nine"}}}}, d.Changes())
	require.Len(t, d.Diagnostics(), 1)
	require.Equal(t, "duplicate-code", string(d.Diagnostics()[0].Kind))

	said := map[string]string{}
	for _, x := range d.Compare(mce.Default()) {
		said[x.What] = x.Message
	}
	require.Equal(t, "listed in the manual, not flagged in the table", said["I10"])
	require.Equal(t, "flagged in the table, not listed in the manual", said["Z371"])
	require.Equal(t, "valid in the manual: true, in the table: false", said["99"])
	require.Equal(t, "valid in the manual: false, in the table: true", said["02"])
	require.Equal(t, "ages 0 to 18 in the manual, others in the table", said["Pediatric"])
	require.Equal(t, "a flag of the table for which the manual has no list", said["lcov"])
	require.Equal(t, "a list of the manual that no flag of the table stands for", said["Another list, which the table has no flag for"])
}

// The title page and the lists of other versions.
func TestOtherVersions(t *testing.T) {
	for line, want := range map[string]string{
		"v37.2 August 2020": "37.2 2020-08-01", "V44 October 2026": "44 2026-10-01", "Version 44.0, October 2026": "44.0 2026-10-01",
		"v43.1 Brumaire 2026": "", "v43.1 April": "",
	} {
		d, err := mce.ReadDefinitions(fstest.MapFS{"d.txt": {Data: []byte("\xef\xbb\xbfDefinitions of Medicare Code Edits\n" + line +
			"\nCHAPTER 1: EDIT CODE LISTS\n1. Invalid code\n2. External causes\n3. Duplicate\n4. Age conflict\nA. Newborn diagnoses\nA33\tTétanos\n" +
			"5. Sex conflict\nA. Diagnoses for females only\nA34\tTetanus\nChapter 2: Code list changes\n")}})
		if want == "" {
			require.ErrorIs(t, err, medcode.ErrLayout, line)
			continue
		}
		require.NoError(t, err, line)
		p := d.Provenance()
		require.Equal(t, want, p.Release+" "+p.Effective.From.String())
		require.Equal(t, "Tétanos", d.Lists()[0].Codes[0].Title, "UTF-8")
		sexed := slices.ContainsFunc(d.Compare(mce.Default()), func(x mce.Disagreement) bool {
			return x.Edit == 5 && x.Message == "flagged in the table, not listed in the manual"
		})
		require.Equal(t, p.Effective.From.Before(medcode.MustParseDate("2024-10-01")), sexed, "CMS ended the edit")
	}
}

func TestReadDefinitionsErrors(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"none":       {"something else", medcode.ErrNoFile},
		"no version": {"Definitions of Medicare Code Edits\nChapter 1: Edit code lists\nChapter 2: Code list changes\n", medcode.ErrLayout},
		"no lists":   {"Definitions of Medicare Code Edits\nv43.1 April 2026\nChapter 1: Edit code lists\nChapter 2: Code list changes\n", medcode.ErrLayout},
		"no chapter": {"Definitions of Medicare Code Edits\nv43.1 April 2026\n", medcode.ErrLayout},
		"binary":     {"Definitions of Medicare Code Edits\x00", medcode.ErrLayout},
	} {
		_, err := mce.ReadDefinitions(fstest.MapFS{"d.txt": {Data: []byte(c.text)}})
		require.ErrorIs(t, err, c.want, name)
	}
	_, err := mce.ReadDefinitionsWith(os.DirFS("testdata"), medcode.ReadOptions{Limits: medcode.Limits{EntryBytes: 10}})
	require.ErrorIs(t, err, medcode.ErrLimit)
}

func FuzzReadDefinitions(f *testing.F) {
	data, err := os.ReadFile("testdata/definitions.txt")
	require.NoError(f, err)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := mce.ReadDefinitions(fstest.MapFS{"d.txt": {Data: data}}); err == nil {
			d.Compare(mce.Default())
		}
	})
}
