package ipps

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// record writes a provider as a record of fixed length, by the same places as the
// reader's table, from texts by place.
func record(length int, cells map[int]string) string {
	b := []byte(strings.Repeat(" ", length))
	for at, text := range cells {
		copy(b[at-1:], text)
	}
	return string(b)
}

// A made-up hospital in the inpatient layout: places by hand from the manual's
// addendum A.
var inpatientRecord = record(290, map[int]string{
	1: "1234567890", 11: "020009", 17: "20251001", 41: "00000000", 49: "N", 55: "16", 81: "0812345", 88: "1250",
	92: "02277", 97: "00250", 102: "0432", 106: "15432", 111: "1499", 115: "0243", 138: "Y", 139: "1", 140: "10180",
	145: "   02", 155: "010432", 185: "B", 203: "0054", 207: "N", 208: "00451", 219: "Y", 220: "098123456789", 232: "1",
	233: "09712", 241: "Y", 242: "000069677", 251: "Y", 252: "0021387", 259: "02020", 271: "009000", 277: "1",
})

func TestReadProvidersFixed(t *testing.T) {
	later := strings.Replace(inpatientRecord, "20251001", "20260101", 1)
	outpatient := record(100, map[int]string{11: "010001", 17: "20260101", 41: "00000000", 49: "N", 55: "00", 67: "1000", 74: "1", 76: "0321", 80: "10180"})
	p, err := ReadProviders(fstest.MapFS{"inp.txt": {Data: []byte(later + "\r\n" + inpatientRecord + "\n\n" + inpatientRecord + "\n")},
		"opsf.txt": {Data: []byte(outpatient + "\n")}, "readme.txt": {Data: []byte("nothing of the kind")}})
	require.NoError(t, err)
	require.Len(t, p.Diagnostics(), 1)
	require.Equal(t, medcode.KindUnreadFile, p.Diagnostics()[0].Kind)
	require.Equal(t, 3, p.Len(), "the same record twice counts once")
	require.Len(t, p.Provenance().Files, 2)
	got, ok := p.Lookup("20009", medcode.MustParseDate("2025-12-31"))
	require.True(t, ok)
	require.Equal(t, Provider{
		CCN: "020009", NPI: "1234567890", Effective: medcode.MustParseDate("2025-10-01"), Type: SoleCommunity, HospitalSpecificRate: 8123_45,
		COLA: 1.25, ResidentsPerBed: 0.2277, Beds: 250, OperatingCCR: 0.432, CaseMix: 1.5432, SSIShare: 0.1499, MedicaidShare: 0.0243,
		SpecialPayment: "Y", QualityFlag: "1", Location: "10180", Reclassified: "02", SpecialWage: 1.0432, CapitalPayCode: "B", CapitalCCR: 0.054,
		NewHospital: "N", ResidentsPerDay: 0.0451, VBPFlag: "Y", VBPFactor: 0.98123456789, HRRFlag: "1", HRRFactor: 0.9712, HACFlag: "Y",
		UncompensatedCare: 696_77, EHRFlag: "Y", LowVolume: 0.021387, LowVolumeFlag: "Y", County: "02020", PriorWage: 0.9, PriorWageRule: "1",
	}, got)
	require.Equal(t, "02", got.State())
	h, err := got.Hospital(medcode.MustParseDate("2025-12-31"))
	require.NoError(t, err)
	require.Equal(t, Hospital{COLA: 1.25, Update: NoEHR, Type: SoleCommunity, ResidentsPerBed: 0.2277, ResidentsPerDay: 0.0451, LowIncomeShare: 0.1742, Beds: 250,
		UncompensatedCare: 696_77, ValueBasedPurchasing: 0.98123456789, Readmissions: 0.9712, HACReduction: true, OperatingCCR: 0.432, CapitalCCR: 0.054,
		HospitalSpecificRate: 8123_45, LowVolume: 0.021387}, h)

	got, ok = p.Lookup("020009", medcode.MustParseDate("2026-01-01"))
	require.True(t, ok)
	require.Equal(t, "2026-01-01", got.Effective.String())
	got, ok = p.Lookup("010001", medcode.MustParseDate("2026-01-01"))
	require.True(t, ok)
	require.Equal(t, 0.321, got.OutpatientCCR)
	for _, ccn := range []string{"020009", "030001", "000001"} {
		_, ok = p.Lookup(ccn, medcode.MustParseDate("2025-09-30"))
		require.False(t, ok)
	}
	n := 0
	for range p.All() {
		n++
	}
	require.Equal(t, 3, n)
}

