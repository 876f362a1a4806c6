package opps

import (
	"fmt"

	"github.com/medcode/medcode"
)

// A Year is what the payment of a calendar year is computed with beside the
// rates. Shares and factors are in ten-thousandths.
type Year struct {
	Year             int
	Cap              medcode.Cents // most copayment for a procedure: the inpatient deductible (SSA 1833(t)(8)(C)(i))
	LaborShare       int64         // of a rate that follows the wage index (42 CFR 419.43(c)(3))
	Rural            int64         // rural sole community hospitals (42 CFR 419.43(g))
	NoQuality        int64         // quality data not reported (42 CFR 419.43(h))
	OutlierMultiple  int64         // of the payment (42 CFR 419.43(d))
	OutlierThreshold medcode.Cents // above the payment
	OutlierShare     int64         // of the cost above the multiple
	CenterMultiple   int64         // of community mental health centers (42 CFR 419.43(d)(1)(ii))
	OffCampus        int64         // sites under section 603 (42 CFR 419.48)
	CT, Film         int64         // equipment below standard, film (SSA 1834(p), 1833(t)(16)(F))
	Computed         int64         // computed radiography
	Colorectal       int64         // most coinsurance of a screening that became a procedure (42 CFR 410.152(l)(5))
	RuralEmergency   int64         // rural emergency hospitals: of the payment (42 CFR 419.92(a)(1))
}

// years are those whose figures are known, from the rules named beside them.
var years = []Year{
	// CY 2025 OPPS/ASC final rule (89 FR 93912); inpatient deductible of 2025 (89 FR 88750).
	{2025, 1676_00, 6000, 10710, 9806, 17500, 7175_00, 5000, 34000, 4000, 8500, 8000, 9000, 1500, 10500},
}

// YearOf returns the figures of the calendar year of a date. The error wraps
// [medcode.ErrDate] where they aren't known: make a Year by the rule of that year.
func YearOf(date medcode.Date) (Year, error) {
	y, _, _ := date.Date()
	for _, known := range years {
		if known.Year == y && !date.IsZero() {
			return known, nil
		}
	}
	return Year{}, fmt.Errorf("outpatient payment for %v: the figures of the year aren't known: %w", date, medcode.ErrDate)
}
