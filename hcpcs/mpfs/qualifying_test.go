package mpfs_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
)

// priced is the text of relative values with a pricing indicator and a
// conversion factor.
func priced(tb testing.TB, indicator, factor string) string {
	lines := strings.SplitAfter(strings.ReplaceAll(string(fixture(tb, rvuText)), "32.0000", factor), "\n")
	for i, l := range lines {
		if len(l) > 171 {
			lines[i] = l[:120] + indicator + l[121:]
		}
	}
	return strings.Join(lines, "")
}

// Since 2026 there are two conversion factors, in two files.
func TestQualifying(t *testing.T) {
	text := string(fixture(t, rvuText))
	other := strings.ReplaceAll(text, " 32.0000", " 33.0000")
	csv := string(bytes.ReplaceAll(fixture(t, rvuCSV), []byte("32.0000"), []byte("33.0000")))
	for name, files := range map[string][]string{
		"names of 2026":    {"PPRRVU2026_Jan_nonQPP.txt", text, "PPRRVU2026_Jan_QPP.txt", other, "PPRRVU2026_Jan_QPP.csv", csv},
		"QP":               {"PPRRVU27_JAN_NonQP.txt", text, "PPRRVU27_JAN_QP.txt", other},
		"APM":              {"PPRRVU2027-Jan non-APM.txt", text, "PPRRVU2027-Jan APM.txt", other},
		"indicator":        {"a.txt", priced(t, "9", "32.0000"), "b.txt", priced(t, "1", "33.0000")},
		"against the name": {"QPP.txt", priced(t, "9", "32.0000"), "nonQPP.txt", priced(t, "1", "33.0000")},
	} {
		fsys := fstest.MapFS{}
		for i := 0; i < len(files); i += 2 {
			fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
		}
		r, err := mpfs.Read(fsys)
		require.NoError(t, err, name)
		require.NotContains(t, kinds(r.Diagnostics()), "files-differ", name)
		require.Len(t, r.Provenance().Files, 2, name)
		line := mpfs.Line{Code: code("99213")}
		require.Equal(t, "89.60", r.Payment(line, r.National(), mpfs.NonFacility).Amount.String(), name)
		line.Qualifying = true
		require.Equal(t, "92.40", r.Payment(line, r.National(), mpfs.NonFacility).Amount.String(), name)
		row, _ := r.Lookup(code("99213"), hcpcs.Modifier{})
		require.Equal(t, "32.0000", row.ConversionFactor.String(), name)
	}
}

func TestQualifyingRefused(t *testing.T) {
	text := string(fixture(t, rvuText))
	for name, c := range map[string]struct {
		file, data, says string
		want             error
	}{
		"damaged":       {"PPRRVU2025_Oct_QPP.txt", "HDR\n99213", "", medcode.ErrLayout},
		"empty":         {"PPRRVU2025_Oct_QPP.txt", "HDR\nHDR\nHDR\n", "no row", medcode.ErrLayout},
		"two factors":   {"PPRRVU2025_Oct_QPP.txt", strings.Replace(text, "32.0000", "33.0000", 1), "conversion factors of 33.0000 and 32.0000", medcode.ErrLayout},
		"other quarter": {"PPRRVU2025_Jul_QPP.txt", strings.Replace(text, "Made", "made", 1), "values of 2025-07, beside those of all others of 2025-10", medcode.ErrLayout},
		"twice":         {"other/PPRRVU2025_Oct_QPP.txt", strings.Replace(text, "Made", "made", 1), "a release has one", medcode.ErrLayout},
	} {
		files := []string{c.file, c.data}
		if name == "twice" {
			files = append(files, "PPRRVU2025_Oct_QPP.txt", strings.Replace(text, "Made", "MADE", 1))
		}
		_, err := with(t, files...)
		require.ErrorIs(t, err, c.want, name)
		require.ErrorContains(t, err, c.says, name)
	}
	for _, name := range []string{"PPRRVU2026_Jan_QPP.txt", "values.txt"} {
		_, err := mpfs.Read(file(name, []byte(priced(t, "1", "33.0000"))))
		require.ErrorIs(t, err, medcode.ErrNoFile)
		require.ErrorContains(t, err, name+": relative values of qualifying participants (QPP) without those of all others")
	}
}

// The files of both must agree in all but the factor.
func TestQualifyingDiffer(t *testing.T) {
	r, err := with(t, "PPRRVU2025_Oct_QPP.txt", strings.Replace(priced(t, "1", "33.0000"), "\n99213", "\n99299", 1))
	require.NoError(t, err)
	require.Equal(t, []string{"files-differ"}, kinds(r.Diagnostics()))
	require.Equal(t, "99299", r.Diagnostics()[0].Text)
}