// The fields of the inpatient record don't overlap and are long enough for their
// decimals.
func TestProviderLayout(t *testing.T) {
	inpatient, outpatient := 0, 0
	seen := map[string]bool{}
	for _, f := range providerFields {
		if f.begin > 0 {
			require.Greater(t, f.begin, inpatient, f.headings)
			inpatient = f.end
			require.GreaterOrEqual(t, f.end-f.begin+1, f.decimals, f.headings)
		}
		outpatient = max(outpatient, f.outEnd)
		for _, h := range strings.Split(f.headings, "|") {
			require.False(t, seen[h], h)
			seen[h] = true
		}
	}
	require.Equal(t, 96, outpatient)
}

func TestReadProvidersCSV(t *testing.T) {
	const long = "provider_ccn,effective_date,termination_date,waiver_indicator,provider_type,cost_of_living_adjustment,interns_to_beds_ratio,bed_size," +
		"operating_cost_to_charge_ratio,supplemental_security_income_ratio,medicaid_ratio,hospital_quality_indicator,cbsa_actual_geographic_location," +
		"capital_pps_payment_code,vbp_participant_indicator,vbp_adjustment,hrr_participant_indicator,hrr_adjustment,uncompensated_care_amount,county_code,unheard_of\n" +
		"10001,2025-10-01,,N,00,0,0.0,250,0.25,0.1,0.2,1,10180,B,N,,0,,12.34,01001,x\n" +
		"10001,10/1/2026,,N,0,,,many,,,,,,,,,,,,,\n" +
		",20251001,,,,,,,,,,,,,,,,,,,\n"
	const short = "PROVIDER\tEFF_DT\tTERMDATE\tPPSWAIV\tPROVTYPE\tCOLA\tIBR\tBEDSIZE\tCCR\tHOSQIND\tCBSA\n020009\t20250101\t0\tN\t07\t1.25\t0\t99\t0.3\t1\t02\n"
	p, err := ReadProviders(fstest.MapFS{"a.csv": {Data: []byte(long)}, "b.txt": {Data: []byte(short)}})
	require.NoError(t, err)
	require.Equal(t, 3, p.Len())
	got, ok := p.Lookup("010001", medcode.MustParseDate("2026-09-30"))
	require.True(t, ok)
	require.Equal(t, Provider{CCN: "010001", Effective: medcode.MustParseDate("2025-10-01"), Beds: 250, OperatingCCR: 0.25, SSIShare: 0.1, MedicaidShare: 0.2,
		QualityFlag: "1", Location: "10180", CapitalPayCode: "B", VBPFlag: "N", HRRFlag: "0", UncompensatedCare: 12_34, County: "01001"}, got)
	var kinds []string
	for _, d := range p.Diagnostics() {
		kinds = append(kinds, string(d.Kind)+" "+d.Text)
	}
	require.Equal(t, []string{"malformed-value many", "no-key "}, kinds)
	got, ok = p.Lookup("020009", medcode.MustParseDate("2026-09-30"))
	require.True(t, ok)
	require.Equal(t, RuralReferral, got.Type)

	_, err = ReadProviders(fstest.MapFS{"a.csv": {Data: []byte("a,b\n1,2\n")}})
	require.ErrorIs(t, err, medcode.ErrNoFile)
	_, err = ReadProviders(fstest.MapFS{"a.csv": {Data: []byte("effective_date,bed_size,ccr,medicaid_ratio,cola\n")}})
	require.ErrorIs(t, err, medcode.ErrLayout)
	_, err = ReadProviders(fstest.MapFS{"a.csv": {Data: []byte("ccn,effective_date,bed_size,ccr,medicaid_ratio,cola\n\"x\"y\n")}})
	require.ErrorIs(t, err, medcode.ErrSyntax)
}

