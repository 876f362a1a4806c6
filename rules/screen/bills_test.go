package screen

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/hcpcs"
	"github.com/medcode/medcode/rules"
)

func withBill(c *rules.Claim, bill string) *rules.Claim {
	c.TypeOfBill = bill
	return c
}

// TestBills: claims are taken as their type of bill, frequency and status say.
func TestBills(t *testing.T) {
	replacing := func(c *rules.Claim, frequency string) *rules.Claim {
		c.FrequencyCode = frequency
		return c
	}
	for name, c := range map[string]struct {
		want   []string
		claims []*rules.Claim
	}{
		"interim bills of one admission": {nil, []*rules.Claim{
			withBill(interim("A", "2026-04-02", "2026-04-02", "2026-04-30", "30"), "0112"),
			withBill(interim("B", "2026-04-02", "2026-05-01", "2026-05-31", "30"), "0113"),
			withBill(interim("C", "2026-04-02", "2026-06-01", "2026-06-10", "01"), "0114")}},
		"interim bills that overlap": {[]string{"overlaps H 1 B"}, []*rules.Claim{
			withBill(interim("A", "2026-04-02", "2026-04-02", "2026-04-30", "30"), "0112"),
			withBill(interim("B", "2026-04-02", "2026-04-20", "2026-05-31", "01"), "0114")}},
		"a hospital, then a nursing facility": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "03"), "0111"),
			withBill(interim("B", "2026-04-06", "2026-04-06", "2026-04-30", "30"), "0212"),
			withBill(interim("C", "2026-04-06", "2026-05-01", "2026-05-20", "01"), "0214")}},
		"void": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0111"),
			withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0118")}},
		"void and replacement": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0111"),
			withBill(stayOf("A8", "P", "H", "2026-04-02", "2026-04-05", "01"), "0118"),
			withBill(stayOf("A7", "P", "H", "2026-04-02", "2026-04-05", "01"), "0117")}},
		"replaced lines": {nil, []*rules.Claim{
			withBill(outpatient("O", "P", "H", "2026-04-01", "71046 1 300"), "0131"),
			withBill(outpatient("O", "P", "H", "2026-04-01", "71046 1 300"), "0137")}},
		"replaced professional lines": {nil, []*rules.Claim{
			visit("V", "P", "N", "2026-04-01", "99213 1 100"), replacing(visit("V", "P", "N", "2026-04-01", "99213 1 100"), "7")}},
		"not billed for payment": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0111"),
			withBill(stayOf("A0", "P", "H", "2026-04-02", "2026-04-05", "01"), "0110")}},
		"duplicates stay duplicates": {[]string{"duplicates H 1 B"}, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0111"),
			withBill(stayOf("B", "P", "H", "2026-04-02", "2026-04-05", "01"), "0111")}},
		"transfers by status": {nil, []*rules.Claim{
			stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "2"), stayOf("B", "P", "G", "2026-04-05", "2026-04-09", "06"), stayOf("C", "P", "H", "2026-04-09", "2026-04-10", "01")}},
		"a swing bed is no transfer": {[]string{"transfers H 1 B"}, []*rules.Claim{
			stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "61"), stayOf("B", "P", "G", "2026-04-05", "2026-04-09", "01")}},
	} {
		require.Equal(t, c.want, leads(Options{}, c.claims...), name)
	}
}

