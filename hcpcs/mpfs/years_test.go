package mpfs_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/hcpcs/mpfs"
	"github.com/medcode/medcode/internal/official"
	"github.com/medcode/medcode/internal/xlsx/xlsxtest"
)

// with reads the release of the fixtures with other files in place of theirs.
func with(tb testing.TB, files ...string) (*mpfs.Release, error) {
	fsys := fstest.MapFS{rvuText: {Data: fixture(tb, rvuText)}}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return mpfs.Read(fsys)
}

// What the heading of the cost indices says, not their place, tells which is
// which.
func TestIndicesOfOtherYears(t *testing.T) {
	const alabama, alaska = "10112 00 ALABAMA 1.000 0.900 0.500 0.000", "02102 01 ALASKA 1.500 1.081 0.592 0.000"
	const both = "10112 AL 00 ALABAMA 1.000 0.900 0.500 0.981, 02102 AK 01 ALASKA 1.500 1.081 0.592 1.020"
	const unfloored = "MAC,State,Locality Number,Locality Name,2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor)***,2026 PE GPCI,2026 MP GPCI\n" +
		"10112,AL,00,ALABAMA,0.981,1,0.9,0.5\n02102,AK,01,ALASKA*,1.02,1.5,1.081,0.592\n"
	for name, c := range map[string]struct {
		file, want string
		kinds      []string
	}{
		"GPCI2026.csv": {"ADDENDUM E. MADE UP GEOGRAPHIC PRACTICE COST INDICES,,,,,,,\n,,,,,,,\n" + unfloored, both, []string{"two-work-indices"}},
		"floor first":  {strings.NewReplacer("without", "with", "with ", "without ", "0.981,1,", "1,0.981,", "1.02,1.5,", "1.5,1.02,").Replace(unfloored), both, []string{"two-work-indices"}},
		"GPCI2018.csv": {"ADDENDUM E,,,,,\nCarrier,Locality,Locality name,Work**,PE,MP,GPCI\n10112,00,ALABAMA,1.000,0.900,0.500,\n2102,1,ALASKA,1.5,1.081,.592,\n",
			alabama + ", " + alaska, []string{"unknown-column", "leading-zeros"}},
		"other order": {"Locality Name,Locality,Medicare Administrative Contractor,MP GPCI,PE GPCI,Work GPCI\nALABAMA,00,10112,0.5,0.9,1.0\nALASKA,01,02102,0.592,1.081,1.5\n",
			alabama + ", " + alaska, nil},
		"only without": {"MAC,Locality Number,Locality Name,PW GPCI (without 1.0 Floor),PE GPCI,MP GPCI\n10112,00,ALABAMA,1,0.9,0.5\n02102,01,ALASKA,1.5,1.081,0.592\n",
			alabama + ", " + alaska, nil},
		"GPCI2026.txt": {"ADDENDUM E. MADE UP GEOGRAPHIC PRACTICE COST INDICES\n\nMedicare Admi State  Locality  2026 PW GPCI2026 PW GPCI2026 PE GPCI2026 MP GPCI\n" +
			"10112           AL      00   ALABAMA      0.981   1.000       0.900       0.500\n02102           AK      01   ALASKA*     1.020    1.500       1.081       0.592\n", both, []string{"two-work-indices"}},
		"GPCI2012.txt": {"GEOGRAPHIC PRACTICE COST INDICES\n10112  00   ALABAMA    1.000       0.900       0.500\n02102  01   ALASKA*   1.500       1.081       0.592\n",
			alabama + ", " + alaska, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := with(t, name, c.file)
			require.NoError(t, err)
			var got []string
			for l := range r.Localities() {
				got = append([]string{strings.Join(strings.Fields(l.MAC+" "+l.State+" "+l.Number+" "+l.Name+" "+l.Work.String()+" "+l.PE.String()+" "+l.MP.String()+" "+l.WorkWithoutFloor.String()), " ")}, got...)
			}
			require.Equal(t, c.want, strings.Join(got, ", "))
			require.Equal(t, c.kinds, kinds(r.Diagnostics()))
		})
	}
	for name, c := range map[string]struct{ file, says string }{
		"two years":  {"MAC,State,Locality Number,Locality Name,2026 PW GPCI,2026 PE GPCI,2026 MP GPCI,2027 PW GPCI,2027 PE GPCI,2027 MP GPCI\n", `two columns "work"`},
		"no heading": {"GPCI\n10112,AL,00,ALABAMA,1.0,0.9,0.5\n", "no heading"},
		"no PE":      {"MAC,State,Locality Number,Locality Name,PW GPCI,MP GPCI,X\n10112,AL,00,ALABAMA,1.0,0.9,0.5\n", "no heading"},
	} {
		_, err := with(t, "GPCI.csv", c.file)
		require.ErrorIs(t, err, medcode.ErrLayout, name)
		require.ErrorContains(t, err, c.says)
	}
	_, err := with(t, "GPCI.txt", "GEOGRAPHIC PRACTICE COST INDICES\n10112 AL 00 ALABAMA 0.981 1.000 0.900 0.500\n02102 AK 01 ALASKA 1.500 1.081 0.592\n")
	require.ErrorIs(t, err, medcode.ErrSyntax, "an index is missing")
}

