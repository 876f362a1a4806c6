package ipps

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/medcode/medcode"
)

// Areas are the wage indexes of a fiscal year by area, and the commuting
// adjustments by county. They don't change and are safe for any number of
// goroutines.
type Areas struct {
	areas     []Area // by CBSA
	commuting map[string]int64
	indian    [2]int64 // those of hospitals of the Indian Health Service, in Alaska and elsewhere, in ten-thousandths; 0 where they have their area's
	quartile  int64    // 25th percentile of wage indexes, in ten-thousandths; 0 where low ones aren't raised
}

// An Area is a core-based statistical area, or the rural rest of a state.
type Area struct {
	CBSA         string  `json:"cbsa"`            // five digits, or the state's two (of Medicare's own numbers) for its rural rest
	Name         string  `json:"name,omitempty"`  //
	Large        bool    `json:"large,omitempty"` // more than a million people
	Geographic   float64 `json:"geographic"`      // wage index of the hospitals there
	Reclassified float64 `json:"reclassified"`    // of those reclassified to it
	Floor        float64 `json:"floor,omitempty"` // of a state: what its urban hospitals get at least, rural or imputed
}

// Rural reports whether the area is the rural rest of a state.
func (a *Area) Rural() bool { return len(a.CBSA) == 2 }

// Lookup returns an area.
func (a *Areas) Lookup(cbsa string) (Area, bool) {
	if a == nil {
		return Area{}, false
	}
	i, ok := slices.BinarySearchFunc(a.areas, cbsa, func(x Area, c string) int { return compareText(x.CBSA, c) })
	if !ok {
		return Area{}, false
	}
	return a.areas[i], true
}

// Len returns the number of areas.
func (a *Areas) Len() int {
	if a == nil {
		return 0
	}
	return len(a.areas)
}

// List returns the areas by CBSA.
func (a *Areas) List() []Area {
	if a == nil {
		return nil
	}
	return slices.Clone(a.areas)
}

// Commuting returns what is added to the wage index of hospitals in a county,
// state and county in five digits, whose workers commute to areas of higher wages
// (42 CFR 412.64(i)); 0 for others.
func (a *Areas) Commuting(county string) float64 {
	if a == nil {
		return 0
	}
	return float64(a.commuting[county]) / four
}

// Counties yields the counties with a commuting adjustment, in order.
func (a *Areas) Counties() iter.Seq2[string, float64] {
	return func(yield func(string, float64) bool) {
		if a == nil {
			return
		}
		for _, c := range slices.Sorted(maps.Keys(a.commuting)) {
			if !yield(c, float64(a.commuting[c])/four) {
				return
			}
		}
	}
}

// Quartile returns the 25th percentile of wage indexes, half the way to which low
// ones are raised (84 FR 42326, fiscal years 2020 to 2024); 0 where they aren't,
// or it is not known.
func (a *Areas) Quartile() float64 {
	if a == nil {
		return 0
	}
	return float64(a.quartile) / four
}

