package opps

import (
	"maps"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
)

// quarterlyFiles are tables in the form of CMS's data files: quoted, with a heading,
// and versions that each row holds in. The names of the columns are of the tests.
func quarterlyFiles() fstest.MapFS {
	return fstest.MapFS{
		"Report-Table/Data_HCPCS.txt": {Data: []byte(`"HCPCS","LO_VERSION","HI_VERSION","DESCRIPTION","STATUS_INDICATOR","LO_AGE","HI_AGE","BILATERAL","DEVICE","QUESTIONABLE","DATE_APPROVED","SECRET"
"A0003","63","97","one, ""old""","T","000","124","2","1","1","0","1"
"A0003","98","98","one, new","T","009","124","1","0","0","20240401","1"
"A0004","70","98","two","T","000","017","0","1","0","0","0"
"A0005","70","90","gone","T","000","124","0","1","1","0","0"
`)},
		"Report-Table/Data_Modifier.txt": {Data: []byte("\"MODIFIER\",\"LO_VERSION\",\"HI_VERSION\",\"NCCI\"\n\"59\",\"63\",\"98\",\"1\"\n\"L1\",\"63\",\"90\",\"0\"\n")},
		"Report-Table/Data_Revenue.txt":  {Data: []byte("\"REVENUE_CODE\",\"LO_VERSION\",\"HI_VERSION\",\"STATUS_INDICATOR\",\"BYPASS_E48\"\n\"0250\",\"63\",\"98\",\"N\",\"1\"\n")},
		"Report-Table/Data_APC.txt":      {Data: []byte("\"APC\",\"LO_VERSION\",\"HI_VERSION\"\n\"5001\",\"63\",\"98\"\n")},
		"columns.tsv":                    {Data: []byte("column\tvalue\tflag\nBILATERAL\t1\tbilateral_conditional\nBILATERAL\t2\tbilateral_inherent\n")},
	}
}

// TestQuarterly reads tables in the form of CMS's, of which the rows of the last
// version count.
func TestQuarterly(t *testing.T) {
	x, err := ReadTables(quarterlyFiles())
	require.NoError(t, err)
	assert.Len(t, x.Provenance().Files, 4)
	assert.Equal(t, []Flag{FlagBilateralConditional, FlagDateApproved, FlagLoAge}, slices.Collect(x.Flags(hc("A0003"))))
	assert.Equal(t, []Flag{FlagDevice, FlagHiAge}, slices.Collect(x.Flags(hc("A0004"))))
	assert.Empty(t, slices.Collect(x.Flags(hc("A0005"))))
	assert.Equal(t, [2]int16{9, -1}, x.ages[hc("A0003")])
	assert.Equal(t, [2]int16{-1, 17}, x.ages[hc("A0004")])
	assert.Equal(t, medcode.MustParseDate("2024-04-01"), x.dates[hc("A0003")].From)
	require.Len(t, x.Diagnostics(), 2)
	assert.Equal(t, medcode.KindUnreadFile, x.Diagnostics()[0].Kind)
	assert.Equal(t, "SECRET", x.Diagnostics()[1].Text)
	m, ok := x.Modifier(hcpcs.MustParseModifier("59"))
	assert.True(t, ok && m.NCCI)
	_, ok = x.Modifier(hcpcs.MustParseModifier("L1"))
	assert.False(t, ok)
	r, ok := x.Revenue("0250")
	assert.True(t, ok && r.BypassEdit48 && r.Status == N)

	for name, bad := range map[string][2]string{
		"version": {"Report-Table/Data_HCPCS.txt", "\"HCPCS\",\"LO_VERSION\",\"HI_VERSION\"\n\"A0003\",\"x\",\"98\"\n"},
		"code":    {"Report-Table/Data_HCPCS.txt", "\"HCPCS\",\"LO_VERSION\",\"HI_VERSION\"\n\"?\",\"1\",\"98\"\n"},
		"age":     {"Report-Table/Data_HCPCS.txt", "\"HCPCS\",\"LO_VERSION\",\"HI_VERSION\",\"LO_AGE\"\n\"A0003\",\"1\",\"98\",\"old\"\n"},
		"quote":   {"Report-Table/Data_HCPCS.txt", "\"HCPCS\",\"LO_VERSION\",\"HI_VERSION\"\n\"A0003,\"1\",\"98\"\n"},
		"status":  {"Report-Table/Data_Revenue.txt", "\"REVENUE\",\"LO_VERSION\",\"HI_VERSION\",\"STATUS_INDICATOR\"\n\"0250\",\"1\",\"98\",\"?\"\n"},
		"column":  {"columns.tsv", "column\tvalue\tflag\nBILATERAL\t1\tnothing\n"},
	} {
		files := maps.Clone(quarterlyFiles())
		files[bad[0]] = &fstest.MapFile{Data: []byte(bad[1])}
		_, err := ReadTables(files)
		require.ErrorIs(t, err, medcode.ErrSyntax, name)
	}
	// A short row has no more than it has.
	files := quarterlyFiles()
	files["Report-Table/Data_HCPCS.txt"] = &fstest.MapFile{Data: []byte("\"HCPCS\",\"LO_VERSION\",\"HI_VERSION\",\"DEVICE\"\n\"A0003\",\"1\",\"98\"\n")}
	x, err = ReadTables(files)
	require.NoError(t, err)
	assert.Empty(t, slices.Collect(x.Flags(hc("A0003"))))
}

// TestLimit holds a non-opioid drug to its limit, which the tables have by code.
func TestLimit(t *testing.T) {
	files := fixture()
	files["2031 B.txt"].Data = append(files["2031 B.txt"].Data, "A0013\tPain drug\t\tK1\t0701\t\t$40.00\t.\t$8.00\t\t\t\t\r\n"...)
	r, err := Read(files)
	require.NoError(t, err)
	tables, err := ReadTables(fstest.MapFS{"flags.tsv": {Data: []byte("code\tflag\tvalue\nA0013\tnonopioid_limit\t419.57\n")}})
	require.NoError(t, err)
	g, err := NewGrouper(r, Options{Tables: tables})
	require.NoError(t, err)
	on := medcode.MustParseDate("2031-03-01")
	for units, want := range map[int64]medcode.Cents{5: 200_00, 50: 419_57} {
		res, p := money(t, g, &Claim{TypeOfBill: 131, From: on, Through: on, Lines: []Line{line("A0003", 1, 500_00), line("A0013", units, 500_00)}}, Provider{}, Beneficiary{})
		assert.Equal(t, K1, res.Lines[1].Status)
		assert.Equal(t, uint8(flagFirstK1), res.Lines[1].Adjustment)
		assert.Equal(t, want, p.Lines[1].Payment)
	}
	_, err = ReadTables(fstest.MapFS{"flags.tsv": {Data: []byte("code\tflag\tvalue\nA0013\tnonopioid_limit\tmuch\n")}})
	assert.ErrorIs(t, err, medcode.ErrSyntax)
}