func TestProviderRefusals(t *testing.T) {
	day := medcode.MustParseDate("2026-01-15")
	good := Provider{CCN: "010001", Effective: medcode.MustParseDate("2025-10-01"), VBPFlag: "N", HRRFlag: "0", QualityFlag: "1", CapitalPayCode: "B"}
	_, err := good.Hospital(day)
	require.NoError(t, err)
	for want, bad := range map[ReturnCode][]func(*Provider){
		RefusedVBP: {func(p *Provider) { p.VBPFlag = "" }, func(p *Provider) { p.VBPFlag, p.VBPFactor = "Y", 0.97 },
			func(p *Provider) { p.CCN, p.VBPFlag, p.VBPFactor = "210001", "Y", 1 }},
		RefusedPrograms: {func(p *Provider) { p.HRRFlag = "2" }, func(p *Provider) { p.HRRFlag, p.HRRFactor = "1", 1.1 }, func(p *Provider) { p.HRRFactor = 1 },
			func(p *Provider) { p.EHRFlag = "N" }, func(p *Provider) { p.CapitalPayCode = "A" }},
		RefusedDates: {func(p *Provider) { p.Effective = medcode.MustParseDate("2026-01-16") }, func(p *Provider) { p.Terminated = day }},
	} {
		for _, f := range bad {
			p := good
			f(&p)
			_, err := p.Hospital(day)
			var refused *RefusedError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, want, refused.Code)
			require.ErrorIs(t, err, ErrRefused)
			require.ErrorContains(t, err, want.Digits())
		}
	}
	require.Empty(t, (&Provider{}).State())
	for code, want := range map[int]Destination{0: Elsewhere, 3: AcuteCare, 6: AcuteCare, 7: Elsewhere, 9: PostAcuteCare, 11: PostAcuteCare} {
		to, noOutlier, err := ReviewCode(code)
		require.NoError(t, err)
		require.Equal(t, want, to)
		require.Equal(t, code == 6 || code == 7 || code == 11, noOutlier)
	}
	_, _, err = ReviewCode(8)
	require.ErrorIs(t, err, ErrRefused)
}

func TestAreas(t *testing.T) {
	r, err := ForDischarge(medcode.MustParseDate("2026-01-15"))
	require.NoError(t, err)
	a := r.Areas()
	require.Greater(t, a.Len(), 400)
	require.Len(t, a.List(), a.Len())
	require.Equal(t, 0.0065, a.Commuting("01013"))
	n := 0
	for range a.Counties() {
		n++
		if n == 3 {
			break
		}
	}
	require.Zero(t, a.Quartile())
	require.Zero(t, a.IndianHealth(true))
	day := medcode.MustParseDate("2026-01-15")
	good := Provider{CCN: "010001", Effective: medcode.MustParseDate("2025-10-01"), VBPFlag: "N", HRRFlag: "0", QualityFlag: "1", CapitalPayCode: "B"}
	for _, c := range []struct {
		name  string
		p     func(*Provider)
		want  float64
		urban bool
	}{
		{"rural Alabama", func(p *Provider) { p.Location = "01" }, 0.7393, false},
		{"with commuting", func(p *Provider) { p.Location, p.County = "01", "01013" }, 0.7458, false},
		{"dually reclassified to rural Alaska", func(p *Provider) { p.Location, p.Reclassified, p.WageIndexRule = "10180", "02", "D" }, 1.1438, true},
		{"reclassified there", func(p *Provider) { p.Location, p.Reclassified, p.SpecialPayment = "10180", "02", "Y" }, 1.0694, true},
		{"special", func(p *Provider) { p.SpecialPayment, p.SpecialWage = "1", 1.2345 }, 1.2345, false},
		{"floor of five percent", func(p *Provider) { p.Location, p.PriorWageRule, p.PriorWage = "01", "1", 1 }, 0.95, false},
		{"imputed floor of New Jersey", func(p *Provider) { p.CCN, p.Location = "310001", "10180" }, 1.1687, true},
	} {
		p := good
		c.p(&p)
		h, w, err := r.Hospital(&p, day)
		require.NoError(t, err, c.name)
		require.InDelta(t, c.want, h.WageIndex, 1e-9, c.name)
		require.Equal(t, h.WageIndex, w.Value)
		require.Equal(t, c.urban, h.Urban, c.name)
	}
	for _, bad := range []func(*Provider){
		func(p *Provider) { p.Location = "99999" }, func(p *Provider) { p.SpecialPayment = "2" }, func(p *Provider) { p.Location = "09" },
		func(p *Provider) { p.Location, p.PriorWage = "01", 0.9 }, func(p *Provider) { p.HRRFlag = "" },
	} {
		p := good
		bad(&p)
		_, _, err := r.Hospital(&p, day)
		require.ErrorIs(t, err, ErrRefused)
	}
	var none *Areas
	require.Zero(t, none.Len())
	require.Nil(t, none.List())
	require.Zero(t, none.Commuting("01013"))
	require.Zero(t, none.Quartile())
	require.Zero(t, none.IndianHealth(false))
	for range none.Counties() {
		t.Fatal("no counties")
	}
	_, err = none.Of(&good)
	require.ErrorIs(t, err, ErrRefused)
}
