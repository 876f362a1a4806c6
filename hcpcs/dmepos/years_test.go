package dmepos_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/dmepos"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

func kinds(r *dmepos.Release) (all []string) {
	for _, d := range r.Diagnostics() {
		all = append(all, string(d.Kind))
	}
	return all
}

const nutrition = "Parenteral and Enteral Nutrition (PEN),,,,\nApril 2025 Fee Schedule,,,,\nHCPCS,Mod,AL (NR),AL (R),GU (NR),Description\n" +
	"B9990,,1.50,0.00,2.00,Formula made up\n"

// A zip as published has the schedule as csv and workbook, that of nutrition,
// and tables of former competitive bidding areas and rural ZIP codes.
func TestZipAsPublished(t *testing.T) {
	c := csv.NewReader(bytes.NewReader(fixture(t)))
	c.FieldsPerRecord = -1
	rows, err := c.ReadAll()
	require.NoError(t, err)
	zip := func(name, text string) []byte {
		return xlsxtest.Zip(t, map[string]string{
			name: text, "DMEPEN25_APR.csv": nutrition, "DMEPOS25_APR.xlsx": string(xlsxtest.Book(t, rows...)),
			"Former CBA Fee Schedule - APR2025.csv":           "Former CBA Fee Schedule\nHCPCS,Mod,Mod2,Mod3,CATG,Akron,Albany\nE9990,NU,,,IN,10.00,20.00\n",
			"DME Rural ZIP Code Quarter 2 2025.csv":           "STATE,DMEPOS RURAL ZIP CODE,YEAR/QTR\nAL,35004,20252\n",
			"National Mail-Order DTS Fee Schedule - APR.xlsx": string(xlsxtest.Book(t, []string{"HCPCS", "Mod", "Fee"}, []string{"A9990", "KL", "1.00"})),
		})
	}
	r, err := dmepos.Read(fstest.MapFS{"dme25-b.zip": {Data: zip(name, string(fixture(t)))}})
	require.NoError(t, err)
	require.Equal(t, map[string]int{"items": 5, "states": 3}, r.Counts())
	require.Equal(t, []string{"AL", "AK", "GU"}, r.States())
	require.Len(t, r.Provenance().Files, 3)
	require.ElementsMatch(t, []string{"unused-file", "unused-file", "unread-file", "missing-column", "missing-column", "missing-column", "missing-column", "missing-column"}, kinds(r),
		"the nutrition file has five columns less")
	it, ok := r.Lookup(hcpcs.MustParse("B9990"))
	require.True(t, ok)
	fee, outcome := r.Fee(it, "GU")
	require.Equal(t, []any{dmepos.Priced, medcode.Cents(200)}, []any{outcome, fee.NonRural})
	_, outcome = r.Fee(it, "AK")
	require.Equal(t, dmepos.NoFee, outcome)
	for c, want := range read(t).All() {
		got, ok := r.Lookup(c, want.Modifiers[:]...)
		require.True(t, ok)
		for _, s := range read(t).States() {
			a, _ := read(t).Fee(want, s)
			b, _ := r.Fee(got, s)
			require.Equal(t, a, b)
		}
	}
	r, err = dmepos.Read(fstest.MapFS{"dme25-b.zip": {Data: zip(name, strings.Replace(string(fixture(t)), "0.57", "0.58", 1))}})
	require.NoError(t, err)
	require.Contains(t, kinds(r), "files-differ")
	lines := strings.SplitAfter(string(fixture(t)), "\n")
	r, err = dmepos.Read(fstest.MapFS{"dme25-b.zip": {Data: zip(name, strings.Join(lines[:len(lines)-2], ""))}})
	require.NoError(t, err)
	require.Equal(t, 5, r.Counts()["items"], "the workbook has the last")
	last := r.Diagnostics()[slices.IndexFunc(r.Diagnostics(), func(d medcode.Diagnostic) bool { return d.Kind == "files-differ" })]
	require.Equal(t, "1 items are not in the csv file; they were taken", last.Message)
	_, err = dmepos.Read(fstest.MapFS{"dme25-b.zip": {Data: zip(name, strings.Replace(string(fixture(t)), "April 2025", "July 2025", 1))}})
	require.ErrorIs(t, err, medcode.ErrLayout)
	require.ErrorContains(t, err, "beside one of")
}

// Before 2016 states had one column; the places and names of the columns have
// changed.
func TestLayoutsOfOtherYears(t *testing.T) {
	for file, text := range map[string]string{
		"DME15_A.csv":      "DMEPOS\nHCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL,AK,Description\nE9990,NU,,D,IN,12.00,9.00,10.00,11.00,made up\n",
		"a.csv":            "Effective January 1, 2015\nHCPCS Code,Modifier,Modifier 2,Jurisdiction,Category,Description,AL(NR),AK-NR,Ceiling,Floor\nE9990,NU,,D,IN,made up,10.00,11.00,12.00,9.00\n",
		"CR.csv":           "CY2015 DMEPOS Fee Schedule\rJanuary 2015 release\rHCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL,AK,Description\rE9990,NU,,D,IN,12.00,9.00,10.00,11.00,made up\r",
		"DMEPOS15_JAN.csv": "\xef\xbb\xbfHCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL NR,AK NR,Description\nE9990,NU,,D,IN,12,9,10,11,made up\n\x1a,,,,\n",
	} {
		r, err := dmepos.Read(fstest.MapFS{file: {Data: []byte(text)}})
		require.NoError(t, err, file)
		require.Empty(t, r.Diagnostics(), file)
		require.Equal(t, "2015-01", r.Provenance().Release, file)
		it, ok := r.Lookup(hcpcs.MustParse("E9990"), hcpcs.MustParseModifier("NU"))
		require.True(t, ok)
		fee, outcome := r.Fee(it, "AK")
		require.Equal(t, []any{dmepos.Priced, dmepos.Fee{NonRural: 1100}, medcode.Cents(900), "made up"}, []any{outcome, fee, it.Floor, it.Description})
	}
	r, err := dmepos.Read(fstest.MapFS{"a.csv": {Data: []byte("HCPCS,Mod,Mod2,JURIS,CATG,Ceiling,Floor,AL,Description\nE9990,NU,,D,IN,12,9,10,made up\n")}})
	require.NoError(t, err)
	require.Equal(t, []string{"release-unknown"}, kinds(r))
}

func TestDocument(t *testing.T) {
	r, err := dmepos.Read(fstest.MapFS{name: {Data: fixture(t)}, "DMEREAD.docx": {Data: xlsxtest.Document(t)}})
	require.NoError(t, err)
	require.Empty(t, kinds(r))
}
