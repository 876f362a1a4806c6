package risk

// Factors are what a payment year makes of a model's raw score.
type Factors struct {
	Normalization   float64 // the raw score is divided by it
	CodingIntensity float64 // 0.059: the share taken off for Medicare Advantage's coding
	Share           float64 // the part of the payment year's score that this model has
	Source          string
}

// FactorsOf returns the factors of a model for a payment year of Medicare
// Advantage plans; false where none is known here.
func FactorsOf(id ID, paymentYear int) (Factors, bool) {
	f, ok := factors[factorKey{id, paymentYear}]
	return f, ok
}

type factorKey struct {
	id   ID
	year int
}

var factors = map[factorKey]Factors{}