// Since 2026 there are two anesthesia conversion factors; some years repeat the
// cost indices beside them.
func TestAnesthesiaOfOtherYears(t *testing.T) {
	gpci := string(fixture(t, "GPCI2025.csv"))
	for name, c := range map[string]struct {
		file                 string
		national, qualifying mpfs.ConversionFactor
		kinds                []string
	}{
		"2026": {"Contractor,Locality,Locality Name,Qualifying APM National Anes CF (with 2.5% statutory increase) of 20.599835,Non-Qualifying APM National Anes CF (with 2.5% Statutory increase)  of 20.49754\n" +
			"10112 ,00 ,ALABAMA,19.63,19.53\n02102 ,01 ,ALASKA*,28.29,28.15\n\x1a,,,,\n", 204975, 205998, nil},
		"indices": {"Contractor,Locality,Locality Name,Work GPCI,PE GPCI,MP GPCI,National Anes CF of 20.4\n10112,00,ALABAMA,1,0.9,0.5,19.53\n02102,01,ALASKA,1,0.9,0.5,28.15\n", 204000, 0,
			[]string{"unknown-column", "unknown-column", "unknown-column"}},
		"title": {"2019 ANESTHESIA CONVERSION FACTORS,,,\nCarrier,Locality,Locality Name,Conversion Factor\n10112,00,ALABAMA,$19.53\n02102,01,ALASKA,28.150000\n", 0, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := with(t, "GPCI.csv", gpci, "ANES.csv", c.file)
			require.NoError(t, err)
			require.Equal(t, c.kinds, kinds(r.Diagnostics()))
			l, ok := r.Locality("10112", "00")
			require.True(t, ok)
			require.Equal(t, mpfs.ConversionFactor(195300), l.Anesthesia)
			require.Equal(t, c.qualifying != 0, l.AnesthesiaQualifying == 196300)
			require.Equal(t, [2]mpfs.ConversionFactor{c.national, c.qualifying}, [2]mpfs.ConversionFactor{r.National().Anesthesia, r.National().AnesthesiaQualifying})
			line := mpfs.Line{Code: code("00100"), BaseUnits: 5, Minutes: 30, Qualifying: true}
			want := map[bool]string{true: "137.41", false: "136.71"}[c.qualifying != 0]
			require.Equal(t, want, r.Payment(line, l, mpfs.Facility).Amount.String())
		})
	}
}

// Since 2026 rows have a pricing indicator; what a later year adds is reported.
func TestColumnsOfOtherYears(t *testing.T) {
	lines := strings.SplitAfter(string(fixture(t, rvuText)), "\n")
	set := func(column int, text string) string {
		out := append([]string(nil), lines...)
		for i, l := range out {
			if len(l) > 171 {
				out[i] = l[:column-1] + text + l[min(column-1+len(text), 171):]
			}
		}
		return strings.Join(out, "")
	}
	r, err := mpfs.Read(file(rvuText, []byte(set(121, "9"))))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	row, _ := r.Lookup(code("99213"), hcpcs.Modifier{})
	require.Equal(t, "9", row.Pricing)
	var b bytes.Buffer
	require.NoError(t, r.WriteText(&b))
	require.Equal(t, set(121, "9"), b.String())

	for column, text := range map[int]string{125: "7", 172: " 12.34"} {
		r, err := mpfs.Read(file(rvuText, []byte(set(column, text))))
		require.NoError(t, err)
		require.Equal(t, []string{"unknown-column"}, kinds(r.Diagnostics()), "once, not for every row")
		require.Equal(t, column, r.Diagnostics()[0].Column)
		equal(t, read(t), r)
	}

	rows := csvRows(t)
	wider := make([][]string, len(rows))
	for i, row := range rows {
		wider[i] = append(append(append([]string(nil), row[:22]...), "9"), row[22:]...)
	}
	for i := range 6 {
		wider[i][22] = ""
	}
	wider[6][22], wider[7][22] = "PRIC", "IND"
	r, err = mpfs.Read(file(rvuCSV, asCSV(wider)))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
	row, _ = r.Lookup(code("99213"), hcpcs.Modifier{})
	require.Equal(t, [2]string{"9", "32.0000"}, [2]string{row.Pricing, row.ConversionFactor.String()})
}

