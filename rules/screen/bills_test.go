package screen

import (
	"testing"

	"github.com/stretchr/testify/require"

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
