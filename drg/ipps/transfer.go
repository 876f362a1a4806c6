package ipps

import "github.com/medcode/medcode/internal/enum"

// A Destination says where a patient went at the end of a stay, as far as the
// transfer policy asks.
type Destination uint8

// The values of Destination.
const (
	Elsewhere     Destination = iota // home, or deceased, or care that is no transfer
	AcuteCare                        // another acute or critical access hospital (42 CFR 412.4(b))
	PostAcuteCare                    // a skilled nursing facility, an excluded hospital or unit, home health within three days, hospice (412.4(c))
)

// DestinationOf returns the destination that a patient discharge status code of
// the claim says, 1 to 99: acute care for 02, 66 and their forms with a planned
// readmission 82 and 94; post-acute care for 03, 05, 06, 50, 51, 62, 63, 65 and
// 83, 85, 86, 90, 91, 93 (Medicare Claims Processing Manual, chapter 3, section
// 40.2.4). Status 06 or 86 with condition code 42 or 43, home health that is
// unrelated or starts later than three days after, is Elsewhere: that is the
// caller's to see.
func DestinationOf(status int) Destination {
	switch status {
	case 2, 66, 82, 94:
		return AcuteCare
	case 3, 5, 6, 50, 51, 62, 63, 65, 83, 85, 86, 90, 91, 93:
		return PostAcuteCare
	}
	return Elsewhere
}

// A TransferRule is how a stay that ends in a transfer is paid.
type TransferRule uint8

// The values of TransferRule.
const (
	NoTransfer TransferRule = iota // in full
	PerDiem                        // two days' rate for the first day, one for each further day, up to the full payment
	SpecialPay                     // half of the full payment and half of what PerDiem gives, up to the full payment
)

// MarshalText implements [encoding.TextMarshaler]: the name.
func (r TransferRule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: a name as String gives it.
func (r *TransferRule) UnmarshalText(b []byte) error {
	var names []string
	for _, rule := range transferRules {
		names = append(names, rule.name)
	}
	return enum.Parse(r, b, names)
}

// String names r.
func (r TransferRule) String() string { return transferRules[min(int(r), 2)].name }

// Citation returns the paragraph that r stands in.
func (r TransferRule) Citation() string { return transferRules[min(int(r), 2)].citation }

var transferRules = [3]struct{ name, citation string }{
	{"no transfer", "42 CFR 412.4(a)"},
	{"transfer, per diem", "42 CFR 412.4(f)(1)"},
	{"transfer, special pay", "42 CFR 412.4(f)(6)"},
}

// neonatesTransferred is DRG 789, neonates, died or transferred to another acute
// care facility: its weight is that of a transfer, which is paid in full (42
// CFR 412.4(f)(3)).
const neonatesTransferred = 789

// transferRule picks the rule for a DRG and a destination.
func transferRule(w *Weights, to Destination) TransferRule {
	switch {
	case to == AcuteCare && w.DRG != neonatesTransferred:
		return PerDiem
	case to == PostAcuteCare && w.SpecialPay:
		return SpecialPay
	case to == PostAcuteCare && w.PostAcute:
		return PerDiem
	}
	return NoTransfer
}

// Transfer returns the rule for a stay of that many days that ends there, and
// the part of the full payment that it gives, above 0 to 1. The day rate is the
// full payment divided by the geometric mean length of stay.
func (w *Weights) Transfer(days int, to Destination) (TransferRule, float64) {
	rule := transferRule(w, to)
	if rule == NoTransfer || w.GeometricMean == 0 {
		return rule, 1
	}
	part := float64(max(days, 1)+1) / w.GeometricMean.Float64()
	if rule == SpecialPay {
		part = 0.5 + 0.5*part
	}
	return rule, min(part, 1)
}
