package ipps

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

// Whatever an impact file says: an error with a file, or hospitals by number.
func FuzzReadImpact(f *testing.F) {
	f.Add([]byte(impact2026))
	f.Add([]byte(impact2009))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := ReadImpact(fstest.MapFS{"impact.txt": {Data: data}})
		if err != nil {
			fileError(t, err)
			return
		}
		last := ""
		for h := range x.All() {
			require.Len(t, h.CCN, 6)
			require.LessOrEqual(t, last, h.CCN)
			last = h.CCN
			h.Hospital()
			_, ok := x.Lookup(h.CCN)
			require.True(t, ok)
		}
	})
}

// A provider-specific file is an error with a file, or records of which each is found
// on its day, and is a hospital or an error.
func FuzzReadProviders(f *testing.F) {
	f.Add([]byte(inpatientRecord + "\r\n"))
	f.Add([]byte(record(100, map[int]string{11: "010001", 17: "20260101", 41: "00000000", 49: "N", 55: "00", 67: "1000", 74: "1", 76: "0321", 80: "10180"})))
	f.Add([]byte("PROVIDER\tEFF_DT\tTERMDATE\tPPSWAIV\tPROVTYPE\tCOLA\tIBR\tBEDSIZE\tCCR\tHOSQIND\tCBSA\n020009\t20250101\t0\tN\t07\t1.25\t0\t99\t0.3\t1\t02\n"))
	f.Add([]byte("provider_ccn,effective_date,bed_size,operating_cost_to_charge_ratio,medicaid_ratio,vbp_adjustment,uncompensated_care_amount\n10001,10/1/2026,-9e300,NaN,1e400,\"0,5\",92233720368547758.08\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadProviders(fstest.MapFS{"psf.txt": {Data: data}})
		if err != nil {
			fileError(t, err)
			return
		}
		for r := range p.All() {
			_, ok := p.Lookup(r.CCN, r.Effective)
			require.True(t, ok, "%+v", r)
			_, _ = r.Hospital(r.Effective)
		}
	})
}

// Tables of the pricer: data takes the place of one of a sound set.
func FuzzReadPricer(f *testing.F) {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range pricer2026 {
			if !yield(name) {
				return
			}
		}
	})
	for i, name := range names {
		f.Add(uint8(i), []byte(pricer2026[name]))
	}
	f.Add(uint8(0), []byte("technology\tprocedures\tand_procedures\tmost_paid\tpart\nA\tXW03372,?\t\t1e99\t-1\n"))
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		fsys := folder(pricer2026)
		fsys[names[int(which)%len(names)]] = &fstest.MapFile{Data: data}
		r, err := ReadPricer(fsys, 2026)
		if err != nil {
			fileError(t, err)
			return
		}
		for _, x := range r.Technologies().List() {
			require.NotEmpty(t, x.Name)
		}
		if r.Areas() != nil {
			_, _ = r.Areas().Of(&Provider{CCN: "010001", Location: "10180", County: "01013", Effective: medcode.NewDate(2025, 10, 1)})
		}
		for n := range r.All() {
			_, _ = r.Pay(n, Hospital{WageIndex: 1, OperatingCCR: 0.3}, Stay{Days: 3, Charges: 1e9})
		}
	})
}
