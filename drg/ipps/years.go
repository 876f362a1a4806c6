package ipps

// What no table of a final rule says of a fiscal year, as CMS's pricer of the
// year has it: seen in its answers.
var pricerRates = map[int]Rates{
	2014: {Days: true},
	2015: {Days: true},
	2021: {HospitalSpecific: [4]int64{FullUpdate: 105634, NoQuality: 105015, NoEHR: 103777, NoQuality | NoEHR: 103158}, Trial: 17},
}

// PricerRates returns what of a fiscal year's rates stands in no table of the
// final rule: the update of hospital-specific rates, the part of DRG 018 in a
// trial, and how a transfer's weight is rounded. It reports whether anything is
// known. The other rates are zero.
func PricerRates(year int) (Rates, bool) {
	r, ok := pricerRates[year]
	return r, ok
}