// TestGlobalDays: a visit in the days after an operation, by who operated or by
// one of the group and specialty, on whatever claims they stand.
func TestGlobalDays(t *testing.T) {
	o := Options{Global: func(c hcpcs.Code, _ medcode.Date) (int, bool) { return 90, c == hcpcs.MustParse("27447") }}
	by := func(c *rules.Claim, clinician, specialty string) *rules.Claim {
		c.RenderingNPI, c.Specialty = clinician, specialty
		return c
	}
	modified := func(c *rules.Claim, m string) *rules.Claim {
		c.Lines[0].Modifiers = []string{m}
		return c
	}
	operation := by(visit("A", "P", "G", "2026-04-01", "27447 1 2000"), "N1", "20")
	for name, c := range map[string]struct {
		want []string
		line *rules.Claim
	}{
		"the same clinician":            {[]string{"global-days N1 1 B"}, by(visit("B", "P", "G", "2026-05-01", "99213 1 100"), "N1", "20")},
		"the same group and specialty":  {[]string{"global-days N2 1 B"}, by(visit("B", "P", "G", "2026-05-01", "99213 1 100"), "N2", "20")},
		"another specialty":             {nil, by(visit("B", "P", "G", "2026-05-01", "99213 1 100"), "N2", "11")},
		"another group":                 {nil, by(visit("B", "P", "H", "2026-05-01", "99213 1 100"), "N2", "20")},
		"specialties that are not said": {nil, by(visit("B", "P", "G", "2026-05-01", "99213 1 100"), "N2", "")},
		"unrelated":                     {nil, modified(by(visit("B", "P", "G", "2026-05-01", "99213 1 100"), "N1", "20"), "24")},
		"before it":                     {nil, by(visit("B", "P", "G", "2026-03-01", "99213 1 100"), "N1", "20")},
		"the last day":                  {[]string{"global-days N1 1 B"}, by(visit("B", "P", "G", "2026-06-30", "99213 1 100"), "N1", "20")},
		"the day after the last":        {nil, by(visit("B", "P", "G", "2026-07-01", "99213 1 100"), "N1", "20")},
		"no visit":                      {nil, by(visit("B", "P", "G", "2026-05-01", "71046 1 100"), "N1", "20")},
	} {
		require.Equal(t, c.want, leads(o, operation, c.line), name)
	}
	assistant := modified(by(visit("A", "P", "G", "2026-04-01", "27447 1 2000"), "N1", "20"), "80")
	require.Nil(t, leads(o, assistant, by(visit("B", "P", "G", "2026-05-01", "99213 1 100"), "N1", "20")))
	require.Contains(t, strings.Join(NewScreener(Options{}).Report().NotScreened, " "), "global days")
}

