package ipps

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// The headings are those of the impact files of fiscal years 2009 and 2026, the
// hospitals are made up.
const (
	impact2026 = "FY 2026 IPPS Impact File -  Final Rule (August 2025)\t\t\t\n" +
		"Provider Number\tName\tGeographic Labor Market Area\tPayment Labor Market Area\tFIPS County Code\tURGEO\tURSPA\tFY 2026 Wage Index\tCost of Living Adjustment\tBeds\tAverage Daily Census\tResident to Bed Ratio\tRDAY\tDSHPCT\tProxy Quality Reduction\tProxy EHR Reduction\tProvider Type\n" +
		"010001\tA \"quoted\" place\t20020\t20020\t1069\tOURBAN\tOURBAN\t0.9049\t1\t400\t300\t0.0655\t0.05496\t0.2752\t0\t0\t0\n" +
		"20001\tFar north\t02\t11260\t02020\tRURAL\tOURBAN\t1.2\t1.25\t100\t.\t\t0.1\t.\t1\t1\t16\n" +
		"400001\tIsland\t41980\t\t\tLURBAN\t\tabc\t1\t-3\t\t\t\t\t\t\t0\n" +
		"Total\t\t\t\t\t\t\n"
	impact2009 = "Provider Number,Name,Geographic Labor Market Area,URGEO,Post Reclass Wage Index,BEDS,Average Daily Census,Resident to Bed Ratio,DSHPCT,OPCCR,CPCCR\n" +
		"010001,\"ALPHA, INC\",20020,OURBAN,0.8401,370,242,0.28515,12.74%,0.31,0.02\n"
)

func TestImpact(t *testing.T) {
	f, err := ReadImpact(fstest.MapFS{"impact.txt": {Data: []byte(impact2026)}, "other.txt": {Data: []byte("Name,Beds\n1,2\n")}})
	require.NoError(t, err)
	require.Equal(t, 3, f.Len())
	require.Len(t, f.Provenance().Files, 1)
	h, ok := f.Lookup("10001")
	require.True(t, ok)
	require.Equal(t, ImpactHospital{CCN: "010001", Name: `A "quoted" place`, Location: "20020", Payment: "20020", County: "01069",
		Geographic: "OURBAN", Standardized: "OURBAN", WageIndex: 0.9049, COLA: 1, ResidentsPerBed: 0.0655, ResidentsPerDay: 0.05496, Beds: 400, LowIncomeShare: 0.2752}, h)
	require.Equal(t, Hospital{WageIndex: 0.9049, ResidentsPerBed: 0.0655, ResidentsPerDay: 0.05496, Beds: 400, LowIncomeShare: 0.2752, Urban: true}, h.Hospital())

	h, _ = f.Lookup("020001")
	require.Equal(t, Hospital{WageIndex: 1.2, COLA: 1.25, ResidentsPerDay: 0.1, Beds: 100, Urban: true, Type: SoleCommunity, Update: NoQuality | NoEHR}, h.Hospital())
	h, _ = f.Lookup("400001")
	require.Equal(t, Hospital{PuertoRico: true, Urban: true}, h.Hospital())
	_, ok = f.Lookup("999999")
	require.False(t, ok)

	var lines []int
	for _, d := range f.Diagnostics() {
		lines = append(lines, d.Line)
	}
	require.Equal(t, []int{0, 2, 2, 2, 5, 5, 6}, lines) // the read-me, three columns, abc, -3, Total
	n := 0
	for range f.All() {
		n++
	}
	require.Equal(t, 3, n)
}

func TestImpactOfOldYears(t *testing.T) {
	f, err := ReadImpact(fstest.MapFS{"impact.csv": {Data: []byte(impact2009)}})
	require.NoError(t, err)
	h, ok := f.Lookup("010001")
	require.True(t, ok)
	require.Equal(t, "ALPHA, INC", h.Name)
	require.InDelta(t, 0.1274, h.LowIncomeShare, 1e-9)
	require.InDelta(t, 0.31, h.OperatingCCR, 1e-9)
	require.InDelta(t, 0.02, h.CapitalCCR, 1e-9)
	require.Equal(t, 370, h.Beds)

	_, err = ReadImpact(fstest.MapFS{"other.txt": {Data: []byte("a,b\n")}})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = ReadImpact(fstest.MapFS{"impact.csv": {Data: []byte(impact2009 + "020002,\"open\n")}})
	require.ErrorIs(t, err, medcode.ErrSyntax)
}
