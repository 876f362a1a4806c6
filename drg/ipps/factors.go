package ipps

import "math"

// Factors are the adjustments that a hospital's parameters give, as they are
// used: with the decimals that the pricer keeps, or unrounded.
type Factors struct {
	CapitalGeography float64 `json:"capitalGeography"` // geographic adjustment factor, four decimals
	CapitalCOLA      float64 `json:"capitalCOLA"`      // cost of living, on capital, three decimals
	OperatingIME     float64 `json:"operatingIME"`     // indirect medical education, added, nine decimals
	CapitalIME       float64 `json:"capitalIME"`
	OperatingDSH     float64 `json:"operatingDSH"` // disproportionate share by the formula, four decimals; a quarter of it is paid
	CapitalDSH       float64 `json:"capitalDSH"`   // added, four decimals
}

// Factors works out the adjustments of h, unrounded.
func (h *Hospital) Factors() Factors {
	cola := orOne(h.COLA)
	if h.COLA == ZeroCOLA {
		cola = 0
	}
	return Factors{
		CapitalGeography: power(h.WageIndex, 0.6848),      // 412.316(a)
		CapitalCOLA:      1 + 0.3152*(cola-1),             // 412.316(c)
		OperatingIME:     OperatingIME(h.ResidentsPerBed), // 412.105(d)
		CapitalIME:       CapitalIME(h.ResidentsPerDay),   // 412.322
		OperatingDSH:     h.exactDSH(),                    // 412.106(d)
		CapitalDSH:       h.capitalDSH(exactLog),          // 412.320
	}
}

// OperatingIME returns the indirect medical education adjustment to operating
// payments of a hospital with that many residents per bed (42 CFR 412.105(c), (d),
// with the multiplier 1.35 in force since fiscal year 2008).
func OperatingIME(residentsPerBed float64) float64 {
	if residentsPerBed == 0 {
		return 0
	}
	return 1.35 * (power(1+residentsPerBed, 0.405) - 1)
}

// CMS's pricer has 2.7183 for e, the base of natural logarithms: the logarithm of
// that, and of e.
var pricersLog = math.Log(2.7183)

const exactLog = 1

// CapitalIME returns that to capital payments of a hospital with that many
// residents per patient of its average daily census, counted to 1.5 (42 CFR
// 412.322).
func CapitalIME(residentsPerDay float64) float64 { return capitalIME(residentsPerDay, exactLog) }

func capitalIME(residentsPerDay, log float64) float64 {
	if residentsPerDay == 0 {
		return 0
	}
	return math.Exp(log*0.2822*min(residentsPerDay, 1.5)) - 1
}

// indigentDSH is the operating adjustment of hospitals under 42 CFR
// 412.106(c)(2), by (d)(2)(v).
const indigentDSH = 0.35

// operatingDSH is the adjustment of 42 CFR 412.106(d)(2) in ten-thousandths:
// nothing under 15 percent of low-income patients, 2.5 percent there, growing by
// 0.65 and above 20.2 percent by 0.825 for each; at most 12 percent where the cap
// holds.
func (h *Hospital) operatingDSH() int64 {
	if h.IndigentCare {
		return indigentDSH * four
	}
	share := scaled(h.LowIncomeShare, 1e6)
	var adjustment int64 // 1e-9
	switch {
	case share < 150_000:
		return 0
	case share <= 202_000:
		adjustment = 25_000_000 + 650*(share-150_000)
	default:
		adjustment = 58_800_000 + 825*(share-202_000)
	}
	if h.cappedDSH() {
		adjustment = min(adjustment, 120_000_000)
	}
	return mulDiv(adjustment, 1, 100_000)
}

// cappedDSH reports whether the adjustment is at most 12 percent: of urban
// hospitals with fewer than 100 beds and rural ones with fewer than 500, but not
// those whose type has no cap. A rural sole community or essential access
// hospital of 500 beds is under two paragraphs of the Act, one with and one
// without a cap; CMS's pricer caps it.
func (h *Hospital) cappedDSH() bool {
	switch {
	case h.Type.uncappedDSH():
		return false
	case h.Urban:
		return h.Beds < 100
	}
	return h.Beds < 500 || h.Type == SoleCommunity || h.Type == EssentialAccess
}

// exactDSH is operatingDSH unrounded.
func (h *Hospital) exactDSH() float64 {
	if h.IndigentCare {
		return indigentDSH
	}
	p := h.LowIncomeShare
	var adjustment float64
	switch {
	case p < 0.15:
		return 0
	case p <= 0.202:
		adjustment = 0.025 + 0.65*(p-0.15)
	default:
		adjustment = 0.0588 + 0.825*(p-0.202)
	}
	if h.cappedDSH() {
		return min(adjustment, 0.12)
	}
	return adjustment
}

// capitalDSH is the adjustment of 42 CFR 412.320 for urban hospitals with 100
// beds or more. One for care of the indigent counts as having the share of
// low-income patients that would give its operating adjustment.
func (h *Hospital) capitalDSH(log float64) float64 {
	share := h.LowIncomeShare
	switch {
	case h.IndigentCare:
		share = 0.202 + (indigentDSH-0.0588)/0.825
	case !h.Urban || h.Beds < 100 || share == 0:
		return 0
	}
	return math.Exp(log*0.2025*share) - 1
}

// power is x to the power of y, for x above 0: to fifteen digits what math.Pow
// gives, in half the time.
func power(x, y float64) float64 { return math.Exp(y * math.Log(x)) }