// TestTypesOfBill: what of two claims of a patient is a lead, by type of bill,
// frequency and status, more of the kinds of TestBills.
func TestTypesOfBill(t *testing.T) {
	swing := func(c *rules.Claim) *rules.Claim { return withBill(c, "0181") }
	for name, c := range map[string]struct {
		want   []string
		claims []*rules.Claim
	}{
		"a hospital, then its swing bed": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "61"), "0111"), swing(stayOf("B", "P", "H", "2026-04-06", "2026-04-20", "01"))}},
		"home health in a stay": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "06"), "0111"), withBill(outpatient("B", "P", "N", "2026-04-07", "G0299 4 200"), "0329")}},
		"a late charge is no second claim": {nil, []*rules.Claim{
			withBill(outpatient("A", "P", "H", "2026-04-01", "71046 1 300"), "0131"), withBill(outpatient("A", "P", "H", "2026-04-01", "80053 1 40"), "0135")}},
		"admitted elsewhere with status 01": {[]string{"transfers H 1 B"}, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "01"), "0111"), withBill(stayOf("B", "P", "K", "2026-04-06", "2026-04-10", "01"), "0111")}},
		"admitted elsewhere with status 02": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "02"), "0111"), withBill(stayOf("B", "P", "K", "2026-04-06", "2026-04-10", "01"), "0111")}},
		"rehabilitation after a stay, status 62": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "62"), "0111"), withBill(stayOf("B", "P", "R", "2026-04-06", "2026-04-20", "01"), "0111")}},
		"hospice after a stay, status 51": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "51"), "0111"), withBill(outpatient("B", "P", "S", "2026-04-06", "Q5001 1 200"), "0821")}},
		"back on the day of discharge": {[]string{"same-day-return H 1 B"}, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-01", "2026-04-06", "01"), "0111"), withBill(stayOf("B", "P", "H", "2026-04-06", "2026-04-10", "01"), "0111")}},
		"a nursing facility's two monthly bills": {nil, []*rules.Claim{
			withBill(interim("A", "2026-04-06", "2026-04-06", "2026-04-30", "30"), "0212"), withBill(interim("B", "2026-04-06", "2026-05-01", "2026-05-31", "30"), "0213")}},
		"a nursing facility's bill sent twice": {[]string{"duplicates H 1 B"}, []*rules.Claim{
			withBill(interim("A", "2026-04-06", "2026-05-01", "2026-05-31", "30"), "0213"), withBill(interim("B", "2026-04-06", "2026-05-01", "2026-05-31", "30"), "0213")}},
		"services of a nursing facility's stay": {nil, []*rules.Claim{
			withBill(interim("A", "2026-04-06", "2026-04-06", "2026-04-30", "30"), "0212"), withBill(outpatient("B", "P", "K", "2026-04-10", "71046 1 300"), "0131")}},
		"services of a hospital's stay": {[]string{"overlaps K 1 B"}, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-06", "2026-04-30", "01"), "0111"), withBill(outpatient("B", "P", "K", "2026-04-10", "71046 1 300"), "0131")}},
		"a leave that the interim bills leave out": {nil, []*rules.Claim{
			withBill(interim("A", "2026-04-01", "2026-04-01", "2026-04-30", "30"), "0112"), withBill(interim("B", "2026-04-01", "2026-05-05", "2026-05-31", "01"), "0114")}},
		"part B of an inpatient (12x)": {nil, []*rules.Claim{
			withBill(outpatient("A", "P", "H", "2026-04-10", "71046 1 300"), "0121"), withBill(outpatient("B", "P", "H", "2026-04-11", "71046 1 300"), "0121")}},
		"a void without what it voids": {nil, []*rules.Claim{withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0118")}},
		"a replacement of a replacement": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0111"), withBill(stayOf("B", "P", "H", "2026-04-02", "2026-04-05", "01"), "0117"),
			withBill(stayOf("C", "P", "H", "2026-04-02", "2026-04-05", "01"), "0117")}},
		"adjusted by the payer (frequency G, H, I)": {nil, []*rules.Claim{
			withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "0111"), withBill(stayOf("A", "P", "H", "2026-04-02", "2026-04-05", "01"), "011G")}},
	} {
		require.Equal(t, c.want, leads(Options{}, c.claims...), name)
	}
}

// interim is a bill of an admission for some of its days.
func interim(id, admitted, from, through, status string) *rules.Claim {
	c := stayOf(id, "P", "H", admitted, through, status)
	c.From = day(from)
	return c
}

// TestDependents: claims of a member's dependents are compared, each with its
// own, whatever their order, and what names nobody is counted.
func TestDependents(t *testing.T) {
	of := func(c *rules.Claim, given, birth string) *rules.Claim {
		c.Member, c.Patient = "M1", rules.Patient{Given: given, Birth: day(birth)}
		return c
	}
	require.Equal(t, []string{"duplicates N 1 C"}, leads(Options{},
		of(visit("A", "", "N", "2026-04-01", "99213 1 100"), "Ann", "2015-02-03"),
		of(visit("B", "", "N", "2026-04-01", "99213 1 100"), "Bob", "2015-02-03"),
		of(visit("C", "", "N", "2026-04-01", "99213 1 100"), "Ann", "2015-02-03")))
	s := NewScreener(Options{})
	s.Add(visit("A", "", "N", "2026-04-01", "99213 1 100"))
	s.Add(visit("B", "", "N", "2026-04-01", "99213 1 100"))
	r := s.Report()
	require.Equal(t, 2, r.Unnamed)
	require.Contains(t, r.NotScreened[0], "2 of 2 claims name no patient")
}