// From 2007 to 2013 practice expense was phased in: the transitioned values are
// those paid, wherever the fully implemented ones stand.
func TestTransitionedPracticeExpense(t *testing.T) {
	const heading = "HCPCS,MOD,DESCRIPTION,STATUS CODE,WORK RVU," +
		"FULLY IMPLEMENTED NON-FAC PE RVU,TRANSITIONED NON-FAC PE RVU,FULLY IMPLEMENTED FACILITY PE RVU,TRANSITIONED FACILITY PE RVU,MP RVU," +
		"FULLY IMPLEMENTED NON- FACILITY TOTAL,TRANSITIONED NON- FACILITY TOTAL,FULLY IMPLEMENTED FACILITY TOTAL,TRANSITIONED FACILITY TOTAL," +
		"PCTC IND,GLOB DAYS,PRE OP,INTRA OP,POST OP,MULT PROC,BILAT SURG,ASST SURG,CO- SURG,TEAM SURG,ENDO BASE,CONV FACTOR\n"
	r, err := mpfs.Read(file("PPRRVU10.csv", []byte("2010 National Physician Fee Schedule Relative Value File January Release\n"+heading+
		"99213,,X,A,0.97,9.01,0.86,9.02,0.33,0.07,9.03,1.90,9.04,1.37,0,XXX,0,0,0,0,0,0,0,0,,36.0846\n")))
	require.NoError(t, err)
	require.Equal(t, "2010-01", r.Provenance().Release)
	row, ok := r.Lookup(code("99213"), hcpcs.Modifier{})
	require.True(t, ok)
	require.Equal(t, []mpfs.RVU{86, 33, 190, 137}, []mpfs.RVU{row.NonFacilityPE, row.FacilityPE, row.TotalNonFacility, row.TotalFacility})
	require.Equal(t, []string{"unknown-column", "unknown-column", "unknown-column", "unknown-column"}, kinds(r.Diagnostics()))
}

// A csv file saved on an old Mac has lines that end in CR alone; workbooks made
// from a file of DOS keep its end-of-file mark as a row.
func TestLineEndsAndMarks(t *testing.T) {
	rows := csvRows(t)
	marked := append(append([][]string(nil), rows...), []string{"_x001A_"})
	for name, data := range map[string][]byte{
		"CR":                   bytes.ReplaceAll(bytes.ReplaceAll(fixture(t, rvuCSV), []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r")),
		"mark":                 append(fixture(t, rvuCSV), "\x1a,,,\r\n"...),
		"PPRRVU2025_Oct1.xlsx": xlsxtest.Book(t, marked...),
		"BOM":                  append([]byte("\xef\xbb\xbf"), fixture(t, rvuCSV)...),
	} {
		r, err := mpfs.Read(file(name, data))
		require.NoError(t, err, name)
		equal(t, read(t), r)
		require.Equal(t, "2025-10", r.Provenance().Release, name)
	}
}

// A release between quarters holds from its month.
func TestMonths(t *testing.T) {
	r, err := mpfs.Read(file("PPRRVU24_MAR.txt", fixture(t, rvuText)))
	require.NoError(t, err)
	require.Equal(t, "2024-03 2024-03-01 to 2024-03-31", r.Provenance().Release+" "+r.Provenance().Effective.String())
}

func TestCapFile(t *testing.T) {
	r, err := with(t, "OPPSCAP_Oct.csv", "HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILTY PRICE\n70450,TC,A,10112,00,100.00,100.00\n")
	require.NoError(t, err)
	require.Equal(t, []string{"unused-file"}, kinds(r.Diagnostics()))
}

// Some years' documentation is a document in place of a PDF.
func TestDocument(t *testing.T) {
	r, err := with(t, "RVU26A.docx", string(xlsxtest.Document(t)))
	require.NoError(t, err)
	require.Empty(t, r.Diagnostics())
}

// Every table is published as csv, as workbook and as text in columns, and
// together or alone they say the same.
func TestThreeForms(t *testing.T) {
	data, err := os.ReadFile(official.Path(t, "releases/mpfs/2025-10-full/rvu25d.zip"))
	require.NoError(t, err)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	read := func(forms string) *mpfs.Release {
		files := fstest.MapFS{}
		for _, f := range z.File {
			ext := strings.TrimPrefix(filepath.Ext(f.Name), ".")
			if strings.Contains(forms, ext) || strings.HasPrefix(f.Name, "PPRRVU") && ext == "txt" {
				data, err := fs.ReadFile(z, f.Name)
				require.NoError(t, err)
				files[f.Name] = &fstest.MapFile{Data: data}
			}
		}
		r, err := mpfs.Read(files)
		require.NoError(t, err)
		return r
	}
	all := read("csv txt xlsx")
	require.Equal(t, map[string]int{"rows": 19090, "localities": 109, "counties": 110}, all.Counts())
	for _, form := range []string{"csv", "txt", "xlsx"} {
		r := read(form)
		require.Equal(t, slices.Collect(all.Localities()), slices.Collect(r.Localities()), form)
		require.Len(t, r.Counties(), len(all.Counties()), form)
		for i, c := range r.Counties() {
			want := all.Counties()[i]
			if form == "txt" && want.State == "CALIFORNIA" { // whose name the text lacks
				want.State = ""
			}
			require.Equal(t, []string{want.MAC, want.Number, want.State}, []string{c.MAC, c.Number, c.State}, form)
		}
		for _, d := range r.Diagnostics() {
			require.Contains(t, []string{"unused-file", "leading-zeros", "missing-state"}, string(d.Kind), form)
		}
	}
}
