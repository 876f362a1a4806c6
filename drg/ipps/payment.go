package ipps

import (
	"encoding/json"
	"fmt"
	"iter"

	"github.com/medcode/medcode"
)

// A Component is a part of the payment of a stay.
type Component uint8

// The components, in the order in which they are worked out.
const (
	Operating Component = iota
	IndirectEducation
	DisproportionateShare
	UncompensatedCare
	NewTechnology
	CovidTreatment
	ValueBasedPurchasing
	Readmissions
	OperatingOutlier
	HospitalSpecific
	Capital
	CapitalIndirectEducation
	CapitalDisproportionateShare
	CapitalOutlier
	LowVolume
	HACReduction
	IsletCells
	components
)

var componentTexts = [components]struct{ name, citation string }{
	{"operating payment", "42 CFR 412.64(g), (h)"},
	{"indirect medical education", "42 CFR 412.105"},
	{"disproportionate share", "42 CFR 412.106(d), (f)"},
	{"uncompensated care", "42 CFR 412.106(g), (h)"},
	{"new technology add-on", "42 CFR 412.87, 412.88"},
	{"COVID-19 treatment add-on", "CMS-9912-IFC, 85 FR 71142, II.A"},
	{"value-based purchasing", "42 CFR 412.160 to 412.167"},
	{"readmissions reduction", "42 CFR 412.150 to 412.154"},
	{"operating outlier", "42 CFR 412.80, 412.84"},
	{"hospital-specific rate above the federal amount", "42 CFR 412.92(d), 412.108(c)"},
	{"capital payment", "42 CFR 412.308, 412.312(a), 412.316"},
	{"capital indirect medical education", "42 CFR 412.322"},
	{"capital disproportionate share", "42 CFR 412.320"},
	{"capital outlier", "42 CFR 412.312(c)"},
	{"low volume", "42 CFR 412.101"},
	{"hospital-acquired condition reduction", "42 CFR 412.170, 412.172"},
	{"islet cells in a trial", "Medicare Claims Processing Manual, chapter 32, section 70"},
}

// String names c.
func (c Component) String() string {
	if c >= components {
		return fmt.Sprintf("Component(%d)", uint8(c))
	}
	return componentTexts[c].name
}

// Citation returns where the rule of c stands.
func (c Component) Citation() string {
	if c >= components {
		return ""
	}
	return componentTexts[c].citation
}

// A Payment is what a stay is paid, in components, with the steps on the way.
// Components other than the base payments may be zero; adjustments that take
// away are negative. What the patient owes (deductible, coinsurance) is inside.
type Payment struct {
	Code         ReturnCode         `json:"code"`
	Weights      Weights            `json:"weights"`
	Base         StandardizedAmount `json:"base"` // operating, before adjustment
	Factors      Factors            `json:"factors"`
	TransferRule TransferRule       `json:"transferRule"`
	TransferPart float64            `json:"transferPart"` // of the full payment, above 0 to 1, four decimals

	// What multiplied the base rates: the relative weight after COVID-19 and
	// trials, and that after the transfer.
	Weight     Weight  `json:"weight"`
	WeightPart Weight  `json:"weightPart"`
	PerDiem    float64 `json:"perDiem"` // of a transfer, the part that its days give, above 0 to 1; 0 where the stay is none

	// The test for an outlier: what the case cost, and what it must exceed;
	// Charges is the threshold in charges, of an outlier alone.
	OperatingCost      Nanos `json:"operatingCost"`
	CapitalCost        Nanos `json:"capitalCost"`
	OperatingThreshold Nanos `json:"operatingThreshold"`
	CapitalThreshold   Nanos `json:"capitalThreshold"`
	ChargeThreshold    Nanos `json:"chargeThreshold"`

	AdjustedBase           medcode.Cents `json:"adjustedBase"`           // operating with new technology: what the programs of quality multiply
	HospitalSpecificRate   medcode.Cents `json:"hospitalSpecificRate"`   // of the stay: the hospital's rate updated, times the weight
	HospitalSpecificUpdate float64       `json:"hospitalSpecificUpdate"` // what updated it, five decimals; 0 for other hospitals

	// The covered days of the stay, without and with lifetime reserve days.
	RegularDays int `json:"regularDays"`
	ReserveDays int `json:"reserveDays"`

	amounts [components]medcode.Cents
}

// Amount returns one component.
func (p *Payment) Amount(c Component) medcode.Cents {
	if c >= components {
		return 0
	}
	return p.amounts[c]
}

// All yields every component with its amount, in the order of working out.
func (p *Payment) All() iter.Seq2[Component, medcode.Cents] {
	return func(yield func(Component, medcode.Cents) bool) {
		for c, m := range p.amounts {
			if !yield(Component(c), m) {
				return
			}
		}
	}
}

// Total returns the sum of all components.
func (p *Payment) Total() medcode.Cents {
	var sum medcode.Cents
	for _, m := range p.amounts {
		sum = sum.Add(m)
	}
	return sum
}

// MarshalJSON implements [encoding/json.Marshaler]: the exported fields, every
// component with its name and citation, and the total.
func (p Payment) MarshalJSON() ([]byte, error) {
	type plain Payment
	type component struct {
		Name     string        `json:"name"`
		Amount   medcode.Cents `json:"amount"`
		Citation string        `json:"citation"`
	}
	out := struct {
		plain
		Components []component   `json:"components"`
		Total      medcode.Cents `json:"total"`
	}{plain: plain(p), Total: p.Total()}
	for c, m := range p.All() {
		out.Components = append(out.Components, component{c.String(), m, c.Citation()})
	}
	return json.Marshal(out)
}
