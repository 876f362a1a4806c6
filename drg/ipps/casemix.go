package ipps

// A CaseMix adds up the stays whose case-mix index is wanted. The zero CaseMix
// is ready to use. Its sum is exact, so the index doesn't depend on the order
// in which stays come or parts are merged.
type CaseMix struct {
	Stays      int   // all that were added
	Unweighted int   // those among them whose DRG has no weight: 998, 999, none
	Sum        int64 // of their relative weights, in ten-thousandths
}

// Add counts a stay with the relative weight that its DRG has on its date of
// discharge; zero for a stay that couldn't be grouped. For the transfer-adjusted
// index, add [Weight.Times] the part that [Weights.Transfer] gives.
func (c *CaseMix) Add(w Weight) {
	c.Stays++
	c.Sum += int64(w)
	if w == 0 {
		c.Unweighted++
	}
}

// Merge adds the stays of d.
func (c *CaseMix) Merge(d CaseMix) {
	c.Stays += d.Stays
	c.Unweighted += d.Unweighted
	c.Sum += d.Sum
}

// Index returns the sum of the weights divided by the number of stays (CMS,
// Acute Inpatient PPS, Case Mix Index file), those without a weight included.
// It is false when there are no stays: their index is not 0, there is none.
func (c CaseMix) Index() (float64, bool) {
	if c.Stays == 0 {
		return 0, false
	}
	return float64(c.Sum) / 1e4 / float64(c.Stays), true
}