// IndianHealth returns the wage index of the hospitals of the Indian Health
// Service, in Alaska or elsewhere, where the pricer has one for all of them; 0
// where they have their area's.
func (a *Areas) IndianHealth(inAlaska bool) float64 {
	switch {
	case a == nil:
		return 0
	case inAlaska:
		return float64(a.indian[0]) / four
	}
	return float64(a.indian[1]) / four
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// A WageIndex is how a hospital's wage index came about.
type WageIndex struct {
	Area      Area    `json:"area"`                // whose wages the hospital gets
	Index     float64 `json:"index"`               // of the area
	Commuting float64 `json:"commuting,omitempty"` // added
	Floor     float64 `json:"floor,omitempty"`     // of the hospital's state, where it is higher
	Quartile  float64 `json:"quartile,omitempty"`  // half the way to the 25th percentile, added
	Prior     float64 `json:"prior,omitempty"`     // 95 percent of the year before, where that is higher
	Special   bool    `json:"special,omitempty"`   // given by the provider-specific file as it is
	Value     float64 `json:"value"`               // the one to use, four decimals
}

// Of works out the wage index of a hospital: the special one of its record, or
// that of its area, or of the one that it is reclassified to (42 CFR 412.64(h),
// 412.230 to 412.280), with the commuting adjustment, which reclassified
// hospitals don't get; for an urban area no lower than the state's rural floor
// (Balanced Budget Act of 1997, section 4410) or imputed floor; a low one raised
// half the way to the 25th percentile in the years that did; and no lower than 95
// percent of the year before where the record says so.
//
// The state is the first two digits of the CCN; one of the further codes that some
// states have (67 and 74 of Texas, for one) stands in no table of areas and gets no
// floor: give such a hospital its special wage index.
//
// Hospitals of the Indian Health Service have the index that the pricer has for
// all of them in the years that do.
//
// An area that the year hasn't is a [*RefusedError] with code 52.
func (a *Areas) Of(p *Provider) (WageIndex, error) {
	var w WageIndex
	if p.Type == IndianHealth {
		if w.Value = a.IndianHealth(p.State() == alaska); w.Value > 0 {
			w.Special = true
			return w, nil
		}
	}
	rule := p.rule()
	if rule == "1" || rule == "2" {
		w.Special, w.Value, w.Index = true, p.SpecialWage, p.SpecialWage
		if p.SpecialWage <= 0 {
			return w, &RefusedError{RefusedArea, "a special wage index that isn't given"}
		}
		return w, nil
	}
	cbsa, reclassified := p.StandardizedLoc, false
	if rule == "Y" || rule == "D" {
		cbsa, reclassified = p.Reclassified, rule == "Y"
	}
	if cbsa == "" {
		cbsa = p.Location
	}
	area, ok := a.Lookup(cbsa)
	if !ok {
		return w, &RefusedError{RefusedArea, fmt.Sprintf("no area %q", cbsa)}
	}
	w.Area, w.Index = area, area.Geographic
	if reclassified {
		w.Index = area.Reclassified
	}
	v := scaled(w.Index, four)
	if rule == "" {
		w.Commuting = a.Commuting(p.County)
		v += scaled(w.Commuting, four)
	}
	if state, ok := a.Lookup(p.State()); ok && !area.Rural() {
		if floor := scaled(state.Floor, four); floor > v {
			v, w.Floor = floor, state.Floor
		}
	}
	if v < a.quartile {
		raised := (v + a.quartile + 1) / 2
		w.Quartile = float64(raised-v) / four
		v = raised
	}
	if err := w.priorYear(p, &v); err != nil {
		return w, err
	}
	if v == 0 {
		return w, &RefusedError{RefusedArea, fmt.Sprintf("area %q has no wage index", cbsa)}
	}
	w.Value = float64(v) / four
	return w, nil
}

// rule is what decides where the wage index comes from: the special payment
// indicator, and in its absence the change code.
func (p *Provider) rule() string {
	if p.SpecialPayment != "" {
		return p.SpecialPayment
	}
	return strings.TrimSpace(p.WageIndexRule)
}

// priorYear applies the floor of 95 percent (42 CFR 412.64(h)(7)).
func (w *WageIndex) priorYear(p *Provider, v *int64) error {
	switch {
	case p.PriorWageRule == "1" && p.PriorWage > 0:
		if prior := mulDiv(scaled(p.PriorWage, four), 95, percent); prior > *v {
			w.Prior, *v = float64(prior)/four, prior
		}
	case p.PriorWageRule != "" || p.PriorWage != 0:
		return &RefusedError{RefusedArea, fmt.Sprintf("supplemental wage index %v with indicator %q", p.PriorWage, p.PriorWageRule)}
	}
	return nil
}

// Urban reports whether the hospital is urban for the share adjustments: by the
// area whose standardized amount it gets, or its own.
func (a *Areas) Urban(p *Provider) bool {
	cbsa := p.StandardizedLoc
	if cbsa == "" {
		cbsa = p.Location
	}
	return len(cbsa) == 5
}

// Hospital returns what a payment needs of a hospital for a discharge on that
// day, from its record and the year's areas. In a year whose wage indexes are not
// known a hospital without one of its own is an error that wraps ErrNoRate.
func (r *Release) Hospital(p *Provider, discharge medcode.Date) (Hospital, WageIndex, error) {
	h, err := p.Hospital(discharge)
	if err != nil {
		return h, WageIndex{}, err
	}
	w, err := r.areas.Of(p)
	if err != nil && r.areas == nil && !w.Special {
		return h, w, fmt.Errorf("ipps: wage index of area %q in fiscal year %d: %w", p.Location, r.year, ErrNoRate)
	}
	if err != nil {
		return h, w, err
	}
	h.WageIndex, h.Urban = w.Value, r.areas.Urban(p)
	return h, w, nil
}

// Areas returns the wage indexes of the year by area, or nil where they are not
// known: the wage tables of a final rule are files of their own.
func (r *Release) Areas() *Areas { return r.areas }

func (p *pricerReader) area(t *pricerTable, geographic, reclassified, floor string) error {
	p.wages()
	for t.next() {
		x := Area{CBSA: t.text("cbsa"), Name: t.text("name"), Large: t.text("size") == "L",
			Geographic: cell(t, geographic, parseIndex), Reclassified: cell(t, reclassified, parseIndex), Floor: cell(t, floor, parseIndex)}
		if x.Rural() && geographic == "geographicwageindex" { // a table of imputed floors: the rural index is the other floor
			x.Floor = max(x.Floor, x.Geographic)
		}
		p.areas.areas = append(p.areas.areas, x)
	}
	slices.SortFunc(p.areas.areas, func(x, y Area) int { return compareText(x.CBSA, y.CBSA) })
	return t.err
}

func (p *pricerReader) commuting(t *pricerTable) error {
	p.wages()
	for t.next() {
		p.areas.commuting[t.text("county")] = cell(t, "adjustmentfactor", func(s string) (int64, error) { return parseFixed("adjustment", s, 4, four) })
	}
	return t.err
}

func (p *pricerReader) wages() {
	if p.areas == nil {
		p.areas = &Areas{commuting: map[string]int64{}, quartile: quartiles[p.year], indian: indianHealth[p.year]}
	}
}

// quartiles are the 25th percentiles of wage indexes, in ten-thousandths, of the
// years whose low ones are raised and whose percentile is known here.
var quartiles = map[int]int64{2021: 8469}

// indianHealth are the wage indexes, in ten-thousandths, that the pricer has for
// every hospital of the Indian Health Service, in Alaska and elsewhere.
var indianHealth = map[int][2]int64{2021: {19343, 14448}}
