package ipps

import (
	"math"

	"github.com/medcode/medcode"
)

// roundCents returns dollars to the nearest cent, half a cent away from zero.
//
// The factors of a payment are numbers with many decimals or none that end
// (a wage index to the power of 0.6848), so a payment is worked out in
// double-precision dollars and each of its components rounded once, at the end.
// A value within a millionth of a cent of the half counts as the half: that is
// far more than the error of the arithmetic, so an amount that is exactly half
// a cent on paper rounds the same way on every machine. The total is the sum of
// the rounded components.
func roundCents(dollars float64) medcode.Cents {
	cents := math.Floor(math.Abs(dollars)*100 + 0.5 + 1e-6)
	return medcode.Cents(math.Copysign(cents, dollars))
}
